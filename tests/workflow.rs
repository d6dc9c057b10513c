//! The example workflow: each of its commands is run, in clones such as its checkouts make.
#![allow(clippy::disallowed_methods, reason = "tests make repositories, and start the program under test")]

use crate::support;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use support::{file, git, has_git, temp_dir, text};

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/release-from-tag")
}

/// The `run:` lines of a job. The steps that install pkgr are acted out in `tests/distribution.rs`.
fn commands(job: &str) -> Vec<String> {
    let workflow = fs::read_to_string(example().join(".github/workflows/release.yml")).expect("is there");
    assert!(!workflow.contains("run: |"), "this test reads commands of one line");
    let (_, jobs) = workflow.split_once("\njobs:\n").expect("has jobs");
    let mut current = "";
    let mut found = Vec::new();
    for line in jobs.lines() {
        if let Some(name) = line.strip_prefix("  ").filter(|line| !line.starts_with(' ')) {
            current = name.trim_end_matches(':');
        }
        if let Some((_, run)) = line.split_once("run: ").filter(|_| current == job) {
            found.push(run.to_owned());
        }
    }
    assert!(!found.is_empty(), "the job `{job}` runs nothing");
    found
}

/// Runs a job's commands as the runner does.
fn run(job: &str, workspace: &Path, files: &Path, surroundings: &[(&str, &str)]) {
    let own = Path::new(env!("CARGO_BIN_EXE_pkgr")).parent().expect("is in a directory").to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path: OsString = std::env::join_paths([own].into_iter().chain(std::env::split_paths(&path)))
        .expect("directories have plain names");
    for line in commands(job) {
        let mut command = Command::new("bash");
        command.args(["-e", "-c", &line]).current_dir(workspace).env_clear().env("PATH", &path);
        command
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_WORKSPACE", workspace)
            .env("GITHUB_REF_NAME", "v1.0");
        command.env("GITHUB_OUTPUT", files.join("output")).env("GITHUB_STEP_SUMMARY", files.join("summary"));
        command.envs(surroundings.iter().copied());
        let output = command.output().expect("bash can be started");
        assert!(output.status.success(), "{line}\n{}{}", text(&output.stdout), text(&output.stderr));
    }
}

/// The project, pushed: the example's files beside some sources, and a tag.
fn origin(root: &Path) -> PathBuf {
    let origin = root.join("origin");
    for name in ["release.toml", ".github/workflows/release.yml"] {
        file(&origin, name, &fs::read(example().join(name)).expect("is there"), 0o644);
    }
    file(&origin, "README.md", b"# hello\n", 0o644);
    file(&origin, "src/hello.sh", b"#!/bin/sh\necho hello\n", 0o755);
    git(&origin, &["init", "-q"]);
    git(&origin, &["add", "-A"]);
    git(&origin, &["commit", "-q", "-m", "first"]);
    git(&origin, &["tag", "-a", "-m", "release", "v1.0"]);
    git(&origin, &["config", "uploadpack.allowAnySHA1InWant", "true"]);
    origin
}

/// A checkout of one commit and nothing else.
fn checkout(origin: &Path, at: &Path, commit: &str) {
    fs::create_dir_all(at).expect("can be made");
    git(at, &["init", "-q"]);
    git(at, &["remote", "add", "origin", &format!("file://{}", origin.display())]);
    git(at, &["fetch", "-q", "--no-tags", "--depth=1", "origin", commit]);
    git(at, &["checkout", "-q", "--detach", "FETCH_HEAD"]);
}

fn output(files: &Path, key: &str) -> String {
    let outputs = fs::read_to_string(files.join("output")).expect("was written");
    let (_, value) = outputs.split_once(&format!("{key}<<")).expect("is among the outputs");
    value.lines().nth(1).expect("has a value").to_owned()
}

