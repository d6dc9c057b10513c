//! What npm and its like do with every package: modes of their own, and few changes of `package.json`.
//!
//! Sources: the documentation of npm about `package.json` ("bin", "directories.bin") and of pnpm about `pack`.

mod left_out;
mod unique;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::bodies::PACKAGE_JSON;
use super::members::AuditMembers;
use super::{Class, Explanation, Finding, Subject, phrases};
use crate::diagnostic::Diagnostic;
use crate::source::TreeEntryKind;
use crate::source::git::CommitTree;
use left_out::NpmLeftOut;

/// The directory at the top of a package.
const TOP: &[u8] = b"package";

/// Scripts that run before a package is packed or published: pnpm leaves them out.
const LEFT_OUT_SCRIPTS: [&str; 7] =
    ["prepublish", "prepublishOnly", "prepack", "prepare", "postpack", "publish", "postpublish"];

/// Keys about the repository alone: pnpm leaves them out.
const LEFT_OUT: [&str; 2] = ["pnpm", "packageManager"];

/// Explains what tools of JavaScript do, in an archive whose top directory is `package`.
///
/// # Errors
/// Returns an error if an object of the repository is missing or damaged.
pub fn explain(
    subject: &Subject<'_>,
    members: &AuditMembers<'_>,
    prefix: Option<&[u8]>,
    findings: &mut [Finding],
) -> Result<(), Diagnostic> {
    let stored = subject.tree.find(PACKAGE_JSON).filter(|_| prefix == Some(TOP));
    // Only what npm could have packed: it names its top directory `package`, and always packs this
    // file.
    let Some(stored) = stored.filter(|_| members.contains(PACKAGE_JSON)) else { return Ok(()) };
    let Some(manifest) = unique::parse(&subject.tree.bytes(stored)?) else { return Ok(()) };
    let left_out = NpmLeftOut::new(subject.tree, &manifest)?;
    let package =
        NpmPackage { tree: subject.tree, members, programs: programs(&manifest), left_out, manifest };
    for finding in findings.iter_mut().filter(|finding| finding.explained.is_none()) {
        match package.explain(finding) {
            Ok(why) => finding.explained = why.map(Explanation::Npm),
            Err(note) => finding.note = Some(note),
        }
    }
    Ok(())
}

/// A package and the commit's manifest of it.
struct NpmPackage<'a> {
    tree: &'a CommitTree<'a>,
    members: &'a AuditMembers<'a>,
    manifest: Value,
    /// Files that npm makes executable; a directory ends in a slash.
    programs: BTreeSet<String>,
    left_out: NpmLeftOut,
}

impl NpmPackage<'_> {
    fn explain(&self, finding: &Finding) -> Result<Option<&'static str>, String> {
        match (finding.class, &*finding.path) {
            (Class::Changed, PACKAGE_JSON) => self.manifest().map(Some),
            (Class::Mode, path) => Ok(self.mode(path)),
            // npm packs programs whatever its lists say, so a missing one is never explained.
            (Class::Missing, path) if !self.is_program(path) => Ok(self.left_out.why(path)),
            _ => Ok(None),
        }
    }

    /// Programs are what the commit's manifest calls so; pnpm and yarn take the mode from all other files.
    fn mode(&self, path: &[u8]) -> Option<&'static str> {
        let was_executable = self.tree.find(path)?.kind == TreeEntryKind::Executable;
        match (self.is_program(path), was_executable) {
            (true, false) => Some("npm makes it executable: `bin` of the commit's `package.json` names it"),
            (false, true) => {
                Some("only what `bin` of the commit's `package.json` names is packed as executable")
            }
            _ => None,
        }
    }

    fn is_program(&self, path: &[u8]) -> bool {
        let Ok(path) = std::str::from_utf8(path) else { return false };
        let is_it = |program: &String| program == path || program.ends_with('/') && path.starts_with(program);
        self.programs.iter().any(is_it)
    }

    fn manifest(&self) -> Result<&'static str, String> {
        let bytes =
            self.members.kept(PACKAGE_JSON).ok_or("it is too large to be compared with the commit's")?;
        let mut found = unique::parse(bytes).ok_or("it is no JSON, or has a key twice")?;
        let mut expected = self.manifest.clone();
        // npm adds the commit. One that the commit itself has is compared like any other key.
        if expected.get("gitHead").is_none() {
            self.git_head(&mut found)?;
        }
        leave_out(&mut expected, &found);
        match difference("", Some(&expected), Some(&found)) {
            Some(why) => Err(format!("npm does not make it of the commit's `package.json`: {why}")),
            None => Ok("the commit's `package.json` as npm and its like write it"),
        }
    }

    /// The commit that some tools write down.
    fn git_head(&self, found: &mut Value) -> Result<(), String> {
        let head = found.as_object_mut().and_then(|found| found.remove("gitHead"));
        let commit = self.tree.revision.commit.id.to_string();
        match head {
            Some(head) if head != *commit => {
                Err(format!("`gitHead` is {}, and not the commit", shown(&head)))
            }
            _ => Ok(()),
        }
    }
}

