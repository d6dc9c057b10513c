//! The program itself, on hostile archives, trees, manifests, repositories and arguments.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;

use super::archives::{gzip, members, tar, zip};
use super::checker::{Kind, faults};
use super::support::{command, file, git, has_git, temp_dir, text};
use super::texts::{self, KNOWN, name_of};

/// A directory in which a job of GitHub Actions runs the program.
struct Job {
    root: tempfile::TempDir,
}

/// What a run printed.
struct Run {
    what: String,
    code: Option<i32>,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl Job {
    fn new() -> Self {
        Self { root: temp_dir() }
    }

    fn path(&self) -> &Path {
        self.root.path()
    }

    /// Runs the program, and checks every byte that comes out of it.
    fn run(&self, arguments: &[&[u8]]) -> Run {
        let mut command = command(self.path(), &[]);
        command.args(arguments.iter().map(|argument| OsString::from_vec(argument.to_vec())));
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_WORKSPACE", self.path());
        for (name, file) in [("GITHUB_OUTPUT", "outputs"), ("GITHUB_STEP_SUMMARY", "summary")] {
            command.env(name, self.path().join(file));
        }
        let output = command.output().expect("pkgr can be started");
        let what = arguments.iter().map(|word| word.escape_ascii().to_string()).collect::<Vec<_>>().join(" ");
        let run = Run { what, code: output.status.code(), stdout: output.stdout, stderr: output.stderr };
        assert!(run.code.is_some_and(|code| code < 3), "{}: {:?}\n{}", run.what, run.code, text(&run.stderr));
        let is_colored = arguments.contains(&&b"always"[..]);
        let kind = if is_colored { Kind::Colored } else { Kind::Output };
        run.check("standard output", &run.stdout, kind);
        run.check("standard error", &run.stderr, Kind::Job);
        for file in ["outputs", "summary", "report"] {
            run.check(file, &fs::read(self.path().join(file)).unwrap_or_default(), Kind::Output);
            let _ = fs::remove_file(self.path().join(file));
        }
        run
    }

    fn words(&self, line: &str) -> Run {
        self.run(&line.split(' ').map(str::as_bytes).collect::<Vec<_>>())
    }

    /// Every format, on standard output and in a file.
    fn reports(&self, line: &str) -> Vec<Run> {
        let formats = [
            "",
            " --format json",
            " --format html",
            " -v",
            " --color always",
            " -o report",
            " -o report --format html",
        ];
        formats.iter().map(|format| self.words(&format!("{line}{format}"))).collect()
    }
}

impl Run {
    fn check(&self, place: &str, bytes: &[u8], kind: Kind) {
        let kind =
            if self.what.contains("--color always") && kind == Kind::Job { Kind::Colored } else { kind };
        let mut faults = faults(bytes, kind);
        // Annotations are no fault of a run with colours either.
        faults.retain(|fault| kind != Kind::Colored || !fault.starts_with("a command: ::"));
        assert!(faults.is_empty(), "{}: {place}: {faults:?}\n{}", self.what, text(bytes));
    }

    fn has(&self, code: i32) {
        assert_eq!(self.code, Some(code), "{}: {}{}", self.what, text(&self.stdout), text(&self.stderr));
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout).unwrap_or_else(|cause| panic!("{}: {cause}", self.what))
    }
}

/// Lints that would stop a plan.
const WARN: &str = "[lints]\nversion-mismatch = 'warn'\nbidi = 'warn'\ncontrol-character = 'warn'\nnon-utf8 = 'warn'\nsecret = 'warn'\nescaping-link = 'warn'\n";

const MANIFEST: &str = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { directory = 'tree' }\n\
    files = { include = ['**'] }\nnormalize = { mtime = { set = 1749656217 } }\n[[archive]]\nfile = 'a.tar.gz'\n";

fn known() -> Vec<Vec<u8>> {
    KNOWN.iter().map(|text| text.to_vec()).collect()
}

