"""`corrections.jsonl`: every correction as a line, for people and programs that do not read the database.

The database commits first; then the line is appended and forced to the disk; then the correction is acknowledged. What a crash
left undone is repaired when the log is opened: an incomplete last line is cut off, and missing lines are appended. Lines of
another database (for example after a backup was restored) stay. A line's ``id`` is random, so ids of two databases never match.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import pathlib
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, Final

from chatterbot import errors, private_files
from chatterbot.store import CorrectionRecord, Store

__all__ = ("Change", "CorrectionLog", "Rewrite", "line_of")

_LOGGER: Final = logging.getLogger(__name__)

Change = Callable[[dict[str, Any]], dict[str, Any] | None]
"""Returns the new object of a line; `None`: the line is removed."""

Rewrite = Callable[[Change], Coroutine[Any, Any, int]]
"""The type of `CorrectionLog.rewrite`."""


class CorrectionLog:
    """The file of corrections.

    Parameters
    ----------
    path
        The file; `None`: there is none (the database is in memory).
    kept
        Whether corrections are added. `False`: several processes share the file, which none of them can write alone; then the table of the
        database is the only log, and people are only erased from the file.
    """

    def __init__(self, path: pathlib.Path | None, store: Store, *, kept: bool = True) -> None:
        self._path = path
        self._kept = kept
        self._store = store
        self.writing = asyncio.Lock()
        """Held from before a correction's transaction until its line is written: an erasure finds either both or neither."""
        self._behind = False

    async def mend(self) -> int:
        """Cut off an incomplete last line, append the missing lines, and return how many were appended.

        Raises
        ------
        errors.StoreError
            If the file cannot be read or written.
        """
        async with self.writing:
            return await self._mend()

    async def append(self, record: CorrectionRecord) -> None:
        """Append a correction that is in the database; on return it is on the disk. Call it with `writing` held.

        If the disk is full, the correction stays, and its line is appended with the next correction or at the next start.
        """
        if self._path is None or not self._kept:
            return
        try:
            if self._behind:
                await self._mend()
            else:
                await asyncio.to_thread(_append, self._path, [_line(record)])
            self._behind = False
        except (OSError, errors.StoreError) as error:
            self._behind = True
            _LOGGER.error(  # noqa: TRY400 # a traceback does not help: the disk failed
                "%s: a correction is not in the file yet: %s; it is in the database, and is written with the next correction",
                self._path,
                error,
            )

    def may_lack(self) -> None:
        """Note that the database may have a correction that is not in the file; it is written with the next one, or at the next start."""
        self._behind = True

    async def rewrite(self, change: Change) -> int:
        """Apply `change` to every line and replace the file in one step; return how many lines changed. Call it with `writing` held.

        Raises
        ------
        errors.StoreError
            If the file cannot be read or written; then it is unchanged.
        """
        if self._path is None:
            return 0
        try:
            return await asyncio.to_thread(_rewrite, self._path, change)
        except OSError as error:
            raise errors.StoreError(f"{self._path}: {error}") from error

    async def _mend(self) -> int:
        if self._path is None or not self._kept:
            return 0
        try:
            present = await asyncio.to_thread(_open, self._path)
            added = 0
            async for records in self._store.people.corrections():
                lines = [_line(record) for record in records if record.key not in present]
                if lines:
                    await asyncio.to_thread(_append, self._path, lines)
                added += len(lines)
        except OSError as error:
            raise errors.StoreError(f"{self._path}: {error}") from error
        if added:
            _LOGGER.info(
                "%s: appended %d corrections that were missing after a crash or a full disk", self._path, added
            )
        return added


def line_of(record: CorrectionRecord) -> dict[str, Any]:
    """Return a correction as its line says it."""
    return {
        "id": record.key,
        "time": record.created_at.isoformat(timespec="seconds"),
        "scope_id": record.scope_id,
        "author_id": record.author_id,
        "asker_id": record.asker_id,
        "prompt": record.prompt,
        "question": record.question,
        "replaced": record.replaced,
        "better": record.better,
    }


def _line(record: CorrectionRecord) -> bytes:
    return _encoded(line_of(record))


def _encoded(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _append(path: pathlib.Path, lines: Iterable[bytes]) -> None:
    new = not path.exists()
    # One write of complete lines: only the last line can be incomplete after a crash.
    with open(path, "ab", opener=private_files.opener) as file:
        file.write(b"".join(lines))
        file.flush()
        os.fsync(file.fileno())
    if new:
        _sync_folder(path.parent)


def _open(path: pathlib.Path) -> set[str]:
    """Cut off an incomplete last line and return the ids of all lines."""
    private_files.make_folder(path.parent)
    _temporary(path).unlink(missing_ok=True)  # left by a process that was killed in `_rewrite`
    if not path.exists():
        return set()
    found: set[str] = set()
    whole = 0
    with path.open("r+b") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            whole += len(line)
            value = _parsed(line)
            if value is not None and isinstance(value.get("id"), str):
                found.add(value["id"])
        file.seek(0, os.SEEK_END)
        if file.tell() != whole:
            file.truncate(whole)
            file.flush()
            os.fsync(file.fileno())
    return found


def _rewrite(path: pathlib.Path, change: Change) -> int:
    if not path.exists():
        return 0
    changed = 0
    temporary = _temporary(path)
    try:
        with path.open("rb") as old, open(temporary, "wb", opener=private_files.opener) as new:
            for line in old:
                if not line.endswith(b"\n"):
                    break  # incomplete, and dropped as in `_open`: it may contain words of the person
                value = _parsed(line)
                wanted = change(dict(value)) if value is not None else None
                if value is None or wanted == value:
                    new.write(line)  # a line that is no correction stays as it is
                    continue
                changed += 1
                if wanted is not None:
                    new.write(_encoded(wanted))
            new.flush()
            os.fsync(new.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)
    return changed


def _temporary(path: pathlib.Path) -> pathlib.Path:
    return path.with_suffix(".tmp")


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _sync_folder(folder: pathlib.Path) -> None:
    """Force a folder's names to the disk; Windows has no call for that."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
