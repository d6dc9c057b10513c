//! SSH signatures and lines of `allowed_signers`, as ssh-keygen makes and judges them.

use std::fs;

use super::made::base64;
use super::row::{Expect, Row};
use super::tools::{TAGGED, Tools};
use Expect::{Bad, Good, Looser, Stricter};

/// What a line of signers has beside the key `KEY`, and what is expected of a good tag then.
const LINES: &[(&str, Expect)] = &[
    ("a@x KEY\n", Good),
    ("a@x KEY\r\n", Good),
    ("\r\n#\r\na@x KEY\r\n", Good),
    ("a@x\tKEY\n", Good),
    ("  a@x   KEY  \n", Good),
    ("a@x KEY comment \" with a quote\n", Good),
    ("a@x KEY", Good),
    ("\u{feff}a@x KEY\n", Good),
    ("\u{feff}# comment\na@x KEY\n", Good),
    ("\"a@x\" KEY\n", Good),
    ("\"a x\" KEY\n", Good),
    ("a@x,b@x KEY\n", Good),
    ("*@x KEY\n", Good),
    ("?@x KEY\n", Good),
    ("!a@x,* KEY\n", Good),
    ("*,!a@x KEY\n", Good),
    ("a@x,!a@x,c KEY\n", Good),
    ("ssh-ed25519 KEY\n", Good),
    ("\u{e9}@x KEY\n", Good),
    ("", Bad("names no signer")),
    ("#a@x KEY\n", Bad("names no signer")),
    ("a@x OTHER\n", Bad("none of the signers")),
    ("!a@x KEY\n", Bad("exclude their own")),
    ("!*,a@x KEY\n", Bad("exclude their own")),
    ("a@x,!a@x KEY\n", Bad("exclude their own")),
    ("a@x,!*@x KEY\n", Bad("exclude their own")),
    (",a@x KEY\n", Bad("a principal is empty")),
    (", KEY\n", Bad("a principal is empty")),
    ("a@x, KEY\n", Stricter("a principal is empty")),
    ("b\" \"x KEY\n", Bad("quotes")),
    ("a b@x KEY\n", Bad("`b@x` is not known")),
    ("a@x KEYAAAA\n", Bad("no SSH public key")),
    ("a@x ssh-rsa BLOB\n", Bad("no SSH public key")),
    ("a@x frob KEY\n", Bad("`frob` is not known")),
    ("a@x frob KEY\nb@x KEY\n", Stricter("`frob` is not known")),
    ("garbage line here\nb@x KEY\n", Stricter("line 1: ")),
    ("b@x KEY\nonlyone\n", Stricter("line 2: a line has principals")),
    ("a@x namespaces=\"git\" KEY\n", Good),
    ("a@x NAMESPACES=\"git\" KEY\n", Good),
    ("a@x namespaces=\"file,git\" KEY\n", Good),
    ("a@x namespaces=\"*\" KEY\n", Good),
    ("a@x namespaces=\"file\" KEY\n", Bad("other namespaces")),
    ("a@x namespaces=\"\" KEY\n", Bad("other namespaces")),
    ("a@x namespaces=\" git\" KEY\n", Bad("other namespaces")),
    ("a@x namespaces=\"file, git\" KEY\n", Bad("other namespaces")),
    ("a@x namespaces=git KEY\n", Bad("has to be in quotes")),
    ("a@x namespaces=\"git KEY\n", Bad("has no end")),
    ("a@x namespaces=\"gi\\\"t\" KEY\n", Bad("line 1")),
    ("a@x namespaces=\"g*\" KEY\n", Stricter("patterns in `namespaces` are not understood")),
    ("a@x namespaces=\"!git,*\" KEY\n", Bad("patterns in `namespaces` are not understood")),
    ("a@x namespaces=\"file\",namespaces=\"git\" KEY\n", Bad("given twice")),
    ("a@x namespaces=\"git\",namespaces=\"git\" KEY\n", Bad("given twice")),
    ("a@x namespaces=\"git\", KEY\n", Bad("missing after the comma")),
    ("a@x ,namespaces=\"git\" KEY\n", Stricter("missing beside a comma")),
    ("a@x namespaces=\"git\" ,valid-after=\"20200101Z\" KEY\n", Bad("no SSH public key")),
    ("a@x namespaces=\"file\" KEY\nb@x KEY\n", Bad("other namespaces")),
    ("b@x KEY\na@x namespaces=\"file\" KEY\n", Good),
    ("a@x namespaces=\"file\" KEY\na@x KEY\n", Good),
    ("a@x valid-after=\"20230101Z\" KEY\n", Good),
    ("a@x valid-after=\"20230101z\" KEY\n", Good),
    ("a@x valid-after=\"202301010000Z\" KEY\n", Good),
    ("a@x valid-after=\"20230101000000Z\",namespaces=\"git\" KEY\n", Good),
    ("a@x valid-after=\"20231114221320Z\" KEY\n", Good),
    ("a@x valid-after=\"20231114221321Z\" KEY\n", Bad("not valid yet")),
    ("a@x valid-before=\"20231114221320Z\" KEY\n", Good),
    ("a@x valid-before=\"20231114221319Z\" KEY\n", Bad("no longer valid")),
    ("a@x valid-before=\"20230101Z\" KEY\nb@x KEY\n", Good),
    ("a@x valid-after=\"20240101Z\" KEY\na@x KEY\n", Good),
    ("a@x valid-before=\"20230101Z\" KEY\n", Bad("no longer valid")),
    ("a@x valid-before=\"20230101Z\",valid-before=\"20990101Z\" KEY\n", Bad("given twice")),
    ("a@x valid-after=\"20230101Z\",valid-after=\"20230101Z\" KEY\n", Bad("given twice")),
    ("a@x valid-after=\"20230101Z\",valid-before=\"20230101Z\" KEY\n", Bad("never be valid")),
    ("a@x valid-after=\"20230101\" KEY\n", Stricter("put a `Z` after it")),
    ("a@x valid-after=\"202301010000\" KEY\n", Stricter("put a `Z` after it")),
    ("a@x valid-after=\"20230101000000\" KEY\n", Stricter("put a `Z` after it")),
    ("a@x valid-after=\"2023010112Z\" KEY\n", Bad("not of the form")),
    ("a@x valid-after=\"20230230Z\" KEY\n", Stricter("not of the form")),
    ("a@x valid-after=\"always\" KEY\n", Bad("not of the form")),
    ("a@x valid-after=20230101Z KEY\n", Bad("has to be in quotes")),
    ("a@x cert-authority KEY\n", Bad("certificates are not supported")),
    ("a@x cert-authority KEY\nb@x KEY\n", Stricter("certificates are not supported")),
    ("a@x no-touch-required KEY\n", Bad("is not known")),
    ("a@x KEY\n-----BEGIN PGP PUBLIC KEY BLOCK-----\n", Stricter("an SSH signer is in a file of OpenPGP")),
    (
        "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nYWJj\n-----END PGP PUBLIC KEY BLOCK-----\na@x KEY\n",
        Stricter("SSH signer"),
    ),
];

