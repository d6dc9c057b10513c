//! A deflate encoder (RFC 1951) that makes the choices of GNU gzip 1.12, every one of them.
//!
//! The format leaves the encoder free in which matches it takes, where it ends a
//! block and how it codes it. The output of this one equals that of gzip, so all
//! these choices are laid down: in docs/spec/gnu-1.md, which was written for a
//! clean-room implementation, and in the end by the `gzip` program itself, against
//! which the tests compare. Comments here cite its sections. Its rules in short:
//!
//! * Matches are looked for among earlier positions with the same hash of three
//!   bytes, newest first, at most so many of them, at most 32506 bytes back. The
//!   nearest of the longest wins, and a level may be content earlier.
//! * Levels 1 to 3 take a match at once and leave the insides of long matches out
//!   of the dictionary. Levels 4 to 9 enter everything, and drop a match when the
//!   next position has a longer one.
//! * A block ends after 32767 tokens, or earlier at a multiple of 4096 when it
//!   compresses well with few matches.
//! * A block is stored, coded with fixed codes or with its own, whichever takes
//!   the fewest bytes; but stored only while its input is in the window.
//! * Searches run over the end of the input into whatever the buffer holds there.
//!
//! Data flows one way: `window` holds the bytes, `chains` or `links` finds matches, `greedy` or `lazy`
//! turns them into tokens (all of that is a `parse`), `cutting` makes blocks of these, and
//! `format::block` codes each block. `serial` takes one byte after the other; `parallel` does it with
//! several threads.

mod chains;
mod cutting;
mod finder;
mod greedy;
mod lazy;
mod links;
pub mod parallel;
mod parse;
mod rules;
mod serial;
mod state;
mod tuning;
mod window;

pub use self::serial::Deflater;
pub use self::tuning::{InvalidLevel, Level};
