//! The older event ontology CAMEO, so that events compare with what the field has published.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::closed::UnknownName;
use crate::plover::EventType;

const TABLE: &str = include_str!("../knowledge/cameo.tsv");
const LABELS: &str = include_str!("../knowledge/cameo-labels.tsv");

/// A code of the CAMEO table: two digits for a root, three or four below it.
///
/// ```
/// use detente_data::CameoCode;
/// let code: CameoCode = "1831".parse()?;
/// assert_eq!(code.root().as_str(), "18");
/// assert_eq!(code.goldstein(), -10.0);
/// assert!("999".parse::<CameoCode>().is_err());
/// # Ok::<(), detente_data::UnknownName>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CameoCode(u16);

struct Row {
    code: &'static str,
    goldstein: f32,
    icews: f32,
    name: &'static str,
}

struct Table {
    rows: Vec<Row>,
    by_code: HashMap<&'static str, u16>,
}

fn parse_row(line: &'static str) -> Option<Row> {
    let mut cells = line.split('\t');
    let (code, goldstein, icews, name) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
    let goldstein = goldstein.parse().ok()?;
    let icews = if icews == "=" { goldstein } else { icews.parse().ok()? };
    Some(Row { code, goldstein, icews, name })
}

fn lines() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn table() -> &'static Table {
    static CELL: OnceLock<Table> = OnceLock::new();
    CELL.get_or_init(|| {
        let rows: Vec<Row> = lines().filter_map(parse_row).collect();
        let by_code = rows.iter().zip(0u16..).map(|(row, index)| (row.code, index)).collect();
        Table { rows, by_code }
    })
}

impl CameoCode {
    fn row(self) -> &'static Row {
        // Only `all` and `from_str` make codes, from places in this very table.
        &table().rows[usize::from(self.0)]
    }

    /// Every code, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        (0u16..).take(table().rows.len()).map(Self)
    }

    /// The digits.
    pub fn as_str(self) -> &'static str {
        self.row().code
    }

    /// What the code stands for, in a few words of ours.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Goldstein value as in GDELT's table; the file says where it comes from.
    pub fn goldstein(self) -> f32 {
        self.row().goldstein
    }

    /// Goldstein value as ICEWS has it, which differs in four codes.
    pub fn goldstein_icews(self) -> f32 {
        self.row().icews
    }

    /// The code that ICEWS prints under a label, whatever its case.
    ///
    /// ```
    /// use detente_data::CameoCode;
    /// assert_eq!(CameoCode::labelled("Discuss by telephone").map(|code| code.as_str()), Some("041"));
    /// ```
    pub fn labelled(label: &str) -> Option<Self> {
        static CELL: OnceLock<HashMap<String, CameoCode>> = OnceLock::new();
        let by_label = CELL.get_or_init(|| {
            let rows =
                LABELS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
            rows.filter_map(|(label, code)| Some((label.to_lowercase(), code.parse().ok()?))).collect()
        });
        by_label.get(label.trim().to_lowercase().as_str()).copied()
    }

    /// The usual code of a type, for events that come with a type alone: the root, or the first deed below it.
    pub fn usual(kind: EventType) -> Self {
        let digits = match kind {
            EventType::Agree => "03",
            EventType::Consult => "04",
            EventType::Support => "05",
            EventType::Cooperate => "06",
            EventType::Aid => "07",
            EventType::Concede => "080",
            EventType::Retreat => "087",
            EventType::Request => "10",
            EventType::Accuse => "11",
            EventType::Reject => "12",
            EventType::Threaten => "13",
            EventType::Protest => "14",
            EventType::Mobilize => "15",
            EventType::Sanction => "16",
            EventType::Coerce => "17",
            EventType::Assault => "19",
        };
        // A test finds every one of these in the table.
        table().by_code.get(digits).map_or(Self(0), |&index| Self(index))
    }

    /// The two-digit code above this one.
    pub fn root(self) -> Self {
        let digits = &self.as_str()[..2];
        table().by_code.get(digits).map_or(self, |&index| Self(index))
    }

    /// The PLOVER type that took this code's place; none for statements (01) and appeals (02).
    pub fn event_type(self) -> Option<EventType> {
        let code = self.as_str();
        Some(match &code[..2] {
            "03" => EventType::Agree,
            "04" => EventType::Consult,
            "05" => EventType::Support,
            "06" => EventType::Cooperate,
            "07" => EventType::Aid,
            "08" if matches!(code.as_bytes().get(2), Some(b'4'..=b'7')) => EventType::Retreat,
            "08" => EventType::Concede,
            "09" | "11" => EventType::Accuse,
            "10" => EventType::Request,
            "12" => EventType::Reject,
            "13" => EventType::Threaten,
            "14" => EventType::Protest,
            "15" => EventType::Mobilize,
            "16" => EventType::Sanction,
            "17" => EventType::Coerce,
            "18" | "19" | "20" => EventType::Assault,
            _ => return None,
        })
    }
}

impl FromStr for CameoCode {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let index = table().by_code.get(text).ok_or_else(|| UnknownName::new("CAMEO code", text))?;
        Ok(Self(*index))
    }
}

impl fmt::Display for CameoCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for CameoCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl TryFrom<String> for CameoCode {
    type Error = UnknownName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<CameoCode> for String {
    fn from(code: CameoCode) -> Self {
        code.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_row() {
        for line in lines() {
            assert!(parse_row(line).is_some(), "cameo.tsv: {line:?}");
            assert_eq!(line.split('\t').count(), 4, "cameo.tsv: {line:?}");
        }
        assert_eq!(lines().count(), table().by_code.len(), "cameo.tsv: a code stands twice");
    }

    #[test]
    fn every_code_has_its_parents() {
        for code in CameoCode::all() {
            let digits = code.as_str();
            assert!((2..=4).contains(&digits.len()), "{digits}");
            for length in 2..digits.len() {
                assert!(digits[..length].parse::<CameoCode>().is_ok(), "{digits} has no parent");
            }
        }
        assert_eq!(CameoCode::all().filter(|code| code.as_str().len() == 2).count(), 20);
    }

    #[test]
    fn values_are_those_of_the_published_table() {
        let value = |code: &str| code.parse::<CameoCode>().unwrap().goldstein();
        assert_eq!(value("01"), 0.0);
        assert_eq!(value("042"), 1.9);
        assert_eq!(value("0334"), 6.0);
        assert_eq!(value("0874"), 10.0);
        assert_eq!(value("1822"), -9.0);
        assert_eq!(value("1123"), -2.0);
        assert_eq!(value("190"), -10.0);
        assert_eq!("016".parse::<CameoCode>().unwrap().goldstein_icews(), -5.0);
    }

    #[test]
    fn every_label_has_a_code_and_every_type_a_usual_one() {
        for line in LABELS.lines().filter(|line| !line.starts_with('#')) {
            let label = line.split('\t').next().unwrap();
            assert!(CameoCode::labelled(label).is_some(), "cameo-labels.tsv: {line:?}");
        }
        for kind in EventType::ALL {
            assert_eq!(CameoCode::usual(*kind).event_type(), Some(*kind));
        }
    }

    #[test]
    fn types_follow_the_roots() {
        let event_type = |code: &str| code.parse::<CameoCode>().unwrap().event_type();
        assert_eq!(event_type("0841"), Some(EventType::Retreat));
        assert_eq!(event_type("0831"), Some(EventType::Concede));
        assert_eq!(event_type("195"), Some(EventType::Assault));
        assert_eq!(event_type("010"), None);
    }
}
