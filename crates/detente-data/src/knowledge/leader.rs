//! People with dated offices.

use jiff::civil::Date;

use super::phrase::{Map, fold};
use super::problem::{CellFault, Problem, Row, expected, list, one_of, rows};
use crate::closed::closed_set;
use crate::code::{ActorCode, Sector};

/// The files, in the order of trust: what the first says of a person's office stands.
pub(crate) const FILES: [(&str, &str); 2] = [
    ("leaders.tsv", include_str!("../../knowledge/leaders.tsv")),
    ("leaders-derived.tsv", include_str!("../../knowledge/leaders-derived.tsv")),
];

closed_set! {
    /// An office that a person holds. Declared by rank: of two at once, the earlier one here is the more telling.
    Office, "office" {
        /// President, king, supreme leader.
        HeadOfState = "head-of-state",
        /// Prime minister, chancellor.
        HeadOfGovernment = "head-of-government",
        /// Head of an organisation of states.
        SecretaryGeneral = "secretary-general",
        /// Minister of foreign affairs.
        ForeignMinister = "foreign-minister",
        /// Minister of defence.
        DefenceMinister = "defence-minister",
        /// Minister of the interior.
        InteriorMinister = "interior-minister",
        /// Vice president, deputy prime minister, crown prince.
        Deputy = "deputy",
        /// Adviser on national security, head of a security council.
        SecurityAdviser = "security-adviser",
        /// Any other minister.
        Minister = "minister",
        /// Chief of the armed forces, or of the army.
        ForcesChief = "forces-chief",
        /// Head of an intelligence service.
        SpyChief = "spy-chief",
        /// Leader or commander of an armed group.
        GroupLeader = "group-leader",
        /// Ambassador, envoy, permanent representative.
        Envoy = "envoy",
        /// Spokesperson.
        Spokesperson = "spokesperson",
        /// Speaker or member of a parliament.
        Legislator = "legislator",
        /// Leader of the opposition or of a party.
        PartyLeader = "party-leader",
        /// Governor or head of a part of a state.
        Governor = "governor",
        /// Anyone else in a government.
        Official = "official",
    }
}

/// An office for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaderOffice {
    /// The state, or IGO, NGO.
    pub code: Option<ActorCode>,
    /// The sector.
    pub sector: Sector,
    /// The office.
    pub office: Office,
    /// First day; none where unknown.
    pub from: Option<Date>,
    /// Last day; none where unknown or still running.
    pub to: Option<Date>,
}

impl LeaderOffice {
    /// Whether the office was held on that day, as far as is known.
    pub fn held_on(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.to.is_none_or(|to| date <= to)
    }
}

/// A person who holds or held an office.
#[derive(Debug, Clone)]
pub struct Leader {
    /// The usual name.
    pub name: String,
    /// Other spellings, and the forms used alone ("Rouhani").
    pub aliases: Vec<String>,
    /// Offices, in the order of the files.
    pub offices: Vec<LeaderOffice>,
}

impl Leader {
    /// The office held on that day, the most telling one where there are several.
    pub fn office_on(&self, date: Date) -> Option<&LeaderOffice> {
        self.offices.iter().filter(|office| office.held_on(date)).min_by_key(|office| office.office)
    }

    /// The office held last before that day, where none is held on it.
    pub fn last_office_before(&self, date: Date) -> Option<&LeaderOffice> {
        self.offices
            .iter()
            .filter(|office| office.to.is_some_and(|to| to < date))
            .max_by_key(|office| office.to)
    }
}

/// Reads "2013", "2013-08" or "2013-08-04" as its first or last day; empty is no date.
fn day(text: &str, last: bool) -> Result<Option<Date>, String> {
    let fault = || format!("{text:?} is no date");
    let number = |part: Option<&str>| part.map(|part| part.parse::<i8>().map_err(|_| fault())).transpose();
    if text.is_empty() {
        return Ok(None);
    }
    let mut parts = text.split('-');
    let year: i16 = parts.next().and_then(|part| part.parse().ok()).ok_or_else(fault)?;
    let month = number(parts.next())?;
    let first = Date::new(year, month.unwrap_or(if last { 12 } else { 1 }), 1).map_err(|_| fault())?;
    match number(parts.next())? {
        Some(day) => Date::new(year, first.month(), day).map(Some).map_err(|_| fault()),
        None if last => Ok(Some(first.last_of_month())),
        None => Ok(Some(first)),
    }
}

