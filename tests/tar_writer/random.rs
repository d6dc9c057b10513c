//! Headers of random plans in every dialect: their digests never change. The numbers come from a generator
//! that is written out here, so that the plans are the same for ever.

use pkgr::container::tar::{Dialect, ExthdrName, Headers, dialects};
use pkgr::digest::Hasher;
use pkgr::entry::{Entry, Kind, LinkTarget, Origin, OwnHeader, Owner, Rule, Size};
use pkgr::mode::Mode;
use pkgr::object_id::ObjectId;
use pkgr::path::EntryPath;
use pkgr::time::Timestamp;

use crate::support::random::Random;

const PLANS: u64 = 300;

/// Recorded when the comparison with GNU tar 1.34, GNU tar 1.35 and git 2.47 passed.
const DIGESTS: [(&str, &str); 26] = [
    ("gnu-1.35-posix", "e499f555af851e860b3dcf9e522d75260823ba47fa1a763b7075917da06d1e2e"),
    ("gnu-1.34-posix", "340d9b03b4f3ca4e72f6e90948a7cf24034c72e2eebaf3ab194ee4e3cf250669"),
    ("gnu-1.35-gnu", "2b161f9411a85f45fff0e7542cfac3ea8e0574a3f2e63b6a06509576a2026c87"),
    ("gnu-1.34-gnu", "2b161f9411a85f45fff0e7542cfac3ea8e0574a3f2e63b6a06509576a2026c87"),
    ("gnu-1.35-ustar", "c836700b1fec7c087c53ae54e5e0f07d5f1740c71b7d4ac34b498b98bbb58148"),
    ("gnu-1.34-ustar", "b6ca8aa29d146da79b8fe2391ad6820b5a97eea0293defc4beecd7da6e43d299"),
    ("gnu-1.35-v7", "4da845710b14547451c0a94da77aee3a15e1858ce759a47ad21115f95d490c63"),
    ("gnu-1.34-v7", "41eac896924b76d2f9812f381b8780252312c355fde9195c19712cdd0ac9a3ff"),
    ("git", "ec5063a646bc130ebea8c68d7f4f88d1c8e273ad7e5f98b32553cdee719afd5a"),
    ("python-pax-1", "c9c85c0c9484f0be1abd0e241f006160fd104398610f9d5428bfe4b2f6c7844a"),
    ("python-pax-2", "5a857a500b769be7acf1e780cb810574e5c5e7ef74ef294dae457ecb2263d466"),
    ("python-pax-3", "5a857a500b769be7acf1e780cb810574e5c5e7ef74ef294dae457ecb2263d466"),
    ("python-gnu-1", "6c9ae8214df7d7d019825cb0854b761dc56f711a4824a02972d2361d151ba23f"),
    ("python-gnu-2", "becc2af0270f8bf4f4f292a6d80cb28c1762cd6973ef9a678dbdfcee57894859"),
    ("python-ustar-1", "4ab82228bfa54b77a6b4af15917f4b3007f13769fea1538284499f2cc3b406b8"),
    ("python-ustar-2", "d163f244fa1052e2b6af1f34727ddb9d7a12128f146b27ccc4d8043f3c36bf7b"),
    ("go-1", "0076d0b10ac7fdf964eb32b613bce56b3ed7ce85c75f488302cf9d615cc480cd"),
    ("tar-rs-gnu-1", "143633bf872b973802d2cc2933f16b346133609d94f507d3a1421cf113887e37"),
    ("tar-rs-ustar-1", "7f4aa5dc8eba9b1652fedd639489cbc3e13c91d377fe932a375dd0d8474e3eea"),
    ("tar-rs-ustar-2", "f6c1aaf921ca55d764130e5b85a44ed89c2a842682742379eeacb7a9629b72fb"),
    ("maturin-1", "08c7dda7cf0c8d0d3237b2256e44e87ba9b9aeb68cbf36c89701581dfeb47ee8"),
    ("bsdtar-ustar-1", "7fab5d9d3f0d49875ea3c4211ecbb0bc7df0530bc07c75b867388b7613fc6c26"),
    ("node-tar-1", "616fcc7346d7898f3d9d28d4e0151b9559ec1309403e84392ced8d1eec9a9a68"),
    ("node-tar-2", "f816eab0899daa1780a340c9f72c6a06c32dc86f9aca202210f2a88c092c304c"),
    ("tar-stream-1", "33ce855127cbb3ba669354c8a48ad5243792cfb5b861b6fad40c90620eaccee1"),
    ("tar-stream-2", "beb09bd25c1e195cbadeb67e66d621ff88e3b9a1e540b42b66aa99611e7f1825"),
];

