//! The archive that is to be made again.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::ops::Range;
use std::path::Path;

use crate::artifact::open_named;
use crate::build::Options;
use crate::container::bytes::Bytes;
#[cfg(feature = "git")]
use crate::container::bytes::Section;
use crate::container::inventory::{Inventory, RawTar};
use crate::container::names::duplicates;
use crate::container::tar::{Headings, Respelling, respellings};
use crate::container::visitor::NoBodies;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::digest::Hasher;
use crate::encoder::decode::{Compression, DecodeLimits, Decoder};
use crate::encoder::{Codec, Format, encoders_of};
use crate::error::Error;
use crate::infer::preferred;
use crate::ops::{Context, archive};
use crate::path::Escaped;
use crate::settings::CompressionSetting;
use crate::text::Counted;
use crate::verify;

/// Members that an error names.
const MOST_LISTED: usize = 10;

/// An archive, all of whose members a manifest can describe.
pub struct Published<'a> {
    path: &'a Path,
    /// The name of the file.
    pub file: String,
    /// Its members.
    pub inventory: Inventory,
    /// Its headers.
    pub headings: Headings,
    /// The tar stream.
    pub stream: Bytes,
    /// The dialect that it is in, or the nearest one.
    pub respelling: Respelling,
}

impl<'a> Published<'a> {
    /// Reads an archive.
    ///
    /// # Errors
    /// Returns an error if it cannot be read, is no tar, or has a member that no manifest can describe.
    pub fn read(path: &'a Path, context: Context<'_>) -> Result<Self, Diagnostics> {
        archive::begin([path], context.progress);
        let inventory = archive::read(path, &mut NoBodies, context.progress)?;
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(tar) = inventory.tar() else { return Err(zip(&file).into()) };
        let stream = stream(path, tar, context.steps.temporary)?;
        let changed = || {
            Error::new(
                "read again",
                Escaped(path.as_os_str().as_encoded_bytes()).to_string(),
                io::Error::other("it has changed"),
            )
        };
        let headings = Headings::read(&inventory, &stream).map_err(Error::at("read again", path))?;
        let headings = headings.ok_or_else(changed)?;
        reject_members(&inventory, &headings)?;
        let respelling = preferred(respellings(&headings), &inventory, &file).expect("there are dialects");
        Ok(Self { path, file, inventory, headings, stream, respelling })
    }

    fn tar(&self) -> &RawTar {
        self.inventory.tar().expect("a zip was rejected when it was read")
    }

    /// The body of a member, counted from 0; `None` if it is too long to be a file that somebody reads, or cannot be read.
    #[cfg(feature = "git")]
    pub fn body(&self, number: usize) -> Option<Vec<u8>> {
        const MOST: u64 = 1 << 20;
        let range = self.range(number);
        if range.end - range.start > MOST { None } else { self.stream.take(range).ok() }
    }

    /// A reader of the body of a member, counted from 0.
    #[cfg(feature = "git")]
    pub fn section(&self, number: usize) -> Section {
        self.stream.section(self.range(number))
    }

    /// Where the body of a member is in the stream.
    pub fn range(&self, number: usize) -> Range<u64> {
        let (member, heading) = (&self.inventory.members[number], &self.headings.members[number]);
        let start = member.offset + heading.blocks.len() as u64;
        start..start + member.body.size
    }

    /// Opens the file again.
    ///
    /// # Errors
    /// The system's.
    pub fn open(&self) -> io::Result<File> {
        File::open(self.path)
    }

    /// The encoder that wrote the file, if pkgr has it.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, or if the work was cancelled.
    pub fn encoder(&self, context: Context<'_>) -> Result<Option<CompressionSetting>, Error> {
        if self.tar().compression == Compression::None {
            return Ok(Some(CompressionSetting { codec: Codec::STORE, header: None }));
        }
        let options = Options { threads: context.threads, progress: context.progress };
        let found = verify::exact_encoder_of(&|| self.open(), &self.tar().compression, options);
        found.map_err(archive::unless_cancelled(context.progress, Error::at("read again", self.path)))
    }