/// Two archives of each kind that differ in everything.
fn archives(job: &Job, texts: &[Vec<u8>]) {
    let bodies = [texts.join(&b'\n'), [&b"other\n"[..], &texts.join(&b'\n')].concat()];
    let cut: Vec<u8> = texts[0].iter().copied().filter(|byte| *byte != 0).collect();
    for (name, body, owner) in
        [("one", &bodies[0], &texts[0]), ("two", &bodies[1], texts.last().expect("has one"))]
    {
        let made = tar(&members(texts, owner, body), owner);
        fs::write(job.path().join(format!("{name}.tar.gz")), gzip(&made, &cut, &cut))
            .expect("can be written");
        fs::write(job.path().join(format!("{name}.zip")), zip(texts, body)).expect("can be written");
        // Without what makes it damaged or ambiguous, so that it is compared.
        let names: Vec<Vec<u8>> = texts
            .iter()
            .enumerate()
            .map(|(number, text)| [format!("{number} ").as_bytes(), text].concat())
            .collect();
        let names: Vec<Vec<u8>> =
            names.iter().map(|name| name_of(name).into_iter().take(90).collect()).collect();
        let owner: &[u8] = &name_of(owner);
        let mut clear = members(&names, owner, body);
        clear.retain(|member| member.kind == b'0' && member.records.is_empty());
        clear.iter_mut().for_each(|member| member.records.push((b"SCHILY.xattr.user.x", owner)));
        fs::write(job.path().join(format!("{name}.tar")), tar(&clear, owner)).expect("can be written");
    }
}

fn inspected(texts: &[Vec<u8>]) {
    let job = Job::new();
    archives(&job, texts);
    for name in ["one.tar.gz", "one.tar", "one.zip"] {
        assert!(
            job.reports(&format!("lint {name}"))[1].json()["lints"]
                .as_array()
                .is_some_and(|lints| !lints.is_empty())
        );
    }
    for pair in ["one.tar.gz two.tar.gz", "one.zip two.zip", "one.tar two.zip"] {
        job.reports(&format!("diff {pair}"));
    }
    let compared = job.reports("diff --nested one.tar two.tar");
    compared.iter().for_each(|run| run.has(1));
    assert!(!compared[1].json()["details"].as_array().expect("is a list").is_empty());
}

/// A tree on disk with these names.
fn tree(job: &Job, texts: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut names: Vec<Vec<u8>> = texts.iter().map(|text| name_of(text)).collect();
    names.sort();
    names.dedup();
    for name in &names {
        file(&job.path().join("tree"), name, &texts.join(&b'\n'), 0o644);
        let link = job.path().join("tree/links").join(std::ffi::OsStr::from_bytes(name));
        fs::create_dir_all(job.path().join("tree/links")).expect("can be made");
        std::os::unix::fs::symlink(std::ffi::OsStr::from_bytes(name), link).expect("can be made");
    }
    fs::write(job.path().join("release.toml"), MANIFEST.to_owned() + WARN).expect("can be written");
    names
}

fn packed(texts: &[Vec<u8>]) {
    let job = Job::new();
    let names = tree(&job, texts);
    for format in ["table", "list", "mtree", "table -v", "table --color always"] {
        job.words(&format!("plan --format {format}")).has(0);
    }
    let plan = job.words("plan --format json").json();
    let listed = plan["entries"].as_array().expect("is a list").iter().map(|entry| {
        let hex = entry["path-hex"].as_str();
        let bytes = |hex: &str| {
            (0..hex.len() / 2)
                .map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).expect("hex"))
                .collect()
        };
        hex.map_or_else(|| entry["path"].as_str().expect("is text").as_bytes().to_vec(), bytes)
    });
    let listed: Vec<Vec<u8>> = listed.collect();
    let at_top = |name: &Vec<u8>| [b"hello-1.0/", &**name].concat();
    assert!(
        names.iter().map(at_top).all(|name| listed.contains(&name)),
        "a name did not come back from JSON"
    );
    job.words("plan -q --format shell");
    job.words("plan -o plan.json").has(0);
    for name in &names {
        job.run(&[b"plan", b"--explain", &[b"./", &**name].concat()]);
    }
    job.words("build --plan plan.json").has(0);
    job.words("build --format json").has(0);
    fs::write(job.path().join("dist/a.tar.gz"), b"other").expect("can be written");
    job.words("build --check").has(1);
    job.words("build").has(2);
    job.words("build --force").has(0);
    job.reports("verify dist/a.tar.gz").iter().for_each(|run| run.has(0));
    file(&job.path().join("tree"), &names[0], b"changed", 0o644);
    job.words("verify dist/a.tar.gz").has(1);
    job.words("build --plan plan.json").has(2);
}

