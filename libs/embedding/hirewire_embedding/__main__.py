"""``python -m hirewire_embedding CACHE [PRECISION]``: build the graph, as an image build does."""

import argparse
import sys
from pathlib import Path

from hirewire_embedding.cache import find_graph, locked_cache, store_graph
from hirewire_embedding.graph import write_graph
from hirewire_embedding.weights import ModelFilesError, Precision, installed_folder, read_weights


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m hirewire_embedding")
    parser.add_argument("cache", type=Path)
    parser.add_argument("precision", choices=("int8", "fp32"), nargs="?", default="int8")
    parser.add_argument("--weights", type=Path, help="another folder with the same model files")
    arguments = parser.parse_args()
    try:
        _build(arguments.cache, arguments.precision, arguments.weights or installed_folder())
    except ModelFilesError as error:
        sys.exit(str(error))


def _build(cache: Path, precision: Precision, folder: Path) -> None:
    with locked_cache(cache):
        if find_graph(cache, precision) is None:
            store_graph(cache, precision, write_graph(read_weights(folder), precision))


if __name__ == "__main__":
    main()
