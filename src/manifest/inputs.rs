//! Inputs: what a command line gives in place of keys of the manifest, for one run.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::object_id::ObjectId;
use crate::text::shell_word;

/// Values in place of keys of the manifest. A plan has those that it was made with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[cfg_attr(feature = "cli", derive(clap::Args))]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Inputs {
    /// Take this revision in place of `rev` in `[source]`; a template with `{name}` and `{version}`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "cli", arg(long, value_name = "REV", value_parser = rev))]
    pub rev: Option<String>,
    /// Take this version in place of the one in `[package]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "cli", arg(id = "set", long = "set", value_name = "version=VERSION", value_parser = version))]
    pub version: Option<String>,
    /// Reject every other commit, in place of `commit` in `[source.expect]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "cli", arg(long, value_name = "ID", value_parser = commit))]
    pub expect_commit: Option<ObjectId>,
}

/// A key of the manifest that an input takes the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputKey {
    /// `rev` in `[source]`.
    Rev,
    /// `version` in `[package]`.
    Version,
    /// `commit` in `[source.expect]`.
    ExpectCommit,
}

/// One input of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedInput {
    /// The key.
    pub key: InputKey,
    /// The value.
    pub value: String,
    /// Whether only a plan says so, and the command line does not.
    pub is_only_planned: bool,
}

/// The inputs of a run: those that its plan has, and those of its own command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppliedInputs {
    planned: Inputs,
    given: Inputs,
}

impl InputKey {
    /// All keys, in the order in which arguments are printed.
    pub const ALL: [Self; 3] = [Self::Rev, Self::Version, Self::ExpectCommit];

    /// The option of the command line.
    #[must_use]
    pub fn option(self) -> &'static str {
        match self {
            Self::Rev => "--rev",
            Self::Version => "--set version=",
            Self::ExpectCommit => "--expect-commit",
        }
    }

    /// The arguments that give a value, as a shell takes them.
    #[must_use]
    pub fn argument(self, value: &str) -> String {
        let (option, value) = (self.option(), shell_word(value));
        let between = if option.ends_with('=') { "" } else { " " };
        format!("{option}{between}{value}")
    }
}

impl Inputs {
    /// The value in place of a key.
    #[must_use]
    pub fn get(&self, key: InputKey) -> Option<String> {
        match key {
            InputKey::Rev => self.rev.clone(),
            InputKey::Version => self.version.clone(),
            InputKey::ExpectCommit => self.expect_commit.map(|id| id.to_string()),
        }
    }

    /// Whether nothing is given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for Inputs {
    /// The arguments of a command line, separated by spaces.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arguments = InputKey::ALL.iter().filter_map(|key| Some(key.argument(&self.get(*key)?)));
        f.write_str(&arguments.collect::<Vec<_>>().join(" "))
    }
}

impl fmt::Display for AppliedInput {
    /// The argument, and who gave it if it was not the command line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{}",
            self.key.argument(&self.value),
            if self.is_only_planned { ", in the plan" } else { "" }
        )
    }
}

impl From<Inputs> for AppliedInputs {
    /// Those of a run that makes its own plan.
    fn from(given: Inputs) -> Self {
        Self { planned: given.clone(), given }
    }
}

impl AppliedInputs {
    /// Those of a run that keeps to a plan. The caller has compared both.
    #[must_use]
    pub fn of_plan(planned: Inputs, given: Inputs) -> Self {
        Self { planned, given }
    }

    /// Those that the plan of this run has.
    #[must_use]
    pub fn planned(&self) -> &Inputs {
        &self.planned
    }

    /// Each input once; what the command line says counts.
    #[must_use]
    pub fn each(&self) -> Vec<AppliedInput> {
        let input = |key: InputKey| {
            let given = self.given.get(key);
            let is_only_planned = given.is_none();
            Some(AppliedInput { key, value: given.or_else(|| self.planned.get(key))?, is_only_planned })
        };
        InputKey::ALL.into_iter().filter_map(input).collect()
    }

    /// The arguments as diagnostics name them, in the order of [`each`](Self::each).
    #[must_use]
    pub fn arguments(&self) -> Vec<String> {
        self.each().iter().map(ToString::to_string).collect()
    }
}

/// Reads the value of `--set`.
///
/// # Errors
/// Returns in words what is possible if it is not a version.
pub fn version(setting: &str) -> Result<String, String> {
    match setting.split_once('=') {
        Some(("version", "")) => Err("the version is empty; write `--set version=1.2.3`".to_owned()),
        Some(("version", version)) => Ok(version.to_owned()),
        Some(("rev", rev)) => {
            Err(format!("`rev` has an option of its own: `{}`", InputKey::Rev.argument(rev)))
        }
        Some((key, _)) => {
            Err(format!("`{key}` cannot be set here, only `version`; write `--set version=1.2.3`"))
        }
        None => Err("there is no `=` in it; write `--set version=1.2.3`".to_owned()),
    }
}

/// Reads the value of `--rev`.
///
/// # Errors
/// Returns in words what is possible if it is empty.
pub fn rev(text: &str) -> Result<String, String> {
    if text.is_empty() { Err("it is empty; write `--rev v1.2.3`".to_owned()) } else { Ok(text.to_owned()) }
}

/// Reads the value of `--expect-commit`.
///
/// # Errors
/// Returns in words what is wrong if it is not a full id.
pub fn commit(text: &str) -> Result<ObjectId, String> {
    let help = "`git rev-parse 'v1.2.3^{commit}'` prints the full id of the commit of a tag";
    ObjectId::parse(text).ok_or_else(|| format!("a full commit id has 40 or 64 hexadecimal digits; {help}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_words_of_a_shell() {
        let commit = "3a23da94930c3c1d901f1cd4ade10d8ef46f63e3";
        let inputs = Inputs {
            rev: Some("v{version}".to_owned()),
            version: version("version=1=2").ok(),
            expect_commit: super::commit(commit).ok(),
        };
        assert_eq!(
            inputs.to_string(),
            format!("--rev 'v{{version}}' --set version=1=2 --expect-commit {commit}")
        );
        assert_eq!(Inputs::default().to_string(), "");
    }

    #[test]
    fn a_value_that_is_wrong_has_a_next_step() {
        for (setting, part) in [
            ("version", "no `=`"),
            ("version=", "is empty"),
            ("name=x", "only `version`"),
            ("rev=v1", "`--rev v1`"),
            ("=1", "only `version`"),
        ] {
            let fault = version(setting).expect_err("the tests know that it is wrong");
            assert!(fault.contains(part), "{fault}");
        }
        assert!(rev("").is_err() && commit("3a23da9").is_err());
    }

    #[test]
    fn what_the_command_line_says_counts() {
        let with = |rev: &str| Inputs { rev: Some(rev.to_owned()), ..Inputs::default() };
        let planned = Inputs { version: Some("1".to_owned()), ..with("a") };
        let both = AppliedInputs::of_plan(planned, with("b"));
        assert_eq!(both.arguments(), ["--rev b", "--set version=1, in the plan"]);
        assert_eq!(AppliedInputs::from(with("a")).arguments(), ["--rev a"]);
    }
}
