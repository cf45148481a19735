"""A server that fails: every way has its fault, one second attempt where it may help, and no word of the chat in the error or the log."""

from __future__ import annotations

import datetime as dt
import email.utils
import io
import itertools
import logging
import subprocess
import sys
from collections.abc import Iterable

import pytest
from tests import llm_server
from tests.llm_server import LlmFault, LlmServer, RefusalError, ServedAnswer, ServedRequest
from tests.protocol.llm.chats import PROMPT, Heard, hear, question
from tests.protocol.llm.conftest import KEY, options_for

from chatterbot import errors, logs, settings
from chatterbot.errors import ModelFault
from chatterbot.llm import FinishReason, LanguageModel, TokenUsage, open_model

pytestmark = pytest.mark.protocol

SECRETS = (PROMPT, "moon-stone", KEY, KEY[:8], "half a chu")


def fault_of(heard: Heard) -> ModelFault | None:
    """Return how a chat failed, after looking that its error tells nothing."""
    if heard.error is None:
        return None
    told = repr(heard.error) + str(heard.error.__cause__)
    assert not [secret for secret in SECRETS if secret in told]
    assert heard.error.__suppress_context__ or heard.error.__context__ is None
    return heard.error.fault


def scripted(server: LlmServer, steps: Iterable[str | ServedAnswer | RefusalError]) -> None:
    """Let the server answer each request with the next step, and the last one again."""
    waiting = list(steps)

    def script(_asked: ServedRequest) -> str | ServedAnswer:
        step = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if isinstance(step, RefusalError):
            raise step
        return step

    server.script = script


async def test_what_is_wrong_with_a_request_is_named_for_the_log(server: LlmServer) -> None:
    scripted(server, [llm_server.invalid(f"No: {PROMPT}", param="messages.[0].content", code="invalid_value")])
    async with open_model(options_for(server)) as model:
        heard = await hear(model)
    assert fault_of(heard) is ModelFault.REQUEST
    assert str(heard.error).endswith("(400, param: messages.[0].content, code: invalid_value)")


