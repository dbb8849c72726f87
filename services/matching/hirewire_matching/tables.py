"""The schema ``matching``."""

from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    """Every table's key begins with the workspace: ids of two workspaces never meet."""
