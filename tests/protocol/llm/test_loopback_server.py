"""The loopback server, as the unmodified `openai` client sees it: it speaks the protocol, and refuses what breaks its rules."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator
from typing import Any

import openai
import pytest
import pytest_asyncio
from tests import llm_server
from tests.llm_server import LlmFault, LlmServer, ServedAnswer

pytestmark = pytest.mark.protocol

ASK: Any = [{"role": "system", "content": "Be short."}, {"role": "user", "content": "Hi 🙂"}]
KEY = "sk-loopback-0123456789abcdef"


@pytest_asyncio.fixture
async def server() -> AsyncGenerator[LlmServer]:
    async with llm_server.running(KEY) as running:
        yield running


@pytest_asyncio.fixture
async def client(server: LlmServer) -> AsyncGenerator[openai.AsyncOpenAI]:
    async with openai.AsyncOpenAI(base_url=server.url, api_key=KEY, max_retries=0, timeout=5) as opened:
        yield opened


async def test_a_stream_has_role_words_reason_and_usage(server: LlmServer, client: openai.AsyncOpenAI) -> None:
    server.script = lambda asked: f"Привет, {asked.text}!"
    options: Any = {"include_usage": True}
    stream = await client.chat.completions.create(
        model=llm_server.MODEL, messages=ASK, stream=True, stream_options=options
    )
    chunks = [chunk async for chunk in stream]
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert (deltas[0].role, deltas[0].content) == ("assistant", "")
    assert "".join(delta.content or "" for delta in deltas) == "Привет, Hi 🙂!"
    assert [chunk.choices[0].finish_reason for chunk in chunks[:-1]][-2:] == [None, "stop"]
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens == 3
    assert chunks[0].usage is None
    (asked,) = server.chats
    assert (asked.system, asked.text, asked.hung_up) == ("Be short.", "Hi 🙂", False)


async def test_an_answer_in_one_piece(server: LlmServer, client: openai.AsyncOpenAI) -> None:
    server.script = lambda _asked: ServedAnswer("one two three four", usage=(7, 4))
    whole = await client.chat.completions.create(model=llm_server.MODEL, messages=ASK, max_tokens=2)
    assert whole.choices[0].message.content == "one two"
    assert whole.choices[0].finish_reason == "length"
    assert whole.usage is not None
    assert whole.usage.total_tokens == 11
    server.script = lambda _asked: ServedAnswer(refusal="I can't help with that.")
    refused = await client.chat.completions.create(model=llm_server.MODEL, messages=ASK)
    assert refused.choices[0].message.refusal == "I can't help with that."
    assert refused.choices[0].message.content is None


@pytest.mark.parametrize(
    "more",
    [
        {"messages": []},
        {"messages": [{"role": "robot", "content": "x"}]},
        {"messages": [{"role": "user", "content": [{"type": "audio", "text": "x"}]}]},
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://x/y.png"}}]}]},
        {"messages": [{"role": "system", "content": [{"type": "image_url", "image_url": {"url": "data:"}}]}]},
        {"temperature": 3},
        {"max_tokens": 5, "max_completion_tokens": 5},
        {"max_tokens": 0},
        {"stream_options": {"include_usage": True}},
        {"extra_body": {"num_ctx": 9}},
    ],
)
async def test_what_breaks_a_rule_is_refused(client: openai.AsyncOpenAI, more: dict[str, Any]) -> None:
    asked: Any = {"model": llm_server.MODEL, "messages": ASK, **more}
    with pytest.raises(openai.BadRequestError):
        await client.chat.completions.create(**asked)


async def test_refusals_have_the_codes_of_the_real_service(server: LlmServer, client: openai.AsyncOpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as none:
        await client.chat.completions.create(model="gpt-9", messages=ASK)
    assert none.value.code == "model_not_found"
    with pytest.raises(openai.AuthenticationError) as wrong:
        await client.with_options(api_key="sk-wrong-key-1234567").models.list()
    assert wrong.value.code == "invalid_api_key"
    server.context_tokens = 20
    with pytest.raises(openai.BadRequestError) as long:
        await client.chat.completions.create(model=llm_server.MODEL, messages=ASK, max_tokens=19)
    assert long.value.code == "context_length_exceeded"
    server.down = llm_server.rate_limited(20)
    with pytest.raises(openai.RateLimitError) as limited:
        await client.models.list()
    assert (limited.value.code, limited.value.response.headers["retry-after"]) == ("rate_limit_exceeded", "20")


async def test_models_moderation_and_lists(server: LlmServer, client: openai.AsyncOpenAI) -> None:
    assert [model.id async for model in client.models.list()] == [llm_server.MODEL, "gpt-4o-mini-2024-07-18"]
    assert (await client.models.retrieve(llm_server.MODEL)).owned_by == "loopback"
    server.flags = lambda text: ["violence", "self-harm"] if "hurt" in text else ()
    found = (await client.moderations.create(input=["be nice", "hurt them"])).results
    assert [one.flagged for one in found] == [False, True]
    assert found[1].categories.self_harm
    assert not found[1].categories.sexual


def supervised(count: int) -> bytes:
    pair = [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]
    return b"".join(json.dumps({"messages": pair}).encode() + b"\n" for _ in range(count))


async def test_a_fine_tuning_job_from_file_to_model(server: LlmServer, client: openai.AsyncOpenAI) -> None:
    file = await client.files.create(file=("train.jsonl", supervised(10)), purpose="fine-tune")
    assert (await client.files.retrieve(file.id)).filename == "train.jsonl"
    job = await client.fine_tuning.jobs.create(model="gpt-4o-mini-2024-07-18", training_file=file.id, suffix="faq")
    assert job.status == "validating_files"
    served = server.tuning.jobs[job.id]
    assert [served.advance(), served.advance()] == ["queued", "running"]
    served.train(1, 2, loss=0.5)
    events = (await client.fine_tuning.jobs.list_events(job.id, limit=2)).data
    assert events[0].data == {"step": 1, "train_loss": 0.5, "total_steps": 2, "train_mean_token_accuracy": 0.8}
    assert served.advance() == "succeeded"
    done = await client.fine_tuning.jobs.retrieve(job.id)
    assert done.fine_tuned_model in server.models
    with pytest.raises(openai.BadRequestError):
        await client.fine_tuning.jobs.cancel(job.id)
    assert [one.id async for one in client.fine_tuning.jobs.list()] == [job.id]


PAIR = {"input": {"messages": [{"role": "user", "content": "q"}]}}
GOOD = [{"role": "assistant", "content": "a"}]


@pytest.mark.parametrize(
    ("lines", "method", "what"),
    [
        ([{"messages": [{"role": "user", "content": "q"}, *GOOD]}] * 9, "supervised", "at least 10"),
        ([{"messages": [{"role": "user", "content": "q"}]}] * 10, "supervised", "last message"),
        ([{"messages": [{"role": "bot", "content": "q"}, *GOOD]}] * 10, "supervised", "role"),
        ([{"messages": [{"role": "user", "content": ""}, *GOOD]}] * 10, "supervised", "content"),
        ([{"messages": GOOD, "prompt": "x"}] * 10, "supervised", "unexpected key `prompt`"),
        ([{**PAIR, "preferred_output": GOOD}] * 10, "dpo", "non_preferred_output"),
        ([{**PAIR, "preferred_output": GOOD, "non_preferred_output": GOOD * 2}] * 10, "dpo", "one message"),
        ([{"messages": GOOD}] * 10, "dpo", "unexpected key `messages`"),
    ],
)
async def test_a_bad_training_file_fails_the_job(
    server: LlmServer, client: openai.AsyncOpenAI, lines: list[Any], method: Any, what: str
) -> None:
    data = "\n".join(json.dumps(line) for line in lines).encode()
    file = await client.files.create(file=("train.jsonl", data), purpose="fine-tune")
    job = await client.fine_tuning.jobs.create(
        model="gpt-4o-mini-2024-07-18", training_file=file.id, method={"type": method}
    )
    assert server.tuning.jobs[job.id].advance() == "failed"
    failed = await client.fine_tuning.jobs.retrieve(job.id)
    assert failed.error is not None
    assert failed.error.code == "invalid_training_file"
    assert what in failed.error.message


async def test_preference_pairs_are_taken_and_a_job_is_cancelled(server: LlmServer, client: openai.AsyncOpenAI) -> None:
    bad = [{"role": "assistant", "content": "b"}]
    data = "\n".join(json.dumps({**PAIR, "preferred_output": GOOD, "non_preferred_output": bad}) for _ in range(10))
    file = await client.files.create(file=("pairs.jsonl", data.encode()), purpose="fine-tune")
    method: Any = {"type": "dpo", "dpo": {"hyperparameters": {"n_epochs": 2}}}
    job = await client.fine_tuning.jobs.create(
        model="gpt-4o-mini-2024-07-18", training_file=file.id, validation_file=file.id, method=method
    )
    assert server.tuning.jobs[job.id].advance() == "queued"
    assert (await client.fine_tuning.jobs.cancel(job.id)).status == "cancelled"


@pytest.mark.parametrize("fault", [LlmFault.COMMENTS, LlmFault.CRLF, LlmFault.NO_DONE, LlmFault.NO_FINISH])
async def test_odd_but_lawful_streams_arrive_whole(
    server: LlmServer, client: openai.AsyncOpenAI, fault: LlmFault
) -> None:
    server.script = lambda _asked: ServedAnswer("Да, это так 👍🏽.", fault=fault)
    stream = await client.chat.completions.create(model=llm_server.MODEL, messages=ASK, stream=True)
    words = [chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices]
    assert "".join(words) == "Да, это так 👍🏽."


async def test_who_hangs_up_is_noticed(server: LlmServer, client: openai.AsyncOpenAI) -> None:
    server.script = lambda _asked: ServedAnswer("one two three", fault=LlmFault.STALL)
    stream = await client.chat.completions.create(model=llm_server.MODEL, messages=ASK, stream=True)
    async for chunk in stream:
        if chunk.choices[0].delta.content:
            break
    await stream.close()
    asked = await server.asked()
    await asked.ended.wait()
    assert (asked.hung_up, asked.sent) == (True, 1)
