//! What an archive shows of how it was made, as far as a manifest could say it.

use std::collections::BTreeSet;

use crate::container::inventory::{Inventory, Member, RawKind, RawOwner, RawTime};
use crate::container::names::{top, within};
use crate::container::tar::recognize;
use crate::container::tar::signature::Signature;
use crate::container::tar::sorting::Sorting;

/// What the members of an archive have in common.
#[derive(Clone, Debug)]
pub struct Observed {
    /// The order of the members.
    pub order: Sorting,
    /// What tools write such headers; `None` where no tool is recognized, or several are.
    pub signature: Option<&'static Signature>,
    /// User and group, where all members have the same and all record them.
    pub owner: Option<RawOwner>,
    /// The time, where all members have the same and none leaves its zone open.
    pub time: Option<RawTime>,
    /// The directory that all members are in, where no name begins with `./`: no manifest can name such a prefix.
    pub prefix: Option<Vec<u8>>,
    /// Which directories have members of their own.
    pub parents: Parents,
}

/// Which of the directories that hold members are members themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parents {
    /// All of them.
    All,
    /// Some of them.
    Some,
    /// None of them.
    None,
}

/// Observes an archive. Only the inventory decides the result.
#[must_use]
pub fn observe(inventory: &Inventory) -> Observed {
    let members = &inventory.members;
    Observed {
        order: Sorting::of(members),
        signature: recognize(inventory),
        owner: common(members, |member| member.owner.as_ref()).cloned(),
        // A DOS time has no zone, so it is not known which moment it means.
        time: common(members, |member| member.mtime.as_ref()?.exact()).cloned(),
        prefix: prefix(members),
        parents: parents(members),
    }
}

/// The value that all members have; `None` if they differ, one has no such value, or there are no members.
fn common<'a, T: PartialEq>(
    members: &'a [Member],
    value: impl Fn(&'a Member) -> Option<&'a T>,
) -> Option<&'a T> {
    let mut values = members.iter().map(value);
    let first = values.next()??;
    values.all(|other| other == Some(first)).then_some(first)
}

fn prefix(members: &[Member]) -> Option<Vec<u8>> {
    let is_plain = |member: &Member| member.path.bare() == member.path.raw();
    // A manifest could not give names such as `./name-1.0/file`, so that the prefix alone would not
    // bring them back.
    members.iter().all(is_plain).then(|| top(members).map(<[u8]>::to_vec))?
}

fn parents(members: &[Member]) -> Parents {
    let is_directory = |member: &&Member| member.kind == RawKind::Directory;
    let directories: BTreeSet<&[u8]> =
        within(members).filter(is_directory).map(|member| member.path.bare()).collect();
    let above = |name: &'_ [u8]| name.iter().rposition(|&byte| byte == b'/');
    let is_in_one = |member: &Member| {
        above(member.path.bare()).is_none_or(|slash| directories.contains(&member.path.bare()[..slash]))
    };
    match (directories.is_empty(), within(members).all(is_in_one)) {
        (true, _) => Parents::None,
        (false, true) => Parents::All,
        (false, false) => Parents::Some,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::bytes::Bytes;
    use crate::container::limits::Limits;
    use crate::container::read;
    use crate::path::Order;

    fn seen(members: &[(&str, u64, u64)]) -> Observed {
        let mut builder = tar::Builder::new(Vec::new());
        for &(name, uid, mtime) in members {
            let mut header = tar::Header::new_ustar();
            let is_directory = name.ends_with('/');
            header.set_entry_type(if is_directory {
                tar::EntryType::Directory
            } else {
                tar::EntryType::Regular
            });
            header.set_mode(0o644);
            header.set_uid(uid);
            header.set_gid(0);
            header.set_mtime(mtime);
            header.set_size(0);
            builder.append_data(&mut header, name, &b""[..]).expect("memory takes all");
        }
        let bytes = Bytes::of_memory(builder.into_inner().expect("memory takes all"));
        observe(&read::inventory(&bytes, Limits::default()).expect("memory can be read"))
    }

    #[test]
    fn what_all_members_have_is_seen_and_nothing_else() {
        let same = seen(&[("p/", 7, 5), ("p/a", 7, 5), ("p/d/", 7, 5), ("p/d/b", 7, 5)]);
        assert_eq!(same.order, Sorting::By(Order::GnuName));
        assert_eq!(same.owner.map(|owner| owner.uid), Some(7));
        assert_eq!(same.time.map(|time| time.seconds), Some(5));
        assert_eq!((same.prefix.as_deref(), same.parents), (Some(&b"p"[..]), Parents::All));
        let other = seen(&[("q/b", 7, 5), ("q/d/", 8, 6), ("q/a", 7, 5)]);
        assert_eq!((other.order, other.owner, other.time), (Sorting::Unsorted, None, None));
        assert_eq!((other.prefix.as_deref(), other.parents), (Some(&b"q"[..]), Parents::Some));
        let apart = seen(&[("a", 0, 0), ("b/c", 0, 0)]);
        assert_eq!((apart.prefix, apart.parents), (None, Parents::None));
    }
}
