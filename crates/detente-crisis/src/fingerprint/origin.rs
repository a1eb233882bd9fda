//! Which articles have one origin.
//!
//! Two articles published within [`WINDOW_DAYS`] of each other whose signatures say that one is a copy of the other are
//! linked; what links join has one origin, named after the earliest of them. The groups depend on the set of articles
//! alone, not on the order in which they came: an article that comes late can join two groups, one that goes can part
//! them.
//!
//! Not all articles need be in it. Whoever joins a group that goes on as it was needs of it what was published around him; who parts, joins
//! or renames groups needs these [whole](Origins::wanted). A notice that is printed every day for years is one group of thousands.

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
/// It holds what it compares: about 6 KB an article. A ledger that keeps years [lays in](Origins::lay_in) those of the days around what it
/// takes in, and [keeps](Origins::keep) no others.
#[derive(Debug, Default)]
pub struct Origins {
    texts: HashMap<ArticleKey, Text>,
    bands: HashMap<Band, Vec<ArticleKey>>,
    /// The articles of each origin that has others than itself, earliest first; of those that are here.
    groups: HashMap<OriginKey, Group>,
}

/// Articles of one origin, earliest first.
type Group = BTreeSet<(Date, ArticleKey)>;

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

    /// The origins that a text links together; what is published around it is here.
    pub fn joined(&self, published: Date, signature: &Signature) -> BTreeSet<OriginKey> {
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

    /// The first articles that have to be here before a text is taken in that joins these origins, to tell which is the earliest. One that
    /// began before the days around it is so before all others; of several it has to be seen.
    pub fn unseen(&self, published: Date, joined: &BTreeSet<OriginKey>) -> Vec<ArticleKey> {
        let is_around = |origin: &OriginKey| {
            self.texts.get(&origin.0).is_some_and(|text| are_near(published, text.published))
        };
        match joined.iter().filter(|origin| !is_around(origin)).count() {
            0 | 1 => Vec::new(),
            _ => {
                joined.iter().map(|origin| origin.0).filter(|first| !self.texts.contains_key(first)).collect()
            }
        }
    }

    /// The origins of which every article has to be here before one is let go of, or taken in with a text that joins some: the one that it
    /// leaves, and those that get another name by it.
    pub fn wanted(
        &self,
        article: ArticleKey,
        published: Option<Date>,
        joined: &BTreeSet<OriginKey>,
    ) -> BTreeSet<OriginKey> {
        let mut wanted = joined.clone();
        let first = |origin: &OriginKey| self.texts.get(&origin.0).map(|text| (text.published, origin.0));
        if let Some(earliest) = joined.iter().min_by_key(|origin| first(origin))
            && first(earliest).is_none_or(|first| published.is_some_and(|day| first < (day, article)))
        {
            wanted.remove(earliest);
        }
        wanted.extend(self.texts.get(&article).map(|text| text.origin));
        wanted
    }

    /// Puts an article in with the origin that it was found to have.
    pub fn lay_in(&mut self, article: ArticleKey, published: Date, signature: Signature, origin: OriginKey) {
        self.forget(article);
        let mut group = self.take_group(origin);
        group.insert((published, article));
        self.put_text(article, Text { published, signature, origin });
        self.put_group(origin, group);
    }

    /// Forgets an article. Nobody's origin changes.
    pub fn forget(&mut self, article: ArticleKey) {
        if let Some((origin, group)) = self.drop_text(article) {
            self.put_group(origin, group);
        }
    }

    /// Takes an article in, or anew with another text; says which other articles have another origin now.
    pub fn insert(&mut self, article: ArticleKey, published: Date, signature: Signature) -> Vec<Moved> {
        let mut moved = self.remove(article);
        let joined = self.joined(published, &signature);
        // The first of a group that is not here was published before all that is compared: the group keeps its name.
        let name = joined.iter().copied().find(|origin| !self.texts.contains_key(&origin.0));
        self.put_text(article, Text { published, signature, origin: OriginKey(article) });
        let mut parts: Vec<(OriginKey, Group)> =
            joined.into_iter().map(|origin| (origin, self.take_group(origin))).collect();
        parts.push((OriginKey(article), Group::from([(published, article)])));
        moved.extend(self.join(parts, name).into_iter().filter(|m| m.article != article));
        in_one_step(&moved)
    }

    /// Lets an article go; says which other articles have another origin now.
    pub fn remove(&mut self, article: ArticleKey) -> Vec<Moved> {
        let Some((_, group)) = self.drop_text(article) else { return Vec::new() };
        self.parts(group).into_iter().flat_map(|part| self.settle(part)).collect()
    }

    /// Keeps some articles and forgets the others. Nobody's origin changes.
    pub fn keep(&mut self, is_kept: impl Fn(ArticleKey) -> bool) {
        self.texts.retain(|article, _| is_kept(*article));
        self.bands.retain(|_, articles| {
            articles.retain(|article| is_kept(*article));
            !articles.is_empty()
        });
        self.groups.retain(|_, group| {
            group.retain(|(_, article)| is_kept(*article));
            !group.is_empty()
        });
    }

    fn put_text(&mut self, article: ArticleKey, text: Text) {
        for band in text.signature.bands() {
            self.bands.entry(band).or_default().push(article);
        }
        self.texts.insert(article, text);
    }

    /// Takes a text out, and its group, of which the others are left.
    fn drop_text(&mut self, article: ArticleKey) -> Option<(OriginKey, Group)> {
        let text = self.texts.remove(&article)?;
        for band in text.signature.bands() {
            if let Some(articles) = self.bands.get_mut(&band) {
                articles.retain(|other| *other != article);
                if articles.is_empty() {
                    self.bands.remove(&band);
                }
            }
        }
        let mut group = self.take_group(text.origin);
        group.remove(&(text.published, article));
        Some((text.origin, group))
    }

    /// Takes out the articles of an origin, earliest first.
    fn take_group(&mut self, origin: OriginKey) -> Group {
        let first = || self.texts.get(&origin.0).filter(|text| text.origin == origin);
        let alone = || first().map(|text| (text.published, origin.0)).into_iter().collect();
        self.groups.remove(&origin).unwrap_or_else(alone)
    }

    fn put_group(&mut self, origin: OriginKey, group: Group) {
        if group.iter().any(|(_, article)| *article != origin.0) {
            self.groups.insert(origin, group);
        }
    }

    /// Makes one group of several, named after the earliest article unless it has a name from one that is not here. Those of the group
    /// whose name that is are not looked at: where one copy comes after the other, that is all but one.
    fn join(&mut self, mut parts: Vec<(OriginKey, Group)>, name: Option<OriginKey>) -> Vec<Moved> {
        let Some((_, first)) = parts.iter().filter_map(|(_, part)| part.first()).min().copied() else {
            return Vec::new();
        };
        let to = name.unwrap_or(OriginKey(first));
        let others = parts.iter().filter(|(origin, _)| *origin != to);
        let mut moved = Vec::new();
        for (_, part) in others {
            moved.append(&mut self.renamed(part, to));
        }
        let largest =
            parts.iter().enumerate().max_by_key(|(_, (_, part))| part.len()).map_or(0, |(at, _)| at);
        let (_, mut group) = parts.swap_remove(largest);
        group.extend(parts.into_iter().flat_map(|(_, part)| part));
        self.put_group(to, group);
        moved
    }

    /// Names a group after its earliest article.
    fn settle(&mut self, group: Group) -> Vec<Moved> {
        let Some((_, first)) = group.first().copied() else { return Vec::new() };
        let moved = self.renamed(&group, OriginKey(first));
        self.put_group(OriginKey(first), group);
        moved
    }

    /// Gives the articles of a group another origin; those that had another.
    fn renamed(&mut self, group: &Group, to: OriginKey) -> Vec<Moved> {
        let mut moved = Vec::new();
        for (_, article) in group {
            if let Some(text) = self.texts.get_mut(article)
                && text.origin != to
            {
                moved.push(Moved { article: *article, from: text.origin, to });
                text.origin = to;
            }
        }
        moved
    }

    /// What a group falls into when only its own links hold it together. Copies all of one text, the common case,
    /// cost one comparison each.
    fn parts(&self, mut left: Group) -> Vec<Group> {
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

    /// Whether two articles are linked.
    fn are_linked(&self, left: (Date, ArticleKey), right: (Date, ArticleKey)) -> bool {
        let texts = self.texts.get(&left.1).zip(self.texts.get(&right.1));
        are_near(left.0, right.0) && texts.is_some_and(|(a, b)| a.signature.is_copy_of(&b.signature))
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
