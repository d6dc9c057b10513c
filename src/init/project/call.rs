//! The arguments of a call in a build script: `project(hello VERSION 1.0)`.

/// The text between the parentheses of the first call of `name` that begins a line: one in a comment does not.
pub fn arguments<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    let mut calls = starts.filter_map(|start| {
        let line = text[start..].trim_start_matches([' ', '\t']);
        let called = line.get(..name.len())?.eq_ignore_ascii_case(name);
        let rest = called.then(|| line[name.len()..].trim_start_matches([' ', '\t']))?;
        rest.strip_prefix('(')
    });
    calls.find_map(until_closed)
}

/// What comes before the parenthesis that closes the call.
fn until_closed(rest: &str) -> Option<&str> {
    let mut depth = 1_usize;
    for (at, character) in rest.char_indices() {
        match character {
            '(' => depth += 1,
            ')' if depth == 1 => return Some(&rest[..at]),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}
