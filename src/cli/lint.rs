//! `pkgr lint`: what is unsafe, not reproducible or better left out in an archive made by any tool.

use std::io::Write;

use super::args::{LintArgs, ReportFormat};
use super::diff::write_report;
use super::exit::{Exit, Failure};
use super::session::Session;
use crate::artifact::open_file;
use crate::container::bytes::Bytes;
use crate::container::limits::Limits;
use crate::container::read;
use crate::error::Error;
use crate::inspect::{InspectedBodies, inspect};
#[cfg(feature = "html")]
use crate::report::html;
use crate::report::lint::{json, text};

/// Looks, and tells.
pub fn run(session: &Session, args: &LintArgs) -> Result<Exit, Failure> {
    let path = session.path(&args.archive);
    let file = open_file(&path).and_then(Bytes::of_file).map_err(Error::at("open", &path))?;
    let mut bodies = InspectedBodies::default();
    let inventory =
        read::read_visiting(&file, Limits::default(), &mut bodies).map_err(Error::at("read", &path))?;
    let found = inspect(&inventory, &bodies, &args.levels.levels());
    write_report(session, args.output.as_deref(), args.format, |out: &mut dyn Write| match args.format {
        ReportFormat::Text => text(&args.archive, &found, out),
        ReportFormat::Json => json(&args.archive, &found, out),
        #[cfg(feature = "html")]
        ReportFormat::Html => html::lint(&args.archive, &found, out),
    })?;
    Ok(if found.is_empty() { Exit::Done } else { Exit::Finding })
}
