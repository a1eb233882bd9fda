//! T25, the half about letters: what nobody sees changes nothing on the way in, and a name in letters that only look like those of another is not taken
//! for it.

use detente_core::claim::Source;
use detente_core::document::Article;
use detente_core::pipeline::Pipeline;
use detente_core::text::seen;

/// Texts as they are meant.
const TEXTS: [&str; 8] = [
    "Iran struck Pakistan on Tuesday, killing two children, Pakistan's foreign ministry said.",
    "Pakistan recalled its ambassador from Tehran on Wednesday.",
    "India accused Pakistan of shelling villages across the border, and Islamabad denied it.",
    "The United States imposed sanctions on Russia over the attack, the State Department said.",
    "Turkey and Greece agreed to reopen talks, Foreign Minister Hakan Fidan said in Ankara.",
    "Israel bombed targets in Syria before dawn on Friday, Syrian state media reported.",
    "Azerbaijan condemned Armenia for the killing of three soldiers near Kalbajar.",
    "China expelled two diplomats from Canada in retaliation, Beijing said on Tuesday.",
];

/// Something that nobody sees, or nobody reads, put into the n-th letter of each long word, or between words.
struct Variant {
    name: &'static str,
    change: fn(&str) -> String,
}

/// Puts something into the middle of each word of five letters or more.
fn within(text: &str, what: &str) -> String {
    let word = |word: &str| {
        let letters: Vec<char> = word.chars().collect();
        if letters.len() < 5 {
            return word.to_owned();
        }
        let (left, right) = letters.split_at(letters.len() / 2);
        left.iter().collect::<String>() + what + &right.iter().collect::<String>()
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

const VARIANTS: [Variant; 12] = [
    Variant { name: "soft hyphens", change: |t| within(t, "\u{ad}") },
    Variant { name: "spaces of no width", change: |t| within(t, "\u{200b}") },
    Variant { name: "joiners", change: |t| within(t, "\u{200d}") },
    Variant { name: "word joiners", change: |t| within(t, "\u{2060}") },
    Variant { name: "byte order marks", change: |t| format!("\u{feff}{}", within(t, "\u{feff}")) },
    Variant {
        name: "marks of direction",
        change: |t| t.split(' ').map(|w| format!("\u{200e}{w}\u{200f}")).collect::<Vec<_>>().join(" "),
    },
    Variant {
        name: "embeddings",
        change: |t| t.split(' ').map(|w| format!("\u{202a}{w}\u{202c}")).collect::<Vec<_>>().join(" "),
    },
    Variant { name: "joiners of marks", change: |t| within(t, "\u{34f}") },
    Variant { name: "selectors of variants", change: |t| within(t, "\u{fe0e}") },
    Variant { name: "tags", change: |t| within(t, "\u{e0049}\u{e0052}") },
    Variant {
        name: "stacked marks",
        change: |t| within(t, "\u{316}\u{338}\u{301}\u{302}\u{303}\u{1ab0}\u{20d7}"),
    },
    Variant { name: "spaces that do not break", change: |t| t.replace(' ', "\u{a0}") },
];

/// What is read in a text: type, parties, and who says so, without where it stands.
fn told(pipeline: &Pipeline, text: &str) -> Vec<String> {
    let published = "2024-01-19".parse().ok();
    let reading = pipeline.read(Article { text: text.to_owned(), published, ..Article::default() });
    let mut all: Vec<String> = Vec::new();
    for event in &reading.events {
        let codes = |parties: &[detente_core::event::Party]| {
            let mut codes: Vec<String> = parties
                .iter()
                .map(|p| p.code.map_or_else(|| "?".to_owned(), |code| code.to_string()))
                .collect();
            codes.sort();
            codes.join("+")
        };
        all.push(format!("{} {} > {}", event.kind.as_str(), codes(&event.actors), codes(&event.recipients)));
    }
    for claim in &reading.claims {
        let who = match &claim.source {
            Source::Narrator => "narrator".to_owned(),
            Source::Party(_) => "party".to_owned(),
        };
        all.push(format!("claim: {who} {}", claim.stance.as_str()));
    }
    all.sort();
    all
}

#[test]
fn t25_what_nobody_sees_changes_nothing() {
    let pipeline = Pipeline::builtin().expect("the built-in reader loads");
    let (mut same, mut all, mut missed) = (0, 0, Vec::new());
    for text in TEXTS {
        let plain = told(&pipeline, text);
        assert!(!plain.is_empty(), "nothing is read in {text:?}");
        for variant in &VARIANTS {
            let changed = told(&pipeline, &seen((variant.change)(text)));
            all += plain.len();
            same += plain.iter().filter(|one| changed.contains(one)).count();
            if plain != changed {
                missed.push(format!("{}: {text}\n  {plain:?}\n  {changed:?}", variant.name));
            }
        }
    }
    eprintln!("T25: {same} of {all} the same over {} pairs of texts", TEXTS.len() * VARIANTS.len());
    assert!(same * 100 >= all * 95, "{same} of {all}\n{}", missed.join("\n"));
}

/// Names of states with one letter of another alphabet.
const LOOK_ALIKES: [&str; 10] = [
    "Ir\u{430}n",
    "\u{420}akistan",
    "Isr\u{430}el",
    "\u{405}yria",
    "Ind\u{456}a",
    "Ch\u{456}na",
    "Ru\u{455}sia",
    "Gr\u{435}ece",
    "Turk\u{435}y",
    "\u{391}rmenia",
];

#[test]
fn t25_a_look_alike_is_not_taken_for_what_it_looks_like() {
    let pipeline = Pipeline::builtin().expect("the built-in reader loads");
    let mut linked = Vec::new();
    for name in LOOK_ALIKES {
        let text = format!("{name} struck Peru on Tuesday, killing two children.");
        let reading = pipeline.read(Article { text: text.clone(), ..Article::default() });
        for event in &reading.events {
            for party in event.actors.iter().chain(&event.recipients) {
                let is_it = party.span.slice(&text).contains(name);
                linked.extend(party.code.filter(|_| is_it).map(|code| format!("{name}: {code}")));
            }
        }
    }
    assert!(linked.is_empty(), "{}", linked.join("\n"));
}
