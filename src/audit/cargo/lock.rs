//! Whether a `Cargo.lock` locks nothing but what the commit's own locks do.
//!
//! cargo makes the lock of a package from that of its workspace: it drops what only others need, and nothing is
//! new. So each package has to be in the commit's lock with the same version, source, checksum and dependencies
//! of its own. Source: the reference of cargo, "Cargo.toml vs Cargo.lock", and the formats 1 to 4 as cargo
//! writes them.

use std::collections::{BTreeMap, BTreeSet};

use toml::Value;

use super::manifest::read;
use crate::audit::phrases::short;

/// What a package is called in a lock.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Id {
    name: String,
    version: String,
    /// Where it comes from; `None` for a package of the workspace.
    source: Option<String>,
}

/// What a lock has of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Locked {
    checksum: Option<String>,
    dependencies: BTreeSet<Id>,
}

/// A lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock(BTreeMap<Id, Locked>);

/// A package as a manifest names it.
#[derive(Clone, Copy)]
pub struct Package<'a> {
    pub name: &'a str,
    pub version: &'a str,
}

impl Lock {
    /// Reads a lock.
    ///
    /// # Errors
    /// Returns the first thing that cargo does not write, in words.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let table = read(bytes).ok_or("it is no TOML")?;
        if let Some(key) =
            table.keys().find(|key| !["version", "package", "metadata", "root"].contains(&&***key))
        {
            return Err(format!("`{}` is no key of a lock", short(key)));
        }
        let version = table.get("version").map_or(Some(1), Value::as_integer);
        version.filter(|version| (1..=4).contains(version)).ok_or("its version is not known")?;
        let list = |key| table.get(key).and_then(Value::as_array).into_iter().flatten();
        let mut packages = list("package").map(entry).collect::<Result<Vec<_>, _>>()?;
        // The first format.
        packages.extend(table.get("root").map(entry).transpose()?);
        let checksums = metadata(table.get("metadata"))?;
        let ids: BTreeSet<Id> = packages.iter().map(|package| package.id.clone()).collect();
        let mut locked = BTreeMap::new();
        for package in packages {
            let dependencies =
                package.dependencies.iter().map(|text| resolve(text, &ids)).collect::<Result<_, _>>()?;
            let checksum = package.checksum.or_else(|| checksums.get(&text(&package.id)).cloned());
            if locked.insert(package.id.clone(), Locked { checksum, dependencies }).is_some() {
                return Err(format!("{} is in it twice", shown(&package.id)));
            }
        }
        Ok(Self(locked))
    }

    /// Compares the lock of a package with one of the commit's.
    ///
    /// # Errors
    /// Returns the first thing that is only here, in words.
    pub fn check(&self, own: Package<'_>, committed: &Self) -> Result<(), String> {
        for (id, locked) in &self.0 {
            let known = committed.0.get(id);
            match known {
                Some(known) if known.checksum != locked.checksum => {
                    let text = |sum: &Option<String>| {
                        sum.as_deref().map_or_else(
                            || "no checksum".to_owned(),
                            |sum| format!("the checksum {}", short(sum)),
                        )
                    };
                    return Err(format!(
                        "{} has {}, and {} in the commit",
                        shown(id),
                        text(&locked.checksum),
                        text(&known.checksum)
                    ));
                }
                Some(known) => {
                    if let Some(new) = locked.dependencies.difference(&known.dependencies).next() {
                        return Err(format!(
                            "{} depends on {}, and not so in the commit",
                            shown(id),
                            shown(new)
                        ));
                    }
                }
                // A lock that was made for the package alone has it, and what it depends on is checked above.
                None if id.is(own) && locked.checksum.is_none() => {}
                None => {
                    return Err(format!("{} is not in the commit's lock{}", shown(id), committed.others(id)));
                }
            }
        }
        Ok(())
    }

    /// The versions of a package that are there instead.
    fn others(&self, id: &Id) -> String {
        let same = self.0.keys().filter(|other| other.name == id.name);
        let others: Vec<String> = same.map(shown).collect();
        if others.is_empty() { String::new() } else { format!(", which has {}", others.join(", ")) }
    }
}

impl Id {
    fn is(&self, package: Package<'_>) -> bool {
        (&*self.name, &*self.version, &self.source) == (package.name, package.version, &None)
    }
}

