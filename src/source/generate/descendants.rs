//! Programs that a step leaves running, and how they are ended with it.
//!
//! Killing the step's process group reaches everything but a program that left the group with
//! `setsid`. On Linux this process therefore adopts the orphans of a step while it runs
//! (`PR_SET_CHILD_SUBREAPER`, prctl(2)): afterwards every new child of this process is one of them.

#[cfg(target_os = "linux")]
pub use linux::Descendants;
#[cfg(not(target_os = "linux"))]
pub use other::Descendants;

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeSet;
    use std::fs;

    use rustix::process::{
        Pid, Signal, WaitOptions, child_subreaper, getpid, kill_process, set_child_subreaper, waitpid,
    };

    /// Times that orphans are looked for: each can have had children of its own.
    const MOST_ROUNDS: usize = 1000;

    /// While it exists, the orphans of every child become children of this process.
    pub struct Descendants {
        before: BTreeSet<i32>,
        was_adopting: bool,
    }

    impl Descendants {
        /// Begins to adopt. Children that this process has already are left alone.
        pub fn adopt() -> Self {
            let was_adopting = child_subreaper().is_ok_and(|former| former.is_some());
            let _ = set_child_subreaper(Some(getpid()));
            Self { before: children(), was_adopting }
        }

        /// Kills every child that was not there before, and those that they leave.
        pub fn end(&self) {
            for _ in 0..MOST_ROUNDS {
                let new: Vec<i32> = children().difference(&self.before).copied().collect();
                if new.is_empty() {
                    return;
                }
                for child in new.into_iter().filter_map(Pid::from_raw) {
                    // A killed process leaves its own children to this one, so the search is
                    // repeated until none is new.
                    let _ = kill_process(child, Signal::KILL);
                    let _ = waitpid(Some(child), WaitOptions::empty());
                }
            }
        }
    }

    impl Drop for Descendants {
        fn drop(&mut self) {
            if !self.was_adopting {
                let _ = set_child_subreaper(None);
            }
        }
    }

    /// The children of this process, those that ended and were not waited for included.
    #[expect(clippy::disallowed_methods, reason = "the kernel's own list of processes")]
    fn children() -> BTreeSet<i32> {
        let own = getpid().as_raw_nonzero().get();
        let all = fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
        let processes = all.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
        processes.filter(|&process| parent(process) == Some(own)).collect()
    }

    /// The second field after the name, which stands in parentheses and can hold any others; proc(5).
    fn parent(process: i32) -> Option<i32> {
        let stat = fs::read(format!("/proc/{process}/stat")).ok()?;
        // From the end: a program can name itself `) R 1`.
        let name_end = stat.iter().rposition(|&byte| byte == b')')?;
        let fields = std::str::from_utf8(&stat[name_end + 1..]).ok()?;
        fields.split_ascii_whitespace().nth(1)?.parse().ok()
    }
}

#[cfg(not(target_os = "linux"))]
mod other {
    /// Other systems let nobody adopt orphans.
    pub struct Descendants;

    impl Descendants {
        /// Does nothing.
        pub fn adopt() -> Self {
            Self
        }

        /// Does nothing.
        pub fn end(&self) {}
    }
}
