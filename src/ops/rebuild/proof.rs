//! Building with a recipe, and comparing what comes out with the archive.

use std::fs::File;
use std::io::{self, BufReader, Read as _, Write};
use std::path::Path;

use crate::build::{self, Options};
use crate::container::tar;
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::diff::{Cause, Side, Verdict, compare_without_remedies};
use crate::error::Error;
use crate::infer::InferredManifest;
use crate::ops::{Context, Loaded};
use crate::plan::{self, Plan, PlanContext};
use crate::source::Source;
use crate::verify;

use super::published::Published;

/// A recipe that was built with.
pub struct Proven {
    /// The recipe, with the lints that it needs.
    pub recipe: InferredManifest,
    /// How far what was built is the archive.
    pub verdict: Verdict,
    /// Why it is not identical.
    pub causes: Vec<Cause>,
}

/// Builds with a recipe, and compares every byte.
///
/// # Errors
/// Returns an error if no recipe of this kind can be planned, or if a file cannot be read.
pub fn prove(
    recipe: InferredManifest,
    source: &Source,
    published: &Published<'_>,
    manifest: &Path,
    context: Context<'_>,
) -> Result<Proven, Diagnostics> {
    let mut recipe = recipe;
    let plan = settle(&mut recipe, source, manifest, context)?;
    let options = Options { threads: context.threads, progress: context.progress };
    let expected = ComparedFile::new(published.open().map_err(Error::at("open", manifest))?);
    let mut expected = [expected];
    let outputs = expected.iter_mut().collect();
    build::build(&plan, source, outputs, options)?;
    let [expected] = expected;
    if expected.ends_here().map_err(Error::at("read again", Path::new(&published.file)))? {
        return Ok(Proven { recipe, verdict: Verdict::Identical, causes: Vec::new() });
    }
    // Built a second time, and only where it is not the same: a comparison needs all members, and most
    // manifests are right.
    let rebuilt = verify::rebuild(&plan, source, options)?.swap_remove(0);
    let sides = [published.inventory.clone(), rebuilt].map(|side| Side::Archive(Box::new(side)));
    let found = compare_without_remedies(&sides[0], &sides[1]);
    Ok(Proven { recipe, verdict: found.verdict, causes: found.causes })
}

/// A recipe with the lints that it needs to be planned.
///
/// # Errors
/// Returns an error if it cannot be planned for another reason.
pub fn plannable(
    recipe: InferredManifest,
    source: &Source,
    manifest: &Path,
    context: Context<'_>,
) -> Result<InferredManifest, Diagnostics> {
    let mut recipe = recipe;
    settle(&mut recipe, source, manifest, context)?;
    Ok(recipe)
}

/// Plans until no lint is left that a key turns into a warning.
fn settle(
    recipe: &mut InferredManifest,
    source: &Source,
    manifest: &Path,
    context: Context<'_>,
) -> Result<Plan, Diagnostics> {
    // Each round adds a key, and there are as many as lints; the dialect changes once.
    loop {
        match planned(recipe, source, manifest, context) {
            Ok(plan) => return Ok(plan),
            Err(problems) if warn(recipe, &problems) => {}
            // The nearest dialect cannot hold some of the members, and was not exact anyway.
            Err(_) if *recipe.archive.dialect != *tar::DEFAULT => recipe.take_dialect(tar::DEFAULT),
            Err(problems) => return Err(problems),
        }
    }
}

fn planned(
    recipe: &InferredManifest,
    source: &Source,
    manifest: &Path,
    context: Context<'_>,
) -> Result<Plan, Diagnostics> {
    let (loaded, _) = Loaded::parse(manifest, recipe.to_string().into_bytes())?;
    // Neither a clock nor the environment: what they decide is nothing that an archive shows.
    let around = PlanContext { table: recipe.table.clone(), ..PlanContext::default() };
    let locate = |problems: Diagnostics| problems.source(&loaded.text);
    let draft = plan::draft(&loaded.manifest, source, &around).ok().map_err(locate)?.0;
    let plan = plan::hash_contents(draft, source, context.threads, context.progress).map_err(locate)?;
    let problems = plan::lint_contents(&loaded.manifest, &plan);
    if problems.has_errors() { Err(locate(problems)) } else { Ok(plan) }
}

/// Turns lints that were errors into warnings; whether there was one.
fn warn(recipe: &mut InferredManifest, problems: &Diagnostics) -> bool {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let before = recipe.warned.len();
    for problem in errors {
        if let Code::Lint(lint) = problem.code
            && !recipe.warned.contains(&lint.name())
        {
            recipe.warned.push(lint.name());
        }
    }
    recipe.warned.len() > before
}

/// Compares what is written with a file.
struct ComparedFile {
    file: BufReader<File>,
    is_same: bool,
    buffer: Vec<u8>,
    failure: Option<io::Error>,
}

impl ComparedFile {
    fn new(file: File) -> Self {
        Self { file: BufReader::new(file), is_same: true, buffer: Vec::new(), failure: None }
    }

    /// Whether all that was written is the whole file.
    fn ends_here(mut self) -> io::Result<bool> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let mut rest = [0];
        Ok(self.is_same && self.file.read(&mut rest)? == 0)
    }

    fn compare(&mut self, bytes: &[u8]) -> io::Result<bool> {
        self.buffer.resize(bytes.len(), 0);
        match self.file.read_exact(&mut self.buffer) {
            Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            read => read.map(|()| self.buffer == bytes),
        }
    }
}

impl Write for &mut ComparedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // What comes after the first difference is not read: the answer is there already.
        if self.is_same && self.failure.is_none() {
            match self.compare(bytes) {
                Ok(is_same) => self.is_same = is_same,
                Err(failure) => self.failure = Some(failure),
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