/// The columns of the lists.
const COLUMNS: &str = "name, aliases, state, sector, office, from, to, parted by tabs";

fn office(cells: &[&str]) -> Result<LeaderOffice, CellFault> {
    let &[name, _, code, sector, office, from, to] = cells else {
        return Err((cells.len().min(7), format!("expected 7 cells ({COLUMNS}), found {}", cells.len())));
    };
    if name.trim().is_empty() {
        return Err(expected(0, "a name", name));
    }
    let code = match code {
        "" => None,
        code => Some(
            code.parse().map_err(|_| expected(2, "a state code such as IRN, IGO, NGO or nothing", code))?,
        ),
    };
    let date = |cell: usize, text: &str, last| {
        day(text, last).map_err(|_| expected(cell, "a date such as 2013, 2013-08 or 2013-08-04", text))
    };
    let (from, until) = (date(5, from, false)?, date(6, to, true)?);
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        return Err((6, format!("expected a day after {from}, on which the office begins, found {to:?}")));
    }
    Ok(LeaderOffice {
        code,
        sector: sector.parse().map_err(|_| expected(3, one_of(Sector::ALL, Sector::as_str), sector))?,
        office: office.parse().map_err(|_| expected(4, one_of(Office::ALL, Office::as_str), office))?,
        from,
        to: until,
    })
}

/// One row: a person, other spellings, an office.
#[derive(Debug, Clone)]
pub(crate) struct PersonRow {
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) office: LeaderOffice,
}

/// Reads a list in the form of `leaders.tsv`, each entry with its row.
pub(crate) fn read<'t>(file: &str, text: &'t str, problems: &mut Vec<Problem>) -> Vec<(Row<'t>, PersonRow)> {
    let mut people = Vec::with_capacity(text.len() / 64);
    for row in rows(text) {
        match office(&row.cells) {
            Ok(office) => {
                let (name, aliases) =
                    (row.cells[0].trim().to_owned(), list(row.cells[1]).map(str::to_owned).collect());
                people.push((row, PersonRow { name, aliases, office }));
            }
            Err(fault) => problems.push(row.problem(file, fault)),
        }
    }
    people
}

/// Whether two rows tell of the same office: one overlaps the other, in the same post.
pub(crate) fn same_office(one: &LeaderOffice, other: &LeaderOffice) -> bool {
    let begins_before_end =
        |a: &LeaderOffice, b: &LeaderOffice| a.from.zip(b.to).is_none_or(|(from, to)| from <= to);
    one.code == other.code
        && one.office == other.office
        && begins_before_end(one, other)
        && begins_before_end(other, one)
}

/// People by folded name while the files are read; several may share one.
type ByName = Map<String, Vec<usize>>;

/// Finds the person a row is about, or adds it. By hand a name stands for one person, whatever the state; in the
/// derived file only within a state.
fn person_of(
    leaders: &mut Vec<Leader>,
    by_name: &mut ByName,
    name: &str,
    within: Option<ActorCode>,
) -> usize {
    let namesakes = by_name.entry(fold(name)).or_default();
    let in_state = |leader: &Leader| leader.offices.iter().any(|office| office.code == within);
    let known = namesakes.iter().copied().find(|&index| within.is_none() || in_state(&leaders[index]));
    known.unwrap_or_else(|| {
        namesakes.push(leaders.len());
        leaders.push(Leader { name: name.to_owned(), aliases: Vec::new(), offices: Vec::new() });
        leaders.len() - 1
    })
}

