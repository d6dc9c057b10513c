//! Every vector of `git archive` is reproduced, or listed with the reason why it is not.

use std::collections::{BTreeMap, BTreeSet};

use gix_hash::Kind as HashKind;
use pkgr::container::tar::{Headers, find};
use pkgr::entry::{Entry, Kind, LinkTarget, Origin, OwnHeader, Owner, Rule, Size};
use pkgr::mode::Mode;
use pkgr::object_id::ObjectId;
use pkgr::path::{EntryPath, Order};
use pkgr::time::Timestamp;
use serde::Deserialize;

use super::golden::difference;
use super::manifest::{Body, Node, NodeKind, read, tree, unpacked};
use super::stream::Stream;

/// The committer time of the vectors' commits, where their options have no other.
const COMMITTED: i64 = 1_749_655_077;

#[derive(Deserialize)]
struct Vector {
    id: String,
    case: String,
    commit: String,
    file: String,
    tar_sha256: String,
    opts: Options,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    prefix: Option<String>,
    mtime: Option<String>,
    #[serde(rename = "umask")]
    _umask: Option<String>,
    treeish: Option<String>,
    paths: Option<Vec<String>>,
    commit_date: Option<String>,
}

/// What the writer cannot be asked for.
const NOT_EXPRESSIBLE: &[(&str, &str)] = &[
    ("git-archive.basic.umask0", "another tar.umask"),
    ("git-archive.basic.umask0022", "another tar.umask"),
    ("git-archive.basic.umask0077", "another tar.umask"),
    ("git-archive.gitattrs.commit", "line endings that attributes convert"),
    ("git-archive.gitattrs.tree", "line endings that attributes convert"),
];

/// What a manifest can ask for; the rest have no top directory, or are not of a commit.
const BY_MANIFEST: &[&str] =
    &["git-archive.basic.prefix", "git-archive.links.prefix", "git-archive.names_long.prefix"];

// T090, T091, T112, T114, T117
#[test]
fn every_vector_of_git_archive_is_reproduced_or_listed() {
    let vectors: Vec<Vector> = read("git.json");
    assert_eq!(vectors.len(), 23);
    let mut reproduced = Vec::new();
    let mut left = Vec::new();
    for vector in &vectors {
        if let Some(listed) = NOT_EXPRESSIBLE.iter().find(|(id, _)| *id == vector.id) {
            left.push(listed);
            continue;
        }
        let (ours, theirs) = (vector.ours(), unpacked(&vector.file, &vector.tar_sha256));
        assert!(ours == theirs, "{}: {}", vector.id, difference(&ours, &theirs));
        reproduced.push(vector.id.as_str());
    }
    assert_eq!(left.len(), NOT_EXPRESSIBLE.len());
    assert_eq!(reproduced.len(), 18);
    assert!(BY_MANIFEST.iter().all(|id| reproduced.contains(id)));
}

impl Vector {
    fn ours(&self) -> Vec<u8> {
        let mut headers = Headers::new(find("git").expect("is a dialect"), &Owner::default())
            .expect("the dialect has its own owner")
            .with_reference_time(self.time());
        if self.opts.treeish.is_none() {
            headers = headers.with_commit(id(&self.commit));
        }
        let mut writer = Stream::new(headers);
        for (entry, body) in self.members() {
            writer.append(&entry, &body[..]).expect("every entry has an object");
        }
        writer.finish()
    }

    fn time(&self) -> Timestamp {
        let committed = self.opts.commit_date.as_ref().map(|date| {
            let seconds = date.split(' ').next().expect("a date has seconds");
            seconds.trim_start_matches('@').parse().expect("seconds are decimal")
        });
        let given = self.opts.mtime.as_ref().map(|text| text.parse().expect("seconds are decimal"));
        Timestamp::from_seconds(given.or(committed).unwrap_or(COMMITTED)).expect("in range")
    }

    fn members(&self) -> Vec<(Entry<Size>, Vec<u8>)> {
        let objects = objects(&tree(&self.case));
        let mut members: Vec<_> = self.prefix_directory(&objects).into_iter().collect();
        for (path, object) in objects.iter().filter(|(path, _)| !path.is_empty() && self.selects(path)) {
            let path = [self.before(), &path[self.cut()..]].concat();
            members.push((self.entry(path, object), object.body.clone()));
        }
        members.sort_by(|(left, _), (right, _)| {
            Order::Git.compare((&left.path, left.is_directory()), (&right.path, right.is_directory()))
        });
        members
    }

    fn entry(&self, path: Vec<u8>, object: &Object) -> Entry<Size> {
        Entry {
            path: EntryPath::parse(path).expect("the vectors' paths are well formed"),
            kind: object.kind.clone(),
            // No mode of the manifest's can be seen in the archive.
            mode: Mode::from_bits(if object.is_executable { 0o711 } else { 0o604 }),
            mtime: self.time(),
            origin: Origin::Object(object.id),
            rule: Rule::Include(0),
            own: OwnHeader::default(),
        }
    }

