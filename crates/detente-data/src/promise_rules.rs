//! Which deeds keep and which break a promise, from `knowledge/promises.toml`.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::cameo::CameoCode;

const SOURCE: &str = include_str!("../knowledge/promises.toml");

/// A kind of promise, and what is evidence of its fate.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromiseRule {
    /// Codes under which it is made; each stands for those below it.
    pub codes: Vec<CameoCode>,
    /// Codes of deeds that keep it.
    pub kept: Vec<CameoCode>,
    /// Codes of deeds that break it.
    pub broken: Vec<CameoCode>,
    /// Within how many days a deed is evidence.
    pub days: u16,
}

/// Every kind of promise.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromiseRules {
    promise: Vec<PromiseRule>,
}

/// Whether a list holds the code or one above it.
fn covers(list: &[CameoCode], code: CameoCode) -> bool {
    list.iter().any(|above| code.as_str().starts_with(above.as_str()))
}

impl PromiseRule {
    /// Whether a deed of that code keeps such a promise.
    pub fn is_kept_by(&self, code: CameoCode) -> bool {
        covers(&self.kept, code)
    }

    /// Whether a deed of that code breaks such a promise.
    pub fn is_broken_by(&self, code: CameoCode) -> bool {
        covers(&self.broken, code)
    }
}

impl PromiseRules {
    /// The rules that ship with the program.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<PromiseRules> = OnceLock::new();
        // A test reads the compiled-in file; without rules no deed is evidence.
        BUILTIN.get_or_init(|| toml::from_str(SOURCE).unwrap_or_default())
    }

    /// The rule for a promise made under a code, where there is one.
    ///
    /// ```
    /// use detente_data::PromiseRules;
    /// let truce = PromiseRules::builtin().of("0871".parse()?).ok_or("no rule")?;
    /// assert!(truce.is_broken_by("190".parse()?));
    /// assert!(!truce.is_broken_by("111".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(&self, code: CameoCode) -> Option<&PromiseRule> {
        self.promise.iter().find(|rule| covers(&rule.codes, code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_deed_both_keeps_and_breaks_a_promise() {
        let rules: PromiseRules = toml::from_str(SOURCE).unwrap();
        for rule in &rules.promise {
            for code in CameoCode::all() {
                assert!(!(rule.is_kept_by(code) && rule.is_broken_by(code)), "{code} under {:?}", rule.codes);
            }
        }
    }
}
