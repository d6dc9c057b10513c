//! Targets of symbolic links, resolved from their text alone, without access to the disk.

use super::finding::{LintFinding, quoted};
use super::tree::{LintNode, NodeKind, Tree};

/// As many as Linux follows before it gives up.
const MAX_HOPS: usize = 40;

/// Links that are absolute or lead out of the top directory.
pub fn escaping<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    links(tree, |end| match end {
        LinkEnd::Absolute => Some("is absolute"),
        LinkEnd::Outside => Some("leads out of the archive"),
        LinkEnd::Found | LinkEnd::Missing | LinkEnd::Loop => None,
    })
}

/// Links whose target is not in the archive. Those that lead out of it are for [`escaping`].
pub fn dangling<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    links(tree, |end| match end {
        LinkEnd::Missing => Some("is not in the archive"),
        LinkEnd::Loop => Some("leads back to the link"),
        LinkEnd::Found | LinkEnd::Absolute | LinkEnd::Outside => None,
    })
}

/// Where a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LinkEnd {
    Found,
    /// Nothing stands there.
    Missing,
    /// Links lead to each other.
    Loop,
    /// The target names a root or a drive.
    Absolute,
    /// A `..` leaves the top directory, even if the target comes back into it: what the
    /// directory above is called is not the archive's to know.
    Outside,
}

fn links<'a>(tree: &Tree<'a>, judge: impl Fn(LinkEnd) -> Option<&'static str>) -> Vec<LintFinding<'a>> {
    let find = |node: &LintNode<'a>| {
        let target = node.target()?;
        let reason = judge(follow(tree, node, target))?;
        Some(LintFinding::one(tree, node).because(format!("{} {reason}", quoted(target))))
    };
    tree.nodes().iter().filter_map(find).collect()
}

fn follow<'a>(tree: &Tree<'a>, link: &LintNode<'a>, target: &'a [u8]) -> LinkEnd {
    if is_absolute(target) {
        return LinkEnd::Absolute;
    }
    if target.contains(&b'\\') && climbs(link, target) {
        return LinkEnd::Outside;
    }
    let mut walk = LinkWalk { tree, at: link.parent, ahead: Vec::new(), hops: 0 };
    walk.push(target);
    match walk.run() {
        // Programs that do not know what is missing follow the text alone.
        LinkEnd::Missing if climbs(link, target) => LinkEnd::Outside,
        end => end,
    }
}

/// Absolute on Unix or on Windows.
fn is_absolute(target: &[u8]) -> bool {
    match target {
        [b'/' | b'\\', ..] => true,
        [drive, b':', ..] => drive.is_ascii_alphabetic(),
        _ => false,
    }
}

/// Whether the text of the target leaves the top directory; a backslash separates parts, too.
fn climbs(link: &LintNode<'_>, target: &[u8]) -> bool {
    let mut depth = link.depth.max(1);
    target.split(|byte| matches!(byte, b'/' | b'\\')).any(|part| {
        match part {
            b"" | b"." => {}
            b".." => depth = depth.saturating_sub(1),
            _ => depth += 1,
        }
        depth == 0
    })
}

/// One step after the other from a link to its end, links on the way included.
struct LinkWalk<'t, 'a> {
    tree: &'t Tree<'a>,
    /// The number of the node that was reached; `None` above the topmost.
    at: Option<usize>,
    /// Parts still to go, the next one last.
    ahead: Vec<&'a [u8]>,
    hops: usize,
}

