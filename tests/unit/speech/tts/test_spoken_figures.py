"""Addresses, versions, times, dates and signs are spoken as people say them; Russian numbers in words where the voice cannot decline them."""

from __future__ import annotations

import time

import pytest

from chatterbot.speech.tts import plain_text, russian_numbers, text_normalization

pytestmark = pytest.mark.unit

ENGLISH = {
    # addresses
    "Connect to 192.168.1.10:25565.": "Connect to 192 dot 168 dot 1 dot 10, port 25565.",
    "mc.example.net:19132 or localhost:3000 in": "mc.example.net, port 19132, or localhost, port 3000, in",
    "discord.gg/abc, github.com/a/b?x=1, and/or": "link, link, and or",
    "see server.properties and a.b@example.com": "see server.properties and a dot b at example.com",
    # versions
    "v1.20.4, version 1.20 or 1.21, Python 3.11": "version 1 point 20 point 4, version 1 point 20 or 1 point 21, Python 3 point 11",
    "1.18 and later, versions: 1.8–1.21, 3.14": "1 point 18 and later, versions: 1.8 to 1.21, 3.14",
    "It is version v0.9.3-beta.": "It is version 0 point 9 point 3 beta.",
    # times
    "9:00–17:00, 10:00-22:00 and 8-10pm": "9 AM to 5 PM, 10 AM to 10 PM and 8 to 10 PM",
    "04:00, 00:00, 12:00, 10:00, 20:00, 19:30": "4 AM, midnight, 12 o'clock, 10 o'clock, 8 PM, 19:30",
    "04:30, 9:05, 7:00 PM, 10am, 7:30 p.m.": "4:30 AM, 9 oh 5, 7 PM, 10 AM, 7:30 PM.",
    "Won 3:1, at 10:30:45": "Won 3 to 1, at 10:30:45",
    # dates
    "2026-03-15, Dec. 20–27, May 5, 2019": "March 15th, 2026, December 20th to 27th, May 5th, 2019",
    "12/24 and 3/4, 1/31/2026": "December 24th and 3/4, January 31st, 2026",
    "Mon–Fri, Tue and Thu, Sat: 10": "Monday to Friday, Tuesday and Thursday, Saturday: 10",
    "He sat in the sun. May 2 people": "He sat in the sun. May 2nd people",
    # signs
    "5-10 people, 555-1234, 1-800-555-0199": "5 to 10 people, 555-1234, 1-800-555-0199",
    "747-400, 2020-21, won 3-1, 1,000-2,000": "747-400, 2020-21, won 3 to 1, 1,000 to 2,000",
    "24/7, 5/5, he/she, 2 + 2 = 4, key=5, 13+": "24 7, 5 out of 5, he/she, 2 plus 2 equals 4, key equals 5, 13 plus",
    "C++, Q&A, w/o ads, w/ Ann, St. John": "C plus plus, Q and A, without ads, with Ann, Saint John",
    "Use `!help`, `/rank`, Ctrl+Shift+Esc": "Use help, slash rank, control Shift escape",
    "- [x] done\n- [ ] not": "done. not",
    r"a -> b → c ¯\_(ツ)_/¯ ¯\\\_(ツ)\_/¯": "a, b, c",
}
RUSSIAN = {
    "Адрес: play.example.com:25565 тут": "Адрес: play точка example точка com, порт 25565, тут",
    "10.0.0.5, файл server.properties, т.е. так": "10 точка 0 точка 0 точка 5, файл server точка properties, то есть так",
    "до v2.1.0, версия v1.20": "до версии 2 точка 1 точка 0, версия 1 точка 20",
    "пн–пт с 9:00 до 17:30, сб 10:00–22:00": "понедельник пятница с 9 до 17 30, суббота с 10 до 22",
    "в 20:00 и 20:05, 1:00, 22:00 по МСК": "в 20 часов и 20 ноль 5, 1 час, 22 часа по московскому времени",
    "15.03.2026, 24.12, 03.02, 31 янв.": "15 марта 2026 года, 24 декабря, 03.02, 31 января",
    "10.12 руб., 11.10 %, $12.11, 10.11 ГБ, 10.12 км": "10 рублей 12 копеек, 11.10 процента, 12 долларов 11 центов, 10.11 гигабайта, 10.12 километра",
    "Ubuntu 24.04, в ср. и чт.": "Ubuntu 24 точка 04, в среду и четверг",
    "20–27 декабря, и/или, C#, 5/5": "с 20 по 27 декабря, и или, си шарп, 5 из 5",
}
WORDS = {
    "с 9 до 17, с 9 30 до 18 15": "с девяти до семнадцати, с девяти тридцати до восемнадцати пятнадцати",
    "15 марта 2026 года, по 27 мая": "пятнадцатого марта две тысячи двадцать шестого года, по двадцать седьмое мая",
    "с 20 по 27 мая 2000 года": "с двадцатого по двадцать седьмое мая двухтысячного года",
    "2 недели, 2 дня, 21 минута, 1 место": "две недели, два дня, двадцать одна минута, одно место",
    "1 500, 21 000, 2 000 000 и 12 480": "тысяча пятьсот, двадцать одна тысяча, два миллиона и двенадцать тысяч четыреста восемьдесят",
    "от 100 до 500, к 200, после 3 игр": "от ста до пятисот, к двумстам, после трёх игр",
    "от 21 000 рублей, из 1 минуты": "от двадцати одной тысячи рублей, из одной минуты",
    "0,5 и 1,01, 3.2, 2,00": "ноль целых пять десятых и одна целая одна сотая, три точка два, два",
    "2-й, 3-го, 1-е, 40-й, 2-х, 5-ти, 111-я": "второй, третьего, первое, сороковой, двух, пяти, сто одиннадцатая",
    "−20, 300–500, №1, дом1, 007": "минус двадцать, триста пятьсот, номер один, дом один, ноль ноль семь",
    "8 900 123-45-67": "восемь девятьсот сто двадцать три сорок пять шестьдесят семь",
    "192 точка 168 точка 1": "сто девяносто два точка сто шестьдесят восемь точка один",
    "9" * 13: " ".join(["девять"] * 13),
    "без цифр": "без цифр",
    "": "",
}


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [*((text, "en", said) for text, said in ENGLISH.items()), *((text, "ru", said) for text, said in RUSSIAN.items())],
)
def test_what_is_read_aloud(text: str, language: str, said: str) -> None:
    assert text_normalization.speakable(text, language) == said