/// An Ed25519 key of that name.
pub fn make_key(tools: &Tools, name: &str) {
    tools.run("ssh-keygen", &["-q", "-N", "", "-C", "c", "-f", name, "-t", "ed25519"]);
}

pub fn rows(tools: &Tools) -> Vec<Row> {
    for (name, arguments) in [
        ("k", &["-t", "ed25519"][..]),
        ("other", &["-t", "ed25519"]),
        ("p256", &["-t", "ecdsa", "-b", "256"]),
        ("p384", &["-t", "ecdsa", "-b", "384"]),
        ("p521", &["-t", "ecdsa", "-b", "521"]),
        ("rsa1024", &["-t", "rsa", "-b", "1024"]),
        ("rsa2048", &["-t", "rsa", "-b", "2048"]),
        ("rsa4104", &["-t", "rsa", "-b", "4104"]),
    ] {
        tools.run("ssh-keygen", &[&["-q", "-N", "", "-C", "c", "-f", name], arguments].concat());
    }
    let mut rows = of_lines(tools);
    rows.extend(of_keys(tools));
    rows.extend(of_signatures(tools));
    rows
}

pub fn key(tools: &Tools, name: &str) -> String {
    let text = fs::read_to_string(tools.path(&format!("{name}.pub"))).expect("can be read");
    text.trim().trim_end_matches(" c").to_owned()
}

