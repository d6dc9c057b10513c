//! The programs that decompress and unpack, each started once for many files.

use std::fs;
use std::path::Path;
use std::process::Command;

use pkgr::encoder::Format;

use crate::support::{say, temp_dir, text};

/// What a reader prints.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sees {
    /// The decompressed stream.
    Stream,
    /// The bytes of all files in the tar.
    Files,
    /// The same, from the first stream alone.
    FirstStream,
}

/// What a reader printed for each file; `None` where it failed.
pub struct Seen {
    pub name: &'static str,
    pub sees: Sees,
    pub files: Vec<Option<Vec<u8>>>,
}

enum How {
    /// A command of `sh` that reads `$archive`.
    Shell(&'static str),
    /// What a function of Python returns for `archive`.
    Python(&'static str),
}

struct Reader {
    name: &'static str,
    sees: Sees,
    how: How,
}

const fn shell(name: &'static str, sees: Sees, line: &'static str) -> Reader {
    Reader { name, sees, how: How::Shell(line) }
}

const fn python(name: &'static str, sees: Sees, body: &'static str) -> Reader {
    Reader { name, sees, how: How::Python(body) }
}

/// `PROGRAM` is that of the format, `FLAG` the option of tar, `CAT` the name in busybox, `MODULE` that of Python.
const READERS: [Reader; 11] = [
    shell("the program", Sees::Stream, "PROGRAM -dc <\"$archive\""),
    shell("the program with a name", Sees::Stream, "PROGRAM -dc \"$archive.ENDING\""),
    shell("bsdcat", Sees::Stream, "bsdcat \"$archive\""),
    shell("busybox", Sees::Stream, "busybox CAT <\"$archive\""),
    python("Python", Sees::Stream, "with MODULE.open(archive) as opened: return opened.read()"),
    shell("tar", Sees::Files, "tar FLAG -xOf \"$archive\""),
    shell("bsdtar", Sees::Files, "bsdtar -xOf \"$archive\""),
    shell("bsdtar from a pipe", Sees::Files, "cat \"$archive\" | bsdtar -xOf -"),
    shell("busybox tar", Sees::Files, "busybox tar FLAG -xOf \"$archive\""),
    python("Python tarfile", Sees::Files, "return files(tarfile.open(archive))"),
    python("Python tarfile in stream mode", Sees::FirstStream, "return files(tarfile.open(archive, 'r|*'))"),
];

struct Names {
    program: &'static str,
    flag: &'static str,
    ending: &'static str,
    /// Of busybox and Python, if they know the format.
    others: Option<[&'static str; 2]>,
}

const fn names(format: Format) -> Names {
    match format {
        Format::Xz => Names { program: "xz", flag: "-J", ending: "xz", others: Some(["xzcat", "lzma"]) },
        Format::Bzip2 => {
            Names { program: "bzip2", flag: "-j", ending: "bz2", others: Some(["bzcat", "bz2"]) }
        }
        Format::Zstd => Names { program: "zstd", flag: "--zstd", ending: "zst", others: None },
        Format::Gzip | Format::None => {
            Names { program: "gzip", flag: "-z", ending: "gz", others: Some(["zcat", "gzip"]) }
        }
    }
}

const SHELL: &str = r#"
ulimit -t 20
number=0
while [ $number -lt $3 ]; do
    archive="$1/$number"
    { COMMAND; } >"$2/$number" 2>/dev/null </dev/null
    echo $?
    number=$((number+1))
done
"#;

const PYTHON: &str = r"
import sys, gzip, lzma, bz2, tarfile
def files(opened):
    with opened:
        return b''.join(opened.extractfile(member).read() for member in opened if member.isreg())
def read(archive):
    BODY
for number in range(int(sys.argv[3])):
    try:
        seen = read(f'{sys.argv[1]}/{number}')
        with open(f'{sys.argv[2]}/{number}', 'wb') as out: out.write(seen)
        print(0)
    except Exception:
        print(1)
";

/// The command of a reader; `None` where it does not know the format.
fn command(reader: &Reader, format: Format) -> Option<Command> {
    let Names { program, flag, ending, others } = names(format);
    let [cat, module] = others.unwrap_or_default();
    let is_other = matches!(reader.how, How::Python(_)) || reader.name.starts_with("busybox");
    if is_other && others.is_none() {
        return None;
    }
    let (start, script) = match reader.how {
        How::Shell(line) => ("sh", SHELL.replace("COMMAND", line)),
        How::Python(body) => ("python3", PYTHON.replace("BODY", body)),
    };
    let script = script.replace("PROGRAM", program).replace("FLAG", flag).replace("ENDING", ending);
    let mut command = Command::new(start);
    command.args(["-c", &script.replace("CAT", cat).replace("MODULE", module)]).env("LC_ALL", "C.UTF-8");
    if start == "sh" {
        command.arg("sh");
    }
    Some(command)
}

fn is_there(reader: &Reader, format: Format) -> bool {
    let program = match reader.how {
        How::Python(_) => "python3",
        How::Shell(line) if line.starts_with("PROGRAM") => names(format).program,
        How::Shell(line) if line.contains("bsdtar") => "bsdtar",
        How::Shell(line) => line.split(' ').next().unwrap_or_default(),
    };
    let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).output();
    let is_there = found.is_ok_and(|found| found.status.success());
    if !is_there {
        say(&format!("SKIPPED: no {program}, so what it reads is not compared"));
    }
    is_there
}

/// What every reader sees of the files `0`, `1` … in `archives`, two readers at a time.
pub fn all(format: Format, archives: &Path, count: usize) -> Vec<Seen> {
    for number in 0..count {
        let path = archives.join(number.to_string());
        fs::hard_link(&path, path.with_extension(names(format).ending)).expect("can be linked");
    }
    let known = READERS.iter().filter_map(|reader| Some((reader, command(reader, format)?)));
    let mut known: Vec<_> = known.filter(|(reader, _)| is_there(reader, format)).collect();
    let mut all = Vec::new();
    for pair in known.chunks_mut(2) {
        std::thread::scope(|scope| {
            let start = |(reader, command): &'_ mut (&'static Reader, Command)| {
                let (reader, command) = (*reader, std::mem::replace(command, Command::new("true")));
                scope.spawn(move || run(reader, command, archives, count))
            };
            let running: Vec<_> = pair.iter_mut().map(start).collect();
            all.extend(running.into_iter().map(|thread| thread.join().expect("ends")));
        });
    }
    all
}

fn run(reader: &'static Reader, mut command: Command, archives: &Path, count: usize) -> Seen {
    let out = temp_dir();
    let output =
        command.arg(archives).arg(out.path()).arg(count.to_string()).output().expect("can be started");
    let printed = text(&output.stdout);
    let statuses: Vec<&str> = printed.lines().collect();
    assert_eq!(statuses.len(), count, "{}: {}", reader.name, text(&output.stderr));
    let seen = |(number, status): (usize, &&str)| {
        (*status == "0").then(|| fs::read(out.path().join(number.to_string())).expect("was written"))
    };
    Seen { name: reader.name, sees: reader.sees, files: statuses.iter().enumerate().map(seen).collect() }
}
