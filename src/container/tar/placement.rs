//! Where the name and the link target of an entry go.

use std::borrow::Cow;

use crate::object_id::ObjectId;

use super::block;
use super::dialect::{HeaderFormat, Keyword, StandIn};
use super::extension::CarriedValues;
use super::name::{NameParts, first_ascii, first_characters, question_marks};
use super::unrepresentable::Unrepresentable;

/// The name and the link target of an entry, with what their fields have room for.
pub struct Placement<'a> {
    name: &'a [u8],
    target: &'a [u8],
    parts: Option<NameParts<'a>>,
}

/// What goes into the name fields of a header.
pub struct NameFields<'a> {
    pub prefix: &'a [u8],
    pub name: Cow<'a, [u8]>,
    pub target: Cow<'a, [u8]>,
}

/// What names are made of where an extension carries the whole.
#[derive(Clone, Copy)]
pub struct StandInSource {
    /// The git object that the entry was made from.
    pub object: Option<ObjectId>,
    /// How many entries before had a counted name.
    pub count: u64,
}

impl<'a> Placement<'a> {
    /// Looks for room. Text without room is carried by an extension.
    ///
    /// # Errors
    /// A text has no room, and the format has no extension for it.
    pub fn new(
        format: &HeaderFormat,
        name: &'a [u8],
        target: &'a [u8],
        carried: &mut CarriedValues,
    ) -> Result<Self, Unrepresentable> {
        // Path before target decides which fault is reported. The order of the records is decided
        // elsewhere, by the format.
        let parts = format.split.parts(name);
        let has_room = parts.is_some_and(|parts| parts.is_whole) && format.takes(name);
        carry(format, Keyword::Path, name, has_room, carried).ok_or_else(|| format.split.fault(name))?;
        let (length, limit) = (target.len(), block::LINKNAME.len());
        let has_room = length <= limit && format.takes(target);
        carry(format, Keyword::Linkpath, target, has_room, carried)
            .ok_or(Unrepresentable::TargetTooLong { length, limit })?;
        Ok(Self { name, target, parts })
    }

    /// What the fields hold, beside the values that are carried.
    ///
    /// # Errors
    /// The format calls what has no room by an object, and there is none; or it would leave the name empty.
    pub fn fields(
        &self,
        format: &HeaderFormat,
        carried: &CarriedValues,
        source: StandInSource,
    ) -> Result<NameFields<'a>, Unrepresentable> {
        let is_carried = carried.has(Keyword::Path);
        let stand_in = format.extensions.map_or(StandIn::FirstBytes, |extensions| extensions.stand_in);
        let target = self.target(stand_in, carried, source)?;
        let whole = |name: Cow<'a, [u8]>| NameFields { prefix: b"", name, target: target.clone() };
        Ok(match (stand_in, self.parts) {
            (StandIn::Fixed(text), _) if is_carried => whole(text.as_bytes().into()),
            (StandIn::Counted(text), _) if is_carried => {
                whole(format!("{text}{}", source.count).into_bytes().into())
            }
            // Also where the field has room: what is not ASCII never stands in it.
            (StandIn::QuestionMarks, _) if is_carried => whole(question_marks(self.name).into()),
            (StandIn::Ascii, _) if is_carried => whole(ascii_name(self.name)?.into()),
            (_, Some(parts)) => NameFields { prefix: parts.prefix, name: parts.rest.into(), target },
            (StandIn::Object, None) => whole(object_name(source.object, "", ".data")?.into()),
            (StandIn::FirstCharacters, None) => whole(first_characters(self.name, block::NAME.end).into()),
            // The field cuts it to its own length; the whole text is in the extension.
            (_, None) => whole(self.name.into()),
        })
    }

    fn target(
        &self,
        stand_in: StandIn,
        carried: &CarriedValues,
        source: StandInSource,
    ) -> Result<Cow<'a, [u8]>, Unrepresentable> {
        let has_room = self.target.len() <= block::LINKNAME.len();
        Ok(match stand_in {
            StandIn::Fixed(text) if carried.has(Keyword::Linkpath) => text.as_bytes().into(),
            StandIn::QuestionMarks if carried.has(Keyword::Linkpath) => question_marks(self.target).into(),
            StandIn::Ascii if carried.has(Keyword::Linkpath) => {
                first_ascii(self.target, block::LINKNAME.len()).into()
            }
            StandIn::Object if !has_room => object_name(source.object, "see ", ".paxheader")?.into(),
            _ => self.target.into(),
        })
    }
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

/// The ASCII characters of a name, as many as its field holds.
///
/// # Errors
/// There are none. Go writes such a header, and readers differ about it.
fn ascii_name(name: &[u8]) -> Result<Vec<u8>, Unrepresentable> {
    let kept = first_ascii(name, block::NAME.len());
    if kept.iter().all(|&byte| byte == b'/') { Err(Unrepresentable::NameWithoutAscii) } else { Ok(kept) }
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
