"""Texts for people, from the templates of ``templates/<language>/<category>/``."""

import re
import unicodedata
from pathlib import Path

from hirewire_contracts.message import Value
from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

DEFAULT_LANGUAGE = "en"
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?=$|[-_])")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"


def one_line(text: str, limit: int) -> str:
    """Without line breaks and invisible characters, cut to ``limit`` characters."""
    shown = "".join(char if _is_shown(char) else " " for char in text)
    line = " ".join(shown.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _is_shown(char: str) -> bool:
    """Joiners show nothing, but many scripts cannot be written without them."""
    return char in _JOINERS or unicodedata.category(char) not in _UNSEEN


class Wording:
    """Renders a category's texts; a template that misses a value is an error, not a gap."""

    def __init__(self) -> None:
        self._folder = Path(__file__).parent / "templates"
        self._environment = ImmutableSandboxedEnvironment(
            loader=FileSystemLoader(self._folder),
            undefined=StrictUndefined,
            autoescape=select_autoescape(("html",), default=False, default_for_string=True),
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def language(self, locale: str) -> str:
        """The language that a locale like ``de-AT`` is served in."""
        found = _LANGUAGE.match(locale.lower())
        known = found is not None and (self._folder / found[0]).is_dir()
        return found[0] if found is not None and known else DEFAULT_LANGUAGE

    def line(self, name: str, locale: str, content: Value) -> str:
        """A title or a summary: ``name`` is like ``matches_ready/title.txt``."""
        return one_line(self.text(name, locale, content), 300)

    def text(self, name: str, locale: str, content: Value, /, **words: str) -> str:
        template = self._environment.get_template(f"{self.language(locale)}/{name}")
        return template.render(content=content, **words)
