"""How well documents are read: ``make eval-extraction``; how fast: ``make bench-extraction``."""
