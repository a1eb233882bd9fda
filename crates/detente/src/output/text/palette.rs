//! The few colours of the text format: what is cooperation, what is conflict, what is aside.

use anstyle::{AnsiColor, Style};
use detente_data::{EventType, QuadClass};

/// Headings.
pub(crate) const HEADING: Style = Style::new().bold();
/// Names of parties.
pub(crate) const PARTY: Style = Style::new().bold();
/// Codes, rules, and all that may be skipped.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// Words of the article.
pub(crate) const QUOTED: Style = Style::new().italic();
/// Figures of the dead and injured.
pub(crate) const TOLL: Style = AnsiColor::Red.on_default();
/// Accounts that contradict each other.
pub(crate) const DISPUTE: Style = AnsiColor::Magenta.on_default().bold();
/// What is not simply a fact: planned, possible, denied.
pub(crate) const HEDGE: Style = AnsiColor::Yellow.on_default();
/// Times, in the annotated text.
pub(crate) const TIME: Style = AnsiColor::Cyan.on_default();
/// Places, in the annotated text.
pub(crate) const PLACE: Style = AnsiColor::Blue.on_default();

/// The colour of an act: deeds of conflict red, words of conflict yellow, words of cooperation cyan, deeds green.
pub(crate) fn act(kind: EventType) -> Style {
    let colour = match kind.quad_class() {
        QuadClass::MaterialConflict => AnsiColor::Red,
        QuadClass::VerbalConflict => AnsiColor::Yellow,
        QuadClass::VerbalCooperation => AnsiColor::Cyan,
        QuadClass::MaterialCooperation => AnsiColor::Green,
    };
    colour.on_default().bold()
}
