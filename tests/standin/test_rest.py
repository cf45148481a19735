"""The REST server itself: authorization, bodies, rate limits, faults, files."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from tests.standin.town import Raw, Town

from chatterbot.standin import Exchange, Fault, Limit

pytestmark = pytest.mark.protocol


async def test_a_token_is_needed(raw: Raw) -> None:
    assert await raw.call("GET", "/users/@me", token="wrong") == (401, {"message": "401: Unauthorized", "code": 0})
    assert (await raw.call("GET", "/gateway", token="wrong"))[0] == 200


async def test_unknown_routes_are_listed(town: Town, raw: Raw) -> None:
    assert await raw.call("GET", "/nowhere") == (404, {"message": "404: Not Found", "code": 0})
    assert town.discord.unrouted == [("GET", "/nowhere")]


async def test_bodies_must_be_json(town: Town, raw: Raw) -> None:
    path = f"/channels/{town.general['id']}/messages"
    headers = {"Content-Type": "application/json"}
    assert (await raw.call("POST", path, data=b"{", headers=headers))[1]["code"] == 50109
    status, error = await raw.call("POST", path, data=b"x", headers={"Content-Type": "text/plain"})
    assert (status, error["errors"]["_errors"][0]["code"]) == (400, "CONTENT_TYPE_INVALID")


@pytest.mark.parametrize("body", [[], 5, {"content": {"a": 1}}, {"embeds": 5}, {"components": ["x"]}, {"flags": "x"}])
async def test_bodies_of_another_shape_are_refused(town: Town, raw: Raw, body: Any) -> None:
    status, error = await raw.call("POST", f"/channels/{town.general['id']}/messages", body)
    assert (status, error["code"]) in {(400, 50035), (400, 50006)}
    assert town.discord.messages(town.general) == []
    town.discord.problems.clear()


async def test_answers_have_discords_headers(raw: Raw) -> None:
    await raw.call("GET", "/users/@me")
    assert raw.headers["Content-Type"] == "application/json"
    names = ("Limit", "Remaining", "Reset", "Reset-After", "Bucket")
    assert all(f"X-RateLimit-{name}" in raw.headers for name in names)


async def test_buckets_are_per_route_and_major_parameter(town: Town, raw: Raw) -> None:
    town.discord.rest.limits.routes["POST /channels/{channel_id}/typing"] = Limit(2, 60.0)
    other = town.discord.channel(town.guild, "other")
    path = f"/channels/{town.general['id']}/typing"
    assert [(await raw.call("POST", path))[0] for _ in range(2)] == [204, 204]
    assert raw.headers["X-RateLimit-Remaining"] == "0"
    status, body = await raw.call("POST", path)
    assert (status, body["global"], body["code"]) == (429, False, 0)
    assert 0 < body["retry_after"] <= 60
    assert raw.headers["X-RateLimit-Scope"] == "user"
    assert (await raw.call("POST", f"/channels/{other['id']}/typing"))[0] == 204
    town.discord.clock.advance(60)
    assert (await raw.call("POST", path))[0] == 204


async def test_the_global_limit_counts_all_routes(town: Town, raw: Raw) -> None:
    town.discord.rest.limits.everywhere = Limit(1, 60.0)
    assert (await raw.call("GET", "/users/@me"))[0] == 200
    status, body = await raw.call("GET", "/gateway/bot")
    assert (status, body["global"], raw.headers["X-RateLimit-Global"]) == (429, True, "true")


async def test_faults_before_and_after_the_work(town: Town, raw: Raw) -> None:
    path = f"/channels/{town.general['id']}/messages"
    town.discord.faults.add(Fault("POST", "/channels/*/messages", 502, body="<html>bad gateway</html>"))
    town.discord.faults.add(Fault("POST", "/channels/{channel_id}/messages", 500, after=True))
    assert await raw.call("POST", path, {"content": "x"}) == (502, "<html>bad gateway</html>")
    assert town.discord.messages(town.general) == []
    assert (await raw.call("POST", path, {"content": "x"}))[0] == 500
    assert [message["content"] for message in town.discord.messages(town.general)] == ["x"]
    assert (await raw.call("POST", path, {"content": "y"}))[0] == 200


@pytest.mark.parametrize("after", [False, True])
async def test_a_cut_request_counts_only_if_it_is_cut_after_its_work(town: Town, raw: Raw, *, after: bool) -> None:
    town.discord.faults.add(Fault("POST", "/channels/*", cut=True, after=after))
    with pytest.raises(aiohttp.ClientError):
        await raw.call("POST", f"/channels/{town.general['id']}/messages", {"content": "x"})
    assert len(town.discord.messages(town.general)) == after


async def test_the_token_is_not_in_the_log(town: Town, raw: Raw) -> None:
    await raw.call("GET", "/users/@me")
    assert town.discord.token not in repr(town.discord.exchanges)
    assert "GET /users/@me -> 200" in town.discord.transcript()


class Strict:
    """A checker that finds an error in every message with the content "no"."""

    def request(self, exchange: Exchange) -> list[str]:
        return ["no"] if isinstance(exchange.json, dict) and exchange.json.get("content") == "no" else []

    def response(self, exchange: Exchange) -> list[str]:
        return []


async def test_a_checker_refuses_requests(town: Town, raw: Raw) -> None:
    town.discord.check = Strict()
    path = f"/channels/{town.general['id']}/messages"
    assert (await raw.call("POST", path, {"content": "yes"}))[0] == 200
    status, error = await raw.call("POST", path, {"content": "no"})
    assert (status, error["code"]) == (400, 50035)
    where = "POST /channels/{channel_id}/messages request"
    assert town.discord.problems == [(where, "no")]
    town.discord.problems.clear()


async def test_files_need_their_signature_and_expire(town: Town, raw: Raw) -> None:
    message = await town.ann.say("x", files=[("späß.txt", b"text")])
    file = message["attachments"][0]
    assert (file["size"], file["filename"]) == (4, "späß.txt")

    async def get(url: str) -> tuple[int, Any]:
        async with raw.session.get(url) as response:
            return response.status, await response.read()

    assert await get(file["url"]) == (200, b"text")
    assert (await get(file["url"].partition("?")[0]))[0] == 404
    town.discord.faults.add(Fault("GET", "/attachments/*", 503))
    assert (await get(file["url"]))[0] == 503
    town.discord.clock.advance(86_401)
    assert (await get(file["url"]))[0] == 404


@pytest.mark.parametrize("path", ["/api/v10/gateway", "/attachments/1/2/a.txt", "/gateway"])
async def test_a_foreign_host_name_is_refused(town: Town, raw: Raw, path: str) -> None:
    """DNS rebinding: a page's own name is made to resolve to the loopback, so that its scripts may read what is here."""
    where = f"{town.discord.base}{path}"
    for host in ("evil.example", f"evil.example:{town.discord.port}", "127.0.0.1:1"):
        async with raw.session.get(where, headers={"Host": host}) as response:
            assert response.status == 421
    async with raw.session.get(where, headers={"Host": f"localhost:{town.discord.port}"}) as response:
        assert response.status != 421


async def test_logs_are_bounded(town: Town, raw: Raw) -> None:
    town.discord.keep(4)
    for number in range(10):
        await raw.call("GET", f"/nowhere/{number}")
    assert [call.path for call in town.discord.exchanges][-1] == "/nowhere/9"
    assert len(town.discord.exchanges) <= 4
    assert len(town.discord.unrouted) <= 4
