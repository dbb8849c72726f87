"""What /openapi.json says beyond what the routes' signatures do."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from hirewire_contracts.message import Value
from hirewire_contracts.settlement import FieldError
from pydantic import BaseModel

from hirewire_gateway.http.operation_state import OperationState
from hirewire_gateway.http.problems import MEDIA_TYPE

_FRAMEWORKS_OWN = ("HTTPValidationError", "ValidationError")
_PROBLEM = "#/components/schemas/ProblemDetails"


class ProblemDetails(Value):
    """RFC 9457; ``errors`` is there on 422."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[FieldError] | None = None


def written(model: type[BaseModel], status: int = 200) -> dict[int | str, dict[str, Any]]:
    """The answers of a command route: the resource, or the operation that goes on."""
    return {status: {"model": model}, **accepted()}


def accepted() -> dict[int | str, dict[str, Any]]:
    description = "Accepted; the operation at Location says how it ends"
    return {202: {"model": OperationState, "description": description}}


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document, in which every error is a problem."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        routes=app.routes,
        tags=app.openapi_tags,
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _FRAMEWORKS_OWN:
        schemas.pop(name, None)
    problem = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["ProblemDetails"] = problem
    for path in document.get("paths", {}).values():
        for operation in path.values():
            _answer_with_problems(operation["responses"])
    return document


def _answer_with_problems(responses: dict[str, Any]) -> None:
    responses.pop("422", None)
    responses["default"] = {
        "description": "A problem",
        "content": {MEDIA_TYPE: {"schema": {"$ref": _PROBLEM}}},
    }
