"""Scripted scenes of a voice channel: who says what when, and what a good listener makes of it.

Plain data; `scene_stage.render` gives the sound. A scene is played to a bot called `NAME` that was taught `LESSONS` and `STORY`; where
`over_the_bot` is set, the bot is telling the story meanwhile, and the scene's time begins while it speaks. Pauses are exact: sentences are
put together of parts that were spoken on their own. Voices: Piper (English) and festival (Russian), see `scene_sounds`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Final

from scene_stage import Kind, Line, Noise, Scene, Speech, Turn

__all__ = ("LESSONS", "NAME", "SCENES", "STORY")

NAME: Final = "Chatterbot"
"""What the bot is called."""
LESSONS: Final = (
    ("en", "Where do we meet tonight?", "We meet in the old library."),
    ("en", "When does the game start?", "It starts at eight o'clock."),
    ("en", "Who brings the snacks?", "Bob brings them, as always."),
    ("en", "How do I join the team?", "Write your name on the list by the door."),
    ("en", "Which dungeon are we going to on Sunday?", "The frozen caves."),
    ("en", "Can I bring a friend?", "Of course, the more the merrier."),
    ("en", "Where can I find the rules?", "They are pinned in the first channel."),
    ("en", "How much does the ticket cost?", "Twelve euros, and children are free."),
    ("en", "Who is the leader?", "Every team has its own."),
    ("en", "Who is the leader of the guild?", "That is Anna, since last summer."),
    ("ru", "Когда начинается игра?", "Игра начинается в восемь вечера."),
    ("ru", "Где мы сегодня встречаемся?", "Встречаемся в старой библиотеке."),
    ("ru", "Кто принесёт еду?", "Еду принесёт Борис."),
    ("ru", "Как вступить в команду?", "Запишись у двери."),
    ("ru", "Сколько стоит билет?", "Двенадцать евро, дети бесплатно."),
    ("ru", "Где можно найти правила?", "Они закреплены в первом канале."),
    ("ru", "Кто главный?", "В каждой команде свой."),
    ("ru", "Кто главный в нашей гильдии?", "Анна, с прошлого лета."),
)
"""Language, question, answer."""
STORY: Final = {
    "en": (
        "Tell me a long story.",
        (
            "Once upon a time there was a little robot that lived in a big town. Every day it walked through the streets and talked to everybody "
            "it met. In the evening it wrote down what it had learned, and in the morning it began again, until it knew the whole town by heart. "
            "Then it went to the next town, and to the one after that, and everywhere people told it what they knew."
        ),
    ),
    "ru": (
        "Расскажи длинную историю.",
        (
            "Жил-был маленький робот в большом городе. Каждый день он ходил по улицам и говорил со всеми, кого встречал. Вечером он записывал, "
            "что узнал, а утром начинал сначала, пока не выучил весь город наизусть. Потом он пошёл в следующий город, и в следующий за ним, и "
            "везде люди рассказывали ему, что знали."
        ),
    ),
}
"""What the bot tells while it is interrupted, by language: question and answer, half a minute long."""

_PAUSES_S: Final = (0.2, 0.35, 0.5, 0.65, 0.8)
"""Pauses inside sentences; Whisper's speech has 0.24 s in the median, people looking for a word up to a second."""
_PAUSED: Final = (
    ("en", ("When does", "the game start?")),
    ("en", ("Which dungeon are we", "going to on Sunday?")),
    ("en", ("Who is the leader", "of the guild?")),  # its beginning was taught, too
    ("ru", ("Сколько стоит", "билет?")),
    ("ru", ("Где можно найти", "правила?")),
    ("ru", ("Кто главный", "в нашей гильдии?")),
)
_TRAILING: Final = (
    ("en", ("How do I, um,", "join the team?"), 0.75),
    ("en", ("Where can I find the", "rules?"), 0.8),
    ("en", ("How much does the", "ticket cost?"), 0.75),
    ("en", ("I have a question, and", "who brings the snacks?"), 0.8),
    ("en", ("Tell me, uh,", "when does the game start?"), 0.7),
    ("ru", ("Как вступить в", "команду?"), 0.75),
    ("ru", ("Скажи, ну,", "когда начинается игра?"), 0.8),
    ("ru", ("Я хотел спросить, потому что не знаю, и", "кто принесёт еду?"), 0.7),
    ("ru", ("Кто главный в", "нашей гильдии?"), 0.75),
    ("ru", ("Сколько, э,", "стоит билет?"), 0.7),
)
"""Half sentences that no sentence ends like, and seconds until they go on."""
_HABITUAL: Final = (
    ("en", (("Hello, my friend,", "I would like to know", "where do we meet", "tonight?"), ("And please,", "tell me", "when does", "the game start?"))),
    ("en", (("Well, I think", "that everybody wants", "to know this:", "who brings the snacks?"), ("And now", "one more thing:", "can I bring", "a friend?"))),
    ("ru", (("Добрый вечер,", "я хотел бы узнать,", "где мы сегодня", "встречаемся?"), ("И ещё скажи,", "пожалуйста,", "когда начинается", "игра?"))),
    ("ru", (("Послушай,", "все у меня спрашивают", "вот что:", "кто принесёт еду?"), ("И последнее,", "что мне интересно:", "сколько стоит", "билет?"))),
)  # fmt: skip
"""What a person says who pauses 0.55 s everywhere, one turn after the other."""
_BACKCHANNELS: Final = (
    # Piper cannot say "mhm", nor festival "угу"; what Whisper makes of its "ага" ("I'd go") is hard, and stays.
    *(
        ("en", text)
        for text in ("Hmm.", "Uh-huh.", "Yeah.", "Okay.", "Right.", "I see.", "Oh, really?", "Yeah, sure.", "Wow.")
    ),
    *(
        ("ru", text)
        for text in (
            "Ага, ясно.",
            "Ага.",
            "Да-да.",
            "Понятно.",
            "Ну да.",
            "Ясно.",
            "Ничего себе!",
            "Хорошо.",
            "Конечно.",
        )
    ),
)
_NOISES: Final = (
    Noise("cough", 0.6),
    Noise("keyboard", 2.5),
    Noise("hiss", 3.0),
    Noise("fan", 3.0),
    Noise("door", 0.5),
    Noise("breath", 0.8),
    Noise("music", 4.0),
)
_CHATS: Final = (
    (
        "en",
        (
            "Did you see the match yesterday?",
            "Yes, the second half was amazing.",
            "I could not believe that last goal.",
        ),
    ),
    (
        "en",
        (
            "My cat slept on the keyboard again.",
            "Mine does that every single morning.",
            "Maybe they want to write something.",
        ),
    ),
    ("en", ("I bought a new chair for my desk.", "Nice, is it more comfortable?", "Much better than the old one.")),
    (
        "en",
        (
            "We should clean the kitchen tomorrow.",
            "I can do the dishes after lunch.",
            "Then I will take out the trash.",
        ),
    ),
    ("en", ("The train was late again today.", "That happens every week now.", "I will take the bike next time.")),
    ("ru", ("Ты вчера смотрел матч?", "Да, второй тайм был отличный.", "Последний гол просто невероятный.")),
    (
        "ru",
        ("Моя кошка опять спит на клавиатуре.", "Моя делает так каждое утро.", "Наверное, они хотят что-то написать."),
    ),
    ("ru", ("Я купил новое кресло.", "Оно удобнее старого?", "Намного удобнее, спина не болит.")),
    ("ru", ("Завтра надо убрать на кухне.", "Я могу помыть посуду после обеда.", "Тогда я вынесу мусор.")),
    ("ru", ("Поезд сегодня опять опоздал.", "Теперь это каждую неделю.", "В следующий раз поеду на велосипеде.")),
)
"""Two people who talk to each other, turn by turn."""
_AT_ONCE: Final = (
    ("en", "Where do we meet tonight?", "When does the game start?"),
    ("en", "Who brings the snacks?", "How do I join the team?"),
    ("en", "How much does the ticket cost?", "Can I bring a friend?"),
    ("ru", "Когда начинается игра?", "Кто принесёт еду?"),
    ("ru", "Где мы сегодня встречаемся?", "Сколько стоит билет?"),
    ("ru", "Как вступить в команду?", "Где можно найти правила?"),
)
_CALLED: Final = (
    ("en", "Chatterbot, where do we meet tonight?"),
    ("en", "Hey Chatterbot, when does the game start?"),
    ("en", "Okay Chatterbot, how old is the universe?"),
    ("en", "Who brings the snacks, Chatterbot?"),
    ("en", "Chatterbot, what is your favourite colour?"),
    ("ru", "Чаттербот, когда начинается игра?"),
    ("ru", "Привет, Чаттербот, сколько стоит билет?"),
    ("ru", "Слушай, Чаттербот, какая завтра погода?"),
    ("ru", "Кто принесёт еду, Чаттербот?"),
    ("ru", "Чаттербот, как вступить в команду?"),
)
_NOT_CALLED: Final = (
    ("en", "She is such a chatty person, she talks all day."),
    ("en", "The chapter about boats was long."),
    ("ru", "Четыре бота застряли у берега."),
)
"""Sounds like the name, and is not."""
_INTERRUPTIONS: Final = (
    ("en", "Wait, wait, when does the game start?", True),
    ("en", "No, I wanted to ask, where do we meet tonight?", True),
    ("en", "Sorry, one moment, who brings the snacks?", True),
    ("en", "How much does the ticket cost?", True),
    ("en", "Please stop talking.", False),
    ("en", "Okay, that's enough, thank you.", False),
    ("en", "Be quiet please.", False),
    ("ru", "Подожди, а когда начинается игра?", True),
    ("ru", "Нет, я хотел спросить, где мы сегодня встречаемся?", True),
    ("ru", "Извини, а кто принесёт еду?", True),
    ("ru", "Сколько стоит билет?", True),
    ("ru", "Замолчи, пожалуйста.", False),
    ("ru", "Всё, хватит, спасибо.", False),
    ("ru", "Стоп, стоп, хватит.", False),
)
"""What is said over the bot, and whether it is to be answered; else it is an order to be silent."""


