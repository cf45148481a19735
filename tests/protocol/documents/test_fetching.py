"""Documents fetched from a server on loopback, which only these tests may call public."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import gzip
import ipaddress
import zlib
from collections.abc import AsyncIterator, Mapping

import pytest
import pytest_asyncio
from aiohttp import web

from chatterbot import errors
from chatterbot.documents import addresses, fetching

pytestmark = pytest.mark.protocol

LOOPBACK = ipaddress.ip_address("127.0.0.1")
PAGE = "<html><h2>Как войти?</h2>Нажмите."


def is_loopback(address: addresses.IPAddress) -> bool:
    return address == LOOPBACK


@dataclasses.dataclass
class Website:
    """What is asked of it, and what it answers by path."""

    port: int = 0
    asked: list[Mapping[str, str]] = dataclasses.field(default_factory=list[Mapping[str, str]])
    gone: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}/{path}"

    def fetcher(self, **limits: float) -> fetching.DocumentFetcher:
        most = fetching.FetchLimits(ports=frozenset({self.port}))
        return fetching.DocumentFetcher(dataclasses.replace(most, **limits), is_loopback)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(dict(request.headers))
        path = request.path.removeprefix("/")
        match path.split("/"):
            case ["page"]:
                return web.Response(
                    body=PAGE.encode("cp1251"), headers={"Content-Type": "text/html; charset=windows-1251"}
                )
            case ["loop"]:
                raise web.HTTPFound("/loop")
            case ["hops", count]:
                raise web.HTTPFound(f"/hops/{int(count) - 1}" if int(count) else "/page")
            case ["elsewhere"]:
                return web.Response(status=302, headers={"Location": request.query["to"]})
            case ["status", code]:
                return web.Response(status=int(code), text="no")
            case ["type"]:
                return web.Response(body=b"data", headers={"Content-Type": request.query["type"]})
            case ["gzip"]:
                return web.Response(
                    body=gzip.compress(PAGE.encode()), headers={"Content-Type": "text/html", "Content-Encoding": "gzip"}
                )
            case ["deflate"]:
                raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
                body = raw.compress(PAGE.encode()) + raw.flush()
                return web.Response(body=body, headers={"Content-Type": "text/html", "Content-Encoding": "deflate"})
            case ["bomb"]:
                body = gzip.compress(bytes(8 << 20))
                return web.Response(body=body, headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})
            case ["brotli"]:
                return web.Response(body=b"x", headers={"Content-Type": "text/html", "Content-Encoding": "br"})
            case ["broken-gzip"]:
                return web.Response(body=b"no gzip", headers={"Content-Type": "text/html", "Content-Encoding": "gzip"})
            case ["file"]:
                disposition = "attachment; filename*=UTF-8''%D0%BF%D1%80%D0%B0%D0%B2%D0%B8%D0%BB%D0%B0%2F..%2F%60x.docx"
                return web.Response(
                    body=b"PK", headers={"Content-Type": "application/octet-stream", "Content-Disposition": disposition}
                )
            case ["endless"]:
                return await self._endless(request)
            case ["silent"]:
                await self.gone.wait()
                return web.Response()
            case _:
                raise web.HTTPNotFound

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/plain"})
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65_536)


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Website]:
    website = Website()
    app = web.Application()
    app.router.add_get("/{path:.*}", website.answer)
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    place = web.TCPSite(runner, "127.0.0.1", 0)
    await place.start()
    website.port = runner.addresses[0][1]
    yield website
    website.gone.set()
    await runner.cleanup()


async def refused(fetcher: fetching.DocumentFetcher, address: str) -> errors.InvalidInputError:
    with pytest.raises(errors.InvalidInputError) as caught:
        await fetcher.fetch(address)
    return caught.value


@pytest.mark.parametrize("path", ["page", "hops/4", "elsewhere?to=/page", "elsewhere?to=page%23top", "page#top"])
async def test_a_page_arrives_with_what_the_server_says_of_it(site: Website, path: str) -> None:
    file = await site.fetcher().fetch(f" <{site.url(path)}>")
    assert file.data.decode("cp1251") == PAGE
    assert (file.name, file.media_type, file.charset, file.address) == (
        "page.html",
        "text/html",
        "windows-1251",
        site.url("page"),
    )
    assert site.asked[0]["User-Agent"].startswith("chatterbot/")
    assert not {"Cookie", "Authorization", "Referer"} & site.asked[-1].keys()


@pytest.mark.parametrize("path", ["gzip", "deflate"])
async def test_a_packed_page_is_unpacked(site: Website, path: str) -> None:
    assert (await site.fetcher().fetch(site.url(path))).data.decode() == PAGE


async def test_a_file_has_the_name_that_the_server_gives_it(site: Website) -> None:
    file = await site.fetcher().fetch(site.url("file"))
    assert file.name == "_x.docx"


@pytest.mark.parametrize(
    ("path", "key", "params"),
    [
        ("loop", "error-fetch-redirects", {"limit": 5}),
        ("hops/5", "error-fetch-redirects", {"limit": 5}),
        ("elsewhere?to=file:///etc/passwd", "error-fetch-scheme", {}),
        ("elsewhere?to=http://10.0.0.1/", "error-fetch-private", {"host": "10.0.0.1"}),
        ("elsewhere?to=http://u:p@127.0.0.1/", "error-fetch-credentials", {}),
        ("elsewhere?to=http://[", "error-fetch-address", {}),
        ("status/404", "error-fetch-status", {"status": 404}),
        ("status/500", "error-fetch-status", {"status": 500}),
        ("status/204", "error-fetch-status", {"status": 204}),
        ("type?type=image/png", "error-fetch-type", {"type": "image/png"}),
        ("type?type=text/css", "error-fetch-type", {"type": "text/css"}),
        ("type?type=a`b", "error-fetch-type", {"type": "a_b"}),
        ("brotli", "error-fetch-type", {"type": "br"}),
        ("broken-gzip", "error-fetch-type", {"type": "gzip"}),
        ("bomb", "error-fetch-too-large", {"limit": 1 << 20}),
        ("endless", "error-fetch-too-large", {"limit": 1 << 20}),
    ],
)
async def test_what_cannot_be_fetched_is_refused(site: Website, path: str, key: str, params: dict[str, object]) -> None:
    error = await refused(site.fetcher(max_bytes=1 << 20), site.url(path))
    assert (error.key, error.params) == (key, params)


@pytest.mark.parametrize(
    "host", ["10.0.0.1", "[::1]", "169.254.169.254", "2130706434", "0x7f.2", "[::ffff:10.0.0.1]", "ip6-localhost"]
)
async def test_a_redirect_to_an_address_that_is_not_allowed_is_not_followed(site: Website, host: str) -> None:
    target = f"http://{host}:{site.port}/page"
    error = await refused(site.fetcher(), site.url(f"elsewhere?to={target}"))
    assert error.key in {"error-fetch-private", "error-fetch-unreachable"}
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "127.1",
        "0x7f000001",
        "2130706433",
        "0",
        "127.0.0.1.",
        "１２７.0.0.1",
        "127。0。0。1",
    ],
)
async def test_this_machine_is_not_public(site: Website, host: str) -> None:
    fetcher = fetching.DocumentFetcher(fetching.FetchLimits(ports=frozenset({site.port})))
    error = await refused(fetcher, site.url("page", host))
    assert error.key == "error-fetch-private" or host in {"127.1", "2130706433", "0", "127.0.0.1."}
    assert site.asked == []


async def test_a_name_is_resolved_and_its_address_checked(site: Website) -> None:
    seen: list[addresses.IPAddress] = []

    def note(address: addresses.IPAddress) -> bool:
        seen.append(address)
        return is_loopback(address)

    fetcher = fetching.DocumentFetcher(fetching.FetchLimits(ports=frozenset({site.port})), note)
    with contextlib.suppress(errors.InvalidInputError):  # where ::1 has that name, too: it is not allowed
        assert (await fetcher.fetch(site.url("page", "localhost"))).data
    assert seen


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("ftp://a.example/", "error-fetch-scheme"),
        ("file:///etc/passwd", "error-fetch-scheme"),
        ("//a.example/", "error-fetch-scheme"),
        ("a.example", "error-fetch-scheme"),
        ("", "error-fetch-scheme"),
        ("http://", "error-fetch-address"),
        ("http://a b.example/", "error-fetch-address"),
        ("http://a.example/\r\nX: y", "error-fetch-address"),
        ("http://a.example/" + "x" * 2000, "error-fetch-address"),
        ("http://a.example:99999/", "error-fetch-address"),
        ("http://[::1", "error-fetch-address"),
        ("https://user@a.example/", "error-fetch-credentials"),
        ("https://user:word@a.example/", "error-fetch-credentials"),
        ("https://a.example:22/", "error-fetch-port"),
        ("http://192.168.0.1/", "error-fetch-private"),
        ("http://[fe80::1%25eth0]/", "error-fetch-private"),
        ("http://no-such-host.invalid/", "error-fetch-unreachable"),
    ],
)
async def test_addresses_that_nobody_asks_for(address: str, key: str) -> None:
    assert (await refused(fetching.DocumentFetcher(), address)).key == key


async def test_no_proxy_of_the_environment_is_used(site: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    assert (await site.fetcher().fetch(site.url("page"))).data


async def test_a_silent_server_is_given_up(site: Website) -> None:
    error = await refused(site.fetcher(time_limit_s=0.2), site.url("silent"))
    assert (error.key, error.params) == ("error-fetch-took-too-long", {"seconds": 0.2})


async def test_a_server_that_is_not_there() -> None:
    fetcher = fetching.DocumentFetcher(fetching.FetchLimits(ports=frozenset({1})), is_loopback)
    error = await refused(fetcher, "http://127.0.0.1:1/`x`")
    assert (error.key, error.params) == ("error-fetch-unreachable", {"host": "127.0.0.1"})
