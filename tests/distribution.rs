//! How pkgr reaches its users: the action, the archives of binaries, the hooks, the wheel, pkgr's own release.
//!
//! The steps of the action are acted out with a release on disk.
#![allow(
    clippy::disallowed_methods,
    reason = "tests read the project's files, and start the programs under test"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use pkgr::digest::Digest;

use crate::manual::{blocks, page};
use crate::support::{file, git, has_git, pkgr, say, stdout, temp_dir, text, version};

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Whether the programs that the action's scripts need are there.
fn has_tools() -> bool {
    let missing = ["bash", "curl", "tar", "sha256sum"].into_iter().find(|tool| version(tool).is_none());
    missing
        .inspect(|tool| say(&format!("SKIPPED: {tool} is not installed, so the action is not acted out")))
        .is_none()
}

/// A stand-in for a released program, which starts the program under test.
fn program() -> String {
    format!("#!/bin/sh\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_pkgr"))
}

/// A runner with the files of a release beside it.
struct Runner {
    root: tempfile::TempDir,
}

impl Runner {
    /// The release was packed by the script that the workflow uses.
    fn new() -> Self {
        let root = temp_dir();
        file(root.path(), "compiled", program().as_bytes(), 0o755);
        for name in ["temp", "files"] {
            fs::create_dir(root.path().join(name)).expect("can be made");
        }
        let runner = Self { root };
        let mut pack = Command::new("bash");
        pack.arg(root_of(".github/release/pack.sh")).args([
            "x86_64-unknown-linux-musl",
            "compiled",
            "release",
        ]);
        let packed = pack.current_dir(runner.at("")).env("SOURCE_DATE_EPOCH", "1749656217").output();
        stdout(&packed.expect("bash can be started"));
        runner
    }

    fn at(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).unwrap_or_default()
    }

    fn checksums(&self) -> String {
        Digest::of(&fs::read(self.at("release/SHA256SUMS")).expect("was written")).to_string()
    }

    /// Runs a script of the action with its inputs, as a step of a job.
    fn step(&self, script: &str, inputs: &[(&str, &str)]) -> Output {
        let path = std::env::var("PATH").expect("has a plain name");
        // What a step added to the path, later steps have.
        let added: String = self.read("files/path").lines().map(|line| format!("{line}:")).collect();
        let mut command = Command::new("bash");
        command.arg(root_of(script)).current_dir(self.at("")).env_clear();
        command.env("PATH", format!("{added}{path}")).env("RUNNER_TEMP", self.at("temp"));
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_WORKSPACE", self.at(""));
        for (name, file) in
            [("GITHUB_PATH", "path"), ("GITHUB_OUTPUT", "output"), ("GITHUB_STEP_SUMMARY", "summary")]
        {
            command.env(name, self.at("files").join(file));
        }
        command.envs([
            ("RUNNER_OS", "Linux"),
            ("RUNNER_ARCH", "X64"),
            ("GITHUB_SERVER_URL", "https://example.invalid"),
        ]);
        command.env("PKGR_REPOSITORY", "nobody/pkgr");
        command.env("PKGR_DOWNLOADS", format!("file://{}", self.at("release").display()));
        command.envs(inputs.iter().copied()).output().expect("bash can be started")
    }

    fn install(&self, inputs: &[(&str, &str)]) -> Output {
        let checksums = self.checksums();
        let usual = [("PKGR_VERSION", VERSION), ("PKGR_CHECKSUMS", checksums.as_str())];
        self.step("action/install.sh", &[&usual[..], inputs].concat())
    }

    fn run(&self, command: &str, arguments: &str) -> Output {
        self.step("action/run.sh", &[("PKGR_COMMAND", command), ("PKGR_ARGUMENTS", arguments)])
    }
}

fn root_of(path: &str) -> PathBuf {
    root().join(path)
}

/// The name of the archive in [`Runner::new`].
fn archive() -> String {
    format!("pkgr-{VERSION}-x86_64-unknown-linux-musl.tar.gz")
}

