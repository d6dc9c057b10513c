//! `PKG-INFO`: the core metadata of a package.

use std::collections::BTreeSet;

use super::declared::{Declared, not_declared};
use super::requirement::{Requirement, normalized, versions};
use crate::audit::phrases::short;

/// Fields that only describe the package to people and to indexes.
const DESCRIPTIVE: [&str; 21] = [
    "metadata-version",
    "dynamic",
    "platform",
    "supported-platform",
    "summary",
    "description",
    "description-content-type",
    "keywords",
    "author",
    "author-email",
    "maintainer",
    "maintainer-email",
    "license",
    "license-expression",
    "license-file",
    "classifier",
    "home-page",
    "download-url",
    "project-url",
    "import-name",
    "import-namespace",
];

/// Compares core metadata with the name of the archive and with what the commit declares.
///
/// # Errors
/// Returns the first field that is neither descriptive nor right, in words.
pub fn check(text: &str, name: &str, version: &str, declared: &Declared) -> Result<(), String> {
    let fields = fields(text)?;
    let is_name = |value: &str| normalized(value) == normalized(name);
    only(&fields, "name", is_name, name)?;
    only(&fields, "version", |value| value == version, version)?;
    if declared.name.as_ref().is_some_and(|declared| *declared != normalized(name)) {
        return Err(format!("the commit's package is not called `{}`", short(name)));
    }
    if declared.version.as_ref().is_some_and(|declared| declared != version) {
        return Err(format!("the commit does not have the version `{}`", short(version)));
    }
    fields.iter().try_for_each(|field| check_field(field, declared))?;
    check_lost(&fields, declared)
}

/// What a tool leaves out is a difference as well: another version of Python, or without a requirement. Where
/// nothing at all is required here, `requires.txt` has to say it, as with old versions of setuptools.
fn check_lost(fields: &[Field<'_>], declared: &Declared) -> Result<(), String> {
    let values =
        |name: &'static str| fields.iter().filter(move |field| field.name == name).map(|field| &*field.value);
    if declared.python.is_some() && values("requires-python").next().is_none() {
        return Err("it does not say which versions of Python the commit requires".to_owned());
    }
    let found: BTreeSet<Requirement> = values("requires-dist").map(Requirement::from_metadata).collect();
    match declared.lost_requirement(&found) {
        // A file without any requirement is judged by the caller, as `requires.txt` can have them
        // in its place.
        Some(lost) if !found.is_empty() => Err(lost_requirement(lost)),
        _ => Ok(()),
    }
}

/// Whether core metadata have requirements.
pub fn has_requirements(text: &str) -> bool {
    fields(text).is_ok_and(|fields| fields.iter().any(|field| field.name == "requires-dist"))
}

pub fn lost_requirement(lost: &Requirement) -> String {
    format!("the commit requires `{}`, which is not in it", short(&lost.shown()))
}

fn check_field(field: &Field<'_>, declared: &Declared) -> Result<(), String> {
    let value = &*field.value;
    let (what, is_declared) = match &*field.name {
        "name" | "version" => return Ok(()),
        name if DESCRIPTIVE.contains(&name) => return Ok(()),
        "requires-dist" => ("requirement", declared.requires(&Requirement::from_metadata(value))),
        "requires-python" => ("version of Python", declared.python == Some(versions(value))),
        "provides-extra" => ("extra", declared.extras.contains(&normalized(value))),
        name => return Err(format!("the field `{}` cannot be checked", short(name))),
    };
    // No tool breaks such a line, and not every reader joins the parts.
    if is_declared && !value.contains('\n') { Ok(()) } else { Err(not_declared(what, value)) }
}

/// Checks a field that there must be exactly once.
fn only(
    fields: &[Field<'_>],
    name: &str,
    is_right: impl Fn(&str) -> bool,
    expected: &str,
) -> Result<(), String> {
    let found: Vec<&Field<'_>> = fields.iter().filter(|field| field.name == name).collect();
    match &found[..] {
        [field] if is_right(&field.value) => Ok(()),
        [field] => {
            Err(format!("its {name} is `{}`, and the archive's `{}`", short(&field.value), short(expected)))
        }
        [] => Err(format!("it has no {name}")),
        _ => Err(format!("it has more than one {name}")),
    }
}

/// A field, its name in lower case.
struct Field<'a> {
    name: String,
    value: std::borrow::Cow<'a, str>,
}

/// The fields before the first empty line; what follows is the description.
fn fields(text: &str) -> Result<Vec<Field<'_>>, String> {
    let mut fields: Vec<Field<'_>> = Vec::new();
    // After the first empty line comes the description, in which lines can have any form.
    for line in text.lines().take_while(|line| !line.is_empty()) {
        if let (true, Some(field)) = (line.starts_with([' ', '\t']), fields.last_mut()) {
            let value = field.value.to_mut();
            value.push('\n');
            value.push_str(line.trim());
            continue;
        }
        let pair = line.split_once(':').filter(|(name, _)| !name.is_empty() && !name.contains([' ', '\t']));
        let (name, value) = pair.ok_or_else(|| format!("`{}` is no field", short(line)))?;
        fields.push(Field { name: name.to_ascii_lowercase(), value: value.trim().into() });
    }
    Ok(fields)
}
