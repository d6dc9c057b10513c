//! Names of members, and the paths that they are unpacked to.

use std::fmt;

use crate::path::Escaped;

/// The name of a member, with the path that it is unpacked to.
///
/// One path is written in several ways: `p/a`, `./p/a`, and `p/a/` for a directory. Every program that
/// unpacks reads them as one path, [`bare`](Self::bare), so members are paired and judged by that. Nothing else is
/// normalized: `/a`, `../a`, `a//b` and `a/./b` stay as they are, because programs differ about them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemberPath(Vec<u8>);

impl MemberPath {
    /// The path of a name as the archive has it. One slash at the end, by which a directory is known, is
    /// no part of the name.
    #[must_use]
    pub fn new(mut name: Vec<u8>) -> Self {
        if name.len() > 1 && name.ends_with(b"/") {
            name.pop();
        }
        Self(name)
    }

    /// The name as the archive has it, without the slash at a directory's end.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        &self.0
    }

    /// The path that it is unpacked to; `.` for the directory in which the archive is unpacked.
    #[must_use]
    pub fn bare(&self) -> &[u8] {
        bare(&self.0)
    }

    /// The first part of the path.
    #[must_use]
    pub fn first(&self) -> &[u8] {
        let path = self.bare();
        path.split(|&byte| byte == b'/').next().unwrap_or(path)
    }

    /// The path below the directory `top`: empty for that directory itself, and the whole path for what is
    /// not below it.
    #[must_use]
    pub fn below(&self, top: Option<&[u8]>) -> &[u8] {
        below(&self.0, top)
    }

    /// The part of the name before the path below `top`, such as `p/` or `./p/`.
    #[must_use]
    pub fn before(&self, top: Option<&[u8]>) -> Vec<u8> {
        let (name, path) = (without_end(&self.0), paired(&self.0, top));
        let before = name.strip_suffix(path).unwrap_or(name).to_vec();
        if path.is_empty() { [&before, &b"/"[..]].concat() } else { before }
    }
}

/// A name without what every program leaves out: `.` and slashes after it at the beginning, and slashes at the
/// end.
#[must_use]
pub fn bare(name: &[u8]) -> &[u8] {
    let mut path = without_end(name);
    while let [b'.', b'/', rest @ ..] = path {
        let slashes = rest.iter().take_while(|&&byte| byte == b'/').count();
        path = rest.get(slashes..).unwrap_or_default();
    }
    path
}

/// The path of a name below the directory `top`; see [`MemberPath::below`].
#[must_use]
pub fn below<'a>(name: &'a [u8], top: Option<&[u8]>) -> &'a [u8] {
    let path = bare(name);
    match top.and_then(|top| path.strip_prefix(top)) {
        Some([]) => &[],
        Some([b'/', rest @ ..]) => rest,
        Some(_) | None => path,
    }
}

/// The path of a name below `top` as two archives have it in common: without a top directory, the one in
/// which the archive is unpacked stands in its place.
#[must_use]
pub fn paired<'a>(name: &'a [u8], top: Option<&[u8]>) -> &'a [u8] {
    match below(name, top) {
        b"." if top.is_none() => &[],
        path => path,
    }
}

/// A name without slashes at its end; `/` and the like stay as they are.
fn without_end(name: &[u8]) -> &[u8] {
    let end = name.iter().rposition(|&byte| byte != b'/');
    end.and_then(|last| name.get(..=last)).unwrap_or(name)
}

impl fmt::Display for MemberPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Escaped(&self.0).fmt(f)
    }
}

impl fmt::Debug for MemberPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{self}`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_program_leaves_out_is_no_part_of_a_path() {
        for (name, raw, path) in [
            ("a/b", "a/b", "a/b"),
            ("./a/b", "./a/b", "a/b"),
            ("././a", "././a", "a"),
            (".//a", ".//a", "a"),
            ("a/", "a", "a"),
            ("a//", "a/", "a"),
            (".", ".", "."),
            ("./", ".", "."),
            ("././", "./.", "."),
            (".a/b", ".a/b", ".a/b"),
        ] {
            let member = MemberPath::new(name.into());
            assert_eq!((member.raw(), member.bare()), (raw.as_bytes(), path.as_bytes()), "{name}");
        }
    }

    #[test]
    fn what_programs_differ_about_stays_as_it_is() {
        for name in ["/", "/a", "//a", "../a", "..", "a/./b", "a//b", "a/../b", "a/."] {
            assert_eq!(MemberPath::new(name.into()).bare(), name.as_bytes(), "{name}");
        }
        assert_eq!(MemberPath::new(b"./../a".to_vec()).bare(), b"../a");
    }

    #[test]
    fn a_name_is_the_part_before_the_path_and_the_path() {
        for (name, top, before, path) in [
            ("p/a", Some("p"), "p/", "a"),
            ("./p/a", Some("p"), "./p/", "a"),
            ("./p/", Some("p"), "./p/", ""),
            ("p", Some("p"), "p/", ""),
            ("pa/b", Some("p"), "", "pa/b"),
            ("./p/a//", Some("p"), "./p/", "a"),
            ("./a", None, "./", "a"),
            ("a", None, "", "a"),
            (".", Some("p"), "", "."),
            (".", None, "./", "."),
        ] {
            let member = MemberPath::new(name.into());
            let top = top.map(str::as_bytes);
            assert_eq!(
                (&*member.before(top), member.below(top)),
                (before.as_bytes(), path.as_bytes()),
                "{name}"
            );
        }
    }
}
