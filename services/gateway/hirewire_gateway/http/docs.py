"""The API's own description: /openapi.json, and /docs to read and try it, without the network."""

from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.responses import JSONResponse, Response

from hirewire_gateway.http.openapi import describe
from hirewire_gateway.http.problems import not_found

_PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; frame-ancestors 'none'"
)
_ASSETS = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon.png": "image/png",
}
"""Swagger UI (Apache-2.0), as the package fastapi-offline carries it."""


def add_docs(app: FastAPI) -> None:
    @cache
    def document() -> dict[str, Any]:
        return describe(app)

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi_document() -> Response:
        return JSONResponse(document())

    @app.get("/docs", include_in_schema=False)
    async def page() -> Response:
        response = get_swagger_ui_html(
            openapi_url="/openapi.json",
            title=app.title,
            swagger_js_url="/docs/swagger-ui-bundle.js",
            swagger_css_url="/docs/swagger-ui.css",
            swagger_favicon_url="/docs/favicon.png",
        )
        response.headers["Content-Security-Policy"] = _PAGE_POLICY
        return response

    @app.get("/docs/{asset}", include_in_schema=False)
    async def page_asset(asset: str) -> Response:
        if asset not in _ASSETS:
            raise not_found("page")
        headers = {"Cache-Control": "public, max-age=86400"}
        return Response(_asset(asset), headers=headers, media_type=_ASSETS[asset])


@cache
def _asset(name: str) -> bytes:
    return (files("fastapi_offline") / "static" / name).read_bytes()
