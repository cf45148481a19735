"""The process as one of several on one PostgreSQL database: which shards it runs, and what it does so that all know the same."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
from collections.abc import AsyncGenerator
from typing import Final

from chatterbot import errors
from chatterbot.aio import background
from chatterbot.cluster import ChangeFollower, ErasuresTogether, ShardLease, ShardPlan, ShardRange
from chatterbot.container import Container
from chatterbot.discord import connecting
from chatterbot.services import Services
from chatterbot.settings import Settings
from chatterbot.store import FeedEntry, LeaseStore

__all__ = ("COMMANDS", "IDENTIFYING", "Membership", "join")

_log = logging.getLogger(__name__)

COMMANDS: Final = 1
IDENTIFYING: Final = 2
"""What is done by one process at a time (`LeaseStore.alone`): commands are registered; shards identify, since Discord limits how many do."""

COUNT_AGAIN_S: Final = 30.0
"""Seconds between two looks at what all processes have used of the language model: so long each goes by its own requests."""


@dataclasses.dataclass(frozen=True, slots=True)
class Membership:
    """The shards of this process, and what it holds for them."""

    shards: ShardRange | None
    """`None`: as many as Discord recommends, all in this process."""
    lease: ShardLease | None = None
    """`None`: no other process can use the database."""
    leases: LeaseStore | None = None

    @property
    def is_first(self) -> bool:
        """Whether this process does what one of all does, such as backups: the one with the first shard."""
        return self.shards is None or self.shards.has_direct_messages

    def owned(self, scope_id: int, author_id: int) -> bool:
        """Tell whether what somebody began in a scope is this process's to go on with."""
        return self.shards is None or self.shards.has_scope(scope_id, author_id)

    @contextlib.asynccontextmanager
    async def alone(self, what: int) -> AsyncGenerator[None]:
        """Wait until no other process is in such a block."""
        if self.leases is None:
            yield
            return
        async with self.leases.alone(what):
            yield


@contextlib.asynccontextmanager
async def join(settings: Settings, core: Services, container: Container) -> AsyncGenerator[Membership]:
    """Wait for the shards of this process, and follow during the block what other processes change.

    The shards are given back when `core` closes, after everything that it still writes.

    Raises
    ------
    errors.SettingsError
        If the setting cannot be used, or the other processes run another number of shards.
    errors.ServiceError
        If the database or Discord cannot be reached.
    """
    plan = ShardPlan.read(settings.discord.shards)
    store = core.store
    if not store.database.is_shared:
        plan.refuse_alone()
        yield Membership(plan.wanted)
        return
    token = settings.discord.token
    if token is None:
        raise errors.SettingsError("discord.token: is needed to connect to Discord")
    await store.leases.install()
    lease = await core.closed_last.enter_async_context(
        ShardLease.open(
            store.leases,
            plan,
            instance=core.place,
            seconds=settings.database.lease,
            recommended=lambda: connecting.recommended_shards(settings.discord.rest_url, token.get_secret_value()),
        )
    )
    membership = Membership(lease.shards, lease, store.leases)
    cut_off = await store.journal.close_open_jobs(membership.owned)
    if cut_off:
        _log.info("%d jobs of an earlier process of these shards were cut off", cut_off)
    follower = await ChangeFollower.open(store.change_feed)
    _follow(follower, core, container)
    together = ErasuresTogether(
        store.leases,
        store.change_feed,
        follower,
        lease.token,
        begin=core.teaching.eraser.begin,
        end=core.privacy.erased_elsewhere,
    )
    core.privacy.together = together.erasing
    async with follower.running(), background(_count_again(core), "cluster: sums of the model's use"):
        yield membership


async def _count_again(core: Services) -> None:
    """Read once in a while what all processes together have used of the language model."""
    while core.model_terms is not None:
        await asyncio.sleep(COUNT_AGAIN_S)
        core.model_terms.budgets.read_again()


def _follow(follower: ChangeFollower, core: Services, container: Container) -> None:
    """Let everything that keeps something of the database in memory know what other processes change there."""
    eraser, store = core.teaching.eraser, core.store

    async def knowledge(entry: FeedEntry) -> None:
        if entry.scope_id is not None:
            await eraser.changed_elsewhere(entry.scope_id)

    async def preferences(entry: FeedEntry) -> None:
        if entry.scope_id is not None:
            await core.preferences.forget(entry.scope_id)

    async def personas(entry: FeedEntry) -> None:
        await core.personas.forget(0, entry.scope_id)

    async def consents(entry: FeedEntry) -> None:
        if entry.scope_id is not None:
            await container.consents.changed_elsewhere(entry.scope_id)

    async def exchanges(_entry: FeedEntry) -> None:
        store.exchanges_deleted_elsewhere()

    async def fresh_starts(_entry: FeedEntry) -> None:
        store.memory_limits.changed_elsewhere()

    async def erased(_entry: FeedEntry) -> None:
        store.exchanges_deleted_elsewhere()
        eraser.forget_texts()

    follower.on("knowledge", knowledge)
    follower.on("preferences", preferences)
    follower.on("personas", personas)
    follower.on("consents", consents)
    follower.on("exchanges", exchanges)
    follower.on("fresh starts", fresh_starts)
    follower.on("erased", erased)
