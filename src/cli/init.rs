//! `pkgr init`: a first manifest.

use super::exit::{Exit, Failure};
use super::session::{Session, print};
use crate::arguments::InitArgs;
use crate::ops::init::{self, InitInput};
use crate::report;
use crate::sink::Syntax;
use crate::terminal::output;

/// Writes the manifest, and prints what was found.
pub fn run(session: &Session, args: &InitArgs) -> Result<Exit, Failure> {
    let manifest = args.output.as_ref().map_or_else(|| session.manifest(), |output| session.path(output));
    let input = InitInput { manifest: &manifest, replace: args.force };
    let report = session.with_context(|context| init::run(input, context))?;
    let progress = session.reporter.progress();
    output::save(&manifest, Syntax::Text, &progress, |out| out.write_all(report.text.as_bytes()))?;
    print(Syntax::Text, |out| report::init::text(&manifest, &report, out))
}
