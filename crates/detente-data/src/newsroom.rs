//! How newsrooms mark what is not the story: agencies, captions, corrections, sign-offs.

use serde::Deserialize;
use std::sync::OnceLock;

/// The lists of `knowledge/newsroom.toml`; the file says what each is for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Newsroom {
    /// Names of agencies as datelines and credits write them.
    pub agencies: Vec<String>,
    /// Labels before a caption: "FILE PHOTO:".
    pub caption_labels: Vec<String>,
    /// First words of captions that need no label: "In this file photo".
    pub caption_openings: Vec<String>,
    /// Words before the name of who took a picture.
    pub credit_openings: Vec<String>,
    /// Words inside a picture credit.
    pub credit_words: Vec<String>,
    /// First words of bracketed notes on an earlier version.
    pub correction_verbs: Vec<String>,
    /// Labels before such notes.
    pub correction_labels: Vec<String>,
    /// First words of such notes without a label.
    pub correction_openings: Vec<String>,
    /// First words of notes on who made the story.
    pub signoff_openings: Vec<String>,
    /// Marks of the story's end.
    pub signoff_marks: Vec<String>,
    /// First words of bylines.
    pub byline_openings: Vec<String>,
    /// Names that only tell a place from its namesakes.
    pub regions: Vec<String>,
}

impl Newsroom {
    /// Whether `name` is a listed agency, in any case.
    pub fn is_agency(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.agencies.contains(&name)
    }
}

/// The newsroom's marks, all in lower case; read once.
pub fn newsroom() -> &'static Newsroom {
    static NEWSROOM: OnceLock<Newsroom> = OnceLock::new();
    NEWSROOM.get_or_init(|| {
        // The file is compiled in and a test reads it, so the empty default stands for no real case.
        let mut read: Newsroom =
            toml::from_str(include_str!("../knowledge/newsroom.toml")).unwrap_or_default();
        for list in [
            &mut read.agencies,
            &mut read.caption_labels,
            &mut read.caption_openings,
            &mut read.credit_openings,
            &mut read.credit_words,
            &mut read.correction_verbs,
            &mut read.correction_labels,
            &mut read.correction_openings,
            &mut read.signoff_openings,
            &mut read.signoff_marks,
            &mut read.byline_openings,
            &mut read.regions,
        ] {
            for entry in list.iter_mut() {
                *entry = entry.to_lowercase();
            }
            list.sort();
            list.dedup();
        }
        read
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read() {
        let read: Result<Newsroom, _> = toml::from_str(include_str!("../knowledge/newsroom.toml"));
        assert!(read.is_ok(), "{read:?}");
        assert!(newsroom().is_agency("Agence France-Presse"));
        assert!(!newsroom().is_agency("Islamabad"));
    }
}
