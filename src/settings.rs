//! What a manifest can say, one key at a time, as values that are written into one: for remedies of `diff` and
//! `verify`. All TOML that pkgr writes goes through [`text`].

pub mod text;

use std::fmt;

use serde::{Serialize, Serializer};

use crate::container::tar::Dialect;
use crate::diagnostic::SourceText;
use crate::encoder::{Codec, MemberHeader, encoders_of};
use crate::entry::Owner;
use crate::glob;
use crate::manifest::{self, Manifest};
use crate::mode::ModePolicy;
use crate::path::Order;
use crate::time::Timestamp;

/// One key of a manifest with its whole value: setting it replaces what the manifest said there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Setting {
    /// `[files] prefix`: the directory at the top, as it is; variables are not written.
    Prefix(String),
    /// `[files] include`: patterns.
    Include(Vec<String>),
    /// `[files] exclude`: patterns.
    Exclude(Vec<String>),
    /// `exclude` of an `[[archive]]`: patterns.
    ArchiveExclude(Vec<String>),
    /// `[files] parents`: whether directories have entries.
    Parents(bool),
    /// `[normalize] order`.
    Order(Order),
    /// `[normalize] mtime`.
    Mtime(TimeSetting),
    /// `[normalize] owner`.
    Owner(Owner),
    /// `[normalize] mode`; the policy of the dialect `git` has no word and is not set.
    Mode(ModePolicy),
    /// `tar` of an `[[archive]]`.
    Dialect(&'static Dialect),
    /// `compression` of an `[[archive]]`.
    Compression(CompressionSetting),
}

/// How an archive is compressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompressionSetting {
    /// Encoder and level.
    pub codec: Codec,
    /// The header of a gzip file, if it is not the usual one.
    pub header: Option<MemberHeader>,
}

/// Where the times of entries come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeSetting {
    /// One time for every entry.
    Set(Timestamp),
    /// The entry's own time, but none later than this.
    Clamp(Timestamp),
    /// The last commit that changed the path.
    PerPathCommit,
}

/// The table of a manifest that a key is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SettingTable {
    Files,
    Normalize,
    Archive,
}

impl Setting {
    fn key(&self) -> (SettingTable, &'static str) {
        match self {
            Self::Prefix(_) => (SettingTable::Files, "prefix"),
            Self::Include(_) => (SettingTable::Files, "include"),
            Self::Exclude(_) => (SettingTable::Files, "exclude"),
            Self::ArchiveExclude(_) => (SettingTable::Archive, "exclude"),
            Self::Parents(_) => (SettingTable::Files, "parents"),
            Self::Order(_) => (SettingTable::Normalize, "order"),
            Self::Mtime(_) => (SettingTable::Normalize, "mtime"),
            Self::Owner(_) => (SettingTable::Normalize, "owner"),
            Self::Mode(_) => (SettingTable::Normalize, "mode"),
            Self::Dialect(_) => (SettingTable::Archive, "tar"),
            Self::Compression(_) => (SettingTable::Archive, "compression"),
        }
    }

    /// The value in TOML.
    fn value(&self) -> String {
        match self {
            Self::Prefix(prefix) => text::string(&manifest::template_literal(prefix)),
            Self::Include(patterns) | Self::Exclude(patterns) | Self::ArchiveExclude(patterns) => {
                text::strings(patterns)
            }
            Self::Parents(parents) => parents.to_string(),
            Self::Order(order) => text::string(order.name()),
            Self::Mtime(time) => mtime(*time),
            Self::Owner(owner) => self::owner(owner),
            Self::Mode(policy) => policy.as_toml(),
            Self::Dialect(dialect) => text::string(dialect.name),
            Self::Compression(setting) => compression(setting, manifest::template_literal),
        }
    }

    /// Sets the key in a manifest; `archive` counts its `[[archive]]` tables from 0. Nothing is set where the
    /// manifest has no such archive.
    pub fn set(&self, manifest: &mut toml::Table, archive: usize) {
        let (section, key) = self.key();
        let line = format!("{key} = {}", self.value());
        let Ok(table) = line.parse::<toml::Table>() else { return };
        if let Some(section) = section.table(manifest, archive) {
            section.extend(table);
        }
    }
}

impl SettingTable {
    fn table(self, manifest: &mut toml::Table, archive: usize) -> Option<&mut toml::Table> {
        match self {
            Self::Files => inner(manifest, "files"),
            Self::Normalize => inner(manifest, "normalize"),
            Self::Archive => manifest.get_mut("archive")?.as_array_mut()?.get_mut(archive)?.as_table_mut(),
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Files => "[files]",
            Self::Normalize => "[normalize]",
            Self::Archive => "[[archive]]",
        }
    }
}

