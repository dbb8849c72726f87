from hirewire_chassis import new_id
from hirewire_gateway.identity.permissions import ROLES, Actor, Resource, can
from hirewire_gateway.live.topics import TOPICS, allowed, may_hear


def test_every_role_hears_what_it_may_read() -> None:
    for role in (*ROLES, "nobody"):
        actor = Actor(new_id(), new_id(), new_id(), (role,))
        for topic, permission in TOPICS.items():
            expected = can(actor, permission, Resource(actor.workspace_id))
            assert may_hear(actor, topic) is expected, (role, topic)
            assert may_hear(actor, f"{topic}:{new_id()}") is expected, (role, topic)


def test_topics_are_told_apart() -> None:
    actor = Actor(new_id(), new_id(), new_id(), ("viewer",))
    granted, refused = allowed(actor, ["jobs", "weather", "jobs", "jobs_of_others:1", "operations"])
    assert granted == ("jobs", "operations")
    assert refused == ("weather", "jobs_of_others:1")
