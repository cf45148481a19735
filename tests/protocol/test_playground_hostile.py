"""Requests that no browser sends: the playground refuses them, and none makes it fail."""

from __future__ import annotations

import asyncio
import urllib.parse

import pytest
import yarl
from tests.protocol.playground_stage import Stage, ask, greet

from chatterbot.playground import guard

pytestmark = pytest.mark.protocol

ODD = (
    b"\xff",
    b"\xed\xa0\x80",
    b"\xc3(",
    b'"',
    b"\\",
    b"%ff",
    b";;=",
    b",;q=x",
    b"\xd9\xa1",
    b"x" * 7000,
    b"9" * 7000,
    b"-1",
)
"""No UTF-8, half a surrogate pair, broken quoting and escapes, Arabic digits, huge values."""
HEADERS = (
    *(
        "Cookie",
        "Accept-Language",
        "Origin",
        "Range",
        "If-Range",
        "If-Modified-Since",
        "Content-Type",
        "Content-Encoding",
    ),
    *(
        "Expect",
        "Upgrade",
        "Sec-WebSocket-Key",
        "Sec-WebSocket-Version",
        "Sec-WebSocket-Extensions",
        "Sec-WebSocket-Protocol",
    ),
    *("Accept-Encoding", "Referer", "User-Agent", "Authorization", "Forwarded", "Host", "Connection", "Content-Length"),
    "Transfer-Encoding",
)


async def raw(stage: Stage, head: str, *lines: bytes, body: bytes = b"") -> int:
    """Send bytes as they are; gives the status of the answer, 0 where the connection just ends."""
    host, _, port = stage.authority.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(b"\r\n".join([head.encode("latin-1") + b" HTTP/1.1", *lines, b"Connection: close", b"", body]))
        async with asyncio.timeout(10):
            status = await reader.readline()
    finally:
        writer.close()
    return int(status.split()[1]) if status else 0


def lines_of(stage: Stage, cookie: str, **changed: bytes) -> list[bytes]:
    """Give the lines of a request as the page sends them, but for one header."""
    usual = {"Host": stage.authority.encode(), "Origin": stage.origin.encode(), "Cookie": cookie.encode()}
    return [name.encode() + b": " + value for name, value in {**usual, **changed}.items()]


@pytest.mark.parametrize("known", [False, True], ids=["stranger", "page"])
async def test_no_header_whatever_is_in_it_breaks_anything(
    stage: Stage, caplog: pytest.LogCaptureFixture, *, known: bool
) -> None:
    await stage.enter()
    cookies = stage.browser.cookie_jar.filter_cookies(yarl.URL(stage.origin))
    cookie = f"{guard.COOKIE}={cookies[guard.COOKIE].value if known else 'guess'}"
    for name in HEADERS:
        for odd in ODD:
            values = [odd, f"{guard.COOKIE}=".encode() + odd] if name == "Cookie" else [odd, b"bytes=" + odd]
            for value in values:
                status = await raw(stage, "GET /static/main.js", *lines_of(stage, cookie, **{name: value}))
                assert status in {0, *range(200, 500)}, (name, value[:20])
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize(
    "head",
    [
        *(
            "GET /open/\xff",
            "GET /open/%ff",
            "GET /open/%ed%a0%80",
            "GET /texts/%ff.json",
            "GET /static/%ed%a0%80",
            "GET /\xff",
        ),
        *(
            "GET /files/%ff/%ff",
            "GET /files/" + "9" * 5000 + "/a",
            "GET /call?channel=%ff&user=%ff",
            "GET /call?user=" + "9" * 5000,
        ),
        *(
            "POST /uploads?name=%ff",
            "POST /uploads?name=%ed%a0%80%00",
            "OPTIONS *",
            "GET http://[/",
            "GET //",
            "FOO /%",
            "GET",
        ),
    ],
)
async def test_no_path_whatever_is_in_it_breaks_anything(
    stage: Stage, caplog: pytest.LogCaptureFixture, head: str
) -> None:
    await stage.enter()
    cookies = stage.browser.cookie_jar.filter_cookies(yarl.URL(stage.origin))
    for expect in (b"100-continue", b"\xff"):
        lines = lines_of(stage, f"{guard.COOKIE}={cookies[guard.COOKIE].value}", Expect=expect)
        if head.startswith("POST"):
            lines.append(b"Content-Length: 0")
        assert await raw(stage, head, *lines) in {0, *range(100, 500)}
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize(
    "name", ["\udcff.txt", "a\0b.txt", "\ud800", "😀" * 200, "x" * 5000, "..", "a/b", '"\r\nX: y', " "]
)
async def test_a_file_may_have_any_name(stage: Stage, name: str) -> None:
    await stage.enter()
    address = f"{stage.origin}/uploads?name={urllib.parse.quote(name, errors='surrogatepass')}"
    sent = await stage.browser.post(yarl.URL(address, encoded=True), data=b"x", headers={"Origin": stage.origin})
    assert sent.status in {200, 400}
    if sent.status == 400:
        return
    async with stage.socket() as socket:
        world = await greet(socket)
        uploads = [(await sent.json())["upload"]]
        said = await ask(socket, type="say", channel=world["channels"][0]["id"], content="here", uploads=uploads)
        assert said["type"] in {"done", "failed"}
        seen = (await greet(socket))["messages"]
    for attachment in [attachment for message in seen for attachment in message["attachments"]]:
        async with stage.browser.get(yarl.URL(stage.origin + attachment["url"], encoded=True)) as response:
            assert response.status == 200


@pytest.mark.parametrize("text", ["\\ud800", "\\udcff\\u0000", "\\u202e" * 50])
async def test_a_message_may_hold_any_characters(stage: Stage, text: str) -> None:
    await stage.enter()
    async with stage.socket() as socket:
        channel = (await greet(socket))["channels"][0]["id"]
        await socket.send_str(f'{{"type": "say", "request": 9, "channel": "{channel}", "content": "{text}"}}')
        async with asyncio.timeout(10):
            while (await socket.receive_json())["type"] not in ("done", "failed"):
                pass
        assert (await greet(socket))["me"] == stage.town.people[0].id
