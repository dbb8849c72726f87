"""Which extractor made a fact."""

from hirewire_ai_worker.extraction.tagger.tagger import SpanTagger
from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

RULES = "local-2026.11"


def extractor_version(taxonomy: Taxonomy, tagger: SpanTagger | None = None) -> str:
    """Changes with rules, taxonomy and tagger, so that facts can be told apart."""
    version = f"{RULES}+taxonomy.{taxonomy.version}"
    return f"{version}+tagger.{tagger.version}" if tagger else version