#[test]
fn the_action_installs_a_binary_and_runs_the_commands() {
    if !has_tools() || !has_git() {
        return;
    }
    let runner = Runner::new();
    let installed = runner.install(&[]);
    assert!(installed.status.success(), "{}{}", text(&installed.stdout), text(&installed.stderr));
    let program = runner.at(&format!("temp/pkgr-{VERSION}-x86_64-unknown-linux-musl/pkgr"));
    assert_eq!(runner.read("files/output"), format!("path={}\n", program.display()));
    assert!(!runner.at("temp").join(archive() + ".download").exists());

    file(runner.root.path(), "tree/LICENSE", b"free\n", 0o644);
    git(&runner.at("tree"), &["init", "-q"]);
    git(&runner.at("tree"), &["add", "-A"]);
    git(&runner.at("tree"), &["commit", "-q", "-m", "first"]);
    git(&runner.at("tree"), &["tag", "-a", "-m", "hello 1.0", "v1.0"]);
    let manifest = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nfiles = { include = ['**'] }\n\
        source = { git = 'tree', rev = 'v{version}' }\n[[archive]]\nfile = 'hello-1.0.tar.gz'\n";
    fs::write(runner.at("release.toml"), manifest).expect("can be written");
    for (command, arguments, code) in [
        ("plan", "-o plan.json", 0),
        ("build", "--plan plan.json\n-d dist", 0),
        ("verify", "dist/hello-1.0.tar.gz", 0),
        ("audit", "dist/hello-1.0.tar.gz --git tree --rev v1.0", 0),
        ("verify", "dist/*", 2),
        ("lint", "dist/hello-1.0.tar.gz", 2),
    ] {
        let _ = fs::remove_file(runner.at("files/output"));
        let done = runner.run(command, arguments);
        let said = format!("{command} {arguments}\n{}{}", text(&done.stdout), text(&done.stderr));
        assert_eq!(done.status.code(), Some(code), "{said}");
        let outputs = runner.read("files/output");
        let is_known = ["plan", "build", "verify", "audit"].contains(&command);
        assert_eq!(outputs.contains(&format!("exit-code={code}\n")), is_known, "{said}");
        assert_eq!(outputs.contains("commit<<"), ["plan", "build"].contains(&command), "{said}");
        assert_eq!(outputs.contains("sha256sums<<"), command == "build", "{said}");
    }
    // A finding fails the step, and is an output.
    stdout(&pkgr(runner.root.path(), &["build", "-q", "-d", "other"]));
    fs::write(runner.at("tree/LICENSE"), "changed\n").expect("can be written");
    git(&runner.at("tree"), &["commit", "-q", "-a", "-m", "second"]);
    git(&runner.at("tree"), &["tag", "-f", "-a", "-m", "hello 1.0", "v1.0"]);
    let differs = runner.run("verify", "other/hello-1.0.tar.gz");
    assert_eq!(differs.status.code(), Some(1), "{}{}", text(&differs.stdout), text(&differs.stderr));
    assert!(runner.read("files/output").contains("exit-code=1\n"));
}

#[test]
fn the_action_installs_nothing_that_is_not_pinned() {
    if !has_tools() {
        return;
    }
    let runner = Runner::new();
    let zeros = "0".repeat(64);
    for (inputs, reported) in [
        (vec![("PKGR_CHECKSUMS", zeros.as_str())], "SHA256SUMS has the SHA-256"),
        (vec![("PKGR_CHECKSUMS", "")], "the input checksums is not"),
        (vec![("PKGR_VERSION", "1/../../x")], "the input version is no version"),
        (vec![("RUNNER_OS", "Windows")], "there is no pkgr for Windows on X64"),
        (vec![("RUNNER_ARCH", "ARM64")], "does not list pkgr-"),
        (vec![("PKGR_VERSION", "9.9.9")], "does not list pkgr-9.9.9"),
        (vec![("PKGR_DOWNLOADS", "http://127.0.0.1:1")], "cannot be downloaded"),
    ] {
        assert_rejected(&runner, &runner.install(&inputs), reported);
    }
    fs::write(runner.at("release").join(archive()), "other bytes").expect("can be written");
    assert_rejected(&runner, &runner.install(&[]), &format!("{} has the SHA-256", archive()));
}

fn assert_rejected(runner: &Runner, output: &Output, reported: &str) {
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(2), "{said}{}", text(&output.stderr));
    assert!(said.starts_with("::error title=pkgr::") && said.contains(reported), "{said}");
    assert_eq!(runner.read("files/path") + &runner.read("files/output"), "", "{said}");
    assert!(!runner.at(&format!("temp/pkgr-{VERSION}-x86_64-unknown-linux-musl")).exists(), "{said}");
}