/// A package as it is written.
struct Entry {
    id: Id,
    checksum: Option<String>,
    dependencies: Vec<String>,
}

fn entry(value: &Value) -> Result<Entry, String> {
    let table = value.as_table().ok_or("a package is no table")?;
    let text = |key: &str| {
        table
            .get(key)
            .map(|value| value.as_str().map(str::to_owned).ok_or(format!("`{key}` of a package is no text")))
            .transpose()
    };
    let known = ["name", "version", "source", "checksum", "dependencies", "replace"];
    if let Some(key) = table.keys().find(|key| !known.contains(&&***key)) {
        return Err(format!("`{}` is no key of a locked package", short(key)));
    }
    let (Some(name), Some(version)) = (text("name")?, text("version")?) else {
        return Err("a package has no name or no version".to_owned());
    };
    if table.contains_key("replace") {
        return Err(format!("`{}` is replaced by another package", short(&name)));
    }
    let list = table.get("dependencies").and_then(Value::as_array).into_iter().flatten();
    let dependencies = list.map(|value| value.as_str().map(str::to_owned).ok_or("a dependency is no text"));
    let dependencies = dependencies.collect::<Result<_, _>>()?;
    Ok(Entry { id: Id { name, version, source: text("source")? }, checksum: text("checksum")?, dependencies })
}

/// The checksums of the first format: `"checksum NAME VERSION (SOURCE)" = "SUM"`.
fn metadata(value: Option<&Value>) -> Result<BTreeMap<String, String>, String> {
    let pairs = value.and_then(Value::as_table).into_iter().flatten().map(|(key, value)| {
        let sum = value.as_str().map(str::to_owned);
        let of = key.strip_prefix("checksum ").map(str::to_owned);
        of.zip(sum).ok_or_else(|| format!("`metadata.{}` is no checksum", short(key)))
    });
    pairs.filter(|pair| !matches!(pair, Ok((_, sum)) if sum == "<none>")).collect()
}

/// A dependency, `NAME`, `NAME VERSION` or `NAME VERSION (SOURCE)`: as much as makes it unique.
fn resolve(text: &str, ids: &BTreeSet<Id>) -> Result<Id, String> {
    let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
    let (version, source) = rest.split_once(' ').unwrap_or((rest, ""));
    let source = source.strip_prefix('(').and_then(|source| source.strip_suffix(')'));
    let source = source.map(str::to_owned);
    let first = Id { name: name.to_owned(), version: version.to_owned(), source: source.clone() };
    // Packages in this order have all of one name and version behind each other.
    let is_it = |id: &&Id| {
        id.name == name
            && (version.is_empty() || id.version == version)
            && (source.is_none() || id.source == source)
    };
    let mut found = ids.range(first..).take_while(is_it);
    match (found.next(), found.next()) {
        (Some(id), None) => Ok(id.clone()),
        _ => Err(format!("the dependency `{}` is not one package of it", short(text))),
    }
}

/// As the first format names a package.
fn text(id: &Id) -> String {
    let source = id.source.as_ref().map_or_else(String::new, |source| format!(" ({source})"));
    format!("{} {}{source}", id.name, id.version)
}

