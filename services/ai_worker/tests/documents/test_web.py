"""Documents from the web, from a server in this process."""

import asyncio
from collections.abc import AsyncIterator
from ipaddress import ip_address, ip_network

import pytest
from hirewire_ai_worker.documents.web import Web, is_public
from hirewire_contracts.documents import Failure, UrlSource

PAGES = {
    "/cv": b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nAda King",
    "/moved": b"HTTP/1.1 302 Found\r\nLocation: /cv\r\nContent-Length: 0\r\n\r\n",
    "/in": b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:1/\r\nContent-Length: 0\r\n\r\n",
    "/loop": b"HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n",
    "/gone": b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    "/busy": b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
    "/file": b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n",
    "/huge": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * 5_000,
    "/cut": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nAda",
}


ALLOWED = (ip_network("127.0.0.1/32"),)


@pytest.fixture
async def site() -> AsyncIterator[str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(PAGES[head.split()[1].decode()])
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize("page", ["/cv", "/moved"])
async def test_a_page_is_fetched_where_that_is_allowed(site, page) -> None:
    assert await Web(ALLOWED).fetch(site + page) == b"Ada King"


@pytest.mark.parametrize(
    ("page", "code", "retryable"),
    [
        ("/loop", "url_refused", False),
        ("/gone", "url_refused", False),
        ("/busy", "url_refused", True),
        ("/file", "url_forbidden", False),
        ("/huge", "too_large", False),
        ("/cut", "url_unreachable", True),
    ],
)
async def test_what_is_wrong_with_it_is_a_failure(site, page, code, retryable) -> None:
    failure = await Web(ALLOWED, largest=4_000).fetch(site + page)
    assert isinstance(failure, Failure)
    assert (failure.code, failure.retryable) == (code, retryable)


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:1/", "http://localhost:1/", "http://[::1]:1/", "http://0.0.0.0:1/"),
        *("http://10.0.0.1/", "http://169.254.169.254/latest", "http://[::ffff:7f00:1]/"),
        *("http://2130706433/", "http://ada:secret@192.0.2.1/", "ftp://example.org/", "http:///x"),
    ],
)
async def test_no_way_leads_into_private_networks(url) -> None:
    failure = await Web().fetch(url)
    assert isinstance(failure, Failure)
    assert (failure.code, failure.retryable) == ("url_forbidden", False)


async def test_a_redirect_is_judged_like_the_first_address(site) -> None:
    failure = await Web(ALLOWED).fetch(site + "/in")
    assert isinstance(failure, Failure)
    assert failure.code == "url_forbidden"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        *((each, False) for each in ("224.0.0.1", "100.64.0.1", "192.168.1.1", "fd00::1")),
        *((each, False) for each in ("64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:127.0.0.1")),
    ],
)
def test_which_addresses_are_public(address, public) -> None:
    assert is_public(ip_address(address)) is public


async def test_a_document_of_a_forbidden_address_fails_by_its_code(desk) -> None:
    document_id = await desk.submit(UrlSource(url="http://127.0.0.1:1/cv"))
    await desk.extract(document_id)
    document = await desk.look(document_id)
    assert document.status == "failed"
    assert document.failure is not None
    assert document.failure.code == "url_forbidden"
