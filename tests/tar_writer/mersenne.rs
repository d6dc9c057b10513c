//! The random bytes that manifests of golden vectors name by a seed: the 32-bit Mersenne twister,
//! seeded and read as Python's `random.Random(seed).randbytes(size)` does it. Bodies are made here and
//! not taken out of the vectors, so that the vectors stay a judge.

const LENGTH: usize = 624;
const MIDDLE: usize = 397;

struct Twister {
    state: [u32; LENGTH],
    next: usize,
}

/// `size` bytes of `random.Random(seed)`.
pub fn random_bytes(seed: u32, size: usize) -> Vec<u8> {
    let mut twister = Twister::seeded_by_array(&[seed]);
    let mut bytes = Vec::with_capacity(size + 4);
    while bytes.len() + 4 <= size {
        bytes.extend_from_slice(&twister.next().to_le_bytes());
    }
    // The last word gives its top bits, as many as are missing.
    let missing = size - bytes.len();
    if missing > 0 {
        let last = twister.next() >> (32 - 8 * missing);
        bytes.extend_from_slice(&last.to_le_bytes()[..missing]);
    }
    bytes
}

impl Twister {
    fn seeded(seed: u32) -> Self {
        let mut state = [seed; LENGTH];
        for i in 1..LENGTH {
            state[i] = mixed(state[i - 1]).wrapping_mul(1_812_433_253).wrapping_add(i as u32);
        }
        Self { state, next: LENGTH }
    }

    fn seeded_by_array(key: &[u32]) -> Self {
        let mut twister = Self::seeded(19_650_218);
        let state = &mut twister.state;
        let mut i = 1;
        for step in 0..LENGTH.max(key.len()) {
            let position = step % key.len();
            let mix = mixed(state[i - 1]).wrapping_mul(1_664_525);
            state[i] = (state[i] ^ mix).wrapping_add(key[position]).wrapping_add(position as u32);
            i = following(i, state);
        }
        for _ in 1..LENGTH {
            let mix = mixed(state[i - 1]).wrapping_mul(1_566_083_941);
            state[i] = (state[i] ^ mix).wrapping_sub(i as u32);
            i = following(i, state);
        }
        state[0] = 0x8000_0000;
        twister
    }

    fn next(&mut self) -> u32 {
        if self.next == LENGTH {
            self.twist();
        }
        let mut word = self.state[self.next];
        self.next += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    fn twist(&mut self) {
        for i in 0..LENGTH {
            let joined = (self.state[i] & 0x8000_0000) | (self.state[(i + 1) % LENGTH] & 0x7fff_ffff);
            let matrix = if joined & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[i] = self.state[(i + MIDDLE) % LENGTH] ^ (joined >> 1) ^ matrix;
        }
        self.next = 0;
    }
}

fn mixed(word: u32) -> u32 {
    word ^ (word >> 30)
}

fn following(i: usize, state: &mut [u32; LENGTH]) -> usize {
    if i + 1 < LENGTH {
        return i + 1;
    }
    state[0] = state[LENGTH - 1];
    1
}

#[test]
fn the_first_bytes_are_those_of_python() {
    assert_eq!(random_bytes(1, 7), PYTHON_SEED_1);
}

/// `random.Random(1).randbytes(7)`.
const PYTHON_SEED_1: [u8; 7] = [0xf5, 0xb1, 0x65, 0x22, 0x58, 0xb7, 0x91];
