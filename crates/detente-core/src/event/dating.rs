//! When an event happened: the days chosen for it among all that the words around it name.
//!
//! In: the events of an article, each with the time that its words have in the tree, if any. Out: the same events with
//! their likeliest days. The options are no day, the times of the sentences around, the day of publication, and the day of
//! what was told before; learnt weights ([`crate::choice`]) say what speaks for each. In "He landed in Lima on Monday.
//! There he demanded that the raid be condemned", no time hangs on "demanded": that the network points from it to
//! "Monday", and that it follows on an act of Monday, make it Monday's.

use std::sync::OnceLock;

use super::find::Layers;
use super::{Event, Status, learned};
use crate::analysis::act::{Act, Role, When};
use crate::choice::{Signs, Weights};
use crate::document::ZoneKind;
use crate::mention::{Days, Time, time};
use crate::text::{SentenceId, TokenId};

/// How many sentences before and after a telling may hold its time.
const BEFORE: usize = 3;
const AFTER: usize = 1;

/// A choice as it was put, to learn weights from.
#[derive(Debug, Clone)]
pub struct Case {
    /// The event, by its place in the list.
    pub event: usize,
    /// The options: their days and what is seen of them.
    pub options: Vec<(Option<Days>, Signs)>,
    /// Which was taken.
    pub taken: usize,
}

/// The weights that ship with the program.
pub fn weights() -> &'static Weights {
    static BUILTIN: OnceLock<Weights> = OnceLock::new();
    BUILTIN.get_or_init(|| Weights::parse(detente_data::model::dating()))
}

/// The days that the time of a word in the tree means.
pub(super) fn by_tree(layers: Layers<'_>, trigger: TokenId) -> Option<Days> {
    time::of_event(layers.analysis, &layers.mentions.times, trigger).and_then(|t| t.days)
}

/// Dates the events in the order of the text, each with what was decided before.
pub fn date(layers: Layers<'_>, weights: &Weights, events: &mut [Event], record: &mut dyn FnMut(Case)) {
    let first = |event: &Event| event.tellings.iter().map(|t| t.trigger).min();
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by_key(|at| (first(&events[*at]), *at));
    let mut before = None;
    for at in order {
        let scene = Scene::new(layers, &events[at], before);
        let options = scene.options();
        let signs: Vec<Signs> = options.iter().map(|days| scene.signs(*days)).collect();
        let Some(taken) = crate::choice::best(&weights.chances(&signs)) else { continue };
        events[at].days = options[taken];
        if let Some(days) = events[at].days {
            let sentence = events[at].tellings.iter().map(|t| t.sentence).min();
            before = sentence.map(|sentence| Told { days, sentence });
        }
        record(Case { event: at, options: options.into_iter().zip(signs).collect(), taken });
    }
}

/// The days of what was told last, and where.
#[derive(Clone, Copy)]
struct Told {
    days: Days,
    sentence: SentenceId,
}

/// A time near a telling.
struct Near<'a> {
    time: &'a Time,
    days: Days,
    /// Sentences from the telling to the time.
    apart: isize,
    /// Whether it stands before the trigger.
    leads: bool,
    /// Probability by the network that it is the time of the act.
    pointed: f32,
}

/// What is seen of one event.
struct Scene<'a> {
    layers: Layers<'a>,
    event: &'a Event,
    tree: Vec<Days>,
    near: Vec<Near<'a>>,
    today: Option<Days>,
    before: Option<Told>,
    acts: Vec<&'a Act>,
}

impl<'a> Scene<'a> {
    fn new(layers: Layers<'a>, event: &'a Event, before: Option<Told>) -> Self {
        let triggers = || event.tellings.iter().map(|t| t.trigger);
        let mut near = Vec::new();
        for telling in &event.tellings {
            let act = layers.analysis.act(telling.trigger);
            let times = times_around(layers, telling.sentence);
            for time in times.iter().filter(|t| t.is_point && !t.tokens.is_empty()) {
                let Some(days) = time.days else { continue };
                let first = TokenId::new(time.tokens.start());
                let apart = distance(layers.analysis.token(first).sentence, telling.sentence);
                let parts = act.into_iter().flat_map(|act| act.with(Role::Time, 0.0));
                let pointed = parts.filter(|p| time.tokens.has(p.token)).map(|p| p.score).fold(0.0, f32::max);
                near.push(Near { time, days, apart, leads: first < telling.trigger, pointed });
            }
        }
        Scene {
            layers,
            event,
            tree: triggers().filter_map(|trigger| by_tree(layers, trigger)).chain(event.days).collect(),
            near,
            today: layers.document.day.map(Days::on),
            before,
            acts: triggers().filter_map(|trigger| layers.analysis.act(trigger)).collect(),
        }
    }

