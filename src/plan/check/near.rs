//! What a pattern that matches nothing was probably meant to match.

use std::collections::BTreeSet;

use crate::glob::Pattern;
use crate::text::nearest;

/// Advice about a pattern that matches none of these paths: one of them at another depth or with another name, or what is
/// below another directory.
pub fn advice(pattern: &Pattern, paths: &[String]) -> Option<String> {
    let Some(name) = &pattern.literal().map(|name| name.to_string()) else {
        return near_directory(pattern.as_str(), paths).map(|near| format!("did you mean `{near}`?"));
    };
    let ending = format!("/{name}");
    if let Some(path) = paths.iter().find(|path| path.ends_with(&ending)) {
        return Some(format!("write `{path}`, or `**/{name}` to match at any depth"));
    }
    nearest(name, paths.iter().map(|path| &**path)).map(|near| format!("did you mean `{near}`?"))
}

/// A pattern with wildcards, with the directory that was probably meant where there is none of the name before them.
fn near_directory(pattern: &str, paths: &[String]) -> Option<String> {
    // A backslash makes the next character a plain one, so what comes before it is all that is known to be a name.
    let wild = pattern.find(['*', '?', '[', '{', '\\'])?;
    let (directory, rest) = pattern.split_at(pattern[..wild].rfind('/')?);
    let (anchor, directory) = directory.strip_prefix('/').map_or(("", directory), |below| ("/", below));
    let directories: BTreeSet<&str> =
        paths.iter().flat_map(|path| path.match_indices('/').map(|(slash, _)| &path[..slash])).collect();
    // A directory that is there is not what is wrong.
    let is_there = directory.is_empty() || directories.contains(directory);
    let near = nearest(directory, directories.into_iter().filter(|_| !is_there))?;
    Some(format!("{anchor}{near}{rest}"))
}
