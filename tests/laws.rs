//! What holds for all inputs: laws of orders and patterns, and that no bytes make a parser panic.
#![allow(clippy::disallowed_methods, reason = "tests make trees, and start the program under test")]

use crate::support;

use std::cmp::Ordering;
use std::fs;
use std::process::Command;

use pkgr::artifact::Checksums;
use pkgr::diagnostic::SourceText;
use pkgr::digest::Digest;
use pkgr::document::contract::Contract;
use pkgr::glob::{Anchor, Pattern, PatternSet};
use pkgr::manifest::{self, Manifest};
use pkgr::mode::{Mode, ModePolicy, Node};
use pkgr::object_id::ObjectId;
use pkgr::path::{EntryPath, Escaped, Order};
use pkgr::plan::{Decision, Rules};
use pkgr::signature::{self, Signers};
use pkgr::time::Timestamp;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use support::{file, pkgr, stdout, temp_dir, text};

/// Those that are defined for all names; that of npm is in `tests/rebuild.rs`.
const ORDERS: [Order; 6] =
    [Order::GnuName, Order::Bytes, Order::Git, Order::FilesFirst, Order::GnuNameNoCase, Order::BreadthFirst];

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Bytes around the slash, and above ASCII.
fn name() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop::sample::select(&b" -.+0AaB_~\x7f\x80\xc3\xff"[..]);
    vec(byte, 1..4).prop_filter("`.` and `..` are no names", |name| !matches!(&name[..], b"." | b".."))
}

fn path() -> impl Strategy<Value = EntryPath> {
    vec(name(), 1..4).prop_map(|parts| EntryPath::parse(parts.join(&b'/')).expect("well formed"))
}

fn item() -> impl Strategy<Value = (EntryPath, bool)> {
    (path(), any::<bool>())
}

fn compare(order: Order, left: &(EntryPath, bool), right: &(EntryPath, bool)) -> Ordering {
    order.compare((&left.0, left.1), (&right.0, right.1))
}

/// What each order means, said another way.
fn reference(order: Order, left: &(EntryPath, bool), right: &(EntryPath, bool)) -> Ordering {
    let parts = |item: &(EntryPath, bool)| item.0.parts().map(<[u8]>::to_vec).collect::<Vec<_>>();
    let slashed = |item: &(EntryPath, bool)| [item.0.as_bytes(), if item.1 { b"/" } else { b"" }].concat();
    let kinds = |item: &(EntryPath, bool)| {
        let (all, last) = (parts(item), parts(item).len() - 1);
        all.into_iter()
            .enumerate()
            .map(|(at, part)| (u8::from(at < last || item.1), part))
            .collect::<Vec<_>>()
    };
    let lower = |item: &(EntryPath, bool)| {
        parts(item).iter().map(|part| part.to_ascii_lowercase()).collect::<Vec<_>>()
    };
    match order {
        Order::GnuName => parts(left).cmp(&parts(right)),
        Order::Bytes => left.0.as_bytes().cmp(right.0.as_bytes()),
        Order::Git => slashed(left).cmp(&slashed(right)),
        Order::FilesFirst => kinds(left).cmp(&kinds(right)),
        Order::GnuNameNoCase => (lower(left), &left.0).cmp(&(lower(right), &right.0)),
        Order::BreadthFirst => (parts(left).len(), parts(left)).cmp(&(parts(right).len(), parts(right))),
        Order::Npm | Order::Table => unreachable!("not among the orders of this test"),
    }
}

proptest! {
    #![proptest_config(cases(2000))]

    // T098
    #[test]
    fn an_order_is_total_and_what_its_name_says(a in item(), b in item(), c in item()) {
        for order in ORDERS {
            prop_assert_eq!(compare(order, &a, &b), compare(order, &b, &a).reverse());
            prop_assert_eq!(compare(order, &a, &a), Ordering::Equal);
            prop_assert_eq!(compare(order, &a, &b), reference(order, &a, &b), "{:?} of {} and {}", order, a.0, b.0);
            if compare(order, &a, &b).is_le() && compare(order, &b, &c).is_le() {
                prop_assert!(compare(order, &a, &c).is_le());
            }
        }
    }

    // T098
    #[test]
    fn a_directory_comes_before_what_is_in_it(parent in path(), child in name()) {
        let child = parent.join(&child).expect("well formed");
        for order in ORDERS {
            prop_assert_eq!(compare(order, &(parent.clone(), true), &(child.clone(), false)), Ordering::Less);
        }
    }
}

