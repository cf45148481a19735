"""An answer that is shown while it is written, on a Discord that takes its time."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
from collections.abc import AsyncGenerator, Callable
from typing import Any, cast

import hikari
import pytest

from chatterbot.aio import background
from chatterbot.discord import Addressing, Incoming
from chatterbot.discord.edit_pace import FASTEST_S
from chatterbot.discord.growing import MARK
from chatterbot.discord.running_answers import RunningAnswer, RunningAnswers, StopReason
from chatterbot.discord.streaming import AnswerStream

pytestmark = pytest.mark.unit

CHANNEL, QUESTION = 7, 100


@dataclasses.dataclass(frozen=True, slots=True)
class Sent:
    """A message as Discord returns it."""

    id: int
    content: str


def refusal(kind: type[hikari.ClientHTTPResponseError]) -> hikari.HikariError:
    return cast("Any", kind)("https://discord.example", {}, b"", message="no")


def failure() -> hikari.HikariError:
    return hikari.HTTPError("the connection broke")


def too_long() -> hikari.HikariError:
    return hikari.RateLimitTooLongError(
        route=cast("Any", "PATCH"),
        is_global=False,
        retry_after=400.0,
        max_retry_after=300.0,
        reset_at=0.0,
        limit=5,
        period=5.0,
    )


class Channel:
    """A scripted channel of Discord: what it was asked to do, when, and how it fails."""

    def __init__(self) -> None:
        self.edit_s: Callable[[], float] = lambda: 0.1
        self.failures: list[hikari.HikariError] = []
        self.messages: dict[int, str] = {}
        self.edits: list[tuple[float, int, str]] = []
        self.under_way = 0

    async def _work(self) -> None:
        self.under_way += 1
        assert self.under_way == 1, "two requests at once"
        try:
            await asyncio.sleep(self.edit_s())  # on a loop whose time jumps
            if self.failures:
                raise self.failures.pop(0)
        finally:
            self.under_way -= 1

    async def create_message(self, channel_id: int, *, content: str, **_: object) -> Sent:
        await self._work()
        message_id = 1_000 + len(self.messages)
        self.messages[message_id] = content
        return Sent(message_id, content)

    async def edit_message(self, channel_id: int, message_id: int, content: str, **_: object) -> None:
        began = asyncio.get_running_loop().time()
        await self._work()
        if message_id not in self.messages:
            raise refusal(hikari.NotFoundError)
        self.edits.append((began, message_id, content))
        self.messages[message_id] = content

    async def delete_message(self, channel_id: int, message_id: int) -> None:
        await self._work()
        del self.messages[message_id]


INCOMING = Incoming(
    id=QUESTION,
    channel_id=CHANNEL,
    guild_id=1,
    author_id=5,
    content="?",
    text="?",
    addressing=Addressing(direct=True, others=False),
    wordless=None,
    attachments=(),
    forwarded="",
    replied=None,
)


@contextlib.asynccontextmanager
async def streaming(
    channel: Channel, messages: tuple[int, ...] = ()
) -> AsyncGenerator[tuple[AnswerStream, RunningAnswer]]:
    async def nothing() -> None:
        pass

    rest = cast("hikari.api.RESTClient", channel)
    with RunningAnswers().begin(INCOMING, messages) as running:
        stream = AnswerStream(rest, running, reply_to=QUESTION, nonce="n", before_first=nothing)
        async with background(stream.run(), "stream"):
            yield stream, running


async def written(stream: AnswerStream, words: int, word_s: float = 0.05) -> str:
    """Let a model write so many words; returns the text."""
    text = ""
    for number in range(words):
        text += f"word{number} "
        stream.show(text)
        await asyncio.sleep(word_s)  # on a loop whose time jumps
    return text


async def finished(stream: AnswerStream, text: str) -> None:
    await stream.finish(stream.whole(text), {"components": ["votes"]})


async def test_the_newest_text_is_shown_about_once_a_second_and_the_whole_one_at_once() -> None:
    channel = Channel()
    async with streaming(channel) as (stream, running):
        text = await written(stream, 100)
        ended = asyncio.get_running_loop().time()
        await finished(stream, text)
    assert channel.messages == {1_000: text.strip()}
    assert running.messages == [1_000]
    times = [at for at, _, _ in channel.edits]
    assert all(later - earlier >= FASTEST_S - 0.01 for earlier, later in itertools.pairwise(times[:-1]))
    assert 4 <= len(times) <= 6
    assert times[-1] - ended < 0.2
    for at, _, content in channel.edits[:-1]:
        assert content.endswith(MARK)
        assert content.count("word") == pytest.approx(at / 0.05, abs=3)  # nothing older waited


async def test_where_discord_makes_wait_edits_become_fewer() -> None:
    channel = Channel()
    channel.edit_s = lambda: 2.5
    async with streaming(channel) as (stream, _):
        text = await written(stream, 200, 0.1)
        await finished(stream, text)
    assert len(channel.edits) <= 6
    assert channel.messages == {1_000: text.strip()}


async def test_failures_between_do_not_matter_and_the_last_text_is_sent_again() -> None:
    channel = Channel()
    async with streaming(channel) as (stream, running):
        channel.failures = [failure()]  # the first message
        text = await written(stream, 100)
        assert len(channel.messages) == 1
        channel.failures = [failure(), failure(), too_long()]
        await finished(stream, text)
        assert running.stopped is None
    assert channel.messages == {1_000: text.strip()}


async def test_what_discord_never_takes_is_said() -> None:
    channel = Channel()
    async with streaming(channel) as (stream, _):
        text = await written(stream, 10)
        channel.failures = [failure()] * 9
        with pytest.raises(hikari.HTTPError):
            await finished(stream, text)


async def test_a_message_that_is_gone_stops_the_answer() -> None:
    channel = Channel()
    async with streaming(channel) as (stream, running):
        await written(stream, 5)
        channel.messages.clear()
        await written(stream, 100)
        assert running.stopped is StopReason.REPLY_DELETED
        assert running.messages == []


async def test_a_channel_where_nobody_may_write_stops_the_answer() -> None:
    channel = Channel()
    channel.failures = [refusal(hikari.ForbiddenError)]
    async with streaming(channel) as (stream, running):
        await written(stream, 5)
        assert running.stopped is StopReason.UNREACHABLE
        assert isinstance(stream.failure, hikari.ForbiddenError)


async def test_an_answer_takes_the_place_of_an_earlier_one() -> None:
    channel = Channel()
    channel.messages = {21: "old", 22: "old, too", 23: "still old"}
    async with streaming(channel, (21, 22, 23)) as (stream, running):
        text = await written(stream, 300)
        assert channel.messages[23] == "still old"
        await finished(stream, text)
        assert running.messages == [21, 22]
    assert list(channel.messages) == [21, 22]
    assert " ".join(channel.messages.values()) == text.strip()


async def test_an_answer_that_is_whole_at_once_is_posted_once() -> None:
    channel = Channel()
    async with streaming(channel) as (stream, _):
        stream.show("All of it.")
        await asyncio.sleep(0)
        await finished(stream, "All of it.")
    assert channel.edits == []
    assert list(channel.messages.values()) == ["All of it."]
