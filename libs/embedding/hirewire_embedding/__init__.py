"""Sentence vectors and tags of words on CPU."""

from hirewire_embedding.cache import default_cache
from hirewire_embedding.classifier import WordClassifier
from hirewire_embedding.embedder import Embedder
from hirewire_embedding.weights import DIMENSIONS, ModelFilesError, Precision

__all__ = [
    "DIMENSIONS",
    "Embedder",
    "ModelFilesError",
    "Precision",
    "WordClassifier",
    "default_cache",
]
