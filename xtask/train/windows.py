"""Cuts documents into windows and windows into padded batches of tensors."""

from dataclasses import dataclass, field

import numpy as np
import torch

import lemmas
from acts import MODES, ROLES, STATUSES, TYPES, WHEN
from data import UPOS, Pair
from words import CLS, MASK, SEP, SHAPE_IDS, SHAPES, has_letter, shape_class

GROUPS = {"uner": 0, "gum": 1, "other": 2, "corpus": 2}
IGNORE = -1
MAX_PIECES = 256


@dataclass
class Labels:
    """What the output indices mean."""

    rels: list
    scripts: list

    def __post_init__(self):
        self.rel_ids = {r: i for i, r in enumerate(self.rels)}
        self.script_ids = {s: i for i, s in enumerate(self.scripts)}
        self.upos_ids = {u: i for i, u in enumerate(UPOS)}
        self.memo = {}

    def rel(self, name):
        """A relation's id; rare subtypes fold into their universal part."""
        got = self.rel_ids.get(name)
        return self.rel_ids[name.split(":")[0]] if got is None else got

    def script(self, word, lemma):
        """The id of the script for a pair, IGNORE where it was not learnt or there is no lemma."""
        key = (word, lemma)
        if key not in self.memo:
            same = lemma == "_" and word != "_"
            self.memo[key] = IGNORE if same else self.script_ids.get(lemmas.script_for(word, lemma), IGNORE)
        return self.memo[key]


@dataclass
class Window:
    """Sentences (the last perhaps cut short) that go through the encoder together."""

    sents: list
    group: str
    weight: float
    ordered: bool
    cut: bool = False  # the last sentence goes on outside
    start: int = 0  # index of the first sentence in its document
    case: str = ""  # "", upper, lower, title: how training changed the case
    pieces: int = 0
    open: bool = False  # words without an act may tell one
    pairs: list = field(default_factory=list)  # data.Pair of its document
    marked: Pair = None  # the pair whose words are marked by their shapes: only what passes between the two is learnt
    tags: list = field(default_factory=list)  # tags of the document's words, where names are to be swapped


def count(sent, wp):
    """Pieces of a sentence."""
    return sum(len(wp.word(w)) for w in sent.words)


def shorten(sent, wp, room):
    """The first words of a sentence that fit into `room` pieces (at least one)."""
    n = total = 0
    for w in sent.words:
        total += len(wp.word(w))
        if n and total > room:
            break
        n += 1
    return n


def training_windows(docs, wp, rng, target=150):
    """One epoch's windows: paragraphs, runs across paragraphs (of articles mostly these, as the program reads them: whole
    paragraphs while they fit), some cut within a sentence."""
    out = []
    for doc in docs:
        i, n = 0, len(doc.sents)
        while i < n:
            merge = rng.random() < (0.35 if doc.ordered else 0.6)
            goal = rng.randint(40, target) if merge else target
            sents, total = [], 0
            first = i
            while i < n:
                s = doc.sents[i]
                if sents and s.new_par and not merge and (doc.ordered or rng.random() < 0.5):
                    break
                c = count(s, wp)
                if sents and total + c > goal:
                    break
                sents.append(s)
                total += c
                i += 1
            w = Window(sents, doc.group, doc.weight, doc.ordered, start=first, open=doc.open, pairs=doc.pairs, tags=doc.tags)
            nxt = doc.sents[i] if i < n else None
            if doc.ordered and nxt is not None and not nxt.new_par and rng.random() < 0.35:
                w.sents = sents + [nxt]
                w.cut = True
            roll = rng.random()
            w.case = "upper" if roll < 0.03 else "lower" if roll < 0.06 else "title" if roll < 0.075 else ""
            w.pieces = min(total, MAX_PIECES - 2)
            out.append(w)
    return out


def recase(words, case):
    """Words in another case."""
    if case == "upper":
        return [w.upper() for w in words]
    if case == "lower":
        return [w.lower() for w in words]
    if case == "title":
        return [w[:1].upper() + w[1:] if len(w) > 3 or i == 0 else w for i, w in enumerate(words)]
    return words


def encode(window, wp, labels, rng=None, drop=0.0):
    """A window as arrays; with rng, words are dropped and a cut last sentence ends at a random word."""
    ids, shapes, first, whole_ids = [wp.ids[CLS]], [0], [], [wp.ids[CLS]]
    lab = {k: [] for k in ("sent", "upos", "lemma", "names", "head", "rel", "lo", "hi", "act")}
    at = {}  # where each word of the document stands in the window
    marks = {}
    if window.marked:
        marks = {**dict.fromkeys(window.marked.source, 1), **dict.fromkeys(window.marked.target, 2)}
    seen = False
    k = len(SHAPES)
    for si, s in enumerate(window.sents):
        last = si == len(window.sents) - 1
        words, n = recase(s.words, window.case), len(s.words)
        room = MAX_PIECES - 1 - len(ids)
        partial = False
        if last and window.cut and rng is not None and n > 1:
            n, partial = rng.randint(1, n - 1), True
        fit = shorten(s, wp, room)
        if fit < n:
            n, partial = fit, True
        base = len(first)
        for i in range(n):
            w = words[i]
            got = wp.word(w)
            if len(ids) + len(got) > MAX_PIECES - 1:
                got = got[: MAX_PIECES - 1 - len(ids)]
                if not got:
                    break
            c = shape_class(w, seen)
            seen = seen or has_letter(w)
            at[(window.start + si, i)] = len(first)
            first.append(len(ids))
            glued = s.glued[i] and len(first) > 1
            whole_ids += got
            if rng is not None and rng.random() < drop:
                got = [wp.ids[MASK]] * len(got)
            ids += got
            mark = SHAPE_IDS * marks.get((window.start + si, i), 0)
            shapes += [mark + 1 + 2 * c + glued] + [mark + 1 + 2 * k + c] * (len(got) - 1)
            lab["sent"].append((1 if i == len(s.words) - 1 else 0) if window.ordered else IGNORE)
            lab["upos"].append(labels.upos_ids[s.upos[i]] if s.upos and not window.marked else IGNORE)
            lab["lemma"].append(labels.script(w, s.lemmas[i]) if s.lemmas else IGNORE)
            lab["names"].append(s.names[i] if s.names else IGNORE)
            whole = s.heads is not None and not partial and not window.marked
            head = s.heads[i] if whole else 0
            lab["head"].append((base + head if head else 0) if whole else IGNORE)
            lab["rel"].append(labels.rel(s.rels[i]) if whole else IGNORE)
            lab["lo"].append(base)
            lab["hi"].append(base + n)
            lab["act"].append(IGNORE if s.acts is None or window.open or window.marked else 0)
    ids.append(wp.ids[SEP])
    shapes.append(0)
    lab["whole"] = whole_ids + ids[-1:]
    lab["tellings"] = [] if window.marked else tellings(window, at)
    lab["pairs"] = parties(window, at)
    for told in lab["tellings"]:
        lab["act"][told[0]] = told[1]
    return ids, shapes, first, lab


