//! Addresses as names of articles: the same page under two addresses that differ only in what tracks its readers is one.
//!
//! In: an address as a feed, a page or a person writes it. Out: the host and a canonical form, or nothing where it is no
//! address of the web.
//!
//! Worked example: `HTTP://News.Example:80/a?utm_source=rss&id=7#top` becomes `http://news.example/a?id=7`.

use url::Url;

/// Parameters that say where a reader came from, never which page it is.
const TRACKING: &[&str] = &[
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "cmpid",
    "ocid",
    "ncid",
    "smid",
    "ref_src",
    "ref_url",
    "spm",
    "xtor",
    "at_medium",
    "at_campaign",
    "at_custom1",
    "at_custom2",
    "at_custom3",
    "at_custom4",
    "_hsenc",
    "_hsmi",
    "mkt_tok",
    "icid",
    "guccounter",
    "__twitter_impression",
    "ito",
    "s_cid",
    "mbid",
];

/// How the names of further such parameters start.
const TRACKING_STARTS: &[&str] = &["utm_", "pk_", "mtm_", "hsa_"];

/// Bytes of the longest address that is taken for one.
const LONGEST: usize = 8 * 1024;

/// The form of an address under which the articles that stand there are kept; none where it is no address of the web.
pub fn canonical(address: &str) -> Option<String> {
    Address::new(address).map(|address| address.as_str().to_owned())
}

/// An address of the web without credentials, fragment and tracking parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address(Url);

impl Address {
    /// The address that a text is; none unless it is absolute and of http or https.
    pub(crate) fn new(text: &str) -> Option<Self> {
        Self::within(None, text)
    }

    /// The address that a text is on a page: "/a" on `https://b.example/c` is `https://b.example/a`.
    pub(crate) fn within(base: Option<&Address>, text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST {
            return None;
        }
        let parsed = match base {
            Some(base) => base.0.join(text),
            None => Url::parse(text),
        };
        let mut url = parsed.ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        url.host_str().filter(|host| !host.is_empty())?;
        // Neither fails on an address with a host.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url.set_fragment(None);
        if url.query().is_some() {
            strip(&mut url);
        }
        Some(Address(url))
    }

    /// The site's host.
    pub(crate) fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// Whether it names no page of the site but its first.
    pub(crate) fn is_front_page(&self) -> bool {
        self.0.path() == "/" && self.0.query().is_none()
    }

    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// Takes the tracking parameters out of the query; the others stay as they are written.
fn strip(url: &mut Url) {
    let query = url.query().unwrap_or_default();
    let kept: Vec<&str> = query
        .split('&')
        .filter(|part| {
            let name = part.split('=').next().unwrap_or_default().to_ascii_lowercase();
            !part.is_empty()
                && !TRACKING.contains(&name.as_str())
                && !TRACKING_STARTS.iter().any(|start| name.starts_with(start))
        })
        .collect();
    let kept = kept.join("&");
    url.set_query((!kept.is_empty()).then_some(kept.as_str()));
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let base = Address::new("https://b.example/news/today.html");
        assert_eq!(Address::within(base.as_ref(), text).as_ref().map(Address::as_str), expected, "{text}");
    }

    #[test]
    fn what_tracks_readers_is_left_out() {
        check("HTTP://News.Example:80/a?utm_source=rss&id=7#top", Some("http://news.example/a?id=7"));
        check("https://u:p@a.example/?fbclid=1", Some("https://a.example/"));
        check("../x?a=1&a=2&b", Some("https://b.example/x?a=1&a=2&b"));
        check("https://bücher.example/Ä?q=%41", Some("https://xn--bcher-kva.example/%C3%84?q=%41"));
    }

    #[test]
    fn what_is_no_page_has_no_address() {
        for text in
            ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:a@b.example", "http://"]
        {
            check(text, None);
        }
    }
}
