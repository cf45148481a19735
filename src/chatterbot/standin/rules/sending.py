"""What the bot's permissions in a channel let it put into a message.

Discord refuses some of what is not permitted, and drops the rest without a word:

=====================  ======================================================================================
without permission     what happens
=====================  ======================================================================================
SEND_MESSAGES          refused, 50013 (SEND_MESSAGES_IN_THREADS in threads)
ATTACH_FILES           files are refused, 50013
EMBED_LINKS            embeds are refused, 50013; links have no preview (the stand-in makes none at all)
SEND_TTS_MESSAGES      ``tts`` is refused, 50013; in direct messages it needs no permission
SEND_VOICE_MESSAGES    voice messages are refused, 50173
READ_MESSAGE_HISTORY   replies are refused, 160002; reactions, 50013
ADD_REACTIONS          the first reaction with an emoji is refused, 50013; joining others' reactions is not
USE_EXTERNAL_EMOJIS    reactions with emoji of other guilds are refused, 50013; in texts only their names are left
MENTION_EVERYONE       ``@everyone`` and roles that are not mentionable notify nobody; the text stays
=====================  ======================================================================================

Answers to interactions need none of these: their token is the permission.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from chatterbot.standin import errors
from chatterbot.standin.protocol import Json, MessageFlag
from chatterbot.standin.rules import emoji
from chatterbot.standin.world.permissions import NONE, Permission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chatterbot.standin.rules.upload import Upload
    from chatterbot.standin.world.world import World


def check(world: World, channel: Json, body: Json, uploads: Mapping[str, Upload], *, new: bool) -> None:
    """Check the bot's permissions for a message that it posts, or (with ``new`` unset) for an edit of its own message.

    Raises
    ------
    ApiError
        Code 50013, or 50173 for voice messages.
    """
    allowed = world.allowed(world.app_id, channel)
    needed = NONE
    if new:
        needed |= world.required_permissions(channel, Permission.SEND_MESSAGES)
    if uploads:
        needed |= Permission.ATTACH_FILES
    if body.get("embeds"):
        needed |= Permission.EMBED_LINKS
    if body.get("tts") is True and "guild_id" in channel:
        needed |= Permission.SEND_TTS_MESSAGES
    if needed & ~allowed:
        errors.refuse(50013)
    flags = body.get("flags")
    is_voice = isinstance(flags, int) and flags & MessageFlag.IS_VOICE_MESSAGE
    if is_voice and not allowed & Permission.SEND_VOICE_MESSAGES:
        errors.refuse(50173)


def usable_emoji(world: World, channel: Json) -> frozenset[str]:
    """Return the ids of the custom emoji that the bot may use in a channel."""
    external = world.allowed(world.app_id, channel) & Permission.USE_EXTERNAL_EMOJIS
    return emoji.known(world) if external else emoji.local(world, channel.get("guild_id"))


def shown(world: World, channel: Json, body: Json) -> Json:
    """Return a body as Discord takes it: custom emoji that the bot may not use are only their names."""
    content = body.get("content")
    if not content:
        return body
    return body | {"content": emoji.without_external(content, usable_emoji(world, channel))}
