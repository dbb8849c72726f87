from datetime import UTC, datetime

from hirewire_chassis import Context
from hirewire_gateway.live.tickets import redeem
from sqlalchemy import text


async def test_a_ticket_lets_its_owner_in_once(gateway, ada):
    response = await ada.post("/v1/realtime/tickets")
    assert response.status_code == 201
    issued = response.json()
    left = datetime.fromisoformat(issued["expires_at"]) - datetime.now(UTC)
    assert 20 < left.total_seconds() <= 30
    admitted = await redeem(gateway.database, issued["ticket"])
    assert (admitted.user_id, admitted.workspace_id) == (ada.id, ada.workspace_id)
    assert await redeem(gateway.database, issued["ticket"]) is None


async def test_the_ticket_itself_is_stored_nowhere(gateway, ada):
    ticket = (await ada.post("/v1/realtime/tickets")).json()["ticket"]
    async with gateway.database.reading(Context(actor_id=ada.id)) as session:
        rows = await session.execute(text("select realtime_tickets::text from realtime_tickets"))
        (row,) = rows.scalars()
    assert ticket not in row
    assert ticket.partition(".")[2] not in row
