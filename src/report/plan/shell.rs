//! The plan as a shell script: the commands that give the same bytes with the tools themselves.
//!
//! The script is for reading and for checking; pkgr never runs it. Where GNU tar can do
//! everything by its options, the script is one pipeline. Where it cannot (it has no option for
//! `mode = "git"`, which leaves links alone, none for `newer`, none for other orders), the script
//! first copies the tree and sets what tar would not.

mod each;
mod fault;
mod names;
mod word;

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use self::each::ModeCommands;
pub use self::fault::ShellFault;
use self::names::{FROM_LIST, from_list};
use self::word::quote;
use crate::container::tar::dialect::GnuTar;
use crate::diagnostic::{Code, Diagnostic};
use crate::encoder::{Codec, MemberHeader};
use crate::entry::{Entry, Origin, Owner};
use crate::manifest::{self, Generate, Manifest, Patterns};
use crate::mode::{ModeChange, ModePolicy};
use crate::path::Escaped;
use crate::plan::{Archive, Plan, Times};
use crate::source::generate::command_line;

/// What the script needs beside the plan.
#[derive(Clone, Copy)]
pub struct Recipe<'a> {
    /// The source's path, relative to the directory that the script runs in.
    pub source: &'a str,
    /// The overlay's path, if there is one.
    pub overlay: Option<&'a str>,
    /// The manifest's mode policy.
    pub mode: &'a ModePolicy,
    /// The manifest's `newer`.
    pub newer: &'a Patterns,
    /// Whether the manifest has overrides.
    pub has_overrides: bool,
    /// The manifest's steps, which the script does not run.
    pub steps: &'a [Generate],
}

impl<'a> Recipe<'a> {
    fn modes(&self) -> ModeCommands<'a> {
        ModeCommands { policy: self.mode, has_overrides: self.has_overrides }
    }
}

/// The script for a plan of this manifest; `is_open` says that the names of some outputs of steps are not known.
///
/// # Errors
/// Returns an error if GNU tar cannot do what the plan asks for: the source is a commit, or see [`ShellFault`].
pub fn script<C>(plan: &Plan<C>, manifest: &Manifest, is_open: bool) -> Result<Vec<u8>, Diagnostic> {
    if is_open {
        return Err(no_shell_of_steps());
    }
    let manifest::SourceTable::Directory(directory) = &manifest.source else {
        let message = "GNU tar packs files on disk, and the source is a commit";
        let help = "check the commit out, and name the tree with `directory = \"…\"` to see the commands";
        return Err(Diagnostic::error(Code::NoShell, message).help(help));
    };
    let packed = directory.packed();
    let recipe = Recipe {
        source: &packed.to_string_lossy(),
        overlay: directory.overlay.as_ref().map(|overlay| &**overlay.get_ref()),
        mode: &manifest.normalize.mode,
        newer: &manifest.normalize.newer,
        has_overrides: !manifest.normalize.overrides.is_empty(),
        steps: &manifest.generate,
    };
    let mut script = Vec::new();
    write(plan, recipe, &mut script).map_err(|fault| Diagnostic::error(Code::NoShell, fault.to_string()))?;
    Ok(script)
}

fn no_shell_of_steps() -> Diagnostic {
    let message =
        "the commands cannot name the files that the manifest's steps make: their outputs are patterns";
    Diagnostic::error(Code::NoShell, message)
        .help("name each output in full, such as `outputs = [\"Misc/NEWS\"]`")
}

/// Writes the script.
///
/// # Errors
/// The plan asks for something that no command line of GNU tar can do, or the writer failed.
pub fn write<C>(plan: &Plan<C>, recipe: Recipe<'_>, out: &mut dyn Write) -> Result<(), ShellFault> {
    // Before the first line: half a script could be run as well.
    reject(plan, recipe)?;
    out.write_all(HEAD.as_bytes())?;
    steps(recipe, out)?;
    let copied = !is_direct(plan, recipe);
    if copied {
        copy(plan, recipe, out)?;
        normalize(plan, recipe, out)?;
    }
    for archive in plan.archives() {
        pipeline(plan, archive, &tools(archive)?, recipe, copied, out)?;
    }
    Ok(())
}

