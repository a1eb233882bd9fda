use detente_data::{RelationChange, Stance};
use serde_json::json;

use super::*;

/// An article that tells of a strike and of an envoy recalled over it.
fn article() -> record::Article {
    let party = |text: &str, code: &str, sector: &str, name: Option<&str>| json!({"text": text, "code": code, "sector": sector, "score": 0.9, "start": 0, "end": 1, "name": name, "holder": null});
    let claim = |source, killed: Option<(u64, Option<u64>)>| {
        json!({
            "source": source, "stance": "asserts", "anchor": null, "content": null, "content_span": null,
            "killed": killed, "injured": null, "target": "a village", "target_span": null, "score": 0.8,
        })
    };
    let event = |id: &str, kind: &str, mode: &str, cameo: &str, place, claims, responds_to: &[&str]| {
        json!({
            "id": id, "anchors": [], "type": kind, "mode": mode,
            "actors": [party("Tehran", "IRN", "GOV", Some("Iran"))],
            "recipients": [party("fighters", "PAK", "REB", None)],
            "status": "happened", "date": {"from": "2024-01-16", "to": "2024-01-16"}, "place": place, "claims": claims,
            "responds_to": responds_to, "incident": "x", "cameo": cameo, "goldstein": -10.0, "intensity": -10.0,
            "frame": "strike", "score": 0.7,
        })
    };
    let place = |location| json!({"name": "Panjgur", "country": "PAK", "start": 0, "end": 1, "score": 1.0, "location": location});
    let town = json!({
        "name": "Panjgūr", "kind": "city", "division": null, "geonames": null, "lat": 26.9, "lon": 64.1, "radius_km": 10.0,
        "score": 1.0, "runner_up": null,
    });
    let value = json!({
        "id": "a", "agency": "EFE", "published": "2024-01-17", "dateline": null,
        "events": [
            event("e1", "ASSAULT", "aerial", "195", place(town), vec![
                claim(json!("narrator"), None),
                claim(party("the army", "PAK", "MIL", Some("Pakistan Army")), Some((2, None))),
            ], &[]),
            event("e2", "SANCTION", "withdraw", "161", place(json!(null)), vec![], &["e1"]),
        ],
        "relations": [{"parties": ["PAK", "IRN"], "change": "recall_ambassador", "event": "e2"}],
        "commitments": [], "disputes": [],
    });
    serde_json::from_value(value).expect("a record")
}

#[test]
fn a_record_becomes_reports() {
    let key = ArticleKey(7);
    let facts = ArticleFacts {
        key,
        origin: OriginKey(ArticleKey(3)),
        published: Date::constant(2024, 1, 17),
        words: vec![EventWords { told: vec![1, 2], promised: Vec::new() }],
    };
    let all = reports(&article(), &facts);
    let [strike, recall] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(
        (strike.id, recall.id.event, strike.origin),
        (ReportId { article: key, event: 0 }, 1, facts.origin)
    );
    assert_eq!((strike.words.as_slice(), recall.words.as_slice()), ([1, 2].as_slice(), [].as_slice()));
    let parties =
        |side: &[Who]| side.iter().filter_map(Who::party).map(|p| p.to_string()).collect::<Vec<_>>();
    assert_eq!(
        (parties(&strike.actors), parties(&strike.recipients)),
        (vec!["IRN".into()], vec!["REB in PAK".into()])
    );
    let spots = [strike, recall].map(|r| r.place.clone().map(|s| (s.name, s.position, s.radius_km)));
    assert_eq!(spots[0], Some(("Panjgūr".to_string(), Some((26.9, 64.1)), 10.0)));
    assert_eq!(spots[1], Some(("Panjgur".to_string(), None, WIDE_KM)));
    let [narrator, army] = strike.accounts.as_slice() else { panic!("{:?}", strike.accounts) };
    assert_eq!(narrator.claimant, Claimant::Narrator(Some("EFE".to_string())));
    assert_eq!((army.stance, army.killed), (Stance::Asserts, Some(Toll { min: 2, max: None })));
    assert_eq!(
        (recall.answers.as_slice(), recall.relation),
        ([0].as_slice(), Some(RelationChange::RecallAmbassador))
    );
}
