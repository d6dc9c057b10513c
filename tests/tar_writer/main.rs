//! The tar writer against archives that GNU tar wrote, against an installed GNU tar, against an
//! independent reader, and against itself over random entries.

mod chmod;
mod golden;
mod manifest;
mod mersenne;
mod oracle;
mod properties;
mod readback;
mod request;
