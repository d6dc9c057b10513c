//! Pieces of text that several rooms print: long lists cut short, numbers in groups, names that were meant.

mod nearest;

use std::fmt::{self, Display};

pub use nearest::nearest;

/// Bytes of one list in a report. No list of an ordinary archive is as long; without this limit, a small hostile archive
/// with deep paths would fill the memory.
const MOST_LISTED: usize = 16 << 20;

/// The items, each as long as all before it leave room in a list of 16 MiB.
pub fn listed(items: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut room = MOST_LISTED;
    let fits = |item: &String| {
        let fits = item.len() <= room;
        room = room.saturating_sub(item.len());
        fits
    };
    items.into_iter().take_while(fits).collect()
}

/// A word of a shell that stands for this text.
#[must_use]
pub fn shell_word(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-+,:@%=".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_plain) {
        return text.to_owned();
    }
    // In single quotes, where the shell takes everything but the quote itself as it is.
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The first items of a list and the number of the others: `a, b, c and 1,234 more`.
///
/// An item that is printed in a line of its own begins with a line end and two spaces, and so does the number:
/// see [`Shortened::lines`].
#[derive(Clone, Copy, Debug)]
pub struct Shortened<I> {
    first: I,
    /// Items beyond the first.
    rest: usize,
    layout: ListLayout,
    /// Whether the number of the others is in groups of three digits.
    is_grouped: bool,
}

#[derive(Clone, Copy, Debug)]
enum ListLayout {
    /// In one line.
    Inline,
    /// Each in a line of its own.
    Lines,
}

impl<'a, T> Shortened<std::slice::Iter<'a, T>> {
    /// The first `most` of some items, in one line.
    #[must_use]
    pub fn inline(items: &'a [T], most: usize) -> Self {
        let first = &items[..items.len().min(most)];
        Self::counted(first, items.len())
    }

    /// The first `most` of some items, each in a line of its own.
    #[must_use]
    pub fn lines(items: &'a [T], most: usize) -> Self {
        Self { layout: ListLayout::Lines, ..Self::inline(items, most) }
    }

    /// The first of `count` items in one line, where the others are not kept.
    #[must_use]
    pub fn counted(first: &'a [T], count: usize) -> Self {
        let rest = count.saturating_sub(first.len());
        Self { first: first.iter(), rest, layout: ListLayout::Inline, is_grouped: true }
    }

    /// The first of `count` items, each in a line of its own, where the others are not kept.
    #[must_use]
    pub fn counted_lines(first: &'a [T], count: usize) -> Self {
        Self { layout: ListLayout::Lines, ..Self::counted(first, count) }
    }
}

impl<I> Shortened<I> {
    /// The number of the others without groups of digits, as JSON documents and diagnostics have had it from the
    /// beginning.
    #[must_use]
    pub fn ungrouped(self) -> Self {
        Self { is_grouped: false, ..self }
    }
}

impl<I: Iterator<Item: Display> + Clone> Display for Shortened<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.first.clone().enumerate() {
            match self.layout {
                ListLayout::Lines => f.write_str("\n  ")?,
                ListLayout::Inline if index > 0 => f.write_str(", ")?,
                ListLayout::Inline => {}
            }
            item.fmt(f)?;
        }
        let before = match self.layout {
            ListLayout::Lines => "\n  ",
            ListLayout::Inline => " ",
        };
        match (self.rest, self.is_grouped) {
            (0, _) => Ok(()),
            (rest, true) => write!(f, "{before}{}", More(rest)),
            (rest, false) => write!(f, "{before}and {rest} more"),
        }
    }
}

/// How many more there are than those that are shown: `and 1,234 more`.
#[derive(Clone, Copy, Debug)]
pub struct More(pub usize);

impl Display for More {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "and {} more", Grouped(self.0 as u64))
    }
}

/// How many of something there are, in words: `1 file`, `1,234 files`.
#[derive(Clone, Copy, Debug)]
pub struct Counted(pub u64, pub &'static str, pub &'static str);

impl Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(count, one, many) = *self;
        write!(f, "{} {}", Grouped(count), if count == 1 { one } else { many })
    }
}

/// A number with its digits in groups of three: `29,450,781`.
#[derive(Clone, Copy, Debug)]
pub struct Grouped(pub u64);

impl Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        let mut text = String::with_capacity(digits.len() + digits.len() / 3);
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_from_the_right() {
        let text = |number| Grouped(number).to_string();
        assert_eq!(text(0), "0");
        assert_eq!(text(999), "999");
        assert_eq!(text(1000), "1,000");
        assert_eq!(text(5_000_000), "5,000,000");
        assert_eq!(text(29_450_781), "29,450,781");
    }

    #[test]
    fn a_list_is_cut_after_the_first_items_and_the_others_are_counted() {
        let items = ["a", "b", "c"];
        assert_eq!(Shortened::inline(&items, 3).to_string(), "a, b, c");
        assert_eq!(Shortened::inline(&items, 2).to_string(), "a, b and 1 more");
        assert_eq!(Shortened::lines(&items, 1).to_string(), "\n  a\n  and 2 more");
        assert_eq!(Shortened::lines(&items, 9).to_string(), "\n  a\n  b\n  c");
        assert_eq!(Shortened::inline(&items[..0], 2).to_string(), "");
    }

    #[test]
    fn items_that_are_not_kept_are_counted_too() {
        assert_eq!(Shortened::counted(&["a"], 1234).to_string(), "a and 1,233 more");
        assert_eq!(Shortened::counted(&["a"], 1234).ungrouped().to_string(), "a and 1233 more");
        assert_eq!(Shortened::counted_lines(&["a"], 2).to_string(), "\n  a\n  and 1 more");
        assert_eq!(Shortened::counted_lines(&["a"], 1234).ungrouped().to_string(), "\n  a\n  and 1233 more");
    }
}
