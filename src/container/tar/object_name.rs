//! Names that stand in for long ones: those of git objects.

use std::borrow::Cow;

use crate::object_id::ObjectId;

use super::block;
use super::name::split_short;
use super::record::Records;
use super::unrepresentable::Unrepresentable;

/// What goes into the name fields of a header.
pub struct NameFields<'a> {
    pub prefix: &'a [u8],
    pub rest: Cow<'a, [u8]>,
    pub target: Cow<'a, [u8]>,
}

/// Places a name and a target in their fields; what they cannot hold goes into records, and the
/// fields then name the object.
///
/// Source: docs/spec/tar-dialects.md, section 10.1.
pub fn place<'a>(
    name: &'a [u8],
    target: &'a [u8],
    object: Option<ObjectId>,
    records: &mut Records,
) -> Result<NameFields<'a>, Unrepresentable> {
    let (prefix, rest) = match split_short(name) {
        Some((prefix, rest)) => (prefix, rest.into()),
        None => (&b""[..], stand_in(object, "", ".data")?),
    };
    if prefix.is_empty() && *rest != *name {
        records.push("path", name);
    }
    let mut names = NameFields { prefix, rest, target: target.into() };
    if target.len() > block::LINKNAME.len() {
        names.target = stand_in(object, "see ", ".paxheader")?;
        records.push("linkpath", target);
    }
    Ok(names)
}

/// The name of the extended header of a member.
pub fn header_name(object: Option<ObjectId>) -> Result<Vec<u8>, Unrepresentable> {
    stand_in(object, "", ".paxheader").map(Cow::into_owned)
}

fn stand_in(
    object: Option<ObjectId>,
    before: &str,
    after: &str,
) -> Result<Cow<'static, [u8]>, Unrepresentable> {
    let id = object.ok_or(Unrepresentable::NoObject)?;
    Ok(format!("{before}{id}{after}").into_bytes().into())
}
