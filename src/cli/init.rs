//! `pkgr init`: a first manifest, or that of a published archive.

use std::path::Path;

use super::exit::{Exit, Failure};
use super::session::{Session, print};
use crate::arguments::{InitArgs, TimesOption};
use crate::diff::Verdict;
use crate::infer::TimesFrom;
use crate::ops::init::{self, InitInput};
#[cfg(feature = "git")]
use crate::ops::rebuild::CommitChoice;
use crate::ops::rebuild::{self, RebuildInput, RebuildSource};
use crate::report;
use crate::sink::Syntax;
use crate::terminal::output;

/// Writes the manifest, and prints what was found.
pub fn run(session: &Session, args: &InitArgs) -> Result<Exit, Failure> {
    let manifest = args.output.as_ref().map_or_else(|| session.manifest(), |output| session.path(output));
    if let Some(archive) = &args.from {
        return from(session, args, &session.path(archive), &manifest);
    }
    let input = InitInput { manifest: &manifest, replace: args.force };
    let report = session.with_context(|context| init::run(input, context))?;
    write(session, &manifest, Syntax::Text, &report.text)?;
    print(Syntax::Text, |out| report::init::text(&manifest, &report, out))
}

fn from(session: &Session, args: &InitArgs, archive: &Path, manifest: &Path) -> Result<Exit, Failure> {
    let directory = args.from_options.files.as_ref().map(|directory| session.path(directory));
    #[cfg(feature = "git")]
    let repository = args.from_options.git.as_ref().map(|repository| session.path(repository));
    #[cfg(feature = "git")]
    let overlay = args.from_options.overlay.as_ref().map(|overlay| session.path(overlay));
    let source = match &directory {
        Some(directory) => RebuildSource::Directory(directory),
        #[cfg(feature = "git")]
        None if repository.is_some() => RebuildSource::Commit(CommitChoice {
            repository: repository.as_deref().unwrap_or(Path::new(".")),
            rev: args.from_options.rev.as_deref(),
            overlay: overlay.as_deref(),
        }),
        None => RebuildSource::Archive,
    };
    let input = RebuildInput {
        archive,
        manifest,
        source,
        times: match args.from_options.times {
            TimesOption::Tree => TimesFrom::Tree,
            TimesOption::Table => TimesFrom::Table,
        },
        replace: args.force,
        modernize: args.from_options.modernize,
    };
    let report = session.with_context(|context| rebuild::run(input, context))?;
    if let Some(table) = &report.recipe.table {
        // The table first: a manifest that is there has all that it names.
        write(session, &manifest.with_file_name(rebuild::TABLE), Syntax::Exact, &table.to_string())?;
    }
    if let Some(modern) = &report.modern {
        write(session, &manifest.with_file_name(rebuild::MODERN), Syntax::Text, &modern.to_string())?;
    }
    write(session, manifest, Syntax::Text, &report.recipe.to_string())?;
    let (syntax, paint) = session.painted(Syntax::Text);
    print(syntax, |out| report::rebuild::text(manifest, archive, &report, paint, out))?;
    Ok(Exit::finding_if(report.verdict != Verdict::Identical))
}

fn write(session: &Session, path: &Path, syntax: Syntax, text: &str) -> Result<(), Failure> {
    Ok(output::save(path, syntax, &session.reporter.progress(), |out| out.write_all(text.as_bytes()))?)
}
