use super::*;

/// Name, version and line that a file declares; empty where there is none.
fn read(file: &str, text: &str) -> [String; 3] {
    let format = FILES.iter().find(|format| format.file == file).expect("the file is in the table");
    let Some(found) = declaration(format, text) else { return Default::default() };
    [found.name, found.version, found.line].map(Option::unwrap_or_default)
}

#[test]
fn files_of_languages_declare_name_and_version() {
    let cargo = "[package]\nname = \"hello\"\nversion = \"1.2.0\"\n[dependencies]\na = \"1.2.0\"\n";
    assert_eq!(read("Cargo.toml", cargo), ["hello", "1.2.0", "version = \"{version}\""]);
    let inherited =
        "[workspace.package]\nversion = \"2.0\"\n[package]\nname = \"core\"\nversion.workspace = true\n";
    assert_eq!(read("Cargo.toml", inherited), ["core", "2.0", "version = \"{version}\""]);
    assert_eq!(read("Cargo.toml", "[workspace]\nmembers = []\n"), [""; 3]);
    let python = "[project]\nname = \"hello\"\ndynamic = [\"version\"]\n";
    assert_eq!(read("pyproject.toml", python), ["hello", "", ""]);
    let poetry = "[tool.poetry]\nname = \"hello\"\nversion = '3'\n";
    assert_eq!(read("pyproject.toml", poetry), ["hello", "3", "version = '{version}'"]);
    let node = "{\n  \"name\": \"@scope/hello\",\n  \"version\": \"1.0.0\"\n}\n";
    assert_eq!(read("package.json", node), ["scope-hello", "1.0.0", "\"version\": \"{version}\""]);
    assert_eq!(read("package.json", "{"), [""; 3]);
}

#[test]
fn calls_of_build_systems_declare_name_and_version() {
    let meson = "project('hello', 'c',\n  meson_version : '>= 0.50',\n  version : '1.3',\n)\n";
    assert_eq!(read("meson.build", meson), ["hello", "1.3", "version : '{version}',"]);
    let computed = "project('hello', 'c', version : files('VERSION'))\n";
    assert_eq!(read("meson.build", computed), ["hello", "", ""]);
    let cmake =
        "# project(no VERSION 9)\ncmake_minimum_required(VERSION 3.5)\nproject(hello\n  VERSION 2.1\n)\n";
    assert_eq!(read("CMakeLists.txt", cmake), ["hello", "2.1", "VERSION {version}"]);
    assert_eq!(read("CMakeLists.txt", "project(${NAME} VERSION ${V})"), [""; 3]);
    let autoconf = "dnl AC_INIT([no], [9])\nAC_INIT([hello], [4.0], [a@b.c])\n";
    assert_eq!(read("configure.ac", autoconf), ["hello", "4.0", "AC_INIT([hello], [{version}], [a@b.c])"]);
    let computed = "AC_INIT([hello], [m4_esyscmd([./version])])\n";
    assert_eq!(read("configure.ac", computed), ["hello", "", ""]);
}

#[test]
fn the_line_has_the_whole_version_and_is_a_template() {
    let line = |text, version| version_line(text, version);
    assert_eq!(line("a = \"1.20\"\nversion = \"1.2\"", "1.2").as_deref(), Some("version = \"{version}\""));
    assert_eq!(line("x = { version = \"1\" }", "1").as_deref(), Some("x = {{ version = \"{version}\" }}"));
    assert_eq!(line(&format!("version {} 1", "x".repeat(LONGEST_LINE)), "1"), None);
}

#[test]
fn names_that_no_manifest_takes_are_absent() {
    assert_eq!(read("package.json", "{\"name\": \"a b\", \"version\": \"x\"}"), [""; 3]);
    assert_eq!(read("package.json", "{\"name\": \"a\", \"version\": \"1 2\"}"), ["a", "", ""]);
}

proptest::proptest! {
    #[test]
    fn no_text_makes_a_reader_panic(text in "(project|AC_INIT|version|VERSION|[\\[\\](){}',: \n]|\\PC){0,20}") {
        for format in &FILES {
            if let Some(found) = declaration(format, &text) {
                proptest::prop_assert!(found.name.is_some() || found.version.is_some());
            }
        }
    }
}
