"""Learning from other networks: what several of them say of a text, on average, is what one of the same size is to say.

In: readers trained before (some on trees and names alone, which read grammar better; some on acts) and a batch. Out: losses of
a student's outputs against the mean of theirs. A mean of networks that erred apart errs less, and says how sure it is; it also
speaks of texts that nobody annotated. Hinton, Vinyals and Dean 2015, "Distilling the Knowledge in a Neural Network"; at temperature 1.
"""

import json
import os

import torch
import torch.nn.functional as F

from acts import MODES, STATUSES, TYPES, WHEN
from model import Config, Reader, additive, inside, marked, role_scores
from restore import restore
from windows import IGNORE

GRAMMAR = ("sent", "upos", "lemma", "names", "arcs", "rel")


def load(folder):
    """A reader of a folder: a checkpoint (config.json, model.pt) or an exported one."""
    if os.path.exists(os.path.join(folder, "model.pt")):
        model = Reader(Config.load(os.path.join(folder, "config.json")))
        state = torch.load(os.path.join(folder, "model.pt"), map_location="cpu")
        model.load_state_dict({k: v.float() for k, v in state.items()})
    else:
        with open(os.path.join(folder, "labels.json"), encoding="utf8") as f:
            meta = json.load(f)
        with open(os.path.join(folder, "vocab.txt"), encoding="utf8") as f:
            vocab = f.read().rstrip("\n").split("\n")
        model = Reader(Config(len(vocab), len(meta["deprel"]), len(meta["lemma"])))
        restore(model, folder)
    return model.eval().requires_grad_(False)


class Teachers:
    """Readers that teach: `grammar` sentence ends, tags, lemmas, names and trees, `acts` the rest."""

    def __init__(self, grammar, acts, device, amp):
        self.grammar, self.acts = ([load(f).to(device) for f in folders] for folders in (grammar, acts))
        self.device, self.amp = device.split(":")[0], amp

    def losses(self, student, outputs, batch, group):
        """The student's losses by head, named as those of the annotation with "taught " before, each per word or act."""
        with torch.no_grad(), torch.autocast(self.device, torch.bfloat16, enabled=self.amp):
            given = (batch["whole"], batch["shapes"], additive(batch["mask"]), batch["first"], group)
            grammar = [(m, m(*given)) for m in self.grammar]
            acts = [(m, m(*given)) for m in self.acts]
        plain = (batch["lo"] != IGNORE) & ~batch["marked"][:, None]
        out = {**self._grammar(student, outputs, grammar, batch, plain), **_acts(outputs, acts, batch, plain)}
        return {"taught " + k: v for k, v in out.items()}

    def _grammar(self, student, outputs, taught, batch, plain):
        sent, upos, lemma, names, arcs, dep, head = outputs[:7]
        n = plain.sum().clamp(min=1)
        ends = sum(o[0].float().sigmoid() for _, o in taught)[plain] / len(taught)
        out = {"sent": F.binary_cross_entropy_with_logits(sent.float()[plain], ends, reduction="sum") / n}
        for name, own, at in (("upos", upos, 1), ("lemma", lemma, 2), ("names", names, 3)):
            out[name] = divergence(own[plain], [o[at][plain] for _, o in taught]).sum() / n
        own = ~inside(batch)
        said = mean([o[4].float().masked_fill(own, -1e4)[plain] for _, o in taught])
        out["arcs"] = cross(arcs.float().masked_fill(own, -1e4)[plain], said).sum() / n
        at = plain.nonzero(as_tuple=True)
        best = said.argmax(-1)
        with torch.no_grad(), torch.autocast(self.device, torch.bfloat16, enabled=self.amp):
            rels = [m.labeller(o[5][at], o[6][at[0], best]) for m, o in taught]
        out["rel"] = divergence(student.labeller(dep[at], head[at[0], best]), rels).sum() / n
        return out


def mean(logits):
    """The mean of what several say, as probabilities."""
    return sum(F.softmax(x.float(), -1) for x in logits) / len(logits)


def cross(own, said):
    """Cross entropy of own logits against probabilities."""
    return -(said * F.log_softmax(own.float(), -1)).sum(-1)


def divergence(own, logits):
    return cross(own, mean(logits))


def _acts(outputs, taught, batch, plain):
    """Types of all words, modes, statuses and dates of those that tell an act, roles and marked pairs."""
    kinds = len(TYPES) + 1
    parts = [kinds, len(MODES) + 1, len(STATUSES), len(WHEN)]
    own = outputs[7][plain].float().split(parts, -1)
    said = [o[7][plain].float().split(parts, -1) for _, o in taught]
    types = mean([s[0] for s in said])
    tells = 1 - types[:, 0]
    n = tells.sum() + 1
    out = {"act": cross(own[0], types).sum() / (n + len(types) / 20)}
    for name, at in (("mode", 1), ("status", 2), ("when", 3)):
        out[name] = (divergence(own[at], [s[at] for s in said]) * tells).sum() / n
    zero = own[0].sum() * 0
    told = batch["told"]
    out["roles"] = zero
    if len(told):
        at = (told[:, 0], told[:, 1])
        chances = sum(role_scores(o[8].float()[told[:, 0]], o[9].float()[at]).sigmoid() for _, o in taught) / len(taught)
        logits = role_scores(outputs[8].float()[told[:, 0]], outputs[9].float()[at])
        loss = F.binary_cross_entropy_with_logits(logits, chances, reduction="none")
        out["roles"] = (loss * (batch["lo"][told[:, 0]] != IGNORE)[:, None, :]).sum() / len(told)
    which = batch["pair_marked"]
    out["pair"] = out["pair_mode"] = zero
    if which.any():
        rows = [marked(o[10].float(), batch, which) for _, o in taught]
        logits = marked(outputs[10].float(), batch, which)
        out["pair"] = divergence(logits[:, :kinds], [r[:, :kinds] for r in rows]).sum() / (which.sum() + 4)
        out["pair_mode"] = divergence(logits[:, kinds:], [r[:, kinds:] for r in rows]).sum() / (which.sum() + 4)
    return out
