//! Reads a document: tokens, windows, network, trees, names, quotes.

use super::act::acts;
use super::known::Known;
use super::name::{largest, names};
use super::network::{Reader, Scores};
use super::quote::quotes;
use super::tokenize::{Word, tokenize};
use super::tree::best_tree;
use super::triage::Triage;
use super::window::{MOST_PIECES, Pieces, USUAL_PIECES, Window};
use super::{Analysis, Name, Relation, Sentence, Token, Upos};
use crate::document::{Document, ZoneKind};
use crate::text::{ByteSpan, SentenceId, TokenId, TokenSpan, ZoneId};
use std::ops::Range;

/// Words of an unread sentence that has no end in sight.
const LONGEST_UNREAD: usize = 500;
/// What the neural reader says of a document.
///
/// With a triage, sentences that tell of nothing are not read: their tokens have no tags and they have no tree. An
/// article without any event never reaches the network.
pub fn analyse(reader: &Reader, document: &Document, triage: Option<&Triage>) -> Analysis {
    let text = document.text();
    let zones: Vec<(ZoneId, ZoneKind, Vec<Word>)> = document
        .read_zones()
        .map(|(id, zone)| (id, zone.kind, tokenize(text, zone.span)))
        .filter(|(.., words)| !words.is_empty())
        .collect();
    let mut draft = Draft { text, analysis: Analysis::default() };
    let Some(triage) = triage else {
        let all: Vec<Stretch<'_>> =
            zones.iter().map(|(zone, _, words)| Stretch { zone: *zone, words }).collect();
        draft.read(reader, &all, None);
        return draft.finish();
    };
    let passages: Vec<Vec<Passage>> = zones.iter().map(|(.., words)| passages(text, words, triage)).collect();
    let any = passages.iter().flatten().any(|passage| passage.wanted);
    let mut is_first_paragraph = true;
    let mut waiting: Vec<Stretch<'_>> = Vec::new();
    for ((zone, kind, words), passages) in zones.iter().zip(passages) {
        // Who is who and when is said in the headline and the first sentence.
        let leads = match kind {
            ZoneKind::Headline => true,
            ZoneKind::Paragraph => std::mem::take(&mut is_first_paragraph),
            _ => false,
        };
        for (at, passage) in passages.into_iter().enumerate() {
            let words = &words[passage.words];
            if passage.wanted || (any && leads && at == 0) {
                waiting.push(Stretch { zone: *zone, words });
            } else {
                draft.read(reader, &std::mem::take(&mut waiting), None);
                draft.pass(*zone, words);
            }
        }
    }
    draft.read(reader, &waiting, None);
    draft.finish()
}

/// Where the stretches of a run of words end.
struct Run {
    /// The zone of each stretch, and the number of words up to its end.
    ends: Vec<(ZoneId, usize)>,
}

impl Run {
    fn of(stretches: &[Stretch<'_>]) -> Self {
        let mut total = 0;
        let ends = stretches.iter().map(|stretch| {
            total += stretch.words.len();
            (stretch.zone, total)
        });
        Run { ends: ends.collect() }
    }

    /// The stretches of a range that it holds to their end, or the range itself where it holds none.
    fn whole(&self, range: Range<usize>) -> Range<usize> {
        let last = self.ends.iter().map(|(_, end)| *end).rfind(|end| *end <= range.end);
        range.start..last.filter(|end| *end > range.start).unwrap_or(range.end)
    }

    /// The zone that a word belongs to.
    fn zone(&self, word: usize) -> ZoneId {
        let at = self.ends.partition_point(|(_, end)| *end <= word);
        self.ends[at.min(self.ends.len() - 1)].0
    }

    /// Whether a stretch ends after this many words.
    fn ends_at(&self, words: usize) -> bool {
        self.ends.binary_search_by_key(&words, |(_, end)| *end).is_ok()
    }

    /// The words of a range by their zones.
    fn parts<'w>(&self, range: &Range<usize>, words: &'w [Word]) -> Vec<(ZoneId, &'w [Word])> {
        let inside = words.chunk_by({
            let mut at = range.start;
            move |_, _| {
                at += 1;
                !self.ends_at(at)
            }
        });
        let mut at = range.start;
        let zoned = inside.map(|part| {
            at += part.len();
            (self.zone(at - 1), part)
        });
        zoned.collect()
    }
}

