//! `pkgr schema`: the JSON schemas, made from the types.

use super::args::{SchemaArgs, SchemaOf};
use super::exit::{Exit, Failure};
use super::sink;
use crate::sink::Syntax;
use crate::{manifest, report};

/// Prints one schema.
pub fn run(args: &SchemaArgs) -> Result<Exit, Failure> {
    let text = match args.document {
        SchemaOf::Release => manifest::schema(),
        SchemaOf::Plan => report::plan::schema(),
        SchemaOf::Build => report::build::schema(),
        SchemaOf::Diff => report::diff::schema(),
        SchemaOf::Verify => report::verify::schema(),
        SchemaOf::Lint => report::lint::schema(),
        #[cfg(feature = "git")]
        SchemaOf::Audit => report::audit::schema(),
        #[cfg(feature = "vary")]
        SchemaOf::Vary => report::vary::schema(),
    };
    sink::print(Syntax::Json, |out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Done)
}
