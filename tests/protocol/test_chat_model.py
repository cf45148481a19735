"""A language model in the terminal: its words are shown as they are written, with their sources, and Ctrl-C ends them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pathlib
import signal
import sys
from collections.abc import AsyncGenerator, AsyncIterator

import pytest
from tests import llm_server
from tests.protocol.test_cli_process import FAST, LIMIT_S, environment, run

from chatterbot import errors, services, settings
from chatterbot.cli import chat, check_model, composing, finetune, parser
from chatterbot.cli.talk import Talk
from chatterbot.llm import ChatChunk, ChatRequest, LanguageModel, ScriptedModel
from chatterbot.settings import Settings

pytestmark = pytest.mark.protocol

PARIS = "It is Paris. It lies on the Seine, and is the capital of France. Many people live there."
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
    async with talking(tmp_path, ScriptedModel(lambda _: PARIS)) as (talk, shown):
        assert await talk.say("What is the capital of France?") == "I don't know. Teach me: /teach ANSWER"
        assert "writes: open" in await talk.say("/model OPEN")
        notes = await talk.say("What is the capital of France?")
        assert "".join(shown).endswith(PARIS)
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


async def test_why_tells_what_the_models_words_rest_on_and_they_are_remembered_without_numbers(
    tmp_path: pathlib.Path,
) -> None:
    asked: list[str] = []

    def script(request: ChatRequest) -> str:
        asked.append(request.messages[-1].text)
        return ("We open from nine to six [1].", "USE 1", PARIS)[len(asked) - 1]

    async with talking(tmp_path, ScriptedModel(script)) as (talk, _):
        await talk.say("/model open")
        await talk.say("/teach when are you open? => From nine to six.")
        await talk.say("open in winter, shop, garden, mill and the boats?")
        why = await talk.say("/why")
        assert why.startswith("A language model wrote it:\n  [1] when are you open? => From nine to six.\n  scripted: ")
        assert "No answer" not in why
        await talk.say("and on holidays?")
        assert "| We open from nine to six.\n\nQUESTION" in asked[1]  # neither the numbers nor the line of sources
        chosen = await talk.say("/why")
        assert chosen.startswith("Example 1: when are you open? => From nine to six.\n")
        assert "chosen by a language model:\n  scripted: " in chosen
        await talk.say("what is the capital of France?")
        assert "from general knowledge: nothing taught" in await talk.say("/why")


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
        (["An answer.", "An answer. [1]\n\n-# 📚 [1] taught here"], "An answer. [1]"),
        ([], ""),
    ],
)
async def test_what_a_terminal_shows_is_never_taken_back(texts: list[str], shown: str) -> None:
    async def growing() -> AsyncIterator[str]:
        for text in texts:
            yield text

    found: list[str] = []
    assert await composing.new_words(growing(), found.append) == (texts[-1] if texts else "")
    assert "".join(found) == shown


def test_a_model_that_is_not_configured_is_asked_for_in_vain(tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, "chat", "--model", *FAST, said="hi\n")
    assert done.returncode == 2
    assert done.stderr.startswith("chatterbot: llm.model: names no language model")
    assert "--set llm.model=llama3.2" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to whole consoles")
async def test_ctrl_c_ends_the_answer_and_sigterm_the_program(tmp_path: pathlib.Path) -> None:
    async with llm_server.running() as server:
        server.script = lambda _: f"It is. {ENDLESS}"
        server.word_s = 0.01
        options = ("--set", f"llm.base_url={server.url}", "--set", f"llm.model={llm_server.MODEL}")
        options += ("--set", "teaching.starter=false")
        terminal = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "chatterbot", "chat", "--model", *FAST, *options),
            cwd=tmp_path,
            env=environment(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert terminal.stdin is not None
        assert terminal.stdout is not None
        assert terminal.stderr is not None
        async with asyncio.timeout(LIMIT_S):
            terminal.stdin.write(b"/model open\nwhat is the colour of the sea?\n")
            await terminal.stdout.readuntil(b"It is.")
            terminal.send_signal(signal.SIGINT)
            await terminal.stdout.readuntil(b"(stopped)\n")
            terminal.stdin.write(b"/why\n/teach what is love? => Baby, don't hurt me.\nwhat is love?\n")
            assert await terminal.stdout.readline() == b"Nothing was said yet.\n"
            assert (await terminal.stdout.readline()).startswith(b"Learned")
            assert await terminal.stdout.readline() == b"Baby, don't hurt me.\n"
            terminal.stdin.write(b"what is the colour of the sea?\n")
            await terminal.stdout.readuntil(b"It is.")
            terminal.send_signal(signal.SIGTERM)
            rest, problems = await terminal.communicate()
        assert b"(stopped)" not in rest
        assert b"Traceback" not in problems
        assert b"does not answer" not in problems, "the answer ended before the client was closed under it"
        assert terminal.returncode == 0


@pytest.mark.parametrize("command", [["chat", "--model"], ["finetune"]])
def test_a_command_that_needs_a_model_says_that_its_library_is_missing(
    command: list[str], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_model, "missing_for_model", lambda: "openai")
    arguments = parser.build().parse_args(command)
    given = {"files": {"data": tmp_path / "data"}, "llm": {"model": "tiny", "fine_tune_model": "tiny"}}
    sourced = settings.Sourced(Settings.model_validate(given), {})
    run_command = chat.chat if command[0] == "chat" else finetune.finetune
    with pytest.raises(errors.SettingsError, match=r"openai is not installed, .*\[llm\]"):
        run_command(arguments, sourced)
    assert not (tmp_path / "data").exists()
