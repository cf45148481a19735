"""The context menu of a message with a recording: what is said in it."""

from __future__ import annotations

import hikari
import lightbulb

from chatterbot import errors
from chatterbot.calls import MessageTranscriber, Vocabulary
from chatterbot.discord import Context, InteractionContext, Loader
from chatterbot.preferences import Preferences

__all__ = ()

loader = Loader()


async def transcribe(
    context: Context,
    message: hikari.PartialMessage,
    hearing: MessageTranscriber,
    lore: Vocabulary,
    preferences: Preferences,
) -> None:
    """Answer, for the person only, with what is said in a message."""
    sounds = hearing.sounds(message, direct=True)
    if not sounds:
        raise errors.InvalidInputError("error-transcribe-nothing")
    await context.defer()
    chosen = (await preferences.get(context.scope_id)).language
    async with context.progress() as progress:
        if hearing.loading:
            progress.show(context.translate("heard-loading"))
        heard = await hearing.hear(
            sounds,
            likely=(chosen, context.language),
            glossary=(await lore.of(context.scope_id)).terms,
            on_progress=lambda share: progress.show(context.translate("heard-progress", percent=round(100 * share))),
        )
    text, files = heard.told(context.translate)
    await context.revise(text, files=files)


@loader.command
class TranscribeMessage(lightbulb.MessageCommand, name="menu-transcribe", localize=True):
    """Context menu of a message with a recording."""

    @lightbulb.invoke
    async def invoke(
        self,
        _: lightbulb.Context,
        context: InteractionContext,
        hearing: MessageTranscriber,
        lore: Vocabulary,
        preferences: Preferences,
    ) -> None:
        await transcribe(context, self.target, hearing, lore, preferences)
