//! The addresses of the pages, each with the state of the ledger that the reader looks at.
//!
//! On `/?as_of=2024-01-17&from=2024-01-01` the link to two parties is `/dyad/IRN/PAK?as_of=2024-01-17&from=2024-01-01`, that
//! to an incident `/incident/…?as_of=2024-01-17`: an incident has no days to choose from.

use detente_crisis::IncidentId;
use detente_crisis::report::{ArticleKey, PartyId};
use form_urlencoded::{Serializer, byte_serialize};

/// The addresses of pages that all show one state of the ledger and, where a page has days to choose, the same days.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Links<'a> {
    /// The state as typed; empty: as it stands.
    as_of: &'a str,
    /// First and last day as typed.
    days: (&'a str, &'a str),
    /// The filters of the list that leads to incidents, as they stand in its address.
    list: &'a str,
}

impl<'a> Links<'a> {
    /// Pages of a state.
    pub(crate) fn new(as_of: &'a str) -> Self {
        Links { as_of, ..Links::default() }
    }

    /// The same within days.
    pub(crate) fn within(self, from: &'a str, to: &'a str) -> Self {
        Links { days: (from, to), ..self }
    }

    /// The same from a list of incidents: the page of an incident leads back to the list as it was filtered.
    pub(crate) fn of_list(self, list: &'a str) -> Self {
        Links { list, ..self }
    }

    /// The state as typed; empty: as it stands.
    pub(crate) fn as_of(&self) -> &'a str {
        self.as_of
    }

    /// Any page, or an answer of the API, in this state.
    pub(crate) fn to(self, path: &str) -> String {
        address(path, &[("as_of", self.as_of)])
    }

    /// One that has days to choose.
    pub(crate) fn to_days(self, path: &str) -> String {
        address(path, &[("as_of", self.as_of), ("from", self.days.0), ("to", self.days.1)])
    }

    /// An incident's page.
    pub(crate) fn incident(&self, id: IncidentId) -> String {
        let path = format!("/incident/{}", incident_name(id));
        if self.list.is_empty() { self.to(&path) } else { format!("{path}?{}", self.list) }
    }

    /// A crisis's page.
    pub(crate) fn crisis(&self, id: IncidentId) -> String {
        self.to(&format!("/crisis/{}", incident_name(id)))
    }

    /// An article's page.
    pub(crate) fn article(&self, key: ArticleKey) -> String {
        self.to(&format!("/article/{}", article_name(key)))
    }

    /// The words of an event on its article's page.
    pub(crate) fn event(&self, key: ArticleKey, event: &str) -> String {
        format!("{}#{event}", self.article(key))
    }

    /// A party's page.
    pub(crate) fn actor(&self, party: &PartyId) -> String {
        self.to(&format!("/actor/{}", segment(&party.to_string())))
    }

    /// The page of two parties.
    pub(crate) fn dyad(&self, one: &PartyId, other: &PartyId) -> String {
        self.to_days(&dyad(one, other))
    }

    /// The articles of a source.
    pub(crate) fn source(&self, name: &str) -> String {
        address("/sources", &[("source", name), ("as_of", self.as_of)])
    }
}

/// A path with those parameters that have a value.
pub(crate) fn address(path: &str, parameters: &[(&str, &str)]) -> String {
    let mut out = Serializer::new(String::new());
    parameters.iter().filter(|(_, value)| !value.is_empty()).for_each(|(name, value)| {
        out.append_pair(name, value);
    });
    let query = out.finish();
    if query.is_empty() { path.to_string() } else { format!("{path}?{query}") }
}

/// An incident's number as pages and the API write it.
pub(crate) fn incident_name(id: IncidentId) -> String {
    number(id.0)
}

/// A number as pages and the API write it.
pub(crate) fn number(number: u64) -> String {
    format!("{number:016x}")
}

/// An article's number as pages and the API write it.
pub(crate) fn article_name(key: ArticleKey) -> String {
    number(key.0)
}

/// The path of the page of two parties.
pub(crate) fn dyad(one: &PartyId, other: &PartyId) -> String {
    format!("/dyad/{}/{}", segment(&one.to_string()), segment(&other.to_string()))
}

/// A text as one segment of a path.
pub(crate) fn segment(text: &str) -> String {
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
        assert_eq!(Links::default().actor(&PartyId::Group("a/b c?d".into())), "/actor/a%2Fb%20c%3Fd");
    }

    #[test]
    fn every_address_keeps_the_state() {
        let links = Links::new("2024-01-17").within("2024-01-01", "");
        let (iran, key) = (PartyId::Group("Iran".into()), ArticleKey(1));
        assert_eq!(links.incident(IncidentId(1)), "/incident/0000000000000001?as_of=2024-01-17");
        assert_eq!(links.event(key, "e2"), "/article/0000000000000001?as_of=2024-01-17#e2");
        assert_eq!(links.dyad(&iran, &iran), "/dyad/Iran/Iran?as_of=2024-01-17&from=2024-01-01");
        assert_eq!(links.source("a&b"), "/sources?source=a%26b&as_of=2024-01-17");
        let listed = links.of_list("party=IRN&as_of=2024-01-17");
        assert_eq!(listed.incident(IncidentId(1)), "/incident/0000000000000001?party=IRN&as_of=2024-01-17");
    }
}
