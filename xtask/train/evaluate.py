"""Scores a model on the development parts: `python evaluate.py --data DIR --model DIR [--pytorch STATE] [--errors]`."""

import argparse
import json
import os
import random
from collections import Counter

import numpy as np
import torch

import data
import windows as W
from acts import MODES, ROLES, STATUSES, TYPES, WHEN
from decode import tree, viterbi
from words import WordPieces

CHUNK = 160


def paragraphs(doc):
    """Sentence lists between paragraph breaks."""
    out = []
    for s in doc.sents:
        if s.new_par or not out:
            out.append([])
        out[-1].append(s)
    return out


def run(predict, wins, wp, labels, budget=3000):
    """Outputs per window (dicts of arrays cut to its words)."""
    out = [None] * len(wins)
    enc = [W.encode(w, wp, labels) for w in wins]
    order = sorted(range(len(wins)), key=lambda i: len(enc[i][0]))
    at = 0
    while at < len(order):
        ids = []
        while at < len(order) and (not ids or len(enc[order[at]][0]) * (len(ids) + 1) <= budget):
            ids.append(order[at])
            at += 1
        got = predict(W.collate([enc[i] for i in ids]))
        for r, i in enumerate(ids):
            n = len(enc[i][2])
            o = {k: v[r][:n] for k, v in got.items()}
            o["arcs"] = o["arcs"][:, : n + 1]
            o["head_vec"] = got["head_vec"][r][: n + 1]
            o["n"] = n
            out[i] = o
    return out


def gold_windows(docs, wp):
    """Paragraphs in chunks of whole gold sentences."""
    out = []
    for doc in docs:
        for par in paragraphs(doc):
            cur, total = [], 0
            for s in par:
                c = W.count(s, wp)
                if cur and total + c > CHUNK:
                    out.append(W.Window(cur, doc.group, 1.0, True))
                    cur, total = [], 0
                cur.append(s)
                total += c
            out.append(W.Window(cur, doc.group, 1.0, True))
    return out


def parse(o, a, b, label):
    """Heads and relation ids of the words a..b of a window taken as one sentence."""
    cols = np.concatenate([[0], np.arange(a + 1, b + 1)])
    heads = tree(o["arcs"][a:b][:, cols])
    at = np.where(heads == 0, 0, heads + a)
    rels = label(o["dep_vec"][a:b], o["head_vec"][at]).argmax(-1)
    return heads, rels


def runtime(predict, docs, wp, labels):
    """As the reader works: paragraphs, predicted ends. Yields (par words as one Sent, ends, [(start, end, output, offset)])."""
    jobs = []
    for doc in docs:
        for par in paragraphs(doc):
            whole = data.Sent([w for s in par for w in s.words], [g for s in par for g in s.glued])
            jobs.append({"par": par, "words": whole, "start": 0, "room": CHUNK, "ends": [], "pieces": []})
    active = list(jobs)
    while active:
        wins, sizes = [], []
        for j in active:
            w = j["words"]
            rest = data.Sent(w.words[j["start"]:], w.glued[j["start"]:])
            n = W.shorten(rest, wp, j["room"])
            sizes.append(n == len(rest.words))
            wins.append(W.Window([data.Sent(rest.words[:n], rest.glued[:n])], "uner", 1.0, True))
        nxt = []
        for j, o, final in zip(active, run(predict, wins, wp, labels), sizes):
            n = o["n"]
            ends = [i + 1 for i in range(n) if o["sent"][i] > 0]
            if final or (not ends and j["room"] > CHUNK):
                ends = sorted(set(ends) | {n})
            elif not ends:
                j["room"] = W.MAX_PIECES - 2
                nxt.append(j)
                continue
            prev = 0
            for e in ends:
                j["pieces"].append((j["start"] + prev, j["start"] + e, o, prev))
                prev = e
            j["room"] = CHUNK
            j["start"] += ends[-1]
            j["ends"] += [j["start"] - ends[-1] + e for e in ends]
            if j["start"] < len(j["words"].words):
                nxt.append(j)
        active = nxt
    return jobs


