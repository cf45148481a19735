"""Errors in words: for commands, buttons, forms, text commands and listeners.

A `UserError` has a text in the catalogue and is not logged; a `ServiceError` gets a calm sentence, and a warning in the log; anything
else is a bug: the person gets an apology with a short reference that also stands in the log.
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

__all__ = ("explain", "harmless", "report", "tell")

_log = logging.getLogger(__name__)

_SIZED: Final = frozenset(
    {
        "error-archive-too-large",
        "error-audio-too-large",
        "error-database-full",
        "error-document-too-large",
        "error-document-too-large-unpacked",
        "error-fetch-too-large",
        "error-file-too-large",
        "error-storage-full",
        "error-too-many-files",
    }
)
"""Errors whose numbers are bytes."""
_TIMED: Final = frozenset({"error-audio-too-long"})
"""Errors whose numbers are seconds."""
_SHORTEST_QUOTED: Final = 100
"""Characters shown of a text from a file, in an error."""
_IN_CODE: Final = frozenset({"path", "near", "file", "name"})
"""Parameters that the catalogue shows as inline code, in most errors."""
_QUOTED: Final[Mapping[str, frozenset[str]]] = {
    "error-row-": frozenset({"field", "first", "second", "found", "name"}),
    "error-dataset-doubled-key": frozenset({"name"}),
    "error-voice-channel-unknown": frozenset({"name"}),
}
"""Parameters that it shows between quotation marks, by the beginning of the error's key."""
_NEAR: Final[Mapping[str, str]] = {"error-path-missing": "error-path-missing-near"}
"""Used instead when something with nearly that name exists."""


def explain(error: BaseException, translate: Translator, scope_id: int | None = None) -> str:
    """Return what to tell the person; log what the operator has to know.

    Parameters
    ----------
    scope_id
        The guild, or in direct messages the person, that the log names; not needed for a `UserError`.
    """
    where = "guild or person unknown" if scope_id is None else f"guild or person {scope_id}"
    match error:
        case errors.UserError():
            try:
                return _worded(error, translate)
            except KeyError as missing:
                return translate(
                    "error-bug", reference=report(missing, f"the catalogue has no usable text for {error.key}")
                )
        case errors.SpeechToTextError():
            _log.warning("%s: speech could not be recognised: %s", where, error)
            return translate("error-hearing")
        case errors.TextToSpeechError():
            _log.warning("%s: a text could not be spoken: %s", where, error)
            return translate("error-speaking")
        case errors.ServiceError() if error.retryable:
            _log.warning("%s: a service failed, and may work again soon: %s", where, error)
            return translate("error-service-retry")
        case errors.ServiceError():
            _log.warning("%s: a service failed, and will not work by itself again: %s", where, error)
            return translate("error-service")
        case hikari.ForbiddenError():
            _log.warning("%s: Discord did not allow an answer; check the bot's permissions there: %s", where, error)
            return translate("error-discord-forbids")
        case _:
            return translate("error-bug", reference=report(error, f"{where}: a bug"))


def harmless(key: str, params: Mapping[str, object]) -> dict[str, object]:
    """Return the parameters of an error with nothing in people's texts and names that Discord acts on."""
    quoted = next((names for start, names in _QUOTED.items() if key.startswith(start)), frozenset[str]())
    made: dict[str, object] = dict(params)
    for name, value in params.items():
        if not isinstance(value, str):
            continue
        if name in quoted:
            made[name] = formatting.quoted(value, _SHORTEST_QUOTED)
        elif name in _IN_CODE:
            shown = formatting.own_name(value) if name == "file" else value
            made[name] = formatting.code(shown, 2 * len(shown) + 2).strip("`")
    return made


def _worded(error: errors.UserError, translate: Translator) -> str:
    key, params = error.key, dict(error.params)
    if isinstance(reason := params.get("reason"), str):  # a refused line: its own reason, with the same parameters
        params["reason"] = translate(reason, **harmless(reason, params))
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
    return translate(key, **harmless(key, params))


def report(error: BaseException, what: str) -> str:
    """Log a bug under a short reference, and return the reference."""
    reference = secrets.token_hex(3)
    _log.error("%s [%s]: %s: %s", what, reference, type(error).__name__, error, exc_info=error)
    return reference


async def tell(context: Context, error: BaseException) -> None:
    """Tell the person what went wrong; if that fails, too, it is only logged."""
    text = explain(error, context.translate, context.scope_id)
    try:
        await (context.revise(text) if context.failed_in_progress else context.answer(text))
    except (hikari.HikariError, TimeoutError) as failure:
        _log.warning("person %d could not be told that something went wrong: %s", context.author_id, failure)
