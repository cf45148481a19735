"""/say and "Read aloud": a person has the bot say something."""

from __future__ import annotations

import asyncio
from typing import Final

import hikari
import lightbulb

from chatterbot import errors
from chatterbot.calls import MOST_SAID, AnswerSpeaker, voice_messages
from chatterbot.discord import InteractionContext, Languages, Loader, TextContext, autocomplete, completion, formatting
from chatterbot.preferences import Preferences

__all__ = ("loader",)

loader = Loader()

PROMPTLY_S: Final = 2.0
"""Seconds in which a command can still be answered with a voice message: Discord waits 3 for the first answer, and only that one may be one."""


@completion
async def voices(
    context: lightbulb.AutocompleteContext[str], speaking: AnswerSpeaker, languages: Languages
) -> list[tuple[str, str]]:
    """The voices, those of the person's language first."""
    if speaking.speaker is None:
        return []
    own = languages.of_locale(str(context.interaction.locale)).language
    return speaking.choices(own, autocomplete.typed(context))


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise errors.InvalidInputError("error-speech-nothing-to-say")
    if len(text) > MOST_SAID:
        raise errors.InvalidInputError("error-say-too-long", length=len(text), limit=MOST_SAID)
    return text


@loader.command
class Say(lightbulb.SlashCommand, name="command-say", description="command-say-about", localize=True):
    """Say something."""

    text = lightbulb.string("option-say-text", "option-say-text-about", localize=True, max_length=MOST_SAID)
    voice = lightbulb.string(
        "option-say-voice", "option-say-voice-about", localize=True, default=None, autocomplete=voices
    )

    @lightbulb.invoke
    async def invoke(
        self, _: lightbulb.Context, context: InteractionContext, speaking: AnswerSpeaker, preferences: Preferences
    ) -> None:
        text = _checked(self.text)
        voice = None if self.voice is None else speaking.voice(self.voice)
        chosen = await preferences.get(context.scope_id)
        if there := speaking.say_there(text, chosen, context.guild_id, context.author_id, voice=voice):
            await context.answer(context.translate("say-there", channel=f"<#{there}>"), private=False)
            return
        making = asyncio.ensure_future(speaking.record(text, chosen, voice=voice))
        try:
            prompt = bool((await asyncio.wait({making}, timeout=PROMPTLY_S))[0])
            if not prompt:
                await context.defer(private=False)
            spoken = await making
        finally:
            making.cancel()
            # Its error came out above, unless nobody waited for it any more.
            await asyncio.gather(making, return_exceptions=True)
        interaction = context.interaction
        if prompt and isinstance(interaction, hikari.CommandInteraction) and voice_messages.may_send(interaction):
            await voice_messages.respond(interaction, spoken)
        else:
            await context.answer(files=[voice_messages.as_file(spoken)], private=False)


@loader.text_command("command-say")
async def say_text(
    context: TextContext, speaking: AnswerSpeaker, preferences: Preferences, rest: hikari.api.RESTClient
) -> None:
    """``!say hello``."""
    text = _checked(context.arguments)
    chosen = await preferences.get(context.scope_id)
    if there := speaking.say_there(text, chosen, context.guild_id, context.author_id):
        await context.answer(context.translate("say-there", channel=f"<#{there}>"))
        return
    await context.defer()
    spoken = await speaking.record(text, chosen)
    await voice_messages.post(rest, context.channel_id, spoken, reply_to=int(context.message.id))


@loader.command
class ReadAloud(lightbulb.MessageCommand, name="menu-read-aloud", localize=True):
    """Context menu of any message: for the person only, so that nobody else has to listen."""

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        context: InteractionContext,
        speaking: AnswerSpeaker,
        preferences: Preferences,
        bot: hikari.GatewayBot,
    ) -> None:
        message = self.target
        embedded = [part for embed in message.embeds or () for part in (embed.title, embed.description) if part]
        content, me = message.content or "", bot.get_me()
        if me is not None and message.author.id == me.id:
            content = formatting.unquoted(content) or content  # who listens wants the answer, not what was asked
        text = "\n".join([content, *embedded])
        names = {int(user.id): user.display_name or user.username for user in (message.user_mentions or {}).values()}
        await context.defer()
        spoken = await speaking.record(text, await preferences.get(context.scope_id), names=names)
        await context.answer(files=[voice_messages.as_file(spoken)])
