//! How values stand in the file: compressed texts and records, days as numbers, hashes.
//!
//! A blob begins with one byte that says how the rest is packed; a form once used stays readable for ever.
//! 2024-01-19 stands as 20240119.

use super::error::StoreError;
use crate::record::Article;
use crate::report::EventWords;
use detente_crisis::report::ArticleKey;
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::fmt::Write;

/// Packed by zstd alone.
const PLAIN: u8 = 1;
/// Packed by zstd after [`DICTIONARY`].
const RECORD: u8 = 2;

/// Records of articles written for the project: most of a record is field names and codes, so one that begins where
/// these end takes a third less room. Never edited: what was packed with it needs it.
const DICTIONARY: &[u8] = include_bytes!("records-1.dictionary");

/// Packed by zstd after [`INCIDENTS`].
const INCIDENT: u8 = 3;

/// Summaries of incidents of the same articles; likewise never edited.
const INCIDENTS: &[u8] = include_bytes!("incidents-1.dictionary");

/// More than this is no text or record of ours.
const MOST: usize = 1 << 30;

/// The work of compression against its room: levels above 3 save little on texts of a few KiB.
const LEVEL: i32 = 3;

thread_local! {
    static RECORDS: Pair = Pair::new(DICTIONARY);
    static SUMMARIES: Pair = Pair::new(INCIDENTS);
}

/// What packs and unpacks after a dictionary.
struct Pair {
    packer: RefCell<Option<zstd::bulk::Compressor<'static>>>,
    unpacker: RefCell<Option<zstd::bulk::Decompressor<'static>>>,
}

impl Pair {
    fn new(dictionary: &[u8]) -> Self {
        Pair {
            packer: RefCell::new(zstd::bulk::Compressor::with_dictionary(LEVEL, dictionary).ok()),
            unpacker: RefCell::new(zstd::bulk::Decompressor::with_dictionary(dictionary).ok()),
        }
    }

    fn pack(&self, form: u8, value: &impl serde::Serialize) -> Result<Vec<u8>, StoreError> {
        let json = serde_json::to_vec(value).map_err(corrupt)?;
        let mut packer = self.packer.borrow_mut();
        let packer = packer.as_mut().ok_or_else(|| corrupt("no compressor"))?;
        Ok(framed(form, json.len(), &packer.compress(&json).map_err(corrupt)?))
    }

    fn unpack<T: serde::de::DeserializeOwned>(&self, form: u8, blob: &[u8]) -> Result<T, StoreError> {
        let (found, size, packed) = frame(blob)?;
        if found != form {
            return Err(corrupt(format!("something of form {found} for one of form {form}")));
        }
        let mut unpacker = self.unpacker.borrow_mut();
        let unpacker = unpacker.as_mut().ok_or_else(|| corrupt("no decompressor"))?;
        serde_json::from_slice(&unpacker.decompress(packed, size).map_err(corrupt)?).map_err(corrupt)
    }
}

fn corrupt(what: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(what.to_string())
}

/// A text for the file.
pub(crate) fn pack_text(text: &str) -> Result<Vec<u8>, StoreError> {
    let packed = zstd::bulk::compress(text.as_bytes(), LEVEL).map_err(corrupt)?;
    Ok(framed(PLAIN, text.len(), &packed))
}

/// A text from the file.
pub(crate) fn unpack_text(blob: &[u8]) -> Result<String, StoreError> {
    let (form, size, packed) = frame(blob)?;
    if form != PLAIN {
        return Err(corrupt(format!("a text of form {form}")));
    }
    String::from_utf8(zstd::bulk::decompress(packed, size).map_err(corrupt)?).map_err(corrupt)
}

/// A record for the file.
pub(crate) fn pack_record(record: &Article) -> Result<Vec<u8>, StoreError> {
    RECORDS.with(|records| records.pack(RECORD, record))
}

/// A record from the file.
pub(crate) fn unpack_record(blob: &[u8]) -> Result<Article, StoreError> {
    RECORDS.with(|records| records.unpack(RECORD, blob))
}

/// The summary of an incident for the file.
pub(crate) fn pack_summary(summary: &impl serde::Serialize) -> Result<Vec<u8>, StoreError> {
    SUMMARIES.with(|summaries| summaries.pack(INCIDENT, summary))
}

/// The summary of an incident from the file.
pub(crate) fn unpack_summary<T: serde::de::DeserializeOwned>(blob: &[u8]) -> Result<T, StoreError> {
    SUMMARIES.with(|summaries| summaries.unpack(INCIDENT, blob))
}

/// Form, unpacked size, packed bytes.
fn framed(form: u8, size: usize, packed: &[u8]) -> Vec<u8> {
    let mut blob = Vec::with_capacity(packed.len() + 5);
    blob.push(form);
    blob.extend(u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes());
    blob.extend(packed);
    blob
}

fn frame(blob: &[u8]) -> Result<(u8, usize, &[u8]), StoreError> {
    let short = || corrupt("a blob without its first bytes");
    let (head, packed) = blob.split_first_chunk::<5>().ok_or_else(short)?;
    let [form, a, b, c, d] = *head;
    let size = u32::from_le_bytes([a, b, c, d]) as usize;
    if size > MOST { Err(corrupt("a blob that claims a gigabyte")) } else { Ok((form, size, packed)) }
}

