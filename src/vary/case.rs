//! One case of a variation.

use super::settings::Settings;

/// One way to vary something.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is changed, in words that are the same on every run.
    pub changed: String,
    /// How; or why it cannot be tried here.
    pub settings: Result<Settings, String>,
}

impl Case {
    pub(super) fn new(changed: impl Into<String>, settings: Settings) -> Self {
        Self { changed: changed.into(), settings: Ok(settings) }
    }

    pub(super) fn impossible(changed: impl Into<String>, why: impl Into<String>) -> Self {
        Self { changed: changed.into(), settings: Err(why.into()) }
    }

    /// A case that needs something that this machine may lack.
    pub(super) fn with<T>(
        changed: impl Into<String>,
        needed: Option<T>,
        why_not: &str,
        settings: impl FnOnce(T) -> Settings,
    ) -> Self {
        match needed {
            Some(needed) => Self::new(changed, settings(needed)),
            None => Self::impossible(changed, why_not),
        }
    }
}
