//! Bytes that somebody delivered: a body that was fetched, or posted.
//!
//! In: bytes, where they came from and what their transport says of them. Out: their items and faults, in order.
//!
//! Worked example: the body of `https://a.example/rss`, with the media type `application/rss+xml`, gives an item for each
//! entry, whose keys all have the source `https://a.example/rss`.

use crate::address::Address;
use crate::fault::{Fault, Spot};
use crate::form::Form;
use crate::http::media;
use crate::item::{Item, SourceName};
use crate::limits::Limits;
use crate::walk::{Known, Walk};
use std::path::Path;
use std::rc::Rc;

/// Where delivered bytes came from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// What complaints call it: an address, or the name of a file.
    pub name: String,
    /// The address that they came from.
    pub address: Option<String>,
    /// The field `Content-Type` of their transport.
    pub content_type: Option<String>,
    /// The source's name in the keys of its items, if they are a feed's. Without it, the feed's own name.
    pub feed: Option<SourceName>,
}

/// Reads delivered bytes. They are neither decompressed nor unpacked.
pub fn read_bytes(bytes: &[u8], origin: &Origin, limits: &Limits) -> Vec<Result<Item, Fault>> {
    let (media, charset) = media(origin.content_type.as_deref().unwrap_or_default());
    let known = Known {
        address: origin.address.as_deref().and_then(Address::new),
        charset,
        feed: origin.feed.clone(),
    };
    // Many servers call their feeds text or HTML; a feed's start is beyond doubt.
    let form = match (Form::of(Path::new("-"), bytes), Form::of_media(&media)) {
        (Form::Feed, _) => Form::Feed,
        (_, Some(form)) => form,
        (form, None) => form,
    };
    let mut items = Vec::new();
    let path = Path::new(&origin.name);
    let mut give = |record: crate::record::Record| {
        items.push(record.read(limits));
        true
    };
    let mut walk = Walk::new(path, &Rc::new(limits.clone()), &mut give);
    // It gives all it has: nobody stops it.
    let _ = walk.bytes(&Spot::delivered(&origin.name), bytes, form, &known);
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the program runs is no part of a name.
    #[test]
    fn lines_that_were_delivered_are_named_by_their_address_alone() {
        for name in ["https://a.example/lines.jsonl", "lines.jsonl"] {
            let origin = Origin { name: name.to_owned(), ..Origin::default() };
            let items = read_bytes(b"{\"id\": 7, \"text\": \"One.\"}\n", &origin, &Limits::default());
            let key = items[0].as_ref().map(|item| item.key.to_string()).expect("an item");
            assert_eq!(key, format!("{name} 7"));
        }
    }
}
