//! T22: who may do what; the headers of every answer.

use super::{Site, asked, documents};
use axum::body::Body;
use axum::http::header;

/// Method and path of everything that is served.
fn everything(site_paths: &serde_json::Value) -> Vec<(String, String)> {
    let described = site_paths.as_object().expect("paths").iter().flat_map(|(path, methods)| {
        let filled = path
            .replace("{id}", "00")
            .replace("{key}", "00")
            .replace("{one}", "IRN")
            .replace("{other}", "PAK");
        methods
            .as_object()
            .expect("methods")
            .keys()
            .map(move |m| (m.to_uppercase(), filled.clone()))
            .collect::<Vec<_>>()
    });
    let pages = crate::site::ROUTES.iter().map(|p| ("GET".to_string(), (*p).to_string()));
    let odd = [
        ("GET", "/nowhere"),
        ("DELETE", "/"),
        ("PUT", "/v1/articles"),
        ("GET", "/assets/a/b"),
        ("POST", "/"),
    ];
    let odd = odd.map(|(m, p)| (m.to_string(), p.to_string()));
    described.chain(pages).chain(odd).filter(|(_, p)| p != "/v1/stream").collect()
}

#[tokio::test]
async fn every_answer_has_the_headers() {
    let site = Site::new(&documents());
    let paths = site.get("/v1/openapi.json").await.json()["paths"].clone();
    let all = everything(&paths);
    assert!(all.len() > 25);
    for (method, path) in all {
        let answer = site.send(asked(&method, &path).body(Body::empty()).expect("a request")).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{method} {path}: {policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{method} {path}");
        assert!(answer.status.as_u16() < 500, "{method} {path}: {}", answer.status);
    }
}

#[tokio::test]
async fn writing_needs_the_scope_and_reading_does_on_a_public_bind() {
    let open = Site::new(&documents());
    let public = Site::bound(&documents(), true);
    let paths = open.get("/v1/openapi.json").await.json()["paths"].clone();
    for (method, path) in everything(&paths) {
        let (is_reading, is_health) = (method == "GET", path == "/health");
        for (site, is_public) in [(&open, false), (&public, true)] {
            let ask = |token: Option<String>| {
                let mut request = asked(&method, &path);
                if let Some(token) = token {
                    request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
                }
                async { site.send(request.body(Body::empty()).expect("a request")).await.status.as_u16() }
            };
            let is_free = is_health || (is_reading && !is_public);
            assert_eq!(ask(None).await == 401, !is_free, "{method} {path} without a token");
            assert_eq!(
                ask(Some(site.read.clone())).await == 403,
                !is_reading,
                "{method} {path} with a reader's"
            );
            assert!(
                ![401, 403].contains(&ask(Some(site.write.clone())).await),
                "{method} {path} with a writer's"
            );
        }
    }
}

#[tokio::test]
async fn wrong_tokens_are_refused_and_counted() {
    let site = Site::new(&documents());
    let mut statuses = Vec::new();
    for i in 0..12 {
        statuses.push(site.post("/v1/articles", &format!("detente_{i}"), "{}").await.status.as_u16());
    }
    assert_eq!(statuses[..10], [401; 10]);
    assert_eq!(statuses[10..], [429; 2]);
}

#[tokio::test]
async fn a_browser_may_read_with_a_password_and_not_write() {
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
async fn other_names_and_other_sites_are_refused() {
    let site = Site::new(&documents());
    for path in ["/", "/v1/incidents", "/v1/articles"] {
        let request = axum::http::Request::get(path).header(header::HOST, "rebound.example");
        let answer = site.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status, 421, "{path}");
    }
    let request =
        asked("POST", "/v1/articles").header(header::AUTHORIZATION, format!("Bearer {}", site.write));
    let request =
        request.header(header::ORIGIN, "http://evil.example").body(Body::from("{}")).expect("a request");
    assert_eq!(site.send(request).await.status, 421);
}
