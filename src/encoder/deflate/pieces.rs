//! The pieces in which builders of archives write a tar.
//!
//! The output of `zlib-rs` depends on how its input comes: at level 6 it decides about a match with what is in its
//! window. Builders in Rust write a header, the body in pieces of 8 KiB, the padding, and both blocks of the end at
//! once. An encoder that is fed so gives their bytes, and its output is a function of the stream again
//! (docs/spec/deflate-encoders.md, section 6).

/// The bytes of a block of a tar.
const BLOCK: usize = 512;
/// The longest piece of a body.
const PIECE: usize = 8192;

/// Cuts a tar stream.
#[derive(Debug, Default)]
pub struct TarPieces {
    /// The beginning of the next piece.
    held: Vec<u8>,
    place: TarPlace,
}

/// What the next piece is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum TarPlace {
    #[default]
    Header,
    Body {
        /// Bytes to the end of the body.
        left: u64,
        /// Bytes from there to the next block.
        padding: usize,
    },
    Padding(usize),
    /// Two blocks of zeros.
    End,
    /// What comes after the end, or is no tar: one piece.
    Rest,
}

impl TarPieces {
    /// Takes the first bytes of `data`, and returns their number, and the piece that they complete.
    pub fn take(&mut self, data: &[u8]) -> (usize, Option<Vec<u8>>) {
        // A piece is collected before it is handed on, so the size of writes cannot be seen in the output.
        let taken = data.len().min(self.wanted() - self.held.len());
        self.held.extend_from_slice(&data[..taken]);
        if self.held.len() < self.wanted() {
            return (taken, None);
        }
        if self.place == TarPlace::Header && size(&self.held).is_none() {
            // The blocks of the end are one piece, and so is all that is no tar.
            let is_end = self.held.iter().all(|&byte| byte == 0);
            self.place = if is_end { TarPlace::End } else { TarPlace::Rest };
            return (taken, None);
        }
        let piece = std::mem::take(&mut self.held);
        self.place = self.place.after(&piece);
        (taken, Some(piece))
    }

    /// What is left at the end of the stream.
    pub fn rest(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.held)
    }

    fn wanted(&self) -> usize {
        match self.place {
            TarPlace::Header => BLOCK,
            TarPlace::Body { left, .. } => left.min(PIECE as u64) as usize,
            TarPlace::Padding(length) => length,
            TarPlace::End => 2 * BLOCK,
            TarPlace::Rest => usize::MAX,
        }
    }
}

impl TarPlace {
    /// The place behind a piece.
    fn after(self, piece: &[u8]) -> Self {
        match self {
            Self::Header => {
                let size = size(piece).unwrap_or_default();
                Self::body(size, size.wrapping_neg() as usize % BLOCK)
            }
            Self::Body { left, padding } => Self::body(left - piece.len() as u64, padding),
            Self::Padding(_) => Self::Header,
            // Builders write nothing more; what pads to a record is of other tools.
            Self::End | Self::Rest => Self::Rest,
        }
    }

    /// A body, or what comes next if nothing is left of it.
    const fn body(left: u64, padding: usize) -> Self {
        match (left, padding) {
            (0, 0) => Self::Header,
            (0, padding) => Self::Padding(padding),
            (left, padding) => Self::Body { left, padding },
        }
    }
}

/// The size that a header gives, as octal digits or as a number of base 256; `None` if it is no header.
fn size(header: &[u8]) -> Option<u64> {
    let blanked = u64::from(b' ') * CHECKSUM.len() as u64;
    let others = header[..CHECKSUM.start].iter().chain(&header[CHECKSUM.end..]);
    let sum = blanked + others.map(|&byte| u64::from(byte)).sum::<u64>();
    // Without the checksum any text with digits at this place would pass for a header.
    if octal(&header[CHECKSUM]) != Some(sum) {
        return None;
    }
    let field = &header[124..136];
    if field[0] & 0x80 != 0 {
        return Some(u64::from_be_bytes(*field.last_chunk()?)).filter(|&size| i64::try_from(size).is_ok());
    }
    octal(field)
}

/// The place of the checksum in a header.
const CHECKSUM: std::ops::Range<usize> = 148..156;

fn octal(field: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(field).ok()?.trim_matches([' ', '\0']);
    u64::from_str_radix(digits, 8).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lengths of the pieces of a stream that comes in steps of some bytes.
    fn lengths(stream: &[u8], step: usize) -> Vec<usize> {
        let (mut pieces, mut lengths) = (TarPieces::default(), Vec::new());
        for mut data in stream.chunks(step) {
            while !data.is_empty() {
                let (taken, piece) = pieces.take(data);
                lengths.extend(piece.map(|piece| piece.len()));
                data = &data[taken..];
            }
        }
        lengths.push(pieces.rest().len());
        lengths
    }

    fn header(size: &[u8; 12]) -> Vec<u8> {
        let mut block = vec![b'x'; BLOCK];
        block[124..136].copy_from_slice(size);
        block[CHECKSUM].fill(b' ');
        let sum: u32 = block.iter().map(|&byte| u32::from(byte)).sum();
        block[CHECKSUM].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        block
    }

    #[test]
    fn a_tar_is_cut_as_builders_write_it() {
        let body = |size: usize| vec![b'b'; size.next_multiple_of(BLOCK)];
        let stream = [
            header(b"00000000000\0"),
            header(b"00000020001\0"),
            body(8193),
            header(b"      1000 \0"),
            body(512),
            header(&[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
            body(1),
            vec![0; 1024],
            vec![0; 9000],
        ]
        .concat();
        let expected = [512, 512, 8192, 1, 511, 512, 512, 512, 1, 511, 1024, 9000];
        for step in [1, 511, 512, 4096, 100_000] {
            assert_eq!(lengths(&stream, step), expected, "{step}");
        }
    }

    #[test]
    fn what_is_no_tar_is_one_piece() {
        let text = vec![b'9'; 20_000];
        assert_eq!(lengths(&text, 999), [20_000]);
        assert_eq!(lengths(&[header(b"00000000000\0"), text].concat(), 999), [512, 20_000]);
        assert_eq!(lengths(&[0; 700], 64), [700]);
        assert_eq!(lengths(&[], 1), [0]);
    }
}
