//! Packages of npm and its like.

use std::fs;

use super::{Member, Project, archive, explained, findings, plain};
use crate::support::{file, git};

const MANIFEST: &str = "{\"name\": \"p\", \"version\": \"1.0.0\", \"bin\": {\"p\": \"./cli.js\"}, \
    \"scripts\": {\"test\": \"x\", \"prepare\": \"y\"}, \"packageManager\": \"pnpm@9\"}\n";

fn project() -> Option<Project> {
    let project = Project::new()?;
    let repo = project.root().join("repo");
    for name in ["README", "configure.ac", "run.sh", "src/main.c", "link"] {
        fs::remove_file(repo.join(name)).expect("is there");
    }
    file(&repo, "package.json", MANIFEST.as_bytes(), 0o644);
    file(&repo, "cli.js", b"cli\n", 0o644);
    file(&repo, "index.js", b"index\n", 0o644);
    file(&repo, "tool.js", b"tool\n", 0o755);
    project.commit("v2.0");
    Some(project)
}

fn package(manifest: &str, modes: [u32; 3]) -> Vec<Member> {
    let with =
        |mode, name: &str, body: &str| Member { mode, ..plain(&format!("package/{name}"), body.as_bytes()) };
    vec![
        plain("package/package.json", manifest.as_bytes()),
        with(modes[0], "cli.js", "cli\n"),
        with(modes[1], "index.js", "index\n"),
        with(modes[2], "tool.js", "tool\n"),
    ]
}

// T326
#[test]
fn programs_of_a_package_are_executable_and_nothing_else_becomes_so() {
    let Some(project) = project() else { return };
    for (modes, expected, found) in [
        ([0o644, 0o644, 0o755], &[][..], &[][..]),
        ([0o755, 0o644, 0o755], &["npm cli.js"], &[]),
        ([0o755, 0o644, 0o644], &["npm cli.js", "npm tool.js"], &[]),
        ([0o755, 0o755, 0o755], &["npm cli.js"], &["mode index.js"]),
    ] {
        project.write("p.tgz", archive(&package(MANIFEST, modes)));
        let (report, _) = project.report(&["p.tgz", "--rev", "v2.0"]);
        assert_eq!((explained(&report), findings(&report)), (own(expected), own(found)), "{modes:?}");
    }
    // Only a package of npm has npm's modes.
    let other = package(MANIFEST, [0o755, 0o644, 0o755]).into_iter();
    let other: Vec<_> = other
        .map(|member| Member { name: member.name().replace("package/", "p-1/").into(), ..member })
        .collect();
    project.write("p.tgz", archive(&other));
    assert_eq!(findings(&project.report(&["p.tgz", "--rev", "v2.0"]).0), ["mode cli.js"]);
}

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

// T326
#[test]
fn a_manifest_of_npm_is_the_commits_but_for_what_tools_write_or_leave_out() {
    let Some(project) = project() else { return };
    let commit = git(&project.root().join("repo"), &["rev-parse", "HEAD"]);
    let reformatted = MANIFEST.replace("{\"name\"", "{\n  \"name\"");
    for manifest in [
        reformatted.clone(),
        MANIFEST.replace("}\n", &format!(", \"gitHead\": \"{commit}\"}}")),
        MANIFEST.replace(", \"prepare\": \"y\"", ""),
        MANIFEST.replace(", \"packageManager\": \"pnpm@9\"", ""),
    ] {
        assert_ne!(manifest, MANIFEST);
        project.write("p.tgz", archive(&package(&manifest, [0o644, 0o644, 0o755])));
        let (report, code) = project.report(&["p.tgz", "--rev", "v2.0"]);
        assert_eq!((explained(&report), code), (own(&["npm package.json"]), 0), "{manifest}");
    }
    for (from, to, why) in [
        (
            "\"test\": \"x\"",
            "\"test\": \"x\", \"postinstall\": \"evil\"",
            "`scripts.postinstall` is \"evil\"",
        ),
        ("\"test\": \"x\"", "\"test\": \"evil\"", "`scripts.test`"),
        ("\"version\"", "\"dependencies\": {\"evil\": \"1\"}, \"version\"", "`dependencies.evil`"),
        ("./cli.js", "./index.js", "`bin.p`"),
        ("\"version\"", "\"name\": \"p\", \"version\"", "has a key twice"),
        ("\"version\"", "\"gitHead\": \"0123\", \"version\"", "`gitHead`"),
        ("\"prepare\": \"y\"", "\"prepare\": \"evil\"", "`scripts.prepare`"),
        ("\"test\": \"x\"", "\"test\": {}", "`scripts.test` is {}"),
        ("\"test\": \"x\", ", "", "`scripts.test` is missing"),
    ] {
        assert!(MANIFEST.contains(from), "{from}");
        project.write("p.tgz", archive(&package(&MANIFEST.replacen(from, to, 1), [0o644, 0o644, 0o755])));
        let (report, _) = project.report(&["p.tgz", "--rev", "v2.0"]);
        assert_eq!(findings(&report), ["changed package.json"], "{to}");
        let note = report["findings"][0]["note"].as_str().unwrap_or_default();
        assert!(note.contains(why), "{to}: {note}");
    }
}

