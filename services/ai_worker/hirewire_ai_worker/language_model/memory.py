"""The queries of answers and of tokens; each call is a short transaction of its own."""

from hashlib import sha256

from hirewire_chassis import Desk
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from hirewire_ai_worker.language_model.answer import Answer
from hirewire_ai_worker.language_model.client import Said
from hirewire_ai_worker.language_model.models import ModelAnswer, ModelUsage
from hirewire_ai_worker.language_model.prompt import VERSION, Subject

_TODAY = func.cast(func.timezone("UTC", func.now()), ModelUsage.day.type)


class Memory:
    """Of one workspace."""

    def __init__(self, desk: Desk, model: str) -> None:
        self._desk = desk
        self._model = model

    async def recall(self, subject: Subject, passage: str) -> Answer | None:
        """What the model said to the same words before."""
        question = select(ModelAnswer.answer).where(
            ModelAnswer.workspace_id == self._desk.context.workspace,
            ModelAnswer.digest == self._digest(subject, passage),
        )
        async with self._desk.database.reading(self._desk.context) as session:
            answer = await session.scalar(question)
        return None if answer is None else Answer.model_validate(answer)

    async def keep(self, subject: Subject, passage: str, said: Said) -> None:
        """The answer, and its tokens on today's account."""
        async with self._desk.database.transaction(self._desk.context) as tx:
            answer = insert(ModelAnswer).values(
                workspace_id=tx.workspace_id,
                digest=self._digest(subject, passage),
                answer=said.answer.model_dump(mode="json"),
                created_at=tx.now,
            )
            await tx.session.execute(answer.on_conflict_do_nothing())
            usage = insert(ModelUsage).values(
                workspace_id=tx.workspace_id, day=_TODAY, tokens=said.tokens
            )
            more = ModelUsage.tokens + usage.excluded.tokens
            await tx.session.execute(
                usage.on_conflict_do_update(
                    index_elements=[ModelUsage.workspace_id, ModelUsage.day],
                    set_={"tokens": more},
                )
            )

    async def spent_today(self) -> int:
        """Tokens."""
        question = select(ModelUsage.tokens).where(
            ModelUsage.workspace_id == self._desk.context.workspace, ModelUsage.day == _TODAY
        )
        async with self._desk.database.reading(self._desk.context) as session:
            return await session.scalar(question) or 0

    def _digest(self, subject: Subject, passage: str) -> str:
        asked = f"{self._model}\0{VERSION}\0{subject}\0{passage}"
        return sha256(asked.encode()).hexdigest()
