//! How the files of two archives are compressed.

use super::cause::{Cause, CauseKind};
use crate::container::inventory::{Inventory, RawTar};
use crate::encoder::decode::Compression;

/// The cause `compression` of two files, of which at most one is a zip.
pub fn cause(left: &Inventory, right: &Inventory) -> Option<Cause> {
    if let Some((one, other)) = left.tar().zip(right.tar()) {
        let framing = |tar: &RawTar| (tar.framing.streams, tar.framing.zeros);
        let is_same = one.compression == other.compression && framing(one) == framing(other);
        // Other streams give other compressed bytes by themselves. Only equal streams in different
        // files show that the compressors differ.
        if is_same && (one.stream != other.stream || left.file == right.file) {
            return None;
        }
    }
    Some(Cause::of_archive(CauseKind::Compression, shown(left), shown(right)))
}

/// The format, the size and the header of a file, and what is unusual about its streams.
fn shown(inventory: &Inventory) -> String {
    let size = format!("{} bytes", inventory.file.size);
    let Some(RawTar { compression, framing, .. }) = inventory.tar() else {
        return format!("{}, {size}", inventory.compression_name());
    };
    let header = match compression {
        Compression::Gzip(header) => Some(header.to_string()),
        _ => None,
    };
    let parts = [compression.name().to_owned(), size].into_iter().chain(header);
    parts.chain(framing.remarks(compression.format())).collect::<Vec<_>>().join(", ")
}
