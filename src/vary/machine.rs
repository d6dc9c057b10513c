//! What the system says of the machine, the user and the clock, and how much of it a process gets.

use std::num::NonZeroUsize;

use super::case::Case;
use super::host::Host;
use super::settings::{Copying, Identity, Process, Settings, StillClock};
use crate::container::inventory::shown_time;
use crate::encoder::Codec;

/// A user that no system has: `nobody` would share the copy of a private source with every service
/// that runs as `nobody`.
const STRANGER: u32 = 65_533;

/// A number that no user here is likely to have.
const SOMEBODY: u32 = 54_321;

/// Files that may be open at once: pkgr has about twenty.
const DESCRIPTORS: u64 = 64;

/// Threads beyond the usual number.
const MORE_JOBS: usize = 5;

/// 1971-02-03T04:05:06Z, the first second that 32 bits do not hold, and 2100-01-01T00:00:00Z.
const TIMES: [i64; 3] = [34_401_906, 1 << 31, 4_102_444_800];

fn process(process: Process) -> Settings {
    Settings { process, ..Settings::default() }
}

pub fn host_name() -> Case {
    let host_name = Some("varied.example.org".to_owned());
    Case::new("the host is varied.example.org", process(Process { host_name, ..Process::default() }))
}

pub fn times(host: &Host) -> Vec<Case> {
    let case = |seconds| {
        let changed = format!("the clock shows {}", shown_time(seconds));
        Case::with(changed, host.faketime.clone(), "libfaketime is not installed", |library| {
            process(Process { clock: Some(StillClock { library, seconds }), ..Process::default() })
        })
    };
    TIMES.map(case).into()
}

pub fn umasks() -> Vec<Case> {
    let case = |umask| {
        let settings = process(Process { umask: Some(umask), ..Process::default() });
        Case::new(format!("umask {umask:04o}"), settings)
    };
    [0, 0o077].map(case).into()
}

pub fn uid(host: &Host) -> Case {
    let identity = |identity| process(Process { identity: Some(identity), ..Process::default() });
    // Only root can become another user. A namespace changes at least the number that programs see.
    if !host.is_root {
        return Case::new(
            format!("the user is {SOMEBODY}, in a namespace"),
            identity(Identity::Mapped(SOMEBODY)),
        );
    }
    let changed = format!("the user is {STRANGER}, and owns a copy of the source");
    let why_not = "another user cannot reach the directory for temporary files";
    Case::with(changed, host.is_reachable.then_some(()), why_not, |()| Settings {
        copying: Some(Copying::default()),
        ..identity(Identity::Other(STRANGER))
    })
}

pub fn cpus(host: &Host) -> Vec<Case> {
    let several = (host.cores > 1).then_some(());
    let one =
        Case::with(format!("1 core of {}, -j 1", host.cores), several, "this machine has one core", |()| {
            Settings {
                jobs: NonZeroUsize::new(1),
                ..process(Process { one_core: Some(host.work.join("cores")), ..Process::default() })
            }
        });
    // So that work is cut up in other places than with the usual number.
    let jobs = host.jobs + MORE_JOBS;
    let more = Settings { jobs: NonZeroUsize::new(jobs), ..Settings::default() };
    vec![one, Case::new(format!("-j {jobs} in place of -j {}", host.jobs), more)]
}

pub fn aslr() -> Case {
    Case::new("addresses are not randomized", process(Process { no_aslr: true, ..Process::default() }))
}

pub fn kernel() -> Case {
    Case::new("the kernel calls itself 2.6", process(Process { old_kernel: true, ..Process::default() }))
}

pub fn descriptors() -> Case {
    let descriptors = Some(DESCRIPTORS);
    let settings = process(Process { descriptors, ..Process::default() });
    Case::new(format!("at most {DESCRIPTORS} open files"), settings)
}

pub fn memory(host: &Host) -> Case {
    let settings = process(Process { memory: Some(host.memory), ..Process::default() });
    Case::new(format!("at most {} MiB of memory", host.memory >> 20), settings)
}

/// What a build takes beside its encoders, with room: measured on `CPython`'s release, 4,900 files of
/// 110 MB, it is 20 MiB with one thread.
const ASIDE: u64 = 512 << 20;

/// What the programs of steps may take in addition.
const STEPS: u64 = 2 << 30;

/// The least memory, in bytes, with which archives with these encoders can be built in this number of
/// threads.
#[must_use]
pub fn memory_for(codecs: impl IntoIterator<Item = Codec>, threads: NonZeroUsize, has_steps: bool) -> u64 {
    let steps = if has_steps { STEPS } else { 0 };
    // The last build has all settings at once, so the memory has to do for the most threads.
    let threads = threads.saturating_add(MORE_JOBS);
    codecs.into_iter().map(|codec| codec.memory(threads)).sum::<u64>() + ASIDE + steps
}
