//! T20 (the half that parses) and T25: what comes from outside is text on every page, and runs in its own direction alone.

use super::markup::payloads;
use super::{Answer, Site, document, encoded, routes};
use detente_core::document::Article;
use detente_ledger::store::{Document, spelt_key};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;
use std::collections::BTreeSet;

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

/// An article with a text in every field, a day and a place of its own.
fn hostile(i: usize, payload: &str, day: &str) -> Document {
    let word = word(payload);
    let text = format!("{word} struck Pakistan in {word}. 3 died. {payload}");
    let mut document = document(&format!("{payload}{i}"), day, &text);
    document.source = format!("source {payload}");
    document.author = Some(payload.to_string());
    document.article.title = Some(format!("title {payload}"));
    document.article.agency = Some(payload.to_string());
    document.article.url = Some(payload.to_string());
    document
}

/// A text as the name of a party.
fn word(payload: &str) -> String {
    payload.split_whitespace().collect()
}

/// Two strikes a day over twelve days after a quiet autumn and before a quiet spring: enough for a crisis, and for alerts.
fn strikes(one: &str, other: &str) -> Vec<Document> {
    let mut all = vec![("2023-10-02".to_string(), format!("{one} struck Iraq in Basra"))];
    for day in 5..17 {
        let day = format!("2024-01-{day:02}");
        all.push((day.clone(), format!("{one} struck {other} in Panjgur{day}")));
        all.push((day.clone(), format!("{other} struck {one} in Saravan{day}")));
    }
    all.push(("2024-03-01".to_string(), format!("{one} struck Iraq in Mosul")));
    let tell = |(i, (day, text)): (usize, (String, String))| {
        document(&format!("{one}{i}"), &day, &format!("{text}. {i} died, it said."))
    };
    all.into_iter().enumerate().map(tell).collect()
}

/// The numbers of what an answer of the API lists.
fn numbers(answer: &Answer) -> Vec<String> {
    let answer = answer.json();
    let rows = answer["rows"].as_array().expect("rows");
    rows.iter().filter_map(|row| row["id"].as_str()).map(String::from).collect()
}

/// Those of a list that has some.
async fn listed(site: &Site, list: &str) -> Vec<String> {
    let ids = numbers(&site.ready(list).await);
    assert!(!ids.is_empty(), "{list} is empty");
    ids
}

/// The addresses of every kind of page, filled with what a ledger has.
async fn pages(site: &Site, parties: &[String], articles: &[String]) -> Vec<String> {
    let mut incidents = listed(site, "/v1/incidents?limit=1000").await;
    let crises = numbers(&site.ready("/v1/crises").await);
    // Those of one party are drawn alike.
    incidents.dedup();
    let mut all = Vec::new();
    for route in routes::all(site).await.into_iter().filter(|route| !route.path.starts_with("/v1")) {
        let each = |part: &str, values: &[String]| -> Vec<String> {
            values.iter().map(|value| route.filled_but(part, &encoded(value))).collect()
        };
        all.extend(match route.path.as_str() {
            "/health" | "/metrics" => Vec::new(),
            "/incident/{id}/{figure}" => ["map.svg", "killed.svg", "injured.svg"]
                .iter()
                .flat_map(|figure| incidents.iter().map(move |id| format!("/incident/{id}/{figure}")))
                .collect(),
            "/dyad/{one}/{other}/{figure}" => ["timeline.svg", "index.svg", "compare.svg?compare=PAK,IRN"]
                .iter()
                .flat_map(|figure| parties.iter().map(move |p| format!("/dyad/PAK/{}/{figure}", encoded(p))))
                .collect(),
            "/dyad/{one}/{other}" => {
                parties.iter().map(|p| format!("/dyad/PAK/{}?compare=PAK,{0}", encoded(p))).collect()
            }
            path if path.contains("/crisis/") => each("id", &crises),
            path if path.contains("{id}") => each("id", &incidents),
            path if path.contains("{key}") => each("key", articles),
            path if path.contains("{party}") => each("party", parties),
            _ => vec![route.filled()],
        });
    }
    all
}

/// What is on pages of which nothing comes from outside.
#[derive(Default)]
struct Templates {
    tags: BTreeSet<String>,
    names: BTreeSet<String>,
}

impl Templates {
    fn take(&mut self, seen: Seen) {
        self.tags.extend(seen.tags.into_inner());
        self.names.extend(seen.attributes.into_inner().into_iter().map(|a| a.0));
    }

    /// What of a page is from no template.
    fn check(&self, path: &str, body: &str) {
        let seen = parsed(body);
        for tag in seen.tags.borrow().iter() {
            assert!(self.tags.contains(tag), "{path}: <{tag}> is from no template");
        }
        for (name, value) in seen.attributes.borrow().iter() {
            assert!(self.names.contains(name), "{path}: {name}={value:?} is from no template");
            let is_address = ["href", "src", "action"].contains(&name.as_str());
            let is_ours = value.starts_with('/') && !value.starts_with("//")
                || value.starts_with('#')
                || value.starts_with("https://");
            assert!(!is_address || is_ours, "{path}: {name}={value:?}");
        }
    }
}