/// After how many words of a window a sentence ends: where the network says so, and where a stretch does.
fn ends(scores: &Scores, run: &Run, range: &Range<usize>) -> Vec<usize> {
    let said = scores.ends.iter().zip(1..);
    said.filter(|(end, at)| **end > 0.0 || run.ends_at(range.start + at)).map(|(_, at)| at).collect()
}

/// Words of one zone that are read together, after those of the stretch before.
#[derive(Clone, Copy)]
struct Stretch<'w> {
    zone: ZoneId,
    words: &'w [Word],
}

/// Sentences in a row that are all to be read, or none.
struct Passage {
    words: Range<usize>,
    wanted: bool,
}

/// The passages of a zone: its sentences, by their marks alone, with what the triage says of each.
fn passages(text: &str, words: &[Word], triage: &Triage) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    for sentence in marked_sentences(text, words) {
        let wanted = triage.wants(words[sentence.clone()].iter().map(|word| word.span.slice(text)));
        match passages.last_mut() {
            Some(last) if last.wanted == wanted => last.words.end = sentence.end,
            _ => passages.push(Passage { words: sentence, wanted }),
        }
    }
    passages
}

/// Sentences by full stops and the like, without a network.
fn marked_sentences(text: &str, words: &[Word]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for at in 0..words.len() {
        let word = words[at].span.slice(text);
        let stops = word.starts_with(['.', '!', '?', '…']);
        // A closing quote or bracket glued to the stop still belongs to the sentence.
        let next = words.get(at + 1);
        let goes_on = next.is_some_and(|w| w.glued || w.span.slice(text).starts_with(char::is_lowercase));
        let closes = at > start && is_closing(word) && ends_stopped(&words[start..at], text);
        if ((stops || closes) && !goes_on) || next.is_none() || at - start >= LONGEST_UNREAD {
            sentences.push(start..at + 1);
            start = at + 1;
        }
    }
    sentences
}

/// What the neural reader says of paragraphs that are already cut into words, each given with whether no white space
/// stands before it; also the text that the spans slice. `ends`, if given, are the numbers of words after which a sentence
/// of each paragraph ends; otherwise the reader finds them. For measuring against treebanks.
pub fn analyse_words(
    reader: &Reader,
    paragraphs: &[Vec<(&str, bool)>],
    ends: Option<&[Vec<usize>]>,
) -> (String, Analysis) {
    let mut text = String::new();
    let mut zones = Vec::new();
    for (at, paragraph) in paragraphs.iter().enumerate() {
        if at > 0 {
            text.push_str("\n\n");
        }
        let mut words: Vec<Word> = Vec::new();
        for (word, glued) in paragraph.iter().filter(|(word, _)| !word.is_empty()) {
            let glued = *glued && !words.is_empty();
            if !glued && !words.is_empty() {
                text.push(' ');
            }
            words.push(Word { span: ByteSpan::new(text.len(), text.len() + word.len()), glued });
            text.push_str(word);
        }
        zones.push((ZoneId::new(at), words));
    }
    let mut draft = Draft { text: &text, analysis: Analysis::default() };
    for (at, (zone, words)) in zones.iter().enumerate() {
        draft.read(reader, &[Stretch { zone: *zone, words }], ends.map(|ends| ends[at].as_slice()));
    }
    let analysis = draft.finish();
    (text, analysis)
}

