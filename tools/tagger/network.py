"""all-MiniLM-L6-v2 in torch, frozen, with a small trained part of low rank (LoRA).

Hu et al. 2021: each linear layer ``W`` becomes ``W + B A``. Only ``A`` and ``B`` are trained, and
a vector for each way of writing a word, and one linear head over the last states that tells six
numbers for each token: outside, begin, inside for skills, and the same for knowledge.
"""

from collections.abc import Sequence

import torch
from hirewire_ai_worker.extraction.tagger.shapes import SHAPES
from hirewire_embedding.weights import DIMENSIONS, Weights
from torch import Tensor, nn

HEADS, LAYERS, RANK, SCALE, TAGS = 12, 6, 32, 1.0, 6
DROPOUT = 0.2
EPSILON = 1e-12


class LowRank(nn.Module):
    """A frozen linear layer, and what is learnt on top of it."""

    def __init__(self, weights: Weights, name: str) -> None:
        super().__init__()
        self.name = name
        matrix = torch.from_numpy(weights[f"{name}.weight"])
        self.register_buffer("matrix", matrix, persistent=False)
        self.register_buffer("bias", torch.from_numpy(weights[f"{name}.bias"]), persistent=False)
        outputs, inputs = matrix.shape
        self.down = nn.Parameter(torch.randn(RANK, inputs) / inputs**0.5)
        self.up = nn.Parameter(torch.zeros(outputs, RANK))

    def forward(self, states: Tensor) -> Tensor:
        learnt = nn.functional.linear(nn.functional.linear(states, self.down), self.up)
        return nn.functional.linear(states, self.matrix, self.bias) + SCALE * learnt


class Frozen(nn.Module):
    """A frozen normalisation."""

    def __init__(self, weights: Weights, name: str) -> None:
        super().__init__()
        self.register_buffer("scale", torch.from_numpy(weights[f"{name}.weight"]), persistent=False)
        self.register_buffer("bias", torch.from_numpy(weights[f"{name}.bias"]), persistent=False)

    def forward(self, states: Tensor) -> Tensor:
        return nn.functional.layer_norm(states, (DIMENSIONS,), self.scale, self.bias, EPSILON)


class Layer(nn.Module):
    def __init__(self, weights: Weights, name: str) -> None:
        super().__init__()
        parts = ("query", "key", "value")
        self.parts = nn.ModuleList(
            LowRank(weights, f"{name}.attention.self.{part}") for part in parts
        )
        self.mixed = LowRank(weights, f"{name}.attention.output.dense")
        self.first_norm = Frozen(weights, f"{name}.attention.output.LayerNorm")
        self.inner = LowRank(weights, f"{name}.intermediate.dense")
        self.outer = LowRank(weights, f"{name}.output.dense")
        self.second_norm = Frozen(weights, f"{name}.output.LayerNorm")
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        texts, tokens, _ = states.shape
        query, key, value = (
            part(states).view(texts, tokens, HEADS, -1).transpose(1, 2) for part in self.parts
        )
        context = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        joined = context.transpose(1, 2).reshape(texts, tokens, DIMENSIONS)
        states = self.first_norm(states + self.dropout(self.mixed(joined)))
        inner = nn.functional.gelu(self.inner(states))
        return self.second_norm(states + self.dropout(self.outer(inner)))


class Tagger(nn.Module):
    def __init__(self, weights: Weights) -> None:
        super().__init__()
        words = torch.from_numpy(weights["embeddings.word_embeddings.weight"])
        places = weights["embeddings.position_embeddings.weight"]
        places = places + weights["embeddings.token_type_embeddings.weight"][0]
        self.register_buffer("words", words, persistent=False)
        self.register_buffer("places", torch.from_numpy(places), persistent=False)
        self.shapes = nn.Parameter(torch.zeros(SHAPES, DIMENSIONS))
        self.norm = Frozen(weights, "embeddings.LayerNorm")
        self.layers = nn.ModuleList(
            Layer(weights, f"encoder.layer.{index}") for index in range(LAYERS)
        )
        self.dropout = nn.Dropout(DROPOUT)
        self.head = nn.Linear(DIMENSIONS, TAGS)

    def forward(self, tokens: Tensor, shapes: Tensor, lengths: Sequence[int]) -> Tensor:
        """Six numbers per token; what lies beyond a text's length means nothing."""
        count = tokens.shape[1]
        mask = (torch.arange(count) < torch.tensor(lengths)[:, None])[:, None, None, :]
        states = self.words[tokens] + self.places[:count] + self.shapes[shapes]
        states = self.dropout(self.norm(states))
        for layer in self.layers:
            states = layer(states, mask)
        scores: Tensor = self.head(self.dropout(states))
        return scores


def published_names(tagger: Tagger) -> dict[str, str]:
    """What a delta calls each parameter, by its name in torch."""
    names = {name: name for name, _ in tagger.named_parameters()}
    for place, module in tagger.named_modules():
        if isinstance(module, LowRank):
            names |= {f"{place}.{part}": f"{module.name}.{part}" for part in ("down", "up")}
    return names
