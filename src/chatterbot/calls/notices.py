"""What the bot says of itself in a call's chat: that it is back after a restart, and whether it may speak on a stage."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import hikari

from chatterbot import errors
from chatterbot.calls.abilities import Hearing, Speaking, cannot_hear, cannot_speak
from chatterbot.calls.consents import CALL_CODE, hear_me, hear_me_not
from chatterbot.discord import Languages, Translator, components, sending

if TYPE_CHECKING:
    from chatterbot.calls.call import VoiceCall

__all__ = ("CallNotices", "post", "returned")

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


class CallNotices:
    """Tells in the chat of a call what people there should know of the bot, in the server's language.

    Parameters
    ----------
    bot
        To write with.
    languages
        For the texts.
    """

    def __init__(self, bot: hikari.GatewayBot, languages: Languages) -> None:
        self._bot = bot
        self._languages = languages

    async def tell(self, call: VoiceCall, key: str) -> None:
        """Post a text of the catalogue in the voice channel's chat, or, if that is not possible, where the bot was called."""
        try:
            translate = await self._languages.of_message(call.guild_id, None)
        except errors.ServiceError as error:
            _log.warning("guild %d: `%s` is not said, its language cannot be read: %s", call.guild_id, key, error)
            return
        text = translate(key, channel=f"<#{call.channel_id}>")
        await post(self._bot.rest, call.guild_id, (call.channel_id, call.origin.text_channel_id), text)
