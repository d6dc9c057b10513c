//! One diagnostic for all that a lint found.

use super::allow::LintSetting;
use super::suggest;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::Level;
use crate::lints::check::Wording;
use crate::lints::finding::LintFinding;
use crate::plan::status::SHOWN;
use crate::text::Shortened;

/// Says what was found, where the lint was set, and what to do.
pub fn diagnostic(setting: &LintSetting<'_>, severity: Severity, findings: &[LintFinding]) -> Diagnostic {
    let wording = setting.check.wording.as_ref().expect("every lint of plans has words, which a test checks");
    let code = Code::Lint(&setting.check.lint);
    let diagnostic = Diagnostic::new(code, severity, message(wording, findings));
    located(diagnostic, setting).help(help(wording, setting, findings))
}

/// Points at the line that sets the lint, where there is one.
pub fn located(diagnostic: Diagnostic, setting: &LintSetting<'_>) -> Diagnostic {
    let text = if setting.level == Level::Deny { "denied here" } else { "asked for here" };
    match &setting.span {
        Some(span) => diagnostic.label(span.clone(), text),
        None => diagnostic,
    }
}

fn message(wording: &Wording, findings: &[LintFinding]) -> String {
    let first: Vec<String> = findings.iter().take(SHOWN).map(LintFinding::text).collect();
    let list = Shortened::counted_lines(&first, findings.len()).ungrouped();
    format!("{}:{list}", headline(wording, findings.len()))
}

fn help(wording: &Wording, setting: &LintSetting<'_>, findings: &[LintFinding]) -> String {
    let remedy = wording.remedy;
    let Some(line) = suggest::line(setting, findings) else { return remedy.to_owned() };
    let what = match (findings.len(), line.is_complete) {
        (1, _) => "if this is meant",
        (_, true) => "if these are meant",
        (_, false) => "if these are meant, beginning with the first of them",
    };
    let verb = if setting.span.is_some() { "change the line in `[lints]` to" } else { "write in `[lints]`" };
    format!("{remedy}; {what}, {verb}:\n{}", line.toml)
}

fn headline(wording: &Wording, count: usize) -> String {
    if count == 1 { format!("1 {}", wording.one) } else { format!("{count} {}", wording.many) }
}
