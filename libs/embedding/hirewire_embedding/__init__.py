"""Sentence vectors on CPU."""

from hirewire_embedding.embedder import Embedder
from hirewire_embedding.weights import DIMENSIONS, ModelFilesError, Precision

__all__ = ["DIMENSIONS", "Embedder", "ModelFilesError", "Precision"]
