//! Datelines, line breaks, and what holds for any text.

use super::{Article, Document, ZoneKind};
use proptest::prelude::*;

fn read(text: &str, published: &str) -> Document {
    Document::new(Article { text: text.into(), published: published.parse().ok(), ..Article::default() })
}

/// The dateline's parts, written `places|qualifier|date|agency`, and the first words after it.
fn check(text: &str, parts: &str, story: &str) {
    let document = read(text, "2023-05-17");
    let found = document.dateline.as_ref().map_or("none".to_string(), |d| {
        let slice = |s: crate::text::ByteSpan| s.slice(document.text()).to_string();
        let places: Vec<_> = d.places.iter().map(|p| slice(*p)).collect();
        let date = d.date.map_or(String::new(), |d| d.to_string());
        let (qualifier, agency) =
            (d.qualifier.map_or(String::new(), slice), d.agency.map_or(String::new(), slice));
        format!("{}|{qualifier}|{date}|{agency}", places.join("+"))
    });
    assert_eq!(found, parts, "in {text:?}");
    let first = document.zones.iter().find(|z| z.kind == ZoneKind::Paragraph);
    let first = first.map_or("", |z| z.span.slice(document.text()));
    assert!(first.starts_with(story), "the story of {text:?} starts with {first:?}");
}

#[test]
fn datelines_of_many_newsrooms() {
    let rest = "Two patrol boats collided in the strait on Tuesday, officials on both sides said.";
    for (dateline, parts) in [
        ("Lima/Quito, May 16 (EFE).- ", "Lima+Quito||2023-05-16|EFE"),
        ("MANAMA, May 16, 2023 (AFP) - ", "MANAMA||2023-05-16|AFP"),
        ("MANILA/HANOI, May 17 (Reuters) - ", "MANILA+HANOI||2023-05-17|Reuters"),
        ("Doha/Cairo, May 16, 2023, QNA -- ", "Doha+Cairo||2023-05-16|QNA"),
        ("BAKU (AA) – ", "BAKU|||AA"),
        ("TOKYO, May 17 (Kyodo) -- ", "TOKYO||2023-05-17|Kyodo"),
        ("LONDON — ", "LONDON|||"),
        ("Oslo – ", "Oslo|||"),
        ("TRIPOLI, Lebanon (AP) _ ", "TRIPOLI|Lebanon||AP"),
        ("Minsk. May 15. BelTA - ", "Minsk||2023-05-15|BelTA"),
        ("TBILISI, MAY 16, GHNPRESS. ", "TBILISI||2023-05-16|GHNPRESS"),
        ("(Reuters) - ", "|||Reuters"),
        ("(Nile Wire) — ", "|||Nile Wire"),
        ("Geneva, 12 March 2019 – ", "Geneva||2019-03-12|"),
        ("UNITED NATIONS, Dec. 24 (Xinhua) -- ", "UNITED NATIONS||2022-12-24|Xinhua"),
        ("Caracas, 08 May. AVN.- ", "Caracas||2023-05-08|AVN"),
        ("Addis Ababa, May 17/2023 (ENA) ", "Addis Ababa||2023-05-17|ENA"),
        ("ASTANA (Kazinform), May 16. ", "ASTANA||2023-05-16|Kazinform"),
        ("MOSCOW, May 16. /TASS/. ", "MOSCOW||2023-05-16|TASS"),
        ("ALGIERS (APS) - May 16, 2023 - ", "ALGIERS||2023-05-16|APS"),
        ("WASHINGTON, D.C., May 16 (UPI) -- ", "WASHINGTON|D.C.|2023-05-16|UPI"),
        ("SANTA FE, N.M. (AP) — ", "SANTA FE|N.M.||AP"),
        ("NEAR AGDAM, Azerbaijan (AP) — ", "AGDAM|Azerbaijan||AP"),
        ("KHARTOUM, Friday 12 May (SUNA) - ", "KHARTOUM||2023-05-12|SUNA"),
        ("Kigali, Tuesday (Great Lakes News) – ", "Kigali||2023-05-16|Great Lakes News"),
        ("N'DJAMENA/YAOUNDÉ, 16 May 2023 (APO) - ", "N'DJAMENA+YAOUNDÉ||2023-05-16|APO"),
        ("The Hague, 9 May (ANP) – ", "The Hague||2023-05-09|ANP"),
        ("NEW DELHI: ", "NEW DELHI|||"),
        ("Seoul and Tokyo, May 17 (Yonhap) -- ", "Seoul+Tokyo||2023-05-17|Yonhap"),
        ("San José, 2023-05-15 (ACAN-EFE). ", "San José||2023-05-15|ACAN-EFE"),
        ("Harare, 15.05.2023 – ", "Harare||2023-05-15|"),
        ("KABUL, Afghanistan (May 10, 2023) ", "KABUL|Afghanistan|2023-05-10|"),
        ("KABUL, Afghanistan (May 10, 2023) – ", "KABUL|Afghanistan|2023-05-10|"),
        ("PORT-AU-PRINCE, Haiti, 3 May [AlterPresse] --- ", "PORT-AU-PRINCE|Haiti|2023-05-03|AlterPresse"),
        ("Riga, May 16, LETA – ", "Riga||2023-05-16|LETA"),
        ("Damascus, SANA- ", "Damascus|||SANA"),
        ("QUITO, CARACAS, May 4 (IPS) - ", "QUITO+CARACAS||2023-05-04|IPS"),
        ("PARIS, May 19 (AFP) - ", "PARIS||2023-05-19|AFP"),
        ("PARIS, May 29 (AFP) - ", "PARIS||2022-05-29|AFP"),
    ] {
        check(&format!("{dateline}{rest}"), parts, "Two patrol boats");
    }
}

