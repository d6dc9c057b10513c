//! The plan as one JSON document with a stable shape (`schema/plan.schema.json`).

pub mod contract;

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use crate::container::tar::ArchiveEnd;
use crate::digest::{Digest, HashingWriter};
use crate::encoder::MemberHeader;
use crate::entry::{DeviceFields, Entry, Kind, Origin, Owner, PaxMtime, Rule};
use crate::manifest::{GlobalComment, Inputs};
use crate::object_id::ObjectId;
use crate::path::{EntryPath, Escaped, Order};
use crate::plan::{Archive, Package, Plan, WorkTreeStatus};
use crate::sink;
use crate::source::Provenance;

/// The version of the document; another number means another shape.
pub(crate) const VERSION: u32 = 1;

/// Writes the document, entries one by one, so that its text is never held whole.
///
/// The plan's own digest, `sha256`, is that of the same document without the key `sha256`.
///
/// # Errors
/// The writer's.
pub fn write(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let digest = digest(plan)?;
    document(plan, Some(digest), &mut *out)?;
    writeln!(out)
}

/// The plan's own digest.
///
/// # Errors
/// None that is known: nothing is written.
pub fn digest(plan: &Plan) -> io::Result<Digest> {
    let mut hashing = HashingWriter::new(io::sink());
    document(plan, None, &mut hashing)?;
    Ok(hashing.into_parts().1.finish())
}

fn document(plan: &Plan, sha256: Option<Digest>, out: &mut dyn Write) -> io::Result<()> {
    sink::json_unended(&Document::of(plan, sha256), out)
}

impl<'a> Document<'a> {
    pub(crate) fn of(plan: &'a Plan, sha256: Option<Digest>) -> Self {
        Self {
            version: VERSION,
            package: plan.package(),
            inputs: Some(plan.inputs()).filter(|inputs| !inputs.is_empty()),
            commit: plan.revision().map(|revision| revision.commit),
            revision: plan.revision(),
            work_tree: plan.work_tree(),
            outside_source: plan.outside(),
            overlay: plan.overlay(),
            prefix: plan.prefix().to_string(),
            order: order(plan.order()),
            owner: OwnerView::new(plan.owner()),
            reference_time: plan.times().reference().seconds(),
            entries: Entries(plan),
            archives: plan.archives().iter().map(|archive| PlannedArchiveView::of(plan, archive)).collect(),
            content_sha256: plan.content_digest(),
            swhid: plan.swhid(),
            sha256,
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(title = "pkgr plan")]
pub(crate) struct Document<'a> {
    version: u32,
    package: &'a Package,
    /// What was given on the command line in place of keys of the manifest, if anything was.
    #[serde(skip_serializing_if = "Option::is_none")]
    inputs: Option<&'a Inputs>,
    commit: Option<ObjectId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<&'a Provenance>,
    #[serde(skip_serializing_if = "Option::is_none")]
    work_tree: Option<&'a WorkTreeStatus>,
    /// The source directory as the manifest names it, if it is outside of the manifest's directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    outside_source: Option<&'a str>,
    /// The overlay as the manifest names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    overlay: Option<&'a str>,
    prefix: String,
    order: &'static str,
    owner: OwnerView<'a>,
    reference_time: i64,
    #[schemars(with = "Vec<EntryView<'a>>")]
    entries: Entries<'a>,
    archives: Vec<PlannedArchiveView<'a>>,
    content_sha256: Digest,
    /// The content's Software Heritage id, where it is a commit's tree, whole and unaltered.
    #[serde(skip_serializing_if = "Option::is_none")]
    swhid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    // Last in the document, so that its digest is that of all that comes before it.
    sha256: Option<Digest>,
}

#[derive(Serialize, JsonSchema)]
struct OwnerView<'a> {
    uid: u64,
    gid: u64,
    user: &'a str,
    group: &'a str,
    /// Whether the fields of ids and names stay empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    absent: Option<bool>,
}

impl<'a> OwnerView<'a> {
    fn new(owner: &'a Owner) -> Self {
        let Owner { uid, gid, user, group, is_absent } = owner;
        Self { uid: *uid, gid: *gid, user, group, absent: is_absent.then_some(true) }
    }
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "ArchiveView")]
struct PlannedArchiveView<'a> {
    file: &'a str,
    tar: &'static str,
    exthdr_name: &'a str,
    /// Whether records repeat the times of entries, where they do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pax_mtime: Option<&'static str>,
    /// What the global header names in place of the commit of the source: a commit, or `none` for no global header.
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
    /// How the archive ends, if not as its dialect says.
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<&'static str>,
    format: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoder: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<String>,
    /// The header of a gzip file; absent where it is that of `gzip -n`.
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<HeaderView>,
    /// Entries that it leaves out, each with all that is below it; absent where it has every entry.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<LeftOutView>,
    /// The digest of its own content, where it leaves out entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_sha256: Option<Digest>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct LeftOutView {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_hex: Option<String>,
}

impl LeftOutView {
    fn new(path: &EntryPath) -> Self {
        Self { path: text(path.as_bytes()), path_hex: hex(path.as_bytes()) }
    }
}

#[derive(Serialize, JsonSchema)]
struct HeaderView {
    /// Each character stands for a byte of Latin-1.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    mtime: u32,
    os: u8,
    xfl: u8,
}