fn row(name: &str, tag: Vec<u8>, signers: &str, expect: Expect) -> Row {
    Row {
        name: format!("ssh: {name}"),
        tag,
        signers: signers.as_bytes().to_vec(),
        time: Some(i64::from(TAGGED)),
        expect,
    }
}

/// The signature of `payload` for a namespace, by ssh-keygen.
pub fn signature(tools: &Tools, key: &str, namespace: &str, payload: &[u8]) -> Vec<u8> {
    fs::write(tools.path("payload"), payload).expect("can be written");
    let _ = fs::remove_file(tools.path("payload.sig"));
    tools.run("ssh-keygen", &["-q", "-Y", "sign", "-n", namespace, "-f", key, "payload"]);
    fs::read(tools.path("payload.sig")).expect("can be read")
}

fn signed(tools: &Tools, key: &str, namespace: &str) -> Vec<u8> {
    let payload = tools.payload(TAGGED);
    [&payload[..], &signature(tools, key, namespace, &payload)].concat()
}

fn of_lines(tools: &Tools) -> Vec<Row> {
    let (good, other) = (key(tools, "k"), key(tools, "other"));
    let blob = good.split(' ').nth(1).expect("has two fields").to_owned();
    let tag = signed(tools, "k", "git");
    let one = |(line, expect): &(&str, Expect)| {
        let signers = line.replace("KEY BLOCK", "\u{1}").replace("KEY", &good).replace('\u{1}', "KEY BLOCK");
        let signers = signers.replace("OTHER", &other).replace("BLOB", &blob);
        row(&format!("{line:?}"), tag.clone(), &signers, *expect)
    };
    LINES.iter().map(one).collect()
}

fn of_keys(tools: &Tools) -> Vec<Row> {
    let table = [
        ("p256", Good),
        ("p384", Good),
        ("p521", Good),
        ("rsa1024", Stricter("has 1024 bits")),
        ("rsa2048", Good),
        ("rsa4104", Good),
    ];
    let one = |(name, expect): (&str, Expect)| {
        row(name, signed(tools, name, "git"), &format!("a@x {}\n", key(tools, name)), expect)
    };
    table.into_iter().map(one).collect()
}

/// The parts of an SSH signature, to be put together otherwise than ssh-keygen does.
#[derive(Clone)]
struct Blob {
    version: u32,
    namespace: &'static [u8],
    reserved: &'static [u8],
    /// Whether the reserved part is signed too.
    signs_reserved: bool,
    hash: &'static str,
    tail: &'static [u8],
    /// The flags of a security key.
    flags: Option<u8>,
}

const USUAL: Blob = Blob {
    version: 1,
    namespace: b"git",
    reserved: b"",
    signs_reserved: true,
    hash: "sha512",
    tail: b"",
    flags: None,
};

const SECURITY_KEY: &str = "sk-ssh-ed25519@openssh.com";

fn prefixed(bytes: &[u8]) -> Vec<u8> {
    [&u32::try_from(bytes.len()).expect("is small").to_be_bytes()[..], bytes].concat()
}

fn sign<K: ssh_key::SigningKey>(key: &K, data: &[u8]) -> Vec<u8> {
    key.try_sign(data).expect("can be signed").as_bytes().to_vec()
}

