//! The dialect `git` against `git archive`, byte for byte: random trees with random attributes, and each corner of
//! attribute files.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Output};

use super::project::Project;
use crate::support::{pkgr, text};

/// A small generator of numbers, the same on every machine.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % end
    }

    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// What a path of a tree is, as `git fast-import` names it.
#[derive(Clone)]
enum Node {
    File(Vec<u8>),
    Executable(Vec<u8>),
    Link(Vec<u8>),
    Submodule,
}

type Tree = BTreeMap<Vec<u8>, Node>;

const DIRECTORIES: &[&str] = &["d", "e", "docs", "src", "a b", "caf\u{e9}", "[x]"];
const FILES: &[&str] =
    &["a.c", "b.c", "x.bat", "n.txt", "R.txt", "c d.txt", ".hidden", "#h", "!b", "t\u{e9}.txt"];
const PIECES: &[&[u8]] = &[
    b"line\n",
    b"line\n",
    b"one two\n",
    b"x\r\n",
    b"\r",
    b"\0",
    b"\x01",
    b"$Id$",
    b"$Id$\n",
    b"$Id: x $",
    b"$Id: a b $",
    b"$Id: \n$",
    b"$Format:%H$",
    b"$Format:%an%n%s$\n",
    b"$Format:",
    b"$",
    "\u{e9}".as_bytes(),
    "\u{20ac}\n".as_bytes(),
    b"\x1a",
    b"\x7f",
    b"\x1b\t",
    b"\n",
    b"\n\n",
    &[b'x'; 130],
    &[b'y'; 60],
];
const ATTRIBUTES: &[&str] = &[
    "export-ignore",
    "export-ignore",
    "export-ignore",
    "-export-ignore",
    "-export-ignore",
    "!export-ignore",
    "export-ignore=x",
    "export-subst",
    "export-subst",
    "-export-subst",
    "text",
    "-text",
    "!text",
    "text=auto",
    "text=auto",
    "text=input",
    "text=other",
    "eol=crlf",
    "eol=crlf",
    "eol=crlf",
    "eol=lf",
    "eol=CRLF",
    "eol",
    "-eol",
    "!eol",
    "ident",
    "ident",
    "-ident",
    "ident=x",
    "crlf",
    "-crlf",
    "crlf=auto",
    "crlf=input",
    "binary",
    "-binary",
    "!binary",
    "m",
    "m",
    "-m",
    "n",
    "!n",
    "diff=x",
    "other",
    "working-tree-encoding=UTF-16",
    "working-tree-encoding=utf-16le-bom",
    "working-tree-encoding=UTF-16BE",
    "working-tree-encoding=UTF-32",
    "working-tree-encoding=latin1",
    "working-tree-encoding=CP1252",
    "working-tree-encoding=UTF-8",
    "-working-tree-encoding",
    "!working-tree-encoding",
];
/// Rare ones, which most lines do without.
const ODD: &[&str] =
    &["b@d", "builtin_x", "-", "!-x", "=x", "working-tree-encoding=KLINGON", "working-tree-encoding", "--x"];

/// A directory that is one of the pool's, or one below.
fn directory(random: &mut Random) -> Vec<u8> {
    let mut path = Vec::new();
    while path.len() < 40 && !random.once_in(3) {
        path.extend_from_slice(random.one(DIRECTORIES).as_bytes());
        path.push(b'/');
    }
    path
}

fn contents(random: &mut Random) -> Vec<u8> {
    (0..random.below(7)).flat_map(|_| random.one(PIECES).to_vec()).collect()
}

