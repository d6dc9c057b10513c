//! The first differences between a plan and the plan that the manifest and the source give now.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic};
use crate::document::Document;
use crate::path::{Escaped, shown as shown_path};
use crate::plan::Plan;
use crate::text::Shortened;

/// Differences that are shown in full; further ones are counted.
const SHOWN: usize = 10;

/// Paths that are shown of entries that are only in one of the plans.
const MOST_PATHS: usize = 3;

/// How the plans differ.
enum PlanDifference {
    /// One value.
    Value {
        /// Its place: `archives[0]: level`, or an entry's path and a key.
        place: String,
        planned: Option<Value>,
        now: Option<Value>,
    },
    /// Paths that are in one of the plans only.
    Paths { change: &'static str, paths: Vec<String> },
}

impl fmt::Display for PlanDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { place, planned, now } => {
                let (planned, now) = (shown(planned.as_ref()), shown(now.as_ref()));
                write!(f, "`{place}`\n    planned  {planned}\n    now      {now}")
            }
            Self::Paths { change, paths } => {
                let paths: Vec<String> =
                    paths.iter().map(|path| format!("`{}`", Escaped(path.as_bytes()))).collect();
                write!(f, "{change}: {}", Shortened::inline(&paths, MOST_PATHS).ungrouped())
            }
        }
    }
}

/// Reports what differs.
pub fn diagnostic(path: &Path, planned: &Value, plan: &Plan) -> Diagnostic {
    let now = serde_json::to_value(Document::of(plan, None)).unwrap_or_default();
    let mut found = Vec::new();
    compare_documents(planned, &now, &mut found);
    let first: Vec<String> = found.iter().take(SHOWN).map(ToString::to_string).collect();
    let message = format!(
        "the manifest and the source do not give the plan `{}`:{}",
        shown_path(path),
        Shortened::counted_lines(&first, found.len()).ungrouped()
    );
    Diagnostic::error(Code::ContractBroken, message)
        .help("bring manifest and source back to what was planned, or plan and review anew: `pkgr plan -o plan.json`")
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None => "nothing".to_owned(),
        Some(value) => Escaped(value.to_string().as_bytes()).to_string(),
    }
}

/// All keys but the entries one by one, then the entries by their paths. Digests of the whole
/// follow from the rest and say nothing new.
fn compare_documents(planned_document: &Value, now_document: &Value, found: &mut Vec<PlanDifference>) {
    let empty = serde_json::Map::new();
    let keys = |value: &'_ Value| -> Vec<String> {
        let keys = value.as_object().unwrap_or(&empty).keys().cloned();
        keys.filter(|key| !matches!(&**key, "entries" | "sha256" | "content-sha256" | "swhid")).collect()
    };
    let mut all = keys(planned_document);
    all.extend(keys(now_document));
    all.sort();
    all.dedup();
    for key in all {
        compare(&key, planned_document.get(&key), now_document.get(&key), found);
    }
    let (planned, now) = (by_path(planned_document), by_path(now_document));
    let one_sided = |own: &BTreeMap<String, &Value>, other: &BTreeMap<String, &Value>| -> Vec<String> {
        own.keys().filter(|path| !other.contains_key(*path)).cloned().collect()
    };
    let (gone, new) = (one_sided(&planned, &now), one_sided(&now, &planned));
    for (change, paths) in [("planned, but not selected now", gone), ("selected now, but not planned", new)] {
        found.extend((!paths.is_empty()).then_some(PlanDifference::Paths { change, paths }));
    }
    for (path, entry) in planned {
        if let Some(now) = now.get(&path) {
            compare(&path, Some(entry), Some(now), found);
        }
    }
    // Digests follow from the rest, so they are named only if nothing else explains the difference.
    if found.is_empty() {
        derived(planned_document, now_document, found);
    }
}

/// Where nothing else differs: digests of the whole, the order of the entries, or how the text is
/// laid out.
fn derived(planned: &Value, now: &Value, found: &mut Vec<PlanDifference>) {
    for key in ["content-sha256", "swhid"] {
        compare(key, planned.get(key), now.get(key), found);
    }
    if found.is_empty() {
        let is_same = planned.get("entries") == now.get("entries");
        let place = if is_same { "the layout of the document" } else { "entries: their order" };
        found.push(PlanDifference::Value { place: place.to_owned(), planned: None, now: None });
    }
}

fn by_path(document: &Value) -> BTreeMap<String, &Value> {
    let entries = document.get("entries").and_then(Value::as_array).into_iter().flatten();
    entries
        .filter_map(|entry| {
            // The hex form comes first, because two paths that are not UTF-8 can look the same when
            // escaped.
            let name = entry.get("path-hex").or_else(|| entry.get("path"))?.as_str()?;
            Some((name.to_owned(), entry))
        })
        .collect()
}

/// Descends into objects and lists that both sides have, so that the reported difference is the smallest one.
fn compare(place: &str, planned: Option<&Value>, now: Option<&Value>, found: &mut Vec<PlanDifference>) {
    if planned == now {
        return;
    }
    match (planned, now) {
        (Some(Value::Object(planned)), Some(Value::Object(now))) => {
            let mut keys: Vec<&String> = planned.keys().chain(now.keys()).collect();
            keys.sort();
            keys.dedup();
            for key in keys {
                compare(&format!("{place}: {key}"), planned.get(key), now.get(key), found);
            }
        }
        (Some(Value::Array(planned)), Some(Value::Array(now))) => {
            for index in 0..planned.len().max(now.len()) {
                compare(&format!("{place}[{index}]"), planned.get(index), now.get(index), found);
            }
        }
        _ => found.push(PlanDifference::Value {
            place: place.to_owned(),
            planned: planned.cloned(),
            now: now.cloned(),
        }),
    }
}
