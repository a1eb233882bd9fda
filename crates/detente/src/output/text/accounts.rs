//! Who says so: the accounts of one event, each source in a column of its own.

use super::layout::{Line, Run, beside, plain, run, wrap};
use super::parties::code;
use super::{MARGIN, Page, palette, quoted, wording};
use crate::output::record;
use detente_core::claim::{Claim, Source, Stance};
use detente_core::text::EventId;

/// Narrowest column that still reads well.
const NARROWEST: usize = 30;

/// All that one source says of an event.
struct Account<'r> {
    source: &'r Source,
    claims: Vec<&'r Claim>,
}

impl Page<'_> {
    /// The accounts side by side, as many in a row as fit. An event that only the agency tells, without
    /// figures, needs none.
    pub(super) fn accounts(&self, id: EventId) -> Vec<Line> {
        let accounts = self.by_source(id);
        if accounts.iter().all(|a| a.is_bare_narration()) {
            return Vec::new();
        }
        let width = self.width - MARGIN;
        let shown: Vec<_> =
            accounts.iter().filter(|a| accounts.len() == 1 || !a.is_bare_narration()).collect();
        let fitting = (width / NARROWEST).clamp(1, 3);
        let mut lines = self.vouched(&accounts);
        for row in shown.chunks(fitting) {
            let column = width / row.len();
            let blocks = row.iter().map(|a| self.account(a, column - 3)).collect();
            lines.extend(beside(blocks, column, palette::FAINT));
        }
        lines.extend(self.disputed(id));
        lines
    }

    /// "≠ disputed: target (Iran, Pakistan)"
    fn disputed(&self, id: EventId) -> Vec<Line> {
        let claims: Vec<&Claim> = self.reading.claims.iter().filter(|c| c.event == id).collect();
        let mut lines = Vec::new();
        for dispute in self.reading.disputes.iter().filter(|d| d.event == id) {
            let mut sides: Vec<String> = Vec::new();
            for claim in dispute.sides.iter().filter_map(|side| claims.get(*side)) {
                let name = match &claim.source {
                    Source::Narrator => self.narrator(),
                    Source::Party(party) => self.name(party),
                };
                if !sides.contains(&name) {
                    sides.push(name);
                }
            }
            let about = format!("≠ disputed: {}", dispute.about.as_str());
            let runs = [run(about, palette::DISPUTE), plain(format!(" ({})", sides.join(" / ")))];
            lines.extend(wrap(&runs, self.width - MARGIN, 2));
        }
        lines
    }

    fn narrator(&self) -> String {
        record::agency(self.reading).unwrap_or_else(|| "the article".to_string())
    }

    fn by_source(&self, id: EventId) -> Vec<Account<'_>> {
        let mut accounts: Vec<Account<'_>> = Vec::new();
        for claim in self.reading.claims.iter().filter(|c| c.event == id) {
            match accounts.iter_mut().find(|a| self.same_source(a.source, &claim.source)) {
                Some(account) => account.claims.push(claim),
                None => accounts.push(Account { source: &claim.source, claims: vec![claim] }),
            }
        }
        accounts
    }

    fn same_source(&self, a: &Source, b: &Source) -> bool {
        match (a, b) {
            (Source::Narrator, Source::Narrator) => true,
            (Source::Party(a), Source::Party(b)) => match (a.entity, b.entity) {
                (Some(a), Some(b)) => a == b,
                _ => self.name(a) == self.name(b) && a.code == b.code,
            },
            _ => false,
        }
    }

    /// Says when nobody but the parties stands for an event: the difference between news and allegation.
    fn vouched(&self, accounts: &[Account<'_>]) -> Vec<Line> {
        let told = accounts.iter().any(|a| matches!(a.source, Source::Narrator));
        let note = if told { return Vec::new() } else { "only as claimed:" };
        vec![Line(vec![run(note, palette::HEDGE)])]
    }

    fn account(&self, account: &Account<'_>, width: usize) -> Vec<Line> {
        let mut lines = wrap(&self.source(account.source), width, 2);
        for claim in &account.claims {
            let mut runs = vec![run(claim.stance.as_str(), stance_style(claim.stance))];
            runs.extend(figures(claim));
            if let Some(target) = claim.target {
                runs.push(plain(" · target "));
                runs.push(run(quoted(target.slice(self.text())), palette::QUOTED));
            }
            lines.extend(wrap(&runs, width, 2));
            if let Some(cue) = claim.cue {
                let said = claim.content.filter(|c| !c.overlaps(cue)).map(|c| quoted(c.slice(self.text())));
                let words = said.unwrap_or_else(|| quoted(cue.slice(self.text())));
                lines.extend(wrap(&[run(words, palette::QUOTED)], width, 2));
            }
        }
        lines
    }

    fn source(&self, source: &Source) -> Vec<Run> {
        match source {
            Source::Narrator => {
                vec![run(self.narrator(), palette::PARTY), run(" (own account)", palette::FAINT)]
            }
            Source::Party(party) => {
                let mut runs = vec![run(self.name(party), palette::PARTY)];
                runs.extend(code(party).map(|c| run(format!(" ({c})"), palette::FAINT)));
                runs
            }
        }
    }
}

impl Account<'_> {
    /// The agency tells the event and adds nothing to it.
    fn is_bare_narration(&self) -> bool {
        let bare = |c: &&Claim| {
            c.stance == Stance::Asserts && c.killed.is_none() && c.injured.is_none() && c.target.is_none()
        };
        matches!(self.source, Source::Narrator) && self.claims.iter().all(bare)
    }
}

fn figures(claim: &Claim) -> Vec<Run> {
    let mut runs = Vec::new();
    for (toll, word) in [(claim.killed, "killed"), (claim.injured, "injured")] {
        if let Some(toll) = toll {
            runs.push(plain(" · "));
            runs.push(run(format!("{} {word}", wording::toll(toll)), palette::TOLL));
        }
    }
    runs
}

fn stance_style(stance: Stance) -> anstyle::Style {
    match stance {
        Stance::Asserts => anstyle::Style::new(),
        Stance::Denies | Stance::Doubts => palette::DISPUTE,
        Stance::Justifies | Stance::Condemns => palette::HEDGE,
    }
}
