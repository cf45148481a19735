"""How groups of questions and opinions look, and who may see which question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import hikari

from chatterbot import models
from chatterbot.admission import Requester
from chatterbot.container import Container
from chatterbot.digest import group_line
from chatterbot.discord import Context, Translator, channel_access, components, formatting
from chatterbot.gaps import GapPage, QuestionGroup, Sees
from chatterbot.store import FeedbackRecord

__all__ = (
    "PAGE",
    "WORTH_SHOWING",
    "group_embed",
    "opinions_embed",
    "page_embed",
    "requester",
    "turning",
    "viewer",
)

PAGE: Final = 8
"""Groups or opinions on a page: an embed takes 4,096 characters."""
WORDINGS: Final = 15
"""Wordings that are shown of a group."""
ASKERS: Final = 20
WORTH_SHOWING: Final = 50
"""Texts to encode from which on progress is shown: a second."""
MOST_FETCHED: Final = 25
"""Channels (archived threads) that Discord is asked about for one list; what was asked in others is then left out."""
COLOUR: Final = 0x5865F2


def requester(context: Context) -> Requester:
    """Return who asks for the list, and where."""
    return Requester(context.scope_id, context.author_id)


def viewer(services: Container, context: Context) -> Sees:
    """Return what tells which channels the person may see."""
    bot, left = services.bot, MOST_FETCHED

    async def sees(channel_id: int) -> bool:
        nonlocal left
        known = bot.cache.get_guild_channel(channel_id) or bot.cache.get_thread(channel_id)
        if known is None and context.guild_id is not None and channel_id != context.channel_id:
            if not left:
                return False
            left -= 1
        return await channel_access.sees(bot, context, channel_id)

    return sees


def page_embed(translate: Translator, page: GapPage) -> hikari.Embed:
    """Return a part of the list."""
    lines = [
        f"**{page.start + number}.** {group_line(translate, group)}" for number, group in enumerate(page.groups, 1)
    ]
    embed = hikari.Embed(
        title=translate("unanswered-title"),
        description="\n".join(lines) or translate("unanswered-no-more"),
        colour=COLOUR,
    )
    return embed.set_footer(translate("unanswered-hint"))


def group_embed(translate: Translator, group: QuestionGroup, *, askers: bool) -> hikari.Embed:
    """Return one group with its wordings.

    Parameters
    ----------
    askers
        Whether to say who asked.
    """
    lines = [
        translate("unanswered-wording", question=formatting.quoted(each.text, 200), times=each.times)
        for each in group.wordings[:WORDINGS]
    ]
    if len(group.wordings) > WORDINGS:
        lines.append(translate("unanswered-more-wordings", count=len(group.wordings) - WORDINGS))
    embed = hikari.Embed(title=translate("unanswered-group-title"), description="\n".join(lines)[:4096], colour=COLOUR)
    embed.add_field(
        translate("unanswered-asked"), translate("unanswered-times", times=group.times, people=group.people)
    )
    embed.add_field(
        translate("unanswered-when"),
        translate("unanswered-span", first=formatting.time(group.first), last=formatting.time(group.last)),
    )
    if group.languages:
        embed.add_field(translate("unanswered-languages"), ", ".join(group.languages))
    if group.disliked or group.corrected:
        opinions = [
            translate("unanswered-down", count=group.disliked) if group.disliked else "",
            translate("unanswered-corrected", count=group.corrected) if group.corrected else "",
        ]
        embed.add_field(translate("unanswered-opinions"), " · ".join(each for each in opinions if each))
    if askers:
        named = ", ".join(formatting.person(translate, each) for each in group.askers[:ASKERS])
        rest = len(group.askers) - ASKERS
        embed.add_field(translate("unanswered-askers"), f"{named} (+{rest})" if rest > 0 else named)
    return embed


def opinions_embed(
    translate: Translator, found: Sequence[FeedbackRecord], votes: Mapping[models.Vote, int], *, names: bool
) -> hikari.Embed:
    """Return a page of what people think of the bot; their names only where the guild wants it."""
    lines = []
    for each in found:
        parts = [
            "⭐" * each.rating if each.rating else "",
            {models.Vote.UP: "👍", models.Vote.DOWN: "👎", None: ""}[each.vote],
            formatting.person(translate, each.author_id) if names else "",
            formatting.time(each.updated_at),
        ]
        quoted = translate("unanswered-question", question=formatting.quoted(each.text, 350)) if each.text else ""
        lines.append("\n".join(part for part in (quoted, " · ".join(part for part in parts if part)) if part))
    embed = hikari.Embed(
        title=translate("unanswered-feedback-title"), description="\n".join(lines)[:4096], colour=COLOUR
    )
    up, down = votes.get(models.Vote.UP, 0), votes.get(models.Vote.DOWN, 0)
    return embed.set_footer(translate("unanswered-votes", up=up, down=down))


def turning(translate: Translator, verb: str, start: int, *, more: bool, size: int) -> list[components.Component]:
    """Return the buttons that turn pages, those that lead somewhere."""
    buttons: list[components.Component] = []
    if start:
        buttons.append(components.Button(verb, translate("unanswered-earlier"), str(max(0, start - size)), emoji="◀️"))
    if more:
        buttons.append(components.Button(verb, translate("unanswered-further"), str(start + size), emoji="▶️"))
    return buttons
