//! What this machine offers: looked for once, where it usually is.

#![expect(clippy::disallowed_methods, reason = "the machine is surveyed here, and no source is listed")]

use std::fs::{self, File};
use std::io::{BufReader, Read as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use memchr::memmem;

use super::input::VaryInput;
use super::temporary::directory_in;
use crate::ops::Context;
use crate::source::directory::Directory;
use crate::vary::{Host, LOCALES, memory_for};

/// Surveys the machine; `work` is a directory of our own for temporary files.
pub fn survey(input: &VaryInput<'_>, context: Context<'_>, work: &Path) -> Host {
    let user = rustix::process::geteuid();
    let manifest = &input.loaded.manifest;
    let has_steps = !manifest.generate.is_empty();
    let codecs = manifest.archives.iter().map(|archive| archive.codec);
    Host {
        work: work.to_owned(),
        cores: input.cores.get(),
        jobs: context.threads.get(),
        is_root: user.is_root(),
        is_reachable: is_reachable(work),
        locales: LOCALES.iter().map(|locale| locale.installed).filter(|name| has_locale(name)).collect(),
        faketime: faketime(),
        other_device: places(user.as_raw()).find(|place| is_usable(place) && device(place) != device(work)),
        ordered: std::iter::once(work.to_owned())
            .chain(places(user.as_raw()))
            .find(|place| keeps_order_of_creation(place)),
        path: context.steps.path.map(|path| path.to_string_lossy().into_owned()),
        has_steps,
        memory: memory_for(codecs, context.threads, has_steps),
    }
}

/// Directories for temporary files, those in memory first.
fn places(user: u32) -> impl Iterator<Item = PathBuf> {
    [format!("/run/user/{user}"), "/dev/shm".into(), "/tmp".into(), "/var/tmp".into()]
        .into_iter()
        .map(PathBuf::from)
}

fn is_usable(place: &Path) -> bool {
    directory_in(place).is_ok()
}

fn device(place: &Path) -> Option<u64> {
    fs::metadata(place).ok().map(|found| found.dev())
}

/// Whether everybody may pass through all directories above.
fn is_reachable(work: &Path) -> bool {
    let is_open = |path: &Path| fs::metadata(path).is_ok_and(|found| found.mode() & 0o001 != 0);
    // The directory itself is given to the other user; those above it are not.
    work.ancestors().skip(1).all(is_open)
}

/// Whether files that are created in the opposite order are listed in another order.
fn keeps_order_of_creation(place: &Path) -> bool {
    let list = |names: &[&str]| {
        let directory = directory_in(place).ok()?;
        names.iter().try_for_each(|name| File::create(directory.path().join(name)).map(drop)).ok()?;
        Directory::open(directory.path()).ok()?.stored_names(None).ok()
    };
    let (one, other) = (list(&["a", "b", "c", "d", "e", "f"]), list(&["f", "e", "d", "c", "b", "a"]));
    // Asked of the file system itself: its name does not say whether it keeps the order.
    one.is_some() && other.is_some() && one != other
}

/// libfaketime, in one of the directories where distributions have it.
fn faketime() -> Option<PathBuf> {
    let name = "faketime/libfaketime.so.1";
    let directories = ["/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64"].map(PathBuf::from);
    let multiarch =
        fs::read_dir("/usr/lib").into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let own = std::env::consts::ARCH;
    let is_own = |directory: &PathBuf| {
        directory.file_name().is_some_and(|name| name.to_string_lossy().starts_with(own))
    };
    let mut all = multiarch.filter(is_own).chain(directories).map(|directory| directory.join(name));
    all.find(|library| library.is_file())
}

/// The directory of compiled locales; `locale-archive` in it has many in one file.
const COMPILED: &str = "/usr/lib/locale";

fn has_locale(name: &str) -> bool {
    if name.is_empty() {
        return false;
    }
    Path::new(COMPILED).join(name).is_dir() || holds(&Path::new(COMPILED).join("locale-archive"), name)
}

/// Whether a file contains this name between two NULs.
fn holds(file: &Path, name: &str) -> bool {
    let wanted = [b"\0", name.as_bytes(), b"\0"].concat();
    let Ok(file) = File::open(file) else { return false };
    let mut reader = BufReader::new(file);
    let mut window = Vec::new();
    let mut piece = vec![0; 1 << 20];
    loop {
        match reader.read(&mut piece) {
            Ok(0) | Err(_) => return false,
            Ok(count) => window.extend_from_slice(&piece[..count]),
        }
        if memmem::find(&window, &wanted).is_some() {
            return true;
        }
        // The end stays, as the name can lie across two pieces.
        window.drain(..window.len().saturating_sub(wanted.len()));
    }
}
