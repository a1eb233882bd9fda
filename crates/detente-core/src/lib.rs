//! The reader of detente: text in, events and claims out.
//!
//! Pure: no I/O, no clock, no randomness, no wire types; it cannot fail on odd text. Data flows down the
//! list of modules below, and a module imports only from those above it.

pub mod limits;

pub mod text;

pub mod choice;

pub mod document;

pub mod analysis;

pub mod mention;

pub mod entity;

pub mod event;

pub mod claim;

pub mod relate;

pub mod pipeline;