def f1(tp, pred, gold):
    """F1 in per cent."""
    return 200 * tp / max(pred + gold, 1)


def score(predict, label, docs, wp, labels, names=True, errors=None):
    """All figures for one development part."""
    wins = gold_windows(docs, wp)
    outs = run(predict, wins, wp, labels)
    c = Counter()
    for win, o in zip(wins, outs):
        a = 0
        for s in win.sents:
            b = min(a + len(s.words), o["n"])
            n = len(s.words)
            c["words"] += n
            heads, rels = parse(o, a, b, label)
            up = o["upos"][a:b].argmax(-1)
            le = o["lemma"][a:b].argmax(-1)
            for i in range(b - a):
                c["upos"] += data.UPOS[up[i]] == s.upos[i]
                c["lemma"] += s.lemmas[i] == "_" or _lemma(labels.scripts[le[i]], s.words[i]) == s.lemmas[i]
                ok = heads[i] == s.heads[i]
                r = labels.rels[rels[i]]
                c["uas"] += ok
                c["las"] += ok and r.split(":")[0] == s.rels[i].split(":")[0]
                c["las_sub"] += ok and r == s.rels[i]
                if errors is not None:
                    if data.UPOS[up[i]] != s.upos[i]:
                        errors["upos"][(s.upos[i], data.UPOS[up[i]])] += 1
                    if ok and r != s.rels[i]:
                        errors["rel"][(s.rels[i], r)] += 1
                    if not ok:
                        errors["head"][s.rels[i]] += 1
            a = b
            if a >= o["n"]:
                break
        if names:
            tags = viterbi(o["names"])
            gold = [t for s in win.sents for t in (s.names or [None] * len(s.words))][: o["n"]]
            words = [w for s in win.sents for w in s.words]
            for i, t in enumerate(gold):
                if t is None:
                    tags[i], gold[i] = 0, 0
            _names(c, "", tags, gold, words, errors)
    for job in runtime(predict, docs, wp, labels):
        gold_ends, n = set(), 0
        gold_heads, gold_rels, gold_names = [], [], []
        for s in job["par"]:
            gold_heads += [h + n if h else -1 for h in s.heads]
            gold_rels += s.rels
            gold_names += s.names or [None] * len(s.words)
            n += len(s.words)
            gold_ends.add(n)
        bounds = sorted(gold_ends)
        gold_sents = set(zip([0] + bounds, bounds))
        pred_sents = {(a, b) for a, b, _, _ in job["pieces"]}
        c["sent_tp"] += len(gold_sents & pred_sents)
        c["sent_p"] += len(pred_sents)
        c["sent_g"] += len(gold_sents)
        tags = []
        for a, b, o, off in job["pieces"]:
            heads, rels = parse(o, off, off + b - a, label)
            for i in range(b - a):
                h = a + heads[i] if heads[i] else -1
                c["las_pred"] += h == gold_heads[a + i] and (
                    labels.rels[rels[i]].split(":")[0] == gold_rels[a + i].split(":")[0])
            tags += viterbi(o["names"][off: off + b - a])
        if names:
            for i, t in enumerate(gold_names):
                if t is None:
                    tags[i], gold_names[i] = 0, 0
            _names(c, "run_", tags, gold_names, job["words"].words, None)
    n = c["words"]
    out = {k: round(100 * c[k] / n, 2) for k in ("upos", "lemma", "uas", "las", "las_sub", "las_pred")}
    out["sent_f1"] = round(f1(c["sent_tp"], c["sent_p"], c["sent_g"]), 2)
    if names:
        for p in ("", "run_"):
            out[p + "names_f1"] = round(f1(c[p + "tp"], c[p + "p"], c[p + "g"]), 2)
        for k in ("PER", "LOC", "ORG"):
            out[k] = round(f1(c["tp" + k], c["p" + k], c["g" + k]), 1)
        out["names_p"] = round(100 * c["tp"] / max(c["p"], 1), 1)
        out["names_r"] = round(100 * c["tp"] / max(c["g"], 1), 1)
    return out


