//! Which tag is the release: the one of the version that the project declares, or else the newest.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::project::Declaration;
use crate::manifest::template_literal;

/// Which release a manifest is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseChoice {
    /// The version.
    pub version: Option<String>,
    /// What `rev` is.
    pub rev: RevisionName,
}

/// The name of the commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevisionName {
    /// A tag that contains the version, and the template that gives it.
    Template {
        /// The tag.
        tag: String,
        /// With `{version}`.
        template: String,
    },
    /// A tag that no template gives, such as `curl-8_10_1`.
    Tag(String),
    /// What is checked out, as there is no tag.
    Head,
}

impl RevisionName {
    /// The value of `rev`, which is a template.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Template { template, .. } => template.clone(),
            Self::Tag(tag) => template_literal(tag),
            Self::Head => "HEAD".to_owned(),
        }
    }

    /// The tag, if it is one.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        match self {
            Self::Template { tag, .. } | Self::Tag(tag) => Some(tag),
            Self::Head => None,
        }
    }
}

/// Chooses among the declarations of a project and the short names of its tags.
#[must_use]
pub fn choose(declared: &[Declaration], tags: &[String]) -> ReleaseChoice {
    let tagged = declared.iter().find_map(|file| {
        let rev = tags.iter().find_map(|tag| template(tag, file.version.as_deref()?))?;
        Some(ReleaseChoice { version: file.version.clone(), rev })
    });
    tagged.or_else(|| newest(tags).as_ref().map(of_tag)).unwrap_or_else(|| {
        let version = declared.iter().find_map(|file| file.version.clone());
        ReleaseChoice { version, rev: RevisionName::Head }
    })
}

/// The tag of a version: one whose name has that of the package too comes first.
#[must_use]
pub fn of_version(version: &str, name: &str, tags: &[String]) -> Option<RevisionName> {
    let underscored = |tag: &String| {
        let divided = divide(tag)?;
        (divided.written.replace('_', ".") == version).then(|| RevisionName::Tag(tag.clone()))
    };
    let named = |tag: &&String| tag.contains(name);
    let (named, others): (Vec<&String>, Vec<&String>) = tags.iter().partition(named);
    let all = || named.iter().chain(&others).copied();
    all().find_map(|tag| template(tag, version)).or_else(|| all().find_map(underscored))
}

/// A tag that is of this version and of no longer one.
fn template(tag: &str, version: &str) -> Option<RevisionName> {
    let prefix = tag.strip_suffix(version)?;
    ends_before_version(prefix).then(|| of_prefix(tag, prefix))
}

/// Whether what follows can be a version and is not the end of a word or of a longer number.
fn ends_before_version(prefix: &str) -> bool {
    let mut before = prefix.chars().rev();
    match before.next() {
        Some('v' | 'V') => !before.next().is_some_and(char::is_alphanumeric),
        Some(last) => !last.is_alphanumeric() && last != '.',
        None => true,
    }
}

fn of_prefix(tag: &str, prefix: &str) -> RevisionName {
    // Braces in a tag would have to be doubled; such a name is taken as it is.
    if prefix.contains(['{', '}']) {
        return RevisionName::Tag(tag.to_owned());
    }
    RevisionName::Template { tag: tag.to_owned(), template: format!("{prefix}{{version}}") }
}

/// A tag, divided before its version.
#[derive(Clone, Debug)]
struct Divided<'a> {
    tag: &'a str,
    prefix: &'a str,
    /// As the tag has it: `8_10_1`.
    written: &'a str,
}

impl Divided<'_> {
    /// The numbers of the version, for the order.
    fn numbers(&self) -> Vec<u64> {
        let parts = self.written.split(|character: char| !character.is_ascii_digit());
        parts.filter_map(|part| part.parse().ok()).collect()
    }

    /// Whether it is marked by a word: `1.0-rc1`, `2.0b3`.
    fn is_preview(&self) -> bool {
        let base = self.written.split('+').next().unwrap_or_default();
        base.contains(|character: char| character.is_ascii_alphabetic())
    }
}

