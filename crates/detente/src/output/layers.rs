//! `--format layers`, for developers: what each stage made of the article, one line per token.

use detente_core::pipeline::Reading;
use std::fmt::Write;

/// Zones, then the sentences with a table of tokens, then names, quotes, times, quantities and mentions.
pub(crate) fn render(reading: &Reading) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = zones(reading, &mut out);
    let _ = sentences(reading, &mut out);
    let _ = mentions(reading, &mut out);
    out
}

fn zones(reading: &Reading, out: &mut String) -> std::fmt::Result {
    let document = &reading.document;
    writeln!(out, "# article {}", document.article.id)?;
    writeln!(out, "# day {}", document.day.map_or_else(|| "unknown".to_string(), |d| d.to_string()))?;
    for zone in &document.zones {
        let flat = zone.span.slice(document.text()).replace('\n', " ");
        writeln!(out, "zone {:?} {:?} {flat}", zone.kind, zone.span)?;
    }
    Ok(())
}

fn sentences(reading: &Reading, out: &mut String) -> std::fmt::Result {
    let (analysis, text) = (&reading.analysis, reading.document.text());
    for sentence in &analysis.sentences {
        writeln!(out, "\nsentence {}", analysis.bytes(sentence.tokens).slice(text).replace('\n', " "))?;
        for id in sentence.tokens.ids() {
            let token = analysis.token(id);
            let head = token.head.map_or_else(|| "-".to_string(), |h| h.index().to_string());
            let word = token.span.slice(text);
            let (upos, relation) = (format!("{:?}", token.upos), token.relation.as_str());
            writeln!(out, "{:5} {word:20} {:20} {upos:6} {relation:12} {head:>5}", id.index(), token.lemma)?;
        }
    }
    Ok(())
}

fn mentions(reading: &Reading, out: &mut String) -> std::fmt::Result {
    let (analysis, text) = (&reading.analysis, reading.document.text());
    let words = |tokens| analysis.bytes(tokens).slice(text).replace('\n', " ");
    writeln!(out)?;
    for name in &analysis.names {
        writeln!(out, "name {:?} {:.2} {}", name.kind, name.score, words(name.tokens))?;
    }
    for quote in &analysis.quotes {
        writeln!(out, "quote {} {}", if quote.is_speech { "speech" } else { "words" }, words(quote.tokens))?;
    }
    for time in &reading.mentions.times {
        writeln!(out, "time {:?} {}", time.days, words(time.tokens))?;
    }
    for quantity in &reading.mentions.quantities {
        let unit = analysis.word(quantity.unit, text);
        writeln!(out, "quantity {}..{:?} {unit}: {}", quantity.min, quantity.max, words(quantity.tokens))?;
    }
    for (i, mention) in reading.mentions.all.iter().enumerate() {
        let whom = reading.entities.of.get(i).map(Vec::as_slice).unwrap_or_default();
        let whom: Vec<String> = whom.iter().map(|e| format!("n{}", e.index())).collect();
        let place = reading.entities.places.get(i).and_then(Option::as_ref).and_then(|p| p.country);
        let (form, sector) = (mention.form, mention.sector);
        writeln!(
            out,
            "mention {form:?} {sector:?} [{}] place {place:?}: {}",
            whom.join(" "),
            words(mention.tokens)
        )?;
    }
    for (i, entity) in reading.entities.all.iter().enumerate() {
        let (code, sector, kind) = (entity.code, entity.sector, entity.kind);
        let known = entity.known.as_deref().unwrap_or("-");
        writeln!(
            out,
            "entity n{i} {code:?} {sector} {kind:?} {:.2} {known}: {}",
            entity.score,
            words(entity.name)
        )?;
    }
    Ok(())
}
