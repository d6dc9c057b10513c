//! One diagnostic for all that a lint found.

use super::allow::LintSetting;
use super::finding::LintFinding;
use super::suggest;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint::{Level, Lint};
use crate::plan::status::SHOWN;

/// Says what was found, where the lint was set, and what to do.
pub fn diagnostic(setting: &LintSetting<'_>, severity: Severity, findings: &[LintFinding]) -> Diagnostic {
    let code = Code::Lint(setting.lint);
    let diagnostic = Diagnostic::new(code, severity, message(setting.lint, findings));
    located(diagnostic, setting).help(help(setting, findings))
}

/// Points at the line that sets the lint, where there is one.
pub fn located(diagnostic: Diagnostic, setting: &LintSetting<'_>) -> Diagnostic {
    let text = if setting.level == Level::Deny { "denied here" } else { "asked for here" };
    match &setting.span {
        Some(span) => diagnostic.label(span.clone(), text),
        None => diagnostic,
    }
}

fn message(lint: Lint, findings: &[LintFinding]) -> String {
    let mut lines = vec![format!("{}:", headline(lint, findings.len()))];
    lines.extend(findings.iter().take(SHOWN).map(|finding| format!("  {}", finding.text())));
    if findings.len() > SHOWN {
        lines.push(format!("  and {} more", findings.len() - SHOWN));
    }
    lines.join("\n")
}

fn help(setting: &LintSetting<'_>, findings: &[LintFinding]) -> String {
    let remedy = remedy(setting.lint);
    let Some(line) = suggest::line(setting, findings) else { return remedy.to_owned() };
    let what = match (findings.len(), line.is_complete) {
        (1, _) => "if this is meant",
        (_, true) => "if these are meant",
        (_, false) => "if these are meant, beginning with the first of them",
    };
    let verb = if setting.span.is_some() { "change the line in `[lints]` to" } else { "write in `[lints]`" };
    format!("{remedy}; {what}, {verb}:\n{}", line.toml)
}

fn headline(lint: Lint, count: usize) -> String {
    let (one, many) = words(lint);
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// The text after the number, in singular and plural.
fn words(lint: Lint) -> (&'static str, &'static str) {
    match lint {
        Lint::AmbiguousName => {
            ("name reads as something else to some tools", "names read as something else to some tools")
        }
        Lint::AssistantFolder => {
            ("path belongs to an editor or an assistant", "paths belong to an editor or an assistant")
        }
        Lint::Bidi => (
            "name or link target holds invisible characters or controls of reading direction",
            "names or link targets hold invisible characters or controls of reading direction",
        ),
        Lint::CaseCollision => (
            "group of names becomes one where case is folded or Unicode is composed",
            "groups of names become one each where case is folded or Unicode is composed",
        ),
        Lint::ClampedSource => ("time depends on the checkout", "times depend on the checkout"),
        Lint::ControlCharacter => {
            ("name or link target holds control characters", "names or link targets hold control characters")
        }
        Lint::DanglingLink => {
            ("symbolic link leads to nothing in the archive", "symbolic links lead to nothing in the archive")
        }
        Lint::EscapingLink => {
            ("symbolic link leads out of the archive", "symbolic links lead out of the archive")
        }
        Lint::Leftover => ("path looks left behind by a tool", "paths look left behind by tools"),
        Lint::LongName => ("path is longer than 255 bytes", "paths are longer than 255 bytes"),
        Lint::NonNfc => ("name is not in Unicode normal form C", "names are not in Unicode normal form C"),
        Lint::NonUtf8 => ("name or link target is not UTF-8", "names or link targets are not UTF-8"),
        Lint::OsLitter => ("path was left by an operating system", "paths were left by an operating system"),
        Lint::ReservedName => (
            "name is reserved on Windows or cannot be stored there",
            "names are reserved on Windows or cannot be stored there",
        ),
        Lint::Secret => (
            "path has the name of a secret or of private data",
            "paths have names of secrets or of private data",
        ),
        Lint::SecretContent => {
            ("file holds a private key or an access token", "files hold private keys or access tokens")
        }
        Lint::SpecialBits => (
            "entry sets the user id, the group id or the sticky bit",
            "entries set the user id, the group id or the sticky bit",
        ),
        Lint::Unreadable => ("entry cannot be read by everyone", "entries cannot be read by everyone"),
        Lint::UnmatchedPattern => ("pattern matches nothing", "patterns match nothing"),
        Lint::WorldWritable => ("entry can be written by anyone", "entries can be written by anyone"),
    }
}

/// What mends it, as the start of a sentence.
fn remedy(lint: Lint) -> &'static str {
    match lint {
        Lint::AssistantFolder | Lint::Leftover | Lint::OsLitter | Lint::Secret => "leave out with `exclude`",
        Lint::SecretContent => {
            "leave out with `exclude`, and if it was ever published, make it void where it was made"
        }
        Lint::AmbiguousName
        | Lint::Bidi
        | Lint::CaseCollision
        | Lint::ControlCharacter
        | Lint::NonNfc
        | Lint::NonUtf8
        | Lint::ReservedName => "rename in the source",
        Lint::LongName => "shorten the path, or the `prefix`",
        Lint::DanglingLink => "`include` what the link leads to, or leave the link out with `exclude`",
        Lint::EscapingLink => "let the link lead to a relative path inside, or leave it out with `exclude`",
        Lint::SpecialBits => "clear the bits in `[normalize]`, as with `mode = \"a-st\"` or `mode = \"git\"`",
        Lint::WorldWritable => "clear the bit in `[normalize]`, as with `mode = \"o-w\"` or `mode = \"git\"`",
        Lint::Unreadable => "set the bits in `[normalize]`, as with `mode = \"a+rX\"` or `mode = \"git\"`",
        Lint::ClampedSource => "give every entry one time, as with `mtime = \"source-date-epoch\"`",
        Lint::UnmatchedPattern => "remove the pattern, or mend it",
    }
}
