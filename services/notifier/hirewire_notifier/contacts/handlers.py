"""What is told of the people who use Hirewire."""

from hirewire_chassis import Discard, Outcome, Transaction
from hirewire_contracts.users import UserChanged, UserRegistered

from hirewire_notifier.contacts.repository import ContactRepository
from hirewire_notifier.tables import act_for


async def note_user(event: UserRegistered | UserChanged, tx: Transaction) -> Outcome:
    await act_for(tx.session, event.user.id)
    if not await ContactRepository(tx.session).put(event.user):
        return Discard("an older state of the person")
    return None
