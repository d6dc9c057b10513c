//! Name and version of a package, from the name of its archive, and templates with them.

use crate::manifest::{is_release_name, template_literal};

/// Name and version, as a manifest takes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageName {
    /// The name.
    pub name: String,
    /// The version.
    pub version: String,
}

/// What follows the version in the name of an archive.
const ENDINGS: [&str; 16] = [
    ".orig.tar.gz",
    ".orig.tar.xz",
    ".orig.tar.bz2",
    ".orig.tar",
    ".tar.gz",
    ".tar.xz",
    ".tar.bz2",
    ".tar.zst",
    ".tar",
    ".tgz",
    ".txz",
    ".tbz2",
    ".tbz",
    ".tzst",
    ".crate",
    ".gz",
];

impl PackageName {
    /// From the name of an archive, such as `flask-3.1.3.tar.gz` or `hello_2.10.orig.tar.gz`. What has no version gets
    /// `0`.
    #[must_use]
    pub fn of_archive(file: &str) -> Self {
        let stem = stem(file);
        let (name, version) = split(stem).unwrap_or((stem, "0"));
        let or = |text: &str, default: &str| if is_release_name(text) { text } else { default }.to_owned();
        Self { name: or(name, "package"), version: or(version, "0") }
    }

    /// A template for a text: what is name and version in it follows them from release to release.
    #[must_use]
    pub fn template(&self, text: &str) -> String {
        let rest = text.strip_prefix(&*self.name).and_then(|rest| {
            let separator = rest.chars().next().filter(|separator| "-_".contains(*separator))?;
            Some((separator, rest[separator.len_utf8()..].strip_prefix(&*self.version)?))
        });
        // A version alone is not replaced: `1` is in many names that have nothing to do with it.
        match rest {
            // `1.2` is no version of `name-1.20`.
            Some((separator, rest)) if !rest.starts_with(|next: char| next.is_ascii_alphanumeric()) => {
                format!("{{name}}{separator}{{version}}{}", template_literal(rest))
            }
            _ => template_literal(text),
        }
    }
}

/// The name of an archive without its ending.
#[must_use]
pub fn stem(file: &str) -> &str {
    ENDINGS.iter().find_map(|ending| file.strip_suffix(ending)).unwrap_or(file)
}

/// Before and after the last separator that a number with a point follows, or else any number.
fn split(stem: &str) -> Option<(&str, &str)> {
    let places: Vec<usize> = stem.match_indices(['-', '_']).map(|(place, _)| place).collect();
    let version = |place: usize| {
        let text = &stem[place + 1..];
        let digits = text.strip_prefix('v').unwrap_or(text);
        (place > 0 && digits.starts_with(|first: char| first.is_ascii_digit())).then_some(text)
    };
    let numbered = |has_point: bool| {
        let mut places = places.iter().rev();
        places.find(|&&place| version(place).is_some_and(|text| !has_point || text.contains('.'))).copied()
    };
    // `a-3d-1.2` is version 1.2 of `a-3d`, and `a-1.0-2` is version `1.0-2` of `a`.
    let place = numbered(true).or_else(|| numbered(false))?;
    Some((&stem[..place], &stem[place + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_version_are_those_of_the_file() {
        for (file, name, version) in [
            ("flask-3.1.3.tar.gz", "flask", "3.1.3"),
            ("hello_2.10.orig.tar.gz", "hello", "2.10"),
            ("types-node-20.8.0.tgz", "types-node", "20.8.0"),
            ("a-1.0-2.tar.xz", "a", "1.0-2"),
            ("tool-2024.tar", "tool", "2024"),
            ("tool-v2.tar", "tool", "v2"),
            ("download", "download", "0"),
            ("-1.0.tar", "package", "0"),
        ] {
            let expected = PackageName { name: name.to_owned(), version: version.to_owned() };
            assert_eq!(PackageName::of_archive(file), expected, "{file}");
        }
    }

    #[test]
    fn a_template_has_braces_only_for_the_name_with_the_version() {
        let package = PackageName { name: "a".to_owned(), version: "1.2".to_owned() };
        for (text, template) in [
            ("a-1.2.tar.gz", "{name}-{version}.tar.gz"),
            ("a_1.2.orig.tar.gz", "{name}_{version}.orig.tar.gz"),
            ("a-1.20", "a-1.20"),
            ("b-1.2", "b-1.2"),
            ("a-1.2{x}", "{name}-{version}{{x}}"),
            ("package", "package"),
        ] {
            assert_eq!(package.template(text), template, "{text}");
        }
    }
}
