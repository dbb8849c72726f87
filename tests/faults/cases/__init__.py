"""The cases of the catalogue, by what is attacked."""

from tests.faults.cases import brokers, databases, networks, relays, workers
from tests.faults.table import CASES

__all__ = ["CASES", "brokers", "databases", "networks", "relays", "workers"]
