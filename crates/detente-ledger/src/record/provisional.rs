//! Provisional names for incidents, until a stage of the core joins events across articles.
//!
//! Two events with the same type, the same parties and the same first day get the same name, whichever
//! article they stand in; an event without a day or without a party is on its own. The name depends on
//! nothing but the event's own article, so the order of articles cannot change it.

use detente_core::event::Event;
use detente_core::pipeline::Reading;
use std::collections::BTreeMap;

/// The incident of each event of the article, in order.
pub(crate) fn names(reading: &Reading) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut all = Vec::with_capacity(reading.events.len());
    for (i, event) in reading.events.iter().enumerate() {
        let name = key(event).unwrap_or_else(|| format!("{}#e{}", reading.document.article.id, i + 1));
        // Two events of one article are two, however alike: it would have told one of them once.
        let count = seen.entry(name.clone()).and_modify(|n| *n += 1).or_insert(1);
        all.push(if *count == 1 { name } else { format!("{name}-{count}") });
    }
    all
}

fn key(event: &Event) -> Option<String> {
    let day = event.days?.from;
    let codes = |parties: &[detente_core::event::Party]| {
        let mut codes: Vec<String> =
            parties.iter().filter_map(|p| p.code).map(|c| c.as_str().to_lowercase()).collect();
        codes.sort();
        codes.dedup();
        codes.join("+")
    };
    let (actors, recipients) = (codes(&event.actors), codes(&event.recipients));
    if actors.is_empty() && recipients.is_empty() {
        return None;
    }
    Some(format!("{}-{actors}-{recipients}-{day}", event.kind.as_str().to_lowercase()))
}
