//! Whether a `Cargo.lock` locks what the commit's own locks do for a package, and nothing but that.
//!
//! cargo makes the lock of a package from that of its workspace, in the same format: it drops what only others
//! need, and nothing is new. So each package has to be in the commit's lock with the same version, source, checksum
//! and dependencies; and from the package itself all that its manifest names has to be there. Source: the reference of cargo, "Cargo.toml vs Cargo.lock", and the formats 1 to 4 as cargo
//! writes them.

use std::collections::{BTreeMap, BTreeSet};

use toml::Value;

use super::manifest::read;
use crate::audit::phrases::short;

/// What a package is called in a lock.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct PackageId {
    name: String,
    version: String,
    /// Where it comes from; `None` for a package of the workspace.
    source: Option<String>,
}

/// What a lock has of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Locked {
    checksum: Option<String>,
    dependencies: BTreeSet<PackageId>,
}

/// A lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// The number of its format; the first two have none, and are 1 here.
    format: i64,
    packages: BTreeMap<PackageId, Locked>,
}

/// A package as a manifest names it.
#[derive(Clone, Copy)]
pub struct LockedPackage<'a> {
    pub name: &'a str,
    pub version: &'a str,
    /// The names of the packages that it depends on once it is packed, of any kind and for any platform.
    pub dependencies: &'a BTreeSet<String>,
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
        let format = table.get("version").map_or(Some(1), Value::as_integer);
        let format = format.filter(|version| (1..=4).contains(version)).ok_or("its version is not known")?;
        let list = |key| table.get(key).and_then(Value::as_array).into_iter().flatten();
        let mut packages = list("package").map(entry).collect::<Result<Vec<_>, _>>()?;
        // The first format.
        // It has the package itself in a table of its own.
        packages.extend(table.get("root").map(entry).transpose()?);
        let mut checksums = metadata(table.get("metadata"))?;
        let ids: BTreeSet<PackageId> = packages.iter().map(|package| package.id.clone()).collect();
        let mut locked = BTreeMap::new();
        for package in packages {
            let dependencies =
                package.dependencies.iter().map(|text| resolve(text, &ids)).collect::<Result<_, _>>()?;
            let checksum = match (package.checksum, checksums.remove(&text(&package.id))) {
                // Which of them counts would be a matter of the program that reads them.
                (Some(_), Some(_)) => return Err(format!("{} has two checksums", shown(&package.id))),
                (one, other) => one.or(other),
            };
            if locked.insert(package.id.clone(), Locked { checksum, dependencies }).is_some() {
                return Err(format!("{} is in it twice", shown(&package.id)));
            }
        }
        match checksums.keys().next() {
            // A checksum without a package shows that the lock was not written by cargo.
            Some(of) => Err(format!("it has a checksum of `{}` and no such package", short(of))),
            None => Ok(Self { format, packages: locked }),
        }
    }

    /// Compares the lock of a package with one of the commit's.
    ///
    /// # Errors
    /// Returns the first thing that is only here or only there, in words.
    pub fn check(&self, own: LockedPackage<'_>, committed: &Self) -> Result<(), String> {
        for (id, locked) in &self.packages {
            if id.is(own) {
                locked.check_own(id, own, committed)?;
            } else {
                let known = committed.packages.get(id);
                let known = known.ok_or_else(|| {
                    format!("{} is not in the commit's lock{}", shown(id), committed.others(id))
                })?;
                locked.check(id, known)?;
            }
        }
        if !self.packages.keys().any(|id| id.is(own)) {
            return Err(format!("`{} {}` itself is not in it", short(own.name), short(own.version)));
        }
        // cargo keeps the format or writes a newer one.
        if self.format < committed.format {
            return Err(format!("its format is {}, and {} in the commit", self.format, committed.format));
        }
        Ok(())
    }

    /// Whether it is the lock of a package without dependencies.
    ///
    /// # Errors
    /// Returns what else there is, or should be, in words.
    pub fn check_alone(&self, own: LockedPackage<'_>) -> Result<(), String> {
        if let Some(name) = own.dependencies.first() {
            return Err(format!("the package depends on `{}`, and the commit locks nothing", short(name)));
        }
        self.check(own, &Self::default())
    }

    /// The versions of a package that are there instead.
    fn others(&self, id: &PackageId) -> String {
        let same = self.packages.keys().filter(|other| other.name == id.name);
        let others: Vec<String> = same.map(shown).collect();
        if others.is_empty() { String::new() } else { format!(", which has {}", others.join(", ")) }
    }
}

