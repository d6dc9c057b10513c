//! The inputs of a plan, and those of the command line that builds it.

use super::Contract;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::manifest::{AppliedInputs, GitSource, InputKey, Inputs, Manifest, SourceTable, TagKind};
use crate::object_id::ObjectId;
use crate::path::shown;
use crate::text::shell_word;

impl Contract {
    /// The inputs of a run that keeps to the plan: those of the plan. `given` are those of its own command line.
    ///
    /// # Errors
    /// Returns an error if both have an input with other values, if only the command line has it, or if the plan was
    /// made for another commit than it says was expected.
    pub fn inputs(&self, given: &Inputs) -> Result<AppliedInputs, Diagnostic> {
        let planned = &self.head.inputs;
        let commit = self.revision().map(|revision| revision.commit);
        if let Some(expected) = planned.expect_commit.filter(|expected| Some(*expected) != commit) {
            return Err(self.contradiction(expected, commit));
        }
        for key in InputKey::ALL {
            let (planned, given) = (planned.get(key), given.get(key));
            // That a commit is expected can be added: the plan is either of this commit, or not built.
            let is_addition = planned.is_none() && key == InputKey::ExpectCommit;
            if given.is_some() && given != planned && !is_addition {
                return Err(self.other_input(key, planned.as_deref(), given.as_deref()));
            }
        }
        Ok(AppliedInputs::of_plan(planned.clone(), given.clone()))
    }

    /// Names the inputs that the plan alone says.
    #[must_use]
    pub fn unrepeated(&self, inputs: &AppliedInputs, manifest: &Manifest) -> Option<Diagnostic> {
        let alone = inputs.each().into_iter().filter(|input| input.is_only_planned);
        // An expected commit rejects commits, and chooses none.
        let alone = alone.filter(|input| input.key != InputKey::ExpectCommit);
        let alone: Vec<String> =
            alone.map(|input| format!("\n  {}", input.key.argument(&input.value))).collect();
        if alone.is_empty() {
            return None;
        }
        let severity = match &manifest.source {
            SourceTable::Git(source) if !confirms(source) => Severity::Warning,
            SourceTable::Git(_) | SourceTable::Directory(_) => Severity::Note,
        };
        let message = format!("the plan alone has inputs that change the manifest:{}", alone.concat());
        let help = format!("repeat them to accept no others: `{} {}`", self.command(), inputs.planned());
        Some(Diagnostic::new(Code::ContractInputs, severity, message).help(help))
    }

    /// The command that builds the plan.
    fn command(&self) -> String {
        format!("pkgr build --plan {}", shell_word(&shown(&self.path).to_string()))
    }

    fn contradiction(&self, expected: ObjectId, commit: Option<ObjectId>) -> Diagnostic {
        let commit = commit.map_or_else(|| "none".to_owned(), |commit| commit.to_string());
        let message = format!(
            "the plan `{}` contradicts itself\n  its commit       {commit}\n  expected commit  {expected}",
            shown(&self.path)
        );
        Diagnostic::error(Code::ContractInputs, message)
            .help("make a new plan with `pkgr plan -o plan.json`, and review it")
    }

    fn other_input(&self, key: InputKey, planned: Option<&str>, given: Option<&str>) -> Diagnostic {
        let argument = |value: Option<&str>| {
            value.map_or_else(
                || format!("no {}", key.option().trim_end_matches('=')),
                |value| key.argument(value),
            )
        };
        let message = format!(
            "the plan `{}` was made with other inputs\n  in the plan   {}\n  command line  {}",
            shown(&self.path),
            argument(planned),
            argument(given)
        );
        Diagnostic::error(Code::ContractInputs, message).help(format!(
            "build the plan as it is with `{}`, or plan anew: `pkgr plan {} -o plan.json`",
            self.command(),
            argument(given)
        ))
    }
}

/// Whether the manifest or the command line says which commit it is, or who has to have signed its tag.
fn confirms(source: &GitSource) -> bool {
    let is_pinned = source.expect.commit.as_ref().is_some_and(|pin| !pin.is_only_planned());
    is_pinned || source.expect.tag.as_ref().is_some_and(|tag| *tag.get_ref() == TagKind::Signed)
}
