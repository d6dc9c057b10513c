//! `mtime = …`

use super::context::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::Spanned;
use crate::manifest::raw::{self, MtimeTable, MtimeWord, Time};
use crate::manifest::spanned::Span;
use crate::manifest::words::Shown;
use crate::manifest::{Moment, Mtime};
use crate::text::nearest;
use crate::time::{PreciseTime, TimeFault, Timestamp};

const COMMIT: &str = "commit";
const EPOCH: &str = "source-date-epoch";

/// The policy of the manifest, or the default of the source.
pub(super) fn check(check: &mut Check<'_>, raw: Option<Spanned<raw::MtimeValue>>) -> Option<Spanned<Mtime>> {
    let Some(raw) = raw else { return default(check) };
    let span = raw.span();
    let mtime = match raw.into_inner() {
        raw::MtimeValue::Word(word) => self::word(check, word, span.clone()),
        raw::MtimeValue::Table(table) => self::table(check, table, span.clone()),
    };
    mtime.map(|mtime| Spanned::new(span, mtime))
}

fn table(check: &mut Check<'_>, table: MtimeTable, span: Span) -> Option<Mtime> {
    match table {
        MtimeTable { set: Some(files), directories: Some(directories), clamp: None } => {
            let (files, directories) = (moment(check, &files), moment(check, &directories));
            Some(Mtime::SetBoth { files: files?, directories: directories? })
        }
        MtimeTable { set: Some(time), directories: None, clamp: None } => {
            moment(check, &time).map(Mtime::Set)
        }
        MtimeTable { set: None, directories: None, clamp: Some(time) } => clamp(check, &time),
        MtimeTable { set: Some(set), clamp: Some(clamp), .. } => {
            check.push(two_times(set.span(), clamp.span()));
            None
        }
        MtimeTable { set: None, directories: Some(directories), .. } => {
            if !check.is_reported(&KEYS) {
                check.push(no_set_beside(directories.span()));
            }
            None
        }
        MtimeTable { set: None, directories: None, clamp: None } => {
            if !check.is_reported(&KEYS) {
                check.push(no_time_in(span));
            }
            None
        }
    }
}

/// The keys of the table, wherever it stands.
const KEYS: [&str; 6] = [
    "normalize.mtime.set",
    "normalize.mtime.directories",
    "normalize.mtime.clamp",
    "override.mtime.set",
    "override.mtime.directories",
    "override.mtime.clamp",
];

/// Whole seconds, as times are compared with it.
fn clamp(check: &mut Check<'_>, time: &Spanned<Time>) -> Option<Mtime> {
    let moment = moment(check, time)?;
    if let (Moment::At(at), Time::Text(text)) = (moment, time.get_ref())
        && !at.is_whole()
    {
        check.push(bad_time(text, time.span(), &TimeFault::Fraction));
        return None;
    }
    Some(Mtime::Clamp(moment))
}

fn default(check: &mut Check<'_>) -> Option<Spanned<Mtime>> {
    if check.is_reported(&["normalize.mtime"]) {
        return None;
    }
    match check.directory.clone() {
        Some(directory) => {
            check.push(missing_time(directory));
            None
        }
        // The default carries the place of `git`, where it comes from, so that later problems can
        // point at it.
        None => Some(Spanned::new(check.git.clone()?, Mtime::Set(Moment::Commit))),
    }
}

fn word(check: &mut Check<'_>, word: MtimeWord, span: Span) -> Option<Mtime> {
    let (name, mtime) = match word {
        MtimeWord::SourceDateEpoch => return Some(Mtime::Set(Moment::SourceDateEpoch)),
        MtimeWord::Commit => (COMMIT, Mtime::Set(Moment::Commit)),
        MtimeWord::PerPathCommit => ("per-path-commit", Mtime::PerPathCommit),
        MtimeWord::Table => return Some(Mtime::Table),
        MtimeWord::Absent => return Some(Mtime::Absent),
        MtimeWord::Tree => {
            // A source that is neither is reported where it is missing.
            if let Some(git) = check.git.clone() {
                check.push(needs_directory(span, git));
                return None;
            }
            return Some(Mtime::Tree);
        }
    };
    check.need_git(span, &format!("`mtime = \"{name}\"`"))?;
    Some(mtime)
}

fn moment(check: &mut Check<'_>, time: &Spanned<Time>) -> Option<Moment> {
    let span = time.span();
    let (text, parsed) = match time.get_ref() {
        Time::Text(text) if text == COMMIT => {
            check.need_git(span, "the time `\"commit\"`")?;
            return Some(Moment::Commit);
        }
        Time::Text(text) if text == EPOCH => return Some(Moment::SourceDateEpoch),
        Time::Text(text) => (text.clone(), PreciseTime::parse(text)),
        Time::Seconds(seconds) => {
            (seconds.to_string(), Timestamp::from_seconds(*seconds).map(PreciseTime::from))
        }
    };
    match parsed {
        Ok(time) => Some(Moment::At(time)),
        Err(fault) => {
            check.push(bad_time(&text, span, &fault));
            None
        }
    }
}

fn missing_time(directory: Span) -> Diagnostic {
    Diagnostic::error(
        Code::ManifestMissingTime,
        "`[normalize]` lacks `mtime`, and a directory has no default",
    )
    .label(directory, "files on disk have the times of their checkout")
    .help(
        "add `mtime = { set = \"2023-10-02T11:48:14Z\" }` with the time of the release, or \
             `mtime = \"source-date-epoch\"` to take it from the environment",
    )
}

fn two_times(set: Span, clamp: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "`mtime` has both `set` and `clamp`")
        .label(clamp, "keeps older times")
        .label(set, "replaces every time")
        .help("keep one of them")
}

fn no_set_beside(directories: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "`mtime` has `directories` without `set`")
        .label(directories, "what is no directory has no time")
        .help("add `set`, as in `{ set = \"2023-10-02T11:48:14Z\", directories = \"2023-10-02T11:48:14Z\" }`")
}

fn needs_directory(span: Span, git: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestConflict, "`mtime = \"tree\"` needs a directory as the source")
        .label(span, "is the time of files on disk")
        .label(git, "a commit has none")
        .help("write `per-path-commit`, or `directory` in place of `git` and `rev`")
}

fn no_time_in(span: Span) -> Diagnostic {
    Diagnostic::error(Code::ManifestTime, "`mtime` has neither `set` nor `clamp`")
        .label(span, "no time")
        .help("write `{ set = \"2023-10-02T11:48:14Z\" }`, or `clamp` to keep older times")
}

fn bad_time(text: &str, span: Span, fault: &TimeFault) -> Diagnostic {
    let help = match (fault, nearest(text, [COMMIT, EPOCH])) {
        (_, Some(word)) => format!("did you mean `{word}`?"),
        (TimeFault::Fraction, _) => "remove the fraction: times are compared in whole seconds".to_owned(),
        (TimeFault::OutOfRange, _) => "write a time from the year -9999 to the year 9999".to_owned(),
        (_, None) if text.eq_ignore_ascii_case("now") => {
            "write the time of the release; the current time is never used".to_owned()
        }
        _ => "write `2023-10-02T11:48:14Z`, or whole seconds since 1970".to_owned(),
    };
    Diagnostic::error(Code::ManifestTime, format!("`{}` {fault}", Shown(text)))
        .label(span, fault.to_string())
        .help(help)
}
