//! Manual pages: one of the program, and one of each command.

mod usage;

use std::io::{self, Write};

use clap::Command;
use clap_mangen::Man;

pub use usage::{CommandUsage, USAGES};

/// Columns of a line of text; a longer one is broken.
const WIDTH: usize = 78;

/// Files that commands read and write.
const FILES: &[[&str; 2]] = &[
    ["release.toml", "the manifest"],
    ["dist/", "the archives and their SHA256SUMS"],
    ["plan.json", "a plan that was kept with `plan -o`"],
];

/// Variables that pkgr reads. None changes a byte of an archive, but for the first where the manifest asks for it.
const VARIABLES: &[[&str; 2]] = &[
    [
        "SOURCE_DATE_EPOCH",
        "the time of entries, in seconds since 1970, if the manifest has `mtime = \"source-date-epoch\"`",
    ],
    ["NO_COLOR", "no colours, whatever its value"],
    ["CLICOLOR, CLICOLOR_FORCE, FORCE_COLOR", "0 turns colours off, or 1 turns them on, also into a file"],
    ["CI", "no progress bar"],
    ["GITHUB_ACTIONS", "annotations, outputs and a summary for the job"],
];

/// The command line with the examples and exit codes of each command in its help.
#[must_use]
pub fn with_usage(mut command: Command) -> Command {
    for usage in &USAGES {
        if command.find_subcommand(usage.command).is_none() {
            continue;
        }
        command = command.mut_subcommand(usage.command, |sub| {
            // What a command says of itself comes first.
            let own = sub.get_after_long_help().or(sub.get_after_help()).map(ToString::to_string);
            let long = own.map_or_else(|| usage.text(), |own| format!("{own}\n\n{}", usage.text()));
            sub.after_help(usage.text()).after_long_help(long)
        });
    }
    command
}

/// The names of all pages without their section: `pkgr`, `pkgr-build` and so on.
#[must_use]
pub fn names(command: &Command) -> Vec<String> {
    let commands = command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help");
    let commands = commands.map(|sub| format!("pkgr-{}", sub.get_name()));
    std::iter::once("pkgr".to_owned()).chain(commands).collect()
}

/// Writes a page in the language of man; `name` is one of [`names`].
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn write(mut command: Command, name: &str, out: &mut dyn Write) -> io::Result<()> {
    // Arguments know their form only after the whole command was built.
    command.build();
    let all = names(&command);
    let sub = name.strip_prefix("pkgr-").and_then(|sub| command.find_subcommand(sub));
    let mut page = Vec::new();
    sections(sub.unwrap_or(&command), name, &mut page)?;
    if let Some(usage) = name.strip_prefix("pkgr-").and_then(CommandUsage::of) {
        use_of(usage, &mut page)?;
    } else {
        commands(&command, &mut page)?;
    }
    terms("FILES", FILES, &mut page)?;
    terms("ENVIRONMENT", VARIABLES, &mut page)?;
    see_also(name, &all, &mut page)?;
    tidy(&String::from_utf8_lossy(&page), out)
}

/// What clap knows.
fn sections(command: &Command, name: &str, page: &mut Vec<u8>) -> io::Result<()> {
    // The text below the options comes in sections of its own.
    let command = command.clone().after_help("").after_long_help("");
    let man = Man::new(command.clone());
    // Without a date: it would be that of a build. The first lines define the quotes that the options use.
    let (title, version) = (name.to_uppercase(), env!("CARGO_PKG_VERSION"));
    writeln!(page, ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '")?;
    writeln!(page, ".TH {title} 1 \"\" \"pkgr {version}\" \"pkgr manual\"")?;
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    writeln!(page, ".SH NAME\n{} \\- {}", escaped(name), escaped(about.trim_end_matches('.')))?;
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)
}

fn commands(command: &Command, page: &mut Vec<u8>) -> io::Result<()> {
    writeln!(page, ".SH COMMANDS")?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help") {
        let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
        writeln!(page, ".TP\n\\fBpkgr\\-{}\\fR(1)\n{}", escaped(sub.get_name()), escaped(&about))?;
    }
    Ok(())
}

fn use_of(usage: &CommandUsage, page: &mut Vec<u8>) -> io::Result<()> {
    writeln!(page, ".SH EXAMPLES")?;
    for [what, line] in usage.examples {
        writeln!(page, ".TP\n\\fB{}\\fR\n{}", escaped(line), escaped(what))?;
    }
    writeln!(page, ".SH \"EXIT STATUS\"")?;
    usage.codes().try_for_each(|(code, meaning)| writeln!(page, ".TP\n\\fB{code}\\fR\n{}", escaped(meaning)))
}

fn terms(heading: &str, terms: &[[&str; 2]], page: &mut Vec<u8>) -> io::Result<()> {
    writeln!(page, ".SH {heading}")?;
    let term = |[name, text]: &[&str; 2]| writeln!(page, ".TP\n\\fB{}\\fR\n{}", escaped(name), escaped(text));
    terms.iter().try_for_each(term)
}

fn see_also(name: &str, all: &[String], page: &mut Vec<u8>) -> io::Result<()> {
    let others = all.iter().filter(|other| *other != name);
    let others: Vec<String> = others.map(|other| format!("\\fB{}\\fR(1)", escaped(other))).collect();
    writeln!(page, ".SH \"SEE ALSO\"\n{}", others.join(",\n"))
}

/// Text in which nothing is a command of roff.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}

/// Writes a page so that checkers of manual pages find nothing: no long line of text, no blank at the end of a line, no
/// break beside a space.
fn tidy(page: &str, out: &mut dyn Write) -> io::Result<()> {
    let lines: Vec<&str> = page.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    for (index, line) in lines.iter().enumerate() {
        let next = lines.get(index + 1).copied().unwrap_or_default();
        let is_beside_space = [".sp", ".br"].contains(&next)
            || index.checked_sub(1).is_some_and(|before| lines[before] == ".sp");
        match *line {
            ".br" if is_beside_space => {}
            line if line.starts_with(['.', '\'']) || line.len() <= WIDTH => writeln!(out, "{line}")?,
            line => text(line, out)?,
        }
    }
    Ok(())
}

/// Breaks a line of text. What begins with a full stop or an apostrophe would be a request.
fn text(line: &str, out: &mut dyn Write) -> io::Result<()> {
    let parts = textwrap::wrap(line, textwrap::Options::new(WIDTH).break_words(false));
    parts.iter().try_for_each(|part| {
        writeln!(out, "{}{part}", if part.starts_with(['.', '\'']) { "\\&" } else { "" })
    })
}