#[test]
fn datelines_on_lines_of_their_own() {
    let story = "Two patrol boats collided in the strait on Tuesday, officials on both sides said.";
    check(&format!("Baku, May 16, AZERTAC\n\n{story}"), "Baku||2023-05-16|AZERTAC", story);
    check(
        &format!("Strait closed\n\nFocus Taiwan, Suva / 16 May'23 / 19:40\n{story}"),
        "Suva||2023-05-16|Focus Taiwan",
        story,
    );
    check(&format!("Strait closed\n\nPublished: 16 May 2023, 19:40 GMT\n\n{story}"), "||2023-05-16|", story);
    check(&format!("Strait closed\n\n16 May 2023\n\nAPIA (AP) — {story}"), "APIA||2023-05-16|AP", story);
    check(
        &format!("By Jane Roe, GAZA CITY, May 16 (Reuters) - {story}"),
        "GAZA CITY||2023-05-16|Reuters",
        story,
    );
}

#[test]
fn no_datelines() {
    for text in [
        "On May 16, 2023, two patrol boats collided in the strait, officials on both sides said in the evening.",
        "In Doha, negotiators – two from each side – met again on Tuesday and did not agree on anything at all.",
        "Iran, Pakistan and India – three neighbours – closed their borders on Tuesday, officials said there.",
        "Pakistan's army – the largest in the region – has moved to the border, officials said on Tuesday there.",
        "President Aliyev said: \"We shall answer.\" He did not say how, when or where, nor did his spokesman.",
    ] {
        check(text, "none", text);
    }
}

#[test]
fn line_breaks() {
    let kinds = |text: &str| {
        let document = read(text, "2023-05-17");
        document
            .zones
            .iter()
            .map(|z| format!("{:?}:{}", z.kind, z.span.slice(document.text()).len()))
            .collect::<Vec<_>>()
            .join(" ")
    };
    // Each line a paragraph.
    let lines = "The envoy left on Monday after a week of talks.\nHe will not return, he said at the airport in Suva.\nNobody saw him off.";
    assert_eq!(kinds(lines), "Paragraph:47 Paragraph:51 Paragraph:19");
    assert_eq!(kinds(&lines.replace('\n', "\r\n")), kinds(lines));
    // Wrapped at 40 signs; an indented line starts a paragraph.
    let wrapped = "The envoy of the island kingdom left the\ncapital on Monday after a week of fruit-\nless talks on the two drowned sailors. A\nreturn is not planned, he said.\n  Nobody saw him off at the airport, and\nno statement was made by either side of\nthe dispute, which began last year.";
    assert_eq!(kinds(wrapped), "Paragraph:154 Paragraph:114");
    // A break inside a sentence.
    assert_eq!(kinds("The envoy left on Monday, and\nnobody saw him off."), "Paragraph:49");
}

proptest! {
    #[test]
    fn zones_cover_every_sign_once(text in "([A-Z]{2,7}|[a-z]{1,6}|[0-9]{1,4}|[ \n\t.,:/()\\-–—_*]|May|EFE|By |\r\n|\u{feff}|é|Photo: |AFP|\\PC){0,60}") {
        let document = read(&text, "2023-05-17");
        let mut at = 0;
        for zone in &document.zones {
            let span = zone.span;
            prop_assert!(text.get(span.range()).is_some_and(|t| !t.is_empty() && t.trim() == t), "{zone:?}");
            prop_assert!(text[at..span.start()].trim().is_empty(), "lost {:?}", &text[at..span.start()]);
            at = span.end();
        }
        prop_assert!(text[at..].trim().is_empty(), "lost {:?}", &text[at..]);
        if let Some(dateline) = &document.dateline {
            for part in dateline.places.iter().chain(&dateline.agency).chain(&dateline.qualifier) {
                prop_assert!(dateline.span.contains(*part) && !part.slice(&text).is_empty());
            }
        }
    }
}
