//! The tar writer against archives that GNU tar and git wrote, against an installed GNU tar and git,
//! against an independent reader, and against itself over random entries.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "an oracle test starts the real tool, and says what it saw"
)]

mod chmod;
mod git_golden;
mod git_oracle;
mod golden;
mod manifest;
mod mersenne;
mod oracle;
mod pipeline;
mod properties;
mod random;
mod readback;
mod request;
mod stream;
