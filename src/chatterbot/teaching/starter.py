"""The first contact of a scope: its dataset is made, and the starter examples are taught to it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from typing import Any, Final

from chatterbot import errors, models
from chatterbot.store import ChangeKind, NewChange, Store
from chatterbot.teaching import keys

__all__ = ("DEFAULT_DATASET", "PROGRAM", "Starter")

_LOGGER: Final = logging.getLogger(__name__)

DEFAULT_DATASET: Final = "default"
"""The dataset of a scope that has chosen no other: what is taught by hand."""

PROGRAM: Final = 0
"""Author of what the program itself teaches: no person on Discord has this id."""


class Starter:
    """Finds the active dataset of a scope, and makes it at the scope's first contact.

    Parameters
    ----------
    encode
        Puts the features of texts into the cache (`Indexes.features`).
    examples
        What is taught to every scope at its first contact, checked; may be empty.
    """

    def __init__(
        self,
        store: Store,
        encode: Callable[[Sequence[str]], Coroutine[Any, Any, object]],
        examples: Sequence[models.NewExample],
    ) -> None:
        self._store = store
        self._encode = encode
        self._examples = tuple(examples)
        self._preparing: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def preparing(self) -> AsyncGenerator[None]:
        """Encode the starter examples in the background, after everything else: first contacts then find them in the cache.

        At the end of the block the encoding is given up; texts that are encoded by then stay cached.
        """
        if not self._examples:
            yield
            return
        self._preparing = asyncio.create_task(self._prepare(), name="encode-starter")
        try:
            yield
        finally:
            self._preparing.cancel()
            await asyncio.wait([self._preparing])

    async def active(self, scope_id: int) -> models.Dataset:
        """Return the scope's active dataset from the database; at first contact it is made, with the starter examples in it."""
        active = await self._store.examples.active(scope_id)
        if active is not None:
            return active
        # The texts are the same for every scope: encoded before, they are found in the cache. While they are being encoded, wait for that.
        if self._preparing is not None:
            await asyncio.wait([self._preparing])
        await self._encode_all()

        def seed(dataset_id: int) -> NewChange:
            examples = tuple(keys.keyed(example) for example in self._examples)
            return NewChange(scope_id, dataset_id, PROGRAM, ChangeKind.SEED, "starter", add=examples)

        return await self._store.examples.open_dataset(scope_id, DEFAULT_DATASET, seed if self._examples else None)

    async def _prepare(self) -> None:
        try:
            await self._encode_all()
        except errors.ServiceError as error:  # a first contact tries again, and the person there is told
            _LOGGER.warning(
                "the starter examples could not be encoded: %s; the next server's first contact tries again", error
            )

    async def _encode_all(self) -> None:
        await self._encode([example.prompt for example in self._examples])
