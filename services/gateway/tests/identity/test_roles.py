"""Roles of a workspace's own: whatever they are made of, these things hold."""

from uuid import UUID

import pytest
from hirewire_gateway.identity.permissions import (
    OPERATORS_ONLY,
    PERMISSIONS,
    PERSONAL,
    ROLES,
    Actor,
    Resource,
    can,
    permissions_of,
)
from hirewire_gateway.identity.roles.rules import (
    BeyondOwnError,
    CircularRoleError,
    Definition,
    UnknownRoleError,
    check_definition,
    check_grant,
    effective,
)
from hypothesis import given
from hypothesis import strategies as st

HERE, ME = UUID(int=1), UUID(int=2)
NAMES = ("alpha", "beta", "gamma", "delta")
permissions = st.frozensets(st.sampled_from(PERMISSIONS), max_size=4)
parents = st.lists(st.sampled_from((*NAMES, *ROLES)), max_size=3, unique=True).map(tuple)
definitions = st.builds(Definition, st.sampled_from(NAMES), parents, permissions)
any_definitions = st.lists(definitions, max_size=5).map(lambda made: {d.name: d for d in made})


def _accepted(wanted):
    """Those of the wanted definitions that are let in, one after the other."""
    own = {}
    for each in wanted:
        try:
            check_definition(each, own)
        except (CircularRoleError, UnknownRoleError):
            continue
        own[each.name] = each
    return own


def _actor(*roles, **more):
    return Actor(ME, HERE, UUID(int=3), roles, **more)


@given(any_definitions, definitions, st.sampled_from((*NAMES, *ROLES)))
def test_one_more_parent_never_takes_a_permission_away(own, role, parent):
    before = effective(role.name, {**own, role.name: role})
    more = Definition(role.name, (*role.inherits, parent), role.permissions)
    assert before <= effective(role.name, {**own, role.name: more})


@given(any_definitions, st.sampled_from(NAMES))
def test_even_a_cycle_has_an_end_and_no_role_runs_the_instance(own, name):
    held = effective(name, own)
    assert not held & OPERATORS_ONLY
    assert held == frozenset() if name not in own else held >= set(PERSONAL)


@given(st.lists(definitions, max_size=8))
def test_what_is_let_in_is_never_circular(wanted):
    own = _accepted(wanted)
    ranked = {}
    while len(ranked) < len(own):
        ready = [
            name
            for name, role in own.items()
            if name not in ranked and all(p in ranked or p in ROLES for p in role.inherits)
        ]
        assert ready, f"circular or dangling: {own}"
        ranked |= dict.fromkeys(ready)


@given(st.lists(definitions, max_size=8), st.sampled_from(NAMES))
def test_a_role_has_all_that_its_parents_have(wanted, name):
    own = _accepted(wanted)
    for parent in own[name].inherits if name in own else ():
        assert effective(parent, own) - OPERATORS_ONLY <= effective(name, own)


@given(permissions, permissions)
def test_nobody_gives_more_than_they_have(held, wanted):
    actor = _actor("emperor", granted=held)
    if wanted <= held | set(PERSONAL):
        check_grant(actor, wanted)
    else:
        with pytest.raises(BeyondOwnError):
            check_grant(actor, wanted)


def test_an_api_key_gives_no_more_than_its_scopes():
    scoped = _actor("owner", scopes=frozenset({"members:write", "jobs:read"}))
    check_grant(scoped, {"jobs:read", "account:manage"})
    with pytest.raises(BeyondOwnError):
        check_grant(scoped, permissions_of("admin"))


@given(permissions, st.sampled_from(PERMISSIONS))
def test_what_is_granted_is_what_one_can(held, action):
    assert can(_actor("emperor", granted=held), action, Resource(HERE)) == (action in held)
    assert not can(_actor("emperor", granted=held), action, Resource(UUID(int=9)))


def test_services_are_told_the_permissions_they_ask_for():
    actor = _actor("sourcer", granted=frozenset({"audit:read", "candidates:write", "matches:run"}))
    assert actor.told == ("sourcer", "candidates:write", "matches:run")
