"""Graphs on disk: built on first use, checked on every use, rebuilt when damaged."""

import fcntl
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hirewire_embedding.weights import MODEL, ModelFilesError, Precision, sha256_of

# Raise it with any change of the graph, so that no process loads one of an older making.
_RECIPE = 1
_DIGITS = 16


def default_cache() -> Path:
    """``hirewire/models`` in the user's folder of caches."""
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "hirewire" / "models"


def ready_graph(cache: Path, folder: Path, precision: Precision, delta: Path | None = None) -> Path:
    """The checked graph file, built now if the cache has none; with ``delta``, of the tagger.

    The builder is a process of its own, so that the memory of the published weights is given back.

    Raises:
        ModelFilesError: The weights were refused or the build failed.
    """
    graph = find_graph(cache, precision, delta)
    if graph is None:
        _run_builder(cache, folder, precision, delta)
        graph = find_graph(cache, precision, delta)
    if graph is None:
        raise ModelFilesError(f"The graph that was built in {cache} does not have its checksum.")
    return graph


def find_graph(cache: Path, precision: Precision, delta: Path | None = None) -> Path | None:
    """A graph whose content has the sha256 that its name states; damaged ones are passed over."""
    stem = _stem(precision, delta)
    for path in sorted(cache.glob(f"{stem}.*.onnx")):
        if path.name == f"{stem}.{sha256_of(path)}.onnx":
            return path
    return None


def store_graph(
    cache: Path, precision: Precision, content: bytes, delta: Path | None = None
) -> Path:
    """Put a graph in place in one step, under a name that states its sha256.

    Call it under ``locked_cache``: it also clears away what is damaged or was left half-written.
    """
    stem = _stem(precision, delta)
    for stale in (*cache.glob(f"{stem}.*.onnx"), *cache.glob(".partial-*")):
        stale.unlink()
    descriptor, name = tempfile.mkstemp(dir=cache, prefix=".partial-")
    partial = Path(name)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.chmod(0o644)
    return partial.rename(cache / f"{stem}.{sha256_of(partial)}.onnx")


@contextmanager
def locked_cache(cache: Path) -> Iterator[None]:
    """Let one process at a time write to the cache; the lock ends with its process."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run_builder(cache: Path, folder: Path, precision: Precision, delta: Path | None) -> None:
    command = [sys.executable, "-m", "hirewire_embedding", str(cache), precision]
    command += ["--weights", str(folder)]
    if delta:
        command += ["--delta", str(delta)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise ModelFilesError(f"The graph could not be built: {lines[-1]}")


def _stem(precision: Precision, delta: Path | None) -> str:
    learnt = f"+{sha256_of(delta)[:_DIGITS]}" if delta else ""
    return f"{MODEL}{learnt}-{precision}-{_RECIPE}"
