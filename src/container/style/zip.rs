//! How a member of a zip is encoded: what no value shows, and what distinguishes one writer from another.

use std::fmt;

use crate::container::stream::Stream;

/// The encoding of one member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZipStyle {
    /// Who says to have made it.
    pub maker: Maker,
    /// The version that is needed to read it, in the central directory and in its own header, times 10.
    pub needed: (u16, u16),
    /// The general purpose flags.
    pub flags: u16,
    /// The compression method.
    pub method: u16,
    /// The time of DOS: the date in the high half, the time in the low half.
    pub dos: u32,
    /// Internal attributes.
    pub internal: u16,
    /// External attributes: the high half is the mode where a Unix made it.
    pub external: u32,
    /// The extra fields of the central directory, by their numbers.
    pub extra: Vec<u16>,
    /// The extra fields of its own header.
    pub local_extra: Vec<u16>,
    /// Bytes of the data descriptor behind the data; 0 where there is none.
    pub descriptor: u64,
    /// The data as it is packed.
    pub packed: Stream,
}

/// Who says to have made a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Maker {
    /// The system whose attributes it has: 0 for DOS, 3 for Unix.
    pub system: u8,
    /// The version of the format's description, times 10.
    pub version: u8,
}

/// Unix.
const UNIX: u8 = 3;

/// OS X, which is a Unix.
const DARWIN: u8 = 19;

/// The extra field of Info-ZIP with a user and a group.
pub const OWNER: u16 = 0x7875;

/// The extra field with sizes of 64 bits.
pub const ZIP64: u16 = 0x0001;

impl Maker {
    /// Whether its external attributes hold a mode that programs set. Of OS X (19), which is a Unix, they do not:
    /// its writers call themselves Unix.
    #[must_use]
    pub fn is_unix(self) -> bool {
        self.system == UNIX
    }
}

impl ZipStyle {
    /// Whether it has sizes of 64 bits.
    #[must_use]
    pub fn is_zip64(&self) -> bool {
        self.extra.contains(&ZIP64) || self.local_extra.contains(&ZIP64)
    }
}

impl fmt::Display for Maker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let system = match self.system {
            0 => "DOS",
            UNIX => "Unix",
            7 => "Macintosh",
            10 => "Windows",
            DARWIN => "OS X",
            other => return write!(f, "zip {}.{} of system {other}", self.version / 10, self.version % 10),
        };
        write!(f, "zip {}.{} of {system}", self.version / 10, self.version % 10)
    }
}

/// The name of a compression method, or its number.
#[must_use]
pub fn method_name(method: u16) -> String {
    let name = match method {
        0 => "stored",
        1 => "shrink",
        6 => "implode",
        8 => "deflate",
        9 => "deflate64",
        12 => "bzip2",
        14 => "lzma",
        20 | 93 => "zstd",
        95 => "xz",
        98 => "ppmd",
        99 => "encrypted by AES",
        other => return format!("method {other}"),
    };
    name.to_owned()
}

impl ZipStyle {
    /// What distinguishes writers, each with its name: neither a value of the member nor how it is packed.
    #[must_use]
    pub fn fields(&self) -> [(&'static str, String); 8] {
        let list = |ids: &[u16]| {
            let ids: Vec<String> = ids.iter().map(|id| format!("{id:04x}")).collect();
            if ids.is_empty() { "none".to_owned() } else { ids.join(" ") }
        };
        [
            ("made by", self.maker.to_string()),
            ("needs", format!("{}, {}", self.needed.0, self.needed.1)),
            ("flags", format!("{:#06x}", self.flags & !EFFORT)),
            ("attributes", format!("{:#x}, {:#010x}", self.internal, self.external)),
            ("DOS time", format!("{:#010x}", self.dos)),
            ("extra fields", list(&self.extra)),
            ("own extra fields", list(&self.local_extra)),
            ("descriptor", format!("{} bytes", self.descriptor)),
        ]
    }
}

/// The flags that record how hard a compressor tried.
// They describe how the data was packed and not what the header says, so two archives that differ
// in nothing else differ in compression only.
const EFFORT: u16 = 0b110;

/// The maker of most members, as a name.
#[must_use]
pub fn maker_of<'a>(styles: impl Iterator<Item = &'a ZipStyle>) -> Option<Maker> {
    let mut counts = std::collections::BTreeMap::new();
    styles.for_each(|style| *counts.entry(style.maker).or_insert(0_usize) += 1);
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(maker, _)| maker)
}
