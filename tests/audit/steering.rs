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

/// Paths that a review of the list found missing, of any ecosystem.
const MORE: &str = "
    Config.PL lib/x.PL hints/linux.pl META.yml META.json META6.json alienfile Build.rakumod po/Rules-quot
    po/insert-header.sin x.sed gen.awk Makeconfig Makerules Make.config make.conf make/x.gmk Android.bp
    buildfile build/root.build src/PACKAGE platformio.ini library.json sdkconfig.defaults
    sdkconfig.defaults.esp32 west.yml x.qsf x.cbp x.jucer .pylintrc pylintrc mypy.ini .flake8 site.cfg
    distutils.cfg pydistutils.cfg Modules/Setup Modules/Setup.local .sbtrc nbproject/build-impl.xml .project
    .externalToolBuilders/x.launch Emakefile .formatter.exs .iex.exs test/x_test.exs relx.config .luacheckrc
    .busted pkg/pkg.ml config/discover.ml .ocamlinit fpmake.pp x.lpi gatsby-node.js gatsby-config.js
    config-overrides.js .eleventy.js .huskyrc .huskyrc.js .commitlintrc .commitlintrc.cjs .markdownlint.cjs
    .size-limit.js .umirc.ts .npmignore .taprc .xrc.js .yrc.cjs .zrc.mjs .arc.ts next.config.js a.config.cjs
    b.config.mjs c.config.ts Plugins/x.uplugin x.uproject Source/x.Build.cs fastlane/x/y.rb Gymfile
    Berksfile Puppetfile Buildfile .rubocop.yml .simplecov phpstan.neon phpstan.neon.dist phpcs.xml
    phpcs.xml.dist grumphp.yml castor.php deploy.php tauri.conf.json Trunk.toml Dioxus.toml diesel.toml
    rustfmt.toml .tekton/push.yaml action.yml action.yaml cdk.json wrangler.toml serverless.yml
    serverless.yaml ansible.cfg buf.gen.yaml wails.json .air.toml .release-it.json Snakefile nextflow.config
    .bash_profile .bashrc .profile .zshenv .zprofile .zshrc .cshrc .kshrc _vimrc .vimspector.json
    x.sublime-build .run/x.run.xml AGENTS.md CLAUDE.md GEMINI.md .claude/settings.json .gemini/x
    .codex/config.toml .cursor/rules/x .aider.conf.yml .kiro/hooks/x .windsurf/x .continue/x autorun.inf
    x.desktop x.service x.url x.jnlp x.msi x.scr x.com x.vbe x.jse x.vbs x.hta x.lnk";

/// Each of them, at the top and below a directory, has a reason, so that a pattern for many files never covers it.
// T334
#[test]
fn what_tools_read_or_run_by_its_name_is_never_covered_by_a_glob() {
    let Some(project) = Project::new() else { return };
    let paths: Vec<&str> = MORE.split_ascii_whitespace().collect();
    assert!(paths.len() > 140, "{}", paths.len());
    let places = paths.iter().flat_map(|path| [(*path).to_owned(), format!("sub/{path}")]);
    let added: Vec<_> = places.map(|path| plain(&format!("hello-1.0/{path}"), b"x\n")).collect();
    let ordinary =
        ["doc/guide", "src/x.c", "src/profile.rs", "po/de.po", "lib/package.rs", "doc/agents.rst", "x.json"];
    let ordinary: Vec<_> = ordinary.iter().map(|path| plain(&format!("hello-1.0/{path}"), b"x\n")).collect();
    project.write(
        "release.toml",
        "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { git = '.', rev = 'v1.0' }\n\
         files = { include = ['**'] }\naudit = { allow = ['**'] }\n[[archive]]\nfile = 'a.tar'\n",
    );
    let all = [members(), added.clone(), ordinary].concat();
    let (report, _) = project.audit(&all, &["-m", "release.toml"]);
    let mut expected: Vec<String> =
        added.iter().map(|member| member.name().replacen("hello-1.0/", "added ", 1)).collect();
    let mut found = findings(&report);
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    assert_eq!(report["explained"].as_array().map(Vec::len), Some(7));
}
