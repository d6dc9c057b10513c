//! From the options of a GNU tar run to what a manifest of ours would ask for, or why none can.

use pkgr::container::tar::{Dialect, ExthdrName, Headers, OwnerFault, find};
use pkgr::entry::{Entry, Kind, LinkTarget, Origin, OwnHeader, Owner, Rule, Size};
use pkgr::mode::Mode;
use pkgr::path::{EntryPath, Order};
use pkgr::time::Timestamp;

use super::chmod;
use super::manifest::{Body, Node, NodeKind, Options, Vector};

/// Why no manifest asks for the archive, in the order in which reasons are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    OldGnu,
    PaxRecords,
    ExthdrTime,
    Transform,
    NoRecursion,
    Blocking,
    RootNotAName,
    Special,
    HardLinks,
    Umask,
    Fraction,
}

impl Reason {
    pub fn text(self) -> &'static str {
        match self {
            Self::OldGnu => "no dialect for the oldgnu format",
            Self::PaxRecords => "pax records added, replaced or deleted",
            Self::ExthdrTime => "a time for extended headers alone",
            Self::Transform => "names transformed",
            Self::NoRecursion => "members listed one by one",
            Self::Blocking => "another blocking factor",
            Self::RootNotAName => "a root that is not one plain name",
            Self::Special => "fifos or devices",
            Self::HardLinks => "hard links",
            Self::Umask => "a mode that asks for the umask",
            Self::Fraction => "fractions of a second",
        }
    }
}

/// What the writer can do and a manifest cannot ask for, because its prefix is one top directory.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Top {
    OneDirectory,
    File,
    Several,
}

impl Top {
    pub fn text(self) -> &'static str {
        match self {
            Self::OneDirectory => "",
            Self::File => " by the writer, a lone file at the top",
            Self::Several => " by the writer, several top entries",
        }
    }
}

/// A run put in our words.
pub struct Request {
    pub dialect: &'static Dialect,
    pub owner: Owner,
    pub exthdr_name: ExthdrName,
    pub reference_time: Option<Timestamp>,
    pub members: Vec<(Entry<Size>, Body)>,
    pub top: Top,
}

impl Request {
    pub fn new(vector: &Vector) -> Result<Self, Reason> {
        let options = &vector.opts;
        let dialect = dialect(vector).ok_or(Reason::OldGnu)?;
        check_options(options)?;
        let nodes = selected(vector)?;
        let reference_time = reference_time(options, &nodes)?;
        let mut members = nodes
            .iter()
            .map(|node| member(node, &nodes, options, reference_time))
            .collect::<Result<Vec<_>, _>>()?;
        members.sort_by(|(left, _), (right, _)| {
            Order::GnuName.compare((&left.path, left.is_directory()), (&right.path, right.is_directory()))
        });
        let template = options.exthdr_name.as_deref().unwrap_or("%d/PaxHeaders/%f");
        Ok(Self {
            dialect,
            owner: owner(options),
            exthdr_name: ExthdrName::parse(template).expect("the vectors' templates are valid"),
            reference_time,
            top: top(options, &members),
            members,
        })
    }

    pub fn headers(&self) -> Result<Headers, OwnerFault> {
        let headers = Headers::new(self.dialect, &self.owner)?.with_exthdr_name(self.exthdr_name.clone());
        Ok(match self.reference_time {
            Some(time) => headers.with_reference_time(time),
            None => headers,
        })
    }
}

fn dialect(vector: &Vector) -> Option<&'static Dialect> {
    let version = vector.tool.strip_prefix("gnutar-").expect("only vectors of GNU tar are kept");
    find(&format!("gnu-{version}-{}", vector.opts.format))
}

fn check_options(options: &Options) -> Result<(), Reason> {
    let is_posix = options.format == "posix";
    let other_deletions = is_posix && options.delete != ["atime", "ctime"];
    let has_records = !options.overrides.is_empty() || !options.globals.is_empty();
    let asks_umask = options.mode.as_deref().is_some_and(chmod::asks_umask);
    let reasons = [
        (other_deletions || has_records, Reason::PaxRecords),
        (options.exthdr_mtime.is_some(), Reason::ExthdrTime),
        (options.transform.is_some(), Reason::Transform),
        (options.norecurse, Reason::NoRecursion),
        (options.blocking.is_some(), Reason::Blocking),
        (!options.roots.iter().all(|root| is_plain(root)), Reason::RootNotAName),
        (asks_umask, Reason::Umask),
    ];
    reasons.into_iter().find(|(applies, _)| *applies).map_or(Ok(()), |(_, reason)| Err(reason))
}

/// One name; slashes after it do nothing.
fn is_plain(root: &str) -> bool {
    let name = root.trim_end_matches('/');
    name != "." && !name.is_empty() && !name.contains('/')
}

