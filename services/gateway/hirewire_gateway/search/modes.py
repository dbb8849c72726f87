"""How something is searched: by words, by meaning, or by both."""

from typing import Literal

Mode = Literal["keyword", "semantic", "hybrid"]
