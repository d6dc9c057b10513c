//! Files that can steer a build: what an attacker adds to an archive to be run, and nobody reviews.
//!
//! A name stands for what the tool that reads it does with such a file; the content plays no part,
//! except for the `#!` of a script. The rules are data, by ecosystem.

mod group;
mod languages;
mod native;
mod services;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::special::FirstBytes;
use group::Group;

/// The rules, those with the more specific reasons first.
fn groups() -> impl Iterator<Item = &'static Group> {
    native::GROUPS.iter().chain(languages::GROUPS).chain(services::GROUPS)
}

/// What makes a file a program, or a directory of others, whatever its name is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Runnable {
    /// Its mode allows its owner to execute it.
    pub is_executable: bool,
    /// What runs it, by its first bytes.
    pub content: FirstBytes,
    /// It is a symbolic link: what is in the directory that it leads to is also below the link.
    pub is_link: bool,
}

/// How a file of this path can steer a build; `None` if neither its name nor what it is suggests so.
#[must_use]
pub fn steers(path: &[u8], runnable: Runnable) -> Option<&'static str> {
    // Some file systems make no difference between the cases, and Windows splits names at
    // backslashes: there a file steers the build under any such name.
    let path = String::from_utf8_lossy(path).to_lowercase().replace('\\', "/");
    // Some systems drop blanks and dots at the end of a name.
    let parts: Vec<&str> = path.split('/').map(|part| part.trim_end_matches([' ', '.'])).collect();
    let by_mode = runnable.is_executable.then_some("its mode says that it is a program");
    let by_content = match runnable.content {
        FirstBytes::Script => Some("it starts with `#!`, as scripts do"),
        FirstBytes::Compiled => Some("it starts as compiled code does"),
        FirstBytes::Data => None,
    };
    // The name first: what runs the file says more than that it can be run.
    INDEX.find(&parts, runnable.is_link).or(by_mode).or(by_content)
}

static INDEX: LazyLock<Index> = LazyLock::new(Index::new);

/// The patterns by what decides quickest whether they match: an archive can have a million files.
#[derive(Default)]
struct Index {
    reasons: Vec<&'static str>,
    /// Patterns without `*`, with the numbers of their groups.
    whole: BTreeMap<&'static str, usize>,
    /// `*.end`, without the `*`.
    ends: BTreeMap<&'static str, usize>,
    /// `directory/**`, without the `/**`.
    directories: BTreeMap<&'static str, usize>,
    /// All others by their first byte, and those that begin with `*` at its place.
    others: BTreeMap<u8, Vec<Other>>,
}

/// A pattern that is compared part by part.
#[derive(Clone, Copy)]
struct Other {
    pattern: &'static str,
    group: usize,
}

impl Index {
    fn new() -> Self {
        let mut index = Self::default();
        for (number, group) in groups().enumerate() {
            index.reasons.push(group.why);
            group.patterns().for_each(|pattern| index.add(pattern, number));
        }
        index
    }

    fn add(&mut self, pattern: &'static str, group: usize) {
        let directory = pattern.strip_suffix("/**").filter(|directory| !directory.contains(['*', '/']));
        let end = pattern.strip_prefix('*').filter(|end| end.starts_with('.') && !end.contains(['*', '/']));
        if let Some(directory) = directory {
            // An earlier group keeps a pattern that two groups have, in the order in which groups
            // are listed.
            self.directories.entry(directory).or_insert(group);
        } else if let Some(end) = end {
            self.ends.entry(end).or_insert(group);
        } else if !pattern.contains('*') {
            self.whole.entry(pattern).or_insert(group);
        } else {
            // `/**` is compared with all parts, so that no first byte is right for it.
            let first = if pattern.ends_with("/**") { b'*' } else { pattern.as_bytes()[0] };
            self.others.entry(first).or_default().push(Other { pattern, group });
        }
    }

    /// The reason of the first group that covers a path.
    fn find(&self, parts: &[&str], is_link: bool) -> Option<&'static str> {
        let name = parts.last()?;
        // A link in the place of a directory brings all files of its target there, so its own name
        // counts too.
        let above = &parts[..parts.len() - usize::from(!is_link)];
        let whole = (1..=parts.len().min(MOST_PARTS)).map(|count| parts[parts.len() - count..].join("/"));
        let whole = whole.filter_map(|path| self.whole.get(&*path));
        // A name that only begins with a dot has no ending, so `.sh` alone is no script.
        let dots = name.bytes().enumerate().skip(1).filter(|(_, byte)| *byte == b'.');
        let ends = dots.filter_map(|(at, _)| self.ends.get(&name[at..]));
        let directories = above.iter().filter_map(|part| self.directories.get(part));
        // The first group wins whichever way it was found, so that the reason does not depend on
        // the index.
        let found = whole.chain(ends).chain(directories).copied().chain(self.others(parts)).min();
        found.map(|group| self.reasons[group])
    }

    fn others(&self, parts: &[&str]) -> impl Iterator<Item = usize> {
        let firsts = parts.iter().rev().take(MOST_PARTS).filter_map(|part| part.bytes().next());
        let mut firsts: Vec<u8> = firsts.filter(|first| *first != b'*').chain([b'*']).collect();
        // Two parts with one first byte would have the same patterns tried twice.
        firsts.sort_unstable();
        firsts.dedup();
        let others = firsts.into_iter().filter_map(|first| self.others.get(&first)).flatten();
        others.filter(|other| covers(other.pattern, parts)).map(|other| other.group)
    }
}

/// Parts of a pattern, at most; `/**` aside.
const MOST_PARTS: usize = 3;

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

    const NOTHING: Runnable = Runnable { is_executable: false, content: FirstBytes::Data, is_link: false };

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
                assert!(pattern.trim_end_matches("/**").split('/').count() <= MOST_PARTS, "{pattern}");
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
        assert!(steers(b"tool", Runnable { is_executable: true, ..NOTHING }).is_some());
        assert!(steers(b"tool", Runnable { content: FirstBytes::Script, ..NOTHING }).is_some());
        assert!(steers(b"tool", Runnable { content: FirstBytes::Compiled, ..NOTHING }).is_some());
        assert_eq!(steers(b"tool", NOTHING), None);
    }

    /// What a quick search finds is what comparing every pattern finds.
    #[test]
    fn the_index_gives_the_first_group_that_covers_a_path() {
        let examples = groups().flat_map(Group::examples).map(str::to_lowercase);
        for path in examples
            .flat_map(|path| [path.clone(), format!("a/.b/{path}"), format!("{path}/x"), format!("{path}x")])
        {
            let parts = parts(&path);
            let slow = groups().find(|group| group.patterns().any(|pattern| covers(pattern, &parts)));
            assert_eq!(INDEX.find(&parts, false), slow.map(|group| group.why), "{path}");
        }
    }

    #[test]
    fn a_name_that_some_systems_change_into_another_is_that_other() {
        for path in ["configure.", "Makefile ", "m4\\x.txt", ".cargo\\config", "SETUP.PY. ."] {
            assert!(steers(path.as_bytes(), NOTHING).is_some(), "{path}");
        }
    }

    #[test]
    fn a_link_can_stand_for_a_directory_of_such_files() {
        let link = Runnable { is_link: true, ..NOTHING };
        for path in [".cargo", "x/.husky", "debian", "m4"] {
            assert!(steers(path.as_bytes(), link).is_some(), "{path}");
            assert_eq!(steers(path.as_bytes(), NOTHING), None, "{path}");
        }
        assert_eq!(steers(b"current", link), None);
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
