//! The surroundings of the process: its environment, what it prints, colours, the progress bar, signals, and
//! the files of a CI job.
//!
//! Nothing here knows a command or an argument. Each file that needs a function banned by `clippy.toml` lifts the
//! ban itself, and `tests/layers.rs` lists these files.

pub mod bar;
pub mod color;
pub mod environment;
pub mod github;
pub mod output;
pub mod reporter;
pub mod signals;
pub mod usage;

pub use color::{ColorWhen, ColorWish};
pub use environment::Environment;
pub use reporter::{MessageFormat, Reporter, ReporterOptions, Verbosity};