/// A pattern that is likely to match something.
fn pattern(random: &mut Random, paths: &[Vec<u8>]) -> Vec<u8> {
    let path = text(&paths[random.below(paths.len())]);
    let parts: Vec<&str> = path.split('/').collect();
    let (name, top) = (parts[parts.len() - 1], parts[0]);
    let middle = parts[random.below(parts.len())];
    let pattern = match random.below(20) {
        0 => "*".to_owned(),
        1 => format!("*.{}", name.rsplit('.').next().unwrap_or(name)),
        2 => format!("/{top}"),
        3 => format!("{middle}/"),
        4 => format!("{top}/**"),
        5 => format!("{top}/*"),
        6 => format!("**/{name}"),
        7 => format!("{top}/**/{name}"),
        8 => path.clone(),
        9 => format!("/{path}"),
        10 => middle.to_owned(),
        11 => "[a-d]*".to_owned(),
        12 => format!("*/{name}"),
        13 => "?.c".to_owned(),
        14 => parts[..parts.len() - 1].join("/") + "/",
        15 => "**".to_owned(),
        16 => format!("{}*", &name[..1]),
        17 => format!("!{name}"),
        18 => format!("**/{middle}/**"),
        _ => name.to_owned(),
    };
    let pattern = if random.once_in(4) {
        pattern.replace('[', "\\[").replace('#', "\\#").replace('!', "\\!")
    } else {
        pattern
    };
    if pattern.contains(' ') || random.once_in(9) {
        format!("\"{}\"", pattern.replace('\\', "\\\\")).into_bytes()
    } else {
        pattern.into_bytes()
    }
}

fn attribute_file(random: &mut Random, paths: &[Vec<u8>]) -> Vec<u8> {
    let mut lines = Vec::new();
    if random.once_in(12) {
        lines.extend_from_slice("\u{feff}".as_bytes());
    }
    for _ in 0..=random.below(6) {
        match random.below(24) {
            0 => lines.extend_from_slice(b"[attr]m eol=crlf text\n"),
            1 => lines.extend_from_slice(b"[attr]n export-ignore m\n"),
            2 => lines.extend_from_slice(b"[attr] m -export-ignore ident\n"),
            3 => lines.extend_from_slice(b"# export-ignore\n\n  \t\n"),
            4 if random.once_in(3) => lines.push(0),
            _ => line(random, paths, &mut lines),
        }
    }
    lines
}

fn line(random: &mut Random, paths: &[Vec<u8>], lines: &mut Vec<u8>) {
    if random.once_in(15) {
        lines.extend_from_slice(b" \t");
    }
    lines.extend_from_slice(&pattern(random, paths));
    for _ in 0..=random.below(3) {
        lines.push(if random.once_in(9) { b'\t' } else { b' ' });
        let pool = if random.once_in(60) { ODD } else { ATTRIBUTES };
        lines.extend_from_slice(random.one(pool).as_bytes());
    }
    if random.once_in(40) {
        lines.resize(lines.len() + 2048, b' ');
    }
    lines.extend_from_slice(if random.once_in(9) { b"\r\n" } else { b"\n" });
}

fn tree(random: &mut Random) -> Tree {
    let mut tree = Tree::new();
    for _ in 0..=random.below(14) {
        let path = [&directory(random)[..], random.one(FILES).as_bytes()].concat();
        let node = match random.below(12) {
            0 => Node::Link(b"a.c".to_vec()),
            1 => Node::Executable(contents(random)),
            _ => Node::File(contents(random)),
        };
        tree.insert(path, node);
    }
    for _ in 0..random.below(3) {
        tree.insert(
            [&directory(random)[..], random.one(&["lib", "mod"]).as_bytes()].concat(),
            Node::Submodule,
        );
    }
    // The same tree in two places: what attributes say of one is not what they say of the other.
    if random.once_in(2) {
        let (from, to) = (random.one(DIRECTORIES), random.one(DIRECTORIES));
        let copied: Vec<_> = tree
            .iter()
            .filter_map(|(path, node)| {
                let rest = path.strip_prefix(from.as_bytes())?.strip_prefix(b"/")?;
                Some(([format!("{to}2/").as_bytes(), rest].concat(), node.clone()))
            })
            .collect();
        tree.extend(copied);
    }
    let paths: Vec<_> = tree.keys().cloned().collect();
    for number in 0..=random.below(4) {
        let above = if number == 0 { Vec::new() } else { directory_of(&paths[random.below(paths.len())]) };
        let lines = attribute_file(random, &paths);
        let node = if random.once_in(25) {
            // What no system has as a target is rejected, which `tests/git/hostile.rs` covers.
            Node::Link(lines.into_iter().filter(|&byte| byte != 0).take(4095).collect())
        } else {
            Node::File(lines)
        };
        tree.insert([&above[..], b".gitattributes"].concat(), node);
    }
    tree.retain(|path, node| !matches!(node, Node::Link(target) if target.is_empty()) || path.is_empty());
    tree
}

