//! The encoders of the zlib family, as parameters of the engine.
//!
//! Stock zlib makes nearly the choices of GNU gzip: other block limits, no early end of a block, and other rules for
//! the last bytes (docs/spec/deflate-encoders.md, section 1). What Node.js ships is a fork with another hash,
//! and another hash finds other matches.

use super::engine::{self, DeflateRules, EndRules, KeyHash, Tuning};
use crate::encoder::spec::{EncoderLevel, EncoderSpec};

/// `zlib-1`: zlib with its default memory level, 8.
pub static ZLIB: EncoderSpec = engine::encoder(
    "zlib-1",
    "gzip: the bytes of zlib 1.2 and 1.3 (Python, bsdtar, `git archive`, old npm).",
    |level, threads| Ok(engine::start(zlib(level), threads.pool)),
);

/// `zlib-1-mem9`: zlib with the memory level 9.
pub static ZLIB_MEM9: EncoderSpec = engine::encoder(
    "zlib-1-mem9",
    "gzip: the bytes of zlib 1.2 and 1.3 with memory level 9 (cargo with the system's zlib).",
    |level, threads| Ok(engine::start(zlib_mem9(level), threads.pool)),
);

/// `node-1`: the zlib in Node.js 12 to 16.
pub static NODE_1: EncoderSpec =
    engine::encoder("node-1", "gzip: the bytes of Node.js 12 to 16 (npm, yarn, pnpm).", |level, threads| {
        Ok(engine::start(node_1(level), threads.pool))
    });

/// `node-2`: the zlib in Node.js 18 to 24.
pub static NODE_2: EncoderSpec =
    engine::encoder("node-2", "gzip: the bytes of Node.js 18 to 24 (npm, yarn, pnpm).", |level, threads| {
        Ok(engine::start(node_2(level), threads.pool))
    });

type TuningOfLevel = fn(EncoderLevel) -> Tuning;

static FAMILY: [(&EncoderSpec, TuningOfLevel); 4] =
    [(&ZLIB, zlib), (&ZLIB_MEM9, zlib_mem9), (&NODE_1, node_1), (&NODE_2, node_2)];

/// The tuning of a level, if the encoder is one of the family.
pub fn tuning(encoder: &EncoderSpec, level: EncoderLevel) -> Option<Tuning> {
    let (_, tuning) = FAMILY.iter().find(|(one, _)| *one == encoder)?;
    Some(tuning(level))
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
    let rules = DeflateRules { hash, block_tokens, probing: false, ending: EndRules::Zlib, rsyncable: false };
    Tuning::of(level, rules)
}