/// The tag of the highest version, among the tags that are named like most others. One of a preview only counts
/// where there is no other.
fn newest(tags: &[String]) -> Option<Divided<'_>> {
    let divided: Vec<Divided<'_>> = tags.iter().filter_map(|tag| divide(tag)).collect();
    let mut kinds: BTreeMap<&str, Vec<&Divided<'_>>> = BTreeMap::new();
    for tag in &divided {
        kinds.entry(tag.prefix).or_default().push(tag);
    }
    let common = kinds.into_values().max_by_key(Vec::len)?;
    common.into_iter().max_by_key(|tag| (Reverse(tag.is_preview()), tag.numbers())).cloned()
}

/// Divides a tag before the first number that begins a part of it.
fn divide(tag: &str) -> Option<Divided<'_>> {
    let mut digits = tag.match_indices(|character: char| character.is_ascii_digit()).map(|(at, _)| at);
    let at = digits.find(|&at| ends_before_version(&tag[..at]))?;
    Some(Divided { tag, prefix: &tag[..at], written: &tag[at..] })
}

fn of_tag(divided: &Divided<'_>) -> ReleaseChoice {
    let Divided { tag, prefix, written } = *divided;
    let is_plain = !written.contains(['_', '/', '{', '}']);
    let rev = if is_plain { of_prefix(tag, prefix) } else { RevisionName::Tag(tag.to_owned()) };
    // A slash cannot be in the name of a file.
    ReleaseChoice { version: Some(written.replace('_', ".").replace('/', "-")), rev }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(versions: &[&str], tags: &[&str]) -> [String; 2] {
        let file = |version: &&str| Declaration {
            file: "Cargo.toml",
            name: None,
            version: Some((*version).to_owned()),
            line: None,
        };
        let declared: Vec<Declaration> = versions.iter().map(file).collect();
        let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
        let found = choose(&declared, &tags);
        [found.version.unwrap_or_default(), found.rev.text()]
    }

    #[test]
    fn the_tag_of_the_declared_version_is_chosen() {
        assert_eq!(chosen(&["1.2"], &["v1.1", "v1.2", "v1.3"]), ["1.2", "v{version}"]);
        assert_eq!(chosen(&["1.2"], &["1.2"]), ["1.2", "{version}"]);
        assert_eq!(chosen(&["1.2"], &["core/v1.2"]), ["1.2", "core/v{version}"]);
        // The first file can be of a tool of the project.
        assert_eq!(chosen(&["0.0.0", "3.1"], &["hello-3.1"]), ["3.1", "hello-{version}"]);
    }

    #[test]
    fn a_tag_of_a_longer_version_is_another() {
        assert_eq!(chosen(&["2.0"], &["v12.0", "v1.2.0"]), ["12.0", "v{version}"]);
        assert_eq!(chosen(&["5"], &["rev5"]), ["5", "HEAD"]);
    }

    #[test]
    fn without_it_the_newest_tag_is_chosen() {
        assert_eq!(chosen(&["1.4"], &["v1.2", "v1.10", "v1.9", "old-2.0"]), ["1.10", "v{version}"]);
        assert_eq!(chosen(&[], &["v2.0-rc1", "v1.9"]), ["1.9", "v{version}"]);
        assert_eq!(chosen(&[], &["v2.0-rc1"]), ["2.0-rc1", "v{version}"]);
        assert_eq!(chosen(&[], &["curl-8_9_1", "curl-8_10_1"]), ["8.10.1", "curl-8_10_1"]);
        assert_eq!(chosen(&[], &["libfoo2-1.2"]), ["1.2", "libfoo2-{version}"]);
    }

    #[test]
    fn without_a_tag_it_is_what_is_checked_out() {
        assert_eq!(chosen(&["1.4"], &[]), ["1.4", "HEAD"]);
        assert_eq!(chosen(&[], &["latest", "stable"]), ["", "HEAD"]);
    }

    proptest::proptest! {
        #[test]
        fn a_template_gives_its_tag(tags in proptest::collection::vec("(v|[a-z{}/_-]|[0-9]|\\.|\\PC){0,9}", 0..5)) {
            if let ReleaseChoice { version: Some(version), rev: RevisionName::Template { tag, template }, .. } = choose(&[], &tags) {
                proptest::prop_assert_eq!(template.replace("{version}", &version), tag);
            }
        }
    }
}
