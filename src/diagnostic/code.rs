//! The closed list of diagnostic codes, each with the text that `pkgr explain` prints.

use std::fmt;

macro_rules! codes {
    ($($variant:ident = $id:literal: $explanation:literal;)+) => {
        /// A kind of problem. The list is closed; codes are part of the interface and are not reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $(#[doc = $explanation] $variant,)+
        }

        impl Code {
            /// Every code, in the order of the list.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The name users see, such as `pkgr::manifest::unknown-key`.
            #[must_use]
            pub fn id(self) -> &'static str {
                match self { $(Code::$variant => concat!("pkgr::", $id),)+ }
            }

            /// What the code means and what to do, in a few sentences.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => $explanation,)+ }
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
    ManifestCommitId = "manifest::commit-id":
        "An expected commit is named by its full id, 40 hexadecimal digits (64 in a SHA-256 repository). A \
         shorter one may name another commit tomorrow. `git rev-parse v1.0.0^{commit}` prints the full id.";
    ManifestCompression = "manifest::compression":
        "Format, level and encoder of an archive do not belong together, or neither the key `format` nor the \
         file's ending says how to compress. The endings `.tar.gz`, `.tgz`, `.tar.xz`, `.txz` and `.tar` are \
         known. gzip has the levels 1 to 9 and the encoder `gnu-1`, xz the levels 0 to 9 and `\"0e\"` to \
         `\"9e\"` and the encoder `xz-single-1`; `none` has neither.";
    ManifestConflict = "manifest::conflict":
        "Two lines of the manifest exclude each other, or one asks for another that is not there. A source is \
         either `git` or `directory`, never both; what only a commit can answer needs `git`; `signers` belong \
         to `tag = \"signed\"`; extended headers belong to the posix dialects.";
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
    ManifestNotYet = "manifest::not-yet":
        "The manifest is right, and this build of the program cannot carry it out yet. `pkgr check` accepts \
         it; a later version will build it to the same rules.";
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
    /// Finds a code by its name, with or without `pkgr::` in front.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        let matches = |code: &&Code| code.id() == name || code.id().strip_prefix("pkgr::") == Some(name);
        Self::ALL.iter().find(matches).copied()
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
        for code in Code::ALL {
            assert_eq!(Code::find(code.id()), Some(*code));
            assert!(code.explanation().len() > 80, "{code} needs more than a few words");
            assert!(!code.explanation().contains("  "), "{code} has a run of blanks");
        }
    }
}
