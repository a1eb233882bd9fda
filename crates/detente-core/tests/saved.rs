//! T30: what fuzzing of the reader kept, read again at every commit, and inputs made of it.

mod any;
mod changed;
mod sound;

#[test]
fn t30_saved_inputs_of_the_reader_are_read() {
    changed::each("analysis", 100, any::read);
}