    /// What the event may be dated by; first what the tree says, which is taken where nothing speaks for another.
    fn options(&self) -> Vec<Option<Days>> {
        let mut options: Vec<Option<Days>> = self.tree.first().map(|days| Some(*days)).into_iter().collect();
        options.push(None);
        options.extend(self.tree.iter().map(|days| Some(*days)));
        options.extend(self.near.iter().map(|near| Some(near.days)));
        options.extend([self.today, self.before.map(|told| told.days)].into_iter().flatten().map(Some));
        let mut seen = Vec::new();
        options.retain(|option| {
            let is_new = !seen.contains(option);
            seen.extend(is_new.then_some(*option));
            is_new
        });
        options
    }

    fn signs(&self, days: Option<Days>) -> Signs {
        let mut signs = Signs::default();
        let (kind, status) = (self.event.kind.as_str(), self.event.status);
        match days {
            None => self.of_none(&mut signs),
            Some(days) => {
                self.of_times(days, &mut signs);
                if self.today == Some(days) {
                    signs.add("today".to_owned());
                    signs.add(format!("today {kind}"));
                    signs.add(format!("today {status}"));
                    signs.add(format!("today {}", self.times_beside()));
                    signs.add(format!("today {}", self.zone()));
                    signs.weigh("today seen".to_owned(), self.seen(When::Published));
                }
                self.of_before(days, &mut signs);
                self.of_span(days, &mut signs);
            }
        }
        signs
    }

    /// What speaks for no day.
    fn of_none(&self, signs: &mut Signs) {
        let by = if self.event.frame == learned::NAME { "learned" } else { "frame" };
        signs.add("none".to_owned());
        signs.add(format!("none {}", self.event.kind));
        if let Some(mode) = self.event.mode {
            signs.add(format!("none {mode}"));
        }
        signs.add(format!("none {}", self.event.status));
        signs.add(format!("none {by}"));
        signs.add(format!("none {}", self.zone()));
        signs.add(format!("none {}", self.times_beside()));
        signs.weigh("none seen".to_owned(), self.seen(When::Nothing));
        if !self.tree.is_empty() {
            signs.add("none against tree".to_owned());
        }
        if let Some(told) = self.before {
            signs.add(format!("none told {}", self.since(told)));
        }
        let quoted = self.event.tellings.iter().all(|t| self.layers.analysis.quote_of(t.trigger).is_some());
        if quoted {
            signs.add("none quoted".to_owned());
        }
    }

    /// What speaks for days that a time names.
    fn of_times(&self, days: Days, signs: &mut Signs) {
        if self.tree.contains(&days) {
            signs.add("tree".to_owned());
            signs.add(format!("tree {}", self.event.kind));
            signs.add(format!("tree {}", self.event.status));
            if self.tree.iter().any(|other| *other != days) {
                signs.add("tree among several".to_owned());
            }
        }
        let here = || self.near.iter().filter(move |near| near.days == days);
        let Some(closest) = here().min_by_key(|near| near.apart.unsigned_abs()) else { return };
        signs.weigh("pointed".to_owned(), here().map(|near| near.pointed).fold(0.0, f32::max));
        let most = self.near.iter().map(|near| near.pointed).fold(0.0, f32::max);
        if closest.pointed > 0.2 && closest.pointed >= most {
            signs.add("pointed most".to_owned());
        }
        signs.weigh("word seen".to_owned(), self.seen(When::Word));
        signs.add(format!("time {} {}", closest.apart, if closest.leads { "before" } else { "after" }));
        signs.add(format!("time {} of {}", closest.apart, self.times_beside()));
        signs.add(format!("time {} {}", closest.apart, self.event.kind));
        if self.is_nearest(closest) {
            signs.add(format!("nearest {}", closest.apart.signum()));
        }
        if closest.apart != 0 && self.starts_sentence(closest) {
            signs.add(format!("opens {}", closest.apart));
        }
    }

    /// What speaks for the days of what was told before.
    fn of_before(&self, days: Days, signs: &mut Signs) {
        let Some(told) = self.before.filter(|told| told.days == days) else { return };
        let since = self.since(told);
        signs.add(format!("told {since}"));
        signs.add(format!("told {since} {}", self.times_beside()));
        signs.add(format!("told {}", self.event.kind));
        signs.add(format!("told {}", self.event.status));
        signs.weigh("told seen".to_owned(), self.seen(When::Told));
    }

