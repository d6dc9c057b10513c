//! Files that a compiler made, recognized by their first bytes and not by their names: machine code and bytecode.

/// Bytes that are enough to recognize every kind.
const ENOUGH: usize = 64;

/// The first bytes of a file.
#[derive(Clone, Debug, Default)]
pub struct FileStart(Vec<u8>);

impl FileStart {
    /// Takes the next bytes of the file.
    pub fn update(&mut self, bytes: &[u8]) {
        let missing = ENOUGH - self.0.len();
        self.0.extend_from_slice(&bytes[..missing.min(bytes.len())]);
    }

    /// Whether the file begins with these bytes, of which there are at most 64.
    #[must_use]
    pub fn has(&self, bytes: &[u8]) -> bool {
        self.0.starts_with(bytes)
    }

    /// What a compiler made, if one did. `name` decides for zips alone: a jar is one.
    #[must_use]
    pub fn compiled(&self, name: &[u8]) -> Option<&'static str> {
        match &*self.0 {
            [0x7f, b'E', b'L', b'F', ..] => Some("ELF program, library or object file"),
            [0xca, 0xfe, 0xba, 0xbe, version @ ..] => Some(after_cafe_babe(version)),
            [0xfe, 0xed, 0xfa, 0xce | 0xcf, ..] | [0xce | 0xcf, 0xfa, 0xed, 0xfe, ..] => {
                Some("Mach-O program, library or object file")
            }
            // The bytes of the last page of 512. No text has such a fourth byte.
            [b'M', b'Z', _, 0 | 1, ..] => Some("Windows program or library"),
            [0, b'a', b's', b'm', ..] => Some("WebAssembly module"),
            [b'd', b'e', b'x', b'\n', b'0', ..] => Some("Dalvik bytecode"),
            [b'B', b'C', 0xc0, 0xde, ..] => Some("LLVM bitcode"),
            [b'P', b'K', 3, 4, ..] => is_jar(name, &self.0).then_some("Java archive"),
            [_, _, b'\r', b'\n', ..] => is_python(&self.0).then_some("Python bytecode"),
            start => is_static_library(start).then_some("static library"),
        }
    }
}

/// A class file has its version there, which is at least 45 (the class file format of the Java Virtual Machine),
/// and a Mach-O file for several machines their number.
fn after_cafe_babe(version: &[u8]) -> &'static str {
    match version {
        [0, 0, 0, 0..45, ..] => "Mach-O program, library or object file",
        _ => "Java class",
    }
}

/// A zip with a name of Java's, or that begins with the directory of its manifest.
fn is_jar(name: &[u8], start: &[u8]) -> bool {
    let ends = [&b".jar"[..], b".war", b".ear", b".aar"];
    let end = name.len().checked_sub(4).map(|at| name[at..].to_ascii_lowercase());
    end.is_some_and(|end| ends.contains(&&*end))
        || start.get(30..).is_some_and(|rest| rest.starts_with(b"META-INF/"))
}

/// The code object after a header of 8 bytes (Python 2), 12 (3.3) or 16 (3.7, PEP 552); other files can begin with
/// the magic number.
fn is_python(start: &[u8]) -> bool {
    [8, 12, 16].iter().any(|&at| start.get(at).is_some_and(|byte| byte & 0x7f == b'c')) && start.contains(&0)
}

/// An archive of `ar` that begins with a table of symbols; a Debian package does not.
fn is_static_library(start: &[u8]) -> bool {
    let first = start.strip_prefix(b"!<arch>\n");
    first.is_some_and(|first| {
        [&b"/ "[..], b"__.SYMDEF", b"#1/", b"/SYM64/"].iter().any(|name| first.starts_with(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compiled(name: &str, bytes: &[u8]) -> Option<&'static str> {
        let mut kinds = [1, 3, 1000].map(|piece| {
            let mut start = FileStart::default();
            bytes.chunks(piece).for_each(|piece| start.update(piece));
            start.compiled(name.as_bytes())
        });
        kinds.sort_unstable();
        assert_eq!(kinds[0], kinds[2], "depends on how the bytes are split");
        kinds[0]
    }

    #[test]
    fn what_a_compiler_made_is_recognized_by_its_first_bytes() {
        let python = [&[0xa7, 0x0d, 0x0d, 0x0a][..], &[0; 12], &[0xe3, 0, 0]].concat();
        let python_2 = [&[0x03, 0xf3, 0x0d, 0x0a][..], &[1, 2, 3, 0], b"c\0\0"].concat();
        let jar = [b"PK\x03\x04", &[0; 26][..], b"META-INF/MANIFEST.MF"].concat();
        for (name, bytes, kind) in [
            ("a", &b"\x7fELF\x02\x01\x01\0"[..], "ELF"),
            ("A.class", b"\xca\xfe\xba\xbe\0\0\0\x34", "Java class"),
            ("A.class", b"\xca\xfe\xba\xbe\0\x03\0\x2d", "Java class"),
            ("fat", b"\xca\xfe\xba\xbe\0\0\0\x02", "Mach-O"),
            ("a.o", b"\xcf\xfa\xed\xfe\x0c\0\0\x01", "Mach-O"),
            ("t.exe", b"MZ\x90\0", "Windows"),
            ("m", b"\0asm\x01\0\0\0", "WebAssembly"),
            ("classes", b"dex\n035\0", "Dalvik"),
            ("a.bc", b"BC\xc0\xde5\x14", "LLVM"),
            ("lib/test.JAR", b"PK\x03\x04\x14\0\0\0\0\0", "Java archive"),
            ("plugin", &jar, "Java archive"),
            ("a", &python, "Python"),
            ("a", &python_2, "Python"),
            ("a.a", b"!<arch>\n/               0", "static library"),
        ] {
            let found = compiled(name, bytes);
            assert!(found.is_some_and(|found| found.starts_with(kind)), "{name}, {kind}: {found:?}");
        }
    }

    #[test]
    fn text_and_data_are_no_compiled_files() {
        for (name, bytes) in [
            ("a.so", &b""[..]),
            ("a.exe", b"MZ is how it begins\n"),
            ("a.class", b"class A {}\n"),
            ("a.pyc", b"ab\r\ncdefcghijklmnopq"),
            ("data.zip", b"PK\x03\x04\x14\0\0\0\0\0"),
            ("a.jar", b"not a zip"),
            ("a.deb", b"!<arch>\ndebian-binary   "),
            ("a.a", b"!<arch>\n"),
            ("a.wasm", b"(module)"),
            ("a.png", b"\x89PNG\r\n\x1a\n"),
            ("elf", b"ELF"),
        ] {
            assert_eq!(compiled(name, bytes), None, "{name}");
        }
    }
}
