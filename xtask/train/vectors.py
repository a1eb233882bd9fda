"""Test vectors for the reader: `python vectors.py --model DIR` writes DIR/check.json from the exported graphs."""

import argparse
import json
import os

import data
import evaluate
import windows as W
from decode import viterbi
from lemmas import apply
from words import WordPieces

# (words, glued): one window each; two sentences in the first and the last
TEXTS = [
    "Iran struck targets in Pakistan on Tuesday , killing two children . Islamabad recalled its ambassador .",
    "\" We did n't know , \" Foreign Minister Jalil Abbas Jilani told AFP in Quetta .",
    "U.S. AND CHINA AGREE TO TALKS",
    "The M-23 rebels ( about 1,500 men ) left Goma in 2012 ; the U.N. said so . Nobody believed Kinshasa 's 3rd denial .",
]


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--model", required=True)
    args = ap.parse_args()
    with open(os.path.join(args.model, "labels.json"), encoding="utf8") as f:
        meta = json.load(f)
    labels = W.Labels(meta["deprel"], meta["lemma"])
    wp = WordPieces.load(os.path.join(args.model, "vocab.txt"))
    predict, label = evaluate.onnx_predictor(args.model, 1)
    out = []
    for text in TEXTS:
        words = text.split()
        sent = data.Sent(words, data.guess_glued(words))
        win = W.Window([sent], "uner", 1.0, True)
        ids, shapes, first, _ = W.encode(win, wp, labels)
        o = evaluate.run(predict, [win], wp, labels)[0]
        ends = sorted({i + 1 for i in range(len(words)) if o["sent"][i] > 0} | {len(words)})
        row = {"words": words, "glued": [int(g) for g in sent.glued], "ids": ids, "shapes": shapes, "first": first,
               "ends": ends, "upos": [data.UPOS[i] for i in o["upos"].argmax(-1)],
               "lemma": [apply(labels.scripts[k], w) for k, w in zip(o["lemma"].argmax(-1), words)],
               "names": [], "heads": [], "deprel": []}
        a = 0
        for b in ends:
            heads, rels = evaluate.parse(o, a, b, label)
            row["names"] += [data.NAMES[t] for t in viterbi(o["names"][a:b])]
            row["heads"] += [int(h) for h in heads]  # 1-based within the sentence, 0 = root
            row["deprel"] += [labels.rels[r] for r in rels]
            a = b
        out.append(row)
    with open(os.path.join(args.model, "check.json"), "w", encoding="utf8") as f:
        f.write("[\n" + ",\n".join(json.dumps(r, ensure_ascii=False) for r in out) + "\n]\n")


if __name__ == "__main__":
    main()
