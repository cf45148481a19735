"""The emoji that Discord knows: Unicode's, and the custom emoji of guilds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Collection

    from chatterbot.standin.errors import FormErrors
    from chatterbot.standin.world.world import World

ONE_EMOJI = regex.compile(
    r"""
    \p{Regional_Indicator}{2}                                  # a flag of two letters
  | [0-9\#*]\uFE0F?\u20E3                                       # a key cap
  | (?:(?![0-9\#*])\p{Emoji}(?:\uFE0F|\p{Emoji_Modifier})?
       (?:[\U000E0020-\U000E007E]+\U000E007F)?)                # a flag of a region
    (?:\u200D(?![0-9\#*])\p{Emoji}(?:\uFE0F|\p{Emoji_Modifier})?){0,9}
    """,
    regex.VERBOSE,
)
"""One emoji of Unicode, as its UTS #51 builds them: modifiers of skin, presentation, joiners."""
CUSTOM = regex.compile(r"(?:```.*?```|``.*?``|`[^`]*`)|<a?:(?P<name>\w{2,32}):(?P<id>\d{15,20})>", regex.DOTALL)
"""A custom emoji in a text; or code, in which none is one."""


def is_unicode(text: object) -> bool:
    """Tell whether a text is exactly one emoji of Unicode."""
    return isinstance(text, str) and ONE_EMOJI.fullmatch(text) is not None


def known(world: World) -> frozenset[str]:
    """Return the ids of the custom emoji that the bot can use: those of its guilds."""
    guilds = (guild for guild in world.guilds.values() if world.member(guild["id"], world.app_id) is not None)
    return frozenset(emoji["id"] for guild in guilds for emoji in guild["emojis"])


def local(world: World, guild_id: str | None) -> frozenset[str]:
    """Return the ids of a guild's own custom emoji, which need no permission for emoji from elsewhere."""
    guild = world.guilds.get(guild_id or "")
    return frozenset(emoji["id"] for emoji in guild["emojis"]) if guild else frozenset()


def check(emoji: object, path: tuple[str | int, ...], form: FormErrors, custom: Collection[str]) -> None:
    """Check the emoji of a button or of a menu's option; errors are added to ``form``.

    Discord's code for both is BUTTON_COMPONENT_INVALID_EMOJI (discord-api-docs issue 8071).
    """
    if emoji is None:
        return
    if not isinstance(emoji, dict):
        form.add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return
    emoji_id, name = emoji.get("id"), emoji.get("name")
    if emoji_id is not None:
        if str(emoji_id) not in custom:
            form.add((*path, "id"), "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji")
    elif not is_unicode(name):
        form.add((*path, "name"), "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji")


def without_external(text: str, usable: Collection[str]) -> str:
    """Return a text in which custom emoji outside ``usable`` are only their names, as Discord shows them then."""

    def shown(found: regex.Match[str]) -> str:
        return found[0] if found["id"] is None or found["id"] in usable else f":{found['name']}:"

    return CUSTOM.sub(shown, text)
