//! What a single word is the head of, if it is the head of a mention at all.

use super::phrase;
use super::scan::{Known, Scan};
use crate::analysis::{NameKind, Relation, Upos};
use crate::mention::{Form, Generic, Mention, Pronoun, Sort};
use crate::text::{TokenId, TokenSpan};
use detente_data::{Entry, ReferenceWords, RoleGroup, Sector};

/// The mention that `head` holds.
pub(super) fn at(scan: &Scan<'_>, head: TokenId) -> Option<Mention> {
    scan.analysis.sentence_of(head).root?;
    known(scan, head)
        .or_else(|| named(scan, head))
        .or_else(|| pointing(scan, head))
        .or_else(|| role(scan, head))
        .or_else(|| pronoun(scan, head))
        .or_else(|| partitive(scan, head))
        .or_else(|| generic(scan, head))
        .or_else(|| countless(scan, head))
        .or_else(|| owned(scan, head))
}

fn mention(scan: &Scan<'_>, head: TokenId, form: Form, sort: Sort, core: TokenSpan) -> Mention {
    let tokens = match form {
        Form::Modifier | Form::Pronoun => core.cover(TokenSpan::of(head)),
        Form::Name | Form::Description => {
            let long = !matches!(sort, Sort::State | Sort::Place);
            phrase::shown(scan.analysis, head, long).cover(core)
        }
    };
    let plural = is_plural(scan, head);
    Mention {
        tokens,
        head,
        form,
        sector: None,
        owner: None,
        plural,
        more_owners: Vec::new(),
        sort,
        core,
        title: None,
        same_as: None,
    }
}

/// Whether the noun is in the plural, or counted by more than one.
fn is_plural(scan: &Scan<'_>, head: TokenId) -> bool {
    let (word, lemma) = (scan.lower(head), &scan.lemmas[head.index()]);
    let inflected = match scan.analysis.upos(head) {
        Upos::Noun => word != *lemma || matches!(word.as_str(), "people" | "police" | "personnel"),
        // The lemma of a proper noun keeps its plural in some names ("States").
        Upos::Propn | Upos::Adj => word.ends_with('s') && !lemma.ends_with('s'),
        _ => false,
    };
    let mut counts = scan.analysis.children_by(head, &[Relation::Nummod]);
    inflected || counts.any(|n| !matches!(scan.lower(n).as_str(), "one" | "1"))
}

/// Whether a word only describes the noun it hangs on.
fn is_modifier(scan: &Scan<'_>, head: TokenId) -> bool {
    let mut at = head;
    while scan.analysis.relation(at) == Relation::Conj {
        match scan.analysis.head(at) {
            Some(up) => at = up,
            None => break,
        }
    }
    let describes = matches!(
        scan.analysis.relation(at),
        Relation::Amod | Relation::Compound | Relation::NmodDesc | Relation::Flat | Relation::Advmod
    );
    describes && scan.analysis.head(at).is_some_and(|up| scan.analysis.upos(up).is_nominal())
}

fn known(scan: &Scan<'_>, head: TokenId) -> Option<Mention> {
    let known = scan.known_at(head).filter(|k| scan.head_of(k.tokens) == head)?;
    let person = known.found.entries.iter().all(|e| matches!(e, Entry::Leader(..)));
    if person {
        return Some(person_named(scan, head, known.tokens));
    }
    let sort = known_sort(known);
    let form = if is_modifier(scan, head) { Form::Modifier } else { Form::Name };
    let mut mention = mention(scan, head, form, sort, known.tokens);
    // Of several of that name it is open: "the RSF" are reporters or a force.
    let mut sectors = known.found.entries.iter().map(Entry::sector);
    let first = sectors.next().flatten();
    mention.sector = first.filter(|_| sort != Sort::Actor || sectors.all(|sector| sector == first));
    Some(mention)
}

fn known_sort(known: &Known<'_>) -> Sort {
    match known.found.entries.first() {
        Some(Entry::State(..)) => Sort::State,
        Some(Entry::Region(..)) => Sort::Place,
        Some(Entry::Leader(..)) => Sort::Person,
        Some(Entry::Actor(_)) | None => Sort::Actor,
    }
}

/// A person by name, with the title before it; headed by whichever of the two holds the other.
fn person_named(scan: &Scan<'_>, head: TokenId, name: TokenSpan) -> Mention {
    let title = title_before(scan, name);
    let mut mention = mention(scan, head, Form::Name, Sort::Person, name);
    if let Some(role) = title {
        mention.title = Some(scan.head_of(role));
        mention.tokens = mention.tokens.cover(role);
    }
    mention.plural = false;
    mention
}

