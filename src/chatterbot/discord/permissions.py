"""Who may propose, teach and manage: decided here for commands, buttons, forms, messages and text commands alike.

Discord's own `default_member_permissions` only hides commands, and an administrator can override it, so everything is checked again.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Callable, Collection
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.discord.context import Context
from chatterbot.preferences import GuildPreferences, Preferences, TeacherMode

__all__ = ("MANAGER_PERMISSIONS", "AccessControl", "AccessLevel", "TeachingRules", "may")

MANAGER_PERMISSIONS = hikari.Permissions.MANAGE_GUILD | hikari.Permissions.ADMINISTRATOR
"""Either makes a manager. In a direct message the person is the manager of their own scope."""


class AccessLevel(enum.Enum):
    """Who may do something; each level may do what the ones before it may."""

    EVERYONE = "everyone"
    PROPOSER = "proposer"
    """Everyone, unless only managers can teach: what people do who may not teach waits as a proposal until a teacher approves it."""
    TEACHER = "teacher"
    """The people whom the guild lets teach (/settings)."""
    MANAGER = "manager"


@dataclasses.dataclass(frozen=True, slots=True)
class TeachingRules:
    """Who may teach in one guild."""

    mode: TeacherMode
    """What the guild chose; in place of AUTO, what that means in a guild of its size."""
    roles: frozenset[int] = frozenset()
    """The roles that make a teacher, where the mode is TEACHERS."""


_REFUSALS: Final = {
    TeacherMode.TEACHERS: "error-only-teacher-roles",
}
"""Catalogue keys of refusals to people who may not teach; in other modes ``error-only-teachers``."""


def may(access: AccessLevel, rules: TeachingRules, *, is_manager: bool, roles: Collection[int] = ()) -> bool:
    """Tell whether a person may do what needs that access.

    Parameters
    ----------
    is_manager
        Whether the person may manage the guild.
    roles
        Ids of the person's roles.
    """
    match access:
        case AccessLevel.EVERYONE:
            return True
        case AccessLevel.PROPOSER:
            return is_manager or rules.mode is not TeacherMode.MANAGERS
        case AccessLevel.TEACHER:
            has_role = rules.mode is TeacherMode.TEACHERS and not rules.roles.isdisjoint(roles)
            return is_manager or has_role or rules.mode is TeacherMode.EVERYONE
        case AccessLevel.MANAGER:
            return is_manager


class AccessControl:
    """Decides who may do what in each guild, from what it chose and how large it is.

    Parameters
    ----------
    preferences
        What each guild chose.
    count_members
        Returns how many people a guild has; `None`: not known.
    open_until
        Most people of a guild in which everybody may teach if it chose nothing else. A guild whose size is not known counts as larger.
    """

    def __init__(
        self, preferences: Preferences, count_members: Callable[[int], int | None], *, open_until: int
    ) -> None:
        self._preferences = preferences
        self._count_members = count_members
        self._open_until = open_until

    def is_large(self, guild_id: int) -> bool:
        """Tell whether a guild has so many people that not everybody may teach unless it says so."""
        count = self._count_members(guild_id)
        return count is None or count > self._open_until

    def rules_of(self, scope_id: int, chosen: GuildPreferences) -> TeachingRules:
        """Return who may teach in a guild with these settings. In direct messages nobody needs rules: everybody manages their own scope."""
        if chosen.teachers is not TeacherMode.AUTO:
            return TeachingRules(chosen.teachers, chosen.teacher_roles)
        mode = TeacherMode.TEACHERS if self.is_large(scope_id) else TeacherMode.EVERYONE
        return TeachingRules(mode, chosen.teacher_roles)

    async def rules(self, scope_id: int) -> TeachingRules:
        """Return who may teach in a guild."""
        return self.rules_of(scope_id, await self._preferences.get(scope_id))

    async def may(self, access: AccessLevel, context: Context) -> bool:
        """Tell whether the person may do what needs that access, where they are."""
        if access is AccessLevel.EVERYONE or context.is_manager:
            return True
        return may(access, await self.rules(context.scope_id), is_manager=False, roles=context.role_ids)

    async def check(self, access: AccessLevel, context: Context) -> None:
        """Raise unless the person may do what needs that access.

        Raises
        ------
        errors.RefusedError
            ``error-only-managers``, ``error-only-teachers``, ``error-only-teacher-roles``
        """
        if not await self.may(access, context):
            rules = await self.rules(context.scope_id)
            refusal = _REFUSALS.get(rules.mode, "error-only-teachers")
            raise errors.RefusedError("error-only-managers" if access is AccessLevel.MANAGER else refusal)

    async def may_revise(self, context: Context, author_id: int, approved_by: int | None) -> bool:
        """Tell whether the person may correct or take back what somebody taught.

        Teachers may; others may if they taught it themselves. What a teacher approved is not theirs alone any more: otherwise they could
        have something harmless approved, and change it afterwards.

        Parameters
        ----------
        author_id
            Who taught it.
        approved_by
            Who approved it; `None`: nobody had to.
        """
        own = author_id == context.author_id and approved_by in {None, author_id}
        return own or await self.may(AccessLevel.TEACHER, context)
