//! `gnu-1`: the choices of GNU gzip 1.12, every one of them, as parameters of the engine.

use super::engine::{self, DeflateRules, EndRules, KeyHash, Tuning};
use crate::encoder::spec::{EncoderLevel, EncoderSpec};

/// `gnu-1`: the bytes of `gzip -n -LEVEL < FILE` of GNU gzip 1.12.
///
/// They are those of a regular file; docs/spec/gnu-1.md, section 5.5, says why a pipe can differ.
pub static ENCODER: EncoderSpec = EncoderSpec {
    tool_command: Some(command),
    ..engine::encoder("gnu-1", "gzip: the bytes of GNU `gzip -n`.", |level, threads| {
        Ok(engine::start(of(level), threads.pool))
    })
};

fn command(level: EncoderLevel) -> String {
    format!("gzip -n -{level}")
}

/// The tuning of a level, if the encoder is this one.
pub fn tuning(encoder: &EncoderSpec, level: EncoderLevel) -> Option<Tuning> {
    (*encoder == ENCODER).then(|| of(level))
}

/// The tuning of a level of `gnu-1` (docs/spec/gnu-1.md, sections 2 and 7.2).
fn of(level: EncoderLevel) -> Tuning {
    let probing = level.number() >= 3;
    let rules = DeflateRules { hash: KeyHash::Shift5, block_tokens: 32767, probing, ending: EndRules::Gzip };
    Tuning::of(level, rules)
}
