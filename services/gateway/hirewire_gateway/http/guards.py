"""What a route asks for before it answers, read from its dependencies."""

from collections.abc import Iterable, Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from hirewire_gateway.http.access import Permit
from hirewire_gateway.http.writing import Write
from hirewire_gateway.identity.permissions import Permission


def permission_of(route: APIRoute) -> Permission | None:
    """None for a route that asks nobody who they are. Raises ValueError for two permissions."""
    guards = {call.action for call in _calls(route.dependant) if isinstance(call, Permit | Write)}
    if len(guards) > 1:
        raise ValueError(f"{route.path} asks for {sorted(guards)}: one route, one permission")
    return next(iter(guards), None)


def open_paths(routes: Iterable[BaseRoute]) -> frozenset[str]:
    """Those that ask nobody, whatever the method."""
    found = [route for route in routes if isinstance(route, APIRoute)]
    guarded = {route.path for route in found if permission_of(route) is not None}
    return frozenset(route.path for route in found) - guarded


def _calls(dependant: Dependant) -> Iterator[object]:
    for each in dependant.dependencies:
        yield each.call
        yield from _calls(each)
