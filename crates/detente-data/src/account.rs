//! Closed sets of accounts: how a source stands to an event, what accounts disagree on, what became of a promise.
//! Source of the values: the project's annotation rules (`corpus/README.md`).

use crate::closed::closed_set;

closed_set! {
    /// How a source stands to an event.
    Stance, "stance" {
        /// Says that it happened (or will).
        Asserts = "asserts",
        /// Says that it did not, or not so.
        Denies = "denies",
        /// Gives a reason for it.
        Justifies = "justifies",
        /// Speaks against it.
        Condemns = "condemns",
        /// Is not sure of it.
        Doubts = "doubts",
    }
}

closed_set! {
    /// What a dispute is about.
    About, "matter of dispute" {
        /// Whether it happened.
        Occurrence = "occurrence",
        /// Who did it.
        Perpetrator = "perpetrator",
        /// What was hit.
        Target = "target",
        /// How many were killed or hurt.
        Casualties = "casualties",
        /// Why.
        Motive = "motive",
    }
}

closed_set! {
    /// What became of a promise.
    CommitmentState, "state of a commitment" {
        /// It was made.
        Made = "made",
        /// It was carried out.
        Kept = "kept",
        /// It was broken.
        Broken = "broken",
    }
}
