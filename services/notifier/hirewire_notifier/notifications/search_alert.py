"""What a person is told when something begins to fit a search that they keep."""

from hirewire_contracts.message import Value
from hirewire_contracts.searching import SearchAlert

from hirewire_notifier.wording import one_line

_WHAT = {"jobs": "job", "candidates": "candidate"}


class SearchMatch(Value):
    """The content of the category ``search_alert``; ``title`` may be empty."""

    search_name: str
    what: str
    title: str
    href: str


def purpose_of(alert: SearchAlert) -> str:
    """A person is told of a pair of search and find once."""
    return f"saved_search:{alert.search_id}:{alert.found.id}"


def content_of(alert: SearchAlert) -> SearchMatch:
    return SearchMatch(
        search_name=one_line(alert.search_name, 120),
        what=_WHAT[alert.searched],
        title=one_line(alert.title or "", 120),
        href=alert.found.href,
    )
