//! `--format html`: pages that are whole, that ask nobody for anything, and that no name breaks out of.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::fs;
use std::path::Path;

use html5gum::{Token, Tokenizer};
use support::{file, git, has_git, link, pkgr, stdout, temp_dir, text};

/// All elements that pages are made of: none of them loads or runs anything.
const ELEMENTS: [&str; 37] = [
    "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "h1", "h2",
    "h3", "p", "div", "span", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "ul", "li",
    "details", "summary", "strong", "em", "h4", "caption", "svg", "desc", "rect", "circle", "polygon",
];

const ATTRIBUTES: [&str; 20] = [
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "class",
    "scope",
    "open",
    "role",
    "aria-hidden",
    // Of pictures; a tokenizer has all names in lower case.
    "viewbox",
    "preserveaspectratio",
    "x",
    "y",
    "width",
    "height",
    "cx",
    "cy",
    "r",
    "points",
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

/// What a reader who does not see the page would miss: headings without steps between them, tables and pictures with
/// names, cells that say what they head.
fn obstacles(page: &str) -> Vec<String> {
    let tags = page.split('<').skip(1).filter_map(|part| part.split_once('>')).map(|(tag, _)| tag);
    let tags: Vec<&str> = tags.collect();
    let (mut level, mut found) = (0, Vec::new());
    for (tag, next) in tags.iter().zip(tags.iter().skip(1)) {
        let name = tag.split(' ').next().unwrap_or_default();
        match name.strip_prefix('h').and_then(|level| level.parse::<u32>().ok()) {
            Some(heading) if heading > level + 1 => found.push(format!("`{name}` below a heading {level}")),
            Some(heading) => level = heading,
            None => {}
        }
        let is_named = match name {
            "table" => *next == "caption",
            "svg" => tag.contains("aria-hidden") || tag.contains("role=\"img\"") && *next == "title",
            "th" => tag.contains("scope="),
            _ => true,
        };
        if !is_named {
            found.push(format!("`{tag}` before `{next}`"));
        }
    }
    let count = |tag: &str| page.matches(tag).count();
    if count("role=\"img\"") != count("<desc>") {
        found.push("a picture without a description".to_owned());
    }
    found
}

#[test]
fn the_check_of_obstacles_finds_them() {
    assert_eq!(obstacles("<h1></h1><h2></h2><h3></h3><h2></h2><p></p>"), [""; 0]);
    for page in [
        "<h1></h1><h3></h3>",
        "<table><tbody></tbody></table>",
        "<tr><th></th></tr>",
        "<svg role=\"img\"><rect></rect></svg>",
        "<svg role=\"img\"><title></title></svg>",
    ] {
        assert_eq!(obstacles(page).len(), 1 + usize::from(page.contains("<rect>")), "{page}");
    }
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
        assert_eq!(obstacles(&page), [""; 0], "{command:?}:\n{page}");
        assert_eq!(shortened(&page), None, "{command:?}");
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

/// The first `and 177 more` of a text.
fn shortened(text: &str) -> Option<&str> {
    text.split("and ").skip(1).find(|rest| {
        let number = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ',');
        number.len() < rest.len() && number.starts_with(" more")
    })
}

/// Directories, many files of each fate, and files that can steer a build.
fn crowded() -> tempfile::TempDir {
    let root = temp_dir();
    let (one, two) = (root.path().join("one/p-1"), root.path().join("two/p-1"));
    for number in 0..40 {
        file(&one, format!("gone/file{number}"), b"x\n", 0o644);
        file(&two, format!("new/file{number}"), b"x\n", 0o644);
        for (tree, text) in [(&one, "old\n"), (&two, "new\n")] {
            file(tree, format!("src/changed{number}"), text.as_bytes(), 0o644);
            file(tree, format!("doc/same{number}"), b"same\n", 0o644);
        }
    }
    // Times can be the same on both sides: the trees are made within a second.
    file(&one, "doc/same0", b"same\n", 0o600);
    file(&one, "src/Makefile", b"all:\n\tcc main.c\n", 0o644);
    file(&two, "src/Makefile", b"all:\n\tcc main.c && sh <evil>\n", 0o644);
    file(&two, "m4/evil.m4", b"AC_DEFUN([X],\n  [sh <evil>])\n", 0o644);
    file(&two, "configure", "echo \"one line of many\"\n".repeat(4000).as_bytes(), 0o755);
    file(&two, "tool.so", b"\x7fELF\0\0", 0o755);
    link(&two, "build.sh", "m4/evil.m4");
    for name in ["one", "two"] {
        let archive = std::fs::File::create(root.path().join(format!("{name}.tar"))).expect("can be made");
        let mut archive = ::tar::Builder::new(archive);
        archive.follow_symlinks(false);
        archive.append_dir_all("p-1", root.path().join(name).join("p-1")).expect("can be packed");
        archive.finish().expect("can be written");
    }
    root
}

/// Every name of the data is in the page and in the JSON document, and none of them is counted in place of being named.
#[test]
fn lists_are_complete_in_pages_and_in_json() {
    let root = crowded();
    let page = page(root.path(), &["diff", "one.tar", "two.tar"]);
    let json = text(&pkgr(root.path(), &["diff", "one.tar", "two.tar", "--format", "json"]).stdout);
    for number in 0..40 {
        for path in ["gone/file", "new/file", "src/changed"] {
            let path = format!("p-1/{path}{number}");
            assert!(page.contains(&format!("<code>{path}</code>")), "{path} is not in the page");
            assert!(json.contains(&format!("\"{path}\"")), "{path} is not in the document");
        }
    }
    assert_eq!((shortened(&page), shortened(&json)), (None, None));
    assert!(page.contains("The differences of 30 other files are not shown"), "{page}");
    // The text names a few, and says so.
    assert!(shortened(&text(&pkgr(root.path(), &["diff", "one.tar", "two.tar"]).stdout)).is_some());
    assert_eq!(shortened("b and 1,234 more"), Some("1,234 more"));
}

/// What a reviewer must read comes first, with its contents.
#[test]
fn files_that_can_steer_a_build_are_above_all_others_with_their_contents() {
    let root = crowded();
    let page = page(root.path(), &["diff", "one.tar", "two.tar"]);
    let at = |part: &str| page.find(part).unwrap_or_else(|| panic!("`{part}` is not in\n{page}"));
    let order = [
        "<svg class=\"bar\"",
        "Can steer a build <span class=\"count\">(5)</span>",
        "<span class=\"add\">+  [sh &lt;evil&gt;])</span>",
        ">content</span>",
        ">missing</span>",
        ">extra</span>",
        ">mode</span>",
        "What differs in the files",
        "what is known of both sides<",
    ];
    let places: Vec<usize> = order.iter().map(|part| at(part)).collect();
    assert!(places.is_sorted(), "{places:?}\n{page}");
    // A changed file with its difference, once; a link with its target; other bytes with their digest.
    assert_eq!(page.matches("cc main.c &amp;&amp; sh &lt;evil&gt;").count(), 1, "{page}");
    assert!(at("src/Makefile</code> <span class=\"chip bad\">changed") < at(">content</span>"));
    at("link to <code>m4/evil.m4</code>");
    at("6 bytes, not text, sha256 <span class=\"digest\">");
    at("the first 32,768 of 96,000 bytes are shown");
    let json = pkgr(root.path(), &["diff", "one.tar", "two.tar", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("is JSON");
    let steering = json["steering"].as_array().expect("is a list");
    let named: Vec<String> = steering
        .iter()
        .map(|file| format!("{} {}", file["change"].as_str().unwrap_or_default(), file["path"]))
        .collect();
    let added =
        ["build.sh", "configure", "m4/evil.m4", "tool.so"].map(|name| format!("added \"p-1/{name}\""));
    let mut sorted = named.clone();
    sorted.sort();
    assert_eq!(sorted, [&added[..], &["changed \"p-1/src/Makefile\"".to_owned()]].concat());
    let configure = steering.iter().find(|file| file["path"] == "p-1/configure").expect("is there");
    assert_eq!(
        (&configure["content"]["shown"], &configure["content"]["size"]),
        (&32768.into(), &96000.into())
    );
}

/// A page that shows a part of a file names the command that prints all of it.
#[test]
fn the_command_that_prints_a_whole_file_works() {
    let root = crowded();
    let page = page(root.path(), &["diff", "one.tar", "two.tar"]);
    let (_, rest) = page.split_once("<code>tar -xOf ").expect("a command is in the page");
    let command = format!("tar -xOf {}", rest.split('<').next().expect("ends"));
    let output = std::process::Command::new("sh").args(["-c", &command]).current_dir(root.path()).output();
    assert_eq!(output.expect("a shell can be started").stdout.len(), 96_000, "{command}");
}

/// For people who were not there: what was checked, and how much of it is the same.
#[test]
fn the_head_of_a_page_names_what_was_checked() {
    if !has_git() {
        return;
    }
    let root = temp_dir();
    let repo = root.path().join("repo");
    fs::create_dir(&repo).expect("can be made");
    git(&repo, &["init", "-q"]);
    file(&repo, "README", b"read me\n", 0o644);
    file(&repo, "src/main.c", b"int main;\n", 0o644);
    git(&repo, &["add", "-A"]);
    git(&repo, &["commit", "-q", "-m", "one"]);
    git(&repo, &["tag", "v1.0"]);
    let commit = git(&repo, &["rev-parse", "HEAD"]);
    let manifest = "schema = 1\npackage = { name = 'hello', version = '1.0' }\n\
        source = { git = 'repo', rev = 'v{version}' }\nfiles = { include = ['**'] }\n[[archive]]\nfile = 'a.tar.gz'\n";
    fs::write(root.path().join("release.toml"), manifest).expect("can be written");
    stdout(&pkgr(root.path(), &["build", "-q", "-d", "."]));
    let row = |name: &str, value: &str| format!("<th scope=\"row\">{name}</th><td>{value}</td>");
    let id = format!("<code><span class=\"digest short\">{}</span></code>", commit.trim());
    let verify = page(root.path(), &["verify", "a.tar.gz"]);
    for expected in [
        row("package", "<code>hello</code>"),
        row("version", "<code>1.0</code>"),
        row("tag", "<code>v1.0</code>"),
        row("commit", &id),
        row("manifest", "<code>release.toml</code>"),
        row("archive", "<code>a.tar.gz</code>"),
        "<strong>4</strong> same".to_owned(),
    ] {
        assert!(verify.contains(&expected), "`{expected}` is not in\n{verify}");
    }
    let audit =
        page(root.path(), &["audit", "a.tar.gz", "--git", "repo", "--rev", "v1.0", "-m", "release.toml"]);
    for expected in [
        row("package", "<code>hello</code>"),
        row("tags", "v1.0"),
        format!("<span class=\"digest short\">{}</span>", commit.trim()),
        "<strong>2</strong> same".to_owned(),
    ] {
        assert!(audit.contains(&expected), "`{expected}` is not in\n{audit}");
    }
}

/// How many lints of each level found something, and a dot for each case of a variation.
#[test]
fn lints_are_counted_by_level_and_cases_are_dots() {
    let root = project();
    let lint = page(root.path(), &["lint", "b.tar.xz", "--deny", "bidi"]);
    let table = lint.split_once("findings of each lint").expect("has a table").1;
    let findings = lint.matches("<section class=\"card\">").count();
    let table = table.split_once("</table>").expect("ends").0;
    assert_eq!(table.matches("<tr>").count(), findings + 1, "{lint}");
    let json = pkgr(root.path(), &["lint", "b.tar.xz", "--deny", "bidi", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).expect("is JSON");
    let found = json["lints"].as_array().expect("is a list").iter();
    let denied: u64 =
        found.filter(|found| found["level"] == "deny").filter_map(|found| found["count"].as_u64()).sum();
    let legend = format!("<strong>{denied}</strong> denied");
    assert!(denied > 0 && lint.contains(&legend) && lint.contains("Why, and what to do"), "{legend}: {lint}");
    let vary = page(root.path(), &["vary", "--only", "umask,descriptors", "-m", "leak.toml"]);
    let json = text(
        &pkgr(root.path(), &["vary", "--only", "umask,descriptors", "-m", "leak.toml", "--json"]).stdout,
    );
    let json: serde_json::Value = serde_json::from_str(&json).expect("is JSON");
    let cases = json["variations"].as_array().expect("is a list").len();
    let (dots, _) = vary.split_once("<ul class=\"legend\">").expect("has a legend");
    let drawn: usize = ["<circle", "<polygon", "<rect"].iter().map(|shape| dots.matches(shape).count()).sum();
    assert_eq!(drawn, cases, "{vary}");
    assert!(dots.contains("<rect class=\"p-added\""), "what differs is a square: {vary}");
    assert_eq!(json["package"]["name"], "hello");
}

/// Remedies say what they are for.
#[test]
fn remedies_are_labelled() {
    let root = project();
    let other = MANIFEST
        .replace("normalize = {", "normalize = { owner = { uid = 7, gid = 0, user = '', group = '' },");
    fs::write(root.path().join("owner.toml"), other).expect("can be written");
    let verify = page(root.path(), &["verify", "a.tar.gz", "-m", "owner.toml"]);
    assert!(
        verify.contains("<p class=\"soft\">to get the published bytes, write:</p><pre class=\"remedy\">"),
        "{verify}"
    );
    let diff = page(root.path(), &["diff", "a.tar.gz", "b.tar.xz"]);
    assert!(diff.contains("to get the bytes of <code>a.tar.gz</code>, write:"), "{diff}");
}

/// Verdicts are words, and not colours alone.
#[test]
fn the_verdict_stands_in_the_title_and_in_words() {
    let root = project();
    for (command, title, mood) in [
        (&["diff", "a.tar.gz", "a.tar.gz"][..], "pkgr diff a.tar.gz a.tar.gz: identical", "verdict good"),
        (&["diff", "a.tar.gz", "b.tar.xz"], "pkgr diff a.tar.gz b.tar.xz: differs", "verdict bad"),
        (&["verify", "a.tar.gz"], "pkgr verify a.tar.gz: differs", "verdict bad"),
        (&["lint", "a.tar.gz"], "pkgr lint a.tar.gz: findings", "verdict fair"),
        (&["vary", "--only", "umask"], "pkgr vary a.tar.gz: same", "verdict good"),
        (&["vary", "--only", "descriptors", "-m", "leak.toml"], "pkgr vary a.tar.gz: differs", "verdict bad"),
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