@pytest.mark.parametrize(("text", "said"), WORDS.items())
def test_russian_numbers_are_words(text: str, said: str) -> None:
    assert russian_numbers.in_words(text) == said


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Ответ — в «Правилах», с 9 до 17.", "ru", "Ответ, в Правилах, с девяти до семнадцати."),
        ("— Да, папка моды/ключи, слово—слово", "ru", "Да, папка моды слэш ключи, слово, слово"),
        ("Yes — it's “open”, 5-10 and well-known – see 3/4.", "en", "Yes, it's open, 5-10 and well-known, see 3/4."),
        ("Wait, — said he! – Well.", "en", "Wait, said he! Well."),
        ("", "ru", ""),
    ],
)
def test_programs_get_plain_signs(text: str, language: str, said: str) -> None:
    assert plain_text.plain(text, language) == said


def test_no_digit_is_left_for_a_voice_that_cannot_read_it() -> None:
    for number in [*range(2_000), 10_000, 999_999, 10**6 + 1, 10**9, 10**12 - 1, 10**20]:
        for text in (
            f"{number}",
            f"от {number} штук",
            f"{number}-й",
            f"{number},25",
            f"в {number} году",
            f"{number} мая",
        ):
            assert not any(letter.isdigit() for letter in russian_numbers.in_words(text)), text


@pytest.mark.parametrize(
    "text", ["1 " * 4_000, "1-" * 4_000, "1.1:" * 2_000, "9" * 8_000, "с 1 по " * 1_100, "a." * 4_000]
)
def test_hostile_text_takes_no_time(text: str) -> None:
    began = time.process_time()
    for language in ("en", "ru"):
        russian_numbers.in_words(text_normalization.speakable(text, language))
    assert time.process_time() - began < 0.5
