"""Reads the training sets into documents of sentences.

A document is a list of `Sent`; label lists are None where a set lacks that layer, and a name tag of -1 hides a
word from the names loss.
"""

import json
import os
import re
from dataclasses import dataclass, field

UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
NAMES = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"]
TAG = {t: i for i, t in enumerate(NAMES)}


@dataclass
class Sent:
    """One sentence with whatever layers its set has."""

    words: list
    glued: list  # True where no white space stands before the word
    upos: list = None
    heads: list = None  # 0 = root, else 1-based index in the sentence
    rels: list = None
    lemmas: list = None
    names: list = None
    new_par: bool = False
    sid: str = ""
    acts: list = None  # acts.Act, for annotated articles


@dataclass
class Pair:
    """Two parties by their words (sentence, word), and the types (from 1, 0: nothing) that pass from source to target.

    `told` is the first and the last sentence that one must read to see it; a mode of -1 is not known.
    """

    source: list
    target: list
    kinds: tuple
    mode: int = -1
    told: tuple = (0, 0)


@dataclass
class Doc:
    """Sentences of one text; `group` picks the names layer, `weight` scales the names loss."""

    name: str
    group: str
    sents: list = field(default_factory=list)
    weight: float = 1.0
    ordered: bool = True  # sentence ends can be learnt from it
    open: bool = False  # words without an act may tell one
    pairs: list = field(default_factory=list)  # Pair, of annotated articles and marked sentences
    tags: list = field(default_factory=list)  # for each sentence the tags that the program gave its words


def read_conllu(path, group):
    """A CoNLL-U file as documents; empty nodes dropped, multiword tokens split into their words."""
    docs, rows, meta, par, span = [], [], {}, False, None

    def close():
        nonlocal rows, par
        if rows:
            words = [r[0][1] for r in rows]
            glued = [False] + [r[1] for r in rows[:-1]]
            if docs[-1].sents and docs[-1].sents[-1].last_glued and not par:
                glued[0] = True
            s = Sent(words, glued, [r[0][3] for r in rows], [int(r[0][6]) for r in rows], [r[0][7] for r in rows],
                     [r[0][2] for r in rows], None, par, meta.get("sent_id", ""))
            s.xpos = [r[0][4] for r in rows]
            s.misc = [r[0][9] for r in rows]
            s.last_glued = rows[-1][1]
            docs[-1].sents.append(s)
        rows, par = [], False

    with open(path, encoding="utf8") as f:
        for line in f:
            line = line.rstrip("\n")
            if not line:
                close()
            elif line[0] == "#":
                if line.startswith("# newdoc"):
                    docs.append(Doc(line.split("= ")[-1], group))
                    par = True
                elif line.startswith("# newpar") and not line.startswith("# newpar_block"):
                    par = True
                elif " = " in line:
                    key, value = line[2:].split(" = ", 1)
                    meta[key] = value
            else:
                cells = line.split("\t")
                if "-" in cells[0]:
                    start, end = map(int, cells[0].split("-"))
                    span = (start, end, "SpaceAfter=No" in cells[9])
                elif cells[0].isdigit():
                    n = int(cells[0])
                    no_space = "SpaceAfter=No" in cells[9]
                    if span and span[0] <= n < span[1]:
                        no_space = True
                    elif span and n == span[1]:
                        no_space, span = span[2], None
                    rows.append((cells, no_space))
    close()
    return docs


