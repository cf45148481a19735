"""What listeners say while another person talks, and what is not a whole sentence yet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.dialogue import backchannels

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "...",
        "♪",
        "mhm",
        "Mm-hmm.",
        "Mmm.",
        "Hmm",
        "Uh-huh.",
        "uh huh",
        "Yeah.",
        "yeah, yeah, yeah, yeah, yeah",
        "Yeah, right.",
        "OK",
        "Okay, okay.",
        "Right.",
        "I see.",
        "Oh, I see",
        "Got it",
        "All right",
        "Of course.",
        "Ha ha ha ha ha ha",
        "Hahaha!",
        "Ahahahah",
        "heh",
        "LOL",
        "[coughs]",
        "(laughs) yeah",
        "*sigh*",
        "[BLANK_AUDIO]",
        "MUSIC",
        "Ahem.",
        "Ugh",
        "Oh.",
        "Ah!",
        "Wow",
        "you",
        "I",
        "Угу.",
        "угууу",
        "Ага",
        "ага, ага",
        "Да.",
        "Да-да.",
        "да-да-да-да-да-да",
        "Понятно.",
        "Ну понятно",
        "Всё ясно.",
        "все ясно",
        "Ясно, понятно.",
        "Хорошо.",
        "Ха-ха-ха",
        "Хахаха",
        "хе-хе",
        "Хм",
        "Ммм...",
        "Кхм-кхм.",
        "Кхе-кхе",
        "Апчхи!",
        "СМЕХ",
        "КАШЕЛЬ",
        "СПОКОЙНАЯ МУЗЫКА",
        "[смех]",
        "Ого!",
        "Ничего себе",
        "нуда",  # what Whisper base writes for "ну да", "ага", "да-да"
        "Aga Aga",
        "дада дада",
        "Yeah. Yeah.",
        "Oui, d'accord.",
        "Genau.",
        "はい",
        "嗯。",
    ],
)
def test_a_listeners_words_are_a_backchannel(text: str) -> None:
    assert backchannels.is_backchannel(text)


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "stop",
        "wait",
        "Hey!",
        "Shh!",
        "what?",
        "thanks",
        "Yeah, but what about Mars?",
        "ok stop",
        "I see a cat",
        "right here",
        "you know what",
        "okay right yes sure exactly",
        "hot",
        "нет",
        "стоп",
        "Хватит.",
        "подожди",
        "Эй!",
        "Тише",
        "да нет",
        "да, а почему?",
        "понятно, стоп",
        "спасибо",
        "хорошо хорошо повтори",
        "что?",
        "42",
    ],
)
def test_words_that_want_something_are_no_backchannel(text: str) -> None:
    assert not backchannels.is_backchannel(text)


@pytest.mark.parametrize(
    "text",
    [
        "um",
        "Uh...",
        "What is the capital of",
        "What is the capital of, um",
        "What is the",
        "I want to.",
        "I would like a",
        "I like cats and",
        "I like cats, because.",
        "Tell me about",
        "The answer is",
        "What is",
        "Who are",
        "Can you",
        "How do I?",
        "when does",
        "it's kind of, you know",
        "I'm",
        "what's",
        "a few more minutes than",
        "well, hmm",
        "ну",
        "Э-э",
        "эээ...",
        "эм",
        "Ммм",
        "Я хотел спросить, ну",
        "столица Франции и",
        "я не пришёл, потому что",
        "Расскажи про",
        "Сколько времени в",
        "кто такой",
        "Что такое",
        "это как бы",
        "мы пошли на",
        "книга, которая",
        "из-за",
        "ich weiß nicht, weil",
        "je veux un",
        "quiero un",
        "quiero saber qué es",
    ],
)
def test_an_unfinished_sentence_trails_off(text: str) -> None:
    assert backchannels.trails_off(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "Mm-hmm",
        "uh-huh",
        "What is the capital of France",
        "where are you from",
        "What are you talking about?",
        "what is it for",
        "what's the weather like",
        "Turn the light on",
        "turn it off",
        "come in",
        "I know where it is",
        "Yes it is.",
        "who knows where the station is",
        "what about my car",
        "every now and then",
        "who am I",
        "what is it",
        "who is there",
        "how much",
        "do you know",
        "how do you know",
        "thank you very much",
        "forget that",
        "I think so",
        "why not",
        "you did well",
        "Столица Франции",
        "Который час?",
        "кто ты такой",
        "это что такое",
        "ты кто такой",
        "то же самое",
        "какого типа",
        "я за тебя",
        "что это значит",
        "ну и что",
        "не знаю почему",
        "скажи ответ",
        "was ist das",
        "mach das Licht an",
        "qué tal",
        "今何時ですか",
    ],
)
def test_a_finished_sentence_does_not_trail_off(text: str) -> None:
    assert not backchannels.trails_off(text)


@given(st.text(max_size=80))
def test_any_text_can_be_judged(text: str) -> None:
    backchannels.is_backchannel(text)
    backchannels.trails_off(text)


@given(
    st.sampled_from(["mhm", "угу", "what is the", "потому что", "the cat", "да"]),
    st.sampled_from([" ", ".", "...", "!", "?", ", "]),
)
def test_punctuation_and_capitals_change_no_judgement(text: str, mark: str) -> None:
    for other in (text + mark, mark + text, text.capitalize() + mark):
        assert backchannels.is_backchannel(other) == backchannels.is_backchannel(text)
        assert backchannels.trails_off(other) == backchannels.trails_off(text)


def test_a_very_long_text_is_judged_quickly() -> None:
    backchannels.trails_off("ха" * 200_000)
    assert not backchannels.is_backchannel("ha " * 100 + "no " * 200_000)
    assert not backchannels.is_backchannel("(" * 50_000 + "no")
