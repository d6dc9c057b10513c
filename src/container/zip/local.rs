//! The header in front of each member's data, which must say what the central directory says
//! (APPNOTE.TXT, section 4.3.7), and the descriptor behind the data (4.3.9).

use super::central::Central;
use super::extra::Extra;
use super::fields::Fields;
use super::notes::ZipError;
use crate::container::bytes::Bytes;

/// A header without its name and extra fields.
const HEADER: u64 = 30;

/// The newest version of the format that Info-ZIP's unzip reads, times 10; it skips members that need another.
const NEWEST: u16 = 46;

/// An experimental field of libarchive with attributes of the member.
const LIBARCHIVE: u16 = 0x6c78;

/// What is wrong with the version that a member needs. The high half is a system.
fn too_new(needed: u16) -> Option<String> {
    let version = needed & 0xff;
    let what = || {
        format!(
            "it needs version {}.{} of the format, which some programs reject",
            version / 10,
            version % 10
        )
    };
    (version > NEWEST).then(what)
}

/// A header in front of data.
#[derive(Debug)]
pub struct Local {
    pub needed: u16,
    pub extra: Extra,
    /// Where the data begins.
    pub data: u64,
}

/// Reads the header of a member; what differs from the central directory goes to `reported`.
pub fn read(bytes: &Bytes, central: &Central, mut reported: impl FnMut(String)) -> Result<Local, ZipError> {
    let at = central.wide.local;
    let stop = |what: String| ZipError::at(at, format!("{}: {what}", central.shown()));
    let header = bytes.take(at..at.saturating_add(HEADER))?;
    let mut fields = match header.strip_prefix(b"PK\x03\x04") {
        Some(rest) if header.len() as u64 == HEADER => Fields(rest),
        _ => return Err(stop("no header stands where the central directory says".to_owned())),
    };
    let (needed, flags, method) = (fields.whole_u16(), fields.whole_u16(), fields.whole_u16());
    let (dos, crc) = (fields.whole_u32(), fields.whole_u32());
    let [packed, size] = [fields.whole_u32(), fields.whole_u32()];
    let [name, extra] = [fields.whole_u16(), fields.whole_u16()].map(u64::from);
    let start = at + HEADER;
    let data = start + name + extra;
    let name = bytes.take(start..start + name)?;
    let extra = Extra::parse(&bytes.take(data - extra..data)?).map_err(stop)?;
    let [size, packed] = extra.widen_local([size, packed]).map_err(stop)?;
    // Where they stand behind the data, they need not be known here.
    let is_late = |here: u64| central.has_descriptor() && here == 0;
    let numbers = [
        ("flags", flags.into(), central.flags.into(), false),
        ("method", method.into(), central.method.into(), false),
        ("time", dos.into(), central.dos.into(), false),
        ("CRC-32", crc.into(), central.crc.into(), is_late(crc.into())),
        ("packed size", packed, central.wide.packed, is_late(packed)),
        ("size", size, central.wide.size, is_late(size)),
    ];
    for (field, here, there, _) in numbers.into_iter().filter(|(_, here, there, late)| here != there && !late)
    {
        reported(format!("its own header has the {field} {here}, and the central directory {there}"));
    }
    if name != central.name {
        let name = crate::path::Escaped(&name);
        reported(format!("its own header has the name `{name}`"));
    }
    extra.check_name(&central.name).unwrap_or_else(&mut reported);
    [central.needed, needed].into_iter().filter_map(too_new).for_each(&mut reported);
    if [&extra, &central.extra].iter().any(|extra| extra.ids().contains(&LIBARCHIVE)) {
        reported("it has the extra field 6c78, whose attributes libarchive prefers".to_owned());
    }
    Ok(Local { needed, extra, data })
}

/// Reads the descriptor behind the data, which ends at `end`; its length. Up to `next` it must be whole.
pub fn descriptor(
    bytes: &Bytes,
    central: &Central,
    end: u64,
    next: u64,
    is_wide: bool,
) -> Result<u64, ZipError> {
    let wide = central.wide;
    // The longest form: a signature, a CRC, and two sizes of eight bytes.
    let found = bytes.take(end..next.min(end + 24))?;
    let is_large = wide.size.max(wide.packed) > u64::from(u32::MAX);
    // The width of the sizes is not stated anywhere; it follows from the zip64 field, or from their
    // values.
    let sizes = if is_wide || is_large { 8 } else { 4 };
    let number = |number: u64| number.to_le_bytes().into_iter().take(sizes);
    let numbers: Vec<u8> =
        central.crc.to_le_bytes().into_iter().chain(number(wide.packed)).chain(number(wide.size)).collect();
    // A CRC may look like the signature, which is optional.
    let body = found.strip_prefix(b"PK\x07\x08").filter(|rest| rest.starts_with(&numbers)).unwrap_or(&found);
    if body.starts_with(&numbers) {
        return Ok((found.len() - body.len() + numbers.len()) as u64);
    }
    let what = "the CRC-32 and the sizes behind its data are not those of the central directory";
    Err(ZipError::at(end, format!("{}: {what}", central.shown())))
}