async fn templates() -> Templates {
    let plain_documents = [strikes("Iran", "Pakistan"), vec![super::documents().remove(0)]].concat();
    let keys: Vec<String> = plain_documents.iter().map(|d| spelt_key(d.key().0)).collect();
    let plain = Site::new(&plain_documents);
    let mut known = Templates::default();
    let mut addresses = pages(&plain, &["IRN".into(), "nobody".into()], &keys).await;
    addresses.extend(
        ["/x", "/incidents?q=Panjgur", "/incidents?type=AID", "/?from=soon", "/alerts?rule=x", "/?as_of=1"]
            .map(String::from),
    );
    for path in &addresses {
        known.take(parsed(&plain.ready(path).await.body));
    }
    // Of what the small ledger has no example.
    known
        .tags
        .extend(["details", "summary", "noscript", "q", "abbr", "tspan", "del", "ins"].map(String::from));
    known.names.extend(["selected", "open", "rel", "data-e", "title", "disabled"].map(String::from));
    known
}

#[tokio::test]
async fn t20_nothing_from_outside_becomes_markup() {
    let known = templates().await;
    let payloads = payloads();
    let mut documents: Vec<Document> =
        payloads.iter().enumerate().map(|(i, p)| hostile(i, p, "2024-01-16")).collect();
    let mut keys: Vec<String> = documents.iter().map(|d| spelt_key(d.key().0)).collect();
    // A crisis that such sources tell of.
    documents.extend(strikes("Iran", "Pakistan").into_iter().zip(&payloads).map(|(told, payload)| {
        let mut document = hostile(0, payload, "2024-01-16");
        (document.name, document.article) =
            (told.name, Article { agency: document.article.agency, ..told.article });
        document
    }));
    let site = Site::new(&documents);
    // Names of files.
    for payload in &payloads {
        let sent = format!("/v1/articles/files?name={}", encoded(payload));
        let taken = site.post(&sent, &site.write, &format!("Nothing is told in {payload}.")).await;
        assert_eq!(taken.json()["taken"], 1, "{payload}: {}", taken.body);
        keys.extend(
            taken.json()["articles"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|key| key.as_str())
                .map(String::from),
        );
    }
    assert_eq!(keys.len(), 2 * payloads.len());
    site.settle().await;
    let parties: Vec<String> = payloads.iter().map(|p| word(p)).collect();
    let mut addresses = pages(&site, &parties, &keys).await;
    // Typed: in every parameter of every page, and where nothing is.
    for (at, route) in routes::all(&site).await.iter().filter(|r| !r.path.starts_with("/v1")).enumerate() {
        for (nth, name) in route.parameters.iter().enumerate() {
            let is_asked = |i: &usize| is_long() || (i + at + nth).is_multiple_of(EACH);
            let asked = payloads.iter().enumerate().filter(|(i, _)| is_asked(i));
            addresses.extend(asked.map(|(_, p)| format!("{}?{name}={}", route.filled(), encoded(p))));
        }
    }
    for payload in &payloads {
        let typed = encoded(payload);
        addresses.extend([
            format!("/{typed}"),
            format!("/incidents?q={typed}"),
            format!("/sources?source=source%20{typed}"),
        ]);
    }
    for path in &addresses {
        let answer = site.ready(path).await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.status);
        known.check(path, &answer.body);
    }
    let crises = addresses.iter().filter(|path| path.starts_with("/crisis/")).count();
    eprintln!("T20: {} pages of {} articles, {crises} of them of crises", addresses.len(), keys.len());
}

/// Of the texts typed into a parameter of a page, the short form tries one in so many, each page and parameter others.
const EACH: usize = 6;

fn is_long() -> bool {
    std::env::var_os("DETENTE_LONG").is_some()
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
    let documents = [vec![first.clone(), second], strikes("مراسل", "Pakistan")].concat();
    let site = Site::new(&documents);
    let crisis = listed(&site, "/v1/crises").await.remove(0);
    let incident = super::first_incident(&site).await;
    let name = encoded("مراسل");
    let pages = [
        "/".to_string(),
        "/alerts".to_string(),
        format!("/crisis/{crisis}"),
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
        // What cannot be understood is said again.
        format!("/incidents?from={name}"),
        // Nothing from outside is named there.
        "/status".to_string(),
    ];
    for path in &pages {
        let answer = site.ready(path).await;
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(answer.body.as_str()));
        let tokenizer = Tokenizer::new(Directions::default(), TokenizerOpts::default());
        let _ = tokenizer.feed(&input);
        tokenizer.end();
        let found = tokenizer.sink;
        assert!(*found.texts.borrow() > 0 || path == "/status", "{path} shows none: {}", answer.body);
        assert_eq!(*found.loose.borrow(), Vec::<String>::new(), "{path}");
    }
}
