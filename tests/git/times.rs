//! `mtime = "per-path-commit"`, compared with `git log -1 -- PATH`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::project::{Project, assert_reported, entry, paths};
use crate::support::noise;

const PER_PATH: &str = "[normalize]\nmtime = 'per-path-commit'\n";
const SOURCE: &str = "git = 'repo'\nrev = 'main'";

/// A history made by a seeded hand: branches, merges, files that come, change, go and come back.
struct Scribe {
    text: String,
    seed: Vec<u8>,
    at: usize,
    trees: Vec<BTreeMap<String, u32>>,
}

impl Scribe {
    fn new(seed: u8) -> Self {
        let seed = noise(200_000)[usize::from(seed) * 20_000..].to_vec();
        Self { text: String::new(), seed, at: 0, trees: Vec::new() }
    }

    fn below(&mut self, bound: usize) -> usize {
        self.at += 2;
        (usize::from(self.seed[self.at]) << 8 | usize::from(self.seed[self.at + 1])) % bound
    }

    /// Commit number `number`, from 1, on one parent or a merge of two.
    fn commit(&mut self, number: usize) {
        let reach = number.min(6);
        let first = (number > 1).then(|| number - 1 - self.below(reach.min(number - 1)));
        let second =
            (number > 3 && self.below(3) == 0).then(|| number - 1 - self.below(reach.min(number - 1)));
        let second = second.filter(|second| Some(*second) != first);
        let mut tree = first.map_or_else(BTreeMap::new, |first| self.trees[first - 1].clone());
        if let Some(second) = second {
            // Some paths are taken from one side, some from the other, as merges do.
            for (path, content) in self.trees[second - 1].clone() {
                if self.below(2) == 0 {
                    tree.insert(path, content);
                }
            }
        }
        // A merge often changes nothing more.
        let changes = if second.is_some() && self.below(3) > 0 { 0 } else { 1 + self.below(4) };
        for _ in 0..changes {
            let path = self.path();
            if self.below(5) == 0 {
                tree.remove(&path);
            } else {
                // Few contents, so that a file comes back to what it was.
                let content = self.below(3) as u32;
                tree.insert(path, content);
            }
        }
        self.write(number, first, second, &tree);
        self.trees.push(tree);
    }

    fn path(&mut self) -> String {
        let (directory, name) = (self.below(4), self.below(5));
        ["", "src/", "src/deep/", "docs/"][directory].to_owned() + ["a", "b", "c", "d.txt", "e"][name]
    }

    fn write(
        &mut self,
        number: usize,
        first: Option<usize>,
        second: Option<usize>,
        tree: &BTreeMap<String, u32>,
    ) {
        // Clocks are wrong now and then.
        let time = 1_700_000_000 + number * 100 - self.below(4) * 150;
        let _ = write!(
            self.text,
            "commit refs/heads/main\nmark :{number}\ncommitter C <c@d> {time} +0000\ndata 0\n"
        );
        for (word, parent) in [("from", first), ("merge", second)] {
            if let Some(parent) = parent {
                let _ = writeln!(self.text, "{word} :{parent}");
            }
        }
        self.text += "deleteall\n";
        for (path, content) in tree {
            let _ = write!(self.text, "M 100644 inline {path}\ndata 2\n{content}\n\n");
        }
        self.text += "\n";
    }
}

/// The time that git gives a path.
fn by_git(project: &Project, path: &str) -> i64 {
    let time = project.git(&["log", "-1", "--format=%ct", "main", "--", path]);
    time.parse().unwrap_or_else(|_| panic!("git has no time of {path}: {time}"))
}

#[test]
fn each_path_has_the_time_that_git_log_gives_it_merges_included() {
    let mut compared = 0;
    for seed in 0..8 {
        let Some(project) = Project::empty(&[]) else { return };
        let mut scribe = Scribe::new(seed);
        (1..=80).for_each(|number| scribe.commit(number));
        project.feed(&["fast-import", "--quiet", "--force"], scribe.text.as_bytes());
        let plan = project.plan_of(SOURCE, PER_PATH);
        for path in paths(&plan) {
            let planned = entry(&plan, &path);
            if planned["kind"] == "file" {
                assert_eq!(planned["mtime"], by_git(&project, &path), "seed {seed}: {path}");
                compared += 1;
            }
        }
    }
    assert!(compared > 60, "only {compared} paths were compared");
}

