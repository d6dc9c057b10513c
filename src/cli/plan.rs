//! `pkgr plan`: what would be packed.

use std::path::Path;

use super::args::{PlanArgs, PlanFormat};
use super::exit::{Exit, Failure};
use super::session::Session;
use super::sink;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document;
use crate::entry::Size;
use crate::manifest;
use crate::ops::Release;
use crate::ops::steps::Consent;
use crate::path::{EntryPath, Escaped};
use crate::plan::{self, Plan, Rules};
use crate::report::explain::Explanation;
use crate::report::{self, github, shell};
use crate::sink::Syntax;
use crate::source::ItemKind;
use crate::source::generate::Pending;

/// Shows the plan, or explains one path of it.
pub fn run(session: &Session, args: &PlanArgs) -> Result<Exit, Failure> {
    session.with_context(|context| {
        show(session, args, Release::open(session.load()?, &args.dist, None, context)?)
    })
}

fn show(session: &Session, args: &PlanArgs, mut release: Release<'_>) -> Result<Exit, Failure> {
    if let Some(path) = &args.explain {
        return explain(session, &release, path);
    }
    args.output.as_deref().map_or(Ok(()), |output| release.refuse_link(output))?;
    if let Some(consent) = consent(args) {
        release.run_steps(consent, &Session::announce)?;
    }
    let draft = release.draft()?;
    session.report_policies(&release, &draft);
    match args.format {
        PlanFormat::List if args.output.is_none() => {
            session.report(&unlisted(&release));
            sink::print(Syntax::Text, |out| report::list::write(&draft, out))?;
        }
        PlanFormat::Shell if args.output.is_none() => print_shell(&release, &draft)?,
        _ if release.source.pending().is_some() => pending(session, &release, &draft)?,
        format => measured(session, &release, draft, format, args)?,
    }
    Ok(Exit::Done)
}

/// Names and commands are printed without running any step, the table too where it was not asked for.
fn consent(args: &PlanArgs) -> Option<Consent<'static>> {
    let needs_no_bytes = matches!(args.format, PlanFormat::List | PlanFormat::Shell);
    let what = match (&args.output, args.format) {
        (Some(_), _) => "`plan -o`",
        (None, PlanFormat::Json) => "`plan --format json`",
        (None, PlanFormat::Mtree) => "`plan --format mtree`",
        (None, _) if needs_no_bytes || !args.run_steps => return None,
        (None, _) => "`plan`",
    };
    let command = "pkgr plan --run-steps";
    Some(if args.run_steps { Consent::Given } else { Consent::Missing { what, command } })
}

/// The table of a plan whose steps were not run.
fn pending(session: &Session, release: &Release<'_>, draft: &Plan<Size>) -> Result<(), Failure> {
    session.report(&unlisted(release));
    let known = release.hash_contents(draft.clone())?;
    sink::print(Syntax::Text, |out| {
        report::table::write_pending(draft, &known, &release.manifest().generate, out)
    })
}

/// Outputs whose names are not known before the steps are run.
fn unlisted(release: &Release<'_>) -> Diagnostics {
    if !release.source.pending().is_some_and(Pending::is_open) {
        return Diagnostics::new();
    }
    let steps = release.manifest().generate.iter();
    let open = steps.flat_map(|step| {
        let patterns = step.outputs.set().patterns().iter().filter(|pattern| pattern.literal().is_none());
        patterns.map(|pattern| {
            format!("\n  step `{}`: {}", step.name.get_ref(), Escaped(pattern.as_str().as_bytes()))
        })
    });
    let message = "outputs of steps that were not run are not listed, as only the steps know their names";
    Diagnostic::warning(Code::GenerateOpen, message.to_owned() + &open.collect::<String>())
        .help("read the commands; if you trust them, `pkgr plan --run-steps` lists every entry")
        .into()
}

