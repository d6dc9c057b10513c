//! Armored blocks.

use super::fault::Fault;

/// The one armored block that `bytes` must be: nothing may stand after its end line.
pub fn only_block<'a>(bytes: &'a [u8], end: &str) -> Result<&'a str, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|_| Fault::Malformed("it is not text".to_owned()))?;
    let Some((block, rest)) = text.split_once(end) else {
        return Err(Fault::Malformed(format!("the line `{end}` is missing")));
    };
    if !rest.trim().is_empty() {
        return Err(Fault::Malformed("there is something after it".to_owned()));
    }
    Ok(&text[..block.len() + end.len()])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_may_follow_a_block() {
        assert_eq!(only_block(b"a END\n\n", "END"), Ok("a END"));
        assert!(only_block(b"a END b", "END").is_err());
        assert!(only_block(b"a", "END").is_err());
        assert!(only_block(b"\xff END", "END").is_err());
    }
}
