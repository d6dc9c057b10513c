//! Variables of the environment, and the files that they name.

use std::collections::BTreeMap;
use std::path::Path;

use super::case::Case;
use super::host::Host;
use super::settings::Settings;

/// A locale that is tried, by its name in the environment and by the name under which it is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locale {
    /// As `LC_ALL` has it.
    pub name: &'static str,
    /// As the C library's own list has it; empty for the one that is always there.
    pub installed: &'static str,
}

/// The locales that are tried.
pub const LOCALES: [Locale; 3] = [
    // Always there, so that it is not searched for.
    Locale { name: "C", installed: "" },
    Locale { name: "tr_TR.UTF-8", installed: "tr_TR.utf8" },
    Locale { name: "zh_CN.UTF-8", installed: "zh_CN.utf8" },
];

fn variables<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Settings {
    let pairs = pairs.into_iter().map(|(name, value)| (name.to_owned(), Some(value.to_owned())));
    Settings { variables: pairs.collect::<BTreeMap<_, _>>(), ..Settings::default() }
}

pub fn home() -> Case {
    let names = ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"];
    Case::new(
        "HOME and XDG directories that do not exist",
        variables(names.map(|name| (name, "/nonexistent/vary"))),
    )
}

pub fn user() -> Case {
    let names = ["USER", "LOGNAME", "USERNAME", "NAME", "EMAIL", "MAIL"];
    Case::new("USER and LOGNAME name somebody else", variables(names.map(|name| (name, "somebody-else"))))
}

pub fn locales(host: &Host) -> Vec<Case> {
    LOCALES.iter().map(|locale| self::locale(*locale, host)).collect()
}

fn locale(locale: Locale, host: &Host) -> Case {
    let changed = format!("LANG and LC_ALL are {}", locale.name);
    let is_there = locale.installed.is_empty() || host.locales.contains(&locale.installed);
    Case::with(changed, is_there.then_some(()), "this locale is not installed", |()| {
        variables(["LANG", "LANGUAGE", "LC_ALL"].map(|name| (name, locale.name)))
    })
}

/// POSIX writes a zone as the time to add to get UTC, which needs no table of zones.
pub fn time_zones() -> Vec<Case> {
    // The two ends of the world, a day apart and more: the date differs whatever the time is.
    // Written as POSIX has it, so that no list of zones has to be installed.
    let zones = [("TZ is 12 hours behind UTC", "<-12>12"), ("TZ is 14 hours ahead of UTC", "<+14>-14")];
    zones.map(|(changed, zone)| Case::new(changed, variables([("TZ", zone)]))).into()
}

/// A step's program must be found; pkgr itself needs none.
pub fn path(host: &Host) -> Case {
    if !host.has_steps {
        return Case::new("PATH has no tools", variables([("PATH", "/nonexistent/vary")]));
    }
    let path = host.path.as_deref().unwrap_or_default();
    // Steps need their programs, so the value changes and what it leads to does not.
    let path = format!("/nonexistent/vary:{path}:/nonexistent/more");
    Case::new("PATH has two more directories; steps need the rest", variables([("PATH", &*path)]))
}

/// Settings that would change what git itself packs.
const GIT_CONFIG: &str = "[core]\n\tautocrlf = true\n\teol = crlf\n\tabbrev = 40\n\tfileMode = false\n\tignoreCase = true\n\
    \tsymlinks = false\n\tquotePath = false\n\tattributesFile = ATTRIBUTES\n\texcludesFile = ATTRIBUTES\n\
    [tar]\n\tumask = 0077\n[export]\n\tsubst = false\n[log]\n\tdate = relative\n\tshowSignature = true\n\
    [i18n]\n\tlogOutputEncoding = UTF-16\n[gpg]\n\tprogram = /nonexistent/vary\n[safe]\n\tdirectory = /nonexistent/vary\n\
    [extensions]\n\tobjectFormat = sha256\n[submodule]\n\trecurse = true\n[filter \"lfs\"]\n\tsmudge = /nonexistent/vary\n\
    [user]\n\tname = Somebody Else\n";

/// What git would leave out, fill in and convert.
const GIT_ATTRIBUTES: &str =
    "* text eol=crlf export-ignore export-subst ident working-tree-encoding=UTF-16\n";

pub fn git_settings(host: &Host) -> Case {
    let home = host.work.join("home of git");
    let shown = |path: &Path| path.to_string_lossy().into_owned();
    let (config, attributes) = (home.join(".gitconfig"), home.join("attributes"));
    let text = GIT_CONFIG.replace("ATTRIBUTES", &format!("\"{}\"", shown(&attributes)));
    let nowhere = "/nonexistent/vary";
    let mut settings = variables([
        ("HOME", &*shown(&home)),
        ("XDG_CONFIG_HOME", &*shown(&home)),
        ("GIT_CONFIG_GLOBAL", &*shown(&config)),
        ("GIT_CONFIG_SYSTEM", &*shown(&config)),
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "core.autocrlf"),
        ("GIT_CONFIG_VALUE_0", "true"),
        ("GIT_CONFIG_PARAMETERS", "'tar.umask'='0077'"),
        ("GIT_ATTR_SOURCE", "HEAD"),
        ("GIT_DEFAULT_HASH", "sha256"),
        ("GIT_NAMESPACE", "vary"),
        ("GIT_REPLACE_REF_BASE", "refs/heads/"),
        ("GIT_LITERAL_PATHSPECS", "1"),
        ("GIT_CEILING_DIRECTORIES", "/"),
        // A program that reads these finds no repository at all.
        ("GIT_DIR", nowhere),
        ("GIT_COMMON_DIR", nowhere),
        ("GIT_WORK_TREE", nowhere),
        ("GIT_INDEX_FILE", nowhere),
        ("GIT_OBJECT_DIRECTORY", nowhere),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", nowhere),
        ("GIT_SHALLOW_FILE", nowhere),
        ("GIT_GRAFT_FILE", nowhere),
        ("GIT_EXEC_PATH", nowhere),
    ]);
    settings.files = vec![
        (config, text.clone()),
        // git also reads its settings here, below the directory that XDG_CONFIG_HOME names.
        (home.join("git/config"), text),
        (attributes, GIT_ATTRIBUTES.to_owned()),
    ];
    Case::new("hostile settings of the user, and GIT_ variables", settings)
}

pub fn tool_options() -> Case {
    let settings = variables([
        ("TAR_OPTIONS", "--owner=hostile:7 --mode=0777 --format=v7"),
        ("TAR_READER_OPTIONS", "hdrcharset=UTF-16"),
        ("TAPE", "/nonexistent/vary"),
        ("GZIP", "-1"),
        ("GZIP_OPT", "-1"),
        ("XZ_OPT", "-0 --threads=0"),
        ("XZ_DEFAULTS", "-0 --threads=0"),
        ("ZSTD_CLEVEL", "19"),
        ("ZSTD_NBTHREADS", "5"),
        ("BZIP2", "-1"),
        ("POSIXLY_CORRECT", "1"),
        ("COPYFILE_DISABLE", "1"),
        ("QUOTING_STYLE", "shell-always"),
        ("TIME_STYLE", "full-iso"),
        ("BLOCKSIZE", "1"),
        ("RUST_BACKTRACE", "full"),
        ("RUST_MIN_STACK", "1048576"),
        ("http_proxy", "http://127.0.0.1:9"),
        ("https_proxy", "http://127.0.0.1:9"),
        ("ALL_PROXY", "http://127.0.0.1:9"),
    ]);
    Case::new("TAR_OPTIONS, GZIP, XZ_OPT and 17 more", settings)
}
