"""The log: lines for people, or one JSON object a line for machines; never a secret in it.

Everything goes to standard error, so that standard output stays free for what a command was asked for.
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
"""Libraries whose INFO lines repeat what ours say ("logged in", "started"): WARNING and up, unless the level is DEBUG."""
SILENT: Final = ("matplotlib", "PIL", "aiosqlite", "urllib3", "filelock", "piper")
"""Libraries whose DEBUG lines help nobody here, or hold what people say (Piper): WARNING and up, always."""

SECRET_SHAPES: Final = re.compile(
    r"(?P<path>/(?:webhooks|interactions)/\d+/)[\w.%-]{20,}"  # an interaction's token lets anyone answer in the bot's name
    r"|(?P<scheme>\b(?:Bot|Bearer) )[\w.-]{20,}"
    r"|\b[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}"  # the shape of a bot token: id, time, signature in base64
)
MASK: Final = "********"

CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Written as escapes: what people say is logged, and must neither fake a line nor steer the terminal."""

COLOURS: Final = {
    "DEBUG": "\x1b[2m",
    "INFO": "\x1b[36m",
    "WARNING": "\x1b[33m",
    "ERROR": "\x1b[31m",
    "CRITICAL": "\x1b[1;31m",
}
RESET: Final = "\x1b[0m"
FIELDS: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""What every record has; whatever else one carries came by ``extra=`` and is written, too."""


@dataclasses.dataclass(frozen=True, slots=True)
class Redactor:
    """Takes secrets out of text: the known ones, and whatever has the shape of a Discord token."""

    secrets: tuple[str, ...] = ()

    def __call__(self, text: str) -> str:
        """Give `text` with a mask in place of every secret."""
        for secret in self.secrets:
            text = text.replace(secret, MASK)
        return SECRET_SHAPES.sub(lambda match: (match["path"] or match["scheme"] or "") + MASK, text)


class TextFormatter(logging.Formatter):
    """``12:34:56 INFO     chatterbot.app: Ready.``: local time, one line a record, a traceback below it."""

    def __init__(self, redact: Redactor, *, colour: bool) -> None:
        super().__init__()
        self._redact = redact
        self._colour = colour

    def format(self, record: logging.LogRecord) -> str:
        """Give the line, and the traceback if there is one."""
        time = dt.datetime.fromtimestamp(record.created).astimezone()
        level = f"{record.levelname:<8}"
        if self._colour:
            level = COLOURS.get(record.levelname, "") + level + RESET
        line = f"{time:%H:%M:%S} {level} {record.name}: {_one_line(record.getMessage())}"
        return self._redact("\n".join([line, *_trouble(self, record)]))


class JsonFormatter(logging.Formatter):
    """One object a line: ``time`` (UTC, ISO 8601), ``level``, ``logger``, ``message``, ``error`` (traceback), and extras."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Give the object as one line of JSON."""
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
    """Set up the log of this process, in place of any set up before.

    Parameters
    ----------
    log
        Level and format.
    mode
        Decides the format "auto".
    secrets
        Texts never to be written.
    stream
        `None`: standard error.
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
