from itertools import pairwise
from uuid import UUID

from hirewire_contracts.roles import NEEDS, OPERATOR, allows
from hirewire_gateway.identity.permissions import (
    OPERATORS_ONLY,
    PERMISSIONS,
    PERSONS_ONLY,
    ROLES,
    Actor,
    Resource,
    can,
    permissions_of,
)
from hypothesis import given
from hypothesis import strategies as st

LADDER = ("owner", "admin", "recruiter", "hiring_manager", "interviewer", "viewer")
HERE, THERE, ME, YOU = (UUID(int=number) for number in range(4))
actions = st.sampled_from(PERMISSIONS)
roles = st.lists(st.sampled_from((*ROLES, "emperor")), max_size=4).map(tuple)


def _actor(held):
    return Actor(user_id=ME, workspace_id=HERE, session_id=UUID(int=9), roles=held)


def test_the_services_ask_for_the_roles_that_the_gateway_asks_for():
    for permission in NEEDS:
        for role in (*ROLES, "emperor"):
            assert allows((role,), permission) == (permission in permissions_of(role))


def test_each_role_has_what_those_below_it_have():
    for higher, lower in pairwise(LADDER):
        assert permissions_of(higher) >= permissions_of(lower)
    assert permissions_of("owner") >= permissions_of("candidate")
    assert permissions_of("owner") == set(PERMISSIONS) - OPERATORS_ONLY


@given(roles)
def test_no_role_of_a_workspace_runs_the_instance(held):
    for action in OPERATORS_ONLY:
        assert not can(_actor(held), action, Resource(HERE))
        assert can(_actor((*held, OPERATOR)), action, Resource(HERE))


def test_an_operator_has_no_more_than_others_in_a_workspace_and_no_key_carries_it():
    assert permissions_of(OPERATOR) == OPERATORS_ONLY
    assert OPERATOR not in ROLES
    assert OPERATORS_ONLY <= PERSONS_ONLY


def test_a_candidate_sees_nothing_of_others():
    assert not {"candidates:read", "jobs:write", "matches:read"} & permissions_of("candidate")


@given(roles, actions)
def test_nobody_acts_in_another_workspace_or_on_what_is_anothers_own(held, action):
    assert not can(_actor(held), action, Resource(THERE))
    assert not can(_actor(held), action, Resource(HERE, YOU))


@given(roles, st.sampled_from(ROLES), actions)
def test_one_more_role_never_takes_anything_away(held, more, action):
    if can(_actor(held), action, Resource(HERE, ME)):
        assert can(_actor((*held, more)), action, Resource(HERE, ME))


@given(actions)
def test_without_a_role_that_is_known_nothing_is_allowed(action):
    assert not can(_actor(()), action, Resource(HERE))
    assert not can(_actor(("emperor",)), action, Resource(HERE))
