//! Irregular forms of verbs and nouns: the table of `knowledge/irregular.toml`.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

const SOURCE: &str = include_str!("../knowledge/irregular.toml");

#[derive(Default, Deserialize)]
struct File {
    forms: HashMap<String, Vec<String>>,
}

/// The irregular forms of a base form; regular ones are not listed.
///
/// ```
/// assert_eq!(detente_data::irregular_forms("withdraw"), ["withdrew", "withdrawn"]);
/// assert!(detente_data::irregular_forms("attack").is_empty());
/// ```
pub fn irregular_forms(base: &str) -> &'static [String] {
    table().get(base).map_or(&[], Vec::as_slice)
}

/// All base forms that have irregular ones, in no order.
pub fn irregular_bases() -> impl Iterator<Item = &'static str> {
    table().keys().map(String::as_str)
}

fn table() -> &'static HashMap<String, Vec<String>> {
    static CELL: OnceLock<File> = OnceLock::new();
    &CELL.get_or_init(|| toml::from_str(SOURCE).unwrap_or_default()).forms
}

#[cfg(test)]
mod tests {
    use super::{File, SOURCE};

    #[test]
    fn the_table_parses() {
        let file: File = toml::from_str(SOURCE).unwrap();
        assert!(file.forms.len() > 100);
    }
}
