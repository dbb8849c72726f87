"""The network of all-MiniLM-L6-v2 written down as an ONNX graph, or a tagger that grew out of it.

Input ``tokens`` is int64 (texts, tokens), all texts of one call having the same number of tokens;
output ``vectors`` is float32 (texts, 384), mean-pooled and of length 1.
Architecture: Devlin et al. 2019 (BERT encoder), Reimers and Gurevych 2019 (mean pooling).
"""

from math import sqrt

import numpy as np
from onnx import TensorProto, ValueInfoProto, helper

from hirewire_embedding.delta import HEAD, SHAPES
from hirewire_embedding.layers import Network
from hirewire_embedding.weights import DIMENSIONS, MAX_TOKENS, Precision, Weights

_HEADS = 12
_HEAD_SIZE = DIMENSIONS // _HEADS
_LAYERS = 6


def write_graph(weights: Weights, precision: Precision) -> bytes:
    """The serialised model: float32 as published, or linear layers and vocabulary in int8."""
    network = Network(weights, precision)
    words, places = _embeddings(network)
    _pool(network, _encoded(network, network.add(words, places)))
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", DIMENSIONS])
    return network.serialise(inputs=[_per_token("tokens")], outputs=[vectors])


def write_tagger_graph(weights: Weights, precision: Precision) -> bytes:
    """Of weights ``with_delta``: ``tokens`` and ``shapes`` to ``scores`` (texts, tokens, labels).

    The head and the vectors of shapes are never quantised.
    """
    network = Network(weights, precision)
    words, places = _embeddings(network)
    table = network.constant("shapes.weight", weights[SHAPES])
    shapes = network.node("Gather", [table, "shapes"], "shapes.vectors")
    states = _encoded(network, network.add(network.add(words, places), shapes))
    matrix = network.constant("head.weight", weights[f"{HEAD}.weight"].T)
    offset = network.constant("head.bias", weights[f"{HEAD}.bias"])
    product = network.node("MatMul", [states, matrix], "head.product")
    network.node("Add", [product, offset], "scores")
    labels = len(weights[f"{HEAD}.bias"])
    scores = helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["texts", "tokens", labels])
    return network.serialise([_per_token("tokens"), _per_token("shapes")], [scores])


def _per_token(name: str) -> ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])


def _encoded(network: Network, embedded: str) -> str:
    network.constant("heads", np.array([0, 0, 3, _HEADS, _HEAD_SIZE]))
    network.constant("joined", np.array([0, 0, DIMENSIONS]))
    states = network.normalise(embedded, "embeddings.LayerNorm")
    for index in range(_LAYERS):
        states = _layer(network, states, f"encoder.layer.{index}")
    return states


def _embeddings(network: Network) -> tuple[str, str]:
    weights = network.weights
    # Only the first kind of segment is ever used, so it is folded into the positions.
    positions = (
        weights["embeddings.position_embeddings.weight"][:MAX_TOKENS]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    count = network.node("Shape", ["tokens"], "count", start=1, end=2)
    start = network.constant("start", np.array([0]))
    table = network.constant("positions", positions)
    words = network.lookup("tokens", "embeddings.word_embeddings")
    places = network.node("Slice", [table, start, count], "places")
    return words, places


def _layer(network: Network, states: str, name: str) -> str:
    context = _attention(network, states, f"{name}.attention")
    attended = network.dense(context, f"{name}.attention.output.dense")
    states = network.normalise(network.add(attended, states), f"{name}.attention.output.LayerNorm")
    inner = network.dense(states, f"{name}.intermediate.dense")
    outer = network.dense(
        network.node("Gelu", [inner], f"{name}.gelu"),
        f"{name}.output.dense",
    )
    return network.normalise(network.add(outer, states), f"{name}.output.LayerNorm")


def _attention(network: Network, states: str, name: str) -> str:
    parts = [f"{name}.self.{part}" for part in ("query", "key", "value")]
    weight = np.concatenate([network.weights[f"{part}.weight"] for part in parts])
    bias = np.concatenate([network.weights[f"{part}.bias"] for part in parts])
    weight[:DIMENSIONS] /= sqrt(_HEAD_SIZE)
    bias[:DIMENSIONS] /= sqrt(_HEAD_SIZE)
    joint = network.linear(states, weight, bias, f"{name}.joint")
    split = network.node("Reshape", [joint, "heads"], f"{name}.split")
    stacked = network.node("Transpose", [split], f"{name}.stacked", perm=[2, 0, 3, 1, 4])
    query, key, value = (network.pick(stacked, index, part) for index, part in enumerate(parts))
    turned = network.node("Transpose", [key], f"{name}.turned", perm=[0, 1, 3, 2])
    scores = network.node("MatMul", [query, turned], f"{name}.scores")
    shares = network.node("Softmax", [scores], f"{name}.shares", axis=-1)
    mixed = network.node("MatMul", [shares, value], f"{name}.mixed")
    ordered = network.node("Transpose", [mixed], f"{name}.ordered", perm=[0, 2, 1, 3])
    return network.node("Reshape", [ordered, "joined"], f"{name}.context")


def _pool(network: Network, states: str) -> None:
    tokens = network.constant("token_axis", np.array([1]))
    features = network.constant("feature_axis", np.array([-1]))
    mean = network.node("ReduceMean", [states, tokens], "mean", keepdims=0)
    length = network.node("ReduceL2", [mean, features], "length", keepdims=1)
    network.node("Div", [mean, length], "vectors")