proptest! {
    #![proptest_config(cases(200))]

    // T098, T180: the order of a listing decides nothing.
    #[test]
    fn sorting_forgets_the_order_of_the_listing(paths in btree_set("[a-c.-]{1,2}(/[a-c.-]{1,2}){0,2}", 1..20), seed in any::<u64>()) {
        let items: Vec<_> = paths.iter().filter_map(|path| EntryPath::parse(&**path).ok()).map(|path| (path, false)).collect();
        let mut shuffled = items.clone();
        let mut state = seed | 1;
        for at in (1..shuffled.len()).rev() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            shuffled.swap(at, usize::try_from(state).unwrap_or(0) % (at + 1));
        }
        for order in ORDERS {
            let sorted = |mut items: Vec<(EntryPath, bool)>| {
                items.sort_by(|a, b| compare(order, a, b));
                items
            };
            prop_assert_eq!(sorted(items.clone()), sorted(shuffled.clone()));
        }
    }
}

// T098: the rule that users know.
#[test]
fn the_order_of_bytes_is_that_of_find_and_sort() {
    let root = temp_dir();
    for name in ["a/b", "a-b", "a.b", "a0", "a b", "A", "aB/x", "\u{e9}/x", "~", "_", "a/-", "Z/z", "z"] {
        file(&root.path().join("hello-1.0"), name, b"", 0o644);
    }
    let text_of = "schema = 1\npackage = { name = 'hello', version = '1.0' }\nsource = { directory = 'hello-1.0' }\n\
        files = { include = ['**'] }\nnormalize = { mtime = { set = 1 }, order = 'bytes' }\narchive = [{ file = 'a.tar' }]\n";
    fs::write(root.path().join("release.toml"), text_of).expect("can be written");
    let script = "find hello-1.0 | LC_ALL=C sort";
    let theirs =
        Command::new("sh").args(["-c", script]).current_dir(root.path()).output().expect("sh starts");
    let ours = text(&stdout(&pkgr(root.path(), &["plan", "--format", "list"])));
    let ours: String = ours.lines().map(|name| format!("{}\n", name.trim_end_matches('/'))).collect();
    assert_eq!(ours, text(&theirs.stdout));
}

/// A pattern that matches exactly these bytes, which are UTF-8.
fn literal(path: &str) -> String {
    pkgr::glob::escaped(path.as_bytes())
}

fn set(texts: &[&str], anchor: Anchor) -> Option<PatternSet> {
    texts.iter().map(|text| Pattern::parse(text, anchor).ok()).collect::<Option<_>>().map(PatternSet::new)
}

fn is_match(text: &str, anchor: Anchor, path: &EntryPath, is_directory: bool) -> bool {
    let names = set(&[text], anchor).unwrap_or_else(|| panic!("`{text}` is a pattern"));
    names.first_match(path, is_directory).is_some()
}