/// The role words right before a name.
fn title_before(scan: &Scan<'_>, name: TokenSpan) -> Option<TokenSpan> {
    let before = name.start().checked_sub(1).map(TokenId::new)?;
    let role = scan.role_at(before)?;
    let same =
        scan.analysis.token(before).sentence == scan.analysis.token(TokenId::new(name.start())).sentence;
    (same && matches!(role.found.group, RoleGroup::Office | RoleGroup::Agent)).then_some(role.tokens)
}

/// The name right after role words.
fn name_after(scan: &Scan<'_>, role: TokenSpan) -> Option<TokenSpan> {
    let next = TokenId::new(role.end());
    let known =
        scan.known_at(next).filter(|k| k.found.entries.iter().any(|e| matches!(e, Entry::Leader(..))));
    let name = scan.name_at(next).filter(|n| n.kind == NameKind::Person);
    let tokens = known.map(|k| k.tokens).or_else(|| name.map(|n| n.tokens))?;
    title_before(scan, tokens).filter(|t| *t == role).map(|_| tokens)
}

fn named(scan: &Scan<'_>, head: TokenId) -> Option<Mention> {
    let name = scan.name_at(head).filter(|n| scan.head_of(n.tokens) == head)?;
    if scan.known_at(head).is_some() {
        return None;
    }
    let form = if is_modifier(scan, head) { Form::Modifier } else { Form::Name };
    match name.kind {
        NameKind::Person => Some(person_named(scan, head, name.tokens)),
        NameKind::Location => Some(mention(scan, head, form, Sort::Place, name.tokens)),
        NameKind::Organisation => {
            // The role that ends the name or heads it; not "national" of a "National Defence Commission".
            let last = TokenId::new(name.tokens.end() - 1);
            let decides = |r: &&super::scan::Role| r.tokens.has(last) || r.tokens.has(head);
            let role = scan.roles_in(name.tokens).iter().rfind(decides);
            let armed = rebels(scan, name.tokens);
            let role = role.filter(|_| armed.is_none());
            let sort = role.map_or(Sort::Organisation, |r| sort_of(r.found.group));
            let mut found = mention(scan, head, form, sort, name.tokens);
            found.sector = armed.or(role.map(|r| r.found.sector));
            Some(found)
        }
    }
}

/// "Keldar Martyrs Brigade": an army by its last word, an armed group by its name.
fn rebels(scan: &Scan<'_>, name: TokenSpan) -> Option<Sector> {
    let naming = &ReferenceWords::builtin().naming;
    let mut sectors = name.ids().filter_map(|t| naming.get(&scan.lower(t)).copied());
    sectors.find(|s| *s == Sector::Reb)
}

fn sort_of(group: RoleGroup) -> Sort {
    match group {
        RoleGroup::Institution => Sort::Institution,
        RoleGroup::Office => Sort::Office,
        RoleGroup::Agent => Sort::Agent,
        RoleGroup::Thing => Sort::Thing,
    }
}

fn role(scan: &Scan<'_>, head: TokenId) -> Option<Mention> {
    let role = scan.role_at(head).filter(|r| scan.head_of(r.tokens) == head)?;
    if scan.known_at(head).is_some() || scan.name_at(head).is_some() {
        return None;
    }
    if let Some(name) = name_after(scan, role.tokens) {
        // One mention for title and name, headed by whichever of the two holds the other.
        let name_head = scan.head_of(name);
        let holds = scan.analysis.ancestors(name_head).any(|a| a == head);
        return holds.then(|| person_named(scan, head, name));
    }
    let modifies = is_modifier(scan, head);
    let bodily = matches!(role.found.group, RoleGroup::Institution);
    // "State Councillor" is no councillor of some state.
    let bodily = bodily && scan.lemmas[head.index()] != "state";
    if modifies && !bodily && scan.analysis.relation(head) != Relation::NmodDesc {
        return None;
    }
    let form = if modifies { Form::Modifier } else { Form::Description };
    let mut found = mention(scan, head, form, sort_of(role.found.group), role.tokens);
    found.sector = Some(role.found.sector);
    Some(found)
}

