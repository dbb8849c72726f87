"""Taking ESCO and O*NET in as published, beside the taxonomy that is shipped."""

from hirewire_ai_worker.taxonomy.importing.imports import Imported, import_source
from hirewire_ai_worker.taxonomy.importing.source import SourceError

__all__ = ["Imported", "SourceError", "import_source"]
