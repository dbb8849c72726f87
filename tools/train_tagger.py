"""Train the tagger of skills and knowledge in prose.

``python -m tools.train_tagger SKILLSPAN/train.json CITIES.csv DELTA.safetensors [--epochs N]``

LoRA on all linear layers of all-MiniLM-L6-v2 and a head, cross-entropy over both layers of
SkillSpan's tags, AdamW with linear decay; what is written is the moving average of the weights, in
float16, after each epoch. ``CITIES.csv`` has a column ``name``: names stand in every other sentence
where the corpus has taken them out. Seeded; one thread, in bfloat16, about 65 CPU seconds an epoch.
It needs torch, which nothing else here does: ``pip install torch==2.13.0``.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from hirewire_embedding.weights import TOKENIZER_FILE, installed_folder, read_weights, verified
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from tools.tagger.network import Tagger, published_names
from tools.tagger.sentences import UNTOLD, Row, Sentence, encode, names_of, rows_of, varied

BATCH, RATE, WARM_UP, DECAY, KEEP, STEEPEST = 32, 1e-3, 50, 0.01, 0.99, 1.0
DOUBT = 0.05
SHUFFLED = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("names", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--from", dest="origin", type=Path, help="go on from an earlier delta")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    folder = installed_folder()
    tokenizer = Tokenizer.from_file(str(verified(folder, TOKENIZER_FILE)))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    chance = random.Random(0)  # noqa: S311 - the same order in every training
    course = Course(list(rows_of(arguments.train)), names_of(arguments.names), tokenizer, chance)
    tagger = Tagger(read_weights(folder))
    if arguments.origin:
        learnt = load_file(arguments.origin)
        names = published_names(tagger).items()
        tagger.load_state_dict({name: learnt[published].float() for name, published in names})
    train(tagger, course, arguments.epochs, arguments.target)


@dataclass(frozen=True, slots=True)
class Course:
    """What is learnt: the same rows in each epoch, each time varied and in another order."""

    rows: list[Row]
    names: list[str]
    tokenizer: Tokenizer
    chance: random.Random

    def batches(self) -> Iterator[list[Sentence]]:
        """Sentences of about one length together, so that little is padded."""
        order = [
            encode(varied(row, self.names, self.chance), self.tokenizer, self.chance)
            for row in self.chance.sample(self.rows, len(self.rows))
        ]
        batches: list[list[Sentence]] = []
        for start in range(0, len(order), BATCH * SHUFFLED):
            pool = sorted(
                order[start : start + BATCH * SHUFFLED], key=lambda each: len(each.tokens)
            )
            batches += [pool[first : first + BATCH] for first in range(0, len(pool), BATCH)]
        yield from self.chance.sample(batches, len(batches))


def train(tagger: Tagger, course: Course, epochs: int, target: Path) -> None:
    parameters, names = list(tagger.parameters()), published_names(tagger)
    average = {name: value.detach().clone() for name, value in tagger.named_parameters()}
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=DECAY)
    steps = epochs * -(-len(course.rows) // BATCH)
    pace = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / WARM_UP, max(0.0, 1 - step / steps))
    )
    for epoch in range(epochs):
        began, total = time.process_time(), 0.0
        for batch in course.batches():
            optimiser.zero_grad()
            with torch.autocast("cpu", torch.bfloat16):
                loss = _loss(tagger, batch)
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, STEEPEST)
            optimiser.step()
            pace.step()
            total += float(loss.detach())
            _follow(average, tagger)
        save_file({names[name]: value.half() for name, value in average.items()}, target)
        seconds = time.process_time() - began
        sys.stdout.write(f"epoch {epoch + 1}: loss {total / steps * epochs:.4f}, {seconds:.0f} s\n")
        sys.stdout.flush()


def _loss(tagger: Tagger, batch: list[Sentence]) -> Tensor:
    lengths = [len(each.tokens) for each in batch]
    tokens = torch.zeros(len(batch), max(lengths), dtype=torch.long)
    shapes = torch.zeros_like(tokens)
    wanted = torch.full((len(batch), 2, max(lengths)), UNTOLD)
    for row, each in enumerate(batch):
        tokens[row, : lengths[row]] = torch.tensor(each.tokens)
        shapes[row, : lengths[row]] = torch.tensor(each.shapes)
        wanted[row, :, : lengths[row]] = torch.tensor(each.tags)
    scores = tagger(tokens, shapes, lengths)
    return sum(
        (
            nn.functional.cross_entropy(
                scores[..., kind * 3 : kind * 3 + 3].transpose(1, 2),
                wanted[:, kind],
                label_smoothing=DOUBT,
            )
            for kind in range(2)
        ),
        torch.zeros(()),
    )


def _follow(average: dict[str, Tensor], tagger: Tagger) -> None:
    with torch.no_grad():
        for name, value in tagger.named_parameters():
            average[name].lerp_(value, 1 - KEEP)


if __name__ == "__main__":
    main()
