//! T30: what fuzzing of the readers kept, read again at every commit, and inputs made of it.

use super::{changed, readers};

#[test]
fn t30_saved_inputs_of_the_readers_are_read() {
    changed::each("decode", 200, readers::decode);
    changed::each("html", 200, readers::html);
    changed::each("feed", 200, readers::feed);
    changed::each("archive", 200, readers::archive);
}
