"""A language model in the terminal: its words are shown as they are written, with their sources, and Ctrl-C ends them."""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
from collections.abc import AsyncGenerator, AsyncIterator

import pytest
from tests.protocol.test_cli_process import FAST, run

from chatterbot import services
from chatterbot.cli import composing
from chatterbot.cli.talk import Talk
from chatterbot.llm import ChatChunk, ChatRequest, LanguageModel, ScriptedModel
from chatterbot.settings import Settings

pytestmark = pytest.mark.protocol

ENDLESS = "word " * 100_000


@contextlib.asynccontextmanager
async def talking(folder: pathlib.Path, model: LanguageModel | None) -> AsyncGenerator[tuple[Talk, list[str]]]:
    given = Settings.model_validate(
        {"files": {"data": folder}, "engine": {"encoder": "none"}, "teaching": {"starter": False}}
    )
    shown: list[str] = []
    async with services.services(given, model=model) as parts:
        yield Talk(parts, 0, shown.append), shown


async def test_the_words_come_one_by_one_and_then_their_source(tmp_path: pathlib.Path) -> None:
    async with talking(tmp_path, ScriptedModel(lambda _: "It is Paris, the capital of France.")) as (talk, shown):
        assert await talk.say("What is the capital of France?") == "I don't know. Teach me: /teach ANSWER"
        assert "writes: open" in await talk.say("/model OPEN")
        notes = await talk.say("What is the capital of France?")
        assert "".join(shown).endswith("It is Paris, the capital of France.")
        assert len(shown) > 1
        assert "from general knowledge: nothing taught or imported says this" in notes
        assert "scripted: " in notes
        assert notes.startswith("\n")  # the words themselves are not repeated
        assert "one of off, taught, grounded, open" in await talk.say("/model loud")
        assert "/model MODE" in await talk.say("/help")
        # A correction is taught, and the model is not asked again.
        await talk.say("/correct Paris, as ever")
        shown.clear()
        assert await talk.say("What is the capital of France?") == "Paris, as ever"
        assert not shown


async def test_an_answer_that_is_ended_leaves_the_conversation_as_it_is(tmp_path: pathlib.Path) -> None:
    closed = asyncio.Event()

    class Slow(ScriptedModel):
        async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatChunk]:
            try:
                async with contextlib.aclosing(super().chat(request)) as chunks:
                    async for chunk in chunks:
                        yield chunk
            finally:
                closed.set()

    async with talking(tmp_path, Slow(lambda _: f"It is. {ENDLESS}", word_s=0.001)) as (talk, shown):
        await talk.say("/model open")
        begun = asyncio.create_task(talk.say("what is love?"))
        async with asyncio.timeout(10):
            while not shown:  # noqa: ASYNC110 - showing tells nobody
                await asyncio.sleep(0)
            begun.cancel()
            with pytest.raises(asyncio.CancelledError):
                await begun
            await closed.wait()
        assert await talk.say("/why") == "Nothing was said yet."
        assert (await talk.say("/teach what is love? => Baby, don't hurt me.")).startswith("Learned")
        assert await talk.say("what is love?") == "Baby, don't hurt me."


async def test_without_a_model_the_conversation_is_as_ever(tmp_path: pathlib.Path) -> None:
    async with talking(tmp_path, None) as (talk, shown):
        assert "chatterbot chat --model" in await talk.say("/model open")
        assert "/model" not in await talk.say("/help")
        assert (await talk.say("hello?")).startswith("I don't know")
        assert not shown


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        (["It **is**", "It **is so**.", "It **is so**. Yes."], "It **is so**. Yes."),
        (["a `b`", "a `bc` d"], "a `bc` d"),
        (["one"], "one"),
        (["first", "second"], "second"),
        ([], ""),
    ],
)
async def test_what_a_terminal_shows_is_never_taken_back(texts: list[str], shown: str) -> None:
    async def growing() -> AsyncIterator[str]:
        for text in texts:
            yield text

    found: list[str] = []
    assert await composing.new_words(growing(), found.append) == shown
    assert "".join(found) == shown


def test_a_model_that_is_not_configured_is_asked_for_in_vain(tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, "chat", "--model", *FAST, said="hi\n")
    assert done.returncode == 2
    assert done.stderr.startswith("chatterbot: llm.model: names no language model")
    assert "--set llm.model=llama3.2" in done.stderr
