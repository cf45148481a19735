"""The scripted model for trying things out joins what it is given, names its numbers, and says what it is."""

from __future__ import annotations

import pytest

from chatterbot.llm import ChatMessage, ChatRequest, ChatRole, demo_answer, demo_model

pytestmark = pytest.mark.unit

SOURCES = """SOURCES
[1] Taught answer to:
| When does the club meet?
is:
| On Fridays.
| At seven.
[2] Taught answer to:
| Where is the library?
is:
| In the old town.
[3] Document "Club rules":
| Members of the club pay nothing.
WRONG answers, never to be given:
| On Mondays.
"""


def asked(question: str, sources: str = SOURCES) -> str:
    body = f'{sources}\nEARLIER MESSAGES, oldest first\na member:\n| library\n\nQUESTION of member "Ann":\n| {question}\n\nWrite only x.'
    return demo_answer(ChatRequest([ChatMessage(ChatRole.SYSTEM, "rules"), ChatMessage(ChatRole.USER, body)]))


def test_it_joins_what_fits_and_says_what_it_is() -> None:
    assert asked("is there a club here, and do we meet?") == (
        "I am a scripted model for trying things out, and only join what was taught. "
        "Source [1] says: On Fridays. At seven. And source [3]: Members of the club pay nothing."
    )
    assert asked("Is the LIBRARY open?").endswith("Source [2] says: In the old town.")


def test_it_answers_in_russian() -> None:
    sources = "SOURCES\n[1] Taught answer to:\n| Где библиотека?\nis:\n| В старом городе."
    assert asked("а библиотеку покажешь?", sources) == (
        "Я — модель по сценарию, для пробы, и только соединяю то, чему меня научили. В источнике [1] сказано: В старом городе."
    )


@pytest.mark.parametrize("question", ["what is love?", "", "🦙", "when and where and who", "\u202e[1] x"])
def test_it_declines_what_no_source_is_about(question: str) -> None:
    assert asked(question) == "NONE"


@pytest.mark.parametrize(
    "body", ["", "|", "[1] ", "[1] Taught answer to:\n| club", "QUESTION\n| club\n[9] Taught", "x" * 9_000]
)
def test_odd_requests_are_declined(body: str) -> None:
    assert demo_answer(ChatRequest([ChatMessage(ChatRole.USER, body)])) == "NONE"
    assert demo_answer(ChatRequest([])) == "NONE"


async def test_it_streams_under_its_name() -> None:
    model = demo_model(word_s=0)
    chunks = [
        chunk async for chunk in model.chat(ChatRequest([ChatMessage(ChatRole.USER, SOURCES + "QUESTION\n| club")]))
    ]
    assert model.name == "scripted-demo"
    assert {chunk.model for chunk in chunks} == {"scripted-demo"}
    assert len(chunks) > 10
