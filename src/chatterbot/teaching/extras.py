"""What is sent along with an answer: a file, a link, an embed; checked before it is kept, wherever it comes from."""

from __future__ import annotations

import dataclasses
import ipaddress
import posixpath
import re
from typing import Final
from urllib import parse

from chatterbot import errors, models, texts
from chatterbot.files import names

__all__ = ("LONGEST_LABEL", "LONGEST_LINK", "LONGEST_TITLE", "check", "check_link", "colour_of", "host_of")

LONGEST_LINK: Final = 512
"""Characters of a button's address (Discord's limit)."""
LONGEST_LABEL: Final = 80
"""Characters on a button (Discord's limit)."""
LONGEST_TITLE: Final = 256
"""Characters of an embed's title (Discord's limit)."""
MOST_COLOUR: Final = 0xFFFFFF
_INVITES: Final = re.compile(r"(?:discord(?:app)?\.com/invite|discord\.gg|discord\.me|dsc\.gg|invite\.gg)(?:/|$)")
_SAFE: Final = "!#$%&'()*+,/:;=?@[]~-._"
"""Signs of an address that are left as they are (RFC 3986), the percent sign of what is escaped already included."""


def check(given: models.AnswerExtras) -> models.AnswerExtras | None:
    """Check what is to be sent along with an answer, and return it as it is stored; `None` if it is nothing.

    Raises
    ------
    errors.UserError
        What `check_link` and `files.names.parse` raise; ``error-extras-file-folder(path)``, ``error-extras-colour(name)``
    """
    link = None if given.link is None or not given.link.strip() else check_link(given.link)
    colour = given.colour
    if colour is not None and not 0 <= colour <= MOST_COLOUR:
        raise errors.InvalidInputError("error-extras-colour", name=str(colour)[:40])
    checked = models.AnswerExtras(
        file=None if given.file is None or not given.file.strip() else _file(given.file),
        link=link,
        link_label=None if link is None else _line(given.link_label, LONGEST_LABEL),
        title=_line(given.title, LONGEST_TITLE),
        colour=colour,
    )
    if checked.title is None:
        checked = dataclasses.replace(checked, colour=None)  # it is the embed's
    return None if checked == models.AnswerExtras() else checked


def check_link(link: str) -> str:
    """Check a link button's address and return it as Discord takes it.

    Raises
    ------
    errors.InvalidInputError
        ``error-link-scheme(name)``: not http or https; ``error-link-invalid(name)``; ``error-link-too-long(length, limit)``;
        ``error-link-invite(name)``: it invites to a server
    """
    link = link.strip().strip("<>")
    try:
        parts = parse.urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise errors.InvalidInputError("error-link-invalid", name=link[:100]) from None
    if parts.scheme.casefold() not in {"http", "https"}:
        raise errors.InvalidInputError("error-link-scheme", name=link[:100])
    if not _is_host(host) or parts.username is not None or not link.isprintable() or " " in link:
        raise errors.InvalidInputError("error-link-invalid", name=link[:100])
    name = host if host.isascii() else host.encode("idna").decode("ascii")
    place = f"[{name}]" if ":" in name else name
    written = parse.urlunsplit(
        (
            parts.scheme.casefold(),
            place if port is None else f"{place}:{port}",
            *(parse.quote(part, safe=_SAFE) for part in (parts.path, parts.query, parts.fragment)),
        )
    )
    if len(written) > LONGEST_LINK:
        raise errors.InvalidInputError("error-link-too-long", length=len(written), limit=LONGEST_LINK)
    if _is_invite(name, parts.path):
        raise errors.InvalidInputError("error-link-invite", name=link[:100])
    return written


def _is_invite(host: str, path: str) -> bool:
    """Tell whether a link invites to a server, in any of the ways in which a browser reads the same address."""
    place = posixpath.normpath(f"/{parse.unquote(path)}").lstrip("/")
    name = re.sub(r"^(?:www|ptb|canary)\.", "", host.rstrip("."))
    return _INVITES.match(f"{name}/{place}".casefold()) is not None


def host_of(link: str) -> str:
    """Return the name of the server of a checked address, for a button without a label."""
    return parse.urlsplit(link).hostname or link


def colour_of(text: str) -> int:
    """Return a colour that is written like ``#5865F2``.

    Raises
    ------
    errors.InvalidInputError
        ``error-extras-colour(name)``
    """
    written = text.strip().lower().removeprefix("#").removeprefix("0x")
    if not re.fullmatch(r"[0-9a-f]{6}", written):
        raise errors.InvalidInputError("error-extras-colour", name=text.strip()[:40])
    return int(written, 16)


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        try:
            name = host.encode("idna").decode("ascii")
        except UnicodeError:
            return False
        return (
            "." in name
            and re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}\.?", name) is not None
        )
    return True


def _file(path: str) -> str:
    virtual = names.parse(path)
    if not virtual.names or path.rstrip().endswith("/"):
        raise errors.InvalidInputError("error-extras-file-folder", path=names.shown(path))
    return str(virtual)


def _line(text: str | None, limit: int) -> str | None:
    line = "" if text is None else texts.clip(text.encode("utf-8", "replace").decode().replace("\0", " "), limit)
    return None if texts.is_blank(line) else line