@pytest.mark.parametrize(
    ("refusal", "fault", "asked"),
    [
        (llm_server.failing(500), ModelFault.SERVER, 2),
        (llm_server.failing(502, html=True), ModelFault.SERVER, 2),
        (llm_server.failing(529), ModelFault.SERVER, 2),
        (llm_server.rate_limited(), ModelFault.RATE_LIMITED, 2),
        (llm_server.rate_limited(0.02), ModelFault.RATE_LIMITED, 2),
        (llm_server.rate_limited(0.02, milliseconds=True), ModelFault.RATE_LIMITED, 2),
        (llm_server.rate_limited(20), ModelFault.RATE_LIMITED, 1),  # longer than anybody waits
        (llm_server.no_quota(), ModelFault.QUOTA, 1),
        (llm_server.wrong_key(KEY), ModelFault.KEY, 1),
        (RefusalError(403, "forbidden"), ModelFault.KEY, 1),
        (RefusalError(402, {"error": {"message": "Insufficient credits", "code": 402}}), ModelFault.QUOTA, 1),
        (llm_server.no_such_model("gpt-9"), ModelFault.MODEL, 1),
        (RefusalError(404, {"error": {"message": "model 'x' not found", "type": "api_error"}}), ModelFault.MODEL, 1),
        (RefusalError(404, "404 page not found"), ModelFault.REQUEST, 1),
        (llm_server.too_long(8192, 9000), ModelFault.TOO_LONG, 1),
        (
            RefusalError(400, {"error": {"code": 400, "message": "too big", "type": "exceed_context_size_error"}}),
            ModelFault.TOO_LONG,
            1,
        ),
        (RefusalError(413, "too large"), ModelFault.TOO_LONG, 1),
        (llm_server.invalid("flagged", code="content_filter"), ModelFault.REFUSED, 1),
        (llm_server.invalid(f"Invalid value: {PROMPT} for {KEY}"), ModelFault.REQUEST, 1),
        (llm_server.invalid("Invalid", param=PROMPT, code=KEY), ModelFault.REQUEST, 1),
        (RefusalError(422, '{"detail": "'), ModelFault.REQUEST, 1),
        (RefusalError(408, ""), ModelFault.TIMEOUT, 1),
    ],
)
async def test_a_refusal_has_its_fault(
    server: LlmServer, model: LanguageModel, refusal: RefusalError, fault: ModelFault, asked: int
) -> None:
    scripted(server, [refusal])
    heard = await hear(model)
    assert (fault_of(heard), heard.chunks, len(server.chats)) == (fault, [], asked)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (ServedAnswer("one two", fault=LlmFault.NO_RESPONSE), (ModelFault.TIMEOUT, 1, "")),
        (ServedAnswer("one two", fault=LlmFault.SLOW_FIRST), (ModelFault.TIMEOUT, 1, "")),
        (ServedAnswer("one two", fault=LlmFault.ONLY_COMMENTS), (ModelFault.TIMEOUT, 1, "")),
        (ServedAnswer(reasoning="so " * 9, fault=LlmFault.STALL, after=8), (ModelFault.TIMEOUT, 1, "")),
        (ServedAnswer("one two", fault=LlmFault.STALL), (ModelFault.TIMEOUT, 1, "one")),
        (ServedAnswer("one two", fault=LlmFault.CUT), (ModelFault.UNREACHABLE, 1, "one")),
        (ServedAnswer("one two", fault=LlmFault.CUT, after=0), (ModelFault.UNREACHABLE, 2, "")),
        (ServedAnswer("one two", fault=LlmFault.CUT_AT_ONCE), (ModelFault.UNREACHABLE, 2, "")),
        (ServedAnswer("one two", fault=LlmFault.ENDS_EARLY), (ModelFault.UNREACHABLE, 1, "one")),
        (ServedAnswer("one two", fault=LlmFault.MALFORMED), (ModelFault.MALFORMED, 1, "one")),
        (ServedAnswer("one two", fault=LlmFault.WRONG_SHAPE), (ModelFault.MALFORMED, 1, "one")),
        (ServedAnswer("one two", fault=LlmFault.NOT_UTF8), (ModelFault.MALFORMED, 1, "one")),
        (ServedAnswer("one two", fault=LlmFault.ENDLESS_LINE), (ModelFault.MALFORMED, 1, "one")),
        (ServedAnswer("one two", fault=LlmFault.ERROR_CHUNK), (ModelFault.SERVER, 1, "one")),
        (ServedAnswer("one two", fault=LlmFault.NOT_SSE), (ModelFault.MALFORMED, 1, "")),
        (ServedAnswer(""), (ModelFault.EMPTY, 1, "")),
        (ServedAnswer(" \n "), (ModelFault.EMPTY, 1, "")),
        (ServedAnswer("<think>forever", finish="length"), (ModelFault.EMPTY, 1, "")),
        (ServedAnswer(refusal="I cannot help with that."), (ModelFault.REFUSED, 1, "")),
        (ServedAnswer("", finish="content_filter"), (ModelFault.REFUSED, 1, "")),
    ],
    ids=lambda value: value.fault.name if isinstance(value, ServedAnswer) and value.fault else None,
)
async def test_a_bad_answer_has_its_fault(
    server: LlmServer, model: LanguageModel, answer: ServedAnswer, expected: tuple[ModelFault, int, str]
) -> None:
    scripted(server, [answer])
    heard = await hear(model)
    assert (fault_of(heard), len(server.chats), heard.text) == expected
    for one in server.chats:
        await one.ended.wait()  # no connection is left open


async def test_an_answer_that_is_none_is_counted_all_the_same(server: LlmServer, model: LanguageModel) -> None:
    scripted(server, [ServedAnswer(refusal="No.", usage=(40, 3))])
    heard = await hear(model)
    assert (fault_of(heard), heard.usage, heard.finish) == (ModelFault.REFUSED, TokenUsage(40, 3), None)


async def test_a_filter_in_the_middle_leaves_what_came(server: LlmServer, model: LanguageModel) -> None:
    scripted(server, [ServedAnswer("The first half", finish="content_filter")])
    heard = await hear(model)
    assert (heard.text, heard.finish, heard.error) == ("The first half", FinishReason.FILTER, None)


@pytest.mark.parametrize(
    "first", [llm_server.failing(503), llm_server.rate_limited(0.01), ServedAnswer("x", fault=LlmFault.CUT_AT_ONCE)]
)
async def test_the_second_attempt_helps(
    server: LlmServer, model: LanguageModel, first: RefusalError | ServedAnswer
) -> None:
    scripted(server, [first, "In the safe."])
    heard = await hear(model)
    assert (heard.text, heard.error, len(server.chats)) == ("In the safe.", None, 2)


