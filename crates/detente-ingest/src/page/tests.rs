//! What becomes of pages, through [`read`].

use super::{Page, read};
use crate::address::Address;
use crate::limits::Limits;

const STORY: &str = "<p>The foreign ministry of Freedonia said on Tuesday that it had recalled its ambassador from Sylvania \
after shells fell on the border town of Klopstok. Nobody was hurt, the governor of the town said.</p>\
<p>Sylvania denied that its troops had fired. A spokesman for its army said that the shells came from the other side \
of the river, and that the two commanders had spoken by telephone within the hour.</p>\
<p>The two countries have been at odds over the river since its course changed in a flood two years ago. Talks about a \
new bridge were to begin next week; the ministry did not say whether they would.</p>";

/// The article of a page with this head and the story, at `https://a.example/2024/envoy?utm_source=x`.
fn of(head: &str) -> Page {
    let html = format!(
        "<!DOCTYPE html><html lang=en-GB><head>{head}</head><body><nav><ul><li><a href=/>Home</a><li><a href=/w>World</a></ul></nav>\
         <main><h1>Envoy recalled</h1>{STORY}</main><aside><a href=/more>More news</a></aside><footer>Imprint</footer></body></html>"
    );
    let address = Address::new("https://a.example/2024/envoy?utm_source=x");
    read(html.as_bytes(), None, address.as_ref(), &Limits::default()).expect("an article")
}

#[test]
fn the_main_text_comes_out_in_paragraphs_without_menus() {
    let page = of("<title>Envoy recalled - The Example</title>");
    let paragraphs: Vec<&str> = page.text.split("\n\n").collect();
    assert!(
        page.text.contains("recalled its ambassador") && page.text.ends_with("whether they would."),
        "{}",
        page.text
    );
    assert!(
        paragraphs.len() >= 3 && !page.text.contains("World") && !page.text.contains("Imprint"),
        "{}",
        page.text
    );
    assert_eq!(page.language.as_deref(), Some("en-GB"));
    assert_eq!(page.canonical.as_ref().map(Address::as_str), Some("https://a.example/2024/envoy"));
}

/// Title, author, outlet, day of publication, moment of the last change, and address of a page with this head.
#[track_caller]
fn check(head: &str, expected: [&str; 6]) {
    let page = of(head);
    let found = [
        page.title,
        page.author,
        page.outlet,
        page.published.map(|p| p.day.to_string()),
        page.updated.and_then(|p| p.moment).map(|m| m.to_string()),
        page.canonical.map(|a| a.as_str().to_owned()),
    ];
    assert_eq!(found.map(Option::unwrap_or_default), expected, "{head}");
}

#[test]
fn linked_data_counts_before_meta() {
    let head = r#"<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"},
        {"@type": ["NewsArticle"], "headline": "Envoy   recalled", "author": [{"@type": "Person", "name": "Rufus T. Firefly"},
        {"name": "Chicolini"}], "publisher": {"name": "The Example"}, "datePublished": "2024-01-17T23:30:00+03:30",
        "dateModified": "2024-01-18T01:00:00Z"}]}</script>
        <meta property="article:published_time" content="2020-01-01"><link rel="alternate canonical" href="/2024/envoy-recalled#top">"#;
    check(
        head,
        [
            "Envoy recalled",
            "Rufus T. Firefly, Chicolini",
            "The Example",
            "2024-01-17",
            "2024-01-18T01:00:00Z",
            "https://a.example/2024/envoy-recalled",
        ],
    );
}

#[test]
fn meta_tells_what_linked_data_does_not() {
    let head = r#"<meta property="og:title" content="Envoy recalled"><meta name="Author" content="Bob Roland">
        <meta property="article:author" content="https://social.example/bob"><meta property="og:site_name" content="Example Wire">
        <meta name="date" content="Wed, 17 Jan 2024 10:00:00 GMT"><meta property="article:modified_time" content="2024-01-17 12:00:00+00:00">
        <link rel=canonical href="https://a.example/"><meta property="og:url" content="https://a.example/e?fbclid=1">
        <script type="application/ld+json">{ broken</script>"#;
    let expected = [
        "Envoy recalled",
        "Bob Roland",
        "Example Wire",
        "2024-01-17",
        "2024-01-17T12:00:00Z",
        "https://a.example/e",
    ];
    check(head, expected);
    check("<time datetime=2024-01-17>", ["", "", "", "2024-01-17", "", "https://a.example/2024/envoy"]);
}

#[test]
fn a_page_without_text_is_none() {
    let none = |html: &str| read(html.as_bytes(), None, None, &Limits::default()).map(|page| page.text);
    for html in
        ["", "<html><body></body></html>", "<html><body><script>var x</script><img src=a.png></body></html>"]
    {
        assert!(none(html).is_err(), "{html}");
    }
}
