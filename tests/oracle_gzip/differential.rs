//! New random inputs on every run: what nobody thought of.
//!
//! A failure says its seed; `PKGR_SEED=0x… cargo test --test it oracle_gzip::differential` repeats it.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::num::NonZeroUsize;

use pkgr::encoder;
use pkgr::parallel::Pool;

use super::oracle::{Oracle, PLAIN, RSYNCABLE, finish_in_pieces};
use super::random::{Case, Random};

#[test]
fn some_inputs_of_this_run() {
    run(60);
}

#[test]
#[ignore = "takes minutes"]
fn many_inputs_of_this_run() {
    run(6000);
}

fn run(turns: u64) {
    let Some(oracle) = Oracle::find() else { return };
    let chosen = std::env::var("PKGR_SEED").ok();
    let first = chosen.as_deref().map_or_else(random_seed, |text| {
        u64::from_str_radix(text.trim_start_matches("0x"), 16).expect("PKGR_SEED is a hexadecimal number")
    });
    eprintln!("the first seed is {first:#x}");
    for turn in 0..if chosen.is_some() { 1 } else { turns } {
        one(&oracle, first.wrapping_add(turn));
    }
}

/// Different in every process.
fn random_seed() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// One input, at one level, on some threads, with segments of some length, in pieces of some size.
fn one(oracle: &Oracle, seed: u64) {
    let mut random = Random(seed);
    let level = 4 + random.below(6) as u8;
    let (threads, windows) = (1 + random.below(7), 1 + random.below(3));
    let piece = 1 + random.below(100_000);
    let tool = if random.percent(50) { PLAIN } else { RSYNCABLE };
    let case = Case { name: format!("{windows} windows in a segment"), seed, data: input(&mut random) };
    let made = Pool::run(threads - 1, |pool| {
        let windows = NonZeroUsize::new(windows).unwrap();
        let encoder = encoder::in_segments(Vec::new(), tool.level(level), pool, windows);
        finish_in_pieces(encoder, case.data.chunks(piece))
    });
    let how = format!("on {threads} threads at level {level} in pieces of {piece} bytes");
    oracle.compare(tool, &case, level, &[(how, made)]);
}

/// Stretches of all sorts, some of them longer than a segment.
fn input(random: &mut Random) -> Vec<u8> {
    let most = 1 << (10 + random.below(9));
    let size = random.below(most);
    let mut bytes = Vec::new();
    while bytes.len() < size {
        let length = 1 + random.below(1 + size / 2);
        match random.below(6) {
            0 => bytes.extend(std::iter::repeat_n(random.byte(), length)),
            1 => {
                let period = 1 + random.below(40_000);
                let unit = random.mixture(period);
                bytes.extend(unit.iter().cycle().take(length));
            }
            2 => bytes.extend(random.bytes(length)),
            3 => bytes.extend(random.text(length)),
            4 => random.copy_back(&mut bytes, length),
            _ => bytes.extend(random.mixture(length)),
        }
    }
    bytes
}
