"""The cases of the catalogue, by what is attacked."""

from tests.faults.cases import workers
from tests.faults.table import CASES

__all__ = ["CASES", "workers"]
