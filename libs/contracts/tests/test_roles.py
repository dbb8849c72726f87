import pytest
from hirewire_contracts.roles import HIERARCHY, NEEDS, allows
from hypothesis import given
from hypothesis import strategies as st

roles = st.lists(st.sampled_from([*HIERARCHY, *NEEDS, "candidate", "nobody", ""]))


WRITES = [permission for permission in NEEDS if permission.endswith(":write")]


@pytest.mark.parametrize("permission", WRITES)
@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("owner", True),
        ("admin", True),
        ("recruiter", True),
        ("hiring_manager", False),
        ("interviewer", False),
        ("viewer", False),
        ("candidate", False),
        ("Owner", False),
        ("", False),
    ],
)
def test_recruiters_and_those_above_may_write(permission: str, role: str, *, may: bool) -> None:
    assert allows((role,), permission) is may


@given(roles=roles, more=roles, permission=st.sampled_from(sorted(NEEDS)))
def test_another_role_never_takes_a_permission_away(
    roles: list[str], more: list[str], permission: str
) -> None:
    assert allows([*roles, *more], permission) == (
        allows(roles, permission) or allows(more, permission)
    )


@pytest.mark.parametrize("permission", NEEDS)
def test_a_role_of_a_workspaces_own_carries_what_it_is_told_as(permission: str) -> None:
    assert [other for other in NEEDS if allows((permission,), other)] == [permission]


def test_a_permission_nobody_declared_is_an_error() -> None:
    with pytest.raises(KeyError):
        allows(("owner",), "jobs:launch")


def test_hiring_managers_and_those_above_may_have_candidates_ranked() -> None:
    may = [role for role in (*HIERARCHY, "candidate", "") if allows((role,), "matches:run")]

    assert may == ["hiring_manager", "recruiter", "admin", "owner"]
