//! A first manifest for the project in a directory, proven by planning with it.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::{Context, Loaded, Release, loaded};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};
use crate::error::Error;
use crate::init::{
    Declaration, DraftSource, ExpectedLine, GitDraft, ManifestDraft, Quantity, ReleaseChoice, RevisionName,
};
use crate::init::{choose, declared};
use crate::manifest::is_release_name;
use crate::path::{EntryPath, shown};
use crate::plan::Plan;
use crate::settings::literal_pattern;
use crate::source::directory::Directory;
use crate::source::git::survey;
use crate::source::{Contents as _, Item, ItemKind, Listing, Rejection, Source, Survey, ignored_files};

/// A file that declares a project is no longer than this.
const MOST_BYTES: u64 = 1 << 20;

/// Where it will be.
#[derive(Clone, Copy, Debug)]
pub struct InitInput<'a> {
    /// The manifest to write. Its directory is the project.
    pub manifest: &'a Path,
    /// Whether a manifest that is there is replaced.
    pub replace: bool,
}

/// A manifest that was not written yet.
pub struct InitReport {
    /// What it says, and why.
    pub draft: ManifestDraft,
    /// Its text.
    pub text: String,
    /// The plan that it gives.
    pub plan: Plan,
}

/// Reads the project and makes a manifest that `check` and `plan` accept. Nothing is written.
///
/// # Errors
/// Returns an error if there is a manifest already, if the project cannot be read, or if it has a problem that no
/// key of a manifest solves.
pub fn run(input: InitInput<'_>, context: Context<'_>) -> Result<InitReport, Diagnostics> {
    reject_existing(input.manifest, input.replace)?;
    let directory = loaded::directory_of(input.manifest)?;
    // What it looks like in between is of no interest, and a CI job for a tag does not decide which tag is planned.
    let context = Context { report: &|_| {}, drafted: &|_, _| {}, run_reference: None, ..context };
    let project = Project { manifest: input.manifest, directory, context };
    let mut draft = match survey(&project.directory)? {
        Some(survey) if !survey.has_commit => return Err(no_commit(&survey.top).into()),
        Some(survey) => project.git_draft(&survey)?,
        None => project.directory_draft()?,
    };
    let plan = project.settle(&mut draft)?;
    Ok(InitReport { text: draft.to_string(), draft, plan })
}

/// Rejects a manifest that is there, and would be replaced.
pub(super) fn reject_existing(manifest: &Path, replace: bool) -> Result<(), Diagnostic> {
    if replace || manifest.symlink_metadata().is_err() {
        return Ok(());
    }
    // Another tool of release managers, cargo-release, has its settings in a file of the same name.
    let is_manifest = loaded::manifest_bytes(manifest).is_ok_and(|bytes| declares_schema(&bytes));
    let (what, help) = if is_manifest {
        ("exists already", "check it with `pkgr plan`, or replace it with `pkgr init --force`")
    } else {
        (
            "exists already, and is not a manifest of pkgr",
            "write another file, `pkgr init -o pkgr.toml`, and name it with `-m pkgr.toml` from then on",
        )
    };
    let message = format!("`{}` {what}", shown(manifest));
    Err(Diagnostic::error(Code::OutputExists, message).help(help))
}

/// Whether a file is meant as a manifest of pkgr.
fn declares_schema(bytes: &[u8]) -> bool {
    let table = std::str::from_utf8(bytes).ok().and_then(|text| text.parse::<toml::Table>().ok());
    table.is_some_and(|table| table.contains_key("schema"))
}

fn empty(directory: &Path) -> Diagnostic {
    Diagnostic::error(Code::NothingSelected, format!("the directory `{}` is empty", shown(directory)))
        .help("start `pkgr init` at the top of your project, or name it: `pkgr init -C DIR`")
}

fn no_commit(top: &Path) -> Diagnostic {
    let message = format!("the repository `{}` has no commit yet", shown(top));
    Diagnostic::error(Code::GitUnknownRevision, message)
        .help("commit the files first: `git add . && git commit`")
}

/// A project without a manifest.
struct Project<'a> {
    /// Where the manifest will be.
    manifest: &'a Path,
    /// Its directory, links resolved.
    directory: PathBuf,
    context: Context<'a>,
}

