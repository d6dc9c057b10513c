//! Starting a step's program, and seeing it to its end.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use rustix::fs::Mode;
use rustix::process::{Pid, Signal, kill_process_group, umask};

use super::descendants::Descendants;
use super::environment::StepEnvironment;
use super::scratch::{Scratch, alone};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::error::Error;
use crate::manifest::{Argument, Generate, Spanned};
use crate::path::{EntryPath, Escaped};
use crate::progress::Progress;
use crate::text::Shortened;

/// How long to wait before asking again whether the program has ended.
const PAUSE: Duration = Duration::from_millis(10);

/// Lines of the program's output that a failure shows.
const SHOWN_LINES: usize = 20;

/// Bytes at the end of its output in which they are looked for.
const SHOWN_BYTES: u64 = 16 * 1024;

/// Runs the program in the top of the scratch copy.
///
/// Its environment is exactly `SOURCE_DATE_EPOCH`, `TZ=UTC`, `LC_ALL=C`, `HOME` and `TMPDIR` (empty
/// directories of its own), `PATH`, `PKGR_NAME`, `PKGR_VERSION`, and of a commit `PKGR_COMMIT`; standard input is
/// empty, the umask is 022.
pub fn run(
    step: &Generate,
    scratch: &Scratch,
    around: StepEnvironment<'_>,
    progress: &dyn Progress,
) -> Result<(), Diagnostics> {
    let log = scratch.path("log");
    let output = File::create(&log).map_err(Error::at("create", &log)).map_err(alone)?;
    let descendants = Descendants::adopt();
    let child =
        start(step, scratch, around, output).map_err(|cause| alone(not_started(step, around, &cause)))?;
    let status = wait(child, progress);
    // Before the inventory: a program in the background could still write while files are hashed.
    descendants.end();
    let status = status.map_err(alone)?;
    if status.success() {
        return Ok(());
    }
    let tail = tail(&log).map_err(Error::at("read", &log)).map_err(alone)?;
    let left_out = missing_from_copy(scratch.left_out());
    Err(alone(failed(step, status, &(tail + &left_out))))
}

#[expect(clippy::disallowed_methods, reason = "the one place where a program is started")]
fn start(step: &Generate, scratch: &Scratch, around: StepEnvironment<'_>, output: File) -> io::Result<Child> {
    let mut words = step.run.iter().map(|word| expanded(word, around));
    let mut command = Command::new(words.next().expect("the manifest names a program"));
    command
        .args(words)
        .current_dir(scratch.path("tree"))
        .env_clear()
        .env("SOURCE_DATE_EPOCH", around.reference_time.seconds().to_string())
        .env("TZ", "UTC")
        .env("LC_ALL", "C")
        .env("HOME", scratch.path("home"))
        .env("TMPDIR", scratch.path("tmp"))
        .env("PKGR_NAME", around.release.name)
        .env("PKGR_VERSION", around.release.version)
        .envs(around.release.commit.map(|commit| ("PKGR_COMMIT", commit.to_string())))
        .envs(around.path.map(|path| ("PATH", path)))
        .envs(around.held.iter().flat_map(|held| held.clock.iter().map(|(name, value)| (name, value))))
        .stdin(Stdio::null())
        // A file and not a pipe: nobody has to empty it while the program runs, and a process that
        // is left behind does not keep it open for a reader.
        .stdout(output.try_clone()?)
        .stderr(output)
        // A group of its own, so that one signal reaches the program and what it started.
        .process_group(0);
    // The umask is inherited, and setting it in the child alone would need unsafe code. So it is
    // changed for the moment of the start.
    let former = umask(Mode::from_raw_mode(0o022));
    let child = command.spawn();
    umask(former);
    child
}

/// The program or an argument, with its variables filled in.
fn expanded(word: &Spanned<Argument>, around: StepEnvironment<'_>) -> String {
    word.get_ref().template.expand(around.release.commit)
}

/// Waits for the end. Processes that the program left running are stopped, so that they write nothing later.
fn wait(mut child: Child, progress: &dyn Progress) -> Result<ExitStatus, Error> {
    let failed = |cause| Error::new("wait for", "a generate step", cause);
    let group = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let stop = || group.map(|group| kill_process_group(group, Signal::KILL));
    loop {
        if progress.is_cancelled() {
            stop();
            child.wait().map_err(failed)?;
            return Err(Error::Cancelled);
        }
        if let Some(status) = child.try_wait().map_err(failed)? {
            stop();
            return Ok(status);
        }
        // The standard library cannot wait for a child and for a cancellation at the same time.
        thread::sleep(PAUSE);
    }
}

fn tail(log: &Path) -> io::Result<String> {
    let mut file = File::open(log)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(SHOWN_BYTES)))?;
    let mut bytes = Vec::new();
    file.take(SHOWN_BYTES).read_to_end(&mut bytes)?;
    let lines: Vec<String> = bytes
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| Escaped(line).to_string())
        .collect();
    Ok(lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n  "))
}

/// Files of the source that the program did not find, as the manifest's policies reject them.
fn missing_from_copy(left_out: &[EntryPath]) -> String {
    let Some(first) = left_out.first() else { return String::new() };
    let first = [format!("`{first}`")];
    let list = Shortened::counted(&first, left_out.len()).ungrouped();
    format!("\nthe copy of the source is without {list}, which the manifest does not allow to be packed")
}

/// The program and its arguments as the manifest has them, for messages.
#[must_use]
pub fn command_line(step: &Generate) -> String {
    let words = step.run.iter().map(|word| format!("\"{}\"", Escaped(word.get_ref().text.as_bytes())));
    words.collect::<Vec<_>>().join(", ")
}

fn not_started(step: &Generate, around: StepEnvironment<'_>, cause: &io::Error) -> Diagnostic {
    let program = &step.run[0];
    let message = format!(
        "the program `{}` of the step `{}` cannot be started: {cause}",
        Escaped(expanded(program, around).as_bytes()),
        step.name.get_ref()
    );
    Diagnostic::error(Code::GenerateFailed, message)
        .label(program.span(), "looked for in `PATH`, or below the top of the source")
        .help("install it, or give its path in the source, such as `./tools/make-news`")
}

fn failed(step: &Generate, status: ExitStatus, tail: &str) -> Diagnostic {
    let how = match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended with the status {code}"),
        (None, Some(signal)) => format!("was killed by the signal {signal}"),
        (None, None) => "ended without a status".to_owned(),
    };
    let said = if tail.is_empty() { "it said nothing".to_owned() } else { format!("it said\n  {tail}") };
    let message = format!("the step `{}` [{}] {how}; {said}", step.name.get_ref(), command_line(step));
    Diagnostic::error(Code::GenerateFailed, message).label(step.run[0].span(), "this program").help(
        "it runs in a copy of the source with nothing but PATH, HOME, TMPDIR, TZ=UTC, LC_ALL=C, \
             SOURCE_DATE_EPOCH, PKGR_NAME, PKGR_VERSION and PKGR_COMMIT in its environment",
    )
}