fn directory_of(path: &[u8]) -> Vec<u8> {
    path.iter().rposition(|&byte| byte == b'/').map_or_else(Vec::new, |slash| path[..=slash].to_vec())
}

/// The branches `c0`, `c1`, … with a commit of each tree.
fn import(project: &Project, trees: &[Tree]) {
    let id = "1".repeat(project.git(&["hash-object", "-t", "tree", "/dev/null"]).len());
    let mut stream = Vec::new();
    for (number, tree) in trees.iter().enumerate() {
        stream.extend_from_slice(
            format!(
                "commit refs/heads/c{number}\ncommitter C <c@example.org> 1749656217 +0200\ndata 7\nsubject\n"
            )
            .as_bytes(),
        );
        for (path, node) in tree {
            let (mode, bytes) = match node {
                Node::File(bytes) => ("100644", bytes),
                Node::Executable(bytes) => ("100755", bytes),
                Node::Link(bytes) => ("120000", bytes),
                Node::Submodule => {
                    stream.extend_from_slice(&[format!("M 160000 {id} ").as_bytes(), path, b"\n"].concat());
                    continue;
                }
            };
            stream
                .extend_from_slice(&[format!("M {mode} inline ").as_bytes(), &quoted(path), b"\n"].concat());
            stream.extend_from_slice(&[format!("data {}\n", bytes.len()).as_bytes(), bytes, b"\n"].concat());
        }
        stream.push(b'\n');
    }
    project.feed(&["fast-import", "--quiet"], &stream);
}

fn quoted(path: &[u8]) -> Vec<u8> {
    [b"\"", path, b"\""].concat()
}

fn archived(project: &Project, rev: &str) -> Output {
    let mut command = Command::new("git");
    command.args(["archive", "--format=tar", "--prefix=p/", rev]).current_dir(project.repo()).env_clear();
    command.envs([("HOME", "/nonexistent"), ("GIT_CONFIG_NOSYSTEM", "1")]);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.output().expect("git can be started")
}

/// What came of one tree.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Outcome {
    /// Both write the same bytes.
    Same,
    /// git cannot encode a file and packs it as it is, or fails; pkgr rejects it.
    Unencodable,
    /// There is no file to pack; pkgr rejects that.
    Nothing,
}

/// Odd names are not what is tested here.
const REST: &str = "[files]\ninclude = ['**']\nprefix = 'p'\n[[archive]]\nfile = 'a.tar'\ntar = 'git'\n[lints]\n\
    control-character = 'allow'\nbidi = 'allow'\ncase-collision = 'allow'\nescaping-link = 'allow'\n";

/// Compares the archives of a branch; what differs, in words.
fn compare(project: &Project, rev: &str) -> Result<Outcome, String> {
    let source = format!("git = 'repo'\nrev = '{rev}'");
    project.manifest(&source, REST);
    let theirs = archived(project, rev);
    let ours = pkgr(project.root(), &["build", "-q", "--force"]);
    let reported = text(&ours.stderr);
    let is_unencodable = !theirs.status.success() || text(&theirs.stderr).contains("failed to encode");
    if !ours.status.success() {
        return match (is_unencodable, reported.contains("pkgr::files::nothing-selected")) {
            (true, _) if reported.contains("working-tree-encoding") => Ok(Outcome::Unencodable),
            (false, true) if no_leaf(&theirs.stdout) => Ok(Outcome::Nothing),
            _ => Err(format!("pkgr rejects what git packs: {reported}{}", text(&theirs.stderr))),
        };
    }
    if is_unencodable {
        return Err(format!("pkgr packs what git cannot: {}", text(&theirs.stderr)));
    }
    let built = fs::read(project.root().join("dist/a.tar")).expect("was written");
    if built == theirs.stdout { Ok(Outcome::Same) } else { Err(difference(&built, &theirs.stdout)) }
}

/// Whether an archive has no file and no link.
fn no_leaf(archive: &[u8]) -> bool {
    let mut archive = tar::Archive::new(archive);
    let mut kinds = archive
        .entries()
        .expect("is an archive")
        .map(|member| member.expect("is whole").header().entry_type());
    kinds.all(|kind| matches!(kind, tar::EntryType::Directory | tar::EntryType::XGlobalHeader))
}

