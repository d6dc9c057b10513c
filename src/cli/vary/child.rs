//! `pkgr vary-child`: a process that `vary` starts; it answers in JSON on standard output.

use crate::arguments::VaryChildArgs;
use crate::cli::exit::{Exit, Failure};
use crate::cli::session::{Session, print};
use crate::ops::vary::child::{become_builder, build, end_with_parent};
use crate::ops::vary::job::{ChildAnswer, ChildBuild, ChildCall, VaryJob};
use crate::sink::Syntax;
use crate::terminal::environment::{Environment, now, own_program};

/// Changes the process, or builds if nothing is left to change.
pub fn run(session: &Session, args: VaryChildArgs) -> Result<Exit, Failure> {
    end_with_parent();
    let job = VaryJob::parse(&args.job)?;
    let VaryChildArgs { archives, dist, .. } = args;
    let call = ChildCall { manifest: session.manifest(), jobs: session.global.jobs, archives, dist, job };
    let answer = if call.job.is_to_change() {
        ChildAnswer::Unavailable(
            own_program().map_or_else(|error| error.to_string(), |own| become_builder(call, &own)),
        )
    } else {
        answer(session, &call)
    };
    print(Syntax::Json, |out| serde_json::to_writer(out, &answer).map_err(Into::into))
}

fn answer(session: &Session, call: &ChildCall) -> ChildAnswer {
    let pinned = match call.job.environment(now(), session.environment.shared_clock.clone()) {
        Ok(pinned) => pinned,
        Err(why) => return ChildAnswer::Unavailable(why),
    };
    let session = Session::new(session.global.clone(), Environment::of_process(), pinned);
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
    let loaded = session.load(call.job.inputs.clone())?;
    Ok(session.with_context(|context| build(loaded, call, context))?)
}