const HEAD: &str = "\
#!/bin/sh
# The same bytes by hand, with the tools themselves. Run it in the manifest's directory.
set -eu
unset TAR_OPTIONS POSIXLY_CORRECT GZIP XZ_OPT XZ_DEFAULTS ZSTD_CLEVEL ZSTD_NBTHREADS BZIP BZIP2
export LC_ALL=C TZ=UTC0
out=$PWD
work=$(mktemp -d)
trap 'rm -rf \"$work\"' EXIT
";

/// What has to be made before the script can pack it.
fn steps(recipe: Recipe<'_>, out: &mut dyn Write) -> io::Result<()> {
    // Steps see the files of the overlay, and the commands below lay them over the source only later.
    let place =
        if recipe.overlay.is_some() { "the source, with the overlay's files in it" } else { "the source" };
    for step in recipe.steps {
        let name = Escaped(step.name.get_ref().as_bytes());
        writeln!(out, "# First make the outputs of the step `{name}` in {place}: [{}]", command_line(step))?;
    }
    Ok(())
}

fn reject<C>(plan: &Plan<C>, recipe: Recipe<'_>) -> Result<(), ShellFault> {
    let owner = plan.owner();
    if owner.user.is_empty() != owner.group.is_empty() {
        return Err(ShellFault::OneName);
    }
    plan.archives().iter().try_for_each(|archive| tools(archive).map(|_| ()))?;
    if let Some(key) = each::unknown_key(plan) {
        return Err(ShellFault::Key(key));
    }
    if let Some(entry) = plan.entries().iter().find(|entry| !each::has_settable_mode(entry, recipe.modes())) {
        return Err(ShellFault::Mode { mode: entry.mode.to_string(), path: entry.path.to_string() });
    }
    let template = plan.archives().iter().map(|archive| archive.tar().exthdr_name.as_str());
    if let Some(text) = template.into_iter().find(|text| text.contains(',')) {
        return Err(ShellFault::Comma(text.to_owned()));
    }
    let paths = plan.entries().iter().map(|entry| entry.path.as_bytes());
    let directories = std::iter::once(recipe.source).chain(recipe.overlay).map(str::as_bytes);
    let mut names = directories.chain(paths);
    // Each name is a line of a list, and a newline would make two of it.
    let broken = names.find(|name| name.contains(&b'\n'));
    broken.map_or(Ok(()), |name| Err(ShellFault::Newline(Escaped(name).to_string())))
}

/// Whether tar's own options suffice on the tree as it is.
fn is_direct<C>(plan: &Plan<C>, recipe: Recipe<'_>) -> bool {
    let top = Path::new(recipe.source).file_name();
    let time = plan.times().reference();
    plan.takes_all()
        && recipe.overlay.is_none()
        && !recipe.modes().are_set_each()
        && plan.archives().iter().all(|archive| archive.left_out.is_empty())
        && each::is_sorted(plan)
        // These modes are set by `chmod`, which must not change the source itself.
        && *recipe.mode != ModePolicy::Git
        && top.is_some_and(|top| top.as_encoded_bytes() == plan.prefix().as_bytes())
        // An older time of its own may have a fraction of a second, which tar would store.
        && plan.entries().iter().all(|entry| entry.mtime == time)
}

