//! What a manifest can ask for and this build cannot do yet.

use std::ops::Range;

use super::Spec;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

impl Spec {
    /// What the manifest asks for and this build cannot do yet, one error for each line.
    #[must_use]
    pub fn unsupported(&self) -> Diagnostics {
        let mut found = Diagnostics::new();
        for step in &self.generate {
            let help = "generate the files first, and pack a directory that has them";
            found.push(not_yet("`[[generate]]` steps", step.name.span(), help));
        }
        found.sort();
        found
    }
}

fn not_yet(what: &str, span: Range<usize>, help: &str) -> Diagnostic {
    Diagnostic::error(Code::ManifestNotYet, format!("this build cannot carry out {what} yet"))
        .label(span, "asked for here")
        .help(help)
}
