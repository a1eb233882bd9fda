//! Bytes from outside to articles: the whole hostile surface of detente, with a limit on everything.
//!
//! In: files, folders, archives, standard input, delivered bytes. Out: one [`Item`] after the other, or one [`Fault`] for
//! what cannot be read, which names the file and what to do; the rest goes on. Memory is bounded, nothing is unpacked to
//! disk, and no address is visited, but by the feature `fetch`, for sources that ask for it.
//!
//! | what | is read as |
//! |---|---|
//! | `.txt`, `.text` | one article of plain text; its id is the file's stem |
//! | `.jsonl`, `.ndjson` | JSON Lines, an article a line |
//! | `.json` | one article, a list of them, or a JSON Feed |
//! | `.html`, `.htm`, `.xhtml` | one page: its main text, title, author, dates, address |
//! | `.rss`, `.atom`, `.xml` | RSS, Atom or NewsML-G2, an article an entry |
//! | `.warc` | a web archive, an article a page |
//! | `.zip`, `.tar`, `.tgz` | any of these but archives, read as streams |
//! | any of these with `.gz` or `.zst` | the same, decompressed on the way (but `.zip`) |
//! | a folder | all such files in it and below, sorted by path; hidden ones and links to folders are left out |
//! | `-` or any other name | by how it starts, else plain text |
//!
//! Outside bytes pass the gates in this order: size, decompression under a running budget, form, encoding, depth and
//! attributes on the stream of tokens, text. [`Limits`] has the figures.
//!
//! Worked example: `news.zip` with `a.html` and `b.jsonl` of two lines, the second of them cut, gives the page's
//! article, the first line's article, and the fault "news.zip: b.jsonl:2: not JSON: ...; the line was skipped".
//!
//! Modules import from those above them in this list only.

mod limits;

mod address;

mod published;

mod language;

mod item;

mod decode;

mod fault;

mod unpack;

mod page;

mod feed;

mod form;

mod http;

mod draft;

mod json;

mod record;

mod lines;

mod folder;

mod walk;

mod sources;

mod delivered;

mod objects;

#[cfg(feature = "fetch")]
pub mod fetch;

#[cfg(feature = "fetch")]
pub mod watch;

pub use address::canonical;
pub use decode::NotText;
pub use delivered::{Origin, read_bytes};
pub use fault::{Bomb, ByteHash, Fault, Problem, Spot};
pub use item::{Item, Key, Kind, Position, SourceName, Stamp};
pub use language::Language;
pub use limits::Limits;
pub use objects::Objects;
pub use record::Record;
pub use sources::{Articles, Items, Records, Sources};

#[cfg(test)]
mod tests;
