//! `docs/bad-inputs.md` says where each known bad input is tested. It is complete, and true.
#![allow(clippy::disallowed_methods, reason = "a test reads the project's own files")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Numbers = BTreeSet<String>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn ledger() -> String {
    fs::read_to_string(root().join("docs/bad-inputs.md")).expect("the ledger is there")
}

/// The numbers in a text: `T001`, or `t001` in a name.
fn numbers(text: &str) -> Numbers {
    let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    let is_number = |at: &usize| {
        matches!(bytes[*at], b't' | b'T')
            && bytes.get(at + 1..at + 4).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
            && !is_word(bytes.get(at + 4))
            && !is_word(at.checked_sub(1).and_then(|before| bytes.get(before)))
    };
    (0..bytes.len()).filter(is_number).map(|at| format!("T{}", &text[at + 1..at + 4])).collect()
}

/// The numbers of the list, from the line of the ledger that names them: `T001-T010, T020`.
fn listed(ledger: &str) -> Numbers {
    let line = ledger.lines().find_map(|line| line.strip_prefix("Numbers: ")).unwrap_or_default();
    let mut all = Numbers::new();
    for range in line.trim_end_matches('.').split(", ") {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let number = |text: &str| text.strip_prefix('T').and_then(|digits| digits.parse().ok());
        let (first, last): (Option<u32>, Option<u32>) = (number(first), number(last));
        all.extend(
            first.zip(last).into_iter().flat_map(|(first, last)| first..=last).map(|n| format!("T{n:03}")),
        );
    }
    all
}

struct Row {
    number: String,
    tested: Vec<String>,
    left_out: String,
}

/// `| T001 | what | places in backticks | what is left out |`
fn rows(ledger: &str) -> Vec<Row> {
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(" | ").map(|cell| cell.trim_matches(['|', ' '])).collect();
        let [number, _, tested, left_out] = cells[..] else { panic!("a row has four cells: {line}") };
        let tested = tested.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        Row { number: number.to_owned(), tested, left_out: left_out.to_owned() }
    };
    ledger.lines().filter(|line| line.starts_with("| T")).map(row).collect()
}

/// The numbers that a function of a source file bears, in its name or in the comment above it.
fn borne(source: &str, function: &str) -> Option<Numbers> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let head = format!("fn {function}(");
    let at =
        lines.iter().position(|line| line.starts_with(&head) || line.starts_with(&format!("pub {head}")))?;
    let is_above = |line: &&&str| line.starts_with("//") || line.starts_with('#');
    let above: Vec<&str> = lines[..at].iter().rev().take_while(is_above).copied().collect();
    let mut all = numbers(&above.join("\n"));
    all.extend(function.split('_').flat_map(numbers));
    Some(all)
}

/// What is wrong with a place that a row names: `tests/file.rs#function`, a file, or a directory of cases.
fn fault_of_place(number: &str, place: &str) -> Option<String> {
    let (file, function) =
        place.split_once('#').map_or((place, None), |(file, function)| (file, Some(function)));
    let path = root().join(file);
    let borne = match function {
        None if path.is_dir() => numbers(&file.replace('/', " ")),
        None => numbers(&fs::read_to_string(path).unwrap_or_default()),
        Some(function) => match borne(&fs::read_to_string(path).unwrap_or_default(), function) {
            None => return Some(format!("{number}: there is no `{place}`")),
            Some(numbers) => numbers,
        },
    };
    (!borne.contains(number))
        .then(|| format!("{number}: `{place}` does not bear the number, or is not there"))
}

/// Files and directories that may name numbers, with those they name.
fn mentions() -> BTreeMap<PathBuf, Numbers> {
    let mut all = BTreeMap::new();
    for top in ["src", "tests"] {
        for entry in walkdir::WalkDir::new(root().join(top)) {
            let path = entry.expect("can be walked").into_path();
            let is_text = path.extension().is_some_and(|end| end == "rs" || end == "md");
            let is_own = path.ends_with("bad-inputs.md") || path.ends_with("bad_inputs.rs");
            let name = path.file_name().expect("has a name").to_string_lossy().into_owned();
            let mut found = numbers(&name);
            if is_text && !is_own {
                found.extend(numbers(&fs::read_to_string(&path).expect("is text")));
            }
            all.insert(path, found);
        }
    }
    all
}

