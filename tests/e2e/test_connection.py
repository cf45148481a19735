"""The connection to Discord: what makes the bot reconnect, wait, or end with a sentence that says what to do."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import socket
import sys
from collections.abc import Callable
from typing import Any

import pytest
from tests.e2e.town import Town

from chatterbot import app, errors
from chatterbot.discord import connecting
from chatterbot.standin import Actor, Fault, StandIn
from chatterbot.standin.protocol import Intent

pytestmark = pytest.mark.e2e


def without_dns(ask: Callable[..., Any]) -> Callable[..., Any]:
    """Return `socket.getaddrinfo` as on a machine without DNS: only addresses are resolved."""

    def resolve(host: str, *rest: Any, **options: Any) -> Any:
        if host.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return ask(host, *rest, **options)

    return resolve


async def speak_no_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer a TLS handshake with plain text."""
    await reader.read(1)
    writer.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")
    await writer.drain()
    writer.close()


@pytest.mark.parametrize("code", [4000, 4001, 4002, 4003, 4005, 4007, 4008, 4009])
async def test_the_bot_reconnects_when_discord_asks_for_it(town: Town, discord: StandIn, ann: Actor, code: int) -> None:
    async with town.running():
        await discord.gateway.close(code)
        await discord.wait_until(lambda: discord.gateway.live)
        await discord.gateway.wait_ready()
        assert (await town.ask(ann, "when is the game?"))["content"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (4004, r"discord\.token: Discord no longer accepts it; reset it in the developer portal"),
        (4012, "install the newest version"),
        (4013, "install the newest version"),
        (4014, r"discord\.message_content: .* switch on Message Content"),
    ],
)
async def test_a_refused_connection_ends_the_bot_with_what_to_do(
    town: Town, discord: StandIn, code: int, sentence: str
) -> None:
    async with town.running() as running:
        await discord.gateway.close(code)
        with pytest.raises(errors.SettingsError, match=rf"{sentence}.*\(close code {code}\)"):
            await asyncio.wait_for(running.join(), 10)
    assert discord.gateway.opcodes().count(2) == 1  # it did not try again


async def test_a_refused_intent_ends_the_start_with_what_to_do(town: Town, discord: StandIn) -> None:
    discord.application.privileged_intents = Intent(0)
    with pytest.raises(errors.SettingsError, match="switch on Message Content"):
        async with town.running(discord={"message_content": True}):
            pass


async def test_a_process_whose_token_was_reset_ends_with_status_2_and_one_sentence(
    town: Town, discord: StandIn
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "chatterbot", "run"),
        env={
            "PATH": "",
            "PYTHONPATH": ":".join(sys.path),
            "CHATTERBOT_DISCORD__TOKEN": discord.token,
            "CHATTERBOT_DISCORD__REST_URL": discord.rest_url,
            "CHATTERBOT_ENGINE__ENCODER": "none",
            "CHATTERBOT_SPEECH__HEAR": "false",
            "CHATTERBOT_SPEECH__SPEAK": "false",
            "CHATTERBOT_TEACHING__STARTER": "false",
            "CHATTERBOT_FILES__DATA": str(town.data),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=town.data.parent,
    )
    try:
        await discord.wait_until(lambda: discord.commands, 30)
        await discord.gateway.close(4004)
        output, _ = await asyncio.wait_for(process.communicate(), 20)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 2, output.decode()
    assert "Traceback" not in output.decode()
    assert output.decode().splitlines()[-1].startswith("chatterbot: discord.token: Discord no longer accepts it")


@pytest.mark.parametrize(
    ("rest_url", "reason"),
    [
        ("http://127.0.0.1:{closed}/api/v10", "Connection refused"),
        ("http://nowhere.invalid/api/v10", r"\(DNS\)"),
        ("https://127.0.0.1:{plain}/api/v10", "TLS"),
    ],
)
async def test_an_unreachable_discord_is_one_line_per_attempt(
    town: Town, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, rest_url: str, reason: str
) -> None:
    monkeypatch.setattr(connecting, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(connecting, "LONGEST_PAUSE_S", 0.01)
    monkeypatch.setattr(socket, "getaddrinfo", without_dns(socket.getaddrinfo))
    server = await asyncio.start_server(speak_no_tls, "127.0.0.1", 0)
    plain = server.sockets[0].getsockname()[1]
    other = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    closed = other.sockets[0].getsockname()[1]
    other.close()
    await other.wait_closed()
    given = town.settings(discord={"rest_url": rest_url.format(closed=closed, plain=plain)})

    async def start() -> None:
        async with app.lifespan(given):
            pass

    starting = asyncio.ensure_future(start())

    def lines() -> list[logging.LogRecord]:
        return [record for record in caplog.records if "cannot be reached" in record.getMessage()]

    async with server, asyncio.timeout(20):
        while len(lines()) < 3:
            await asyncio.wait([starting], timeout=0.02)
    starting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await starting
    assert all(re.search(reason, record.getMessage()) for record in lines())
    assert all(record.exc_info is None and "next attempt" in record.getMessage() for record in lines())
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]


async def test_the_bot_connects_as_soon_as_discord_can_be_reached(
    town: Town, discord: StandIn, monkeypatch: pytest.MonkeyPatch, ann: Actor
) -> None:
    monkeypatch.setattr(connecting, "FIRST_PAUSE_S", 0.01)
    cut = discord.faults.add(Fault("GET", "/gateway", times=2, cut=True))
    async with town.running():
        assert cut.hits == 2
        assert (await town.ask(ann, "when is the game?"))["content"]
