//! Which articles have one origin.
//!
//! Two articles published within [`WINDOW_DAYS`] of each other whose signatures say that one is a copy of the other are
//! linked; what links join has one origin, named after the earliest of them. The groups depend on the set of articles
//! alone, not on the order in which they came: an article that comes late can join two groups, one that goes can part
//! them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::SignedDuration;
use jiff::civil::Date;

use super::{Band, Signature};
use crate::report::{ArticleKey, OriginKey};

/// Texts published farther apart than this, in days, are not compared: copies run within days, and what is taken
/// up again after weeks is the background of another story.
pub const WINDOW_DAYS: i32 = 14;

/// An article whose origin is another now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The article.
    pub article: ArticleKey,
    /// Its origin until now.
    pub from: OriginKey,
    /// Its origin from now on.
    pub to: OriginKey,
}

/// The origins of a set of articles.
///
/// It holds what it compares: about 1.5 KB an article. A ledger that keeps years gives it the days around those that
/// it takes in, and [forgets](Origins::forget_before) the rest.
#[derive(Debug, Default)]
pub struct Origins {
    texts: HashMap<ArticleKey, Text>,
    bands: HashMap<Band, Vec<ArticleKey>>,
    /// The articles of each origin of more than one, earliest first.
    groups: HashMap<OriginKey, BTreeSet<(Date, ArticleKey)>>,
}

#[derive(Debug)]
struct Text {
    published: Date,
    signature: Signature,
    origin: OriginKey,
}

impl Origins {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The origin of an article; its own key where it is nobody's copy.
    pub fn of(&self, article: ArticleKey) -> OriginKey {
        self.texts.get(&article).map_or(OriginKey(article), |text| text.origin)
    }

    /// Takes an article in, or anew with another text; says which other articles have another origin now.
    pub fn insert(&mut self, article: ArticleKey, published: Date, signature: Signature) -> Vec<Moved> {
        let mut moved = self.remove(article);
        let joined = self.copies(published, &signature);
        for band in signature.bands() {
            self.bands.entry(band).or_default().push(article);
        }
        self.texts.insert(article, Text { published, signature, origin: OriginKey(article) });
        let mut group = BTreeSet::from([(published, article)]);
        for origin in joined {
            group.append(&mut self.take_group(origin));
        }
        moved.extend(self.settle(group).into_iter().filter(|m| m.article != article));
        in_one_step(&moved)
    }

    /// Lets an article go; says which other articles have another origin now.
    pub fn remove(&mut self, article: ArticleKey) -> Vec<Moved> {
        let Some(text) = self.drop_text(article) else { return Vec::new() };
        let mut group = self.take_group(text.origin);
        group.remove(&(text.published, article));
        self.parts(group).into_iter().flat_map(|part| self.settle(part)).collect()
    }

    /// What it was made of: articles, their days, their fingerprints.
    pub fn into_texts(self) -> impl Iterator<Item = (ArticleKey, (Date, Signature))> {
        self.texts.into_iter().map(|(article, text)| (article, (text.published, text.signature)))
    }

    /// Forgets the texts published before a day. Nobody's origin changes; later copies of them are not found.
    pub fn forget_before(&mut self, day: Date) {
        let old = self.texts.iter().filter(|(_, text)| text.published < day);
        let old: Vec<ArticleKey> = old.map(|(article, _)| *article).collect();
        for article in old {
            self.drop_text(article);
        }
        let texts = &self.texts;
        self.groups.retain(|_, group| group.iter().any(|(_, article)| texts.contains_key(article)));
    }

    /// Takes a text out of the index; its group keeps its name.
    fn drop_text(&mut self, article: ArticleKey) -> Option<Text> {
        let text = self.texts.remove(&article)?;
        for band in text.signature.bands() {
            if let Some(articles) = self.bands.get_mut(&band) {
                articles.retain(|other| *other != article);
                if articles.is_empty() {
                    self.bands.remove(&band);
                }
            }
        }
        Some(text)
    }

    /// The origins that a text links together.
    fn copies(&self, published: Date, signature: &Signature) -> BTreeSet<OriginKey> {
        let mut joined = BTreeSet::new();
        let mut seen = HashSet::new();
        for other in signature.bands().filter_map(|band| self.bands.get(&band)).flatten() {
            let Some(text) = self.texts.get(other) else { continue };
            if joined.contains(&text.origin) || !seen.insert(*other) {
                continue;
            }
            if are_near(published, text.published) && signature.is_copy_of(&text.signature) {
                joined.insert(text.origin);
            }
        }
        joined
    }

    /// Takes out the articles of an origin, earliest first.
    fn take_group(&mut self, origin: OriginKey) -> BTreeSet<(Date, ArticleKey)> {
        let alone = || self.texts.get(&origin.0).map(|text| (text.published, origin.0));
        self.groups.remove(&origin).unwrap_or_else(|| alone().into_iter().collect())
    }

    /// Names a group after its earliest article.
    fn settle(&mut self, group: BTreeSet<(Date, ArticleKey)>) -> Vec<Moved> {
        let Some((_, first)) = group.first().copied() else { return Vec::new() };
        let to = OriginKey(first);
        let mut moved = Vec::new();
        for (_, article) in &group {
            if let Some(text) = self.texts.get_mut(article)
                && text.origin != to
            {
                moved.push(Moved { article: *article, from: text.origin, to });
                text.origin = to;
            }
        }
        if group.len() > 1 {
            self.groups.insert(to, group);
        }
        moved
    }

    /// What a group falls into when only its own links hold it together. Copies all of one text, the common case,
    /// cost one comparison each.
    fn parts(&self, mut left: BTreeSet<(Date, ArticleKey)>) -> Vec<BTreeSet<(Date, ArticleKey)>> {
        let mut parts = Vec::new();
        while let Some(first) = left.pop_first() {
            let mut part = BTreeSet::from([first]);
            let mut open = vec![first];
            while let Some(at) = open.pop() {
                let reached: Vec<_> =
                    left.iter().filter(|other| self.are_linked(at, **other)).copied().collect();
                for other in &reached {
                    left.remove(other);
                }
                part.extend(reached.iter().copied());
                open.extend(reached);
            }
            parts.push(part);
        }
        parts
    }

    /// Whether two articles of one group are linked; what linked a forgotten one is not known any more, and is kept.
    fn are_linked(&self, left: (Date, ArticleKey), right: (Date, ArticleKey)) -> bool {
        match (self.texts.get(&left.1), self.texts.get(&right.1)) {
            (Some(a), Some(b)) => are_near(left.0, right.0) && a.signature.is_copy_of(&b.signature),
            _ => true,
        }
    }
}

fn are_near(left: Date, right: Date) -> bool {
    left.duration_since(right).abs() <= SignedDuration::from_hours(24 * i64::from(WINDOW_DAYS))
}

/// The moves of each article as one, without those that led back.
fn in_one_step(moves: &[Moved]) -> Vec<Moved> {
    let mut last: BTreeMap<ArticleKey, Moved> = BTreeMap::new();
    for step in moves {
        last.entry(step.article).and_modify(|m| m.to = step.to).or_insert(*step);
    }
    last.into_values().filter(|m| m.from != m.to).collect()
}

#[cfg(test)]
mod tests;
