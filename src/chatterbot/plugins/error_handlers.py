"""Errors that escape a listener; those of commands, buttons and forms are answered where they are run."""

from __future__ import annotations

import hikari

from chatterbot.container import Container
from chatterbot.discord import Loader, error_messages

__all__ = ()

loader = Loader[Container]()


@loader.listener(hikari.ExceptionEvent)
async def on_listener_error(event: hikari.ExceptionEvent[hikari.Event], services: Container) -> None:
    """Log it: no person is there who could be told."""
    error_messages.report(event.exception, f"an error in a listener of {type(event.failed_event).__name__}")
