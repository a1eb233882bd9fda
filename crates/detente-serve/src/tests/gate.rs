//! T22: who may do what; the headers of every answer.

use super::{Site, asked, documents, routes};
use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use std::net::SocketAddr;

/// Method and path of everything that is served, and of some that is not.
async fn everything(site: &Site) -> Vec<(String, String)> {
    let odd = [
        ("GET", "/nowhere"),
        ("DELETE", "/"),
        ("PUT", "/v1/articles"),
        ("PATCH", "/v1/incidents/00"),
        ("GET", "/v1/nowhere"),
        ("GET", "/v1/openapi.json"),
        ("GET", "/assets/a/b"),
        ("POST", "/"),
    ];
    let odd = odd.map(|(m, p)| (m.to_string(), p.to_string()));
    let all: Vec<_> =
        routes::all(site).await.into_iter().map(|r| (r.method.clone(), r.filled())).chain(odd).collect();
    assert!(all.len() > 45, "{}", all.len());
    all
}

fn request(method: &str, path: &str, fields: &[(header::HeaderName, String)]) -> Request<Body> {
    let asked = fields.iter().fold(asked(method, path), |asked, (name, value)| asked.header(name, value));
    asked.body(Body::empty()).expect("a request")
}

fn bearer(token: &str) -> (header::HeaderName, String) {
    (header::AUTHORIZATION, format!("Bearer {token}"))
}

#[track_caller]
fn check_headers(what: &str, headers: &HeaderMap) {
    let field = |name: &str| headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let policy = field("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{what}: {policy}");
    assert_eq!(field("x-content-type-options"), "nosniff", "{what}");
    // Pages of other sites may read nothing.
    assert_eq!(field("access-control-allow-origin"), "", "{what}");
}

#[tokio::test]
async fn t20_every_answer_has_the_headers() {
    let site = Site::new(&documents());
    for (method, path) in everything(&site).await {
        for fields in
            [vec![], vec![bearer(&site.write)], vec![(header::ORIGIN, "http://evil.example".into())]]
        {
            let (status, headers) = site.head(request(&method, &path, &fields)).await;
            check_headers(&format!("{method} {path} {fields:?} {status}"), &headers);
            assert!(status.as_u16() < 500, "{method} {path}: {status}");
        }
    }
}

/// What is refused before a handler sees it.
#[tokio::test]
async fn t20_refusals_have_the_headers_too() {
    let site = Site::bound(&documents(), true);
    let token = bearer(&site.write);
    let send = async |wanted: u16, request: Request<Body>| {
        let answer = site.send(request).await;
        assert_eq!(answer.status.as_u16(), wanted, "{}", answer.body);
        check_headers(&wanted.to_string(), &answer.headers);
    };
    send(401, request("GET", "/", &[])).await;
    send(403, request("POST", "/v1/articles", &[bearer(&site.read)])).await;
    send(405, request("DELETE", "/", std::slice::from_ref(&token))).await;
    let long = (header::CONTENT_LENGTH, (1_u64 << 30).to_string());
    for path in ["/v1/articles", "/v1/articles/bulk", "/v1/articles/files?name=a"] {
        send(413, request("POST", path, &[token.clone(), long.clone()])).await;
    }
    let mut unsized_body = request("POST", "/v1/articles/bulk", std::slice::from_ref(&token));
    let pieces = (0..33).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1 << 20]));
    *unsized_body.body_mut() = Body::from_stream(futures_util::stream::iter(pieces));
    send(413, unsized_body).await;
    let other = Request::get("/").header(header::HOST, "rebound.example").body(Body::empty());
    send(421, other.expect("a request")).await;
    for _ in 0..10 {
        send(401, request("GET", "/", &[bearer("detente_x")])).await;
    }
    send(429, request("GET", "/", &[bearer("detente_x")])).await;
}

