//! The lines of a manifest that remove a cause.

use crate::container::inventory::{Inventory, Member, RawKind, RawOwner};
use crate::container::tar::recognize;
use crate::container::tar::sorting::Sorting;
use crate::encoder::decode::Compression;
use crate::encoder::{Codec, encoders_of};
use crate::mode::{Mode, ModePolicy, Node};
use crate::path::Escaped;

/// The policies that are tried, the usual ones first.
const MODES: [&str; 6] =
    ["go+u,go-w", "git", "a+rX,u+w,go-w", "u=rwX,go=rX", "go=u,go-w,a-s", "u+rw,go+r,a-s"];

/// A policy that gives both sides the same modes.
pub fn mode<'a>(pairs: &(impl Iterator<Item = (&'a Member, &'a Member)> + Clone)) -> Option<String> {
    let makes_same = |text: &&str| {
        let Ok(policy) = ModePolicy::parse(text) else { return false };
        let apply = |member: &Member| policy.apply(Mode::from_bits(member.mode & 0o7777), node(member));
        pairs.clone().all(|(left, right)| apply(left) == apply(right))
    };
    let found = MODES.iter().find(|text| makes_same(text))?;
    Some(format!("[normalize] mode = \"{found}\""))
}

fn node(member: &Member) -> Node {
    match member.kind {
        RawKind::Directory => Node::Directory,
        RawKind::Symlink(_) => Node::Symlink,
        RawKind::File | RawKind::HardLink(_) | RawKind::Other(_) => Node::File,
    }
}

/// The owner of a side where all have one, the left side's first.
pub fn owner(left: &[Member], right: &[Member]) -> String {
    let owner = uniform(left, |member| &member.owner).or_else(|| uniform(right, |member| &member.owner));
    let RawOwner { uid, gid, user, group } = owner.cloned().unwrap_or_default();
    let (user, group) = (quoted(&user), quoted(&group));
    format!("[normalize] owner = {{ uid = {uid}, gid = {gid}, user = {user}, group = {group} }}")
}

/// The one time of a side, or else the latest of the left.
pub fn mtime(left: &[Member], right: &[Member], show: impl Fn(&Member) -> String) -> Option<String> {
    let one =
        |members: &[Member]| uniform(members, |member| &member.mtime.seconds).and(members.first().map(&show));
    if let Some(time) = one(left).or_else(|| one(right)) {
        return Some(format!("[normalize] mtime = {{ set = \"{time}\" }}"));
    }
    let latest = left.iter().max_by_key(|member| member.mtime.seconds)?;
    Some(format!("[normalize] mtime = {{ clamp = \"{}\" }}", show(latest)))
}

fn uniform<'a, T: PartialEq>(members: &'a [Member], value: impl Fn(&'a Member) -> &'a T) -> Option<&'a T> {
    let mut values = members.iter().map(value);
    let first = values.next()?;
    values.all(|other| other == first).then_some(first)
}

/// The order of a side that has one.
pub fn order(left: Sorting, right: Sorting) -> String {
    let order = match (left, right) {
        (Sorting::Unsorted, Sorting::Unsorted) => "gnu-name".to_owned(),
        (Sorting::Unsorted, other) => other.to_string(),
        (order, _) => order.to_string(),
    };
    format!("[normalize] order = \"{order}\"")
}

/// The dialect of a side that a manifest can name.
pub fn dialect(left: &Inventory, right: &Inventory) -> Option<String> {
    // No manifest makes a zip.
    if left.compression == Compression::Zip {
        return None;
    }
    let dialect = |side| recognize(side)?.dialect;
    Some(format!("[[archive]] tar = \"{}\"", dialect(left).or_else(|| dialect(right))?.name))
}

/// The compression of the left side, at the default level.
pub fn compression(left: &Compression) -> Option<String> {
    let default = encoders_of(left.format()?).next();
    Some(encoder(default.map_or(Codec::STORE, Codec::default_of)))
}

/// The compression that gives the bytes of this encoder. A default encoder need not be named.
pub fn encoder(codec: Codec) -> String {
    let level = match codec.level() {
        None => String::new(),
        Some(level) if level.is_extreme() => format!(", level = \"{level}\""),
        Some(level) => format!(", level = {level}"),
    };
    let default = encoders_of(codec.format()).next();
    let named = codec.encoder().filter(|_| codec.encoder() != default);
    let encoder = named.map_or_else(String::new, |named| format!(", encoder = \"{}\"", named.name));
    format!("[[archive]] compression = {{ format = \"{}\"{level}{encoder} }}", codec.format().name())
}

/// A pattern in a list of the manifest. Patterns are relative to the source, so the archive's own top
/// directory is no part of them.
pub fn pattern(key: &str, member: &Member, top: Option<&[u8]>) -> String {
    let name = top.and_then(|top| member.name.strip_prefix(top)?.strip_prefix(b"/")).unwrap_or(&member.name);
    let mut literal = Vec::new();
    for &byte in name {
        if b"*?[]{}\\".contains(&byte) {
            literal.push(b'\\');
        }
        literal.push(byte);
    }
    // A backslash is doubled in a string of TOML, as it is when it is shown.
    format!("[files] {key} = [{}]", quoted(&literal))
}

/// A string of TOML.
pub fn quoted(bytes: &[u8]) -> String {
    format!("\"{}\"", Escaped(bytes).to_string().replace('"', "\\\""))
}
