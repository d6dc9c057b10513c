//! Files that can steer a build are never among the harmless ones, and come first.

use super::{Project, findings, members, plain};

// T323
#[test]
fn files_of_every_ecosystem_that_can_steer_a_build_say_how() {
    let Some(project) = Project::new() else { return };
    let names = [
        ".cargo/config",
        ".cargo/config.toml",
        ".envrc",
        ".githooks/pre-commit",
        ".husky/pre-commit",
        ".mvn/jvm.config",
        ".npmrc",
        ".pnp.cjs",
        ".vscode/tasks.json",
        "CMakePresets.json",
        "Directory.Build.targets",
        "Doxyfile",
        "GNUmakefile",
        "Kbuild",
        "Kconfig",
        "Package.swift",
        "Setup.hs",
        "build.zig.zon",
        "composer.json",
        "conanfile.py",
        "debian/rules",
        "deps/build.jl",
        "flake.lock",
        "go.work",
        "gradle/wrapper/gradle-wrapper.jar",
        "justfile",
        "lib/x.pth",
        "mix.exs",
        "nuget.config",
        "project/plugins.sbt",
        "src/Makevars",
        "subprojects/zlib.wrap",
        "vcpkg.json",
        "vendor/modules.txt",
        "x-1.rockspec",
    ];
    let added = names.map(|name| plain(&format!("hello-1.0/{name}"), b"x\n"));
    let script = plain("hello-1.0/tools/gen", b"#!/usr/bin/env python3\n");
    let harmless = plain("hello-1.0/NEWS", b"news\n");
    let all = [members(), added.to_vec(), vec![script, harmless]].concat();
    let (report, _) = project.audit(&all, &[]);
    let list = report["findings"].as_array().expect("is a list");
    let without: Vec<_> = list.iter().filter(|finding| finding["steers"].is_null()).collect();
    assert_eq!(without.len(), 1, "{without:?}");
    assert_eq!(without[0]["path"], "NEWS");
    assert_eq!(list.last().map(|finding| &finding["path"]), Some(&"NEWS".into()), "the harmless one is last");
    assert_eq!(report["unexplained"]["steers"], names.len() + 1);
}

/// A release that leaves out a directory of tests and adds one macro is not "40 files only in the tree".
// T324
#[test]
fn what_is_left_out_never_outweighs_what_was_added() {
    let Some(project) = Project::new() else { return };
    let repo = project.root().join("repo");
    for number in 0..40 {
        crate::support::file(&repo, format!("tests/{number}"), b"x", 0o644);
    }
    project.commit("v1.1");
    let mut all = members();
    all.push(plain("hello-1.0/m4/x.m4", b"evil\n"));
    project.write("a.tar", super::archive(&all));
    let (report, code) = project.report(&["a.tar", "--rev", "v1.1"]);
    assert_eq!(code, 1);
    assert_eq!(findings(&report)[0], "added m4/x.m4");
    let expected = serde_json::json!({
        "origin": 0, "duplicate": 0, "steers": 1, "changed": 0, "added": 0, "missing": 40
    });
    assert_eq!(report["unexplained"], expected);
    let headline =
        "1 difference is not explained: 1 can steer a build; 40 files of the commit are left out besides";
    for format in ["text", "html"] {
        let shown =
            crate::support::text(&project.run(&["a.tar", "--rev", "v1.1", "--format", format]).stdout);
        assert!(shown.contains(headline), "{shown}");
        let at = |part: &str| shown.find(part).unwrap_or_else(|| panic!("`{part}` is not in\n{shown}"));
        assert!(at("only in the archive, and can steer a build") < at("tests/17"), "{shown}");
    }
    // Nothing but what is left out.
    project.write("a.tar", super::archive(&members()));
    let shown = crate::support::text(&project.run(&["a.tar", "--rev", "v1.1"]).stdout);
    let headline = "differs: nothing is added or changed; 40 files of the commit are left out, and nothing explains it\n";
    assert!(shown.starts_with(headline), "{shown}");
}