const PATH: &str = "[ab*?\\[\\]{},:!^-]{1,3}(/[ab*?\\[\\]{}\\\\é-]{1,3}){0,2}";
/// A pattern of the dialect; two stars side by side are none.
fn pattern() -> impl Strategy<Value = String> {
    "(\\*\\*/)?([ab]|\\*|\\?|\\[!?[ab]\\]|\\{a,b\\*\\}){1,3}(/([ab]|\\*|\\?){1,2}){0,1}"
        .prop_filter("no pattern", |text| Pattern::parse(text, Anchor::Top).is_ok())
}
proptest! {
    #![proptest_config(cases(1000))]

    // T071, T074
    #[test]
    fn a_literal_pattern_matches_itself_alone(path in PATH, other in PATH) {
        let (Ok(itself), Ok(other)) = (EntryPath::parse(&*path), EntryPath::parse(&*other)) else { return Ok(()) };
        prop_assert!(is_match(&literal(&path), Anchor::Top, &itself, false), "{}", literal(&path));
        prop_assert_eq!(is_match(&literal(&path), Anchor::Top, &other, false), itself == other);
    }

    #[test]
    fn laws_of_patterns(pattern in pattern(), path in "[ab]{1,3}(/[ab]{1,3}){0,3}", is_directory in any::<bool>()) {
        let path = EntryPath::parse(path).expect("well formed");
        let matches = |text: &str, anchor| is_match(text, anchor, &path, is_directory);
        let here = matches(&pattern, Anchor::Top);
        let anywhere = format!("**/{pattern}");
        prop_assert!(!here || matches(&anywhere, Anchor::Top), "`**/` matches no less");
        let slashed = format!("{pattern}/");
        prop_assert_eq!(matches(&slashed, Anchor::Top), here && is_directory, "a slash asks for directories");
        prop_assert!(matches("**", Anchor::Top));
        // A pattern without a slash is one at any depth where it is an `exclude`.
        let loose = matches(&pattern, Anchor::Anywhere);
        let expected = if pattern.contains('/') { here } else { matches(&anywhere, Anchor::Top) };
        prop_assert_eq!(loose, expected);
    }

    #[test]
    fn a_set_is_the_sum_of_its_patterns(
        patterns in vec(pattern(), 1..5), path in "[ab]{1,3}(/[ab]{1,3}){0,3}", is_directory in any::<bool>(),
    ) {
        let texts: Vec<&str> = patterns.iter().map(String::as_str).collect();
        let names = set(&texts, Anchor::Top).expect("they are patterns");
        let path = EntryPath::parse(path).expect("well formed");
        let one_by_one: Vec<usize> =
            (0..texts.len()).filter(|&index| is_match(texts[index], Anchor::Top, &path, is_directory)).collect();
        prop_assert_eq!(names.matches(&path, is_directory), one_by_one.clone());
        prop_assert_eq!(names.first_match(&path, is_directory), one_by_one.first().copied());
        let chain: Vec<EntryPath> = std::iter::successors(Some(path.clone()), EntryPath::parent).collect();
        // The path itself first, then the nearest directory.
        let covering = chain.iter().find_map(|at| names.first_match(at, *at != path || is_directory));
        prop_assert_eq!(names.first_cover(&path, is_directory), covering);
    }

    // T073
    #[test]
    fn exclude_wins_whatever_is_included(
        include in vec(pattern(), 1..3), exclude in vec(pattern(), 1..3), path in "[ab]{1,3}(/[ab]{1,3}){0,3}",
    ) {
        let spec = files(&include, &exclude);
        let path = EntryPath::parse(path).expect("well formed");
        let chain: Vec<EntryPath> = std::iter::successors(Some(path.clone()), EntryPath::parent).collect();
        let is_excluded = chain.iter().any(|at| spec.files.exclude.set().first_match(at, *at != path).is_some());
        let decision = Rules { files: &spec.files, output: None }.decide(&path, false);
        prop_assert_eq!(matches!(decision, Decision::Excluded { .. }), is_excluded);
    }
}

/// A manifest with these patterns.
fn files(include: &[String], exclude: &[String]) -> Manifest {
    let text = format!(
        "schema = 1\npackage = {{ name = 'h', version = '1' }}\nsource = {{ directory = '.' }}\n\
         archive = [{{ file = 'a.tar' }}]\nnormalize = {{ mtime = {{ set = 1 }} }}\n\
         files = {{ include = {include:?}, exclude = {exclude:?} }}\n"
    );
    let pkgr::diagnostic::Checked { value: spec, diagnostics: problems } =
        manifest::parse(&SourceText::new("release.toml", text));
    spec.unwrap_or_else(|| panic!("{problems:?}"))
}

