"""Every promise that `make mutants` breaks is still where it is looked for."""

import pytest

from tools.mutants import PACKAGE, Mutant, mutants


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.name)
def test_there_is_something_to_break(mutant: Mutant) -> None:
    source = (PACKAGE / mutant.file).read_text(encoding="utf-8")
    assert mutant.old in source
    assert mutant.old != mutant.new
