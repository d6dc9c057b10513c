//! Who may have written an archive: the styles of its headers, as a name.
//!
//! What each writer's headers look like is told in the documentation of their formats and was read off
//! published archives; a name stands for all writers that cannot be told apart.

use std::fmt;

use super::preset::Preset;
use super::style::{Ending, Extension, Magic, PaxName, Spelling, Style};
use crate::container::inventory::Inventory;

/// A family of writers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// GNU tar, `--format=posix`, with extended headers.
    GnuPosix(Devices),
    /// POSIX headers without extended ones, as GNU tar (posix, ustar) and Python write them.
    Ustar(Devices),
    /// GNU tar, `--format=gnu`.
    Gnu,
    /// GNU tar, `--format=v7`.
    V7(Devices),
    /// `git archive`.
    Git,
    /// Python's `tarfile`, with extended headers.
    Python,
    /// The Rust crate `tar` with GNU headers, and cargo.
    RustGnu,
    /// The Rust crate `tar` before 2017.
    RustOld,
    /// POSIX headers with a checksum of seven digits: Go, the Rust crate `tar`, packers in JavaScript.
    SevenDigits,
    /// npm since version 5: node-tar in its portable mode.
    NodePortable,
    /// npm before version 5: fstream, which kept the owner.
    NodeOwner,
    /// libarchive, and packers that write numbers as it does.
    Libarchive,
    /// None of these, or several.
    Unknown,
}

/// The device numbers of what is no device: what changed in GNU tar 1.35.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Devices {
    /// NULs: GNU tar 1.35, Python since 3.8.
    Absent,
    /// Zeros: GNU tar 1.34 and before.
    Zeros,
}

impl Devices {
    fn of(style: &Style) -> Self {
        if style.device == Spelling::Absent { Self::Absent } else { Self::Zeros }
    }
}

impl Family {
    /// The family of an archive.
    #[must_use]
    pub fn of(inventory: &Inventory) -> Self {
        let styles = || inventory.members.iter().filter_map(|member| member.style.tar());
        let pax = styles().find_map(|style| match style.extension {
            Extension::Pax(name) => Some((name, style)),
            Extension::None | Extension::Long => None,
        });
        let Some(common) = most_common(styles()) else { return Self::Unknown };
        let is_git = inventory.globals.iter().any(|record| record.keyword == b"comment");
        match pax {
            Some((PaxName::Python, _)) => Self::Python,
            Some((PaxName::Git, _)) => Self::Git,
            _ if is_git && Self::of_style(common) == Self::SevenDigits => Self::Git,
            Some((PaxName::Gnu | PaxName::Numbered, style)) if style.checksum == SIX => {
                Self::GnuPosix(Devices::of(style))
            }
            _ => Self::of_style(common),
        }
    }

    /// The family of a header without an extended one.
    fn of_style(style: &Style) -> Self {
        match (style.magic, style.checksum) {
            (Magic::V7, SIX) => Self::V7(Devices::of(style)),
            (Magic::Gnu, SIX) => Self::Gnu,
            (Magic::Gnu, SEVEN) => Self::RustGnu,
            (Magic::Ustar, SIX) => Self::Ustar(Devices::of(style)),
            (Magic::Ustar, SEVEN) => Self::SevenDigits,
            (Magic::Ustar, Spelling::Octal(7, Ending::Blank)) => Self::RustOld,
            (Magic::Ustar, Spelling::Octal(6, Ending::BlankNul)) => match (style.size, style.uid) {
                (Spelling::Octal(11, Ending::Blank), _) => Self::Libarchive,
                (_, Spelling::Absent) => Self::NodePortable,
                _ => Self::NodeOwner,
            },
            _ => Self::Unknown,
        }
    }

    /// The dialect of a manifest that writes such headers, where there is one.
    #[must_use]
    pub fn preset(self) -> Option<Preset> {
        Some(match self {
            Self::GnuPosix(Devices::Absent) | Self::Ustar(Devices::Absent) => Preset::Gnu135Posix,
            Self::GnuPosix(Devices::Zeros) | Self::Ustar(Devices::Zeros) => Preset::Gnu134Posix,
            Self::Gnu => Preset::Gnu135Gnu,
            Self::V7(Devices::Absent) => Preset::Gnu135V7,
            Self::V7(Devices::Zeros) => Preset::Gnu134V7,
            Self::Git => Preset::Git,
            _ => return None,
        })
    }
}

const SIX: Spelling = Spelling::Octal(6, Ending::NulBlank);
const SEVEN: Spelling = Spelling::Octal(7, Ending::Nul);

/// The style of most members, whatever their types and extensions.
fn most_common<'a>(styles: impl Iterator<Item = &'a Style>) -> Option<&'a Style> {
    let mut counted: Vec<(&Style, usize)> = Vec::new();
    for style in styles {
        match counted.iter_mut().find(|(other, _)| alike(other, style)) {
            Some((_, count)) => *count += 1,
            None => counted.push((style, 1)),
        }
    }
    counted.into_iter().max_by_key(|(_, count)| *count).map(|(style, _)| style)
}

fn alike(one: &Style, other: &Style) -> bool {
    (one.magic, one.checksum, one.size, one.uid, one.device)
        == (other.magic, other.checksum, other.size, other.uid, other.device)
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::GnuPosix(Devices::Absent) => "GNU tar 1.35 posix",
            Self::GnuPosix(Devices::Zeros) => "GNU tar 1.34 posix",
            Self::Ustar(Devices::Absent) => "ustar without device numbers (Python, GNU tar 1.35)",
            Self::Ustar(Devices::Zeros) => "ustar with device numbers (GNU tar 1.34, older Python)",
            Self::Gnu => "GNU tar gnu",
            Self::V7(Devices::Absent) => "v7 without device numbers (GNU tar 1.35)",
            Self::V7(Devices::Zeros) => "v7 with device numbers (GNU tar 1.34)",
            Self::Git => "git archive",
            Self::Python => "Python pax",
            Self::RustGnu => "tar-rs gnu (cargo)",
            Self::RustOld => "tar-rs ustar, 2014-16",
            Self::SevenDigits => "ustar, checksum of 7 digits (Go, tar-rs, JavaScript)",
            Self::NodePortable => "node-tar portable (npm)",
            Self::NodeOwner => "fstream, owner kept (old npm)",
            Self::Libarchive => "libarchive, or numbers as it writes them",
            Self::Unknown => "unknown",
        })
    }
}
