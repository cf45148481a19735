"""The addresses that Discord accepts in messages: their scheme and their form."""

from __future__ import annotations

import ipaddress
import re
import urllib.parse
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

    from chatterbot.standin.errors import FormErrors

WEB: Final = ("http", "https")
PICTURES: Final = ("http", "https", "attachment")
"""Schemes of pictures and files: ``attachment://name`` names a file of the same message."""
FILES: Final = ("attachment",)
BUTTONS: Final = ("http", "https", "discord")
ATTACHMENT: Final = "attachment://"
LONGEST: Final = 2048
"""Longest address in an embed or a media item, in characters."""
SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
UNSAFE: Final = re.compile(r"[\s\x00-\x1f\x7f<>\"]")
LABEL: Final = re.compile(r"[\w-]{1,63}")
"""One part of a host name between its dots."""


def check(
    url: object,
    path: tuple[str | int, ...],
    form: FormErrors,
    *,
    schemes: Collection[str] = WEB,
    longest: int = LONGEST,
) -> None:
    """Check an address; errors are added to ``form``. `None` and an empty text are accepted, as for fields that are not set."""
    if url is None or url == "":
        return
    if not isinstance(url, str):
        form.add(path, "BASE_TYPE_BAD_TYPE", "Must be a string.")
        return
    form.length(path, url, 0, longest)
    found = SCHEME.match(url)
    if found is None or UNSAFE.search(url):
        form.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    elif found[1].lower() not in schemes:
        message = f'Scheme "{found[1].lower()}" is not supported. Scheme must be one of {tuple(schemes)}.'
        form.add(path, "URL_TYPE_INVALID_SCHEME", message)
    elif not _well_formed(url, web=found[1].lower() in WEB):
        form.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.")


def attachment_name(url: object) -> str | None:
    """Return the name of the file that an ``attachment://`` address names; `None` for every other address."""
    return url.removeprefix(ATTACHMENT) if isinstance(url, str) and url.startswith(ATTACHMENT) else None


def _well_formed(url: str, *, web: bool) -> bool:
    try:
        parts = urllib.parse.urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:  # brackets that do not fit, or a port that is no number
        return False
    return _is_host(host or "") if web else bool(url.partition("://")[2])


def _is_host(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        labels = host.removesuffix(".").split(".")
        named = all(LABEL.fullmatch(label) and label[0] != "-" and label[-1] != "-" for label in labels)
        return named and (host == "localhost" or (len(labels) > 1 and not labels[-1].isdigit()))
    return True