#[tokio::test]
async fn t22_writing_needs_the_scope_and_reading_does_on_a_public_bind() {
    let open = Site::new(&documents());
    let public = Site::bound(&documents(), true);
    for (method, path) in everything(&open).await {
        let (is_reading, is_health) = (method == "GET", path == "/health");
        for (site, is_public) in [(&open, false), (&public, true)] {
            let ask = async |token: Option<&str>| {
                let token: Vec<_> = token.map(bearer).into_iter().collect();
                site.head(request(&method, &path, &token)).await.0.as_u16()
            };
            let is_free = is_health || (is_reading && !is_public);
            assert_eq!(ask(None).await == 401, !is_free, "{method} {path} without a token");
            // Nobody is told of a reader's life by a wrong one; elsewhere it is refused though none were needed.
            for wrong in ["detente_x", "", &site.read[..site.read.len() - 1], &format!("{}x", site.write)] {
                assert_eq!(ask(Some(wrong)).await == 401, !is_health, "{method} {path} with {wrong:?}");
            }
            let read = ask(Some(&site.read)).await;
            assert_eq!(read == 403, !is_reading, "{method} {path} with a reader's: {read}");
            let write = ask(Some(&site.write)).await;
            assert!(![401, 403].contains(&write), "{method} {path} with a writer's: {write}");
        }
    }
}

#[tokio::test]
async fn t22_wrong_tokens_are_refused_and_counted() {
    let site = Site::new(&documents());
    let mut statuses = Vec::new();
    for i in 0..12 {
        statuses.push(site.post("/v1/articles", &format!("detente_{i}"), "{}").await.status.as_u16());
    }
    assert_eq!(statuses[..10], [401; 10]);
    assert_eq!(statuses[10..], [429; 2]);
}

#[tokio::test]
async fn t22_a_browser_may_read_with_a_password_and_not_write() {
    use base64::Engine as _;
    let site = Site::bound(&documents(), true);
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("x:{}", site.write));
    let ask =
        |method: &str| asked(method, "/v1/articles").header(header::AUTHORIZATION, format!("Basic {basic}"));
    let read = site.send(ask("GET").body(Body::empty()).expect("a request")).await;
    let write = site.send(ask("POST").body(Body::from("{}")).expect("a request")).await;
    assert_eq!((read.status.as_u16(), write.status.as_u16()), (200, 401));
}

#[tokio::test]
async fn t22_other_names_and_other_sites_are_refused_everywhere() {
    let site = Site::new(&documents());
    for (method, path) in everything(&site).await {
        for name in ["rebound.example", "127.0.0.1.evil.example", ""] {
            let mut request = request(&method, &path, &[bearer(&site.write)]);
            request.headers_mut().insert(header::HOST, name.parse().expect("a value"));
            assert_eq!(site.head(request).await.0, 421, "{method} {path} as {name:?}");
        }
        for origin in
            ["http://evil.example", "null", "http://localhost:4601", "https://localhost.evil.example:4600"]
        {
            let fields = [bearer(&site.write), (header::ORIGIN, origin.to_string())];
            let (status, headers) = site.head(request(&method, &path, &fields)).await;
            // What changes nothing may be asked from anywhere; a browser does not show the answer to that page.
            assert_eq!(status == 421, method != "GET", "{method} {path} from {origin}: {status}");
            check_headers(&format!("{method} {path} from {origin}"), &headers);
        }
    }
}

#[test]
fn t22_nobody_listens_to_others_without_a_token() {
    use crate::gate::tokens::{Scope, Tokens};
    let mut tokens = Tokens::default();
    let others = [
        "0.0.0.0:80",
        "192.168.1.5:4600",
        "10.0.0.1:1",
        "8.8.8.8:443",
        "[::]:80",
        "[fe80::1]:80",
        "[2001:db8::1]:80",
    ];
    let address = |text: &str| -> SocketAddr { text.parse().expect("an address") };
    let refused = |tokens: &Tokens, text: &str| {
        crate::may_listen(address(text), tokens).err().map(|error| error.to_string())
    };
    for other in others {
        let why = refused(&tokens, other).unwrap_or_default();
        assert!(why.contains(other) && why.contains("detente token"), "{other}: {why}");
    }
    for here in ["127.0.0.1:4600", "127.9.9.9:0", "[::1]:4600"] {
        assert_eq!(refused(&tokens, here), None, "{here}");
    }
    tokens.issue(Scope::Read).expect("a token");
    for other in others {
        assert_eq!(refused(&tokens, other), None, "{other}");
    }
}
