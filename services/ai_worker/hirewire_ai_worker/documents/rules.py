"""How a document goes from submission to its end, decided over plain data."""

from hirewire_contracts.documents import DocumentStatus, FileSource, Source
from hirewire_contracts.jobs import Job

TRIES = 3
"""How often one attempt at a document is begun before it counts as failed."""

TEXT_FIELDS = frozenset({"title", "description"})
_ORDER: tuple[DocumentStatus, ...] = ("queued", "parsing", "extracting", "done", "failed")


def is_over(status: DocumentStatus) -> bool:
    return status in ("done", "failed")


def is_ahead(status: DocumentStatus, of: DocumentStatus) -> bool:
    """Whether going from ``of`` to ``status`` is progress; within an attempt nothing goes back."""
    return _ORDER.index(status) > _ORDER.index(of) and not is_over(of)


def is_foreign(source: Source, workspace: str) -> bool:
    """Whether the source is a blob outside of the workspace's own folder."""
    if not isinstance(source, FileSource):
        return False
    folder, *names = source.blob.split("/")
    return folder != workspace or not names or any(name in ("", ".", "..") for name in names)


def text_of(job: Job) -> str:
    """What there is to read of a job that was posted field by field."""
    return f"{job.title}\n\n{job.description}".strip()


def name_of(source: Source) -> str | None:
    return source.name if isinstance(source, FileSource) else None
