//! `gnu-1` and `gnu-1-rsyncable`: the choices of GNU gzip 1.12, every one of them, as parameters of the engine.

use super::engine::{self, DeflateRules, EndRules, KeyHash, Tuning};
use crate::encoder::spec::{EncoderLevel, EncoderSpec};

/// `gnu-1`: the bytes of `gzip -n -LEVEL < FILE` of GNU gzip 1.12.
///
/// They are those of a regular file; docs/spec/gnu-1.md, section 5.5, says why a pipe can differ.
pub static ENCODER: EncoderSpec = EncoderSpec {
    tool_command: Some(command),
    ..engine::encoder("gnu-1", "gzip: the bytes of GNU `gzip -n`.", |level, threads| {
        Ok(engine::start(of(level, false), threads.pool))
    })
};

/// `gnu-1-rsyncable`: the same with the option `--rsyncable`, which ends blocks where the input says so.
pub static RSYNCABLE: EncoderSpec = EncoderSpec {
    tool_command: Some(rsyncable_command),
    ..engine::encoder("gnu-1-rsyncable", "gzip: the bytes of GNU `gzip -n --rsyncable`.", |level, threads| {
        Ok(engine::start(of(level, true), threads.pool))
    })
};

fn command(level: EncoderLevel) -> String {
    format!("gzip -n -{level}")
}

fn rsyncable_command(level: EncoderLevel) -> String {
    format!("gzip -n --rsyncable -{level}")
}

/// The tuning of a level, if the encoder is one of these.
pub fn tuning(encoder: &EncoderSpec, level: EncoderLevel) -> Option<Tuning> {
    let rsyncable = *encoder == RSYNCABLE;
    (rsyncable || *encoder == ENCODER).then(|| of(level, rsyncable))
}

/// The tuning of a level (docs/spec/gnu-1.md, sections 2, 7.2 and 11).
fn of(level: EncoderLevel, rsyncable: bool) -> Tuning {
    let probing = level.number() >= 3;
    let (hash, ending) = (KeyHash::Shift5, EndRules::Gzip);
    Tuning::of(level, DeflateRules { hash, block_tokens: 32767, probing, ending, rsyncable })
}
