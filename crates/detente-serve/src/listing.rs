//! Which incidents pass a filter, without looking into each of them.
//!
//! In: the incidents of a snapshot in their order, the latest day first. Out: the positions of those that pass. Of each a few bytes
//! stand in a row, and of each party the positions of its incidents: `?party=IRN&type=ASSAULT` looks at Iran's alone, and of them at no
//! more than their kinds.

use std::collections::{HashMap, HashSet};

use detente_crisis::report::{ArticleKey, PartyId};
use detente_crisis::{Incident, ReportId, Who};
use detente_data::{EventType, StateCode};
use jiff::civil::Date;

use crate::filter::{Cursor, Filter};

/// What filters look at.
struct Columns {
    from: Date,
    to: Date,
    kind: EventType,
    country: Option<StateCode>,
    is_disputed: bool,
}

/// The incidents of a snapshot, to be looked through.
pub(crate) struct Listing {
    columns: Vec<Columns>,
    by_party: HashMap<PartyId, Vec<u32>>,
    /// Each report with the position of its incident, by report.
    told: Vec<(ReportId, u32)>,
}

impl Listing {
    /// That of incidents in their order.
    pub(crate) fn of<'i>(incidents: impl ExactSizeIterator<Item = &'i Incident>) -> Self {
        let mut listing = Listing {
            columns: Vec::with_capacity(incidents.len()),
            by_party: HashMap::new(),
            told: Vec::with_capacity(incidents.len()),
        };
        for (at, incident) in (0_u32..).zip(incidents) {
            listing.columns.push(Columns {
                from: incident.days.from,
                to: incident.days.to,
                kind: incident.kind,
                country: incident.place.as_ref().and_then(|place| place.country),
                is_disputed: !incident.disputes.is_empty(),
            });
            for party in incident.actors.iter().chain(&incident.recipients).filter_map(Who::party) {
                let list = listing.by_party.entry(spelt(&party)).or_default();
                if list.last() != Some(&at) {
                    list.push(at);
                }
            }
            listing.told.extend(incident.reports.iter().map(|report| (*report, at)));
        }
        listing.told.sort_unstable();
        listing
    }

    /// The position of the incident that a report tells of.
    pub(crate) fn of_report(&self, report: ReportId) -> Option<usize> {
        let at = self.told.binary_search_by_key(&report, |(told, _)| *told).ok()?;
        self.told.get(at).map(|(_, position)| *position as usize)
    }

    /// Whether any incident rests on an article.
    pub(crate) fn has_article(&self, article: ArticleKey) -> bool {
        let at = self.told.partition_point(|(report, _)| report.article < article);
        self.told.get(at).is_some_and(|(report, _)| report.article == article)
    }

    /// The positions of the incidents in which a party takes part.
    pub(crate) fn of_party(&self, party: &PartyId) -> &[u32] {
        self.by_party.get(&spelt(party)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The positions of those that pass, in their order; `incidents` are all, `articles` those that hold the filter's words.
    pub(crate) fn passing<'l>(
        &'l self,
        incidents: &'l [impl AsRef<Incident>],
        filter: &'l Filter,
        articles: Option<&HashSet<ArticleKey>>,
    ) -> Box<dyn Iterator<Item = usize> + 'l> {
        let first =
            filter.after.map_or(0, |after| incidents.partition_point(|i| Cursor::of(i.as_ref()) >= after));
        let passes = move |at: &usize| *at >= first && self.columns.get(*at).is_some_and(|c| c.pass(filter));
        if let Some(articles) = articles {
            let of_words = self.of_articles(articles).into_iter();
            let passes = move |at: &usize| {
                *at >= first && incidents.get(*at).is_some_and(|i| filter.lets_through(i.as_ref()))
            };
            return Box::new(of_words.filter(passes));
        }
        match (&filter.party, &filter.with) {
            (Some(one), Some(other)) => {
                let (one, other) = (self.of_party(one), self.of_party(other));
                let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
                let both = few.iter().filter(|at| many.binary_search(at).is_ok());
                Box::new(both.map(|at| *at as usize).filter(passes))
            }
            (Some(party), None) | (None, Some(party)) => {
                Box::new(self.of_party(party).iter().map(|at| *at as usize).filter(passes))
            }
            // Of these it is known how many there are without looking at them.
            (None, None) if !narrows(filter) => Box::new(first..self.columns.len()),
            (None, None) => Box::new((first..self.columns.len()).filter(passes)),
        }
    }

    fn of_articles(&self, articles: &HashSet<ArticleKey>) -> Vec<usize> {
        let mut all: Vec<usize> = Vec::new();
        for article in articles {
            let from = self.told.partition_point(|(report, _)| report.article < *article);
            let theirs = self.told.iter().skip(from).take_while(|(report, _)| report.article == *article);
            all.extend(theirs.map(|(_, position)| *position as usize));
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Whether a filter asks anything of an incident's columns.
fn narrows(filter: &Filter) -> bool {
    filter.kind.is_some()
        || filter.class.is_some()
        || filter.country.is_some()
        || filter.from.is_some()
        || filter.to.is_some()
        || filter.is_disputed
}

impl Columns {
    fn pass(&self, filter: &Filter) -> bool {
        filter.kind.is_none_or(|kind| kind == self.kind)
            && filter.class.is_none_or(|class| class == self.kind.quad_class())
            && filter.country.is_none_or(|country| Some(country) == self.country)
            && filter.from.is_none_or(|day| self.to >= day)
            && filter.to.is_none_or(|day| self.from <= day)
            && (!filter.is_disputed || self.is_disputed)
    }
}

/// As names of groups are looked for: in any case.
fn spelt(party: &PartyId) -> PartyId {
    match party {
        PartyId::State(code) => PartyId::State(*code),
        PartyId::Group(name) => PartyId::Group(name.to_ascii_lowercase()),
    }
}
