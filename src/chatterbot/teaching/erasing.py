"""Erase a person from what was taught: from running work, the log of corrections and the indexes."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from chatterbot.aio import shielded
from chatterbot.store import ErasedRows
from chatterbot.teaching import changing, correction_log, jobs

__all__ = ("Eraser",)


class Eraser:
    """Erases from what `Teaching` holds outside the database; a `privacy.ExampleHolder`."""

    def __init__(self, changes: changing.Changes, queue: jobs.JobQueue) -> None:
        self._changes = changes
        self._queue = queue

    async def erasing(
        self,
        user_id: int,
        scope_id: int | None,
        erase: Callable[[correction_log.Rewrite], Coroutine[Any, Any, ErasedRows]],
    ) -> ErasedRows:
        """Run an erasure to its end; nothing is written to the log of corrections meanwhile.

        The person's training jobs there are stopped first. Everything else they have under way is refused when it is about to write.
        """

        async def run() -> ErasedRows:
            await self.begin(user_id, scope_id)
            async with self._changes.log.writing:
                return await erase(self._changes.log.rewrite)

        erased = await shielded(run())
        self._changes.engine.forget_texts()
        indexes = self._changes.indexes
        # The documents that the person imported are gone with their passages. Without any, nobody else's teaching is waited for.
        for scope in indexes.in_memory() if erased.counts.get("documents") else ():
            async with indexes.writing(scope):
                await indexes.follow_documents(scope)
        return erased

    async def begin(self, user_id: int, scope_id: int | None) -> None:
        """Stop the person's training jobs, and refuse everything else they have under way when it is about to write."""
        await self._changes.erasures.begin(user_id, scope_id)
        for job in await self._queue.stop(user_id, scope_id):
            await self._changes.store.features.drop(job.prompts)  # a stopped job has cached some of them

    async def changed_elsewhere(self, scope_id: int) -> None:
        """Read a scope from the database again at its next use, since another process changed what it knows."""
        self._changes.store.changed_elsewhere(scope_id)
        self._changes.quota.forget(scope_id)
        if self._changes.indexes.holds(scope_id):
            await self.reload(scope_id)

    def forget_texts(self) -> None:
        """Forget the texts that were encoded lately, since somebody was erased by another process."""
        self._changes.engine.forget_texts()

    async def erased(self, scope_id: int, dataset_id: int, example_ids: Sequence[int]) -> None:
        """Take erased examples out of the index."""
        async with self._changes.indexes.writing(scope_id):
            await self._changes.indexes.follow(scope_id, dataset_id, (), example_ids)

    async def reload(self, scope_id: int) -> None:
        """Forget the index of a scope: its next use reads it anew, or is a first contact, if the scope no longer exists."""
        async with self._changes.indexes.writing(scope_id):  # if it is just being loaded, wait for that
            self._changes.indexes.forget(scope_id)
