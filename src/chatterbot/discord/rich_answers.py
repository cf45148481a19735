"""What is sent along with an answer in text: a file from the data folder, a link button, an embed.

Where one of them cannot be sent, the words are sent alone: they are what was asked for.
"""

from __future__ import annotations

import dataclasses
import logging
import mimetypes
from typing import Final

import hikari

from chatterbot import errors, models, texts
from chatterbot.discord import channel_access, components
from chatterbot.discord.context import UPLOAD_LIMIT
from chatterbot.files import DataFolder, own_name
from chatterbot.teaching import extras as extras_

__all__ = ("RichAnswer", "RichAnswers")

_log = logging.getLogger(__name__)

LONGEST_EMBED: Final = 4096
"""Characters of an embed's description (Discord's limit)."""
_PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})
"""What Discord shows as a picture."""


@dataclasses.dataclass(frozen=True, slots=True)
class RichAnswer:
    """What goes along with an answer's words, ready to be sent."""

    embed: hikari.Embed | None = None
    """Shows the words in place of the message's text."""
    files: tuple[hikari.Bytes, ...] = ()
    links: tuple[components.LinkButton, ...] = ()
    forbidden: bool = False
    """Whether there is a file that the bot may not send in this channel."""

    @property
    def plain(self) -> bool:
        """Whether only the words are sent."""
        return self.embed is None and not self.files and not self.links


class RichAnswers:
    """Prepares what is sent along with answers."""

    def __init__(self, bot: hikari.GatewayBot, files: DataFolder) -> None:
        self._bot = bot
        self._files = files

    async def prepare(
        self, scope_id: int, channel_id: int, text: str, extras: models.AnswerExtras | None
    ) -> RichAnswer | None:
        """Return what goes along with an answer in a channel; `None`: nothing.

        A file that is missing, too large or cannot be read is left out, and the log says so.
        """
        if extras is None:
            return None
        may = self._may(scope_id, channel_id)
        links: tuple[components.LinkButton, ...] = ()
        if extras.link is not None:
            label = extras.link_label or texts.clip(extras_.host_of(extras.link), components.LONGEST_LABEL)
            links = (components.LinkButton(label, extras.link),)
        forbidden = extras.file is not None and not may & hikari.Permissions.ATTACH_FILES
        file = None if extras.file is None or forbidden else await self._file(scope_id, extras.file)
        embed: hikari.Embed | None = None
        if extras.title is not None and len(text) <= LONGEST_EMBED and may & hikari.Permissions.EMBED_LINKS:
            embed = hikari.Embed(title=extras.title, description=text, color=extras.colour)
            if file is not None and file.mimetype in _PICTURES:
                embed.set_image(file)
                file = None
        return RichAnswer(embed, () if file is None else (file,), links, forbidden)

    async def _file(self, scope_id: int, path: str) -> hikari.Bytes | None:
        name = own_name(path).rpartition("/")[2]
        try:
            data = await self._files.guild(scope_id).read(path, UPLOAD_LIMIT)
        except errors.ChatterbotError as error:
            _log.warning(
                "guild or person %d: an answer is sent without its file, which cannot be read (%s); set another with /extras",
                scope_id,
                error.key if isinstance(error, errors.UserError) else error,
            )
            return None
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return hikari.Bytes(data, name, mimetype=kind)

    def _may(self, scope_id: int, channel_id: int) -> hikari.Permissions:
        """Return what the bot may do in a channel; everything where that is not known: Discord then says no itself."""
        cache, me = self._bot.cache, self._bot.get_me()
        everything = hikari.Permissions.all_permissions()
        guild = cache.get_guild(scope_id)
        member = None if guild is None or me is None else cache.get_member(guild, me)
        thread = cache.get_thread(channel_id)
        channel = cache.get_guild_channel(channel_id if thread is None else thread.parent_id)
        if guild is None or member is None or channel is None:
            return everything
        return channel_access.allowed(guild, cache.get_roles_view_for_guild(guild.id).values(), member, channel)
