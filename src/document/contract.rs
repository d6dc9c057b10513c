//! A plan that was written down earlier, as the contract that a build must keep.
//!
//! `plan -o plan.json` is read by people and then handed to the jobs that build. The plan is made
//! anew from the manifest and the source, and must come out as the same document, byte for byte. So
//! neither an edited document nor an edited manifest nor another repository can change what is built
//! without an error. The one exception are inputs, which a command line gave in place of keys of the manifest:
//! the author of the document chooses them. What the manifest expects of the revision still holds, and a
//! command line that repeats them accepts no others.
//!
//! What the document says, and how far it is believed:
//!
//! | key | how it is checked |
//! | --- | --- |
//! | `version` | must be the version that this program writes |
//! | `revision.rev`, `.reference` | must be what the manifest's `rev` can mean; where the repository has the reference, it must lead to the planned commit or tag |
//! | `revision.commit` | read from the repository by its id, and compared with `expect.commit` |
//! | `revision.tags`, `.tag-objects` | the bytes must have the ids, lead to the commit, and meet `expect.tag` and `expect.signers` |
//! | `inputs.rev`, `.version` | take the place of the manifest's keys before anything is checked; named in a note, and in a warning where the manifest neither pins the commit nor asks for a signed tag, unless the command line repeats them: then they must be equal |
//! | `inputs.expect-commit` | must be the planned commit; never takes the place of the manifest's `expect.commit`, which only `--expect-commit` on the command line itself replaces |
//! | `reference-time` | an input, where the manifest says `mtime = "source-date-epoch"`; otherwise computed again |
//! | `archives` | encoders and dialects must be known here; all values computed again |
//! | `package`, `commit`, `revision.tree`, `work-tree`, `overlay`, `prefix`, `order`, `owner`, `entries`, `content-sha256`, `swhid` | computed again |
//! | `sha256` | must be the digest of the document, and of the one made anew |

mod difference;
mod inputs;

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, Write as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::artifact::{open_file, open_named_or};
use crate::container::tar;
use crate::diagnostic::{Code, Diagnostic};
use crate::digest::{Digest, HashingWriter};
use crate::document;
use crate::encoder::{self, ENCODERS};
use crate::error::Error;
use crate::limits;
use crate::manifest::Inputs;
use crate::path::{Escaped, shown};
use crate::plan::Plan;
use crate::source::Provenance;
use crate::text::Grouped;

/// A plan from a file, found whole: its own digest is that of its text.
pub struct Contract {
    path: PathBuf,
    head: Head,
}

/// What is used of the document; entries are passed over without being kept.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Head {
    #[serde(default)]
    inputs: Inputs,
    revision: Option<Provenance>,
    reference_time: i64,
    archives: Vec<ArchiveHead>,
    sha256: Digest,
}

#[derive(Deserialize)]
struct ArchiveHead {
    file: String,
    tar: String,
    encoder: Option<String>,
}

#[derive(Deserialize)]
struct Version {
    version: u64,
}

impl Contract {
    /// Reads a plan, and checks that nobody changed it since it was written.
    ///
    /// # Errors
    /// It cannot be read, is no plan of a known version, its digest is not that of its text, or it
    /// names an encoder or dialect that this program does not have.
    pub fn read(path: &Path) -> Result<Self, Diagnostic> {
        let mut file =
            open_named_or("open the plan", path, || "write it with `pkgr plan -o plan.json`".to_owned())?;
        let length = file.metadata().map_err(Error::at("read the plan", path))?.len();
        if limits::PLAN.is_exceeded_by(length) {
            return Err(too_large(path, length));
        }
        // The version alone, first: a document of another version may lack what `Head` needs, and
        // should be reported by its version.
        let Version { version } = parse(&mut file, path)?;
        if version != u64::from(document::VERSION) {
            return Err(other_version(path, version));
        }
        let head: Head = parse(&mut file, path)?;
        let found = own_digest(&mut file).map_err(Error::at("read the plan", path))?;
        if found != Some(head.sha256) {
            return Err(edited(path, head.sha256, found));
        }
        head.archives.iter().try_for_each(|archive| archive.check(path))?;
        Ok(Self { path: path.to_owned(), head })
    }

    /// The commit that it was made from; `None` for files on disk.
    #[must_use]
    pub fn revision(&self) -> Option<&Provenance> {
        self.head.revision.as_ref()
    }

    /// The time that its time policy names, in seconds since 1970.
    #[must_use]
    pub fn reference_time(&self) -> i64 {
        self.head.reference_time
    }

