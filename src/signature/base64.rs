//! Base64 (RFC 4648), strictly: with its padding, and nothing else.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes that the text encodes.
///
/// # Errors
/// Returns an error if a character is none of base64, or the padding is not complete.
pub fn decode(text: &str) -> Result<Vec<u8>, String> {
    let digits = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3);
    if !text.len().is_multiple_of(4) || text.len() - digits.len() > 2 {
        return Err("its base64 is incomplete".to_owned());
    }
    for group in digits.as_bytes().chunks(4) {
        let mut value = 0_u32;
        for byte in group {
            let digit = ALPHABET.iter().position(|known| known == byte);
            let digit = digit.ok_or_else(|| format!("`{}` is not of base64", byte.escape_ascii()))?;
            value = value << 6 | u32::try_from(digit).expect("there are 64 digits");
        }
        let value = value << (6 * (4 - group.len()));
        bytes.extend(&value.to_be_bytes()[1..group.len()]);
    }
    Ok(bytes)
}
