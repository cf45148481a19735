"""The log: lines for people, or one JSON object a line for machines; secrets and people's words are never in it.

Everything goes to standard error: standard output is for the result of a command.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import logging
import re
import sys
import textwrap
import traceback
from collections.abc import Sequence
from typing import Any, Final, TextIO

from chatterbot import redaction, request_ids, settings

__all__ = ("JsonFormatter", "Redactor", "TextFormatter", "configure")

QUIET: Final = ("hikari", "lightbulb", "linkd", "yuyo", "alembic")
"""Libraries whose INFO lines tell about the connection ("logged in", "resumed"): those lines are written if the level is DEBUG, otherwise
WARNING and above. Their DEBUG lines are never written, because hikari's contain whole events."""
SILENT: Final = (
    *(
        "sqlalchemy",
        "aiosqlite",
        "asyncpg",
        "aiohttp",
        "asyncio",
        "huggingface_hub",
        "httpx",
        "httpx2",
        "httpcore",
        "httpcore2",
        "openai",
        "urllib3",
        "filelock",
    ),
    *("faster_whisper", "piper", "matplotlib", "PIL"),
)
"""Libraries whose INFO and DEBUG lines contain what people say (SQLAlchemy: every row; Piper: every text) or addresses, or are of no use
here: always WARNING and above. This is the level of all other libraries, too; these are named because some set a level themselves."""

CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""Written as escapes: text from outside (file names, errors of servers) must neither look like a log line nor control the terminal."""

COLOURS: Final = {
    "DEBUG": "\x1b[2m",
    "INFO": "\x1b[36m",
    "WARNING": "\x1b[33m",
    "ERROR": "\x1b[31m",
    "CRITICAL": "\x1b[1;31m",
}
CAUSED: Final = "The above exception was the direct cause of the following exception:"
MEANWHILE: Final = "During handling of the above exception, another exception occurred:"
OURS: Final = "chatterbot"
"""The root of the program's own loggers."""
SHOWN: Final = 8
"""Digits of a request's id in lines for people: enough to tell those of an hour apart."""
RESET: Final = "\x1b[0m"
FIELDS: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""The attributes of every record; further ones were passed as ``extra=`` and are written, too."""


@dataclasses.dataclass(frozen=True, slots=True)
class Redactor:
    """Masks secrets in text: the known ones, passwords in addresses, and everything that has the shape of a Discord token."""

    secrets: tuple[str, ...] = ()

    def __call__(self, text: str) -> str:
        """Return `text` with a mask in place of every secret."""
        for secret in self.secrets:
            text = text.replace(secret, redaction.MASK)
        return redaction.without_secrets(text)


class TextFormatter(logging.Formatter):
    """Writes ``12:34:56 INFO     chatterbot.app: Ready.``: local time, one line a record, the request that it belongs to, a traceback below it."""

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
        line = f"{time:%H:%M:%S} {level} {record.name}: {_one_line(_message(record))}"
        if asked := request_ids.current():
            line += f" [{asked[:SHOWN]}]"
        return self._redact("\n".join([line, *_trouble(self, record)]))


class JsonFormatter(logging.Formatter):
    """Writes one object a line: ``time`` (UTC, ISO 8601), ``level``, ``logger``, ``message``, ``request``, ``error`` (traceback), extras."""

    def __init__(self, redact: Redactor) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        entry: dict[str, Any] = {
            "time": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._redact(_message(record)),
        }
        if asked := request_ids.current():
            entry["request"] = asked
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
    least = logging.getLevelNamesMapping()[log.level.value]
    logging.basicConfig(level=max(least, logging.WARNING), handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    logging.getLogger(OURS).setLevel(least)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.INFO if least == logging.DEBUG else max(least, logging.WARNING))
    for name in SILENT:
        logging.getLogger(name).setLevel(max(least, logging.WARNING))


def _one_line(text: str) -> str:
    return CONTROL.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)


def _message(record: logging.LogRecord) -> str:
    """Return a record's text; people's words are removed from errors among its arguments."""
    message, arguments = str(record.msg), record.args
    if isinstance(arguments, tuple):
        message = message % tuple(map(_argument, arguments)) if arguments else message
    elif arguments:
        message = message % {name: _argument(value) for name, value in arguments.items()}
    # asyncio puts errors into its texts: "Task exception was never retrieved ... exception=KeyError('...')"
    return redaction.without_quotes(message) if record.name == "asyncio" else message


def _argument(value: object) -> object:
    return redaction.DescribedError(value) if isinstance(value, BaseException) else value


def _traceback(error: BaseException, told: frozenset[int] = frozenset()) -> str:
    """Return the traceback of an error and of its causes as Python formats it, but without people's words."""
    told |= {id(error)}
    lines: list[str] = []
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in told:
        lines += [_traceback(before, told), "", CAUSED if error.__cause__ else MEANWHILE, ""]
    frames = "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    lines += [
        "Traceback (most recent call last):",
        *([frames] if frames else []),
        repr(redaction.DescribedError(error)),
    ]
    if isinstance(error, BaseExceptionGroup):
        group: BaseExceptionGroup[BaseException] = error
        lines += [textwrap.indent(_traceback(one, told), "  | ") for one in group.exceptions]
    return "\n".join(lines)


def _trouble(formatter: logging.Formatter, record: logging.LogRecord) -> list[str]:
    trouble: list[str] = []
    if record.exc_info and record.exc_info[1] is not None:
        trouble.append(_traceback(record.exc_info[1]))
    if record.stack_info:
        trouble.append(formatter.formatStack(record.stack_info))
    return trouble
