//! The man page: the program, then each command.

use std::io::{self, Write};

use clap::Command;
use clap_mangen::Man;

/// Writes the man page of a command line, and the meaning of its exit codes, each in a line of its own.
///
/// # Errors
/// Returns an error if `out` cannot be written to.
pub fn write(
    mut command: Command,
    exit_codes: impl Iterator<Item = &'static str>,
    mut out: &mut dyn Write,
) -> io::Result<()> {
    // Arguments know their form only after the whole command was built.
    command.build();
    let page = Man::new(command.clone());
    page.render_title(&mut out)?;
    page.render_name_section(&mut out)?;
    page.render_synopsis_section(&mut out)?;
    page.render_description_section(&mut out)?;
    page.render_options_section(&mut out)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        writeln!(out, ".SH \"PKGR {}\"", sub.get_name().to_uppercase())?;
        subcommand(sub, out)?;
    }
    writeln!(out, ".SH \"EXIT STATUS\"\n.nf")?;
    for line in exit_codes {
        writeln!(out, "{}", line.trim_start())?;
    }
    writeln!(out, ".fi")
}

fn subcommand(command: &Command, out: &mut dyn Write) -> io::Result<()> {
    if let Some(about) = command.get_about() {
        writeln!(out, "{about}.")?;
    }
    for argument in
        command.get_arguments().filter(|argument| !argument.is_global_set() && argument.get_id() != "help")
    {
        writeln!(out, ".TP\n\\fB{}\\fR", argument.to_string().replace('-', "\\-"))?;
        writeln!(out, "{}", argument.get_help().map(ToString::to_string).unwrap_or_default())?;
    }
    Ok(())
}
