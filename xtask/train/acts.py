"""Annotated articles as training documents: which word tells an act, of what type, mode and status, and who plays which part.

In: the articles of `corpus/` and the same articles cut into words by `cargo xtask corpus-words`. Out: documents whose
sentences carry `acts`. "Varunia closed its frontier" gives at "closed": COERCE, restrict, happened, actor "Varunia".
"""

import json
import math
import os
import random
import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import data

TYPES = ("AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION "
         "MOBILIZE COERCE ASSAULT").split()
MODES = ("visit third-party multilateral phone withdraw release disarm ceasefire access resign assist change yield meet "
         "disapprove investigate allege restrict arrest relations expel territory violence demo riot strike hunger "
         "boycott obstruct convict discontinue troops weapons police militia seize censor curfew martial-law deport "
         "withhold misinformation cyber abduct beat torture sexual targeted destroy primitive firearms explosives "
         "suicide-attack aerial drone heavy-weapons crowd-control unconventional").split()
STATUSES = "happened ongoing future hypothetical negated".split()
ROLES = "actor recipient place source denier cause time".split()
SURE = 2  # of these roles, from the left, what a sentence with two marked parties tells; the others are not known
# what dates an act: nothing, a time of its window, the act told before, the day of publication, something else
WHEN = "none word told published other".split()
SYMMETRIC = ("CONSULT", "AGREE", "COOPERATE")
CONTENT = ("NOUN", "VERB", "PROPN", "ADJ", "ADV", "AUX")


@dataclass
class Act:
    """An act told by one word of a sentence; `fillers` are (role, sentence, word) with indices in the document."""

    word: int
    kind: str
    mode: str
    status: str
    fillers: list = field(default_factory=list)
    when: str = None  # one of WHEN, None where it is not known
    whole: bool = False  # whether all roles are known


def held_out(crisis):
    """Whether a crisis is set aside for measuring: a tenth of them, by a checksum of the name."""
    return zlib.crc32(crisis.encode()) % 10 == 3


def half(crisis):
    """The half of the crises, 0 or 1, that one belongs to: what is fitted on the reader's output is fitted on articles that
    the reader of the other half has not seen."""
    return zlib.crc32(crisis.encode()) // 10 % 2


def load(corpus, words):
    """Documents of all articles and marked sentences under `corpus`, as (training, articles and sentences set aside)."""
    cut = {}
    with open(words, encoding="utf8") as f:
        for line in f:
            a = json.loads(line)
            cut[a["id"]] = a["sents"]
    annotated = list(articles(corpus, cut))
    bond = _bonds(annotated, cut)
    train, aside, single = [], [], []
    for doc in _sentences(os.path.join(corpus, "sentences"), cut, bond):
        (single if held_out(doc.name) else train).append(doc)
    for a in annotated:
        doc = _document(a, cut[a["id"]], bond)
        if held_out(a["crisis"]):
            aside.append(doc)
        else:
            train.append(doc)
    return train, aside, single


def without(docs, part):
    """The documents but for the articles on one half of the crises."""
    return [d for d in docs if d.open or half(d.name.split("/")[0]) != part]


def plain(words):
    """Texts cut into words by the program that nobody annotated, as documents: what other networks say of them is learnt."""
    docs = []
    with open(words, encoding="utf8") as f:
        for line in f:
            a = json.loads(line)
            sents = [data.Sent(s["words"], s["glued"], new_par=s["new_par"]) for s in a["sents"]]
            docs.append(data.Doc(a["id"], "other", sents, ordered=False, open=True))
    return docs


def articles(corpus, cut):
    """The annotated articles under `corpus` that were cut into words."""
    for folder in sorted(os.listdir(corpus)):
        path = os.path.join(corpus, folder)
        for name in sorted(os.listdir(path)) if os.path.isdir(path) and folder != "sentences" else []:
            if name.endswith(".json"):
                with open(os.path.join(path, name), encoding="utf8") as f:
                    article = json.load(f)
                if article["id"] in cut:
                    yield article


