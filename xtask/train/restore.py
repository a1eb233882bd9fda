"""Weights of an exported reader (int8 ONNX) as a start for further training.

The full-precision checkpoint of a training run is not kept; what ships is int8 with a scale for each channel, which loses
so little that training goes on from it as from the checkpoint.
"""

import os

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from words import MARKS, SHAPE_IDS

LABELLER = ("dep_sum", "head_sum", "dep_mul", "head_mul", "out")


def restore(model, folder):
    """Copies the weights in `folder` into `model`; heads that the export lacks keep theirs. Returns what was copied."""
    graph = onnx.load(os.path.join(folder, "reader.onnx")).graph
    values = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    state = {k[2:]: v for k, v in values.items() if k.startswith("m.")}
    makers = {o: n for n in graph.node for o in n.output}
    state["words.weight"] = values["rows.q"].astype(np.float32) * values["rows.scale"]
    for node in graph.node:
        if node.op_type == "Add" and node.input[1].startswith("m.") and node.input[1].endswith(".bias"):
            got = _weight(node.input[0], makers, values)
            if got is not None:
                state[node.input[1][2:-4] + "weight"] = got.T
    state["arc_mix.weight"] = _square(graph, values, model.c.arc)
    state["arc_bias.weight"] = next(v.T for k, v in values.items() if v.shape == (model.c.arc, 1))
    mixed = next(v.T for v in values.values() if v.shape == (model.c.names, len(values["names_bias"])))
    for i in range(len(model.names)):
        state[f"names.{i}.weight"], state[f"names.{i}.bias"] = mixed, values["names_bias"]
    labeller = onnx.load(os.path.join(folder, "label.onnx")).graph
    for i in labeller.initializer:
        if i.name.startswith(LABELLER):
            state["labeller." + i.name] = numpy_helper.to_array(i)
    state = {k: torch.from_numpy(np.array(v, np.float32)) for k, v in state.items()}
    own = model.state_dict()
    shapes = state["shapes.weight"]
    if len(shapes) == SHAPE_IDS:  # of a reader before pairs were marked
        marks = torch.randn(MARKS, 1, shapes.shape[1]) * 0.03
        marks[0] = 0
        state["shapes.weight"] = (shapes[None] + marks).reshape(-1, shapes.shape[1])
    for k in ("role_query.weight", "role_query.bias"):  # of a reader with fewer roles
        if k in state:
            state[k] = torch.cat([state[k], own[k][len(state[k]):]])
    wrong = [k for k, v in state.items() if k not in own or own[k].shape != v.shape]
    if wrong:
        raise ValueError(f"{folder}: these weights do not belong to this model: {wrong}")
    model.load_state_dict(state, strict=False)
    return sorted(set(own) - set(state))


def _weight(name, makers, values):
    """The matrix that made `name`: plain, or int8 times its scales."""
    node = makers.get(name)
    while node is not None and node.op_type in ("Mul", "Cast"):
        node = makers.get(node.input[0])
    if node is None or node.op_type not in ("MatMul", "MatMulInteger") or node.input[1] not in values:
        return None
    matrix = values[node.input[1]]
    if node.op_type == "MatMul":
        return matrix
    stem = node.input[1].removesuffix("_quantized")
    return matrix.astype(np.float32) * values[stem + "_scale"]


def _square(graph, values, n):
    for node in graph.node:
        if node.op_type == "MatMulInteger" and values[node.input[1]].shape == (n, n):
            stem = node.input[1].removesuffix("_quantized")
            return (values[node.input[1]].astype(np.float32) * values[stem + "_scale"]).T
    raise ValueError("no square matrix of the arcs")
