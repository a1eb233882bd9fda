//! Articles sent to the ledger: one, or many as JSON Lines. A 2xx is given only after they are on the disk.

use std::sync::Arc;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use detente_core::document::Article;
use detente_core::limits::ARTICLE_BYTES;
use detente_ingest::{Item, Kind, Limits, Origin};
use detente_ledger::store::{Document, Outcome, Store};
use futures_util::StreamExt as _;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{AllOfBuilder, AnyOfBuilder, ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::app::App;
use crate::link;
use crate::params::Params;
use crate::problem::Problem;

/// Documents of one commit.
const LOT: usize = 50;
/// Characters of a name, a title or an address; what is longer is none.
const MOST_NAME: usize = 2_000;

/// An article as it is sent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sent {
    /// Its name at its source: the same name again is a correction.
    #[schema(example = "2024-01-19-0317", pattern = r"\S", max_length = 2000)]
    id: String,
    /// Its source.
    #[serde(default = "api")]
    #[schema(example = "newsroom", max_length = 2000)]
    source: String,
    /// The whole text, 4 MiB at most. Of a withdrawal: the notice, which may be empty.
    #[serde(default)]
    text: String,
    /// Title given apart from the text.
    #[schema(max_length = 2000)]
    title: Option<String>,
    /// Who wrote or sent it.
    #[schema(max_length = 2000)]
    agency: Option<String>,
    /// Day of publication.
    #[schema(value_type = Option<String>, format = Date)]
    published: Option<Date>,
    /// Address it came from.
    #[schema(max_length = 2000)]
    url: Option<String>,
    /// Its author.
    #[schema(max_length = 2000)]
    author: Option<String>,
    /// When this state of it was made.
    #[schema(value_type = Option<String>, format = DateTime)]
    updated: Option<Timestamp>,
    /// ISO 639-3 code of its language.
    #[schema(max_length = 2000)]
    language: Option<String>,
    /// Whether it takes the article back.
    #[serde(default)]
    withdrawn: bool,
}

/// What a request sends: an article, which has a text, or the word that one is taken back, which may have a notice.
pub(crate) enum Sending {}

impl PartialSchema for Sending {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new().schema_type(Type::String).pattern(Some(r"\S"));
        let article = ObjectBuilder::new().property("text", text).required("text");
        let back = ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([true]));
        let withdrawal = ObjectBuilder::new().property("withdrawn", back).required("withdrawn");
        let either = AnyOfBuilder::new().item(article).item(withdrawal);
        AllOfBuilder::new().item(Sent::schema()).item(either).into()
    }
}

impl ToSchema for Sending {}

fn api() -> String {
    "api".to_string()
}

/// What became of what was sent.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Taken {
    /// Articles that are in the ledger now.
    taken: usize,
    /// The numbers of those that are new or changed.
    articles: Vec<String>,
    /// What was refused, each with the line and the reason.
    refused: Vec<String>,
    /// The ledger's last commit. Lists and pages follow within a second or so; with `as_of` this number they wait for it.
    seq: i64,
}

impl Sent {
    fn document(self) -> Result<Document, Problem> {
        let is_long = |name: &str| name.chars().count() > MOST_NAME;
        if self.id.trim().is_empty() || is_long(&self.id) || is_long(&self.source) {
            return Err(Problem::bad(
                "an article needs an id of at most 2000 letters, and a source no longer",
            ));
        }
        let others = [&self.title, &self.agency, &self.url, &self.author, &self.language];
        if others.into_iter().flatten().any(|name| is_long(name)) {
            return Err(Problem::bad("no field but the text may have more than 2000 letters"));
        }
        if self.text.trim().is_empty() && !self.withdrawn {
            return Err(Problem::bad("an article needs a text"));
        }
        let text = detente_core::text::seen(self.text);
        if text.len() > ARTICLE_BYTES {
            let mib = ARTICLE_BYTES >> 20;
            let why = format!("the text is longer than {mib} MiB; split it into articles");
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, why));
        }
        let article = Article {
            id: self.id.clone(),
            text,
            published: self.published,
            agency: self.agency,
            title: self.title,
            url: self.url,
        };
        Ok(Document {
            source: self.source,
            name: self.id,
            article,
            author: self.author,
            published_at: None,
            updated: self.updated,
            language: self.language,
            is_withdrawal: self.withdrawn,
        })
    }
}

