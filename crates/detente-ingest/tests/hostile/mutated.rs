//! Documents of every form with some of their bytes changed: no reader fails, whatever it makes of them.

use super::{STORY, page};
use detente_ingest::{Limits, Origin, Problem, Sources, read_bytes};
use proptest::collection::vec;
use proptest::prelude::*;
use std::io::{Cursor, Write};
use std::path::PathBuf;

/// A sound document of each form, and its media type.
fn documents() -> Vec<(&'static str, Vec<u8>)> {
    let html = page(STORY).replace(
        "<head>",
        "<head><meta charset=utf-8><script type=\"application/ld+json\">{\"@type\": \"NewsArticle\", \"author\": [{\"name\": \"B\"}]}</script>",
    );
    let rss = "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:c=\"http://purl.org/rss/1.0/modules/content/\"><channel><title>E</title>\
               <item><guid>1</guid><link>/1</link><pubDate>Wed, 17 Jan 2024 10:00:00 GMT</pubDate><c:encoded><![CDATA[<p>One.</p>]]></c:encoded></item>\
               <item><title>Two &amp; three</title></item></channel></rss>";
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\"><entry><id>1</id>\
                <content type=\"xhtml\"><div><p>One.</p></div></content></entry><at:deleted-entry ref=\"2\"/></feed>";
    let news = "<newsItem guid=\"1\"><itemMeta><pubStatus qcode=\"stat:usable\"/></itemMeta><contentSet><inlineXML><body><p>One.</p></body>\
                </inlineXML></contentSet></newsItem>";
    let json = "{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [{\"id\": \"1\", \"content_html\": \"<p>One.</p>\"}]}";
    let response = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{html}\r\n0\r\n\r\n",
        html.len()
    );
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{response}\r\n\r\n",
        response.len()
    );
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(warc.as_bytes()).expect("memory");
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(html.len() as u64);
    header.set_cksum();
    tar.append_data(&mut header, "a.html", html.as_bytes()).expect("memory");
    vec![
        ("text/plain", STORY.as_bytes().to_vec()),
        (
            "application/json",
            format!("{{\"id\": 1, \"text\": {STORY:?}, \"published\": \"2024-01-17\"}}\n").into_bytes(),
        ),
        ("text/html", html.into_bytes()),
        ("application/rss+xml", rss.into()),
        ("application/rss+xml", atom.into()),
        ("application/rss+xml", news.into()),
        ("application/feed+json", json.into()),
        ("", warc.into_bytes()),
        ("", packed.finish().expect("memory")),
        ("", tar.into_inner().expect("memory")),
    ]
}

/// A place in a document, as a share of its length; what to do there; and with which bytes.
type Change = (u16, u8, Vec<u8>);

/// The document after the changes: bytes put in the place of others, put between them, cut out, or doubled.
fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for (place, what, with) in changes {
        let at = usize::from(*place) * bytes.len() / 65_536;
        let end = (at + with.len()).min(bytes.len());
        match what % 4 {
            0 => bytes.splice(at..end, with.iter().copied()).for_each(drop),
            1 => bytes.splice(at..at, with.iter().copied()).for_each(drop),
            2 => bytes.drain(at..end).for_each(drop),
            _ => {
                let again = bytes[at..].to_vec();
                bytes.extend(again);
            }
        }
    }
    bytes
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let signs = prop_oneof![any::<u8>(), prop::sample::select(b"<>&\"'/=![]{}\0\r\n \x1f\x8b".to_vec())];
    vec((any::<u16>(), any::<u8>(), vec(signs, 0..8)), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_reader_fails(which in 0..10_usize, changes in changes()) {
        let (content_type, bytes) = documents().swap_remove(which);
        let bytes = changed(bytes, &changes);
        let origin = Origin {
            name: "mutated".to_owned(),
            address: Some("https://a.example/".to_owned()),
            content_type: Some(content_type.to_owned()),
            feed: None,
        };
        let delivered = read_bytes(&bytes, &origin, &Limits::default());
        let piped: Vec<_> = Sources::new([PathBuf::from("-")], Cursor::new(bytes)).into_iter().collect();
        for item in delivered.iter().chain(&piped) {
            match item {
                Ok(item) => prop_assert!(!item.key.name.is_empty()),
                Err(fault) => prop_assert!(!matches!(fault.problem, Problem::Defect), "{fault}"),
            }
        }
    }
}
