"""/listen and the buttons under the announcement: who may be heard in voice channels."""

from __future__ import annotations

from chatterbot import errors
from chatterbot.calls import Hearing, abilities, consents
from chatterbot.container import Container
from chatterbot.discord import Context, HelpSection, InteractionContext, Loader, formatting, options
from chatterbot.plugins._guilds import guild_of

__all__ = ()

loader = Loader[Container]()

_LATER = {"listen-granted": "listen-granted-later", "listen-is-granted": "listen-is-granted-later"}
"""Catalogue keys to use while the bot hears nobody."""


def _offered(context: Context, services: Container) -> bool:
    """Tell whether there are voice channels here, and the bot is set up to listen in them."""
    return context.guild_id is not None and services.calls.may_listen


@loader.command(
    "listen",
    section=HelpSection.TALK,
    position=7,
    options=[options.boolean("on")],
    former_names=["слушай"],
    offered=_offered,
)
async def listen(context: Context, services: Container, on: bool | None = None) -> None:
    """Let the bot hear the person in voice channels, or not; without a choice say what they decided."""
    if on is None:
        heard = await services.consents.agreed(guild_of(context), context.author_id)
        await _tell(context, services, "listen-is-granted" if heard else "listen-is-not", heard=heard)
    else:
        await _decide(context, services, heard=on)


@loader.button(consents.HEAR_ME)
async def on_hear_me(context: InteractionContext, services: Container) -> None:
    """Let the bot hear the person who pressed."""
    await _decide(context, services, heard=True)


@loader.button(consents.HEAR_ME_NOT)
async def on_hear_me_not(context: InteractionContext, services: Container) -> None:
    """Do not let the bot hear the person any more."""
    await _decide(context, services, heard=False)


async def _decide(context: Context, services: Container, *, heard: bool) -> None:
    """Keep what the person decided, and say what it means."""
    guild_id = guild_of(context)
    if heard:
        await services.consents.grant(guild_id, context.author_id)
    else:
        await services.consents.revoke(guild_id, context.author_id)
    await _tell(context, services, "listen-granted" if heard else "listen-revoked", heard=heard)


async def _tell(context: Context, services: Container, key: str, *, heard: bool) -> None:
    """Answer with the decision, whether the bot can hear and speak at all, and what becomes of what is said: all of it in the person's language."""
    translate, guild_id = context.translate, guild_of(context)
    hearing = await services.calls.hearing(guild_id)
    if heard and hearing is not Hearing.ON:
        key = _LATER[key]
    speaking = services.calls.speaking(guild_id)
    lines = [translate(key), abilities.cannot_hear(translate, hearing), abilities.cannot_speak(translate, speaking)]
    if heard:
        chosen, has_model = await services.preferences.get(guild_id), services.conversation.has_model
        lines += consents.terms(translate, chosen, has_model=has_model)
    button = consents.hear_me_not(translate) if heard else consents.hear_me(translate)
    await context.answer("\n".join(line for line in lines if line), buttons=[button])


@loader.button(consents.CALL_CODE)
async def on_call_code(context: InteractionContext, services: Container) -> None:
    """Show the privacy code of the call as it is now: it changes whenever people come and go."""
    call = services.calls.get(guild_of(context))
    if call is None:
        raise errors.RefusedError("error-voice-not-in")
    code = None if call.connection is None else call.connection.privacy_code
    if code is None:
        await context.answer(context.translate("listen-no-code"))
    else:
        await context.answer(context.translate("listen-code-now", code=formatting.grouped(code)))
