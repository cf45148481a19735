"""`DeepCheck`: all comparisons, one after the other."""

from __future__ import annotations

import asyncio
import pathlib
from collections.abc import AsyncIterator, Collection

from chatterbot.consistency import encodings, kept_files, log_lines, rows
from chatterbot.consistency.discrepancies import CheckedPart, Discrepancy
from chatterbot.engine import ReplyEngine
from chatterbot.store import ConsistencyStore, Database, Store

__all__ = ("DeepCheck",)


class DeepCheck:
    """Compares everything that is kept.

    Parameters
    ----------
    data
        The data folder.
    log
        The log of corrections.
    starter
        Questions that every server is taught at its first contact: they are encoded before there is one.
    """

    def __init__(
        self,
        database: Database,
        engine: ReplyEngine,
        data: pathlib.Path,
        log: pathlib.Path,
        starter: Collection[str] = (),
    ) -> None:
        self._rows = ConsistencyStore(database)
        self._store = Store(database)
        self._engine = engine
        self._data = data
        self._log = log
        self._starter = starter

    async def run(self, *, repair: bool) -> AsyncIterator[CheckedPart]:
        """Yield the result of each comparison as soon as it is there.

        A database whose tables are damaged is not compared further: what it says cannot be trusted.

        Parameters
        ----------
        repair
            Whether to mend what can be mended; nobody else may write to the database and the data folder meanwhile.

        Raises
        ------
        errors.ServiceError
            If the database, the disk or the encoder fails.
        """
        first = await rows.structure(self._rows, repair=repair)
        yield first
        if any(each.is_fault and not each.repairable for each in first.found):
            return
        yield await rows.references(self._rows, repair=repair)
        yield await rows.keys(self._rows, repair=repair)
        yield await rows.answers(self._rows, repair=repair)
        yield await rows.numbers(self._rows, repair=repair)
        if await self._shares_database():
            yield CheckedPart(
                self._log.name, "there is none: where processes share a database, corrections are kept there alone"
            )
        else:
            yield await log_lines.log_lines(self._log, self._store, repair=repair)
        yield await kept_files.kept_files(self._data, self._rows)
        encoded = await encodings.features(self._rows, self._engine, self._starter, repair=repair)
        yield encoded
        if any(each.is_fault for each in encoded.found):
            sentence = "not built: encoded texts have to be repaired first"
            yield CheckedPart("index", "", (Discrepancy(sentence, repairable=True),))
            return
        yield await encodings.index(self._store, self._rows, self._engine, repair=repair)

    async def _shares_database(self) -> bool:
        """Tell whether several processes may use the database, and none of them writes the log of corrections."""
        kind = await self._rows.run(lambda connection: connection.dialect.name)
        return kind != "sqlite" and not await asyncio.to_thread(self._log.exists)
