//! Packages of cargo: made by the real one, and by hand as an attacker would.

use std::fs;

use serde_json::Value;

use super::{Member, Project, archive, explained, findings, plain};
use crate::support::{self, file, git, link, text};

/// A workspace with a package in a directory, as most are.
fn workspace(project: &Project) {
    let repo = project.root().join("repo");
    file(&repo, "Cargo.toml", b"[workspace]\nmembers = ['pkg']\nresolver = '2'\n", 0o644);
    file(&repo, "LICENSE", b"free\n", 0o644);
    let manifest = "[package]\nname = 'pkg'\nversion = '1.0.0'\nedition = '2021'\nlicense = 'MIT'\ndescription = 'x'\n\
        readme = '../README'\nexclude = ['/ci']\nbuild = 'build.rs'\n";
    file(&repo, "pkg/Cargo.toml", manifest.as_bytes(), 0o644);
    file(&repo, "pkg/build.rs", b"fn main() {}\n", 0o644);
    file(&repo, "pkg/src/lib.rs", b"", 0o644);
    file(&repo, "pkg/ci/run", b"1", 0o644);
    link(&repo.join("pkg"), "LICENSE", "../LICENSE");
    project.commit("pkg-1.0.0");
}

/// What the real cargo makes of it; `None` where it does not run.
fn packaged(project: &Project, arguments: &[&str]) -> Option<Vec<u8>> {
    let own = ["package", "--quiet", "--offline", "--no-verify", "-p", "pkg", "--target-dir", "../target"];
    cargo(project, &[&own, arguments].concat())?;
    let package = project.root().join("target/package/pkg-1.0.0.crate");
    Some(fs::read(package).expect("cargo wrote it"))
}