def add_uner(docs, path):
    """Puts UNER's name tags onto EWT documents, by sentence id; sentences whose words differ stay without."""
    tags, sid = {}, ""
    with open(path, encoding="utf8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line.startswith("# sent_id"):
                sid = line.split("= ")[1]
            elif line and line[0] != "#":
                cells = line.split("\t")
                tags.setdefault(sid, []).append((cells[1], cells[2]))
    for doc in docs:
        for s in doc.sents:
            got = tags.get(s.sid)
            if got and [w for w, _ in got] == s.words:
                s.names = [TAG[t] for _, t in got]


TITLES = set("President Minister Ambassador Foreign Secretary Prime General Gen Dr HE Mr Mrs Ms Sir Lord King Queen "
             "Chancellor Senator Governor Representative Deputy Chief Special Envoy High Commander Spokesman of for".split())
BRACKET = re.compile(r"\((\d+)-([a-z]+)-[^()]*(\))?|(\d+)\)")
GUM_TYPES = {"person": "PER", "place": "LOC", "organization": "ORG"}


def gum_names(doc):
    """Derives name tags from GUM's entity brackets: mentions of a person, place or organisation headed by a proper noun."""
    open_mentions = []
    for s in doc.sents:
        s.names = [0] * len(s.words)
        done = []
        for i, misc in enumerate(s.misc):
            m = re.search(r"Entity=([^|]*)", misc)
            if not m:
                continue
            for eid, kind, closed, end in BRACKET.findall(m.group(1)):
                if kind and closed:
                    done.append((eid, kind, s, i, i))
                elif kind:
                    open_mentions.append((eid, kind, s, i))
                else:
                    for k in range(len(open_mentions) - 1, -1, -1):
                        if open_mentions[k][0] == end:
                            mention = open_mentions.pop(k)
                            if mention[2] is s:
                                done.append((*mention, i))
                            break
        for _, kind, _, a, b in sorted(done, key=lambda m: m[3] - m[4]):
            if kind in GUM_TYPES:
                _mark_gum(s, a, b, GUM_TYPES[kind])
        open_mentions = [m for m in open_mentions if m[2] is s]


def _mark_gum(s, a, b, kind):
    heads = [i for i in range(a, b + 1) if not a <= s.heads[i] - 1 <= b]
    if not heads or s.upos[heads[0]] != "PROPN":
        return
    head = heads[0]
    if kind == "PER" and (s.xpos[head] == "NNPS" or s.words[head] in TITLES):
        return

    def part(i):
        w = s.words[i]
        return w[:1].isupper() and s.upos[i] in ("PROPN", "ADJ", "NOUN", "VERB") and s.rels[i] != "nmod:desc"

    def link(i):
        return s.words[i].lower() in ("of", "the", "and", "for", "de", "al", "-", "'s", "&", ".", "/", "von", "la")

    left = right = head
    while left - 1 >= a and (part(left - 1) or s.words[left - 1] in "-&" and left - 2 >= a and part(left - 2)):
        left -= 1
    while right < b:
        step = right + 1
        while step <= b and link(step):
            step += 1
        if step <= b and part(step) and _inside(s, step, head):
            right = step
        else:
            break
    for i in range(left, right + 1):
        s.names[i] = TAG[("B-" if i == left else "I-") + kind]


def _inside(s, i, head):
    for _ in range(60):
        if i == head:
            return True
        if s.rels[i] in ("appos", "conj", "list", "parataxis", "acl:relcl"):
            return False
        i = s.heads[i] - 1
        if i < 0:
            return False
    return False


def guess_glued(words):
    """Spacing for sets that give tokens only."""
    out, quote = [], False
    for i, w in enumerate(words):
        prev = words[i - 1] if i else ""
        glued = i > 0 and (w in ".,;:!?)]%'\u2019\u201d" or w in ("'s", "n't", "'re", "'ll", "'ve", "'d", "'m", "...")
                           or prev in "([$\u201c#")
        if w == '"':
            glued, quote = quote, not quote
        elif prev == '"' and quote:
            glued = True
        out.append(bool(glued) and i > 0)
    return out


CROSS = {"politician": "PER", "person": "PER", "writer": "PER", "musicalartist": "PER", "scientist": "PER",
         "researcher": "PER", "organisation": "ORG", "politicalparty": "ORG", "band": "ORG", "university": "ORG",
         "country": "LOC", "location": "LOC", "PER": "PER", "LOC": "LOC", "ORG": "ORG", "group": "ORG",
         "corporation": "ORG"}


def read_columns(path, group, weight, source):
    """Word and tag columns (CrossNER, BTC, WNUT17) as one-sentence documents; unmapped types are hidden."""
    docs, words, tags = [], [], []

    def close():
        if words:
            names, prev = [], None
            for w, t in zip(words, tags):
                if t == "O":
                    names.append(-1 if w.startswith("@") and len(w) > 1 else 0)
                    prev = None
                    continue
                kind = CROSS.get(t[2:])
                if kind is None or w.startswith("@"):
                    names.append(-1)
                    prev = None
                else:
                    names.append(TAG[("I-" if t[0] == "I" and prev == kind else "B-") + kind])
                    prev = kind
            s = Sent(list(words), guess_glued(words), names=names, new_par=True)
            docs.append(Doc(source, group, [s], weight, ordered=False))
        words.clear()
        tags.clear()

    with open(path, encoding="utf8") as f:
        for line in f:
            cells = line.split()
            if len(cells) < 2:
                close()
            else:
                words.append(cells[0])
                tags.append(cells[-1])
    close()
    return docs


TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|\d[\d.,:]*\d|\w+(?='s\b)|'s\b|\w+(?:['\u2019]\w+)?|[^\w\s]")


def read_re3d(folder, weight):
    """re3d's reports, split into words here; only names proper are kept, other marked spans are hidden."""
    kinds = {"Person": "PER", "Location": "LOC", "Organisation": "ORG"}
    spans = {}
    with open(os.path.join(folder, "entities.jsonl"), encoding="utf8") as f:
        for line in f:
            e = json.loads(line)
            spans.setdefault(e["documentId"], []).append((e["begin"], e["end"], e["type"]))
    docs = []
    with open(os.path.join(folder, "documents.jsonl"), encoding="utf8") as f:
        for line in f:
            d = json.loads(line)
            doc = Doc("re3d", "other", [], weight, ordered=False)
            for par in re.finditer(r"[^\n]+", d["text"]):
                at = [(m.start() + par.start(), m.end() + par.start()) for m in TOKEN.finditer(par.group())]
                words = [d["text"][a:b] for a, b in at]
                if not words:
                    continue
                names = [0] * len(words)
                for begin, end, kind in sorted(spans.get(d["_id"], []), key=lambda e: e[1] - e[0]):
                    idx = [i for i, (a, b) in enumerate(at) if a >= begin and b <= end]
                    _mark_re3d(words, names, idx, kinds.get(kind))
                glued = [False] + [at[i][0] == at[i - 1][1] for i in range(1, len(at))]
                doc.sents.append(Sent(words, glued, names=names, new_par=True))
            docs.append(doc)
    return docs


def _mark_re3d(words, names, idx, kind):
    proper = [i for i in idx if words[i][:1].isupper() and words[i] != "The"]
    if not proper:
        return
    first = proper[0]
    whole = all(i in proper or len(words[i]) <= 3 for i in idx if i >= first) and idx[-1] == proper[-1]
    titled = kind == "PER" and any(words[i] in TITLES for i in idx)
    for i in idx:
        if kind is None or not whole or titled:
            names[i] = -1
        elif i >= first:
            names[i] = TAG[("B-" if i == first else "I-") + kind]


def load_train(root):
    """All training documents."""
    p = lambda *x: os.path.join(root, *x)
    docs = read_conllu(p("ud-english-ewt", "en_ewt-ud-train.conllu"), "uner")
    add_uner(docs, p("uner-english-ewt", "en_ewt-ud-train.iob2"))
    gum = read_conllu(p("gum-free", "gum-free-train.conllu"), "gum")
    for d in gum:
        gum_names(d)
    docs += gum
    for d in ("politics", "ai", "literature", "music", "science"):
        docs += read_columns(p("crossner", d, "train.txt"), "other", 0.5, "crossner")
    for name in ("a", "b", "e", "g", "h-train"):
        docs += read_columns(p("btc", name + ".conll"), "other", 0.5 if name in "eg" else 0.3, "btc")
    docs += read_columns(p("wnut17", "wnut17train.conll"), "other", 0.2, "wnut17")
    for d in sorted(os.listdir(p("re3d"))):
        docs += read_re3d(p("re3d", d), 0.3)
    return docs


def load_dev(root):
    """The two development parts: EWT with names, GUM-free."""
    ewt = read_conllu(os.path.join(root, "ud-english-ewt", "en_ewt-ud-dev.conllu"), "uner")
    add_uner(ewt, os.path.join(root, "uner-english-ewt", "en_ewt-ud-dev.iob2"))
    gum = read_conllu(os.path.join(root, "gum-free", "gum-free-dev.conllu"), "gum")
    for d in gum:
        gum_names(d)
    return {"ewt": ewt, "gum": gum}


def sample(docs, rng, share):
    """Documents of one epoch: all of the treebanks, a share of the name sets given by source."""
    out = []
    for d in docs:
        if d.name in share and rng.random() > share[d.name]:
            continue
        out.append(d)
    rng.shuffle(out)
    return out


def spans(tags):
    """Name spans (start, end, type) of a tag id list; an I without its B opens a span."""
    out, start, kind = [], None, None
    for i, t in enumerate(list(tags) + [0]):
        label = NAMES[t] if t > 0 else "O"
        if start is not None and (label[0] != "I" or label[2:] != kind):
            out.append((start, i, kind))
            start = None
        if label[0] == "B" or (label[0] == "I" and start is None):
            start, kind = i, label[2:]
    return out
