import asyncio
from datetime import UTC, datetime

from hirewire_chassis import Context, new_id
from hirewire_contracts.notifications import Notification, NotificationChanged

NOW = datetime.now(UTC)


async def _notify(gateway, person, category="matches_ready"):
    notification = Notification(
        id=new_id(),
        workspace_id=person.workspace_id,
        sequence=1,
        created_at=NOW,
        updated_at=NOW,
        user_id=person.id,
        category=category,
        title="Matches are ready",
        body="3 people",
    )
    context = Context(workspace_id=person.workspace_id)
    await gateway.project(NotificationChanged(notification=notification), context)
    return notification


def _read(known):
    def react(_envelope, command):
        was = known[command.notification_id]
        return [
            NotificationChanged(
                notification=was.model_copy(update={"sequence": 2, "read_at": datetime.now(UTC)})
            )
        ]

    return react


async def test_notifications_are_counted_listed_and_read(gateway, ada, bob):
    first, second = await _notify(gateway, ada), await _notify(gateway, ada, "security")
    await _notify(gateway, bob)
    counts = (await ada.get("/v1/notifications/counts")).json()
    assert counts == {"unread": 2, "by_category": {"matches_ready": 1, "security": 1}}
    place = f"/v1/notifications/{first.id}"
    response = await gateway.served(ada.post(f"{place}/read"), _read({first.id: first}))
    assert response.status_code == 200
    assert response.json()["read_at"] is not None
    (unread,) = (await ada.get("/v1/notifications?unread=true")).json()["items"]
    assert unread["id"] == str(second.id)
    assert (await ada.get("/v1/notifications/counts")).json()["unread"] == 1
    assert (await bob.get(place)).status_code == 404
    assert (await bob.post(f"{place}/read")).status_code == 404


async def test_read_all_reads_every_one_of_ones_own(gateway, ada, bob):
    mine = [await _notify(gateway, ada) for _ in range(3)]
    await _notify(gateway, bob)
    known = {notification.id: notification for notification in mine}
    asked = asyncio.create_task(ada.post("/v1/notifications/read-all"))
    async with asyncio.timeout(10):
        while len(await gateway.commands()) < 3:
            await asyncio.sleep(0.01)
    for command in await gateway.commands():
        for event in _read(known)(command, gateway.read(command)):
            await gateway.project(event, command)
    response = await asked
    assert response.status_code == 204
    assert (await ada.get("/v1/notifications/counts")).json()["unread"] == 0
    assert (await bob.get("/v1/notifications/counts")).json()["unread"] == 1
    assert (await ada.post("/v1/notifications/read-all")).status_code == 204
    assert len(await gateway.commands()) == 3
