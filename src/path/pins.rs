//! Entries that stand where a manifest says, whatever the order of the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::EntryPath;

/// Paths with a place of their own in an order. [`EntryPath::top`] stands for the top directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pins {
    /// These stand first, in this order.
    pub first: Vec<EntryPath>,
    /// These stand last, in this order.
    pub last: Vec<EntryPath>,
    /// Each stands directly before another path.
    pub before: Vec<Before>,
}

/// A path that stands directly before another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// The path.
    pub path: EntryPath,
    /// The one after it.
    pub anchor: EntryPath,
}

/// Why paths cannot stand where they are to stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PinFault {
    /// It has two places.
    Twice(EntryPath),
    /// Two paths are to stand directly before this one.
    SharedAnchor(EntryPath),
    /// It is to stand before itself, if need be by way of others.
    Circle(EntryPath),
    /// There is no such entry.
    Absent(EntryPath),
}

impl PinFault {
    /// The path at fault.
    #[must_use]
    pub fn path(&self) -> &EntryPath {
        match self {
            Self::Twice(path) | Self::SharedAnchor(path) | Self::Circle(path) | Self::Absent(path) => path,
        }
    }
}

impl Pins {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.first.is_empty() && self.last.is_empty() && self.before.is_empty()
    }

    /// Checks all that does not depend on entries.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(&self) -> Result<(), PinFault> {
        let mut placed = BTreeSet::new();
        let before = self.before.iter().map(|before| &before.path);
        if let Some(path) =
            self.first.iter().chain(&self.last).chain(before).find(|path| !placed.insert(*path))
        {
            return Err(PinFault::Twice(path.clone()));
        }
        let mut anchors = BTreeSet::new();
        if let Some(shared) = self.before.iter().find(|before| !anchors.insert(&before.anchor)) {
            return Err(PinFault::SharedAnchor(shared.anchor.clone()));
        }
        let chains = PinChains::new(&self.before);
        match self.before.iter().find(|before| chains.after(&before.path).any(|path| *path == before.path)) {
            Some(circle) => Err(PinFault::Circle(circle.path.clone())),
            None => Ok(()),
        }
    }

    /// Moves what has a place of its own; the rest stays in its order. `path` gives the path of an item below the top
    /// directory; no two items have the same. The pins were checked.
    ///
    /// # Errors
    /// A path that no item has.
    pub fn arrange<T>(&self, items: Vec<T>, path: impl Fn(&T) -> EntryPath) -> Result<Vec<T>, PinFault> {
        let before = self.before.iter().map(|before| &before.path);
        let moved: BTreeSet<&EntryPath> = self.first.iter().chain(&self.last).chain(before).collect();
        let (mut apart, mut rest) = (BTreeMap::new(), Vec::with_capacity(items.len()));
        for item in items {
            let path = path(&item);
            if moved.contains(&path) { drop(apart.insert(path, item)) } else { rest.push((path, item)) }
        }
        let mut take = |path: &EntryPath| {
            apart.remove(path).map(|item| (path.clone(), item)).ok_or_else(|| PinFault::Absent(path.clone()))
        };
        let first = self.first.iter().map(&mut take).collect::<Result<Vec<_>, _>>()?;
        let last = self.last.iter().map(&mut take).collect::<Result<Vec<_>, _>>()?;
        let mut all: Vec<(EntryPath, T)> = first.into_iter().chain(rest).chain(last).collect();
        let mut waiting: BTreeMap<&EntryPath, (EntryPath, T)> = BTreeMap::new();
        for before in &self.before {
            waiting.insert(&before.anchor, take(&before.path)?);
        }
        let mut arranged = Vec::with_capacity(all.len() + waiting.len());
        for (path, item) in all.drain(..) {
            // From the anchor backwards: each path can itself be the one that another stands before.
            let mut chain = vec![(path, item)];
            while let Some(ahead) = waiting.remove(&chain[chain.len() - 1].0) {
                chain.push(ahead);
            }
            arranged.extend(chain.into_iter().rev().map(|(_, item)| item));
        }
        match waiting.into_keys().next() {
            None => Ok(arranged),
            // The last path of the chain is the one that no entry has.
            Some(anchor) => {
                let end = PinChains::new(&self.before).after(anchor).last().unwrap_or(anchor);
                Err(PinFault::Absent(end.clone()))
            }
        }
    }
}

/// Paths that stand directly before others, which can themselves stand directly before others.
struct PinChains<'a>(BTreeMap<&'a EntryPath, &'a EntryPath>);

impl<'a> PinChains<'a> {
    /// No two pairs have the same path, and no two the same anchor.
    fn new(before: &'a [Before]) -> Self {
        Self(before.iter().map(|before| (&before.path, &before.anchor)).collect())
    }

    /// The paths after another one, in their order; in a circle it comes again, and again.
    fn after(&self, start: &'a EntryPath) -> impl Iterator<Item = &'a EntryPath> {
        let next = |path: &&'a EntryPath| self.0.get(path).copied();
        std::iter::successors(next(&start), next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> EntryPath {
        EntryPath::parse(text).expect("a test path is well formed")
    }

    fn paths(text: &str) -> Vec<EntryPath> {
        text.split_whitespace().map(path).collect()
    }

    fn before(pairs: &str) -> Vec<Before> {
        let pair = |pair: &str| {
            let (path, anchor) = pair.split_once('<').expect("a pair");
            Before { path: self::path(path), anchor: self::path(anchor) }
        };
        pairs.split_whitespace().map(pair).collect()
    }

    fn arranged(pins: &Pins) -> Result<String, PinFault> {
        pins.check()?;
        let found = pins.arrange(paths("a b c d e"), Clone::clone)?;
        Ok(found.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn paths_stand_first_last_and_directly_before_others() {
        let pins = Pins { first: paths("d b"), last: paths("a"), before: Vec::new() };
        assert_eq!(arranged(&pins), Ok("d b c e a".to_owned()));
        let pins = Pins { before: before("a<c e<a d<b"), ..Pins::default() };
        assert_eq!(arranged(&pins), Ok("d b e a c".to_owned()));
        let pins = Pins { last: paths("b"), before: before("a<b"), ..Pins::default() };
        assert_eq!(arranged(&pins), Ok("c d e a b".to_owned()));
        assert_eq!(arranged(&Pins::default()), Ok("a b c d e".to_owned()));
    }

    #[test]
    fn a_path_has_one_place_and_is_an_entry() {
        let fault = |pins: Pins| arranged(&pins).expect_err("must be rejected");
        let twice = Pins { first: paths("a"), last: paths("a"), ..Pins::default() };
        assert_eq!(fault(twice), PinFault::Twice(path("a")));
        let twice = Pins { first: paths("a"), before: before("a<b"), ..Pins::default() };
        assert_eq!(fault(twice), PinFault::Twice(path("a")));
        let shared = Pins { before: before("a<c b<c"), ..Pins::default() };
        assert_eq!(fault(shared), PinFault::SharedAnchor(path("c")));
        let circle = Pins { before: before("a<b b<a"), ..Pins::default() };
        assert_eq!(fault(circle), PinFault::Circle(path("a")));
        let tail = Pins { before: before("c<a a<b b<a"), ..Pins::default() };
        assert_eq!(fault(tail), PinFault::SharedAnchor(path("a")));
        let absent = Pins { first: paths("x"), ..Pins::default() };
        assert_eq!(fault(absent), PinFault::Absent(path("x")));
        let absent = Pins { before: before("a<b b<x"), ..Pins::default() };
        assert_eq!(fault(absent), PinFault::Absent(path("x")));
    }
}
