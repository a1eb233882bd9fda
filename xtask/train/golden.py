"""Writes what onnxruntime makes of our own sentences: `python golden.py --model DIR --golden FILE`.

FILE has a line for each word (word, glued, tag, head, relation), paragraphs apart by a blank line; tag, head and relation
are replaced. The reader's test compares itself with them, so run this whenever the weights change.
"""

import argparse
import json
import os

import data
import windows as W
from evaluate import onnx_predictor, parse
from words import WordPieces


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--model", required=True)
    ap.add_argument("--golden", required=True)
    args = ap.parse_args()
    with open(os.path.join(args.model, "labels.json"), encoding="utf8") as f:
        meta = json.load(f)
    labels = W.Labels(meta["deprel"], meta["lemma"])
    wp = WordPieces.load(os.path.join(args.model, "vocab.txt"))
    predict, label = onnx_predictor(args.model, threads=1)
    with open(args.golden, encoding="utf8") as f:
        paragraphs = [[line.split("\t") for line in block.split("\n")] for block in f.read().strip("\n").split("\n\n")]
    out = []
    for rows in paragraphs:
        sent = data.Sent([r[0] for r in rows], [r[1] == "1" for r in rows])
        got = predict(W.collate([W.encode(W.Window([sent], "uner", 1.0, True), wp, labels)]))
        o = {k: v[0] for k, v in got.items()}
        n = len(rows)
        ends = sorted({i + 1 for i in range(n) if o["sent"][i] > 0} | {n})
        lines, start = [], 0
        for end in ends:
            heads, rels = parse(o, start, end, label)
            for i in range(start, end):
                head = int(heads[i - start])
                rel = labels.rels[rels[i - start]] if head else "root"
                tag = data.UPOS[o["upos"][i].argmax()]
                lines.append("\t".join([rows[i][0], rows[i][1], tag, str(head + start if head else 0), rel]))
            start = end
        out.append("\n".join(lines))
    with open(args.golden, "w", encoding="utf8") as f:
        f.write("\n\n".join(out) + "\n")


if __name__ == "__main__":
    main()
