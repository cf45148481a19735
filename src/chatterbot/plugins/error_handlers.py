"""Errors that escape a command or a listener: both libraries hand them over here."""

from __future__ import annotations

import hikari
import lightbulb

from chatterbot import errors
from chatterbot.discord import Context, error_messages

__all__ = ()

loader = lightbulb.Loader()


@loader.error_handler
async def on_command_error(failed: lightbulb.exceptions.ExecutionPipelineFailedException, context: Context) -> bool:
    """Lightbulb's way: errors in slash and context-menu commands and their hooks."""
    causes = failed.causes or [failed]
    await error_messages.tell(
        context, next((cause for cause in causes if isinstance(cause, errors.UserError)), causes[0])
    )
    return True


@loader.listener(hikari.ExceptionEvent)
async def on_listener_error(event: hikari.ExceptionEvent[hikari.Event]) -> None:
    """Hikari's way: whatever escaped a listener. Nobody can be told any more, so it is only logged."""
    error_messages.report(event.exception, f"an error in a listener of {type(event.failed_event).__name__}")
