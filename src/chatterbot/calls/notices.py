"""What the bot says of itself in a call's chat: that it is back after a restart, and whether it may speak on a stage."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.calls.abilities import Hearing, Speaking, cannot_hear, cannot_speak
from chatterbot.calls.consents import CALL_CODE, hear_me, hear_me_not
from chatterbot.discord import Translator, components, sending

__all__ = ("post", "returned")

_log = logging.getLogger(__name__)

NEVER_HEARS: Final = frozenset({Hearing.OFF, Hearing.UNWANTED, Hearing.UNKNOWN})


def returned(
    translate: Translator, channel_id: int, hearing: Hearing, speaking: Speaking
) -> tuple[str, list[components.Component]]:
    """Return the text and the buttons that say that the bot is back, and whom it hears; what nobody set up is not repeated."""
    lines = [translate("voice-returned", channel=f"<#{channel_id}>"), cannot_speak(translate, speaking)]
    if hearing in NEVER_HEARS:
        return "\n".join(line for line in lines if line), []
    lines += [cannot_hear(translate, hearing), translate("voice-returned-heard")]
    buttons: list[components.Component] = [
        hear_me(translate),
        hear_me_not(translate),
        components.Button(CALL_CODE, translate("button-call-code"), emoji="🔒"),
    ]
    return "\n".join(line for line in lines if line), buttons


async def post(
    rest: hikari.api.RESTClient,
    guild_id: int,
    channels: Iterable[int | None],
    text: str,
    buttons: Sequence[components.Component] = (),
) -> None:
    """Post a text in the first of these channels that allows it; if none does, that is only logged."""
    for channel_id in dict.fromkeys(channels):
        if not channel_id:
            continue
        try:
            await sending.post(rest, channel_id, None, **sending.said(text, (), (), buttons))
        except (hikari.HikariError, errors.ChatterbotError) as error:
            _log.warning("guild %d: nothing can be posted in channel %d: %s", guild_id, channel_id, error)
        else:
            return
