//! `gnu-1`: the choices of GNU gzip 1.12, every one of them, as parameters of the engine.

use super::engine::{self, DeflateRules, EndRules, KeyHash, Tuning};
use crate::encoder::format::Format;
use crate::encoder::spec::{EncoderLevel, EncoderSpec};

/// `gnu-1`: the bytes of `gzip -n -LEVEL < FILE` of GNU gzip 1.12.
///
/// They are those of a regular file; docs/spec/gnu-1.md, section 5.5, says why a pipe can differ. Level 9 is
/// the default, as a release is compressed once and fetched often.
pub static ENCODER: EncoderSpec = EncoderSpec {
    name: "gnu-1",
    format: Format::Gzip,
    summary: "gzip: the bytes of GNU `gzip -n`.",
    levels: 1..=9,
    default_level: 9,
    has_extreme: false,
    // Archives are usually made with `-9` or with the default of the tool.
    usual_levels: &[9, 6],
    weight: 4,
    parallel: engine::parallel,
    memory: engine::memory,
    start: |level, threads| Ok(engine::start(of(level), threads.pool)),
    tool_command: Some(|level| format!("gzip -n -{level}")),
    tool_version: None,
    // Whatever the header says: another program may have written it.
    could_have_written: |_, _| true,
};

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