def _sentences(folder, cut, bond):
    """Marked sentences as documents: source and target are actor and recipient of the word most bound to the type.

    The other words are left open: a sentence may tell of more than the act between its two marked parties.
    """
    docs = []
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if not name.endswith(".jsonl") or name.startswith("paraphrases"):
            continue
        with open(os.path.join(folder, name), encoding="utf8") as f:
            rows = [json.loads(line) for line in f if line.strip()]
        for row in rows:
            if row["id"] not in cut:
                continue
            sents = cut[row["id"]]
            marks = {m: _marked(row["text"], m) for m in "st"}
            parties = {m: _inside(sents, *marks[m]) for m in "st"}
            own = [(s, w) for s, one in enumerate(sents) for w in range(len(one["words"]))
                   if (s, w) not in parties["s"] and (s, w) not in parties["t"]]
            heads = {m: _head(sents, parties[m]) for m in "st"}
            if not own or None in heads.values():
                continue
            doc = data.Doc(row["id"], "corpus", [], ordered=False, open=True, tags=[one["upos"] for one in sents])
            doc.sents = [data.Sent(one["words"], one["glued"], new_par=i == 0) for i, one in enumerate(sents)]
            docs.append(doc)
            pair = data.Pair(parties["s"], parties["t"], (0,), told=(0, len(sents) - 1))
            doc.pairs.append(pair)
            if row["type"] == "NONE":
                continue
            pair.kinds = (TYPES.index(row["type"]) + 1,)
            pair.mode = MODES.index(row["mode"]) + 1 if row["mode"] else 0
            anchor = _inside(sents, *_marked(row["text"], "a")) if "<a>" in row["text"] else []
            s, w = _head(sents, anchor) or _trigger(sents, own, row["type"], bond)
            roles = [("actor", *heads["s"]), ("actor" if row["type"] in SYMMETRIC else "recipient", *heads["t"])]
            doc.sents[s].acts = [Act(w, row["type"], row["mode"], row["status"], roles)]
    return docs


def _marked(text, mark):
    """The offsets of a marked span in the text without marks."""
    start, end = text.index(f"<{mark}>"), text.index(f"</{mark}>")
    marks = ("<s>", "</s>", "<t>", "</t>", "<a>", "</a>")
    before = [m for m in marks if 0 <= text.find(m) < start]
    lead = sum(len(m) for m in before)
    return start - lead, end - lead - len(f"<{mark}>")


def _inside(sents, start, end):
    """The words (sentence, word) between two offsets."""
    out = []
    for s, sent in enumerate(sents):
        if sent["end"] and sent["end"][-1] > start and sent["start"][0] < end:
            out += [(s, w) for w, (a, b) in enumerate(zip(sent["start"], sent["end"])) if a >= start and b <= end]
    return out


def _bonds(articles, cut):
    """How strongly each lemma is bound to each type: log of its share in anchors of the type over its share in all text."""
    text, anchors, total = Counter(), defaultdict(Counter), Counter()
    for a in articles:
        sents = cut[a["id"]]
        for s in sents:
            text.update(l.lower() for l in s["lemmas"])
        for e in a["events"]:
            for span in e["anchors"]:
                at = a["text"].find(span)
                inside = [(s, w) for s, w in _inside(sents, at, at + len(span)) if sents[s]["upos"][w] in CONTENT]
                for s, w in inside:
                    anchors[e["type"]][sents[s]["lemmas"][w].lower()] += 1 / len(inside)
                    total[e["type"]] += 1 / len(inside)
    words = sum(text.values())

    def bond(kind, lemma):
        share = (anchors[kind][lemma] + 0.05) / (total[kind] + 1)
        return math.log(share / ((text[lemma] + 20) / words))

    return bond


