//! The values of an entry, and those that an extension carries beside others.

use std::borrow::Cow;

use crate::entry::{Entry, Kind, Size};

use super::dialect::{Beside, HeaderFormat, Keyword};
use super::extension::CarriedValues;

/// Adds values that the format carries beside others.
pub fn add_beside<C>(format: &HeaderFormat, entry: &Entry<C>, name: &[u8], carried: &mut CarriedValues)
where
    C: Copy + Into<Size>,
{
    let Some(extensions) = format.extensions.filter(|_| !carried.is_empty()) else { return };
    for rule in extensions.values.iter().filter(|rule| rule.beside != Beside::Never) {
        let value = beside(rule.keyword, entry, name);
        let is_zero = matches!(&*value, b"" | b"0");
        // A value that is carried for itself is not carried twice.
        if !carried.has(rule.keyword) && (rule.beside == Beside::Always || !is_zero) {
            carried.add(rule.keyword, &value);
        }
    }
}

/// A value as a record has it.
fn beside<'a, C>(keyword: Keyword, entry: &'a Entry<C>, name: &'a [u8]) -> Cow<'a, [u8]>
where
    C: Copy + Into<Size>,
{
    match keyword {
        Keyword::Path => name.into(),
        Keyword::Linkpath => target(&entry.kind).into(),
        Keyword::Size => size(&entry.kind).to_string().into_bytes().into(),
        Keyword::Mtime => entry.mtime.seconds().to_string().into_bytes().into(),
        Keyword::Uid | Keyword::Gid | Keyword::Uname | Keyword::Gname => {
            unreachable!("no format carries an owner beside others, which a test checks")
        }
    }
}

/// The length of the body.
pub fn size<C: Copy + Into<Size>>(kind: &Kind<C>) -> u64 {
    match kind {
        Kind::File(content) => (*content).into().0,
        Kind::Directory | Kind::Symlink(_) => 0,
    }
}

/// The target of a link; empty for what is no link.
pub fn target<C>(kind: &Kind<C>) -> &[u8] {
    match kind {
        Kind::Symlink(target) => target.as_bytes(),
        Kind::Directory | Kind::File(_) => b"",
    }
}
