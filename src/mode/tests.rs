use super::*;

fn apply(text: &str, mode: u32, node: Node) -> u16 {
    ModePolicy::parse(text).expect("a mode of the tests is valid").apply(Mode::from_bits(mode), node).bits()
}

fn fault(text: &str) -> (usize, usize, ModeFaultKind) {
    let fault = ModePolicy::parse(text).expect_err("the tests know it is invalid");
    (fault.offset, fault.length, fault.kind)
}

/// Modes that a source may have.
const MODES: [u32; 11] =
    [0o0600, 0o0640, 0o0644, 0o0664, 0o0700, 0o0750, 0o0755, 0o0775, 0o0777, 0o4755, 0o1777];

/// For each change, the results for each of `MODES`: for a file, and for a directory.
#[rustfmt::skip]
const TABLE: [(&str, [(u16, u16); 11]); 9] = [
    ("go+u,go-w", [
        (0o0644, 0o0644), (0o0644, 0o0644), (0o0644, 0o0644), (0o0644, 0o0644), (0o0755, 0o0755), (0o0755, 0o0755),
        (0o0755, 0o0755), (0o0755, 0o0755), (0o0755, 0o0755), (0o4755, 0o4755), (0o1755, 0o1755),
    ]),
    ("u+rw,go+r,a-s", [
        (0o0644, 0o0644), (0o0644, 0o0644), (0o0644, 0o0644), (0o0664, 0o0664), (0o0744, 0o0744), (0o0754, 0o0754),
        (0o0755, 0o0755), (0o0775, 0o0775), (0o0777, 0o0777), (0o0755, 0o0755), (0o1777, 0o1777),
    ]),
    ("go=rX,u+rw,a-s", [
        (0o0644, 0o0655), (0o0644, 0o0655), (0o0644, 0o0655), (0o0644, 0o0655), (0o0755, 0o0755), (0o0755, 0o0755),
        (0o0755, 0o0755), (0o0755, 0o0755), (0o0755, 0o0755), (0o0755, 0o0755), (0o0755, 0o0755),
    ]),
    ("a+rX,u+w", [
        (0o0644, 0o0755), (0o0644, 0o0755), (0o0644, 0o0755), (0o0664, 0o0775), (0o0755, 0o0755), (0o0755, 0o0755),
        (0o0755, 0o0755), (0o0775, 0o0775), (0o0777, 0o0777), (0o4755, 0o4755), (0o1777, 0o1777),
    ]),
    ("a+rX,u+w,go-w", [
        (0o0644, 0o0755), (0o0644, 0o0755), (0o0644, 0o0755), (0o0644, 0o0755), (0o0755, 0o0755), (0o0755, 0o0755),
        (0o0755, 0o0755), (0o0755, 0o0755), (0o0755, 0o0755), (0o4755, 0o4755), (0o1755, 0o1755),
    ]),
    ("u=rwX,go=rX", [
        (0o0644, 0o0755), (0o0644, 0o0755), (0o0644, 0o0755), (0o0644, 0o0755), (0o0755, 0o0755), (0o0755, 0o0755),
        (0o0755, 0o0755), (0o0755, 0o0755), (0o0755, 0o0755), (0o0755, 0o4755), (0o0755, 0o0755),
    ]),
    ("a=rX,u+w", [
        (0o0644, 0o0755), (0o0644, 0o0755), (0o0644, 0o0755), (0o0644, 0o0755), (0o0755, 0o0755), (0o0755, 0o0755),
        (0o0755, 0o0755), (0o0755, 0o0755), (0o0755, 0o0755), (0o0755, 0o4755), (0o0755, 0o0755),
    ]),
    ("go=u,go-w,a-s", [
        (0o0644, 0o0644), (0o0644, 0o0644), (0o0644, 0o0644), (0o0644, 0o0644), (0o0755, 0o0755), (0o0755, 0o0755),
        (0o0755, 0o0755), (0o0755, 0o0755), (0o0755, 0o0755), (0o0755, 0o0755), (0o0755, 0o0755),
    ]),
    ("u+w,go-w,a+rX", [
        (0o0644, 0o0755), (0o0644, 0o0755), (0o0644, 0o0755), (0o0644, 0o0755), (0o0755, 0o0755), (0o0755, 0o0755),
        (0o0755, 0o0755), (0o0755, 0o0755), (0o0755, 0o0755), (0o4755, 0o4755), (0o1755, 0o1755),
    ]),
];

