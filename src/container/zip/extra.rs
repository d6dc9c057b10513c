//! Extra fields: what a header had no room for (APPNOTE.TXT, section 4.5, and Info-ZIP's list).

use super::fields::Fields;
use super::time;
use crate::container::inventory::{RawOwner, RawTime, Record};
use crate::container::style::zip::{OWNER, ZIP64};

/// Info-ZIP's extended timestamp.
const TIMES: u16 = 0x5455;

/// The times of NTFS.
const NTFS: u16 = 0x000a;

/// The parameters of encryption with AES.
const AES: u16 = 0x9901;

/// Info-ZIP's name in UTF-8.
const NAME: u16 = 0x7075;

/// The extra fields of one header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extra {
    fields: Vec<(u16, Vec<u8>)>,
}

/// Times of a member, as far as they are recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ZipTimes {
    /// Changed.
    pub changed: Option<RawTime>,
    /// Read.
    pub read: Option<RawTime>,
    /// Made.
    pub made: Option<RawTime>,
}

/// Sizes that a header may leave to its zip64 field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wide {
    /// Bytes of the file.
    pub size: u64,
    /// Bytes as they are packed.
    pub packed: u64,
    /// Where the local header stands.
    pub local: u64,
}

impl Extra {
    /// Reads all fields; what is wrong with them where they are none.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let (mut rest, mut fields) = (Fields(bytes), Vec::new());
        // Aligning tools fill up with NULs, which are no field.
        while rest.0.len() >= 4 || rest.0.iter().any(|&byte| byte != 0) {
            let id = rest.u16().ok_or("the extra fields are cut")?;
            let size = rest.u16().ok_or("the extra fields are cut")?;
            let body = rest.take(size.into());
            let body = body.ok_or_else(|| format!("the extra field {id:04x} is longer than all of them"))?;
            if fields.iter().any(|(other, _)| *other == id) {
                return Err(format!("the extra field {id:04x} stands twice"));
            }
            if id == AES {
                return Err(format!("the extra field {id:04x} is of encrypted data, which cannot be read"));
            }
            fields.push((id, body.to_vec()));
        }
        Ok(Self { fields })
    }

    /// The numbers of all fields.
    pub fn ids(&self) -> Vec<u16> {
        self.fields.iter().map(|(id, _)| *id).collect()
    }

    fn get(&self, id: u16) -> Option<Fields<'_>> {
        self.fields.iter().find(|(other, _)| *other == id).map(|(_, body)| Fields(body))
    }

    /// The sizes of a central header and the place of the local one, those of the zip64 field where they
    /// have no room.
    pub fn widen_central(&self, sizes: [u32; 2], local: u32) -> Result<Wide, String> {
        let numbers = self.widen([sizes[0], sizes[1], local], |number| number == u32::MAX)?;
        Ok(Wide { size: numbers[0], packed: numbers[1], local: numbers[2] })
    }

    /// The sizes of a local header. Its zip64 field always has both.
    pub fn widen_local(&self, sizes: [u32; 2]) -> Result<[u64; 2], String> {
        let is_asked = sizes.contains(&u32::MAX);
        let wide = self.widen(sizes, |_| is_asked)?;
        let is_same = |index: usize| sizes[index] == u32::MAX || u64::from(sizes[index]) == wide[index];
        if (0..2).all(is_same) {
            Ok(wide)
        } else {
            Err("it has two sizes, and its zip64 field others".to_owned())
        }
    }

    /// Each number that `asks` for it is that of the zip64 field, which must have these and no more. Where
    /// none asks for it, as of some writers, it must have the same numbers.
    fn widen<const N: usize>(
        &self,
        numbers: [u32; N],
        asks: impl Fn(u32) -> bool,
    ) -> Result<[u64; N], String> {
        let mut wide = numbers.map(u64::from);
        let is_asked = numbers.into_iter().any(&asks);
        let mut field = match (is_asked, self.get(ZIP64)) {
            (true, None) => return Err("a size is in its zip64 field, and there is none".to_owned()),
            (false, None) => return Ok(wide),
            (false, Some(Fields(field))) => {
                let same: Vec<u8> = wide.iter().flat_map(|number| number.to_le_bytes()).collect();
                // Readers that look for the field although nothing asks for it would get its
                // numbers.
                let is_same = field.len() % 8 == 0 && same.starts_with(field);
                let other = || "it has a zip64 field that nothing asks for, with other numbers".to_owned();
                return if is_same { Ok(wide) } else { Err(other()) };
            }
            (true, Some(field)) => field,
        };
        for number in wide.iter_mut().zip(numbers).filter(|(_, short)| asks(*short)).map(|(wide, _)| wide) {
            *number = field.u64().ok_or("its zip64 field is too short")?;
        }
        // Which numbers are in the field depends on which of the short ones ask for it, so a rest
        // would mean that this reader and the writer count differently.
        if field.0.is_empty() {
            return Ok(wide);
        }
        Err("its zip64 field is longer than what it is asked for".to_owned())
    }

    /// The extended timestamp. A central header may have the time of change alone, whatever the flags say.
    pub fn times(&self, is_central: bool) -> Result<ZipTimes, String> {
        let Some(mut field) = self.get(TIMES) else { return Ok(ZipTimes::default()) };
        let bad = || "its extended timestamp is malformed".to_owned();
        let flags = field.u8().ok_or_else(bad)?;
        let mut next = |bit: u8| -> Result<Option<RawTime>, String> {
            if flags & bit == 0 || is_central && bit != 1 && field.0.is_empty() {
                return Ok(None);
            }
            let seconds = field.u32().ok_or_else(bad)?.cast_signed();
            Ok(Some(RawTime { seconds: seconds.into(), fraction: Vec::new() }))
        };
        let times = ZipTimes { changed: next(1)?, read: next(2)?, made: next(4)? };
        if field.0.is_empty() { Ok(times) } else { Err(bad()) }
    }

    /// The times of NTFS.
    pub fn ntfs(&self) -> Result<ZipTimes, String> {
        let Some(mut field) = self.get(NTFS) else { return Ok(ZipTimes::default()) };
        let mut read = || {
            let _reserved = field.u32()?;
            let (tag, size) = (field.u16()?, field.u16()?);
            // Writers have zeros for what they do not know.
            let mut next = || field.u64().map(|ticks| (ticks > 0).then(|| time::ntfs(ticks)));
            let times = ZipTimes { changed: next()?, read: next()?, made: next()? };
            ((tag, size) == (1, 24) && field.0.is_empty()).then_some(times)
        };
        read().ok_or_else(|| "its times of NTFS are malformed".to_owned())
    }

    /// User and group, by number.
    pub fn owner(&self) -> Result<Option<RawOwner>, String> {
        let Some(mut field) = self.get(OWNER) else { return Ok(None) };
        // The oldest writers have an empty one in the central directory.
        if field.0.is_empty() {
            return Ok(None);
        }
        let mut read = || {
            let version = field.u8()?;
            let mut id = || {
                let size = field.u8()?;
                Fields(field.take(size.into())?).rest()
            };
            let (uid, gid) = (id()?, id()?);
            let owner = RawOwner { uid, gid, ..RawOwner::default() };
            (version == 1 && field.0.is_empty()).then_some(Some(owner))
        };
        read().ok_or_else(|| "its user and group are malformed".to_owned())
    }

    /// What is wrong with the name in UTF-8, which must be the name itself.
    pub fn check_name(&self, name: &[u8]) -> Result<(), String> {
        let Some(mut field) = self.get(NAME) else { return Ok(()) };
        let version = field.u8();
        let crc = field.u32();
        if version != Some(1) || crc.is_none() {
            return Err("its name in UTF-8 is malformed".to_owned());
        }
        if crc != Some(crc32fast::hash(name)) {
            return Err("its name in UTF-8 belongs to another name: the CRC-32 differs".to_owned());
        }
        if field.0 != name {
            return Err(format!("it has another name in UTF-8, `{}`", crate::path::Escaped(field.0)));
        }
        Ok(())
    }

    /// Whether there is a name in UTF-8.
    pub fn has_name(&self) -> bool {
        self.get(NAME).is_some()
    }

    /// The fields that no other value of a member covers, as records.
    pub fn records(&self, prefix: &str) -> impl Iterator<Item = Record> {
        let is_covered = |id: u16| [TIMES, NTFS, NAME, OWNER, ZIP64].contains(&id);
        let other = self.fields.iter().filter(move |(id, _)| !is_covered(*id));
        other.map(move |(id, body)| {
            let value = body.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
            Record { keyword: format!("{prefix}{id:04x}").into_bytes(), value: value.into_bytes() }
        })
    }
}
