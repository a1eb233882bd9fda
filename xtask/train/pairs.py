"""Pairs of marked parties: what the source does to the target, as `detente relate` is asked.

In: the documents of `acts.py`, whose `pairs` name two parties and the types that pass from one to the other. Out: windows
in which one pair is marked by the shapes of its words, and names in the parties swapped for invented ones, so that what
is learnt is the wording and not who does such things to whom. "<s>Varunia</s> closed its frontier to <t>Ostrel</t>"
gives COERCE from "Varunia" to "Ostrel"; the reverse gives none.
"""

from dataclasses import replace

import windows as W

SWAP = 0.5  # share of windows in which a party's names are swapped
ROOM = 150  # pieces of a window
OPENINGS = ("Var Ost Kel Bran Mar Tor Sel Dur Nov Pal Kas Lin Hal Bor Ves Zan Tam Ruv Gor Fen Jar Kor Lum Mir Nar Oru "
            "Pel Qar Sor Tul Ul Vol Wes Yar Zel Ab Ard Bel Cor Dal").split()
MIDDLES = "a e i o u an en ar or im al ev is ad ul om".split()
ENDINGS = "unia rel stan mark via land ria dor nia bad ovo ska ton heim quay mara lia gar eth tan".split()


def invented(rng):
    """A name that no state bears."""
    return rng.choice(OPENINGS) + (rng.choice(MIDDLES) if rng.random() < 0.4 else "") + rng.choice(ENDINGS)


def rename(window, pair, pool, rng):
    """Replaces the proper names of a pair's parties wherever they stand in a window: by an invented or another name."""
    new, sents = {}, window.sents
    for s, w in [(s - window.start, w) for s, w in pair.source + pair.target]:
        if not 0 <= s < len(sents):
            continue
        if window.tags[s + window.start][w] == "PROPN" and sents[s].words[w][:1].isupper() and len(sents[s].words[w]) > 2:
            new.setdefault(sents[s].words[w], None)
    places = pool.get(("LOC", 1), [])
    for word in new:
        # Not sorted out beforehand: going through all places for each window took nine tenths of a batch's time.
        place = rng.choice(places)[0] if places and rng.random() < 0.4 else ""
        new[word] = place if place.isalpha() else invented(rng)
        if word.isupper():
            new[word] = new[word].upper()
    if new:
        window.sents = [replace(s, words=[new.get(w, w) for w in s.words]) for s in sents]


def marked_windows(docs, wp, rng, nothing=1.0):
    """One window for each pair of each document, in which its parties are marked; of pairs without an act a share."""
    out = []
    for doc in docs:
        for pair in doc.pairs:
            if pair.kinds == (0,) and rng.random() > nothing:
                continue
            w = marked(doc, pair, wp)
            if w is not None:
                w.case = "upper" if rng.random() < 0.02 else ""
                out.append(w)
    return out


def swap(window, pool, rng):
    """Renames the parties of one of a window's pairs, in some windows."""
    pairs = [window.marked] if window.marked else window.pairs
    if pairs and rng.random() < SWAP:
        rename(window, rng.choice(pairs), pool, rng)


def marked(doc, pair, wp):
    """The window of a marked pair; None where it does not fit."""
    first, last = pair.told
    sents = doc.sents[first: last + 1]
    pieces = sum(W.count(s, wp) for s in sents)
    if pieces > ROOM:
        return None
    return W.Window(sents, doc.group, 1.0, False, start=first, open=True, pieces=pieces, marked=pair,
                    tags=doc.tags)
