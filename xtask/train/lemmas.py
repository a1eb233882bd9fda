"""Lemmas as edit scripts.

A script is `CASE:CUT:ADD` or `=LEMMA`. `=LEMMA` replaces the word whole. Otherwise the word is first cased
(L: lower case; K: kept; T: first character upper, the rest lower), then its last CUT characters (Unicode scalar
values) are dropped, then ADD is appended. A script whose CUT exceeds the word's length leaves the cased word.
"""

from collections import Counter


def cased(word, case):
    """The word in the case that a script asks for."""
    if case == "L":
        return word.lower()
    if case == "T":
        return word[:1].upper() + word[1:].lower()
    return word


def apply(script, word):
    """The lemma that a script makes of a word."""
    if script[0] == "=":
        return script[1:]
    case, cut, add = script.split(":", 2)
    base = cased(word, case)
    cut = int(cut)
    if cut > len(base):
        return base
    return base[: len(base) - cut] + add


def script_for(word, lemma):
    """The canonical script that turns word into lemma: shortest edit, L before K before T, else a replacement."""
    best = None
    for case in "LKT":
        base = cased(word, case)
        n = 0
        while n < min(len(base), len(lemma)) and base[n] == lemma[n]:
            n += 1
        cost = (len(base) - n) + (len(lemma) - n)
        if n and (best is None or cost < best[0]):
            best = (cost, f"{case}:{len(base) - n}:{lemma[n:]}")
    if best is None or (best[0] > 4 and len(word) <= 7):
        return "=" + lemma
    return best[1]


def choose(pairs, limit=420, least=3):
    """The scripts to learn, most frequent first; pairs: (word, lemma)."""
    count = Counter(script_for(w, l) for w, l in pairs)
    return [s for s, n in count.most_common(limit) if n >= least]
