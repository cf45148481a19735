"""/listen and the buttons under the announcement: who may be heard in voice channels."""

from __future__ import annotations

import lightbulb

from chatterbot import errors
from chatterbot.calls.consents import CALL_CODE, HEAR_ME, HEAR_ME_NOT, Consents
from chatterbot.calls.manager import CallManager
from chatterbot.discord import formatting
from chatterbot.discord.context import Context, InteractionContext, TextContext
from chatterbot.discord.loader import Loader
from chatterbot.discord.localization import Languages

__all__ = ()

loader = Loader()


@loader.button(HEAR_ME)
async def on_hear_me(request: InteractionContext, consents: Consents) -> None:
    """Let me be heard."""
    await decide(request, consents, heard=True)


@loader.button(HEAR_ME_NOT)
async def on_hear_me_not(request: InteractionContext, consents: Consents) -> None:
    """Do not hear me."""
    await decide(request, consents, heard=False)


@loader.button(CALL_CODE)
async def on_call_code(request: InteractionContext, calls: CallManager) -> None:
    """The privacy code of the call, as it is now: it changes with whoever comes and goes."""
    call = calls.get(_guild(request))
    if call is None:
        raise errors.RefusedError("error-voice-not-in")
    code = None if call.connection is None else call.connection.privacy_code
    if code is None:
        await request.answer(request.words("listen-no-code"))
    else:
        await request.answer(request.words("listen-code-now", code=formatting.grouped(code)))


# -- /listen -----------------------------------------------------------------------------------------------------------


async def decide(request: Context, consents: Consents, *, heard: bool) -> None:
    """Keep what the person decided, and say what it means."""
    guild_id = _guild(request)
    if heard:
        await consents.grant(guild_id, request.author_id)
    else:
        await consents.revoke(guild_id, request.author_id)
    await request.answer(request.words("listen-granted" if heard else "listen-revoked"))


async def tell(request: Context, consents: Consents) -> None:
    """Say what the person decided."""
    heard = await consents.agreed(_guild(request), request.author_id)
    await request.answer(request.words("listen-is-granted" if heard else "listen-is-not"))


def _guild(request: Context) -> int:
    if request.guild_id is None:
        raise errors.RefusedError("error-voice-guild")
    return request.guild_id


@loader.command
class Listen(lightbulb.SlashCommand, name="command-listen", description="command-listen-about", localize=True):
    """May I hear you in voice channels."""

    on = lightbulb.boolean("option-listen-on", "option-listen-on-about", localize=True, default=None)

    @lightbulb.invoke
    async def invoke(self, _: lightbulb.Context, request: InteractionContext, consents: Consents) -> None:
        if self.on is None:
            await tell(request, consents)
        else:
            await decide(request, consents, heard=self.on)


@loader.text_command("command-listen")
async def listen_text(request: TextContext, consents: Consents, languages: Languages) -> None:
    """``!listen on``, ``!listen off``, ``!listen``."""
    given = request.arguments.casefold()
    if not given:
        await tell(request, consents)
        return
    for heard, key in ((True, "listen-yes"), (False, "listen-no")):
        if any(given in {word.strip() for word in said.split(",")} for said in languages.everywhere(key).values()):
            await decide(request, consents, heard=heard)
            return
    raise errors.InvalidInputError("error-listen-usage")
