//! How well a ledger agrees with annotated articles.
//!
//! In: a [`Gold`], one article with its annotation, and an [`Account`], what a reader found in its text. Out: a [`Score`],
//! which sums over articles, and a [`Report`] of it for a person or as JSON. Nothing here opens a file or reads a text.
//!
//! | module | holds |
//! |---|---|
//! | `account` | what can be compared: events, relations, commitments, the same types on both sides |
//! | `field` | the fields of a JSON object and what is wrong with them |
//! | `decode` | an annotated article, or an answer, from JSON; the rules that an annotation must keep |
//! | `align` | which found event is which annotated one |
//! | `measure` | what is counted, and how |
//! | `miss` | what went wrong, event by event |
//! | `report` | the table, the confusion of types, the list, and all of it as JSON |
//!
//! Worked example: the text "Iran struck Pakistan." is annotated with one ASSAULT at "struck Pakistan" (actor IRN,
//! recipient PAK). A reader that found an ASSAULT at characters 5 to 11 without a recipient has found the event and its
//! type (precision, recall and F1 are 1), but not who did what to whom (all three are 0), and `--misses` says
//! "annotated IRN → PAK, found IRN → nobody".

mod account;
mod align;
mod decode;
mod field;
mod measure;
mod miss;
mod report;
#[cfg(test)]
mod tests;

pub(crate) use account::{Account, Gold};
pub(crate) use decode::{Decoded, annotation, answer};
pub(crate) use field::Fault;
pub(crate) use measure::Score;
pub(crate) use report::Report;
