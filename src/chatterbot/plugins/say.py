"""/say and "Read aloud": a person has the bot say something."""

from __future__ import annotations

import asyncio
from typing import Final

import hikari

from chatterbot import errors
from chatterbot.admission import Requester
from chatterbot.calls import MOST_SAID, Speaking, voice_messages
from chatterbot.container import Container
from chatterbot.discord import (
    CompletionRequest,
    Context,
    HelpSection,
    InteractionContext,
    Loader,
    TextContext,
    formatting,
    options,
)

__all__ = ("loader",)

loader = Loader[Container]()

PROMPTLY_S: Final = 2.0
"""Seconds within which a command can be answered with a voice message: only the first answer may be one, and Discord waits 3 s for it."""


async def _voices(request: CompletionRequest, services: Container) -> list[tuple[str, str]]:
    """Return the voices, those of the person's language first."""
    if services.speaking.speaker is None:
        return []
    return services.speaking.choices(request.translate.language, request.text)


def _offered(_context: Context, services: Container) -> bool:
    """Tell whether there is a voice."""
    return services.speaking.speaker is not None


@loader.command(
    "say",
    section=HelpSection.TALK,
    position=4,
    options=[options.text("text", max_length=MOST_SAID), options.text("voice", autocomplete=_voices)],
    former_names=["скажи"],
    offered=_offered,
)
async def say(context: Context, services: Container, text: str, voice: str | None = None) -> None:
    """Say something: in the voice channel the person is in, else in a voice message."""
    speaking = services.speaking
    text = _checked(text)
    wanted = None if voice is None else speaking.voice(voice)
    chosen = await services.preferences.get(context.scope_id)
    guild_id = context.guild_id
    works = guild_id is not None and services.calls.speaking(guild_id) is Speaking.ON
    if works and (there := speaking.say_there(text, chosen, guild_id, context.author_id, voice=wanted)):
        await context.answer(context.translate("say-there", channel=f"<#{there}>"), private=False)
        return
    requester = Requester(context.scope_id, context.author_id)
    if isinstance(context, TextContext):
        await context.defer()
        spoken = await speaking.record(text, chosen, requester, voice=wanted)
        await voice_messages.post(services.bot.rest, context.channel_id, spoken, reply_to=int(context.message.id))
        return
    making = asyncio.ensure_future(speaking.record(text, chosen, requester, voice=wanted))
    try:
        prompt = bool((await asyncio.wait({making}, timeout=PROMPTLY_S))[0])
        if not prompt:
            await context.defer(private=False)
        spoken = await making
    finally:
        making.cancel()
        # Awaited so that no error is left behind; the first one was raised above.
        await asyncio.gather(making, return_exceptions=True)
    interaction = context.interaction if isinstance(context, InteractionContext) else None
    if (
        prompt
        and isinstance(context, InteractionContext)
        and isinstance(interaction, hikari.CommandInteraction)
        and voice_messages.may_send(interaction)
    ):
        with context.first_answer():
            await voice_messages.respond(interaction, spoken)
    else:
        await context.answer(files=[voice_messages.as_file(spoken)], private=False)


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise errors.InvalidInputError("error-speech-nothing-to-say")
    if len(text) > MOST_SAID:
        raise errors.InvalidInputError("error-say-too-long", length=len(text), limit=MOST_SAID)
    return text


@loader.message_command("read-aloud", offered=_offered)
async def read_aloud(context: InteractionContext, services: Container, message: hikari.Message) -> None:
    """Read a message aloud to the person only, so that nobody else has to listen."""
    embedded = [part for embed in message.embeds or () for part in (embed.title, embed.description) if part]
    content, me = message.content or "", services.bot.get_me()
    if me is not None and message.author.id == me.id:
        content = (
            formatting.unquoted(content) or content
        )  # listeners want the answer, not the question that stands above it
    text = "\n".join([content, *embedded])
    names = {int(user.id): user.display_name or user.username for user in (message.user_mentions or {}).values()}
    await context.defer()
    chosen = await services.preferences.get(context.scope_id)
    spoken = await services.speaking.record(text, chosen, Requester(context.scope_id, context.author_id), names=names)
    await context.answer(files=[voice_messages.as_file(spoken)])
