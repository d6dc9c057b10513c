//! The `pkgr` program: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    pkgr::cli::run()
}