#[test]
fn the_action_hands_over_every_input_and_output_that_its_scripts_use() {
    let action = page("action.yml");
    let is_name = |c: char| c.is_ascii_uppercase() || c == '_';
    for script in ["action/install.sh", "action/run.sh"] {
        assert!(action.contains(&format!("run: '\"$GITHUB_ACTION_PATH/{script}\"'")), "{script} is not run");
        let text = page(script);
        let used =
            text.split("$PKGR_").skip(1).map(|rest| rest.split(|c| !is_name(c)).next().unwrap_or_default());
        let used: BTreeSet<&str> = used.collect();
        assert!(used.len() >= 2, "{script} uses {used:?}");
        for name in used {
            assert!(
                action.contains(&format!("        PKGR_{name}: ${{{{ inputs.")),
                "PKGR_{name} is not set"
            );
        }
    }
    // The outputs of `run` are those that pkgr writes, and the code.
    let described = page("docs/github-actions.md");
    for output in ["path", "exit-code", "commit", "swhid", "content-sha256", "sha256sums"] {
        assert!(action.contains(&format!(".outputs.{output} }}}}")), "{output} is not an output");
        assert!(described.contains(&format!("| `{output}` |")), "{output} is not described");
    }
    for input in ["version", "checksums", "command", "arguments", "repository"] {
        assert!(
            action.contains(&format!("\n  {input}:\n")) && described.contains(&format!("| `{input}` |")),
            "{input}"
        );
    }
}

#[test]
fn the_archive_of_a_binary_is_packed_the_same_twice_and_has_what_is_needed() {
    if version("bash").is_none() {
        return;
    }
    let (one, other) = (Runner::new(), Runner::new());
    let read = |runner: &Runner| fs::read(runner.at("release").join(archive())).expect("was packed");
    // The stand-ins are equal, as both start the program under test.
    assert_eq!(Digest::of(&read(&one)), Digest::of(&read(&other)));
    let bytes = read(&one);
    let mut members = tar::Archive::new(flate2::read::GzDecoder::new(&bytes[..]));
    let names = members.entries().expect("an archive opens").map(|member| {
        let member = member.expect("is whole");
        (text(&member.path_bytes()), member.header().mode().expect("has a mode"))
    });
    let names: Vec<(String, u32)> = names.collect();
    let top = format!("pkgr-{VERSION}-x86_64-unknown-linux-musl");
    for (name, mode) in
        [("pkgr", 0o755), ("pkgr.1", 0o644), ("LICENSE-MIT", 0o644), ("completions/pkgr.zsh", 0o644)]
    {
        assert!(names.contains(&(format!("{top}/{name}"), mode)), "{name} is not in {names:?}");
    }
}

/// All places that name the version have that of the crate.
#[test]
fn everything_that_is_distributed_has_the_version_of_the_crate() {
    for path in ["release.toml", "examples/pkgr/release.toml", ".github/release/binary.toml"] {
        assert!(page(path).contains(&format!("version = \"{VERSION}\"\n")), "{path}");
    }
    let toolchain = page(".github/workflows/ci.yml");
    let (_, toolchain) = toolchain.split_once("RUST_TOOLCHAIN: \"").expect("the compiler is pinned");
    let toolchain = toolchain.split('"').next().unwrap_or_default();
    assert!(page(".github/workflows/release.yml").contains(&format!("RUST_TOOLCHAIN: \"{toolchain}\"")));
    assert!(page("Containerfile").contains(&format!("rust:{toolchain}-alpine")));
    assert!(page("pyproject.toml").contains("dynamic = [\"version\"]"));
}

/// pkgr's own release is planned from its tag: from a commit of this tree, in a repository of its own.
#[test]
fn the_own_release_is_built_from_its_tag() {
    if !has_git() {
        return;
    }
    let root = temp_dir();
    let at = root.path();
    for name in ["release.toml", "Cargo.toml", "Cargo.lock", "README.md", "LICENSE-APACHE", "LICENSE-MIT"] {
        file(at, name, page(name).as_bytes(), 0o644);
    }
    file(at, "tests/fuzz/corpus/read_zip/x", b"x", 0o644);
    git(at, &["init", "-q"]);
    git(at, &["add", "-A"]);
    git(at, &["commit", "-q", "-m", "release"]);
    git(at, &["tag", "-a", "-m", "release", &format!("v{VERSION}")]);
    stdout(&pkgr(at, &["build"]));
    stdout(&pkgr(
        at,
        &["verify", &format!("dist/pkgr-{VERSION}.tar.gz"), &format!("dist/pkgr-{VERSION}.tar.xz")],
    ));
    // Another version in Cargo.toml is found.
    file(at, "Cargo.toml", page("Cargo.toml").replace(VERSION, "9.9.9").as_bytes(), 0o644);
    git(at, &["commit", "-q", "-a", "-m", "release"]);
    git(at, &["tag", "-f", "-a", "-m", "release", &format!("v{VERSION}")]);
    let rejected = pkgr(at, &["plan"]);
    assert_eq!(rejected.status.code(), Some(2), "{}", text(&rejected.stderr));
    assert!(text(&rejected.stderr).contains("Cargo.toml"), "{}", text(&rejected.stderr));
}

