//! The macro that declares the tables of the manifest.

/// Declares tables. A field is a key: its name with `-` for `_`, its documentation, and the type that reads it.
///
/// Of the attributes in `schemars(…)`, which describe the key in the JSON schema, the reader uses `required`,
/// `example` and `description` too; what the others demand of a value is demanded again by its type or by `check`.
macro_rules! tables {
    ($(
        $(#[doc = $about_table:literal])*
        $(#[schemars($($table_schema:tt)*)])?
        $table:ident {
            $(
                $(#[doc = $about:literal])+
                $(#[schemars($($schema:tt)*)])?
                $field:ident: $type:ty,
            )+
        }
    )+) => {$(
        $(#[doc = $about_table])*
        #[derive(Clone, Debug, Default, JsonSchema)]
        #[schemars(rename_all = "kebab-case", deny_unknown_fields)]
        $(#[schemars($($table_schema)*)])?
        pub struct $table {
            $(
                $(#[doc = $about])+
                $(#[schemars($($schema)*)])?
                pub $field: Option<$type>,
            )+
        }

        impl Table for $table {
            fn keys() -> &'static [Key] {
                static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| vec![$(key!(
                    Key::new(stringify!($field), concat!($($about),+), <$type as FromToml>::forms),
                    $($($schema)*)?
                )),+]);
                &KEYS
            }

            fn from_section(section: &mut TableReader<'_, '_, '_>) -> Self {
                Self { $($field: section.take(stringify!($field))),+ }
            }
        }

        impl FromToml for $table {
            fn forms() -> Vec<ValueForm> {
                vec![ValueForm::Table(Self::keys())]
            }

            fn from_toml(node: TomlValue<'_>, reader: &mut TomlReader<'_>) -> Option<Self> {
                reader.read_table(node)
            }
        }
    )+};
}

/// Gives a [`Key`](crate::manifest::reader::Key) what the attributes of its field say.
macro_rules! key {
    ($key:expr $(,)?) => { $key };
    ($key:expr, required $(, $($rest:tt)*)?) => { key!($key.required(), $($($rest)*)?) };
    // schemars takes a string for the name of a function, unless it is borrowed.
    ($key:expr, example = &$example:literal $(, $($rest:tt)*)?) => {
        key!($key.example(stringify!($example)), $($($rest)*)?)
    };
    // A `vec!`, as an array in an attribute needs a feature of `syn` that only the command line's dependencies switch on.
    ($key:expr, example = vec![$($item:literal),*] $(, $($rest:tt)*)?) => {
        key!($key.example(stringify!([$($item),*])), $($($rest)*)?)
    };
    ($key:expr, example = $example:expr $(, $($rest:tt)*)?) => {
        key!($key.example(stringify!($example)), $($($rest)*)?)
    };
    ($key:expr, description = $about:expr $(, $($rest:tt)*)?) => { key!($key.about($about), $($($rest)*)?) };
    ($key:expr, $other:ident($($ignored:tt)*) $(, $($rest:tt)*)?) => { key!($key, $($($rest)*)?) };
}