fn parsed(bytes: &[u8]) -> Result<Document, Problem> {
    serde_json::from_slice::<Sent>(bytes).map_err(|e| Problem::bad(e.to_string()))?.document()
}

/// Takes documents in, a lot at a time.
async fn take(app: &Arc<App>, documents: Vec<Document>, refused: Vec<String>) -> Result<Taken, Problem> {
    let mut taken = Taken { refused, ..Taken::default() };
    take_on(app, documents, &mut taken).await?;
    end(app, taken).await
}

/// Takes more documents in.
async fn take_on(app: &Arc<App>, documents: Vec<Document>, taken: &mut Taken) -> Result<(), Problem> {
    let took = app.ask(move |app| {
        let mut took = Vec::with_capacity(documents.len());
        let mut documents = documents.into_iter().peekable();
        while documents.peek().is_some() {
            took.extend(app.take(documents.by_ref().take(LOT).collect())?);
            app.written.notify_one();
        }
        Ok(took)
    });
    for one in took.await? {
        match one {
            Ok((key, outcome)) => {
                taken.taken += 1;
                if outcome != Outcome::Replay {
                    taken.articles.push(link::article_name(key));
                }
            }
            Err(why) => taken.refused.push(why),
        }
    }
    Ok(())
}

/// What became of all, with the last commit.
async fn end(app: &Arc<App>, mut taken: Taken) -> Result<Taken, Problem> {
    taken.seq = app.ask(|app| app.shelf.with(Store::seq)).await?.0;
    Ok(taken)
}

