//! T20 (the half that parses), T21 and T25: what comes from outside is text, in pages, in parameters, in questions, and runs in its
//! own direction alone.

use super::{Site, document};
use detente_ledger::store::{Document, spelt_key};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Ways out of text, attributes, scripts, addresses, comments, entities.
const MARKUP: [&str; 26] = [
    "<x-evil>",
    "</title><x-evil>",
    "\"><x-evil>",
    "'><x-evil>",
    "\"onmouseover=alert(1)x=\"",
    "'onfocus='alert(1)",
    "</script><x-evil>",
    "<script>alert(1)</script>",
    "<img/src=x/onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><x-evil>",
    "</svg><x-evil>",
    "</textarea><x-evil>",
    "</style><x-evil>",
    "--><x-evil>",
    "<!--<x-evil>",
    "]]><x-evil>",
    "<x-evil",
    "&lt;x-evil&gt;<x-evil>",
    "&#60;x-evil&#62;",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "<a/href=javascript:alert(1)>",
    "<iframe/srcdoc=x>",
    "<base/href=//evil.example>",
    "\u{202e}<x-evil>\u{2066}",
];

const SQL: [&str; 14] = [
    "' OR '1'='1",
    "'; DROP TABLE article; --",
    "\" OR \"\"=\"",
    "1; DELETE FROM event",
    "') UNION SELECT text FROM body --",
    "NEAR(a b)",
    "a AND",
    "\"",
    "*",
    "title:x OR text:y",
    "%00",
    "x' COLLATE NOCASE --",
    "(((((",
    "-1e999",
];

/// Names of tags and of attributes with their values.
#[derive(Default)]
struct Seen {
    tags: RefCell<BTreeSet<String>>,
    attributes: RefCell<BTreeSet<(String, String)>>,
}

impl TokenSink for Seen {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token {
            self.tags.borrow_mut().insert(tag.name.to_string());
            let attributes = tag.attrs.iter().map(|a| (a.name.local.to_string(), a.value.to_string()));
            self.attributes.borrow_mut().extend(attributes);
        }
        TokenSinkResult::Continue
    }
}

fn parsed(html: &str) -> Seen {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Seen::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink
}

fn hostile(i: usize, payload: &str) -> Document {
    let word: String = payload.split_whitespace().collect();
    let text = format!("{word} struck Pakistan in {word}. 3 died. {payload}");
    let mut document = document(&format!("{payload}{i}"), "2024-01-16", &text);
    document.source = format!("source {payload}");
    document.author = Some(payload.to_string());
    document.article.title = Some(format!("title {payload}"));
    document.article.agency = Some(payload.to_string());
    document.article.url = Some(payload.to_string());
    document
}

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[tokio::test]
async fn nothing_from_outside_becomes_markup() {
    let plain = Site::new(&[document("a", "2024-01-16", "Iran struck Pakistan in Panjgur. 2 died.")]);
    let documents: Vec<Document> = MARKUP.iter().enumerate().map(|(i, p)| hostile(i, p)).collect();
    let site = Site::new(&documents);
    let mut pages: Vec<String> =
        ["/", "/incidents", "/crises", "/sources", "/status"].map(String::from).to_vec();
    let mut plain_pages = pages.clone();
    for row in site.get("/v1/incidents?limit=100").await.json()["rows"].as_array().expect("rows") {
        pages.push(format!("/incident/{}", row["id"].as_str().unwrap_or_default()));
    }
    let shown = super::first_incident(&plain).await;
    plain_pages.extend([
        format!("/incident/{shown}"),
        "/actor/IRN".into(),
        "/dyad/IRN/PAK".into(),
        "/x".into(),
    ]);
    let key = spelt_key(document("a", "2024-01-16", "").key().0);
    plain_pages.extend([
        format!("/article/{key}"),
        "/incidents?q=Panjgur".into(),
        "/incidents?type=AID".into(),
    ]);
    for (i, payload) in MARKUP.iter().enumerate() {
        let word: String = payload.split_whitespace().collect();
        pages.push(format!("/article/{}", spelt_key(hostile(i, payload).key().0)));
        pages.push(format!("/actor/{}", encoded(&word)));
        pages.push(format!("/dyad/PAK/{}", encoded(&word)));
        for name in ["q", "party", "with", "country", "from", "to", "as_of", "after", "type", "format"] {
            pages.push(format!("/incidents?{name}={}", encoded(payload)));
        }
        pages.push(format!("/sources?source={}", encoded(payload)));
        pages.push(format!("/{}", encoded(payload)));
    }
    let mut tags = BTreeSet::new();
    let mut names = BTreeSet::new();
    for path in &plain_pages {
        let seen = parsed(&plain.get(path).await.body);
        tags.extend(seen.tags.into_inner());
        names.extend(seen.attributes.into_inner().into_iter().map(|a| a.0));
    }
    // Of what the small ledger has no example.
    tags.extend(["details", "summary", "noscript", "q", "abbr", "tspan"].map(String::from));
    names.extend(["selected", "open", "rel", "data-e", "title", "disabled"].map(String::from));
    for path in &pages {
        let answer = site.get(path).await;
        let seen = parsed(&answer.body);
        for tag in seen.tags.borrow().iter() {
            assert!(tags.contains(tag), "{path}: <{tag}> is from no template");
        }
        for (name, value) in seen.attributes.borrow().iter() {
            assert!(names.contains(name), "{path}: {name}={value:?} is from no template");
            let is_address = ["href", "src", "action"].contains(&name.as_str());
            let is_ours = value.starts_with('/') || value.starts_with('#') || value.starts_with("https://");
            assert!(!is_address || is_ours, "{path}: {name}={value:?}");
        }
    }
}

