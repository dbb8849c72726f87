from pathlib import Path

import pytest
from hirewire_chassis.settings import load
from hirewire_matching.main import main
from hirewire_matching.settings import MatchingSettings


@pytest.fixture(autouse=True)
def required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHING_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("MATCHING_AMQP_URL", "amqp://127.0.0.1:1/")


def test_the_model_is_cached_where_caches_belong(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert load(MatchingSettings).model_cache == tmp_path / "hirewire/models"
    monkeypatch.setenv("MATCHING_MODEL_CACHE", "/elsewhere")
    monkeypatch.setenv("MATCHING_PRECISION", "fp32")
    monkeypatch.setenv("MATCHING_THREADS", "2")
    settings = load(MatchingSettings)
    assert (settings.model_cache, settings.precision, settings.threads) == (
        Path("/elsewhere"), "fp32", 2
    )  # fmt: skip


def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MATCHING_PRECISION", "int4")
    with pytest.raises(SystemExit, match="2"):
        load(MatchingSettings)
    assert "MATCHING_PRECISION" in capsys.readouterr().err


def test_a_service_without_its_model_says_so_and_ends(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MATCHING_MODEL_CACHE", str(tmp_path))
    monkeypatch.setenv("MATCHING_MODEL_WEIGHTS", str(tmp_path / "nothing"))
    with pytest.raises(SystemExit, match="the model cannot be loaded"):
        main()
