//! What two reports have in common and what not.

use detente_data::EventType;

use super::traits::{SideView, View, common};
use super::weights::Weights;

/// Number of features.
pub const COUNT: usize = NAMED + EventType::ALL.len();

/// Number of features before the types.
const NAMED: usize = 31;

/// Their names, as in `data/match.tsv`.
pub const NAMES: [&str; COUNT] = [
    "always",
    "mode same",
    "mode differs",
    "actors same",
    "actors apart",
    "recipients same",
    "recipients apart",
    "turned round",
    "actor names shared",
    "recipient names shared",
    "both sides shared",
    "days stated, same",
    "days stated, one and the same day",
    "days stated, next to each other",
    "days stated, apart",
    "days stated by one, log of days between",
    "days not stated, log of days between",
    "place same",
    "place in one state",
    "place in other states",
    "dead same",
    "dead differ",
    "dead told by one",
    "words shared, cosine",
    "words shared, log of weight",
    "telling word same",
    "relation changed alike",
    "relation changed otherwise",
    "one is a plan, one a fact",
    "telling word same, days near",
    "nothing shared",
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];

/// The place of "one is a plan, one a fact".
pub(super) const REALITY: usize = 28;

/// The features of a pair, in the order of [`NAMES`]; the same whichever is named first.
pub(super) fn features(a: &View<'_>, b: &View<'_>, weights: &Weights) -> [f32; COUNT] {
    let mut out = [0.0; COUNT];
    let mut rest = out.iter_mut();
    let mut put = |value: f32| {
        if let Some(slot) = rest.next() {
            *slot = value;
        }
    };
    let yes = |holds: bool| f32::from(u8::from(holds));
    put(1.0);
    put(yes(a.mode.is_some() && a.mode == b.mode));
    put(yes(a.mode.is_some() && b.mode.is_some() && a.mode != b.mode));
    let (actors, recipients) = (Meeting::of(a.actors, b.actors), Meeting::of(a.recipients, b.recipients));
    for side in [&actors, &recipients] {
        put(yes(side.is_same));
        put(yes(side.is_apart));
    }
    let crossed = |a: &View<'_>, b: &View<'_>| common(a.actors.codes, b.recipients.codes).next().is_some();
    let crossed = crossed(a, b) || crossed(b, a);
    put(yes(crossed && !actors.codes));
    put(yes(actors.names));
    put(yes(recipients.names));
    put(yes((actors.codes || actors.names) && (recipients.codes || recipients.names)));
    days(a, b).into_iter().for_each(&mut put);
    place(a, b).into_iter().for_each(&mut put);
    let told = !a.killed.is_empty() && !b.killed.is_empty();
    let equal = a.killed.iter().any(|n| b.killed.contains(n));
    put(yes(told && equal));
    put(yes(told && !equal));
    put(yes(a.killed.is_empty() != b.killed.is_empty()));
    let (cosine, weight) = words(a, b, weights);
    put(cosine);
    put(weight.ln_1p());
    let told_alike = common(a.tells, b.tells).next().is_some();
    put(yes(told_alike));
    put(yes(a.relation.is_some() && a.relation == b.relation));
    put(yes(a.relation.is_some() && b.relation.is_some() && a.relation != b.relation));
    put(yes(a.is_real != b.is_real));
    put(yes(told_alike && a.span.gap(b.span) <= 1));
    put(yes(weight == 0.0 && !told_alike));
    out[NAMED + a.kind as usize] = 1.0;
    out
}

/// How the parties in one role meet.
struct Meeting {
    is_same: bool,
    is_apart: bool,
    codes: bool,
    names: bool,
}

impl Meeting {
    fn of(a: SideView<'_>, b: SideView<'_>) -> Self {
        let codes = common(a.codes, b.codes).next().is_some();
        Meeting {
            is_same: !a.codes.is_empty() && a.codes == b.codes,
            is_apart: !a.codes.is_empty() && !b.codes.is_empty() && !codes,
            codes,
            names: common(a.names, b.names).next().is_some(),
        }
    }
}

fn days(a: &View<'_>, b: &View<'_>) -> [f32; 6] {
    let gap = a.span.gap(b.span);
    let log = (gap as f32).ln_1p();
    let mut out = [0.0; 6];
    match (a.span.is_stated, b.span.is_stated) {
        (true, true) => {
            let is_one_day = a.span.from == a.span.to && a.span == b.span;
            let holds = [gap == 0, is_one_day, (1..=2).contains(&gap), gap > 2];
            for (slot, holds) in out.iter_mut().zip(holds) {
                *slot = f32::from(u8::from(holds));
            }
        }
        (false, false) => out[5] = log,
        _ => out[4] = log,
    }
    out
}

fn place(a: &View<'_>, b: &View<'_>) -> [f32; 3] {
    let (Some(here), Some(there)) = (&a.place, &b.place) else { return [0.0; 3] };
    let is_same = here.name == there.name;
    let known = here.country.is_some() && there.country.is_some();
    let holds =
        [is_same, known && !is_same && here.country == there.country, known && here.country != there.country];
    holds.map(|holds| f32::from(u8::from(holds)))
}

/// How alike the words are: the cosine of their weights, and the weight of those shared.
fn words(a: &View<'_>, b: &View<'_>, weights: &Weights) -> (f32, f32) {
    let (mut product, mut sum) = (0.0, 0.0);
    for number in common(a.told, b.told) {
        let weight = weights.of_word(number);
        product += weight * weight;
        sum += weight;
    }
    let lengths = a.length * b.length;
    (if lengths > 0.0 { product / lengths } else { 0.0 }, sum)
}

#[cfg(test)]
mod tests {
    use super::super::index::tests::strike;
    use super::super::traits::Traits;
    use super::*;

    #[test]
    fn whether_it_is_a_plan_makes_one_feature() {
        assert_eq!(NAMES[REALITY], "one is a plan, one a fact");
        let weights = Weights::builtin();
        let traits = Traits::of(&strike(1, 0, 4, ["IRN", "PAK"], &["panjgur", "village"]), weights);
        let fact = traits.view();
        let plan = View { is_real: !fact.is_real, ..fact };
        let (alike, apart) = (features(&fact, &fact, weights), features(&fact, &plan, weights));
        let differ: Vec<usize> = (0..COUNT).filter(|at| alike[*at] != apart[*at]).collect();
        assert_eq!(differ, [REALITY]);
    }
}
