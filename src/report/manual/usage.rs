//! Examples and exit codes of each command, for help and manual.

/// How a command is used.
#[derive(Clone, Copy, Debug)]
pub struct CommandUsage {
    /// The command.
    pub command: &'static str,
    /// What one wants, and the command line that does it.
    pub examples: &'static [[&'static str; 2]],
    /// What the exit codes mean, from 0.
    pub exit_codes: [&'static str; 3],
}

/// The command did its work, or it could not.
const WORK: [&str; 3] = ["done", "", "the command could not do its work"];

const COMPARISON: [&str; 3] = ["the same", "something differs", "the command could not do its work"];

/// Every command that is shown in the help.
pub static USAGES: [CommandUsage; 13] = [
    CommandUsage {
        command: "init",
        examples: &[
            ["write release.toml for this project", "pkgr init"],
            ["replace the one that is there", "pkgr init --force"],
            ["rebuild what another tool made", "pkgr init --from hello-1.0.tar.gz"],
        ],
        exit_codes: [
            "done; with `--from`, the archive is rebuilt",
            "with `--from`: the archive is not rebuilt, or not whole",
            "there is no manifest",
        ],
    },
    CommandUsage {
        command: "plan",
        examples: &[
            ["every entry, and a summary", "pkgr plan"],
            ["keep the plan for `build --plan`", "pkgr plan -o plan.json"],
            ["why a file is packed, or is not", "pkgr plan --explain src/main.c"],
        ],
        exit_codes: ["done", "", "there is no plan, or `--explain` found nothing at the path"],
    },
    CommandUsage {
        command: "build",
        examples: &[
            ["write the archives to dist/", "pkgr build"],
            ["write exactly what was planned", "pkgr build --plan plan.json"],
            ["compare with the files in dist/", "pkgr build --check"],
        ],
        exit_codes: ["done", "`--check` found files that differ", "the archives could not be built"],
    },
    CommandUsage {
        command: "verify",
        examples: &[
            ["compare a published archive with what the manifest gives", "pkgr verify hello-1.0.tar.gz"],
            ["as a page for others", "pkgr verify hello-1.0.tar.gz -o verify.html"],
        ],
        exit_codes: COMPARISON,
    },
    CommandUsage {
        command: "diff",
        examples: &[
            ["why two archives differ", "pkgr diff ours.tar.gz theirs.tar.gz"],
            ["an archive and the directory it was unpacked to", "pkgr diff hello-1.0.tar.gz hello-1.0"],
        ],
        exit_codes: COMPARISON,
    },
    CommandUsage {
        command: "lint",
        examples: &[
            ["check an archive of any tool", "pkgr lint hello-1.0.tar.gz"],
            ["without a lint that does not matter here", "pkgr lint hello-1.0.tar.gz --allow several-times"],
        ],
        exit_codes: ["nothing was found", "a lint found something", "the archive could not be read"],
    },
    CommandUsage {
        command: "audit",
        examples: &[
            ["compare an archive with the commit that it names", "pkgr audit hello-1.0.tar.gz --git ."],
            ["compare it with a tag", "pkgr audit hello-1.0.tar.gz --git . --rev v1.0"],
        ],
        exit_codes: [
            "every difference is explained",
            "something is not",
            "the command could not do its work",
        ],
    },
    CommandUsage {
        command: "vary",
        examples: &[
            ["rebuild in every varied environment", "pkgr vary"],
            ["vary the umask and the user alone", "pkgr vary --only umask,uid"],
        ],
        exit_codes: ["the same everywhere", "something changes the archives", "nothing could be tried"],
    },
    CommandUsage {
        command: "check",
        examples: &[
            ["check release.toml", "pkgr check"],
            ["check another manifest", "pkgr check packages/core/release.toml"],
        ],
        exit_codes: ["the manifest is valid", "", "it is not, or cannot be read"],
    },
    CommandUsage {
        command: "schema",
        examples: &[
            ["the schema of release.toml, for an editor", "pkgr schema"],
            ["the schema of `plan --format json`", "pkgr schema plan"],
        ],
        exit_codes: WORK,
    },
    CommandUsage {
        command: "completions",
        examples: &[["for bash", "pkgr completions bash"], ["for fish", "pkgr completions fish"]],
        exit_codes: WORK,
    },
    CommandUsage {
        command: "man",
        examples: &[
            ["the page of pkgr", "pkgr man"],
            ["the page of a command", "pkgr man build"],
            ["every page, into a directory", "pkgr man -o man1"],
        ],
        exit_codes: WORK,
    },
    CommandUsage {
        command: "explain",
        examples: &[
            ["a code of a message", "pkgr explain unknown-key"],
            ["a key of the manifest", "pkgr explain files.include"],
        ],
        exit_codes: ["done", "", "there is nothing of this name"],
    },
];

impl CommandUsage {
    /// That of a command.
    #[must_use]
    pub fn of(command: &str) -> Option<&'static Self> {
        USAGES.iter().find(|usage| usage.command == command)
    }

    /// Codes that the command can end with, and what they mean.
    pub fn codes(&self) -> impl Iterator<Item = (usize, &'static str)> {
        self.exit_codes.into_iter().enumerate().filter(|(_, meaning)| !meaning.is_empty())
    }

    /// What `--help` shows below the options.
    #[must_use]
    pub fn text(&self) -> String {
        let width = self.examples.iter().map(|[_, line]| line.len()).max().unwrap_or_default();
        let examples = self.examples.iter().map(|[what, line]| format!("  {line:width$}  {what}\n"));
        let codes = self.codes().map(|(code, meaning)| format!("\n  {code}  {meaning}"));
        format!("Examples:\n{}\nExit codes:{}", examples.collect::<String>(), codes.collect::<String>())
    }
}
