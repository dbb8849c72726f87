"""The few kinds of layer that the network is made of, each in float32 or int8."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from hirewire_embedding.weights import FloatArray, Precision, Weights

Array = NDArray[np.float32] | NDArray[np.int8] | NDArray[np.int64]

_EPSILON = 1e-12
_OPSET = 20
_IR_VERSION = 9
# Processors without VNNI add two u8 x s8 products in 16 bits and saturate; 7-bit weights cannot
# overflow there, so every processor computes the same integers.
_LARGEST_WEIGHT = 64
_LARGEST_ENTRY = 127


class Network:
    """A graph under construction; every method returns the name of the value it adds."""

    def __init__(self, weights: Weights, precision: Precision) -> None:
        self.weights = weights
        self._int8 = precision == "int8"
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def constant(self, name: str, value: Array) -> str:
        self._constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def node(
        self,
        operator: str,
        inputs: Sequence[str],
        output: str,
        domain: str = "",
        **attributes: float | list[int],
    ) -> str:
        node = helper.make_node(operator, inputs, [output], domain=domain)
        node.attribute.extend(helper.make_attribute(*pair) for pair in attributes.items())
        self._nodes.append(node)
        return output

    def add(self, left: str, right: str) -> str:
        return self.node("Add", [left, right], f"{left}+{right}")

    def pick(self, stacked: str, index: int, name: str) -> str:
        position = self.constant(f"{name}.index", np.array(index))
        return self.node("Gather", [stacked, position], name, axis=0)

    def normalise(self, value: str, name: str) -> str:
        scale = self.constant(f"{name}.weight", self.weights[f"{name}.weight"])
        bias = self.constant(f"{name}.bias", self.weights[f"{name}.bias"])
        inputs = [value, scale, bias]
        return self.node("LayerNormalization", inputs, name, axis=-1, epsilon=_EPSILON)

    def dense(self, value: str, name: str) -> str:
        return self.linear(
            value, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], name
        )

    def linear(self, value: str, weight: FloatArray, bias: FloatArray, name: str) -> str:
        """``value @ weight.T + bias``; int8 has one scale per output feature."""
        offset = self.constant(f"{name}.bias", bias)
        if not self._int8:
            matrix = self.constant(f"{name}.weight", weight.T)
            return self.add(self.node("MatMul", [value, matrix], f"{name}.product"), offset)
        entries, scales = quantise(weight, _LARGEST_WEIGHT)
        matrix = self.constant(f"{name}.weight", entries.T)
        scale = self.constant(f"{name}.scale", scales)
        inputs = [value, matrix, scale, "", offset]
        return self.node("DynamicQuantizeMatMul", inputs, name, domain="com.microsoft")

    def lookup(self, indices: str, name: str) -> str:
        """Rows of a table; int8 has one scale per row."""
        table = self.weights[f"{name}.weight"]
        if not self._int8:
            return self.node("Gather", [self.constant(f"{name}.weight", table), indices], name)
        entries, scales = quantise(table, _LARGEST_ENTRY)
        rows = self.node("Gather", [self.constant(f"{name}.weight", entries), indices], f"{name}.q")
        scale = self.constant(f"{name}.scales", scales[:, np.newaxis])
        factors = self.node("Gather", [scale, indices], f"{name}.factors")
        floats = self.node("Cast", [rows], f"{name}.floats", to=TensorProto.FLOAT)
        return self.node("Mul", [floats, factors], name)

    def serialise(self, inputs: list[ValueInfoProto], outputs: list[ValueInfoProto]) -> bytes:
        graph = helper.make_graph(self._nodes, "minilm", inputs, outputs, self._constants)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)
        serialised: bytes = model.SerializeToString(deterministic=True)
        return serialised


def quantise(matrix: FloatArray, largest: int) -> tuple[NDArray[np.int8], FloatArray]:
    """Symmetric int8 with one scale per row: ``matrix ~ entries * scales[:, None]``."""
    scales = np.abs(matrix).max(axis=1) / np.float32(largest)
    scales[scales == 0] = 1
    return np.rint(matrix / scales[:, np.newaxis]).astype(np.int8), scales
