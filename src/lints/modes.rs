//! Permission bits that a release should not carry, after the mode policy.

use super::finding::{LintFinding, LintSubject, LintedPath};
use super::tree::{LintNode, Tree};

/// Set-user-id, set-group-id, sticky.
pub fn special<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    modes(tree, |_, bits| bits & 0o7000 != 0)
}

/// What anyone may write.
pub fn world_writable<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    modes(tree, |_, bits| bits & 0o002 != 0)
}

/// Entries that only the owner can read: if root unpacks them for others, those cannot read them.
pub fn unreadable<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    modes(tree, |node, bits| {
        let needed = if node.is_directory() { 0o555 } else { 0o444 };
        bits & needed != needed
    })
}

/// Links are passed over: no system takes their mode seriously.
fn modes<'a>(tree: &Tree<'a>, wrong: impl Fn(&LintNode<'_>, u16) -> bool) -> Vec<LintFinding<'a>> {
    let find = |node: &LintNode<'a>| {
        let mode = node.mode.filter(|mode| node.target().is_none() && wrong(node, mode.bits()))?;
        let subject = LintSubject::One(LintedPath::new(tree, node));
        Some(LintFinding { subject, detail: Some(format!("mode {mode}").into()) })
    };
    tree.nodes().iter().filter_map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, link, mode as mode_of};
    use super::{special, unreadable, world_writable};
    use crate::entry::Entry;
    use crate::mode::{Mode, ModePolicy, Node};

    // T110
    #[test]
    fn bits_are_judged_after_the_policy_and_never_on_links() {
        let entries = [
            mode_of("p/set", 0o4755),
            mode_of("p/group", 0o2755),
            mode_of("p/sticky/", 0o1777),
            mode_of("p/open", 0o666),
            mode_of("p/plain", 0o644),
            mode_of("p/shared", 0o664),
            mode_of("p/mine", 0o600),
            mode_of("p/closed/", 0o711),
            link("l", "plain"),
        ];
        let expected = ["`group`: mode 2755", "`set`: mode 4755", "`sticky/`: mode 1777"];
        assert_eq!(found(special, &entries), expected);
        assert_eq!(found(world_writable, &entries), ["`open`: mode 0666", "`sticky/`: mode 1777"]);
        assert_eq!(found(unreadable, &entries), ["`closed/`: mode 0711", "`mine`: mode 0600"]);
    }

    // The remedies of the messages are modes, and do what they say.
    #[test]
    fn the_suggested_modes_clear_what_was_found() {
        let entry = |mode: &str, bits| {
            let policy = ModePolicy::parse(mode).expect("a remedy is a mode policy");
            [Entry { mode: policy.apply(Mode::from_bits(bits), Node::File), ..mode_of("p/x", bits) }]
        };
        assert_eq!(found(special, &entry("a-st", 0o7755)), [""; 0]);
        assert_eq!(found(world_writable, &entry("o-w", 0o777)), [""; 0]);
        assert_eq!(found(unreadable, &entry("a+rX", 0o700)), [""; 0]);
        let git = entry("git", 0o7702);
        assert_eq!(found(special, &git), [""; 0]);
        assert_eq!(found(world_writable, &git), [""; 0]);
        assert_eq!(found(unreadable, &git), [""; 0]);
    }

    #[test]
    fn a_directory_without_an_entry_has_no_mode() {
        assert_eq!(found(unreadable, &["d/x"]), [""; 0]);
    }
}
