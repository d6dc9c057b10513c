//! Files in the form that Python's `configparser` reads and writes.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Sections in their order, each with its options.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ini(Vec<IniSection>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct IniSection {
    name: String,
    options: Vec<IniOption>,
}

/// An option; a value of several lines has line feeds.
#[derive(Clone, Debug, PartialEq, Eq)]
struct IniOption {
    name: String,
    value: String,
}

impl Ini {
    /// Reads a file; `None` for what `configparser` rejects, and for defaults, which it would repeat in all
    /// sections.
    pub fn parse(text: &str) -> Option<Self> {
        let (mut ini, mut names) = (Self::default(), BTreeSet::new());
        let mut indent = None;
        for line in text.lines() {
            let bare = line.trim();
            if bare.starts_with(['#', ';']) {
                continue;
            }
            let own = line.len() - line.trim_start().len();
            let last = ini.0.last_mut().and_then(|section| section.options.last_mut());
            match (indent, last) {
                (Some(_), Some(option)) if bare.is_empty() => option.value.push('\n'),
                // A line that is indented further goes on with the value, even if it has the form
                // of an option.
                (Some(indent), Some(option)) if own > indent => {
                    option.value.push('\n');
                    option.value.push_str(bare);
                }
                _ if bare.is_empty() => {}
                _ => {
                    let is_option = ini.line(bare, &mut names)?;
                    indent = is_option.then_some(own);
                }
            }
        }
        for option in ini.0.iter_mut().flat_map(|section| &mut section.options) {
            option.value.truncate(option.value.trim_end().len());
        }
        Some(ini)
    }

    /// Adds a section or an option, whose names are new; whether it was an option.
    fn line<'a>(&mut self, line: &'a str, names: &mut BTreeSet<(usize, &'a str)>) -> Option<bool> {
        if let Some(name) = line.strip_prefix('[') {
            let name = &name[..name.find(']')?];
            // No option is in the section of this number.
            // Nor can `DEFAULT` be read: its options are those of every section, which nothing here
            // would see.
            let is_new = name != "DEFAULT" && names.insert((0, name));
            self.0.push(IniSection { name: is_new.then(|| name.to_owned())?, options: Vec::new() });
            return Some(false);
        }
        let (name, value) = line.split_at(line.find(['=', ':'])?);
        let (name, value) = (name.trim_end(), value[1..].trim().to_owned());
        let is_new = !name.is_empty() && names.insert((self.0.len(), name));
        let setting = IniOption { name: is_new.then(|| name.to_owned())?, value };
        self.0.last_mut()?.options.push(setting);
        Some(true)
    }

    /// All options with their sections.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.0.iter().flat_map(|section| {
            section.options.iter().map(|option| (&*section.name, &*option.name, &*option.value))
        })
    }

    /// The value of an option.
    pub fn get(&self, section: &str, option: &str) -> Option<&str> {
        let mut entries = self.entries();
        entries.find(|(of, name, _)| (*of, *name) == (section, option)).map(|(.., value)| value)
    }

    fn set(&mut self, section: &str, option: &str, value: &str) {
        let at = self.0.iter().position(|other| other.name == section).unwrap_or_else(|| {
            self.0.push(IniSection { name: section.to_owned(), options: Vec::new() });
            self.0.len() - 1
        });
        let options = &mut self.0[at].options;
        match options.iter_mut().find(|other| other.name == option) {
            Some(other) => value.clone_into(&mut other.value),
            None => options.push(IniOption { name: option.to_owned(), value: value.to_owned() }),
        }
    }

    fn written(&self) -> String {
        let mut text = String::new();
        for IniSection { name, options } in &self.0 {
            let _ = writeln!(text, "[{name}]");
            for IniOption { name, value } in options {
                let _ = writeln!(text, "{name} = {}", value.replace('\n', "\n\t"));
            }
            text.push('\n');
        }
        text
    }
}

/// A `setup.cfg` as setuptools writes it into a source distribution; `None` for what it could not read.
pub fn rewritten(text: &str) -> Option<String> {
    let mut ini = Ini::parse(text)?;
    ini.set("egg_info", "tag_build", "");
    ini.set("egg_info", "tag_date", "0");
    Some(ini.written())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_as_configparser_writes_it() {
        let text = "# comment\n[metadata]\nname: x\n[options]\ninstall_requires =\n    a\n\n    # not b\n    c\n\nzip_safe=no\n";
        assert_eq!(
            rewritten(text).as_deref(),
            Some(
                "[metadata]\nname = x\n\n[options]\ninstall_requires = \n\ta\n\t\n\tc\nzip_safe = no\n\n\
                 [egg_info]\ntag_build = \ntag_date = 0\n\n"
            )
        );
        let own = "[egg_info]\ntag_build = dev\n[a]\nb = c\n";
        assert_eq!(
            rewritten(own).as_deref(),
            Some("[egg_info]\ntag_build = \ntag_date = 0\n\n[a]\nb = c\n\n")
        );
    }

    #[test]
    fn what_configparser_rejects_is_rejected() {
        for text in
            ["x = 1\n", "[a]\nx\n", "[a]\n[a]\n", "[a]\nx=1\nx=2\n", "[DEFAULT]\nx=1\n", "[a\n", "[a]\n= 1\n"]
        {
            assert_eq!(Ini::parse(text), None, "{text}");
        }
    }
}
