//! `pkgr vary-child`: a process that `vary` starts; it answers in JSON on standard output.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::cli::args::VaryChildArgs;
use crate::cli::env::Env;
use crate::cli::exit::{Exit, Failure};
use crate::cli::session::Session;
use crate::cli::sink;
use crate::error::Error;
use crate::ops::vary::child::{become_builder, build, end_with_parent};
use crate::ops::vary::job::{ChildAnswer, ChildBuild, ChildCall, VaryJob};
use crate::sink::Syntax;

/// Changes the process, or builds if nothing is left to change.
pub fn run(session: &Session, args: VaryChildArgs) -> Result<Exit, Failure> {
    end_with_parent();
    let job = VaryJob::parse(&args.job)?;
    let VaryChildArgs { folder: archives, dist, .. } = args;
    let call = ChildCall { manifest: session.manifest(), jobs: session.global.jobs, archives, dist, job };
    let answer = if call.job.is_to_change() {
        ChildAnswer::Refused(
            own_program().map_or_else(|error| error.to_string(), |own| become_builder(call, &own)),
        )
    } else {
        answer(session, &call)
    };
    sink::print(Syntax::Json, |out| serde_json::to_writer(out, &answer).map_err(Into::into))?;
    Ok(Exit::Done)
}

fn answer(session: &Session, call: &ChildCall) -> ChildAnswer {
    let held = match call.job.environment(now(), std::env::var_os("FAKETIME_SHARED")) {
        Ok(held) => held,
        Err(why) => return ChildAnswer::Refused(why),
    };
    let session = Session::new(session.global.clone(), Env { held, ..Env::of_process() });
    attempt(&session, call).map_or_else(
        |failure| {
            let messages = failure.messages();
            session.conclude(Err(failure));
            ChildAnswer::Failed(messages)
        },
        ChildAnswer::Built,
    )
}

fn attempt(session: &Session, call: &ChildCall) -> Result<ChildBuild, Failure> {
    let loaded = session.load()?;
    Ok(session.with_context(|context| build(loaded, call, context))?)
}

/// The program that runs, by a path that works for other users too.
pub fn own_program() -> Result<PathBuf, Error> {
    let running = PathBuf::from("/proc/self/exe");
    if running.exists() {
        return Ok(running);
    }
    std::env::current_exe().map_err(Error::at("find", Path::new("pkgr")))
}

/// Seconds since 1970.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
}