fn cargo(project: &Project, arguments: &[&str]) -> Option<()> {
    let mut cargo = std::process::Command::new(std::env::var_os("CARGO")?);
    let path = std::env::var_os("PATH").unwrap_or_default();
    cargo.args(arguments).current_dir(project.root().join("repo")).env_clear().env("PATH", path);
    for name in ["HOME", "CARGO_HOME", "RUSTUP_HOME", "RUSTUP_TOOLCHAIN"] {
        cargo.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    let output = cargo.output().ok()?;
    if !output.status.success() {
        support::say(&format!("SKIPPED: cargo {} failed: {}", arguments[0], text(&output.stderr)));
        return None;
    }
    Some(())
}

// T321, T325
#[test]
fn a_package_of_cargo_is_explained_as_far_as_its_commit_goes() {
    let Some(project) = Project::new() else { return };
    workspace(&project);
    let Some(package) = packaged(&project, &[]) else { return };
    project.write("pkg.crate", &package);
    let (report, code) = project.report(&["pkg.crate"]);
    assert_eq!((findings(&report), code), (Vec::<String>::new(), 0), "{report}");
    assert_eq!(
        (&report["commit"]["named-by"], &report["commit"]["directory"]),
        (&"cargo".into(), &"pkg".into())
    );
    let explained = explained(&report);
    for path in [".cargo_vcs_info.json", "Cargo.toml.orig", "Cargo.toml", "LICENSE", "README", "ci/run"] {
        assert!(explained.contains(&format!("cargo {path}")), "{path} is not in {explained:?}");
    }
    // What cargo makes is taken for cargo's only as long as it adds nothing.
    let mut evil = tar::Builder::new(Vec::new());
    let mut members = tar::Archive::new(flate2::read::GzDecoder::new(&*package));
    for member in members.entries().expect("is an archive") {
        let mut member = member.expect("is whole");
        let (mut header, mut bytes) = (member.header().clone(), Vec::new());
        std::io::Read::read_to_end(&mut member, &mut bytes).expect("is whole");
        if member.path().expect("has one").ends_with("Cargo.toml") {
            bytes.extend(b"\n[build-dependencies.evil]\nversion = \"1\"\n");
        }
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        evil.append(&header, &*bytes).expect("memory takes all");
    }
    project.write("evil.crate", evil.into_inner().expect("memory takes all"));
    let (report, code) = project.report(&["evil.crate"]);
    assert_eq!((findings(&report), code), (vec!["changed Cargo.toml".to_owned()], 1));
    let note = report["findings"][0]["note"].as_str().unwrap_or_default();
    assert!(note.contains("`build-dependencies.evil.version` is \"1\""), "{note}");
}

#[test]
fn a_package_of_files_that_were_not_committed_is_found_out() {
    let Some(project) = Project::new() else { return };
    workspace(&project);
    file(&project.root().join("repo"), "pkg/build.rs", b"fn main() { evil() }\n", 0o644);
    let Some(package) = packaged(&project, &["--allow-dirty"]) else { return };
    project.write("pkg.crate", &package);
    let (report, code) = project.report(&["pkg.crate"]);
    assert_eq!(code, 1);
    let found = findings(&report);
    assert!(found.contains(&"changed build.rs".to_owned()), "{found:?}");
    // Older versions of cargo do not write it down.
    assert!(found.len() == 1 || found[0] == "origin .cargo_vcs_info.json", "{found:?}");
}

/// A workspace with everything that a package can inherit, and a dependency that cargo has downloaded for this
/// very build.
fn inheriting(project: &Project) {
    let repo = project.root().join("repo");
    let root = "[workspace]\nmembers = ['pkg', 'other']\nresolver = '2'\n\
        [workspace.package]\nversion = '1.0.0'\nedition = '2018'\nlicense-file = 'LICENSE'\nreadme = 'docs/README.md'\n\
        description = 'x'\nexclude = ['/ci']\nrust-version = '1.70'\n\
        [workspace.dependencies]\nmemchr = { version = '2', default-features = false, features = ['alloc'] }\n\
        cfg-if = '1'\n[workspace.lints.rust]\nunsafe_code = 'forbid'\n";
    file(&repo, "Cargo.toml", root.as_bytes(), 0o644);
    file(&repo, "LICENSE", b"free\n", 0o644);
    file(&repo, "docs/README.md", b"# x\n", 0o644);
    let manifest = "[package]\nname = 'pkg'\nversion.workspace = true\nedition.workspace = true\n\
        license-file.workspace = true\nreadme.workspace = true\ndescription = { workspace = true }\n\
        exclude.workspace = true\nrust-version.workspace = true\n[lints]\nworkspace = true\n\
        [dependencies]\nmemchr = { workspace = true, features = ['std'], optional = true }\n\
        [target.'cfg(unix)'.dependencies]\ncfg-if.workspace = true\n\
        [dev-dependencies]\nother = { path = '../other' }\n\
        [features]\ndefault = ['fast']\nfast = ['dep:memchr']\n[profile.release]\ndebug = true\n\
        [[bin]]\nname = 'tool'\npath = './src/tool.rs'\nrequired-features = ['fast']\n[[test]]\nname = 'a'\nharness = false\n";
    file(&repo, "pkg/Cargo.toml", manifest.as_bytes(), 0o644);
    file(&repo, "pkg/src/lib.rs", b"", 0o644);
    file(&repo, "pkg/src/tool.rs", b"fn main() {}\n", 0o644);
    file(&repo, "pkg/tests/a.rs", b"fn main() {}\n", 0o644);
    file(&repo, "pkg/tests/b/main.rs", b"", 0o644);
    file(&repo, "pkg/ci/run", b"1", 0o644);
    let other =
        "[package]\nname = 'other'\nversion = '0.1.0'\nedition = '2021'\n[dependencies]\ncfg-if = '1'\n";
    file(&repo, "other/Cargo.toml", other.as_bytes(), 0o644);
    file(&repo, "other/src/lib.rs", b"", 0o644);
}

// T321, T325
#[test]
fn what_a_package_inherits_is_filled_in_and_its_lock_is_a_part_of_the_workspaces() {
    let Some(project) = Project::new() else { return };
    let repo = project.root().join("repo");
    inheriting(&project);
    if cargo(&project, &["generate-lockfile", "--offline"]).is_none() {
        return;
    }
    project.commit("with-the-lock");
    let Some(package) = packaged(&project, &[]) else { return };
    project.write("pkg.crate", &package);
    let (report, code) = project.report(&["pkg.crate"]);
    assert_eq!((findings(&report), code), (Vec::<String>::new(), 0), "{report:#}");
    let explained = explained(&report);
    for path in ["Cargo.lock", "Cargo.toml", "LICENSE", "README.md"] {
        assert!(explained.contains(&format!("cargo {path}")), "{path} is not in {explained:?}");
    }
    // The same package, and a commit with another lock, without one, or with other values to inherit.
    let lock = text(&fs::read(repo.join("Cargo.lock")).expect("cargo wrote it"));
    let root = text(&fs::read(repo.join("Cargo.toml")).expect("is there"));
    for (name, from, to, expected) in [
        ("Cargo.lock", "checksum = \"", "checksum = \"0", "added Cargo.lock"),
        ("Cargo.lock", "", "", "added Cargo.lock"),
        ("Cargo.toml", "'forbid'", "'deny'", "changed Cargo.toml"),
        ("Cargo.toml", "memchr = { version = '2'", "memchr = { version = '2.1'", "changed Cargo.toml"),
        ("Cargo.toml", "features = ['alloc']", "features = []", "changed Cargo.toml"),
        ("Cargo.toml", "'2018'", "'2021'", "changed Cargo.toml"),
        ("Cargo.toml", "resolver = '2'", "resolver = '1'", "changed Cargo.toml"),
        ("Cargo.toml", "cfg-if = '1'", "", "changed Cargo.toml"),
    ] {
        let (place, old) = (repo.join(name), if name == "Cargo.lock" { &lock } else { &root });
        if from.is_empty() && name == "Cargo.lock" {
            fs::remove_file(&place).expect("is there");
        } else {
            assert!(old.contains(from), "{from}");
            fs::write(&place, old.replace(from, to)).expect("can be written");
        }
        git(&repo, &["add", "-A"]);
        git(&repo, &["commit", "-q", "-m", "other"]);
        let (report, _) = project.report(&["pkg.crate", "--rev", "main"]);
        // Another commit is named, and without the values of the root `exclude` is not known.
        let besides = |finding: &String| finding.starts_with("origin") || finding.starts_with("missing");
        let found: Vec<_> = findings(&report).into_iter().filter(|finding| !besides(finding)).collect();
        assert_eq!(found, [expected], "{name}: {from} → {to}");
        fs::write(&place, old).expect("can be written");
    }
}

const MANIFEST: &str =
    "[package]\nname = 'p'\nversion = '1.0.0'\nedition = '2021'\n[dependencies]\nserde = '1'\n";

const REWRITTEN: &str = "[package]\nname = \"p\"\nversion = \"1.0.0\"\nedition = \"2021\"\nbuild = false\n\
    autobins = false\n[[bin]]\nname = \"p\"\npath = \"src/main.rs\"\n[[test]]\nname = \"fixture\"\n\
    path = \"tests/fixture.rs\"\n[dependencies.serde]\nversion = \"1\"\n";

const LOCK: &str = "version = 4\n[[package]]\nname = \"p\"\nversion = \"1.0.0\"\ndependencies = [\"serde\"]\n\
    [[package]]\nname = \"serde\"\nversion = \"1.0.200\"\n\
    source = \"registry+https://github.com/rust-lang/crates.io-index\"\nchecksum = \"aa\"\n";

/// A package that cargo could have made, with files changed or added, and what is found in it.
fn found_with(project: &Project, changes: &[(&str, String)]) -> Vec<String> {
    let commit = git(&project.root().join("repo"), &["rev-parse", "HEAD"]);
    let info = format!("{{\"git\": {{\"sha1\": \"{commit}\"}}, \"path_in_vcs\": \"\"}}");
    let mut files: Vec<(&str, String)> = vec![
        (".cargo_vcs_info.json", info),
        ("Cargo.lock", LOCK.to_owned()),
        ("Cargo.toml", REWRITTEN.to_owned()),
        ("Cargo.toml.orig", MANIFEST.to_owned()),
        ("src/main.rs", "fn main() {}\n".to_owned()),
        ("tests/fixture.rs", "fn main() { evil() }\n".to_owned()),
    ];
    files.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    files.extend(changes.iter().cloned());
    let members: Vec<Member> =
        files.iter().map(|(name, body)| plain(&format!("p-1.0.0/{name}"), body.as_bytes())).collect();
    project.write("p.crate", archive(&members));
    let (report, _) = project.report(&["p.crate"]);
    let list: &Vec<Value> = report["findings"].as_array().expect("is a list");
    let note = |finding: &Value| finding["note"].as_str().unwrap_or_default().to_owned();
    findings(&report)
        .into_iter()
        .zip(list)
        .map(|(found, finding)| format!("{found}: {}", note(finding)))
        .collect()
}

/// A repository with one package.
fn plain_package() -> Option<Project> {
    let project = Project::new()?;
    let repo = project.root().join("repo");
    for name in ["README", "configure.ac", "run.sh", "src/main.c", "link"] {
        fs::remove_file(repo.join(name)).expect("is there");
    }
    file(&repo, "Cargo.toml", MANIFEST.as_bytes(), 0o644);
    file(&repo, "Cargo.lock", LOCK.as_bytes(), 0o644);
    file(&repo, "src/main.rs", b"fn main() {}\n", 0o644);
    file(&repo, "tests/fixture.rs", b"fn main() { evil() }\n", 0o644);
    project.commit("v2.0");
    Some(project)
}

// T325, T332
#[test]
fn a_lock_that_is_not_the_commits_is_found() {
    let Some(project) = plain_package() else { return };
    assert_eq!(found_with(&project, &[]), [""; 0]);
    let evil =
        "\n[[package]]\nname = \"evil\"\nversion = \"6.6.6\"\nsource = \"git+https://evil.example/x#0\"\n";
    for (lock, expected) in [
        (LOCK.replace("1.0.200", "1.0.201"), "serde 1.0.201"),
        (LOCK.replace("\"aa\"", "\"bb\""), "checksum bb"),
        (LOCK.replace("crates.io-index", "evil-index"), "evil-index"),
        (format!("{LOCK}{evil}"), "evil 6.6.6"),
        ("[[package]]".to_owned(), "cargo does not write such a lock"),
        (String::new(), "`p 1.0.0` itself is not in it"),
        ("version = 4\n".to_owned(), "`p 1.0.0` itself is not in it"),
        (LOCK.split("[[package]]").take(2).collect::<Vec<_>>().join("[[package]]"), "is not one package"),
        (LOCK.replace("dependencies = [\"serde\"]\n", ""), "does not lock `serde`"),
        (
            "version = 4\n[[package]]\nname = \"p\"\nversion = \"1.0.0\"\n".to_owned(),
            "does not lock `serde`, which the package depends on",
        ),
        (LOCK.replace("version = 4", "version = 3"), "its format is 3, and 4 in the commit"),
        (
            format!(
                "{LOCK}[metadata]\n\"checksum serde 1.0.200 (registry+https://github.com/rust-lang/\
                 crates.io-index)\" = \"bb\"\n"
            ),
            "has two checksums",
        ),
        (String::new() + "version = 4\n[patch]\n", "`patch` is no key"),
    ] {
        let found = found_with(&project, &[("Cargo.lock", lock.clone())]);
        assert!(
            found.len() == 1 && found[0].contains("changed Cargo.lock") && found[0].contains(expected),
            "{lock}: {found:?}"
        );
    }
    // A lock where the commit has none.
    fs::remove_file(project.root().join("repo/Cargo.lock")).expect("is there");
    project.commit("v3.0");
    let found = found_with(&project, &[]);
    assert_eq!(found, ["added Cargo.lock: the commit has no `Cargo.lock` that it could be compared with"]);
    for lock in ["", "version = 4\n", "version = 4\n[[package]]\nname = \"p\"\nversion = \"1.0.0\"\n"] {
        let found = found_with(&project, &[("Cargo.lock", lock.to_owned())]);
        assert_eq!(found.len(), 1, "{lock}: {found:?}");
    }
}

// T321, T336
#[test]
fn a_rewritten_manifest_with_anything_new_is_found() {
    let Some(project) = plain_package() else { return };
    for (from, to, expected) in [
        (
            "src/main.rs",
            "tests/fixture.rs",
            "`bin.p.path` is \"tests/fixture.rs\", and it asks for \"src/main.rs\"",
        ),
        ("[dependencies.serde]", "[lib]\npath = \"tests/fixture.rs\"\n[dependencies.serde]", "`lib"),
        (
            "[dependencies.serde]",
            "[patch.crates-io.serde]\ngit = \"https://e\"\n[dependencies.serde]",
            "`patch.crates-io.serde.git`",
        ),
        (
            "[dependencies.serde]",
            "[replace]\n\"serde:1.0.0\" = { git = \"https://e\" }\n[dependencies.serde]",
            "`replace.",
        ),
        (
            "[dependencies.serde]",
            "[profile.release]\noverflow-checks = false\n[dependencies.serde]",
            "`profile.release.overflow-checks` is false",
        ),
        (
            "[dependencies.serde]",
            "[features]\ndefault = [\"danger\"]\ndanger = []\n[dependencies.serde]",
            "`features.d",
        ),
        (
            "version = \"1\"",
            "version = \"=1.0.1\"",
            "`dependencies.serde.version` is \"=1.0.1\", and it asks for \"1\"",
        ),
        ("version = \"1\"", "version = \"1\"\npackage = \"evil\"", "`dependencies.serde.package`"),
        (
            "version = \"1\"",
            "version = \"1\"\nregistry-index = \"https://e\"",
            "`dependencies.serde.registry-index`",
        ),
        ("version = \"1\"", "version = \"1\"\npath = \"tests\"", "`dependencies.serde.path`"),
        ("build = false", "build = \"tests/fixture.rs\"", "`package.build`"),
        ("build = false", "links = \"z\"", "`package.links`"),
        ("edition = \"2021\"", "edition = \"2018\"", "`package."),
        (
            "[dependencies.serde]",
            "[patch.crates-io]\n[dependencies.serde]",
            "`patch` is { crates-io = {  } }",
        ),
        ("[dependencies.serde]", "[workspace]\n[dependencies.serde]", "`workspace` is {  }"),
        ("[dependencies.serde]", "[features]\nevil = []\n[dependencies.serde]", "`features.evil` is []"),
        ("[package]", "[package", "it is no manifest"),
    ] {
        assert!(REWRITTEN.contains(from), "{from}");
        let found = found_with(&project, &[("Cargo.toml", REWRITTEN.replacen(from, to, 1))]);
        assert!(
            found.len() == 1 && found[0].contains("changed Cargo.toml") && found[0].contains(expected),
            "{to}: {found:?}"
        );
    }
    // The original that it was made of is the commit's, or both are findings.
    let found = found_with(&project, &[("Cargo.toml.orig", MANIFEST.replace("'1'", "'2'"))]);
    assert_eq!(found.len(), 2, "{found:?}");
    // A file that cargo does not copy, although another package of the repository has it.
    file(&project.root().join("repo"), "build.rs", b"fn main() {}\n", 0o644);
    file(&project.root().join("repo"), "sub/Cargo.toml", MANIFEST.as_bytes(), 0o644);
    project.commit("v4.0");
    let commit = git(&project.root().join("repo"), &["rev-parse", "HEAD"]);
    let info = format!("{{\"git\": {{\"sha1\": \"{commit}\"}}, \"path_in_vcs\": \"sub\"}}");
    let files = [(".cargo_vcs_info.json", &*info), ("Cargo.toml", MANIFEST), ("build.rs", "fn main() {}\n")];
    let all: Vec<_> =
        files.iter().map(|(name, body)| plain(&format!("p-1.0.0/{name}"), body.as_bytes())).collect();
    project.write("p.crate", archive(&all));
    assert_eq!(findings(&project.report(&["p.crate"]).0), ["added build.rs"]);
}
