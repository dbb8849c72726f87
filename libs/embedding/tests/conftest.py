from pathlib import Path

import pytest
from hirewire_embedding import Embedder


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("embedding")


@pytest.fixture(scope="session")
def int8(cache: Path) -> Embedder:
    return Embedder.load(cache)


@pytest.fixture(scope="session")
def fp32(cache: Path) -> Embedder:
    return Embedder.load(cache, precision="fp32")
