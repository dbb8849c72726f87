"""The text of an RTF document (Rich Text Format 1.9, the part that carries text)."""

import re
from dataclasses import dataclass, field

from hirewire_ai_worker.parsing.assembly import Draft
from hirewire_ai_worker.parsing.failures import UnreadableError
from hirewire_ai_worker.parsing.hidden import hidden_flags
from hirewire_ai_worker.parsing.limits import ParseLimits
from hirewire_ai_worker.parsing.media import RTF
from hirewire_ai_worker.parsing.plain import draft_from_text

TOKEN = re.compile(
    r"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)"
)
SKIPPED_WORDS = (
    "fonttbl colortbl stylesheet info pict object generator xmlnstbl listtable listoverridetable"
    " rsidtbl themedata datastore latentstyles fldinst filetbl revtbl nonshppict"
)
SKIPPED = frozenset(SKIPPED_WORDS.split())
BREAKS = {"par": "\n", "line": "\n", "sect": "\n\n", "page": "\n\n", "row": "\n", "tab": "\t"}
SIGNS = {
    "cell": "\t",
    "bullet": "• ",
    "endash": "\u2013",
    "emdash": "\u2014",
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
}
SYMBOLS = {"~": "\xa0", "_": "-", "\n": "\n", "\r": "\n"}
DEEPEST = 500


@dataclass(frozen=True, slots=True)
class Group:
    r"""What a group inherits; `fallback` counts the characters that stand in for a `\\u`."""

    skipped: bool = False
    hidden: bool = False
    fallback: int = 1


@dataclass(slots=True)
class Reader:
    encoding: str = "cp1252"
    stack: list[Group] = field(default_factory=lambda: [Group()])
    pieces: list[str] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    ignore: int = 0

    def token(self, match: re.Match[str]) -> None:
        code, word, number, symbol, brace, text = match.groups()
        if brace:
            self._brace(brace)
        elif word:
            self._word(word, int(number) if number else None)
        elif symbol == "*":
            self._change(skipped=True)
        elif code:
            self._put(bytes.fromhex(code).decode(self.encoding, errors="replace"))
        else:
            self._put(text or SYMBOLS.get(symbol, symbol))

    def _brace(self, brace: str) -> None:
        if brace == "{":
            if len(self.stack) > DEEPEST:
                raise UnreadableError("damaged", "nested too deeply")
            self.stack.append(self.stack[-1])
        elif len(self.stack) > 1:
            self.stack.pop()

    def _word(self, word: str, number: int | None) -> None:
        if word in SKIPPED:
            self._change(skipped=True)
        elif word == "v":
            self._change(hidden=number != 0)
        elif word == "plain":
            self._change(hidden=False)
        elif word == "uc" and number is not None:
            self._change(fallback=number)
        elif word == "ansicpg" and number is not None:
            self.encoding = _known_encoding(f"cp{number}")
        elif word == "u" and number is not None:
            self._put(chr(number % 0x10000))
            self.ignore = self.stack[-1].fallback
        elif word in BREAKS or word in SIGNS:
            self._put(BREAKS.get(word) or SIGNS[word])

    def _change(
        self,
        *,
        skipped: bool | None = None,
        hidden: bool | None = None,
        fallback: int | None = None,
    ) -> None:
        top = self.stack[-1]
        self.stack[-1] = Group(
            top.skipped if skipped is None else skipped,
            top.hidden if hidden is None else hidden,
            top.fallback if fallback is None else fallback,
        )

    def _put(self, text: str) -> None:
        ignored, self.ignore = text[: self.ignore], max(0, self.ignore - len(text))
        text = text[len(ignored) :]
        if self.stack[-1].skipped:
            return
        if self.stack[-1].hidden:
            self.hidden.append((text, "hidden text"))
        else:
            self.pieces.append(text)


def read_rtf(data: bytes, _limits: ParseLimits) -> Draft:
    reader = Reader()
    for match in TOKEN.finditer(data.decode("latin-1")):
        reader.token(match)
    text = "".join(reader.pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    draft = draft_from_text(RTF, text)
    return Draft(RTF, draft.lines, flags=[*draft.flags, *hidden_flags(reader.hidden, 1)])


def _known_encoding(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        return "cp1252"
    return name
