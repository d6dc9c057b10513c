//! The directory source: what it lists, what it rejects, and that it never leaves its root.
#![allow(clippy::disallowed_methods, reason = "tests make trees on disk")]

use std::fs;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use pkgr::path::EntryPath;
use pkgr::source::directory::Directory;
use pkgr::source::{Contents, ItemKind, Listing};

fn tree() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary directory can be made")
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("has a parent")).expect("can be made");
    fs::write(path, bytes).expect("can be written");
}

fn open(root: &Path) -> Directory {
    Directory::open(root).expect("can be opened")
}

fn list(root: &Path) -> Listing {
    open(root).list(&mut |_| true).expect("can be listed")
}

fn names(listing: &Listing) -> Vec<String> {
    listing.items.iter().map(|item| item.path.to_string()).collect()
}

fn path(text: impl AsRef<[u8]>) -> EntryPath {
    EntryPath::parse(text.as_ref()).expect("well formed")
}

fn read(source: &Directory, name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    source.open(&path(name)).expect("can be opened").read_to_end(&mut bytes).expect("can be read");
    bytes
}

#[test]
fn parents_come_before_children_and_names_in_byte_order() {
    let root = tree();
    for name in ["b/x", "a0", "a/z", "a-b", "B"] {
        write(&root.path().join(name), b"");
    }
    assert_eq!(names(&list(root.path())), ["B", "a", "a/z", "a-b", "a0", "b", "b/x"]);
}

#[test]
fn a_directory_that_is_not_entered_is_left_out_with_all_below_and_never_opened() {
    let root = tree();
    write(&root.path().join("kept/x"), b"");
    write(&root.path().join("left/y"), b"");
    fs::set_permissions(root.path().join("left"), fs::Permissions::from_mode(0o000)).expect("can be set");
    let listing = open(root.path()).list(&mut |directory| directory.as_bytes() != b"left");
    assert_eq!(names(&listing.expect("never opened")), ["kept", "kept/x"]);
}

// T052, T203
#[test]
fn links_are_listed_as_links_and_never_followed() {
    let root = tree();
    let outside = tree();
    write(&outside.path().join("secret"), b"secret");
    symlink(outside.path(), root.path().join("away")).expect("can be linked");
    symlink("/etc/passwd", root.path().join("passwd")).expect("can be linked");
    assert_eq!(names(&list(root.path())), ["away", "passwd"]);
    assert!(list(root.path()).items.iter().all(|item| matches!(item.kind, ItemKind::Symlink(_))));
    let source = open(root.path());
    assert!(source.open(&path("passwd")).is_err(), "a link must not be opened as a file");
    assert!(source.open(&path("away/secret")).is_err(), "a link on the way must not be followed");
}

// T052
#[test]
fn a_directory_swapped_for_a_link_after_listing_leads_nowhere() {
    let root = tree();
    let outside = tree();
    write(&outside.path().join("file"), b"outside");
    write(&root.path().join("dir/file"), b"inside");
    let source = open(root.path());
    assert_eq!(read(&source, "dir/file"), b"inside");
    fs::rename(root.path().join("dir"), root.path().join("gone")).expect("can be renamed");
    symlink(outside.path(), root.path().join("dir")).expect("can be linked");
    let error = source.open(&path("dir/file")).err().expect("must be rejected");
    assert!(error.to_string().contains("dir/file"), "the path is named: {error}");
}

// T052: between the check of a directory and its opening.
#[test]
fn a_directory_swapped_for_a_link_while_it_is_listed_leads_nowhere() {
    let root = tree();
    let outside = tree();
    write(&outside.path().join("file"), b"outside");
    write(&root.path().join("dir/file"), b"inside");
    let listed = open(root.path()).list(&mut |_| {
        fs::rename(root.path().join("dir"), root.path().join("gone")).expect("can be renamed");
        symlink(outside.path(), root.path().join("dir")).expect("can be linked");
        true
    });
    let error = listed.expect_err("must be rejected");
    assert!(
        error.to_string().contains("open the directory") && error.to_string().contains("/dir`"),
        "{error}"
    );
}

// T052, T053: what was seen once is not passed over, be it that listing or that reading meets its absence.
#[test]
fn what_goes_while_it_is_listed_is_an_error_and_not_passed_over() {
    let root = tree();
    write(&root.path().join("a/x"), b"");
    write(&root.path().join("b/x"), b"");
    let listed = open(root.path()).list(&mut |entered| {
        if *entered == path("a") {
            fs::remove_dir_all(root.path().join("b")).expect("can be removed");
        }
        true
    });
    let error = listed.expect_err("must be reported");
    assert!(error.to_string().contains("/b`"), "{error}");

    write(&root.path().join("b"), b"");
    let source = open(root.path());
    let listed = source.list(&mut |_| {
        fs::remove_file(root.path().join("b")).expect("can be removed");
        true
    });
    let listed = listed.expect("it existed when it was listed");
    assert!(listed.items.iter().any(|item| item.path == path("b")));
    let error = source.open(&path("b")).err().expect("must be reported");
    assert!(error.to_string().contains("/b`"), "{error}");
}

