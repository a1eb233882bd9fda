//! The way of alerts out of a ledger: what rules find in a state of it, and each delivered once.
//!
//! In: rules, a ledger, where to deliver. Out: lines on standard output, an Atom feed, posts to a webhook; and in the ledger what was
//! delivered. A webhook's alert counts as delivered once the receiver has said so, all others once they are written.
//!
//! Killed between the two, the same alert comes again, with the same number: never too few times, in the worst case twice.

mod atom;
mod delivery;
mod lookout;
mod shown;
mod state;
mod webhook;

pub(crate) use delivery::{Delivery, Feed, Lines};
pub(crate) use lookout::Lookout;
pub(crate) use shown::Shown;
pub(crate) use webhook::Webhook;
