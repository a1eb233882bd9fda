//! Reads CoNLL-U and IOB2 files into documents of paragraphs with their raw text.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context;

/// A word of a treebank.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) form: String,
    pub(crate) lemma: String,
    pub(crate) upos: String,
    /// 0 for the root, else the place of the head in its sentence, from 1.
    pub(crate) head: usize,
    pub(crate) relation: String,
    /// Whether no white space stands before it.
    pub(crate) glued: bool,
    /// "B-PER", "O"; empty where the set has no names.
    pub(crate) name: String,
}

/// A sentence of a treebank.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sentence {
    pub(crate) id: String,
    pub(crate) rows: Vec<Row>,
}

/// A paragraph: its sentences.
pub(crate) type Paragraph = Vec<Sentence>;

/// A document of a treebank.
#[derive(Debug, Clone, Default)]
pub(crate) struct Doc {
    pub(crate) name: String,
    pub(crate) paragraphs: Vec<Paragraph>,
}

/// The documents of a CoNLL-U file; words of multiword tokens count, empty nodes do not.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<Doc>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let mut docs: Vec<Doc> = Vec::new();
    let mut glued_next = false;
    for block in text.split("\n\n").filter(|block| !block.trim().is_empty()) {
        let mut starts_paragraph = false;
        let mut sentence = Sentence::default();
        let mut range: Option<(usize, usize, bool)> = None;
        for line in block.lines() {
            if let Some(name) = line.strip_prefix("# newdoc") {
                let name = name.split("= ").nth(1).unwrap_or_default().to_string();
                docs.push(Doc { name, paragraphs: Vec::new() });
                starts_paragraph = true;
            } else if line.starts_with("# newpar") && !line.starts_with("# newpar_block") {
                starts_paragraph = true;
            } else if let Some(id) = line.strip_prefix("# sent_id = ") {
                sentence.id = id.to_string();
            } else if !line.starts_with('#') {
                read_row(line, &mut range, &mut glued_next, &mut sentence)?;
            }
        }
        if docs.is_empty() {
            docs.push(Doc::default());
        }
        let Some(doc) = docs.last_mut() else { continue };
        if starts_paragraph || doc.paragraphs.is_empty() {
            if let Some(first) = sentence.rows.first_mut() {
                first.glued = false;
            }
            doc.paragraphs.push(Vec::new());
        }
        if let Some(paragraph) = doc.paragraphs.last_mut() {
            paragraph.push(sentence);
        }
    }
    Ok(docs)
}

fn read_row(
    line: &str,
    range: &mut Option<(usize, usize, bool)>,
    glued: &mut bool,
    sentence: &mut Sentence,
) -> anyhow::Result<()> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [id, form, lemma, upos, _, _, head, relation, _, misc] = cells.as_slice() else {
        return Ok(());
    };
    let no_space = misc.contains("SpaceAfter=No");
    if let Some((start, end)) = id.split_once('-') {
        *range = Some((start.parse()?, end.parse()?, no_space));
    } else if let Ok(id) = id.parse::<usize>() {
        sentence.rows.push(Row {
            form: (*form).to_string(),
            lemma: (*lemma).to_string(),
            upos: (*upos).to_string(),
            head: head.parse().unwrap_or(0),
            relation: (*relation).to_string(),
            glued: *glued,
            name: String::new(),
        });
        *glued = match *range {
            Some((start, end, _)) if start <= id && id < end => true,
            Some((_, end, after)) if id == end => {
                *range = None;
                after
            }
            _ => no_space,
        };
    }
    Ok(())
}

/// Puts the names of an IOB2 file on the sentences with the same id and words; others keep none.
pub(crate) fn add_names(docs: &mut [Doc], path: &Path) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let mut tags: HashMap<&str, Vec<(&str, &str)>> = HashMap::new();
    let mut id = "";
    for line in text.lines() {
        if let Some(new) = line.strip_prefix("# sent_id = ") {
            id = new;
        } else if !line.is_empty() && !line.starts_with('#') {
            let cells: Vec<&str> = line.split('\t').collect();
            if let [_, word, tag, ..] = cells.as_slice() {
                tags.entry(id).or_default().push((word, tag));
            }
        }
    }
    for sentence in docs.iter_mut().flat_map(|doc| &mut doc.paragraphs).flatten() {
        let Some(found) = tags.get(sentence.id.as_str()) else { continue };
        if found.iter().map(|(word, _)| *word).eq(sentence.rows.iter().map(|row| row.form.as_str())) {
            for (row, (_, tag)) in sentence.rows.iter_mut().zip(found) {
                row.name = (*tag).to_string();
            }
        }
    }
    Ok(())
}
