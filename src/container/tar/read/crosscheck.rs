//! The independent reader: the same stream as the crate `tar` reads it.

use std::io::{self, Read};

use crate::container::inventory::{Ambiguity, Member, Place, RawKind};
use crate::path::Escaped;

/// One member as the other reader sees it.
pub struct SeenMember {
    name: Vec<u8>,
    link: Option<Vec<u8>>,
    size: u64,
}

/// All members up to where the other reader stops.
pub struct ObservedStream {
    members: Vec<SeenMember>,
    /// Why it stopped early.
    stopped: Option<String>,
}

/// Reads the stream with the crate `tar`.
pub fn read(stream: impl Read) -> ObservedStream {
    let mut seen = Vec::new();
    let stopped = read_into(stream, &mut seen).err().map(|cause| cause.to_string());
    ObservedStream { members: seen, stopped }
}

fn read_into(stream: impl Read, seen: &mut Vec<SeenMember>) -> io::Result<()> {
    for member in tar::Archive::new(stream).entries()? {
        match member {
            Err(cause) => return Err(cause),
            // The crate hands out global headers as members; the inventory has them apart.
            Ok(member) if member.header().entry_type().is_pax_global_extensions() => {}
            Ok(member) => seen.push(SeenMember {
                name: member.path_bytes().into_owned(),
                link: member.link_name_bytes().map(std::borrow::Cow::into_owned),
                size: member.size(),
            }),
        }
    }
    Ok(())
}

/// The first member that the other reader sees differently.
pub fn compare(members: &[Member], observed: &ObservedStream) -> Option<Ambiguity> {
    let ObservedStream { members: seen, stopped } = observed;
    for (member, other) in members.iter().zip(seen) {
        if let Some(difference) = difference(member, other) {
            let what = format!("`{}` is read differently by another reader: {difference}", member.path);
            return Some(Ambiguity { place: Place::Stream(member.offset), what });
        }
    }
    // All members that both have seen are the same, so what is left is where each of them ends.
    let what = match (stopped, members.get(seen.len())) {
        (Some(cause), _) => format!("another reader stops here: {cause}"),
        (None, Some(_)) => "another reader takes this for the end".to_owned(),
        (None, None) if seen.len() > members.len() => {
            format!("another reader finds `{}` after the end", Escaped(&seen[members.len()].name))
        }
        (None, None) => return None,
    };
    let offset = members.get(seen.len()).or(members.last()).map_or(0, |member| member.offset);
    Some(Ambiguity { place: Place::Stream(offset), what })
}

fn difference(member: &Member, other: &SeenMember) -> Option<String> {
    let name = other.name.strip_suffix(b"/").unwrap_or(&other.name);
    let own = member.path.raw();
    if name != own.strip_suffix(b"/").unwrap_or(own) {
        return Some(format!("the name `{}`", Escaped(&other.name)));
    }
    // A sparse member has two sizes, with and without its holes, and the readers report different
    // ones.
    if other.size != member.body.size && !matches!(member.kind, RawKind::Other(b'S')) {
        return Some(format!("{} bytes and not {}", other.size, member.body.size));
    }
    match &member.kind {
        RawKind::Symlink(target) | RawKind::HardLink(target) if other.link.as_ref() != Some(target) => {
            Some(format!("the target `{}`", Escaped(other.link.as_deref().unwrap_or_default())))
        }
        _ => None,
    }
}
