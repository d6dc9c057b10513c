//! Names that Windows keeps for devices.

/// Names of devices (Microsoft, "Naming Files, Paths, and Namespaces", and of consoles "Console Handles").
const DEVICES: [&[u8]; 6] = [b"CON", b"PRN", b"AUX", b"NUL", b"CONIN$", b"CONOUT$"];

/// Beginnings of names of ports; one digit follows.
const PORTS: [&[u8]; 2] = [b"COM", b"LPT"];

/// Digits beyond ASCII that Windows takes for the number of a port.
const SUPERSCRIPTS: [&str; 3] = ["¹", "²", "³"];

/// Whether Windows takes a file name, with or without an extension, for a device. Newer versions are less
/// strict, but a release is unpacked on older ones too.
#[must_use]
pub fn is_device(name: &[u8]) -> bool {
    let stem = name.split(|&byte| byte == b'.').next().unwrap_or(name).trim_ascii_end();
    let is_port = |port: &&[u8]| {
        let digit = stem.split_at_checked(port.len()).filter(|(word, _)| word.eq_ignore_ascii_case(port));
        digit.is_some_and(|(_, digit)| is_port_number(digit))
    };
    DEVICES.iter().any(|device| stem.eq_ignore_ascii_case(device)) || PORTS.iter().any(is_port)
}

fn is_port_number(digit: &[u8]) -> bool {
    matches!(digit, [b'0'..=b'9']) || SUPERSCRIPTS.iter().any(|other| other.as_bytes() == digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_known_in_any_case_and_with_any_extension() {
        for name in [
            "CON",
            "prn",
            "Aux.c",
            "nul.tar.gz",
            "conin$",
            "CONOUT$.x",
            "COM0",
            "com9.txt",
            "LPT0",
            "lpt1",
            "com¹",
            "LPT³.tar",
            "CON .tar",
            "con.",
        ] {
            assert!(is_device(name.as_bytes()), "{name}");
        }
        for name in ["", ".", "console", "com", "com10", "com⁴", "lpt", "lptx", "x.con", "null", ".con", "a"]
        {
            assert!(!is_device(name.as_bytes()), "{name}");
        }
    }
}
