"""Counts what was lost and what was done twice, from the services' own tables and queues.

It knows nothing of how the services work: it holds the ids that the API accepted against the rows
that must exist because of them.
"""

from collections.abc import Collection
from dataclasses import dataclass

import asyncpg
from hirewire_chassis.provision import SERVICES

_DUPLICATED = {
    "candidates of one document": """
        select coalesce(sum(n - 1), 0) from (
            select count(*) n from jobs.candidates where document_id is not null
            group by document_id having count(*) > 1) twice""",
    "notifications of one purpose": """
        select coalesce(sum(n - 1), 0) from (
            select count(*) n from notifier.notifications
            group by user_id, purpose having count(*) > 1) twice""",
    "edges between the same entities": """
        select coalesce(sum(n - 1), 0) from (
            select count(*) n from ai_worker.edges
            group by workspace_id, subject_id, predicate, object_id having count(*) > 1) twice""",
}
_UNFINISHED = "select count(*) from gateway.operations where status in ('pending', 'failed')"
_MISSING = {
    "documents without a row": """
        select count(*) from unnest($1::uuid[]) accepted(id)
        where not exists (select 1 from ai_worker.documents d where d.id = accepted.id)""",
    "documents without an end": """
        select count(*) from ai_worker.documents
        where id = any($1::uuid[]) and status not in ('done', 'failed')""",
    "read résumés without a candidate": """
        select count(*) from ai_worker.documents d
        where d.id = any($1::uuid[]) and d.kind = 'resume' and d.status = 'done'
          and not exists (select 1 from jobs.candidates c where c.document_id = d.id)""",
    "documents that the view does not show as they are": """
        select count(*) from ai_worker.documents d
        where not exists (select 1 from gateway.view_documents v
                          where v.id = d.id and v.sequence = d.sequence)""",
    "candidates that the view does not show as they are": """
        select count(*) from jobs.candidates c
        where not exists (select 1 from gateway.view_candidates v
                          where v.id = c.id and v.sequence = c.sequence)""",
    "jobs that the view does not show as they are": """
        select count(*) from jobs.jobs j
        where not exists (select 1 from gateway.view_jobs v
                          where v.id = j.id and v.sequence = j.sequence)""",
    "candidates without a profile of their newest state": """
        select count(*) from jobs.candidates c
        where not exists (select 1 from matching.candidate_profiles p
                          where p.candidate_id = c.id and p.sequence >= c.sequence)""",
    "jobs without a profile of their newest state": """
        select count(*) from jobs.jobs j
        where not exists (select 1 from matching.job_profiles p
                          where p.job_id = j.id and p.sequence >= j.sequence)""",
    "job ads that nobody has read": """
        select count(*) from jobs.jobs j
        where not exists (select 1 from matching.job_facts f where f.job_id = j.id)""",
    "entities that the view does not show as they are": """
        select count(*) from ai_worker.entities e
        where not exists (select 1 from gateway.view_entities v
                          where v.id = e.id and v.sequence = e.sequence)""",
}
_ENTITIES = "select count(*) from ai_worker.entities"
_RELATIONSHIPS = "select count(*) from ai_worker.edges where not retracted"
_JOBS_MISSING = """
    select count(*) from unnest($1::uuid[]) accepted(id)
    where not exists (select 1 from jobs.jobs j where j.id = accepted.id)"""


@dataclass(frozen=True, slots=True)
class Balance:
    """What is wrong, by what it is; empty is right."""

    lost: dict[str, int]
    duplicated: dict[str, int]


@dataclass(frozen=True, slots=True)
class Sums:
    """What there is in the workspace."""

    entities: int
    relationships: int


async def settle(
    admin_url: str, documents: Collection[str], jobs: Collection[str], queued: int
) -> Balance:
    """Hold what was accepted against what there is. ``queued``: messages still in any queue."""
    connection = await asyncpg.connect(admin_url)
    try:
        lost = {"messages still in queues": queued}
        lost["operations without success"] = await connection.fetchval(_UNFINISHED)
        for what, query in _MISSING.items():
            wants_ids = "$1" in query
            arguments = [list(documents)] if wants_ids else []
            lost[what] = await connection.fetchval(query, *arguments)
        lost["jobs without a row"] = await connection.fetchval(_JOBS_MISSING, list(jobs))
        for service in SERVICES:
            for table in ("outbox", "dead_letters"):
                count = f"select count(*) from {service}.{table}"  # noqa: S608 - names are ours
                lost[f"rows in {service}.{table}"] = await connection.fetchval(count)
        duplicated = {
            what: int(await connection.fetchval(query)) for what, query in _DUPLICATED.items()
        }
    finally:
        await connection.close()
    return Balance(_wrong(lost), _wrong(duplicated))


async def sums(admin_url: str) -> Sums:
    connection = await asyncpg.connect(admin_url)
    try:
        entities = await connection.fetchval(_ENTITIES)
        relationships = await connection.fetchval(_RELATIONSHIPS)
    finally:
        await connection.close()
    return Sums(entities, relationships)


def _wrong(counts: dict[str, int]) -> dict[str, int]:
    return {what: count for what, count in counts.items() if count}
