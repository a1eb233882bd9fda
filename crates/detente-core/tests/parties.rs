//! Whom words mean, by the table `parties.txt`.

use detente_core::analysis::{Analysis, Reader, analyse};
use detente_core::document::{Article, Document};
use detente_core::entity::{self, Entities};
use detente_core::mention::{self, Form, Mentions};
use detente_core::text::{ByteSpan, TokenId, TokenSpan};
use detente_data::Knowledge;

/// Lines of the table that may be wrong: the reader's trees are not perfect, and a test that asks for all of them would
/// only be kept green by bending the table.
const ALLOWED_MISSES: usize = 12;

struct Read {
    document: Document,
    analysis: Analysis,
    mentions: Mentions,
    entities: Entities,
}

fn read(reader: &Reader, text: &str, day: &str) -> Read {
    let article =
        Article { text: text.replace(" | ", "\n\n"), published: day.parse().ok(), ..Article::default() };
    let document = Document::new(article);
    let analysis = analyse(reader, &document, None);
    let mentions = mention::find(&document, &analysis, Knowledge::builtin());
    let entities = entity::resolve(&document, &analysis, &mentions, Knowledge::builtin());
    Read { document, analysis, mentions, entities }
}

/// What the words mean: "SRB GOV, HRV GOV".
fn meaning(read: &Read, words: &str) -> Option<String> {
    let (words, nth) = words.split_once(" #").map_or((words, 1), |(w, n)| (w, n.parse().unwrap_or(1)));
    let (at, _) = read.document.text().match_indices(words).nth(nth - 1)?;
    let span = ByteSpan::new(at, at + words.len());
    let inside = |t: &TokenId| span.overlaps(read.analysis.token(*t).span);
    let tokens: Vec<TokenId> = (0..read.analysis.tokens.len()).map(TokenId::new).filter(inside).collect();
    let all = TokenSpan::new(tokens.first()?.index(), tokens.last()?.index() + 1);
    let head = tokens.iter().find(|t| read.analysis.head(**t).is_none_or(|h| !all.has(h)))?;
    let of = |t: &TokenId| read.mentions.headed_by(*t);
    let real = |m: &_| read.mentions.get(*m).form != Form::Modifier;
    let mention = of(head).or_else(|| tokens.iter().filter_map(of).find(real))?;
    let told = read.entities.of(mention).iter().map(|e| {
        let entity = read.entities.get(*e);
        format!("{} {}", entity.code.map_or("-".to_owned(), |c| c.to_string()), entity.sector)
    });
    Some(told.collect::<Vec<_>>().join(", "))
}

#[test]
fn words_mean_whom_they_mean() {
    let reader = Reader::builtin().unwrap();
    let (mut text, mut asked, mut missed) = (String::new(), 0, Vec::new());
    let mut current: Option<Read> = None;
    for line in include_str!("parties.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if let Some(new) = line.strip_prefix("text  ") {
            text = new.to_owned();
        } else if let Some(day) = line.strip_prefix("day   ") {
            current = Some(read(&reader, &text, day));
        } else if let (Some((words, expected)), Some(read)) = (line.rsplit_once(" = "), &current) {
            asked += 1;
            let found = meaning(read, words).unwrap_or_default();
            if found != expected {
                missed.push(format!("{words}: {expected}, found {found:?}"));
            }
        }
    }
    assert!(asked > 60, "the table was not read");
    assert!(missed.len() <= ALLOWED_MISSES, "{} of {asked}:\n{}", missed.len(), missed.join("\n"));
}