/// `"exports": {}` closes a package, `"config": {}` and others take something back: an empty object is a value.
// T335
#[test]
fn an_object_without_keys_is_a_difference_on_either_side() {
    let Some(project) = project() else { return };
    let repo = project.root().join("repo");
    let keys = [
        "exports",
        "imports",
        "config",
        "engines",
        "dependencies",
        "overrides",
        "publishConfig",
        "browser",
        "x",
    ];
    let with =
        |key: &str, value: &str| MANIFEST.replace("\"version\"", &format!("\"{key}\": {value}, \"version\""));
    let values = ["{}", "{\"a\": {}}", "[]", "null", "\"\"", "false"];
    let mut count = 0;
    for (number, key) in keys.into_iter().enumerate() {
        for value in values {
            let other = with(key, value);
            // Added to what the commit has.
            project.write("p.tgz", archive(&package(&other, [0o644, 0o644, 0o755])));
            let (report, _) = project.report(&["p.tgz", "--rev", "main"]);
            assert_eq!(findings(&report), ["changed package.json"], "{key}: {value}");
            let note = report["findings"][0]["note"].as_str().unwrap_or_default();
            assert!(note.contains(&format!("`{key}")), "{note}");
            count += 1;
        }
        // Taken from it: the empty object, and the one inside.
        for value in &values[..2] {
            let committed = with(key, value);
            file(&repo, "package.json", committed.as_bytes(), 0o644);
            project.commit(&format!("v3.{number}.{}", value.len()));
            project.write("p.tgz", archive(&package(MANIFEST, [0o644, 0o644, 0o755])));
            assert_eq!(
                findings(&project.report(&["p.tgz", "--rev", "main"]).0),
                ["changed package.json"],
                "{key}"
            );
            project.write("p.tgz", archive(&package(&committed, [0o644, 0o644, 0o755])));
            assert_eq!(findings(&project.report(&["p.tgz", "--rev", "main"]).0), [""; 0], "{key}");
            count += 1;
        }
        file(&repo, "package.json", MANIFEST.as_bytes(), 0o644);
        project.commit(&format!("v4.{number}"));
    }
    assert_eq!(count, keys.len() * (values.len() + 2));
}

/// Whatever npm leaves out is explained, and what it would have packed is not.
// T338
#[test]
fn what_npm_leaves_out_is_explained_and_nothing_that_it_packs() {
    let Some(project) = project() else { return };
    let repo = project.root().join("repo");
    let files = [
        "A.md",
        "README",
        "LICENSE.txt",
        "bin.js",
        "docs/d.md",
        "idx.js",
        "lib/a.js",
        "lib/c.md",
        "lib/sub/b.js",
        "lib/sub/e.js",
        "lib/x.js",
        "test/t.js",
        "yarn.lock",
        "package-lock.json",
        ".npmrc",
    ];
    for name in files {
        file(&repo, name, b"x\n", 0o644);
    }
    file(&repo, "lib/sub/.npmignore", b"b.js\n", 0o644);
    let entry = "{\"name\": \"p\", \"version\": \"1.0.0\", \"bin\": \"bin.js\", \"main\": \"idx.js\"";
    let mut compared = 0;
    for (number, (keys, ignore)) in [
        (", \"files\": [\"lib\", \"!lib/x.js\", \"*.md\"]", "docs\n"),
        (", \"files\": [\"lib/**\", \"test/t.js\"]", ""),
        (", \"files\": []", ""),
        ("", ""),
        ("", "test/\n*.md\n!A.md\nbin.js\n"),
        ("", "/lib\nREADME\n"),
    ]
    .into_iter()
    .enumerate()
    {
        for name in [".gitignore", ".npmignore"] {
            let _ =
                fs::remove_file(repo.join(if name == ".gitignore" { ".npmignore" } else { ".gitignore" }));
            file(&repo, name, ignore.as_bytes(), 0o644);
            let manifest = format!("{entry}{keys}}}\n");
            file(&repo, "package.json", manifest.as_bytes(), 0o644);
            git(&repo, &["add", "-A", "-f"]);
            project.commit(&format!("v5.{number}{name}"));
            let Some(packed) = packed(&project) else { return };
            project.write("p.tgz", &packed);
            let (report, code) = project.report(&["p.tgz", "--rev", "main"]);
            assert_eq!((findings(&report), code), (Vec::new(), 0), "{keys} {name}: {ignore:?}");
            // Each file that npm packed, left out.
            let members = members(&packed);
            for gone in members.iter().filter(|member| !member.name().ends_with("package.json")) {
                let rest: Vec<_> =
                    members.iter().filter(|other| other.name() != gone.name()).cloned().collect();
                project.write("q.tgz", archive(&rest));
                let (report, _) = project.report(&["q.tgz", "--rev", "main"]);
                let expected = gone.name().replacen("package/", "missing ", 1);
                assert_eq!(findings(&report), [expected], "{keys} {name}: {ignore:?}");
                compared += 1;
            }
        }
    }
    assert!(compared > 50, "{compared}");
}

/// What the installed npm packs of the work tree; `None` where there is none.
fn packed(project: &Project) -> Option<Vec<u8>> {
    let mut npm = std::process::Command::new("npm");
    npm.args(["pack", "--offline", "--ignore-scripts", "--pack-destination", ".."]);
    let output =
        npm.current_dir(project.root().join("repo")).output().ok().filter(|out| out.status.success());
    if output.is_none() {
        crate::support::say("SKIPPED: npm does not run here");
    }
    output?;
    Some(fs::read(project.root().join("p-1.0.0.tgz")).expect("npm wrote it"))
}

fn members(packed: &[u8]) -> Vec<Member> {
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(packed));
    let members = archive.entries().expect("is an archive").map(|member| {
        let mut member = member.expect("is whole");
        let (name, mode) = (member.path().expect("has one").display().to_string(), member.header().mode());
        let mut body = Vec::new();
        std::io::Read::read_to_end(&mut member, &mut body).expect("is whole");
        Member { mode: mode.expect("is a number"), ..plain(&name, &body) }
    });
    members.collect()
}
