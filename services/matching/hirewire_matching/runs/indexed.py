"""Whom indexes name as near, without a look at all the others: a list for each way to be near.

By title and by text (HNSW, scanned on until enough pass the filters), by the rarest of the skills
asked and their kin, and by the words of the title (docs/adr/0087).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    Float,
    Integer,
    Select,
    TableValuedAlias,
    Text,
    and_,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    true,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY

from hirewire_matching.profiles.models import CandidateRow, CandidateSkill, CandidateVector
from hirewire_matching.runs.passing import passing
from hirewire_matching.runs.wanted import Wanted

HOLDERS = 4_000
"""So many people are looked at for the rarest of the skills asked."""
_VECTORS_EACH = 2

HNSW: Mapping[str, str] = {
    "hnsw.iterative_scan": "relaxed_order",
    "hnsw.ef_search": "300",
    "hnsw.max_scan_tuples": "100000",
    "random_page_cost": "1.1",
}
"""Settings of a transaction that reads by these indexes."""


def indexed_ids(wanted: Wanted) -> Select[Any]:
    """About the ``most`` nearest in each way: ``candidate_id``, each once."""
    lists = [
        _by_vector(wanted, "title", wanted.vacancy.title_embedding),
        _by_vector(wanted, "text", wanted.vacancy.text_embedding),
        _by_words(wanted),
    ]
    if sought := list(_sought(wanted)):
        lists.append(_by_skills(wanted, _table(sought)))
    return select(union(*(select(found.c.candidate_id) for found in lists)).subquery())


def _by_vector(wanted: Wanted, kind: str, vector: Sequence[float]) -> Any:
    distance = CandidateVector.embedding.cosine_distance(vector).label("distance")
    near = (
        select(CandidateVector.candidate_id, distance)
        .where(
            CandidateVector.workspace_id == wanted.workspace_id,
            CandidateVector.kind == literal_column(f"'{kind}'"),
            CandidateVector.stamp == wanted.vacancy.stamp,
            *_passes(wanted),
        )
        .order_by(distance)
        .limit(wanted.most * _VECTORS_EACH)
        .subquery()
    )
    grouped = select(near.c.candidate_id).group_by(near.c.candidate_id)
    nearest = func.min(near.c.distance)
    return grouped.order_by(nearest, near.c.candidate_id).limit(wanted.most).subquery()


def _passes(wanted: Wanted) -> list[Any]:
    """Asked of each vector: as a join the planner could turn it around, away from the index."""
    if not wanted.filters:
        return []
    own = CandidateRow.candidate_id == CandidateVector.candidate_id
    found = select(true()).where(own, *passing(wanted.workspace_id, wanted.filters))
    return [found.correlate(CandidateVector).scalar_subquery()]


def _by_words(wanted: Wanted) -> Any:
    """Who has held a title with all words of the job's."""
    words = func.plainto_tsquery(literal_column("'simple'"), wanted.vacancy.details.title)
    same = CandidateRow.title_words.bool_op("@@")(words)
    found = select(CandidateRow.candidate_id).where(
        same, *passing(wanted.workspace_id, wanted.filters)
    )
    return found.limit(wanted.most).subquery()


def _by_skills(wanted: Wanted, sought: TableValuedAlias) -> Any:
    """The holders of the rarest skills, those first who have most of what is asked."""
    person = _passing_holders(wanted, sought)
    held = func.unnest(person.c.skill_keys).table_valued("key", name="held").render_derived()
    credit = func.max(sought.c.credit).label("credit")
    best = (
        select(person.c.candidate_id, credit)
        .join_from(person, held, true())
        .join(sought, sought.c.key == held.c.key)
        .group_by(person.c.candidate_id, sought.c.place)
        .subquery()
    )
    grouped = select(best.c.candidate_id).group_by(best.c.candidate_id)
    answered = func.sum(best.c.credit).desc()
    return grouped.order_by(answered, best.c.candidate_id).limit(wanted.most).subquery()


def _passing_holders(wanted: Wanted, sought: TableValuedAlias) -> Any:
    """One by one by their key; the limit of one keeps the planner from reading all profiles."""
    holders = _holders(wanted, sought)
    own = CandidateRow.candidate_id == holders.c.candidate_id
    person = (
        select(CandidateRow.skill_keys)
        .where(own, *passing(wanted.workspace_id, wanted.filters))
        .limit(1)
        .correlate(holders)
        .lateral("person")
    )
    columns = (holders.c.candidate_id, person.c.skill_keys)
    found = select(*columns).join_from(holders, person, true())
    return found.subquery("held_by")


def _holders(wanted: Wanted, sought: TableValuedAlias) -> CTE:
    """Of one skill after the other, the rarest first, kin last, up to ``HOLDERS`` people."""
    own = CandidateSkill.workspace_id == wanted.workspace_id
    same = and_(own, CandidateSkill.skill_key == sought.c.key)
    some = select(literal(1)).where(same).limit(HOLDERS + 1).correlate(sought).subquery()
    count = select(func.count().label("count")).select_from(some).lateral("held")
    order = (sought.c.credit.desc(), count.c.count, sought.c.key, sought.c.place)
    reached = func.sum(count.c.count).over(order_by=order)
    rare = select(sought.c.key, reached.label("reached")).join(count, true()).subquery("rare")
    held = and_(own, CandidateSkill.skill_key == rare.c.key)
    found = select(CandidateSkill.candidate_id).distinct().join(rare, held)
    return found.where(rare.c.reached <= HOLDERS).cte("holders")


def _sought(wanted: Wanted) -> Iterator[tuple[int, str, float]]:
    for place, worth in enumerate(wanted.skills()):
        yield from ((place, key, credit) for key, credit in worth.items())


def _table(sought: Sequence[tuple[int, str, float]]) -> TableValuedAlias:
    places, keys, worth = zip(*sought, strict=True)
    given = func.unnest(
        cast(places, ARRAY(Integer)), cast(keys, ARRAY(Text)), cast(worth, ARRAY(Float))
    )
    names = (column("place", Integer), column("key", Text), column("credit", Float))
    return given.table_valued(*names, name="sought").render_derived()
