//! The form of tag objects, as git writes them and as its strict checks demand it (git-fsck(1), "FSCK
//! MESSAGES").

use memchr::memmem;

/// The headers of a tag, in their order.
const HEADERS: [&str; 4] = ["object", "type", "tag", "tagger"];

/// What git would not write in a tag object; `None` where all is as usual.
///
/// The values of `object` and `type` are not checked.
pub fn irregularity(object: &[u8]) -> Option<String> {
    // A tag of headers alone has no text, and needs no empty line before it.
    let end = memmem::find(object, b"\n\n");
    let Some(headers) = end.map(|end| &object[..end]).or_else(|| object.strip_suffix(b"\n")) else {
        return Some("no empty line ends its headers".to_owned());
    };
    if headers.contains(&0) {
        return Some("its headers hold a NUL byte".to_owned());
    }
    let mut lines = headers.split(|&byte| byte == b'\n');
    for name in HEADERS {
        let Some(line) = lines.next() else { return Some(missing(name)) };
        if value(line, name).is_none() {
            let line = String::from_utf8_lossy(line);
            return Some(format!("its header `{name}` is expected where it has the line `{line}`"));
        }
        if name == "tagger"
            && let Some(why) = value(line, name).and_then(fault_of_person)
        {
            return Some(format!("its header `tagger` {why}: `{}`", String::from_utf8_lossy(line)));
        }
    }
    lines.next().map(superfluous)
}

fn missing(name: &str) -> String {
    match name {
        "tagger" => "it has no header `tagger`, so it does not say who made it and when".to_owned(),
        _ => format!("it has no header `{name}`"),
    }
}

fn superfluous(line: &[u8]) -> String {
    let line = String::from_utf8_lossy(line);
    match HEADERS.iter().find(|name| value(line.as_bytes(), name).is_some()) {
        Some(name) => format!("it has the header `{name}` twice"),
        None => format!("after its headers it has the line `{line}`, and tags have no such header"),
    }
}

/// The value of a header: its line after the name.
fn value<'a>(line: &'a [u8], name: &str) -> Option<&'a [u8]> {
    line.strip_prefix(name.as_bytes())?.strip_prefix(b" ")
}

/// What is wrong with `NAME <ADDRESS> SECONDS ZONE`.
fn fault_of_person(person: &[u8]) -> Option<&'static str> {
    let is_bracket = |byte: &u8| matches!(byte, b'<' | b'>');
    let Some(open) = person.iter().position(is_bracket) else { return Some("has no address in `<>`") };
    let (name, address) = person.split_at(open);
    if address[0] == b'>' {
        return Some("has a `>` in its name");
    }
    if name.is_empty() {
        return Some("has no name before its address");
    }
    if !name.ends_with(b" ") {
        return Some("has no blank before its address");
    }
    let address = &address[1..];
    match address.iter().position(is_bracket) {
        Some(close) if address[close] == b'>' => fault_of_date(&address[close + 1..]),
        _ => Some("has an address without an end"),
    }
}

/// What is wrong with ` SECONDS ZONE`.
fn fault_of_date(date: &[u8]) -> Option<&'static str> {
    let Some(date) = date.strip_prefix(b" ") else { return Some("has no blank before its time") };
    let date = date.trim_ascii_start();
    let digits = date.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (seconds, zone) = date.split_at(digits);
    if seconds.len() > 1 && seconds[0] == b'0' {
        return Some("has a time that begins with 0");
    }
    match zone {
        _ if seconds.is_empty() => Some("has no time in seconds since 1970"),
        [b' ', b'+' | b'-', zone @ ..] if zone.len() == 4 && zone.iter().all(u8::is_ascii_digit) => None,
        _ => Some("has no time zone of the form +0000"),
    }
}

#[cfg(test)]
mod tests {
    use super::irregularity;

    // T309
    #[test]
    fn a_tag_as_git_writes_it_is_regular() {
        let tag = b"object 1\ntype commit\ntag v1\ntagger A <a@b> 1 +0000\n\nm\n";
        assert_eq!(irregularity(tag), None);
        for at in 0..tag.len() - 2 {
            assert_eq!(irregularity(&tag[..at]).is_none(), at == tag.len() - 3, "{at}");
        }
    }
}
