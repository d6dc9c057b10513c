//! `--format html`: pages that are whole, that ask nobody for anything, and that no name breaks out of.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::path::Path;

use html5gum::{Token, Tokenizer};
use support::{file, git, has_git, link, pkgr, stdout, temp_dir, text};

/// All elements that pages are made of: none of them loads or runs anything.
const ELEMENTS: [&str; 30] = [
    "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "h1", "h2",
    "h3", "p", "div", "span", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "ul", "li",
    "details", "summary", "strong", "em",
];

const ATTRIBUTES: [&str; 10] = [
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "class",
    "scope",
    "open",
    "data-side",
    "aria-hidden",
];

/// A name that would break out of a page, and one that would break out of an attribute.
const HOSTILE: [&str; 2] = ["<script>alert(1)", "a\" onload=\"x&amp;\u{202e}'"];

/// What is wrong with a page, in the order of its text.
fn faults(page: &str) -> Vec<String> {
    let (mut open, mut faults) = (Vec::new(), Vec::new());
    for Ok(token) in Tokenizer::new(page) {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if !ELEMENTS.contains(&&*name) {
                    faults.push(format!("element `{name}`"));
                }
                for attribute in tag.attributes.keys() {
                    let attribute = String::from_utf8_lossy(attribute);
                    if !ATTRIBUTES.contains(&&*attribute) {
                        faults.push(format!("attribute `{attribute}`"));
                    }
                }
                if name != "meta" {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if open.pop().as_ref() != Some(&name) {
                    faults.push(format!("`{name}` is closed where it is not open"));
                }
            }
            Token::Error(error) => faults.push(format!("{error:?}")),
            Token::Comment(_) => faults.push("a comment".to_owned()),
            Token::String(_) | Token::Doctype(_) => {}
        }
    }
    faults.extend(open.into_iter().map(|name| format!("`{name}` is never closed")));
    faults
}

#[test]
fn the_check_of_pages_finds_what_is_wrong() {
    assert_eq!(faults("<!DOCTYPE html><html><p class=\"x\">a &amp; b</p></html>"), [""; 0]);
    for (page, fault) in [
        ("<p>", "`p` is never closed"),
        ("<p></div>", "`div` is closed where it is not open"),
        ("<script></script>", "element `script`"),
        ("<p onclick=\"x\"></p>", "attribute `onclick`"),
        ("<img>", "element `img`"),
        ("<p a=\"1\" a=\"2\"></p>", "Duplicate"),
        ("<!-- x -->", "a comment"),
    ] {
        assert!(faults(page).iter().any(|found| found.contains(fault)), "{page}: {:?}", faults(page));
    }
}

const MANIFEST: &str = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { directory = 'tree' }\n\
    files = { include = ['**'] }\nnormalize = { mtime = { set = 1749656217 } }\n\
    [lints]\nreserved-name = 'allow'\nbidi = 'allow'\n[[archive]]\nfile = 'a.tar.gz'\n";

/// Two archives that differ in many ways, and a repository.
fn project() -> tempfile::TempDir {
    let root = temp_dir();
    let tree = root.path().join("tree");
    file(&tree, "README", b"read me\n", 0o644);
    file(&tree, HOSTILE[0], b"one\ntwo\n", 0o644);
    file(&tree, "data", &[0, 1, 2], 0o644);
    link(&tree, "link", "README");
    fs::write(root.path().join("release.toml"), MANIFEST).expect("can be written");
    stdout(&pkgr(root.path(), &["build", "-q", "-d", "."]));
    file(&tree, "README", b"read me not\n", 0o755);
    file(&tree, HOSTILE[0], b"one\n<b>two</b> & 'more'\n", 0o644);
    file(&tree, HOSTILE[1], b"", 0o644);
    file(&tree, "configure", b"", 0o755);
    file(&tree, "data", &[0, 1, 3], 0o644);
    let other =
        MANIFEST.replace("1749656217", "1749656218").replace("1.0", "1.1").replace("a.tar.gz", "b.tar.xz");
    fs::write(root.path().join("other.toml"), other).expect("can be written");
    stdout(&pkgr(root.path(), &["build", "-q", "-d", ".", "--force", "-m", "other.toml"]));
    let step = "[[generate]]\nname = 'l&k'\nrun = ['/bin/sh', '-c', 'echo \"<b>$(ulimit -n)\" >\"<made>\"']\n\
        outputs = ['<made>']\n";
    fs::write(root.path().join("leak.toml"), MANIFEST.to_owned() + step).expect("can be written");
    root
}

fn page(root: &Path, arguments: &[&str]) -> String {
    let output = pkgr(root, &[arguments, &["--format", "html"]].concat());
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", text(&output.stderr));
    text(&output.stdout)
}