impl HeaderView {
    fn of(header: &MemberHeader) -> Self {
        let latin = |name: &Vec<u8>| name.iter().copied().map(char::from).collect();
        Self {
            name: header.name.as_ref().map(latin),
            mtime: header.mtime,
            os: header.system,
            xfl: header.extra_flags,
        }
    }
}

impl<'a> PlannedArchiveView<'a> {
    fn of(plan: &Plan, archive: &'a Archive) -> Self {
        let is_whole = archive.left_out.is_empty();
        Self {
            file: &archive.file,
            tar: archive.tar().dialect.name,
            exthdr_name: archive.tar().exthdr_name.as_str(),
            pax_mtime: Some(archive.tar().pax_mtime)
                .filter(|mtime| *mtime != PaxMtime::None)
                .map(PaxMtime::name),
            comment: archive.tar().comment.map(comment),
            end: archive.tar().end.map(ArchiveEnd::name),
            format: archive.tar().codec.format().name(),
            encoder: archive.tar().codec.encoder().map(|encoder| encoder.name),
            level: archive.tar().codec.level().map(|level| level.to_string()),
            header: archive.tar().header.as_ref().map(HeaderView::of),
            left_out: archive.left_out_tops().map(LeftOutView::new).collect(),
            content_sha256: (!is_whole).then(|| plan.content_digest_of(archive)),
        }
    }
}

fn comment(comment: GlobalComment) -> String {
    match comment {
        GlobalComment::Commit(commit) => commit.to_string(),
        GlobalComment::None => "none".to_owned(),
    }
}

struct Entries<'a>(&'a Plan);

impl Serialize for Entries<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.entries().len()))?;
        for entry in self.0.entries() {
            list.serialize_element(&EntryView::of(self.0, entry))?;
        }
        list.end()
    }
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct EntryView<'a> {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_hex: Option<String>,
    kind: &'static str,
    mode: String,
    /// Whole seconds since 1970; 0 for an absent time.
    mtime: i64,
    /// Nanoseconds after them, where there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    nanoseconds: Option<u32>,
    /// Whether the field of the time stays empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    mtime_absent: Option<bool>,
    /// Its owner, where it has one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<OwnerView<'a>>,
    /// How its device numbers are filled, where that is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    device: Option<&'static str>,
    /// Whether a record repeats its time, where that is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pax_mtime: Option<&'static str>,
    /// Bytes that follow the header; 0 for what is no file.
    size: u64,
    /// Of a file's bytes; null for what is no file.
    sha256: Option<Digest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_hex: Option<String>,
    origin: OriginView,
    rule: String,
}

/// Where the bytes come from: a file below the source; a file below the manifest's overlay; an object
/// of the repository as it is; one whose placeholders were filled in or that points to the bytes (Git
/// LFS); a `[[generate]]` step, by its name; nowhere, as the manifest's prefix names the directory.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum OriginView {
    File(String),
    Overlay(String),
    Object(ObjectId),
    Derived(ObjectId),
    Generated(String),
    Prefix,
}

impl<'a> EntryView<'a> {
    fn of(plan: &Plan, entry: &'a Entry) -> Self {
        let (kind, size, sha256, target) = match &entry.kind {
            Kind::Directory => ("directory", 0, None, None),
            Kind::File(file) => ("file", file.size, Some(file.digest), None),
            Kind::Symlink(target) => ("symlink", 0, None, Some(target.as_bytes())),
        };
        Self {
            path: text(entry.path.as_bytes()),
            path_hex: hex(entry.path.as_bytes()),
            kind,
            mode: entry.mode.to_string(),
            mtime: entry.mtime.seconds(),
            nanoseconds: Some(entry.own.nanoseconds).filter(|nanoseconds| *nanoseconds > 0),
            mtime_absent: entry.own.is_time_absent.then_some(true),
            owner: entry.own.owner.as_deref().map(OwnerView::new),
            device: entry.own.device.map(DeviceFields::name),
            pax_mtime: entry.own.pax_mtime.map(PaxMtime::name),
            size,
            sha256,
            target: target.map(text),
            target_hex: target.and_then(hex),
            origin: origin(plan, entry),
            rule: rule(entry.rule),
        }
    }
}

fn origin(plan: &Plan, entry: &Entry) -> OriginView {
    let below = || plan.source_path(entry).map_or_else(|| ".".to_owned(), |path| text(path.as_bytes()));
    match entry.origin {
        Origin::Source => OriginView::File(below()),
        Origin::Overlay => OriginView::Overlay(below()),
        Origin::Object(id) => OriginView::Object(id),
        Origin::Derived(id) => OriginView::Derived(id),
        Origin::Generated(step) => OriginView::Generated(plan.steps[step].clone()),
        Origin::Prefix => OriginView::Prefix,
    }
}

/// How the rule that selected an entry is named in reports: `include[0]`, `parents`.
pub(crate) fn rule(rule: Rule) -> String {
    match rule {
        Rule::Include(index) => format!("include[{index}]"),
        Rule::Parents => "parents".to_owned(),
    }
}

/// UTF-8 as it is; other bytes escaped, with the exact ones in a `-hex` key beside.
fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| Escaped(bytes).to_string(), str::to_owned)
}

fn hex(bytes: &[u8]) -> Option<String> {
    let is_text = std::str::from_utf8(bytes).is_ok();
    (!is_text).then(|| bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}")))
}

/// The name of the order in the manifest.
pub(crate) fn order(order: Order) -> &'static str {
    order.name()
}