def _names(c, prefix, tags, gold, words, errors):
    p, g = set(data.spans(tags)), set(data.spans(gold))
    c[prefix + "tp"] += len(p & g)
    c[prefix + "p"] += len(p)
    c[prefix + "g"] += len(g)
    if prefix == "":
        for k in ("PER", "LOC", "ORG"):
            c["tp" + k] += sum(s[2] == k for s in p & g)
            c["p" + k] += sum(s[2] == k for s in p)
            c["g" + k] += sum(s[2] == k for s in g)
    if errors is not None and p != g:
        text = lambda s: " ".join(words[s[0]: s[1]]) + "/" + s[2]
        lo = min(s[0] for s in p ^ g)
        errors["names"].append((" ".join(words[max(0, lo - 8): lo + 12]), [text(s) for s in sorted(g - p)],
                                [text(s) for s in sorted(p - g)]))


def _lemma(script, word):
    from lemmas import apply

    return apply(script, word)


def torch_predictor(model):
    """Predict and label functions over a PyTorch model."""
    from model import additive

    keys = ("sent", "upos", "lemma", "names", "arcs", "dep_vec", "head_vec")
    device = next(model.parameters()).device

    def predict(batch):
        with torch.no_grad():
            out = model(batch["ids"].to(device), batch["shapes"].to(device), additive(batch["mask"]).to(device),
                        batch["first"].to(device))
        return {k: v.float().cpu().numpy() for k, v in zip(keys, out)}

    def label(dep, head):
        with torch.no_grad():
            return model.labeller(torch.from_numpy(dep).to(device), torch.from_numpy(head).to(device)).cpu().numpy()

    return predict, label


def onnx_predictor(folder, threads=2):
    """Predict and label functions over the exported graphs."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    main = ort.InferenceSession(os.path.join(folder, "reader.onnx"), options)
    lab = ort.InferenceSession(os.path.join(folder, "label.onnx"), options)
    keys = [o.name for o in main.get_outputs()]

    def predict(batch):
        feed = {k: batch[k].numpy().astype(np.int32) for k in ("ids", "shapes", "first")}
        feed["mask"] = np.where(batch["mask"].numpy(), 0, -1e4).astype(np.float32)[:, None, None, :]
        return dict(zip(keys, main.run(None, feed)))

    def label(dep, head):
        return lab.run(None, {"dep": dep, "head": head})[0]

    return predict, label


def report(predict, label, dev, wp, labels, errors=None):
    """Scores of every part, with GUM's news documents apart."""
    out = {"ewt": score(predict, label, dev["ewt"], wp, labels, errors=errors)}
    out["gum"] = score(predict, label, dev["gum"], wp, labels)
    news = [d for d in dev["gum"] if "_news_" in d.name]
    out["gum_news"] = score(predict, label, news, wp, labels)
    return out


def acts_score(model, docs, wp, labels):
    """How well the event heads read articles set aside: triggers with and without type, modes, statuses, roles (F1)."""
    from model import additive, role_scores

    c = Counter()
    device = next(model.parameters()).device
    wins = [w for doc in docs for w in W.training_windows([doc], wp, random.Random(5)) if w.start >= 0]
    kinds = len(TYPES) + 1
    for w in wins:
        w.case = ""
        batch = {k: v.to(device) for k, v in W.collate([W.encode(w, wp, labels)]).items()}
        with torch.no_grad():
            out = model(batch["ids"], batch["shapes"], additive(batch["mask"]), batch["first"])
        acts, key, query = out[7], out[8], out[9]
        found = {i: int(t) for i, t in enumerate(acts[0, :, :kinds].argmax(-1)) if t}
        gold = {int(t[1]): int(t[2]) for t in batch["told"]}
        c["gold"] += len(gold)
        c["found"] += len(found)
        c["words"] += len(set(found) & set(gold))
        c["typed"] += sum(found.get(i) == t for i, t in gold.items())
        if not gold:
            continue
        told = batch["told"]
        rest = acts[0, told[:, 1], kinds:].split([len(MODES) + 1, len(STATUSES), len(WHEN)], 1)
        for name, part, column in zip(("mode", "status", "when"), rest, (3, 4, 5)):
            c[name] += int((part.argmax(-1) == told[:, column]).sum())
        logits = role_scores(key.expand(len(told), -1, -1), query[0, told[:, 1]])
        for r, name in enumerate(ROLES):
            p, g = logits[:, r] > 0, batch["roles"][:, r] > 0
            c[name + "_tp"] += int((p & g).sum())
            c[name + "_p"] += int(p.sum())
            c[name + "_g"] += int(g.sum())
    out = {"any": f1(c["words"], c["found"], c["gold"]), "typed": f1(c["typed"], c["found"], c["gold"]),
           "found": 100 * c["found"] / max(c["gold"], 1)}
    out.update({name: 100 * c[name] / max(c["gold"], 1) for name in ("mode", "status", "when")})
    for name in ROLES:
        out[name] = f1(c[name + "_tp"], c[name + "_p"], c[name + "_g"])
    return {k: round(v, 1) for k, v in out.items()}


