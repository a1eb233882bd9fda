"""Int8 weights for the exported graph, and fixed activation ranges.

Weights are quantised per channel. Activations get one scale per matrix product, measured once on training text, in place
of onnxruntime's dynamic scales: these would let a window's result depend on what else is in its batch.
"""

import random

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnxruntime import InferenceSession
from onnxruntime.quantization import QuantType, quantize_dynamic

import windows as W


def calibration(docs, wp, labels, number=150):
    """Inputs of training windows, one window each, to measure activation ranges on."""
    rng = random.Random(3)
    docs = [d for d in docs if d.group != "other"]
    wins = W.training_windows(rng.sample(docs, min(60, len(docs))), wp, rng)[:number]
    feeds = []
    for w in wins:
        w.case, w.cut = "", False
        batch = W.collate([W.encode(w, wp, labels)])
        feed = {k: batch[k].numpy().astype(np.int32) for k in ("ids", "shapes", "first")}
        feed["mask"] = np.zeros((1, 1, 1, batch["ids"].shape[1]), np.float32)
        feeds.append(feed)
    return feeds


def quantise(full, target, feeds=None, reduce_range=True, clip=99.99):
    """Writes the int8 form of the graph `full` to `target`; feeds: calibration inputs, None keeps dynamic scales.

    With reduce_range, weights keep to 7 bits, so that sums cannot saturate on processors without VNNI.
    """
    proto = onnx.load(full)
    sizes = {i.name: list(i.dims) for i in proto.graph.initializer}
    skip = [n.name for n in proto.graph.node if n.op_type == "MatMul"
            and (n.input[1] not in sizes or sizes[n.input[1]][-1] < 32)]
    quantize_dynamic(full, target, per_channel=True, reduce_range=reduce_range, weight_type=QuantType.QInt8,
                     op_types_to_quantize=["MatMul"], nodes_to_exclude=skip)
    if feeds:
        _fix_scales(proto, target, feeds, clip)


def _fix_scales(full, target, feeds, clip):
    model = onnx.load(target)
    names = [n.input[0] for n in model.graph.node if n.op_type == "DynamicQuantizeLinear"]
    ranges = _ranges(full, names, feeds, clip)
    for i, node in enumerate(model.graph.node):
        if node.op_type != "DynamicQuantizeLinear":
            continue
        x, (y, scale, zero) = node.input[0], node.output
        lo, hi = ranges[x]
        lo, hi = min(lo, 0.0), max(hi, 1e-6)
        s = (hi - lo) / 255
        model.graph.initializer.append(numpy_helper.from_array(np.float32(s), scale))
        model.graph.initializer.append(numpy_helper.from_array(np.uint8(round(-lo / s)), zero))
        model.graph.node[i].CopyFrom(helper.make_node("QuantizeLinear", [x, scale, zero], [y], node.name))
    onnx.checker.check_model(model)
    onnx.save(model, target)


def strip(path):
    """Takes out what the exporter notes of the machine that made a graph: stack traces with its folders."""
    model = onnx.load(path)
    for holder in [model, model.graph, *model.functions]:
        del holder.metadata_props[:]
    values = [*model.graph.value_info, *model.graph.input, *model.graph.output, *model.graph.initializer]
    nodes = [*model.graph.node, *(node for function in model.functions for node in function.node)]
    for part in values + nodes:
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(model, path)


def _ranges(full, names, feeds, clip):
    probe = onnx.ModelProto()
    probe.CopyFrom(full)
    for n in names:
        probe.graph.output.append(helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, None))
    session = InferenceSession(probe.SerializeToString())
    lows, highs = {n: [] for n in names}, {n: [] for n in names}
    for feed in feeds:
        for n, x in zip(names, session.run(names, feed)):
            lows[n].append(np.percentile(x, 100 - clip))
            highs[n].append(np.percentile(x, clip))
    return {n: (float(np.max(np.abs(lows[n])) * -1), float(np.max(highs[n]))) for n in names}