    /// An encoder for a file that none of pkgr's wrote, with the header of the file.
    pub fn nearest(&self) -> CompressionSetting {
        let compression = &self.tar().compression;
        let encoder = encoders_of(compression.format()).next();
        // The level of a gzip file is in its header, where it is the fastest or the best.
        let level = match compression {
            Compression::Gzip(header) if header.extra_flags == 4 => Some(1),
            Compression::Gzip(header) if header.extra_flags == 0 => Some(6),
            _ => None,
        };
        let codec = encoder.map_or(Codec::STORE, |encoder| {
            let at_level = level.and_then(|level| Codec::new(encoder, level, false).ok());
            at_level.unwrap_or_else(|| Codec::default_of(encoder))
        });
        let plain = CompressionSetting { codec, header: None };
        if codec.format() == Format::Gzip {
            verify::with_header_of(codec, compression).unwrap_or(plain)
        } else {
            plain
        }
    }
}

/// The tar stream: the file itself, or a temporary one that has no name.
fn stream(path: &Path, tar: &RawTar, temporary: &Path) -> Result<Bytes, Error> {
    let file = open_named("open", path)?;
    if tar.compression == Compression::None {
        return Bytes::of_file(file).map_err(Error::at("open", path));
    }
    let read = Error::at("read again", path);
    let mut decoder = Decoder::new(file, DecodeLimits::default()).map_err(Error::at("read again", path))?;
    // On disk, as an archive can be larger than the memory; without a name, so that nothing is left behind.
    let mut plain =
        tempfile::tempfile_in(temporary).map_err(Error::at("create a temporary file in", temporary))?;
    let (mut hasher, mut piece) = (Hasher::default(), vec![0; 64 * 1024]);
    loop {
        let count = decoder.read(&mut piece).map_err(Error::at("read again", path))?;
        if count == 0 {
            break;
        }
        hasher.update(&piece[..count]);
        plain.write_all(&piece[..count]).map_err(Error::at("write a temporary file in", temporary))?;
    }
    // The file is read a second time, and may have been replaced in between.
    if hasher.finish() != tar.stream.digest {
        return Err(read(io::Error::other("it has changed")));
    }
    Bytes::of_file(plain).map_err(Error::at("read a temporary file in", temporary))
}

fn zip(file: &str) -> Diagnostic {
    let name = Escaped(file.as_bytes());
    Diagnostic::error(Code::InitZip, format!("`{name}` is a zip, and pkgr cannot make zips yet"))
        .help("name a tar of the same release; `pkgr lint` and `pkgr diff` read zips")
}

fn reject_members(inventory: &Inventory, headings: &Headings) -> Result<(), Diagnostic> {
    let pairs = inventory.members.iter().zip(&headings.members);
    let odd = pairs.filter(|(_, heading)| heading.entry.is_none());
    let odd = odd.map(|(member, _)| format!("`{}`: {}", Escaped(member.path.raw()), member.kind));
    let twice = duplicates(&inventory.members).into_iter();
    let twice = twice.map(|found| format!("`{}`: {} members", Escaped(&found.path), found.count));
    let all: Vec<String> = odd.chain(twice).collect();
    if all.is_empty() && !inventory.members.is_empty() {
        return Ok(());
    }
    let message = if all.is_empty() {
        "the archive has no members, so there is nothing to infer".to_owned()
    } else {
        let count = Counted(all.len() as u64, "member", "members");
        let listed = all.iter().take(MOST_LISTED).cloned().collect::<Vec<_>>().join("\n  ");
        format!("the archive has {count} that no manifest can describe:\n  {listed}")
    };
    let help = "a manifest describes files, directories and symbolic links, each path once; \
                `pkgr lint` lists all that is unusual";
    Err(Diagnostic::error(Code::InitMember, message).help(help))
}
