//! A real release archive of 110 MB, where it is at hand.

use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use liblzma::read::XzDecoder;
use pkgr::encoder::{self, Encoder};
use pkgr::parallel::Pool;
use sha2::{Digest, Sha256};

const ARCHIVE: &str = "Python-3.13.5.tar.xz";
const SIZE: u64 = 29_450_781;
const SHA256: &str = "e6190f52699b534ee203d9f417bdbca05a92f23e35c19c691a50ed2942835385";

use super::oracle::{PLAIN, start};

/// Keeps the length and the hash of what is written to it.
#[derive(Default)]
struct Sum {
    size: u64,
    hash: Sha256,
}

impl Write for Sum {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.size += data.len() as u64;
        self.hash.update(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
#[ignore = "takes some seconds and needs a large file"]
fn a_real_archive_gets_the_bytes_of_gzip() {
    let directory = std::env::var_os("PKGR_TEST_DATA").map(PathBuf::from);
    let Some(file) = directory.and_then(|directory| File::open(directory.join(ARCHIVE)).ok()) else {
        eprintln!("SKIPPED: PKGR_TEST_DATA names no directory with {ARCHIVE}");
        return;
    };
    let mut tar = Vec::new();
    XzDecoder::new(BufReader::new(file)).read_to_end(&mut tar).unwrap();
    for threads in [1, 2, 3, 7] {
        Pool::run(threads - 1, |pool| {
            check(&tar, start(Sum::default(), PLAIN.level(9), pool));
            for windows in [1, 4] {
                let windows = NonZeroUsize::new(windows).unwrap();
                check(&tar, encoder::in_segments(Sum::default(), PLAIN.level(9), pool, windows));
            }
        });
    }
}

fn check(tar: &[u8], mut encoder: Encoder<Sum>) {
    encoder.write_all(tar).unwrap();
    let sum = encoder.finish().unwrap();
    let hash: String = sum.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((sum.size, hash.as_str()), (SIZE, SHA256));
}