fn shown(id: &Id) -> String {
    format!("`{}`", short(&text(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMITTED: &str = "version = 4\n[[package]]\nname = 'p'\nversion = '1.0.0'\ndependencies = ['a', 'b 1.0.0']\n\
        [[package]]\nname = 'other'\nversion = '0.1.0'\ndependencies = ['b 2.0.0']\n\
        [[package]]\nname = 'a'\nversion = '1.2.3'\nsource = 'registry+https://r'\nchecksum = 'aa'\ndependencies = ['b 1.0.0']\n\
        [[package]]\nname = 'b'\nversion = '1.0.0'\nsource = 'registry+https://r'\nchecksum = 'b1'\n\
        [[package]]\nname = 'b'\nversion = '2.0.0'\nsource = 'registry+https://r'\nchecksum = 'b2'\n";

    /// What cargo makes of it for `p` alone: `b` is unique now.
    const PACKED: &str = "version = 4\n[[package]]\nname = 'p'\nversion = '1.0.0'\ndependencies = ['a', 'b']\n\
        [[package]]\nname = 'a'\nversion = '1.2.3'\nsource = 'registry+https://r'\nchecksum = 'aa'\ndependencies = ['b']\n\
        [[package]]\nname = 'b'\nversion = '1.0.0'\nsource = 'registry+https://r'\nchecksum = 'b1'\n";

    const OWN: Package<'_> = Package { name: "p", version: "1.0.0" };

    fn check(packed: &str, committed: &str) -> Result<(), String> {
        let committed = Lock::parse(committed.as_bytes())?;
        Lock::parse(packed.as_bytes())?.check(OWN, &committed)
    }

    #[test]
    fn a_lock_of_a_part_of_the_workspace_is_verified() {
        assert_eq!(check(COMMITTED, COMMITTED), Ok(()));
        assert_eq!(check(PACKED, COMMITTED), Ok(()));
        let alone = "version = 3\n[[package]]\nname = 'p'\nversion = '1.0.0'\n";
        assert_eq!(check(alone, ""), Ok(()), "a package without dependencies locks nothing");
    }

    #[test]
    fn the_first_format_is_the_same_lock() {
        let first = "[root]\nname = 'p'\nversion = '1.0.0'\ndependencies = ['a 1.2.3 (registry+https://r)']\n\
            [[package]]\nname = 'a'\nversion = '1.2.3'\nsource = 'registry+https://r'\n[metadata]\n\
            'checksum a 1.2.3 (registry+https://r)' = 'aa'\n";
        let today = "version = 4\n[[package]]\nname = 'p'\nversion = '1.0.0'\ndependencies = ['a']\n\
            [[package]]\nname = 'a'\nversion = '1.2.3'\nsource = 'registry+https://r'\nchecksum = 'aa'\n";
        assert_eq!(check(first, today), Ok(()));
        assert_eq!(check(today, first), Ok(()));
        assert!(check(&first.replace("= 'aa'", "= 'ab'"), today).is_err());
    }

    // T325
    #[test]
    fn everything_that_a_lock_adds_is_found() {
        let evil = "[[package]]\nname = 'evil'\nversion = '6.6.6'\nsource = 'git+https://evil#0'\n";
        for (from, to, message) in [
            (
                "version = '1.2.3'",
                "version = '1.2.4'",
                "`a 1.2.4 (registry+https://r)` is not in the commit's lock, which has `a 1.2.3",
            ),
            ("'aa'", "'ab'", "has the checksum ab, and the checksum aa in the commit"),
            ("\nchecksum = 'aa'", "", "has no checksum, and the checksum aa"),
            (
                "source = 'registry+https://r'\nchecksum = 'aa'",
                "source = 'registry+https://e'\nchecksum = 'aa'",
                "is not in the commit's lock",
            ),
            ("source = 'registry+https://r'\nchecksum = 'aa'", "", "`a 1.2.3` is not in the commit's lock"),
            ("version = 4\n", &format!("version = 4\n{evil}"), "`evil 6.6.6 (git+https://evil#0)` is not"),
            ("checksum = 'b1'", "checksum = 'b1'\ndependencies = ['a']", "depends on `a 1.2.3"),
            ("checksum = 'b1'", "checksum = 'b1'\nreplace = 'a'", "is replaced"),
            (
                "version = 4\n",
                "version = 4\n[patch]\n[[patch.unused]]\nname = 'x'\nversion = '1'\n",
                "`patch` is no key",
            ),
            ("version = 4\n", "version = 9\n", "its version"),
            ("version = 4\n", "version = 4\n[metadata]\nx = 'y'\n", "`metadata.x` is no checksum"),
            ("['a', 'b']", "['a', 'c']", "the dependency `c` is not one package"),
            ("name = 'p'", "name = 'q'", "`q 1.0.0` is not in"),
            ("version = 4\n", "version = 4\n[", "no TOML"),
        ] {
            assert!(PACKED.contains(from), "{from}");
            let found = check(&PACKED.replacen(from, to, 1), COMMITTED).expect_err(to);
            assert!(found.contains(message), "{to}: {found}");
        }
        let twice = format!("{PACKED}[[package]]\nname = 'p'\nversion = '1.0.0'\n");
        assert!(check(&twice, COMMITTED).expect_err("twice").contains("twice"));
        assert!(check(PACKED, "").is_err());
    }
}
