//! gpg, ssh-keygen and git in a directory of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::row::{Row, Verdict};
use crate::support::{say, text};

/// When keys are made, tags are signed, and tags are verified, in seconds since 1970.
pub const BORN: u32 = 1_600_000_000;
pub const TAGGED: u32 = 1_700_000_000;
pub const NOW: u32 = 1_790_000_000;

const MANIFEST: &str = "schema = 1\npackage = { name = 'hello', version = '1.0' }\n\
    [source]\ngit = 'repo'\nrev = 'v1'\n[source.expect]\nEXPECT\n\
    [files]\ninclude = ['**']\n[[archive]]\nfile = 'a.tar.gz'\n";

pub struct Tools {
    root: tempfile::TempDir,
    commit: String,
}

impl Tools {
    /// None, and said so, if git or the tool is not there.
    pub fn find(tool: &str) -> Option<Self> {
        for name in ["git", "gpg", "ssh-keygen"].iter().filter(|name| **name == "git" || **name == tool) {
            if Command::new(name).arg("--version").output().is_err() {
                say(&format!("SKIPPED: no {name}, so its judgement of signatures is not compared"));
                return None;
            }
        }
        // The path of the agent's socket must be short.
        let root = tempfile::Builder::new().prefix("sm").tempdir_in("/tmp").expect("can be made");
        let mut tools = Self { root, commit: String::new() };
        tools.home("secret");
        tools.run("git", &["init", "-q", "repo"]);
        fs::write(tools.path("repo/README"), "read me\n").expect("can be written");
        tools.run("git", &["-C", "repo", "add", "README"]);
        tools.run("git", &["-C", "repo", "commit", "-q", "-m", "x"]);
        tools.commit = stdout(&tools.run("git", &["-C", "repo", "rev-parse", "HEAD"]));
        Some(tools)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn home(&self, name: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt as _;
        let home = self.path(name);
        fs::create_dir(&home).expect("can be made");
        fs::set_permissions(&home, fs::Permissions::from_mode(0o700)).expect("can be set");
        home
    }

    fn command(&self, program: &str, home: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.root.path()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        for (name, value) in [
            ("HOME", "/nonexistent"),
            ("TZ", "UTC"),
            ("LC_ALL", "C"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_AUTHOR_NAME", "A"),
            ("GIT_AUTHOR_EMAIL", "a@example.org"),
            ("GIT_AUTHOR_DATE", "1700000000 +0000"),
            ("GIT_COMMITTER_NAME", "C"),
            ("GIT_COMMITTER_EMAIL", "c@example.org"),
            ("GIT_COMMITTER_DATE", "1700000000 +0000"),
        ] {
            command.env(name, value);
        }
        command.env("GNUPGHOME", home);
        command
    }

    /// Runs a program that has to succeed.
    pub fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let output = self.command(program, &self.path("secret")).args(arguments).output();
        let output = output.expect("can be started");
        assert!(output.status.success(), "{program} {arguments:?}: {}", text(&output.stderr));
        output
    }

    pub fn gpg(&self, arguments: &[&str]) -> Vec<u8> {
        let born = format!("--faked-system-time={BORN}!");
        let common =
            ["--batch", "--quiet", "--yes", "--pinentry-mode", "loopback", "--passphrase", "", &born];
        self.run("gpg", &[&common[..], arguments].concat()).stdout
    }

    /// As [`Self::gpg`], at another time, with answers to its questions.
    pub fn gpg_at(&self, time: u32, arguments: &[&str], answers: &str) -> Vec<u8> {
        use std::io::Write as _;
        use std::process::Stdio;
        let time = format!("--faked-system-time={time}!");
        let common =
            ["--quiet", "--yes", "--no-tty", "--pinentry-mode", "loopback", "--passphrase", "", &time];
        let mut command = self.command("gpg", &self.path("secret"));
        command.args(common).args(["--command-fd", "0"]).args(arguments);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("can be started");
        child.stdin.take().expect("is piped").write_all(answers.as_bytes()).expect("can be written");
        let output = child.wait_with_output().expect("ends");
        assert!(output.status.success(), "gpg {arguments:?}: {}", text(&output.stderr));
        output.stdout
    }

    /// What pkgr's program says of the row: how it ends, and its messages.
    pub fn plan(&self, row: &Row) -> (Option<i32>, String) {
        self.plan_expecting(row, "tag = 'signed'\nsigners = 'signers'")
    }

    /// As [`Self::plan`], with other lines of `[source.expect]`.
    pub fn plan_expecting(&self, row: &Row, expect: &str) -> (Option<i32>, String) {
        fs::write(self.path("signers"), &row.signers).expect("can be written");
        self.tag(&row.tag);
        fs::write(self.path("release.toml"), MANIFEST.replace("EXPECT", expect)).expect("can be written");
        let output = crate::support::pkgr(self.root.path(), &["plan"]);
        // Lines are broken and framed for reading.
        let said = text(&output.stderr)
            .split(['\n', '│', ' '])
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        (output.status.code(), said)
    }

    /// Makes `v1` a tag of these bytes.
    fn tag(&self, tag: &[u8]) {
        let id = self.object(tag);
        fs::create_dir_all(self.path("repo/.git/refs/tags")).expect("can be made");
        fs::write(self.path("repo/.git/refs/tags/v1"), id + "\n").expect("can be written");
    }

    fn object(&self, tag: &[u8]) -> String {
        fs::write(self.path("tag"), tag).expect("can be written");
        let arguments = ["-C", "repo", "hash-object", "-t", "tag", "-w", "--literally", "../tag"];
        stdout(&self.run("git", &arguments))
    }

    pub fn id(&self, name: &str) -> String {
        stdout(&self.run("git", &["-C", "repo", "rev-parse", name]))
    }

    fn git_takes(&self, arguments: &[&str]) -> bool {
        let mut command = self.command("git", &self.path("secret"));
        let output = command.args(["-C", "repo"]).args(arguments).output().expect("git can be started");
        output.status.success()
    }

    /// Whether git would store such a tag, and finds the commit that it leads to.
    pub fn takes_form(&self, tag: &[u8]) -> bool {
        self.tag(tag);
        self.git_takes(&["hash-object", "-t", "tag", "../tag"])
            && self.git_takes(&["rev-parse", "v1^{commit}"])
    }

    /// Whether git makes an archive of such a tag.
    pub fn packs(&self, tag: &[u8]) -> bool {
        self.tag(tag);
        self.git_takes(&["archive", "--output=../packed.tar", "v1"])
    }

    /// The text of a tag of the given time that is not signed yet.
    pub fn payload(&self, time: u32) -> Vec<u8> {
        let commit = &self.commit;
        format!("object {commit}\ntype commit\ntag v1\ntagger A <a@example.org> {time} +0000\n\nrelease\n")
            .into_bytes()
    }

    /// Gives gpg the signers of the row, whatever it thinks of them.
    fn import(&self, home: &Path) -> String {
        let import =
            ["--batch", "--no-autostart", "--faked-system-time", &format!("{NOW}!"), "--import", "signers"];
        let output = self.command("gpg", home).args(import).output().expect("gpg can be started");
        text(&output.stderr)
    }

    /// What `git verify-tag` says of the row, with nothing but its signers.
    pub fn verify(&self, row: &Row) -> Verdict {
        self.verify_at(row, NOW)
    }

    /// What it would have said at another time, in seconds since 1970.
    pub fn verify_at(&self, row: &Row, time: u32) -> Verdict {
        fs::write(self.path("signers"), &row.signers).expect("can be written");
        let id = self.object(&row.tag);
        let home = self.home("public");
        let gpg = self.path("gpg");
        fs::write(
            &gpg,
            format!("#!/bin/sh\nexec gpg --batch --no-autostart --faked-system-time '{time}!' \"$@\"\n"),
        )
        .expect("can be written");
        let _ = self.command("chmod", &home).args(["+x", "gpg"]).status();
        let imported = if row.name.starts_with("pgp") { self.import(&home) } else { String::new() };
        let program = format!("gpg.program={}", gpg.display());
        let allowed = format!("gpg.ssh.allowedSignersFile={}", self.path("signers").display());
        let arguments = ["-C", "repo", "-c", &program, "-c", &allowed, "verify-tag", &id];
        let output = self.command("git", &home).args(arguments).output().expect("git can be started");
        fs::remove_dir_all(&home).expect("can be removed");
        Verdict { is_good: output.status.success(), said: format!("{}\n{imported}", text(&output.stderr)) }
    }
}

impl Drop for Tools {
    fn drop(&mut self) {
        let _ = self.command("gpgconf", &self.path("secret")).args(["--kill", "all"]).output();
    }
}

fn stdout(output: &Output) -> String {
    text(&output.stdout).trim().to_owned()
}
