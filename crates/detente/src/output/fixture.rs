//! A made-up reading, so that the output is tested without the reader.

use detente_core::analysis::{Analysis, Relation, Sentence, Token, Upos};
use detente_core::claim::{About, Claim, Dispute, Source, Stance, Toll};
use detente_core::document::{Article, Dateline, Document, Zone, ZoneKind};
use detente_core::entity::{Entities, Entity, EntityKind};
use detente_core::event::{Commitment, CommitmentState, Event, EventPlace, Party, RoleFill, Status, Telling};
use detente_core::mention::{Days, Mentions, Time};
use detente_core::pipeline::Reading;
use detente_core::text::{ByteSpan, EntityId, EventId, SentenceId, TokenId, TokenSpan, ZoneId};
use detente_data::{EventType, Mode, RelationChange, Sector, StateCode};
use jiff::civil::date;

const TEXT: &str = "Tehran, Jan 19 (AAA).- Iran emphasized that its Tuesday’s cross-border attack on Pakistan hit \
the “barracks” of an armed group.\n\nIn contrast, Pakistan reported the death of two children, recalling its \
ambassador from Tehran. Both agreed to de-escalate the situation.";

/// The reading of three sentences: a strike with two accounts, a recall that answers it, an agreement.
pub(super) fn reading() -> Reading {
    let analysis = analysis();
    let make = Make { analysis: &analysis };
    let entities = make.entities();
    let (events, claims) = (make.events(), make.claims());
    let mut mentions = Mentions::default();
    mentions.times.push(Time {
        tokens: make.tokens("Tuesday"),
        days: Some(Days::on(date(2024, 1, 16))),
        named: [None; 2],
        is_point: true,
    });
    let disputes = vec![Dispute { event: EventId::new(0), about: About::Target, sides: vec![1, 2] }];
    Reading { document: document(), mentions, entities, events, claims, disputes, analysis }
}

/// The reading of a text in which nothing happens.
pub(super) fn nothing() -> Reading {
    Reading { events: Vec::new(), claims: Vec::new(), disputes: Vec::new(), ..reading() }
}

fn document() -> Document {
    let article = Article {
        id: "made-up/01".to_string(),
        text: TEXT.to_string(),
        published: Some(date(2024, 1, 19)),
        agency: Some("AAA".to_string()),
        ..Article::default()
    };
    let dateline = Dateline {
        span: span("Tehran, Jan 19 (AAA).-"),
        places: vec![span("Tehran")],
        date: Some(date(2024, 1, 19)),
        agency: None,
        qualifier: None,
    };
    let zone = Zone { kind: ZoneKind::Paragraph, span: ByteSpan::new(0, TEXT.len()) };
    Document { day: article.published, article, zones: vec![zone], dateline: Some(dateline) }
}

/// The first place of those words in the text.
fn span(words: &str) -> ByteSpan {
    let start = TEXT.find(words).expect("words of the text");
    ByteSpan::new(start, start + words.len())
}

/// Words at blanks, marks apart; that is enough for output.
fn analysis() -> Analysis {
    let mut analysis = Analysis::default();
    let mut start = None;
    let mut add = |from: usize, to: usize| {
        let word = &TEXT[from..to];
        let upos = if matches!(word, "its" | "Both") { Upos::Pron } else { Upos::X };
        analysis.tokens.push(Token {
            span: ByteSpan::new(from, to),
            lemma: word.to_lowercase(),
            upos,
            head: None,
            relation: Relation::Dep,
            sentence: SentenceId::new(0),
        });
    };
    for (at, c) in TEXT.char_indices() {
        if c.is_alphanumeric() || c == '-' {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take() {
            add(from, at);
        }
        if !c.is_whitespace() {
            add(at, at + c.len_utf8());
        }
    }
    let all = TokenSpan::new(0, analysis.tokens.len());
    analysis.sentences.push(Sentence { tokens: all, zone: ZoneId::new(0), root: None });
    analysis.link();
    analysis
}

struct Make<'a> {
    analysis: &'a Analysis,
}