/// Copies what is packed, with its modes and its times in whole seconds.
fn copy<C>(plan: &Plan<C>, recipe: Recipe<'_>, out: &mut dyn Write) -> io::Result<()> {
    let prefix = quote(plan.prefix().as_bytes());
    let source = quote(recipe.source.as_bytes());
    writeln!(out, "mkdir -p \"$work\"/tree/{prefix}")?;
    // tar and not cp: tar is needed anyway, and the options of cp differ between systems.
    let pack = |directory: &str| format!("tar -C {directory} --format=gnu --hard-dereference -cf -");
    let unpack = format!("tar -C \"$work\"/tree/{prefix} -xpf -");
    let Some(overlay) = recipe.overlay else {
        if plan.takes_all() {
            return writeln!(out, "{} . | {unpack}", pack(&source));
        }
        return unpacked(plan, &pack(&source), &unpack, |_| true, out);
    };
    // The overlay first: the source's directories get their times when all files are in them.
    let is_laid = |entry: &Entry<C>| entry.origin == Origin::Overlay;
    if plan.entries().iter().any(is_laid) {
        writeln!(out, "# The files of the overlay, and then what else the source has.")?;
        unpacked(plan, &pack(&quote(overlay.as_bytes())), &unpack, is_laid, out)?;
    }
    unpacked(plan, &pack(&source), &unpack, |entry| !is_laid(entry), out)
}

/// Copies the entries of which `takes` says so from the directory that `pack` reads.
fn unpacked<C>(
    plan: &Plan<C>,
    pack: &str,
    unpack: &str,
    takes: impl Fn(&Entry<C>) -> bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let entries = plan.entries().iter().filter(|entry| takes(entry));
    let below = entries.filter_map(|entry| plan.source_path(entry)).map(|path| path.as_bytes().to_vec());
    // The top directory has the mode and the time of the prefix.
    let names: Vec<Vec<u8>> = std::iter::once(b".".to_vec()).chain(below).collect();
    from_list(&format!("{pack} {FROM_LIST}"), &format!(" | {unpack}"), &names, out)
}

/// Sets in the copy what tar has no option for.
fn normalize<C>(plan: &Plan<C>, recipe: Recipe<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "cd \"$work\"/tree")?;
    if *recipe.mode == ModePolicy::Git {
        // A number would leave the set-id bits of directories alone.
        writeln!(out, "find . -type d -exec chmod a-st,u=rwx,go=rx {{}} +")?;
        writeln!(out, "find . -type f -perm -u=x -exec chmod 0755 {{}} +")?;
        writeln!(out, "find . -type f ! -perm -u=x -exec chmod 0644 {{}} +")?;
    }
    if recipe.modes().are_set_each() || each::has_own_times(plan) {
        return plan
            .entries()
            .iter()
            .try_for_each(|entry| each::set(entry, &quote(&dotted(entry)), recipe.modes(), out));
    }
    let time = plan.times().reference().seconds();
    match plan.times() {
        Times::Set(_) => writeln!(out, "find . -exec touch -h -d @{time} {{}} +")?,
        Times::Clamp(_) => writeln!(out, "find . -newermt @{time} -exec touch -h -d @{time} {{}} +")?,
        // Only a commit has such times, and a commit has no recipe; the others were set one by one.
        Times::Own(_) | Times::SetBoth { .. } | Times::Tree | Times::Table(_) | Times::Absent(_) => {}
    }
    for entry in plan.entries().iter().filter(|entry| is_newer(plan, entry, recipe.newer)) {
        writeln!(out, "touch -h -d @{} {}", entry.mtime.seconds(), quote(&dotted(entry)))?;
    }
    Ok(())
}

/// A leading `./` keeps a name that begins with a dash from being read as an option.
fn dotted<C>(entry: &Entry<C>) -> Vec<u8> {
    [b"./", entry.path.as_bytes()].concat()
}

fn is_newer<C>(plan: &Plan<C>, entry: &Entry<C>, newer: &Patterns) -> bool {
    let path = plan.source_path(entry);
    path.is_some_and(|path| newer.set().first_match(&path, entry.is_directory()).is_some())
}

