"""The reply to a search: an exact scan of the workspace's vectors, which are blind."""

from hirewire_chassis import Context, Database
from hirewire_chassis.access import refusal
from hirewire_contracts.operating import Refused
from hirewire_contracts.searching import FindNearest, NearestFound, Neighbor

from hirewire_matching.searching.repository import nearest_candidates, nearest_jobs
from hirewire_matching.vectors import Vectoriser, embed

DIGITS = 6


async def find_nearest(
    vectoriser: Vectoriser, question: FindNearest, context: Context, database: Database
) -> NearestFound | Refused:
    if refused := refusal(context, f"{question.searched}:read"):
        return Refused(question_id=question.question_id, problem=refused.problem)
    (vector,) = await embed(vectoriser, [question.words])
    find = nearest_jobs if question.searched == "jobs" else nearest_candidates
    statement = find(context.workspace, vectoriser.stamp, vector.tolist(), question.limit)
    async with database.reading(context) as session:
        rows = (await session.execute(statement)).all()
    return NearestFound(
        question_id=question.question_id,
        nearest=tuple(Neighbor(id=row.id, cosine=round(row.cosine, DIGITS)) for row in rows),
        model_version=vectoriser.stamp,
    )
