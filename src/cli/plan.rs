//! `pkgr plan`: what would be packed.

use std::path::Path;

use super::args::{PlanArgs, PlanFormat};
use super::exit::{Exit, Failure};
use super::prepare::Prepared;
use super::session::Session;
use crate::artifact::save;
use crate::diagnostic::{Code, Diagnostic};
use crate::entry::Size;
use crate::path::{EntryPath, Escaped};
use crate::plan::{self, Plan, Rules};
use crate::report::explain::Explanation;
use crate::report::{self, github, shell};
use crate::source::ItemKind;
use crate::spec::{self, Spec};

/// Shows the plan, or explains one path of it.
pub fn run(session: &Session, args: &PlanArgs) -> Result<Exit, Failure> {
    let prepared = Prepared::of(session, &args.dist, None)?;
    if let Some(path) = &args.explain {
        return explain(session, &prepared, path);
    }
    let draft = prepared.draft()?;
    match args.format {
        PlanFormat::List if args.output.is_none() => Session::print(|out| report::list::write(&draft, out))?,
        PlanFormat::Shell if args.output.is_none() => print_shell(&prepared.spec, &draft)?,
        format => measured(session, &prepared, draft, format, args)?,
    }
    Ok(Exit::Done)
}

/// Explains a path below the source; one that begins with the archive's top directory works too.
fn explain(session: &Session, prepared: &Prepared<'_>, given: &Path) -> Result<Exit, Failure> {
    let Prepared { spec, source, world, .. } = prepared;
    let (draft, _) = plan::draft(spec, source, world);
    let mut path = parse(given)?;
    let mut found = source.look_up(&path)?;
    if found.is_none()
        && let Some(below) = draft.as_ref().and_then(|draft| path.below(draft.prefix()))
    {
        found = source.look_up(&below)?;
        path = below;
    }
    let rules = Rules { files: &spec.files, output: world.output.as_ref() };
    let decision = rules.decide(&path, found == Some(ItemKind::Directory));
    let entry = draft.as_ref().and_then(|draft| {
        draft.entries().iter().find(|entry| draft.source_path(entry).as_ref() == Some(&path))
    });
    let explanation = Explanation { path: &path, found: found.as_ref(), decision: &decision, entry };
    Session::print(|out| report::explain::write(&explanation, spec, &session.text(), out))?;
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
    prepared: &Prepared<'_>,
    draft: Plan<Size>,
    format: PlanFormat,
    args: &PlanArgs,
) -> Result<(), Failure> {
    let plan = prepared.measure(draft)?;
    if let Some(path) = &args.output {
        save(&session.path(path), &session.progress(), |out| report::json::write(&plan, out))?;
    }
    session.hand_on(&github::outputs_of_plan(&plan), &github::summary_of_plan(&plan))?;
    match format {
        PlanFormat::Table => Session::print(|out| report::table::write(&plan, out)),
        PlanFormat::List => Session::print(|out| report::list::write(&plan, out)),
        PlanFormat::Json => Session::print(|out| report::json::write(&plan, out)),
        PlanFormat::Mtree => Session::print(|out| report::mtree::write(&plan, out)),
        PlanFormat::Shell => print_shell(&prepared.spec, &plan),
    }
}

fn print_shell<C>(spec: &Spec, plan: &Plan<C>) -> Result<(), Failure> {
    let spec::Source::Directory(directory) = &spec.source else {
        let message = "GNU tar packs files on disk, and the source is a commit";
        let help = "check the commit out, and name the tree with `directory = \"…\"` to see the commands";
        return Err(Diagnostic::error(Code::NoShell, message).help(help).into());
    };
    let recipe = shell::Recipe {
        source: directory.path.get_ref(),
        mode: &spec.normalize.mode,
        newer: &spec.normalize.newer,
    };
    let mut script = Vec::new();
    shell::write(plan, recipe, &mut script)
        .map_err(|fault| Diagnostic::error(Code::NoShell, fault.to_string()))?;
    Session::print(|out| out.write_all(&script))
}
