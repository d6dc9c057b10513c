//! The encoders of the zlib family, as parameters of the engine.
//!
//! Stock zlib makes nearly the choices of GNU gzip: other block limits, no early end of a block, and other rules for
//! the last bytes (docs/spec/deflate-encoders.md, section 1). What Node.js ships is a fork with another hash,
//! and another hash finds other matches.

use super::engine::{self, DeflateRules, EndRules, KeyHash, Tuning};
use crate::encoder::format::Format;
use crate::encoder::spec::{EncoderLevel, EncoderSpec};

/// `zlib-1`: zlib with its default memory level, 8.
pub static ZLIB: EncoderSpec = EncoderSpec {
    name: "zlib-1",
    summary: "gzip: the bytes of zlib 1.2 and 1.3 (Python, bsdtar, `git archive`, old npm).",
    start: |level, threads| Ok(engine::start(zlib(level), threads.pool)),
    ..family()
};

/// `zlib-1-mem9`: zlib with the memory level 9.
pub static ZLIB_MEM9: EncoderSpec = EncoderSpec {
    name: "zlib-1-mem9",
    summary: "gzip: the bytes of zlib 1.2 and 1.3 with memory level 9 (cargo with the system's zlib).",
    start: |level, threads| Ok(engine::start(zlib_mem9(level), threads.pool)),
    ..family()
};

/// `node-1`: the zlib in Node.js 12 to 16.
pub static NODE_1: EncoderSpec = EncoderSpec {
    name: "node-1",
    summary: "gzip: the bytes of Node.js 12 to 16 (npm, yarn, pnpm).",
    start: |level, threads| Ok(engine::start(node_1(level), threads.pool)),
    ..family()
};

/// `node-2`: the zlib in Node.js 18 to 24.
pub static NODE_2: EncoderSpec = EncoderSpec {
    name: "node-2",
    summary: "gzip: the bytes of Node.js 18 to 24 (npm, yarn, pnpm).",
    start: |level, threads| Ok(engine::start(node_2(level), threads.pool)),
    ..family()
};

/// What the encoders have in common.
const fn family() -> EncoderSpec {
    EncoderSpec {
        name: "",
        format: Format::Gzip,
        summary: "",
        levels: 1..=9,
        default_level: 9,
        has_extreme: false,
        usual_levels: &[9, 6],
        weight: 4,
        parallel: engine::parallel,
        memory: engine::memory,
        start: |_, _| unreachable!("each encoder has its own"),
        tool_command: None,
        tool_version: None,
        could_have_written: |_, _| true,
    }
}

/// The tuning of a level, if the encoder is one of the family.
pub fn tuning(encoder: &EncoderSpec, level: EncoderLevel) -> Option<Tuning> {
    match encoder.name {
        "zlib-1" => Some(zlib(level)),
        "zlib-1-mem9" => Some(zlib_mem9(level)),
        "node-1" => Some(node_1(level)),
        "node-2" => Some(node_2(level)),
        _ => None,
    }
}

fn zlib(level: EncoderLevel) -> Tuning {
    of(level, KeyHash::Shift5, 8)
}

fn zlib_mem9(level: EncoderLevel) -> Tuning {
    of(level, KeyHash::Shift6, 9)
}

fn node_1(level: EncoderLevel) -> Tuning {
    of(level, if level.number() < 6 { KeyHash::Crc4 } else { KeyHash::Crc3 }, 8)
}

fn node_2(level: EncoderLevel) -> Tuning {
    of(level, KeyHash::Product, 8)
}

/// The parameters of docs/spec/deflate-encoders.md, section 2.
fn of(level: EncoderLevel, hash: KeyHash, memory_level: u32) -> Tuning {
    // zlib keeps one place of its buffer free.
    let block_tokens = (1 << (memory_level + 6)) - 1;
    Tuning::of(level, DeflateRules { hash, block_tokens, probing: false, ending: EndRules::Zlib })
}
