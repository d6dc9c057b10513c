//! Matches a path with many globs at once.
//!
//! Globs are grouped by the literal directories that they begin with, and a path is compared only with the
//! globs of its own directories. Release manifests list thousands of literal paths and few real patterns.

use std::collections::BTreeMap;

use globset::{Candidate, Glob, GlobBuilder, GlobSet};

use crate::path::EntryPath;

/// Compiled globs, numbered in the order of the list.
#[derive(Clone, Debug, Default)]
pub(super) struct Matcher(BTreeMap<Vec<u8>, GlobGroup>);

/// Globs that begin with the same literal directories.
#[derive(Clone, Debug, Default)]
struct GlobGroup {
    /// Indices of globs that consist only of these directories.
    plain: Vec<usize>,
    automata: Vec<Automaton>,
}

/// A group before it is compiled.
#[derive(Default)]
struct GroupDraft {
    /// Numbers of globs that are the directories and nothing more.
    plain: Vec<usize>,
    /// The rest of each other glob, with its number.
    globs: Vec<(usize, Glob)>,
}

#[derive(Clone, Debug)]
struct Automaton {
    /// The index of each glob of the set.
    numbers: Vec<usize>,
    set: GlobSet,
}

impl Matcher {
    /// Compiles globs that are split into parts; each has at least one part.
    pub fn new<'a>(globs: impl IntoIterator<Item = &'a [Box<str>]>) -> Self {
        let mut groups: BTreeMap<Vec<u8>, GroupDraft> = BTreeMap::new();
        for (number, parts) in globs.into_iter().enumerate() {
            // The literal beginning is the key of the group, so the automaton sees only what is
            // behind it.
            let plain: Vec<String> = parts.iter().map_while(|part| plain(part)).collect();
            let group = groups.entry(plain.join("/").into_bytes()).or_default();
            match &parts[plain.len()..] {
                [] => group.plain.push(number),
                parts => group.globs.push((number, compile(&parts.join("/")))),
            }
        }
        Self(groups.into_iter().map(|(directories, draft)| (directories, GlobGroup::new(draft))).collect())
    }

    /// The indices of all globs that match, ascending.
    pub fn matches(&self, path: &EntryPath) -> Vec<usize> {
        let mut all = Vec::new();
        for (group, rest) in self.groups(path.as_bytes()) {
            match rest {
                Some(rest) => group.automata.iter().for_each(|automaton| automaton.collect(rest, &mut all)),
                None => all.extend(&group.plain),
            }
        }
        all.sort_unstable();
        all
    }

    /// Whether any glob matches.
    pub fn is_match(&self, path: &EntryPath) -> bool {
        self.groups(path.as_bytes()).any(|(group, rest)| match rest {
            Some(rest) => {
                let rest = Candidate::from_bytes(rest);
                group.automata.iter().any(|automaton| automaton.set.is_match_candidate(&rest))
            }
            None => !group.plain.is_empty(),
        })
    }

    /// The groups that a path is in, each with the rest of the path; `None` for the path itself.
    fn groups<'a>(&'a self, path: &'a [u8]) -> impl Iterator<Item = (&'a GlobGroup, Option<&'a [u8]>)> {
        // One look-up for each directory above the path, whatever the number of patterns.
        let slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
        let above = slashes.map(move |(at, _)| (&path[..at], Some(&path[at + 1..])));
        [(&path[..0], Some(path)), (path, None)]
            .into_iter()
            .chain(above)
            .filter_map(|(directories, rest)| Some((self.0.get(directories)?, rest)))
    }
}

impl GlobGroup {
    fn new(draft: GroupDraft) -> Self {
        let (numbers, globs): (Vec<usize>, Vec<Glob>) = draft.globs.into_iter().unzip();
        let mut automata = Vec::new();
        if !globs.is_empty() {
            join(&numbers, &globs, &mut automata);
        }
        Self { plain: draft.plain, automata }
    }
}

impl Automaton {
    fn collect(&self, rest: &[u8], all: &mut Vec<usize>) {
        let matches = self.set.matches_candidate(&Candidate::from_bytes(rest));
        all.extend(matches.into_iter().map(|number| self.numbers[number]));
    }
}

/// Compiles all globs into one automaton. If that is too large, compiles each half on its own.
fn join(numbers: &[usize], globs: &[Glob], automata: &mut Vec<Automaton>) {
    match GlobSet::new(globs) {
        Ok(set) => automata.push(Automaton { numbers: numbers.to_vec(), set }),
        Err(error) => {
            assert!(globs.len() > 1, "a checked pattern compiles alone: {error}");
            let half = globs.len() / 2;
            join(&numbers[..half], &globs[..half], automata);
            join(&numbers[half..], &globs[half..], automata);
        }
    }
}

fn compile(glob: &str) -> Glob {
    GlobBuilder::new(glob)
        // So that `*` and `?` stay within one part.
        .literal_separator(true)
        .backslash_escape(true)
        .empty_alternates(true)
        .build()
        .expect("the parser accepts only what the matcher can read")
}

/// The only name that a part matches; `None` if it can match several.
fn plain(part: &str) -> Option<String> {
    let mut name = String::new();
    let mut characters = part.chars();
    while let Some(character) = characters.next() {
        match character {
            '*' | '?' | '[' | '{' => return None,
            '\\' => name.extend(characters.next()),
            _ => name.push(character),
        }
    }
    Some(name)
}