/// Texts that come near to what parsers know, and bytes that do not.
fn near(pieces: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => prop::sample::select(pieces).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..9),
    ];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn no_text_makes_a_small_parser_panic(text in "\\PC{0,40}", bytes in vec(any::<u8>(), 0..80)) {
        for text in [&*text, &String::from_utf8_lossy(&bytes)] {
            for anchor in [Anchor::Top, Anchor::Anywhere] {
                if let Ok(pattern) = Pattern::parse(text, anchor) {
                    let names = PatternSet::new(vec![pattern]);
                    let _ = names.first_cover(&EntryPath::parse("a/b").expect("well formed"), true);
                }
            }
            if let Ok(policy) = ModePolicy::parse(text) {
                let _ = policy.apply(Mode::from_bits(0o644), Node::File);
            }
            let _ = Timestamp::parse(text).map(|time| time.to_string());
            let _ = Timestamp::parse_epoch(text).map(|time| time.to_string());
            let _ = (Digest::parse(text), ObjectId::parse(text), EntryPath::parse(text));
        }
        let shown = Escaped(&bytes).to_string();
        prop_assert!(!shown.chars().any(char::is_control), "{:?}", shown);
    }

    #[test]
    fn no_mode_makes_the_grammar_panic(text in near(&["u", "g", "o", "a", "+", "-", "=", "r", "w", "x", "X", "s", "t", ",", "0", "7", "git", "keep"])) {
        if let Ok(policy) = ModePolicy::parse(&String::from_utf8_lossy(&text)) {
            for bits in [0, 0o644, 0o7777] {
                for node in [Node::File, Node::Directory] {
                    let has_type = text.len() == 6;
                    prop_assert!(has_type || policy.apply(Mode::from_bits(bits), node).bits() <= 0o7777);
                }
            }
        }
    }

    #[test]
    fn no_pattern_makes_the_dialect_panic(text in near(&["*", "**", "?", "[", "]", "!", "^", "-", "{", "}", ",", "\\", "/", "a", "\u{e9}", "..", ":"])) {
        let text = String::from_utf8_lossy(&text);
        match Pattern::parse(&text, Anchor::Top) {
            Ok(pattern) => drop(PatternSet::new(vec![pattern])),
            Err(fault) => prop_assert!(text.get(fault.offset..fault.offset + fault.length).is_some(), "{}", text),
        }
    }

    #[test]
    fn no_signers_make_their_parser_panic(text in near(&[
        "me@example.org ", "*", " namespaces=\"git\" ", "valid-before=\"20250101Z\" ", "valid-after=\"", "\"", ",", "cert-authority ",
        "ssh-ed25519 ", "AAAAC3NzaC1lZDI1NTE5AAAAI", "ssh-rsa ", "\n", "#", " ", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
        "-----END PGP PUBLIC KEY BLOCK-----\n", "\nmDMEZ", "=aBcD\n",
    ])) {
        let _ = Signers::parse(&text).map(|signers| signers.names());
    }

    #[test]
    fn no_tag_makes_the_splitting_or_the_checking_panic(text in near(&[
        "object 0123\n", "tag v1\n", "\n", "-----BEGIN PGP SIGNATURE-----\n", "-----END PGP SIGNATURE-----\n", "iHUEABYKAB0WIQ\n",
        "-----BEGIN SSH SIGNATURE-----\n", "U1NIU0lHAAAAAQ\n", "-----END SSH SIGNATURE-----\n", "=aBcD\n", "-----BEGIN PGP MESSAGE-----\n",
    ])) {
        let (payload, signature) = signature::split(&text);
        prop_assert_eq!([payload, signature.unwrap_or_default()].concat(), text.clone());
        let signers = [&include_bytes!("signature/ed25519.asc")[..], include_bytes!("signature/ssh-ed25519.signers")];
        for signers in signers {
            let signers = Signers::parse(signers).expect("they are good");
            prop_assert!(signers.verify(payload, signature.unwrap_or_default(), Some(0)).is_err());
        }
    }
}