impl<'a> Project<'a> {
    /// Opens the source as a draft describes it.
    fn open(&self, draft: &ManifestDraft) -> Result<Release<'a>, Diagnostics> {
        let (loaded, _) = Loaded::parse(self.manifest, draft.to_string().into_bytes())?;
        Release::open(loaded, Path::new("dist"), None, self.context)
    }

    fn directory_draft(&self) -> Result<ManifestDraft, Diagnostics> {
        let source: Source = Directory::open(&self.directory)?.into();
        let declared = declarations(&source)?;
        let listing = source.list(&mut |_| true)?;
        let Some(newest) = listing.items.iter().map(|item| item.attributes.mtime).max() else {
            return Err(empty(&self.directory).into());
        };
        let mut draft = self.draft(DraftSource::Directory(newest));
        draft.require = required(&listing);
        name(&mut draft, &declared);
        let file = declared.iter().find(|file| file.version.is_some());
        if let Some(Declaration { file, version: Some(version), .. }) = file {
            draft.version.clone_from(version);
            draft.version_from = Some(format!("as in {file}; change it for each release"));
        }
        Ok(draft)
    }

    /// Reads what is checked out, to find the release, and then the release.
    fn git_draft(&self, survey: &Survey) -> Result<ManifestDraft, Diagnostics> {
        let head = self.draft(DraftSource::Git(self.git(survey, RevisionName::Head)?.into()));
        let current = declarations(&self.open(&head)?.source)?;
        let ReleaseChoice { version, rev, .. } = choose(&current, &survey.tags);
        let mut git = self.git(survey, rev)?;
        let mut draft = self.draft(DraftSource::Git(git.clone().into()));
        // The template of the tag needs it.
        if let Some(version) = version {
            draft.version = version;
        }
        let release = self.open(&draft)?;
        let declared = declarations(&release.source)?;
        git.is_annotated = git.rev.tag().is_some()
            && release.source.revision().is_some_and(|revision| !revision.provenance.tags.is_empty());
        name(&mut draft, &declared);
        let same = declared.iter().find(|file| file.version.as_deref() == Some(&*draft.version));
        draft.version_from = version_from(&git, same);
        git.expected =
            same.and_then(|file| Some(ExpectedLine { file: file.file, contains: file.line.clone()? }));
        let listing = release.source.list(&mut |_| true)?;
        draft.require = required(&listing);
        facts(&mut git, &listing);
        git.ignored = ignored_files(&release.source.ignoring_lines());
        draft.source = DraftSource::Git(git.into());
        Ok(draft)
    }

    fn draft(&self, source: DraftSource) -> ManifestDraft {
        ManifestDraft {
            name: self.directory_name(),
            named_by: None,
            version: "0.0.0".to_owned(),
            version_from: None,
            source,
            require: Vec::new(),
            warned: Vec::new(),
        }
    }

    fn git(&self, survey: &Survey, rev: RevisionName) -> Result<GitDraft, Diagnostic> {
        let below = self.directory.strip_prefix(&survey.top).unwrap_or(Path::new(""));
        let levels = below.components().count();
        let subdirectory = (levels > 0).then(|| utf8(below)).transpose()?;
        let repository = if levels == 0 { ".".to_owned() } else { vec![".."; levels].join("/") };
        Ok(GitDraft::new(repository, subdirectory, rev))
    }

    /// The name of the directory, as far as a manifest takes it.
    fn directory_name(&self) -> String {
        let name = self.directory.file_name().unwrap_or_default().to_string_lossy();
        let plain = |character: char| {
            if character.is_ascii_alphanumeric() || "._+-".contains(character) { character } else { '-' }
        };
        let name: String = name.chars().map(plain).collect();
        let name = name.trim_start_matches(['.', '-']);
        if is_release_name(name) { name.to_owned() } else { "project".to_owned() }
    }

    /// Plans until no problem is left that a key solves.
    fn settle(&self, draft: &mut ManifestDraft) -> Result<Plan, Diagnostics> {
        // Each round adds a key, and there are as many as keys.
        loop {
            match self.open(draft).and_then(|release| release.plan()) {
                Ok(plan) => return Ok(plan),
                Err(problems) if solve(draft, &problems) => {}
                Err(problems) => return Err(problems),
            }
        }
    }
}

