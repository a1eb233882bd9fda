"""Trains the first look: which sentences may tell of an event, by their words and pairs of words alone.

    python triage.py --corpus corpus --words WORDS.jsonl [--read WORDS.jsonl=READ.jsonl ...] --out triage.tsv

In: the corpus and its words (`cargo xtask corpus-words`), and unannotated articles cut into words with what the program
itself read in them without a triage (`detente read --format jsonl --thorough`). A sentence is wanted where an anchor of an
event or of a claim stands in it. Out: one line a feature, its weight in hundredths; the first lines are the bias and the
threshold. The threshold keeps KEEP of the wanted sentences of the crises that are set aside, and KEEP_NEWS of those in a fifth, kept from
training, of the first articles read, which should be news; their labels are the program's own.
"""

import argparse
import json
import random
from collections import Counter

import numpy as np
import torch

import acts

KEEP = 0.985
KEEP_NEWS = 0.9
SMALLEST = 3  # sentences a feature must stand in


def features(words):
    """The words in lower case with digits as 0, and each pair of neighbours; marks are left out."""
    plain = []
    for w in words:
        w = "".join("0" if c in "0123456789" else c for c in w.lower())
        if any(c.isalnum() for c in w):
            plain.append(w)
    return list(dict.fromkeys(plain + [a + " " + b for a, b in zip(plain, plain[1:])]))


def corpus(folder, words):
    """(features, wanted, set aside) of each sentence of the corpus."""
    with open(words, encoding="utf8") as f:
        cut = {a["id"]: a["sents"] for a in map(json.loads, f)}
    for a in acts.articles(folder, cut):
        spans = [s for e in a["events"] for s in e["anchors"]]
        spans += [c["anchor"] for e in a["events"] for c in e["claims"] if c["anchor"]]
        spans = [(a["text"].find(s), a["text"].find(s) + len(s)) for s in spans]
        for s in cut[a["id"]]:
            yield features(s["words"]), _hit(s, spans), acts.held_out(a["crisis"])


def read(words, found):
    """The same of articles that the program read by itself; none is set aside."""
    with open(words, encoding="utf8") as f:
        cut = {a["id"]: a["sents"] for a in map(json.loads, f)}
    with open(found, encoding="utf8") as f:
        for o in map(json.loads, f):
            spans = [(x["start"], x["end"]) for e in o["events"] for x in e["anchors"]]
            spans += [(c["anchor"]["start"], c["anchor"]["end"]) for e in o["events"] for c in e["claims"] if c["anchor"]]
            for s in cut.get(o["id"], []):
                yield features(s["words"]), _hit(s, spans), False


def _hit(sent, spans):
    a, b = sent["start"][0], sent["end"][-1]
    return any(x < b and y > a for x, y in spans)


def train(rows, names, epochs=12):
    """Weights and bias of a logistic model over sets of features."""
    ids = {n: i for i, n in enumerate(names)}
    data = [([ids[f] for f in fs if f in ids], y) for fs, y in rows]
    weight = torch.nn.EmbeddingBag(len(names), 1, mode="sum")
    torch.nn.init.zeros_(weight.weight)
    bias = torch.nn.Parameter(torch.zeros(1))
    opt = torch.optim.Adam([{"params": weight.parameters(), "lr": 0.01}, {"params": [bias], "lr": 0.01}])
    rng = random.Random(1)
    for epoch in range(epochs):
        rng.shuffle(data)
        for at in range(0, len(data), 256):
            part = data[at: at + 256]
            flat = torch.tensor([i for fs, _ in part for i in fs], dtype=torch.long)
            starts = torch.tensor(np.cumsum([0] + [len(fs) for fs, _ in part])[:-1], dtype=torch.long)
            y = torch.tensor([float(y) for _, y in part])
            out = weight(flat, starts)[:, 0] + bias
            loss = torch.nn.functional.binary_cross_entropy_with_logits(out, y) + 2e-6 * weight.weight.pow(2).sum()
            opt.zero_grad()
            loss.backward()
            opt.step()
        for g in opt.param_groups:
            g["lr"] *= 0.85
    return weight.weight.detach()[:, 0].numpy(), float(bias)


def _lowest(scores, keep):
    """The score that a share `keep` of these reach."""
    return sorted(scores)[int(len(scores) * (1 - keep))] if scores else 10**9


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--corpus", required=True)
    ap.add_argument("--words", required=True)
    ap.add_argument("--read", action="append", default=[], metavar="WORDS=READ")
    ap.add_argument("--out", required=True)
    args = ap.parse_args()
    torch.manual_seed(1)
    rows = list(corpus(args.corpus, args.words))
    aside = [(f, y) for f, y, out in rows if out]
    rows = [(f, y) for f, y, out in rows if not out]
    parts = [[row[:2] for row in read(*pair.split("="))] for pair in args.read]
    news = parts[0] if parts else []
    random.Random(2).shuffle(news)
    test, news = news[: len(news) // 5], news[len(news) // 5:]
    rows += news + [row for part in parts[1:] for row in part]
    counts = Counter(f for fs, _ in rows for f in fs)
    names = sorted(f for f, n in counts.items() if n >= SMALLEST)
    weights, bias = train(rows, names)
    weights = np.round(weights * 100)
    table = {n: int(w) for n, w in zip(names, weights) if abs(w) >= 10}
    score = lambda fs: round(bias * 100) + sum(table.get(f, 0) for f in fs)
    threshold = min(_lowest([score(f) for f, y in aside if y], KEEP), _lowest([score(f) for f, y in test if y], KEEP_NEWS))
    for name, part in (("set aside", aside), ("news", test)):
        yes = [score(f) >= threshold for f, y in part if y]
        no = [score(f) >= threshold for f, y in part if not y]
        share = lambda x: sum(x) / max(len(x), 1)
        print(f"{name}: {len(yes)} wanted, kept {share(yes):.3f}; {len(no)} others, read {share(no):.3f}")
    with open(args.out, "w", encoding="utf8") as f:
        f.write(f"\t{round(bias * 100) - threshold}\n")
        f.writelines(f"{n}\t{w}\n" for n, w in sorted(table.items()))
    print(f"{len(table)} features")


if __name__ == "__main__":
    main()
