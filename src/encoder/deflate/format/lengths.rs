//! The header of a dynamic block: how the codes themselves are written down
//! (RFC 1951, section 3.2.7).

use super::bits::BitWriter;
use super::huffman::HuffmanCode;
use super::token::{DISTANCES, LITERALS};

/// The symbols of the code for code lengths: the lengths 0 to 15 and three kinds of runs.
const SYMBOLS: usize = 19;
const REPEAT: u8 = 16;
const FEW_ZEROS: u8 = 17;
const MANY_ZEROS: u8 = 18;

/// The order in which the lengths of that code are sent.
const ORDER: [usize; SYMBOLS] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// A length, or a run of lengths, to be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LengthCode {
    symbol: u8,
    extra: u8,
}

/// A pair of codes, ready to be sent.
#[derive(Debug)]
pub struct CodeHeader {
    items: Vec<LengthCode>,
    code: HuffmanCode<SYMBOLS>,
    literals: usize,
    distances: usize,
    /// How many lengths of `code` are sent.
    sent: usize,
    /// The length of the header, in bits.
    cost: u64,
}

impl CodeHeader {
    pub fn new(literals: &HuffmanCode<LITERALS>, distances: &HuffmanCode<DISTANCES>) -> Self {
        let (literals, distances) = (literals.lengths(), distances.lengths());
        let mut items = runs(&literals);
        // RFC 1951, section 3.2.7 lets a run cross from one sequence into the other. gzip never
        // does.
        items.extend(runs(&distances));
        let counts = count(&items);
        // The lengths of this code are sent in three bits each, so seven is the longest.
        let code = HuffmanCode::for_counts(&counts, 7);
        let last = ORDER.iter().rposition(|&symbol| code.length(symbol) > 0);
        let sent = last.map_or(4, |last| (last + 1).max(4));
        let extra: u64 = items.iter().map(|item| u64::from(extra_bits(item.symbol))).sum();
        // 14 bits for the three numbers at the start: 5, 5 and 4.
        let cost = code.cost(&counts) + extra + 3 * sent as u64 + 14;
        Self { items, code, literals: literals.len(), distances: distances.len(), sent, cost }
    }

    /// The length of the header without the three bits that begin every block, in bits.
    pub fn cost(&self) -> u64 {
        self.cost
    }

    pub fn write(&self, bits: &mut BitWriter) {
        bits.put(self.literals as u32 - 257, 5);
        bits.put(self.distances as u32 - 1, 5);
        bits.put(self.sent as u32 - 4, 4);
        for &symbol in &ORDER[..self.sent] {
            bits.put(u32::from(self.code.length(symbol)), 3);
        }
        for item in &self.items {
            let word = self.code.word(usize::from(item.symbol));
            bits.put(u32::from(word.bits), word.length);
            bits.put(u32::from(item.extra), extra_bits(item.symbol));
        }
    }
}

/// How many extra bits follow a symbol of the code for code lengths.
const fn extra_bits(symbol: u8) -> u8 {
    match symbol {
        REPEAT => 2,
        FEW_ZEROS => 3,
        MANY_ZEROS => 7,
        _ => 0,
    }
}

fn count(items: &[LengthCode]) -> [u32; SYMBOLS] {
    let mut counts = [0; SYMBOLS];
    for item in items {
        counts[usize::from(item.symbol)] += 1;
    }
    counts
}

/// Cuts a sequence of lengths into runs (docs/spec/gnu-1.md, section 7.4).
fn runs(lengths: &[u8]) -> Vec<LengthCode> {
    let mut items = Vec::new();
    let mut before = None;
    let mut rest = lengths;
    while let Some(&length) = rest.first() {
        let continues = before == Some(length);
        let limit = longest_run(length, continues);
        // Runs are taken as long as they can be, even where a shorter one would leave a cheaper
        // rest.
        let count = rest.iter().take(limit).take_while(|&&other| other == length).count();
        send_run(&mut items, length, count, continues);
        before = Some(length);
        rest = &rest[count..];
    }
    items
}

/// The most equal lengths that go into one run.
const fn longest_run(length: u8, continues: bool) -> usize {
    match (length, continues) {
        // The longest that symbol 18 can say: 11 and seven bits.
        (0, _) => 138,
        // Three and two bits of symbol 16. A new length is written once before the symbol repeats
        // it, so its run has one more.
        (_, true) => 6,
        (_, false) => 7,
    }
}

/// Sends `count` equal lengths; `continues` means that the previous run had the same length.
fn send_run(items: &mut Vec<LengthCode>, length: u8, count: usize, continues: bool) {
    let plain = LengthCode { symbol: length, extra: 0 };
    let run = |symbol, shortest| LengthCode { symbol, extra: (count - shortest) as u8 };
    match (length, count, continues) {
        (_, ..3, _) | (1.., 3, false) => items.extend(std::iter::repeat_n(plain, count)),
        (0, 3..=10, _) => items.push(run(FEW_ZEROS, 3)),
        (0, _, _) => items.push(run(MANY_ZEROS, 11)),
        (_, _, true) => items.push(run(REPEAT, 3)),
        // The length itself goes first, and the run repeats it.
        (_, _, false) => items.extend([plain, run(REPEAT, 4)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols(lengths: &[u8]) -> Vec<(u8, u8)> {
        runs(lengths).into_iter().map(|item| (item.symbol, item.extra)).collect()
    }

    #[test]
    fn short_runs_are_sent_plainly() {
        assert_eq!(symbols(&[5, 5, 5]), [(5, 0), (5, 0), (5, 0)]);
        assert_eq!(symbols(&[0, 0, 7]), [(0, 0), (0, 0), (7, 0)]);
    }

    #[test]
    fn a_length_goes_before_its_repeats() {
        assert_eq!(symbols(&[5; 4]), [(5, 0), (16, 0)]);
        assert_eq!(symbols(&[5; 7]), [(5, 0), (16, 3)]);
    }

    #[test]
    fn a_run_that_continues_needs_no_new_length() {
        assert_eq!(symbols(&[5; 10]), [(5, 0), (16, 3), (16, 0)]);
        assert_eq!(symbols(&[5; 9]), [(5, 0), (16, 3), (5, 0), (5, 0)]);
    }

    #[test]
    fn zeros_have_two_kinds_of_runs() {
        assert_eq!(symbols(&[0; 3]), [(17, 0)]);
        assert_eq!(symbols(&[0; 10]), [(17, 7)]);
        assert_eq!(symbols(&[0; 11]), [(18, 0)]);
        assert_eq!(symbols(&[0; 141]), [(18, 127), (17, 0)]);
    }
}
