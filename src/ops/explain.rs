//! Which codes, lints or limits a word stands for.

use crate::diagnostic::{Code, Diagnostic};
use crate::lints::catalog;
use crate::path::Escaped;

/// What `pkgr explain` explains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Topic {
    /// The list of all codes and lints.
    Everything,
    /// The limits on the size of inputs.
    Limits,
    /// These codes, at least one.
    Codes(Vec<Code>),
}

/// The topic of this name; the list of everything without a name.
///
/// # Errors
/// Returns an error that names the nearest code if there is none of this name.
pub fn look_up(name: Option<&str>) -> Result<Topic, Diagnostic> {
    match name {
        None => Ok(Topic::Everything),
        Some("limits") => Ok(Topic::Limits),
        Some(name) => {
            let found = find(name);
            if found.is_empty() { Err(unknown(name)) } else { Ok(Topic::Codes(found)) }
        }
    }
}

/// All that can be explained: the codes, then the lints.
pub fn codes() -> impl Iterator<Item = Code> {
    Code::all().chain(catalog::all().map(Code::Lint))
}

/// The code of this name, with or without `pkgr::`, or else all codes whose last part it is.
fn find(name: &str) -> Vec<Code> {
    let bare = |code: &Code| code.id().trim_start_matches("pkgr::");
    if let Some(code) = codes().find(|code| code.id() == name || bare(code) == name) {
        return vec![code];
    }
    codes().filter(|code| last_part(*code) == name).collect()
}

fn last_part(code: Code) -> &'static str {
    code.id().rsplit("::").next().unwrap_or(code.id())
}

fn unknown(name: &str) -> Diagnostic {
    let score = |code: Code| {
        let whole = code.id().trim_start_matches("pkgr::");
        let name = name.trim_start_matches("pkgr::");
        strsim::jaro_winkler(whole, name).max(strsim::jaro_winkler(last_part(code), name))
    };
    let nearest = codes().max_by(|one, other| score(*one).total_cmp(&score(*other)));
    let message = format!("there is no code or lint `{}`", Escaped(name.as_bytes()));
    let diagnostic = Diagnostic::error(Code::UnknownCode, message);
    match nearest {
        Some(code) => diagnostic.help(format!("the nearest is `{code}`; `pkgr explain` lists all")),
        None => diagnostic,
    }
}
