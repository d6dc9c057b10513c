//! What no command line of GNU tar can do.

use std::io;

/// Why a plan has no equivalent commands.
#[derive(Debug, thiserror::Error)]
pub enum ShellFault {
    /// GNU tar looks a missing name up on the machine it runs on.
    #[error("an owner with only one of `user` and `group` named has no equivalent in GNU tar")]
    OneName,
    /// File lists of GNU tar are split at newlines; so is what a shell takes from a command.
    #[error("`{0}` has a newline in its name, which a list of names in a script cannot hold")]
    Newline(String),
    /// The option's syntax has no escape for it.
    #[error("the template `{0}` has a comma, which GNU tar's `--pax-option` cannot hold")]
    Comma(String),
    /// GNU tar has no option for it.
    #[error("no option of GNU tar writes the dialect `{0}`")]
    Dialect(&'static str),
    /// Its program is a library, or has no command for it.
    #[error("no gzip command has the bytes of the encoder `{0}`")]
    Encoder(&'static str),
    /// gzip writes the name and the time of a file, or neither.
    #[error("no gzip command writes the header that the manifest sets for `{0}`")]
    Header(String),
    /// GNU tar has no option for it.
    #[error("no option of GNU tar gives `{0}` of the manifest")]
    Key(&'static str),
    /// GNU tar has no option for it.
    #[error("no option of GNU tar writes the mode `{mode}` of `{path}`")]
    Mode {
        /// The mode.
        mode: String,
        /// The entry.
        path: String,
    },
    /// The output failed.
    #[error("{0}")]
    Write(#[from] io::Error),
}
