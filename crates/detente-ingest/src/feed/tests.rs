//! What becomes of feeds, through [`read`].

use super::{Body, Entry, read};
use crate::address::Address;
use crate::item::Kind;
use crate::limits::Limits;

fn shown(entry: &Entry) -> String {
    let field = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let body = match &entry.body {
        Body::Html(html) => crate::page::prose(html),
        Body::Text(text) => text.clone(),
    };
    let kind = if entry.kind == Kind::Withdrawal { "withdrawn " } else { "" };
    [
        format!("{kind}{}", field(entry.guid.as_deref())),
        field(entry.address.as_ref().map(Address::as_str)),
        field(entry.title.as_deref()),
        field(entry.author.as_deref()),
        field(entry.published.map(|p| p.day.to_string()).as_deref()),
        field(entry.updated.and_then(|p| p.moment).map(|m| m.to_string()).as_deref()),
        body.replace('\n', "/"),
    ]
    .join("|")
}

/// The entries of a feed: guid, address, title, author, day, last change, text.
#[track_caller]
fn check(feed: &str, entries: &[&str]) {
    let base = Address::new("https://a.example/feed");
    let found = read(feed, base.as_ref(), &Limits::default()).expect("a feed");
    assert_eq!(found.entries.iter().map(shown).collect::<Vec<_>>(), entries);
}

#[test]
fn rss_2() {
    check(
        r#"<?xml version="1.0" encoding="windows-1251"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Example</title><link>https://a.example/</link>
        <item><guid isPermaLink="false">7</guid><link>https://a.example/7?utm_source=rss</link><title>Envoy &amp;amp; staff recalled</title>
        <dc:creator>Bob Roland</dc:creator><pubDate>Wed, 17 Jan 2024 10:00:00 GMT</pubDate><description>Short.</description>
        <content:encoded><![CDATA[<p>Freedonia &amp; Sylvania.</p><p>Second.</p>]]></content:encoded></item>
        <item><title>Only a headline</title><link>/8</link></item>
        <item><guid>same</guid><link>https://a.example/9</link><description>&lt;p&gt;Nine&lt;/p&gt;</description></item>
        <item><guid>same</guid><link>https://a.example/10</link><description>Ten &lt; eleven</description></item></channel></rss>"#,
        &[
            "7|https://a.example/7|Envoy & staff recalled|Bob Roland|2024-01-17||Freedonia & Sylvania.//Second.",
            "|https://a.example/8|Only a headline||||",
            "|https://a.example/9|||||Nine",
            "|https://a.example/10|||||Ten < eleven",
        ],
    );
}

#[test]
fn older_rss() {
    check(
        r#"<rss version="0.91"><channel><title>E</title><item><title>One</title><link>https://a.example/1</link><description>Text.</description></item></channel></rss>"#,
        &["|https://a.example/1|One||||Text."],
    );
    check(
        r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="https://a.example/"><title>E</title><link>https://a.example/</link><description>d</description></channel>
        <item rdf:about="https://a.example/1"><title>One</title><link>https://a.example/1</link><description>Text.</description></item></rdf:RDF>"#,
        &["|https://a.example/1|One||||Text."],
    );
}

#[test]
fn atom_and_its_tombstones() {
    check(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"><id>urn:f</id><title>E</title>
        <updated>2024-01-18T00:00:00Z</updated>
        <entry><id>urn:1</id><title type="html">Envoy &lt;b&gt;recalled&lt;/b&gt;</title><author><name>Bob</name></author>
        <link rel="alternate" href="https://a.example/1"/><published>2024-01-17T10:00:00Z</published><updated>2024-01-17T12:00:00Z</updated>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div></content></entry>
        <at:deleted-entry ref="urn:2" when="2024-01-18T09:00:00Z"><at:comment>Wrong town</at:comment></at:deleted-entry>
        <at:deleted-entry ref="urn:3" when="2024-01-18T10:00:00Z"/></feed>"#,
        &[
            "urn:1|https://a.example/1|Envoy recalled|Bob|2024-01-17|2024-01-17T12:00:00Z|One.//Two.",
            "withdrawn urn:2|||||2024-01-18T09:00:00Z|Wrong town",
            "withdrawn urn:3|||||2024-01-18T10:00:00Z|",
        ],
    );
}

#[test]
fn json_feed() {
    check(
        r#"{"version": "https://jsonfeed.org/version/1.1", "title": "E", "items": [{"id": "1", "url": "https://a.example/1",
        "title": "One", "content_html": "<p>Text.</p>", "date_published": "2024-01-17T10:00:00Z"}]}"#,
        &["1|https://a.example/1|One||2024-01-17||Text."],
    );
}

#[test]
fn newsml_with_its_status() {
    let item = |status: &str| {
        format!(
            r#"<newsItem guid="urn:n:1" version="2" xml:lang="en" xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta>
            <provider literal="EXW"/><versionCreated>2024-01-17T12:00:00Z</versionCreated><firstCreated>2024-01-17T10:00:00Z</firstCreated>
            <pubStatus qcode="stat:{status}"/></itemMeta><contentMeta><headline>Envoy &amp; staff</headline><by>Bob Roland</by></contentMeta>
            <contentSet><inlineXML contenttype="application/nitf+xml"><nitf><head><title>x</title></head><body><p>One.</p><p>Two.</p></body></nitf>
            </inlineXML></contentSet></newsItem>"#
        )
    };
    let usable = "urn:n:1||Envoy & staff|Bob Roland|2024-01-17|2024-01-17T12:00:00Z|One.//Two.";
    check(&item("usable"), &[usable]);
    check(
        &format!("<newsMessage><itemSet>{}{}</itemSet></newsMessage>", item("usable"), item("canceled")),
        &[usable, &format!("withdrawn {usable}")],
    );
    check(&item("withheld"), &[&format!("withdrawn {usable}")]);
}

#[test]
fn what_is_no_feed() {
    let found = read("<rss version=\"2.0\"><channel><item>", None, &Limits::default());
    assert!(found.is_err() || found.is_ok_and(|feed| feed.entries.len() <= 1));
    for text in ["<html></html>", "{\"version\": 1}", "", "<rss"] {
        assert!(read(text, None, &Limits::default()).is_err(), "{text}");
    }
}