def tellings(window, at):
    """The acts of a window: (word, type, mode, status, when, whether all roles are known, [(role, word)]), all as indices.

    Type and mode count from 1, 0 is none; a `when` of -1 is not known.
    """
    out = []
    for si, s in enumerate(window.sents):
        for act in s.acts or []:
            word = at.get((window.start + si, act.word))
            if word is not None:
                mode = MODES.index(act.mode) + 1 if act.mode else 0
                roles = [(ROLES.index(r), at[(i, j)]) for r, i, j in act.fillers if (i, j) in at]
                when = WHEN.index(act.when) if act.when else IGNORE
                out.append((word, TYPES.index(act.kind) + 1, mode, STATUSES.index(act.status), when, act.whole, roles))
    return out


def parties(window, at):
    """The pairs of a window of which both parties stand in it: (source words, target words, types, mode, marked)."""
    out = []
    for pair in [window.marked] if window.marked else window.pairs:
        source, target = ([at[w] for w in party if w in at] for party in (pair.source, pair.target))
        told = range(window.start, window.start + len(window.sents))
        if source and target and pair.told[0] in told and pair.told[1] in told:
            out.append((source, target, pair.kinds, pair.mode, bool(window.marked)))
    return out


def collate_pairs(items, w):
    """The pairs of encoded windows of `w` words at most: which window, words, types, mode, whether marked."""
    flat = [(r, *one) for r, item in enumerate(items) for one in item[3]["pairs"]]
    out = {"pair_row": np.array([p[0] for p in flat], np.int64), "pair_mode": np.array([p[4] for p in flat], np.int64),
           "pair_marked": np.array([p[5] for p in flat], bool), "pair_kinds": np.zeros((len(flat), len(TYPES) + 1), bool),
           "pair_source": np.zeros((len(flat), w), bool), "pair_target": np.zeros((len(flat), w), bool)}
    for n, (_, source, target, kinds, _, _) in enumerate(flat):
        out["pair_source"][n, source] = True
        out["pair_target"][n, target] = True
        out["pair_kinds"][n, list(kinds)] = True
    return out


def collate(items):
    """Encoded windows as one padded batch."""
    b = len(items)
    t = max(len(x[0]) for x in items)
    w = max(len(x[2]) for x in items)
    ids = np.zeros((b, t), np.int64)
    whole = np.zeros((b, t), np.int64)
    shapes = np.zeros((b, t), np.int64)
    mask = np.zeros((b, t), bool)
    first = np.zeros((b, w), np.int64)
    lab = {k: np.full((b, w), IGNORE, np.int64) for k in items[0][3] if k not in ("tellings", "pairs", "whole")}
    told = [(r, *one) for r, item in enumerate(items) for one in item[3]["tellings"]]
    lab["told"] = np.array([one[:7] for one in told], np.int64).reshape(-1, 7)
    lab["roles"] = np.zeros((len(told), len(ROLES), w), np.float32)
    for n, one in enumerate(told):
        for role, word in one[7]:
            lab["roles"][n, role, word] = 1
    for r, (i, s, f, l) in enumerate(items):
        ids[r, : len(i)], shapes[r, : len(i)], mask[r, : len(i)], whole[r, : len(i)] = i, s, True, l["whole"]
        first[r, : len(f)] = f
        first[r] += r * t
        for k, v in l.items():
            if k in lab:
                lab[k][r, : len(v)] = v
    batch = {"ids": ids, "whole": whole, "shapes": shapes, "mask": mask, "first": first, **lab,
             **collate_pairs(items, w)}
    return {k: torch.from_numpy(v) for k, v in batch.items()}


def batches(windows, budget, rng):
    """Groups windows of like length into batches of about `budget` padded pieces, in random order."""
    order = sorted(windows, key=lambda w: (w.pieces + rng.randint(0, 12)))
    out, cur, longest = [], [], 0
    for w in order:
        size = max(longest, w.pieces + 2)
        if cur and size * (len(cur) + 1) > budget:
            out.append(cur)
            cur, size = [], w.pieces + 2
        cur.append(w)
        longest = size
    if cur:
        out.append(cur)
    rng.shuffle(out)
    return out