impl Make<'_> {
    fn tokens(&self, words: &str) -> TokenSpan {
        let span = span(words);
        let tokens = &self.analysis.tokens;
        let first = tokens.iter().position(|t| t.span.start() >= span.start()).expect("a token");
        let last = tokens.iter().rposition(|t| t.span.end() <= span.end()).expect("a token");
        TokenSpan::new(first, last + 1)
    }

    fn party(&self, words: &str, code: &str, sector: Sector, entity: Option<usize>) -> Party {
        let code = code.parse::<StateCode>().ok().map(Into::into);
        Party { span: span(words), entity: entity.map(EntityId::new), code, sector, score: 0.9 }
    }

    fn entities(&self) -> Entities {
        let state = |words: &str, code: &str| Entity {
            name: self.tokens(words),
            code: code.parse::<StateCode>().ok().map(Into::into),
            sector: Sector::Gov,
            kind: EntityKind::State,
            known: Some(words.to_string()),
            holder: None,
            score: 1.0,
            runner_up: None,
        };
        Entities { all: vec![state("Iran", "IRN"), state("Pakistan", "PAK")], ..Entities::default() }
    }

    fn event(&self, kind: EventType, anchor: &str, cameo: &str) -> Event {
        let tokens = self.tokens(anchor);
        Event {
            kind,
            mode: None,
            cameo: cameo.parse().expect("a code"),
            tellings: vec![Telling {
                anchor: tokens,
                trigger: TokenId::new(tokens.start()),
                sentence: SentenceId::new(0),
                roles: vec![RoleFill { role: "actor", tokens, path: "nsubj" }],
            }],
            actors: Vec::new(),
            recipients: Vec::new(),
            status: Status::Happened,
            days: None,
            place: None,
            responds_to: Vec::new(),
            relation: None,
            commitment: None,
            frame: "made-up".to_string(),
            score: 0.75,
        }
    }

    fn events(&self) -> Vec<Event> {
        let iran = self.party("its", "IRN", Sector::Gov, Some(0));
        let pakistan = self.party("Pakistan", "PAK", Sector::Gov, Some(1));
        let place = EventPlace {
            span: span("Pakistan"),
            name: "Pakistan".into(),
            is_within_state: false,
            country: "PAK".parse().ok(),
            score: 0.8,
        };
        let strike = Event {
            mode: Some(Mode::Aerial),
            actors: vec![iran.clone()],
            recipients: vec![
                pakistan.clone(),
                self.party("an armed group", "", Sector::Reb, None),
                self.party("two children", "PAK", Sector::Cvl, None),
            ],
            days: Some(Days::on(date(2024, 1, 16))),
            place: Some(place),
            ..self.event(EventType::Assault, "Tuesday’s cross-border attack on Pakistan", "195")
        };
        let recall = Event {
            mode: Some(Mode::SanctionWithdraw),
            actors: vec![pakistan.clone()],
            recipients: vec![self.party("Tehran", "IRN", Sector::Gov, Some(0))],
            responds_to: vec![EventId::new(0)],
            relation: Some(RelationChange::RecallAmbassador),
            ..self.event(EventType::Sanction, "recalling its ambassador", "161")
        };
        let content = span("de-escalate the situation");
        let agreement = Event {
            actors: vec![iran, pakistan],
            days: Some(Days::on(date(2024, 1, 19))),
            status: Status::Future,
            commitment: Some(Commitment { content, state: CommitmentState::Made }),
            ..self.event(EventType::Agree, "agreed to de-escalate", "0356")
        };
        vec![strike, recall, agreement]
    }

    fn claim(&self, event: usize, source: Source, stance: Stance, cue: Option<&str>) -> Claim {
        let cue = cue.map(span);
        let event = EventId::new(event);
        Claim {
            event,
            source,
            stance,
            cue,
            content: None,
            killed: None,
            injured: None,
            target: None,
            score: 0.5,
        }
    }

    fn claims(&self) -> Vec<Claim> {
        let iran = Source::Party(self.party("Iran", "IRN", Sector::Gov, Some(0)));
        let pakistan = Source::Party(self.party("Pakistan reported", "PAK", Sector::Gov, Some(1)));
        vec![
            self.claim(0, Source::Narrator, Stance::Asserts, None),
            Claim {
                target: Some(span("the “barracks” of an armed group")),
                ..self.claim(0, iran, Stance::Asserts, Some("Iran emphasized"))
            },
            Claim {
                killed: Some(Toll { min: 2, max: Some(2) }),
                target: Some(span("two children")),
                ..self.claim(0, pakistan, Stance::Asserts, Some("Pakistan reported the death"))
            },
            self.claim(1, Source::Narrator, Stance::Asserts, None),
            self.claim(2, Source::Narrator, Stance::Asserts, None),
        ]
    }
}
