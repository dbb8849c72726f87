import pytest
from hirewire_ai_worker.documents.names import split_name


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Ada King", ("Ada", "King")),
        ("Ada Augusta King", ("Ada Augusta", "King")),
        ("Ludwig van Beethoven", ("Ludwig", "van Beethoven")),
        ("Juan de la Cruz", ("Juan", "de la Cruz")),
        ("Der Alte", ("Der", "Alte")),
        ("ZOË ÅSTRÖM", ("Zoë", "Åström")),
        ("King, Ada", ("Ada", "King")),
        ("von Ossietzky, Carl", ("Carl", "von Ossietzky")),
        ("Ada King, PhD, CPA", ("Ada", "King")),
        ("Pelé", ("Pelé", None)),
        ("", (None, None)),
        (" , ", (None, None)),
    ],
)
def test_names_are_split(name: str, parts: tuple[str | None, str | None]) -> None:
    assert split_name(name) == parts