def _head(sents, inside):
    """The word of a phrase whose own head stands outside of it."""
    for s, w in inside:
        h = sents[s]["heads"][w] - 1
        if (s, h) not in inside and sents[s]["upos"][w] != "PUNCT":
            return s, w
    return inside[0] if inside else None


def _trigger(sents, inside, kind, bond):
    """The word of an anchor that names the event: bound to its type, and near the top of the anchor's tree."""
    top = _head(sents, inside)
    best = None
    for s, w in inside:
        upos = sents[s]["upos"][w]
        if upos not in CONTENT or upos == "AUX" and (s, w) != top:
            continue
        score = bond(kind, sents[s]["lemmas"][w].lower()) + (1.2 if (s, w) == top else 0)
        score += 0.4 if upos in ("VERB", "NOUN") else -1.0 if upos == "PROPN" else 0
        if best is None or score > best[0]:
            best = (score, (s, w))
    return best[1] if best else top


def _document(a, sents, bond):
    doc = data.Doc(a["id"], "corpus", [], ordered=False)
    for s in sents:
        one = data.Sent(s["words"], s["glued"], new_par=s["new_par"])
        one.acts = []
        doc.sents.append(one)
        doc.tags.append(s["upos"])
    tellings = {}
    for e in a["events"]:
        for span in e["anchors"]:
            at = a["text"].find(span)
            inside = _inside(sents, at, at + len(span))
            if inside:
                tellings.setdefault(e["id"], []).append(_trigger(sents, inside, e["type"], bond))
    dated = _dated(a, tellings)
    for e in a["events"]:
        for s, w in dict.fromkeys(tellings.get(e["id"], [])):
            act = Act(w, e["type"], e.get("mode"), e["status"], whole=True)
            time = _time(sents, e["date"], s, w)
            act.when = "word" if time else _when(a, e["date"], dated, (s, w))
            if time:
                act.fillers.append(("time", *time))
            for role, spans in _spans(a, e):
                got = _nearest(a["text"], sents, spans, s, w)
                if got:
                    act.fillers.append((role, *got))
            for other in e["responds_to"]:
                near = [t for t in tellings.get(other, []) if t != (s, w)]
                if near:
                    act.fillers.append(("cause", *min(near, key=lambda t: (abs(t[0] - s), abs(t[1] - w)))))
            act.fillers = list(dict.fromkeys(act.fillers))
            doc.sents[s].acts.append(act)
    doc.pairs = _pairs(a, sents, tellings)
    return doc


def _dated(a, tellings):
    """The tellings of dated events in the order of the text, with the days of each."""
    return sorted((at, _days(e["date"])) for e in a["events"] if e["date"] for at in set(tellings.get(e["id"], [])))


def _days(date):
    return (date["from"], date["to"])


def _time(sents, date, s, w):
    """The head of the time nearest to an act, in its sentence or the two beside it, that means the very days of it."""
    if not date:
        return None
    found = []
    for i in range(max(0, s - 2), min(len(sents), s + 3)):
        for first, last, *days in sents[i].get("times", []):
            if tuple(days) == _days(date):
                found.append(_head(sents, [(i, j) for j in range(first, last + 1)]))
    return min(found, key=lambda f: (abs(f[0] - s), abs(f[1] - w))) if found else None


def _when(a, date, dated, at):
    """What dates an act that no time beside it dates."""
    if not date:
        return "none"
    if _days(date) == (a["published"], a["published"]):
        return "published"
    before = [days for other, days in dated if other < at]
    return "told" if before and before[-1] == _days(date) else "other"


