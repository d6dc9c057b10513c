//! What a valid manifest means: values, defaults, and the places they were written at.

use pkgr::encoder::{self, Codec};
use pkgr::lint::Level;
use pkgr::lints::catalog::{case_collision, secret};
use pkgr::manifest::{self, Lfs, Manifest, Moment, Mtime, SourceTable, Submodules, TagKind};
use pkgr::mode::ModePolicy;
use pkgr::object_id::ObjectId;
use pkgr::path::{EntryPath, Order};

fn valid(text: &str) -> Manifest {
    let source = manifest::source_text("release.toml", text.as_bytes().to_vec()).expect("plain text");
    let pkgr::diagnostic::Checked { value: spec, diagnostics: found } = manifest::parse(&source);
    assert_eq!(found.iter().count(), 0, "{found:?}");
    spec.expect("nothing was wrong")
}

const MINIMAL: &str = include_str!("cases/manifest/valid-minimal/release.toml");
const COMPLETE: &str = include_str!("cases/manifest/valid-complete/release.toml");

fn codec(encoder: &str, level: u8, is_extreme: bool) -> Codec {
    Codec::new(encoder::find(encoder).expect("an encoder"), level, is_extreme).expect("a level")
}

#[test]
fn what_is_not_written_has_the_defaults_of_the_contract() {
    let spec = valid(MINIMAL);
    assert!(matches!(&spec.source, SourceTable::Directory(source) if source.path.get_ref() == "."));
    assert_eq!(spec.files.prefix.get_ref().expand(None), "hello-1.0.0");
    assert!(spec.files.parents && !spec.files.empty_directories);
    assert!(spec.files.exclude.set().is_empty() && spec.files.require.set().is_empty());
    assert_eq!(spec.normalize.order, Order::GnuName);
    assert_eq!(spec.normalize.mode, ModePolicy::Git);
    assert_eq!((spec.normalize.owner.uid, spec.normalize.owner.gid), (0, 0));
    assert!(spec.normalize.owner.is_numeric());
    let [archive] = spec.archives.as_slice() else { panic!("one archive") };
    assert_eq!(archive.dialect.get_ref().name, "gnu-1.35-posix");
    assert_eq!(archive.codec, codec("gnu-1", 9, false));
    assert_eq!(spec.lints.level(&case_collision::CHECK.lint), case_collision::CHECK.lint.level);
    assert!(spec.lints.allow(&secret::CHECK.lint).is_none());
}

#[test]
fn where_every_archive_is_of_git_the_defaults_are_what_it_writes() {
    let head = "schema = 1\npackage = { name = 'a', version = '1' }\nsource = { git = '.', rev = 'v1' }\n\
        files = { include = ['**'] }\n";
    let git = "[[archive]]\nfile = 'a.tar'\ntar = 'git'\n";
    let alone = valid(&format!("{head}{git}")).normalize;
    assert_eq!((alone.order, alone.mode), (Order::Git, ModePolicy::GitArchive));
    assert_eq!(alone.owner, pkgr::entry::Owner::root());
    let gnu = "[[archive]]\nfile = 'b.tar'\n";
    let mixed = valid(&format!("{head}normalize = {{ order = 'git' }}\n{gnu}{git}")).normalize;
    assert_eq!((mixed.order, mixed.mode), (Order::Git, ModePolicy::Git));
    assert!(mixed.owner.is_numeric());
}

#[test]
fn a_commit_gives_its_time_by_default() {
    let spec = valid(include_str!("cases/manifest/valid-git-by-default/release.toml"));
    assert_eq!(*spec.normalize.mtime.get_ref(), Mtime::Set(Moment::Commit));
    let SourceTable::Git(git) = &spec.source else { panic!("a git source") };
    assert_eq!(spec.normalize.mtime.span(), git.repository.span());
    assert_eq!((git.submodules, git.lfs, git.export_ignore), (Submodules::Deny, Lfs::Deny, true));
}

#[test]
fn the_format_follows_the_ending_and_the_encoder_follows_the_format() {
    let spec = valid(include_str!("cases/manifest/valid-compressions/release.toml"));
    let codecs: Vec<String> = spec.archives.iter().map(|archive| archive.codec.to_string()).collect();
    assert_eq!(
        codecs,
        [
            "zstd 19 by zstd-1",
            "zstd 22 by zstd-1",
            "bzip2 9 by bzip2-1",
            "bzip2 1 by bzip2-1",
            "bzip2 9 by bzip2-1",
            "xz 6 by xz-blocks-1",
            "xz 0e by xz-blocks-1",
        ]
    );
}

