//! Measures how well copies of one text are found: `cargo xtask eval-copies`.
//!
//! 500 wire copies, trims, rewrites and corrections are made of articles of the corpus, the same at every run; with them
//! go all the articles of the corpus, many of which tell of one crisis on one day in their own words, and articles that
//! only take a paragraph of background from another. Everything is published within three days. Printed are the pairwise
//! and the B-cubed scores of the origins found, and what was missed and wrongly joined.

mod make;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use detente_crisis::fingerprint::{Origins, Signature};
use detente_crisis::report::ArticleKey;
use jiff::civil::Date;
use serde_json::Value;

use make::{Kind, Made};

/// Texts made, of each kind alike.
const MADE: usize = 500;
/// Articles with a paragraph of another.
const BORROWERS: usize = 100;

/// A text, and the article it was made of.
struct Text {
    of: usize,
    kind: Option<Kind>,
    text: String,
    /// Made once the text is final.
    signature: Option<Signature>,
}

/// Makes the set, groups it, prints the scores.
pub fn run(root: &Path) -> Result<()> {
    let corpus = corpus(&root.join("corpus"))?;
    let mut texts = texts(&corpus);
    for text in &mut texts {
        text.signature = Signature::of(&text.text);
    }
    let mut origins = Origins::new();
    for (key, text) in (0u64..).zip(&texts) {
        let day = Date::constant(2020, 1, 1).saturating_add(jiff::Span::new().days((key % 3) as i64));
        if let Some(signature) = text.signature.clone() {
            origins.insert(ArticleKey(key), day, signature);
        }
    }
    let found: Vec<u64> = (0u64..).take(texts.len()).map(|key| origins.of(ArticleKey(key)).0.0).collect();
    report(&texts, &found);
    Ok(())
}

/// The texts of the annotated articles, by path.
fn corpus(folder: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    for crisis in std::fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))? {
        let crisis = crisis?.path();
        if crisis.is_dir() && !crisis.ends_with("agreement") && !crisis.ends_with("sentences") {
            paths.extend(
                std::fs::read_dir(crisis)?
                    .map(|entry| entry.map(|e| e.path()))
                    .collect::<Result<Vec<_>, _>>()?,
            );
        }
    }
    paths.sort();
    let mut texts = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "json")) {
        let article: Value = serde_json::from_str(&std::fs::read_to_string(path)?)
            .with_context(|| format!("{} is not JSON", path.display()))?;
        texts.extend(article["text"].as_str().map(str::to_string));
    }
    Ok(texts)
}

/// The originals, what is made of them, and articles that borrow from them.
fn texts(corpus: &[String]) -> Vec<Text> {
    let mut all: Vec<Text> = corpus
        .iter()
        .enumerate()
        .map(|(of, text)| Text { of, kind: None, text: text.clone(), signature: None })
        .collect();
    for n in 0..MADE {
        let kind = Kind::ALL[n % Kind::ALL.len()];
        // Coprime steps: every article gets copies of several kinds.
        let of = n * 7 % corpus.len();
        let Made(text) = make::make(kind, &corpus[of], n as u64);
        all.push(Text { of, kind: Some(kind), text, signature: None });
    }
    for n in 0..BORROWERS {
        let of = n * 11 % corpus.len();
        let lender = (of + 1) % corpus.len();
        all[of].text = make::with_background(&corpus[of], &corpus[lender]);
    }
    all
}

fn report(texts: &[Text], found: &[u64]) {
    let (mut hits, mut wanted, mut given) = (0u32, 0u32, 0u32);
    let mut wrong = Vec::new();
    for i in 0..texts.len() {
        for j in 0..i {
            let (is_one, is_found) = (texts[i].of == texts[j].of, found[i] == found[j]);
            wanted += u32::from(is_one);
            given += u32::from(is_found);
            hits += u32::from(is_one && is_found);
            if is_found && !is_one {
                wrong.push((i, j));
            }
        }
    }
    let (precision, recall) = (f64::from(hits) / f64::from(given), f64::from(hits) / f64::from(wanted));
    let f1 = |p: f64, r: f64| 2.0 * p * r / (p + r);
    println!("{} texts of {} articles", texts.len(), texts.iter().filter(|t| t.kind.is_none()).count());
    println!("pairs     P {precision:.3}  R {recall:.3}  F1 {:.3}", f1(precision, recall));
    let (p, r) = bcubed(texts, found);
    println!("B-cubed   P {p:.3}  R {r:.3}  F1 {:.3}", f1(p, r));
    by_kind(texts, found);
    println!("{} pairs wrongly joined", wrong.len());
    let apart = (0..texts.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
    let apart = apart.filter(|(i, j)| texts[*i].of != texts[*j].of);
    let highest = apart.map(|(i, j)| shared(&texts[i], &texts[j])).fold(0.0, f64::max);
    println!("texts of their own share up to {highest:.2} of their runs of words");
}

/// How many of each kind are found with their original, and what share of the runs they have in common with it.
fn by_kind(texts: &[Text], found: &[u64]) {
    let mut kinds: BTreeMap<Kind, (u32, Vec<f64>)> = BTreeMap::new();
    for (text, origin) in texts.iter().zip(found) {
        let Some(kind) = text.kind else { continue };
        let (joined, shares) = kinds.entry(kind).or_default();
        *joined += u32::from(found[text.of] == *origin);
        shares.push(shared(text, &texts[text.of]));
    }
    for (kind, (joined, mut shares)) in kinds {
        shares.sort_by(f64::total_cmp);
        let (least, middle) = (shares[0], shares[shares.len() / 2]);
        let (name, all) = (kind.name(), shares.len());
        println!(
            "{name:10} {joined} of {all} with their original; they share {least:.2} or more, half {middle:.2}"
        );
    }
}

fn shared(left: &Text, right: &Text) -> f64 {
    let both = left.signature.as_ref().zip(right.signature.as_ref());
    both.map_or(0.0, |(a, b)| a.shared(b))
}

/// B-cubed precision and recall.
fn bcubed(texts: &[Text], found: &[u64]) -> (f64, f64) {
    let (mut p, mut r) = (0.0, 0.0);
    for i in 0..texts.len() {
        let count = |test: &dyn Fn(usize) -> bool| (0..texts.len()).filter(|j| test(*j)).count() as f64;
        let both = count(&|j| texts[i].of == texts[j].of && found[i] == found[j]);
        p += both / count(&|j| found[i] == found[j]);
        r += both / count(&|j| texts[i].of == texts[j].of);
    }
    (p / texts.len() as f64, r / texts.len() as f64)
}
