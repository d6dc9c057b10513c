//! Pseudo-random test data that is the same on every run.

/// One input for the encoder.
pub struct Case {
    pub name: String,
    /// What the random numbers started from, so that a failure can be repeated.
    pub seed: u64,
    pub data: Vec<u8>,
}

impl Case {
    /// Makes a case whose data depends on its name only.
    pub fn new(name: String, make: impl FnOnce(&mut Random) -> Vec<u8>) -> Self {
        let seed = seed(&name);
        Self { data: make(&mut Random(seed)), name, seed }
    }
}

/// A number that depends on the text (the FNV-1a hash).
fn seed(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

pub use crate::support::random::Random;

impl Random {
    pub fn byte(&mut self) -> u8 {
        (self.next() >> 56) as u8
    }

    pub fn bytes(&mut self, size: usize) -> Vec<u8> {
        (0..size).map(|_| self.byte()).collect()
    }

    /// Bytes out of a small alphabet.
    pub fn letters(&mut self, size: usize, alphabet: &[u8]) -> Vec<u8> {
        (0..size).map(|_| alphabet[self.below(alphabet.len())]).collect()
    }

    /// Words out of a small vocabulary, in lines.
    pub fn text(&mut self, size: usize) -> Vec<u8> {
        let words: Vec<Vec<u8>> = (0..300)
            .map(|_| {
                let length = 1 + self.below(9);
                self.letters(length, b"etaoinshrdlu")
            })
            .collect();
        let mut text = Vec::with_capacity(size + 16);
        while text.len() < size {
            let common = self.below(words.len()) + 1;
            text.extend(&words[self.below(common)]);
            text.push(if self.below(12) == 0 { b'\n' } else { b' ' });
        }
        text.truncate(size);
        text
    }

    /// Bytes in which no three in a row occur twice, so that there are no matches.
    ///
    /// `draw` makes the bytes; its draws are repeated until one fits, and in
    /// the end, where hardly any can fit, the rule gives way.
    pub fn unrepeated(&mut self, size: usize, draw: impl Fn(&mut Self) -> u8) -> Vec<u8> {
        let mut seen = vec![false; 1 << 24];
        let mut bytes: Vec<u8> = Vec::with_capacity(size);
        while bytes.len() < size {
            let mut byte = draw(self);
            if let [.., first, second] = *bytes {
                let place = |byte: u8| u32::from_be_bytes([0, first, second, byte]) as usize;
                let mut tries = 0;
                while seen[place(byte)] && tries < 5000 {
                    tries += 1;
                    byte = if tries < 50 { draw(self) } else { self.byte() };
                }
                seen[place(byte)] = true;
            }
            bytes.push(byte);
        }
        bytes
    }

    /// Text, noise, runs and copies of what came before, in random turns.
    pub fn mixture(&mut self, size: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(size + 4096);
        while bytes.len() < size {
            let most = 2 << self.below(12);
            let length = 1 + self.below(most);
            match self.below(7) {
                0 => bytes.extend(self.bytes(length)),
                1 => bytes.extend(self.text(length)),
                2 => bytes.extend(self.letters(length, b"ab")),
                3 => bytes.extend(std::iter::repeat_n(self.byte(), length)),
                _ => self.copy_back(&mut bytes, length),
            }
        }
        bytes.truncate(size);
        bytes
    }

    /// Appends a copy of earlier bytes, mostly from within the window.
    pub fn copy_back(&mut self, bytes: &mut Vec<u8>, length: usize) {
        if bytes.is_empty() {
            return bytes.push(self.byte());
        }
        let reach = match self.below(3) {
            0 => 40,
            1 => 5000,
            _ => 33000,
        };
        let distance = 1 + self.below(reach.min(bytes.len()));
        for _ in 0..length {
            bytes.push(bytes[bytes.len() - distance]);
        }
    }
}