fn pronoun(scan: &Scan<'_>, head: TokenId) -> Option<Mention> {
    let upos = scan.analysis.upos(head);
    let alone =
        !matches!(scan.analysis.relation(head), Relation::Det | Relation::Nummod | Relation::CcPreconj);
    let word = scan.lower(head);
    let kind = match word.as_str() {
        "it" | "its" | "itself" => Pronoun::It,
        "he" | "his" | "him" | "himself" => Pronoun::He,
        "she" | "her" | "hers" | "herself" => Pronoun::She,
        "they" | "their" | "them" | "themselves" | "theirs" => Pronoun::They,
        "i" | "my" | "me" | "mine" => Pronoun::I,
        "we" | "our" | "us" | "ours" | "ourselves" => Pronoun::We,
        "who" | "whose" | "whom" => Pronoun::Relative,
        "which" | "that" if upos == Upos::Pron && is_relative(scan, head) => Pronoun::Relative,
        "both" | "each" | "either" | "neither" if alone && !has_of(scan, head) => Pronoun::Both,
        "another" if alone => Pronoun::Some,
        "one" | "some" | "many" | "others" | "several" if alone && !has_of(scan, head) => Pronoun::Some,
        _ => return None,
    };
    if scan.analysis.relation(head) == Relation::Expl {
        return None;
    }
    let mut found = mention(scan, head, Form::Pronoun, Sort::Pronoun(kind), TokenSpan::of(head));
    found.plural = matches!(kind, Pronoun::They | Pronoun::We | Pronoun::Both);
    Some(found)
}

/// Whether it stands in a relative clause that hangs on a noun.
fn is_relative(scan: &Scan<'_>, head: TokenId) -> bool {
    let clause =
        |t: &TokenId| matches!(scan.analysis.relation(*t), Relation::AclRelcl | Relation::AdvclRelcl);
    scan.analysis.ancestors(head).take(3).any(|t| clause(&t))
}

/// What stands after "of" in "dozens of people".
fn has_of(scan: &Scan<'_>, head: TokenId) -> bool {
    inner(scan, head).is_some()
}

fn inner(scan: &Scan<'_>, head: TokenId) -> Option<TokenId> {
    let nmods = &[Relation::Nmod];
    scan.analysis
        .children_by(head, nmods)
        .find(|c| c.index() > head.index() && scan.analysis.case(*c).is_some_and(|case| case == "of"))
}

/// "dozens of people", "a group of officers", "some of the wounded": shown whole, meant as what is counted.
fn partitive(scan: &Scan<'_>, head: TokenId) -> Option<Mention> {
    let words = &ReferenceWords::builtin().partitive.words;
    let lemma = &scan.lemmas[head.index()];
    let upos = scan.analysis.upos(head);
    if !words.contains(lemma) && !matches!(upos, Upos::Num) {
        return None;
    }
    let inside = at(scan, inner(scan, head)?)?;
    if matches!(inside.sort, Sort::State | Sort::Place) {
        return None;
    }
    let mut found = mention(scan, head, Form::Description, inside.sort, inside.core);
    found.sector = inside.sector;
    found.plural = !matches!(lemma.as_str(), "one" | "member");
    Some(found)
}

/// Nouns that point at a party before they could be roles: "its neighbour", "the parties", "his colleague".
fn pointing(scan: &Scan<'_>, head: TokenId) -> Option<Mention> {
    let generic = &ReferenceWords::builtin().generic;
    let lemma = scan.lemmas[head.index()].as_str();
    let role = scan.role_at(head).map(|r| r.tokens.len());
    if role.is_some_and(|len| len > 1) || scan.known_at(head).is_some() || is_modifier(scan, head) {
        return None;
    }
    let children = scan.analysis.children(head);
    let by = |relation: Relation| children.iter().any(|c| scan.analysis.relation(*c) == relation);
    let the = children.iter().any(|c| matches!(scan.lower(*c).as_str(), "the" | "both"));
    let sort = if generic.counterpart.contains(lemma) {
        Generic::Counterpart
    } else if generic.neighbour.contains(lemma) && (by(Relation::NmodPoss) || the) {
        Generic::Neighbour
    } else if generic.side.contains(lemma) && (role.is_none() || is_plural(scan, head) && the) {
        Generic::Side
    } else {
        return None;
    };
    Some(mention(scan, head, Form::Description, Sort::Generic(sort), TokenSpan::of(head)))
}

