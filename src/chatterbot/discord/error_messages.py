"""Errors to words: the one place, for commands, buttons, forms, text commands and listeners.

A `UserError` is worded by the catalogue and not logged as an error; a `ServiceError` gets a calm sentence and a warning in the log;
anything else is a bug: the person gets an apology with a short reference that also stands in the log.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.discord import formatting
from chatterbot.discord.context import Context
from chatterbot.discord.localization import Translator

__all__ = ("explain", "report", "tell")

_log = logging.getLogger(__name__)

_SIZED: Final = frozenset(
    {"error-archive-too-large", "error-audio-too-large", "error-file-too-large", "error-storage-full"}
)
"""Errors whose numbers are bytes."""
_TIMED: Final = frozenset({"error-audio-too-long"})
"""Errors whose numbers are seconds."""
_NEAR: Final[Mapping[str, str]] = {"error-path-missing": "error-path-missing-near"}
"""What to say when something with nearly that name is there."""


def explain(error: BaseException, translate: Translator) -> str:
    """What to tell the person; logs what the operator has to know."""
    match error:
        case errors.UserError():
            try:
                return _worded(error, translate)
            except KeyError as missing:
                return translate("error-bug", reference=report(missing, f"an error without words: {error.key}"))
        case errors.SpeechToTextError():
            _log.warning("hearing failed: %s", error)
            return translate("error-hearing")
        case errors.TextToSpeechError():
            _log.warning("speaking failed: %s", error)
            return translate("error-speaking")
        case errors.ServiceError() if error.retryable:
            _log.warning("a service failed: %s", error)
            return translate("error-service-retry")
        case errors.ServiceError():
            _log.warning("a service failed for good: %s", error)
            return translate("error-service")
        case hikari.ForbiddenError():
            _log.warning("Discord forbids it: %s", error)
            return translate("error-discord-forbids")
        case _:
            return translate("error-bug", reference=report(error, "a bug"))


def _worded(error: errors.UserError, translate: Translator) -> str:
    key, params = error.key, dict(error.params)
    if isinstance(reason := params.get("reason"), str):  # a refused line: its own reason, with the same parameters
        params["reason"] = translate(reason, **params)
    if key in _SIZED:
        params |= {name: formatting.size(translate, value) for name, value in params.items() if isinstance(value, int)}
    if key in _TIMED:
        params |= {
            name: formatting.duration(translate, value)
            for name, value in params.items()
            if isinstance(value, (int, float))
        }
    if params.get("near"):
        key = _NEAR.get(key, key)
    return translate(key, **params)


def report(error: BaseException, what: str) -> str:
    """Log a bug under a short reference, and return the reference."""
    reference = secrets.token_hex(3)
    _log.error("%s [%s]: %s: %s", what, reference, type(error).__name__, error, exc_info=error)
    return reference


async def tell(context: Context, error: BaseException) -> None:
    """Tell the person that asked; a failure to tell is logged, never raised."""
    text = explain(error, context.translate)
    try:
        await (context.revise(text) if context.failed_in_progress else context.answer(text))
    except (hikari.HikariError, TimeoutError) as failure:
        _log.warning("the person could not be told about it: %s", failure)
