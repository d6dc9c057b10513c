//! The decompression libraries behind one interface.

use liblzma::stream::{Action, Stream};
use zstd::stream::raw::{DParameter, Decoder as Zstd, InBuffer, Operation, OutBuffer};

use super::method::Method;

/// The error of a decoder without memory, which is not a defect of the stream.
pub const NO_MEMORY: &str = "there is not enough memory for the decoder";

/// The result of one call.
pub struct Step {
    /// Bytes of the input that were used.
    pub consumed: usize,
    /// Bytes that came out.
    pub produced: usize,
    /// Whether the stream has ended.
    pub is_ended: bool,
}

pub enum Engine {
    Copy,
    Inflate(Box<flate2::Decompress>),
    Lzma(Stream),
    Zstd(Box<Zstd<'static>>),
    Bzip2(Box<bzip2::Decompress>),
}

impl Engine {
    /// `window` is the memory in bytes that a stream may need.
    pub fn new(method: Method, window: u64) -> std::io::Result<Self> {
        Ok(match method {
            Method::Stored => Self::Copy,
            // `false`: raw deflate. The header of gzip is parsed here, as its fields are compared
            // and reported.
            Method::Deflate => Self::Inflate(Box::new(flate2::Decompress::new(false))),
            // Without the flag for concatenated streams, liblzma stops at the end of the first one,
            // and the caller sees that another follows.
            Method::Xz => Self::Lzma(Stream::new_stream_decoder(window, 0)?),
            Method::Zstd => {
                let mut decoder = Zstd::new()?;
                // A frame states the size of its window, and a reader reserves it before the first
                // byte comes out. So the limit has to be set before; afterwards the memory is
                // taken.
                decoder.set_parameter(DParameter::WindowLogMax(window.ilog2()))?;
                Self::Zstd(Box::new(decoder))
            }
            Method::Bzip2 => Self::Bzip2(Box::new(bzip2::Decompress::new(false))),
        })
    }

    /// Decompresses until the input is used up or the output is full.
    pub fn run(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, String> {
        match self {
            Self::Copy => Ok(copy(input, output)),
            Self::Inflate(inflate) => self::inflate(inflate, input, output),
            Self::Lzma(stream) => lzma(stream, input, output),
            Self::Zstd(decoder) => zstd(decoder, input, output),
            Self::Bzip2(decoder) => bzip2(decoder, input, output),
        }
    }
}

/// Copies stored bytes, which end with the input.
fn copy(input: &[u8], output: &mut [u8]) -> Step {
    let count = input.len().min(output.len());
    output[..count].copy_from_slice(&input[..count]);
    Step { consumed: count, produced: count, is_ended: input.is_empty() }
}

fn inflate(inflate: &mut flate2::Decompress, input: &[u8], output: &mut [u8]) -> Result<Step, String> {
    let before = (inflate.total_in(), inflate.total_out());
    let status = inflate.decompress(input, output, flate2::FlushDecompress::None);
    let status = status.map_err(|cause| format!("the deflate data is damaged ({cause})"))?;
    let is_ended = status == flate2::Status::StreamEnd;
    Ok(step(before, (inflate.total_in(), inflate.total_out()), is_ended))
}

fn lzma(stream: &mut Stream, input: &[u8], output: &mut [u8]) -> Result<Step, String> {
    let before = (stream.total_in(), stream.total_out());
    let action = if input.is_empty() { Action::Finish } else { Action::Run };
    let status = stream.process(input, output, action);
    let is_ended = match status {
        Ok(status) => status == liblzma::stream::Status::StreamEnd,
        Err(liblzma::stream::Error::MemLimit) => {
            return Err("limit `window`: the stream needs more memory than a reader may use".to_owned());
        }
        Err(liblzma::stream::Error::Mem) => return Err(NO_MEMORY.to_owned()),
        Err(cause) => return Err(format!("the xz data is damaged ({cause})")),
    };
    Ok(step(before, (stream.total_in(), stream.total_out()), is_ended))
}

fn zstd(decoder: &mut Zstd<'static>, input: &[u8], output: &mut [u8]) -> Result<Step, String> {
    let (mut from, mut to) = (InBuffer::around(input), OutBuffer::around(output));
    let status = decoder.run(&mut from, &mut to).map_err(|cause| {
        // The binding passes on the text of an error and not its code, so the text is all there is
        // to distinguish a limit from damage.
        let text = cause.to_string();
        if text.contains("not enough memory") {
            NO_MEMORY.to_owned()
        } else if text.contains("memory") || text.contains("too large") || text.contains("Window") {
            format!("limit `window`: {text}")
        } else {
            format!("the zstd data is damaged ({text})")
        }
    })?;
    Ok(Step { consumed: from.pos(), produced: to.pos(), is_ended: status == 0 && !input.is_empty() })
}

fn bzip2(decoder: &mut bzip2::Decompress, input: &[u8], output: &mut [u8]) -> Result<Step, String> {
    let before = (decoder.total_in(), decoder.total_out());
    let status = decoder.decompress(input, output);
    let status = status.map_err(|cause| format!("the bzip2 data is damaged ({cause})"))?;
    let is_ended = status == bzip2::Status::StreamEnd;
    Ok(step(before, (decoder.total_in(), decoder.total_out()), is_ended))
}

fn step(before: (u64, u64), after: (u64, u64), is_ended: bool) -> Step {
    let count = |before: u64, after: u64| usize::try_from(after - before).unwrap_or(usize::MAX);
    Step { consumed: count(before.0, after.0), produced: count(before.1, after.1), is_ended }
}
