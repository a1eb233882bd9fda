//! The shape of what the ledger gives as it stands: rows of articles and events, records. `detente-ledger` promises their fields and knows nothing
//! of HTTP; here they are written down once more for the OpenAPI document, and a test holds every answer of the server against them.

use jiff::civil::Date;
use utoipa::ToSchema;

/// An article without its text.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedArticle {
    /// Its lasting number.
    #[schema(example = "00a1b2c3d4e5f607")]
    key: String,
    /// Its source.
    source: String,
    /// The source's name for it.
    name: String,
    /// Its title.
    title: Option<String>,
    /// Who wrote or sent it.
    agency: Option<String>,
    /// The author.
    author: Option<String>,
    /// Its address.
    url: Option<String>,
    /// ISO 639-3 code of its language.
    language: Option<String>,
    /// Day of publication, as claimed.
    #[schema(value_type = Option<String>, format = Date)]
    published: Option<Date>,
    /// The day under which it is counted: of publication, or else of arrival.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// When this state of it was made, by the source's word.
    updated: Option<String>,
    /// When it arrived.
    received: String,
    /// What is wrong with the times it claims.
    doubts: Vec<String>,
    /// Whether it was withdrawn.
    withdrawn: bool,
    /// The commit that brought this state.
    seq: i64,
    /// The commit that ended it.
    superseded_by: Option<i64>,
}

/// A state that an article was in.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedRevision {
    /// The article in that state.
    #[serde(flatten)]
    #[schema(inline)]
    row: RecordedArticle,
    /// Its text; none where it withdraws the article.
    text: Option<String>,
}

/// An article with all that is known of it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedArticlePage {
    #[serde(flatten)]
    #[schema(inline)]
    row: RecordedArticle,
    /// Its text; none where it was withdrawn.
    text: Option<String>,
    /// What the reader made of it, as in docs/output.md; none where it was not read.
    record: Option<RecordedReading>,
    /// Every state until then, in the order of arrival.
    revisions: Vec<RecordedRevision>,
}

/// What was read in an article, as `detente read --format jsonl` writes it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedReading {
    id: String,
    agency: Option<String>,
    #[schema(value_type = Option<String>, format = Date)]
    published: Option<Date>,
    /// The places and the day that stand before the first sentence.
    #[schema(value_type = Option<Object>)]
    dateline: Option<serde_json::Value>,
    events: Vec<RecordedEvent>,
    /// Changes of official relations, each with its event.
    #[schema(value_type = Vec<Object>)]
    relations: Vec<serde_json::Value>,
    /// Promises, each with its event.
    #[schema(value_type = Vec<Object>)]
    commitments: Vec<serde_json::Value>,
    /// Accounts within the article that cannot all be true.
    #[schema(value_type = Vec<Object>)]
    disputes: Vec<serde_json::Value>,
}

/// An event with its article.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedEventRow {
    /// Its name in the ledger.
    id: String,
    /// The incident it tells of.
    incident: Option<String>,
    /// Told as happened, on a day that had not come.
    is_future: bool,
    /// The commit that brought it.
    seq: i64,
    /// The commit that ended it.
    superseded_by: Option<i64>,
    article: RecordedArticle,
    event: RecordedEvent,
}

/// What an article says to have happened.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedEvent {
    #[schema(example = "e1")]
    id: String,
    /// The words that tell it.
    anchors: Vec<RecordedWords>,
    /// PLOVER type.
    #[serde(rename = "type")]
    kind: String,
    /// PLOVER mode.
    mode: Option<String>,
    actors: Vec<RecordedParty>,
    recipients: Vec<RecordedParty>,
    /// happened, ongoing, future, hypothetical or negated.
    status: String,
    date: Option<RecordedDays>,
    place: Option<RecordedPlace>,
    claims: Vec<RecordedClaim>,
    /// Events of the same article that it answers.
    responds_to: Vec<String>,
    /// The article's own guess at its incident.
    incident: String,
    cameo: String,
    goldstein: f32,
    intensity: f32,
    /// What found it.
    frame: String,
    score: f32,
}

/// Words of a text, in characters from its beginning.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedWords {
    start: usize,
    end: usize,
    text: String,
}

/// A stretch of a text, in characters from its beginning.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedExtent {
    start: usize,
    end: usize,
}

/// First and last day.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedDays {
    #[schema(value_type = String, format = Date)]
    from: Date,
    #[schema(value_type = String, format = Date)]
    to: Date,
}

/// A party as an article names it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedParty {
    text: String,
    code: Option<String>,
    sector: String,
    score: f32,
    start: usize,
    end: usize,
    name: Option<String>,
    holder: Option<String>,
}

/// A place as an article names it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedPlace {
    name: String,
    country: Option<String>,
    start: usize,
    end: usize,
    score: f32,
    location: Option<RecordedLocation>,
}

/// Where a place lies.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedLocation {
    name: String,
    kind: String,
    division: Option<String>,
    geonames: Option<u32>,
    lat: f32,
    lon: f32,
    radius_km: Option<f32>,
    score: f32,
    runner_up: Option<String>,
}

/// Who says what of an event.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedClaim {
    source: RecordedSource,
    /// asserts, denies, justifies, condemns or doubts.
    stance: String,
    anchor: Option<RecordedWords>,
    content: Option<String>,
    content_span: Option<RecordedExtent>,
    /// Least and most; the most is none where it is open.
    #[schema(min_items = 2, max_items = 2)]
    killed: Option<Vec<Option<u64>>>,
    #[schema(min_items = 2, max_items = 2)]
    injured: Option<Vec<Option<u64>>>,
    target: Option<String>,
    target_span: Option<RecordedExtent>,
    score: f32,
}

/// Who says so: `narrator`, or a party.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "a description")]
pub(crate) enum RecordedSource {
    Narrator(String),
    Party(RecordedParty),
}

/// A claim with what it is about.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedClaimRow {
    about: RecordedAbout,
    claim: RecordedClaim,
}

/// The event that a claim is about.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedAbout {
    /// The event's name in the ledger.
    event: String,
    #[serde(rename = "type")]
    kind: String,
    /// The article's number.
    article: String,
    #[schema(value_type = String, format = Date)]
    day: Date,
}

/// What a commit did to an article.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct RecordedChange {
    seq: i64,
    at: String,
    /// new, corrected or withdrawn.
    what: String,
    article: RecordedArticle,
}

/// That the server lives.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct Health {
    #[schema(example = "ok")]
    status: String,
    /// The ledger's last commit.
    seq: i64,
}

/// A server-sent event: the ledger has grown.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct Grown {
    #[schema(example = "commit")]
    event: String,
    /// The number of the last commit: the `Last-Event-ID` to go on from.
    id: String,
    /// An object with `seq`, that number, and `articles`, how many the ledger has.
    #[schema(example = r#"{"seq":25,"articles":54}"#)]
    data: String,
}

/// Incidents as GeoJSON: a point for each that has a place.
#[derive(ToSchema)]
#[expect(dead_code, reason = "a description")]
pub(crate) struct Points {
    #[serde(rename = "type")]
    #[schema(example = "FeatureCollection")]
    kind: String,
    features: Vec<serde_json::Value>,
}
