"""What the letters of a category are made of; a category without a letter is not here."""

from collections.abc import Mapping

from hirewire_contracts.message import Value

from hirewire_notifier.notifications.matches_ready import MatchesReady
from hirewire_notifier.notifications.rules import MATCHES_READY, SEARCH_ALERT
from hirewire_notifier.notifications.search_alert import SearchMatch

CONTENTS: Mapping[str, type[Value]] = {
    MATCHES_READY.name: MatchesReady,
    SEARCH_ALERT.name: SearchMatch,
}