/// What the attributes of the commit, its submodules and its pointers ask for.
fn facts(git: &mut GitDraft, listing: &Listing) {
    let count = |is: fn(&Rejection) -> bool| {
        listing.items.iter().filter(|item| rejection(item).is_some_and(is)).count() as u64
    };
    let include = |count| (count > 0).then_some(Quantity { count, word: "include" });
    git.submodules = include(count(|why| matches!(why, Rejection::Submodule)));
    git.lfs = include(count(|why| matches!(why, Rejection::LfsPointer)));
    git.unstable = count(|why| matches!(why, Rejection::Placeholder(_)));
    git.unapplied = listing.unapplied.len() as u64;
}

fn name(draft: &mut ManifestDraft, declared: &[Declaration]) {
    let named = declared.iter().find_map(|file| Some((file.name.clone()?, file.file)));
    if let Some((name, file)) = named {
        draft.name = name;
        draft.named_by = Some(file);
    }
}

/// Solves problems by keys; whether one was added.
fn solve(draft: &mut ManifestDraft, problems: &Diagnostics) -> bool {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let solved: Vec<bool> = errors.map(|problem| solve_one(draft, problem.code)).collect();
    solved.contains(&true)
}

fn solve_one(draft: &mut ManifestDraft, code: Code) -> bool {
    match (code, &mut draft.source) {
        (Code::Lint(lint), _) if !draft.warned.contains(&lint.name()) => {
            draft.warned.push(lint.name());
            true
        }
        (Code::GitSubmodule, DraftSource::Git(git)) => use_instead(&mut git.submodules, "omit"),
        (Code::GitLfs, DraftSource::Git(git)) => use_instead(&mut git.lfs, "pointer"),
        _ => false,
    }
}

/// What the repository lacks cannot be packed.
fn use_instead(quantity: &mut Option<Quantity>, word: &'static str) -> bool {
    match quantity {
        Some(quantity) if quantity.word != word => {
            quantity.word = word;
            true
        }
        _ => false,
    }
}

fn version_from(git: &GitDraft, file: Option<&Declaration>) -> Option<String> {
    let each = "change it for each release";
    match (file, git.rev.tag()) {
        (Some(file), _) => Some(format!("as in {}; {each}", file.file)),
        (None, Some(_)) => Some(format!("as in the tag; {each}")),
        (None, None) => None,
    }
}

fn rejection(item: &Item) -> Option<&Rejection> {
    if let ItemKind::Rejected(why) = &item.kind { Some(why) } else { None }
}

/// Licences and readmes at the top.
fn required(listing: &Listing) -> Vec<String> {
    let is_wanted = |item: &&Item| {
        let name = item.path.file_name().to_ascii_uppercase();
        let begins =
            [&b"LICENSE"[..], b"LICENCE", b"COPYING", b"README"].iter().any(|word| name.starts_with(word));
        begins && item.path.parent().is_none() && matches!(item.kind, ItemKind::File(_))
    };
    listing.items.iter().filter(is_wanted).filter_map(|item| literal_pattern(item.path.as_bytes())).collect()
}

fn declarations(source: &Source) -> Result<Vec<Declaration>, Diagnostics> {
    declared(|file| text(source, file))
}

/// The text of a file at the top; `None` if there is none, or what is there is no text of such a size.
fn text(source: &Source, file: &'static str) -> Result<Option<String>, Diagnostics> {
    let path = EntryPath::parse(file.as_bytes()).expect("names of project files are paths");
    match source.look_up(&path)? {
        Some(ItemKind::File(size)) if size <= MOST_BYTES => {}
        _ => return Ok(None),
    }
    let mut bytes = Vec::new();
    let mut reader = source.open(&path)?.take(MOST_BYTES);
    reader.read_to_end(&mut bytes).map_err(|cause| Error::new("read", file, cause))?;
    Ok(String::from_utf8(bytes).ok())
}

fn utf8(below: &Path) -> Result<String, Diagnostic> {
    below.to_str().map(str::to_owned).ok_or_else(|| {
        let message = format!(
            "the directory `{}` has a name that is not UTF-8, which no manifest can hold",
            shown(below)
        );
        Diagnostic::error(Code::BadPath, message).help("rename the directory, or start `pkgr init` above it")
    })
}
