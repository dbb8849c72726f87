"""Which found words are skills: the rules for forms that mean other things as well."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from hirewire_ai_worker.taxonomy.entries import AmbiguousForm, Skill
from hirewire_ai_worker.taxonomy.lexicon import Hit
from hirewire_ai_worker.taxonomy.names import fold
from hirewire_ai_worker.taxonomy.taxonomy import Skills

NEAR = 45
SHORT = 3
TECHNOLOGY = "technology"
ITEM_START = re.compile(
    r"(?:^|[,;|/:(\t\n\u2022\u00b7\u25cf\u25aa*]|\s[-\u2013]|\b(?:and|or|und|oder|et|ou|y|o|&))\s*$"
)
ITEM_END = re.compile(
    r"\s*(?:$|[,;|/:)(\t\n\u2022\u00b7\u25cf\u25aa]|\.(?:\s|$)|\b(?:and|or|und|oder|et|ou|y|o)\b|&)"
)


@dataclass(frozen=True, slots=True)
class Find:
    """A form of a skill in the text, with what its surroundings say about it."""

    start: int
    end: int
    skill: Skill
    as_item: bool
    ambiguous: bool = False
    generic: bool = False


@dataclass(frozen=True, slots=True)
class FormRules:
    """Judges hits in `text` (as written) and `folded`; both have the same length."""

    text: str
    folded: str
    skills: Skills

    def finds(self, list_spans: Sequence[tuple[int, int]]) -> list[Find]:
        """All hits that are skills. Inside `list_spans` (skill sections) an item needs no cue."""
        hits = list(self.skills.lexicon.find(self.folded))
        clear = [
            hit
            for hit in hits
            if hit.form not in self.skills.ambiguous
            and not self._is_small(hit)
            and hit.entry.domain.startswith(TECHNOLOGY)
        ]
        return [find for hit in hits if (find := self._judged(hit, clear, list_spans)) is not None]

    def _judged(
        self, hit: Hit[Skill], clear: Sequence[Hit[Skill]], list_spans: Sequence[tuple[int, int]]
    ) -> Find | None:
        item = self._is_item(hit)
        listed = item and any(start <= hit.start < end for start, end in list_spans)
        rule = self.skills.ambiguous.get(hit.form)
        if rule is None:
            small = self._is_small(hit)
            if small and not listed and not self._has_neighbour(hit, clear):
                return None
            return Find(hit.start, hit.end, hit.entry, item, ambiguous=small)
        skill = self.skills.by_name[rule.skill]
        if not self._holds(rule, hit, clear, listed=listed, item=item):
            return None
        generic = rule.policy == "list"
        return Find(hit.start, hit.end, skill, item, ambiguous=not generic, generic=generic)

    def _holds(
        self,
        rule: AmbiguousForm,
        hit: Hit[Skill],
        clear: Sequence[Hit[Skill]],
        *,
        listed: bool,
        item: bool,
    ) -> bool:
        if rule.policy == "list":
            return listed
        if self._written(hit) not in {rule.form, rule.form.upper()} or self._beside(hit, rule):
            return False
        return listed or (item and self._has_neighbour(hit, clear)) or self._has_cue(hit, rule)

    def _written(self, hit: Hit[Skill]) -> str:
        return self.text[hit.start : hit.end]

    def _is_small(self, hit: Hit[Skill]) -> bool:
        """Up to three letters in lower case: `ai`, `rest`, `lan` are words of other languages."""
        return len(hit.form) <= SHORT and hit.form.isalpha() and self._written(hit).islower()

    def _is_item(self, hit: Hit[Skill]) -> bool:
        before = self.text[max(0, hit.start - 6) : hit.start]
        after = self.text[hit.end : hit.end + 6]
        return ITEM_START.search(before) is not None and ITEM_END.match(after) is not None

    def _beside(self, hit: Hit[Skill], rule: AmbiguousForm) -> bool:
        """Whether a word stands next to the form that gives it another meaning."""
        after = self.folded[hit.end : hit.end + 24].replace("\n", " ")
        before = self.folded[max(0, hit.start - 24) : hit.start].replace("\n", " ")
        if after[:1] == "-" or before[-1:] == "-":
            return True
        following = any(_begins(after.lstrip(" "), fold(word)) for word in rule.unless_next)
        return following or any(
            _ends(before.rstrip(" "), fold(word)) for word in rule.unless_previous
        )

    def _has_neighbour(self, hit: Hit[Skill], clear: Sequence[Hit[Skill]]) -> bool:
        """One of the ``clear`` technologies (in order of the text) is near, in the same line."""
        first = bisect_left(clear, hit.start - NEAR, key=lambda other: other.end)
        last = bisect_right(clear, hit.end + NEAR, key=lambda other: other.start)
        for other in clear[first:last]:
            if other.end <= hit.start or hit.end <= other.start:
                between = self.text[min(hit.end, other.end) : max(hit.start, other.start)]
                if "\n\n" not in between:
                    return True
        return False

    def _has_cue(self, hit: Hit[Skill], rule: AmbiguousForm) -> bool:
        before = self.folded[max(0, hit.start - NEAR) : hit.start].rpartition("\n\n")[2]
        after = self.folded[hit.end : hit.end + NEAR].partition("\n\n")[0]
        window = f"{before} \0 {after}"
        return any(
            re.search(rf"(?<![\w+#]){re.escape(fold(cue))}(?![\w+#])", window) for cue in rule.cues
        )


def _begins(text: str, word: str) -> bool:
    return text.startswith(word) and not text[len(word) : len(word) + 1].isalnum()


def _ends(text: str, word: str) -> bool:
    return text.endswith(word) and not text[: -len(word)][-1:].isalnum()
