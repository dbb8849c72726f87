from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from hirewire_chassis import Context, Database, new_id
from hirewire_contracts.users import User, UserRegistered
from hirewire_notifier.contacts.models import Contact
from hirewire_notifier.contacts.repository import ContactRepository

Say = Callable[..., Any]


async def stored(database: Database, context: Context, user: User) -> Contact:
    async with database.reading(context) as session:
        contact = await ContactRepository(session).get(user.id)
    assert contact is not None
    return contact


async def test_the_newest_state_stays(
    say: Say, database: Database, context: Context, ada: User
) -> None:
    for order in permutations((1, 2, 3)):
        person = ada.model_copy(update={"id": new_id()})
        for number in (*order, *order):
            state = {"sequence": number, "email": f"ada{number}@example.org"}
            await say(UserRegistered(user=person.model_copy(update=state)), actor_id=None)
        contact = await stored(database, replace(context, actor_id=person.id), person)
        assert (contact.sequence, contact.email) == (3, "ada3@example.org")
        assert (contact.name, contact.locale) == (ada.name, "en")


@pytest.mark.parametrize(
    ("email", "unreachable"), [("ada@example.org", "550 gone"), ("new@example.org", None)]
)
async def test_a_new_address_is_reachable_again(
    say: Say,
    database: Database,
    context: Context,
    registered: User,
    email: str,
    unreachable: str | None,
) -> None:
    async with database.transaction(context) as tx:
        await ContactRepository(tx.session).note_unreachable(registered.id, "550 gone")
    state = registered.model_copy(update={"sequence": 2, "email": email})
    await say(UserRegistered(user=state))
    assert (await stored(database, context, registered)).unreachable == unreachable
