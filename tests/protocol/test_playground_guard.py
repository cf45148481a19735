"""Who gets into the playground, what it serves, and what it refuses."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
import yarl
from tests.protocol.playground_stage import Stage, ask, greet

from chatterbot import catalogue, errors, standin
from chatterbot.playground import guard, tab, wire
from chatterbot.playground.server import Playground
from chatterbot.playground.town import Person, Town

pytestmark = pytest.mark.protocol

PLACES = ("/", "/static/main.js", "/texts/en.json", "/files/1/a.txt", "/socket", "/call", "/uploads", "/nowhere")


# -- the door


async def test_the_printed_link_lets_in(stage: Stage) -> None:
    async with stage.browser.get(stage.playground.link, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (303, "/")
        cookie = response.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert stage.playground.link.rsplit("/", maxsplit=1)[1] not in cookie
    async with stage.browser.get(stage.origin) as response:
        assert response.status == 200
        assert response.content_type == "text/html"
        assert "main.js" in await response.text()


@pytest.mark.parametrize("place", PLACES)
async def test_without_the_cookie_there_is_nothing(stage: Stage, place: str) -> None:
    method = "POST" if place == "/uploads" else "GET"
    async with stage.stranger.request(method, stage.origin + place, headers={"Origin": stage.origin}) as response:
        assert response.status == 403
        assert "link" in await response.text()


async def test_the_refusal_speaks_the_persons_language(stage: Stage) -> None:
    async with stage.stranger.get(stage.origin, headers={"Accept-Language": "ru-RU,ru;q=0.9"}) as response:
        assert "ссылку" in await response.text()


@pytest.mark.parametrize("secret", ["", "x", "ü", "../" * 3, "a" * 5000])
async def test_a_wrong_secret_sets_no_cookie(stage: Stage, secret: str) -> None:
    async with stage.stranger.get(f"{stage.origin}{guard.ENTRANCE}{secret}", allow_redirects=False) as response:
        assert response.status == 403
        assert "Set-Cookie" not in response.headers


async def test_a_cookie_of_another_run_is_worth_nothing(stage: Stage) -> None:
    await stage.enter()
    async with stage.stranger.get(stage.origin, headers={"Cookie": f"{guard.COOKIE}=guess"}) as response:
        assert response.status == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:{port}", "127.0.0.1:{port}.evil.example", ""])
async def test_a_foreign_host_is_refused_even_with_the_cookie(stage: Stage, host: str) -> None:
    await stage.enter()
    port = stage.authority.rsplit(":", maxsplit=1)[1]
    async with stage.browser.get(stage.origin, headers={"Host": host.format(port=port)}) as response:
        assert response.status in (400, 421)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost:{port}"])
async def test_a_foreign_origin_is_refused_even_with_the_cookie(stage: Stage, origin: str) -> None:
    await stage.enter()
    origin = origin.format(port=stage.authority.rsplit(":", maxsplit=1)[1])
    assert (await stage.upload(b"x", Origin=origin)).status == 403
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await stage.socket(Origin=origin)
    assert refused.value.status == 403
    async with stage.browser.get(stage.origin, headers={"Origin": origin}) as response:
        assert response.status == 403


async def test_what_changes_something_needs_an_origin(stage: Stage) -> None:
    await stage.enter()
    async with stage.browser.post(f"{stage.origin}/uploads", data=b"x") as response:
        assert response.status == 403
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await stage.browser.ws_connect(f"{stage.origin}/socket")
    assert refused.value.status == 403


@pytest.mark.parametrize("place", ["/", "/static/main.js", "/texts/ru.json", "/nowhere", "/static/nowhere.js"])
async def test_every_answer_carries_the_guarding_headers(stage: Stage, place: str) -> None:
    await stage.enter()
    async with stage.browser.get(stage.origin + place) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "frame-ancestors 'none'" in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert not [name for name in response.headers if name.startswith("Access-Control-")]


# -- files of the page


@pytest.mark.parametrize(
    "path",
    [
        "/static/../server.py",
        "/static/..%2fserver.py",
        "/static/%2e%2e/server.py",
        "/static/..%5cserver.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/main.js%00.css",
        "/static/",
        "/texts/../locales/en/playground.ftl",
        "/texts/..%2f..%2fsettings.json",
        "/texts/xx.json",
    ],
)
async def test_no_path_leads_out_of_the_page(stage: Stage, path: str) -> None:
    await stage.enter()
    async with stage.browser.get(yarl.URL(stage.origin + path, encoded=True)) as response:
        assert response.status in (400, 404)
        assert b"import" not in await response.read()


async def test_every_text_of_the_page_is_there_in_both_languages(stage: Stage) -> None:
    await stage.enter()
    texts: dict[str, dict[str, str]] = {}
    for language in ("en", "ru"):
        async with stage.browser.get(f"{stage.origin}/texts/{language}.json") as response:
            texts[language] = await response.json()
    assert texts["en"].keys() == texts["ru"].keys()
    assert texts["en"]["write-in"] == "Message {name}"
    assert texts["en"]["title"] == texts["en"]["title"].strip() != texts["ru"]["title"]


# -- files of people


async def test_an_upload_too_large_is_refused(stage: Stage) -> None:
    await stage.enter()
    limit = stage.town.discord.backend.chat.upload_limit
    assert (await stage.upload(b"x" * (limit + 1))).status == 413
    assert (await stage.upload(b"x" * limit)).status == 200


async def test_an_upload_is_taken_once(stage: Stage) -> None:
    await stage.enter()
    identity = (await (await stage.upload("вопрос => ответ".encode(), "вопросы.txt")).json())["upload"]
    async with stage.socket() as socket:
        world = await greet(socket)
        channel = world["channels"][0]["id"]
        said = await ask(socket, type="say", channel=channel, content="here", uploads=[identity])
        assert said["type"] == "done"
        again = await ask(socket, type="say", channel=channel, content="again", uploads=[identity])
        assert (again["type"], again["reason"]) == ("failed", "upload")
    attachment = stage.town.discord.messages(stage.town.channels[0])[0]["attachments"][0]
    assert attachment["filename"] == "вопросы.txt"


@pytest.mark.parametrize(("name", "inline"), [("page.html", False), ("p.svg", False), ("p.png", True), ("s.ogg", True)])
async def test_files_of_people_cannot_act_as_the_page(stage: Stage, name: str, inline: bool) -> None:
    await stage.enter()
    ann = stage.town.actor(stage.town.people[0], "en")
    message = await ann.say("look", files=[(name, b"<script>alert(1)</script>")])
    async with stage.socket() as socket:
        world = await greet(socket)
    link = world["messages"][0]["attachments"][0]["url"]
    assert link == f"/files/{message['attachments'][0]['id']}/{name}"
    async with stage.browser.get(stage.origin + link) as response:
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert response.headers["Content-Disposition"].startswith("inline" if inline else "attachment")
        assert (response.content_type != "application/octet-stream") is inline
    async with stage.browser.get(f"{stage.origin}{link}?download") as response:
        assert response.headers["Content-Disposition"].startswith("attachment")
    for asked, status, part in (("bytes=2-4", 206, b"cri"), ("bytes=-2", 206, b"t>"), ("bytes=99-", 416, b"")):
        async with stage.browser.get(stage.origin + link, headers={"Range": asked}) as response:
            assert (response.status, await response.read()) == (status, part)


# -- the websocket


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        "[]",
        '{"type": "hello"}',
        '{"type": "nothing", "request": 1}',
        '{"type": "say", "request": 1, "channel": "../1", "content": "x"}',
        '{"type": "say", "request": 1, "channel": "1", "content": 5}',
        '{"type": "say", "request": 1, "channel": "1", "content": "x", "flags": 64}',
        '{"type": "slash", "request": 1, "channel": "1", "path": "x", "options": {"a": [1]}}',
        "[" * 10_000,
    ],
)
async def test_nonsense_is_refused_and_the_page_stays(stage: Stage, text: str) -> None:
    await stage.enter()
    async with stage.socket() as socket:
        await socket.send_str(text)
        answer = await socket.receive_json(timeout=10)
        assert (answer["type"], answer["reason"]) == ("failed", "invalid")
        assert (await greet(socket))["me"] == stage.town.people[0].id


async def test_a_message_too_large_ends_the_connection(stage: Stage) -> None:
    await stage.enter()
    async with stage.socket() as socket:
        await socket.send_str("x" * (wire.MAX_MESSAGE_BYTES + 1))
        message = await socket.receive(timeout=10)
        assert message.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED)
        assert socket.close_code == aiohttp.WSCloseCode.MESSAGE_TOO_BIG


async def test_too_many_requests_at_once_are_refused(stage: Stage) -> None:
    await stage.enter()
    async with stage.socket() as socket:
        world = await greet(socket)
        stage.town.discord.backend.commands.overwrite(None, [COMMAND])
        slash = {"type": "slash", "channel": world["channels"][0]["id"], "path": "ask", "options": {}}
        for number in range(tab.MAX_REQUESTS + 1):  # nobody answers: each stays under way
            await socket.send_str(json.dumps(slash | {"request": 100 + number}))
        async with asyncio.timeout(10):
            while (answer := await socket.receive_json())["type"] != "failed":
                pass
        assert answer["request"] == 100 + tab.MAX_REQUESTS
        assert answer["reason"] == "busy"


COMMAND: standin.Json = {"name": "ask", "description": "nobody answers"}


async def test_a_silent_bot_is_told_as_such(stage: Stage) -> None:
    await stage.enter()
    stage.town.discord.ack_deadline = 0.05
    stage.town.discord.backend.commands.overwrite(None, [COMMAND])
    async with stage.socket() as socket:
        world = await greet(socket)
        answer = await ask(socket, type="slash", channel=world["channels"][0]["id"], path="ask", options={})
        assert (answer["type"], answer["reason"]) == ("failed", "no-answer")
        unknown = await ask(socket, type="slash", channel=world["channels"][0]["id"], path="other", options={})
        assert (unknown["type"], unknown["reason"]) == ("failed", "setup")


async def test_nobody_sees_the_direct_messages_of_another(stage: Stage) -> None:
    await stage.enter()
    ann, boss = stage.town.people
    async with stage.socket() as socket:
        world = await greet(socket, boss.id)
        assert ann.dm["id"] not in [channel["id"] for channel in world["channels"]]
        refused = await ask(socket, type="say", channel=ann.dm["id"], content="let me in")
        assert (refused["type"], refused["reason"]) == ("failed", "setup")
        await stage.town.actor(ann, "en").dm().say("between us")
        await stage.town.actor(ann, "en").say("for everybody")
        async with asyncio.timeout(10):
            while (news := await socket.receive_json())["type"] != "message":
                pass
        assert news["message"]["content"] == "for everybody"


async def test_the_town_has_the_same_ids_at_every_start() -> None:
    def ids(town: Town) -> list[str]:
        people: list[Person] = town.people
        channels = [channel["id"] for person in people for channel in town.channels_of(person)]
        return [town.guild["id"], town.discord.app_id, *channels, *(person.id for person in people)]

    first, second = Town(), Town()
    assert ids(first) == ids(second)
    assert len(set(ids(first))) == len(set(ids(second))) == 10
    assert first.discord.token != second.discord.token


async def test_a_taken_port_is_told_with_its_remedy(stage: Stage, texts: catalogue.Catalogue) -> None:
    port = int(stage.authority.rsplit(":", maxsplit=1)[1])
    async with Town() as other:
        playground = Playground("127.0.0.1", port, other, texts)
        with pytest.raises(errors.SettingsError, match=r"playground\.port.*another port"):
            async with playground.listening():
                pass


async def test_the_end_is_told_to_open_pages(texts: catalogue.Catalogue) -> None:
    async with Town() as town:
        playground = Playground("127.0.0.1", 0, town, texts)
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            async with playground.listening():
                stage = Stage(town, playground, browser, browser)
                await stage.enter()
                socket = await stage.socket()
                await ask(socket, type="hello", user=None, language="en")
                reading = asyncio.create_task(socket.receive())
            message = await reading
            assert message.type is aiohttp.WSMsgType.CLOSE
            assert socket.close_code == aiohttp.WSCloseCode.GOING_AWAY
