//! How sure the reader must be of an event to tell it: one bar for each use.
//!
//! In: a [`Precision`]. Out: the probabilities below which an act is left out. A desk that codes by hand from the output
//! wants no false event in it; early warning would rather see a hundred doubtful ones than miss one. Scores are calibrated
//! (`docs/accuracy.md`), so that a bar on them is a bar on the share of right events.

/// How sure the reader must be of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// Few false events: what is told is mostly right, and a third of what is there is left out.
    High,
    /// As many false events as missed ones, about: the best F1.
    #[default]
    Balanced,
    /// Few missed events: also what the reader thinks is less likely than not.
    HighRecall,
}

impl Precision {
    /// An act that no frame found counts from this probability on.
    pub(super) fn alone(self) -> f32 {
        match self {
            Self::High | Self::Balanced => 0.2,
            Self::HighRecall => 0.1,
        }
    }

    /// The same where it is not known to which state any of its parties belongs.
    pub(super) fn nameless(self) -> f32 {
        match self {
            Self::High | Self::Balanced => 0.35,
            Self::HighRecall => 0.2,
        }
    }

    /// A frame's event falls where the network gives the act less than this.
    pub(super) fn denied(self) -> f32 {
        match self {
            Self::High | Self::Balanced => 0.05,
            Self::HighRecall => 0.02,
        }
    }

    /// An event is told from this score on.
    pub fn told(self) -> f32 {
        match self {
            Self::High => 0.65,
            Self::Balanced => 0.35,
            Self::HighRecall => 0.15,
        }
    }
}
