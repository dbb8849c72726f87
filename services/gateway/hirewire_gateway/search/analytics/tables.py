"""Searches and what was opened of their finds, for as long as ``GATEWAY_SEARCH_DAYS`` says."""

from sqlalchemy import Boolean, Column, DateTime, Integer, LargeBinary, Table, Text, Uuid

from hirewire_gateway.views.tables import metadata

queries = Table(
    "search_queries",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("workspace_id", Uuid, nullable=False),
    Column("searched", Text, nullable=False),
    Column("words", Text),
    Column("mode", Text, nullable=False),
    Column("found", Boolean, nullable=False),
    Column("asker", LargeBinary, nullable=False),
    Column("reformulates", Text),
    Column("at", DateTime(timezone=True), nullable=False),
)
clicks = Table(
    "search_clicks",
    metadata,
    Column("query_id", Uuid, primary_key=True),
    Column("resource_id", Uuid, primary_key=True),
    Column("workspace_id", Uuid, nullable=False),
    Column("place", Integer, nullable=False),
)