async def test_a_wait_that_is_asked_for_is_told(server: LlmServer, model: LanguageModel) -> None:
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90)
    in_words = llm_server.rate_limited()
    in_words.headers["retry-after"] = email.utils.format_datetime(moment, usegmt=True)
    for refusal, low, high in ((llm_server.rate_limited(20), 20, 20), (in_words, 80, 90)):
        scripted(server, [refusal])
        heard = await hear(model)
        assert heard.error is not None
        assert heard.error.retry_after_s is not None
        assert low <= heard.error.retry_after_s <= high
    for nonsense in ("soon", "-3", "nan", "1e999"):
        in_words.headers["retry-after"] = nonsense
        scripted(server, [in_words])
        heard = await hear(model)
        assert heard.error is not None
        assert heard.error.retry_after_s is None


async def test_no_request_follows_a_redirect(server: LlmServer, model: LanguageModel) -> None:
    async with llm_server.running() as other:
        server.redirect_to = f"{other.url}/chat/completions"
        scripted(server, [ServedAnswer(fault=LlmFault.REDIRECT)])
        heard = await hear(model)
        assert fault_of(heard) is ModelFault.REQUEST
        assert "not followed" in str(heard.error)
        assert other.requests == []  # neither the chat nor the key


async def test_nobody_listens(server: LlmServer) -> None:
    for address in ("http://127.0.0.1:9/v1", "https://" + server.url.removeprefix("http://")):
        async with open_model(options_for(server, base_url=address)) as model:
            assert fault_of(await hear(model)) is ModelFault.UNREACHABLE
            with pytest.raises(errors.ModelError, match="reached"):
                await model.models()


@pytest.mark.parametrize(
    ("more", "setting"),
    [
        ({"api_key": "sk-with\nline"}, "llm.api_key"),
        ({"api_key": "ключ"}, "llm.api_key"),
        ({"base_url": "http://[::1"}, "llm.base_url"),
    ],
)
async def test_settings_that_cannot_be_used(server: LlmServer, more: dict[str, str], setting: str) -> None:
    with pytest.raises(errors.SettingsError, match=setting) as refused:
        async with open_model(options_for(server, **more)):
            pass
    assert not [value for value in more.values() if value in str(refused.value)]


async def test_the_log_holds_nothing_of_a_chat(server: LlmServer, request: pytest.FixtureRequest) -> None:
    """At DEBUG the libraries would tell of headers and addresses; in each way a chat can go, nothing of it is written."""
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    request.addfinalizer(lambda: (setattr(root, "handlers", kept), root.setLevel(level)))
    stream = io.StringIO()
    logs.configure(settings.LogSettings(level=settings.LogLevel.DEBUG), stream=stream)
    for name in ("openai", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.DEBUG)  # as OPENAI_LOG=debug does
    async with open_model(options_for(server)) as model:
        for step in (
            "The moon-stone is gone.",
            llm_server.invalid(PROMPT),
            llm_server.wrong_key(KEY),
            ServedAnswer("moon-stone x", fault=LlmFault.MALFORMED),
            ServedAnswer("moon-stone x", fault=LlmFault.CUT),
        ):
            scripted(server, [step])
            heard = await hear(model)
            if heard.error is not None:
                logging.getLogger("chatterbot.llm").warning("%s", heard.error, exc_info=heard.error)
    written = stream.getvalue()
    assert "ModelError" in written  # something was written
    assert not [secret for secret in SECRETS if secret in written]


def test_nothing_is_imported_before_a_model_is_opened() -> None:
    script = (
        "import sys, chatterbot.app, chatterbot.llm; "
        "print([name for name in ('openai', 'httpx2', 'chatterbot.llm.openai_api') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


async def test_every_odd_chunk_is_read_or_refused(server: LlmServer) -> None:
    """Whatever stands in a chunk, the client neither breaks nor takes it for words."""
    odd = [0, True, "x", [], [1], {}, {"a": []}, None, 1.5, [None], [{"text": "no"}], [{"type": "text", "text": 5}]]
    names = ("content", "refusal", "role", "tool_calls", "reasoning_content")
    async with open_model(options_for(server, first_token_s=20, token_s=20)) as model:  # so many that one may take long
        for name, value in itertools.product(names, odd):
            extra = {name: value} if name != "content" else {"content": value}
            server.script = lambda _asked, extra=extra: ServedAnswer("word", extra=extra)
            heard = await hear(model, question(max_tokens=20))
            assert heard.error is None or heard.error.fault in {
                ModelFault.MALFORMED,
                ModelFault.EMPTY,
                ModelFault.REFUSED,
            }
            assert heard.text in {"", "word", "x"}
