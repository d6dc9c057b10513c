//! The modules of the crate, and which of them needs which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::Item;

use super::code::{self, Names};

/// The number of a module in [`Modules`].
type Id = usize;

/// A module of the crate. Those that only tests compile are left out.
struct Module {
    /// `container::zip::member`; empty for the crate.
    path: String,
    /// Relative to `src`.
    file: PathBuf,
    parent: Option<Id>,
    children: BTreeMap<String, Id>,
    items: BTreeSet<String>,
    names: Names,
    /// The modules that define what its code names.
    needs: BTreeSet<Id>,
}

/// What a path leads to.
#[derive(Clone, Copy)]
enum Found {
    Module(Id),
    /// Something that this module defines.
    ItemOf(Id),
}

impl Found {
    fn module(self) -> Id {
        match self {
            Self::Module(id) | Self::ItemOf(id) => id,
        }
    }
}

/// Re-exports of re-exports that are followed; globs of two modules may name each other.
const MOST_STEPS: u32 = 16;

pub struct Modules(Vec<Module>);

/// A file of the module `from` that names something of the module `to`, both at the top.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Crossing {
    pub file: PathBuf,
    pub from: String,
    pub to: String,
}

fn room(path: &str) -> &str {
    path.split("::").next().unwrap_or_default()
}

/// What each names something of.
pub type Edges = BTreeMap<String, BTreeSet<String>>;

impl Modules {
    /// The modules below `source/lib.rs`.
    pub fn read(source: &Path) -> Self {
        let mut modules = Self(Vec::new());
        modules.add_file(source, PathBuf::from("lib.rs"), String::new(), None);
        for id in 0..modules.0.len() {
            modules.0[id].needs = modules.needs(id);
        }
        modules
    }

    fn add_file(&mut self, source: &Path, file: PathBuf, path: String, parent: Option<Id>) -> Id {
        let text = fs::read_to_string(source.join(&file)).expect("a source file is text");
        let code = code::parse(&text);
        self.add(source, file, path, parent, &code.items)
    }

    fn add(&mut self, source: &Path, file: PathBuf, path: String, parent: Option<Id>, items: &[Item]) -> Id {
        let id = self.0.len();
        let names = code::names(items);
        let own = items.iter().filter_map(name).collect();
        self.0.push(Module {
            path: path.clone(),
            file: file.clone(),
            parent,
            children: BTreeMap::new(),
            items: own,
            names,
            needs: BTreeSet::new(),
        });
        for item in items {
            let Item::Mod(module) = item else { continue };
            let name = module.ident.to_string();
            let below = if path.is_empty() { name.clone() } else { format!("{path}::{name}") };
            let child = match &module.content {
                Some((_, items)) => self.add(source, file.clone(), below, Some(id), items),
                None => {
                    let at = PathBuf::from(below.replace("::", "/") + ".rs");
                    self.add_file(source, at, below, Some(id))
                }
            };
            self.0[id].children.insert(name, child);
        }
        id
    }

    fn resolve(&self, at: Id, path: &[String], steps: u32) -> Option<Found> {
        let (first, rest) = path.split_first()?;
        let start = match &**first {
            "crate" => Found::Module(0),
            "self" => Found::Module(at),
            "super" => Found::Module(self.0[at].parent?),
            name => self.named(at, name, steps)?,
        };
        rest.iter().try_fold(start, |found, segment| match found {
            Found::ItemOf(_) => Some(found),
            Found::Module(id) if segment == "super" => self.0[id].parent.map(Found::Module),
            // What a macro defines has no name here; it is of the module in which it is sought.
            Found::Module(id) => Some(self.named(id, segment, steps).unwrap_or(Found::ItemOf(id))),
        })
    }

    /// A name in the scope of a module.
    fn named(&self, at: Id, name: &str, steps: u32) -> Option<Found> {
        let module = &self.0[at];
        if let Some(&child) = module.children.get(name) {
            return Some(Found::Module(child));
        }
        if module.items.contains(name) {
            return Some(Found::ItemOf(at));
        }
        let steps = steps.checked_sub(1)?;
        let imports = || module.names.imports.iter();
        let by_name = imports().filter(|import| import.name.as_deref() == Some(name));
        // `use zip;` brings in another crate, and does not lead back here.
        let by_name = by_name
            .filter(|import| import.path != [name])
            .find_map(|import| self.resolve(at, &import.path, steps));
        by_name.or_else(|| {
            imports().filter(|import| import.name.is_none()).find_map(|import| {
                match self.resolve(at, &import.path, steps)? {
                    Found::Module(id) if id != at => self.named(id, name, steps),
                    _ => None,
                }
            })
        })
    }