fn members(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    use std::io::Read as _;
    let mut archive = tar::Archive::new(archive);
    let members = archive.entries().expect("is an archive").map(|member| {
        let (mut member, mut body) = (member.expect("is whole"), Vec::new());
        member.read_to_end(&mut body).expect("is whole");
        (text(&member.path_bytes()), body)
    });
    members.collect()
}

fn difference(ours: &[u8], theirs: &[u8]) -> String {
    let (ours, theirs) = (members(ours), members(theirs));
    let all: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let show = |body: Option<&Vec<u8>>| body.map(|body| text(body).escape_debug().to_string());
    let differs = all.into_iter().filter(|path| ours.get(*path) != theirs.get(*path));
    let lines = differs.map(|path| {
        format!("{path}\n  pkgr {:?}\n  git  {:?}\n", show(ours.get(path)), show(theirs.get(path)))
    });
    lines.collect()
}

fn describe(tree: &Tree) -> String {
    let show = |(path, node): (&Vec<u8>, &Node)| match node {
        Node::File(bytes) | Node::Executable(bytes) | Node::Link(bytes) => {
            let kind = if matches!(node, Node::Link(_)) { " (link)" } else { "" };
            format!("{}{kind}: {}\n", text(path), bytes.escape_ascii())
        }
        Node::Submodule => format!("{} (submodule)\n", text(path)),
    };
    tree.iter().map(show).collect()
}

/// What came of several trees.
#[derive(Default)]
struct Compared {
    outcomes: BTreeMap<Outcome, usize>,
    /// Those that differ, in words.
    wrong: Vec<String>,
}

fn compare_all(trees: &[Tree], options: &[&str]) -> Compared {
    let mut compared = Compared::default();
    let Some(project) = Project::empty(options) else { return compared };
    import(&project, trees);
    for (number, tree) in trees.iter().enumerate() {
        match compare(&project, &format!("c{number}")) {
            Ok(outcome) => *compared.outcomes.entry(outcome).or_default() += 1,
            Err(why) => compared.wrong.push(format!("tree {number}\n{}{why}", describe(tree))),
        }
    }
    compared
}

/// Compares all trees; the first ones that differ are shown.
fn assert_same(trees: &[Tree], options: &[&str]) -> BTreeMap<Outcome, usize> {
    let Compared { outcomes, wrong } = compare_all(trees, options);
    let shown = wrong.iter().take(8).cloned().collect::<Vec<_>>().join("\n\n");
    assert!(wrong.is_empty(), "{} of {} trees differ; the first:\n{shown}", wrong.len(), trees.len());
    outcomes
}

fn random_trees(seeds: std::ops::Range<u64>) -> Vec<Tree> {
    seeds.map(|seed| tree(&mut Random::new(seed))).collect()
}

#[test]
fn random_trees_and_attributes_give_the_bytes_of_git_archive() {
    let found = assert_same(&random_trees(1..91), &[]);
    let long = assert_same(&random_trees(91..101), &["--object-format=sha256"]);
    let same = |found: &BTreeMap<Outcome, usize>| found.get(&Outcome::Same).copied().unwrap_or_default();
    if !found.is_empty() {
        assert!(same(&found) > 60 && same(&long) > 5, "{found:?}, {long:?}");
    }
}

#[test]
#[ignore = "takes minutes"]
fn thousands_of_random_trees_and_attributes_give_the_bytes_of_git_archive() {
    let mut wrong = Vec::new();
    for start in (1_000..3_000).step_by(200) {
        let options: &[&str] = if start % 1_000 == 800 { &["--object-format=sha256"] } else { &[] };
        let compared = compare_all(&random_trees(start..start + 200), options);
        crate::support::say(&format!("{start}: {:?}, {} differ", compared.outcomes, compared.wrong.len()));
        wrong.extend(compared.wrong);
    }
    assert!(wrong.is_empty(), "{} trees differ:\n{}", wrong.len(), wrong.join("\n\n"));
}

