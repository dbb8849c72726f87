"""Errors as RFC 9457 problem details: the ones we raise, and those of the framework."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from hirewire_chassis import TransientError
from hirewire_chassis.errors import classify
from hirewire_contracts.settlement import FieldError, Problem
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

TYPE_PREFIX = "urn:hirewire:problem:"
MEDIA_TYPE = "application/problem+json"
_RETRY_AFTER_SECONDS = "5"
log = structlog.get_logger(__name__)


class ProblemError(HTTPException):
    """Ends a request with a problem. ``extra`` members are shown beside the standard ones."""

    def __init__(
        self,
        problem: Problem,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, str | int] | None = None,
    ) -> None:
        super().__init__(problem.status, problem.detail, dict(headers or {}))
        self.problem = problem
        self.extra = extra or {}


def fail(
    status: int, code: str, detail: str, headers: Mapping[str, str] | None = None
) -> ProblemError:
    """A problem with the standard title of its status."""
    return ProblemError(problem_of(status, code, detail), headers)


def not_found(what: str) -> ProblemError:
    """For what is not there and for what is somebody else's: nobody can tell which."""
    return fail(404, "not_found", f"There is no such {what}.")


def invalid(*errors: FieldError) -> ProblemError:
    problem = problem_of(422, "invalid", "Some fields are not valid.")
    return ProblemError(problem.model_copy(update={"errors": errors}))


def problem_of(status: int, code: str, detail: str) -> Problem:
    return Problem(code=code, title=HTTPStatus(status).phrase, status=status, detail=detail)


def problem_response(
    problem: Problem,
    request_id: str,
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Response:
    body: dict[str, Any] = {
        "type": TYPE_PREFIX + problem.code,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": f"urn:hirewire:request:{quote(request_id)}",
    }
    if problem.errors:
        body["errors"] = [error.model_dump() for error in problem.errors]
    body.update(extra or {})
    return JSONResponse(body, problem.status, dict(headers or {}), MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Let every error of this application come out as a problem."""
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)


async def _on_http_error(request: Request, error: Exception) -> Response:
    if isinstance(error, ProblemError):
        return problem_response(error.problem, id_of(request), error.headers, error.extra)
    if not isinstance(error, HTTPException):
        raise error
    code = HTTPStatus(error.status_code).name.lower()
    detail = _SENTENCES.get(error.status_code, str(error.detail))
    problem = problem_of(error.status_code, code, detail)
    return problem_response(problem, id_of(request), error.headers)


async def _on_invalid_request(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    if any(each["loc"][0] == "path" for each in error.errors()):
        problem = problem_of(404, "not_found", _SENTENCES[404])
        return problem_response(problem, id_of(request))
    errors = tuple(field_errors(error.errors()))
    problem = problem_of(422, "invalid", "Some fields are not valid.")
    problem = problem.model_copy(update={"errors": errors})
    return problem_response(problem, id_of(request))


def surprise(error: Exception, request_id: str) -> Response:
    """The answer to an error that nobody expected: what is away is 503, the rest 500."""
    cause = classify(error)
    if isinstance(cause, TransientError):
        log.warning("unavailable", reason=str(cause))
        problem = problem_of(503, "unavailable", "A part of the service is away; try again soon.")
        return problem_response(problem, request_id, {"Retry-After": _RETRY_AFTER_SECONDS})
    log.error("request failed", exc_info=error)
    problem = problem_of(500, "internal", "Something went wrong here; the request id names it.")
    return problem_response(problem, request_id)


def field_errors(errors: Iterable[Any]) -> Iterable[FieldError]:
    """Errors of pydantic with JSON pointers; a query or header parameter is named as ``?name``."""
    for error in errors:
        place, *path = error["loc"]
        if error["type"] == "json_invalid":
            context = error.get("ctx", {})
            detail = f"This is not JSON: {context.get('error', '')} at position {path[-1]}."
            yield FieldError(pointer="", detail=detail)
        elif place == "body":
            yield FieldError(pointer=pointer(path), detail=_sentence(error["msg"]))
        else:
            yield FieldError(pointer="?" + ".".join(map(str, path)), detail=error["msg"])


def _sentence(message: str) -> str:
    """Our own validators speak in sentences; pydantic announces them."""
    return message.removeprefix("Value error, ")


def pointer(path: Iterable[str | int]) -> str:
    """RFC 6901."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def id_of(request: Request) -> str:
    """The request's id, which every response names."""
    return str(request.scope.get("request_id", ""))


_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take this method.",
}
