//! Files that can steer a build: what an attacker adds to an archive to be run, and nobody reviews.
//!
//! A name stands for what the tool that reads it does with such a file; the content plays no part,
//! except for the `#!` of a script. The rules are data, by ecosystem.

mod languages;
mod native;
mod services;

use crate::path::Escaped;

/// Files that one kind of tool reads or runs.
struct Group {
    /// What happens to such a file, for reports.
    why: &'static str,
    /// Patterns between blanks, in lower case, because some systems and tools ignore letter case. A pattern
    /// is compared with the last parts of a path, as many as it has; `*` is any text within a part, and
    /// not empty at its start. A pattern that ends in `/**` covers everything below such a directory.
    patterns: &'static str,
    /// Paths as they occur, between blanks: at least one for each pattern.
    #[cfg_attr(not(test), allow(dead_code, reason = "examples document the patterns, and tests read them"))]
    examples: &'static str,
}

impl Group {
    fn patterns(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.patterns.split_ascii_whitespace()
    }

    #[cfg(test)]
    fn examples(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.examples.split_ascii_whitespace()
    }
}

/// The rules, the more telling reasons first.
fn groups() -> impl Iterator<Item = &'static Group> {
    native::GROUPS.iter().chain(languages::GROUPS).chain(services::GROUPS)
}

/// What makes a file a program whatever its name is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Runnable {
    /// Its mode allows its owner to execute it.
    pub is_executable: bool,
    /// It starts with `#!`.
    pub is_script: bool,
}

/// How a file of this path can steer a build; `None` if neither its name nor what it is suggests so.
#[must_use]
pub fn steers(path: &[u8], runnable: Runnable) -> Option<&'static str> {
    let path = Escaped(path).to_string().to_ascii_lowercase();
    let parts: Vec<&str> = path.split('/').collect();
    let is_covered = |group: &&Group| group.patterns().any(|pattern| covers(pattern, &parts));
    let named = groups().find(is_covered).map(|group| group.why);
    let by_mode = runnable.is_executable.then_some("its mode says that it is a program");
    named.or(by_mode).or(runnable.is_script.then_some("it starts with `#!`, as scripts do"))
}

fn covers(pattern: &str, parts: &[&str]) -> bool {
    if let Some(directories) = pattern.strip_suffix("/**") {
        let directories: Vec<&str> = directories.split('/').collect();
        // The last part is the file itself.
        let above = &parts[..parts.len().saturating_sub(1)];
        return above.windows(directories.len()).any(|window| are_matches(&directories, window));
    }
    let count = pattern.split('/').count();
    let Some(start) = parts.len().checked_sub(count) else { return false };
    pattern.split('/').zip(&parts[start..]).all(|(pattern, part)| is_match(pattern, part))
}

fn are_matches(patterns: &[&str], parts: &[&str]) -> bool {
    patterns.iter().zip(parts).all(|(pattern, part)| is_match(pattern, part))
}

/// Whether a pattern without slashes matches one part of a path.
fn is_match(pattern: &str, part: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == part };
    let Some(mut part) = part.strip_prefix(start) else { return false };
    if start.is_empty() {
        let mut letters = part.chars();
        let Some(_) = letters.next() else { return false };
        part = letters.as_str();
    }
    let (middle, end) = rest.rsplit_once('*').map_or(("", rest), |(middle, end)| (middle, end));
    // The leftmost place for each text leaves the most for those after it.
    for text in middle.split('*').filter(|text| !text.is_empty()) {
        let Some(at) = part.find(text) else { return false };
        part = &part[at + text.len()..];
    }
    part.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: Runnable = Runnable { is_executable: false, is_script: false };

    fn parts(path: &str) -> Vec<&str> {
        path.split('/').collect()
    }

    // T323
    #[test]
    fn every_pattern_has_an_example_and_every_example_a_pattern() {
        let mut count = 0;
        for group in groups() {
            assert!(!group.why.is_empty() && !group.why.ends_with('.'), "{}", group.why);
            for pattern in group.patterns() {
                assert_eq!(pattern, pattern.to_ascii_lowercase(), "patterns are in lower case");
                let has_example =
                    group.examples().any(|path| covers(pattern, &parts(&path.to_ascii_lowercase())));
                assert!(has_example, "`{pattern}` ({}) has no example", group.why);
                count += 1;
            }
            for path in group.examples() {
                let lower = path.to_ascii_lowercase();
                assert!(
                    group.patterns().any(|pattern| covers(pattern, &parts(&lower))),
                    "no pattern of its group ({}) covers `{path}`",
                    group.why
                );
                for place in [path.to_owned(), format!("some/where/{path}"), path.to_ascii_uppercase()] {
                    assert!(steers(place.as_bytes(), NOTHING).is_some(), "{place}");
                }
            }
        }
        assert!(count > 300, "{count} patterns");
    }

    /// A pattern that stands twice would hide a reason behind another.
    #[test]
    fn no_pattern_stands_twice() {
        let mut all: Vec<&str> = groups().flat_map(Group::patterns).collect();
        let count = all.len();
        all.sort_unstable();
        let twice: Vec<&str> = all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        all.dedup();
        assert_eq!(all.len(), count, "{twice:?}");
    }

    #[test]
    fn ordinary_files_do_not_steer_a_build() {
        for path in [
            "main.c",
            "README",
            "README.md",
            "configure.html",
            "m4",
            ".m4",
            "in",
            "x.info",
            "tests/data.bin",
            "src/lib.rs",
            "src/build/mod.rs",
            "docs/cargo.md",
            "include/x.h",
            "lib/foo.py",
            "src/index.js",
            "LICENSE",
            "src/Main.java",
            "data/table.csv",
            "img/logo.png",
            "po/de.po",
            "man/x.1",
            "NEWS",
            "lib/foo.rb",
            "pkg/x.go",
            "src/x.cs",
            "test/expected.txt",
            "data/values.yaml",
            "CHANGELOG",
            "src/husky/x.c",
            "vendor/zlib/zlib.h",
            "x.patch",
            "web/style.css",
        ] {
            assert_eq!(steers(path.as_bytes(), NOTHING), None, "{path}");
        }
    }

    #[test]
    fn a_program_steers_by_its_mode_and_a_script_by_its_first_bytes() {
        assert!(steers(b"tool", Runnable { is_executable: true, is_script: false }).is_some());
        assert!(steers(b"tool", Runnable { is_executable: false, is_script: true }).is_some());
        assert_eq!(steers(b"tool", NOTHING), None);
    }

    #[test]
    fn a_pattern_is_compared_with_whole_parts() {
        for (pattern, path, expected) in [
            ("a.txt", "x/a.txt", true),
            ("a.txt", "xa.txt", false),
            ("d/a*", "d/ab", true),
            ("d/a*", "d/e/ab", false),
            ("d/**", "d", false),
            ("d/**", "x/d/e/f", true),
            ("d/**", "xd/f", false),
            ("*.x", ".x", false),
            ("*.x", "a.x", true),
            ("a*b*c", "a1b2c", true),
            ("a*b*c", "abc", true),
            ("a*b*c", "ac", false),
            ("a*a", "a", false),
            ("*a*b", "xab", true),
        ] {
            assert_eq!(covers(pattern, &parts(path)), expected, "{pattern} {path}");
        }
    }
}