impl Locked {
    /// Compares a package with the same package of the commit.
    fn check(&self, id: &PackageId, known: &Self) -> Result<(), String> {
        if self.checksum != known.checksum {
            let [found, expected] = [self, known].map(|locked| {
                let sum = locked.checksum.as_deref();
                sum.map_or_else(|| "no checksum".to_owned(), |sum| format!("the checksum {}", short(sum)))
            });
            return Err(format!("{} has {found}, and {expected} in the commit", shown(id)));
        }
        self.check_dependencies(id, &known.dependencies)
    }

    fn check_dependencies(&self, id: &PackageId, known: &BTreeSet<PackageId>) -> Result<(), String> {
        if let Some(new) = self.dependencies.difference(known).next() {
            return Err(format!("{} depends on {}, and not so in the commit", shown(id), shown(new)));
        }
        match known.difference(&self.dependencies).next() {
            Some(lost) => {
                Err(format!("{} depends on {} in the commit, and not here", shown(id), shown(lost)))
            }
            None => Ok(()),
        }
    }

    /// Compares the package itself, which depends on what its manifest names: of what the commit's lock has, that
    /// is all but development dependencies which cannot be packed.
    fn check_own(&self, id: &PackageId, own: LockedPackage<'_>, committed: &Lock) -> Result<(), String> {
        if self.checksum.is_some() {
            // Only registries give checksums, and the package was not in one when its lock was
            // made.
            return Err(format!("{} has a checksum, and is no package of a registry", shown(id)));
        }
        let has = |name: &String| self.dependencies.iter().any(|dependency| dependency.name == *name);
        if let Some(lost) = own.dependencies.iter().find(|name| !has(name)) {
            return Err(format!("it does not lock `{}`, which the package depends on", short(lost)));
        }
        let new = self.dependencies.iter().find(|dependency| !own.dependencies.contains(&dependency.name));
        if let Some(new) = new {
            return Err(format!("{} depends on {}, and its manifest does not", shown(id), shown(new)));
        }
        // The commit's lock may lack the package itself, or have it in another version, as cargo
        // takes both from the manifest.
        let Some(known) = committed.packages.get(id) else { return Ok(()) };
        let packed =
            known.dependencies.iter().filter(|dependency| own.dependencies.contains(&dependency.name));
        self.check_dependencies(id, &packed.cloned().collect())
    }
}

impl PackageId {
    fn is(&self, package: LockedPackage<'_>) -> bool {
        (&*self.name, &*self.version, &self.source) == (package.name, package.version, &None)
    }
}

/// A package as it is written.
struct LockEntry {
    id: PackageId,
    checksum: Option<String>,
    dependencies: Vec<String>,
}

fn entry(value: &Value) -> Result<LockEntry, String> {
    let table = value.as_table().ok_or("a package is no table")?;
    let text = |key: &str| {
        table
            .get(key)
            .map(|value| value.as_str().map(str::to_owned).ok_or(format!("`{key}` of a package is no text")))
            .transpose()
    };
    let known = ["name", "version", "source", "checksum", "dependencies", "replace"];
    // What this does not know it cannot compare, and a lock that passes is believed to hold nothing
    // new.
    if let Some(key) = table.keys().find(|key| !known.contains(&&***key)) {
        return Err(format!("`{}` is no key of a locked package", short(key)));
    }
    let (Some(name), Some(version)) = (text("name")?, text("version")?) else {
        return Err("a package has no name or no version".to_owned());
    };
    // The code would be that of another package than the one whose checksum is compared.
    if table.contains_key("replace") {
        return Err(format!("`{}` is replaced by another package", short(&name)));
    }
    let list = table.get("dependencies").and_then(Value::as_array).into_iter().flatten();
    let dependencies = list.map(|value| value.as_str().map(str::to_owned).ok_or("a dependency is no text"));
    let dependencies = dependencies.collect::<Result<_, _>>()?;
    Ok(LockEntry {
        id: PackageId { name, version, source: text("source")? },
        checksum: text("checksum")?,
        dependencies,
    })
}

