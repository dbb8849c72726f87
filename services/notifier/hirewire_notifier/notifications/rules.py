"""Which channels a person is told on, decided over plain data."""

from collections.abc import Mapping
from dataclasses import dataclass

from hirewire_contracts.notifications import Channel


@dataclass(frozen=True, slots=True)
class Category:
    """A purpose of notifications: its channels, and whether each is on unless turned off.

    A critical one (say, a changed password) is sent whatever a person chose.
    """

    name: str
    channels: Mapping[Channel, bool]
    critical: bool = False


MATCHES_READY = Category("matches_ready", {"in_app": True, "email": True})
IMPORT_FINISHED = Category("import_finished", {"in_app": True})
SEARCH_ALERT = Category("search_alert", {"in_app": True, "email": False})


@dataclass(frozen=True, slots=True)
class Person:
    """What a person's contact and preferences say: ``unreachable`` and ``choices`` by channel."""

    unreachable: Mapping[Channel, str]
    choices: Mapping[Channel, bool]


def obstacle(category: Category, channel: Channel, person: Person) -> str | None:
    """Why not to use the channel; None when nothing speaks against it.

    Critical beats everything, a channel that leads nowhere beats a wish, a wish beats the default.
    """
    if category.critical:
        return None
    if channel in person.unreachable:
        return person.unreachable[channel]
    if person.choices.get(channel, category.channels[channel]):
        return None
    return "turned off in the preferences"


def plan(category: Category, person: Person) -> Mapping[Channel, str | None]:
    """Every channel of the category with its obstacle."""
    return {channel: obstacle(category, channel, person) for channel in category.channels}
