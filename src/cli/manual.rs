//! `pkgr man` and `pkgr completions`: made from the definition of the command line.

use std::io::{self, Write};

use clap_mangen::Man;

use super::args::{self, CompletionsArgs, EXIT_CODES};
use super::exit::{Exit, Failure};
use super::sink;
use crate::sink::Syntax;

/// Prints the completion script of a shell.
pub fn completions(args: &CompletionsArgs) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut args::command(), "pkgr", &mut script);
    sink::print(Syntax::Exact, |out| out.write_all(&script))?;
    Ok(Exit::Done)
}

/// Prints the man page: the program, then each command.
pub fn man() -> Result<Exit, Failure> {
    sink::print(Syntax::Exact, |out| write_man(out))?;
    Ok(Exit::Done)
}

fn write_man(mut out: &mut dyn Write) -> io::Result<()> {
    let mut command = args::command();
    // Arguments know how they are written only once the whole command was put together.
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
    for line in EXIT_CODES.lines().skip(1) {
        writeln!(out, "{}", line.trim_start())?;
    }
    writeln!(out, ".fi")
}

fn subcommand(command: &clap::Command, out: &mut dyn Write) -> io::Result<()> {
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
