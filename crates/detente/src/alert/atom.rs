//! Alerts as an Atom feed (RFC 4287).
//!
//! Each entry has the number of its alert for ever, so that a reader shows it once.

use super::shown::Shown;
use jiff::Timestamp;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::io;

/// The feed of these alerts, the latest first; they come in the order of their delivery.
///
/// # Errors
/// None that is known: memory does not fail.
pub(crate) fn feed(alerts: &[&Shown]) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let updated = alerts.last().map_or(Timestamp::UNIX_EPOCH, |alert| alert.delivered);
    let feed = writer.create_element("feed").with_attribute(("xmlns", "http://www.w3.org/2005/Atom"));
    feed.write_inner_content(|writer| {
        text(writer, "id", "urn:detente:alerts")?;
        text(writer, "title", "Alerts of detente")?;
        text(writer, "updated", &format!("{updated:.0}"))?;
        writer.create_element("author").write_inner_content(|writer| text(writer, "name", "detente"))?;
        alerts.iter().rev().try_for_each(|alert| entry(writer, alert))
    })?;
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn entry(writer: &mut Writer<Vec<u8>>, alert: &Shown) -> io::Result<()> {
    writer.create_element("entry").write_inner_content(|writer| {
        text(writer, "id", &format!("urn:detente:alert:{}", alert.id))?;
        text(writer, "title", &format!("{}: {}", alert.rule, alert.parties.join(", ")))?;
        text(writer, "updated", &format!("{:.0}", alert.delivered))?;
        writer.create_element("category").with_attribute(("term", alert.on)).write_empty()?;
        text(writer, "summary", &alert.text)?;
        text(writer, "content", &format!("{}\n\n{}", alert.text, alert.sources().join("\n")))
    })?;
    Ok(())
}

fn text(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    // XML has no way to write most control characters.
    let text: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
    writer.create_element(name).write_text_content(BytesText::new(&text))?;
    Ok(())
}
