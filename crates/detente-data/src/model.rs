//! The neural reader's weights and what its outputs mean; made by `cargo xtask train`, see the model card beside them.

/// The encoder with all its heads, as ONNX with int8 weights.
pub fn reader() -> &'static [u8] {
    include_bytes!("../model/reader.onnx")
}

/// The labeller of dependency arcs, as ONNX.
pub fn label() -> &'static [u8] {
    include_bytes!("../model/label.onnx")
}

/// What the outputs' indices stand for, as JSON: `upos`, `deprel`, `lemma`, `names`, `shapes`.
pub fn labels_json() -> &'static str {
    include_str!("../model/labels.json")
}

/// The word pieces, one a line; the line's number from 0 is the piece's id.
pub fn vocabulary() -> &'static str {
    include_str!("../model/vocab.txt")
}

/// Weights of the first look, by words and pairs of words: a feature and its weight in hundredths on each line.
pub fn triage() -> &'static str {
    include_str!("../model/triage.tsv")
}

/// Weights of the signs by which a word is taken to tell of an act told before: a sign and its weight in hundredths on each
/// line.
pub fn same() -> &'static str {
    include_str!("../model/same.tsv")
}

/// Weights of the signs by which an event's parties are chosen: a sign and its weight in hundredths on each line.
pub fn cast() -> &'static str {
    include_str!("../model/cast.tsv")
}

/// The weights by which the state of a party without owner is chosen: signs and hundredths, one a line.
pub fn affiliation() -> &'static str {
    include_str!("../model/affiliation.tsv")
}

/// The weights by which the day of an event is chosen: signs and hundredths, one a line.
pub fn dating() -> &'static str {
    include_str!("../model/dating.tsv")
}

/// The weights by which an act is taken as the answer to another: signs and hundredths, one a line.
pub fn response() -> &'static str {
    include_str!("../model/response.tsv")
}

/// The weights by which an event gets its score: signs and hundredths, one a line.
pub fn worth() -> &'static str {
    include_str!("../model/worth.tsv")
}

/// The weights by which an act is taken to change official relations: signs and hundredths, one a line.
pub fn change() -> &'static str {
    include_str!("../model/change.tsv")
}

/// The weights by which an act is taken as a promise that was made, kept or broken: signs and hundredths, one a line.
pub fn commitment() -> &'static str {
    include_str!("../model/commitment.tsv")
}