    /// What the code of a module names, re-exports aside.
    fn needs(&self, id: Id) -> BTreeSet<Id> {
        let names = &self.0[id].names;
        let imports = names.imports.iter().filter(|import| !import.is_exported).map(|import| &import.path);
        let paths = names.paths.iter().chain(imports);
        paths.filter_map(|path| self.leads_to(id, path)).collect()
    }

    fn leads_to(&self, at: Id, path: &[String]) -> Option<Id> {
        let found = self.resolve(at, path, MOST_STEPS)?;
        // A module alone is no value and no type: a variable has its name.
        let is_variable = path.len() == 1 && matches!(found, Found::Module(_));
        (!is_variable).then(|| found.module())
    }

    fn edges(&self, label: impl Fn(&Module) -> String) -> Edges {
        let mut edges = Edges::new();
        for module in &self.0 {
            let from = label(module);
            let to = module.needs.iter().map(|&id| label(&self.0[id]));
            edges.entry(from.clone()).or_default().extend(to.filter(|to| *to != from));
        }
        edges
    }

    /// Which file needs which.
    pub fn files(&self) -> Edges {
        self.edges(|module| module.file.display().to_string())
    }

    /// Which module in `parent` needs which other one there, each with all that is in it.
    pub fn siblings(&self, parent: &str) -> Edges {
        let prefix = if parent.is_empty() { String::new() } else { format!("{parent}::") };
        let mut edges = self.edges(|module| {
            let below = module.path.strip_prefix(&prefix).unwrap_or_default();
            below.split("::").next().unwrap_or_default().to_owned()
        });
        edges.remove("");
        for to in edges.values_mut() {
            to.remove("");
        }
        edges
    }

    /// Every way from one top-level module into another: into those by which a path leads, and into the one
    /// that defines what it names.
    pub fn crossings(&self) -> BTreeSet<Crossing> {
        let mut all = BTreeSet::new();
        for (id, module) in self.0.iter().enumerate() {
            let from = room(&module.path);
            let imports = module.names.imports.iter().map(|import| &import.path);
            let paths = module.names.paths.iter().chain(imports);
            let places = paths.flat_map(|path| (1..=path.len()).map(|end| &path[..end]));
            let rooms = places.filter_map(|path| Some(room(&self.0[self.leads_to(id, path)?].path)));
            let others = rooms.filter(|to| ![from, ""].contains(to) && !from.is_empty());
            let crossing =
                |to: &str| Crossing { file: module.file.clone(), from: from.into(), to: to.into() };
            all.extend(others.map(crossing));
        }
        all
    }

    /// The modules that hold others.
    pub fn parents(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|module| !module.children.is_empty()).map(|module| &*module.path)
    }
}

/// The name of what an item defines.
fn name(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

/// Groups of two and more that need each other, on whatever ways.
pub fn circles(edges: &Edges) -> Vec<Vec<String>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        edges.keys().map(|from| (&**from, reach(edges, from))).collect();
    let is_mutual = |a: &str, b: &str| {
        let reaches = |a: &str, b: &str| reached.get(a).is_some_and(|all| all.contains(b));
        reaches(a, b) && reaches(b, a)
    };
    let group = |from: &str| -> Vec<String> {
        edges.keys().filter(|other| is_mutual(from, other)).cloned().collect()
    };
    let groups: BTreeSet<Vec<String>> =
        edges.keys().map(|from| group(from)).filter(|group| group.len() > 1).collect();
    groups.into_iter().collect()
}

fn reach<'a>(edges: &'a Edges, from: &str) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    let mut next: Vec<&str> = edges.get(from).into_iter().flatten().map(|to| &**to).collect();
    while let Some(at) = next.pop() {
        if seen.insert(at) {
            next.extend(edges.get(at).into_iter().flatten().map(|to| &**to));
        }
    }
    seen
}
