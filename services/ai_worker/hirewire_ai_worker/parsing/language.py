"""Which language a text is written in."""

from typing import Protocol

from hirewire_ai_worker.parsing.document import UNKNOWN_LANGUAGE

FEWEST_LETTERS = 20
SAMPLE = 6000
LANGUAGES = (
    "bg ca cs da de el en es et fi fr ga hr hu is it lt lv mk mt nb nl nn no pl pt ro ru sk sl"
    " sq sr sv tr uk ar fa he hi id ja ko ms th vi zh"
)


class Identifier(Protocol):
    def classify(self, instance: str) -> tuple[str, float]: ...


class LanguageDetector:
    """Wraps the model; loading takes about half a second and 60 MB, so make one and share it."""

    def __init__(self, identifier: Identifier) -> None:
        self._identifier = identifier

    @classmethod
    def load(cls) -> "LanguageDetector":
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - slow import

        identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
        known = set(identifier.labels)
        identifier.set_languages([code for code in LANGUAGES.split() if code in known])
        return cls(identifier)

    def detect(self, text: str) -> str:
        """An ISO 639-1 code, or `und` when there is too little text to tell."""
        if sum(char.isalpha() for char in text[:SAMPLE]) < FEWEST_LETTERS:
            return UNKNOWN_LANGUAGE
        return self._identifier.classify(text[:SAMPLE])[0]