/// The part of the tree below the roots, if all of it can be planned.
fn selected(vector: &Vector) -> Result<Vec<Node>, Reason> {
    let mut nodes = vector.tree();
    let roots: Vec<_> = vector.opts.roots.iter().map(|root| root.trim_end_matches('/').as_bytes()).collect();
    nodes.retain(|node| {
        let path = node.path();
        roots.contains(&path.split(|&byte| byte == b'/').next().expect("a path has a first part"))
    });
    let has = |wanted: &[NodeKind]| nodes.iter().any(|node| wanted.contains(&node.kind));
    if has(&[NodeKind::Fifo, NodeKind::Chr, NodeKind::Blk]) {
        return Err(Reason::Special);
    }
    if has(&[NodeKind::Hardlink]) && !vector.opts.hard_dereference {
        return Err(Reason::HardLinks);
    }
    Ok(nodes)
}

/// The time that all entries are set or clamped to. Without `--mtime` that is the one time they all
/// have; if they differ, no extended header may be written whose time would show it.
fn reference_time(options: &Options, nodes: &[Node]) -> Result<Option<Timestamp>, Reason> {
    if let Some(text) = &options.mtime {
        let seconds = text.trim_start_matches('@').parse().map_err(|_| Reason::Fraction)?;
        return Ok(Some(time(seconds)));
    }
    let first = nodes[0].mtime();
    if nodes.iter().all(|node| node.mtime() == first) && !first.1 {
        return Ok(Some(time(first.0)));
    }
    let has_fractions = nodes.iter().any(|node| node.mtime().1);
    assert!(options.format != "posix" || has_fractions, "different own times with extended headers");
    Ok(None)
}

fn time(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds).expect("the vectors' times are in range")
}

fn member(
    node: &Node,
    nodes: &[Node],
    options: &Options,
    reference: Option<Timestamp>,
) -> Result<(Entry<Size>, Body), Reason> {
    let mtime = mtime(node, options, reference)?;
    let body = linked(node, nodes).body();
    let kind = match node.kind {
        NodeKind::Dir => Kind::Directory,
        NodeKind::Symlink => Kind::Symlink(LinkTarget::parse(node.target()).expect("a target")),
        _ => Kind::File(Size(body.size())),
    };
    let bits = options
        .mode
        .as_ref()
        .map_or(node.mode(), |mode| chmod::apply(mode, node.mode(), node.kind == NodeKind::Dir));
    let entry = Entry {
        path: EntryPath::parse(node.path()).expect("the vectors' paths are well formed"),
        kind,
        mode: Mode::from_bits(bits.into()),
        mtime,
        origin: Origin::Source,
        rule: Rule::Include(0),
        own: OwnHeader::default(),
    };
    Ok((entry, body))
}

/// The own time in whole seconds, or the one it is set or clamped to.
fn mtime(node: &Node, options: &Options, reference: Option<Timestamp>) -> Result<Timestamp, Reason> {
    let (own, has_fraction) = node.mtime();
    match reference {
        Some(reference) if !options.clamp || own >= reference.seconds() => Ok(reference),
        // Only posix would store the fraction; the other formats round down, as whole seconds do.
        _ if has_fraction && options.format == "posix" => Err(Reason::Fraction),
        _ => Ok(time(own)),
    }
}

/// With `--hard-dereference` every name of a file has the file's bytes.
pub fn linked<'a>(node: &'a Node, nodes: &'a [Node]) -> &'a Node {
    if node.kind != NodeKind::Hardlink {
        return node;
    }
    nodes.iter().find(|other| other.path() == node.target()).expect("a hard link has a target")
}

fn owner(options: &Options) -> Owner {
    let (user, uid) = name_and_id(&options.owner, options);
    let (group, gid) = name_and_id(&options.group, options);
    Owner { uid, gid, user: user.into(), group: group.into(), is_absent: false }
}

/// `NAME:ID`, `:ID` or `ID`; a missing name is looked up, unless no names are stored at all. The v7
/// format stores none, so its manifests name none.
fn name_and_id<'a>(option: &'a str, options: &Options) -> (&'a str, u64) {
    let (name, id) = option.split_once(':').unwrap_or(("", option));
    let id = id.parse().expect("ids are decimal");
    match name {
        _ if options.numeric_owner || options.format == "v7" => ("", id),
        "" if id == 0 => ("root", id),
        _ => (name, id),
    }
}

fn top(options: &Options, members: &[(Entry<Size>, Body)]) -> Top {
    if options.roots.len() > 1 {
        Top::Several
    } else if members[0].0.is_directory() {
        Top::OneDirectory
    } else {
        Top::File
    }
}