/// Acts out the last job, with a stand-in for the program that uploads.
fn publish(root: &Path, compared: &Path) {
    file(
        root,
        "bin/gh",
        format!("#!/bin/sh\necho \"$@\" >'{}/published'\n", root.display()).as_bytes(),
        0o755,
    );
    let job = root.join("publish");
    fs::create_dir(&job).expect("can be made");
    fs::rename(compared.join("dist-ubuntu-24.04"), job.join("dist")).expect("can be moved");
    let path = std::env::var("PATH").expect("has a plain name");
    let path = format!("{}:{path}", root.join("bin").display());
    run("publish", &job, root, &[("PATH", &path), ("GITHUB_REPOSITORY", "somebody/hello")]);
    fs::rename(job.join("dist"), compared.join("dist-ubuntu-24.04")).expect("can be moved");
    let published = fs::read_to_string(root.join("published")).expect("was started");
    assert_eq!(
        published,
        "release create v1.0 --repo somebody/hello --verify-tag --title v1.0 dist/SHA256SUMS dist/hello-1.0.tar.gz \
         dist/hello-1.0.tar.xz\n"
    );
}

#[test]
fn what_one_job_plans_two_others_build_to_the_same_bytes() {
    if !has_git() {
        return;
    }
    let root = temp_dir();
    let origin = origin(root.path());
    let pushed = git(&origin, &["rev-parse", "HEAD"]);

    let planning = root.path().join("planning");
    checkout(&origin, &planning, &pushed);
    // As the checkout of a tag may leave it.
    git(&planning, &["update-ref", "refs/tags/v1.0", &pushed]);
    run("plan", &planning, root.path(), &[]);
    let commit = output(root.path(), "commit");
    assert_eq!(commit, pushed);

    // Somebody moves the tag before the next job starts.
    file(&origin, "README.md", b"# slipped in\n", 0o644);
    git(&origin, &["commit", "-q", "-a", "-m", "second"]);
    git(&origin, &["tag", "-f", "-a", "-m", "release", "v1.0"]);

    let compared = root.path().join("compare");
    let runners = [
        ("ubuntu-24.04", vec![]),
        ("ubuntu-24.04-arm", vec![("TZ", "Asia/Tokyo"), ("LC_ALL", "tr_TR.UTF-8"), ("USER", "somebody")]),
    ];
    for (runner, surroundings) in runners {
        let building = root.path().join("building somewhere else").join(runner);
        checkout(&origin, &building, &commit);
        fs::copy(planning.join("plan.json"), building.join("plan.json")).expect("was planned");
        run("build", &building, root.path(), &surroundings);
        let artifact = compared.join(format!("dist-{runner}"));
        fs::create_dir_all(&artifact).expect("can be made");
        for built in fs::read_dir(building.join("dist")).expect("was built") {
            let built = built.expect("can be listed").path();
            fs::copy(&built, artifact.join(built.file_name().expect("has a name"))).expect("can be copied");
        }
    }
    run("compare", &compared, root.path(), &[]);
    publish(root.path(), &compared);
    let archive = fs::read(compared.join("dist-ubuntu-24.04/hello-1.0.tar.gz")).expect("was built");
    let mut members = tar::Archive::new(flate2::read::GzDecoder::new(&archive[..]));
    let names = members.entries().expect("an archive opens");
    let names: Vec<String> = names.map(|member| text(&member.expect("is whole").path_bytes())).collect();
    assert_eq!(
        names,
        [
            "hello-1.0/",
            "hello-1.0/README.md",
            "hello-1.0/release.toml",
            "hello-1.0/src/",
            "hello-1.0/src/hello.sh"
        ]
    );
    // The commands of the last job can fail.
    fs::write(compared.join("dist-ubuntu-24.04-arm/hello-1.0.tar.gz"), b"other").expect("can be written");
    let other = commands("compare").iter().any(|line| {
        let status = Command::new("bash").args(["-e", "-c", line]).current_dir(&compared).output();
        !status.expect("bash can be started").status.success()
    });
    assert!(other);
}
