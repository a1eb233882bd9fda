//! Who says so: the accounts of one event, each source in a column of its own.

use super::layout::{Line, Run, beside, plain, run, wrap};
use super::parties::code;
use super::{MARGIN, Page, palette, quoted, wording};
use detente_core::claim::{Claim, Source, Stance};
use detente_core::event::Event;
use detente_core::text::{ByteSpan, EventId};
use detente_ledger::record;

/// Narrowest column that still reads well.
const NARROWEST: usize = 30;

/// Characters of quoted words in an account.
const LONGEST: usize = 120;

/// All that one source says of an event.
struct Account<'r> {
    source: &'r Source,
    claims: Vec<&'r Claim>,
}

impl Page<'_> {
    /// The accounts side by side, as many in a row as fit. What needs no box stands on one line: an event only
    /// the agency tells, or one party alone with nothing to add.
    pub(super) fn accounts(&self, id: EventId) -> Vec<Line> {
        let accounts = self.by_source(id);
        let width = self.width - MARGIN;
        let mut lines = match accounts.as_slice() {
            [] => Vec::new(),
            [one] => match self.sole(one, self.event(id)) {
                runs if runs.is_empty() => Vec::new(),
                runs => wrap(&runs, width, 2),
            },
            _ => self.boxes(&accounts, width),
        };
        lines.extend(self.disputed(id));
        lines
    }

    /// An account that stands alone: "only according to the ministry (IRN): 10 killed".
    fn sole(&self, account: &Account<'_>, event: &Event) -> Vec<Run> {
        let mut runs = Vec::new();
        if let Source::Party(_) = account.source {
            runs.push(run("only according to ", palette::HEDGE));
            runs.extend(self.source(account.source));
        }
        for claim in &account.claims {
            let mut parts = Vec::new();
            if claim.stance != Stance::Asserts {
                parts.push(run(claim.stance.as_str(), stance_style(claim.stance)));
            }
            parts.extend(figures(claim));
            let is_new = |target: &ByteSpan| !event.recipients.iter().any(|r| r.span.overlaps(*target));
            parts.extend(claim.target.filter(is_new).map(|t| self.target(t)));
            for part in parts {
                if !runs.is_empty() {
                    runs.push(plain(" · "));
                }
                runs.push(part);
            }
        }
        runs
    }

    fn boxes(&self, accounts: &[Account<'_>], width: usize) -> Vec<Line> {
        let told = accounts.iter().any(|a| matches!(a.source, Source::Narrator));
        let shown: Vec<_> = accounts.iter().filter(|a| !a.is_bare_narration()).collect();
        let mut lines = Vec::new();
        if !told {
            // The difference between news and allegation.
            lines.push(Line(vec![run("only as claimed:", palette::HEDGE)]));
        }
        for row in shown.chunks((width / NARROWEST).clamp(1, 3)) {
            let column = width / row.len();
            let blocks = row.iter().map(|a| self.account(a, column - 3)).collect();
            lines.extend(beside(blocks, column, palette::FAINT));
        }
        lines
    }

    /// "≠ disputed: target (Iran / Pakistan)"
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

    fn target(&self, span: ByteSpan) -> Run {
        run(format!("target {}", brief(span.slice(self.text()))), palette::QUOTED)
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

    /// One source's column: who, then for each claim its stance, figures and target, then the words.
    fn account(&self, account: &Account<'_>, width: usize) -> Vec<Line> {
        let mut lines = wrap(&self.source(account.source), width, 2);
        for claim in &account.claims {
            let mut runs = vec![run(claim.stance.as_str(), stance_style(claim.stance))];
            for part in figures(claim).into_iter().chain(claim.target.map(|t| self.target(t))) {
                runs.push(plain(" · "));
                runs.push(part);
            }
            lines.extend(wrap(&runs, width, 2));
            if let Some(words) = claim.content.or(claim.cue).filter(|_| claim.cue.is_some()) {
                lines.extend(wrap(&[run(brief(words.slice(self.text())), palette::QUOTED)], width, 2));
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
    let both = [(claim.killed, "killed"), (claim.injured, "injured")];
    let told =
        both.into_iter().filter_map(|(toll, word)| toll.map(|t| format!("{} {word}", wording::toll(t))));
    told.map(|text| run(text, palette::TOLL)).collect()
}

/// Words in quotation marks, cut where they run on: the whole is in the other formats.
fn brief(words: &str) -> String {
    if words.chars().count() <= LONGEST {
        return quoted(words);
    }
    let head: String = words.chars().take(LONGEST).collect();
    let whole = head.rsplit_once(char::is_whitespace).map_or(head.as_str(), |(whole, _)| whole);
    quoted(&format!("{} …", whole.trim_end_matches([',', ';', ' '])))
}

fn stance_style(stance: Stance) -> anstyle::Style {
    match stance {
        Stance::Asserts => anstyle::Style::new(),
        Stance::Denies | Stance::Doubts => palette::DISPUTE,
        Stance::Justifies | Stance::Condemns => palette::HEDGE,
    }
}
