//! Changes the environment of the calling process, as far as the next program in it inherits it.
//!
//! Nothing is assumed to have worked: if the system rejects a change, the reason is returned and the variation
//! counts as not tried. The changes cannot be undone, so the process must have one thread and be about to
//! become another program.

use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit, umask};

use super::settings::{Identity, Process};

/// Changes the calling process, except for its user and its clock, which change when the next program starts.
/// Returns a note for each change that was made only in part.
///
/// # Errors
/// Returns the reason if the system rejects a change.
pub fn apply(process: &Process) -> Result<Vec<String>, String> {
    let notes = system::apply(process)?;
    if let Some(mask) = process.umask {
        umask(Mode::from_raw_mode(mask as rustix::fs::RawMode));
    }
    for (resource, limit) in [(Resource::Nofile, process.descriptors), (Resource::Data, process.memory)] {
        limit.map_or(Ok(()), |limit| lower(resource, limit))?;
    }
    Ok(notes)
}

/// A limit is never raised: less than asked for is no less of a variation.
fn lower(resource: Resource, limit: u64) -> Result<(), String> {
    let least = |now: Option<u64>| Some(now.map_or(limit, |now| now.min(limit)));
    let now = getrlimit(resource);
    let next = Rlimit { current: least(now.current), maximum: least(now.maximum) };
    setrlimit(resource, next).map_err(|errno| format!("the limit cannot be set: {errno}"))
}

/// The user id that the next program is to be started with.
#[must_use]
pub fn user(process: &Process) -> Option<u32> {
    match process.identity {
        Some(Identity::Other(id)) => Some(id),
        Some(Identity::Mapped(_)) | None => None,
    }
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::Path;

    use nix::sched::{CloneFlags, unshare};
    use nix::sys::personality::{self, Persona};
    use rustix::mount::{MountPropagationFlags, mount_bind, mount_change};
    use rustix::process::{getgid, getuid};
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

    use crate::vary::settings::{Identity, Process};

    /// The list of cores, for programs that ask how many there are and not how many they may use.
    const CORES: &str = "/sys/devices/system/cpu/online";

    /// The kernel calls itself 2.6 (`UNAME26` in personality(2)). `nix` has no name for it with musl, where the C
    /// library lacks one; the kernel is the same.
    const UNAME26: Persona = Persona::from_bits_retain(0x002_0000);

    pub fn apply(process: &Process) -> Result<Vec<String>, String> {
        // First, because the namespaces below need the rights that it gives.
        user_namespace(process)?;
        if let Some(name) = &process.host_name {
            host_name(name)?;
        }
        let mut mounts: Vec<(&Path, &Path)> = Vec::new();
        if let Some(file) = &process.one_core {
            write_core(one_core()?, file)?;
            mounts.push((file, Path::new(CORES)));
        }
        mounts.extend(process.shown.iter().map(|shown| (&*shown.directory, &*shown.at)));
        let notes = mount(&mounts);
        persona(process.no_aslr, Persona::ADDR_NO_RANDOMIZE)?;
        persona(process.old_kernel, UNAME26)?;
        if process.old_kernel && !rustix::system::uname().release().to_bytes().starts_with(b"2.6") {
            return Err("the kernel does not call itself 2.6".to_owned());
        }
        Ok(notes)
    }

    /// Who is not root needs a user namespace for every other one, and may have none.
    fn user_namespace(process: &Process) -> Result<(), String> {
        let (uid, gid) = (getuid(), getgid());
        let inside = match process.identity {
            Some(Identity::Mapped(inside)) => inside,
            _ if uid.is_root() => return Ok(()),
            None if needs_namespace(process) => uid.as_raw(),
            _ => return Ok(()),
        };
        let failed = |why: &dyn std::fmt::Display| format!("no user namespace: {why}");
        let needed = process.host_name.is_some() || process.identity.is_some();
        if let Err(errno) = unshare(CloneFlags::CLONE_NEWUSER) {
            return if needed { Err(failed(&errno)) } else { Ok(()) };
        }
        let write = |path: &str, text: &str| fs::write(path, text).map_err(|cause| failed(&cause));
        // The kernel accepts a map of groups from an ordinary user only after this
        // (user_namespaces(7)).
        write("/proc/self/setgroups", "deny")?;
        write("/proc/self/uid_map", &format!("{inside} {} 1", uid.as_raw()))?;
        write("/proc/self/gid_map", &format!("{} {} 1", gid.as_raw(), gid.as_raw()))
    }

    fn needs_namespace(process: &Process) -> bool {
        process.host_name.is_some() || process.one_core.is_some() || process.shown.is_some()
    }

    fn host_name(name: &str) -> Result<(), String> {
        let (host, domain) = name.split_once('.').unwrap_or((name, ""));
        unshare(CloneFlags::CLONE_NEWUTS).map_err(|errno| format!("no namespace for the name: {errno}"))?;
        rustix::system::sethostname(host.as_bytes())
            .and_then(|()| rustix::system::setdomainname(domain.as_bytes()))
            .map_err(|errno| format!("the name cannot be set: {errno}"))
    }

    /// Leaves the process the first of its cores.
    fn one_core() -> Result<usize, String> {
        let failed = |errno: rustix::io::Errno| format!("the cores cannot be chosen: {errno}");
        let now = sched_getaffinity(None).map_err(failed)?;
        let first = (0..CpuSet::MAX_CPU).find(|&core| now.is_set(core)).ok_or("no core is known")?;
        let mut one = CpuSet::new();
        one.set(first);
        sched_setaffinity(None, &one).map_err(failed)?;
        Ok(first)
    }

    /// The same for programs that count the cores of the machine.
    fn write_core(core: usize, file: &Path) -> Result<(), String> {
        fs::write(file, format!("{core}\n"))
            .and_then(|()| fs::set_permissions(file, fs::Permissions::from_mode(0o644)))
            .map_err(|cause| cause.to_string())
    }

    /// Mounts the first of each pair over the second. If the system rejects a mount, that is noted and nothing
    /// changes.
    fn mount(pairs: &[(&Path, &Path)]) -> Vec<String> {
        if pairs.is_empty() {
            return Vec::new();
        }
        let names = || pairs.iter().map(|(_, at)| at.file_name().unwrap_or_default().to_string_lossy());
        let names = || names().collect::<Vec<_>>().join(", ");
        let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
        let done = unshare(CloneFlags::CLONE_NEWNS).map_err(std::io::Error::from).and_then(|()| {
            // Otherwise the mounts would appear outside of the namespace too.
            mount_change("/", private)?;
            pairs.iter().try_for_each(|(shown, at)| mount_bind(*shown, *at))?;
            Ok(())
        });
        done.err().map(|cause| format!("without a mount ({}): {cause}", names())).into_iter().collect()
    }

    fn persona(wanted: bool, flag: Persona) -> Result<(), String> {
        if !wanted {
            return Ok(());
        }
        personality::get()
            .and_then(|now| personality::set(now | flag))
            .map(|_| ())
            .map_err(|errno| format!("the personality cannot be set: {errno}"))
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use crate::vary::settings::{Identity, Process};

    pub fn apply(process: &Process) -> Result<Vec<String>, String> {
        let is_for_linux = process.host_name.is_some()
            || process.one_core.is_some()
            || process.shown.is_some()
            || process.no_aslr
            || process.old_kernel
            || matches!(process.identity, Some(Identity::Mapped(_)));
        if is_for_linux { Err("only Linux can do this".to_owned()) } else { Ok(Vec::new()) }
    }
}
