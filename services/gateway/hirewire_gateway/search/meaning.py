"""What matching says is near to some words; nothing when it is away."""

from hirewire_chassis import Context, new_id
from hirewire_chassis.asking import Asker, UnansweredError
from hirewire_contracts.searching import FindNearest, NearestFound, Searched

from hirewire_gateway.search.finding import Near

PATIENCE_SECONDS = 3.0


async def nearest(asker: Asker, context: Context, searched: Searched, words: str) -> Near | None:
    question = FindNearest(question_id=new_id(), searched=searched, words=words)
    try:
        answer = await asker.ask("matching", question, context, PATIENCE_SECONDS)
    except UnansweredError:
        return None
    if not isinstance(answer, NearestFound):
        return None
    found = answer.nearest
    return Near([each.id for each in found], [each.cosine for each in found])
