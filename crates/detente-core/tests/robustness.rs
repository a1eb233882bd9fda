//! Whether the reader reads an act and not its wording: voice, nominalisation, names, paraphrase.

use detente_core::document::Article;
use detente_core::pipeline::Pipeline;
use detente_core::text::ByteSpan;
use serde_json::Value;

/// Names that stand for {A} and {B}, each pair tried either way round.
const NAMES: [[&str; 2]; 3] = [["Peru", "Chile"], ["Varunia", "Keldar"], ["North Ostrel", "Sovania"]];

/// How many readings of a wording have the right type, and how many of these the right parties.
#[derive(Default)]
struct Tally {
    readings: usize,
    typed: usize,
    mirrored: usize,
    misses: Vec<String>,
}

impl Tally {
    fn share(&self) -> (f64, f64) {
        let of = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        (of(self.typed, self.readings), of(self.mirrored, self.typed))
    }
}

/// Reads each act of the table in one of its wordings (1 active, 2 passive, 3 nominalised) with each pair of names.
fn read_acts(pipeline: &Pipeline, wording: usize) -> Tally {
    let table = include_str!("robustness.txt");
    let mut tally = Tally::default();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split(" | ").collect();
        for names in NAMES.iter().flat_map(|[a, b]| [[*a, *b], [*b, *a]]) {
            let text = cells[wording].replace("{A}", names[0]).replace("{B}", names[1]);
            let reading = pipeline.read(Article { text: text.clone(), ..Article::default() });
            let mut of_type =
                reading.events.iter().filter(|event| event.kind.as_str() == cells[0]).peekable();
            tally.readings += 1;
            tally.typed += usize::from(of_type.peek().is_some());
            let is = |span: ByteSpan, name: &str| span.slice(&text).contains(name);
            let mirrored = of_type.any(|event| {
                let mut all = event.actors.iter().chain(&event.recipients);
                let has = |name: &str| all.any(|party| is(party.span, name));
                if event.kind.is_symmetric() {
                    return names.map(has) == [true, true];
                }
                event.actors.iter().any(|p| is(p.span, names[0]))
                    && event.recipients.iter().any(|p| is(p.span, names[1]))
            });
            tally.mirrored += usize::from(mirrored);
            if !mirrored {
                tally.misses.push(format!("{}: {text}", cells[0]));
            }
        }
    }
    tally
}

/// The type must be found, and the parties stand where they stand in the act, in at least these shares of the readings.
#[track_caller]
fn check(wording: usize, typed: f64, mirrored: f64) {
    let tally = read_acts(&Pipeline::builtin().expect("the built-in reader loads"), wording);
    let found = tally.share();
    assert!(found.0 >= typed && found.1 >= mirrored, "{found:?}\n{}", tally.misses.join("\n"));
}

#[test]
fn active_acts_with_real_and_invented_names() {
    check(1, 0.95, 0.9);
}

#[test]
fn passive_acts_with_real_and_invented_names() {
    check(2, 0.9, 0.88);
}

#[test]
fn nominalised_acts_with_real_and_invented_names() {
    check(3, 0.9, 0.9);
}

/// Two wordings of one act get one type (`corpus/sentences/paraphrases-*.jsonl`, which no training reads).
#[test]
fn paraphrases_keep_their_type() {
    let pipeline = Pipeline::builtin().unwrap();
    let (mut same, mut pairs) = (0, 0);
    for text in [
        include_str!("../../../corpus/sentences/paraphrases-1.jsonl"),
        include_str!("../../../corpus/sentences/paraphrases-2.jsonl"),
    ] {
        for line in text.lines() {
            let row: Value = serde_json::from_str(line).unwrap();
            let kinds = ["a", "b"].map(|side| {
                let (text, source, target) = unmark(row[side].as_str().unwrap());
                pipeline.relate(&text, source, target).kind
            });
            pairs += 1;
            same += usize::from(kinds[0] == kinds[1]);
        }
    }
    assert_eq!(pairs, 300);
    // Nine in ten are the goal; what is reached must not be lost (248, 26 November 2026).
    assert!(same * 100 >= pairs * 79, "{same} of {pairs} pairs get one type");
}

/// A text without `<s>..</s>` and `<t>..</t>`, and where these stood.
fn unmark(marked: &str) -> (String, ByteSpan, ByteSpan) {
    let strip =
        |text: &str| ["<s>", "</s>", "<t>", "</t>"].iter().fold(text.to_owned(), |t, m| t.replace(m, ""));
    let at = |mark: &str| strip(&marked[..marked.find(mark).expect("the mark stands there")]).len();
    (strip(marked), ByteSpan::new(at("<s>"), at("</s>")), ByteSpan::new(at("<t>"), at("</t>")))
}
