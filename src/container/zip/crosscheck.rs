//! The independent reader: the same zip as the crate `rawzip` reads it.

use std::io::{self, Read};

use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipLocator};

use crate::container::bytes::Bytes;
use crate::container::inventory::{Ambiguity, Place, Stream};
use crate::digest::Hasher;
use crate::path::Escaped;

/// One member as the other reader sees it.
pub struct ZipObserved {
    name: Vec<u8>,
    size: u64,
    packed: u64,
    crc: u32,
    /// What came out; `None` where the other reader has no decoder.
    body: Option<Stream>,
}

/// What this reader has found of a member, to be compared.
pub struct ZipExpected<'a> {
    /// Where the central directory has it.
    pub at: u64,
    /// Its name as it is encoded.
    pub name: &'a [u8],
    /// Its CRC-32.
    pub crc: u32,
    /// The data as it is packed.
    pub packed: u64,
    /// What came out.
    pub body: Stream,
}

impl ReaderAt for Bytes {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        Bytes::read_at(self, buffer, offset)
    }
}

/// All members up to where the other reader stops.
pub struct ObservedZip {
    members: Vec<ZipObserved>,
    /// Why it stopped early.
    stopped: Option<String>,
}

/// Reads the zip with the crate `rawzip`. `window` is the memory that a member may ask for, in bytes.
pub fn read(bytes: &Bytes, window: u64) -> ObservedZip {
    let mut members = Vec::new();
    let stopped = read_into(bytes, window, &mut members).err();
    ObservedZip { members, stopped }
}

fn read_into(bytes: &Bytes, window: u64, seen: &mut Vec<ZipObserved>) -> Result<(), String> {
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let archive = ZipLocator::new().locate_in_reader(bytes, &mut buffer, bytes.length());
    let archive = archive.map_err(|(_, cause)| cause.to_string())?;
    let mut members = archive.entries(&mut buffer);
    while let Some(member) = members.next_entry().map_err(|cause| cause.to_string())? {
        let (size, packed) = (member.uncompressed_size_hint(), member.compressed_size_hint());
        let found = archive.get_entry(member.wayfinder()).map_err(|cause| cause.to_string())?;
        // Both readers unpack with the same libraries. What is read independently is where the data
        // of a member begins and ends, and that is what attacks on zips confuse.
        let decoder = decoder(member.compression_method(), found.reader(), window);
        let body = decoder.map_err(|cause| cause.to_string())?.map(|reader| {
            // One byte more is enough to see that there is more.
            hash(reader.take(size.saturating_add(1)))
        });
        let body = body.transpose().map_err(|cause| cause.to_string())?;
        let name = member.file_path().as_ref().to_vec();
        seen.push(ZipObserved { name, size, packed, crc: member.crc32(), body });
    }
    Ok(())
}

type Boxed<'a> = Box<dyn Read + 'a>;

fn decoder<'a>(
    method: CompressionMethod,
    data: impl Read + 'a,
    window: u64,
) -> io::Result<Option<Boxed<'a>>> {
    Ok(Some(match method.as_u16() {
        0 => Box::new(data),
        8 => Box::new(flate2::read::DeflateDecoder::new(data)),
        12 => Box::new(bzip2::read::BzDecoder::new(data)),
        20 | 93 => {
            let mut decoder = zstd::Decoder::new(data)?.single_frame();
            decoder.window_log_max(window.ilog2())?;
            Box::new(decoder)
        }
        95 => {
            let stream = liblzma::stream::Stream::new_stream_decoder(window, 0)?;
            Box::new(liblzma::read::XzDecoder::new_stream(data, stream))
        }
        _ => return Ok(None),
    }))
}

fn hash(mut reader: impl Read) -> io::Result<Stream> {
    let mut hasher = Hasher::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(Stream { size: hasher.length(), digest: hasher.finish() }),
            count => hasher.update(&buffer[..count]),
        }
    }
}

/// The first member that the other reader sees differently.
pub fn compare(ours: &[ZipExpected<'_>], observed: &ObservedZip) -> Option<Ambiguity> {
    let ObservedZip { members: seen, stopped } = observed;
    for (ours, other) in ours.iter().zip(seen) {
        if let Some(difference) = difference(ours, other) {
            let name = Escaped(ours.name);
            let what = format!("`{name}` is read differently by another reader: {difference}");
            return Some(Ambiguity { place: Place::File(ours.at), what });
        }
    }
    let what = match (stopped, ours.get(seen.len())) {
        (Some(cause), _) => format!("another reader stops here: {cause}"),
        (None, Some(_)) => "another reader takes this for the end".to_owned(),
        (None, None) if seen.len() > ours.len() => {
            format!("another reader finds `{}` after the end", Escaped(&seen[ours.len()].name))
        }
        (None, None) => return None,
    };
    let at = ours.get(seen.len()).or(ours.last()).map_or(0, |ours| ours.at);
    Some(Ambiguity { place: Place::File(at), what })
}

fn difference(ours: &ZipExpected<'_>, other: &ZipObserved) -> Option<String> {
    if other.name != ours.name {
        return Some(format!("the name `{}`", Escaped(&other.name)));
    }
    if (other.size, other.packed) != (ours.body.size, ours.packed) {
        return Some(format!("{} bytes, packed {}", other.size, other.packed));
    }
    if other.crc != ours.crc {
        return Some(format!("the CRC-32 {:08x}", other.crc));
    }
    let body = other.body.filter(|body| *body != ours.body)?;
    Some(format!("{} other bytes come out", body.size))
}
