//! The shape of the code: short functions, short files, parameters with names, type names that occur once, and
//! comments that say why.
//!
//! `tests/house/exceptions.txt` lists what is not so yet, exactly; the list only shrinks.
#![allow(clippy::disallowed_methods, reason = "a test reads the crate's own sources")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use syn::visit::{self, Visit};

use crate::layers::graph::Modules;
use crate::layers::{code, compiled, source};

/// Lines that a function may have, from `fn` to its last brace.
const LONGEST_FUNCTION: usize = 50;

/// Lines that nine of ten functions may have.
const P90: usize = 20;

/// Lines that half of the functions may have.
const MEDIAN: usize = 8;

/// Lines that a file may have without its tests.
const LONGEST_FILE: usize = 350;

/// Of a thousand lines, how many have to be comments about the code. Those that document an item do not count:
/// they say what it is, and not why it is done this way.
const LEAST_COMMENTS: usize = 20;

/// Lines that `src/cli.rs` and the files below `src/cli` may have together: the command line turns arguments into
/// calls of `src/ops` and results into reports, and everything else has a place below it.
const LARGEST_CLI: usize = 1_000;

/// What one file defines.
#[derive(Default)]
struct Shape {
    /// Name and lines of each function.
    functions: Vec<(String, usize)>,
    /// Functions with a parameter that is taken apart as a tuple.
    tuples: Vec<String>,
    types: BTreeSet<String>,
}

impl Shape {
    fn parse(text: &str) -> Self {
        let mut shape = Self { functions: functions(text), ..Self::default() };
        shape.visit_file(&code::parse(text));
        shape
    }

    fn function(&mut self, signature: &syn::Signature) {
        if signature.inputs.iter().any(is_tuple) {
            self.tuples.push(signature.ident.to_string());
        }
    }
}

/// Names and lines of the functions of a file, tests aside. rustfmt puts the last brace of a function below its
/// first word, unless the whole function is one line.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().take(lines_of_code(text)).collect();
    let starts =
        lines.iter().enumerate().filter_map(|(start, line)| Some((start, indent(line), name(line)?)));
    let length = |start: usize, indent: usize| {
        if lines[start].ends_with('}') {
            return Some(1);
        }
        let end = lines[start..]
            .iter()
            .position(|line| self::indent(line) == indent && line.ends_with(['}', ';']))?;
        lines[start + end].ends_with('}').then_some(end + 1)
    };
    starts.filter_map(|(start, indent, name)| Some((name, length(start, indent)?))).collect()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The name of the function that begins in a line.
fn name(line: &str) -> Option<String> {
    let words = ["pub", "pub(crate)", "pub(super)", "const"];
    let mut rest = line.trim_start();
    while let Some(next) = words.iter().find_map(|word| rest.strip_prefix(&format!("{word} "))) {
        rest = next;
    }
    let name = rest.strip_prefix("fn ")?.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
    Some(name.to_owned())
}

fn is_tuple(argument: &syn::FnArg) -> bool {
    let syn::FnArg::Typed(argument) = argument else { return false };
    let mut pattern = &*argument.pat;
    while let syn::Pat::Reference(syn::PatReference { pat, .. })
    | syn::Pat::Paren(syn::PatParen { pat, .. }) = pattern
    {
        pattern = pat;
    }
    matches!(pattern, syn::Pat::Tuple(_))
}

impl<'code> Visit<'code> for Shape {
    fn visit_item_fn(&mut self, item: &'code syn::ItemFn) {
        self.function(&item.sig);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'code syn::ImplItemFn) {
        self.function(&item.sig);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'code syn::TraitItemFn) {
        self.function(&item.sig);
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_item_struct(&mut self, item: &'code syn::ItemStruct) {
        self.types.insert(item.ident.to_string());
    }

    fn visit_item_enum(&mut self, item: &'code syn::ItemEnum) {
        self.types.insert(item.ident.to_string());
    }

    fn visit_item_trait(&mut self, item: &'code syn::ItemTrait) {
        self.types.insert(item.ident.to_string());
        visit::visit_item_trait(self, item);
    }

    fn visit_item_type(&mut self, item: &'code syn::ItemType) {
        self.types.insert(item.ident.to_string());
    }
}

/// All files that are compiled into the program, by their path below `src`.
fn shapes() -> BTreeMap<String, Shape> {
    let files = compiled(&Modules::read(&source())).into_iter();
    let shape = |path: &Path| {
        let text = std::fs::read_to_string(source().join(path)).expect("a source file is text");
        (path.to_string_lossy().into_owned(), Shape::parse(&text))
    };
    files.map(|path| shape(&path)).collect()
}

/// Compares what was found with the listed exceptions of one kind. Each has the words that the list has, and
/// words for the reader of a failure.
fn check(kind: &str, found: impl IntoIterator<Item = (String, String)>) {
    let found: BTreeMap<String, String> = found.into_iter().collect();
    let listed = include_str!("house/exceptions.txt").lines().filter_map(|line| line.split_once(": "));
    let listed: BTreeSet<&str> = listed.filter(|(own, _)| *own == kind).map(|(_, rest)| rest).collect();
    let new: Vec<_> = found.iter().filter(|(key, _)| !listed.contains(&***key)).collect();
    let gone: Vec<_> = listed.iter().filter(|key| !found.contains_key(**key)).collect();
    assert!(
        new.is_empty() && gone.is_empty(),
        "tests/house/exceptions.txt differs from src.\nNot listed as `{kind}`:\n{new:#?}\nListed and gone:\n{gone:#?}"
    );
}

#[test]
fn functions_are_short() {
    let shapes = shapes();
    let functions = || {
        shapes
            .iter()
            .flat_map(|(path, shape)| shape.functions.iter().map(move |(name, lines)| (path, name, *lines)))
    };
    let long = functions().filter(|(_, _, lines)| *lines > LONGEST_FUNCTION);
    check("function", long.map(|(path, name, lines)| (format!("{path} {name}"), format!("{lines} lines"))));
    let mut lengths: Vec<usize> = functions().map(|(_, _, lines)| lines).collect();
    lengths.sort_unstable();
    assert!(lengths.len() > 2_000, "the functions were not found: {}", lengths.len());
    let (median, p90) = (lengths[lengths.len() / 2], lengths[lengths.len() * 9 / 10]);
    assert!(median <= MEDIAN && p90 <= P90, "half of the functions have {median} lines, nine of ten {p90}");
}

#[test]
fn parameters_are_not_taken_apart_as_tuples() {
    let shapes = shapes();
    let tuples = shapes.iter().flat_map(|(path, shape)| shape.tuples.iter().map(move |name| (path, name)));
    check("tuple", tuples.map(|(path, name)| (format!("{path} {name}"), String::new())));
}

#[test]
fn names_of_types_occur_once() {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, shape) in shapes() {
        shape.types.into_iter().for_each(|name| files.entry(name).or_default().push(path.clone()));
    }
    assert!(files.len() > 500, "the types were not found: {}", files.len());
    let twice = files.into_iter().filter(|(_, paths)| paths.len() > 1);
    check("name", twice.map(|(name, paths)| (name, paths.join(", "))));
}

