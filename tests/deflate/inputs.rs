//! The inputs of the recorded digests, made by rule.

/// Numbers of 15 bits, by a linear congruential generator.
struct Numbers(u32);

impl Iterator for Numbers {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.0 = self.0.wrapping_mul(1_103_515_245).wrapping_add(12345) & 0x7fff_ffff;
        Some(self.0 >> 16)
    }
}

impl Numbers {
    fn take_one(&mut self) -> u32 {
        self.next().expect("never ends")
    }

    fn word(&mut self) -> Vec<u8> {
        let length = 2 + self.take_one() % 9;
        (0..length).map(|_| b'a' + (self.take_one() % 26) as u8).collect()
    }
}

/// Words of a small vocabulary, between spaces and line ends.
pub fn words(length: usize, seed: u32) -> Vec<u8> {
    let mut numbers = Numbers(seed);
    let vocabulary: Vec<Vec<u8>> = (0..600).map(|_| numbers.word()).collect();
    let mut text = Vec::new();
    while text.len() < length {
        let number = numbers.take_one();
        text.extend(&vocabulary[((number * number) >> 15) as usize % vocabulary.len()]);
        text.push(if numbers.take_one().is_multiple_of(11) { b'\n' } else { b' ' });
    }
    text.truncate(length);
    text
}

/// Bytes that do not compress.
pub fn noise(length: usize, seed: u32) -> Vec<u8> {
    Numbers(seed).take(length).map(|number| number as u8).collect()
}

/// A random sequence of four letters.
pub fn letters(length: usize, seed: u32) -> Vec<u8> {
    Numbers(seed).take(length).map(|number| b'a' + ((number >> 3) % 4) as u8).collect()
}

/// An input by its name in the list of digests.
pub fn input(name: &str) -> Vec<u8> {
    match name {
        "empty" => Vec::new(),
        "one" => b"a".to_vec(),
        "aaa" => vec![b'a'; 100_000],
        "words300k" => words(300_000, 1),
        "noise100k" => noise(100_000, 2),
        "letters150k" => letters(150_000, 3),
        "words70k+zeros1024" => [words(70_000, 1), vec![0; 1024]].concat(),
        "words131426+zeros3" => [words(131_423, 1), vec![0; 3]].concat(),
        "mixed" => {
            [words(90_000, 5), noise(30_000, 6), vec![0; 20_000], words(90_000, 5), letters(40_000, 7)]
                .concat()
        }
        "size65535" => words(65535, 8),
        "size65536" => words(65536, 8),
        "size65800" => words(65800, 8),
        name => panic!("there is no input {name}"),
    }
}