/// Everything that is wrong with a ledger.
fn faults(ledger: &str) -> Vec<String> {
    let (listed, rows, mentions) = (listed(ledger), rows(ledger), mentions());
    let mut faults = Vec::new();
    let mut seen = Numbers::new();
    for row in &rows {
        if !seen.insert(row.number.clone()) {
            faults.push(format!("{}: it has two rows", row.number));
        }
        if !listed.contains(&row.number) {
            faults.push(format!("{}: it is not among the numbers of the list", row.number));
        }
        if row.tested.is_empty() && row.left_out.is_empty() {
            faults.push(format!("{}: neither a test nor a reason", row.number));
        }
        faults.extend(row.tested.iter().filter_map(|place| fault_of_place(&row.number, place)));
    }
    faults.extend(listed.difference(&seen).map(|number| format!("{number}: it has no row")));
    for (path, numbers) in &mentions {
        for number in numbers {
            let shown = path.strip_prefix(root()).expect("is below").display();
            match rows.iter().find(|row| row.number == *number) {
                None => faults.push(format!("{number}: `{shown}` names it, and the ledger has no row of it")),
                Some(row) if row.tested.is_empty() => {
                    faults.push(format!("{number}: `{shown}` names it, and its row has no test"));
                }
                Some(_) => {}
            }
        }
    }
    faults
}

#[test]
fn every_number_is_tested_where_the_ledger_says_or_left_out_for_a_reason() {
    let ledger = ledger();
    assert!(listed(&ledger).len() > 100, "the line that begins with `Numbers: ` is not understood");
    let faults = faults(&ledger);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The check finds what is wrong: each of these ledgers is wrong in one way.
#[test]
fn a_wrong_ledger_is_found_wrong() {
    let good = ledger();
    let row = good.lines().find(|line| line.starts_with("| T190 |")).expect("it has a row").to_owned() + "\n";
    let first = rows(&row)[0].tested.first().expect("it has a test").clone();
    let unmarked = "tests/bad_inputs.rs#a_wrong_ledger_is_found_wrong";
    let cases = [
        (good.replace(&row, ""), "T190: it has no row"),
        (good.replace(&row, ""), "names it, and the ledger has no row of it"),
        (good.replace(&row, &row.repeat(2)), "T190: it has two rows"),
        (good.replace("| T190 |", "| T199 |"), "T199: it is not among the numbers of the list"),
        (good.replace("| T190 |", "| T199 |"), "T190: it has no row"),
        (good.replace(&first, &format!("{first}_or_not")), "T190: there is no `"),
        (good.replace(&first, "tests/nowhere.rs#f"), "T190: there is no `tests/nowhere.rs#f`"),
        (good.replace(&first, "tests/nowhere"), "T190: `tests/nowhere` does not bear"),
        (
            good.replace(&first, unmarked),
            "T190: `tests/bad_inputs.rs#a_wrong_ledger_is_found_wrong` does not bear",
        ),
        (good.replace(&row, "| T190 | full disks | - | |\n"), "T190: neither a test nor a reason"),
        (good.replace(&row, "| T190 | full disks | - | no disk |\n"), "names it, and its row has no test"),
        (good.replace("Numbers: ", "Some: "), "T190: it is not among the numbers of the list"),
    ];
    for (wrong, reported) in cases {
        let faults = faults(&wrong);
        assert!(faults.iter().any(|fault| fault.contains(reported)), "`{reported}` is not in {faults:#?}");
    }
}

#[test]
fn numbers_are_found_in_comments_and_names_and_nowhere_else() {
    let all = |text: &str| numbers(text).into_iter().collect::<Vec<_>>();
    assert_eq!(all("// T001, T203: x"), ["T001", "T203"]);
    assert_eq!(all("t091-t092-hostile-names"), ["T091", "T092"]);
    assert_eq!(all("T1234 XT123 T12 t12x AT001 T001a"), [""; 0]);
    let source = "// T001\n/// and more\n#[test]\nfn one() {}\n\n// T002\n\nfn t003_two() {}\n";
    assert_eq!(borne(source, "one"), Some(Numbers::from(["T001".to_owned()])));
    assert_eq!(borne(source, "t003_two"), Some(Numbers::from(["T003".to_owned()])));
    assert_eq!(borne(source, "three"), None);
}
