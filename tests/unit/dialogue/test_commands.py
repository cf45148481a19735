"""What people tell the bot to do, and what only sounds like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.dialogue.commands import Act, Command, understand

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("act", "texts"),
    [
        (
            Act.STOP,
            [
                "stop",
                "Stop!",
                "Stop, stop, stop.",
                "No, stop.",
                "Okay, stop it please",
                "Please be quiet.",
                "Can you be quiet, please?",
                "Shut up!",
                "That's enough, thanks.",
                "That’s enough",
                "shh",
                "Стоп.",
                "Стоп-стоп-стоп!",
                "Хватит!",
                "Всё, хватит",
                "Все, хватит.",
                "ну хватит уже",
                "Замолчи, пожалуйста.",
                "помолчи",
                "Перестань.",
                "Тихо!",
                "Тсс...",
                "Ladno, стоп".replace("Ladno", "Ладно"),
                "Hör auf!",
                "Arrête",
                "¡Basta!",
                "やめて。",
                "停下",
            ],
        ),
        (
            Act.REPEAT,
            [
                "repeat",
                "Repeat that, please.",
                "Could you repeat that?",
                "Say that again.",
                "Again!",
                "Once more, please",
                "One more time.",
                "What did you say?",
                "Sorry, what did you say?",
                "Sorry, I didn't catch that.",
                "Повтори.",
                "Повтори-ка",
                "Повтори, пожалуйста, ещё раз.",
                "Еще раз!",
                "А можешь повторить?",
                "Что ты сказал?",
                "Извини, не расслышал.",
                "Noch einmal, bitte.",
                "もう一度",
            ],
        ),
        (
            Act.LEAVE,
            [
                "Leave.",
                "Please leave the channel.",
                "Go away, please.",
                "Stop it, please. Leave the channel.",
                "Хватит. Выйди, пожалуйста.",
                "Okay, you can go now.",
                "Get out of here!",
                "Disconnect.",
                "Выйди.",
                "Уходи, пожалуйста",
                "Ну всё, уходи",
                "Выйди из канала.",
                "Можешь идти, спасибо.",
            ],
        ),
        (
            Act.FORGET,
            [
                "Forget that.",
                "Forget what I just said, please",
                "Please delete that.",
                "Забудь это.",
                "Забудь, что я сказал.",
                "Забудь об этом, пожалуйста",
            ],
        ),
    ],
)
def test_a_whole_utterance_is_a_command(act: Act, texts: list[str]) -> None:
    assert {text: understand(text) for text in texts} == {text: Command(act) for text in texts}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "please",
        "please, thank you",
        "stop by at noon",
        "Don't stop.",
        "don't leave",
        "how do I leave the server?",
        "Where does the bus stop?",
        "When does it stop?",
        "leave a message",
        "stop it again",
        "forget that and leave",
        "leave it to me",
        "I want to leave",
        "the quiet one",
        "say that you love me",
        "repeat after me: hello",
        "how can I repeat a song",
        "what did you say about cats",
        "again and again we lose",
        "forget it",
        "I forget that every time",
        "don't forget that",
        "enough is enough",
        "go",
        "git",
        "остановка автобуса",
        "где стоп кран",
        "не уходи",
        "не молчи",
        "хватит ли денег",
        "хватит на всех",
        "повторите заказ пиццы",
        "Повтори за мной: мама",
        "как выйти из канала?",
        "уходи из моей жизни навсегда",
        "забудь",
        "не забудь это",
        "тихо идёт снег",
        "нет",
        "no",
        "wrong",
        "неправильно",
        "да",
    ],
)
def test_other_utterances_are_no_command(text: str) -> None:
    assert understand(text) is None


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("No, the answer is Paris.", "Paris"),
        ("no the answer is Paris", "Paris"),
        ("No, the right answer is 42", "42"),
        ("No no, the correct answer is: Mount Everest!", "Mount Everest!"),
        ("Nope, actually the correct answer would be McDonald's.", "McDonald's"),
        ("Wrong, the answer is GitHub", "GitHub"),
        ("That's wrong. The answer is Lake Baikal.", "Lake Baikal"),
        ("That’s not right, the right answer is blue", "blue"),
        ("Wrong answer, it's Paris.", "Paris"),
        ("wrong answer: Paris", "Paris"),
        ("Wrong. The answer, Paris.", "Paris"),
        ("No. Answer: Paris", "Paris"),
        ("no, you should have said hello", "hello"),
        ("No, you should answer with: It is late. Go to bed.", "It is late. Go to bed."),
        ('Oh no, the answer is "To be or not to be".', '"To be or not to be"'),
        ("No, the answer is what you make of it?", "what you make of it?"),
        ("No, the answer is -5.", "5"),  # a minus sign is punctuation to a recogniser
        ("Нет, правильный ответ Париж.", "Париж"),
        ("нет правильный ответ Лев Толстой", "Лев Толстой"),
        ("Нет, правильный ответ - это Париж.", "Париж"),
        ("Нет, ответ - это Париж.", "Париж"),
        ("Нет, ответ это Париж", "Париж"),
        ("Нет, ответ: Париж", "Париж"),
        ("Нет, а правильный ответ — Москва.", "Москва"),
        ("Неправильно, ответ: сорок два.", "сорок два"),
        ("неправильно ответ сорок два", "сорок два"),
        ("Неправильно. Правильный ответ Ёлка", "Ёлка"),
        ("Это неверно, правильный ответ будет «Да».", "«Да»"),
        ("Не правильно, правильный ответ такой: иди спать", "иди спать"),
        ("Неверный ответ, это Байкал.", "Байкал"),
        ("Ну нет же, правильный ответ GitHub", "GitHub"),
        ("нет, надо было ответить привет", "привет"),
        ("Нет, правильно говорить звонит", "звонит"),
        ("Ты ошибаешься, верный ответ — Нил", "Нил"),
        ("Nein, die richtige Antwort ist Bonn.", "Bonn"),
        ("Non, la bonne réponse est Lyon.", "Lyon"),
        ("No, la respuesta correcta es Lima", "Lima"),
        ("Nie, prawidłowa odpowiedź to Kraków", "Kraków"),
        ("Ні, правильна відповідь Київ", "Київ"),
    ],
)
def test_a_correction_contains_its_answer(text: str, better: str) -> None:
    assert understand(text) == Command(Act.CORRECT, better)


@pytest.mark.parametrize(
    "text",
    [
        "no, it's raining",
        "No, it's Paris",
        "the answer is Paris",
        "what is the right answer?",
        "no, what is the answer",
        "No, the answer is",
        "No, the answer is...",
        "no right answer exists",
        "no answer came",
        "No. I want an answer.",
        "no, answer the phone",
        "no, you should answer me",
        "wrong number",
        "нет, это Париж",
        "нет ответа",
        "нет, ответ мне не нужен",
        "Нет, ответь на звонок",
        "ответ - это Париж",
        "правильный ответ",
        "Нет, правильный ответ.",
        "неправильный ответ",
        "какой правильный ответ?",
        "нет, надо сказать ему",
    ],
)
def test_a_denial_alone_is_no_correction(text: str) -> None:
    assert understand(text) is None


@given(st.text(max_size=100))
def test_any_text_can_be_understood(text: str) -> None:
    command = understand(text)
    assert command is None or bool(command.better) == (command.act is Act.CORRECT)


ANSWERS = st.text(st.sampled_from("abcXYZ абвЭЮЯ0123456789"), min_size=1, max_size=30).map(str.strip).filter(bool)


@given(st.sampled_from(["No, the answer is", "Нет, правильный ответ будет", "Wrong! The correct answer is:"]), ANSWERS)
def test_the_answer_of_a_correction_keeps_its_words(introduction: str, answer: str) -> None:
    assert understand(f"{introduction} {answer}.") == Command(Act.CORRECT, answer)


def test_a_very_long_text_is_understood_quickly() -> None:
    understand("no " * 500_000)
    understand("stop and " * 100_000)
    understand("нет, правильный ответ " * 50_000)