/// The checksums of the first format: `"checksum NAME VERSION (SOURCE)" = "SUM"`.
fn metadata(value: Option<&Value>) -> Result<BTreeMap<String, String>, String> {
    let pairs = value.and_then(Value::as_table).into_iter().flatten().map(|(key, value)| {
        let sum = value.as_str().map(str::to_owned);
        let of = key.strip_prefix("checksum ").map(str::to_owned);
        of.zip(sum).ok_or_else(|| format!("`metadata.{}` is no checksum", short(key)))
    });
    // cargo wrote this for packages that have no checksum.
    pairs.filter(|pair| !matches!(pair, Ok((_, sum)) if sum == "<none>")).collect()
}

/// A dependency, `NAME`, `NAME VERSION` or `NAME VERSION (SOURCE)`: as much as makes it unique.
fn resolve(text: &str, ids: &BTreeSet<PackageId>) -> Result<PackageId, String> {
    let (name, rest) = text.split_once(' ').unwrap_or((text, ""));
    let (version, source) = rest.split_once(' ').unwrap_or((rest, ""));
    let source = source.strip_prefix('(').and_then(|source| source.strip_suffix(')'));
    let source = source.map(str::to_owned);
    let first = PackageId { name: name.to_owned(), version: version.to_owned(), source: source.clone() };
    // Packages in this order have all of one name and version behind each other.
    let is_it = |id: &&PackageId| {
        id.name == name
            && (version.is_empty() || id.version == version)
            && (source.is_none() || id.source == source)
    };
    let mut found = ids.range(first..).take_while(is_it);
    match (found.next(), found.next()) {
        // cargo shortens a name only as far as it still means one package.
        (Some(id), None) => Ok(id.clone()),
        _ => Err(format!("the dependency `{}` is not one package of it", short(text))),
    }
}

/// As the first format names a package.
fn text(id: &PackageId) -> String {
    let source = id.source.as_ref().map_or_else(String::new, |source| format!(" ({source})"));
    format!("{} {}{source}", id.name, id.version)
}

