//! The limits on what comes from outside, in one place, so that no input can cost the batch its memory, disk or time.
//!
//! In: nothing, or the names and values that a user changes. Out: [`Limits`], which every reader of this crate is given.
//! They lie far above any real article and far below what hurts.
//!
//! Worked example: `Limits::default().html_depth` is 512, the depth at which browsers stop nesting as well.

use detente_core::limits::ARTICLE_BYTES;

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;
const GIB: u64 = 1024 * MIB;

/// How much is taken of each kind of input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one article's text.
    pub article_bytes: u64,
    /// Bytes of one line of a JSON Lines file: a text at its limit in which every byte is written as an escape of six
    /// (`\u0041`), and room for the other fields.
    pub json_line_bytes: u64,
    /// Bytes of a `.json` file, which is held in memory as a whole. JSON Lines files have no limit.
    pub json_file_bytes: u64,
    /// Bytes of one HTML page.
    pub html_bytes: u64,
    /// Elements of a page that stand inside each other. Building the tree takes time with the square of it.
    pub html_depth: u64,
    /// Words of one tag or comment: its attributes are compared with each other.
    pub tag_words: u64,
    /// Attributes of one element of a feed.
    pub attributes: u64,
    /// Elements of one page.
    pub html_elements: u64,
    /// Bytes of one feed.
    pub feed_bytes: u64,
    /// Items of one feed; what comes after is left out.
    pub feed_items: u64,
    /// Elements of a feed that stand inside each other.
    pub feed_depth: u64,
    /// Bytes of one record or member of an archive once decompressed, where it is held in memory.
    pub record_bytes: u64,
    /// Bytes of one archive or compressed file once decompressed.
    pub archive_bytes: u64,
    /// How many times its compressed size a member may have, after the first MiB.
    pub ratio: u64,
    /// Members of one archive.
    pub archive_members: u64,
    /// Bytes of the header of a WARC record or of an HTTP response.
    pub header_bytes: u64,
    /// Redirects that are followed in one fetch.
    pub redirects: u64,
    /// Seconds for one fetch, redirects included.
    pub fetch_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let article_bytes = ARTICLE_BYTES as u64;
        Limits {
            article_bytes,
            json_line_bytes: 6 * article_bytes + MIB,
            json_file_bytes: 256 * MIB,
            html_bytes: 16 * MIB,
            html_depth: 512,
            tag_words: 30_000,
            attributes: 512,
            html_elements: 500_000,
            feed_bytes: 15 * MIB,
            feed_items: 5_000,
            feed_depth: 128,
            record_bytes: 256 * MIB,
            archive_bytes: 8 * GIB,
            ratio: 200,
            archive_members: 1_000_000,
            header_bytes: 64 * KIB,
            redirects: 5,
            fetch_seconds: 20,
        }
    }
}

impl Limits {
    /// Every limit: its name, what it bounds, its value.
    pub fn rows(&self) -> impl Iterator<Item = (&'static str, &'static str, u64)> {
        let mut copy = self.clone();
        copy.named().map(|(name, what, value)| (name, what, *value)).into_iter()
    }

    /// Changes the limit of that name; false if there is none.
    pub fn set(&mut self, name: &str, value: u64) -> bool {
        self.named().into_iter().find(|(n, ..)| *n == name).map(|(.., limit)| *limit = value).is_some()
    }

    fn named(&mut self) -> [(&'static str, &'static str, &mut u64); 18] {
        [
            ("article-bytes", "bytes of one article's text", &mut self.article_bytes),
            ("json-line-bytes", "bytes of one line of a JSON Lines file", &mut self.json_line_bytes),
            ("json-file-bytes", "bytes of one .json file", &mut self.json_file_bytes),
            ("html-bytes", "bytes of one HTML page", &mut self.html_bytes),
            ("html-depth", "elements of a page inside each other", &mut self.html_depth),
            ("html-elements", "elements of one page", &mut self.html_elements),
            ("tag-words", "words of one tag or comment of a page", &mut self.tag_words),
            ("attributes", "attributes of one element of a feed", &mut self.attributes),
            ("feed-bytes", "bytes of one feed", &mut self.feed_bytes),
            ("feed-items", "items of one feed; the rest is left out", &mut self.feed_items),
            ("feed-depth", "elements of a feed inside each other", &mut self.feed_depth),
            ("record-bytes", "bytes of one record of an archive, decompressed", &mut self.record_bytes),
            ("archive-bytes", "bytes of one archive, decompressed", &mut self.archive_bytes),
            ("ratio", "times its compressed size, after the first MiB", &mut self.ratio),
            ("archive-members", "members of one archive", &mut self.archive_members),
            ("header-bytes", "bytes of the header of a WARC record or HTTP response", &mut self.header_bytes),
            ("redirects", "redirects of one fetch", &mut self.redirects),
            ("fetch-seconds", "seconds of one fetch, redirects included", &mut self.fetch_seconds),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;

    #[test]
    fn every_limit_can_be_shown_and_changed_by_its_name() {
        let mut limits = Limits::default();
        let names: Vec<&str> = limits.rows().map(|(name, ..)| name).collect();
        for (at, name) in names.iter().enumerate() {
            assert!(limits.set(name, 7 + at as u64), "{name}");
        }
        assert_eq!(limits.rows().map(|(.., value)| value).collect::<Vec<_>>(), (7..25).collect::<Vec<_>>());
        assert!(!limits.set("no-such-limit", 1));
    }
}
