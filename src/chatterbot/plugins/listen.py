"""/listen and the buttons under the announcement: who may be heard in voice channels."""

from __future__ import annotations

import lightbulb

from chatterbot import errors
from chatterbot.calls import CallManager, Consents, consents
from chatterbot.discord import Context, InteractionContext, Languages, Loader, TextContext, formatting

__all__ = ()

loader = Loader()


@loader.button(consents.HEAR_ME)
async def on_hear_me(context: InteractionContext, consents: Consents) -> None:
    """Let the bot hear the person who pressed."""
    await decide(context, consents, heard=True)


@loader.button(consents.HEAR_ME_NOT)
async def on_hear_me_not(context: InteractionContext, consents: Consents) -> None:
    """Do not hear me."""
    await decide(context, consents, heard=False)


@loader.button(consents.CALL_CODE)
async def on_call_code(context: InteractionContext, calls: CallManager) -> None:
    """The privacy code of the call, as it is now: it changes with whoever comes and goes."""
    call = calls.get(_guild(context))
    if call is None:
        raise errors.RefusedError("error-voice-not-in")
    code = None if call.connection is None else call.connection.privacy_code
    if code is None:
        await context.answer(context.translate("listen-no-code"))
    else:
        await context.answer(context.translate("listen-code-now", code=formatting.grouped(code)))


# -- /listen -----------------------------------------------------------------------------------------------------------


async def decide(context: Context, consents: Consents, *, heard: bool) -> None:
    """Keep what the person decided, and say what it means."""
    guild_id = _guild(context)
    if heard:
        await consents.grant(guild_id, context.author_id)
    else:
        await consents.revoke(guild_id, context.author_id)
    await context.answer(context.translate("listen-granted" if heard else "listen-revoked"))


async def tell(context: Context, consents: Consents) -> None:
    """Say what the person decided."""
    heard = await consents.agreed(_guild(context), context.author_id)
    await context.answer(context.translate("listen-is-granted" if heard else "listen-is-not"))


def _guild(context: Context) -> int:
    if context.guild_id is None:
        raise errors.RefusedError("error-voice-guild")
    return context.guild_id


@loader.command
class Listen(lightbulb.SlashCommand, name="command-listen", description="command-listen-about", localize=True):
    """May I hear you in voice channels."""

    on = lightbulb.boolean("option-listen-on", "option-listen-on-about", localize=True, default=None)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, context: InteractionContext, consents: Consents) -> None:
        if self.on is None:
            await tell(context, consents)
        else:
            await decide(context, consents, heard=self.on)


@loader.text_command("command-listen")
async def listen_text(context: TextContext, consents: Consents, languages: Languages) -> None:
    """``!listen on``, ``!listen off``, ``!listen``."""
    given = context.arguments.casefold()
    if not given:
        await tell(context, consents)
        return
    for heard, key in ((True, "listen-yes"), (False, "listen-no")):
        if any(given in {word.strip() for word in said.split(",")} for said in languages.everywhere(key).values()):
            await decide(context, consents, heard=heard)
            return
    raise errors.InvalidInputError("error-listen-usage")
