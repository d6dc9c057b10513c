//! Which tool may have written an archive, by the signatures of [`TOOLS`].

use super::signature::{Evidence, Signature};
use super::style::{Extension, PaxName, TarStyle};
use super::tool::TOOLS;
use crate::container::inventory::{Inventory, Member, RawTar};

/// The signature that an archive has; `None` if it has that of no tool, or those of several. A signature
/// stands for all writers that cannot be distinguished.
#[must_use]
pub fn recognize(inventory: &Inventory) -> Option<&'static Signature> {
    let observed = DominantHeaders::new(inventory.tar()?, &inventory.members)?;
    let signatures = TOOLS.iter().flat_map(|tool| tool.signatures);
    // Of equal ranks `min_by_key` takes the first, so the order of `TOOLS` decides.
    signatures.filter(|signature| observed.fits(signature)).min_by_key(|signature| signature.evidence.rank())
}

/// The writer of an archive, as reports print it.
#[must_use]
pub fn writer(inventory: &Inventory) -> &'static str {
    recognize(inventory).map_or("unknown", |signature| signature.label)
}

/// What of an archive is compared with signatures.
struct DominantHeaders<'a> {
    /// The encoding of most headers.
    common: &'a TarStyle,
    /// The first extended header, and the header after it.
    extended: Option<(PaxName, &'a TarStyle)>,
    has_comment: bool,
}

impl<'a> DominantHeaders<'a> {
    /// `None` if there is no member.
    fn new(tar: &RawTar, members: &'a [Member]) -> Option<Self> {
        let styles = || members.iter().filter_map(|member| member.style.tar());
        // The first one is enough: a tool names all its extended headers by one rule.
        let extended = styles().find_map(|style| match style.extension {
            Extension::Pax(name) => Some((name, style)),
            Extension::None | Extension::Long => None,
        });
        let has_comment = tar.globals.iter().any(|record| record.keyword == b"comment");
        Some(Self { common: most_common(styles())?, extended, has_comment })
    }

    fn fits(&self, signature: &Signature) -> bool {
        let name = self.extended.map(|(name, _)| name);
        match signature.evidence {
            // Versions of one tool give the same names, and other headers.
            Evidence::UniqueName(unique) => name == Some(unique) && signature.marks.fit(self.common),
            Evidence::Comment => self.has_comment && signature.marks.fit(self.common),
            Evidence::Name(names) => {
                self.extended.is_some_and(|(name, style)| names.contains(&name) && signature.marks.fit(style))
            }
            Evidence::Headers => signature.marks.fit(self.common),
        }
    }
}

/// The style of most members, regardless of their types and extensions.
fn most_common<'a>(styles: impl Iterator<Item = &'a TarStyle>) -> Option<&'a TarStyle> {
    let mut counted: Vec<(&TarStyle, usize)> = Vec::new();
    for style in styles {
        match counted.iter_mut().find(|(other, _)| is_alike(other, style)) {
            Some((_, count)) => *count += 1,
            None => counted.push((style, 1)),
        }
    }
    counted.into_iter().max_by_key(|(_, count)| *count).map(|(style, _)| style)
}

fn is_alike(one: &TarStyle, other: &TarStyle) -> bool {
    (one.magic, one.checksum, one.size, one.uid, one.device)
        == (other.magic, other.checksum, other.size, other.uid, other.device)
}
