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
        "A pattern breaks the dialect of this program, which is the same on every system: `*` and `?` stay \
         within one name, `**` stands alone between slashes, `[a-z]` and `[!a-z]` match one byte, `{a,b}` \
         lists alternatives, a backslash takes the special meaning from the next character, and a slash at \
         the end matches directories only. Patterns are relative to the source and have no `.` or `..` part.";
    Io = "io":
        "The operating system refused an operation on the named file. Nothing was written: a \
         failed run leaves no partial file and keeps the old one. Mend the cause and run again.";
    Changed = "source::changed":
        "A file of the source was not the same when it was packed as when the plan was made: it \
         grew, shrank, was replaced or was rewritten. An archive of it would be an archive of no \
         state that ever existed, so nothing was written. Stop what writes into the tree, or pack a copy.";
    SourceOutside = "source::outside":
        "The manifest names a source directory that is not below its own directory, by `..`, by an absolute path or \
         through a symbolic link. That can be right, and a manifest of somebody else can pack files that way which \
         were never meant to leave the machine: read the list of entries first.";
    OutputLink = "output::link":
        "The output directory, or a directory above it, is a symbolic link below the manifest's directory. Such a link \
         can come with a checkout, and what is written through it ends up where its author wants it, so nothing was \
         written.";
    WorkTree = "source::work-tree":
        "The source is a directory in a repository's work tree, and what is packed is not what the commit \
         has: files were changed, were never committed, or are ignored. A directory is packed as it is on \
         disk, so nobody can make that archive from the commit. The plan carries the same mark.";
    VaryDiffers = "vary::differs":
        "`pkgr vary` built the same manifest and source again in other surroundings, and the archives were not the \
         same. The message names what was varied. The marked step writes something of the machine, the user or the \
         time into its output, or the marked key takes something from the disk that another checkout has otherwise.";
    VaryNothingTried = "vary::nothing-tried":
        "None of the variations that `pkgr vary --only` was asked for can be tried on this machine, so the run proves \
         nothing. The report says for each what is missing: a tool to install, rights, another file system.";
    GenerateFailed = "generate::failed":
        "The program of a `[[generate]]` step could not be started, or ended with a failure. It runs without \
         a shell in the top of a scratch copy of the source, with an empty standard input and with exactly \
         these variables: SOURCE_DATE_EPOCH, TZ=UTC, LC_ALL=C, HOME and TMPDIR (empty folders), PATH.";
    GenerateNotRun = "generate::not-run":
        "The command needs files that `[[generate]]` steps make, and it may not run them. Looking at a manifest never \
         runs its programs: `plan`, `verify` and `build --check` run steps with `--run-steps` alone, `build` and `vary` \
         run them and name each command first, and `build --no-steps` refuses a manifest that has any.";
    GenerateOpen = "generate::open-outputs":
        "Outputs of `[[generate]]` steps are given as patterns, and the steps were not run, so the names of the files \
         that they make are not known and not listed. `pkgr plan --run-steps` runs the steps and lists every entry.";
    GenerateUndeclared = "generate::undeclared":
        "A `[[generate]]` step added, changed or removed something that its `outputs` do not name. What a \
         program does to a release is to be read in the manifest, so nothing of it is taken over.";
    GenerateMissing = "generate::missing-output":
        "After a `[[generate]]` step, no file is there that one of its `outputs` names.";
    Ambiguous = "archive::ambiguous":
        "An archive is damaged, is none, or can be read in more than one way: two programs could unpack \
         different files from it. What is wrong stands beside its offset. Nothing is resolved by guess, so \
         the archive is not compared with anything.";
    AuditNoCommit = "audit::no-commit":
        "An archive is held against a commit, and it is not known which: `--rev` names none, and the archive \
         has neither the comment in which `git archive` puts the commit's id nor the file \
         `.cargo_vcs_info.json` of cargo; or it names a directory that the commit has not.";
    NoSuchArchive = "archive::unplanned":
        "An archive that is to be verified has a name that the manifest gives to none of its archives, so it \
         cannot be told which of them it is to be compared with.";
    TooDeep = "source::too-deep":
        "A source has more levels of directories than the limit `depth`: 2,048. git refuses to read deeper trees too \
         (`core.maxTreeDepth`), and few programs can unpack them. Leave the directory out with `exclude`, or make \
         it less deep. `pkgr explain limits` lists all limits.";
    TooMany = "source::too-many-entries":
        "A source lists more files and directories, or longer paths together, than the limits `entries` and `paths`: \
         5,000,000 entries, and 1 GiB in their paths; or more than the process has memory for. A few objects of a \
         repository can list a hundred million files, so the count ends here. `pkgr explain limits` lists all limits.";
    SubstTooLarge = "git::subst-too-large":
        "The placeholders of `export-subst` ask for more bytes than the limits `subst-file` (64 MiB added to one file) \
         and `subst-total` (1 GiB added to all files of the commit). A file of 1 MB and a message of 1 MB can ask for \
         500 GB. Set `export-subst = \"omit\"` in `[source]` to pack the files as they are stored.";
    GitTooLarge = "git::object-too-large":
        "An object of a repository is larger than the limit `object`, 2 GiB, and cannot be streamed: it is no blob, or \
         git stores it as a difference to another object. `git repack -adf` with `core.bigFileThreshold` below its \
         size stores it whole, and then it is streamed.";
    GitTooManyTags = "git::too-many-tags":
        "A name leads to its commit by more tag objects than the limit `tags`: 64. Name the commit itself, or a tag \
         that points to it.";
    GitFormat = "git::format":
        "The repository has a format that pkgr cannot read: a `core.repositoryformatversion` above 1, an extension in \
         `[extensions]` that it does not know, references in a table (`reftable`), or another hash than SHA-1 and \
         SHA-256. The repository is not damaged; a clone made by git in the usual format holds the same commits.";
    Permission = "permission":
        "The system does not let this user read a file that is needed. Nothing is damaged. Let the user read it, \
         or run pkgr as the user who owns it.";
    Memory = "memory":
        "The system gave no memory for what was asked, or the limit of the process on its address space (`ulimit -v`) \
         leaves none. Nothing is damaged. Raise the limit, use fewer threads with `-j`, or work on a machine with \
         more memory.";
    GitRepository = "git::repository":
        "The manifest's `git` names no repository that can be opened: a work tree, a linked work tree or a \
         bare repository, at exactly this path. Folders above it are not searched, and no setting of the \
         user or of the environment leads elsewhere.";
    GitReference = "git::reference":
        "A reference of the repository cannot be read, or is a link that never ends at an object.";
    GitUnknownRevision = "git::unknown-revision":
        "`rev` is no tag, branch or full commit id of the repository as it is on this machine. Nothing is \
         fetched, and expressions such as `HEAD~1` and shortened ids are not names: they mean another commit \
         on another day.";
    GitAmbiguous = "git::ambiguous":
        "`rev` is the name of more than one thing, such as a tag and a branch. Whoever can push a branch \
         could so change what is released, so the full name is asked for: `refs/tags/…` or `refs/heads/…`.";
    GitNoCommit = "git::no-commit":
        "The revision is a tag of a file or of a directory. A release needs a commit, with its time.";
    GitUnexpectedCommit = "git::unexpected-commit":
        "The revision does not name the commit that `expect.commit` pins. A tag can be moved; this is the \
         check that nothing is slipped in that way. Find out who moved it before anything else.";
    GitRenamedTag = "git::renamed-tag":
        "A tag object holds the name that it was made for, and a signature covers that name. Under another \
         reference, an old release, with its good signature, would pass for a new one.";
    GitOtherManifest = "git::other-manifest":
        "The commit has a manifest of its own at this place, and it is not the one that is used. Whoever builds \
         the commit with its own manifest may get other archives.";
    GitMoved = "git::moved":
        "The reference that the plan was made from names another object in this repository: neither the plan's \
         commit nor one of its tags. Either the tag was moved after the plan was made, or the plan is forged. A branch \
         may grow, as long as the planned commit is in its history.";
    GitUnconfirmed = "git::unconfirmed":
        "The plan says which commit a tag or branch leads to, and the repository has no such reference, as in a clone \
         without tags. The commit that is built is the plan's, and whoever wrote the plan chose it. A signed tag or the \
         commit's id in the manifest would confirm it.";
    ContractUnreadable = "contract::unreadable":
        "The file given with `--plan` is no plan that this program wrote: it is no JSON document, has another \
         version, or asks for an encoder or dialect that this program does not have.";
    ContractEdited = "contract::edited":
        "A plan ends with the SHA-256 of all that stands before it. This one has been changed after it was \
         written, so it is not what was reviewed.";
    ContractBroken = "contract::broken":
        "The manifest and the source do not give the plan that was handed over with `--plan`. Nothing is \
         built: what was reviewed and what would be published are not the same.";
    GitNotATag = "git::not-a-tag":
        "`expect.tag` asks for a tag, and `rev` is a branch or a commit id.";
    GitLightweightTag = "git::lightweight-tag":
        "`expect.tag` asks for a tag object. A lightweight tag is only a name for a commit: it records \
         nobody who made it, and it cannot be signed.";
    GitUnsigned = "git::unsigned":
        "`expect.tag = \"signed\"` asks for a signature in the tag object, and there is none.";
    GitBadSignature = "git::bad-signature":
        "The tag's signature is not a good one by a key of the manifest's `signers`. Only those count: what \
         gpg or ssh of this machine trusts plays no part. A key that had expired when the tag was signed, or \
         that was revoked because it was lost, is refused; one that expired later is not.";
    GitSigners = "git::signers":
        "The file of `expect.signers` cannot be read, or holds no keys: it is made of OpenPGP certificates, \
         armored or binary, or of lines `PRINCIPALS [OPTIONS] TYPE KEY` as ssh-keygen(1) describes them.";
    GitMissingObject = "git::missing-object":
        "An object that is needed is not in the repository. Clones can be shallow (history cut off) or \
         partial (files fetched when needed); pkgr fetches nothing, and the help names the command that does.";
    GitCorruptObject = "git::corrupt-object":
        "An object cannot be read, or its bytes are not those that its id names. Every object is hashed \
         again when it is read, so damage, accidental or meant, never reaches an archive.";
    GitBadObject = "git::bad-object":
        "An object is malformed: a tree with a name such as `..` or `.git`, out of order or with a mode that \
         git does not make, a link without a target, a time that is none, or a tag without the headers that \
         git gives to tags. Such objects are made to harm those who unpack or verify them.";
    GitSubmodule = "git::submodule":
        "A submodule cannot be packed: `.gitmodules` of the commit does not name it, names it so that it \
         leads elsewhere, or its repository is not there at the recorded commit.";
    GitLfs = "git::lfs":
        "The file behind a Git LFS pointer is not in the local store, or is not the one that the pointer \
         names by size and SHA-256.";
    GitRefused = "git::refused":
        "The commit holds something that the manifest's policy refuses: a submodule, a Git LFS pointer, or \
         a placeholder of `export-subst` that depends on more than the commit. Each has a key in `[source]` \
         that says what is to become of it.";
    Cancelled = "cancelled":
        "The run was interrupted by a signal. Temporary files were removed and files that stood in \
         the output folder are as they were; the next run starts afresh.";
    BadPath = "plan::bad-path":
        "The path given to `plan --explain` cannot be the path of an entry: it is absolute, has an \
         empty, `.` or `..` part, or is empty. Paths are those that `plan --format list` shows.";
    UnknownCode = "explain::unknown-code":
        "The name given to `pkgr explain` is neither a diagnostic code nor a lint of this version. `pkgr explain` \
         without a name lists all of both.";
    Abandoned = "build::abandoned":
        "A run that was killed at once, or whose machine stopped, could not remove its temporary files. They \
         hold a part of an archive, under a name that ends in `.pkgr-partial`, and belong to nobody: those of \
         a run that is still at work are locked, and stay.";
    Checksums = "build::checksums":
        "`SHA256SUMS` does not say what would be built: it is not there, or has no line, or another one, \
         about an archive. `build --check` counts that as a difference.";
    OutputExists = "build::output-exists":
        "The output folder holds a file of the same name with other bytes. A file that was published \
         under a name must never change, because others have noted its digest; so it is replaced only \
         with `--force`. A file with the same bytes is left untouched and is no error.";
    OutputIsSource = "build::output-is-source":
        "The folder to write to is the source directory itself, so an earlier archive would be packed \
         into the next one. Write to another folder; one below the source is never packed.";
    NoShell = "plan::no-shell-equivalent":
        "The plan asks for something that no command line of GNU tar can do, so `plan --format shell` \
         has no honest answer. `pkgr build` is not affected.";
    IncludeUnmatched = "files::include-unmatched":
        "An `include` pattern of the manifest matches nothing that would be packed. A release with a \
         hole in it must not pass unnoticed, so this is an error: mend the pattern, or remove it. \
         Patterns are compared with the whole path below the source, byte by byte and case-sensitively; \
         `exclude` wins over `include`.";
    RequiredMissing = "files::required-missing":
        "A `require` pattern of the manifest matches no entry of the archive: a licence, a readme or \
         another file that the release must have is not there. Add it to the source, or select it.";
    NothingSelected = "files::nothing-selected":
        "No file of the source is selected, so the archive would be empty. Look at the source's path \
         and at the `include` and `exclude` patterns.";
    OutputInside = "files::output-inside":
        "The folder that archives are written to lies inside the source. It is never packed, whatever \
         the patterns say, so that an earlier build cannot get into a later one.";
    OutputHoldsSources = "files::output-holds-sources":
        "The folder that archives are written to lies inside the source and holds files that the manifest \
         selects. They would be left out, as that folder is never packed. Write to another folder with `-d`, \
         or leave the folder out by name with `exclude`.";
    SpecialFile = "source::special-file":
        "A fifo, a socket or a device is selected. An archive of sources holds files, directories and \
         symbolic links only. Exclude it, or remove it from the source.";
    Unrepresentable = "archive::unspellable":
        "An entry has a name, a link target, a size or a time that the archive's tar dialect cannot \
         hold whole. Other tools leave such an entry out or cut it; here it is an error. Choose a dialect \
         that holds it (the posix dialects hold everything), or shorten the name.";
    OwnerUnspellable = "archive::owner":
        "The owner of `[normalize]` has an id or a name that the archive's tar dialect cannot hold. \
         Choose a dialect that holds it, or a smaller id or a shorter name.";
    EpochIgnored = "normalize::source-date-epoch-ignored":
        "The variable `SOURCE_DATE_EPOCH` is set to another time than the manifest's. The bytes of a \
         release depend on the manifest and the source, so the variable changes nothing unless the \
         manifest asks for it by name.";
    EpochUnset = "normalize::source-date-epoch":
        "The manifest takes its time from the variable `SOURCE_DATE_EPOCH`, and the variable is not set \
         or is not a plain decimal number of seconds since 1970-01-01T00:00:00Z. Nothing else is ever \
         used instead. Set it, or write the time into the manifest.";
    ManifestCommitId = "manifest::commit-id":
        "An expected commit is named by its full id, 40 hexadecimal digits (64 in a SHA-256 repository). A \
         shorter one may name another commit tomorrow. `git rev-parse v1.0.0^{commit}` prints the full id.";
    ManifestCompression = "manifest::compression":
        "Format, level and encoder of an archive do not belong together, or neither the key `format` nor the \
         file's ending says how to compress. The endings `.tar.gz`, `.tgz`, `.tar.xz`, `.txz`, `.tar.zst`, \
         `.tzst`, `.tar.bz2`, `.tbz2`, `.tbz` and `.tar` are known. gzip has the levels 1 to 9 and the encoder \
         `gnu-1`; xz the levels 0 to 9 and `\"0e\"` to `\"9e\"` and the encoders `xz-single-1` and \
         `xz-blocks-1`; zstd the levels 1 to 22 and the encoder `zstd-1`; bzip2 the levels 1 to 9 and the \
         encoder `bzip2-1`; `none` has neither.";
    ManifestConflict = "manifest::conflict":
        "Two lines of the manifest exclude each other, or one asks for another that is not there. A source is \
         either `git` or `directory`, never both; what only a commit can answer needs `git`; `signers` belong \
         to `tag = \"signed\"`; extended headers belong to the posix dialects; the dialect `git` has an order, \
         an owner and modes of its own.";
    ManifestDuplicateKey = "manifest::duplicate-key":
        "One table has the same key twice, or the manifest the same table. TOML does not say which of the two \
         counts, so neither does this program. Lists of tables, such as `[[archive]]`, may be repeated.";
    ManifestEmpty = "manifest::empty":
        "A value is empty that must say something, such as a list of patterns without a pattern, a program \
         without its name, or a path without a character.";
    ManifestEncoding = "manifest::encoding":
        "A manifest is UTF-8 text without a byte order mark and without NUL characters, as the TOML \
         specification asks. Save the file again as plain UTF-8.";
    ManifestEnding = "manifest::ending":
        "The ending of an archive's name promises another compression than the manifest asks for. Tools that \
         go by the name would fail to unpack it. The archive is written as the manifest says.";
    ManifestFileName = "manifest::file-name":
        "An archive's file name must be usable on every system that may download it: a bare name without \
         slashes, control characters or any of `\\ : * ? \" < > |`, without a blank or dot at its end, not one \
         of the device names of Windows (`CON`, `NUL`, `COM1`, …), not `SHA256SUMS`, at most 255 bytes.";
    ManifestMissingKey = "manifest::missing-key":
        "A table lacks a key that has no sensible default. The help shows the line to add; `pkgr schema` \
         prints a description of every key for editors.";
    ManifestMissingTime = "manifest::missing-time":
        "Files in a directory have the time of their checkout, which is different everywhere, so a directory \
         has no default for the time of entries. Write the time of the release, \
         `mtime = { set = \"2023-10-02T11:48:14Z\" }`, or take it from the environment of the build with \
         `mtime = \"source-date-epoch\"`. The current time is never used.";
    ManifestName = "manifest::name":
        "Names and versions become parts of file names, and owners parts of tar headers, so they are held to \
         what both can carry: printable characters without blanks, slashes, colons or any of \
         `\\ * ? \" < > |`; package names and versions do not begin with a dot or a hyphen.";
    ManifestPrefix = "manifest::prefix":
        "All members of an archive stand below one top directory, so that unpacking puts files in one place. \
         The prefix must expand to a relative path without empty, `.` or `..` parts and without a slash at \
         its end, such as `hello-1.0.0`.";
    ManifestRange = "manifest::out-of-range":
        "A number is outside of what its key takes. The help names the range; ids of users and groups are \
         those that a 32-bit system can store, levels are those of the compressor.";
    ManifestSameName = "manifest::same-name":
        "Two archives, or two steps that generate files, have the same name, or names that differ only by \
         case. On a system that folds case the second archive would overwrite the first.";
    ManifestSchemaVersion = "manifest::schema-version":
        "`schema` counts versions of the manifest's format. This program knows version 1. A higher number \
         means that the manifest was written for a newer program, which may understand keys that this one \
         would have to guess; so it reads nothing of it.";
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
        "A manifest is a text that people read and review; more than 1 MiB is taken for a mistake, such as \
         the name of an archive in place of the manifest's.";
    ManifestTooMany = "manifest::too-many":
        "Only the first hundred problems of a manifest are shown. Mend those first; the next run shows the \
         rest, if any of them are left by then.";
    ManifestUnknownKey = "manifest::unknown-key":
        "A table has a key, or the manifest a table, that this program does not know. A misspelt `exclude` \
         would publish what it was meant to keep back, so nothing unknown is passed over.";
    ManifestUnknownValue = "manifest::unknown-value":
        "A key takes one word of a closed list, and this is none of them. The help lists them all and names \
         the nearest.";
    ManifestWrongType = "manifest::wrong-type":
        "A value has another type than its key takes, such as a string in place of a list. The message names \
         both; where a small change would do, the help shows it.";
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
            assert!(!code.explanation().contains("  "), "{code} has a run of blanks");
        }
    }
}