/// One archive: tar into a file, and its compressor from there. Through a pipe gzip may read short,
/// and its bytes can depend on that.
fn pipeline<C>(
    plan: &Plan<C>,
    archive: &Archive,
    tools: &ArchiveTools,
    recipe: Recipe<'_>,
    copied: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let ArchiveTools { tar, compressor } = tools;
    let options = options(plan, archive, *tar, recipe, copied);
    writeln!(out, "\n# GNU tar {}{}", tar.version, compressor_version(archive.tar().codec))?;
    if copied {
        let names: Vec<_> = plan.members(archive).map(|entry| entry.path.as_bytes().to_vec()).collect();
        from_list(&format!("tar {options} {FROM_LIST} -cf \"$work\"/tar"), "", &names, out)?;
    } else {
        let parent = quote(&parent_of(recipe.source));
        let top = quote(plan.prefix().as_bytes());
        writeln!(out, "tar -C {parent} {options} -cf \"$work\"/tar {top}")?;
    }
    let file = quote(archive.file.as_bytes());
    writeln!(out, "{compressor} < \"$work\"/tar > \"$out\"/{file}")
}

fn parent_of(path: &str) -> Vec<u8> {
    let parent = Path::new(path).parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.map_or(Vec::from(b"."), |parent| parent.as_os_str().as_encoded_bytes().to_vec())
}

fn options<C>(plan: &Plan<C>, archive: &Archive, tar: GnuTar, recipe: Recipe<'_>, copied: bool) -> String {
    let time = plan.times().reference().seconds();
    let mut text = format!("--format={} --hard-dereference {}", tar.format, owner(plan.owner()));
    if !copied {
        text.push_str(" --sort=name");
        let _ = write!(text, " --mtime=@{time}");
        if matches!(plan.times(), Times::Clamp(_)) {
            text.push_str(" --clamp-mtime");
        }
    }
    if let ModePolicy::Change(change) = recipe.mode
        && !recipe.modes().are_set_each()
    {
        let _ = write!(text, " --mode={}", quote(ModeChange::to_string(change).as_bytes()));
    }
    if archive.tar().dialect.is_posix() {
        let exthdr = archive.tar().exthdr_name.as_str();
        let is_common = plan.times().common().is_some();
        let mtime = if copied && is_common { format!(",exthdr.mtime={time}") } else { String::new() };
        let value = format!("exthdr.name={exthdr},delete=atime,delete=ctime{mtime}");
        let _ = write!(text, " --pax-option={}", quote(value.as_bytes()));
    }
    text
}

fn owner(owner: &Owner) -> String {
    let Owner { uid, gid, user, group, .. } = owner;
    if owner.is_numeric() {
        return format!("--owner=:{uid} --group=:{gid} --numeric-owner");
    }
    let user = quote(format!("{user}:{uid}").as_bytes());
    let group = quote(format!("{group}:{gid}").as_bytes());
    format!("--owner={user} --group={group}")
}

/// The programs that write an archive.
struct ArchiveTools {
    tar: GnuTar,
    compressor: String,
}

fn tools(archive: &Archive) -> Result<ArchiveTools, ShellFault> {
    let (dialect, codec) = (archive.tar().dialect, archive.tar().codec);
    let tar = dialect.command.ok_or(ShellFault::Dialect(dialect.name))?;
    let name = codec.encoder().map_or("", |encoder| encoder.name);
    let compressor = codec.tool_command().ok_or(ShellFault::Encoder(name))?;
    let usual = codec.level().map(MemberHeader::usual);
    if archive.tar().header.is_some() && archive.tar().header != usual {
        return Err(ShellFault::Header(archive.file.clone()));
    }
    Ok(ArchiveTools { tar, compressor })
}

/// The version of the compressor, where its bytes depend on that.
fn compressor_version(codec: Codec) -> String {
    let version = codec.encoder().and_then(|encoder| encoder.tool_version);
    version.map_or_else(String::new, |version| format!(", {version}"))
}
