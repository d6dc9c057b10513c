//! How often each symbol occurs in a block.

use super::token::{
    DISTANCES, END_OF_BLOCK, ITEMS, LITERALS, SLOTS, Token, distance_extra_bits, item_span, item_symbol,
    length_extra_bits,
};

/// The tokens of a block, counted. All that is decided about a block is decided by these numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    items: [u32; ITEMS],
    slots: [u32; SLOTS],
}

impl Counts {
    pub const fn none() -> Self {
        Self { items: [0; ITEMS], slots: [0; SLOTS] }
    }

    pub fn add(&mut self, tokens: &[Token]) {
        for token in tokens {
            self.items[token.item()] += 1;
            self.slots[token.slot()] += 1;
        }
    }

    /// How many tokens are matches.
    pub fn matches(&self) -> usize {
        self.slots[..DISTANCES].iter().sum::<u32>() as usize
    }

    /// How many bytes of input the tokens stand for.
    // Lengths are recovered from the counts, so the tokens of a block need not be read again to
    // know how much input it stands for. That works because an item is one length and not a range
    // of lengths.
    pub fn length(&self) -> usize {
        let items = self.items.iter().enumerate();
        items.map(|(item, &count)| count as usize * item_span(item)).sum()
    }

    /// The extra bits of all distances together.
    pub fn distance_bits(&self) -> u64 {
        let slots = self.slots.iter().enumerate();
        slots.map(|(slot, &count)| u64::from(count) * u64::from(distance_extra_bits(slot))).sum()
    }

    /// The extra bits of all lengths together.
    pub fn length_bits(&self) -> u64 {
        let symbols = self.literals().into_iter().enumerate();
        symbols.map(|(symbol, count)| u64::from(count) * u64::from(length_extra_bits(symbol))).sum()
    }

    /// The literal/length symbols, the end of the block among them.
    pub fn literals(&self) -> [u32; LITERALS] {
        let mut literals = [0; LITERALS];
        for (item, count) in self.items.iter().enumerate() {
            literals[usize::from(item_symbol(item).index)] += count;
        }
        // It is not a token, and every block has it exactly once.
        literals[END_OF_BLOCK] = 1;
        literals
    }

    /// The distance symbols.
    pub fn distances(&self) -> [u32; DISTANCES] {
        std::array::from_fn(|slot| self.slots[slot])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_is_known_by_its_counts() {
        let mut counts = Counts::none();
        counts.add(&[Token::literal(7), Token::copy(258, 32506), Token::literal(7), Token::copy(12, 5)]);
        assert_eq!((counts.matches(), counts.length()), (2, 272));
        assert_eq!((counts.distance_bits(), counts.length_bits()), (13 + 1, 1));
        let literals = counts.literals();
        assert_eq!([literals[7], literals[285], literals[265], literals[END_OF_BLOCK]], [2, 1, 1, 1]);
        assert_eq!([counts.distances()[29], counts.distances()[4]], [1, 1]);
    }
}