/// A string of TOML for any text.
fn quoted(text: &str) -> String {
    let escape = |character: char| match character {
        '\\' | '"' => format!("\\{character}"),
        _ if character.is_control() => format!("\\u{:04x}", u32::from(character)),
        _ => character.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}

/// The manifest with one value or key replaced, and others broken in their own way.
fn described(texts: &[Vec<u8>]) {
    let job = Job::new();
    file(&job.path().join("tree"), "README", b"read me\n", 0o644);
    for raw in texts {
        let text = String::from_utf8_lossy(raw).into_owned();
        let value = quoted(&text);
        let parts =
            ["'hello'", "'1.0'", "'tree'", "'**'", "1749656217", "'a.tar.gz'", "schema", "set", "[archive]"];
        let changed = parts.map(|part| MANIFEST.replacen(part, &value, 1));
        let step = format!(
            "[[generate]]\nname = 'n'\nrun = ['/bin/sh', '-c', 'printf %s \"$0\" >&2; exit 1', {value}]\noutputs = [{value}]\n"
        );
        let git = MANIFEST.replace("{ directory = 'tree' }", &format!("{{ git = '.', rev = {value} }}"));
        let others = [
            MANIFEST.to_owned() + &step,
            git,
            format!("{text}\n{MANIFEST}"),
            format!("{value} = {value}\n{MANIFEST}"),
        ];
        for manifest in changed.iter().chain(&others) {
            fs::write(job.path().join("release.toml"), manifest).expect("can be written");
            job.words("check");
            job.words("--color always plan");
        }
        fs::write(job.path().join("release.toml"), raw).expect("can be written");
        job.words("check").has(2);
        fs::write(job.path().join("release.toml"), MANIFEST.to_owned() + WARN).expect("can be written");
        argued(&job, raw);
    }
}

/// The text as every argument there is.
fn argued(job: &Job, raw: &[u8]) {
    let argument: Vec<u8> = raw.iter().copied().filter(|byte| *byte != 0).collect();
    let own: &[&[&[u8]]] = &[
        &[&argument],
        &[b"explain", &argument],
        &[b"plan", b"--format", &argument],
        &[b"plan", &argument],
        &[b"-j", &argument, b"check"],
        &[b"-C", &argument, b"check"],
        &[b"-m", &argument, b"check"],
        &[b"plan", b"--explain", &argument],
        &[b"build", b"--plan", &argument],
        &[b"lint", &argument],
        &[b"diff", &argument, b"tree"],
        &[b"verify", &argument],
        &[b"audit", &argument, b"--git", &argument, b"--rev", &argument],
        &[b"vary", b"--only", &argument],
        &[b"schema", &argument],
        &[b"completions", &argument],
        &[b"vary-child", &argument],
        &[b"vary-child", b"--archives", &argument, b"--dist", &argument, &argument],
    ];
    let _ = own.iter().map(|arguments| job.run(arguments)).collect::<Vec<_>>();
    let named = [&b"--"[..], &argument].concat();
    job.run(&[&named]);
    job.run(&[b"check", &named]);
    let path = job.path().join(std::ffi::OsStr::from_bytes(&name_of(raw)));
    if fs::write(&path, "schema = 1\nunknown = 1\n").is_ok() {
        job.run(&[b"check", b"-m", path.as_os_str().as_bytes()]);
        fs::remove_file(path).expect("is there");
    }
}

/// A text that git takes in a message or for a tagger.
fn printable(text: &[u8]) -> String {
    String::from_utf8_lossy(text).replace(['\0', '\n', '<', '>'], "")
}

/// A commit of files with hostile names, and the tags that git lets lead to it.
fn repository(job: &Job, texts: &[Vec<u8>]) -> Vec<String> {
    let repo = job.path().join("repo");
    texts.iter().for_each(|text| file(&repo, name_of(text), &texts.join(&b'\n'), 0o644));
    git(&repo, &["init", "-q"]);
    git(&repo, &["add", "-A"]);
    git(&repo, &["commit", "-q", "-m", &format!("m {}", printable(&texts.join(&b' ')))]);
    let id = git(&repo, &["rev-parse", "HEAD"]);
    let names = texts
        .iter()
        .map(|text| format!("t{}", printable(text)).replace([' ', ':', '[', '?', '*', '\\', '^', '~'], "-"));
    let is_known = |name: &String| {
        let mut check = std::process::Command::new("git");
        check.args(["check-ref-format", &format!("refs/tags/{name}")]);
        check.status().is_ok_and(|status| status.success())
    };
    let tags: Vec<String> = std::iter::once("v1".to_owned()).chain(names.filter(is_known)).collect();
    for (tag, text) in tags.iter().zip(texts.iter().cycle()) {
        let tagger = printable(text);
        let head = format!("object {id}\ntype commit\ntag {tag}\n");
        let object = format!("{head}tagger {tagger} <{tagger}> 1749656217 +0000\n\n{tagger}\n");
        fs::write(job.path().join("object"), object).expect("can be written");
        let object = git(&repo, &["hash-object", "-t", "tag", "-w", "--literally", "../object"]);
        git(&repo, &["update-ref", &format!("refs/tags/{tag}"), &object]);
    }
    tags
}

/// What the manifest may expect of a tag.
const EXPECTED: [&str; 4] = [
    "",
    "tag = 'lightweight'\n",
    "tag = 'signed'\nsigners = 'signers'\n",
    "commit = '3a23da94930c3c1d901f1cd4ade10d8ef46f63e3'\n",
];

/// Repositories whose tags, taggers, messages and files are hostile.
fn committed(texts: &[Vec<u8>], least: usize) {
    if !has_git() {
        return;
    }
    let job = Job::new();
    let tags = repository(&job, texts);
    assert!(tags.len() >= least, "{tags:?}");
    fs::write(job.path().join("signers"), texts.join(&b'\n')).expect("can be written");
    let manifest = MANIFEST
        .replace("source = { directory = 'tree' }\n", "")
        .replace("normalize = { mtime = { set = 1749656217 } }\n", "");
    for (tag, expected) in tags.iter().zip(EXPECTED.iter().cycle()) {
        let rev = quoted(&tag.replace('{', "{{").replace('}', "}}"));
        let source = format!("[source]\ngit = 'repo'\nrev = {rev}\n[source.expect]\n{expected}");
        fs::write(job.path().join("release.toml"), [&*manifest, &source, WARN].concat())
            .expect("can be written");
        job.words("plan --color always");
        let run = job.words("plan --format json");
        assert!(run.code == Some(0) || !expected.is_empty(), "{}: {}", run.what, text(&run.stderr));
    }
    archives(&job, texts);
    fs::remove_file(job.path().join("release.toml")).expect("is there");
    for archive in ["one.tar", "one.zip"] {
        job.reports(&format!("audit {archive} --git repo --rev v1"));
    }
    job.reports("audit one.tar --git repo --rev v1")[1].has(1);
}

// T373
#[test]
fn archives_are_reported_harmlessly() {
    inspected(&known());
}

// T374
#[test]
fn trees_are_planned_and_built_harmlessly() {
    packed(&known());
}

// T375
#[test]
fn manifests_and_arguments_are_quoted_harmlessly() {
    described(&known());
}

// T376
#[test]
fn repositories_are_shown_harmlessly() {
    committed(&known(), 12);
}

// T377
#[test]
fn variations_are_shown_harmlessly() {
    let job = Job::new();
    file(&job.path().join("tree"), "README", b"read me\n", 0o644);
    let hostile = String::from_utf8_lossy(b"\x1b[31m\n::error::x\n##[error]y\xe2\x80\xae").into_owned();
    let step = |script: &str| {
        let run = format!("run = ['/bin/sh', '-c', {}]", quoted(script));
        format!("{MANIFEST}[[generate]]\nname = 'n'\n{run}\noutputs = ['##*', 'm']\n{WARN}")
    };
    let leak =
        step(&format!("printf '%s' \"$(ulimit -n)\" > '##[x'; printf '{hostile}' > m; echo '{hostile}' >&2"));
    fs::write(job.path().join("release.toml"), leak).expect("can be written");
    for format in ["text", "json", "html"] {
        job.words(&format!("vary --only descriptors --format {format}"));
    }
    fs::write(job.path().join("release.toml"), step(&format!("echo '{hostile}'; exit 3")))
        .expect("can be written");
    let reported = job.words("vary --only descriptors");
    reported.has(2);
    assert!(text(&reported.stderr).contains("\\u{1b}[31m"), "{}", text(&reported.stderr));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, max_shrink_iters: 40, ..ProptestConfig::default() })]

    // T378
    #[test]
    fn every_command_is_harmless_whatever_it_reads(
        texts in prop::collection::vec(texts::bytes(), 4..10),
        names in prop::collection::vec(texts::name(), 4..10),
    ) {
        inspected(&texts);
        packed(&names);
        committed(&names, 1);
        described(&texts[..2]);
    }
}