/// Lines without those of the modules that only tests compile; these stand at the end.
fn lines_of_code(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let tests = lines
        .windows(2)
        .position(|pair| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ") && pair[1].ends_with('{'));
    tests.unwrap_or(lines.len())
}

#[test]
fn files_are_short() {
    let lines = |path: &Path| {
        let text = std::fs::read_to_string(source().join(path)).expect("a source file is text");
        (path.to_string_lossy().into_owned(), lines_of_code(&text))
    };
    let files = compiled(&Modules::read(&source())).into_iter().map(|path| lines(&path));
    let long = files.filter(|(_, lines)| *lines > LONGEST_FILE);
    check("file", long.map(|(path, lines)| (path, format!("{lines} lines"))));
}

/// Comments in the lines of a file that are compiled without tests, and these lines.
fn comments(text: &str) -> (usize, usize) {
    let lines = text.lines().take(lines_of_code(text)).map(str::trim_start);
    lines.fold((0, 0), |(comments, lines), line| {
        let is_comment = line.starts_with("//") && !line.starts_with("///") && !line.starts_with("//!");
        (comments + usize::from(is_comment), lines + 1)
    })
}

/// What is wrong with a share of comments that is too small.
fn lack(comments: usize, lines: usize) -> Option<String> {
    let missing = (lines * LEAST_COMMENTS).div_ceil(1000).saturating_sub(comments);
    (missing > 0).then(|| {
        format!(
            "{comments} of {lines} lines of `src` say why, which is {} of a million, and {} have to: {missing} are missing",
            comments * 1_000_000 / lines,
            LEAST_COMMENTS * 1000
        )
    })
}

#[test]
fn comments_say_why() {
    let files = compiled(&Modules::read(&source())).into_iter();
    let texts =
        files.map(|path| std::fs::read_to_string(source().join(path)).expect("a source file is text"));
    let each = texts.map(|text| comments(&text));
    let (comments, lines) = each.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    assert!(lines > 10_000, "the code was not found: {lines} lines");
    assert_eq!(lack(comments, lines), None);
}

#[test]
fn the_command_line_is_thin() {
    let files = compiled(&Modules::read(&source())).into_iter();
    let files = files.filter(|path| path.starts_with("cli") || path == Path::new("cli.rs"));
    let lines = files.map(|path| {
        std::fs::read_to_string(source().join(path)).expect("a source file is text").lines().count()
    });
    let lines: Vec<usize> = lines.collect();
    assert!(lines.len() > 10, "the files were not found: {lines:?}");
    let sum: usize = lines.iter().sum();
    assert!(sum <= LARGEST_CLI, "src/cli has {sum} lines");
}

#[test]
fn what_is_out_of_shape_is_found() {
    let long = format!("fn long() {{\n{}}}\n", "    work();\n".repeat(60));
    let text = long
        + "struct A;\nenum B {}\ntrait C { fn given(&self, &(a, b): &(u8, u8)) {} }\ntype D = u8;\n\
           impl A {\n    fn of((a, b): (u8, u8)) {}\n    fn fine(a: (u8, u8), [b]: [u8; 1]) {}\n}\n\
           #[cfg(test)]\nmod tests {\n    struct Unseen;\n    fn unseen((a, b): (u8, u8)) {}\n}\n";
    let shape = Shape::parse(&text);
    assert_eq!(shape.functions[0], ("long".to_owned(), 62));
    assert_eq!(shape.tuples, ["given", "of"]);
    assert_eq!(shape.types.iter().collect::<Vec<_>>(), ["A", "B", "C", "D"]);
    assert_eq!(lines_of_code(&text), 70);
    let commented = "//! A.\n// B.\nfn a() {\n    // C.\n    b(); // D.\n}\n/// E.\n//\n\n\
                     #[cfg(test)]\nmod tests {\n    // F.\n}\n";
    assert_eq!(comments(commented), (3, 9));
    assert_eq!(lack(20, 1000), None);
    assert!(lack(20, 1001).is_some_and(|lack| lack.contains("20 of 1001 lines")));
}
