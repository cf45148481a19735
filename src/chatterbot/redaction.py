"""Remove secrets and people's words from a text before it is written to the log or to a terminal.

A secret is a password, key or token. It is often part of an address: ``http://user:password@host``, ``?key=...``.
People's words get into a log through errors: ``KeyError: 'what somebody typed'`` repeats its argument.
"""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterator
from typing import Final
from urllib import parse

from chatterbot import errors

__all__ = ("MASK", "DescribedError", "address", "describe", "passwords", "without_quotes", "without_secrets")

MASK: Final = "********"
"""Shown in place of a secret, whatever its length."""

_WEB: Final = re.compile(
    r"\b(?P<scheme>(?:https?|wss?|socks\w{0,3})://)(?P<user>[^\s/?#@:]{0,300})(?P<password>:[^\s/?#]{0,300})?@"
)
"""User name and password in the address of a website or proxy; a name without a password can be a token, too (RFC 3986, section 3.2.1)."""
_DATABASE: Final = re.compile(
    r"\b(?!https?:|wss?:|socks)(?P<scheme>[a-z][a-z0-9+.-]{0,40}://)(?P<user>[^\s/@:]{0,300})(?P<password>:\S{0,300})@"
)
"""The password in a database's address: SQLAlchemy reads it up to the last ``@``, and it may contain slashes."""
_PARAMETER: Final = re.compile(
    r"(?P<name>[?&;][\w.-]{0,40}(?:password|passwd|pwd|secret|token|key|signature|sig|auth)=)(?P<value>[^\s&;#\"']+)",
    re.IGNORECASE,
)
"""A parameter of an address whose name says that it is a secret (asyncpg takes ``?password=``, web services ``?api_key=``)."""

SECRET_SHAPES: Final = re.compile(
    r"(?P<path>/(?:webhooks|interactions)/\d+/)[\w.%-]{20,}"  # with an interaction's token anyone can answer as the bot
    r"|(?P<file>/(?:ephemeral-)?attachments/)\d\S*"  # contains the file's name, and anyone with the address can download it
    r"|(?P<scheme>\b(?:Bot|Bearer) )[\w.-]{20,}"
    r"|\b[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}"  # the shape of a bot token: id, time, signature in base64
)
"""Texts that are secret because of their shape, wherever they come from."""

_QUOTED: Final = re.compile(r"['\"].*['\"]", re.DOTALL)
"""From the first quotation mark to the last: the quoted text may contain quotation marks itself."""
_SILENT: Final = frozenset({"asyncpg", "sqlalchemy"})
"""Libraries whose errors repeat values without quotation marks (PostgreSQL: ``Key (name)=(value) already exists``)."""
_TRUSTED: Final = frozenset({"aiohttp", "hikari", "ssl"})
"""Libraries whose errors quote what a server says about itself, never people's words."""
_SCOPES: Final = "guilds"
"""The folder that contains the files of scopes, whose names people choose."""


def address(text: str) -> str:
    """Return a text in which the secrets of every address are masked; user, host and path stay readable."""
    text = _WEB.sub(lambda found: f"{found['scheme']}{found['user'] + ':' if found['password'] else ''}{MASK}@", text)
    text = _DATABASE.sub(lambda found: f"{found['scheme']}{found['user']}:{MASK}@", text)
    return _PARAMETER.sub(lambda found: found["name"] + MASK, text)


def passwords(text: str) -> Iterator[str]:
    """Return every secret in the addresses of a text, as it is written and as it is decoded."""
    for pattern in (_WEB, _DATABASE):
        for found in pattern.finditer(text):
            yield from _both((found["password"] or "").removeprefix(":") or (found["user"] if pattern is _WEB else ""))
    for found in _PARAMETER.finditer(text):
        yield from _both(found["value"])


def without_secrets(text: str) -> str:
    """Return a text in which passwords in addresses and everything that has the shape of a token are masked."""
    found = SECRET_SHAPES.sub(lambda match: (match["path"] or match["file"] or match["scheme"] or "") + MASK, text)
    return address(found)


def without_quotes(text: str) -> str:
    """Return a text with ``'...'`` in place of every quotation: an error quotes the values it is about."""
    return _QUOTED.sub("'...'", text)


def describe(error: BaseException) -> str:
    """Return the text of an error, without the words of people that it may repeat.

    The program's own errors are written for the log and stay whole, except for a `UserError`: only its key is returned, because its
    parameters are what somebody typed. Quotations are removed from other errors, and the name of a person's file from an `OSError`.
    """
    library = type(error).__module__.partition(".")[0]
    if isinstance(error, errors.UserError):
        return error.key
    if isinstance(error, errors.ChatterbotError) or library in _TRUSTED:
        return str(error)
    if library in _SILENT:
        state = getattr(error, "sqlstate", None) or getattr(getattr(error, "orig", None), "sqlstate", None)
        return f"(SQLSTATE {state})" if state else ""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror + _path(error.filename)
    return without_quotes(str(error))


class DescribedError:
    """An error as an argument of a log line: written as `describe` returns it."""

    def __init__(self, error: BaseException) -> None:
        self._kind = type(error).__name__
        self._text = describe(error)

    def __str__(self) -> str:
        """Return the error's text, or its class if it has no text."""
        return self._text or self._kind

    def __repr__(self) -> str:
        """Return the error's class and its text."""
        return f"{self._kind}: {self._text}" if self._text else self._kind


def _both(secret: str) -> Iterator[str]:
    if secret:
        yield secret
        yield parse.unquote(secret)


def _path(name: object) -> str:
    """Return the path of an error's file for a log line; empty if a person may have chosen the file's name."""
    if not isinstance(name, (str, pathlib.PurePath)):
        return ""
    path = pathlib.PurePath(name)
    return f": {path}" if path.is_absolute() and _SCOPES not in path.parts else ""
