//! What a source holds: by its name's ending, or else by how it starts.
//!
//! In: a name and the first bytes, decompressed. Out: a [`Form`].
//!
//! Worked example: `story.txt` is text whatever it starts with; `-` that starts with `{"` is JSON Lines, with `<rss` a feed.

use crate::feed::{self, Root};
use crate::limits::Limits;
use std::path::Path;

/// How files end that are taken out of folders and archives.
pub(crate) const ENDINGS: &[&str] = &[
    ".txt", ".text", ".jsonl", ".ndjson", ".json", ".html", ".htm", ".xhtml", ".xml", ".rss", ".atom",
    ".warc", ".zip", ".tar", ".tgz",
];

/// How compressed files end.
const PACKED: &[&str] = &[".gz", ".zst"];

/// What a source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// One article of plain text.
    Text,
    /// An article a line.
    Lines,
    /// One JSON value: an article, a list of them, or a JSON Feed.
    List,
    /// One page of HTML.
    Page,
    /// RSS, Atom or NewsML-G2.
    Feed,
    /// A web archive.
    Warc,
    /// A zip archive.
    Zip,
    /// A tar archive.
    Tar,
    /// XML that is neither page nor feed.
    Xml,
}

impl Form {
    /// The form of what has this name and starts like this.
    pub(crate) fn of(name: &Path, start: &[u8]) -> Form {
        let name = name.as_os_str().to_string_lossy().to_lowercase();
        let name = PACKED.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        match ending {
            "txt" | "text" => Form::Text,
            "jsonl" | "ndjson" => Form::Lines,
            "json" => Form::List,
            "html" | "htm" | "xhtml" => Form::Page,
            "rss" | "atom" => Form::Feed,
            "warc" => Form::Warc,
            "zip" => Form::Zip,
            "tar" | "tgz" => Form::Tar,
            _ => Form::by_start(start),
        }
    }

    /// The form of what a server or archive calls by this media type; none if articles never come in it.
    pub(crate) fn of_media(media: &str) -> Option<Form> {
        match media {
            "text/html" | "application/xhtml+xml" => Some(Form::Page),
            "text/plain" => Some(Form::Text),
            "application/rss+xml" | "application/atom+xml" | "application/rdf+xml" => Some(Form::Feed),
            "application/feed+json" => Some(Form::Feed),
            _ => None,
        }
    }

    /// Bytes that are taken of a source in this form, where it is held in memory as a whole.
    pub(crate) fn most_bytes(self, limits: &Limits) -> u64 {
        match self {
            Form::Text => 2 * limits.article_bytes,
            Form::Feed => limits.feed_bytes,
            Form::List => limits.json_file_bytes,
            _ => limits.html_bytes,
        }
    }

    fn by_start(start: &[u8]) -> Form {
        const TAR_MARK: usize = 257;
        if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
            return Form::Zip;
        }
        if start.starts_with(b"WARC/") {
            return Form::Warc;
        }
        if start.get(TAR_MARK..).is_some_and(|rest| rest.starts_with(b"ustar")) {
            return Form::Tar;
        }
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
        let opening = start.trim_ascii_start();
        if opening.starts_with(b"{\n") || opening.starts_with(b"{\r") {
            return Form::List;
        }
        if opening.starts_with(b"<") {
            return Form::by_markup(opening);
        }
        let mut signs = start.iter().filter(|b| !b.is_ascii_whitespace());
        match (signs.next(), signs.next()) {
            // An RTF document starts with a brace as well.
            (Some(b'{'), Some(b'"' | b'}') | None) => Form::Lines,
            // A plain text may start with a bracket: "[Correction] ...".
            (Some(b'['), Some(b'{')) => Form::List,
            _ => Form::Text,
        }
    }

    /// A plain text may start with `<` as well, but not with a tag that HTML or a feed starts with.
    fn by_markup(opening: &[u8]) -> Form {
        const LOOKED_AT: usize = 4096;
        let text = String::from_utf8_lossy(&opening[..opening.len().min(LOOKED_AT)]);
        let small = text.to_ascii_lowercase();
        let is_xml = small.starts_with("<?xml");
        if ["<!doctype html", "<html", "<head", "<body", "<!--"].iter().any(|tag| small.starts_with(tag)) {
            return Form::Page;
        }
        match feed::root(&text) {
            Some(Root::Feed | Root::News) => Form::Feed,
            Some(Root::Page) => Form::Page,
            _ if is_xml => Form::Xml,
            _ => Form::Text,
        }
    }
}

/// Whether a file or member of this name is taken.
pub(crate) fn is_taken(name: &str, endings: &[&str]) -> bool {
    let name = name.to_lowercase();
    let name = PACKED.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name);
    endings.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::Form;
    use std::path::Path;

    #[track_caller]
    fn check(name: &str, start: &str, form: Form) {
        assert_eq!(Form::of(Path::new(name), start.as_bytes()), form, "{name}: {start}");
    }

    #[test]
    fn the_ending_counts_before_the_start() {
        check("a.txt", "<html>", Form::Text);
        check("A.JSONL.GZ", "x", Form::Lines);
        check("a.tar.zst", "", Form::Tar);
        check("a.tgz", "", Form::Tar);
    }

    #[test]
    fn without_an_ending_the_start_counts() {
        check("-", "\u{feff} {\"text\": 1}", Form::Lines);
        check("-", "{\n\"text\"", Form::List);
        check("-", "[ {", Form::List);
        check("-", "{\\rtf1", Form::Text);
        check("-", "WARC/1.0\r\n", Form::Warc);
        check("-", "\n<!DOCTYPE HTML>\n", Form::Page);
        check("page", "<?xml version='1.0'?><!DOCTYPE html PUBLIC 'x' 'y'><html xmlns='z'>", Form::Page);
        check("-", "<?xml version=\"1.0\"?>\n<!-- made by hand --><rss version=\"2.0\">", Form::Feed);
        check("feed.xml", "<feed xmlns=\"http://www.w3.org/2005/Atom\">", Form::Feed);
        check("n.xml", "<newsItem guid='x'>", Form::Feed);
        check("x.xml", "<?xml version='1.0'?><office>", Form::Xml);
        check("-", "<AFP> Tehran, Jan 3", Form::Text);
    }
}