fn shown(id: &PackageId) -> String {
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

    fn check_with(packed: &str, committed: &str, dependencies: &[&str]) -> Result<(), String> {
        let dependencies = dependencies.iter().map(|name| (*name).to_owned()).collect();
        let own = LockedPackage { name: "p", version: "1.0.0", dependencies: &dependencies };
        let packed = Lock::parse(packed.as_bytes())?;
        if committed.is_empty() {
            return packed.check_alone(own);
        }
        packed.check(own, &Lock::parse(committed.as_bytes())?)
    }

    fn check(packed: &str, committed: &str) -> Result<(), String> {
        check_with(packed, committed, &["a", "b"])
    }

    #[test]
    fn a_lock_of_a_part_of_the_workspace_is_verified() {
        assert_eq!(check(COMMITTED, COMMITTED), Ok(()));
        assert_eq!(check(PACKED, COMMITTED), Ok(()));
        let alone = "version = 3\n[[package]]\nname = 'p'\nversion = '1.0.0'\n";
        assert_eq!(check_with(alone, "", &[]), Ok(()), "a package without dependencies locks nothing");
    }

    #[test]
    fn the_first_format_is_the_same_lock() {
        let first = "[root]\nname = 'p'\nversion = '1.0.0'\ndependencies = ['a 1.2.3 (registry+https://r)']\n\
            [[package]]\nname = 'a'\nversion = '1.2.3'\nsource = 'registry+https://r'\n[metadata]\n\
            'checksum a 1.2.3 (registry+https://r)' = 'aa'\n";
        let today = "version = 4\n[[package]]\nname = 'p'\nversion = '1.0.0'\ndependencies = ['a']\n\
            [[package]]\nname = 'a'\nversion = '1.2.3'\nsource = 'registry+https://r'\nchecksum = 'aa'\n";
        let check = |packed: &str, committed: &str| check_with(packed, committed, &["a"]);
        assert_eq!(check(first, first), Ok(()));
        assert_eq!(check(today, first), Ok(()), "a newer cargo can write a newer format");
        assert!(check(&first.replace("= 'aa'", "= 'ab'"), first).is_err());
        assert!(check(today, &first.replace("= 'aa'", "= 'ab'")).is_err());
        let older = check(first, today).expect_err("cargo keeps the format");
        assert!(older.contains("its format is 1, and 4 in the commit"), "{older}");
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

    /// Every package and every edge of a lock, taken away alone.
    // T332
    #[test]
    fn everything_that_a_lock_lacks_is_found() {
        for (from, to, message) in [
            ("dependencies = ['a', 'b']", "dependencies = ['a']", "does not lock `b`"),
            ("dependencies = ['a', 'b']", "dependencies = ['b']", "does not lock `a`"),
            ("dependencies = ['a', 'b']", "", "does not lock `a`"),
            (
                "dependencies = ['a', 'b']",
                "checksum = 'pp'\ndependencies = ['a', 'b']",
                "no package of a registry",
            ),
            ("\ndependencies = ['b']", "", "`a 1.2.3 (registry+https://r)` depends on `b 1.0.0"),
            ("name = 'p'\nversion = '1.0.0'", "name = 'p'\nversion = '1.0.1'", "`p 1.0.1` is not in"),
            ("version = 4", "version = 3", "its format is 3, and 4 in the commit"),
            ("version = 4\n", "", "its format is 1, and 4 in the commit"),
        ] {
            assert!(PACKED.contains(from), "{from}");
            let found = check(&PACKED.replacen(from, to, 1), COMMITTED).expect_err(to);
            assert!(found.contains(message), "{to}: {found}");
        }
        for lock in ["", "version = 4\n"] {
            assert!(check(lock, COMMITTED).expect_err("empty").contains("`p 1.0.0` itself is not in it"));
            assert!(check_with(lock, "", &[]).is_err());
        }
        let alone = "version = 4\n[[package]]\nname = 'p'\nversion = '1.0.0'\n";
        assert!(check(alone, COMMITTED).is_err() && check(alone, "").is_err());
        assert_eq!(check_with(alone, "", &[]), Ok(()));
        // Any subset of the packages, with the edges between them: all but the whole are found.
        let packages: Vec<&str> = PACKED.split("[[package]]").skip(1).collect();
        for subset in 0..1_u32 << packages.len() {
            let kept = packages.iter().enumerate().filter(|(at, _)| subset & 1 << at != 0);
            let kept: Vec<&str> = kept.map(|(_, text)| *text).collect();
            let parts = [&["version = 4\n"], &*kept].concat();
            let lock = parts.join("[[package]]");
            assert_eq!(check(&lock, COMMITTED).is_ok(), lock == PACKED, "{lock}");
        }
    }

    // T332
    #[test]
    fn a_package_has_one_checksum() {
        let sum = "[metadata]\n'checksum a 1.2.3 (registry+https://r)' = ";
        for (sums, message) in [
            (format!("{sum}'ab'\n"), "has two checksums"),
            (format!("{sum}'aa'\n"), "has two checksums"),
            (
                "[metadata]\n'checksum c 1.0.0 (registry+https://r)' = 'cc'\n".to_owned(),
                "and no such package",
            ),
        ] {
            let found = check(&format!("{PACKED}{sums}"), COMMITTED).expect_err(message);
            assert!(found.contains(message), "{found}");
        }
    }
}
