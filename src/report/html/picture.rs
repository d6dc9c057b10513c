//! Pictures of how much is the same: a bar for all of it, and a strip for each directory. Inline SVG: a picture
//! from elsewhere would not be in the file, and a script would not be run.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::value::Rank;
use crate::path::Escaped;
use crate::text::Grouped;

/// Strips that are drawn one by one.
const MOST_STRIPS: usize = 24;

/// The width of a bar in its own units.
const WIDTH: usize = 1000;

/// The least width of a part that is there: one of a hundred thousand files must not vanish.
const LEAST: usize = 8;

/// What became of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Same,
    Changed,
    Added,
    LeftOut,
}

impl Fate {
    const ALL: [Self; 4] = [Self::Same, Self::Changed, Self::Added, Self::LeftOut];

    fn class(self) -> &'static str {
        match self {
            Self::Same => "p-same",
            Self::Changed => "p-changed",
            Self::Added => "p-added",
            Self::LeftOut => "p-left",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::LeftOut => "left out",
        }
    }
}

/// How many members there are of each fate.
#[derive(Clone, Copy, Debug, Default)]
struct Shares([usize; 4]);

impl Shares {
    fn total(self) -> usize {
        self.0.iter().sum()
    }

    /// Those that are there, in the order of the bar.
    fn parts(self) -> impl Iterator<Item = BarPart> {
        let parts = Fate::ALL.iter().zip(self.0).filter(|(_, count)| *count > 0);
        parts.map(|(fate, count)| BarPart { class: fate.class(), words: fate.words(), count })
    }

    fn add(&mut self, other: Self) {
        self.0.iter_mut().zip(other.0).for_each(|(sum, count)| *sum += count);
    }

    /// What a reader should see first has the largest key.
    fn urgency(self) -> (usize, usize) {
        let [_, changed, added, left_out] = self.0;
        (changed + added, left_out)
    }
}

/// A part of a bar.
#[derive(Clone, Copy, Debug)]
pub struct BarPart {
    /// The class that colours it.
    pub class: &'static str,
    pub words: &'static str,
    pub count: usize,
}

/// All members, by the directory at the top that they are in.
#[derive(Default)]
pub struct Picture(BTreeMap<Vec<u8>, Shares>);

impl Picture {
    /// Counts a member by its path below the top directory.
    pub fn add(&mut self, path: &[u8], is_directory: bool, fate: Fate) {
        let first = path.split(|&byte| byte == b'/').next().unwrap_or_default();
        // A file at the top is in none of the directories.
        let directory = if first.len() < path.len() || is_directory { first } else { b"" };
        self.0.entry(directory.to_vec()).or_default().0[fate as usize] += 1;
    }

    /// The bar, what its colours mean, and the strips where something differs.
    pub fn markup(&self, what: &str, rank: Rank) -> Markup {
        let mut all = Shares::default();
        self.0.values().for_each(|shares| all.add(*shares));
        html! {
            @if all.total() > 0 {
                section.picture {
                    (rank.heading(&html! { (Grouped(all.total() as u64)) " " (what) }))
                    (bar(what, &all.parts().collect::<Vec<_>>()))
                    (legend(&all.parts().collect::<Vec<_>>()))
                    @if all.urgency() != (0, 0) && self.0.len() > 1 { (self.strips()) }
                }
            }
        }
    }

    fn strips(&self) -> Markup {
        let mut sorted: Vec<_> = self.0.iter().map(|(name, shares)| (shown(name), *shares)).collect();
        // Stable, so that directories of one urgency keep the order of their names.
        sorted.sort_by_key(|(_, shares)| std::cmp::Reverse(shares.urgency()));
        let rest = sorted.split_off(sorted.len().min(MOST_STRIPS));
        if !rest.is_empty() {
            let mut others = Shares::default();
            for (_, shares) in &rest {
                others.add(*shares);
            }
            sorted.push((format!("{} other directories", Grouped(rest.len() as u64)), others));
        }
        html! {
            ul.strips { @for (name, shares) in &sorted { (strip(name, *shares)) } }
        }
    }
}

