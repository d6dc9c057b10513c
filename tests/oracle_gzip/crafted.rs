//! Inputs made for one rule each, which no random mixture comes across.

use super::inputs::Scale;
use super::random::{Case, Random};

const WINDOW: usize = 32768;

/// A match at the largest distance whose start falls to window index 0 at the
/// very step that looks for it.
///
/// It takes an input that leaves one byte of the buffer free, and a refill that
/// finds the parser exactly where the window begins to slide.
pub fn exact_slide(scale: Scale) -> impl Iterator<Item = Case> {
    let tries = match scale {
        Scale::Short => 12,
        Scale::Long => 40,
    };
    (0..tries).map(|number| {
        Case::new(format!("exact slide {number}"), |random| {
            let slides = number % 3;
            let letters = [&b"ab"[..], b"abcd", b"abcdefgh"][number % 7 % 3];
            let mut bytes = random.letters(65535 + WINDOW * slides, letters);
            let unique = *b"0123456789ABCDEFGHIJ";
            for place in [WINDOW * (slides + 1), WINDOW * slides + 65274] {
                bytes[place..place + unique.len()].copy_from_slice(&unique);
            }
            bytes
        })
    })
}

/// Two earlier copies of the last bytes, which differ only in what follows the end:
/// two zeros, and then the bytes that the slide has left there.
pub fn stale_tail(scale: Scale) -> impl Iterator<Item = Case> {
    let tries = match scale {
        Scale::Short => 20,
        Scale::Long => 100,
    };
    (0..tries).map(|number| {
        Case::new(format!("stale tail {number}"), |random| {
            let size = 70_000 + random.below(80_000);
            let mut bytes = random.unrepeated(size, Random::byte);
            let length = 5 + random.below(96);
            let tail = bytes[size - length..].to_vec();
            let stale = size + 2 - WINDOW;
            let followed = |rest: &[u8]| [&tail[..], &[0, 0], rest].concat();
            let far = followed(&bytes[stale..stale + 60]);
            let agreeing = random.below(20);
            let near = followed(&[&bytes[stale..stale + agreeing], &random.bytes(40)].concat());
            put(&mut bytes, size - 20_000 - random.below(9000), &far);
            put(&mut bytes, size - 1000 - random.below(9000), &near);
            bytes
        })
    })
}

/// The same where the first slide happens only as the end is met: a long match
/// leaps over the last place where the window would stay. Then what follows the
/// end is zeros up to the middle of the buffer, and stale bytes beyond.
pub fn late_slide(scale: Scale) -> impl Iterator<Item = Case> {
    let tries = match scale {
        Scale::Short => 40,
        Scale::Long => 200,
    };
    (0..tries).map(|number| {
        Case::new(format!("late slide {number}"), |random| {
            let size = 65320 + random.below(215);
            let length = 5 + random.below(40);
            let mut bytes = random.unrepeated(size, Random::byte);
            let leap = size - length - 258;
            bytes.copy_within(leap - 5000..leap - 5000 + 258, leap);
            let tail = bytes[size - length..].to_vec();
            let mut zeros = vec![0; 65536 - size - 2];
            zeros.extend(&bytes[WINDOW..WINDOW + 30]);
            let stale = bytes[size + 2 - WINDOW..size + 62 - WINDOW].to_vec();
            let noise = random.bytes(60);
            let ends = [[&zeros, &stale], [&stale, &zeros], [&zeros, &noise], [&stale, &noise]];
            let [far, near] = ends[number % 4].map(|rest| [&tail[..], &[0, 0], rest].concat());
            put(&mut bytes, size - 20_000 - random.below(9000), &far);
            put(&mut bytes, size - 6000 - random.below(9000), &near);
            bytes
        })
    })
}

/// Last bytes of which earlier copies agree longer the further back they are, up
/// to the end and beyond it.
pub fn growing_tail(scale: Scale) -> impl Iterator<Item = Case> {
    let tries = match scale {
        Scale::Short => 40,
        Scale::Long => 400,
    };
    (0..tries).map(|number| {
        Case::new(format!("growing tail {number}"), |random| {
            let mut bytes = random.mixture(number * 7919 % 140_000);
            let length = 4 + random.below(250);
            let tail = random.bytes(length);
            let mut agreeing = length;
            while agreeing >= 3 {
                bytes.extend(&tail[..agreeing]);
                let gap = 1 + random.below(300);
                bytes.extend(random.bytes(gap));
                agreeing -= 1 + random.below(12).min(agreeing - 1);
            }
            bytes.extend(tail);
            bytes
        })
    })
}

/// Blocks that are just good enough, or not quite, to be closed early.
pub fn profitable_blocks(_: Scale) -> impl Iterator<Item = Case> {
    (3..250).map(|varied| {
        Case::new(format!("a match of {varied} bytes decides"), |_| {
            let mut random = Random(5);
            let literals = random.unrepeated(30_000, Random::byte);
            let (first, mut rest) = literals.split_at(2000);
            let mut bytes = first.to_vec();
            let mut matches = [46; 100];
            matches[50] = varied;
            for (number, length) in matches.into_iter().enumerate() {
                let start = 10 + 7 * number;
                bytes.extend_from_within(start..start + length);
                let (some, others) = rest.split_at(20);
                bytes.extend(some);
                rest = others;
            }
            bytes.extend(&rest[..8000]);
            bytes
        })
    })
}

/// Bytes whose frequencies differ so much that codes have to be cut to their limit.
pub fn skewed_bytes(scale: Scale) -> impl Iterator<Item = Case> {
    let tries = match scale {
        Scale::Short => 40,
        Scale::Long => 300,
    };
    (0..tries).map(|number| {
        Case::new(format!("skewed bytes {number}"), |random| {
            let order = shuffled(random);
            let bend = 2 + random.below(5) as i32;
            random.unrepeated(8000 + 25_000 * (number % 2), |random| {
                let draw = random.next() as f64 / u64::MAX as f64;
                order[(draw.powi(bend) * 255.99) as usize]
            })
        })
    })
}

/// All bytes in a random order.
fn shuffled(random: &mut Random) -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..=255).collect();
    for last in (1..bytes.len()).rev() {
        bytes.swap(last, random.below(last + 1));
    }
    bytes
}

fn put(bytes: &mut [u8], place: usize, what: &[u8]) {
    bytes[place..place + what.len()].copy_from_slice(what);
}
