//! A figure as a file of its own: it carries its style, in the light colours, so that it looks the same anywhere.

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::Markup;
use sha2::{Digest as _, Sha256};

/// The style of figures; the colours of `style.css`, written out.
const STYLE: &str = include_str!("../../assets/figure.css");

/// Lets a browser that opens the file use this style and no other.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'");
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
});

/// The figure for download. Its first tag gets the name space, and the style comes first in it.
pub(crate) fn answer(figure: Markup, name: &str) -> Response {
    let text = figure.into_string();
    let (open, rest) = text.split_once('>').unwrap_or((&text, ""));
    let open = open.replacen("<svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"", 1);
    // Ours, both of them: the style is a constant, the figure came out of a template.
    let body = format!("{open}><style>{STYLE}</style>{rest}");
    let name: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    let file = HeaderValue::from_str(&format!("attachment; filename=\"{name}.svg\""));
    let file = file.unwrap_or(HeaderValue::from_static("attachment"));
    let kind = HeaderValue::from_static("image/svg+xml");
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, file),
        (header::CONTENT_SECURITY_POLICY, POLICY.clone()),
    ];
    (headers, body).into_response()
}