impl<'a> LinkWalk<'_, 'a> {
    fn push(&mut self, target: &'a [u8]) {
        // A link on the way is replaced by its target: the parts of the target come before those
        // still to go.
        self.ahead.extend(target.split(|&byte| byte == b'/').rev());
    }

    fn run(mut self) -> LinkEnd {
        while let Some(part) = self.ahead.pop() {
            if let Err(end) = self.step(part) {
                return end;
            }
        }
        LinkEnd::Found
    }

    fn step(&mut self, part: &'a [u8]) -> Result<(), LinkEnd> {
        let at = self.at.filter(|&at| self.tree.nodes()[at].is_directory()).ok_or(LinkEnd::Missing)?;
        match part {
            b"" | b"." => Ok(()),
            b".." => self.up(at),
            _ => self.into(at, part),
        }
    }

    fn up(&mut self, at: usize) -> Result<(), LinkEnd> {
        self.at = self.tree.nodes()[at].parent;
        if self.at.is_none() { Err(LinkEnd::Outside) } else { Ok(()) }
    }

    fn into(&mut self, at: usize, part: &[u8]) -> Result<(), LinkEnd> {
        let found = self.tree.child(at, part).ok_or(LinkEnd::Missing)?;
        let NodeKind::Symlink(target) = self.tree.nodes()[found].kind else {
            self.at = Some(found);
            return Ok(());
        };
        self.hop(target)
    }

    fn hop(&mut self, target: &'a [u8]) -> Result<(), LinkEnd> {
        self.hops += 1;
        // A count instead of a set of visited links: it finds circles, and chains that a system
        // does not follow.
        if self.hops >= MAX_HOPS {
            return Err(LinkEnd::Loop);
        }
        if is_absolute(target) {
            return Err(LinkEnd::Absolute);
        }
        self.push(target);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{entry, found, link};
    use super::*;
    use crate::entry::{Entry, Size};

    /// A link `a/b/l` beside the file `a/b/f`, below the prefix `p`.
    fn beside(target: &str) -> Vec<Entry<Size>> {
        vec![entry("p/a/b/f"), link("a/b/l", target)]
    }

    // T078
    #[test]
    fn targets_inside_are_found_by_text() {
        for target in ["f", "./f", "../b/f", "..", "../..", ".", "../b/", "../../a//b/./f"] {
            assert_eq!(found(dangling, &beside(target)), [""; 0], "{target}");
            assert_eq!(found(escaping, &beside(target)), [""; 0], "{target}");
        }
    }

    // T078
    #[test]
    fn targets_that_are_not_there_dangle() {
        for target in ["g", "f/", "f/..", "f/x", "../f", "x/../f", "..f", "F"] {
            assert_eq!(
                found(dangling, &beside(target)),
                [format!("`a/b/l`: `{target}` is not in the archive")]
            );
            assert_eq!(found(escaping, &beside(target)), [""; 0], "{target}");
        }
    }

    // T078, T203
    #[test]
    fn targets_outside_escape_and_do_not_dangle_besides() {
        let outside = ["../../..", "../../../x", "../../../p/a/b/f"];
        for target in outside {
            let expected = format!("`a/b/l`: `{target}` leads out of the archive");
            assert_eq!(found(escaping, &beside(target)), [expected]);
        }
        for target in ["/etc/passwd", "C:x", "c:/x"] {
            assert_eq!(found(escaping, &beside(target)), [format!("`a/b/l`: `{target}` is absolute")]);
        }
        for target in ["\\\\host\\share", "C:\\x", "..\\..\\..\\x", "x\\..\\../..\\../x"] {
            assert_eq!(found(escaping, &beside(target)).len(), 1, "{target}");
            assert_eq!(found(dangling, &beside(target)), [""; 0], "{target}");
        }
    }

    // T078
    #[test]
    fn links_through_links_are_followed_and_loops_end() {
        let chain = [link("x/up", "../y"), entry("p/y/f"), link("z", "x/up/f"), link("w", "x/up/../y/f")];
        assert_eq!(found(dangling, &chain), [""; 0]);
        let loops = [link("a", "b"), link("b", "a"), link("c", "c"), link("d", "a/x")];
        assert_eq!(
            found(dangling, &loops),
            [
                "`a`: `b` leads back to the link",
                "`b`: `a` leads back to the link",
                "`c`: `c` leads back to the link",
                "`d`: `a/x` leads back to the link",
            ]
        );
        let outside =
            [link("d/out", "../.."), link("via", "d/out/x"), link("abs", "/"), link("through", "abs/x")];
        assert_eq!(found(escaping, &outside).len(), 4);
        let gone = [link("a", "b"), link("b", "gone")];
        assert_eq!(found(dangling, &gone).len(), 2);
    }

    // A climb through a link starts where the link leads to.
    #[test]
    fn a_climb_behind_a_link_is_not_taken_by_the_text() {
        let entries =
            [link("l", "a/b"), entry("p/a/b/f"), entry("p/a/g"), link("m", "l/../g"), link("n", "l/../l")];
        assert_eq!(found(dangling, &entries), ["`n`: `l/../l` is not in the archive"]);
    }
}
