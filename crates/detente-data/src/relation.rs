//! How an event changes the official relations of two parties.

use crate::closed::closed_set;

closed_set! {
    /// A change in the official relations that one party keeps with another.
    RelationChange, "relation change" {
        /// The other side's envoy is called in to hear a complaint.
        SummonEnvoy = "summon_envoy",
        /// The own ambassador is called home.
        RecallAmbassador = "recall_ambassador",
        /// The other side's envoy is sent away.
        ExpelEnvoy = "expel_envoy",
        /// The other side's envoy is told not to come, or not to come back.
        BarEnvoy = "bar_envoy",
        /// Relations are kept at a lower rank.
        Downgrade = "downgrade",
        /// Relations are broken off.
        Sever = "sever",
        /// Relations are taken up again.
        Restore = "restore",
        /// An ambassador goes back to his post.
        ReturnAmbassador = "return_ambassador",
        /// A border, or a crossing of it, is closed.
        CloseBorder = "close_border",
        /// A border, or a crossing of it, is opened.
        OpenBorder = "open_border",
        /// The airspace is closed to the other side.
        CloseAirspace = "close_airspace",
        /// The airspace is opened to the other side.
        OpenAirspace = "open_airspace",
        /// Trade is stopped.
        SuspendTrade = "suspend_trade",
        /// Trade is taken up again.
        ResumeTrade = "resume_trade",
        /// A treaty or agreement is suspended or left.
        SuspendTreaty = "suspend_treaty",
        /// A treaty or agreement is in force again.
        ResumeTreaty = "resume_treaty",
        /// Visits are called off.
        SuspendVisits = "suspend_visits",
        /// Visits are taken up again.
        ResumeVisits = "resume_visits",
    }
}

impl RelationChange {
    /// Whether the change brings the parties closer (true) or apart (false).
    pub fn is_improvement(self) -> bool {
        matches!(
            self,
            Self::Restore
                | Self::ReturnAmbassador
                | Self::OpenBorder
                | Self::OpenAirspace
                | Self::ResumeTrade
                | Self::ResumeTreaty
                | Self::ResumeVisits
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_round_trip() {
        assert_eq!(RelationChange::ALL.len(), 18);
        for change in RelationChange::ALL {
            assert_eq!(change.as_str().parse::<RelationChange>(), Ok(*change));
        }
    }
}