def _ask(language: str, text: str) -> Speech:
    return Speech(language, (text,))


def _singles() -> Iterator[Scene]:
    for number, (language, question, _) in enumerate(LESSONS):
        line = Line("ann", _ask(language, question))
        yield Scene(f"single {number}", Kind.SINGLE, language, (line,), (Turn("ann", 0, question),))
    for number, (language, question) in enumerate((("en", "How old is the universe?"), ("ru", "Какая завтра погода?"))):
        line = Line("ann", _ask(language, question))
        yield Scene(f"single, not taught {number}", Kind.SINGLE, language, (line,), (Turn("ann", 0, question),))
    for kind in ("fan", "keyboard", "music"):
        language, question, _ = LESSONS[1]
        lines = (Line("ann", Noise(kind, 4.0)), Line("ann", _ask(language, question), gap_s=1.0, with_start=True))
        yield Scene(f"single with {kind}", Kind.SINGLE, language, lines, (Turn("ann", 1, question),))


def _pauses() -> Iterator[Scene]:
    for (language, parts), pause_s in itertools.product(_PAUSED, _PAUSES_S):
        said = Speech(language, parts, (pause_s,))
        name = f"pause of {pause_s} s in {said.text!r}"
        yield Scene(name, Kind.PAUSE, language, (Line("ann", said),), (Turn("ann", 0, said.text),))
    for language, parts, pause_s in _TRAILING:
        said = Speech(language, parts, (pause_s,))
        yield Scene(
            f"trails off: {said.text!r}", Kind.TRAILING, language, (Line("ann", said),), (Turn("ann", 0, said.text),)
        )
    for number, (language, sentences) in enumerate(_HABITUAL):
        lines = tuple(
            Line("ann", Speech(language, parts, (0.55,) * (len(parts) - 1)), gap_s=5.0 if index else 0.0)
            for index, parts in enumerate((*sentences, *sentences))
        )
        turns = tuple(
            Turn("ann", index, line.sound.text) for index, line in enumerate(lines) if isinstance(line.sound, Speech)
        )
        yield Scene(f"pauses everywhere {number}", Kind.HABIT, language, lines, turns)


