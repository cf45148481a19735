"""The log: lines for people, or one JSON object a line for machines; secrets are never in it.

Everything goes to standard error: standard output is for the result of a command.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import logging
import re
import sys
from collections.abc import Sequence
from typing import Any, Final, TextIO

from chatterbot import settings

__all__ = ("JsonFormatter", "Redactor", "TextFormatter", "configure")

QUIET: Final = ("hikari", "lightbulb", "linkd", "yuyo", "alembic", "sqlalchemy", "aiohttp", "asyncio")
"""Libraries whose INFO lines repeat ours ("logged in", "started"): WARNING and above, unless the level is DEBUG."""
SILENT: Final = ("matplotlib", "PIL", "aiosqlite", "urllib3", "filelock", "piper")
"""Libraries whose DEBUG lines are of no use here, or contain what people say (Piper): always WARNING and above."""

SECRET_SHAPES: Final = re.compile(
    r"(?P<path>/(?:webhooks|interactions)/\d+/)[\w.%-]{20,}"  # with an interaction's token anyone can answer as the bot
    r"|(?P<scheme>\b(?:Bot|Bearer) )[\w.-]{20,}"
    r"|\b[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}"  # the shape of a bot token: id, time, signature in base64
)
MASK: Final = "********"

CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Written as escapes: text from outside (file names, errors of servers) must neither look like a log line nor control the terminal."""

COLOURS: Final = {
    "DEBUG": "\x1b[2m",
    "INFO": "\x1b[36m",
    "WARNING": "\x1b[33m",
    "ERROR": "\x1b[31m",
    "CRITICAL": "\x1b[1;31m",
}
RESET: Final = "\x1b[0m"
FIELDS: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""The attributes of every record; further ones were passed as ``extra=`` and are written, too."""


@dataclasses.dataclass(frozen=True, slots=True)
class Redactor:
    """Masks secrets in text: the known ones, and everything that has the shape of a Discord token."""

    secrets: tuple[str, ...] = ()

    def __call__(self, text: str) -> str:
        """Return `text` with a mask in place of every secret."""
        for secret in self.secrets:
            text = text.replace(secret, MASK)
        return SECRET_SHAPES.sub(lambda match: (match["path"] or match["scheme"] or "") + MASK, text)


class TextFormatter(logging.Formatter):
    """Writes ``12:34:56 INFO     chatterbot.app: Ready.``: local time, one line a record, a traceback below it."""

    def __init__(self, redact: Redactor, *, colour: bool) -> None:
        super().__init__()
        self._redact = redact
        self._colour = colour

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the traceback below it if there is one."""
        time = dt.datetime.fromtimestamp(record.created).astimezone()
        level = f"{record.levelname:<8}"
        if self._colour:
            level = COLOURS.get(record.levelname, "") + level + RESET
        line = f"{time:%H:%M:%S} {level} {record.name}: {_one_line(record.getMessage())}"
        return self._redact("\n".join([line, *_trouble(self, record)]))


class JsonFormatter(logging.Formatter):
    """Writes one object a line: ``time`` (UTC, ISO 8601), ``level``, ``logger``, ``message``, ``error`` (traceback), and extras."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        entry: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._redact(record.getMessage()),
        }
        if trouble := _trouble(self, record):
            entry["error"] = self._redact("\n".join(trouble))
        for name, value in vars(record).items():
            if name not in FIELDS:
                plain = value if isinstance(value, (int, float, bool)) or value is None else self._redact(str(value))
                entry.setdefault(name, plain)
        return json.dumps(entry, ensure_ascii=False)


def configure(
    log: settings.LogSettings,
    mode: settings.RunMode = settings.RunMode.DEV,
    *,
    secrets: Sequence[str] = (),
    stream: TextIO | None = None,
    colour: bool = False,
) -> None:
    """Set up the log of this process; it replaces any that was set up before.

    Parameters
    ----------
    log
        Level and format.
    mode
        Decides what the format "auto" is: text in dev, JSON in production.
    secrets
        Texts that are never written, such as the token.
    stream
        Where lines are written; `None`: to standard error.
    colour
        Whether text lines are coloured; for terminals only.
    """
    redact = Redactor(tuple(secrets))
    as_json = log.format is settings.LogFormat.JSON or (
        log.format is settings.LogFormat.AUTO and mode is settings.RunMode.PRODUCTION
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(redact) if as_json else TextFormatter(redact, colour=colour))
    logging.basicConfig(level=log.level.value, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    least = logging.getLevelNamesMapping()[log.level.value]
    for name in QUIET:
        logging.getLogger(name).setLevel(least if least == logging.DEBUG else max(least, logging.WARNING))
    for name in SILENT:
        logging.getLogger(name).setLevel(max(least, logging.WARNING))


def _one_line(text: str) -> str:
    return CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def _trouble(formatter: logging.Formatter, record: logging.LogRecord) -> list[str]:
    trouble: list[str] = []
    if record.exc_info and record.exc_info[0] is not None:
        trouble.append(formatter.formatException(record.exc_info))
    if record.stack_info:
        trouble.append(formatter.formatStack(record.stack_info))
    return trouble