    /// Compares it with a plan that was made anew.
    ///
    /// # Errors
    /// They are not the same: what differs, with both values.
    pub fn check(&self, plan: &Plan) -> Result<(), Diagnostic> {
        let digest = document::digest(plan).map_err(Error::at("read the plan", &self.path))?;
        if digest == self.head.sha256 {
            return Ok(());
        }
        let mut file = open_file(&self.path).map_err(Error::at("open the plan", &self.path))?;
        let length = file.metadata().map_err(Error::at("read the plan", &self.path))?.len();
        // Showing the differences needs the parsed document in memory; that they exist is known
        // without it.
        if length > limits::held_document() {
            return Err(other_digest(&self.path, self.head.sha256, digest));
        }
        let planned: serde_json::Value = parse(&mut file, &self.path)?;
        Err(difference::diagnostic(&self.path, &planned, plan))
    }
}

impl ArchiveHead {
    fn check(&self, path: &Path) -> Result<(), Diagnostic> {
        let unknown = |what: &str, name: &str, known: &[&str]| {
            let message = format!(
                "`{}`: `{}` is to be made with the {what} `{}`, and this pkgr has {}",
                shown(path),
                Escaped(self.file.as_bytes()),
                Escaped(name.as_bytes()),
                known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            );
            Err(Diagnostic::error(Code::ContractUnreadable, message)
                .help("build with the version of pkgr that made the plan, or plan again with this one"))
        };
        if let Some(name) = self.encoder.as_deref().filter(|name| encoder::find(name).is_none()) {
            return unknown("encoder", name, &ENCODERS.map(|encoder| encoder.name));
        }
        let dialects: Vec<&str> = tar::dialects().map(|dialect| dialect.name).collect();
        if dialects.contains(&&*self.tar) { Ok(()) } else { unknown("dialect", &self.tar, &dialects) }
    }
}

/// Reads the file from its beginning as a JSON document, without holding its text.
fn parse<T: for<'a> Deserialize<'a>>(file: &mut File, path: &Path) -> Result<T, Diagnostic> {
    file.rewind().map_err(Error::at("read the plan", path))?;
    serde_json::from_reader(BufReader::new(file)).map_err(|cause| {
        if cause.is_io() {
            return Error::at("read the plan", path)(cause.into()).into();
        }
        let message = format!("`{}` is no plan: {cause}", shown(path));
        Diagnostic::error(Code::ContractUnreadable, message).help("`pkgr plan -o plan.json` writes one")
    })
}

/// The digest of the text without its last key, as `document::digest` takes it; `None` when the text
/// does not end as a plan does.
fn own_digest(file: &mut File) -> io::Result<Option<Digest>> {
    const LAST: &[u8] = b",\n  \"sha256\": \"";
    const END: &[u8] = b"\"\n}\n";
    let tail_length = (LAST.len() + 64 + END.len()) as u64;
    let Some(rest) = file.metadata()?.len().checked_sub(tail_length) else { return Ok(None) };
    file.rewind()?;
    let mut hashing = HashingWriter::new(io::sink());
    io::copy(&mut BufReader::new(Read::by_ref(file).take(rest)), &mut hashing)?;
    file.seek(io::SeekFrom::Start(rest))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    if !tail.starts_with(LAST) || !tail.ends_with(END) {
        return Ok(None);
    }
    // The digest was made of the document without this key, which ended here.
    hashing.write_all(b"\n}")?;
    Ok(Some(hashing.into_parts().1.finish()))
}

/// What differs cannot be shown where the document is too large to be held in memory.
fn other_digest(path: &Path, planned: Digest, found: Digest) -> Diagnostic {
    let message = format!(
        "`{}` is not the plan that the manifest and the source give\n  planned  sha256 {planned}\n  now      sha256 {found}",
        shown(path)
    );
    Diagnostic::error(Code::ContractBroken, message)
        .help("make the plan anew with `pkgr plan -o new.json` and compare the two files with `diff`")
}

fn too_large(path: &Path, length: u64) -> Diagnostic {
    let message = format!("`{}` has {} bytes ({})", shown(path), Grouped(length), limits::PLAN);
    Diagnostic::error(Code::ContractUnreadable, message).help("`pkgr plan -o plan.json` writes one")
}

fn other_version(path: &Path, version: u64) -> Diagnostic {
    let message = format!(
        "`{}` is a plan of version {version}, and this pkgr reads version {}",
        shown(path),
        document::VERSION
    );
    Diagnostic::error(Code::ContractUnreadable, message)
        .help("build with the version of pkgr that made the plan, or plan again with this one")
}

fn edited(path: &Path, said: Digest, found: Option<Digest>) -> Diagnostic {
    let found = found.map_or_else(|| "its end is not that of a plan".to_owned(), |found| found.to_string());
    let message = format!(
        "`{}` was changed after it was written\n  it says  sha256 {said}\n  it is    sha256 {found}",
        shown(path)
    );
    Diagnostic::error(Code::ContractEdited, message).help(
        "take the file as `pkgr plan -o` wrote it, byte for byte; what is to change goes into the manifest",
    )
}
