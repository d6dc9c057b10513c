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
        "A pattern has invalid syntax. The syntax is the same on every system: `*` and `?` match within one \
         name, `**` must be a whole path component, `[a-z]` and `[!a-z]` match one byte, `{a,b}` lists \
         alternatives, a backslash escapes the next character, a trailing slash matches only directories, and \
         a slash at the start means the top of the source. Patterns are relative to the source and have no \
         `.` or `..` component. There is no negation: nothing that `exclude` leaves out is taken back.";
    Io = "io":
        "The operating system returned an error for the named file. Nothing was written: a failed run \
         leaves no partial file and keeps the old one. Fix the cause and run pkgr again.";
    Changed = "source::changed":
        "A file of the source changed between planning and packing: it grew, shrank, was replaced or was \
         rewritten. An archive of it would match no state of the source that ever existed, so nothing was \
         written. Stop the program that writes into the tree, or pack a copy.";
    SourceOutside = "source::outside":
        "The manifest names a source directory or an overlay outside its own directory, by `..`, by an absolute path or \
         through a symbolic link. This can be intended, but an untrusted manifest can use it to pack \
         private files: check the list of entries first.";
    OverlayEmpty = "overlay::empty":
        "The directory that `overlay` in `[source]` names has no file, so it adds nothing to the source and \
         replaces nothing. Most often the files were not generated or not committed.";
    OverlayConflict = "overlay::conflict":
        "The overlay has a file where the source has a directory, or a directory where the source has a file, \
         a link or a submodule. A file of the overlay replaces a file or a link of the source at the same \
         path; a directory of the overlay adds its files to the directory of the source.";
    OverlayPlace = "overlay::place":
        "The overlay contains the source, the manifest or the output directory, so these would be packed as \
         files of the overlay. Its files need a directory of their own.";
    OverlayInside = "overlay::inside":
        "The overlay is inside the source directory. Its files are packed once, at the paths that they have \
         below the overlay, and the overlay itself is no part of the source.";
    OutputLink = "output::link":
        "The output directory, or a directory above it, is a symbolic link below the manifest's directory. \
         Such a link can come with a checkout, and its author decides where files are written, so nothing \
         was written.";
    WorkTree = "source::work-tree":
        "The source is a directory in a repository's work tree, and its files differ from the commit: some \
         were changed, were never committed, or are ignored. A directory is packed as it is on disk, so \
         nobody can make that archive from the commit. The plan contains the same mark.";
    VaryDiffers = "vary::differs":
        "`pkgr vary` rebuilt the same manifest and source in a varied environment, and the archives differ. \
         The message names what was varied. The marked step writes something about the machine, the user or \
         the time into its output, or the marked key uses a property of the files on disk that differs in \
         another checkout.";
    VaryNothingTried = "vary::nothing-tried":
        "None of the variations in `pkgr vary --only` can be tried on this machine, so the run proves \
         nothing. The report lists what each of them needs: a tool to install, permissions, or another file \
         system.";
    GenerateFailed = "generate::failed":
        "The program of a `[[generate]]` step could not be started, or it failed. It runs without a shell \
         at the top of a scratch copy of the source, with an empty standard input and with exactly these \
         variables: SOURCE_DATE_EPOCH, TZ=UTC, LC_ALL=C, HOME and TMPDIR (empty directories), PATH.";
    GenerateNotRun = "generate::not-run":
        "The command needs files that `[[generate]]` steps make, and steps were not allowed to run. \
         Inspecting a manifest never runs its programs: `plan`, `verify` and `build --check` run steps only \
         with `--run-steps`, `build` and `vary` run them and name each command first, and `build \
         --no-steps` rejects a manifest that has steps.";
    GenerateOpen = "generate::open-outputs":
        "Outputs of `[[generate]]` steps are given as patterns, and the steps were not run, so the names of \
         the generated files are unknown and not listed. `pkgr plan --run-steps` runs the steps and lists \
         every entry.";
    GenerateUndeclared = "generate::undeclared":
        "A `[[generate]]` step added, changed or removed a file that its `outputs` do not name. The \
         manifest must show everything that a program does to a release, so none of its files are used.";
    GenerateMissing = "generate::missing-output":
        "After a `[[generate]]` step, a file that its `outputs` name does not exist.";
    Ambiguous = "archive::ambiguous":
        "A file is damaged, or can be read in more than one way: two programs could \
         unpack different files from it. The message shows the defect and its offset. pkgr does not guess, \
         so the archive is not compared.";
    InitMember = "init::member":
        "`pkgr init --from` infers a manifest that rebuilds an archive, and the archive has a member that no \
         manifest can describe: a hard link, a device, a sparse file, a path that is there twice, or ids \
         beyond those of a system. Nothing was written.";
    InitLacking = "init::lacking":
        "`pkgr init --from ARCHIVE --directory DIR` infers a manifest that packs that directory, and the \
         directory lacks files of the archive. Nothing was written.";
    InitZip = "init::zip":
        "`pkgr init --from` infers manifests for tars alone, plain or compressed: pkgr does not write zip \
         archives yet, so a manifest could not rebuild one.";
    NoArchive = "archive::no-archive":
        "The file is no archive that pkgr reads: it is empty, has another format, such as lzip, lz4, 7z or rar, \
         or contains something else. pkgr reads zip, and tar that is plain or compressed with gzip, xz, zstd \
         or bzip2.";
    AuditNoCommit = "audit::no-commit":
        "The commit for the comparison is unknown: `--rev` names none, and the archive has neither the \
         comment in which `git archive` stores the commit's id nor cargo's file `.cargo_vcs_info.json`; or \
         it names a directory that the commit does not have.";
    NoSuchArchive = "archive::unplanned":
        "No archive of the manifest has the name of the archive to verify, so pkgr does not know what to \
         compare it with.";
    TooDeep = "source::too-deep":
        "A source has more levels of directories than the limit `depth`: 2,048. git rejects deeper trees \
         too (`core.maxTreeDepth`), and few programs can unpack them. Leave the directory out with \
         `exclude`, or make it less deep. `pkgr explain limits` lists all limits.";
    TooMany = "source::too-many-entries":
        "A source has more files and directories, or longer paths in total, than the limits `entries` and \
         `paths`: 5,000,000 entries, and 1 GiB in their paths; or more than fit in the memory of the \
         process. A few objects of a repository can list a hundred million files. `pkgr explain limits` \
         lists all limits.";
    SubstTooLarge = "git::subst-too-large":
        "The placeholders of `export-subst` expand to more bytes than the limits `subst-file` (64 MiB added \
         to one file) and `subst-total` (1 GiB added to all files of the commit). A file of 1 MB and a \
         message of 1 MB can expand to 500 GB. Set `export-subst = \"omit\"` in `[source]` to pack the \
         files as they are stored.";
    GitTooLarge = "git::object-too-large":
        "An object of a repository is larger than the limit `object`, 2 GiB, and cannot be streamed: it is \
         not a blob, or git stores it as a delta. `git repack -adf` with `core.bigFileThreshold` below its \
         size stores it whole, and then it is streamed.";
    GitTooManyTags = "git::too-many-tags":
        "More tag objects lie between the name and its commit than the limit `tags`: 64. Name the commit \
         itself, or a tag that points to it.";
    GitFormat = "git::format":
        "The repository has a format that pkgr cannot read: a `core.repositoryformatversion` above 1, an \
         unknown extension in `[extensions]`, references in a table (`reftable`), or a hash other than \
         SHA-1 and SHA-256. The repository is not damaged; a clone made by git in the usual format has the \
         same commits.";
    Permission = "permission":
        "This user has no permission to read a file that is needed. Nothing is damaged. Change the \
         permissions, or run pkgr as the user who owns the file.";
    Memory = "memory":
        "The system has not enough memory, or the address space of the process is limited (`ulimit -v`). \
         Nothing is damaged. Raise the limit, use fewer threads with `-j`, or use a machine with more \
         memory.";
    GitRepository = "git::repository":
        "The manifest's `git` does not name a repository that can be opened: a work tree, a linked work \
         tree or a bare repository, at exactly this path. pkgr does not search parent directories and \
         ignores settings of the user and the environment.";
    GitReference = "git::reference":
        "A reference of the repository cannot be read, or is a symbolic reference that never ends at an \
         object.";
    GitUnknownRevision = "git::unknown-revision":
        "`rev` is not a tag, branch or full commit id of the local repository. pkgr fetches nothing, and it \
         rejects expressions such as `HEAD~1` and shortened ids, because their meaning changes over time.";
    GitAmbiguous = "git::ambiguous":
        "`rev` is the name of more than one reference, such as a tag and a branch. A user with permission \
         to push a branch could use that to change what is released, so write the full name: `refs/tags/…` \
         or `refs/heads/…`.";
    GitNoCommit = "git::no-commit":
        "The revision is a tag of a file or of a directory. A release needs a commit, which has a time.";
    GitUnexpectedCommit = "git::unexpected-commit":
        "The revision is not the commit that `expect.commit` pins. A tag can be moved; this check prevents \
         that the content of a release is replaced that way. Find out who moved the tag before you do \
         anything else.";
    GitUnexpectedText = "git::unexpected-text":
        "A file of the commit does not contain the text that `expect.text` asks for, or the commit has no such file. \
         Most often the version was changed in one place only, or the tag is on the wrong commit.";
    GitRenamedTag = "git::renamed-tag":
        "A tag object contains its own name, and a signature covers that name. Under another reference, an \
         old release with its good signature would pass for a new one.";
    GitOtherManifest = "git::other-manifest":
        "The commit contains another version of the manifest than the one in use. A build from the commit \
         with its own manifest may give other archives.";
    GitMoved = "git::moved":
        "The reference of the plan is another object in this repository: neither the plan's commit nor one \
         of its tags. Either the tag was moved after the plan was made, or the plan is forged. A branch may \
         have grown, as long as the planned commit is in its history.";
    GitUnconfirmed = "git::unconfirmed":
        "The plan says which commit a tag or branch is, but the repository does not have the reference, as \
         in a clone without tags. The author of the plan chose the commit that is built. A signed tag, or \
         the commit's id in the manifest, would confirm it.";
    ContractUnreadable = "contract::unreadable":
        "The file given with `--plan` is not a plan of this pkgr: it is not a JSON document, has another \
         version, or needs an encoder or dialect that this pkgr does not have.";
    ContractEdited = "contract::edited":
        "A plan ends with the SHA-256 of everything before it. This plan was changed after it was written, \
         so it is not the plan that was reviewed.";
    ContractBroken = "contract::broken":
        "The manifest and the source do not give the plan in the file of `--plan`. Nothing is built, \
         because the result would differ from what was reviewed.";
    ContractInputs = "contract::inputs":
        "A plan contains its inputs: what `--rev`, `--set` and `--expect-commit` gave in place of keys of the manifest \
         when it was made. `build --plan` needs none of them again. If it has them, they must be those of the plan; if \
         it does not, the author of the plan has chosen them, and they are named. What the manifest expects of the \
         commit and of its tag is checked in either case.";
    GitNotATag = "git::not-a-tag":
        "`expect.tag` requires a tag, and `rev` is a branch or a commit id.";
    GitLightweightTag = "git::lightweight-tag":
        "`expect.tag` requires a tag object. A lightweight tag is only a name for a commit: it has no \
         tagger and cannot be signed.";
    GitUnsigned = "git::unsigned":
        "`expect.tag = \"signed\"` requires a signature in the tag object, and there is none.";
    GitBadSignature = "git::bad-signature":
        "The tag has no good signature by a key of the manifest's `signers`. Only those keys count: the \
         trust settings of gpg and ssh on this machine have no effect. A key that had expired when the tag \
         was signed, or that was revoked, is rejected; a key that expired later is accepted.";
    GitSigners = "git::signers":
        "The file of `expect.signers` cannot be read, or contains no keys. It consists of OpenPGP \
         certificates, armored or binary, or of lines `PRINCIPALS [OPTIONS] TYPE KEY` as in ssh-keygen(1).";
    GitMissingObject = "git::missing-object":
        "An object that is needed is not in the repository. Clones can be shallow (without history) or \
         partial (files are fetched when they are needed). pkgr fetches nothing; the help shows the command \
         that does.";
    GitCorruptObject = "git::corrupt-object":
        "An object cannot be read, or its bytes do not match its id. pkgr hashes every object when it reads \
         it, so neither damage nor manipulation reaches an archive.";
    GitBadObject = "git::bad-object":
        "An object is malformed: a tree with a name such as `..` or `.git`, out of order or with a mode \
         that git does not write, a link without a target, an invalid time, or a tag without the headers \
         that git writes. Such objects can harm programs that unpack or verify them.";
    GitSubmodule = "git::submodule":
        "A submodule cannot be packed: the commit's `.gitmodules` does not name it, names a path outside \
         the repository, or the recorded commit is not in the submodule's repository.";
    GitLfs = "git::lfs":
        "The file of a Git LFS pointer is not in the local store, or differs from the size and SHA-256 in \
         the pointer.";
    GitRejected = "git::refused":
        "The commit contains something that the manifest does not allow: a submodule, a Git LFS pointer, or \
         a placeholder of `export-subst` that depends on more than the commit. For each of them, a key in \
         `[source]` says what to do.";
    Cancelled = "cancelled":
        "The run was interrupted by a signal. Temporary files were removed and the files in the output \
         directory are unchanged; the next run starts from the beginning.";
    BadPath = "plan::bad-path":
        "The path given to `plan --explain` cannot be the path of an entry: it is absolute, has an empty, \
         `.` or `..` component, or is empty. Use a path that `plan --format list` prints.";
    UnknownCode = "explain::unknown-code":
        "The name given to `pkgr explain` is not a diagnostic code of this version. `pkgr explain` without \
         a name lists all codes.";
    Abandoned = "build::abandoned":
        "A run that was killed, or whose machine stopped, could not remove its temporary files. They \
         contain parts of archives and have names that end in `.pkgr-partial`. Files of a run that is still \
         active are locked, and stay.";
    Checksums = "build::checksums":
        "`SHA256SUMS` differs from what would be built: it does not exist, or the line of an archive is \
         missing or different. `build --check` counts that as a difference.";
    OutputExists = "build::output-exists":
        "The output directory contains a file with the same name and other bytes. A published file must \
         never change, because others have recorded its digest; so it is replaced only with `--force`. A \
         file with the same bytes is not touched and is not an error. `SHA256SUMS` keeps its lines about other \
         files; another digest of a file that is built, or a line that is no checksum, is an error.";
    OutputIsSource = "build::output-is-source":
        "The output directory is the source directory itself, so an earlier archive would be packed into \
         the next one. Choose another directory; one below the source is never packed.";
    NoShell = "plan::no-shell-equivalent":
        "The plan needs something that no command line of GNU tar can do, so `plan --format shell` cannot \
         print correct commands. `pkgr build` is not affected.";
    IncludeUnmatched = "files::include-unmatched":
        "An `include` pattern of the manifest matches no file that would be packed. A release with missing \
         files must not go unnoticed, so this is an error: fix the pattern, or remove it. Patterns are \
         compared with the whole path below the source, byte by byte and case-sensitively; `exclude` wins \
         over `include`.";
    RequiredMissing = "files::required-missing":
        "A `require` pattern of the manifest matches no entry of the archive: a licence, a readme or \
         another required file is missing. Add it to the source, or select it.";
    NothingSelected = "files::nothing-selected":
        "No file of the source is selected, so the archive would be empty. Check the source's path and the \
         `include` and `exclude` patterns.";
    OutputInside = "files::output-inside":
        "The output directory is inside the source. It is never packed, whatever the patterns match, so \
         that an earlier build cannot become part of a later one.";
    OutputHoldsSources = "files::output-holds-sources":
        "The output directory is inside the source and contains files that the manifest selects. They would \
         be left out, because the output directory is never packed. Choose another directory with `-d`, or \
         leave this one out by name with `exclude`.";
    SpecialFile = "source::special-file":
        "A fifo, a socket or a device is selected. A source archive contains only files, directories and \
         symbolic links. Exclude it, or remove it from the source.";
    Unrepresentable = "archive::unspellable":
        "An entry has a name, a link target, a size or a time that the archive's tar dialect cannot \
         represent. Other tools leave out or cut such an entry; in pkgr it is an error. Choose a dialect \
         that can represent it (the posix dialects can represent everything), or shorten the name.";
    OwnerUnrepresentable = "archive::owner":
        "The owner in `[normalize]` has an id or a name that the archive's tar dialect cannot represent. \
         Choose a dialect that can represent it, or a smaller id or a shorter name.";
    EpochIgnored = "normalize::source-date-epoch-ignored":
        "The variable `SOURCE_DATE_EPOCH` is set to another time than the manifest's. The bytes of a \
         release depend on the manifest and the source, so the variable has no effect unless the manifest \
         asks for it by name.";
    EpochUnset = "normalize::source-date-epoch":
        "The manifest takes its time from the variable `SOURCE_DATE_EPOCH`, and the variable is not set or \
         is not a plain decimal number of seconds since 1970-01-01T00:00:00Z. There is no fallback. Set it, \
         or write the time into the manifest.";
    ManifestCommitId = "manifest::commit-id":
        "An expected commit needs its full id, 40 hexadecimal digits (64 in a SHA-256 repository). A \
         shorter one may become ambiguous. `git rev-parse v1.0.0^{commit}` prints the full id.";
    ManifestCompression = "manifest::compression":
        "Format, level and encoder of an archive do not belong together, neither the key `format` nor the \
         file's ending says how to compress, or the ending is that of an archive that pkgr cannot write, such \
         as `.zip`, `.7z` or `.tar.lz`. The endings `.tar.gz`, `.tgz`, `.tar.xz`, `.txz`, `.tar.zst`, \
         `.tzst`, `.tar.bz2`, `.tbz2`, `.tbz` and `.tar` are known. gzip has the levels 1 to 9 and the encoders \
         `gnu-1`, `gnu-1-rsyncable`, `zlib-1`, `zlib-1-mem9`, `node-1`, `node-2`, `zlib-rs-1`, `zlib-rs-2` and `miniz-1`; xz the levels 0 to 9 and `\"0e\"` to `\"9e\"` and the encoders `xz-single-1` and \
         `xz-blocks-1`; zstd the levels 1 to 22 and the encoder `zstd-1`; bzip2 the levels 1 to 9 and the \
         encoder `bzip2-1`; `none` has neither. Only gzip has a `header`.";
    ManifestConflict = "manifest::conflict":
        "Two lines of the manifest exclude each other, or one needs another that is missing. A source is \
         either `git` or `directory`, never both; values that come from a commit need `git`; `signers` \
         belong to `tag = \"signed\"`; extended headers belong to the posix dialects; the dialect `git` has \
         an order, an owner and modes of its own.";
    ManifestDuplicateKey = "manifest::duplicate-key":
        "A table has the same key twice, or the manifest has the same table twice. TOML forbids this. Lists \
         of tables, such as `[[archive]]`, may be repeated.";
    ManifestEmpty = "manifest::empty":
        "A value is empty that must not be, such as a list of patterns without a pattern, a program without \
         a name, or an empty path.";
    ManifestEncoding = "manifest::encoding":
        "A manifest is UTF-8 text without a byte order mark and without NUL characters, as the TOML \
         specification requires. Save the file again as plain UTF-8.";
    ManifestEnding = "manifest::ending":
        "The ending of an archive's file name stands for another compression than the manifest sets. Tools \
         that rely on the name would fail to unpack it. The archive is written as the manifest says.";
    ManifestFileName = "manifest::file-name":
        "An archive's file name must be usable on every system that may download it: a bare name without slashes, \
         control characters or any of `\\ : * ? \" < > |`, without a space or dot at its end, not one of the \
         device names of Windows (`CON`, `NUL`, `COM1`, …), not `SHA256SUMS`, at most 255 bytes.";
    ManifestMissingKey = "manifest::missing-key":
        "A required key is missing from a table. The help shows the line to add; `pkgr schema` prints a \
         description of every key for editors.";
    ManifestMissingTime = "manifest::missing-time":
        "Files in a directory have the time of their checkout, which is different everywhere, so a directory \
         has no default for the time of entries. Write the time of the release, \
         `mtime = { set = \"2023-10-02T11:48:14Z\" }`, or take it from the environment of the build with \
         `mtime = \"source-date-epoch\"`. The current time is never used.";
    ManifestName = "manifest::name":
        "Names and versions become parts of file names, and owners become parts of tar headers, so both are \
         limited to printable characters without blanks, slashes, colons or any of `\\ * ? \" < > |`. \
         Package names and versions do not begin with a dot or a hyphen. The name in a gzip header is Latin-1.";
    ManifestPrefix = "manifest::prefix":
        "All members of an archive are below one top directory, so that unpacking puts the files in one \
         place. The prefix must expand to a relative path without empty, `.` or `..` components and without \
         a trailing slash, such as `hello-1.0.0`.";
    ManifestRange = "manifest::out-of-range":
        "A number is outside the range of its key. The help shows the range; ids of users and groups are \
         limited to those of 32-bit systems, levels to those of the compressor.";
    ManifestSameName = "manifest::same-name":
        "Two archives, or two steps that generate files, have the same name, or names that differ only in \
         case. On a case-insensitive file system the second archive would overwrite the first.";
    ManifestSchemaVersion = "manifest::schema-version":
        "`schema` is the version of the manifest's format. This pkgr knows version 1. A higher number means \
         that the manifest was written for a newer pkgr and may have keys with a meaning that this one does \
         not know, so it is not read.";
    ManifestSyntax = "manifest::syntax":
        "The file is not valid TOML at the marked place: a quote or bracket that is not closed, or a value \
         that is not quoted. Other problems of the file are reported as far as it could be read; missing \
         keys are not.";
    ManifestTemplate = "manifest::template":
        "Templates have four variables: `{name}` and `{version}` of the package, `{commit}` and \
         `{short-commit}` (12 digits) of a git source. Write a brace itself twice, `{{` or `}}`. \
         Environment variables are not available.";
    EntryTable = "normalize::table":
        "The file that `table` of `[normalize]` names is not a table of the entries. It has one line for each entry \
         and no other: time, mode and path below the prefix, separated by tabs, with a line feed at the end. A time is \
         RFC 3339 in UTC, a mode up to six octal digits, and `-` stands for one that is not said. Lines are in the \
         order of the archive with `order = \"table\"`, else sorted by the bytes of their paths.";
    OrderPath = "normalize::order":
        "An entry has no place in the order that the manifest asks for: the order `npm` is defined for ASCII names, and \
         `first`, `last` and `before` name entries of the archive by their paths below the prefix.";
    ManifestTime = "manifest::time":
        "A time is written in RFC 3339 with a zone, such as `2023-10-02T11:48:14Z`, with up to nine decimals where \
         it is set, or as whole seconds since 1970; or it is one of the words that the help \
         lists. A time without a zone would differ between machines.";
    ManifestTooLarge = "manifest::too-large":
        "A manifest is limited to 1 MiB. A larger file is probably a mistake, such as the name of an \
         archive in place of the manifest's.";
    ManifestTooMany = "manifest::too-many":
        "Only the first hundred problems of a manifest are shown. Fix those first; the next run shows the \
         rest.";
    ManifestUnknownKey = "manifest::unknown-key":
        "The manifest has a key or a table that this pkgr does not know. A misspelled `exclude` would \
         publish files that were meant to stay private, so unknown keys are never ignored.";
    ManifestUnknownValue = "manifest::unknown-value":
        "The value is not one of the words that the key accepts. The help lists them and names the nearest.";
    ManifestWrongType = "manifest::wrong-type":
        "A value has another type than its key accepts, such as a string in place of a list. The message \
         names both types; the help shows a fix if there is a simple one.";
    ModeSyntax = "mode::syntax":
        "A mode is `git`, `keep`, an octal number of at most 07777, or clauses in the syntax of chmod: who \
         (`u`, `g`, `o`, `a`), an operator (`+`, `-`, `=`), and permissions (`rwxXst`, or one of `u`, `g`, \
         `o` to copy). Commas separate clauses. A clause must name who it is for, because chmod would \
         otherwise use the umask, which differs between machines.";
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