fn shown(directory: &[u8]) -> String {
    if directory.is_empty() { "at the top".to_owned() } else { format!("{}/", Escaped(directory)) }
}

fn strip(name: &str, shares: Shares) -> Markup {
    let parts: Vec<BarPart> = shares.parts().collect();
    html! {
        li { code { (name) } (bar(name, &parts)) span.count { (sentence(&parts)) } }
    }
}

/// `12 same, 1 added`.
fn sentence(parts: &[BarPart]) -> String {
    let parts = parts.iter().map(|part| format!("{} {}", Grouped(part.count as u64), part.words));
    parts.collect::<Vec<_>>().join(", ")
}

/// One bar of several parts.
pub fn bar(name: &str, parts: &[BarPart]) -> Markup {
    let widths = widths(parts);
    html! {
        svg.bar viewBox=(format!("0 0 {WIDTH} 10")) preserveAspectRatio="none" role="img" {
            title { (name) ": " (sentence(parts)) }
            desc { "A bar whose parts are as wide as their share of " (name) "." }
            @for (number, part) in parts.iter().enumerate() {
                @let from: usize = widths[..number].iter().sum();
                rect.(part.class) x=(from) y="0" width=(widths[number]) height="10" {
                    title { (Grouped(part.count as u64)) " " (part.words) }
                }
            }
        }
    }
}

/// Widths that fill the bar, in which every part can be seen.
fn widths(parts: &[BarPart]) -> Vec<usize> {
    let total: usize = parts.iter().map(|part| part.count).sum::<usize>().max(1);
    let share = |part: &BarPart| {
        // The product of a count and the width fits: an archive has at most five million members.
        (part.count * WIDTH / total).max(LEAST)
    };
    let mut widths: Vec<usize> = parts.iter().map(share).collect();
    let sum: usize = widths.iter().sum();
    // The widest part gives what the narrow ones got, and takes what rounding left over.
    if let Some(widest) = widths.iter_mut().max() {
        *widest = *widest + WIDTH - sum;
    }
    widths
}

/// What the colours mean, in words: nobody has to distinguish them to read the page.
pub fn legend(parts: &[BarPart]) -> Markup {
    html! {
        ul.legend {
            @for part in parts {
                li {
                    svg.swatch viewBox="0 0 10 10" aria-hidden="true" {
                        rect.(part.class) x="0" y="0" width="10" height="10" {}
                    }
                    strong { (Grouped(part.count as u64)) } " " (part.words)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(counts: &[usize]) -> Vec<BarPart> {
        counts.iter().map(|&count| BarPart { class: "p-same", words: "same", count }).collect()
    }

    #[test]
    fn widths_fill_the_bar_and_no_part_vanishes() {
        for counts in [&[1][..], &[3, 3, 3], &[100_000, 1], &[1, 5_000_000, 1, 1], &[489, 10, 1, 13]] {
            let widths = widths(&parts(counts));
            assert_eq!(widths.iter().sum::<usize>(), WIDTH, "{counts:?}");
            assert!(widths.iter().all(|&width| width >= LEAST), "{counts:?}: {widths:?}");
        }
    }

    #[test]
    fn every_member_is_in_the_picture_however_many_directories_there_are() {
        let mut picture = Picture::default();
        for number in 0..100 {
            picture.add(format!("d{number:02}/file").as_bytes(), false, Fate::Same);
        }
        picture.add(b"m4/<evil>", false, Fate::Added);
        picture.add(b"README", false, Fate::Same);
        picture.add(b"empty", true, Fate::LeftOut);
        let page = picture.markup("members", Rank::Page).into_string();
        assert!(page.contains("<h2>103 members</h2>"), "{page}");
        assert!(page.contains("79 other directories") && page.contains(">at the top<"), "{page}");
        let strips: Vec<&str> = page.split("<li><code>").skip(1).collect();
        assert!(strips[0].starts_with("m4/") && strips[1].starts_with("empty/"), "{strips:?}");
        assert_eq!(strips.len(), MOST_STRIPS + 1);
    }
}
