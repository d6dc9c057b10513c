//! The first release of real projects: `init` and `build` work without an edit, and what then goes wrong at each stage is
//! mended by doing what the diagnostic says.
//!
//! The projects are packages that cargo unpacked to compile pkgr itself.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::followed::{applied, edit_at};
use crate::support::{git, has_git, pkgr, say, stdout, temp_dir, text};

/// Packages that pkgr depends on, which have a licence, a README and a directory `src`.
const PROJECTS: [&str; 3] = ["walkdir", "strsim", "textwrap"];

/// Attempts after which a problem counts as not mended.
const MOST_ATTEMPTS: usize = 5;

/// The directories of the projects, as far as cargo has unpacked them here.
fn projects() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")));
    let registries = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let registries = registries.into_iter().flatten().map(|entry| entry.expect("can be listed").path());
    let packages = registries.flat_map(|registry| fs::read_dir(registry).expect("is a directory"));
    let mut packages: Vec<PathBuf> = packages.map(|entry| entry.expect("can be listed").path()).collect();
    packages.sort();
    let named = |project: &&str, path: &PathBuf| {
        let name = path.file_name().expect("has a name").to_string_lossy().into_owned();
        name.strip_prefix(*project).is_some_and(|rest| rest.starts_with("-0") || rest.starts_with("-2"))
    };
    PROJECTS.iter().filter_map(|project| packages.iter().find(|path| named(project, path)).cloned()).collect()
}

/// A project in a repository of its own, tagged as its manifest says.
struct Project {
    _directory: tempfile::TempDir,
    top: PathBuf,
}

impl Project {
    fn new(package: &Path) -> Self {
        let directory = temp_dir();
        let top = directory.path().join("project");
        let copied = Command::new("cp").arg("-r").arg(package).arg(&top).status();
        assert!(copied.expect("cp can be started").success());
        let _ = fs::remove_file(top.join(".cargo-ok"));
        git(&top, &["init", "-q", "-b", "main"]);
        git(&top, &["add", "-A", "-f"]);
        git(&top, &["commit", "-q", "-m", "a release"]);
        let name = package.file_name().expect("has a name").to_string_lossy();
        let version = name.rsplit_once('-').expect("has a version").1.to_owned();
        git(&top, &["tag", &format!("v{version}")]);
        Self { _directory: directory, top }
    }

    fn manifest(&self) -> String {
        fs::read_to_string(self.top.join("release.toml")).expect("was written")
    }

    fn write(&self, manifest: &str) {
        fs::write(self.top.join("release.toml"), manifest).expect("can be written");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let arguments = [&["--message-format", "json"], arguments].concat();
        pkgr(&self.top, &arguments)
    }

    /// Runs a command that has to fail, does what its diagnostics say, and runs it again until it works.
    fn mends(&self, arguments: &[&str], stage: &str) {
        let mut arguments = arguments.to_vec();
        let mut output = self.run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{stage}: it does not fail");
        for _ in 0..MOST_ATTEMPTS {
            let said = text(&output.stderr);
            let message = said.lines().map(|line| serde_json::from_str::<Value>(line).expect("is JSON"));
            let error = message.into_iter().find(|message| message["severity"] == "error").expect("an error");
            let help = error["help"].as_str().unwrap_or_else(|| panic!("{stage}: no help in {said}"));
            self.follow(help, &error, &mut arguments, stage);
            output = self.run(&arguments);
            if output.status.code() == Some(0) {
                return;
            }
        }
        panic!("{stage}: still {}", text(&output.stderr));
    }

    fn follow(&self, help: &str, error: &Value, arguments: &mut Vec<&str>, stage: &str) {
        if let Some(command) = help.split('`').skip(1).step_by(2).find(|part| part.starts_with("git ")) {
            let done = Command::new("sh").args(["-c", command]).current_dir(&self.top).status();
            assert!(done.expect("sh can be started").success(), "{stage}: `{command}` fails");
        }
        if help.contains("`--force`") {
            arguments.push("--force");
            return;
        }
        let manifest = self.manifest();
        let range = range(&manifest, &error["labels"][0]);
        let near = help.split_once("The nearest names are `").and_then(|(_, names)| names.split('`').next());
        let edited = match near {
            Some(name) => format!("{}\"{name}\"{}", &manifest[..range.start], &manifest[range.end..]),
            None => {
                let edit = edit_at(&manifest, help, range);
                let edit = edit.unwrap_or_else(|| panic!("{stage}: nothing to do in `{help}`: {error}"));
                applied(&manifest, &edit)
            }
        };
        self.write(&edited);
    }
}

/// The bytes of a place of which the message has line and column.
fn range(text: &str, label: &Value) -> Range<usize> {
    let offset = |place: &Value| {
        let number = |key: &str| place[key].as_u64().expect("a number") as usize;
        let line = text.split_inclusive('\n').nth(number("line") - 1).expect("is in the text");
        let before: usize = text.split_inclusive('\n').take(number("line") - 1).map(str::len).sum();
        let column = line.char_indices().nth(number("column") - 1).map_or(line.len(), |(at, _)| at);
        before + column
    };
    offset(&label["start"])..offset(&label["end"])
}

/// A line of the manifest that begins like this, with another value.
fn with_line(manifest: &str, key: &str, line: &str) -> String {
    let lines = manifest.lines().map(|old| if old.starts_with(key) { line } else { old });
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn what_goes_wrong_in_the_first_release_of_real_projects_is_mended_by_the_advice() {
    let projects = projects();
    if !has_git() || projects.len() < PROJECTS.len() {
        say(&format!("SKIPPED: cargo has unpacked {} of {PROJECTS:?} here", projects.len()));
        return;
    }
    for package in projects {
        let project = Project::new(&package);
        stdout(&pkgr(&project.top, &["init"]));
        stdout(&pkgr(&project.top, &["build", "-q"]));
        let good = project.manifest();
        let required = good.lines().find(|line| line.starts_with("require = [")).expect("files are required");
        let first = required.split('"').nth(1).expect("a file");
        let misspelled = required.replacen(first, &format!("{first}x"), 1);
        for (stage, manifest, command) in [
            ("a table", good.replace("[files]", "[file]"), "check"),
            ("a key", good.replace("include = ", "inclde = "), "check"),
            ("a value", good.replace(".tar.gz\"", ".tar.gz\"\ncompression = \"gzipp\""), "check"),
            ("a tag", with_line(&good, "rev = ", "rev = \"v9.9.9\""), "plan"),
            ("a version", with_line(&good, "version = ", "version = \"9.9.9\""), "plan"),
            ("a directory", with_line(&good, "include = ", "include = [\"**\", \"sr/*\"]"), "plan"),
            ("a required file", with_line(&good, "require = ", &misspelled), "plan"),
        ] {
            let stage = format!("{}: {stage}", package.display());
            project.write(&manifest);
            project.mends(&[command], &stage);
            stdout(&project.run(&["build", "--force"]));
        }
        project.write(&good);
        stdout(&project.run(&["build", "--force"]));
        let dist = project.top.join("dist");
        let archive =
            fs::read_dir(&dist).expect("was made").map(|entry| entry.expect("can be listed").path());
        let archive = archive.into_iter().find(|path| path.extension().is_some_and(|end| end == "gz"));
        let archive = archive.expect("was built");
        fs::write(&archive, "an older build").expect("can be written");
        project.mends(&["build"], "an older build");
        let published = archive.to_str().expect("is text");
        stdout(&project.run(&["verify", published]));
    }
}