def _pairs(a, sents, tellings):
    """Who does what to whom by the events of an article, and parties of one sentence between which it tells of nothing."""
    found, linked = {}, defaultdict(set)
    for e in a["events"]:
        both = _linked(e)
        for s, w in dict.fromkeys(tellings.get(e["id"], [])):
            for x, y in both:
                for near in (s - 1, s, s + 1):
                    linked[near].add((x["code"], y["code"]))
                source = _words(a["text"], sents, (x["text"], None), s, w)
                target = _words(a["text"], sents, (y["text"], None), s, w)
                if not source or not target or set(source) & set(target):
                    continue
                pair = found.setdefault((tuple(source), tuple(target)), data.Pair(source, target, (), told=(s, s)))
                if not pair.kinds:
                    pair.mode = MODES.index(e["mode"]) + 1 if e.get("mode") else 0
                pair.kinds = tuple(sorted({*pair.kinds, TYPES.index(e["type"]) + 1}))
                seen = [s, *pair.told, *(i for i, _ in source + target)]
                pair.told = (min(seen), max(seen))
    for pair in found.values():
        if len(pair.kinds) > 1:
            pair.mode = -1
    return list(found.values()) + _strangers(a, sents, linked, set(found))


def _linked(e):
    """Source and target of an event, in every way; of what is done together, each with each."""
    for x in e["actors"]:
        for y in e["recipients"]:
            yield x, y
            if e["type"] in SYMMETRIC:
                yield y, x
        for y in e["actors"] if e["type"] in SYMMETRIC else []:
            if y is not x:
                yield x, y


def _strangers(a, sents, linked, found, most=3):
    """Pairs of parties in one sentence that no event of it or beside it links, by the states that they stand for."""
    rng = random.Random(zlib.crc32(a["id"].encode()))
    codes = {x["text"]: x["code"] for e in a["events"] for x in e["actors"] + e["recipients"] if x["code"]}
    there = defaultdict(list)
    for text, code in codes.items():
        at = a["text"].find(text)
        while at >= 0:
            inside = _inside(sents, at, at + len(text))
            if inside and inside[0][0] == inside[-1][0]:
                there[inside[0][0]].append((inside, code))
            at = a["text"].find(text, at + 1)
    out = []
    for s, parties in there.items():
        whole = [(p, c) for p, c in parties if not any(set(p) < set(q) for q, _ in parties)]
        apart = [(p, q) for p, c in whole for q, d in whole
                 if c != d and (c, d) not in linked[s] and not set(p) & set(q) and (tuple(p), tuple(q)) not in found]
        out += [data.Pair(p, q, (0,), told=(s, s)) for p, q in rng.sample(apart, min(most, len(apart)))]
    return out


def _spans(a, e):
    """Roles with the text that fills them; a source also with its attribution, which says where it stands."""
    for x in e["actors"]:
        yield "actor", (x["text"], None)
    for x in e["recipients"]:
        yield "recipient", (x["text"], None)
    if e["place"]:
        yield "place", (e["place"]["name"], None)
    for c in e["claims"]:
        if c["source"] != "narrator":
            yield "denier" if c["stance"] == "denies" else "source", (c["source"]["text"], c["anchor"])


def _nearest(text, sents, spans, s, w):
    """Head word of the occurrence of a phrase nearest to a word, in its sentence or the two beside it."""
    found = _occurrence(text, sents, spans, s, w)
    return found and found[0]


def _words(text, sents, spans, s, w):
    """The words of that occurrence."""
    found = _occurrence(text, sents, spans, s, w)
    return found and found[1]


def _occurrence(text, sents, spans, s, w):
    phrase, anchor = spans
    found = []
    lo, hi = 0, len(text)
    if anchor and (at := text.find(anchor)) >= 0:
        lo, hi = max(0, at - len(phrase) - 40), at + len(anchor) + len(phrase) + 40
    at = text.find(phrase, lo)
    while 0 <= at < hi:
        inside = _inside(sents, at, at + len(phrase))
        head = _head(sents, inside)
        if head:
            found.append((head, inside))
        at = text.find(phrase, at + 1)
    found = [f for f in found if abs(f[0][0] - s) <= 2 and f[0] != (s, w)]
    return min(found, key=lambda f: (abs(f[0][0] - s), abs(f[0][1] - w))) if found else None