    /// The one entry for a prefix that ends in a slash.
    fn prefix_directory(&self, objects: &Objects) -> Option<(Entry<Size>, Vec<u8>)> {
        let prefix = self.opts.prefix.as_ref()?.strip_suffix('/')?;
        Some((self.entry(prefix.into(), &objects[&b""[..]]), Vec::new()))
    }

    fn before(&self) -> &[u8] {
        self.opts.prefix.as_deref().unwrap_or_default().as_bytes()
    }

    /// How much of each path `HEAD:dir` takes away.
    fn cut(&self) -> usize {
        self.subtree().map_or(0, |directory| directory.len() + 1)
    }

    fn subtree(&self) -> Option<&str> {
        self.opts.treeish.as_deref()?.strip_prefix("HEAD:")
    }

    /// Whether a path is asked for, or holds or lies below what is.
    fn selects(&self, path: &[u8]) -> bool {
        let below =
            |path: &[u8], top: &[u8]| path.strip_prefix(top).is_some_and(|rest| rest.starts_with(b"/"));
        let wanted = |path: &[u8], asked: &str| {
            let asked = asked.as_bytes();
            path == asked || below(path, asked) || below(asked, path)
        };
        self.subtree().is_none_or(|directory| below(path, directory.as_bytes()))
            && self.opts.paths.as_ref().is_none_or(|paths| paths.iter().any(|asked| wanted(path, asked)))
    }
}

fn id(text: &str) -> ObjectId {
    ObjectId::parse(text).expect("a full id")
}

/// What git has at a path.
struct Object {
    kind: Kind<Size>,
    id: ObjectId,
    is_executable: bool,
    body: Vec<u8>,
}

/// By path; the root is the empty one.
type Objects = BTreeMap<Vec<u8>, Object>;

/// The objects of a tree: git knows no empty directories, and each name of a file is a file.
fn objects(nodes: &[Node]) -> Objects {
    let mut objects: Objects = nodes
        .iter()
        .filter(|node| node.kind != NodeKind::Dir)
        .map(|node| (node.path(), blob(super::request::linked(node, nodes))))
        .collect();
    let directories: BTreeSet<Vec<u8>> =
        objects.keys().flat_map(|path| ancestors(path).map(<[u8]>::to_vec).collect::<Vec<_>>()).collect();
    // From the longest to the shortest: what is inside is there before what holds it.
    for directory in directories.into_iter().rev() {
        let object = directory_object(&directory, &objects);
        objects.insert(directory, object);
    }
    objects
}

fn ancestors(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    let slashes = (0..path.len()).filter(|&at| path[at] == b'/');
    std::iter::once(&path[..0]).chain(slashes.map(|at| &path[..at]))
}

fn blob(node: &Node) -> Object {
    let (kind, body) = match node.kind {
        NodeKind::Symlink => {
            let target = node.target();
            (Kind::Symlink(LinkTarget::parse(target.clone()).expect("a target")), target)
        }
        _ => {
            let Body::Bytes(bytes) = node.body() else { panic!("no vector of git has a sparse file") };
            (Kind::File(Size(bytes.len() as u64)), bytes)
        }
    };
    let id = hash(gix_object::Kind::Blob, &body);
    let body = if node.kind == NodeKind::Symlink { Vec::new() } else { body };
    Object { kind, id, is_executable: node.mode() & 0o100 != 0, body }
}

fn directory_object(directory: &[u8], objects: &Objects) -> Object {
    let mut inside: Vec<(Vec<u8>, Vec<u8>)> = objects
        .iter()
        .filter_map(|(path, object)| Some((name_in(directory, path)?, object)))
        .map(|(name, object)| {
            let (mode, ending) = match object.kind {
                Kind::Directory => ("40000", &b"/"[..]),
                Kind::Symlink(_) => ("120000", &b""[..]),
                Kind::File(_) if object.is_executable => ("100755", &b""[..]),
                Kind::File(_) => ("100644", &b""[..]),
            };
            let line = [mode.as_bytes(), b" ", name, b"\0", object.id.as_bytes()].concat();
            ([name, ending].concat(), line)
        })
        .collect();
    inside.sort();
    let lines: Vec<u8> = inside.into_iter().flat_map(|(_, line)| line).collect();
    let id = hash(gix_object::Kind::Tree, &lines);
    Object { kind: Kind::Directory, id, is_executable: true, body: Vec::new() }
}

/// The name of an entry directly in the directory.
fn name_in<'a>(directory: &[u8], path: &'a [u8]) -> Option<&'a [u8]> {
    let name = match directory {
        b"" => path,
        _ => path.strip_prefix(directory)?.strip_prefix(b"/")?,
    };
    (!name.is_empty() && !name.contains(&b'/')).then_some(name)
}

fn hash(kind: gix_object::Kind, data: &[u8]) -> ObjectId {
    let id = gix_object::compute_hash(HashKind::Sha1, kind, data).expect("no collision");
    ObjectId::from_bytes(id.as_slice()).expect("20 bytes")
}
