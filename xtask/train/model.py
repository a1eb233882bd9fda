"""The encoder (BERT layout, MiniLM weights) with per-word heads."""

import json
import math
import random

import torch
import torch.nn.functional as F
from torch import nn

from acts import MODES, ROLES, STATUSES, SURE, SYMMETRIC, TYPES, WHEN
from data import NAMES, UPOS
from windows import IGNORE
from words import MARKS, SHAPE_IDS


# how the names layers of the guidelines (UNER, GUM, others) are mixed outside training
NAME_MIX = (0.7, 0.0, 0.3)


class Dropout(nn.Module):
    """Dropout with masks cut from a pool of random ones: drawing fresh ones is a tenth of a step on a CPU."""

    pools = {}
    size = 1 << 24

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or not self.p:
            return x
        key = (self.p, x.dtype, x.device)
        pool = Dropout.pools.get(key)
        if pool is None:
            keep = torch.rand(Dropout.size, device=x.device) >= self.p
            pool = Dropout.pools[key] = keep.to(x.dtype) / (1 - self.p)
        n = x.numel()
        at = random.randrange(0, Dropout.size - n)
        return x * pool[at: at + n].view(x.shape)


class Layer(nn.Module):
    """One post-norm transformer layer."""

    def __init__(self, d, inner, n_heads, dropout):
        super().__init__()
        self.n_heads = n_heads
        self.q, self.k, self.v, self.o = (nn.Linear(d, d) for _ in range(4))
        self.up, self.down = nn.Linear(d, inner), nn.Linear(inner, d)
        self.norm1, self.norm2 = nn.LayerNorm(d, eps=1e-12), nn.LayerNorm(d, eps=1e-12)
        self.drop = Dropout(dropout)

    def forward(self, x, mask):
        b, t, d = x.shape

        def split(y):
            return y.reshape(b, t, self.n_heads, d // self.n_heads).transpose(1, 2)

        q, k, v = split(self.q(x)), split(self.k(x)), split(self.v(x))
        if x.is_cuda:
            a = F.scaled_dot_product_attention(q, k, v, attn_mask=mask.to(q.dtype))
        else:  # written out: on CPUs faster than the fused kernel at this size, and the graph to export
            scores = q @ k.transpose(2, 3) * (d // self.n_heads) ** -0.5 + mask
            a = torch.softmax(scores, -1).to(v.dtype) @ v
        a = a.transpose(1, 2).reshape(b, t, d)
        x = self.norm1(x + self.drop(self.o(a)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Config:
    """Sizes; saved with the checkpoint."""

    def __init__(self, vocab, rels, scripts, layers=6, d=384, inner=1536, heads=12, positions=256, arc=256, lab=128,
                 hidden=192, names=192, acts=256, role=96, dropout=0.1, head_dropout=0.3):
        self.__dict__.update({k: v for k, v in locals().items() if k != "self"})

    def save(self, path):
        with open(path, "w", encoding="utf8") as f:
            json.dump(self.__dict__, f)

    @classmethod
    def load(cls, path):
        with open(path, encoding="utf8") as f:
            return cls(**json.load(f))


class Labeller(nn.Module):
    """Relation labels from a dependent's and a head's vector; exported as a graph of its own."""

    def __init__(self, c):
        super().__init__()
        self.dep_sum, self.head_sum = nn.Linear(c.lab, c.hidden), nn.Linear(c.lab, c.hidden, bias=False)
        self.dep_mul, self.head_mul = nn.Linear(c.lab, c.hidden), nn.Linear(c.lab, c.hidden)
        self.out = nn.Linear(c.hidden, c.rels)
        self.drop = Dropout(c.head_dropout)

    def forward(self, dep, head):
        x = self.dep_sum(dep) + self.head_sum(head) + self.dep_mul(dep) * self.head_mul(head)
        return self.out(self.drop(F.gelu(x)))


class Reader(nn.Module):
    """All heads over one encoder pass."""

    def __init__(self, c):
        super().__init__()
        self.c = c
        self.frozen = 0  # layers from below that training leaves as they are
        self.words = nn.Embedding(c.vocab, c.d)
        self.positions = nn.Embedding(c.positions, c.d)
        self.shapes = nn.Embedding(MARKS * SHAPE_IDS, c.d)
        nn.init.zeros_(self.shapes.weight)
        self.norm = nn.LayerNorm(c.d, eps=1e-12)
        self.layers = nn.ModuleList(Layer(c.d, c.inner, c.heads, c.dropout) for _ in range(c.layers))
        self.drop, self.head_drop = Dropout(c.dropout), Dropout(c.head_dropout)
        self.sent, self.upos = nn.Linear(c.d, 1), nn.Linear(c.d, len(UPOS))
        self.lemma = nn.Linear(c.d, c.scripts)
        self.names_in = nn.Linear(c.d, c.names)
        self.names = nn.ModuleList(nn.Linear(c.names, len(NAMES)) for _ in range(3))
        self.arc_dep, self.arc_head = nn.Linear(c.d, c.arc), nn.Linear(c.d, c.arc)
        self.lab_dep, self.lab_head = nn.Linear(c.d, c.lab), nn.Linear(c.d, c.lab)
        self.arc_root, self.lab_root = nn.Parameter(torch.zeros(1, 1, c.arc)), nn.Parameter(torch.zeros(1, 1, c.lab))
        self.arc_mix = nn.Linear(c.arc, c.arc, bias=False)
        self.arc_bias = nn.Linear(c.arc, 1, bias=False)
        self.labeller = Labeller(c)
        self.act_in = nn.Linear(c.d, c.acts)
        self.act, self.mode = nn.Linear(c.acts, len(TYPES) + 1), nn.Linear(c.acts, len(MODES) + 1)
        self.status, self.when = nn.Linear(c.acts, len(STATUSES)), nn.Linear(c.acts, len(WHEN))
        self.pair = nn.Linear(c.d, 2 * (len(TYPES) + 1 + len(MODES) + 1))
        self.role_key, self.role_query = nn.Linear(c.d, c.role), nn.Linear(c.d, len(ROLES) * (c.role + 1))

    def encode(self, ids, shapes, mask):
        t = ids.shape[1]
        with torch.set_grad_enabled(torch.is_grad_enabled() and not self.frozen):
            x = self.words(ids) + self.shapes(shapes) + self.positions.weight[:t]
            x = self.drop(self.norm(x))
            for layer in self.layers[: self.frozen]:
                x = layer(x, mask)
        for layer in self.layers[self.frozen:]:
            x = layer(x, mask)
        return x

    def mixed_names(self):
        """Weight and bias of the names layer used outside training."""
        weight = sum(k * layer.weight for k, layer in zip(NAME_MIX, self.names))
        return weight, sum(k * layer.bias for k, layer in zip(NAME_MIX, self.names))

    def forward(self, ids, shapes, mask, first, group=None):
        """All outputs per word; `first` indexes the flattened pieces. Names: by the guideline `group`, mixed if None."""
        x = self.encode(ids, shapes, mask)
        b, w = first.shape
        x = x.reshape(-1, self.c.d)[first.reshape(-1)].reshape(b, w, self.c.d)
        x = self.drop(x)
        names_in = self.drop(F.gelu(self.names_in(x)))
        if group is None:
            names = F.linear(names_in, *self.mixed_names())
        else:
            every = torch.stack([head(names_in) for head in self.names])
            names = every[group, torch.arange(b, device=x.device)]
        dep = self.head_drop(F.gelu(self.arc_dep(x)))
        head = self.head_drop(F.gelu(self.arc_head(x)))
        head = torch.cat([self.arc_root.expand(b, 1, -1).to(head.dtype), head], 1)
        arcs = self.arc_mix(dep) @ head.transpose(1, 2) + self.arc_bias(head).transpose(1, 2)
        dep_vec = self.head_drop(F.gelu(self.lab_dep(x)))
        head_vec = self.head_drop(F.gelu(self.lab_head(x)))
        head_vec = torch.cat([self.lab_root.expand(b, 1, -1).to(head_vec.dtype), head_vec], 1)
        told = self.drop(F.gelu(self.act_in(x)))
        acts = torch.cat([self.act(told), self.mode(told), self.status(told), self.when(told)], -1)
        return (self.sent(x).squeeze(-1), self.upos(x), self.lemma(x), names, arcs, dep_vec, head_vec, acts,
                self.role_key(x), self.role_query(x), self.pair(x))

    def load_base(self, path, keep):
        """Copies MiniLM's weights; keep: indices of the vocabulary rows kept."""
        from safetensors.torch import load_file

        w = load_file(path)
        w = {k.removeprefix("bert."): v for k, v in w.items()}
        e = "embeddings."
        with torch.no_grad():
            self.words.weight.copy_(w[e + "word_embeddings.weight"][keep])
            self.positions.weight.copy_(w[e + "position_embeddings.weight"][: self.c.positions]
                                        + w[e + "token_type_embeddings.weight"][0])
            self.norm.weight.copy_(w[e + "LayerNorm.weight"])
            self.norm.bias.copy_(w[e + "LayerNorm.bias"])
            names = {"q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
                     "o": "attention.output.dense", "norm1": "attention.output.LayerNorm",
                     "up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm"}
            for i, layer in enumerate(self.layers):
                for ours, theirs in names.items():
                    for part in ("weight", "bias"):
                        getattr(getattr(layer, ours), part).copy_(w[f"encoder.layer.{i}.{theirs}.{part}"])
            for vec in (self.arc_root, self.lab_root):
                nn.init.normal_(vec, std=0.02)
            nn.init.eye_(self.arc_mix.weight)
            self.arc_mix.weight.mul_(self.c.arc ** -0.5)


def additive(mask):
    """A boolean [B,T] mask as the additive [B,1,1,T] one the graph takes."""
    return (~mask)[:, None, None, :].float() * -1e4


def losses(model, batch, group, weight, amp, teachers=None):
    """The summed losses of a batch by head, each per word of the batch; with `teachers` (distil.Teachers) also those of
    their word against the model's, by head and "taught"."""
    device_type = batch["ids"].device.type
    with torch.autocast(device_type, torch.bfloat16, enabled=amp):
        outputs = model(batch["ids"], batch["shapes"], additive(batch["mask"]), batch["first"], group)
        sent, upos, lemma, names, arcs, dep_vec, head_vec, acts, key, query, pair = outputs
        taught = teachers.losses(model, outputs, batch, group) if teachers else {}
        b, w = batch["first"].shape
        at = (batch["rel"] != IGNORE).nonzero(as_tuple=True)
        rel = model.labeller(dep_vec[at], head_vec[at[0], batch["head"][at]])
    total = max(int((batch["lo"] != IGNORE).sum()), 1)

    def ce(logits, gold, smooth=0.0):
        return F.cross_entropy(logits.float().reshape(-1, logits.shape[-1]), gold.reshape(-1), ignore_index=IGNORE,
                               reduction="sum", label_smoothing=smooth) / total

    arcs = arcs.float().masked_fill(~inside(batch), -1e4)
    known = batch["sent"] != IGNORE
    ends = F.binary_cross_entropy_with_logits(sent.float()[known], batch["sent"][known].float(), reduction="sum")
    n = F.cross_entropy(names.float().transpose(1, 2), batch["names"], ignore_index=IGNORE, reduction="none")
    n = (n * weight[:, None]).sum() / total
    return {**act_losses(acts.float(), key.float(), query.float(), batch),
            **pair_losses(acts.float(), key.float(), query.float(), pair.float(), batch),
            **taught,
            "sent": ends / total, "upos": ce(upos, batch["upos"]), "lemma": ce(lemma, batch["lemma"]), "names": n, "arcs": ce(arcs, batch["head"]),
            "rel": ce(rel, batch["rel"][at]) if len(at[0]) else arcs.sum() * 0}


def inside(batch):
    """Which heads a word may have: those of its sentence and the root, as [B, W, W + 1]."""
    col = torch.arange(batch["first"].shape[1] + 1, device=batch["first"].device)[None, None, :] - 1
    return (col >= batch["lo"][:, :, None]) & (col < batch["hi"][:, :, None]) | (col == -1)


def role_scores(key, query):
    """Logits [n, roles, words] from queries [n, roles * (d + 1)] and keys [n, words, d]: a product and a bias for each role."""
    n, _, d = key.shape
    query = query.reshape(n, len(ROLES), d + 1)
    return query[:, :, :d] @ key.transpose(1, 2) * d ** -0.5 + query[:, :, d:]


def act_losses(acts, key, query, batch):
    """Losses of the event heads, each per act told (type: per act and 20 words): zero where no article is annotated."""
    kinds = len(TYPES) + 1
    known = batch["act"] != IGNORE
    told = batch["told"]
    zero = acts.sum() * 0 + query.sum() * 0 + key.sum() * 0
    if not known.any():
        return {"act": zero, "mode": zero, "status": zero, "when": zero, "roles": zero}
    n = max(len(told), 1)
    kind = F.cross_entropy(acts[..., :kinds][known], batch["act"][known], reduction="sum", label_smoothing=0.02)
    out = {"act": kind / (n + known.sum() / 20), "mode": zero, "status": zero, "when": zero, "roles": zero}
    if len(told):
        at = (told[:, 0], told[:, 1])
        rest = acts[at][:, kinds:]
        mode, status, when = rest.split([len(MODES) + 1, len(STATUSES), len(WHEN)], 1)
        out["mode"] = F.cross_entropy(mode, told[:, 3])
        out["status"] = F.cross_entropy(status, told[:, 4])
        out["when"] = F.cross_entropy(when, told[:, 5], ignore_index=IGNORE, reduction="sum") / n
        logits = role_scores(key[told[:, 0]], query[at])
        loss = F.binary_cross_entropy_with_logits(logits, batch["roles"], reduction="none")
        inside = (batch["lo"][told[:, 0]] != IGNORE).float()[:, None, :]
        sure = torch.arange(len(ROLES), device=loss.device)[None, :, None] < SURE
        out["roles"] = (loss * inside * (sure | told[:, 6, None, None].bool())).sum() / n
    return out


FLOOR = 0.02  # what a word has as a party at least
NOTHING = 0.05  # weight of "nothing passes between the two" beside the acts


def between(acts, key, query, words, batch, which):
    """Logits [pairs, types] of what the acts of a window tell between two of its parties; index 0: nothing.

    As the program reckons it: the probability of each type at each word times how well the two fit as its actor and its
    recipient (or both as actors of what is done together), summed over the words.
    """
    row, source, target = batch["pair_row"][which], batch["pair_source"][which], batch["pair_target"][which]
    kinds, d = len(TYPES) + 1, key.shape[-1]
    chance = F.log_softmax(acts[..., :kinds], -1)[row].masked_fill(~words[row][..., None], -1e4)
    n, w, _ = query.shape
    query = query.reshape(n, w, len(ROLES), d + 1)[row]

    def fit(role, party):
        logits = query[:, :, role, :d] @ key[row].transpose(1, 2) * d ** -0.5 + query[:, :, role, d:]
        best = logits.masked_fill(~party[:, None, :], -1e4).amax(-1)
        return (best.sigmoid() + FLOOR).log()

    actor, to, joint = fit(0, source), fit(1, target), fit(0, target)
    joint = torch.maximum(to, joint)
    both = torch.tensor([k in SYMMETRIC for k in TYPES], device=acts.device)
    whom = torch.where(both, joint[..., None], to[..., None])
    told = torch.logsumexp(chance[..., 1:] + actor[..., None] + whom, 1)
    return torch.cat([told.new_full((len(told), 1), math.log(NOTHING)), told], 1)


def marked(pair, batch, which):
    """Logits [pairs, types + modes] that the words of a marked source and a marked target give on average, summed."""
    row, half = batch["pair_row"][which], pair.shape[-1] // 2
    out = 0
    for party, part in ((batch["pair_source"], pair[..., :half]), (batch["pair_target"], pair[..., half:])):
        weight = party[which].float()
        out = out + ((weight / weight.sum(1, keepdim=True))[:, None, :] @ part[row]).squeeze(1)
    return out


def pair_losses(acts, key, query, pair, batch):
    """Losses of what passes between two parties: by the acts of the window ("relate"), by their marks ("pair", "pair_mode")."""
    kinds = len(TYPES) + 1
    zero = pair.sum() * 0
    out = {"relate": zero, "pair": zero, "pair_mode": zero}
    gold, mode = batch["pair_kinds"], batch["pair_mode"]
    for name, which in (("relate", ~batch["pair_marked"]), ("pair", batch["pair_marked"])):
        if not which.any():
            continue
        if name == "relate":
            logits = between(acts, key, query, batch["lo"] != IGNORE, batch, which)
        else:
            logits = marked(pair, batch, which)
            modes = F.cross_entropy(logits[:, kinds:], mode[which], ignore_index=IGNORE, reduction="sum")
            out["pair_mode"] = modes / (which.sum() + 4)
            logits = logits[:, :kinds]
        right = torch.logsumexp(logits.masked_fill(~gold[which], -1e4), 1)
        out[name] = (torch.logsumexp(logits, 1) - right).sum() / (which.sum() + 4)
    return out
