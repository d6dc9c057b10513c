//! Comparing names with lists of names that somebody else made up.

/// The last part of a path, compared without regard to the case of ASCII letters: `ID_RSA` is no
/// less a secret than `id_rsa`.
#[derive(Clone, Copy)]
pub struct LintedName<'a>(pub &'a [u8]);

impl LintedName<'_> {
    pub fn is(self, other: &str) -> bool {
        self.0.eq_ignore_ascii_case(other.as_bytes())
    }

    pub fn is_one_of(self, others: &[&str]) -> bool {
        others.iter().any(|other| self.is(other))
    }

    pub fn starts(self, start: &str) -> bool {
        self.0.get(..start.len()).is_some_and(|head| LintedName(head).is(start))
    }

    /// Ends in `end` and has something before it.
    pub fn ends(self, end: &str) -> bool {
        self.0.len() > end.len() && LintedName(&self.0[self.0.len() - end.len()..]).is(end)
    }

    pub fn ends_in_one_of(self, ends: &[&str]) -> bool {
        ends.iter().any(|end| self.ends(end))
    }

    pub fn contains(self, inner: &str) -> bool {
        self.0.windows(inner.len()).any(|window| LintedName(window).is(inner))
    }
}