    /// What days of this length, before or after publication, say.
    fn of_span(&self, days: Days, signs: &mut Signs) {
        let length = days.from.until(days.to).map_or(0, |span| span.get_days());
        let size = match length {
            0 => "day",
            1..=7 => "days",
            8..=31 => "month",
            _ => "longer",
        };
        signs.add(format!("span {size}"));
        let Some(today) = self.today else { return };
        let side = if days.from > today.to { "later" } else { "past" };
        let awaited = matches!(self.event.status, Status::Future | Status::Hypothetical);
        signs.add(format!("{side} {}", if awaited { "awaited" } else { "told" }));
    }

    /// How sure the network is that the event is dated in this way.
    fn seen(&self, when: When) -> f32 {
        self.acts.iter().filter_map(|act| act.dated(when)).fold(0.0, f32::max)
    }

    /// How many times stand in the sentences that tell of it.
    fn times_beside(&self) -> &'static str {
        match self.near.iter().filter(|near| near.apart == 0).count() {
            0 => "no time",
            1 => "one time",
            _ => "times",
        }
    }

    fn zone(&self) -> &'static str {
        let zones = self.event.tellings.iter().map(|t| {
            let sentence = self.layers.analysis.sentences[t.sentence.index()];
            self.layers.document.zone(sentence.zone).kind
        });
        let mut is_headline = true;
        for zone in zones {
            is_headline &= zone == ZoneKind::Headline;
        }
        if is_headline { "headline" } else { "text" }
    }

    /// How far back the last dated event was told.
    fn since(&self, told: Told) -> &'static str {
        let sentences =
            self.event.tellings.iter().map(|t| distance(t.sentence, told.sentence).unsigned_abs());
        match sentences.min().unwrap_or(usize::MAX) {
            0 => "here",
            1 => "just before",
            2 | 3 => "before",
            _ => "far",
        }
    }

    fn is_nearest(&self, near: &Near<'_>) -> bool {
        self.near.iter().all(|other| other.apart.unsigned_abs() >= near.apart.unsigned_abs())
    }

    /// "On Monday, ...": a time among the first words of its sentence.
    fn starts_sentence(&self, near: &Near<'_>) -> bool {
        let sentence = self.layers.analysis.sentence_of(TokenId::new(near.time.tokens.start()));
        near.time.tokens.start() <= sentence.tokens.start() + 2
    }
}

/// Sentences from `other` to `at`.
/// The times of the sentences around one.
fn times_around(layers: Layers<'_>, sentence: SentenceId) -> &[Time] {
    let (sentences, times) = (&layers.analysis.sentences, &layers.mentions.times);
    let around = sentence.index().saturating_sub(BEFORE)..(sentence.index() + 1 + AFTER).min(sentences.len());
    let around = sentences.get(around).unwrap_or_default();
    let (Some(first), Some(last)) = (around.first(), around.last()) else { return &[] };
    let from = times.partition_point(|t| t.tokens.start() < first.tokens.start());
    let to = times.partition_point(|t| t.tokens.start() < last.tokens.end());
    times.get(from..to).unwrap_or_default()
}

fn distance(at: SentenceId, other: SentenceId) -> isize {
    at.index().cast_signed() - other.index().cast_signed()
}

#[cfg(test)]
mod tests {
    use crate::document::Article;
    use crate::pipeline::Pipeline;

    /// The days that the reader gives the event at some words of an article of Friday, 19 January 2024.
    fn check(text: &str, expected: &[(&str, Option<&str>)]) {
        let pipeline = Pipeline::builtin().unwrap();
        let article = Article {
            text: text.to_owned(),
            published: Some(jiff::civil::date(2024, 1, 19)),
            ..Article::default()
        };
        let reading = pipeline.read(article);
        let text = reading.document.text();
        for (words, day) in expected {
            let at = text.find(words).unwrap();
            let event = reading.events.iter().find(|event| {
                event.tellings.iter().any(|t| {
                    let span = reading.analysis.bytes(t.anchor);
                    span.start() < at + words.len() && at < span.end()
                })
            });
            let found = event.unwrap_or_else(|| panic!("no event at {words:?} in: {text}")).days;
            let found = found.map(|days| (days.from.to_string(), days.to.to_string()));
            let wanted = day.map(|day| (day.to_owned(), day.to_owned()));
            assert_eq!(found, wanted, "{words} in: {text}");
        }
    }

    #[test]
    fn a_time_in_the_words_dates_the_act() {
        check(
            "Chad expelled two Sudanese diplomats on Tuesday. On Thursday Sudan recalled its ambassador from Chad.",
            &[("expelled", Some("2024-01-16")), ("recalled", Some("2024-01-18"))],
        );
    }

    #[test]
    fn an_act_in_the_same_breath_is_of_the_same_day() {
        check(
            "The president of Chad received the envoy of Sudan on Wednesday and rejected his demand for an apology.",
            &[("rejected", Some("2024-01-17"))],
        );
    }
}
