"""The API's own description: /openapi.json, and /docs to read and try it."""

from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import JSONResponse, Response

from hirewire_gateway.http.openapi import describe

_PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' https:;"
    " style-src 'self' 'unsafe-inline' https:; img-src 'self' data: https:;"
    " frame-ancestors 'none'"
)


def add_docs(app: FastAPI) -> None:
    @cache
    def document() -> dict[str, Any]:
        return describe(app)

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi_document() -> Response:
        return JSONResponse(document())

    @app.get("/docs", include_in_schema=False)
    async def page() -> Response:
        response = get_swagger_ui_html(openapi_url="/openapi.json", title=app.title)
        response.headers["Content-Security-Policy"] = _PAGE_POLICY
        return response
