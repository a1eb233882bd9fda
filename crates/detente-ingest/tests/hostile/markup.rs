//! T15 and T16: pages and feeds that would take time or memory out of proportion, or reach for what is not theirs.

use super::measured::walk;
use super::{STORY, folder, page, read};
use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

/// A file of this name and content between two good pages: the kind of its fault, or none if it is read, within a time and
/// memory.
#[track_caller]
fn check(name: &str, content: &str, fault: Option<&str>, seconds: u64, memory: u64) {
    let good = page(STORY);
    let folder =
        folder(&[("0.html", good.as_bytes()), (name, content.as_bytes()), ("z.html", good.as_bytes())]);
    let paths = ["0.html", name, "z.html"].map(|name| folder.path().join(name));
    let cost = walk(&paths.each_ref().map(|path| path.as_path()), 0);
    let articles = 2 + usize::from(fault.is_none());
    assert_eq!((cost.articles, cost.faults.as_str()), (articles, fault.unwrap_or_default()), "{cost:?}");
    // Fails at twice the time: 900 tags with 900 attributes each took 2.5 s on a slower machine.
    assert!(cost.time <= 2 * Duration::from_secs(seconds) && cost.memory <= memory, "{cost:?}");
}

#[test]
fn t15_tags_inside_each_other() {
    check("a.html", &"<i>".repeat(10_000_000), Some("too-long"), 2, 128);
    check("b.html", &"<i>".repeat(5_000_000), Some("too-deep"), 2, 128);
    check("c.html", &"<ul><li>".repeat(1_900_000), Some("too-deep"), 2, 128);
    check("d.html", &"<table><tr><td>".repeat(1_000_000), Some("too-deep"), 2, 128);
    check("e.html", &"<b><p></b>".repeat(1_500_000), Some("too-many"), 2, 128);
}

#[test]
fn t15_tags_that_are_never_closed() {
    // Each paragraph opens all of them again.
    let fonts: String = (0..500).map(|size| format!("<font size={size}>")).collect();
    check("a.html", &format!("{fonts}{}", "<p>x".repeat(3_000_000)), Some("too-many"), 2, 128);
    // What old pages do, and no harm in it.
    let paragraphs: String = STORY.split("\n\n").map(|paragraph| format!("<p>{paragraph}")).collect();
    check("b.html", &format!("<body>{}", paragraphs.repeat(300)), None, 2, 128);
}

#[test]
fn t15_attributes_without_end() {
    let story = page(STORY);
    let names: String = (0..1_000_000).map(|at| format!(" a{at}")).collect();
    check("a.html", &story.replace("<article", &format!("<article{names}")), Some("too-many"), 2, 128);
    let tight: String = (0..1_000_000).map(|at| format!("a{at}=''")).collect();
    check("b.html", &story.replace("<article", &format!("<article {tight}")), Some("too-many"), 2, 128);
    // Many tags, each with many.
    let names: String = (0..900).map(|at| format!(" a{at}")).collect();
    check("c.html", &story.replace("<p>", &format!("<p{names}>").repeat(900)), Some("too-many"), 2, 128);
    // A picture written out in the page is not a tag full of attributes.
    let picture = "iVBORw0KGgo/AAA+".repeat(200_000);
    let picture = format!("<img src=\"data:image/png;base64,{picture}\">");
    check("d.html", &story.replace("<h1>", &format!("{picture}<h1>")), None, 2, 128);
}

fn feed(head: &str, inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>{head}<rss version=\"2.0\"><channel><title>News</title><item><guid>1</guid>\
         <title>Envoy recalled</title><description>{inside}{STORY}</description></item></channel></rss>"
    )
}

#[test]
fn t16_feeds_that_grow() {
    let laughs: String =
        (1..10).map(|at| format!("<!ENTITY l{at} \"{}\">", format!("&l{};", at - 1).repeat(10))).collect();
    let head = format!("<!DOCTYPE rss [<!ENTITY l0 \"lol\">{laughs}]>");
    check("a.rss", &feed(&head, "&l9;"), None, 1, 64);
    let names: String = (0..100_000).map(|at| format!(" a{at}=\"\"")).collect();
    check("b.rss", &feed("", "").replace("<item>", &format!("<item{names}>")), Some("too-many"), 1, 64);
    let spaces: String = (0..100_000).map(|at| format!("<n{at}:x xmlns:n{at}=\"urn:{at}\"/>")).collect();
    check("c.rss", &feed("", "").replace("<item>", &format!("{spaces}<item>")), Some("too-many"), 1, 64);
    check("d.rss", &feed("", &"<b>".repeat(2_000_000)), Some("too-deep"), 1, 64);
    let items = "<item><title>One</title></item>".repeat(100_000);
    let cost = feed("", "").replace("<item>", &format!("{items}<item>"));
    let folder = folder(&[("e.rss", cost.as_bytes())]);
    let items = read(&[folder.path().join("e.rss")]);
    assert_eq!(items.iter().filter(|item| item.is_ok()).count(), 5_000);
    let last = items.last().and_then(|item| item.as_ref().err()).map(ToString::to_string).unwrap_or_default();
    assert!(last.contains("more than 5000 items in one feed"), "{last}");
}

#[test]
fn t16_entities_that_reach_out() {
    let canary = TcpListener::bind("127.0.0.1:0").expect("a port");
    canary.set_nonblocking(true).expect("a switch");
    let address = canary.local_addr().expect("an address");
    let secret = folder(&[("secret.txt", b"the canary sings")]);
    let file = secret.path().join("secret.txt");
    let places = [format!("file://{}", file.display()), format!("http://{address}/x.dtd")];
    for place in places {
        let head = format!(
            "<!DOCTYPE rss SYSTEM \"{place}\" [<!ENTITY x SYSTEM \"{place}\"> <!ENTITY % y SYSTEM \"{place}\"> %y;]>"
        );
        let documents = [
            ("a.rss", feed(&head, "&x;")),
            ("b.xml", feed(&head, "&x;")),
            ("c.html", format!("{head}{}", page(STORY))),
        ];
        for (name, document) in documents {
            let folder = folder(&[(name, document.as_bytes())]);
            for item in read(&[folder.path().join(Path::new(name))]) {
                let text = item.map(|item| item.article.text).unwrap_or_default();
                assert!(!text.contains("canary"), "{name}: {text}");
            }
        }
    }
    assert!(canary.accept().is_err(), "somebody called");
}