/// Lines of attribute files that git reads in its own way.
const LINES: &[&[u8]] = &[
    b"a -eol\\=x eol=crlf",
    b"a eol=crlf text=auto-x",
    b"\"a\" eol=crlf",
    b"\"a\"eol=crlf",
    b"\"a eol=crlf",
    b"\\a eol=crlf",
    b"!a eol=crlf",
    b"a eol=crlf .bad",
    b"a .bad eol=crlf",
    b"a -.bad eol=crlf",
    b"a b@d eol=crlf",
    b"a =x eol=crlf",
    b"a eol=crlf -",
    b"a - eol=crlf",
    b"a ! eol=crlf",
    b"a !-eol eol=crlf",
    b"a eol=crlf !eol",
    b"a !eol eol=crlf",
    b"a eol=lf eol=crlf",
    b"a eol=crlf eol=lf",
    b"\ta eol=crlf",
    b" a eol=crlf",
    b"a\teol=crlf",
    b"a\x0beol=crlf",
    b"a\x0ceol=crlf",
    b"a eol=crlf\x0b",
    b"a eol=crlf\r",
    b"a\r eol=crlf",
    b"#a eol=crlf",
    b"  #a eol=crlf",
    b"[attr]m eol=crlf\na m",
    b"[attr] m eol=crlf\na m",
    b"[attr]\tm eol=crlf\na m",
    b" [attr]m eol=crlf\na m",
    b"\"[attr]m\" eol=crlf\na m",
    b"[attr]m\r eol=crlf\na m",
    b"[attr]\na m",
    b"[attr]m\na m eol=crlf",
    b"[attr]m -m eol=crlf\na m",
    b"[attr]m eol=crlf\na -m",
    b"[attr]m eol=crlf\na !m",
    b"[attr]m eol=crlf\na m=1",
    b"[attr]m n\n[attr]n eol=crlf\na m",
    b"a m\n[attr]m eol=crlf",
    b"[attr]m eol=crlf\n[attr]m eol=lf\na m",
    b"[attr]m eol=lf\n[attr]m eol=crlf\na m",
    b"[attr]m.x eol=crlf\na m.x",
    b"[attr]builtin_x eol=crlf\na builtin_x",
    b"a builtin_objectmode=1 eol=crlf",
    b"a builtin_x eol=crlf",
    b"[attr]binary eol=crlf\na binary",
    b"[attr]eol=crlf\na eol",
    b"[attr]m m eol=crlf\na m",
    b"[attr]m eol=crlf\na m -eol",
    b"[attr]m eol=crlf\na -eol m",
    b"[attr]m eol=crlf\na eol=lf m",
    b"[attr]m eol=crlf\na m eol=lf",
    b"[attr]m eol=crlf\na m\na eol=lf",
    b"[attr]m eol=crlf\na eol=lf\na m",
    b"[attr]m n\n[attr]n m eol=crlf\na m",
    b"[attr]m -eol\na eol=crlf\na m",
    b"[attr]m !eol\na eol=crlf\na m",
    b"\"\\141\" eol=crlf",
    b"\"\\x61\" eol=crlf",
    b"\"a\\",
    b"** eol=crlf",
    b"/a eol=crlf",
    b"./a eol=crlf",
    b"a/ eol=crlf",
    b"/ eol=crlf",
    b"[a] eol=crlf",
    b"[[:alpha:]] eol=crlf",
    b"[!b] eol=crlf",
    b"[^b] eol=crlf",
    b"[] eol=crlf",
    b"[a eol=crlf",
    b"\\* eol=crlf",
    b"? eol=crlf",
    b"a\\  eol=crlf",
    b"\"a \" eol=crlf",
    b"a* -text\na eol=crlf",
    b"[attr]m -text eol=crlf\na m",
    b"a eol=\"crlf\"",
    b"a \"eol\"=crlf",
    b"a eol=crlf#x",
    b"a eol= crlf",
    b"A eol=crlf",
    b"a,b eol=crlf",
    b"[attr]m eol=crlf\n[attr]x m\na x",
    b"[attr]x m\n[attr]m eol=crlf\na x -m",
    b"a x=1=2 eol=crlf",
    b"a -x=1 eol=crlf",
    b"a !x=1 eol=crlf",
    b"a --x eol=crlf",
    b"a eol=crlf 0x",
    b"a eol=crlf _x",
    b"a eol=crlf \xff",
    b"a \xff eol=crlf",
    b"\xff eol=crlf\na eol=crlf",
    b"a EOL=crlf",
    b"a\xc2\xa0eol=crlf",
    b"\xef\xbb\xbfa eol=crlf\nb eol=crlf",
    b"\xef\xbb\xbf\na eol=crlf",
    b"\xef\xbb\xbf[attr]q eol=crlf\na q",
    b"\xff\xfea eol=crlf\nb eol=crlf",
    b"\xfe\xffa eol=crlf\nb eol=crlf",
    b"+/v8a eol=crlf\nb eol=crlf",
    b"\x0e\xfe\xffa eol=crlf\nb eol=crlf",
    b"a eol=crlf\nb eol\0=crlf\nd/a eol=crlf",
    b"a eol=crlf\0\nb eol=crlf",
    b"a eol=crlf\nb eol=crlf \0 c\nd/a eol=crlf",
    b"\0\na eol=crlf",
    b"a eol=crlf\r\n\r\nb\teol=crlf \r",
    b"d export-ignore\nd/a -export-ignore",
    b"d/ export-ignore",
    b"d export-ignore=true",
    b"s export-ignore",
    b"s/ export-ignore",
    b"s/* export-ignore",
    b"l eol=crlf ident export-subst",
    b"* export-ignore\n.gitattributes -export-ignore",
    b"d/* export-ignore",
    b"d/** export-ignore",
    b"d/**/ export-ignore",
    b"**/d export-ignore",
    b"a export-ignore\n!a export-ignore",
    b"d//a export-ignore",
    b"/d//a export-ignore",
    b"d/./a export-ignore",
    b"* working-tree-encoding",
    b"* -working-tree-encoding",
    b"* working-tree-encoding=",
    b"l working-tree-encoding\nd working-tree-encoding",
    b"a working-tree-encoding=utf8",
    b"* working-tree-encoding=UTF16",
    b"* working-tree-encoding=UTF-16 eol=crlf",
    b"empty working-tree-encoding",
    b"empty -working-tree-encoding",
    b"empty working-tree-encoding=",
    b"empty working-tree-encoding=unknown",
    b"empty working-tree-encoding export-ignore",
    b"empty working-tree-encoding -text export-subst",
];