impl Blob {
    /// The signature by the key `k`, and the line of signers for it.
    fn tag(&self, tools: &Tools) -> (Vec<u8>, String) {
        let private = fs::read_to_string(tools.path("k")).expect("can be read");
        let private = ssh_key::PrivateKey::from_openssh(private).expect("can be read");
        let payload = tools.payload(TAGGED);
        let hash = if self.hash == "sha256" { ssh_key::HashAlg::Sha256 } else { ssh_key::HashAlg::Sha512 };
        let reserved = if self.signs_reserved { self.reserved } else { b"" };
        let parts = |reserved| {
            [prefixed(self.namespace), prefixed(reserved), prefixed(self.hash.as_bytes())].concat()
        };
        let signed = [b"SSHSIG", &parts(reserved)[..], &prefixed(&hash.digest(&payload))].concat();
        let point = private.public_key().key_data().ed25519().expect("is of that kind").0;
        let (kind, key, inner) = match self.flags {
            None => ("ssh-ed25519", prefixed(&point), prefixed(&sign(&private, &signed))),
            Some(flags) => {
                let sha256 = |data: &[u8]| ssh_key::HashAlg::Sha256.digest(data);
                let counter = [&[flags][..], &7_u32.to_be_bytes()].concat();
                let data = [sha256(b"ssh:"), counter.clone(), sha256(&signed)].concat();
                let inner = [prefixed(&sign(&private, &data)), counter].concat();
                (SECURITY_KEY, [prefixed(&point), prefixed(b"ssh:")].concat(), inner)
            }
        };
        let key = [prefixed(kind.as_bytes()), key].concat();
        let inner = prefixed(&[prefixed(kind.as_bytes()), inner].concat());
        let version = self.version.to_be_bytes();
        let blob =
            [b"SSHSIG", &version[..], &prefixed(&key), &parts(self.reserved), &inner, self.tail].concat();
        let text = base64(&blob);
        let lines: Vec<&str> =
            text.as_bytes().chunks(70).map(|line| std::str::from_utf8(line).expect("is ASCII")).collect();
        let armor =
            format!("-----BEGIN SSH SIGNATURE-----\n{}\n-----END SSH SIGNATURE-----\n", lines.join("\n"));
        ([&payload[..], armor.as_bytes()].concat(), format!("a@x {kind} {}\n", base64(&key)))
    }
}

fn of_signatures(tools: &Tools) -> Vec<Row> {
    let line = format!("a@x {}\n", key(tools, "k"));
    let payload = tools.payload(TAGGED);
    let good = signed(tools, "k", "git");
    let armor = good[payload.len()..].to_vec();
    let text = |text: &[u8], armor: &[u8]| [text, armor].concat();
    let edited = |from: &str, to: &str| {
        text(&payload, String::from_utf8_lossy(&armor).replacen(from, to, 1).as_bytes())
    };
    let changed = String::from_utf8_lossy(&payload).replace("release", "Release").into_bytes();
    let mut rows: Vec<Row> = [
        ("another namespace", signed(tools, "k", "file"), Bad("namespace `file`")),
        ("an upper-case namespace", signed(tools, "k", "GIT"), Bad("namespace `GIT`")),
        ("a changed text", text(&changed, &armor), Bad("the text is not what")),
        ("two blocks", [&good[..], &armor].concat(), Bad("line 7 of the tag begins a signature too")),
        ("text after the block", [&good[..], b"x\n"].concat(), Stricter("there is something after")),
        ("blank lines after the block", [&good[..], b"\n\n"].concat(), Good),
        (
            "lines with CRLF",
            text(&payload, String::from_utf8_lossy(&armor).replace('\n', "\r\n").as_bytes()),
            Bad("carriage return"),
        ),
        ("a cut block", good[..good.len() - 40].to_vec(), Bad("is missing")),
        ("no end line", edited("-----END SSH SIGNATURE-----", ""), Bad("is missing")),
        ("an empty block", edited("U1NIU0lH", "!"), Bad("cannot be read")),
        (
            "X.509 after SSH",
            [&good[..], b"-----BEGIN SIGNED MESSAGE-----\nMIID\n-----END SIGNED MESSAGE-----\n"].concat(),
            Bad("X.509 signature (gitsign"),
        ),
        (
            "X.509",
            text(&payload, b"-----BEGIN SIGNED MESSAGE-----\nMIID\n-----END SIGNED MESSAGE-----\n"),
            Bad("X.509 signature (gitsign"),
        ),
        (
            "an OpenPGP signature",
            text(&payload, b"-----BEGIN PGP SIGNATURE-----\n\nYWJj\n-----END PGP SIGNATURE-----\n"),
            Bad("of the other kind"),
        ),
        ("no signature", payload.clone(), Bad("it is not signed")),
    ]
    .into_iter()
    .map(|(name, tag, expect)| row(name, tag, &line, expect))
    .collect();
    rows.extend(by_hand(tools));
    rows.extend(by_layout(tools));
    rows.extend(quoting(tools));
    rows.push(by_certificate(tools));
    rows
}