/// Takes one article in. The same again changes nothing.
#[utoipa::path(post, path = "/v1/articles", tag = "ledger", request_body = Sending,
    security(("token" = ["write"])),
    responses(
        (status = 200, description = "it is in the ledger, on the disk", body = Taken),
        (status = 400, description = "this is no article", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "a token of scope write is needed", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "a text longer than 4 MiB, or more than 32 MiB in all", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn one(State(app): State<Arc<App>>, body: Bytes) -> Result<Response, Problem> {
    let mut taken = take(&app, vec![parsed(&body)?], Vec::new()).await?;
    match taken.refused.pop() {
        Some(why) => Err(Problem::bad(why)),
        None => Ok(Json(taken).into_response()),
    }
}

/// Takes many articles in, one JSON object a line, as the lines come: those at the beginning are in the ledger while the end is still sent.
/// A line that is no article costs that line. Whoever breaks off can send all of it again.
#[utoipa::path(post, path = "/v1/articles/bulk", tag = "ledger",
    request_body(content = String, content_type = "application/jsonl"),
    security(("token" = ["write"])),
    responses(
        (status = 200, description = "those that could be read are in the ledger, on the disk", body = Taken),
        (status = 400, description = "no line is an article", body = Taken),
        (status = 401, description = "a token of scope write is needed", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "longer than 32 MiB; what came before stands in the ledger", body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn bulk(State(app): State<Arc<App>>, body: Body) -> Result<Response, Problem> {
    let (mut pieces, mut lines) = (body.into_data_stream(), Lines::default());
    let mut taken = Taken::default();
    loop {
        let piece = pieces.next().await.transpose().map_err(|error| broken_off(&error))?;
        let is_last = piece.is_none();
        lines.take(piece.unwrap_or_default(), is_last, &mut taken.refused);
        if is_last || lines.documents.len() >= LOT {
            take_on(&app, std::mem::take(&mut lines.documents), &mut taken).await?;
        }
        if is_last {
            break;
        }
    }
    let status = if taken.taken == 0 { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok((status, Json(end(&app, taken).await?)).into_response())
}

/// Documents of the lines that have come so far.
#[derive(Default)]
struct Lines {
    /// The beginning of a line whose end has not come.
    rest: Vec<u8>,
    /// Lines that have ended.
    count: usize,
    documents: Vec<Document>,
}

impl Lines {
    /// Takes a piece of a body; after the last one, what is left is a line too.
    fn take(&mut self, piece: Bytes, is_last: bool, refused: &mut Vec<String>) {
        let mut piece: &[u8] = &piece;
        while let Some(end) = piece.iter().position(|byte| *byte == b'\n') {
            self.rest.extend_from_slice(&piece[..end]);
            piece = &piece[end + 1..];
            self.line(refused);
        }
        self.rest.extend_from_slice(piece);
        if is_last {
            self.line(refused);
        }
    }

    fn line(&mut self, refused: &mut Vec<String>) {
        self.count += 1;
        let line = std::mem::take(&mut self.rest);
        if line.trim_ascii().is_empty() {
            return;
        }
        match parsed(&line) {
            Ok(document) => self.documents.push(document),
            Err(problem) => refused.push(format!("line {}: {}", self.count, problem.detail)),
        }
    }
}

/// Why a body ended before its end.
fn broken_off(error: &axum::Error) -> Problem {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "at most 32 MiB at a time; what came before stands in the ledger",
            );
        }
        cause = error.source();
    }
    Problem::new(
        StatusCode::REQUEST_TIMEOUT,
        "the body broke off; what came before stands in the ledger, and may be sent again",
    )
}

/// The name of a file that is sent.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(crate) struct FileName {
    /// As its owner calls it.
    name: String,
}

/// Takes a file in whose form its content shows: plain text, HTML, JSON, JSON Lines, RSS or Atom. Archives are refused.
#[utoipa::path(post, path = "/v1/articles/files", tag = "ledger", params(FileName),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    security(("token" = ["write"])),
    responses(
        (status = 200, description = "what could be read of it is in the ledger, on the disk", body = Taken),
        (status = 400, description = "nothing in it is an article", body = Taken),
        (status = 401, description = "a token of scope write is needed", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "longer than 32 MiB")))]
pub(crate) async fn file(
    State(app): State<Arc<App>>,
    Params(file): Params<FileName>,
    body: Bytes,
) -> Result<Response, Problem> {
    let name: String = file.name.chars().filter(|c| !c.is_control()).take(MOST_NAME).collect();
    // Reading a page or a feed is dear: not on a thread that serves.
    let read = tokio::task::spawn_blocking(move || delivered(&body, &name)).await;
    let (documents, refused) = read.map_err(|e| Problem::internal(&e))?;
    let status = if documents.is_empty() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok((status, Json(take(&app, documents, refused).await?)).into_response())
}

fn delivered(bytes: &[u8], name: &str) -> (Vec<Document>, Vec<String>) {
    let origin = Origin { name: name.to_string(), address: None, content_type: media(name), feed: None };
    let (mut documents, mut refused) = (Vec::new(), Vec::new());
    for item in detente_ingest::read_bytes(bytes, &origin, &Limits::default()) {
        match item {
            Ok(item) => documents.push(of_item(item)),
            Err(fault) => refused.push(fault.to_string()),
        }
    }
    (documents, refused)
}

/// The media type that a file's name promises; none where its content has to show it.
fn media(name: &str) -> Option<String> {
    let ending = name.rsplit_once('.')?.1.to_lowercase();
    let media = match ending.as_str() {
        "txt" | "text" => "text/plain",
        "html" | "htm" | "xhtml" => "text/html",
        "json" => "application/json",
        _ => return None,
    };
    Some(media.to_string())
}

fn of_item(item: Item) -> Document {
    let language = item.language.code().map(str::to_string);
    Document {
        source: item.key.source.0,
        name: item.key.name,
        article: item.article,
        author: item.author,
        published_at: item.published_at,
        updated: item.updated,
        language,
        is_withdrawal: item.kind == Kind::Withdrawal,
    }
}
