//! The programs that unpack, each started once for many archives.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::tree::Honours;
use crate::support::{say, text};

/// A program that unpacks an archive into the directory where it is started.
pub struct Program {
    pub name: &'static str,
    /// What `sh` runs for the archive `$archive`, or how Python does it.
    how: How,
    pub honours: Honours,
    /// Whether it knows headers without the mark of a format. One that does not rejects an archive of them as a
    /// whole.
    pub knows_unmarked: bool,
}

enum How {
    /// A command, and one that succeeds where the program is installed.
    Shell(&'static str, &'static str),
    /// The body of a function of Python that unpacks `archive` here.
    Python(&'static str),
}

pub const ALL: Honours = Honours { modes: 0o777, untyped: true, links: true };

/// It unpacks both formats.
const BSDTAR: Program = Program {
    name: "bsdtar",
    how: How::Shell("bsdtar -xpf \"$archive\"", "bsdtar --version"),
    honours: ALL,
    knows_unmarked: true,
};

/// Programs that unpack a tar.
pub const TAR: [Program; 5] = [
    Program {
        name: "GNU tar",
        how: How::Shell("tar -xpf \"$archive\"", "tar --version | grep -q GNU"),
        honours: ALL,
        knows_unmarked: true,
    },
    BSDTAR,
    Program {
        name: "busybox tar",
        how: How::Shell("busybox tar -xpf \"$archive\"", "busybox tar --help"),
        honours: ALL,
        knows_unmarked: false,
    },
    Program {
        name: "Python tarfile",
        how: How::Python(
            "with tarfile.open(archive) as opened: opened.extractall('.', filter='fully_trusted')",
        ),
        honours: ALL,
        knows_unmarked: true,
    },
    // What newer versions do by default; it leaves out bits of modes.
    Program {
        name: "Python tarfile with the filter `data`",
        how: How::Python("with tarfile.open(archive) as opened: opened.extractall('.', filter='data')"),
        honours: Honours { modes: 0, untyped: true, links: true },
        knows_unmarked: true,
    },
];

/// Programs that unpack a zip.
pub const ZIP: [Program; 6] = [
    Program {
        name: "unzip",
        how: How::Shell("unzip -qq -o \"$archive\"", "unzip -v"),
        honours: ALL,
        knows_unmarked: true,
    },
    Program {
        name: "busybox unzip",
        how: How::Shell("busybox unzip -q \"$archive\"", "busybox unzip --help"),
        honours: ALL,
        knows_unmarked: true,
    },
    // It gives a file whose mode has no type the mode of a new file.
    Program {
        name: "7z",
        how: How::Shell("7z x -y \"$archive\"", "7z"),
        honours: Honours { untyped: false, ..ALL },
        knows_unmarked: true,
    },
    BSDTAR,
    // From the front it sees no modes and no links, which stand at the end.
    Program {
        name: "bsdtar from a pipe",
        how: How::Shell("cat \"$archive\" | bsdtar -xpf -", "bsdtar --version"),
        honours: Honours { modes: 0, untyped: true, links: false },
        knows_unmarked: true,
    },
    Program {
        name: "Python zipfile",
        how: How::Python("with zipfile.ZipFile(archive) as opened: opened.extractall('.')"),
        honours: Honours { modes: 0, untyped: true, links: false },
        knows_unmarked: true,
    },
];

const PYTHON: &str = r"
import os, sys, tarfile, zipfile
os.umask(0)
def unpack(archive):
    BODY
for number in range(int(sys.argv[3])):
    os.chdir(f'{sys.argv[2]}/{number}')
    try:
        unpack(f'{sys.argv[1]}/{number}')
        print('0')
    except Exception as cause:
        print(1, type(cause).__name__, str(cause).replace('\n', ' '))
";

/// No reader needs 20 seconds, or a GB.
const SHELL: &str = r#"
umask 0
ulimit -t 20 -f 2000000
number=0
while [ $number -lt $3 ]; do
    cd "$2/$number" || exit 1
    archive="$1/$number"
    { COMMAND; } >/dev/null 2>"$2/errors" </dev/null
    status=$?
    message=
    test $status = 0 || message=$(head -c 300 "$2/errors" | tr '\n' ' ')
    echo "$status $message"
    number=$((number+1))
done
"#;

impl Program {
    /// Whether it is installed; says so when not.
    pub fn is_there(&self) -> bool {
        let (program, option, probe) = match self.how {
            How::Shell(_, probe) => ("sh", "-c", format!("({probe}) >/dev/null 2>&1 </dev/null")),
            How::Python(_) => ("python3", "-c", "import tarfile; tarfile.data_filter".to_owned()),
        };
        let found = Command::new(program).args([option, &probe]).output();
        let is_there = found.is_ok_and(|output| output.status.success());
        if !is_there {
            say(&format!("SKIPPED: no {}, so no archive is compared with what it unpacks", self.name));
        }
        is_there
    }

    /// Unpacks the archives `0`, `1` … in `archives` to directories of these names in `out`. What each run
    /// reports, where it fails.
    pub fn unpack(&self, archives: &Path, out: &Path, count: usize) -> Vec<Option<String>> {
        for number in 0..count {
            fs::create_dir_all(out.join(number.to_string())).expect("can be made");
        }
        let mut command = match self.how {
            How::Shell(line, _) => {
                let mut command = Command::new("sh");
                command.args(["-c", &SHELL.replace("COMMAND", line), "sh"]);
                command
            }
            How::Python(body) => {
                let mut command = Command::new("python3");
                command.args(["-c", &PYTHON.replace("BODY", body)]);
                command
            }
        };
        let output = command.arg(archives).arg(out).arg(count.to_string()).env("LC_ALL", "C.UTF-8").output();
        let output = output.expect("can be started");
        let report = |line: &str| (line.trim() != "0").then(|| line.to_owned());
        let lines: Vec<Option<String>> = text(&output.stdout)
            .lines()
            .map(|line| {
                let (status, rest) = line.split_once(' ').unwrap_or((line, ""));
                if status == "0" { None } else { report(&format!("{status} {rest}")) }
            })
            .collect();
        assert_eq!(lines.len(), count, "{}: {}", self.name, text(&output.stderr));
        lines
    }
}
