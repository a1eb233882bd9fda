//! From an article to its zones: what is headline, dateline, paragraph, caption, credit, sign-off.
//!
//! In: an [`Article`] as decoded. Out: a [`Document`] whose zones cover every non-blank character
//! once, in order. Later stages read only the zones that hold sentences.

use crate::text::{ByteSpan, ZoneId};
use jiff::civil::Date;

mod blocks;
mod date;
mod dateline;
mod note;
mod picture;
mod piece;
mod shape;
mod zones;

/// One text from one source, decoded, as it came.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Article {
    /// The user's id, or one made from the file name and place in it.
    pub id: String,
    /// The whole text as a reader gets it.
    pub text: String,
    /// Day of publication, if the source says it.
    pub published: Option<Date>,
    /// Agency or outlet, if the source says it.
    pub agency: Option<String>,
    /// Title given apart from the text.
    pub title: Option<String>,
    /// Address it came from.
    pub url: Option<String>,
}

/// An article with its zones and dateline.
#[derive(Debug, Clone)]
pub struct Document {
    /// The article; its `text` is what all byte spans slice.
    pub article: Article,
    /// The zones in text order; they do not overlap.
    pub zones: Vec<Zone>,
    /// The dateline, if there is one.
    pub dateline: Option<Dateline>,
    /// Day against which "on Tuesday" is resolved: published, or else the dateline's.
    pub day: Option<Date>,
}

/// A stretch of the article with one function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone {
    /// What it is.
    pub kind: ZoneKind,
    /// Its text, without surrounding white space.
    pub span: ByteSpan,
}

/// What a zone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ZoneKind {
    /// Headline or sub-headline.
    Headline,
    /// "By Jane Roe", "From our correspondent".
    Byline,
    /// "Islamabad/Tehran, Jan 19 (EFE).-"
    Dateline,
    /// A paragraph of the story.
    Paragraph,
    /// The sentences under a photo.
    Caption,
    /// "EFE/EPA/RAHAT DAR", "AFP PHOTO"
    Credit,
    /// "(Corrects day in second paragraph)"
    Correction,
    /// "EFE", "bur-dl/mk", "(END)"
    SignOff,
}

impl ZoneKind {
    /// Whether it holds sentences to read for events.
    pub fn is_read(self) -> bool {
        matches!(self, ZoneKind::Headline | ZoneKind::Paragraph | ZoneKind::Caption | ZoneKind::Correction)
    }
}

/// Where and when the story was filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dateline {
    /// All of it.
    pub span: ByteSpan,
    /// The places, in order.
    pub places: Vec<ByteSpan>,
    /// What tells a place from its namesakes: "Lebanon" in "TRIPOLI, Lebanon".
    pub qualifier: Option<ByteSpan>,
    /// The date, its year taken from the publication date where the dateline has none.
    pub date: Option<Date>,
    /// The agency.
    pub agency: Option<ByteSpan>,
}

impl Document {
    /// Finds the zones and the dateline of an article. Any text will do.
    pub fn new(article: Article) -> Self {
        let (zones, dateline) = zones::zones(&article);
        let day = article.published.or(dateline.as_ref().and_then(|d| d.date));
        Document { article, zones, dateline, day }
    }
    /// The article's text.
    pub fn text(&self) -> &str {
        &self.article.text
    }
    /// The zone with that id.
    pub fn zone(&self, id: ZoneId) -> Zone {
        self.zones[id.index()]
    }
    /// The zones that hold sentences, in order.
    pub fn read_zones(&self) -> impl Iterator<Item = (ZoneId, Zone)> + '_ {
        self.zones.iter().enumerate().filter(|(_, z)| z.kind.is_read()).map(|(i, z)| (ZoneId::new(i), *z))
    }
}

#[cfg(test)]
mod tests;
