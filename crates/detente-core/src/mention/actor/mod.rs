//! From trees and look-ups to mentions of parties and places.
//!
//! In: the words, their tree, the names the model found, what is known beforehand. Out: a [`Mention`] for every
//! nominal that can be a party or a place, and for every word inside one that says whose it is.
//!
//! "Pakistani Foreign Minister, Jalil Abbas Jilani, and his Iranian counterpart" gives `Pakistani` (modifier,
//! a state), `Pakistani Foreign Minister, Jalil Abbas Jilani` (an office, owned by the first), `Jalil Abbas
//! Jilani` (a person), `his` (pronoun), `Iranian` and `his Iranian counterpart` (generic, owned by `Iranian`).

mod nominal;
mod owner;
mod phrase;
mod scan;

use super::{Form, Generic, Mention, Sort};
use crate::analysis::{Analysis, Relation};
use crate::document::Document;
use crate::text::{MentionId, TokenId};
use detente_data::Knowledge;
use scan::Scan;
pub(crate) use scan::words;

/// Finds the mentions of parties and places, by text order of their heads.
pub fn find(document: &Document, analysis: &Analysis, knowledge: &Knowledge) -> Vec<Mention> {
    let scan = Scan::new(document, analysis, knowledge);
    let mut all: Vec<Mention> =
        (0..analysis.tokens.len()).filter_map(|i| nominal::at(&scan, TokenId::new(i))).collect();
    let mut by_head = vec![None; analysis.tokens.len()];
    for (i, mention) in all.iter().enumerate() {
        by_head[mention.head.index()] = Some(MentionId::new(i));
    }
    let index = Index { scan: &scan, by_head };
    for i in 0..all.len() {
        let owners = index.owners(&all, MentionId::new(i));
        let mut owners = owners.into_iter();
        all[i].owner = owners.next();
        all[i].more_owners = owners.collect();
        all[i].same_as = index.apposed(&all, MentionId::new(i));
    }
    all
}

/// The scan with the mentions' heads.
struct Index<'s, 'a> {
    scan: &'s Scan<'a>,
    by_head: Vec<Option<MentionId>>,
}

impl Index<'_, '_> {
    /// The mention that a word belongs to: headed by it, or by the known name or model's name that holds it.
    fn mention_of(&self, token: TokenId) -> Option<MentionId> {
        let scan = self.scan;
        let direct = self.by_head.get(token.index()).copied().flatten();
        direct
            .or_else(|| scan.known_at(token).and_then(|k| self.by_head[scan.head_of(k.tokens).index()]))
            .or_else(|| scan.name_at(token).and_then(|n| self.by_head[scan.head_of(n.tokens).index()]))
    }

    /// The name beside a mention that names the same: "Stan Storimans" for "a Dutch cameraman" that follows it,
    /// "Organization of American States" for "(OAS)".
    fn apposed(&self, all: &[Mention], id: MentionId) -> Option<MentionId> {
        let analysis = self.scan.analysis;
        let mention = &all[id.index()];
        let acts = |other: &Mention| matches!(other.sort, Sort::Actor | Sort::Person | Sort::Organisation);
        let named = |other: &MentionId| *other != id && acts(&all[other.index()]);
        let above = (analysis.relation(mention.head) == Relation::Appos)
            .then(|| analysis.head(mention.head).and_then(|h| self.mention_of(h)))
            .flatten();
        let below = || {
            let mut below = analysis.children_by(mention.head, &[Relation::Appos]);
            below.find_map(|c| self.mention_of(c).filter(named))
        };
        match mention.form {
            Form::Description => {
                above.filter(named).or_else(below).or_else(|| self.beside(mention).filter(named))
            }
            // A description above points here already.
            // One person is not another, whatever the tree says.
            Form::Name if acts(mention) => above.filter(named).filter(|o| {
                let other = &all[o.index()];
                let people = mention.sort == Sort::Person && other.sort == Sort::Person;
                !people || mention.core == other.core
            }),
            _ => None,
        }
    }

    /// The name right after a group's description: "the armed group Jaish al-Adl", however the tree joins them.
    fn beside(&self, mention: &Mention) -> Option<MentionId> {
        let grouping = matches!(
            mention.sort,
            Sort::Institution | Sort::Generic(Generic::Group | Generic::Counterpart | Generic::Person)
        );
        let next = TokenId::new(mention.core.end());
        let same = self.scan.analysis.tokens.get(next.index())?.sentence
            == self.scan.analysis.token(mention.head).sentence;
        let name = self.mention_of(next).filter(|_| grouping && same)?;
        let starts = |tokens: crate::text::TokenSpan| tokens.start() == next.index();
        let known = self.scan.known_at(next).is_some_and(|k| starts(k.tokens));
        let named = self.scan.name_at(next).is_some_and(|n| starts(n.tokens));
        (known || named).then_some(name)
    }
}