#[test]
fn every_corner_of_attribute_files_is_read_as_git_reads_it() {
    let file = |bytes: &[u8]| Node::File(bytes.to_vec());
    let at = |path: &str, node: Node| (path.as_bytes().to_vec(), node);
    let fixed = [
        at("a", file(b"$Id$ $Format:%s$\n")),
        at("b", file(b"\n")),
        at("d/a", file(b"\n")),
        at("d/e/a", file(b"\n")),
        at("empty", file(b"")),
        at("\u{feff}a", file(b"\n")),
        at("l", Node::Link(b"a".to_vec())),
        at("s", Node::Submodule),
    ];
    let fixed: Tree = fixed.into_iter().collect();
    let with = |place: &str, lines: &[u8]| {
        let attributes = [place.as_bytes(), b".gitattributes"].concat();
        fixed.clone().into_iter().chain([(attributes, file(&[lines, b"\n"].concat()))]).collect::<Tree>()
    };
    let lengths: Vec<u8> = (2040..2056)
        .flat_map(|length: usize| {
            let line = format!("f{length} eol=crlf");
            let blanks = " ".repeat(length - line.len());
            format!("{line}{blanks}\n{}{}\r\n", line.replace('f', "g"), &blanks[1..]).into_bytes()
        })
        .collect();
    let mut long = with("", &lengths);
    long.extend(
        (2040..2056).flat_map(|length| {
            [at(&format!("f{length}"), file(b"\n")), at(&format!("g{length}"), file(b"\n"))]
        }),
    );
    let top = LINES.iter().map(|lines| with("", lines));
    let below = LINES.iter().map(|lines| with("d/", lines));
    let trees: Vec<Tree> = top.chain(below).chain([long]).collect();
    assert_same(&trees, &[]);
}

/// A tree whose one directory is ignored in one place is a whole one in another.
#[test]
fn what_is_ignored_in_one_place_is_packed_in_another() {
    let file = |path: &str, bytes: &[u8]| (path.as_bytes().to_vec(), Node::File(bytes.to_vec()));
    let tree = [
        file(".gitattributes", b"/a/sub export-ignore\n"),
        file("a/sub/f", b"f"),
        file("b/sub/f", b"f"),
        file("x", b""),
    ];
    assert_same(&[tree.into_iter().collect()], &[]);
}