def relate_score(model, docs, wp, labels):
    """How often the type between two marked parties is right (macro F1 over the types): by the acts, by the marks, by both."""
    import pairs
    from model import additive, between, marked

    said = {"acts": [], "marks": [], "both": []}
    gold = []
    device = next(model.parameters()).device
    kinds = len(TYPES) + 1
    for doc in docs:
        logits = {}
        for name in ("acts", "marks"):
            w = pairs.marked(doc, doc.pairs[0], wp)
            if name == "acts":
                w.marked, w.pairs = None, doc.pairs
            batch = {k: v.to(device) for k, v in W.collate([W.encode(w, wp, labels)]).items()}
            which = torch.ones(1, dtype=torch.bool, device=device)
            with torch.no_grad():
                out = model(batch["ids"], batch["shapes"], additive(batch["mask"]), batch["first"])
                if name == "acts":
                    got = between(out[7], out[8], out[9], batch["lo"] >= 0, batch, which)
                else:
                    got = marked(out[10], batch, which)[:, :kinds]
            logits[name] = got[0].log_softmax(-1)
        logits["both"] = logits["acts"] + logits["marks"]
        gold.append(doc.pairs[0].kinds[0])
        for name, row in logits.items():
            said[name].append(int(row.argmax()))
    out = {}
    for name, row in said.items():
        per = [f1(sum(p == g == k for p, g in zip(row, gold)), row.count(k), gold.count(k)) for k in range(kinds)]
        out[name] = [round(sum(per[1:]) / (kinds - 1), 1), round(per[0], 1),
                     round(100 * sum(p == g for p, g in zip(row, gold)) / len(gold), 1)]
    return out


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--data", required=True)
    ap.add_argument("--model", required=True)
    ap.add_argument("--pytorch", help="a training state folder: score its weights too")
    ap.add_argument("--errors", action="store_true")
    args = ap.parse_args()
    random.seed(0)
    torch.set_num_threads(2)
    with open(os.path.join(args.model, "labels.json"), encoding="utf8") as f:
        meta = json.load(f)
    labels = W.Labels(meta["deprel"], meta["lemma"])
    wp = WordPieces.load(os.path.join(args.model, "vocab.txt"))
    dev = data.load_dev(args.data)
    if args.pytorch:
        from model import Config, Reader

        model = Reader(Config.load(os.path.join(args.pytorch, "config.json")))
        model.load_state_dict(torch.load(os.path.join(args.pytorch, "model.pt")))
        model.eval()
        for part, s in report(*torch_predictor(model), dev, wp, labels).items():
            print("pytorch", part, json.dumps(s))
    errors = {"upos": Counter(), "rel": Counter(), "head": Counter(), "names": []} if args.errors else None
    for part, s in report(*onnx_predictor(args.model), dev, wp, labels, errors).items():
        print("onnx int8", part, json.dumps(s))
    if errors:
        for k in ("upos", "rel", "head"):
            print(k, errors[k].most_common(25))
        for e in errors["names"]:
            print("name", e)


if __name__ == "__main__":
    main()
