//! Opens a manifest, plans it, builds its archives into memory and verifies them, with `pkgr::ops` alone:
//! `cargo run --example library -- examples/minimal/release.toml`.

#![allow(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    reason = "a program prints and reads its arguments"
)]

use std::{env, path::Path, process::ExitCode};

use pkgr::diagnostic::Diagnostics;
use pkgr::digest::Digest;
use pkgr::ops::{Context, Loaded, Release, steps::Consent};

fn run(manifest: &Path) -> Result<bool, Diagnostics> {
    let (loaded, warnings) = Loaded::read(manifest)?;
    warnings.iter().for_each(|warning| eprintln!("{}", warning.message));
    let context = Context {
        report: &|found| found.iter().for_each(|one| eprintln!("{}", one.message)),
        ..Context::default()
    };
    let mut release = Release::open(loaded, Path::new("dist"), None, context)?;
    release.run_steps(Consent::Denied, &|_| {})?;
    let plan = release.plan()?;
    let mut archives = vec![Vec::new(); plan.archives().len()];
    let built = release.build_into(&plan, archives.iter_mut().collect())?;
    for (built, bytes) in built.iter().zip(&archives) {
        println!("{}  {} ({} bytes)", built.digest, built.file, bytes.len());
    }
    Ok(built.iter().zip(&archives).all(|(built, bytes)| built.digest == Digest::of(bytes)))
}

fn main() -> ExitCode {
    let manifest = env::args().nth(1).unwrap_or_else(|| "release.toml".to_owned());
    match run(Path::new(&manifest)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problems) => {
            problems.iter().for_each(|problem| eprintln!("error: {}", problem.message));
            ExitCode::from(2)
        }
    }
}
