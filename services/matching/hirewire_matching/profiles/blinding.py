"""What must not reach a vector or a score: who the person is.

Names, contacts and streets are known from the candidate and taken out wherever they stand; lines
and phrases about age, gender, nationality and family are known by their form. A part of the name
that is also a word of the person's trade (a baker called Baker) stays, so that the trade is not
lost with it. Words that bend with gender (Krankenschwester) and nationalities in running text are
beyond what patterns can do.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from hirewire_contracts.candidates import CandidateDetails

from hirewire_matching.profiles.folding import fold
from hirewire_matching.profiles.places import streets

_PERSONAL_LINE = re.compile(
    r"^\W*(?:date of birth|birth ?date|d\.?o\.?b|born(?: in| on)?|place of birth|age|nationality"
    r"|citizenship|gender|sex|pronouns|marital status|family status|children|religion|address"
    r"|home address|photo|name|phone|e-?mail|geburtsdatum|geburtsort|geboren(?: am| in)?|alter"
    r"|staatsangehörigkeit|nationalität|geschlecht|familienstand|kinder|konfession|anschrift"
    r"|adresse|date de naissance|lieu de naissance|née?(?: le| à)?|âge|nationalité|sexe"
    r"|situation familiale|enfants|fecha de nacimiento|lugar de nacimiento|edad|nacionalidad|sexo"
    r"|estado civil|hijos|dirección|domicilio)\s*[:–-].*$",
    re.IGNORECASE | re.MULTILINE,
)
_PERSONAL_PHRASE = re.compile(
    # A label and its value within a line, up to the end of the sentence.
    r"\b(?:(?:date|place) of birth|birth ?date|d\.?o\.?b|nationality|citizenship|gender|sex|age"
    r"|pronouns|(?:marital|family) status|religion|geburts(?:datum|ort)|staatsangehörigkeit"
    r"|nationalität|geschlecht|familienstand|konfession|alter|(?:date|lieu) de naissance"
    r"|nationalité|sexe|âge|situation familiale|(?:fecha|lugar) de nacimiento|nacionalidad|sexo"
    r"|edad|estado civil)\s*:(?:[^.;|\n]|\.(?=\d))*"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:https?://|www\.)\S+"
    r"|\+\d[\d\s()./-]{6,}\d|\(?\b0\d{2,}[)\s/-][\d\s-]{5,}\d|\(?\b\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}\b"
    r"|\b\d{2}[- ]years?[- ]old\b|\baged? \d{2}\b|\b\d{2} Jahre alt\b|\b\d{2} ans\b"
    r"|\bborn (?:in|on) [^.,;\n]*"
    r"|\b(?:mr|mrs|ms|miss|mx|herr|frau|monsieur|madame|señora?)\b\.?",
    re.IGNORECASE,
)
# "her" stands for both "him" and "his"; only one word for all three makes the sentences equal.
_PRONOUNS = {
    **dict.fromkeys(("he", "she"), "they"),
    **dict.fromkeys(("him", "his", "her", "hers"), "their"),
    **dict.fromkeys(("himself", "herself"), "themselves"),
}
_PRONOUN = re.compile(rf"\b(?:{'|'.join(_PRONOUNS)})\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Blinder:
    """Takes one person out of texts; ``identity`` matches what is theirs alone."""

    identity: re.Pattern[str] | None

    @classmethod
    def of(cls, person: CandidateDetails) -> "Blinder":
        forms = [*_full_names(person), *_contacts(person), *_name_parts(person)]
        longest_first = sorted(
            {form for form in forms if form}, key=lambda form: (-len(form), form)
        )
        if not longest_first:
            return cls(None)
        return cls(re.compile(rf"(?<!\w)(?:{'|'.join(map(_pattern, longest_first))})(?!\w)"))

    def scrub(self, text: str | None) -> str:
        """The text without the person, its blanks collapsed, one line per line that is left."""
        anonymous = self.identity.sub(" ", text or "") if self.identity else text or ""
        impersonal = _PERSONAL_PHRASE.sub(" ", _PERSONAL_LINE.sub(" ", anonymous))
        neutral = _PRONOUN.sub(lambda found: _PRONOUNS[found[0].lower()], impersonal)
        lines = (" ".join(line.split()).strip(" ,;|–-") for line in neutral.splitlines())
        return "\n".join(line for line in lines if _WORD.search(line))

    def shows(self, text: str) -> bool:
        """Whether the text tells who the person is."""
        by_form = _PERSONAL_LINE.search(text) or _PERSONAL_PHRASE.search(text)
        return bool(by_form or (self.identity and self.identity.search(text)))


def _full_names(person: CandidateDetails) -> Iterator[str]:
    if person.first_name and person.last_name:
        yield f"{person.first_name} {person.last_name}"
        yield f"{person.first_name} {person.last_name}".upper()
        yield f"{person.last_name} {person.first_name}"
        yield f"{person.last_name}, {person.first_name}"


def _name_parts(person: CandidateDetails) -> Iterator[str]:
    """Particles in lower case (de, van) are words of the language and stay."""
    trade = _trade_words(person)
    for part in " ".join(filter(None, (person.first_name, person.last_name))).split():
        capitalised = part[:1].upper() + part[1:]
        particle = part.islower() and len(part) <= len("della")
        if len(part) >= _SHORTEST and not particle and fold(part) not in trade:
            yield from (part, capitalised, part.upper())


def _contacts(person: CandidateDetails) -> Iterator[str]:
    for contact in chain(person.emails, person.phone_numbers, person.urls):
        yield contact.value
    yield from streets(person.location or "")


def _trade_words(person: CandidateDetails) -> frozenset[str]:
    names: Iterable[str | None] = (
        *(skill.name for skill in person.skills),
        *(work.title for work in person.work),
        *(study.field_of_study for study in person.education),
        *(certificate.name for certificate in person.certificates),
    )
    return frozenset(fold(word) for name in names if name for word in _WORD.findall(name))


def _pattern(form: str) -> str:
    return r"\s+".join(map(re.escape, form.split()))
