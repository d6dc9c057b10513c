//! Where the name and the link target of an entry go.

use std::borrow::Cow;

use crate::object_id::ObjectId;

use super::block;
use super::dialect::{HeaderFormat, Keyword, StandIn};
use super::extension::CarriedValues;
use super::unrepresentable::Unrepresentable;

/// What goes into the name fields of a header.
pub struct NameFields<'a> {
    pub prefix: &'a [u8],
    pub name: Cow<'a, [u8]>,
    pub target: Cow<'a, [u8]>,
}

/// Places a name and a target in their fields. Text without room there is carried by an extension, and its
/// field then holds the stand-in of the format.
///
/// # Errors
/// A text has no room, and the format has no extension for it or no object to call it by.
pub fn place<'a>(
    format: &HeaderFormat,
    name: &'a [u8],
    target: &'a [u8],
    object: Option<ObjectId>,
    carried: &mut CarriedValues,
) -> Result<NameFields<'a>, Unrepresentable> {
    // Path before target decides which fault is reported. The order of the records is decided
    // elsewhere, by the format.
    let parts = format.split.parts(name);
    carry(format, Keyword::Path, name, parts.is_some(), carried).ok_or_else(|| format.split.fault(name))?;
    let (prefix, name) = match parts {
        Some((prefix, rest)) => (prefix, rest.into()),
        None => (&b""[..], stand_in(format, name, object, "", ".data")?),
    };
    let (length, limit) = (target.len(), block::LINKNAME.len());
    let has_room = length <= limit;
    carry(format, Keyword::Linkpath, target, has_room, carried)
        .ok_or(Unrepresentable::TargetTooLong { length, limit })?;
    let target =
        if has_room { target.into() } else { stand_in(format, target, object, "see ", ".paxheader")? };
    Ok(NameFields { prefix, name, target })
}

/// Adds a text to the values that an extension carries, if the format says so. `None` if it has no room and
/// no extension carries it.
fn carry(
    format: &HeaderFormat,
    keyword: Keyword,
    text: &[u8],
    has_room: bool,
    carried: &mut CarriedValues,
) -> Option<()> {
    match format.rule(keyword) {
        None => has_room.then_some(()),
        Some(rule) => {
            if rule.applies_to(text, has_room) {
                carried.add(keyword, text);
            }
            Some(())
        }
    }
}

fn stand_in<'a>(
    format: &HeaderFormat,
    text: &'a [u8],
    object: Option<ObjectId>,
    before: &str,
    after: &str,
) -> Result<Cow<'a, [u8]>, Unrepresentable> {
    match format.extensions.map(|extensions| extensions.stand_in) {
        Some(StandIn::Object) => Ok(object_name(object, before, after)?.into()),
        // The field cuts it to its own length; the whole text is in the extension.
        Some(StandIn::FirstBytes) | None => Ok(text.into()),
    }
}

/// A name made of that of a git object.
///
/// Source: docs/spec/tar-dialects.md, section 10.1.
///
/// # Errors
/// There is no object.
pub fn object_name(object: Option<ObjectId>, before: &str, after: &str) -> Result<Vec<u8>, Unrepresentable> {
    let id = object.ok_or(Unrepresentable::NoObject)?;
    Ok(format!("{before}{id}{after}").into_bytes())
}
