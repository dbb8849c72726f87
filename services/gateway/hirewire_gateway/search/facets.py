"""How many of the finds have which value."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, CTE, Select, Text, cast, func, literal, select, union_all
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.ext.asyncio import AsyncSession

from hirewire_gateway.search.sources import Source
from hirewire_gateway.views.paging import PageQueryError

Facets = Mapping[str, Sequence[tuple[str, int]]]
_MOST_VALUES = 20


async def count_facets(
    session: AsyncSession, source: Source, names: Sequence[str], found: CTE, most: int
) -> Facets:
    """The values that most of the finds have; raises PageQueryError for an unknown facet."""
    for name in names:
        if name not in source.facets:
            known = ", ".join(sorted(source.facets))
            raise PageQueryError("facets", f"{name} is no facet of this search; known are: {known}")
    if not names:
        return {}
    counted = select(found.c.id, found.c.state).order_by(found.c.id.desc()).limit(most)
    base = counted.cte("counted")
    rows = await session.execute(union_all(*(_count(base, source, name) for name in names)))
    facets: dict[str, list[tuple[str, int]]] = {name: [] for name in names}
    for name, value, count in rows:
        facets[name].append((value, count))
    return facets


def _count(base: CTE, source: Source, name: str) -> Select[Any]:
    path = cast(source.facets[name], JSONPATH)
    each = (
        func.jsonb_path_query(base.c.state, path)
        .table_valued("value", name="each")
        .render_derived()
        .lateral()
    )
    value = each.c.value.op("#>>", return_type=Text())(cast([], ARRAY(Text)))
    count = func.count(base.c.id.distinct())
    counted = (
        select(literal(name).label("facet"), value.label("value"), count.label("count"))
        .select_from(base)
        .join(each, literal(True))
        .where(value.is_not(None))
        .group_by(value)
        .order_by(count.desc(), value)
        .limit(_MOST_VALUES)
    )
    return select(counted.subquery())
