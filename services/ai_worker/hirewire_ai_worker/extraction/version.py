"""Which extractor made a fact."""

from hirewire_ai_worker.taxonomy.taxonomy import Taxonomy

RULES = "local-2026.11"


def extractor_version(taxonomy: Taxonomy) -> str:
    """Changes with the rules and with the taxonomy, so that facts can be told apart."""
    return f"{RULES}+taxonomy.{taxonomy.version}"