/// A table within a manifest, made where there is none.
fn inner<'a>(manifest: &'a mut toml::Table, name: &str) -> Option<&'a mut toml::Table> {
    manifest.entry(name).or_insert_with(|| toml::Value::Table(toml::Table::new())).as_table_mut()
}

impl fmt::Display for Setting {
    /// The table and the line, such as `[normalize] order = "bytes"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (section, key) = self.key();
        write!(f, "{} {key} = {}", section.heading(), self.value())
    }
}

impl Serialize for Setting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn mtime(time: TimeSetting) -> String {
    match time {
        TimeSetting::Set(time) => format!("{{ set = {} }}", text::string(&time.to_string())),
        TimeSetting::Clamp(time) => format!("{{ clamp = {} }}", text::string(&time.to_string())),
        TimeSetting::PerPathCommit => text::string("per-path-commit"),
    }
}

/// The value of `owner`.
#[must_use]
pub fn owner(owner: &Owner) -> String {
    let Owner { uid, gid, user, group, is_absent } = owner;
    if *is_absent {
        return text::string("absent");
    }
    let (user, group) = (text::string(user), text::string(group));
    format!("{{ uid = {uid}, gid = {gid}, user = {user}, group = {group} }}")
}

/// The value of `compression`, in which a default encoder is not named; `template` makes a template of the name in the
/// header of a gzip file.
#[must_use]
pub fn compression(setting: &CompressionSetting, template: impl Fn(&str) -> String) -> String {
    let codec = setting.codec;
    let level = match codec.level() {
        None => String::new(),
        Some(level) if level.is_extreme() => format!(", level = \"{level}\""),
        Some(level) => format!(", level = {level}"),
    };
    let default = encoders_of(codec.format()).next();
    let named = codec.encoder().filter(|_| codec.encoder() != default);
    let encoder = named.map_or_else(String::new, |named| format!(", encoder = \"{}\"", named.name));
    let header = setting.header.as_ref().zip(codec.level());
    let header = header.map_or_else(String::new, |(header, level)| {
        format!(", header = {}", self::header(header, &MemberHeader::usual(level), &template))
    });
    format!("{{ format = \"{}\"{level}{encoder}{header} }}", codec.format().name())
}

/// The fields that are not the usual ones.
fn header(header: &MemberHeader, usual: &MemberHeader, template: &dyn Fn(&str) -> String) -> String {
    let name = header.name.as_ref().map(|name| {
        let name: String = name.iter().copied().map(char::from).collect();
        format!("name = {}", text::string(&template(&name)))
    });
    let mtime = (header.mtime != usual.mtime).then(|| {
        let time = Timestamp::from_seconds(header.mtime.into()).expect("every time of 32 bits is in range");
        format!("mtime = {}", text::string(&time.to_string()))
    });
    let system = (header.system != usual.system).then(|| format!("os = {}", header.system));
    let flags = (header.extra_flags != usual.extra_flags).then(|| format!("xfl = {}", header.extra_flags));
    let fields: Vec<String> = [name, mtime, system, flags].into_iter().flatten().collect();
    format!("{{ {} }}", fields.join(", "))
}

/// A manifest without settings of its own, for those that are tried.
const SAMPLE: &str = "schema = 1\n[package]\nname = \"a\"\nversion = \"1\"\n[source]\ngit = \".\"\nrev = \"v1\"\n\
    [files]\ninclude = [\"**\"]\n[[archive]]\nfile = \"a.tar\"\n";

/// Whether the manifest reader takes a setting: a name with a control character can be written in TOML, and is
/// rejected as the name of an owner.
#[must_use]
pub fn is_accepted(setting: &Setting) -> bool {
    // The reader itself is asked, in a manifest where all else is right, so there is no second list
    // of what is valid.
    let mut table: toml::Table = SAMPLE.parse().expect("the sample is TOML");
    setting.set(&mut table, 0);
    manifest_from(&table).is_some()
}

/// The manifest that a table stands for, if it has no error.
#[must_use]
pub fn manifest_from(table: &toml::Table) -> Option<Manifest> {
    let text = toml::to_string(table).ok()?;
    manifest::parse(&SourceText::new("release.toml", text)).value
}

/// A pattern that matches this path alone; `None` for bytes that are not UTF-8, which no manifest can name.
#[must_use]
pub fn literal_pattern(path: &[u8]) -> Option<String> {
    std::str::from_utf8(path).ok().map(|path| glob::escaped(path.as_bytes()))
}
