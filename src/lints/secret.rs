//! Names of files that contain credentials, and of directories with a history.
//!
//! Every name here is one that a program gives to a file with a secret in it, or that a guide
//! recommends. Names that are public far more often than not, such as `*.crt`,
//! `*.pub` or `prod.env`, are left alone: a lint that cries wolf is turned off.

use super::finding::{LintFinding, judged};
use super::name::LintedName;
use super::tree::{LintNode, Tree};

/// Paths that should not be published, each with what the name says.
pub fn secrets<'a>(tree: &Tree<'a>) -> Vec<LintFinding<'a>> {
    judged(tree, |node| if node.is_directory() { directory(LintedName(node.name())) } else { file(node) })
}

fn directory(name: LintedName<'_>) -> Option<&'static str> {
    if name.is_one_of(&[".git", ".hg", ".svn", ".bzr", ".jj", "_darcs"]) || name.0 == b"CVS" {
        Some("version control data")
    } else if name.is_one_of(&[".ssh", ".gnupg", ".aws", ".azure", ".gcloud", ".kube", ".password-store"]) {
        Some("credentials")
    } else {
        None
    }
}

fn file(node: &LintNode<'_>) -> Option<&'static str> {
    let name = LintedName(node.name());
    if name.is(".git") {
        Some("version control data")
    } else if is_environment(name) {
        Some("environment with credentials")
    } else if is_private_key(name) {
        Some("private key")
    } else if is_credentials(name) || PATHS.iter().any(|path| is_at(node.path, path)) {
        Some("credentials")
    } else if is_history(name) {
        Some("history of a shell or a client")
    } else {
        None
    }
}

/// Files whose own name says too little.
const PATHS: &[&str] = &[
    ".docker/config.json",
    ".cargo/credentials",
    ".cargo/credentials.toml",
    ".gem/credentials",
    ".m2/settings-security.xml",
    ".config/gh/hosts.yml",
    ".config/rclone/rclone.conf",
];

fn is_at(path: &[u8], end: &str) -> bool {
    path.strip_suffix(end.as_bytes()).is_some_and(|rest| rest.is_empty() || rest.ends_with(b"/"))
}

/// `.env` and its kin, save those that show what to fill in.
fn is_environment(name: LintedName<'_>) -> bool {
    let samples = [".example", ".sample", ".template", ".tmpl", ".dist", ".defaults"];
    name.is(".env") || name.starts(".env.") && !name.ends_in_one_of(&samples)
}

/// A `*.pem` or `*.key` may also be a certificate: the name does not show which, so it has to be allowed
/// by someone who has looked. Those that every client ships are passed over.
fn is_private_key(name: LintedName<'_>) -> bool {
    let identities = ["id_rsa", "id_dsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk"];
    let stores = [".p12", ".pfx", ".jks", ".keystore", ".ppk", ".p8", ".kdbx"];
    let keys = [".pem", ".key"];
    name.is_one_of(&identities)
        || name.ends_in_one_of(&stores)
        || name.ends_in_one_of(&keys) && !is_public(name)
}

fn is_public(name: LintedName<'_>) -> bool {
    let bundles =
        ["cacert.pem", "cacerts.pem", "ca-bundle.pem", "ca-certificates.pem", "dhparam.pem", "dhparams.pem"];
    let pairs = [".pub.pem", ".pub.key", "-pub.pem", "_pub.pem", "-pub.key", "_pub.key"];
    name.is_one_of(&bundles)
        || name.ends_in_one_of(&pairs)
        || name.contains("public")
        || name.contains("pubkey")
}

fn is_credentials(name: LintedName<'_>) -> bool {
    let of_programs = [
        ".npmrc",
        ".pypirc",
        ".netrc",
        "_netrc",
        ".pgpass",
        ".my.cnf",
        ".htpasswd",
        ".dockercfg",
        ".git-credentials",
        ".s3cfg",
        ".boto",
        ".vault-token",
        ".terraformrc",
        "terraform.tfstate",
        "terraform.tfstate.backup",
    ];
    let of_services = [
        "credentials.json",
        "client_secret.json",
        "client_secrets.json",
        "service-account.json",
        "service_account.json",
        "serviceaccount.json",
        "service-account-key.json",
        "serviceaccountkey.json",
    ];
    let is_client = name.starts("client_secret_") && name.ends(".json");
    is_client || name.is_one_of(&of_programs) || name.is_one_of(&of_services)
}

/// `.bash_history` and its kin; what was typed there includes passwords.
fn is_history(name: LintedName<'_>) -> bool {
    name.starts(".") && name.ends("_history")
}

#[cfg(test)]
mod tests {
    use super::super::tests::{found, paths};
    use super::*;

    // T200
    #[test]
    fn names_of_secrets_are_found() {
        let fires = [
            ".env",
            ".env.local",
            ".env.production",
            "certs/server.pem",
            "k/server.key",
            "a.p12",
            "b.PFX",
            "c.jks",
            "android.keystore",
            "id_rsa",
            "ID_ED25519",
            "id_ecdsa",
            "id_dsa",
            ".npmrc",
            ".pypirc",
            ".netrc",
            "_netrc",
            ".pgpass",
            ".htpasswd",
            ".dockercfg",
            ".docker/config.json",
            "x/.aws/credentials",
            "home/.ssh/known_hosts",
            ".gnupg/pubring.kbx",
            "s/.git/HEAD",
            "sub/.git",
            ".hg/store",
            ".svn/entries",
            "credentials.json",
            "client_secret_123.apps.json",
            "service-account.json",
            ".bash_history",
            "AuthKey_AB12.p8",
            "old/CVS/Root",
        ];
        assert_eq!(paths(secrets, &fires).len(), fires.len());
    }

    // T200: the other side, names that releases are full of.
    #[test]
    fn names_that_only_look_like_secrets_are_not_found() {
        let fine = [
            ".env.example",
            ".env.sample",
            ".env.template",
            ".envrc",
            "env",
            "prod.env",
            ".env/bin/python",
            "id_rsa.pub",
            "id_ed25519.pub",
            "cert.crt",
            "ca.cer",
            "cacert.pem",
            "public.pem",
            "rsa_pub.pem",
            "signing.pub.key",
            ".pem",
            "keystore.c",
            "Lib/netrc.py",
            "netrc",
            "npmrc",
            ".gitignore",
            ".gitattributes",
            ".github/x.yml",
            ".gitmodules",
            "docker/config.json",
            "config.json",
            "credentials.py",
            "service-account.md",
            "service-account.schema.json",
            "CVS.md",
            "cvs/x",
            "history",
            "_history",
            "keyboard.keys",
            "aws/credentials",
            "credentials",
            "monkey",
        ];
        assert_eq!(found(secrets, &fine), [""; 0]);
    }

    #[test]
    fn a_directory_is_one_finding() {
        let files = [".git/HEAD", ".git/objects/aa/bb", ".git/id_rsa", "a/.ssh/id_rsa", "b.pem"];
        assert_eq!(
            found(secrets, &files),
            [
                "`.git/` (3 entries): version control data",
                "`a/.ssh/id_rsa`: credentials",
                "`b.pem`: private key"
            ]
        );
    }
}
