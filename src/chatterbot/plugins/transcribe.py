"""The context menu of a message with a recording: what is said in it."""

from __future__ import annotations

import hikari

from chatterbot import errors
from chatterbot.admission import Requester
from chatterbot.container import Container
from chatterbot.discord import Context, InteractionContext, Loader

__all__ = ()

loader = Loader[Container]()


def _offered(_context: Context, services: Container) -> bool:
    """Tell whether the bot can hear."""
    return services.hearing.transcriber is not None


@loader.message_command("transcribe", offered=_offered)
async def transcribe(context: InteractionContext, services: Container, message: hikari.Message) -> None:
    """Answer, for the person only, with what is said in a message."""
    hearing = services.hearing
    sounds = hearing.sounds(message, direct=True)
    if not sounds:
        raise errors.InvalidInputError("error-transcribe-nothing")
    await context.defer()
    chosen = (await services.preferences.get(context.scope_id)).language
    async with context.progress() as progress:
        if hearing.loading:
            progress.show(context.translate("heard-loading"))
        heard = await hearing.hear(
            sounds,
            Requester(context.scope_id, context.author_id),
            likely=(chosen, context.language),
            glossary=(await services.vocabulary.of(context.scope_id)).terms,
            on_progress=lambda share: progress.show(context.translate("heard-progress", percent=round(100 * share))),
        )
    text, files = heard.told(context.translate)
    await context.revise(text, files=files)
