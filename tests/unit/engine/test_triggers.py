"""Which triggers a text hits: keywords by whole words, patterns in linear time."""

from __future__ import annotations

import time

import pytest

from chatterbot import errors
from chatterbot.engine import TriggerMatcher, TriggerRule
from chatterbot.models import TriggerKind

pytestmark = pytest.mark.unit

KEYWORD, PATTERN = TriggerKind.KEYWORD, TriggerKind.PATTERN


def hits(kind: TriggerKind, pattern: str, text: str) -> bool:
    return TriggerMatcher([TriggerRule(1, kind, pattern)]).first(text) is not None


@pytest.mark.parametrize(
    ("keywords", "hit", "missed"),
    [
        ("wifi", ["WiFi?", "the wifi, please", "ＷＩＦＩ"], ["wifis", "hi-fi", ""]),
        ("wifi, password", ["a password", "wifi"], ["pass word"]),
        ("wifi + password", ["Password of the WIFI?"], ["wifi", "password"]),
        ("opening hours", ["your Opening   Hours!", "opening, hours"], ["hours of opening", "opening the hours"]),
        ("ёлка", ["Елка где?", "ЁЛКА"], ["ёлкам", "елки"]),
        ("what's up", ["What’s up, all", "whats up"], ["what is up"]),
        ("c++", ["I like C++."], ["I like C.", "I like C#"]),
        ("c", ["C or D?"], ["C++ or C#"]),
        ("👍", ["yes 👍🏽", "👍"], ["👎"]),
        ("24/7", ["open 24/7?"], ["24 7", "247"]),
        ("שלום", ["שלום לכולם"], ["שלומי"]),
        ("नमस्ते", ["नमस्ते दोस्त"], ["नम"]),
    ],
)
def test_keywords_are_whole_words(keywords: str, hit: list[str], missed: list[str]) -> None:
    assert [text for text in hit if not hits(KEYWORD, keywords, text)] == []
    assert [text for text in missed if hits(KEYWORD, keywords, text)] == []


@pytest.mark.parametrize(
    ("pattern", "hit", "missed"),
    [
        (r"^!rank\s+\d+$", ["!RANK 12"], ["!rank", "say !rank 12 now"]),
        (r"\bпривет\b", ["Привет!", "ну привет"], ["приветик"]),
        (r"ёж|ЕЖ", ["еж", "Ёж"], ["уж"]),
        (r"\w+ер\b", ["сервер"], ["ер", "серверы"]),
        (r"[\w.]+@example", ["пишите на вася@example"], ["@example"]),
        (r"\Q1+1\E", ["1+1"], ["11"]),
        (r"\bcat\b and \bdog\b", ["cat and dog"], ["cats and dogs"]),
        (r"[]]x", ["]x"], ["x"]),
    ],
)
def test_patterns_are_found_anywhere_in_any_script(pattern: str, hit: list[str], missed: list[str]) -> None:
    assert [text for text in hit if not hits(PATTERN, pattern, text)] == []
    assert [text for text in missed if hits(PATTERN, pattern, text)] == []


@pytest.mark.parametrize(
    ("kind", "pattern", "key", "reason"),
    [
        (KEYWORD, "  ", "error-trigger-empty", None),
        (KEYWORD, " , ;", "error-trigger-empty", None),
        (KEYWORD, "wifi + ", "error-trigger-empty", None),
        (KEYWORD, "x" * 501, "error-trigger-too-long", None),
        (KEYWORD, ",".join("a" * 51), "error-trigger-keywords", None),
        (PATTERN, "(abc", "error-trigger-pattern", "open"),
        (PATTERN, "abc)", "error-trigger-pattern", "closed"),
        (PATTERN, "[abc", "error-trigger-pattern", "class"),
        (PATTERN, "[z-a]", "error-trigger-pattern", "range"),
        (PATTERN, "*a", "error-trigger-pattern", "repeat"),
        (PATTERN, "a**", "error-trigger-pattern", "repeat"),
        (PATTERN, "a{2000}", "error-trigger-pattern", "times"),
        (PATTERN, "((a{100}){100}){100}", "error-trigger-pattern", "times"),
        (PATTERN, "(?:[а-яё]{900}|[a-z]{900})", "error-trigger-pattern", "large"),
        (PATTERN, "(?=a)b", "error-trigger-pattern", "lookaround"),
        (PATTERN, r"(a)\1", "error-trigger-pattern", "escape"),
        (PATTERN, "\\", "error-trigger-pattern", "escape"),
        (PATTERN, "(?P<>a)", "error-trigger-pattern", "name"),
        (PATTERN, "a*", "error-trigger-pattern", "everything"),
        (PATTERN, r"кот \bи\b пёс", "error-trigger-pattern", "boundary"),
    ],
)
def test_what_cannot_be_read_says_what_and_where(kind: TriggerKind, pattern: str, key: str, reason: str | None) -> None:
    with pytest.raises(errors.InvalidInputError) as refused:
        TriggerMatcher.check(kind, pattern)
    assert (refused.value.key, refused.value.params.get("problem")) == (key, reason)
    if reason is not None:
        assert refused.value.params["name"]


@pytest.mark.parametrize("pattern", [r"(a+)+$", r"(a|aa)+b", r"(.*)*=", r"(?:a|b).{200}c.{200}$", r"(\w+\s?)+!"])
def test_patterns_that_stop_other_engines_take_no_time(pattern: str) -> None:
    matcher = TriggerMatcher([TriggerRule(1, PATTERN, pattern)])
    began = time.process_time()
    matcher.hits("a" * 100_000)
    matcher.hits("ab " * 30_000)
    assert time.process_time() - began < 1.0


def test_the_first_of_several_is_chosen_and_what_cannot_be_read_is_left_out() -> None:
    rules = [
        TriggerRule(1, PATTERN, "(broken"),
        TriggerRule(2, KEYWORD, "rules"),
        TriggerRule(3, PATTERN, "rul"),
        TriggerRule(4, KEYWORD, "other"),
    ]
    matcher = TriggerMatcher(rules)
    assert matcher.first("the rules?") == rules[1]
    assert matcher.hits("the rules?") == rules[1:3]
    assert matcher.hits("\ud800 rules \0") == rules[1:3]
    assert matcher.instructions > 0
    assert TriggerMatcher(rules[3:]).instructions == 0
