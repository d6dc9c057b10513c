//! Families of inputs that mistakes show up in.

use super::random::{Case, Random};

/// How many inputs to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    Short,
    Long,
}

impl Scale {
    fn pick<T>(self, short: T, long: T) -> T {
        match self {
            Self::Short => short,
            Self::Long => long,
        }
    }
}

/// A way to make that number of bytes.
type Maker = fn(&mut Random, usize) -> Vec<u8>;

const KINDS: [(&str, Maker); 4] = [
    ("zeros", |_, size| vec![0; size]),
    ("text", Random::text),
    ("noise", Random::bytes),
    ("mixture", Random::mixture),
];

fn of_sizes(sizes: Vec<usize>, kinds: &'static [(&str, Maker)]) -> impl Iterator<Item = Case> {
    sizes.into_iter().flat_map(move |size| {
        kinds.iter().map(move |(kind, make)| {
            Case::new(format!("{size} bytes of {kind}"), |random| make(random, size))
        })
    })
}

/// Inputs of a few bytes, and around the numbers where something changes.
pub fn small_sizes(scale: Scale) -> impl Iterator<Item = Case> {
    let step = scale.pick(3, 1);
    let mut sizes: Vec<usize> = (0..12).chain((12..=64).step_by(step)).collect();
    sizes.extend((255..=264).step_by(step));
    sizes.extend(4095..=4097);
    of_sizes(sizes, &KINDS)
}

/// Inputs that end near the end of a window.
pub fn window_sizes(scale: Scale) -> impl Iterator<Item = Case> {
    let step = scale.pick(97, 29);
    let mut sizes = Vec::new();
    for windows in 1..=4 {
        let size = 32768 * windows;
        sizes.extend((size - 400..size + 400).step_by(step));
        sizes.extend(size - 1..=size + 1);
    }
    sizes.extend((65262..65290).step_by(scale.pick(6, 1)));
    of_sizes(sizes, &KINDS[1..])
}

/// Inputs that end near the end of a segment or of what the one before it knows of the next.
pub fn segment_sizes(scale: Scale) -> impl Iterator<Item = Case> {
    const OVERLAP: usize = 4628;
    let segments = scale.pick(&[32768, 1 << 20][..], &[32768, 2 * 32768, 3 * 32768, 1 << 20, 2 << 20]);
    let beyond = [0, 32768, OVERLAP, OVERLAP + 32768];
    let shifts = scale.pick(&[-1, 0, 1][..], &[-9, -8, -7, -2, -1, 0, 1, 2, 3, 262]);
    let ends = segments.iter().flat_map(move |segment| beyond.map(|more| segment + more));
    let sizes = ends.flat_map(|end: usize| shifts.iter().map(move |&shift| end.saturating_add_signed(shift)));
    let kinds = scale.pick(&KINDS[3..], &KINDS[..]);
    of_sizes(sizes.collect(), kinds)
}

/// Runs over the borders of segments, in which parses that differ in their step do not meet.
pub fn runs(scale: Scale) -> impl Iterator<Item = Case> {
    (0..scale.pick(40, 400)).map(|number| {
        Case::new(format!("runs {number}"), |random| {
            let length = random.below(3000);
            let mut bytes = random.text(length);
            for _ in 0..3 {
                let (period, most) = (1 + random.below(300), 1 << (12 + random.below(6)));
                let unit = random.bytes(period);
                bytes.extend(unit.iter().cycle().take(random.below(most)));
                let length = random.below(20_000);
                bytes.extend(random.mixture(length));
            }
            bytes
        })
    })
}

/// Inputs that repeat with a period, above all one near the largest distance.
pub fn periods(scale: Scale) -> impl Iterator<Item = Case> {
    let short = (1..=300).step_by(scale.pick(9, 1)).map(|period| (period, 3000 + period));
    let long = [32503, 32504, 32505, 32506, 32507, 32508, 32509, 32766, 32767, 32768, 32769, 32770];
    let longer = [32700, 65274, 65275, 65536];
    let long = long.into_iter().chain(longer).map(|period| (period, 2 * period + 50_000));
    let shapes = [("noise", Random::bytes as Maker), ("text", Random::text)];
    short.chain(long).flat_map(move |(period, size)| {
        shapes.into_iter().map(move |(shape, make)| {
            Case::new(format!("{shape} of period {period}"), |random| {
                let unit = make(random, period);
                unit.iter().copied().cycle().take(size).collect()
            })
        })
    })
}

/// Inputs of one sort throughout.
pub fn uniform(scale: Scale) -> impl Iterator<Item = Case> {
    let large = scale.pick(700_000, 3_000_000);
    // The more alike the bytes, the longer gzip takes.
    let medium = scale.pick(150_000, 400_000);
    let mut cases = vec![
        Case::new("many zeros".into(), |_| vec![0; 3 * large]),
        Case::new("much noise".into(), |random| random.bytes(large)),
        Case::new("much text".into(), |random| random.text(large)),
    ];
    for alphabet in [&b"\0\xff"[..], b"ab", b"acgt", b"0123456789abcdef"] {
        let letters = String::from_utf8_lossy(alphabet).into_owned();
        cases.push(Case::new(format!("the letters {letters:?}"), |random| random.letters(medium, alphabet)));
    }
    // These differ in their high bits only, which the hash leaves out.
    let alike: Vec<u8> = (0..8).map(|high| high << 5).collect();
    cases.push(Case::new("colliding letters".into(), |random| random.letters(medium, &alike)));
    cases.into_iter()
}

/// Incompressible inputs without matches, whose blocks cannot all be stored.
pub fn without_matches(scale: Scale) -> impl Iterator<Item = Case> {
    let sizes = [65533, 65534, 65535, 65536, 65537, 98303, 100_000, 131_070, 200_001, 250_000];
    let step = scale.pick(3, 1);
    sizes.into_iter().step_by(step).map(|size| {
        Case::new(format!("{size} bytes without matches"), |random| random.unrepeated(size, Random::byte))
    })
}

/// Mixtures whose last bytes are a copy of earlier ones.
pub fn mixtures(scale: Scale) -> impl Iterator<Item = Case> {
    (0..scale.pick(60, 200)).map(|number| {
        Case::new(format!("mixture {number}"), |random| {
            let mut size = random.below(400_000);
            if number % 2 == 0 {
                size %= 70_000;
            }
            let mut bytes = random.mixture(size);
            let length = 1 + random.below(600);
            random.copy_back(&mut bytes, length);
            bytes
        })
    })
}

/// Programs, and data that is compressed already.
pub fn programs(scale: Scale) -> impl Iterator<Item = Case> {
    let own = std::env::current_exe().unwrap();
    let most = scale.pick(1_500_000, 6_000_000);
    let files = [own, "/bin/bash".into(), "/bin/ls".into()];
    files.into_iter().flat_map(move |path| {
        let Ok(mut data) = std::fs::read(&path) else {
            return Vec::new();
        };
        data.truncate(most);
        let compressed = super::oracle::encode(6, &data);
        let name = path.display();
        vec![
            Case { name: format!("{name}"), seed: 0, data },
            Case { name: format!("{name}, compressed"), seed: 0, data: compressed },
        ]
    })
}
