//! T24, the half about form: bytes that are made to be slow. Twice as many of them take about twice as long to be decoded, or read as a page,
//! a feed or lines of JSON, whether they are taken or refused.
//!
//! Time is the processor's, of this thread alone, since others share the machine.

use detente_ingest::{Limits, Origin, read_bytes};

/// For each doubling, at most.
const RATIO: f64 = 2.4;
/// What fails a commit: others share the machine and its caches, and what compares all with all takes four times as long.
const FAILS: f64 = 3.0;
/// Below this a time is noise, in seconds: what takes less for the longest text is not slow.
const NOISE: f64 = 0.05;
/// The shortest, in bytes, and how often it is doubled: to 1 MiB, or to the 4 MiB of the longest article with `DETENTE_LONG`.
const SHORTEST: usize = 128 << 10;
const DOUBLINGS: usize = 3;
const LONG: usize = 5;

/// What is repeated between a beginning and an end, under a media type.
struct Form {
    name: &'static str,
    media: &'static str,
    begins: &'static str,
    unit: &'static [u8],
    ends: &'static str,
}

const PAGE: &str = "<html><head><title>Talks</title></head><body><article><h1>Talks</h1><p>Iran and Pakistan met in Muscat.</p>";
const FEED: &str = "<rss version=\"2.0\"><channel><title>News</title>";
const ITEM: &str =
    "<rss version=\"2.0\"><channel><title>News</title><item><guid>1</guid><title>Talks</title><description>";

const fn form(
    name: &'static str,
    (media, begins, ends): (&'static str, &'static str, &'static str),
    unit: &'static [u8],
) -> Form {
    Form { name, media, begins, unit, ends }
}

const TEXT: (&str, &str, &str) = ("text/plain", "", "");
const HTML: (&str, &str, &str) = ("text/html; charset=utf-8", PAGE, "</article></body></html>");
const ITEMS: (&str, &str, &str) = ("application/rss+xml", FEED, "</channel></rss>");
const INSIDE: (&str, &str, &str) = ("application/rss+xml", ITEM, "</description></item></channel></rss>");
const LINES: (&str, &str, &str) = ("application/jsonl", "", "");
const STRING: (&str, &str, &str) = ("application/json", "{\"id\":\"a\",\"text\":\"", "\"}");

const FORMS: [Form; 27] = [
    form("text in ASCII", TEXT, b"Iran struck Pakistan, (said) \"x\". "),
    form("text in an old encoding that is not said", TEXT, b"Il a dit \x93d\xe9j\xe0\x94 \x96 caf\xe9. "),
    form("text that is nearly UTF-8", TEXT, b"d\xc3\xa9j\xc3 "),
    form("text of two bytes a letter", TEXT, "伊朗打击巴基斯坦。".as_bytes()),
    form("lines without text", TEXT, b"\r\n \t\r\n"),
    form("unseen signs", TEXT, "a\u{200b}\u{202a}\u{ad}".as_bytes()),
    form("stacked marks", TEXT, "a\u{301}\u{302}\u{303}\u{304}\u{305}".as_bytes()),
    form(
        "paragraphs",
        HTML,
        b"<p>Iran struck a depot near Panjgur in Pakistan on Tuesday, Pakistan said.</p>",
    ),
    form("paragraphs that are not closed", HTML, b"<p>Iran struck Pakistan."),
    form("tags inside each other", HTML, b"<div>"),
    form("tags that overlap", HTML, b"<b><i>x</b></i>"),
    form("ends without a beginning", HTML, b"</div></p>"),
    form("brackets that open", HTML, b"<<<"),
    form("entities", HTML, b"&amp;&#x27;&notit;&"),
    form("comments", HTML, b"<!-- a -- b -->"),
    form("a comment that does not end", HTML, b"<!--a-"),
    form("attributes", HTML, b"<a href='x' class=\"y\" z>t</a>"),
    form("a tag that does not end", HTML, b"<a href='x "),
    form("tables", HTML, b"<table><tr><td>1</td></tr></table>"),
    form("text in scripts", HTML, b"<script>if (a<b) {}</script>"),
    form(
        "items",
        ITEMS,
        b"<item><guid>1</guid><title>Talks</title><description>They met.</description></item>",
    ),
    form("elements inside each other", ITEMS, b"<a>"),
    form("marked sections", INSIDE, b"<![CDATA[<p>x]]>"),
    form("entities of a feed", INSIDE, b"&lt;p&gt;x &amp;amp; "),
    form("lines of JSON", LINES, b"{\"id\":\"a\",\"text\":\"Iran struck Pakistan.\"}\n"),
    form("brackets of JSON", LINES, b"[{\"a\":"),
    form("escapes", STRING, b"\\u0041\\n\\\"\\ud83d\\ude00"),
];

/// Processor time of this thread, in seconds.
fn spent() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split(' ').next()?.parse::<u64>().ok()? as f64 / 1e9)
}

/// Seconds that so many bytes of a form take.
fn taken(form: &Form, bytes: usize) -> f64 {
    let inside = form.unit.repeat(bytes / form.unit.len() + 1);
    let whole = [form.begins.as_bytes(), &inside, form.ends.as_bytes()].concat();
    let origin = Origin { name: "a".into(), content_type: Some(form.media.to_owned()), ..Origin::default() };
    let began = spent().expect("a clock");
    let items = read_bytes(&whole, &origin, &Limits::default());
    let took = spent().expect("a clock") - began;
    // What gives neither article nor reason has not been read.
    assert!(!items.is_empty(), "{}", form.name);
    took
}

#[test]
fn t24_twice_the_bytes_take_about_twice_the_time_in_every_form() {
    if spent().is_none() {
        eprintln!("skipped: this system does not tell the processor time of threads");
        return;
    }
    let is_long = std::env::var_os("DETENTE_LONG").is_some_and(|value| !value.is_empty());
    let (doublings, most) = if is_long { (LONG, RATIO) } else { (DOUBLINGS, FAILS) };
    let (mut slow, mut longest) = (Vec::new(), Vec::new());
    for form in &FORMS {
        let mut before = taken(form, SHORTEST);
        for doubling in 1..=doublings {
            let bytes = SHORTEST << doubling;
            let now = taken(form, bytes);
            let of = |before: f64, now: f64| now / before.max(NOISE / RATIO);
            let mut ratio = of(before, now);
            // The least of three: others share the machine and its caches.
            for _ in 0..2 {
                if now > NOISE && ratio > RATIO {
                    ratio = ratio.min(of(taken(form, bytes / 2), taken(form, bytes)));
                }
            }
            let told =
                format!("{}: {now:.3} s for {} KiB, {ratio:.2} times the half", form.name, bytes >> 10);
            slow.extend((now > NOISE && ratio > most).then(|| told.clone()));
            before = now;
            if doubling == doublings {
                longest.push(told);
            }
        }
    }
    eprintln!("T24: {}", longest.join("\nT24: "));
    assert!(slow.is_empty(), "{}", slow.join("\n"));
}
