//! The words of an article's events as they stand in the file.
//!
//! In: of each event, the numbers of its words. Out: each number once, then for each event which of them it has. Events of one
//! sentence have the same words, and a number cannot be compressed.
//!
//! Two events with the words 7 and 9, and 9: `2 7 9`, then the sets `11` and `01`.

use super::codec::{corrupt, push_number, take_number};
use super::error::StoreError;
use crate::report::EventWords;
use std::collections::BTreeSet;

/// How the words of an event are told: there are none; a bit for each number; their places, one by one.
const NONE: u8 = 0;
const SET: u8 = 1;
const PLACES: u8 = 2;

/// The words of events for the file.
pub(super) fn pack_words(words: &[EventWords]) -> Vec<u8> {
    let lists = words.iter().flat_map(|event| [&event.told, &event.promised]);
    let numbers: Vec<u32> = lists.clone().flatten().copied().collect::<BTreeSet<u32>>().into_iter().collect();
    let mut blob = Vec::new();
    push_number(&mut blob, count(numbers.len()));
    numbers.iter().for_each(|number| blob.extend(number.to_le_bytes()));
    lists.for_each(|list| push_list(&mut blob, list, &numbers));
    blob
}

fn push_list(blob: &mut Vec<u8>, list: &[u32], numbers: &[u32]) {
    let places: Vec<usize> = list.iter().filter_map(|number| numbers.binary_search(number).ok()).collect();
    let is_set = places.is_sorted_by(|a, b| a < b);
    if places.is_empty() {
        blob.push(NONE);
    } else if is_set && numbers.len().div_ceil(8) <= places.len() {
        blob.push(SET);
        let mut set = vec![0u8; numbers.len().div_ceil(8)];
        places.iter().for_each(|place| set[place / 8] |= 1 << (place % 8));
        blob.extend(set);
    } else {
        blob.push(PLACES);
        push_number(blob, count(places.len()));
        places.iter().for_each(|place| push_number(blob, count(*place)));
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The words of events from the file.
pub(super) fn unpack_words(blob: &[u8]) -> Result<Vec<EventWords>, StoreError> {
    let mut rest = blob;
    let bytes = take_number(&mut rest)? as usize * 4;
    let numbers = take(&mut rest, bytes)?.as_chunks::<4>().0;
    let numbers: Vec<u32> = numbers.iter().map(|number| u32::from_le_bytes(*number)).collect();
    let mut all = Vec::new();
    while !rest.is_empty() {
        all.push(EventWords {
            told: take_list(&mut rest, &numbers)?,
            promised: take_list(&mut rest, &numbers)?,
        });
    }
    Ok(all)
}

fn take_list(rest: &mut &[u8], numbers: &[u32]) -> Result<Vec<u32>, StoreError> {
    match take(rest, 1)? {
        [NONE] => Ok(Vec::new()),
        [SET] => {
            let set = take(rest, numbers.len().div_ceil(8))?;
            let has = |place: &usize| set[place / 8] & (1 << (place % 8)) != 0;
            Ok((0..numbers.len()).filter(has).map(|place| numbers[place]).collect())
        }
        [PLACES] => {
            let count = take_number(rest)?;
            let mut number = || {
                let place = take_number(rest)? as usize;
                numbers.get(place).copied().ok_or_else(|| corrupt("a word that is not there"))
            };
            (0..count).map(|_| number()).collect()
        }
        _ => Err(corrupt("a list of words of another form")),
    }
}

fn take<'b>(rest: &mut &'b [u8], count: usize) -> Result<&'b [u8], StoreError> {
    let short = || corrupt("a list of words that breaks off");
    let (taken, after) = rest.split_at_checked(count).ok_or_else(short)?;
    *rest = after;
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[EventWords]) {
        assert_eq!(unpack_words(&pack_words(words)).expect("words"), words);
    }

    #[test]
    fn words_come_back() {
        check(&[]);
        check(&[EventWords::default(), EventWords::default()]);
        check(&[
            EventWords { told: vec![1, u32::MAX], promised: vec![] },
            EventWords::default(),
            EventWords { told: vec![7], promised: vec![8, 9] },
        ]);
        let many: Vec<u32> = (0..400).map(|n| n * 7_919).collect();
        check(&[
            EventWords { told: many.clone(), promised: vec![] },
            EventWords { told: many[190..200].to_vec(), promised: vec![7_919, 0, 0] },
        ]);
    }

    #[test]
    fn what_breaks_off_is_told() {
        let words = [EventWords { told: vec![1, 2, 3, 4, 5, 6, 7, 8, 9], promised: vec![2] }];
        let blob = pack_words(&words);
        for end in 0..blob.len() {
            let cut = unpack_words(&blob[..end]);
            assert!(cut.as_ref().map_or(true, Vec::is_empty), "{end}: {cut:?}");
        }
        assert!(unpack_words(&[0, 9]).is_err());
        assert!(unpack_words(&[0, 2, 1, 4]).is_err());
    }
}
