"""Backups once in a while, of which the last few are kept."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import pathlib
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from chatterbot import errors
from chatterbot.backups import writing
from chatterbot.store import Database

__all__ = ("BackupRotation",)

_LOGGER: Final = logging.getLogger(__name__)
_NAMED: Final = re.compile(re.escape(writing.NAME) + r"(\d{4}-\d\d-\d\dT\d{6}Z)\.tar\.gz(?:\.age)?")


class BackupRotation:
    """Makes a backup when the newest in the folder is old enough, and removes the oldest.

    Parameters
    ----------
    every
        Time between two backups.
    keep
        Number of backups that stay.
    """

    def __init__(
        self,
        database: Database,
        data: pathlib.Path,
        folder: pathlib.Path,
        keys: Sequence[Any],
        *,
        every: dt.timedelta,
        keep: int,
        now: Callable[[], dt.datetime],
    ) -> None:
        self._database, self._data, self._folder, self._keys = database, data, folder, keys
        self._every, self._keep, self._now = every, keep, now

    async def back_up_if_due(self) -> pathlib.Path | None:
        """Make the backup that is due, and return its path; a failure is logged, and the next call tries again."""
        made = await asyncio.to_thread(self._made)
        if made and self._now() - made[-1][0] < self._every:
            return None
        try:
            path, manifest = await writing.write_file(self._database, self._data, self._folder, self._keys, self._now())
        except errors.ChatterbotError as error:
            _LOGGER.error("no backup was made: %s", error)  # noqa: TRY400 - the sentence says it, and a traceback would not help
            return None
        _LOGGER.info("backup made: %s, %d files", path.name, len(manifest.files))
        await asyncio.to_thread(self._remove_old)
        return path

    def _remove_old(self) -> None:
        for _, path in self._made()[: -self._keep]:
            try:
                path.unlink()
            except OSError as error:
                _LOGGER.warning("the old backup %s cannot be removed: %s", path.name, error.strerror)

    def _made(self) -> list[tuple[dt.datetime, pathlib.Path]]:
        """Return the backups in the folder with their moments, oldest first; other files are not looked at."""
        try:
            paths = list(self._folder.iterdir())
        except OSError:
            return []
        named = ((_NAMED.fullmatch(path.name), path) for path in paths)
        return sorted(
            (dt.datetime.strptime(name[1], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=dt.UTC), path)
            for name, path in named
            if name is not None
        )
