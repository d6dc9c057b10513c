//! Imports follow the table of layers in `src/lib.rs`: a module imports only from layers below
//! its own.
#![allow(clippy::disallowed_methods, reason = "a test reads the crate's own sources")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn sources() -> Vec<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = walkdir::WalkDir::new(source).sort_by_file_name().into_iter();
    let files = files.map(|entry| entry.expect("src can be walked").into_path());
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

/// The table of `src/lib.rs`: module to layer.
fn layers() -> BTreeMap<String, u32> {
    let text = std::fs::read_to_string("src/lib.rs").expect("src/lib.rs is there");
    let mut layers = BTreeMap::new();
    for row in text.lines().filter_map(|line| line.strip_prefix("//! | ")) {
        let mut cells = row.split('|');
        let Some(Ok(layer)) = cells.next().map(|cell| cell.trim().parse()) else { continue };
        for module in cells.next().unwrap_or_default().split('`').skip(1).step_by(2) {
            layers.insert(module.to_owned(), layer);
        }
    }
    layers
}

/// The top-level module that a file belongs to; `None` for `lib.rs` and `main.rs`.
fn module(path: &Path) -> Option<String> {
    let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("below src");
    let first = below.components().next().expect("a file name").as_os_str().to_string_lossy();
    let name = first.trim_end_matches(".rs").to_owned();
    (!matches!(&*name, "lib" | "main")).then_some(name)
}

/// The top-level modules that a text names after `crate::`, `crate::{` and its test part aside.
fn imports(text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut names = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let group = rest.strip_prefix('{').and_then(|rest| rest.split('}').next());
        let roots: Vec<&str> = group.map_or_else(|| vec![rest], |group| group.split(',').collect());
        for root in roots {
            let name: String = root.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            names.push(name);
        }
    }
    names
}

#[test]
fn modules_import_only_from_layers_below() {
    let layers = layers();
    assert!(layers.len() > 15, "the table of layers in src/lib.rs was not found: {layers:?}");
    let mut wrong = Vec::new();
    for path in sources() {
        let Some(own) = module(&path) else { continue };
        let layer = layers.get(&own).unwrap_or_else(|| panic!("`{own}` is in no layer of src/lib.rs"));
        let text = std::fs::read_to_string(&path).expect("a source file is text");
        for other in imports(&text) {
            let Some(below) = layers.get(&other) else { continue };
            let is_own = other == own;
            let is_ground = *layer == 0 && *below == 0;
            let is_sibling_word = *layer == 1 && *below == 1;
            if !(is_own || is_ground || is_sibling_word || below < layer) {
                wrong.push(format!("{}: `{own}` ({layer}) imports `{other}` ({below})", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports that point upward:\n{}", wrong.join("\n"));
}

#[test]
fn the_check_notices_an_import_that_points_upward() {
    assert_eq!(imports("use crate::cli::run;\nuse crate::{plan::Plan, time};"), ["cli", "plan", "time"]);
}

/// Nothing but a manifest's own step starts another program; `vary` starts pkgr itself again.
#[test]
fn programs_are_started_in_the_listed_places_only() {
    let allowed = ["source/generate/program.rs", "cli/vary/builder.rs", "cli/vary/child.rs"];
    let starting = sources().into_iter().filter(|path| {
        let text = std::fs::read_to_string(path).expect("a source file is text");
        text.split("#[cfg(test)]").next().unwrap_or_default().contains("Command::new(")
    });
    for path in starting {
        assert!(allowed.iter().any(|end| path.ends_with(end)), "{} starts a program", path.display());
    }
}

/// Only these may lift a ban of `clippy.toml`.
#[test]
fn bans_are_lifted_in_the_listed_places_only() {
    let allowed = [
        "artifact.rs",
        "checkout.rs",
        "cli.rs",
        "descendants.rs",
        "lint.rs",
        "program.rs",
        "release.rs",
        "temporary.rs",
    ];
    for path in sources() {
        let text = std::fs::read_to_string(&path).expect("a source file is text");
        let lifts = text.contains("allow(clippy::disallowed") || text.contains("expect(clippy::disallowed");
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        assert!(!lifts || allowed.contains(&&*name), "{} lifts a ban", path.display());
    }
}

/// Ways to something that is printed, and the only files that may go them: the sink, whose writers pass
/// the filter, and the progress bar, whose words are all its own.
const PRINTING: [(&str, &str); 12] = [
    ("stdout()", "cli/sink.rs"),
    ("stderr()", "cli/sink.rs"),
    ("artifact::save", "cli/sink.rs"),
    ("{save", "cli/sink.rs"),
    (".append(true)", "cli/sink.rs"),
    ("set_hook", "cli/sink.rs"),
    ("Backtrace", "cli/sink.rs"),
    ("indicatif", "cli/progress.rs"),
    ("rustix::stdio", "nowhere"),
    ("/dev/std", "nowhere"),
    ("/dev/tty", "nowhere"),
    ("/proc/self/fd", "nowhere"),
];

fn printing(path: &Path, text: &str) -> Vec<String> {
    let code: String = text.split("#[cfg(test)]").next().unwrap_or_default().split_whitespace().collect();
    let wrong = PRINTING.iter().filter(|(way, place)| code.contains(way) && !path.ends_with(place));
    wrong.map(|(way, place)| format!("{}: `{way}` belongs into {place}", path.display())).collect()
}

// T371
#[test]
fn everything_that_is_printed_passes_the_sink() {
    let mut wrong = Vec::new();
    for path in sources() {
        let text = std::fs::read_to_string(&path).expect("a source file is text");
        // Tests print nothing that others read.
        if path.file_name().is_none_or(|name| name != "tests.rs") {
            wrong.extend(printing(&path, &text));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // What is sought is there, so the check can fail.
    let sink = std::fs::read_to_string("src/cli/sink.rs").expect("is there");
    assert!(printing(Path::new("src/other.rs"), &sink).len() >= 6);
    let bar = std::fs::read_to_string("src/cli/progress.rs").expect("is there");
    assert_eq!(printing(Path::new("src/other.rs"), &bar).len(), 1);
    assert!(
        bar.split("set_message(")
            .skip(1)
            .all(|rest| rest.starts_with("name)") || rest.starts_with("match stage"))
    );
    assert!(bar.contains("name: &'static str"));
}