/// Which elements are open around each text of right-to-left letters.
#[derive(Default)]
struct Directions {
    open: RefCell<Vec<(String, bool)>>,
    /// Texts in no element that keeps their direction to itself.
    loose: RefCell<Vec<String>>,
    /// All of them.
    texts: RefCell<usize>,
}

/// Elements without an end.
const VOID: [&str; 6] = ["meta", "link", "input", "br", "img", "hr"];
/// Elements of plain text, which has a direction of its own; and those whose text is in no line with any other.
const ALONE: [&str; 5] = ["title", "option", "ins", "del", "text"];

impl TokenSink for Directions {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag)
                if tag.kind == TagKind::StartTag && !VOID.contains(&&*tag.name) && !tag.self_closing =>
            {
                let is_own = tag.name == *"bdi" || tag.attrs.iter().any(|a| &*a.name.local == "dir");
                let is_alone = ALONE.contains(&&*tag.name);
                self.open.borrow_mut().push((tag.name.to_string(), is_own || is_alone));
            }
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => {
                let mut open = self.open.borrow_mut();
                if let Some(at) = open.iter().rposition(|(name, _)| *name == *tag.name) {
                    open.truncate(at);
                }
            }
            Token::CharacterTokens(text) if text.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c)) => {
                *self.texts.borrow_mut() += 1;
                if !self.open.borrow().iter().any(|(_, keeps)| *keeps) {
                    let around: Vec<String> =
                        self.open.borrow().iter().map(|(name, _)| name.clone()).collect();
                    self.loose.borrow_mut().push(format!("{}: {text}", around.join(">")));
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[tokio::test]
async fn t25_names_from_outside_keep_their_direction_to_themselves() {
    let text = "مراسل struck Pakistan in مدينة. 3 died. مراسل";
    let mut first = document("مقال", "2024-01-16", text);
    first.source = "وكالة".to_string();
    first.author = Some("كاتب".to_string());
    first.article.agency = Some("وكالة".to_string());
    let mut second = document("مقال", "2024-01-16", &text.replace("3 died", "9 died"));
    (second.source, second.article.agency) = (first.source.clone(), first.article.agency.clone());
    let site = Site::new(&[first.clone(), second]);
    let incident = super::first_incident(&site).await;
    let name = encoded("مراسل").replace('+', "%20");
    let pages = [
        "/".to_string(),
        "/incidents".to_string(),
        format!("/incidents?q={name}"),
        "/crises".to_string(),
        format!("/incident/{incident}"),
        format!("/article/{}", spelt_key(first.key().0)),
        format!("/actor/{name}"),
        format!("/dyad/PAK/{name}"),
        format!("/dyad/PAK/{name}?compare=PAK,IRN"),
        "/sources".to_string(),
        format!("/sources?source={}", encoded("وكالة")),
    ];
    for path in &pages {
        let answer = site.get(path).await;
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(answer.body.as_str()));
        let tokenizer = Tokenizer::new(Directions::default(), TokenizerOpts::default());
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        let found = tokenizer.sink;
        assert!(*found.texts.borrow() > 0, "{path} shows none: {}", answer.body);
        assert_eq!(*found.loose.borrow(), Vec::<String>::new(), "{path}");
    }
}

#[tokio::test]
async fn no_parameter_is_a_question_of_its_own() {
    let site = Site::new(&super::documents());
    let before = site.get("/metrics").await.body;
    let counted = |text: &str| {
        text.lines().filter(|l| l.starts_with("detente_ledger_")).map(String::from).collect::<Vec<_>>()
    };
    for payload in SQL.iter().chain(&MARKUP) {
        let value = encoded(payload);
        for route in [
            "/v1/incidents",
            "/v1/events",
            "/v1/claims",
            "/v1/articles",
            "/v1/disputes",
            "/v1/dyads",
            "/v1/commitments",
            "/v1/changes",
            "/v1/incidents.atom",
        ] {
            for name in ["q", "party", "with", "type", "country", "from", "as_of", "after", "limit", "format"]
            {
                let answer = site.get(&format!("{route}?{name}={value}")).await;
                assert!(answer.status.as_u16() < 500, "{route}?{name}={payload}: {}", answer.body);
            }
        }
        for route in ["/v1/incidents", "/v1/articles", "/v1/dyads/IRN", "/v1/relations/IRN"] {
            let answer = site.get(&format!("{route}/{value}")).await;
            assert!(answer.status.as_u16() < 500, "{route}/{payload}: {}", answer.body);
        }
    }
    assert_eq!(counted(&site.get("/metrics").await.body), counted(&before));
}