def _over_the_bot() -> Iterator[Scene]:
    for language, text in _BACKCHANNELS:
        line = Line("ann", _ask(language, text), gap_s=1.0)
        yield Scene(f"{text!r} over the bot", Kind.BACKCHANNEL, language, (line,), over_the_bot=True)
    for made in _NOISES:
        line = Line("ann", made, gap_s=1.0)
        yield Scene(f"{made.kind} over the bot", Kind.NOISE, "en", (line,), over_the_bot=True)
        yield Scene(f"{made.kind} and nobody speaks", Kind.NOISE, "en", (line,))
    for language, text, asks in _INTERRUPTIONS:
        line = Line("ann", _ask(language, text), gap_s=1.0)
        turns = (Turn("ann", 0, text),) if asks else ()
        yield Scene(
            f"{text!r} over the bot", Kind.INTERRUPTION, language, (line,), turns, over_the_bot=True, interrupts=True
        )


def _several() -> Iterator[Scene]:
    for number, (language, said) in enumerate(_CHATS):
        lines = tuple(
            Line("ann" if index % 2 == 0 else "bob", _ask(language, text), gap_s=0.4 if index else 0.0)
            for index, text in enumerate(said)
        )
        yield Scene(f"two talk to each other {number}", Kind.EACH_OTHER, language, lines, people=2)
    for language, one, other in _AT_ONCE:
        lines = (
            Line("ann", _ask(language, one)),
            Line("bob", _ask(language, other), gap_s=0.3, with_start=True),
        )
        yield Scene(
            f"at once: {one!r}", Kind.AT_ONCE, language, lines, (Turn("ann", 0, one), Turn("bob", 1, other)), people=2
        )
        called = f"{NAME if language == 'en' else 'Чаттербот'}, {one[0].lower()}{one[1:]}"
        lines = (
            Line("cid", _ask(language, _CHATS[0 if language == "en" else 5][1][1])),
            Line("ann", _ask(language, called), gap_s=0.3, with_start=True),
        )
        yield Scene(
            f"called while another talks: {one!r}", Kind.AT_ONCE, language, lines, (Turn("ann", 1, called),), people=3
        )
    for language, text in _CALLED:
        chat = _CHATS[1 if language == "en" else 6][1]
        lines = (Line("bob", _ask(language, chat[0])), Line("ann", _ask(language, text), gap_s=1.5))
        yield Scene(f"called: {text!r}", Kind.CALLED, language, lines, (Turn("ann", 1, text),), people=3)
    for language, text in _NOT_CALLED:
        yield Scene(f"not called: {text!r}", Kind.CALLED, language, (Line("ann", _ask(language, text)),), people=3)


SCENES: Final[Sequence[Scene]] = (*_singles(), *_pauses(), *_over_the_bot(), *_several())
"""All of them."""
