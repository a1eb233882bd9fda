//! From an HTML page to its article: main text, title, author, dates, address.
//!
//! In: the bytes of a page, and what their transport says of them. Out: a [`Page`], or why there is none. The main text is
//! found by the library `legible`, after the gate has let the page pass.
//!
//! Worked example: a page with a menu, `<h1>Envoy recalled</h1>`, three paragraphs and `<meta
//! property="article:published_time" content="2024-01-17T10:00:00+03:30">` gives the three paragraphs with an empty
//! line between them, that title, and the day 2024-01-17.

mod gate;
mod metadata;
mod prose;
#[cfg(test)]
mod tests;

pub(crate) use prose::prose;

use crate::address::Address;
use crate::decode::decode_labelled;
use crate::fault::Problem;
use crate::limits::Limits;
use crate::published::Published;

/// What a page holds.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) text: String,
    pub(crate) title: Option<String>,
    pub(crate) author: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) published: Option<Published>,
    pub(crate) updated: Option<Published>,
    pub(crate) canonical: Option<Address>,
    pub(crate) language: Option<String>,
}

/// Reads a page that came from `address`, in the encoding `charset` if its transport says so.
pub(crate) fn read(
    bytes: &[u8],
    charset: Option<&str>,
    address: Option<&Address>,
    limits: &Limits,
) -> Result<Page, Problem> {
    if bytes.len() as u64 > limits.html_bytes {
        return Err(Problem::TooLong { limit: limits.html_bytes });
    }
    let declared = charset.map(str::to_owned).or_else(|| declared_charset(bytes));
    let html = decode_labelled(bytes, declared.as_deref()).map_err(Problem::NotText)?;
    let html = without_inline_data(&html);
    let noted = gate::pass(&html, limits)?;
    // What is wrong with a page's address must not cost the page.
    let base = address.map(Address::as_str);
    let found =
        legible::parse(&html, base, Some(legible::Options::new())).map_err(|_| Problem::NoMainText)?;
    let text = prose(&found.content);
    if text.is_empty() {
        return Err(Problem::NoMainText);
    }
    let data = metadata::of(&noted, address);
    let given = |text: String| Some(text).filter(|t| !t.trim().is_empty());
    Ok(Page {
        text,
        title: data.title.or_else(|| given(found.title)),
        author: data.author.or(found.byline),
        outlet: data.outlet.or(found.site_name),
        published: data.published.or_else(|| found.published_time.as_deref().and_then(Published::new)),
        updated: data.updated,
        canonical: data.canonical.or_else(|| address.cloned()),
        language: noted.language.or(found.lang),
    })
}

/// The encoding that a page names in its first kilobyte, as browsers look for it.
fn declared_charset(bytes: &[u8]) -> Option<String> {
    let start = bytes[..bytes.len().min(2048)].to_ascii_lowercase();
    let start = String::from_utf8_lossy(&start);
    let at = start.find("charset=")? + "charset=".len();
    let rest = start[at..].trim_start_matches(['"', '\'', ' ']);
    let label: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:".contains(*c)).collect();
    (!label.is_empty()).then_some(label)
}

/// The page without pictures written out in it, which only cost time.
fn without_inline_data(html: &str) -> String {
    const MARK: &str = ";base64,";
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(MARK) {
        let end = at + MARK.len();
        kept.push_str(&rest[..end]);
        rest = rest[end..].trim_start_matches(|c: char| c.is_ascii_alphanumeric() || "+/=".contains(c));
    }
    kept.push_str(rest);
    kept
}
