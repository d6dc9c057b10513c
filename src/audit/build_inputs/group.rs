//! One rule of the tables: a kind of tool, and the files that it reads.

/// Files that one kind of tool reads or runs.
pub struct Group {
    /// What happens to such a file, for reports.
    pub why: &'static str,
    /// Patterns between blanks, in lower case, because some systems and tools ignore letter case. A pattern
    /// is compared with the last parts of a path, as many as it has; `*` is any text within a part, and
    /// not empty at its start. A pattern that ends in `/**` covers everything below such a directory.
    pub patterns: &'static str,
    /// Paths as they occur, between blanks: at least one for each pattern.
    #[cfg_attr(not(test), allow(dead_code, reason = "examples document the patterns, and tests read them"))]
    pub examples: &'static str,
}

impl Group {
    pub fn patterns(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.patterns.split_ascii_whitespace()
    }

    #[cfg(test)]
    pub fn examples(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.examples.split_ascii_whitespace()
    }
}
