"""What training added to the published weights, in a file small enough to be committed.

A delta is a safetensors file: ``<layer>.down`` and ``<layer>.up`` of low rank (LoRA, Hu et al.
2021), ``shapes`` (a vector per way of writing a word), ``head.weight`` and ``head.bias``.
"""

from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from hirewire_embedding.weights import ModelFilesError, Weights

SHAPES = "shapes"
HEAD = "head"
_DOWN, _UP = ".down", ".up"


def with_delta(weights: Weights, file: Path) -> Weights:
    """The weights with ``up @ down`` added to each layer that the delta names, and its own parts.

    Raises:
        ModelFilesError: The file cannot be read.
    """
    try:
        delta = load_file(file)
    except (OSError, ValueError) as error:
        raise ModelFilesError(f"{file} cannot be read: {error}") from error
    whole = dict(weights)
    for name, values in delta.items():
        if name.endswith(_DOWN):
            layer = name.removesuffix(_DOWN)
            # In float64, so that no order of summing decides how an entry is rounded later.
            change = delta[layer + _UP].astype(np.float64) @ values.astype(np.float64)
            whole[f"{layer}.weight"] = (weights[f"{layer}.weight"] + change).astype(np.float32)
        elif not name.endswith(_UP):
            whole[name] = values.astype(np.float32)
    return whole