/// Explains a path below the source; one that begins with the archive's top directory works too.
fn explain(session: &Session, release: &Release<'_>, given: &Path) -> Result<Exit, Failure> {
    let Release { source, plan_context, .. } = release;
    let manifest = release.manifest();
    let (draft, _) = plan::draft(manifest, source, plan_context);
    let mut path = parse(given)?;
    let mut found = source.look_up(&path)?;
    if found.is_none()
        && let Some(below) = draft.as_ref().and_then(|draft| path.below(draft.prefix()))
    {
        found = source.look_up(&below)?;
        path = below;
    }
    let rules = Rules { files: &manifest.files, output: plan_context.output.as_ref() };
    let decision = rules.decide(&path, found == Some(ItemKind::Directory));
    let entry = draft.as_ref().and_then(|draft| {
        draft.entries().iter().find(|entry| draft.source_path(entry).as_ref() == Some(&path))
    });
    let explanation = Explanation { path: &path, found: found.as_ref(), decision: &decision, entry };
    sink::print(Syntax::Text, |out| report::explain::write(&explanation, manifest, &session.text(), out))?;
    Ok(if found.is_some() { Exit::Done } else { Exit::Trouble })
}

fn parse(given: &Path) -> Result<EntryPath, Diagnostic> {
    let bytes = given.as_os_str().as_encoded_bytes();
    let bytes = bytes.strip_prefix(b"./").unwrap_or(bytes);
    let bytes = bytes.strip_suffix(b"/").unwrap_or(bytes);
    EntryPath::parse(bytes).map_err(|fault| {
        let shown = Escaped(given.as_os_str().as_encoded_bytes());
        Diagnostic::error(Code::BadPath, format!("`{shown}` {fault}"))
            .help("give a path below the source, as `plan --format list` shows it")
    })
}

fn measured(
    session: &Session,
    release: &Release<'_>,
    draft: Plan<Size>,
    format: PlanFormat,
    args: &PlanArgs,
) -> Result<(), Failure> {
    let plan = release.hash_contents(draft)?;
    if let Some(path) = &args.output {
        sink::save(&session.path(path), Syntax::Json, &session.progress(), |out| {
            document::write(&plan, out)
        })?;
    }
    session.hand_on(&github::outputs_of_plan(&plan), &github::summary_of_plan(&plan))?;
    match format {
        PlanFormat::Table => sink::print(Syntax::Text, |out| report::table::write(&plan, out)),
        PlanFormat::List => sink::print(Syntax::Text, |out| report::list::write(&plan, out)),
        PlanFormat::Json => sink::print(Syntax::Json, |out| document::write(&plan, out)),
        PlanFormat::Mtree => sink::print(Syntax::Exact, |out| report::mtree::write(&plan, out)),
        PlanFormat::Shell => print_shell(release, &plan),
    }
}

fn print_shell<C>(release: &Release<'_>, plan: &Plan<C>) -> Result<(), Failure> {
    let manifest = release.manifest();
    if release.source.pending().is_some_and(Pending::is_open) {
        return Err(no_shell_of_steps().into());
    }
    let manifest::Source::Directory(directory) = &manifest.source else {
        let message = "GNU tar packs files on disk, and the source is a commit";
        let help = "check the commit out, and name the tree with `directory = \"…\"` to see the commands";
        return Err(Diagnostic::error(Code::NoShell, message).help(help).into());
    };
    let recipe = shell::Recipe {
        source: directory.path.get_ref(),
        mode: &manifest.normalize.mode,
        newer: &manifest.normalize.newer,
        steps: &manifest.generate,
    };
    let mut script = Vec::new();
    shell::write(plan, recipe, &mut script)
        .map_err(|fault| Diagnostic::error(Code::NoShell, fault.to_string()))?;
    sink::print(Syntax::Exact, |out| out.write_all(&script))
}

fn no_shell_of_steps() -> Diagnostic {
    let message =
        "the commands cannot name the files that the manifest's steps make: their outputs are patterns";
    Diagnostic::error(Code::NoShell, message)
        .help("name each output in full, such as `outputs = [\"Misc/NEWS\"]`")
}
