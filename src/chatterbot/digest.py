"""`WeeklyDigest`: once a week, what was asked and not answered, in the channel that a guild chose."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from typing import Final

import hikari

from chatterbot import errors, gaps
from chatterbot.admission import Requester
from chatterbot.discord import Languages, Translator, channel_access, components, formatting, sending
from chatterbot.preferences import Preferences
from chatterbot.store import Store

__all__ = ("LIST", "WeeklyDigest", "due_since", "field_text", "group_line")

_log = logging.getLogger(__name__)

LIST: Final = "gaps"
"""Verb of the button that opens the list of questions in a private message."""
CHORE: Final = "digest"
"""Name under which the store keeps when a guild's digest was last posted."""
DAYS: Final = 7
HOUR: Final = 9
"""Hour (UTC) on Mondays from which on the digest of the week before is due: people in Europe begin to work, those in America read it later."""
TOP: Final = 5
"""Groups of questions that are named."""
COLOUR: Final = 0x5865F2
LONGEST_FIELD: Final = 1024
"""Characters of an embed's field (Discord's limit)."""
NEEDED: Final = hikari.Permissions.VIEW_CHANNEL | hikari.Permissions.SEND_MESSAGES | hikari.Permissions.EMBED_LINKS
REFUSED: Final = (hikari.ForbiddenError, hikari.NotFoundError, hikari.BadRequestError)


def _utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def due_since(now: dt.datetime) -> dt.datetime:
    """Return the latest moment up to `now` at which a digest became due."""
    monday = now.astimezone(dt.UTC).date() - dt.timedelta(days=now.weekday())
    moment = dt.datetime.combine(monday, dt.time(HOUR), dt.UTC)
    return moment if moment <= now else moment - dt.timedelta(days=DAYS)


def group_line(translate: Translator, group: gaps.QuestionGroup) -> str:
    """Return a group of questions in two lines."""
    parts = [
        translate("unanswered-times", times=group.times, people=group.people),
        ", ".join(group.languages),
        translate("unanswered-down", count=group.disliked) if group.disliked else "",
        translate("unanswered-corrected", count=group.corrected) if group.corrected else "",
        formatting.time(group.last),
    ]
    question = translate("unanswered-question", question=formatting.quoted(group.example, 150))
    return f"{question}\n{' · '.join(part for part in parts if part)}"


def field_text(lines: Sequence[str]) -> str:
    """Return as many lines as fit into the field of an embed."""
    shown: list[str] = []
    for line in lines:
        if sum(map(len, shown)) + len(shown) + len(line) > LONGEST_FIELD:
            break
        shown.append(line)
    return "\n".join(shown)


class WeeklyDigest:
    """Posts the digest of each guild that wants one.

    When it was posted is kept before it is posted: a program that ends in between posts none rather than two. After weeks in which the
    program did not run, one digest is posted.

    Parameters
    ----------
    listed
        The questions without an answer.
    store
        Has the numbers of days, and when a digest was last posted.
    now
        The clock, aware UTC.
    """

    def __init__(
        self,
        bot: hikari.GatewayBot,
        languages: Languages,
        preferences: Preferences,
        listed: gaps.Gaps,
        store: Store,
        *,
        now: Callable[[], dt.datetime] = _utc_now,
    ) -> None:
        self._bot = bot
        self._languages = languages
        self._preferences = preferences
        self._listed = listed
        self._store = store
        self._now = now
        self._refused: set[tuple[int, int]] = set()
        """Guilds and channels of which the log says already that nothing can be posted there."""

    async def post_due(self) -> None:
        """Post the digests that are due; one that fails is logged and does not hold up the others."""
        for guild_id in [int(guild) for guild in self._bot.cache.get_guilds_view()]:
            try:
                channel_id = (await self._preferences.get(guild_id)).digest_channel
                if channel_id is not None:
                    await self._post_if_due(guild_id, channel_id)
            except (errors.ChatterbotError, hikari.HikariError) as error:
                _log.warning("guild %d: the weekly digest is tried again later: %s", guild_id, error)

    def problem(self, guild_id: int, channel_id: int) -> str | None:
        """Return the catalogue key of what keeps the digest from being posted; `None` if nothing is known of."""
        channel = self._bot.cache.get_guild_channel(channel_id)
        if channel is None or channel.guild_id != guild_id:
            return "digest-channel-gone"
        return "digest-channel-closed" if channel_access.missing(self._bot, guild_id, channel_id, NEEDED) else None

    async def _post_if_due(self, guild_id: int, channel_id: int) -> None:
        now = self._now()
        done, due = await self._store.chores.last(guild_id, CHORE), due_since(now)
        if done is None:  # the channel was chosen just now: the first digest comes with the next Monday
            await self._store.chores.note_at(guild_id, CHORE, now)
            return
        if done >= due:
            return
        if (problem := self.problem(guild_id, channel_id)) is not None:
            if (guild_id, channel_id) not in self._refused:
                _log.warning(
                    "guild %d: the weekly digest cannot be posted in channel %d: %s", guild_id, channel_id, problem
                )
            self._refused.add((guild_id, channel_id))
            return
        self._refused.discard((guild_id, channel_id))
        translate = await self._languages.of_message(guild_id, None)
        embed = await self._embed(guild_id, channel_id, translate, due)
        await self._store.chores.note_at(guild_id, CHORE, now)
        if embed is None:
            return
        try:
            await self._bot.rest.create_message(
                channel_id,
                embed=embed,
                components=components.rows(components.Button(LIST, translate("digest-open"), emoji="📋")),
                nonce=f"digest-{due:%Y%m%d}",
                **sending.NO_MENTIONS,
            )
        except REFUSED as error:
            _log.warning("guild %d: the weekly digest cannot be posted in channel %d: %s", guild_id, channel_id, error)
        except hikari.HikariError:
            await self._store.chores.note_at(guild_id, CHORE, done)  # Discord is out of reach: it is still due
            raise

    async def _embed(
        self, guild_id: int, channel_id: int, translate: Translator, due: dt.datetime
    ) -> hikari.Embed | None:
        """Return the digest of the week before it was due; `None` if nobody asked anything."""
        numbers = await gaps.insight_numbers(self._store.gaps, guild_id, DAYS, due.date() - dt.timedelta(days=1))

        async def public(asked_in: int) -> bool:
            return asked_in == channel_id or channel_access.is_public(self._bot, guild_id, asked_in)

        page = await self._listed.page(Requester(guild_id, 0), public, start=0, size=TOP)
        total = numbers.total
        if not total.asked:
            return None
        lines = [
            translate(
                "digest-asked", asked=total.asked, share=formatting.share(translate, total.answered / total.asked)
            ),
            *(
                translate(key, count=count)
                for key, count in (
                    ("digest-declined", total.declined),
                    ("digest-taught", total.taught),
                    ("digest-corrected", total.corrected),
                )
                if count
            ),
        ]
        embed = hikari.Embed(title=translate("digest-title"), description="\n".join(lines), colour=COLOUR)
        named = [group_line(translate, group) for group in page.groups if not group.is_noise]
        if named:
            embed.add_field(translate("digest-top"), field_text(named), inline=False)
            embed.set_footer(translate("digest-public"))
        return embed
