//! Results as text: one file for each output format.

#[cfg(feature = "git")]
pub mod audit;
pub mod build;
pub mod diff;
pub mod explain;
pub mod github;
#[cfg(feature = "html")]
pub mod html;
pub mod lint;
pub mod list;
pub mod mtree;
pub mod shell;
pub mod table;
#[cfg(feature = "vary")]
pub mod vary;
pub mod verify;

use std::fmt;

/// The schema of `plan --format json`.
#[must_use]
pub fn plan_schema() -> String {
    pretty(&schemars::schema_for!(crate::document::Document<'_>))
}

/// The schema of `build --format json`.
#[must_use]
pub fn build_schema() -> String {
    pretty(&schemars::schema_for!(build::Document))
}

/// The schema of `diff --format json`.
#[must_use]
pub fn diff_schema() -> String {
    pretty(&schemars::schema_for!(diff::Document<'_>))
}

/// The schema of `verify --format json`.
#[must_use]
pub fn verify_schema() -> String {
    pretty(&schemars::schema_for!(verify::Document<'_>))
}

/// The schema of `lint --format json`.
#[must_use]
pub fn lint_schema() -> String {
    pretty(&schemars::schema_for!(lint::Document<'_>))
}

/// The schema of `audit --format json`.
#[cfg(feature = "git")]
#[must_use]
pub fn audit_schema() -> String {
    pretty(&schemars::schema_for!(audit::Document<'_>))
}

/// The schema of `vary --format json`.
#[cfg(feature = "vary")]
#[must_use]
pub fn vary_schema() -> String {
    pretty(&schemars::schema_for!(vary::VaryDocument<'_>))
}

fn pretty(schema: &schemars::Schema) -> String {
    let text = serde_json::to_string_pretty(schema).expect("a schema is plain JSON");
    text + "\n"
}

/// A number with its digits in groups of three: `29,450,781`.
pub(crate) struct Grouped(pub u64);

impl fmt::Display for Grouped {
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
    use super::Grouped;

    #[test]
    fn digits_are_grouped_from_the_right() {
        let text = |number| Grouped(number).to_string();
        assert_eq!(text(0), "0");
        assert_eq!(text(999), "999");
        assert_eq!(text(1000), "1,000");
        assert_eq!(text(29_450_781), "29,450,781");
    }
}
