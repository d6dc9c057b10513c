//! Files that can steer a build: what an attacker adds to an archive to be run, and nobody reviews.
//!
//! A name stands for what the tool that is named after it does; it says nothing about the content.

use crate::path::Escaped;

/// Names, and what happens to a file that is called so. `*` stands at the beginning or the end alone;
/// letter case plays no part, as some systems and some tools do not mind it.
const TABLE: &[(&[&str], &str)] = &[
    (
        &["configure", "configure.ac", "configure.in", "config.guess", "config.sub", "config.rpath"],
        "`configure`, or what it is made of and runs",
    ),
    (&["*.m4", "acinclude.m4", "aclocal.m4"], "macros that become part of `configure`"),
    (
        &[
            "ltmain.sh",
            "libtool",
            "install-sh",
            "missing",
            "depcomp",
            "compile",
            "ar-lib",
            "test-driver",
            "mkinstalldirs",
            "ylwrap",
            "py-compile",
            "mdate-sh",
            "move-if-change",
        ],
        "a helper that builds with autotools run",
    ),
    (&["autogen*", "bootstrap*", "buildconf*"], "makes the build's own files"),
    (
        &["makefile", "gnumakefile", "bsdmakefile", "makefile.*", "*.mk", "*.mak", "*.make", "*.am"],
        "rules of make",
    ),
    (&["*.in", "*.in.h", "*.pc"], "a template that a build fills in"),
    (&["cmakelists.txt", "cmakepresets.json", "*.cmake"], "read by CMake"),
    (&["meson.build", "meson.options", "meson_options.txt", "*.wrap"], "read by Meson"),
    (
        &["build", "build.bazel", "workspace", "workspace.bazel", "module.bazel", "*.bzl", ".bazelrc"],
        "read by Bazel",
    ),
    (&["*.ninja", "*.gn", "*.gni", "*.gyp", "*.gypi", "*.pro", "*.pri", "*.qbs"], "read by a build tool"),
    (
        &[
            "sconstruct",
            "sconscript",
            "wscript",
            "waf",
            "xmake.lua",
            "premake*.lua",
            "justfile",
            "taskfile.yml",
        ],
        "read by a build tool",
    ),
    (
        &["build.rs", "cargo.toml", "cargo.lock", "rust-toolchain", "rust-toolchain.toml"],
        "read or run by cargo",
    ),
    (
        &["setup.py", "setup.cfg", "pyproject.toml", "manifest.in", "requirements*.txt"],
        "read or run when a Python package is built",
    ),
    (
        &["conftest.py", "noxfile.py", "tox.ini", "sitecustomize.py", "usercustomize.py", "*.pth"],
        "run by Python beside what was asked for",
    ),
    (
        &[
            "package.json",
            "package-lock.json",
            "npm-shrinkwrap.json",
            "yarn.lock",
            "pnpm-lock.yaml",
            ".npmrc",
            ".yarnrc",
            ".yarnrc.yml",
            "binding.gyp",
        ],
        "read or run by npm and its like",
    ),
    (
        &["gulpfile.*", "gruntfile.*", "webpack.config.*", "rollup.config.*", "vite.config.*"],
        "run by a build of JavaScript",
    ),
    (
        &[
            "pom.xml",
            "build.xml",
            "build.sbt",
            "build.gradle*",
            "settings.gradle*",
            "gradlew",
            "mvnw",
            "*.gradle",
            "*.gradle.kts",
        ],
        "read or run by a build of Java",
    ),
    (&["go.mod", "go.sum", "magefile.go"], "read by Go"),
    (&["rakefile", "gemfile", "gemfile.lock", "extconf.rb", "*.gemspec"], "read or run by Ruby"),
    (&["makefile.pl", "build.pl"], "run when a Perl module is built"),
    (
        &[
            "*.cabal",
            "setup.hs",
            "stack.yaml",
            "mix.exs",
            "rebar.config",
            "dune",
            "dune-project",
            "*.opam",
            "build.zig",
            "package.swift",
            "*.podspec",
        ],
        "read or run by a build",
    ),
    (&["*.sln", "*.vcxproj", "*.csproj", "*.props", "*.targets"], "read by MSBuild"),
    (
        &["dockerfile*", "containerfile*", "*.nix", "*.spec", "pkgbuild", "rules"],
        "read by a packager's build",
    ),
    (&["*.sh", "*.bash", "*.bat", "*.cmd", "*.ps1"], "a script"),
    (&[".gitattributes", ".gitmodules"], "read by git"),
];

/// How a file of this path can steer a build; `None` where its name says nothing of that.
#[must_use]
pub fn steers(path: &[u8], is_executable: bool) -> Option<&'static str> {
    let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
    let name = Escaped(name).to_string().to_ascii_lowercase();
    let row = TABLE.iter().find(|(patterns, _)| patterns.iter().any(|pattern| is_match(pattern, &name)));
    row.map(|(_, why)| *why).or(is_executable.then_some("its mode says that it is a program"))
}

fn is_match(pattern: &str, name: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.split_once('*')) {
        (Some(end), _) => name.len() > end.len() && name.ends_with(end),
        (None, Some((start, end))) => {
            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        }
        (None, None) => name == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_build_is_known_by_its_name_or_its_mode() {
        for path in [
            "configure",
            "m4/build-to-host.m4",
            "src/Makefile.in",
            "GNUmakefile",
            "cmake/FindX.cmake",
            "CMakeLists.txt",
            "meson.build",
            "build.rs",
            "setup.py",
            "pyproject.toml",
            "package.json",
            "binding.gyp",
            "tests/run.sh",
            "libx.pc.in",
            "ltmain.sh",
            "config.guess",
            "aclocal.m4",
            "premake5.lua",
            "MAKEFILE",
            "debian/rules",
        ] {
            assert!(steers(path.as_bytes(), false).is_some(), "{path}");
        }
        for path in ["main.c", "README", "configure.html", "m4", ".m4", "in", "x.info", "tests/data.bin"] {
            assert_eq!(steers(path.as_bytes(), false), None, "{path}");
        }
        assert!(steers(b"tool", true).is_some());
    }
}
