"""Job titles ranked by likeness, in a vector space that was trained for titles."""

from hirewire_matching.titles.forms import plain_form
from hirewire_matching.titles.likeness import Titles, adapted, load_adapter

__all__ = ["Titles", "adapted", "load_adapter", "plain_form"]
