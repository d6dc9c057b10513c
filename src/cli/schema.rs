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
        SchemaOf::Plan => report::plan_schema(),
        SchemaOf::Build => report::build_schema(),
        SchemaOf::Diff => report::diff_schema(),
        SchemaOf::Verify => report::verify_schema(),
        SchemaOf::Lint => report::lint_schema(),
        #[cfg(feature = "git")]
        SchemaOf::Audit => report::audit_schema(),
        #[cfg(feature = "vary")]
        SchemaOf::Vary => report::vary_schema(),
    };
    sink::print(Syntax::Json, |out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Done)
}