// T090, T112, T114, T117
#[test]
fn random_plans_have_the_recorded_headers_or_faults() {
    let found: Vec<(&str, String)> = dialects().map(|dialect| (dialect.name, digest(dialect))).collect();
    let expected: Vec<(&str, String)> =
        DIGESTS.into_iter().map(|(name, digest)| (name, digest.to_owned())).collect();
    assert_eq!(found, expected);
}

/// Of all headers of all plans; of one that is rejected, of the words.
fn digest(dialect: &'static Dialect) -> String {
    let mut hasher = Hasher::new();
    for seed in 0..PLANS {
        let mut dice = Dice(Random(seed));
        let headers = match Headers::new(dialect, &dice.owner()) {
            Ok(headers) => dice.settings(headers),
            Err(fault) => {
                hasher.update(fault.to_string().as_bytes());
                continue;
            }
        };
        let mut out = headers.start();
        for entry in (0..dice.roll(12)).map(|_| dice.entry()).collect::<Vec<_>>() {
            if let Err(fault) = headers.write(&entry, &mut out) {
                out.extend_from_slice(fault.to_string().as_bytes());
            }
        }
        out.extend_from_slice(headers.end(out.len() as u64 / 512 * 512));
        hasher.update(&out);
    }
    hasher.finish().to_string()
}

struct Dice(Random);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0.next() % sides
    }

    fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        let at = self.roll(choices.len() as u64);
        choices[usize::try_from(at).expect("is small")].clone()
    }

    fn text(&mut self) -> Vec<u8> {
        let length = match self.roll(6) {
            0 => 95 + self.roll(12),
            1 => 40 + self.roll(120),
            _ => 1 + self.roll(14),
        };
        let letters: &[&[u8]] = match self.roll(5) {
            0 => &["é".as_bytes(), "日".as_bytes(), b"z"],
            1 => &[b"\xff", b"\n", b"q"],
            _ => &[b"a", b"b", b"Z", b"0", b"-", b"_", b" ", b"="],
        };
        (0..length).flat_map(|_| self.pick(letters).to_vec()).collect()
    }

    fn path(&mut self) -> EntryPath {
        let parts: Vec<_> = (0..=self.roll(4)).map(|_| self.text()).collect();
        EntryPath::parse(parts.join(&b'/')).expect("no part is empty or has a dot")
    }

    fn owner(&mut self) -> Owner {
        let ids = [0, 0, 0, 7, 1000, 2_097_151, 2_097_152, u64::from(u32::MAX)];
        let thirty_one = "u".repeat(31);
        let thirty_three = "u".repeat(33);
        let names = ["", "", "", "root", "builder", "grüppe", &thirty_one, &thirty_three];
        let (uid, gid) = (self.pick(&ids), self.pick(&ids));
        let (user, group) = (self.pick(&names), self.pick(&names));
        Owner { uid, gid, user: user.into(), group: group.into(), is_absent: false }
    }

    fn settings(&mut self, headers: Headers) -> Headers {
        let template = self.pick(&["%d/PaxHeaders/%f", "%f/%n%%x", "é%d"]);
        let template = ExthdrName::parse(template).expect("is a template");
        let commit = ObjectId::Sha1([self.roll(256).to_le_bytes()[0]; 20]);
        let reference = self.time();
        let headers = if self.roll(2) == 0 { headers } else { headers.with_exthdr_name(template) };
        let headers = if self.roll(2) == 0 { headers } else { headers.with_commit(commit) };
        if self.roll(3) == 0 { headers } else { headers.with_reference_time(reference) }
    }

    fn time(&mut self) -> Timestamp {
        let edges = [-1, 0, 1, 1 << 31, (1 << 33) - 1, 1 << 33, -(1 << 36)];
        let seconds = match self.roll(4) {
            0 => self.pick(&edges),
            _ => self.roll(2_000_000_000).cast_signed(),
        };
        Timestamp::from_seconds(seconds).expect("within ten thousand years")
    }

    fn entry(&mut self) -> Entry<Size> {
        let sizes = [0, 1, 511, 512, 513, (1 << 33) - 1, 1 << 33, 1 << 40];
        let target = LinkTarget::parse(self.text()).expect("not empty and without NUL");
        let kinds = [Kind::Directory, Kind::File(Size(self.pick(&sizes))), Kind::Symlink(target)];
        let id = self.roll(256).to_le_bytes()[0];
        let object = ObjectId::Sha1([id; 20]);
        let origins = [
            Origin::Source,
            Origin::Object(object),
            Origin::Derived(object),
            Origin::Generated(0),
            Origin::Prefix,
        ];
        Entry {
            path: self.path(),
            kind: self.pick(&kinds),
            mode: Mode::from_bits(u32::try_from(self.roll(0o10000)).expect("is small")),
            mtime: self.time(),
            origin: self.pick(&origins),
            rule: Rule::Include(0),
            own: OwnHeader::default(),
        }
    }
}