/// The same base64 in other lines.
fn by_layout(tools: &Tools) -> Vec<Row> {
    let payload = tools.payload(TAGGED);
    let good = signed(tools, "k", "git");
    let armor = String::from_utf8_lossy(&good[payload.len()..]).into_owned();
    let lines: Vec<&str> = armor.lines().collect();
    let [begin, inside @ .., end] = &lines[..] else { unreachable!("it has three lines") };
    let body = inside.concat();
    let every = |count: usize| {
        let parts = body.as_bytes().chunks(count).map(|part| std::str::from_utf8(part).expect("is ASCII"));
        parts.collect::<Vec<_>>().join("\n")
    };
    let blank = |blank: &str| format!("{}{blank}{}", &body[..70], &body[70..]);
    [
        ("one line", format!("{begin}\n{body}\n{end}\n"), Good),
        ("lines of 4", format!("{begin}\n{}\n{end}\n", every(4)), Good),
        ("lines of 1", format!("{begin}\n{}\n{end}\n", every(1)), Good),
        ("lines of 71", format!("{begin}\n{}\n{end}\n", every(71)), Good),
        ("a blank line first", format!("{begin}\n\n{body}\n{end}\n"), Stricter("blank line")),
        ("a blank line in it", format!("{begin}\n{}\n{end}\n", blank("\n\n")), Stricter("blank line")),
        ("a space in it", format!("{begin}\n{}\n{end}\n", blank(" ")), Good),
        ("a tab in it", format!("{begin}\n{}\n{end}\n", blank("\t")), Good),
        ("a space before the end of a line", format!("{begin}\n{}\n{end}\n", blank(" \n")), Good),
        ("no newline at the end", format!("{begin}\n{body}\n{end}"), Good),
        ("a space after the end line", format!("{begin}\n{body}\n{end} \n"), Good),
        ("a carriage return in it", format!("{begin}\n{}\n{end}\n", blank("\r\n")), Stricter("carriage")),
        ("more on the end line", format!("{begin}\n{body}\n{end}x\n"), Stricter("there is something after")),
        ("an invalid end line", format!("{begin}\n{body}{end}\n"), Bad("lines of their own")),
        ("a space after the first line", format!("{begin} \n{body}\n{end}\n"), Bad("lines of their own")),
        ("more on the first line", format!("{begin}x\n{body}\n{end}\n"), Bad("lines of their own")),
        ("no padding", format!("{begin}\n{}\n{end}\n", body.trim_end_matches('=')), Bad("incomplete")),
        ("padding twice", format!("{begin}\n{body}====\n{end}\n"), Bad("incomplete")),
        ("padding in the middle", format!("{begin}\n{}\n{end}\n", blank("====")), Bad("base64")),
        ("bits after the last byte", format!("{begin}\n{}\n{end}\n", with_bits(&body)), Bad("ase64")),
        ("a header", format!("{begin}\nComment: x\n\n{body}\n{end}\n"), Bad("blank line")),
        ("a NUL", format!("{begin}\n{}\n{end}\n", blank("\0")), Bad("base64")),
        ("letters of another alphabet", format!("{begin}\n{}\n{end}\n", blank("-_-_")), Bad("base64")),
    ]
    .into_iter()
    .map(|(name, armor, expect)| {
        let line = format!("a@x {}\n", key(tools, "k"));
        row(&format!("armor: {name}"), [&payload[..], armor.as_bytes()].concat(), &line, expect)
    })
    .collect()
}

