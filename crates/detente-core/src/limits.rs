//! The limits on what is read, in one place, so that one odd article cannot cost the batch its memory or time.
//!
//! The longest wire stories have some 2,000 words (12 KiB); the limits lie far above any real article and
//! far below what hurts.

/// Bytes of one article's text. A larger text is refused with an error that names the article.
pub const ARTICLE_BYTES: usize = 4 * 1024 * 1024;

/// Tokens of one sentence; a longer one is cut there. Real sentences stay below 200; lists without a full
/// stop (tables, match results) do not.
pub const SENTENCE_TOKENS: usize = 2_000;

/// Bytes of one token; longer ones are cut there. Encoded pictures and hashes have no blanks.
pub const TOKEN_BYTES: usize = 1_000;
