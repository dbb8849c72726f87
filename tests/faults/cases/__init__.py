"""The cases of the catalogue, by what is attacked."""

from tests.faults.cases import brokers, relays, workers
from tests.faults.table import CASES

__all__ = ["CASES", "brokers", "relays", "workers"]
