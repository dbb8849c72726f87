"""The sweep removes what is over in every workspace, and nobody else can see what it sees."""

from hirewire_chassis import Context
from sqlalchemy import text

ASYNC = {"Prefer": "respond-async"}


async def test_operations_are_forgotten_a_month_after_their_end(gateway, ada, bob):
    for person in (ada, bob):
        for age in (None, "interval '29 days'", "interval '31 days'"):
            answer = await person.post("/v1/jobs", json={"title": "Cook"}, headers=ASYNC)
            await _age(gateway, person, answer.json()["id"], age)
    assert await _seen(gateway, Context()) == 0
    await gateway.state["runtime"].sweeper.sweep()
    for person in (ada, bob):
        assert await _seen(gateway, Context(workspace_id=person.workspace_id)) == 2


async def test_used_up_and_expired_tokens_of_accounts_are_forgotten(gateway, ada):
    issue = (
        "insert into account_tokens (id, user_id, purpose, email_key, expires_at)"
        " values (:id, :user, 'password_reset', 'a@b', now() + interval '{ends}')"
    )
    context = Context(actor_id=ada.id)
    async with gateway.database.transaction(context) as tx:
        await tx.session.execute(text("delete from account_tokens"))
        for number, ends in enumerate(("-1 minute", "1 hour")):
            values = {"id": bytes([number]), "user": ada.id}
            await tx.session.execute(text(issue.format(ends=ends)), values)
    await gateway.state["runtime"].sweeper.sweep()
    async with gateway.database.reading(context) as session:
        left = await session.scalars(text("select id from account_tokens"))
        assert [bytes(each) for each in left] == [b"\x01"]


async def _age(gateway, person, operation, age):
    """As old as that since its end; None: it has not ended."""
    async with gateway.database.transaction(Context(workspace_id=person.workspace_id)) as tx:
        ended = "null" if age is None else f"now() - {age}"
        await tx.session.execute(
            text(
                f"update operations set finished_at = {ended},"
                " created_at = now() - interval '1 year' where id = :id"
            ),
            {"id": operation},
        )


async def _seen(gateway, context):
    async with gateway.database.reading(context) as session:
        return await session.scalar(text("select count(*) from operations"))
