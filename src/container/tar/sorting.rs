//! Which order the members of an archive are in.

use std::fmt;

use crate::container::inventory::{Member, RawKind};
use crate::path::{EntryPath, Order};

/// The order of a list of members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorting {
    /// One that a manifest can name.
    By(Order),
    /// None of them: that of a file system, or one made by hand.
    Unsorted,
}

impl Sorting {
    /// The first order that the members are in.
    #[must_use]
    pub fn of(members: &[Member]) -> Self {
        let paths: Option<Vec<(EntryPath, bool)>> = members
            .iter()
            // The directory in which it is unpacked, as `tar -c .` writes it.
            .filter(|member| member.path.bare() != b".")
            .map(|member| {
                let path = EntryPath::parse(member.path.bare()).ok()?;
                Some((path, member.kind == RawKind::Directory))
            })
            .collect();
        let Some(paths) = paths else { return Self::Unsorted };
        let is_sorted = |order: &Order| {
            paths.iter().all(|(path, _)| order.orders(path))
                && paths.windows(2).all(|pair| {
                    let (one, other) = (&pair[0], &pair[1]);
                    order.compare((&one.0, one.1), (&other.0, other.1)).is_lt()
                })
        };
        // Many archives are in more than one order. The default comes first, as a manifest need not
        // name it.
        Order::RULES.into_iter().find(is_sorted).map_or(Self::Unsorted, Self::By)
    }
}

impl fmt::Display for Sorting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::By(order) => order.name(),
            Self::Unsorted => "unsorted",
        })
    }
}
