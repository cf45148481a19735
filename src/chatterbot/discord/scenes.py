"""`Scenes`: what a language model is told beside a question, as far as the person who asks may see it."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Mapping
from typing import Final

import hikari

from chatterbot.discord import author_names, model_images
from chatterbot.discord.addressing import Incoming
from chatterbot.discord.conversation_memory import ConversationMemory
from chatterbot.discord.localization import Translator, written_in
from chatterbot.discord.model_images import FoundImages, ImageOmission, ImageReader, ImageSource
from chatterbot.generation import Remark, Scene
from chatterbot.preferences import Preferences

__all__ = ("MessageScene", "Scenes")

LONGEST_PLACE: Final = 100
"""Characters of a server's or channel's name: as many as Discord allows."""


@dataclasses.dataclass(frozen=True, slots=True)
class MessageScene:
    """The scene of a message, and what of the message is missing in it."""

    scene: Scene
    left_out: Mapping[ImageOmission, int] = dataclasses.field(default_factory=dict[ImageOmission, int])
    """How many images do not go along, by the reason."""

    def told(self, translate: Translator) -> str:
        """Return what the person is told of images that are left out; empty if none is."""
        return " ".join(translate(why.value, count=count) for why, count in self.left_out.items())


class Scenes:
    """Finds the scene of a message.

    Parameters
    ----------
    images
        Downloads images; `None`: the model does not see any.
    """

    def __init__(
        self,
        bot: hikari.GatewayBot,
        preferences: Preferences,
        memory: ConversationMemory,
        images: ImageReader | None,
    ) -> None:
        self._bot = bot
        self._preferences = preferences
        self._images = images
        self.memory = memory

    @property
    def sees_images(self) -> bool:
        """Whether the model is given images."""
        return self._images is not None

    def has_images(self, incoming: Incoming) -> bool:
        """Tell whether a message, or the one that it is a reply to, holds what may be an image, and the model sees images."""
        if self._images is None or incoming.message is None:
            return False
        replied = incoming.message.referenced_message or None
        shown = [incoming.message, *([] if replied is None else [replied])]
        return any(model_images.image_sources(message) for message in shown)

    async def of_message(self, incoming: Incoming, said: str) -> MessageScene:
        """Return the scene of a message; what cannot be read in time is not in it.

        Parameters
        ----------
        said
            What the message asks: its text, or that of its recordings.

        Raises
        ------
        errors.StoreError
            If the database fails.
        """
        before, found = await asyncio.gather(self.memory.before(incoming), self._found(incoming))
        at = hikari.Snowflake(incoming.id).created_at
        blank = Remark("", incoming.author_id, before.asker, False, at, incoming.id, pointed=True)
        chosen = await self._preferences.get(incoming.scope_id)
        guild = None if incoming.guild_id is None else self._bot.cache.get_guild(incoming.guild_id)
        scene = Scene(
            asker=before.asker,
            guild="" if guild is None else author_names.cleaned(guild.name, LONGEST_PLACE),
            channel=self._channel(incoming.channel_id),
            language=chosen.language or written_in(said),
            remarks=(*before.remarks, *model_images.described(found, blank)),
            images=found.images,
        )
        return MessageScene(scene, found.left_out)

    async def _found(self, incoming: Incoming) -> FoundImages:
        """Download the images of a message, and of the one that it is a reply to."""
        if self._images is None or incoming.message is None:
            return FoundImages()
        sources: list[ImageSource] = model_images.image_sources(incoming.message)
        replied = incoming.message.referenced_message or None
        writer = None if replied is None else replied.author or None
        if replied is not None and writer is not None and (theirs := model_images.image_sources(replied)):
            withheld = await self.memory.withheld(incoming, [int(writer.id)])
            if withheld.allow(int(writer.id), replied.id.created_at):
                sources += theirs
        return await self._images.read(sources)

    def _channel(self, channel_id: int) -> str:
        """Return the name of a channel; of a thread with that of its channel."""
        thread = self._bot.cache.get_thread(channel_id)
        channel = self._bot.cache.get_guild_channel(channel_id if thread is None else thread.parent_id)
        names = [each.name for each in (channel, thread) if each is not None and each.name]
        return " > ".join(author_names.cleaned(name, LONGEST_PLACE) for name in names)