/// The words of events for the file: for each event two counts and the numbers, in bytes of little end.
pub(crate) fn pack_words(words: &[EventWords]) -> Vec<u8> {
    let mut blob = Vec::new();
    for event in words {
        for list in [&event.told, &event.promised] {
            let list = &list[..list.len().min(usize::from(u16::MAX))];
            blob.extend((list.len() as u16).to_le_bytes());
            list.iter().for_each(|number| blob.extend(number.to_le_bytes()));
        }
    }
    blob
}

/// The words of events from the file.
pub(crate) fn unpack_words(blob: &[u8]) -> Result<Vec<EventWords>, StoreError> {
    let mut rest = blob;
    let mut list = || -> Result<Vec<u32>, StoreError> {
        let short = || corrupt("a list of words that breaks off");
        let (count, after) = rest.split_first_chunk::<2>().ok_or_else(short)?;
        let bytes = usize::from(u16::from_le_bytes(*count)) * 4;
        let (numbers, after) = after.split_at_checked(bytes).ok_or_else(short)?;
        rest = after;
        Ok(numbers.as_chunks::<4>().0.iter().map(|number| u32::from_le_bytes(*number)).collect())
    };
    let mut all = Vec::new();
    let mut left = blob.len();
    while left > 0 {
        let (told, promised) = (list()?, list()?);
        left = left.saturating_sub(4 + 4 * (told.len() + promised.len()));
        all.push(EventWords { told, promised });
    }
    Ok(all)
}

/// A day as the file has it.
pub(crate) fn day_number(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// A day from the file.
pub(crate) fn day_of(number: i64) -> Result<Date, StoreError> {
    let bad = || corrupt(format!("{number} for a day"));
    let year = i16::try_from(number / 10_000).map_err(|_| bad())?;
    let (month, day) = ((number / 100 % 100) as i8, (number % 100) as i8);
    Date::new(year, month, day).map_err(|_| bad())
}

/// A time as the file has it: always with microseconds, so that texts sort as times.
pub(crate) fn stored_time(time: Timestamp) -> String {
    format!("{time:.6}")
}

/// An article's number: the same for the same source and name in every ledger.
pub fn article_key(source: &str, name: &str) -> ArticleKey {
    let digest = Sha256::new().chain_update(source).chain_update([0]).chain_update(name).finalize();
    let first = digest.first_chunk::<8>().copied().unwrap_or_default();
    ArticleKey(u64::from_be_bytes(first))
}

/// How numbers of articles and incidents are written: 16 hexadecimal digits.
pub fn spelt_key(key: u64) -> String {
    format!("{key:016x}")
}

/// What [`spelt_key`] wrote.
pub fn parsed_key(text: &str) -> Option<u64> {
    (text.len() == 16).then(|| u64::from_str_radix(text, 16).ok()).flatten()
}

/// A hash over parts, none of which can run into the next.
pub(crate) fn hash_of(parts: &[Option<&[u8]>]) -> [u8; 16] {
    let mut hasher = Sha256::new();
    for part in parts {
        match part {
            Some(bytes) => {
                hasher.update([1]);
                hasher.update((bytes.len() as u64).to_le_bytes());
                hasher.update(bytes);
            }
            None => hasher.update([0]),
        }
    }
    hasher.finalize().first_chunk::<16>().copied().unwrap_or_default()
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back() {
        let words = vec![
            EventWords { told: vec![1, u32::MAX], promised: vec![] },
            EventWords::default(),
            EventWords { told: vec![7], promised: vec![8, 9] },
        ];
        assert_eq!(unpack_words(&pack_words(&words)).expect("words"), words);
        assert!(unpack_words(&[1, 0, 0]).is_err());
    }

    #[test]
    fn texts_come_back_and_nonsense_does_not() {
        let text = "Both sides met. ".repeat(300);
        let blob = pack_text(&text).expect("packed");
        assert!(blob.len() < text.len() / 10);
        assert_eq!(unpack_text(&blob).expect("text"), text);
        for nonsense in [&[][..], &[9; 40], &[1, 255, 255, 255, 255, 0], &[1, 4, 0, 0, 0, 1, 2]] {
            assert!(unpack_text(nonsense).is_err());
        }
    }

    #[test]
    fn days_read_as_dates() {
        for text in ["0025-01-01", "1970-01-01", "2024-02-29", "9999-12-31"] {
            let day: Date = text.parse().expect("a day");
            assert_eq!(day_number(day).to_string(), text.replace('-', "").trim_start_matches('0'));
            assert_eq!(day_of(day_number(day)).expect("a day"), day);
        }
        assert!(day_of(20_241_332).is_err());
    }

    #[test]
    fn keys_do_not_run_into_each_other() {
        assert_ne!(article_key("a", "bc"), article_key("ab", "c"));
        let key = article_key("a", "b");
        assert_eq!(parsed_key(&spelt_key(key.0)), Some(key.0));
    }
}
