//! Templates: `{name}-{version}` in file names and in the prefix.

use crate::object_id::ObjectId;

/// A checked template, with the name and the version filled in.
///
/// `{commit}` and `{short-commit}` stay open until the revision is resolved; only a manifest with
/// a git source can use them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Commit,
    ShortCommit,
}

/// The variables that are known before the source is read.
#[derive(Clone, Copy)]
pub(super) struct Variables<'a> {
    pub name: &'a str,
    pub version: &'a str,
}

/// Where a template is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TemplateFault {
    pub offset: usize,
    pub length: usize,
    pub kind: TemplateFaultKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TemplateFaultKind {
    /// A name in braces that is no variable.
    Unknown,
    /// `{` without `}`.
    Unclosed,
    /// `}` without `{`.
    Stray,
}

impl Template {
    /// Reads variables in braces; `{{` and `}}` are braces.
    pub(super) fn parse(text: &str, variables: Variables<'_>) -> Result<Self, TemplateFault> {
        Self::read(text, |rest| brace(rest, variables))
    }

    /// Reads a word of a command line. A shell and other programs have braces of their own, so a brace that does not
    /// enclose a name stands for itself; a name that is no variable is still a fault.
    pub(super) fn parse_command(text: &str, variables: Variables<'_>) -> Result<Self, TemplateFault> {
        Self::read(text, |rest| {
            let is_doubled = rest.starts_with("{{") || rest.starts_with("}}");
            if is_doubled || encloses_name(rest) {
                brace(rest, variables)
            } else {
                Ok((Piece::Literal(rest[..1].to_owned()), 1))
            }
        })
    }

    /// Takes the text apart; `brace` reads what a brace begins, and how long it is.
    fn read(
        text: &str,
        brace: impl Fn(&str) -> Result<(Piece, usize), TemplateFault>,
    ) -> Result<Self, TemplateFault> {
        let mut pieces = Vec::new();
        let mut at = 0;
        while let Some(found) = text[at..].find(['{', '}']) {
            pieces.push(Piece::Literal(text[at..at + found].to_owned()));
            at += found;
            let (piece, length) =
                brace(&text[at..]).map_err(|fault| TemplateFault { offset: at + fault.offset, ..fault })?;
            pieces.push(piece);
            at += length;
        }
        pieces.push(Piece::Literal(text[at..].to_owned()));
        Ok(Self(pieces))
    }

    /// Whether it names the commit.
    pub(super) fn needs_commit(&self) -> bool {
        self.0.iter().any(|piece| !matches!(piece, Piece::Literal(_)))
    }

    /// The text with `commit` filled in.
    ///
    /// # Panics
    /// Panics if the template names the commit and there is none: a manifest with a directory source never
    /// has such a template, and one with a git source always has a commit.
    #[must_use]
    pub fn expand(&self, commit: Option<ObjectId>) -> String {
        let commit = || commit.expect("only a git source may name its commit");
        let text = |piece: &Piece| match piece {
            Piece::Literal(text) => text.clone(),
            Piece::Commit => commit().to_string(),
            Piece::ShortCommit => commit().short(),
        };
        self.0.iter().map(text).collect()
    }
}

/// A template that stands for this text, in which braces are doubled.
#[must_use]
pub fn template_literal(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}

/// Whether the text begins with a name in braces, blanks around it aside.
fn encloses_name(text: &str) -> bool {
    let inner = text.strip_prefix('{').and_then(|rest| Some(rest.split_once('}')?.0.trim()));
    let is_part = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    inner.is_some_and(|inner| !inner.is_empty() && inner.chars().all(is_part))
}

/// What the brace at the start of `text` begins, and its length.
fn brace(text: &str, variables: Variables<'_>) -> Result<(Piece, usize), TemplateFault> {
    let fault = |length, kind| TemplateFault { offset: 0, length, kind };
    // Before the single braces: a doubled one stands for itself.
    if text.starts_with("{{") || text.starts_with("}}") {
        return Ok((Piece::Literal(text[..1].to_owned()), 2));
    }
    if text.starts_with('}') {
        return Err(fault(1, TemplateFaultKind::Stray));
    }
    let end = text.find('}').ok_or(fault(text.len(), TemplateFaultKind::Unclosed))?;
    let piece = match &text[1..end] {
        "name" => Piece::Literal(variables.name.to_owned()),
        "version" => Piece::Literal(variables.version.to_owned()),
        "commit" => Piece::Commit,
        "short-commit" => Piece::ShortCommit,
        _ => return Err(fault(end + 1, TemplateFaultKind::Unknown)),
    };
    Ok((piece, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VARIABLES: Variables<'static> = Variables { name: "a", version: "1" };

    fn fault(text: &str) -> (usize, usize, TemplateFaultKind) {
        let fault = Template::parse(text, VARIABLES).expect_err("the tests know it is wrong");
        (fault.offset, fault.length, fault.kind)
    }

    #[test]
    fn variables_are_filled_in_and_doubled_braces_are_braces() {
        let commit = ObjectId::parse(&"0123456789".repeat(4)).expect("40 digits");
        let expand =
            |text: &str| Template::parse(text, VARIABLES).map(|template| template.expand(Some(commit)));
        assert_eq!(expand("{name}-{version}.tar"), Ok("a-1.tar".to_owned()));
        assert_eq!(expand("{{name}}{{{name}}}"), Ok("{name}{a}".to_owned()));
        assert_eq!(expand("{short-commit}"), Ok("012345678901".to_owned()));
        assert_eq!(expand("x{commit}"), Ok(format!("x{commit}")));
        assert_eq!(expand(""), Ok(String::new()));
    }

    // build/42
    #[test]
    fn braces_of_a_shell_stand_for_themselves_in_a_command() {
        let expand = |text: &str| {
            Template::parse_command(text, VARIABLES)
                .map(|template| template.expand(None))
                .map_err(|fault| fault.kind)
        };
        for text in
            ["{ date; } >x", "${f%.po}.gmo", "find -exec {} +", "{", "}", "a}b{c", "{print $1}", "{a,b}"]
        {
            assert_eq!(expand(text), Ok(text.to_owned()));
        }
        assert_eq!(expand("{ echo {version}; }"), Ok("{ echo 1; }".to_owned()));
        assert_eq!(expand("${{HOME}} {{name}}"), Ok("${HOME} {name}".to_owned()));
        for text in ["${HOME}", "{Version}", "{ version }", "{print}", "{short_commit}"] {
            assert_eq!(expand(text), Err(TemplateFaultKind::Unknown), "{text}");
        }
    }

    // T007
    #[test]
    fn a_fault_is_found_where_it_stands() {
        assert_eq!(fault("{name}-{HOME}"), (7, 6, TemplateFaultKind::Unknown));
        assert_eq!(fault("é{}"), (2, 2, TemplateFaultKind::Unknown));
        assert_eq!(fault("a-{version"), (2, 8, TemplateFaultKind::Unclosed));
        assert_eq!(fault("a}b"), (1, 1, TemplateFaultKind::Stray));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "([{}]|\\PC|name|version|commit|short-){0,12}") {
            let commit = ObjectId::from_bytes(&[7; 20]);
            match Template::parse(&text, VARIABLES) {
                Ok(template) => drop(template.expand(commit)),
                Err(fault) => {
                    let shown = text.get(fault.offset..fault.offset + fault.length);
                    proptest::prop_assert!(shown.is_some_and(|shown| !shown.is_empty()), "{}", text);
                }
            }
        }
    }
}
