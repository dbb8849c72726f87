"""What a person is told when a bulk import is over."""

from hirewire_contracts.imports import CandidateImport
from hirewire_contracts.message import Value
from hirewire_contracts.values import Reference


class ImportFinished(Value):
    """The content of the category ``import_finished``: counts of files."""

    total: int
    created: int
    failed: int


def purpose_of(found: CandidateImport) -> str:
    """A person is told of an import once."""
    return f"candidate_import:{found.id}"


def resource_of(found: CandidateImport) -> Reference:
    href = f"/v1/candidate-imports/{found.id}"
    return Reference(kind="candidate_import", id=found.id, href=href)


def content_of(found: CandidateImport) -> ImportFinished:
    return ImportFinished(total=found.total, created=found.created, failed=found.failed)