// T054
#[test]
fn a_socket_and_a_device_are_listed_as_what_they_are() {
    use rustix::fs::{CWD, FileType, Mode};
    let root = tree();
    let listener = std::os::unix::net::UnixListener::bind(root.path().join("socket")).expect("can be bound");
    let mut expected = vec![ItemKind::Special("socket")];
    let device = root.path().join("zero");
    let mode = Mode::from(0o600);
    if rustix::fs::mknodat(CWD, device, FileType::CharacterDevice, mode, rustix::fs::makedev(1, 5)).is_ok() {
        expected.push(ItemKind::Special("character device"));
    }
    let kinds: Vec<_> = list(root.path()).items.into_iter().map(|item| item.kind).collect();
    assert_eq!(kinds, expected);
    drop(listener);
}

#[test]
fn the_handle_of_the_root_outlives_a_rename_of_it() {
    let parent = tree();
    write(&parent.path().join("a/file"), b"first");
    let source = open(&parent.path().join("a"));
    fs::rename(parent.path().join("a"), parent.path().join("b")).expect("can be renamed");
    write(&parent.path().join("a/file"), b"second");
    assert_eq!(read(&source, "file"), b"first");
}

// T053
#[test]
fn a_missing_file_and_a_missing_source_are_named() {
    let root = tree();
    let error = open(root.path()).open(&path("no/such")).err().expect("must fail");
    assert!(error.to_string().contains("no/such"), "{error}");
    let error = Directory::open(&root.path().join("nowhere")).err().expect("must fail");
    assert!(error.to_string().contains("nowhere"), "{error}");
}

// T053
#[test]
fn an_unreadable_directory_is_an_error_and_not_an_empty_one() {
    if rustix::process::geteuid().is_root() {
        std::io::Write::write_all(&mut std::io::stderr(), b"SKIPPED: root can read every directory\n")
            .expect("stderr");
        return;
    }
    let root = tree();
    write(&root.path().join("closed/x"), b"");
    fs::set_permissions(root.path().join("closed"), fs::Permissions::from_mode(0o000)).expect("can be set");
    let error = open(root.path()).list(&mut |_| true).expect_err("must fail");
    assert!(error.to_string().contains("closed"), "{error}");
}

// T054
#[test]
fn a_fifo_is_listed_as_one_and_opening_it_fails_at_once() {
    use rustix::fs::{CWD, FileType, Mode};
    let root = tree();
    let fifo = root.path().join("fifo");
    rustix::fs::mknodat(CWD, &fifo, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("can be made");
    assert_eq!(list(root.path()).items[0].kind, ItemKind::Special("fifo"));
    assert!(open(root.path()).open(&path("fifo")).is_err(), "must neither block nor succeed");
}

// T056, T057
#[test]
fn hard_links_and_sparse_files_are_ordinary_files() {
    let root = tree();
    write(&root.path().join("one"), b"same");
    fs::hard_link(root.path().join("one"), root.path().join("two")).expect("can be linked");
    let sparse = fs::File::create(root.path().join("zeros")).expect("can be made");
    sparse.set_len(100_000).expect("can be extended");
    let kinds: Vec<_> = list(root.path()).items.into_iter().map(|item| item.kind).collect();
    assert_eq!(kinds, [ItemKind::File(4), ItemKind::File(4), ItemKind::File(100_000)]);
    assert_eq!(read(&open(root.path()), "zeros"), vec![0; 100_000]);
}

// T091
#[test]
fn names_are_bytes_and_are_kept() {
    let root = tree();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9");
    if fs::write(root.path().join(name), b"").is_err() {
        std::io::Write::write_all(
            &mut std::io::stderr(),
            b"SKIPPED: this file system rejects names that are not UTF-8\n",
        )
        .expect("stderr");
        return;
    }
    assert_eq!(list(root.path()).items[0].path, path(b"caf\xe9"));
}

// T112
#[test]
fn times_before_1970_and_fractions_round_down_to_whole_seconds() {
    let root = tree();
    let file = root.path().join("old");
    write(&file, b"");
    filetime::set_file_mtime(&file, filetime::FileTime::from_unix_time(-2, 500_000_000)).expect("can be set");
    assert_eq!(list(root.path()).items[0].attributes.mtime.seconds(), -2);
}

#[test]
fn a_link_counts_as_0777_on_every_system() {
    let root = tree();
    symlink("x", root.path().join("link")).expect("can be linked");
    assert_eq!(list(root.path()).items[0].attributes.mode.to_string(), "0777");
}

#[test]
fn looking_up_a_path_follows_no_link_and_knows_what_is_not_there() {
    let root = tree();
    write(&root.path().join("dir/file"), b"1");
    symlink("dir", root.path().join("link")).expect("can be linked");
    let source = open(root.path());
    let look = |name: &str| source.look_up(&path(name)).expect("can be looked up");
    assert_eq!(look("dir"), Some(ItemKind::Directory));
    assert_eq!(look("dir/file"), Some(ItemKind::File(1)));
    assert_eq!(look("dir/none"), None);
    assert_eq!(look("none/none"), None);
    assert!(matches!(look("link"), Some(ItemKind::Symlink(_))));
}
