//! The addresses of the pages.

use detente_crisis::IncidentId;
use detente_crisis::report::{ArticleKey, PartyId};
use form_urlencoded::byte_serialize;

/// An incident's page.
pub(crate) fn incident(id: IncidentId) -> String {
    format!("/incident/{}", incident_name(id))
}

/// An incident's number as pages and the API write it.
pub(crate) fn incident_name(id: IncidentId) -> String {
    format!("{:016x}", id.0)
}

/// A crisis's page.
pub(crate) fn crisis(id: IncidentId) -> String {
    format!("/crisis/{}", incident_name(id))
}

/// An article's page.
pub(crate) fn article(key: ArticleKey) -> String {
    format!("/article/{}", article_name(key))
}

/// An article's number as pages and the API write it.
pub(crate) fn article_name(key: ArticleKey) -> String {
    format!("{:016x}", key.0)
}

/// The words of an event on its article's page.
pub(crate) fn event(key: ArticleKey, event: &str) -> String {
    format!("{}#{event}", article(key))
}

/// A party's page.
pub(crate) fn actor(party: &PartyId) -> String {
    format!("/actor/{}", segment(&party.to_string()))
}

/// The page of two parties.
pub(crate) fn dyad(one: &PartyId, other: &PartyId) -> String {
    format!("/dyad/{}/{}", segment(&one.to_string()), segment(&other.to_string()))
}

/// A text as one segment of a path.
fn segment(text: &str) -> String {
    // What a form writes for a space means itself in a path.
    byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// An address from outside, if a browser may be sent there.
pub(crate) fn outside(url: &str) -> Option<&str> {
    let scheme = url.split_once("://")?.0;
    (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_is_linked() {
        assert!(outside("https://example.org/a").is_some() && outside("HTTP://example.org").is_some());
        for url in [
            "javascript:alert(1)",
            "data:text/html,x",
            "file:///etc/passwd",
            "//example.org",
            "java\nscript://x",
        ] {
            assert!(outside(url).is_none(), "{url}");
        }
    }

    #[test]
    fn names_of_parties_stay_one_segment() {
        assert_eq!(actor(&PartyId::Group("a/b c?d".into())), "/actor/a%2Fb%20c%3Fd");
    }
}
