"""Virtual paths: the paths that a person may write.

A person names a file relative to their community's own folder (``datasets/faq.jsonl``) or, read-only, below ``shared/``.
The text is split into names before the disk is used. Each name must be one that every common file system keeps as it is
(Windows drops trailing dots and spaces, and takes ``CON`` and ``x:y`` for devices and streams), so that an archive made
here can be unpacked anywhere, and two spellings never mean the same file. Nothing is decoded (``%2e`` stays three
characters) and nothing is normalised (characters that look like ``.`` and ``/`` are refused, not translated).
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata

from chatterbot import errors

__all__ = ("SHARED", "VirtualPath", "is_listed", "parse", "shown")

SHARED = "shared"
"""First name of every path that points into the operator's shared folder."""

MAX_NAME_BYTES = 255
"""Most UTF-8 bytes of one name: NAME_MAX of ext4, XFS, APFS; no common file system allows more."""

MAX_PATH_CHARACTERS = 1024
"""Most characters of a whole path: far more than real ones have; an option on Discord has at most 6,000."""

MAX_DEPTH = 16
"""Most names in one path: deeper trees are mistakes. It also limits how many folders a walk holds open."""

_SHOWN_CHARACTERS = 200
"""Most characters of a refused path in its error: enough to recognise it, and it fits into one message."""

_RESERVED_CHARACTERS = frozenset('<>:"|?*\\/')
"""Characters that Windows does not allow in names, or that separate names on some system."""

_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE | re.DOTALL
)
"""Names that are devices on Windows, with any ending (Microsoft Learn, "Naming Files, Paths, and Namespaces")."""

_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode general categories of refused characters: controls, lone surrogates, line and paragraph separators."""

_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters with the Unicode property Bidi_Control: they make a name look like another one (``exe.lnosj``)."""


@dataclasses.dataclass(frozen=True, slots=True)
class VirtualPath:
    """A parsed path: names only, no ``.``, no ``..``, no separators."""

    shared: bool
    """Whether it is in the operator's shared folder, not in the community's own."""
    names: tuple[str, ...]
    """The names below that folder; empty for the folder itself."""

    def __str__(self) -> str:
        return "/".join((SHARED, *self.names) if self.shared else self.names)

    def upto(self, count: int) -> VirtualPath:
        """Return the path of the first `count` names."""
        return VirtualPath(self.shared, self.names[:count])


def shown(text: str) -> str:
    """Return a person's text safe for an error message: cut if it is long, unprintable characters replaced by U+FFFD."""
    clipped = text[:_SHOWN_CHARACTERS]
    safe = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in clipped)
    return safe + ("…" if len(text) > _SHOWN_CHARACTERS else "")


def parse(text: str) -> VirtualPath:
    """Return the virtual path that a person wrote.

    Parameters
    ----------
    text
        A relative path with ``/``; a ``./`` at the start and a ``/`` at the end are ignored. Empty means the own folder.

    Raises
    ------
    RefusedError
        ``error-path-outside(path)``: absolute, a drive, a network share, or with ``..``.
    InvalidInputError
        ``error-path-bad-name(path, name)`` or ``error-path-too-long(path, limit)``.
    NotFoundError
        ``error-path-missing(path, looked, near)``: a hidden name; people cannot see that hidden files exist.
    """
    text = text.strip()
    if len(text) > MAX_PATH_CHARACTERS:
        raise errors.InvalidInputError("error-path-too-long", path=shown(text), limit=MAX_PATH_CHARACTERS)
    if text.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", text):
        raise errors.RefusedError("error-path-outside", path=shown(text))
    names = [name for name in text.split("/") if name not in {"", "."}]
    if ".." in re.split(r"[/\\]", text):
        raise errors.RefusedError("error-path-outside", path=shown(text))
    for name in names:
        if name.startswith("."):
            raise errors.NotFoundError("error-path-missing", path=shown(text), looked="", near="")
        if not _is_portable(name):
            raise errors.InvalidInputError("error-path-bad-name", path=shown(text), name=shown(name))
    if len(names) > MAX_DEPTH:
        raise errors.InvalidInputError("error-path-too-long", path=shown(text), limit=MAX_DEPTH)
    if names and names[0].casefold() == SHARED:
        return VirtualPath(shared=True, names=tuple(names[1:]))
    return VirtualPath(shared=False, names=tuple(names))


def is_listed(name: str) -> bool:
    """Tell whether a name on the disk is shown to people: the same names that `parse` accepts, so that all listed files can be opened."""
    return not name.startswith(".") and _is_portable(name)


def _is_portable(name: str) -> bool:
    if name != name.strip() or name.endswith("."):
        return False
    try:
        if len(name.encode()) > MAX_NAME_BYTES:
            return False
    except UnicodeEncodeError:  # a lone surrogate: bytes on disk that are not UTF-8
        return False
    for character in name + unicodedata.normalize("NFKC", name):
        if character in _RESERVED_CHARACTERS or character in _BIDI_CONTROLS:
            return False
        if unicodedata.category(character) in _REFUSED_CATEGORIES:
            return False
    if set(unicodedata.normalize("NFKC", name)) <= {"."}:
        return False
    return _DEVICE.fullmatch(name) is None
