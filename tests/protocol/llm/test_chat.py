"""Answers through the client: what is sent, what arrives, and how a chat is given up."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest
from tests import llm_server
from tests.llm_server import LlmFault, LlmServer, RefusalError, ServedAnswer
from tests.protocol.llm.chats import hear, question
from tests.protocol.llm.conftest import KEY, options_for

from chatterbot import errors
from chatterbot.llm import (
    ChatMessage,
    ChatRequest,
    ChatRole,
    FinishReason,
    LanguageModel,
    ModelImage,
    TokenUsage,
    open_model,
)

pytestmark = pytest.mark.protocol


async def test_an_answer_comes_word_by_word_with_its_tokens(server: LlmServer, model: LanguageModel) -> None:
    server.script = lambda _asked: ServedAnswer("В сейфе 🔐, за **картиной**.", usage=(31, 9))
    heard = await hear(model)
    assert heard.error is None
    assert [chunk.text for chunk in heard.chunks] == ["В", " сейфе", " 🔐,", " за", " **картиной**.", ""]
    assert (heard.finish, heard.usage) == (FinishReason.STOP, TokenUsage(31, 9))
    assert {chunk.model for chunk in heard.chunks} == {llm_server.MODEL}


async def test_what_is_sent(server: LlmServer, model: LanguageModel) -> None:
    await hear(model, question("Привет", max_tokens=64, temperature=0.0))
    (asked,) = server.chats
    assert asked.body == {
        "model": llm_server.MODEL,
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Привет"}],
        "max_tokens": 64,
        "temperature": 0.0,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    told = "accept accept-encoding authorization connection content-length content-type host user-agent"
    assert asked.headers.keys() == set(told.split())  # nothing about this machine


async def test_a_server_without_a_key_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "of-another-program")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Secret: of-another-program")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with llm_server.running() as server, open_model(options_for(server)) as model:
        assert (await hear(model)).error is None
        (asked,) = server.chats
        assert "authorization" not in asked.headers
        assert "of-another-program" not in asked.headers.values()


async def test_a_name_and_a_password_in_the_address_are_sent(server: LlmServer) -> None:
    server.key = None
    address = server.url.replace("http://", "http://ann:pass%20word@")
    async with open_model(options_for(server, base_url=address)) as model:
        assert (await hear(model)).error is None
    assert server.chats[0].headers["authorization"] == "Basic YW5uOnBhc3Mgd29yZA=="


async def test_images_go_along_where_the_model_sees_them(server: LlmServer, model: LanguageModel) -> None:
    image = ModelImage(b"\x89PNG not really", "image/png")
    request = ChatRequest([ChatMessage(ChatRole.USER, "What is this?", (image, image))])
    async with open_model(options_for(server, sees_images=True)) as seeing:
        assert (await hear(seeing, request)).error is None
    assert (await hear(model, request)).error is None
    first, second = server.chats
    assert (first.text, first.images) == ("What is this?", [image.data, image.data])
    assert second.messages == [{"role": "user", "content": "What is this?"}]


async def test_a_chat_may_name_another_model(server: LlmServer, model: LanguageModel) -> None:
    server.models["ft:faq"] = "us"
    heard = await hear(model, question(model="ft:faq"))
    assert {chunk.model for chunk in heard.chunks} == {"ft:faq"}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (ServedAnswer("The answer.", reasoning="Let me think about it."), "The answer."),
        (ServedAnswer("<think>\nHm. <b>?\n</think>\n\nThe answer."), "The answer."),
        (ServedAnswer(pieces=["<", "thi", "nk>", "a</thi", "nk", "> ", "\n", "The", " answer."]), "The answer."),
        (ServedAnswer("[THINK]no[/THINK]The answer."), "The answer."),
        (ServedAnswer("\n\n  The answer. <think>is part of it</think>"), "The answer. <think>is part of it</think>"),
        (ServedAnswer("<thin ice> is cold"), "<thin ice> is cold"),
        (ServedAnswer(pieces=["<"]), "<"),
    ],
)
async def test_thoughts_are_no_part_of_the_answer(
    server: LlmServer, model: LanguageModel, answer: ServedAnswer, expected: str
) -> None:
    server.script = lambda _asked: answer
    heard = await hear(model)
    assert (heard.text, heard.error) == (expected, None)


@pytest.mark.parametrize(
    "fault", [LlmFault.COMMENTS, LlmFault.CRLF, LlmFault.NO_DONE, LlmFault.NO_FINISH, LlmFault.LINGERS]
)
async def test_odd_streams_are_whole_answers(server: LlmServer, model: LanguageModel, fault: LlmFault) -> None:
    server.script = lambda _asked: ServedAnswer("Да, 👍🏽 в сейфе.", fault=fault, usage=(5, 4))
    heard = await hear(model)
    assert (heard.text, heard.error) == ("Да, 👍🏽 в сейфе.", None)
    assert (heard.finish, heard.usage) == (FinishReason.STOP, TokenUsage(5, 4))


async def test_a_server_that_does_not_count(server: LlmServer, model: LanguageModel) -> None:
    server.script = lambda _asked: ServedAnswer("In the safe.", fault=LlmFault.NO_USAGE)
    heard = await hear(model)
    assert (heard.text, heard.finish, heard.usage) == ("In the safe.", FinishReason.STOP, None)


async def test_an_answer_ends_at_its_limit(server: LlmServer, model: LanguageModel) -> None:
    server.script = lambda _asked: "word " * 50
    heard = await hear(model, question(max_tokens=20))
    assert heard.finish is FinishReason.LENGTH
    assert heard.usage is not None
    assert heard.usage.completion == 20


async def test_a_server_that_overlooks_the_limit_is_stopped(server: LlmServer, model: LanguageModel) -> None:
    server.script = lambda _asked: ServedAnswer("start " * 3, fault=LlmFault.HUGE)
    heard = await hear(model, question(max_tokens=16))
    assert (heard.finish, heard.error, len(heard.text)) == (FinishReason.LENGTH, None, 16 * 16)


@pytest.mark.parametrize("after", [0, 2])
async def test_closing_closes_the_connection_at_once(server: LlmServer, after: int) -> None:
    """As a barge-in, a deleted question or a shutdown does: before the first word, and in the middle of the answer."""
    server.script = lambda _asked: ServedAnswer("one two three four", fault=LlmFault.STALL, after=after)
    async with open_model(options_for(server, first_token_s=30, token_s=30)) as patient:
        came: list[str] = []

        async def read() -> None:
            async with contextlib.aclosing(patient.chat(question())) as chunks:
                async for chunk in chunks:
                    came.append(chunk.text)
                    if len(came) == after:
                        enough.set()

        enough = asyncio.Event()
        task = asyncio.create_task(read())
        asked = await server.asked()
        if after:
            await enough.wait()
        assert not asked.ended.is_set()
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        async with asyncio.timeout(20):
            await asked.ended.wait()
        assert (asked.hung_up, asked.sent, len(came)) == (True, after, after)


async def test_leaving_the_loop_closes_the_connection(server: LlmServer, model: LanguageModel) -> None:
    server.script = lambda _asked: ServedAnswer("one two three", fault=LlmFault.STALL, after=1)
    async with contextlib.aclosing(model.chat(question())) as chunks:
        async for _ in chunks:
            break
    asked = await server.asked()
    async with asyncio.timeout(20):
        await asked.ended.wait()
    assert asked.hung_up


async def test_connections_are_kept_and_closed(server: LlmServer) -> None:
    """The second chat goes over the first one's connection; after the client nothing is open."""
    ports: list[Any] = []
    async with open_model(options_for(server)) as model:
        for _ in range(3):
            assert (await hear(model)).error is None
        ports = [asked.client for asked in server.chats]
    assert len(set(ports)) == 1