/// Paragraphs (split at blank lines) cut into words and sentences, without a network; for tests of what needs none.
#[cfg(test)]
pub(crate) fn unread(text: &str) -> Analysis {
    let mut draft = Draft { text, analysis: Analysis::default() };
    let mut at = 0;
    for (zone, part) in text.split("\n\n").enumerate() {
        draft.pass(ZoneId::new(zone), &tokenize(text, ByteSpan::new(at, at + part.len())));
        at += part.len() + 2;
    }
    draft.finish()
}

/// An analysis in the making.
struct Draft<'t> {
    text: &'t str,
    analysis: Analysis,
}

impl Draft<'_> {
    fn finish(mut self) -> Analysis {
        self.analysis.quotes = quotes(self.text, &self.analysis);
        self.analysis.link();
        self.analysis
    }

    /// Sentences of a zone by its marks alone, without tags or trees.
    fn pass(&mut self, zone: ZoneId, words: &[Word]) {
        for sentence in marked_sentences(self.text, words) {
            self.pass_sentence(zone, &words[sentence]);
        }
    }

    fn pass_sentence(&mut self, zone: ZoneId, words: &[Word]) {
        let sentence = SentenceId::new(self.analysis.sentences.len());
        let first = self.analysis.tokens.len();
        for word in words {
            self.analysis.tokens.push(Token {
                span: word.span,
                lemma: word.span.slice(self.text).to_lowercase(),
                upos: Upos::X,
                head: None,
                relation: Relation::Dep,
                sentence,
            });
        }
        let tokens = TokenSpan::new(first, self.analysis.tokens.len());
        self.analysis.sentences.push(Sentence { tokens, zone, root: None });
    }

    /// Sentences of stretches that follow on one another, with all that the network says. As many whole stretches go
    /// through it at once as a window holds: "They rejected the demand" is read beside the paragraph that tells who
    /// demanded what. `given` are the sentence ends, where they are known.
    fn read(&mut self, reader: &Reader, stretches: &[Stretch<'_>], given: Option<&[usize]>) {
        let text = self.text;
        let words: Vec<Word> = stretches.iter().flat_map(|stretch| stretch.words).copied().collect();
        let run = Run::of(stretches);
        let pieces = Pieces::of(words.iter().map(|word| word.span.slice(text)), &reader.pieces);
        let (mut start, mut room) = (0, USUAL_PIECES);
        while start < words.len() {
            let range = run.whole(pieces.fitting(start, room));
            let word = |at: usize| (words[at].span.slice(text), words[at].glued);
            let window = Window::new(&pieces, range.clone(), word, &reader.pieces);
            let words = &words[range.clone()];
            let Some(scores) = reader.score(&window) else {
                for (zone, words) in run.parts(&range, words) {
                    self.pass_sentence(zone, words);
                }
                start = range.end;
                continue;
            };
            let mut ends: Vec<usize> = match given {
                Some(given) => {
                    given.iter().filter(|end| range.contains(&(**end - 1))).map(|end| end - start).collect()
                }
                None => ends(&scores, &run, &range),
            };
            let is_last = range.end == pieces.words();
            if (is_last || (ends.is_empty() && room == MOST_PIECES)) && ends.last() != Some(&words.len()) {
                ends.push(words.len());
            }
            let Some(last) = ends.last() else {
                room = MOST_PIECES;
                continue;
            };
            let zones: Vec<ZoneId> = ends.iter().map(|end| run.zone(start + end - 1)).collect();
            start += last;
            room = USUAL_PIECES;
            self.push_window(reader, &zones, words, &scores, &ends);
        }
    }

    /// Adds the sentences of a window, which end at `ends`, each in its zone.
    fn push_window(
        &mut self,
        reader: &Reader,
        zones: &[ZoneId],
        words: &[Word],
        scores: &Scores,
        ends: &[usize],
    ) {
        let offset = self.analysis.tokens.len();
        let mut arcs = Vec::with_capacity(words.len());
        let mut start = 0;
        for (end, zone) in ends.iter().zip(zones) {
            let score = |word: usize, head: Option<usize>| {
                scores.arcs[(start + word) * (words.len() + 1) + head.map_or(0, |head| start + head + 1)]
            };
            let heads = best_tree(end - start, score);
            arcs.extend(heads.iter().map(|head| head.map(|head| start + head)));
            self.push_sentence(reader, *zone, words, scores, (start, *end));
            start = *end;
        }
        for (word, head) in arcs.iter().enumerate() {
            self.analysis.tokens[offset + word].head = head.map(|head| TokenId::new(offset + head));
        }
        self.analysis.acts.extend(acts(scores, &reader.labels, arcs.len(), offset));
        self.relate(reader, scores, words.len(), &arcs, offset);
    }

    fn push_sentence(
        &mut self,
        reader: &Reader,
        zone: ZoneId,
        words: &[Word],
        scores: &Scores,
        (start, end): (usize, usize),
    ) {
        let labels = &reader.labels;
        let sentence = SentenceId::new(self.analysis.sentences.len());
        let first = self.analysis.tokens.len();
        for (at, word) in words.iter().enumerate().take(end).skip(start) {
            let word = word.span;
            let lemma = largest(row(&scores.lemmas, at, labels.lemmas.len()));
            let upos = largest(row(&scores.upos, at, labels.upos.len()));
            let (written, upos) = (word.slice(self.text), labels.upos[upos]);
            self.analysis.tokens.push(Token {
                span: word,
                lemma: Known::builtin().mend(written, upos, labels.lemmas[lemma].apply(written)),
                upos,
                head: None,
                relation: Relation::Dep,
                sentence,
            });
        }
        let tokens = TokenSpan::new(first, self.analysis.tokens.len());
        self.analysis.sentences.push(Sentence { tokens, zone, root: None });
        let width = labels.names.len();
        for (from, to, kind, score) in names(&scores.names[start * width..end * width], &labels.names) {
            let tokens = TokenSpan::new(first + from, first + to);
            self.analysis.names.push(Name { tokens, kind, score });
        }
    }

    /// Names the relations of a window's arcs and the roots of its sentences.
    fn relate(
        &mut self,
        reader: &Reader,
        scores: &Scores,
        words: usize,
        arcs: &[Option<usize>],
        offset: usize,
    ) {
        let width = scores.dependents.len() / words.max(1);
        let heads =
            arcs.iter().flat_map(|head| row(&scores.heads, head.map_or(0, |h| h + 1), width)).copied();
        // Words after the window's last sentence end have no arc yet.
        let dependents = scores.dependents[..arcs.len() * width].to_vec();
        let relations = reader.label(dependents, heads.collect(), arcs.len()).unwrap_or_default();
        let table = &reader.labels.relations;
        for (word, head) in arcs.iter().enumerate() {
            let token = &mut self.analysis.tokens[offset + word];
            token.relation = match head {
                None => Relation::Root,
                Some(_) => {
                    let scores =
                        relations.get(word * table.len()..(word + 1) * table.len()).unwrap_or_default();
                    best_relation(scores, table)
                }
            };
            if head.is_none() {
                self.analysis.sentences[token.sentence.index()].root = Some(TokenId::new(offset + word));
            }
        }
    }
}

fn row(scores: &[f32], at: usize, width: usize) -> &[f32] {
    &scores[at * width..(at + 1) * width]
}

/// The best relation but the root's, which a word with a head does not have.
fn best_relation(scores: &[f32], table: &[Relation]) -> Relation {
    let mut best = (Relation::Dep, f32::NEG_INFINITY);
    for (score, relation) in scores.iter().zip(table) {
        if *score > best.1 && *relation != Relation::Root {
            best = (*relation, *score);
        }
    }
    best.0
}

fn is_closing(word: &str) -> bool {
    matches!(word, "”" | "’" | "\"" | "'" | "''" | ")" | "]" | "»")
}

fn ends_stopped(words: &[Word], text: &str) -> bool {
    words
        .iter()
        .rev()
        .map(|word| word.span.slice(text))
        .find(|word| !is_closing(word))
        .is_some_and(|word| word.starts_with(['.', '!', '?', '…']))
}
