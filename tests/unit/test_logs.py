"""The log: readable, parseable, and without secrets."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from chatterbot import logs, settings

pytestmark = pytest.mark.unit

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz012345678"


@pytest.fixture(autouse=True)
def put_back() -> Iterator[None]:
    """Logging belongs to the process: leave it as pytest has it."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in (logs.OURS, *logs.QUIET, *logs.SILENT)}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, value in levels.items():
        logging.getLogger(name).setLevel(value)
    logging.captureWarnings(capture=False)


def fail(text: str) -> None:
    raise ValueError(text)


def set_up(**options: Any) -> io.StringIO:
    stream = io.StringIO()
    logs.configure(
        settings.LogSettings(**options.pop("log", {})),
        options.pop("mode", settings.RunMode.DEV),
        stream=stream,
        **options,
    )
    return stream


def test_text_is_one_line_a_record() -> None:
    stream = set_up()
    logging.getLogger("chatterbot.x").info("said %r and\n%s", "a", "\x1b[31mred")
    assert stream.getvalue().count("\n") == 1
    assert "INFO     chatterbot.x: said 'a' and\\n\\x1b[31mred" in stream.getvalue()


def test_colour_only_when_asked_for() -> None:
    plain = set_up()
    logging.getLogger("a").warning("w")
    assert "\x1b" not in plain.getvalue()
    coloured = set_up(colour=True)
    logging.getLogger("a").warning("w")
    assert "\x1b[33m" in coloured.getvalue()


def test_production_writes_json_with_extras_and_traceback() -> None:
    stream = set_up(mode=settings.RunMode.PRODUCTION)
    try:
        fail("привет\n")
    except ValueError:
        logging.getLogger("chatterbot.x").exception("it broke", extra={"scope_id": 5, "odd": object()})
    lines = stream.getvalue().splitlines()
    assert len(lines) == 1
    entry = json.loads(lines[0])
    assert entry["level"] == "ERROR"
    assert entry["logger"] == "chatterbot.x"
    assert entry["message"] == "it broke"
    assert entry["scope_id"] == 5
    assert "ValueError: привет" in entry["error"]
    assert entry["time"].endswith("+00:00")


def test_an_explicit_format_wins_over_the_mode() -> None:
    stream = set_up(mode=settings.RunMode.PRODUCTION, log={"format": "text"})
    logging.getLogger("a").warning("w")
    assert "WARNING  a: w" in stream.getvalue()


@pytest.mark.parametrize("mode", list(settings.RunMode))
def test_secrets_are_masked_everywhere(mode: settings.RunMode) -> None:
    stream = set_up(mode=mode, secrets=["hunter2", "s p"])
    log = logging.getLogger("chatterbot.x")
    try:
        fail("connect to ann:hunter2@host")
    except ValueError:
        log.exception("password %s", "hunter2", extra={"url": "x:hunter2@y", "other": "s p"})
    log.info("token %s", TOKEN)
    log.info("Authorization: Bot %s", "abcdefghijklmnopqrstuvwxyz")
    log.info("POST /interactions/123/aW50ZXJhY3Rpb246MTIzOmFiYw/callback and /webhooks/9/aW50ZXJhY3Rpb246MTIzOmFiYw")
    written = stream.getvalue()
    for secret in ("hunter2", "s p", TOKEN, "abcdefghijklmnop", "aW50ZXJh"):
        assert secret not in written
    assert "/interactions/123/********" in written


def test_libraries_are_quiet_unless_debugging() -> None:
    stream = set_up()
    logging.getLogger("hikari.gateway").info("shard connected")
    logging.getLogger("chatterbot").info("ready")
    logging.getLogger("hikari.gateway").warning("shard lost")
    assert "shard connected" not in stream.getvalue()
    assert "shard lost" in stream.getvalue()
    stream = set_up(log={"level": "DEBUG"})
    logging.getLogger("hikari.gateway").info("shard connected")
    logging.getLogger("matplotlib").info("fonts")
    logging.getLogger("piper.voice").debug("text=%s", "what somebody said")
    assert "shard connected" in stream.getvalue()
    assert "what somebody said" not in stream.getvalue()
    assert "fonts" not in stream.getvalue()


def test_lines_below_the_level_are_not_written() -> None:
    stream = set_up(log={"level": "ERROR"})
    logging.getLogger("a").warning("w")
    logging.getLogger("hikari").warning("w")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("mode", list(settings.RunMode))
def test_errors_in_the_log_do_not_quote_people(mode: settings.RunMode) -> None:
    stream = set_up(mode=mode, log={"level": "DEBUG"})
    log = logging.getLogger("chatterbot.x")
    word = "yzzyx"[::-1]  # a traceback shows source lines, which must not contain the word
    try:
        try:
            fail({}[word])
        except KeyError as error:
            raise ValueError(f"not like this: {word!r}") from error
    except ValueError as error:
        log.warning("a bug in %s: %s", "here", error, exc_info=True)
        log.warning("%(what)s: %(error)r", {"what": "another", "error": error})
        log.warning("", exc_info=ExceptionGroup("both", [error, KeyError(word)]))
        logging.getLogger("asyncio").critical("Task exception was never retrieved\nfuture: <Task exception=%r>", error)
    written = stream.getvalue()
    assert word not in written
    assert "a bug in here: not like this: '...'" in written
    assert "another: ValueError: not like this: '...'" in written
    assert "KeyError: '...'" in written
    assert "direct cause" in written
    assert "test_logs.py" in written


@pytest.mark.parametrize(
    "name", ["sqlalchemy.engine.Engine", "aiosqlite", "asyncio", "aiohttp.access", "somebody.else"]
)
def test_libraries_write_no_detail_at_any_level(name: str) -> None:
    stream = set_up(log={"level": "DEBUG"})
    logging.getLogger(name).info("INSERT ... ('xyzzy')")
    logging.getLogger("hikari.gateway").debug("ignoring unknown event: {'content': 'xyzzy'}")
    logging.getLogger("chatterbot.x").debug("detail")
    assert "xyzzy" not in stream.getvalue()
    assert "detail" in stream.getvalue()
