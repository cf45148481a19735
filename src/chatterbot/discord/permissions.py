"""Who may teach and who may manage: decided here for commands, buttons, forms and text commands alike.

Discord's own `default_member_permissions` only hides commands, and an administrator can override it, so everything is checked again.
"""

from __future__ import annotations

import enum

import hikari

from chatterbot import errors
from chatterbot.discord.context import Context
from chatterbot.preferences import Preferences, TeacherMode

__all__ = ("MANAGER_PERMISSIONS", "AccessLevel", "check", "may")

MANAGER_PERMISSIONS = hikari.Permissions.MANAGE_GUILD | hikari.Permissions.ADMINISTRATOR
"""Either makes a manager. In a direct message the person is the manager of their own scope."""


class AccessLevel(enum.Enum):
    """Who may do something."""

    EVERYONE = "everyone"
    TEACHER = "teacher"
    """The people whom the guild lets teach: everyone, or managers only (/settings)."""
    MANAGER = "manager"


async def check(access: AccessLevel, context: Context, preferences: Preferences) -> None:
    """Raise unless the person may do what needs that access.

    Raises
    ------
    errors.RefusedError
        ``error-only-teachers`` or ``error-only-managers``.
    """
    if access is AccessLevel.EVERYONE or context.is_manager:
        return
    if not may(access, (await preferences.get(context.scope_id)).teachers, is_manager=False):
        raise errors.RefusedError("error-only-managers" if access is AccessLevel.MANAGER else "error-only-teachers")


def may(access: AccessLevel, teachers: TeacherMode, *, is_manager: bool) -> bool:
    """Tell whether a person may do what needs that access, in a guild where `teachers` can teach."""
    match access:
        case AccessLevel.EVERYONE:
            return True
        case AccessLevel.TEACHER:
            return is_manager or teachers in {TeacherMode.AUTO, TeacherMode.EVERYONE}
        case AccessLevel.MANAGER:
            return is_manager
