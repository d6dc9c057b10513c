//! `order`, and the entries that have a place of their own in it.

use std::collections::BTreeMap;

use super::context::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::raw::{self, BeforeTable};
use crate::manifest::spanned::Span;
use crate::manifest::words::Shown;
use crate::manifest::{PlacedPins, Spanned};
use crate::path::{Before, EntryPath, Order, PinFault, Pins};

pub(super) fn order(word: raw::Order) -> Order {
    match word {
        raw::Order::GnuName => Order::GnuName,
        raw::Order::Bytes => Order::Bytes,
        raw::Order::Git => Order::Git,
        raw::Order::Npm => Order::Npm,
        raw::Order::FilesFirst => Order::FilesFirst,
        raw::Order::GnuNameNoCase => Order::GnuNameNoCase,
        raw::Order::BreadthFirst => Order::BreadthFirst,
        raw::Order::Table => Order::Table,
    }
}

/// Every place that a path was written at.
type PinPlaces = BTreeMap<EntryPath, Vec<Span>>;

pub(super) fn pins(
    check: &mut Check<'_>,
    first: Option<Vec<Spanned<String>>>,
    last: Option<Vec<Spanned<String>>>,
    before: Option<Spanned<BeforeTable>>,
) -> Option<PlacedPins> {
    let mut places = PinPlaces::new();
    let first = paths(check, "first", &first.unwrap_or_default(), &mut places);
    let last = paths(check, "last", &last.unwrap_or_default(), &mut places);
    let pairs = before.map_or_else(Vec::new, |before| before.into_inner().0);
    let mut found = Vec::new();
    let mut anchors = PinPlaces::new();
    for pair in pairs {
        let at = path(check, "before", &pair.path, &mut places);
        let anchor = path(check, "before", &pair.anchor, &mut anchors);
        found.push(at.zip(anchor).map(|(path, anchor)| Before { path, anchor }));
    }
    let before = found.into_iter().collect::<Option<Vec<_>>>();
    let pins = Pins { first: first?, last: last?, before: before? };
    // Only once all paths were read, so that each is reported.
    if let Err(fault) = pins.check() {
        check.push(misplaced(&fault, &places, &anchors));
        return None;
    }
    let places = anchors.into_iter().chain(places);
    let places = places.filter_map(|(path, spans)| Some((path, spans.into_iter().next()?))).collect();
    Some(PlacedPins { pins, places })
}

fn paths(
    check: &mut Check<'_>,
    key: &str,
    list: &[Spanned<String>],
    places: &mut PinPlaces,
) -> Option<Vec<EntryPath>> {
    let paths: Vec<_> = list.iter().map(|text| path(check, key, text, places)).collect();
    paths.into_iter().collect()
}

fn path(
    check: &mut Check<'_>,
    key: &str,
    text: &Spanned<String>,
    places: &mut PinPlaces,
) -> Option<EntryPath> {
    let parsed = match text.get_ref().as_str() {
        "." => Ok(EntryPath::top()),
        text => EntryPath::parse(text),
    };
    match parsed {
        Ok(path) => {
            places.entry(path.clone()).or_default().push(text.span());
            Some(path)
        }
        Err(fault) => {
            let message = format!("the path `{}` of `{key}` {fault}", Shown(text.get_ref()));
            let problem = Diagnostic::error(Code::ManifestName, message)
                .label(text.span(), fault.to_string())
                .help("write the path of an entry below the prefix, or `.` for the prefix itself");
            check.push(problem);
            None
        }
    }
}

fn misplaced(fault: &PinFault, places: &PinPlaces, anchors: &PinPlaces) -> Diagnostic {
    let path = fault.path();
    let (what, help, spans) = match fault {
        PinFault::Twice(_) | PinFault::Absent(_) => (
            "has two places in the order".to_owned(),
            "keep one of them; `first`, `last` and the keys of `before` name each path once",
            places,
        ),
        PinFault::SharedAnchor(_) => (
            "has two paths that are to stand directly before it".to_owned(),
            "let one of the two stand before the other, such as `before = { a = \"b\", b = \"c\" }`",
            anchors,
        ),
        PinFault::Circle(_) => (
            "is to stand before itself".to_owned(),
            "remove one of the pairs of `before` that lead back to it",
            places,
        ),
    };
    let problem = Diagnostic::error(Code::ManifestConflict, format!("`{}` {what}", path.with_dot()));
    let spans = spans.get(path).into_iter().flatten();
    spans.rev().fold(problem, |problem, span| problem.label(span.clone(), "one place")).help(help)
}
