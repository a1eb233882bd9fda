//! How values stand in the file: compressed texts and records, days as numbers, hashes.
//!
//! A blob begins with one byte that says how the rest is packed; a form once used stays readable for ever.
//! 2024-01-19 stands as 20240119.

use super::error::StoreError;
use crate::record::Article;
use detente_crisis::report::ArticleKey;
use jiff::Timestamp;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::fmt::Write;
use zstd::bulk::{Compressor, Decompressor};
use zstd::stream::raw::CParameter;

/// Packed by zstd after [`TEXTS`], [`RECORDS`], [`SUMMARIES`].
const TEXT: u8 = 1;
const RECORD: u8 = 2;
const SUMMARY: u8 = 3;

/// What texts, records of articles and summaries of incidents have in common, found by `zstd --train` in the articles of `corpus/`:
/// a text of two KiB takes a third less room after it. Never edited once there is a release: what was packed with one needs it.
const TEXTS: &[u8] = include_bytes!("texts-1.dictionary");
const RECORDS: &[u8] = include_bytes!("records-1.dictionary");
const SUMMARIES: &[u8] = include_bytes!("incidents-1.dictionary");

/// More than this is no text or record of ours.
const MOST: usize = 1 << 30;

/// The work of compression against its room: level 3 takes 14 microseconds a text and 6% more room, levels above 9 save little.
const LEVEL: i32 = 9;

thread_local! {
    static OF_TEXTS: Pair = Pair::new(TEXT, TEXTS);
    static OF_RECORDS: Pair = Pair::new(RECORD, RECORDS);
    static OF_SUMMARIES: Pair = Pair::new(SUMMARY, SUMMARIES);
}

/// What packs and unpacks after a dictionary.
struct Pair {
    form: u8,
    packer: RefCell<Option<Compressor<'static>>>,
    unpacker: RefCell<Option<Decompressor<'static>>>,
}

impl Pair {
    fn new(form: u8, dictionary: &[u8]) -> Self {
        Pair {
            form,
            packer: RefCell::new(packer(dictionary).ok()),
            unpacker: RefCell::new(Decompressor::with_dictionary(dictionary).ok()),
        }
    }

    fn pack(&self, bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut packer = self.packer.borrow_mut();
        let packer = packer.as_mut().ok_or_else(|| corrupt("no compressor"))?;
        Ok(framed(self.form, bytes.len(), &packer.compress(bytes).map_err(corrupt)?))
    }

    fn unpack(&self, blob: &[u8]) -> Result<Vec<u8>, StoreError> {
        let (form, size, packed) = frame(blob)?;
        if form != self.form {
            return Err(corrupt(format!("something of form {form} for one of form {}", self.form)));
        }
        let mut unpacker = self.unpacker.borrow_mut();
        let unpacker = unpacker.as_mut().ok_or_else(|| corrupt("no decompressor"))?;
        unpacker.decompress(packed, size).map_err(corrupt)
    }

    fn pack_json(&self, value: &impl serde::Serialize) -> Result<Vec<u8>, StoreError> {
        self.pack(&serde_json::to_vec(value).map_err(corrupt)?)
    }

    fn unpack_json<T: serde::de::DeserializeOwned>(&self, blob: &[u8]) -> Result<T, StoreError> {
        serde_json::from_slice(&self.unpack(blob)?).map_err(corrupt)
    }
}

/// The frame says size and dictionary; so zstd need not.
fn packer(dictionary: &[u8]) -> std::io::Result<Compressor<'static>> {
    let mut packer = Compressor::with_dictionary(LEVEL, dictionary)?;
    packer.set_parameter(CParameter::ContentSizeFlag(false))?;
    packer.set_parameter(CParameter::DictIdFlag(false))?;
    packer.set_parameter(CParameter::ChecksumFlag(false))?;
    Ok(packer)
}

pub(super) fn corrupt(what: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(what.to_string())
}

/// A text for the file.
pub(crate) fn pack_text(text: &str) -> Result<Vec<u8>, StoreError> {
    OF_TEXTS.with(|texts| texts.pack(text.as_bytes()))
}

/// A text from the file.
pub(crate) fn unpack_text(blob: &[u8]) -> Result<String, StoreError> {
    String::from_utf8(OF_TEXTS.with(|texts| texts.unpack(blob))?).map_err(corrupt)
}

/// A record for the file.
pub(crate) fn pack_record(record: &Article) -> Result<Vec<u8>, StoreError> {
    OF_RECORDS.with(|records| records.pack_json(record))
}