/// The directory may come late in the history, and be gone for a while.
#[test]
fn each_path_of_a_subdirectory_has_the_time_that_git_log_gives_it() {
    let mut compared = 0;
    for seed in 0..5 {
        let Some(project) = Project::empty(&[]) else { return };
        let mut scribe = Scribe::new(seed);
        (1..=120).for_each(|number| scribe.commit(number));
        project.feed(&["fast-import", "--quiet"], scribe.text.as_bytes());
        for directory in ["src", "src/deep", "docs"] {
            let tree = project.feed(&["ls-tree", "-d", "--name-only", "main", directory], b"");
            if tree.is_empty() {
                continue;
            }
            let plan = project.plan_of(&format!("{SOURCE}\nsubdirectory = '{directory}'"), PER_PATH);
            for path in paths(&plan) {
                let found = entry(&plan, &path);
                if found["kind"] == "file" {
                    assert_eq!(
                        found["mtime"],
                        by_git(&project, &format!("{directory}/{path}")),
                        "{seed}: {directory}/{path}"
                    );
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 30, "{compared}");
}

#[test]
fn a_file_that_becomes_a_directory_or_executable_was_touched() {
    let Some(project) = Project::empty(&[]) else { return };
    let history = "commit refs/heads/main\nmark :1\ncommitter C <c@d> 100 +0000\ndata 0\n\
        M 100644 inline a\ndata 2\nx\n\nM 100644 inline b\ndata 2\nx\n\nM 100644 inline c\ndata 2\nx\n\n\n\
        commit refs/heads/main\ncommitter C <c@d> 200 +0000\ndata 0\nfrom :1\n\
        D a\nM 100644 inline a/x\ndata 2\nx\n\nM 100755 inline b\ndata 2\nx\n\n\n";
    project.feed(&["fast-import", "--quiet"], history.as_bytes());
    let plan = project.plan_of(SOURCE, PER_PATH);
    for (path, time) in [("a/x", 200), ("b", 200), ("c", 100)] {
        assert_eq!((&entry(&plan, path)["mtime"], by_git(&project, path)), (&time.into(), time), "{path}");
    }
}

#[test]
fn newer_files_are_newer_than_all_others_whatever_the_history_says() {
    let Some(project) = Project::empty(&[]) else { return };
    let history = "commit refs/heads/main\nmark :1\ncommitter C <c@d> 200 +0000\ndata 0\n\
        M 100644 inline configure\ndata 2\nx\n\n\n\
        commit refs/heads/main\ncommitter C <c@d> 300 +0000\ndata 0\nfrom :1\nM 100644 inline configure.ac\ndata 2\nx\n\n\n";
    project.feed(&["fast-import", "--quiet"], history.as_bytes());
    assert_eq!(entry(&project.plan_of(SOURCE, PER_PATH), "configure")["mtime"], 200);
    let newer = "[normalize]\nmtime = 'per-path-commit'\nnewer = ['configure']\n";
    let plan = project.plan_of(SOURCE, newer);
    assert_eq!(entry(&plan, "configure.ac")["mtime"], 300);
    // A second after its own time would be before that of its source, and make would run.
    assert_eq!(entry(&plan, "configure")["mtime"], 301);
}

#[test]
fn a_history_with_a_commit_missing_is_no_history() {
    let Some(project) = Project::new() else { return };
    let first = project.git(&["rev-parse", "HEAD~1"]);
    let path = project.repo().join(".git/objects").join(&first[..2]).join(&first[2..]);
    std::fs::remove_file(path).expect("is loose");
    let reported = project.rejection_of(SOURCE, PER_PATH);
    assert_reported(&reported, &["pkgr::git::missing-object", &first, "fsck"]);
}
