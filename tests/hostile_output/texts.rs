//! Hostile texts.

use proptest::prelude::*;

/// One of each kind.
pub const KNOWN: [&[u8]; 64] = [
    b"::error::pwn",
    b"::set-output name=commit::dead",
    b" ::stop-commands::t",
    b"x ::warning::blank",
    b"::add-mask::x",
    b"##[set-output name=x;]y",
    b"##[add-matcher]m.json",
    b"x##[error]y",
    b"##vso[task.setvariable variable=x]y",
    b"##VSO[task.complete]",
    b"##teamcity[buildStatus text='x']",
    b"##",
    b"[x",
    b"a\n::error::nl",
    b"a\r::error::cr",
    b"a\r\n::error::crlf",
    b"a\x0b::error::vt",
    b"a\x0c::error::ff",
    b"\xc2\x85::error::nel",
    b"\xe2\x80\xa8::error::ls",
    b"\xe2\x80\xa9::error::ps",
    b"\xe2\x80\x8b::error::zw",
    b"\xef\xbb\xbf::error::bom",
    b"\xc2\xa0::error::nbsp",
    b"\xe3\x80\x80::error::ideographic",
    b"\xe1\x9a\x80::error::ogham",
    b"##\xe2\x80\x8b[group]",
    b"%0A::error::pct",
    b"%25%0D%0A::error::pct",
    b"\x1b[31mred",
    b"\x1b[1m::bold",
    b"\x1b[2J\x1b[H",
    b"\x1b]8;;http://evil\x07link\x1b]8;;\x07",
    b"\x1b]0;title\x1b\\",
    b"\x1b",
    b"\x9b31m",
    b"\xc2\x9b31m",
    b"\x07\x08\x7f",
    b"x\tb",
    b"\xe2\x80\xaegpj.exe",
    b"\xe2\x81\xa6x\xe2\x81\xa9",
    b"\xd8\x9cx",
    b"a\xe2\x80\x8bb\xe2\x80\x8dc",
    b"\xf3\xa0\x81\x81\xf3\xa0\x81\x82",
    b"\xe1\xa0\x8ex\xc2\xad",
    b"\xee\x80\x80private",
    b"\xff\xfe",
    b"\xe2\x80",
    b"\xed\xa0\x80sur",
    b"\xc0\xae",
    b"<script>alert(1)</script>",
    b"\"><img src=x onerror=1>",
    b"</style></td></tr></table><!--",
    b"'-->&lt;b&gt;",
    b"a](http://evil)[x",
    b"|a|b|",
    b"`x`",
    b"@octocat #1",
    b"\\u{202e}\\x1b",
    b"$(id)`id`'\"",
    b"-rf",
    b"END OF THE LIST",
    "\u{301}\u{302}\u{489}\u{301}\u{302}\u{489}\u{301}\u{302}\u{489}zalgo".as_bytes(),
    "é 日本 ❤\u{fe0f}".as_bytes(),
];

/// Some of them in a row, among arbitrary characters and bytes.
pub fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => prop::sample::select(&KNOWN[..]).prop_map(<[u8]>::to_vec),
        2 => prop::sample::select(vec![" ", "\n", ":", "#", "[", "a"]).prop_map(|text| text.as_bytes().to_vec()),
        1 => any::<char>().prop_map(|character| character.to_string().into_bytes()),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    prop::collection::vec(piece, 1..5).prop_map(|pieces| pieces.concat())
}

/// The same as text.
pub fn text() -> impl Strategy<Value = String> {
    bytes().prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// The same as names of files: short, without slash and NUL.
pub fn name() -> impl Strategy<Value = Vec<u8>> {
    bytes().prop_map(|bytes| name_of(&bytes))
}

pub fn name_of(bytes: &[u8]) -> Vec<u8> {
    let mut name: Vec<u8> =
        bytes.iter().copied().filter(|byte| !matches!(byte, 0 | b'/')).take(120).collect();
    if matches!(&*name, b"" | b"." | b"..") {
        name = b"x".to_vec();
    }
    name
}