fn generic(scan: &Scan<'_>, head: TokenId) -> Option<Mention> {
    let upos = scan.analysis.upos(head);
    let words = ReferenceWords::builtin();
    let lemma = scan.lemmas[head.index()].as_str();
    let modifies = is_modifier(scan, head);
    // "Secretary of State Pompeo": the state there is no country.
    if scan.role_at(head).is_some_and(|r| r.tokens.len() > 1 && scan.head_of(r.tokens) != head) {
        return None;
    }
    let half = |set: &std::collections::BTreeSet<String>| set.contains(lemma);
    let sort = if half(&words.halves.north) && is_half(scan, head) {
        Sort::Generic(Generic::North)
    } else if half(&words.halves.south) && is_half(scan, head) {
        Sort::Generic(Generic::South)
    } else if modifies || scan.known_at(head).is_some() || scan.name_at(head).is_some() {
        return None;
    } else if matches!(lemma, "former" | "latter" | "two")
        && scan.analysis.children(head).iter().any(|c| scan.lower(*c) == "the")
    {
        if lemma == "two" { Sort::Pronoun(Pronoun::Both) } else { Sort::Generic(Generic::Order) }
    } else if lemma == "other" && matches!(upos, Upos::Adj | Upos::Noun) {
        Sort::Generic(Generic::Order)
    } else if matches!(upos, Upos::Noun | Upos::Propn) {
        noun(words, lemma)?
    } else {
        return None;
    };
    let form = if modifies { Form::Modifier } else { Form::Description };
    let mut found = mention(scan, head, form, sort, TokenSpan::of(head));
    if sort == Sort::Spot && words.place.inhabited.contains(lemma) {
        found.sector = Some(Sector::Cvl);
    }
    Some(found)
}

/// "Thousands marched": a crowd without a noun.
fn countless(scan: &Scan<'_>, head: TokenId) -> Option<Mention> {
    let lemma = scan.lemmas[head.index()].as_str();
    let counts = matches!(lemma, "ten" | "dozen" | "score" | "hundred" | "thousand" | "million" | "crowd");
    if !counts || !is_argument(scan, head) || scan.analysis.upos(head) != Upos::Noun {
        return None;
    }
    let mut found = mention(scan, head, Form::Description, Sort::Agent, TokenSpan::of(head));
    found.sector = Some(Sector::Cvl);
    found.plural = true;
    Some(found)
}

fn is_argument(scan: &Scan<'_>, head: TokenId) -> bool {
    matches!(
        scan.analysis.relation(head),
        Relation::Nsubj
            | Relation::NsubjPass
            | Relation::Obj
            | Relation::Obl
            | Relation::OblAgent
            | Relation::Iobj
    )
}

/// A thing of whatever kind that takes part and is somebody's: "its batteries", "Venezuelan armoured units".
fn owned(scan: &Scan<'_>, head: TokenId) -> Option<Mention> {
    if scan.analysis.upos(head) != Upos::Noun || !is_argument(scan, head) {
        return None;
    }
    let party = |t: TokenId| {
        let state = scan.known_at(t).is_some_and(|k| matches!(known_sort(k), Sort::State | Sort::Actor));
        let relation = scan.analysis.relation(t);
        let possessive = relation == Relation::NmodPoss && (state || scan.analysis.upos(t) != Upos::Noun);
        possessive || state && matches!(relation, Relation::Amod | Relation::Compound)
    };
    let owned = scan.analysis.children(head).iter().any(|c| *c < head && party(*c));
    owned.then(|| mention(scan, head, Form::Description, Sort::Thing, TokenSpan::of(head)))
}

fn noun(words: &ReferenceWords, lemma: &str) -> Option<Sort> {
    let generic = &words.generic;
    let sort = if generic.country.contains(lemma) {
        Sort::Generic(Generic::Country)
    } else if generic.group.contains(lemma) {
        Sort::Generic(Generic::Group)
    } else if generic.person.contains(lemma) {
        Sort::Generic(Generic::Person)
    } else if words.place.words.contains(lemma) {
        Sort::Spot
    } else {
        return None;
    };
    Some(sort)
}

/// Whether "north" names a half of a country and not a direction: "the North", "southern howitzers", not
/// "north of the town" or "the north coast".
fn is_half(scan: &Scan<'_>, head: TokenId) -> bool {
    let analysis = scan.analysis;
    if scan.known_at(head).is_some() || scan.name_at(head).is_some_and(|n| n.tokens.len() > 1) {
        return false;
    }
    let the = analysis.children(head).iter().any(|c| scan.lower(*c) == "the");
    let of = inner(scan, head).is_some();
    let described = analysis.head(head).and_then(|up| scan.role_at(up)).is_some();
    the && !of || is_modifier(scan, head) && described
}