#[test]
fn the_changes_that_releases_use_give_what_chmod_gives() {
    for (text, expected) in TABLE {
        for (mode, (file, directory)) in MODES.into_iter().zip(expected) {
            assert_eq!(apply(text, mode, Node::File), file, "{text} on a file of {mode:04o}");
            assert_eq!(apply(text, mode, Node::Directory), directory, "{text} on a directory of {mode:04o}");
        }
    }
}

#[test]
fn git_knows_two_modes_and_asks_the_owner() {
    assert_eq!(apply("git", 0o700, Node::File), 0o755);
    assert_eq!(apply("git", 0o4666, Node::File), 0o644);
    assert_eq!(apply("git", 0o655, Node::File), 0o644);
    assert_eq!(apply("git", 0o2700, Node::Directory), 0o755);
}

#[test]
fn a_link_counts_as_0777_whatever_the_system_says() {
    for own in [0o777, 0o755, 0] {
        assert_eq!(apply("git", own, Node::Symlink), 0o777);
        assert_eq!(apply("keep", own, Node::Symlink), 0o777);
        assert_eq!(apply("go+u,go-w", own, Node::Symlink), 0o755);
        assert_eq!(apply("0644", own, Node::Symlink), 0o644);
    }
}

#[test]
fn an_octal_number_sets_all_bits_except_that_a_directory_keeps_its_set_ids() {
    assert_eq!(apply("0644", 0o7777, Node::File), 0o644);
    assert_eq!(apply("0755", 0o7777, Node::Directory), 0o6755);
    assert_eq!(apply("755", 0o3000, Node::Directory), 0o2755);
    assert_eq!(apply("00755", 0o7777, Node::Directory), 0o755);
    assert_eq!(apply("4755", 0o2000, Node::Directory), 0o6755);
    assert_eq!(apply("7777", 0, Node::File), 0o7777);
}

#[test]
fn several_operators_copies_and_empty_permissions_are_read() {
    assert_eq!(apply("u+x-w", 0o644, Node::File), 0o544);
    assert_eq!(apply("o=g,g=", 0o750, Node::File), 0o705);
    assert_eq!(apply("u=,a+X", 0o710, Node::File), 0o111);
    assert_eq!(apply("u+t,o+s", 0o644, Node::File), 0o644);
    assert_eq!(apply("o+t,ug+s", 0o644, Node::File), 0o7644);
    assert_eq!(apply("a=", 0o6755, Node::Directory), 0o6000);
    assert_eq!(apply("a=s", 0o1755, Node::Directory), 0o6000);
}

#[test]
fn a_fault_is_found_where_it_stands() {
    assert_eq!(fault(""), (0, 0, ModeFaultKind::Empty));
    assert_eq!(fault("u+w,"), (4, 0, ModeFaultKind::Empty));
    assert_eq!(fault("u+w,,g-w"), (4, 0, ModeFaultKind::Empty));
    assert_eq!(fault("0888"), (0, 4, ModeFaultKind::Octal));
    assert_eq!(fault("10000"), (0, 5, ModeFaultKind::Octal));
    assert_eq!(fault("0o644"), (0, 5, ModeFaultKind::Octal));
    assert_eq!(fault("+w"), (0, 2, ModeFaultKind::NoWho));
    assert_eq!(fault("u+w,+X,g-w"), (4, 2, ModeFaultKind::NoWho));
    assert_eq!(fault("u"), (1, 0, ModeFaultKind::NoOperator));
    assert_eq!(fault("user"), (1, 1, ModeFaultKind::NoOperator));
    assert_eq!(fault("é+w"), (0, 2, ModeFaultKind::NoOperator));
    assert_eq!(fault("u+wz"), (3, 1, ModeFaultKind::Permission));
    assert_eq!(fault("u+w é"), (3, 1, ModeFaultKind::Permission));
    assert_eq!(fault("go+uw"), (4, 1, ModeFaultKind::CopyNotAlone));
    assert_eq!(fault("go+wu"), (4, 1, ModeFaultKind::CopyNotAlone));
}
