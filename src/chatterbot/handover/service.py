"""`Handovers`: questions that people answer in place of the bot, from "Ask a person" to the answer.

All about them is in the database, so they survive a restart. A question belongs to who asked it, an answer to the helper who gave it; erasing
either deletes it. The card's role is the only one that the bot ever pings.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import math
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any, Final

import hikari

from chatterbot import errors, folding, models
from chatterbot.discord import Languages, channel_access, components, formatting, sending
from chatterbot.erasures import Erasures
from chatterbot.handover import cards
from chatterbot.handover.cards import Card
from chatterbot.preferences import GuildPreferences
from chatterbot.store import HandoverRecord, HandoverStatus, HandoverStore, NewHandover, Store

__all__ = ("Handovers",)

_log = logging.getLogger(__name__)

APART_S: Final = 60.0
"""Seconds that a person waits between two questions to people: one a minute is more than anybody can use, and little to read."""
MOST_OF_A_PERSON: Final = 5
"""Questions of one person that wait in a guild."""
MOST_WAITING: Final = 200
"""Questions that wait in a guild: with more, nobody looks at a new one."""
MOST_REMEMBERED: Final = 10_000
"""People whose last question is remembered."""


class Handovers:
    """The questions in people's hands.

    Parameters
    ----------
    clock
        Returns the present moment in seconds, for the time between two questions of a person.
    """

    def __init__(
        self,
        bot: hikari.GatewayBot,
        store: Store,
        languages: Languages,
        erasures: Erasures,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._store = store
        self._languages = languages
        self._erasures = erasures
        self._clock = clock
        self._asked: dict[tuple[int, int], float] = {}
        self._deciding: set[int] = set()

    @property
    def kept(self) -> HandoverStore:
        """The questions in the database."""
        return self._store.handovers

    # -- asking ------------------------------------------------------------------------------------------------------

    async def ask(self, turn: models.Turn, chosen: GuildPreferences) -> HandoverRecord:
        """Hand a question over to people, and return it.

        Raises
        ------
        errors.RefusedError
            ``error-handover-off``, ``error-handover-twice``, ``error-handover-soon(seconds)``, ``error-handover-many(most)``,
            ``error-handover-full``, ``error-handover-cannot(channel)``, ``error-erased-meanwhile``
        """
        if chosen.handover_channel is None:
            raise errors.RefusedError("error-handover-off")
        began, scope_id = self._erasures.moment(), turn.scope_id
        waiting = await self.kept.waiting(scope_id)
        self._check(turn, waiting)
        same = next((each for each in waiting if _is_same(each, turn.prompt) and each.card_message_id), None)
        new = NewHandover(
            channel_id=turn.channel_id,
            asker_id=turn.author_id,
            question=turn.prompt,
            prompt_message_id=turn.prompt_message_id,
            reply_message_id=turn.reply_message_id or 0,
            card_channel_id=chosen.handover_channel if same is None else same.card_channel_id,
            card_message_id=None if same is None else same.card_message_id,
        )
        with self._counted(turn):
            async with self._erasures.writing(began, scope_id, turn.author_id):
                handover_id = await self.kept.add(scope_id, new)
            if same is not None and same.card_message_id is not None:
                await self.redraw(scope_id, same.card_message_id)
            else:
                await self._post(scope_id, handover_id, chosen)
        record = await self.kept.get(scope_id, handover_id)
        if record is None:
            raise errors.RefusedError("error-erased-meanwhile")
        return record

    def _check(self, turn: models.Turn, waiting: list[HandoverRecord]) -> None:
        mine = [each for each in waiting if each.asker_id == turn.author_id]
        if any(each.reply_message_id == turn.reply_message_id or _is_same(each, turn.prompt) for each in mine):
            raise errors.RefusedError("error-handover-twice")
        if len(mine) >= MOST_OF_A_PERSON:
            raise errors.RefusedError("error-handover-many", most=MOST_OF_A_PERSON)
        if len(waiting) >= MOST_WAITING:
            raise errors.RefusedError("error-handover-full")

    @contextlib.contextmanager
    def _counted(self, turn: models.Turn) -> Generator[None]:
        """Count a question of a person, unless it could not be handed over; refuse it if the last one was just now."""
        person, now = (turn.scope_id, turn.author_id), self._clock()
        before = self._asked.get(person)
        if before is not None and now - before < APART_S:
            raise errors.RefusedError("error-handover-soon", seconds=math.ceil(APART_S - (now - before)))
        if len(self._asked) >= MOST_REMEMBERED:
            self._asked = {key: then for key, then in self._asked.items() if now - then < APART_S}
        self._asked[person] = now
        try:
            yield
        except BaseException:
            self._asked.pop(person, None)
            raise

    async def _post(self, scope_id: int, handover_id: int, chosen: GuildPreferences) -> None:
        record = await self.kept.get(scope_id, handover_id)
        channel_id = chosen.handover_channel or 0
        if record is None:
            return
        role = chosen.handover_role
        if role is not None and (role == scope_id or self._bot.cache.get_role(role) is None):
            role = None  # everybody, or a role that was deleted: never pinged
        every = dt.timedelta(minutes=chosen.handover_every)
        if role is not None and not await self.kept.begin_ping(scope_id, every):
            role = None
        card = Card(questions=[record], near=await self._near(record), ping=role)
        translate = await self._languages.of_message(scope_id, record.question)
        try:
            sent = await self._bot.rest.create_message(
                channel_id,
                cards.text(translate, card),
                components=components.rows(*cards.buttons(translate, card)),
                nonce=secrets.token_hex(8),
                mentions_everyone=False,
                user_mentions=False,
                role_mentions=[role] if role is not None else False,
            )
        except hikari.HikariError as error:
            await self.kept.remove(scope_id, handover_id)
            _log.warning(
                "guild %d: a question cannot be handed over in channel %d; check the bot's permissions there: %s",
                scope_id,
                channel_id,
                error,
            )
            raise errors.RefusedError("error-handover-cannot", channel=f"<#{channel_id}>") from None
        await self.kept.posted(scope_id, handover_id, int(sent.id))

    async def _near(self, record: HandoverRecord) -> str:
        """Return what the bot nearly would have said; empty if nothing was near, or it is not known any more."""
        turn = await self._store.turns.by_message(record.scope_id, record.reply_message_id)
        if turn is None or turn.reply.runner_up is None:
            return ""
        example = await self._store.examples.example(turn.scope_id, turn.reply.runner_up.example_id)
        return models.spoken(example) if example is not None and example.positive else ""

    async def _is_taught(self, records: list[HandoverRecord]) -> bool:
        """Tell whether one of the replies that did not know the answer shows one by now."""
        for record in records:
            turn = await self._store.turns.by_message(record.scope_id, record.reply_message_id)
            if turn is not None and await self._store.examples.put_right(record.scope_id, turn.id) is not None:
                return True
        return False

    async def withdraw(self, record: HandoverRecord) -> None:
        """Take a question back, as who asked it wants."""
        await self.kept.remove(record.scope_id, record.id)
        if record.card_message_id is not None:
            await self.redraw(record.scope_id, record.card_message_id, record.card_channel_id)

    # -- answering ---------------------------------------------------------------------------------------------------

    async def on_card(self, scope_id: int, card_message_id: int) -> list[HandoverRecord]:
        """Return the questions on a card.

        Raises
        ------
        errors.NotFoundError
            ``error-handover-gone``: who asked took it back or was erased, or it is too old.
        """
        found = await self.kept.of_card(scope_id, card_message_id)
        if not found:
            raise errors.NotFoundError("error-handover-gone")
        return found

    async def waiting_on(self, scope_id: int, card_message_id: int) -> list[HandoverRecord]:
        """Return the questions on a card that wait for a person.

        Raises
        ------
        errors.UserError
            ``error-handover-gone``, ``error-handover-decided``
        """
        waiting = [each for each in await self.on_card(scope_id, card_message_id) if each.waits]
        if not waiting:
            raise errors.RefusedError("error-handover-decided")
        return waiting

    async def take(self, scope_id: int, card_message_id: int, helper_id: int) -> None:
        """Note that a helper writes an answer; raises what `waiting_on` raises."""
        began = self._erasures.moment()
        async with self._erasures.writing(began, scope_id, helper_id):
            for record in await self.waiting_on(scope_id, card_message_id):
                await self.kept.decide(scope_id, record.id, helper_id, HandoverStatus.TAKEN)
        await self.redraw(scope_id, card_message_id)

    async def give_back(self, scope_id: int, card_message_id: int) -> None:
        """Note that nobody writes an answer any more; raises what `waiting_on` raises."""
        for record in await self.waiting_on(scope_id, card_message_id):
            await self.kept.give_back(scope_id, record.id)
        await self.redraw(scope_id, card_message_id)

    async def decide(
        self, scope_id: int, card_message_id: int, helper_id: int, words: str, *, declined: bool = False
    ) -> bool:
        """Send a helper's answer, or why it was declined, to everybody who asked; return whether at least one could be reached.

        Raises
        ------
        errors.UserError
            What `waiting_on` raises; nothing is sent then.
        """
        async with self._alone(card_message_id):
            began, reached = self._erasures.moment(), False
            for record in await self.waiting_on(scope_id, card_message_id):
                async with self._erasures.writing(began, scope_id, helper_id, record.asker_id):
                    there = await self._deliver(record, helper_id, words, declined=declined)
                    done = HandoverStatus.DECLINED if declined else HandoverStatus.ANSWERED
                    status = done if there else HandoverStatus.UNREACHABLE
                    await self.kept.decide(scope_id, record.id, helper_id, status, words)
                    reached = reached or there
        await self.redraw(scope_id, card_message_id)
        return reached

    @contextlib.asynccontextmanager
    async def _alone(self, card_message_id: int) -> AsyncGenerator[None]:
        """Refuse a second answer while the first is being sent."""
        if card_message_id in self._deciding:
            raise errors.RefusedError("error-handover-decided")
        self._deciding.add(card_message_id)
        try:
            yield
        finally:
            self._deciding.discard(card_message_id)

    async def _deliver(self, record: HandoverRecord, helper_id: int, words: str, *, declined: bool) -> bool:
        """Send a helper's words to who asked: as a reply to the question, or in a direct message. Return whether that was possible."""
        translate = await self._languages.of_message(record.scope_id, record.question)
        key = "handover-declined" if declined else "handover-answered"
        head = translate(key, asker=f"<@{record.asker_id}>", helper=f"<@{helper_id}>")
        body = f"{head}\n{words}"
        only_asker: dict[str, Any] = {**sending.NO_MENTIONS, "user_mentions": [record.asker_id]}
        if await self._sees(record):
            reply: dict[str, Any] = {"mentions_reply": False}
            if record.prompt_message_id is not None:
                reply |= {"reply": record.prompt_message_id, "reply_must_exist": False}
            with contextlib.suppress(hikari.ForbiddenError, hikari.NotFoundError, hikari.BadRequestError):
                await self._create(record, record.channel_id, body, **only_asker, **reply)
                return True
        try:
            member = await self._bot.rest.fetch_member(record.scope_id, record.asker_id)
            channel = await member.user.fetch_dm_channel()
            quoted = f"> {formatting.quoted(record.question, 150)}\n{body}"
            await self._create(record, int(channel.id), quoted[: sending.LONGEST_MESSAGE], **only_asker)
        except (hikari.ForbiddenError, hikari.NotFoundError, hikari.BadRequestError) as error:
            _log.info("guild %d: person %d cannot be sent an answer: %s", record.scope_id, record.asker_id, error)
            return False
        return True

    async def _create(self, record: HandoverRecord, channel_id: int, content: str, **options: Any) -> None:
        nonce = f"handover-{record.id}"[-25:]
        await self._bot.rest.create_message(channel_id, content, nonce=nonce, **options)

    async def _sees(self, record: HandoverRecord) -> bool:
        """Tell whether who asked is still in the guild and sees the channel where they asked."""
        cache, guild = self._bot.cache, self._bot.cache.get_guild(record.scope_id)
        thread = cache.get_thread(record.channel_id)
        channel = cache.get_guild_channel(record.channel_id if thread is None else thread.parent_id)
        if guild is None or not isinstance(channel, hikari.PermissibleGuildChannel):
            return False
        try:
            member = await self._bot.rest.fetch_member(guild, record.asker_id)
        except (hikari.NotFoundError, hikari.ForbiddenError):
            return False
        roles = cache.get_roles_view_for_guild(guild.id).values()
        return bool(channel_access.allowed(guild, roles, member, channel) & hikari.Permissions.VIEW_CHANNEL)

    # -- the card ----------------------------------------------------------------------------------------------------

    async def redraw(self, scope_id: int, card_message_id: int, channel_id: int | None = None) -> None:
        """Show on a card what became of its questions; without any, only that there is none.

        Parameters
        ----------
        channel_id
            The card's channel, needed where no question is left that names it.
        """
        found = await self.kept.of_card(scope_id, card_message_id)
        if found:
            translate = await self._languages.of_message(scope_id, found[0].question)
            card = Card(questions=found, near=await self._near(found[0]), taught=await self._is_taught(found))
            text, below = cards.text(translate, card), cards.buttons(translate, card)
            channel_id = found[0].card_channel_id
        else:
            translate = await self._languages.of_message(scope_id, None)
            text, below = translate("handover-card-gone"), []
        if channel_id is None:
            return
        said = sending.said(text, (), (), below, whole=True)
        try:
            await self._bot.rest.edit_message(channel_id, card_message_id, **said)
        except hikari.HikariError as error:
            gone = isinstance(error, (hikari.NotFoundError, hikari.ForbiddenError))
            _log.log(logging.INFO if gone else logging.WARNING, "card %d cannot be changed: %s", card_message_id, error)


def _is_same(record: HandoverRecord, question: str) -> bool:
    return folding.fold(record.question) == folding.fold(question)