/// Loads the user's rows and both files, the most trusted first. A row repeats the name for each office.
pub(crate) fn load(own: &[PersonRow], problems: &mut Vec<Problem>) -> Vec<Leader> {
    let mut leaders: Vec<Leader> = Vec::with_capacity(16_384);
    let mut by_name = ByName::with_capacity_and_hasher(16_384, Default::default());
    for row in own {
        add(&mut leaders, &mut by_name, row.clone(), None);
    }
    for (number, (file, text)) in FILES.into_iter().enumerate() {
        for (_, row) in read(file, text, problems) {
            let within = if number == 0 { None } else { row.office.code };
            add(&mut leaders, &mut by_name, row, within);
        }
    }
    leaders
}

fn add(leaders: &mut Vec<Leader>, by_name: &mut ByName, row: PersonRow, within: Option<ActorCode>) {
    let index = person_of(leaders, by_name, &row.name, within);
    let leader = &mut leaders[index];
    for alias in row.aliases {
        // "Volodymyr Zelenskyy" of the derived list is the "Volodymyr Zelensky" of the hand-kept one.
        let namesakes = by_name.entry(fold(&alias)).or_default();
        if alias.contains(' ') && !namesakes.contains(&index) {
            namesakes.push(index);
        }
        if !leader.aliases.contains(&alias) {
            leader.aliases.push(alias);
        }
    }
    // The later file knows less; what the earlier one has dated it does not overrule.
    if !leader.offices.iter().any(|known| known == &row.office || same_office(known, &row.office)) {
        leader.offices.push(row.office);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A change of minister may be dated to the month, or to the year, on both sides.
    fn follow_each_other(one: &LeaderOffice, other: &LeaderOffice) -> bool {
        let (one, other) = if one.from <= other.from { (one, other) } else { (other, one) };
        let (Some(to), Some(from)) = (one.to.or(Some(Date::MAX)), other.from) else { return true };
        let to = to.min(other.to.unwrap_or(Date::MAX));
        let same_year = to.year() == from.year() && (from.month(), from.day()) == (1, 1);
        same_year || from.until((jiff::Unit::Day, to)).is_ok_and(|overlap| overlap.get_days() <= 60)
    }

    #[test]
    fn ministers_kept_by_hand_follow_each_other() {
        let mut problems = Vec::new();
        let (file, text) = FILES[0];
        let rows = read(file, text, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        let single = [Office::ForeignMinister, Office::DefenceMinister, Office::InteriorMinister];
        // The sultan of Brunei is foreign minister beside the one who acts.
        let shared = |office: &LeaderOffice| {
            office.office == Office::ForeignMinister && office.code.is_some_and(|c| c.to_string() == "BRN")
        };
        let terms: Vec<&PersonRow> = rows
            .iter()
            .map(|(_, row)| row)
            .filter(|row| single.contains(&row.office.office) && !shared(&row.office))
            .collect();
        let mut wrong = Vec::new();
        for (at, one) in terms.iter().enumerate() {
            let of_same = terms[at + 1..].iter().filter(|other| {
                one.name != other.name
                    && (one.office.code, one.office.office) == (other.office.code, other.office.office)
            });
            for other in of_same.filter(|other| !follow_each_other(&one.office, &other.office)) {
                wrong.push(format!("{} and {}", one.name, other.name));
            }
        }
        assert!(wrong.is_empty(), "in one office at the same time: {wrong:?}");
    }

    #[test]
    fn partial_dates_are_ranges() {
        let text = |part: &str, last| day(part, last).unwrap().unwrap().to_string();
        assert_eq!(text("2013", false), "2013-01-01");
        assert_eq!(text("2013", true), "2013-12-31");
        assert_eq!(text("2016-02", true), "2016-02-29");
        assert_eq!(text("2013-08-04", true), "2013-08-04");
        assert_eq!(day("", true), Ok(None));
        for wrong in ["x", "2013-13", "2013-02-30", "2013-"] {
            assert!(day(wrong, false).is_err(), "{wrong}");
        }
    }
}
