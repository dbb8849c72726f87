"""What is told again is what was told last, to its person alone."""

from collections.abc import Callable
from typing import Any

from hirewire_chassis import new_id
from hirewire_chassis.testing.asserts import sent
from hirewire_contracts.matching import MatchRunCompleted
from hirewire_contracts.notifications import MarkNotificationRead, NotificationChanged
from hirewire_contracts.snapshots import StatesTold, StatesWanted
from hirewire_contracts.users import User


async def test_notifications_are_told_again_for_their_person(
    say: Callable[..., Any], completed: Callable[..., MatchRunCompleted], registered: User
) -> None:
    first = sent(await say(completed()), NotificationChanged).notification
    second = sent(await say(completed()), NotificationChanged).notification
    read = MarkNotificationRead(notification_id=first.id)
    first = sent(await say(read), NotificationChanged).notification
    wanted = StatesWanted(rebuild_id=new_id(), view="notifications")
    told = sent(await say(wanted), StatesTold)
    expected = sorted((first, second), key=lambda state: state.id)
    assert list(told.states) == [state.model_dump(mode="json") for state in expected]
    assert told.last is None
    for elsewhere in ({"actor_id": new_id()}, {"workspace_id": new_id()}):
        assert sent(await say(wanted, **elsewhere), StatesTold).states == ()
