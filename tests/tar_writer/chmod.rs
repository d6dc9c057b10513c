//! Symbolic modes as chmod reads them, for the few strings that the golden vectors use. The program
//! has its own, in `src/mode.rs`; this one was written apart from it, from
//! docs/spec/tar-dialects.md, section 8.1, so that the vectors judge the writer whatever state that one is in.

const SPECIAL: u16 = 0o6000;

/// Applies `expression` to `mode`.
pub fn apply(expression: &str, mode: u16, is_directory: bool) -> u16 {
    if let Ok(bits) = u16::from_str_radix(expression, 8) {
        let kept = if is_directory && expression.len() < 5 { mode & SPECIAL } else { 0 };
        return bits | kept;
    }
    expression.split(',').fold(mode, |mode, clause| apply_clause(clause, mode, is_directory))
}

/// Whether a clause names no class, so that the umask has a say.
pub fn asks_umask(expression: &str) -> bool {
    !expression.starts_with(|first: char| first.is_ascii_digit())
        && expression.split(',').any(|clause| clause.starts_with(['+', '-', '=']))
}

fn apply_clause(clause: &str, mut mode: u16, is_directory: bool) -> u16 {
    let operations = clause.find(['+', '-', '=']).expect("a clause has an operator");
    let who = clause[..operations].chars().map(class_mask).fold(0, |all, mask| all | mask);
    let mut rest = &clause[operations..];
    while let Some(operator) = rest.chars().next() {
        let end = rest[1..].find(['+', '-', '=']).map_or(rest.len(), |next| next + 1);
        let letters = &rest[1..end];
        let value = letters.chars().fold(0, |all, letter| all | bits(letter, mode, is_directory)) & who;
        let kept = if is_directory && !letters.contains('s') { SPECIAL } else { 0 };
        mode = match operator {
            '+' => mode | value,
            '-' => mode & !value,
            _ => mode & (!who | kept) | value,
        };
        rest = &rest[end..];
    }
    mode
}

fn class_mask(class: char) -> u16 {
    match class {
        'u' => 0o4700,
        'g' => 0o2070,
        'o' => 0o1007,
        _ => 0o7777,
    }
}

fn bits(letter: char, mode: u16, is_directory: bool) -> u16 {
    match letter {
        'r' => 0o444,
        'w' => 0o222,
        'x' => 0o111,
        'X' if is_directory || mode & 0o111 != 0 => 0o111,
        'X' => 0,
        's' => SPECIAL,
        't' => 0o1000,
        'u' => (mode >> 6 & 7) * 0o111,
        'g' => (mode >> 3 & 7) * 0o111,
        'o' => (mode & 7) * 0o111,
        _ => panic!("`{letter}` is no permission"),
    }
}