#[test]
fn every_key_of_the_complete_example_arrives() {
    let spec = valid(COMPLETE);
    let SourceTable::Git(git) = &spec.source else { panic!("a git source") };
    assert_eq!((git.submodules, git.lfs, git.export_ignore), (Submodules::Include, Lfs::Pointer, false));
    let expect = &git.expect;
    assert_eq!(expect.tag.as_ref().map(|tag| *tag.get_ref()), Some(TagKind::Signed));
    let commit = expect.commit.as_ref().expect("given").get_ref();
    assert_eq!(commit.short(), "6cb20a219a86");
    assert_eq!(spec.generate[0].run.len(), 3);
    assert_eq!(spec.normalize.mode.to_string(), "go+u,go-w");
    let codecs: Vec<Codec> = spec.archives.iter().map(|archive| archive.codec).collect();
    assert_eq!(codecs, [codec("gnu-1", 9, false), codec("xz-single-1", 9, true), Codec::STORE]);
    assert_eq!(spec.archives[2].file.get_ref().expand(Some(*commit)), "Python-6cb20a219a86.tar");
    assert_eq!(spec.lints.level(&case_collision::CHECK.lint), Level::Deny);
    let known = EntryPath::parse("Lib/test/certdata/keycert.pem").expect("a path");
    let allow = spec.lints.allow(&secret::CHECK.lint).expect("given");
    assert_eq!(allow.set().first_match(&known, false), Some(0));
    let added = EntryPath::parse("m4/build-to-host.m4").expect("a path");
    assert_eq!(spec.audit.allow.set().first_match(&added, false), Some(1));
}

#[test]
fn patterns_know_where_they_were_written() {
    let spec = valid(COMPLETE);
    let written: Vec<&str> = spec.files.exclude.iter().map(|(_, span)| &COMPLETE[span]).collect();
    assert_eq!(written, ["\".github/\"", "\"*.py[co]\""]);
    assert_eq!(&COMPLETE[spec.files.require.span(1)], "\"README*\"");
}

#[test]
fn exclude_without_a_slash_matches_at_any_depth_and_include_does_not() {
    let spec = valid(&MINIMAL.replace("[\"**\"]", "[\"src\", \"*.c\"]\nexclude = [\"*.o\", \"build/\"]"));
    let path = |text: &str| EntryPath::parse(text).expect("a path");
    assert_eq!(spec.files.include.set().first_match(&path("d/a.c"), false), None);
    assert_eq!(spec.files.include.set().first_cover(&path("src/d/a.h"), false), Some(0));
    assert_eq!(spec.files.exclude.set().first_match(&path("src/d/a.o"), false), Some(0));
    assert_eq!(spec.files.exclude.set().first_cover(&path("src/build/x"), false), Some(1));
}

#[test]
fn times_may_be_text_or_toml_or_seconds() {
    let times =
        ["\"2023-06-13T11:36:57Z\"", "2023-06-13T11:36:57Z", "2023-06-13T13:36:57+02:00", "1686656217"];
    for time in times {
        let spec = valid(&MINIMAL.replace("\"2023-10-02T11:48:14Z\"", time));
        let Mtime::Set(Moment::At(time)) = *spec.normalize.mtime.get_ref() else { panic!("{time}") };
        assert_eq!((time.second.seconds(), time.nanoseconds), (1_686_656_217, 0));
    }
    let clamp = valid(&MINIMAL.replace("set = \"2023-10-02T11:48:14Z\"", "clamp = \"source-date-epoch\""));
    assert_eq!(*clamp.normalize.mtime.get_ref(), Mtime::Clamp(Moment::SourceDateEpoch));
}

#[test]
fn line_ends_of_both_kinds_are_read_alike() {
    let spec = valid(&MINIMAL.replace('\n', "\r\n"));
    assert_eq!(spec.package.name.get_ref(), "hello");
}

#[test]
fn commit_ids_are_full_and_lower_case() {
    let upper = "6CB20A219A860EAF687B2D968B41C480C7461909";
    assert_eq!(ObjectId::parse(upper).map(|commit| commit.to_string()), Some(upper.to_lowercase()));
    assert!(ObjectId::parse(&"a".repeat(64)).is_some());
    for text in ["", "6cb20a2", &"a".repeat(41), &"g".repeat(40), &format!("{upper} ")] {
        assert_eq!(ObjectId::parse(text), None, "{text}");
    }
}
