"""``python -m hirewire_embedding CACHE [PRECISION]``: build the graph, as an image build does."""

import argparse
import sys
from pathlib import Path

from hirewire_embedding.cache import find_graph, locked_cache, store_graph
from hirewire_embedding.delta import with_delta
from hirewire_embedding.graph import write_graph, write_tagger_graph
from hirewire_embedding.weights import ModelFilesError, Precision, installed_folder, read_weights


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m hirewire_embedding")
    parser.add_argument("cache", type=Path)
    parser.add_argument("precision", choices=("int8", "fp32"), nargs="?", default="int8")
    parser.add_argument("--weights", type=Path, help="another folder with the same model files")
    parser.add_argument("--delta", type=Path, help="of a tagger; without it, sentence vectors")
    arguments = parser.parse_args()
    folder = arguments.weights or installed_folder()
    try:
        _build(arguments.cache, arguments.precision, folder, arguments.delta)
    except ModelFilesError as error:
        sys.exit(str(error))


def _build(cache: Path, precision: Precision, folder: Path, delta: Path | None) -> None:
    with locked_cache(cache):
        if find_graph(cache, precision, delta) is None:
            store_graph(cache, precision, _content(precision, folder, delta), delta)


def _content(precision: Precision, folder: Path, delta: Path | None) -> bytes:
    weights = read_weights(folder)
    if delta is None:
        return write_graph(weights, precision)
    return write_tagger_graph(with_delta(weights, delta), precision)


if __name__ == "__main__":
    main()
