"""The tables of the read models. What a migration derives from ``state`` is never written here."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB, TSQUERY, TSVECTOR
from sqlalchemy.types import TypeEngine

metadata = MetaData()


def _view(name: str, /, **derived: type[TypeEngine[Any]]) -> Table:
    return Table(
        name,
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("workspace_id", Uuid, nullable=False),
        Column("sequence", BigInteger, nullable=False),
        Column("state", JSONB, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Column("updated_at", DateTime(timezone=True), nullable=False),
        *(Column(column, kind) for column, kind in derived.items()),
    )


jobs = _view(
    "view_jobs",
    status=Text,
    employment_type=Text,
    workplace_type=Text,
    seniority=Text,
    source=Text,
    external_id=Text,
    department=Text,
    title=Text,
    company=Text,
    document_id=Uuid,
    words=TSVECTOR,
)

candidates = _view(
    "view_candidates",
    status=Text,
    source=Text,
    name=Text,
    years_of_experience=Double,
    document_id=Uuid,
    words=TSVECTOR,
)


def _words(name: str) -> Table:
    """A view's words by an index, kept by its trigger; ``app.words`` says which may be read."""
    return Table(
        name,
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("workspace_id", Uuid, nullable=False),
        Column("words", TSVECTOR, nullable=False),
    )


job_words = _words("job_words")

candidate_words = _words("candidate_words")

matches = _view("view_matches", job_id=Uuid)

candidate_runs = _view("view_candidate_runs", candidate_id=Uuid)

match_feedback = _view("view_match_feedback", run_id=Uuid)

pair_scores = Table(
    "pair_scores",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("workspace_id", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column("state", JSONB, nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
)

documents = _view(
    "view_documents",
    kind=Text,
    status=Text,
    language=Text,
    name=Text,
    file_id=Uuid,
    about_id=Uuid,
    deleted=Boolean,
    batch_id=Uuid,
    search=TSVECTOR,
)

document_batches = _view("view_document_batches")

candidate_imports = _view("view_candidate_imports", status=Text)

document_entities = Table(
    "view_document_entities",
    metadata,
    Column("document_id", Uuid, primary_key=True),
    Column("entity_id", Uuid, primary_key=True),
    Column("workspace_id", Uuid, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("mentioned", Boolean, nullable=False),
)

entities = _view(
    "view_entities",
    type=Text,
    status=Text,
    name=Text,
    canonical_name=Text,
    confidence=Double,
    mention_count=Double,
    retracted=Boolean,
    search=TSVECTOR,
)

relationships = _view(
    "view_relationships",
    subject_id=Uuid,
    object_id=Uuid,
    predicate=Text,
    confidence=Double,
    retracted=Boolean,
)

notifications = _view("view_notifications", user_id=Uuid, category=Text, unread=Boolean)

saved_searches = _view("saved_searches", user_id=Uuid, name=Text, searched=Text, alerts=Boolean)

search_synonyms = _view("search_synonyms", word=Text, also=Text, status=Text, times=Double)

search_watches = Table(
    "search_watches",
    metadata,
    Column("search_id", Uuid, primary_key=True),
    Column("workspace_id", Uuid, nullable=False),
    Column("user_id", Uuid, nullable=False),
    Column("searched", Text, nullable=False),
    Column("q", Text, nullable=False),
    Column("query", TSQUERY),
    Column("filters", JSONB, nullable=False),
)

view_rebuilds = Table(
    "view_rebuilds",
    metadata,
    Column("view", Text, primary_key=True),
    Column("workspace_id", Uuid, primary_key=True),
    Column("user_id", Uuid, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("page_size", Integer, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("states", Integer, nullable=False),
)

view_shadow = Table(
    "view_shadow",
    metadata,
    Column("view", Text, primary_key=True),
    Column("workspace_id", Uuid, primary_key=True),
    Column("user_id", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("state", JSONB, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)
