//! Which language a text is in.
//!
//! In: a text, and what its source says of it. Out: a [`Language`]. The reader reads English; texts in other languages
//! are kept and marked, and not coded.
//!
//! Worked example: "El embajador regresó a Quito el martes por la noche." is `spa`; "Oslo, Jan 3" is too short to tell,
//! and so is the language that its source declares, or else unknown.

use std::fmt;
use whatlang::{Lang, Script, detect};

/// A language by its code of three letters (ISO 639-3), or unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Language(Option<Lang>);

/// Bytes of a text that are looked at: the lead tells the language, and what is quoted at length comes later.
const LOOKED_AT: usize = 4096;

impl Language {
    /// The language of a text; `declared` is what the source says ("en-GB"), which counts where the text is too short or
    /// too mixed to tell.
    pub fn of(text: &str, declared: Option<&str>) -> Self {
        let end = text.floor_char_boundary(LOOKED_AT.min(text.len()));
        let found = detect(&text[..end]);
        // Whatever is not written in Latin letters is not English, however short.
        let is_sure = |info: &whatlang::Info| info.is_reliable() || info.script() != Script::Latin;
        let sure = found.filter(is_sure).map(|info| info.lang());
        Language(sure.or_else(|| declared.and_then(by_tag)))
    }

    /// The language of a tag such as "en", "en-GB", "eng" or "pt_BR"; none where the tag names none.
    pub fn of_tag(tag: &str) -> Option<Self> {
        by_tag(tag).map(|language| Language(Some(language)))
    }

    /// The code of three letters; none if unknown.
    pub fn code(self) -> Option<&'static str> {
        self.0.map(|lang| lang.code())
    }

    /// Whether the reader reads it. An unknown language is tried.
    pub fn is_read(self) -> bool {
        self.0.is_none_or(|lang| lang == Lang::Eng)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code().unwrap_or("und"))
    }
}

/// Codes of two letters and those of three.
const TAGS: &[(&str, &str)] = &[
    ("en", "eng"),
    ("es", "spa"),
    ("fr", "fra"),
    ("de", "deu"),
    ("pt", "por"),
    ("it", "ita"),
    ("nl", "nld"),
    ("ru", "rus"),
    ("uk", "ukr"),
    ("ar", "ara"),
    ("fa", "pes"),
    ("he", "heb"),
    ("iw", "heb"),
    ("hi", "hin"),
    ("ur", "urd"),
    ("tr", "tur"),
    ("zh", "cmn"),
    ("ja", "jpn"),
    ("ko", "kor"),
    ("pl", "pol"),
    ("id", "ind"),
    ("vi", "vie"),
    ("no", "nob"),
    ("nb", "nob"),
    ("da", "dan"),
    ("sv", "swe"),
    ("fi", "fin"),
    ("el", "ell"),
    ("cs", "ces"),
    ("ro", "ron"),
    ("hu", "hun"),
    ("bg", "bul"),
    ("sr", "srp"),
    ("hr", "hrv"),
    ("bn", "ben"),
    ("ta", "tam"),
    ("te", "tel"),
    ("th", "tha"),
    ("ka", "kat"),
    ("hy", "hye"),
    ("az", "aze"),
    ("uz", "uzb"),
];

fn by_tag(tag: &str) -> Option<Lang> {
    let primary = tag.trim().split(['-', '_']).next()?.to_ascii_lowercase();
    let code = TAGS.iter().find(|(two, _)| *two == primary).map_or(primary.as_str(), |(_, three)| three);
    Lang::from_code(code)
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[track_caller]
    fn check(text: &str, declared: Option<&str>, code: Option<&str>, is_read: bool) {
        let language = Language::of(text, declared);
        assert_eq!((language.code(), language.is_read()), (code, is_read), "{text}");
    }

    #[test]
    fn the_text_tells_or_else_its_source() {
        let english = "The foreign minister said on Tuesday that the two countries had agreed to talk again.";
        check(english, None, Some("eng"), true);
        check(english, Some("fr"), Some("eng"), true);
        let spanish = "El ministro de Asuntos Exteriores dijo el martes que los dos países acordaron volver a hablar. \
            Según la portavoz del Gobierno, las conversaciones sobre el nuevo puente comenzarán la próxima semana en \
            Ginebra, aunque todavía no se ha fijado la fecha de la firma.";
        check(spanish, Some("en"), Some("spa"), false);
        check("Посол вернулся, заявил представитель министерства.", None, Some("rus"), false);
        check("Oslo, 3", Some("nb_NO"), Some("nob"), false);
        check("Oslo, 3", Some("en-GB"), Some("eng"), true);
        check("", Some("xx"), None, true);
        check("Oslo, 3", None, None, true);
    }
}
