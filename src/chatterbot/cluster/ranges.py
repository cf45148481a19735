"""Which of the bot's shards a process runs: what the setting asks for, and what it comes to."""

from __future__ import annotations

import dataclasses
import itertools
import re
from typing import Final, Self

from chatterbot import errors

__all__ = ("ShardPlan", "ShardRange")

_RANGE: Final = re.compile(r"([0-9]{1,5})(?:-([0-9]{1,5}))?/([0-9]{1,5})")
_AUTO: Final = re.compile(r"auto(?:/([0-9]{1,3}))?")


@dataclasses.dataclass(frozen=True, slots=True)
class ShardRange:
    """Neighbouring shards, of so many in all."""

    first: int
    last: int
    count: int
    """The number of all shards of the bot."""

    def __str__(self) -> str:
        """Return the range as the setting writes it."""
        return f"{self.first}-{self.last}/{self.count}" if self.first != self.last else f"{self.first}/{self.count}"

    @property
    def ids(self) -> range:
        """The numbers of the shards."""
        return range(self.first, self.last + 1)

    @property
    def is_everything(self) -> bool:
        """Whether these are all shards."""
        return len(self.ids) == self.count

    @property
    def has_direct_messages(self) -> bool:
        """Whether Discord sends direct messages to one of these shards: they go to the first shard."""
        return self.first == 0

    def has_guild(self, guild_id: int) -> bool:
        """Tell whether a guild belongs to one of these shards."""
        return (guild_id >> 22) % self.count in self.ids

    def has_scope(self, scope_id: int, author_id: int) -> bool:
        """Tell whether what somebody did in a scope belongs to this process: in a person's own scope, to that of direct messages."""
        return self.has_direct_messages if scope_id == author_id else self.has_guild(scope_id)


@dataclasses.dataclass(frozen=True, slots=True)
class ShardPlan:
    """What `discord.shards` asks for: certain shards, or a part of all of them that no other process has."""

    wanted: ShardRange | None = None
    parts: int = 1
    """In how many parts all shards are split, where none are named."""

    @classmethod
    def read(cls, text: str) -> Self:
        """Read the setting; empty: all shards.

        Raises
        ------
        errors.SettingsError
            If it is neither a range nor ``auto``.
        """
        if not text:
            return cls()
        if (found := _AUTO.fullmatch(text)) is not None and (parts := int(found[1] or 1)) > 0:
            return cls(parts=parts)
        if (found := _RANGE.fullmatch(text)) is not None:
            first, count = int(found[1]), int(found[3])
            last = int(found[2] or first)
            if first <= last < count:
                return cls(ShardRange(first, last, count))
        raise errors.SettingsError(
            f'discord.shards: "{text}" cannot be used; write the numbers of the shards and of all of them, such as "0-3/16" (the '
            'numbers begin at 0), or "auto"'
        )

    def candidates(self, recommended: int) -> list[ShardRange]:
        """Return the ranges of which this process may run one.

        Parameters
        ----------
        recommended
            The number of shards where none is named: what Discord recommends, or what the other processes use.
        """
        if self.wanted is not None:
            return [self.wanted]
        count = max(recommended, self.parts)
        ends = [count * part // self.parts for part in range(self.parts + 1)]
        return [ShardRange(first, end - 1, count) for first, end in itertools.pairwise(ends)]

    def refuse_alone(self) -> None:
        """Refuse a part of the shards where there can be only one process.

        Raises
        ------
        errors.SettingsError
            If other processes would have to run the rest.
        """
        if self.parts > 1 or (self.wanted is not None and not self.wanted.is_everything):
            raise errors.SettingsError(
                "discord.shards: a part of the shards needs other processes for the rest, and these share what they know through "
                "PostgreSQL. SQLite is one process's own file. Set database.url to a PostgreSQL server (`chatterbot migrate-store` moves "
                "what was taught there), or run all shards in this process (leave discord.shards empty)."
            )
