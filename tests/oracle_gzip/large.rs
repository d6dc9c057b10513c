//! An input whose length does not fit into the 32 bits that the trailer has for it.

use std::fs::File;
use std::io::{self, BufReader};
use std::os::unix::fs::FileExt;

use pkgr::parallel::Pool;

use super::oracle::{Oracle, PLAIN, RSYNCABLE, start};
use super::random::Random;

/// A little more than 4 GiB.
const LENGTH: u64 = (1 << 32) + (5 << 20) + 12_345;

#[test]
#[ignore = "takes minutes, and 4 GiB are read several times"]
fn more_than_four_gib_get_the_bytes_of_gzip() {
    let Some(oracle) = Oracle::find() else { return };
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("large");
    make(&File::create(&path).unwrap());
    let open = || File::open(&path).unwrap();
    for (tool, level) in [(PLAIN, 9), (PLAIN, 6), (RSYNCABLE, 6)] {
        let expected = oracle.gzip(tool, level, open());
        for threads in [1, 3] {
            let made = Pool::run(threads - 1, |pool| {
                let mut encoder = start(Vec::new(), tool.level(level), pool);
                io::copy(&mut BufReader::with_capacity(1 << 20, open()), &mut encoder).unwrap();
                encoder.finish().unwrap()
            });
            assert!(made == expected, "level {level} on {threads} threads: other bytes");
        }
    }
}

/// A file with holes, and text and noise between them: at the start, around 4 GiB, and at the end.
fn make(file: &File) {
    file.set_len(LENGTH).unwrap();
    let mut random = Random(4);
    for place in [0, (1 << 31) - 1000, (1 << 32) - 3_000_000, (1 << 32) + 2_500_000] {
        let island = random.mixture(4 << 20);
        file.write_all_at(&island[..island.len().min((LENGTH - place) as usize)], place).unwrap();
    }
}