/// The tests run in an unpacked source release: it has what they read.
#[test]
fn the_source_archive_has_what_the_tests_read() {
    let plan =
        stdout(&pkgr(&root(), &["plan", "-q", "-m", "examples/pkgr/release.toml", "--format", "list"]));
    let (plan, top) = (text(&plan), format!("pkgr-{VERSION}/"));
    let names: BTreeSet<&str> = plan.lines().filter_map(|line| line.strip_prefix(&*top)).collect();
    let tests = names.iter().filter(|name| name.starts_with("tests/") && name.ends_with(".rs"));
    let mut read = BTreeSet::new();
    for source in tests.map(|name| page(name)) {
        let quoted = source.split('"').skip(1).step_by(2).map(|text| text.trim_start_matches("../"));
        let own = quoted.filter(|text| !text.starts_with('/') && root().join(text).is_file());
        read.extend(own.map(str::to_owned));
    }
    assert!(read.len() > 20 && read.contains("action.yml") && read.contains(".ci/run"), "{read:?}");
    // Tests make repositories with these names, and do not read those of the project.
    let is_of_git = |name: &str| [".git", ".gitignore"].contains(&name) || name.starts_with(".git/");
    // What the README's first command writes is there, or not.
    let is_written = |name: &str| name.starts_with("dist/");
    let is_missing = |name: &&String| !names.contains(name.as_str()) && !is_of_git(name) && !is_written(name);
    let missing: Vec<&String> = read.iter().filter(is_missing).collect();
    assert!(missing.is_empty(), "the source archive lacks {missing:?}");
}

/// The hook runs its `entry` where `release.toml` is.
#[test]
fn the_hooks_check_a_manifest() {
    let hooks = page(".pre-commit-hooks.yaml");
    let entries: Vec<&str> = hooks.lines().filter_map(|line| line.strip_prefix("  entry: pkgr ")).collect();
    assert_eq!(entries.len(), hooks.matches("- id: ").count(), "each hook has an entry");
    for entry in entries {
        let arguments: Vec<&str> = entry.split(' ').collect();
        stdout(&pkgr(&root(), &arguments));
        let empty = temp_dir();
        fs::write(empty.path().join("release.toml"), "schema = 2\n").expect("can be written");
        assert_eq!(pkgr(empty.path(), &arguments).status.code(), Some(2), "{entry}");
    }
}

/// YAML files of the project and examples of the manual, as a parser of YAML reads them.
#[test]
fn every_file_of_yaml_is_valid() {
    let files = [
        "action.yml",
        ".pre-commit-hooks.yaml",
        ".github/workflows/ci.yml",
        ".github/workflows/release.yml",
        "examples/release-from-tag/.github/workflows/release.yml",
    ];
    let read = |path: &Path| {
        let program = "import sys, yaml; print(len(yaml.safe_load(open(sys.argv[1]))))";
        Command::new("python3").args(["-c", program]).arg(path).output()
    };
    let usable = Command::new("python3").args(["-c", "import yaml"]).output();
    if !usable.is_ok_and(|output| output.status.success()) {
        say("SKIPPED: python3 with yaml is not installed, so the YAML files are not parsed");
        return;
    }
    for path in files {
        stdout(&read(&root_of(path)).expect("python3 can be started"));
    }
    let shown = temp_dir();
    for block in blocks(&page("docs/github-actions.md"), "yaml") {
        file(shown.path(), "shown.yml", block.as_bytes(), 0o644);
        stdout(&read(&shown.path().join("shown.yml")).expect("python3 can be started"));
    }
    let broken = temp_dir();
    file(broken.path(), "x.yml", b"a: b: c\n", 0o644);
    assert!(!read(&broken.path().join("x.yml")).expect("python3 can be started").status.success());
}