// T092, T213
#[test]
fn every_page_is_whole_and_no_name_breaks_out_of_it() {
    let root = project();
    let mut commands = vec![
        vec!["diff", "a.tar.gz", "b.tar.xz"],
        vec!["diff", "a.tar.gz", "a.tar.gz"],
        vec!["diff", "a.tar.gz", "tree"],
        vec!["diff", "one", "two", "--nested"],
        vec!["verify", "a.tar.gz"],
        vec!["lint", "a.tar.gz"],
        vec!["lint", "b.tar.xz"],
        vec!["vary", "--only", "umask,descriptors"],
        vec!["vary", "--only", "umask,descriptors", "-m", "leak.toml"],
    ];
    for (side, name) in [("one", "a.tar.gz"), ("two", "b.tar.xz")] {
        let archive = fs::read(root.path().join(name)).expect("was built");
        file(root.path(), format!("{side}/inner"), &archive, 0o644);
        file(root.path(), format!("{side}/cut"), &archive[..archive.len() / 2], 0o644);
    }
    if has_git() {
        let repo = root.path().join("repo");
        fs::create_dir(&repo).expect("can be made");
        git(&repo, &["init", "-q"]);
        file(&repo, "README", b"read me\n", 0o644);
        git(&repo, &["add", "-A"]);
        git(&repo, &["commit", "-q", "-m", "one"]);
        commands.push(vec!["audit", "b.tar.xz", "--git", "repo", "--rev", "main", "-m", "other.toml"]);
    }
    for command in commands {
        let page = page(root.path(), &command);
        assert_eq!(faults(&page), [""; 0], "{command:?}:\n{page}");
        assert!(
            !page.contains('\u{202e}') && !page.contains("://") && !page.contains("@import"),
            "{command:?}"
        );
        assert_eq!(page, self::page(root.path(), &command), "{command:?} says another thing the second time");
        let policy =
            "http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-";
        assert!(page.contains(policy), "{command:?}");
    }
    let nested = self::page(root.path(), &["diff", "one", "two", "--nested"]);
    for part in [
        "<strong>differs</strong>: the contents differ",
        "an archive that cannot be compared",
        "the left one: ",
    ] {
        assert!(nested.contains(part), "`{part}` is not in\n{nested}");
    }
    let page = page(root.path(), &["diff", "a.tar.gz", "b.tar.xz"]);
    for part in [
        "&lt;script&gt;alert(1)",
        "a&quot; onload=&quot;x&amp;amp;\\u{202e}'",
        "<span class=\"add\">+&lt;b&gt;two&lt;/b&gt; &amp; 'more'</span>",
        "<span class=\"del\">-two</span>",
        "≠ differs",
    ] {
        assert!(page.contains(part), "`{part}` is not in\n{page}");
    }
}

/// Verdicts are words, and not colours alone.
#[test]
fn the_verdict_stands_in_the_title_and_in_words() {
    let root = project();
    for (command, title, mood) in [
        (&["diff", "a.tar.gz", "a.tar.gz"][..], "pkgr diff: identical", "verdict good"),
        (&["diff", "a.tar.gz", "b.tar.xz"], "pkgr diff: differs", "verdict bad"),
        (&["verify", "a.tar.gz"], "pkgr verify: differs", "verdict bad"),
        (&["lint", "a.tar.gz"], "pkgr lint: findings", "verdict fair"),
        (&["vary", "--only", "umask"], "pkgr vary: same", "verdict good"),
        (&["vary", "--only", "descriptors", "-m", "leak.toml"], "pkgr vary: differs", "verdict bad"),
    ] {
        let page = page(root.path(), command);
        assert!(page.contains(&format!("<title>{title}</title>")), "{page}");
        assert!(page.contains(mood), "{page}");
    }
}

/// The page of the smallest example with another owner, the style aside. `PKGR_BLESS=1` refreshes it.
#[test]
fn a_small_page_is_as_it_was() {
    let root = temp_dir();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/minimal");
    let manifest = fs::read_to_string(example.join("release.toml")).expect("the example is there");
    let tree = example.join("hello").display().to_string();
    let manifest = manifest.replace("directory = \"hello\"", &format!("directory = \"{tree}\""));
    let owner = "[normalize]\nowner = { uid = 1000, gid = 1000, user = \"thomas\", group = \"users\" }\n";
    for (directory, manifest) in
        [("ours", manifest.clone()), ("theirs", manifest.replace("[normalize]\n", owner))]
    {
        fs::write(root.path().join("release.toml"), manifest).expect("can be written");
        stdout(&pkgr(root.path(), &["build", "-q", "-d", directory]));
    }
    let page = page(root.path(), &["diff", "ours/hello-1.0.tar.gz", "theirs/hello-1.0.tar.gz"]);
    let (_, body) = page.split_once("</style>").expect("has a style");
    // A line for each element, so that a change can be read.
    let seen = body.replace("><", ">\n<");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/html/diff.html");
    if std::env::var_os("PKGR_BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("is in a directory")).expect("can be made");
        fs::write(&path, &seen).expect("can be written");
    }
    let expected = fs::read_to_string(&path).expect("the page is there");
    assert!(
        seen == expected,
        "tests/golden/html/diff.html is stale; review it, then `PKGR_BLESS=1`:\n{seen}"
    );
}