/// Files that a manifest names in `bin` or `directories.bin`.
fn programs(manifest: &Value) -> BTreeSet<String> {
    let clean = |path: &str| path.trim_start_matches("./").to_owned();
    let mut programs = BTreeSet::new();
    match manifest.get("bin") {
        Some(Value::String(path)) => drop(programs.insert(clean(path))),
        Some(Value::Object(paths)) => programs.extend(paths.values().filter_map(Value::as_str).map(clean)),
        _ => {}
    }
    let directory = manifest.get("directories").and_then(|directories| directories.get("bin")?.as_str());
    // `bin` wins where there is both.
    let directory = directory.filter(|_| manifest.get("bin").is_none()).map(clean);
    let directory = directory.filter(|directory| !directory.trim_matches('/').is_empty());
    programs.extend(directory.map(|directory| format!("{}/", directory.trim_end_matches('/'))));
    programs
}

/// Removes what tools leave out, where the packed manifest has not got it.
fn leave_out(expected: &mut Value, found: &Value) {
    let Some(expected) = expected.as_object_mut() else { return };
    // Only some tools leave these out, so that either is right; a changed value is still found.
    expected.retain(|key, _| !LEFT_OUT.contains(&&**key) || found.get(key).is_some());
    let scripts = found.get("scripts");
    let Some(own) = expected.get_mut("scripts").and_then(Value::as_object_mut) else { return };
    own.retain(|name, _| {
        !LEFT_OUT_SCRIPTS.contains(&&**name) || scripts.is_some_and(|scripts| scripts.get(name).is_some())
    });
    // A tool that removes every script may remove the object with them.
    if own.is_empty() && scripts.is_none() {
        expected.remove("scripts");
    }
}

/// The first place where two values differ, in words; what was added comes first.
fn difference(key: &str, expected: Option<&Value>, found: Option<&Value>) -> Option<String> {
    let nothing = Map::new();
    let object = |value: Option<&'_ Value>| value.is_none_or(Value::is_object);
    let sides = (expected.is_some(), found.is_some());
    if object(expected) && object(found) && (sides.0 || sides.1) {
        let [own, other] =
            [expected, found].map(|value| value.and_then(Value::as_object).unwrap_or(&nothing));
        let mut names = other.keys().chain(own.keys().filter(|name| !other.contains_key(*name)));
        let below = |name: &str| if key.is_empty() { name.to_owned() } else { format!("{key}.{name}") };
        let inner = names.find_map(|name| difference(&below(name), own.get(name), other.get(name)));
        // Objects of the same keys are the same; an empty one on one side alone is a difference of its own.
        if inner.is_some() || sides.0 == sides.1 {
            return inner;
        }
    }
    let shown = |value: Option<&Value>| value.map_or_else(|| "missing".to_owned(), shown);
    (expected != found).then(|| {
        format!("`{}` is {}, and the commit has it {}", phrases::short(key), shown(found), shown(expected))
    })
}

fn shown(value: &Value) -> String {
    phrases::short(&value.to_string())
}
