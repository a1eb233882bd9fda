"""Exports a trained reader to ONNX and quantises it: reader.onnx, label.onnx, labels.json, vocab.txt."""

import json
import os
import tempfile

import torch
from torch import nn

from acts import MODES, ROLES, STATUSES, TYPES, WHEN
from data import NAMES, UPOS
from quantise import quantise, strip
from words import SHAPES

VERSION = "en-8"


class Rows(nn.Module):
    """An embedding table in int8 with a scale for each row."""

    def __init__(self, table):
        super().__init__()
        scale = table.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127
        self.register_buffer("q", torch.round(table / scale).to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids):
        flat = ids.reshape(-1)
        x = torch.index_select(self.q, 0, flat).float() * torch.index_select(self.scale, 0, flat)
        return x.reshape(ids.shape[0], ids.shape[1], -1)


class Graph(nn.Module):
    """The reader as exported: int8 embeddings, int32 inputs."""

    def __init__(self, model):
        super().__init__()
        self.m = model
        self.rows = Rows(model.words.weight.detach())
        weight, bias = model.mixed_names()
        self.register_buffer("names_weight", weight.detach())
        self.register_buffer("names_bias", bias.detach())

    def forward(self, ids, shapes, mask, first):
        m = self.m
        b, w = first.shape
        t = ids.shape[1]
        x = self.rows(ids) + torch.index_select(m.shapes.weight, 0, shapes.reshape(-1)).reshape(b, t, -1)
        x = m.norm(x + m.positions.weight[:t])
        for layer in m.layers:
            x = layer(x, mask)
        x = torch.index_select(x.reshape(-1, m.c.d), 0, first.reshape(-1)).reshape(b, w, m.c.d)
        gelu = nn.functional.gelu
        names = gelu(m.names_in(x)) @ self.names_weight.t() + self.names_bias
        dep, head = gelu(m.arc_dep(x)), gelu(m.arc_head(x))
        head = torch.cat([m.arc_root.expand(b, 1, -1), head], 1)
        arcs = m.arc_mix(dep) @ head.transpose(1, 2) + m.arc_bias(head).transpose(1, 2)
        dep_vec, head_vec = gelu(m.lab_dep(x)), gelu(m.lab_head(x))
        head_vec = torch.cat([m.lab_root.expand(b, 1, -1), head_vec], 1)
        told = gelu(m.act_in(x))
        acts = torch.cat([m.act(told), m.mode(told), m.status(told), m.when(told)], -1)
        return (m.sent(x).squeeze(-1), m.upos(x), m.lemma(x), names, arcs, dep_vec, head_vec, acts, m.role_key(x),
                m.role_query(x), m.pair(x))


OUTPUTS = ["sent", "upos", "lemma", "names", "arcs", "dep_vec", "head_vec", "acts", "role_key", "role_query", "pair"]


def export(model, labels, vocab, out, feeds=None):
    """Writes all files of a model into the folder `out`: in int8 where calibration inputs are given, else in f32."""
    os.makedirs(out, exist_ok=True)
    model = model.float().cpu().eval()
    graph = Graph(model).eval()
    dim = torch.export.Dim
    b, t, w = dim("batch", min=1, max=4096), dim("pieces", min=2, max=256), dim("words", min=1, max=256)
    args = (torch.zeros(2, 9, dtype=torch.int32), torch.zeros(2, 9, dtype=torch.int32), torch.zeros(2, 1, 1, 9),
            torch.zeros(2, 5, dtype=torch.int32))
    with tempfile.TemporaryDirectory() as tmp:
        full = os.path.join(tmp, "full.onnx")
        torch.onnx.export(graph, args, full, input_names=["ids", "shapes", "mask", "first"], output_names=OUTPUTS,
                          dynamic_shapes=({0: b, 1: t}, {0: b, 1: t}, {0: b, 3: t}, {0: b, 1: w}), dynamo=True,
                          external_data=False, opset_version=18)
        target = os.path.join(out, "reader.onnx")
        if feeds is None:
            os.replace(full, target)
        else:
            quantise(full, target, feeds)
    n = dim("arcs", min=1, max=1 << 20)
    torch.onnx.export(model.labeller, (torch.zeros(3, model.c.lab), torch.zeros(3, model.c.lab)),
                      os.path.join(out, "label.onnx"), input_names=["dep", "head"], output_names=["labels"],
                      dynamic_shapes=({0: n}, {0: n}), dynamo=True, external_data=False, opset_version=18)
    for graph in ("reader.onnx", "label.onnx"):
        strip(os.path.join(out, graph))
    meta = {"version": VERSION, "max_pieces": 256, "upos": UPOS, "deprel": labels.rels, "lemma": labels.scripts,
            "names": NAMES, "shapes": SHAPES, "acts": TYPES, "modes": MODES, "statuses": STATUSES, "roles": ROLES,
            "when": WHEN}
    with open(os.path.join(out, "labels.json"), "w", encoding="utf8") as f:
        json.dump(meta, f, ensure_ascii=False, indent=1)
        f.write("\n")
    with open(os.path.join(out, "vocab.txt"), "w", encoding="utf8") as f:
        f.write("\n".join(vocab) + "\n")
