"""Whether a bot, here or on another machine, uses a database that processes share: then commands that need it for themselves are refused."""

from __future__ import annotations

from chatterbot import errors
from chatterbot.store import Database, LeaseStore

__all__ = ("refuse_leased",)


async def refuse_leased(database: Database, done: str) -> None:
    """Refuse to go on while a bot has a lease in the database; the lock of a data folder says nothing of bots with another folder.

    Parameters
    ----------
    done
        What was not done, for the sentence.

    Raises
    ------
    errors.SettingsError
        If there is such a lease.
    errors.StoreError
        If the database fails.
    """
    leases = await LeaseStore(database).living()
    if not leases:
        return
    holders = ", ".join(f"{lease.holder} (shards {lease.first_shard}-{lease.last_shard})" for lease in leases)
    left = max(lease.seconds_left for lease in leases)
    raise errors.SettingsError(
        f"the database is in use by a bot: {holders}. Stop it first; if it was killed, its lease ends in {left:.0f} s. {done}"
    )