/// A record from the file.
pub(crate) fn unpack_record(blob: &[u8]) -> Result<Article, StoreError> {
    OF_RECORDS.with(|records| records.unpack_json(blob))
}

/// The summary of an incident for the file.
pub(crate) fn pack_summary(summary: &impl serde::Serialize) -> Result<Vec<u8>, StoreError> {
    OF_SUMMARIES.with(|summaries| summaries.pack_json(summary))
}

/// The summary of an incident from the file.
pub(crate) fn unpack_summary<T: serde::de::DeserializeOwned>(blob: &[u8]) -> Result<T, StoreError> {
    OF_SUMMARIES.with(|summaries| summaries.unpack_json(blob))
}

/// Form, unpacked size, packed bytes.
fn framed(form: u8, size: usize, packed: &[u8]) -> Vec<u8> {
    let mut blob = Vec::with_capacity(packed.len() + 6);
    blob.push(form);
    push_number(&mut blob, u32::try_from(size).unwrap_or(u32::MAX));
    blob.extend(packed);
    blob
}

fn frame(blob: &[u8]) -> Result<(u8, usize, &[u8]), StoreError> {
    let (form, mut rest) = blob.split_first().ok_or_else(|| corrupt("a blob without its first bytes"))?;
    let size = take_number(&mut rest)? as usize;
    if size > MOST { Err(corrupt("a blob that claims a gigabyte")) } else { Ok((*form, size, rest)) }
}

/// A number in as few bytes as it needs: seven bits in each, the lowest first.
pub(super) fn push_number(out: &mut Vec<u8>, mut number: u32) {
    while number > 0x7F {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// The number that bytes begin with; they go on after it.
pub(super) fn take_number(bytes: &mut &[u8]) -> Result<u32, StoreError> {
    let mut number = 0;
    for place in 0..5 {
        let (byte, rest) = bytes.split_first().ok_or_else(|| corrupt("a number that breaks off"))?;
        *bytes = rest;
        number |= u32::from(byte & 0x7F) << (7 * place);
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Err(corrupt("a number that does not end"))
}

/// A day as the file has it.
pub(crate) fn day_number(day: Date) -> i64 {
    i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
}

/// A day from the file, where it is a number: 20240119 is 2024-01-19.
///
/// # Errors
/// Where the number is none of a day.
pub fn day_of(number: i64) -> Result<Date, StoreError> {
    let bad = || corrupt(format!("{number} for a day"));
    // Before year 1 the number is that of the year less, and what is added for month and day still counts upwards.
    let year = i16::try_from(number.div_euclid(10_000)).map_err(|_| bad())?;
    let rest = number.rem_euclid(10_000);
    Date::new(year, (rest / 100) as i8, (rest % 100) as i8).map_err(|_| bad())
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
    fn numbers_come_back() {
        for number in [0, 1, 127, 128, 16_383, 16_384, u32::MAX] {
            let mut bytes = Vec::new();
            push_number(&mut bytes, number);
            bytes.push(77);
            let mut rest = bytes.as_slice();
            assert_eq!((take_number(&mut rest).expect("a number"), rest), (number, &[77][..]));
        }
        assert!(take_number(&mut &[0xFF; 9][..]).is_err());
    }

    #[test]
    fn days_come_back_in_their_order() {
        let days =
            [(-9999, 1, 1), (-480, 8, 11), (-480, 9, 1), (-1, 12, 31), (0, 1, 1), (25, 3, 2), (9999, 12, 31)];
        let days = days.map(|(year, month, day)| jiff::civil::date(year, month, day));
        let numbers = days.map(day_number);
        assert!(numbers.is_sorted(), "{numbers:?}");
        assert_eq!(numbers.map(|number| day_of(number).expect("a day")), days);
        assert!([-1, 0, 1, 20_240_230].iter().all(|number| day_of(*number).is_err()));
    }

    #[test]
    fn texts_come_back_and_nonsense_does_not() {
        let text = "Both sides met. ".repeat(300);
        let blob = pack_text(&text).expect("packed");
        assert!(blob.len() < text.len() / 10);
        assert_eq!(unpack_text(&blob).expect("text"), text);
        assert_eq!(unpack_text(&pack_text("").expect("packed")).expect("text"), "");
        for nonsense in [&[][..], &[9; 40], &[1, 255, 255, 255, 255, 7], &[1, 4, 1, 2], &[1, 128], &[1; 3]] {
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
