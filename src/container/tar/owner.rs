//! The owner, encoded once for all headers of an archive.

use crate::entry::Owner;

use super::block::{self, Block};
use super::dialect::{HeaderFormat, Keyword, StandIn, ValueRule};
use super::extension::CarriedValues;
use super::name::{first_ascii, question_marks};
use super::number::{Number, place_number};
use super::unrepresentable::{OwnerClass, OwnerFault};

/// An owner in one format of headers.
#[derive(Clone, Debug)]
pub struct EncodedOwner {
    /// A header block with nothing but the magic and the owner.
    pub block: Block,
    /// Ids and names that their fields have no room for.
    pub carried: CarriedValues,
    /// Whether there are no names.
    pub is_numeric: bool,
}

impl EncodedOwner {
    /// # Errors
    /// The format has no room for an id or a name, and no extension carries it.
    pub fn new(format: &HeaderFormat, owner: &Owner) -> Result<Self, OwnerFault> {
        let mut encoded = Self {
            block: Block::new(format),
            carried: CarriedValues::default(),
            is_numeric: owner.is_numeric(),
        };
        if owner.is_absent {
            return Ok(encoded);
        }
        for (number, id) in [(Number::Uid, owner.uid), (Number::Gid, owner.gid)] {
            place_number(format, number, id.into(), &mut encoded.block, &mut encoded.carried)
                .map_err(OwnerFault::Number)?;
        }
        encoded.place_name(format, OwnerClass::User, &owner.user)?;
        encoded.place_name(format, OwnerClass::Group, &owner.group)?;
        Ok(encoded)
    }

    fn place_name(&mut self, format: &HeaderFormat, class: OwnerClass, name: &str) -> Result<(), OwnerFault> {
        let (field, keyword) = match class {
            OwnerClass::User => (block::USER, Keyword::Uname),
            OwnerClass::Group => (block::GROUP, Keyword::Gname),
        };
        let most = format.owner_name;
        // What counts is the field, even if the tool keeps one byte of it for a NUL.
        let is_carried = |rule: ValueRule| rule.applies_to(name.as_bytes(), name.len() <= field.len());
        let rule = format.rule(keyword);
        match rule {
            _ if name.contains('\0') => return Err(OwnerFault::Nul { class }),
            Some(rule) if is_carried(rule) => self.carried.add(keyword, name.as_bytes()),
            _ if name.len() <= most && format.takes(name.as_bytes()) => {}
            Some(_) => return Err(OwnerFault::NameCut { class }),
            None if most == 0 => return Err(OwnerFault::NoNames { class }),
            None => return Err(OwnerFault::NameTooLong { class, length: name.len(), limit: most }),
        }
        let text = match format.extensions.map(|extensions| extensions.stand_in) {
            Some(StandIn::QuestionMarks) => question_marks(name.as_bytes()),
            Some(StandIn::Ascii) => first_ascii(name.as_bytes(), most),
            _ => name.as_bytes().to_vec(),
        };
        self.block.put(field, &text[..text.len().min(most)]);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::tar::tool;

    fn encoded(dialect: &str, owner: &Owner) -> Result<EncodedOwner, OwnerFault> {
        EncodedOwner::new(&tool::find(dialect).expect("is a dialect").formats[0], owner)
    }

    fn with_user(dialect: &str, user: &str) -> Result<EncodedOwner, OwnerFault> {
        encoded(dialect, &Owner { user: user.into(), ..Owner::default() })
    }

    fn records(dialect: &str, owner: &EncodedOwner) -> Vec<u8> {
        let format = &tool::find(dialect).expect("is a dialect").formats[0];
        owner.carried.records(format).as_bytes().to_vec()
    }

    #[test]
    fn a_name_that_would_be_cut_or_dropped_is_rejected() {
        let fault = |dialect, user: &str| with_user(dialect, user).expect_err("must be rejected");
        let class = OwnerClass::User;
        let thirty_two = "u".repeat(32);
        assert_eq!(fault("gnu-1.35-posix", &thirty_two), OwnerFault::NameCut { class });
        let too_long = OwnerFault::NameTooLong { class, length: 32, limit: 31 };
        assert_eq!(fault("gnu-1.35-gnu", &thirty_two), too_long);
        assert_eq!(fault("gnu-1.35-ustar", &thirty_two), too_long);
        assert_eq!(fault("gnu-1.35-v7", "u"), OwnerFault::NoNames { class });
        assert_eq!(fault("gnu-1.35-posix", "a\0b"), OwnerFault::Nul { class });
    }

    #[test]
    fn names_get_a_record_when_long_or_not_ascii() {
        let records = |user: &str| {
            records("gnu-1.35-posix", &with_user("gnu-1.35-posix", user).expect("must be accepted"))
        };
        assert!(records(&"u".repeat(31)).is_empty());
        assert!(!records(&"u".repeat(33)).is_empty());
        assert_eq!(records("ü"), "12 uname=ü\n".as_bytes());
    }

    #[test]
    fn ids_beyond_their_fields_are_recorded_encoded_in_binary_or_rejected() {
        let owner = Owner { uid: 2_097_152, ..Owner::default() };
        let posix = encoded("gnu-1.35-posix", &owner).expect("posix holds any id");
        assert_eq!(records("gnu-1.35-posix", &posix), b"15 uid=2097152\n");
        assert!(encoded("gnu-1.35-gnu", &owner).is_ok());
        let rejected = encoded("gnu-1.35-ustar", &owner).expect_err("ustar holds seven digits");
        assert_eq!(
            rejected.to_string(),
            "the owner has a user id of 2097152, and this dialect holds 0 to 2097151; \
             the posix dialects hold any id"
        );
    }
}