/// Base64 with bits set that stand for no byte.
fn with_bits(base64: &str) -> String {
    let digits = base64.trim_end_matches('=');
    let padding = &base64[digits.len()..];
    // The last digit stands for no more than four bits then.
    assert!(!padding.is_empty() && digits.ends_with(|last| "AEIMQUYcgkosw048".contains(last)), "{base64}");
    let last = digits.as_bytes()[digits.len() - 1] + 1;
    format!("{}{}{padding}", &digits[..digits.len() - 1], char::from(last))
}

/// Tags whose text has a line that begins a signature.
fn quoting(tools: &Tools) -> Vec<Row> {
    let line = format!("a@x {}\n", key(tools, "k"));
    let payload = tools.payload(TAGGED);
    let good = signed(tools, "k", "git");
    let mut rows = Vec::new();
    for begin in ["PGP SIGNATURE", "PGP MESSAGE", "SSH SIGNATURE", "SIGNED MESSAGE"] {
        for after in ["", " and more"] {
            let quote = format!("-----BEGIN {begin}-----{after}\nmore\n");
            let text = [&payload[..], quote.as_bytes()].concat();
            let armor = signature(tools, "k", "git", &text);
            let name = |what: &str| format!("`{begin}`{after} {what}");
            rows.push(row(&name("is quoted"), [&text[..], &armor].concat(), &line, Good));
            let part = "line 7 of the tag begins a signature too";
            let tag = [&text[..], &good[payload.len()..]].concat();
            rows.push(row(&name("is quoted and not signed"), tag, &line, Bad(part)));
            let part = match begin {
                "SSH SIGNATURE" => "is missing",
                "SIGNED MESSAGE" => "X.509 signature (gitsign",
                _ => "of the other kind",
            };
            let tag = [&good[..], quote.as_bytes()].concat();
            rows.push(row(&name("comes after the signature"), tag, &line, Bad(part)));
        }
    }
    let text = [&good[..], b"more\n"].concat();
    let armor = signature(tools, "k", "git", &text);
    rows.push(row("a whole signed tag is quoted", [&text[..], &armor].concat(), &line, Good));
    rows
}

/// A signature with a certificate in place of the key.
fn by_certificate(tools: &Tools) -> Row {
    tools.run("ssh-keygen", &["-q", "-s", "other", "-I", "id", "-n", "a@x", "k.pub"]);
    let payload = tools.payload(TAGGED);
    let tag = [&payload[..], &signature(tools, "k-cert.pub", "git", &payload)].concat();
    let expect = Bad("it is made with an SSH certificate (`ssh-ed25519-cert-v01@openssh.com`)");
    row("a certificate", tag, &format!("a@x {}\n", key(tools, "k")), expect)
}

fn by_hand(tools: &Tools) -> Vec<Row> {
    [
        ("made by hand", USUAL, Good),
        ("sha256", Blob { hash: "sha256", ..USUAL }, Good),
        ("sha1", Blob { hash: "sha1", ..USUAL }, Bad("sha1")),
        ("version 2", Blob { version: 2, ..USUAL }, Bad("version")),
        ("version 0", Blob { version: 0, ..USUAL }, Stricter("its version is 0")),
        ("a reserved field that is signed", Blob { reserved: b"x", ..USUAL }, Looser),
        (
            "a reserved field that is not signed",
            Blob { reserved: b"x", signs_reserved: false, ..USUAL },
            Stricter("the text is not what"),
        ),
        ("bytes after the signature", Blob { tail: b"junk", ..USUAL }, Bad("trailing")),
        ("an empty namespace", Blob { namespace: b"", ..USUAL }, Bad("namespace")),
        ("a namespace with a NUL", Blob { namespace: b"git\0evil", ..USUAL }, Bad("namespace `git")),
        ("a security key that was touched", Blob { flags: Some(1), ..USUAL }, Good),
        ("a security key that was touched, with a PIN", Blob { flags: Some(5), ..USUAL }, Good),
        ("a security key that nobody touched", Blob { flags: Some(0), ..USUAL }, Stricter("nobody touched")),
    ]
    .into_iter()
    .map(|(name, blob, expect)| {
        let (tag, signers) = blob.tag(tools);
        row(name, tag, &signers, expect)
    })
    .collect()
}
