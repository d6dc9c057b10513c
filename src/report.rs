//! Results of the commands, each in each of its formats: `report/<command>/<format>`.

#[cfg(feature = "git")]
pub mod audit;
pub mod build;
pub mod check;
pub mod diff;
pub mod explain;
mod facts;
pub mod format;
pub mod github;
#[cfg(feature = "html")]
pub mod html;
pub mod init;
mod json;
pub mod lint;
#[cfg(feature = "cli")]
pub mod manual;
#[cfg(feature = "cli")]
pub mod message;
pub mod paint;
pub mod plan;
pub mod rebuild;
pub mod schema;
#[cfg(feature = "vary")]
pub mod vary;
pub mod verify;

use std::io;

/// What a report writes, as text.
pub(crate) fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut text = Vec::new();
    // A vector takes everything.
    let _ = write(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}