proptest! {
    #![proptest_config(cases(200))]

    // T195
    #[test]
    fn no_plan_and_no_checksum_file_makes_its_reader_panic(text in near(&[
        "{\n", "}\n", "[", "]", ",\n", "\"version\": 1", "\"version\": 99999999999999999999", "\"revision\": ", "null", "\"reference-time\": -1",
        "\"archives\": ", "\"file\": \"a\"", "\"sha256\": ", "\"0000000000000000000000000000000000000000000000000000000000000000\"", ": ", "{{{{{{",
        "1e999", "\\u0000", "  a.tar\n", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a.tar\n", "*", "\r\n",
    ])) {
        let directory = temp_dir();
        let path = directory.path().join("file");
        fs::write(&path, &text).expect("can be written");
        prop_assert!(Contract::read(&path).is_err());
        let own = Checksums::new([("a.tar".to_owned(), Digest::of(b""))]);
        let has_line = text.split(|&byte| byte == b'\n').any(|line| own.text().trim_end().as_bytes() == line);
        prop_assert_eq!(own.missing_in(&path).expect("can be read").is_empty(), has_line);
        let merged = own.merged(&path).expect("can be read");
        let lines: Vec<&[u8]> = text.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).collect();
        let kept = merged.sums.text();
        let is_kept = |line: &&&[u8]| kept.lines().any(|kept| kept.as_bytes() == **line);
        prop_assert_eq!(lines.iter().filter(|line| !is_kept(line)).count(), merged.lost.len(), "no line is lost in silence");
        prop_assert!(own.text().lines().all(|own| kept.lines().any(|kept| kept == own)));
    }
}

proptest! {
    #![proptest_config(cases(24))]

    // T195: written down, read again and built: the same bytes, whatever the files are called.
    #[test]
    fn a_plan_that_was_written_builds_what_the_manifest_builds(
        names in btree_set("[a-c\u{e9} \"\\\\{}\u{1f600}-]{1,3}(/[a-c]{1,2}){0,2}", 1..8),
        owner in prop_oneof![Just(0), Just(2_097_151), Just(4_294_967_294_u64)],
        order in prop::sample::select(&["gnu-name", "bytes", "git"][..]),
        threads in 1..5_usize,
    ) {
        let root = temp_dir();
        let tree = root.path().join("tree");
        fs::create_dir(&tree).expect("can be made");
        for name in &names {
            let path = tree.join(name);
            // A name may already be the directory of another.
            if fs::create_dir_all(path.parent().expect("below the tree")).is_ok() && !path.is_dir() {
                fs::write(&path, name.as_bytes()).expect("can be written");
            }
        }
        let manifest = format!(
            "schema = 1\npackage = {{ name = 'hello', version = '1.0' }}\nsource = {{ directory = 'tree' }}\n\
             files = {{ include = ['**'] }}\n[normalize]\nmtime = {{ set = 1 }}\norder = '{order}'\n\
             owner = {{ uid = {owner}, gid = 0 }}\n[[archive]]\nfile = 'a.tgz'\n[[archive]]\nfile = 'b.tar'\ntar = 'gnu-1.34-gnu'\n\
             [lints]\ncase-collision = 'allow'\nambiguous-name = 'allow'\nreserved-name = 'allow'\nnon-nfc = 'allow'\nbidi = 'allow'\n"
        );
        fs::write(root.path().join("release.toml"), manifest).expect("can be written");
        stdout(&pkgr(root.path(), &["plan", "-q", "-o", "plan.json", "-j", "2"]));
        stdout(&pkgr(root.path(), &["build", "-q", "--plan", "plan.json", "-d", "planned", "-j", &threads.to_string()]));
        stdout(&pkgr(root.path(), &["build", "-q", "-d", "plain", "-j", "1"]));
        for name in ["a.tgz", "b.tar", "SHA256SUMS"] {
            let [one, other] = ["planned", "plain"].map(|dist| fs::read(root.path().join(dist).join(name)).expect("was built"));
            prop_assert!(one == other, "{}", name);
        }
        // The plan made again is the same text.
        let first = fs::read(root.path().join("plan.json")).expect("was written");
        stdout(&pkgr(root.path(), &["plan", "-q", "-o", "again.json", "-j", "1"]));
        prop_assert!(first == fs::read(root.path().join("again.json")).expect("was written"));
    }
}
