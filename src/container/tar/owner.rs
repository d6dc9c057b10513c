//! The owner, spelt once for all headers of an archive.

use crate::entry::Owner;

use super::block::{self, Block};
use super::dialect::{Dialect, OwnerNames, Ownership};
use super::number::{Number, place_number};
use super::record::Records;
use super::unrepresentable::{OwnerClass, OwnerFault};

/// The fields and the pax records of an owner.
#[derive(Clone, Debug)]
pub struct EncodedOwner {
    /// A header block with nothing but the magic and the owner.
    pub block: Block,
    /// Records of ids that their fields cannot hold.
    pub id_records: Records,
    /// Records of names that their fields cannot hold.
    pub name_records: Records,
    /// Whether there are no names.
    pub is_numeric: bool,
}

impl EncodedOwner {
    /// The owner that the dialect stores: `planned`, unless it has one of its own.
    pub fn new(dialect: &Dialect, planned: &Owner) -> Result<Self, OwnerFault> {
        match dialect.customs.owner {
            Ownership::Planned => Self::spell(dialect, planned),
            Ownership::Root => Self::spell(dialect, &Owner::root()),
        }
    }

    fn spell(dialect: &Dialect, owner: &Owner) -> Result<Self, OwnerFault> {
        let mut spelt = Self {
            block: Block::new(dialect),
            id_records: Records::default(),
            name_records: Records::default(),
            is_numeric: owner.is_numeric(),
        };
        for id in [(Number::Uid, owner.uid.into()), (Number::Gid, owner.gid.into())] {
            place_number(dialect, id, &mut spelt.block, &mut spelt.id_records).map_err(OwnerFault::Number)?;
        }
        spelt.place_name(dialect.owner_names, OwnerClass::User, &owner.user)?;
        spelt.place_name(dialect.owner_names, OwnerClass::Group, &owner.group)?;
        Ok(spelt)
    }

    fn place_name(&mut self, rule: OwnerNames, class: OwnerClass, name: &str) -> Result<(), OwnerFault> {
        let (field, keyword) = match class {
            OwnerClass::User => (block::USER, "uname"),
            OwnerClass::Group => (block::GROUP, "gname"),
        };
        check_name(rule, class, name)?;
        if rule == OwnerNames::FieldOrRecord && needs_record(name) {
            self.name_records.push(keyword, name.as_bytes());
        }
        let kept = name.len().min(OwnerNames::FIELD);
        self.block.put(field, &name.as_bytes()[..kept]);
        Ok(())
    }
}

fn needs_record(name: &str) -> bool {
    name.len() > block::USER.len() || !name.is_ascii()
}

fn check_name(rule: OwnerNames, class: OwnerClass, name: &str) -> Result<(), OwnerFault> {
    let length = name.len();
    let is_long = length > OwnerNames::FIELD;
    match rule {
        _ if name.contains('\0') => Err(OwnerFault::Nul { class }),
        OwnerNames::Absent if !name.is_empty() => Err(OwnerFault::NoNames { class }),
        OwnerNames::Field if is_long => {
            Err(OwnerFault::NameTooLong { class, length, limit: OwnerNames::FIELD })
        }
        OwnerNames::FieldOrRecord if is_long && !needs_record(name) => Err(OwnerFault::NameCut { class }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::tar::Preset;

    fn spelt(preset: Preset, user: &str) -> Result<EncodedOwner, OwnerFault> {
        EncodedOwner::new(preset.dialect(), &Owner { user: user.into(), ..Owner::default() })
    }

    #[test]
    fn a_name_that_would_be_cut_or_dropped_is_rejected() {
        let fault = |preset, user: &str| spelt(preset, user).expect_err("must be refused");
        let class = OwnerClass::User;
        let thirty_two = "u".repeat(32);
        assert_eq!(fault(Preset::Gnu135Posix, &thirty_two), OwnerFault::NameCut { class });
        let too_long = OwnerFault::NameTooLong { class, length: 32, limit: 31 };
        assert_eq!(fault(Preset::Gnu135Gnu, &thirty_two), too_long);
        assert_eq!(fault(Preset::Gnu135Ustar, &thirty_two), too_long);
        assert_eq!(fault(Preset::Gnu135V7, "u"), OwnerFault::NoNames { class });
        assert_eq!(fault(Preset::Gnu135Posix, "a\0b"), OwnerFault::Nul { class });
    }

    #[test]
    fn names_get_a_record_when_long_or_not_ascii() {
        let records = |user: &str| spelt(Preset::Gnu135Posix, user).expect("must be accepted").name_records;
        assert!(records(&"u".repeat(31)).is_empty());
        assert!(!records(&"u".repeat(33)).is_empty());
        assert_eq!(records("ü").as_bytes(), "12 uname=ü\n".as_bytes());
    }

    #[test]
    fn ids_beyond_their_fields_are_recorded_encoded_in_binary_or_rejected() {
        let owner = Owner { uid: 2_097_152, ..Owner::default() };
        let new = |preset: Preset| EncodedOwner::new(preset.dialect(), &owner);
        let posix = new(Preset::Gnu135Posix).expect("posix holds any id");
        assert_eq!(posix.id_records.as_bytes(), b"15 uid=2097152\n");
        assert!(new(Preset::Gnu135Gnu).is_ok());
        let refused = new(Preset::Gnu135Ustar).expect_err("ustar holds seven digits");
        assert_eq!(
            refused.to_string(),
            "the owner has a user id of 2097152, and this dialect holds 0 to 2097151; \
             the posix dialects hold any id"
        );
    }
}
