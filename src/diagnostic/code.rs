//! The closed list of diagnostic codes, each with the text that `pkgr explain` prints.

use std::fmt;

use crate::lint::Lint;

macro_rules! codes {
    ($($variant:ident = $id:literal: $explanation:literal;)+) => {
        /// A kind of problem. The list is closed; codes are part of the interface and are not reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $(#[doc = $explanation] $variant,)+
            /// A lint; see [`crate::lints`] for all of them.
            Lint(&'static Lint),
        }

        impl Code {
            /// Every code of the list in its order, without those of lints.
            pub fn all() -> impl Iterator<Item = Code> {
                [$(Code::$variant,)+].into_iter()
            }

            /// The name users see, such as `pkgr::manifest::unknown-key`.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Code::$variant => concat!("pkgr::", $id),)+ Code::Lint(lint) => lint.code }
            }

            /// What the code means and what to do, in a few sentences.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => $explanation,)+ Code::Lint(lint) => lint.explanation }
            }
        }
    };
}

codes! {
    GlobSyntax = "glob::syntax":
        "A pattern does not follow the syntax, which is the same on every system: `*` and `?` match within one \
         name, `**` stands alone between slashes, `[a-z]` and `[!a-z]` match one byte, `{a,b}` lists \
         alternatives, a backslash escapes the next character, and a slash at the end matches directories only. \
         Patterns are relative to the source and have no `.` or `..` part.";
    Io = "io":
        "The operating system returned an error for an operation on the named file. Nothing was written: a failed \
         run leaves no partial file and keeps the old one. Fix the cause and run again.";
    Changed = "source::changed":
        "A file of the source changed between the plan and the build: it grew, shrank, was replaced or was \
         rewritten. The archive would hold a state of the tree that never existed, so nothing was written. Stop \
         the program that writes into the tree, or pack a copy.";
    SourceOutside = "source::outside":
        "The manifest names a source directory that is not below its own directory, by `..`, by an absolute path \
         or through a symbolic link. That can be correct, but somebody else's manifest can use it to pack files \
         that must not leave this machine: read the list of entries first.";
    OutputLink = "output::link":
        "The output directory, or a directory above it, is a symbolic link below the manifest's directory. Such a \
         link can come with a checkout and lead anywhere, so nothing was written through it.";
    WorkTree = "source::work-tree":
        "The source is a directory in the work tree of a repository, and its files are not those of the commit: \
         files were changed, were never committed, or are ignored. A directory is packed as it is on disk, so the \
         archive cannot be rebuilt from the commit. The plan records this too.";
    VaryDiffers = "vary::differs":
        "`pkgr vary` rebuilt the same manifest and source in a varied environment, and the archives differ. The \
         message names what was varied. The marked step writes something of the machine, the user or the time \
         into its output, or the marked key takes something from the disk that differs in another checkout.";
    VaryNothingTried = "vary::nothing-tried":
        "None of the variations that `pkgr vary --only` selects can be tried on this machine, so the run proves \
         nothing. The report names for each what is missing: a tool to install, a permission, another file \
         system.";
    GenerateFailed = "generate::failed":
        "The program of a `[[generate]]` step could not be started, or it failed. It runs without a shell at the \
         top of a scratch copy of the source, with an empty standard input and with exactly these variables: \
         SOURCE_DATE_EPOCH, TZ=UTC, LC_ALL=C, HOME and TMPDIR (empty directories), PATH.";
    GenerateNotRun = "generate::not-run":
        "The command needs files that `[[generate]]` steps make, but it may not run them. Reading a manifest \
         never runs its programs: `plan`, `verify` and `build --check` run steps only with `--run-steps`, `build` \
         and `vary` run them and print each command first, and `build --no-steps` rejects a manifest that has \
         steps.";
    GenerateOpen = "generate::open-outputs":
        "Outputs of `[[generate]]` steps are given as patterns, and the steps were not run, so the names of the \
         files that they make are unknown and not listed. `pkgr plan --run-steps` runs the steps and lists every \
         entry.";
    GenerateUndeclared = "generate::undeclared":
        "A `[[generate]]` step added, changed or removed a file that none of its `outputs` matches. The manifest \
         must show everything that a program does to a release, so none of its changes are used.";
    GenerateMissing = "generate::missing-output":
        "After a `[[generate]]` step ran, no file matches one of its `outputs`.";
    Ambiguous = "archive::ambiguous":
        "A file is damaged, is not an archive, or can be read in more than one way, so that two programs could \
         unpack different files from it. The message names the defect and its offset. pkgr does not guess, so the \
         archive is not compared with anything.";
    AuditNoCommit = "audit::no-commit":
        "An archive is to be compared with a commit, and the commit is unknown: `--rev` is not given, and the \
         archive has neither the comment in which `git archive` records the commit id nor cargo's file \
         `.cargo_vcs_info.json`; or the archive names a directory that the commit does not have.";
    NoSuchArchive = "archive::unplanned":
        "An archive to verify has a file name that no `[[archive]]` of the manifest has, so it is unknown which \
         of them it should be compared with.";
    TooDeep = "source::too-deep":
        "A source has more levels of directories than the limit `depth`, 2,048. git does not read deeper trees \
         either (`core.maxTreeDepth`), and few programs can unpack them. Leave the directory out with `exclude`, \
         or make it less deep. `pkgr explain limits` lists all limits.";
    TooMany = "source::too-many-entries":
        "A source lists more files and directories than the limit `entries`, 5,000,000, or longer paths than the \
         limit `paths`, 1 GiB in total; or more than the process has memory for. A few objects of a repository \
         can list a hundred million files, so pkgr stops counting here. `pkgr explain limits` lists all limits.";
    SubstTooLarge = "git::subst-too-large":
        "The placeholders of `export-subst` expand to more bytes than the limits `subst-file` (64 MiB added to \
         one file) and `subst-total` (1 GiB added to all files of the commit). A file of 1 MB and a message of 1 \
         MB can expand to 500 GB. Set `export-subst = \"omit\"` in `[source]` to pack the files as they are \
         stored.";
    GitTooLarge = "git::object-too-large":
        "An object of a repository is larger than the limit `object`, 2 GiB, and cannot be streamed: it is not a \
         blob, or git stores it as a difference from another object. `git repack -adf` with \
         `core.bigFileThreshold` below its size stores it whole, so that it can be streamed.";
    GitTooManyTags = "git::too-many-tags":
        "A name leads to its commit through more tag objects than the limit `tags`, 64. Name the commit itself, \
         or a tag that points to it.";
    GitFormat = "git::format":
        "The repository has a format that pkgr cannot read: a `core.repositoryformatversion` above 1, an \
         extension in `[extensions]` that it does not know, references in a table (`reftable`), or a hash other \
         than SHA-1 and SHA-256. The repository is not damaged; a clone made by git in the usual format has the \
         same commits.";
    Permission = "permission":
        "The operating system does not allow this user to read a file that is needed. Nothing is damaged. Give \
         the user read permission, or run pkgr as the user who owns the file.";
    Memory = "memory":
        "The operating system has no memory for the request, or the limit of the process on its address space \
         (`ulimit -v`) is reached. Nothing is damaged. Raise the limit, use fewer threads with `-j`, or work on a \
         machine with more memory.";
    GitRepository = "git::repository":
        "The manifest's `git` does not name a repository that can be opened: a work tree, a linked work tree or a \
         bare repository, at exactly this path. Directories above it are not searched, and no setting of the user \
         or of the environment is used. pkgr does not use the network: clone a repository that has a URL.";
    GitReference = "git::reference":
        "A reference of the repository cannot be read, or is a symbolic reference that never leads to an object.";
    GitUnknownRevision = "git::unknown-revision":
        "`rev` is not a tag, branch or full commit id of the repository on this machine. Nothing is fetched. \
         Expressions such as `HEAD~1` and shortened ids are not accepted, because they can mean another commit \
         later.";
    GitAmbiguous = "git::ambiguous":
        "`rev` is the name of more than one reference, such as a tag and a branch. Anybody who can push a branch \
         could change what is released, so the full name is required: `refs/tags/…` or `refs/heads/…`.";
    GitNoCommit = "git::no-commit":
        "The revision is a tag of a file or of a directory. A release needs a commit, which has a time.";
    GitUnexpectedCommit = "git::unexpected-commit":
        "The revision is not the commit that `expect.commit` pins. A tag can be moved, and this check detects it. \
         Find out who moved the tag before you change the manifest.";
    GitRenamedTag = "git::renamed-tag":
        "A tag object records the name that it was made for, and a signature covers that name. Under another \
         reference, an old release with its valid signature would pass for a new one.";
    GitOtherManifest = "git::other-manifest":
        "The commit has its own manifest at this path, and it differs from the one that is used. A build with the \
         commit's manifest may give other archives.";
    GitMoved = "git::moved":
        "The reference that the plan was made from leads to another object in this repository: neither the plan's \
         commit nor one of its tags. Either the tag was moved after the plan was made, or the plan is forged. A \
         branch may grow, as long as the planned commit is in its history.";
    GitUnconfirmed = "git::unconfirmed":
        "The plan records which commit a tag or branch leads to, but the repository does not have that reference, \
         as in a clone without tags. The build uses the plan's commit without confirmation by the repository. A \
         signed tag, or the commit id in the manifest, would confirm it.";
    ContractUnreadable = "contract::unreadable":
        "The file given with `--plan` is not a plan that pkgr wrote: it is not JSON, has another version, or \
         names an encoder or dialect that this version does not have.";
    ContractEdited = "contract::edited":
        "A plan ends with the SHA-256 of everything before it. This plan was changed after it was written, so it \
         is not the one that was reviewed.";
    ContractBroken = "contract::broken":
        "The manifest and the source do not give the plan that `--plan` names. Nothing is built, because the \
         archives would not be those that were reviewed.";
    GitNotATag = "git::not-a-tag":
        "`expect.tag` asks for a tag, and `rev` is a branch or a commit id.";
    GitLightweightTag = "git::lightweight-tag":
        "`expect.tag` asks for a tag object. A lightweight tag has no tagger, date or signature.";
    GitUnsigned = "git::unsigned":
        "`expect.tag = \"signed\"` requires a signature in the tag object, and it has none.";
    GitBadSignature = "git::bad-signature":
        "The tag's signature is not a valid one by a key of the manifest's `signers`. Only those keys count; the \
         keys that gpg or ssh trust on this machine are not used. A key that had expired when the tag was signed, \
         or that was revoked because it was compromised, is rejected; a key that expired later is accepted.";
    GitSigners = "git::signers":
        "The file of `expect.signers` cannot be read, or has no keys. It consists of OpenPGP certificates, \
         armored or binary, or of lines `PRINCIPALS [OPTIONS] TYPE KEY` as in ssh-keygen(1).";
    GitMissingObject = "git::missing-object":
        "An object that is needed is not in the repository. Clones can be shallow (history cut off) or partial \
         (files fetched on demand). pkgr fetches nothing; the help names the command that does.";
    GitCorruptObject = "git::corrupt-object":
        "An object cannot be read, or its bytes do not match its id. Every object is hashed when it is read, so \
         that neither damage nor manipulation reaches an archive.";
    GitBadObject = "git::bad-object":
        "An object is malformed: a tree with a name such as `..` or `.git`, out of order or with a mode that git \
         does not write, a link without a target, an invalid time, or a tag without the headers that git writes. \
         Such objects are made to attack those who unpack or verify them.";
    GitSubmodule = "git::submodule":
        "A submodule cannot be packed: the commit's `.gitmodules` does not name it, gives it a path outside the \
         tree, or its repository is not available at the recorded commit.";
    GitLfs = "git::lfs":
        "The file behind a Git LFS pointer is not in the local store, or does not have the size and SHA-256 of \
         the pointer.";
    GitRefused = "git::refused":
        "The commit has something that the manifest's policy rejects: a submodule, a Git LFS pointer, or a \
         placeholder of `export-subst` that depends on more than the commit. Each has a key in `[source]` that \
         sets what pkgr does with it.";
    Cancelled = "cancelled":
        "The run was interrupted by a signal. Temporary files were removed, and files in the output directory are \
         unchanged; the next run starts from the beginning.";
    BadPath = "plan::bad-path":
        "The path given to `plan --explain` cannot be the path of an entry: it is absolute, has an empty, `.` or \
         `..` part, or is empty. `plan --format list` prints the paths of all entries.";
    UnknownCode = "explain::unknown-code":
        "The name given to `pkgr explain` is neither a diagnostic code nor a lint of this version. `pkgr explain` \
         without a name lists all of both.";
    Abandoned = "build::abandoned":
        "A run that was killed, or whose machine stopped, could not remove its temporary files. They hold a part \
         of an archive, under a name that ends in `.pkgr-partial`, and no process uses them. Files of a run that \
         is still active are locked, and stay.";
    Checksums = "build::checksums":
        "`SHA256SUMS` does not match the build: the file is missing, or its line for an archive is missing or \
         different. `build --check` counts that as a difference.";
    OutputExists = "build::output-exists":
        "The output directory has a file of the same name with other bytes. A published file must never change, \
         because others have recorded its digest, so it is replaced only with `--force`. A file with the same \
         bytes is left untouched and is not an error.";
    OutputIsSource = "build::output-is-source":
        "The output directory is the source directory itself, so an earlier archive would be packed into the next \
         one. Write to another directory; one below the source is never packed.";
    NoShell = "plan::no-shell-equivalent":
        "The plan needs something that no command line of GNU tar can do, so `plan --format shell` has no \
         equivalent to print. `pkgr build` is not affected.";
    IncludeUnmatched = "files::include-unmatched":
        "An `include` pattern of the manifest matches no file to pack. The release would lack files that it \
         should have, so this is an error: correct the pattern, or remove it. Patterns are compared with the \
         whole path below the source, byte by byte and case-sensitively; `exclude` wins over `include`.";
    RequiredMissing = "files::required-missing":
        "A `require` pattern of the manifest matches no entry of the archive: a licence, a readme or another file \
         that the release must have is missing. Add it to the source, or select it with `include`.";
    NothingSelected = "files::nothing-selected":
        "No file of the source is selected, so the archive would be empty. Check the path of the source and the \
         `include` and `exclude` patterns.";
    OutputInside = "files::output-inside":
        "The output directory is inside the source. It is never packed, whatever the patterns match, so that an \
         earlier build cannot get into a later one.";
    OutputHoldsSources = "files::output-holds-sources":
        "The output directory is inside the source and has files that the manifest selects. They would be left \
         out, because that directory is never packed. Write to another directory with `-d`, or leave the \
         directory out by name with `exclude`.";
    SpecialFile = "source::special-file":
        "A fifo, a socket or a device is selected. A source archive holds only files, directories and symbolic \
         links. Exclude it, or remove it from the source.";
    Unrepresentable = "archive::unspellable":
        "An entry has a name, a link target, a size or a time that the archive's tar dialect cannot encode. Other \
         tools leave out or truncate such an entry; pkgr reports an error. Choose a dialect that can encode it \
         (the posix dialects encode everything), or shorten the name.";
    OwnerUnspellable = "archive::owner":
        "The owner of `[normalize]` has an id or a name that the archive's tar dialect cannot encode. Choose a \
         dialect that can, a smaller id or a shorter name.";
    EpochIgnored = "normalize::source-date-epoch-ignored":
        "The variable `SOURCE_DATE_EPOCH` is set to another time than the manifest's. The bytes of a release \
         depend on the manifest and the source, so the variable has no effect unless the manifest names it.";
    EpochUnset = "normalize::source-date-epoch":
        "The manifest takes its time from the variable `SOURCE_DATE_EPOCH`, and the variable is not set or is not \
         a decimal number of seconds since 1970-01-01T00:00:00Z. There is no fallback. Set the variable, or write \
         the time into the manifest.";
    ManifestCommitId = "manifest::commit-id":
        "An expected commit is given by its full id, 40 hexadecimal digits (64 in a SHA-256 repository). A \
         shorter one may match another commit later. `git rev-parse v1.0.0^{commit}` prints the full id.";
    ManifestCompression = "manifest::compression":
        "Format, level and encoder of an archive do not belong together, or neither the key `format` nor the \
         file's ending says how to compress. The endings `.tar.gz`, `.tgz`, `.tar.xz`, `.txz`, `.tar.zst`, \
         `.tzst`, `.tar.bz2`, `.tbz2`, `.tbz` and `.tar` are known. gzip has the levels 1 to 9 and the encoder \
         `gnu-1`; xz the levels 0 to 9 and `\"0e\"` to `\"9e\"` and the encoders `xz-single-1` and \
         `xz-blocks-1`; zstd the levels 1 to 22 and the encoder `zstd-1`; bzip2 the levels 1 to 9 and the \
         encoder `bzip2-1`; `none` has neither.";
    ManifestConflict = "manifest::conflict":
        "Two lines of the manifest contradict each other, or one requires another that is missing. A source is \
         either `git` or `directory`, never both; keys that need a commit need `git`; `signers` belong to `tag = \
         \"signed\"`; extended headers belong to the posix dialects; the dialect `git` has its own order, owner \
         and modes.";
    ManifestDuplicateKey = "manifest::duplicate-key":
        "A table has the same key twice, or the manifest has the same table twice. TOML does not define which of \
         the two counts, so it is an error. Arrays of tables, such as `[[archive]]`, may be repeated.";
    ManifestEmpty = "manifest::empty":
        "A value is empty that must not be, such as an array of patterns without a pattern, a command without a \
         program, or an empty path.";
    ManifestEncoding = "manifest::encoding":
        "A manifest is UTF-8 text without a byte order mark and without NUL characters, as TOML requires. Save \
         the file as plain UTF-8.";
    ManifestEnding = "manifest::ending":
        "The ending of an archive's file name belongs to another compression than the manifest sets. Tools that \
         rely on the ending would fail to unpack it. The archive is written as the manifest sets.";
    ManifestFileName = "manifest::file-name":
        "An archive's file name must be usable on every system that may download it: a bare name without slashes, \
         control characters or any of `\\ : * ? \" < > |`, without a space or dot at its end, not one of the \
         device names of Windows (`CON`, `NUL`, `COM1`, …), not `SHA256SUMS`, at most 255 bytes.";
    ManifestMissingKey = "manifest::missing-key":
        "A table lacks a key that has no default. The help shows the line to add; `pkgr schema` prints a \
         description of every key for editors.";
    ManifestMissingTime = "manifest::missing-time":
        "Files in a directory have the time of their checkout, which is different everywhere, so a directory \
         has no default for the time of entries. Write the time of the release, \
         `mtime = { set = \"2023-10-02T11:48:14Z\" }`, or take it from the environment of the build with \
         `mtime = \"source-date-epoch\"`. The current time is never used.";
    ManifestName = "manifest::name":
        "Names and versions become parts of file names, and owners become parts of tar headers. They must have \
         only printable characters without spaces, slashes, colons or any of `\\ * ? \" < > |`; package names and \
         versions must not begin with a dot or a hyphen.";
    ManifestPrefix = "manifest::prefix":
        "All entries of an archive are below one top directory, so that unpacking creates one directory. The \
         prefix must expand to a relative path without empty, `.` or `..` parts and without a slash at its end, \
         such as `hello-1.0.0`.";
    ManifestRange = "manifest::out-of-range":
        "A number is outside the range of its key. The help names the range: ids of users and groups fit into 32 \
         bits, and levels depend on the encoder.";
    ManifestSameName = "manifest::same-name":
        "Two archives, or two `[[generate]]` steps, have the same name, or names that differ only by case. On a \
         system that ignores case the second archive would overwrite the first.";
    ManifestSchemaVersion = "manifest::schema-version":
        "`schema` is the version of the manifest's format. This pkgr reads version 1. A higher number means that \
         the manifest was written for a newer pkgr, and may have keys that this one does not know; so it reads \
         nothing of it.";
    ManifestSyntax = "manifest::syntax":
        "The file is not valid TOML at the marked place: a quote or bracket that is not closed, or a \
         value that is not quoted. Other problems of the same file are reported as far as it could \
         be read; keys that seem to be missing are not.";
    ManifestTemplate = "manifest::template":
        "Templates know four variables: `{name}` and `{version}` of the package, `{commit}` and \
         `{short-commit}` (12 digits) of a git source. A brace itself is written twice, `{{` or `}}`. \
         Nothing is read from the environment.";
    ManifestTime = "manifest::time":
        "A time is written in RFC 3339 with a zone and without fractions of a second, such as \
         `2023-10-02T11:48:14Z`, or as whole seconds since 1970; or it is one of the words that the key \
         lists. A time without a zone would be another moment on another machine.";
    ManifestTooLarge = "manifest::too-large":
        "A manifest is a text that people read and review. A file of more than 1 MiB is probably a mistake, such \
         as the name of an archive in place of the manifest's.";
    ManifestTooMany = "manifest::too-many":
        "Only the first hundred problems of a manifest are reported. Fix those first; the next run reports the \
         rest.";
    ManifestUnknownKey = "manifest::unknown-key":
        "A table has a key, or the manifest a table, that pkgr does not know. A misspelled `exclude` would \
         publish the files that it should leave out, so unknown keys are errors.";
    ManifestUnknownValue = "manifest::unknown-value":
        "A key takes one word of a closed list, and the value is not in the list. The help lists all words and \
         suggests the nearest.";
    ManifestWrongType = "manifest::wrong-type":
        "A value has another type than its key takes, such as a string in place of an array. The message names \
         both types; the help shows how to write the value.";
    ModeSyntax = "mode::syntax":
        "A mode is `git`, `keep`, an octal number of at most 07777, or clauses as chmod reads them: who \
         (`u`, `g`, `o`, `a`), an operator (`+`, `-`, `=`), and permissions (`rwxXst`, or one of `u`, `g`, \
         `o` to copy). Clauses are joined by commas. A clause must say for whom, because chmod would \
         otherwise ask the umask, which differs between machines.";
}

impl Code {
    /// Finds a code of the list by its name, with or without `pkgr::` in front.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::all().find(|code| code.id() == name || code.id().strip_prefix("pkgr::") == Some(name))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_own_name_and_a_real_explanation() {
        for code in Code::all() {
            assert_eq!(Code::find(code.id()), Some(code));
            assert!(code.explanation().len() > 60, "{code} needs more than a few words");
            assert!(!code.explanation().contains("  "), "{code} has several spaces in a row");
        }
    }
}
