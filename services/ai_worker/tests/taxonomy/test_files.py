import shutil
from pathlib import Path

import pytest
from hirewire_ai_worker.taxonomy.check import problems_of
from hirewire_ai_worker.taxonomy.lexicon import Lexicon
from hirewire_ai_worker.taxonomy.load import Tables, load_taxonomy, shipped_folder
from hirewire_ai_worker.taxonomy.names import fold
from hirewire_ai_worker.taxonomy.tables import TaxonomyFileError
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "data"
    shutil.copytree(str(shipped_folder()), target)
    return target


def problems(folder: Path, rows: str) -> list[str]:
    (folder / "skills" / "extra.tsv").write_text(f"name\tkind\taliases\tbroader\trelated\n{rows}\n")
    return problems_of(load_taxonomy(folder), Tables(folder).skills())


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("Python\tknowledge", "two skills are named python"),
        ("New thing\tknowledge\tkubernetes", "'kubernetes' stands for"),
        ("New thing\tknowledge\t\tNo such skill", "points to No such skill"),
        ("One\tknowledge\t\tTwo\nTwo\tknowledge\t\tOne", "is broader than itself"),
        ("New thing\tknowledge\t\t\tNo such skill", "points to No such skill"),
    ],
)
def test_mistakes_are_found(folder, rows, problem):
    assert any(problem in each for each in problems(folder, rows))


def test_an_undeclared_ambiguous_form_is_found(folder):
    with (folder / "ambiguous.tsv").open("a") as file:
        file.write("no-such-form\tGo\tcontext\n")
    taxonomy = load_taxonomy(folder)
    found = problems_of(taxonomy, Tables(folder).skills())
    assert found == ["the ambiguous form 'no-such-form' is no form of Go"]


@pytest.mark.parametrize("row", ["Thing\tabout", "Thing\tknowledge\ta\tb\tc\td"])
def test_rows_of_another_shape_are_refused(folder, row):
    with pytest.raises(TaxonomyFileError, match=r"Thing|cells"):
        problems(folder, row)


def test_the_version_changes_with_the_files(folder):
    before = load_taxonomy(folder).version
    assert before == load_taxonomy().version
    problems(folder, "Something new\tknowledge")
    assert load_taxonomy(folder).version != before


def found(lexicon: Lexicon[str], text: str) -> list[str]:
    return [hit.entry for hit in lexicon.find(fold(text))]


def test_only_whole_words_are_found():
    names = ["go", "c", "c++", "c#", ".net", "node.js", "js", "machine learning", "learning"]
    lexicon = Lexicon((name, name) for name in names)
    assert found(lexicon, "Going forward, we go") == ["go"]
    assert found(lexicon, "C, C++ and C#") == ["c", "c++", "c#"]
    assert found(lexicon, "ASP.NET, .NET, node.js, foo.js") == [".net", "node.js"]
    assert found(lexicon, "Machine Learning; e-learning") == ["machine learning"]
    assert found(lexicon, "c.doe@go.dev") == []


@given(
    st.lists(st.text("abc +#.", min_size=1, max_size=4), min_size=1),
    st.text("abcABC +#.-", max_size=60),
)
def test_hits_are_ordered_and_true(names, text):
    lexicon = Lexicon((name, name) for name in names if name.strip())
    folded, position = fold(text), 0
    for hit in lexicon.find(folded):
        assert position <= hit.start < hit.end
        assert folded[hit.start : hit.end] == hit.form
        position = hit.end