DIALECTS: list[tuple[dict[str, RefusalError], dict[str, Any]]] = [
    ({"max_tokens": llm_server.unsupported("max_tokens")}, {"max_completion_tokens": 800}),
    ({"stream_options": llm_server.extra_forbidden("stream_options", {})}, {"max_tokens": 800}),
    ({"temperature": llm_server.unsupported("temperature", 0.2)}, {"max_tokens": 800}),
    (
        {
            "max_tokens": llm_server.unsupported("max_tokens"),
            "max_completion_tokens": llm_server.extra_forbidden("max_completion_tokens", 800),
            "temperature": llm_server.unsupported("temperature", 0.2),
            "stream_options": llm_server.invalid("Unknown field: stream_options"),
        },
        {},
    ),
]


@pytest.mark.parametrize(("refuses", "sent"), DIALECTS)
async def test_what_a_server_does_not_take_is_left_out_and_remembered(
    server: LlmServer, model: LanguageModel, refuses: dict[str, RefusalError], sent: dict[str, Any]
) -> None:
    server.refuses = refuses
    assert (await hear(model)).error is None
    tries = len(server.chats)
    assert tries == 1 + len(refuses)
    assert (await hear(model)).error is None
    assert len(server.chats) == tries + 1
    body = server.chats[-1].body
    assert {name: body[name] for name in ("max_tokens", "max_completion_tokens") if name in body} == sent
    assert not refuses.keys() & body.keys()


async def test_a_question_about_a_parameter_leaves_nothing_out(server: LlmServer, model: LanguageModel) -> None:
    """Some servers repeat what was asked in their error: that is no reason not to count tokens any more."""
    text = f"Cannot read the request: {'x' * 400} what does stream_options do?"
    server.refuses = {"messages": llm_server.invalid(text)}
    heard = await hear(model, question("what does stream_options do?"))
    assert heard.error is not None
    assert heard.error.fault is errors.ModelFault.REQUEST
    assert len(server.chats) == 1


async def test_a_model_without_system_messages(server: LlmServer, model: LanguageModel) -> None:
    """Gemma's and Mistral's templates know user and assistant only, in turn."""
    said = llm_server.failing(500)
    said.body = {"error": {"code": 500, "message": "Jinja: System role not supported", "type": "server_error"}}

    def script(asked: llm_server.ServedRequest) -> str:
        if asked.messages[0]["role"] == "system":
            raise said
        return "In the safe."

    server.script = script
    user, assistant = ChatRole.USER, ChatRole.ASSISTANT
    chat = [(ChatRole.SYSTEM, "Be brief."), (user, "Hi"), (user, "you"), (assistant, "Hello"), (user, "Where?")]
    heard = await hear(model, ChatRequest([ChatMessage(role, text) for role, text in chat]))
    assert (heard.text, heard.error) == ("In the safe.", None)
    assert server.chats[-1].whole == "user: Be brief.\n\nHi\n\nyou\nassistant: Hello\nuser: Where?"
