"""Who may teach and who may manage: decided here, for commands, buttons, forms and text commands alike.

Discord's own `default_member_permissions` only hides commands and an administrator can override it, so every act is checked again.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import hikari
import lightbulb

from chatterbot import errors
from chatterbot.discord.context import Context
from chatterbot.preferences import Preferences, TeacherMode

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ("MANAGER_PERMISSIONS", "AccessLevel", "check", "managers", "needed_by", "teachers")

MANAGER_PERMISSIONS = hikari.Permissions.MANAGE_GUILD | hikari.Permissions.ADMINISTRATOR
"""Either makes a manager. In a direct message the person is the manager of their own scope."""


class AccessLevel(enum.Enum):
    """What a request needs."""

    EVERYONE = "everyone"
    TEACHER = "teacher"
    """Whoever the guild lets teach: everyone, or managers only (/settings)."""
    MANAGER = "manager"


async def check(permission: AccessLevel, context: Context, preferences: Preferences) -> None:
    """Raise unless the person may.

    Raises
    ------
    errors.RefusedError
        ``error-only-teachers`` or ``error-only-managers``.
    """
    if permission is AccessLevel.EVERYONE or context.is_manager:
        return
    if permission is AccessLevel.MANAGER:
        raise errors.RefusedError("error-only-managers")
    if (await preferences.get(context.scope_id)).teachers is TeacherMode.MANAGERS:
        raise errors.RefusedError("error-only-teachers")


@lightbulb.hook(lightbulb.ExecutionSteps.CHECKS, name=AccessLevel.TEACHER.value)
async def teachers(
    _: lightbulb.ExecutionPipeline, __: lightbulb.Context, context: Context, preferences: Preferences
) -> None:
    """Let teachers only run a slash or context-menu command: ``hooks=[permissions.teachers]``."""
    await check(AccessLevel.TEACHER, context, preferences)


@lightbulb.hook(lightbulb.ExecutionSteps.CHECKS, name=AccessLevel.MANAGER.value)
async def managers(
    _: lightbulb.ExecutionPipeline, __: lightbulb.Context, context: Context, preferences: Preferences
) -> None:
    """Let managers only run a slash or context-menu command: ``hooks=[permissions.managers]``."""
    await check(AccessLevel.MANAGER, context, preferences)


def needed_by(hooks: Sequence[lightbulb.ExecutionHook]) -> AccessLevel:
    """What a command with these hooks needs (for /help)."""
    if managers in hooks:
        return AccessLevel.MANAGER
    return AccessLevel.TEACHER if teachers in hooks else AccessLevel.EVERYONE
