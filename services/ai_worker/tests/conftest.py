import pytest
from hirewire_chassis import Context, Database, new_id
from hirewire_chassis.testing.databases import Databases


@pytest.fixture
def database(databases: Databases) -> Database:
    return databases.of("ai_worker")


@pytest.fixture
def recruiter() -> Context:
    """A recruiter at work in a workspace of their own."""
    return Context(workspace_id=new_id(), actor_id=new_id(), actor_roles=("recruiter",))
