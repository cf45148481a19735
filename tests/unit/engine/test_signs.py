"""Texts that differ in a sign are other prompts; those that differ in their look alone are not."""

from __future__ import annotations

import time
from collections.abc import Callable

import hypothesis
import pytest
from hypothesis import strategies

from chatterbot import engine
from chatterbot.engine import signs, text

pytestmark = pytest.mark.unit

DISTINCT = [
    # signs at words
    ("where do we discuss C++?", "where do we discuss C#?"),
    ("where do we discuss C++?", "where do we discuss C?"),
    ("is it an A+", "is it an A-"),
    ("is it an A-", "is it an A"),
    ("who gives AB+ blood?", "who gives AB- blood?"),
    ("what is .NET?", "what is net?"),
    ("who made #rules?", "who made @rules?"),
    ("who made #rules?", "who made rules?"),
    ("what does /help do?", "what does !help do?"),
    ("what does !help do?", "what does help do?"),
    ("what does --help do?", "what does help do?"),
    ("what is *args", "what is **args"),
    ("what is R&B?", "what is RB?"),
    ("is it 100%?", "is it 100?"),
    # numbers
    ("what is 7+2?", "what is 7-2?"),
    ("what is 7 + 2?", "what is 7 - 2?"),
    ("what is 7*2?", "what is 7/2?"),
    ("what is 7×2?", "what is 7÷2?"),
    ("is -5 cold?", "is 5 cold?"),
    ("is \N{MINUS SIGN}5 cold?", "is 5 cold?"),
    ("who has version 1.2?", "who has version 12?"),
    ("who has version 1.2?", "who has version 1 2?"),
    ("who has version 1.2?", "who has version 1,2?"),
    ("what is at 10:30?", "what is at 1030?"),
    ("what is at 10:30?", "what is at 10.30?"),
    ("pages 1-5?", "pages 1 5?"),
    ("is 10.0.0.1 up?", "is 10.0.01 up?"),
    ("what costs $5?", "what costs €5?"),
    ("what costs 5 ₽?", "what costs 5 ₸?"),
    ("is it 5°?", "is it 5%?"),
    ("is it 5' long", 'is it 5" long'),
    ("what is 10²?", "what is 102?"),
    ("what is 10²?", "what is 10³?"),
    ("what is 2⁻¹?", "what is 2-1?"),
    ("is it 1½ m?", "is it 11/2 m?"),
    ("what is 101₂?", "what is 1012?"),
    ("what is log₂8?", "what is log₂₈?"),
    ("is x < 3?", "is x > 3?"),
    ("is a=b?", "is a!=b?"),
    ("is ± right?", "is ∓ right?"),
    # signs alone
    ("what does -> mean?", "what does <- mean?"),
    ("what does → mean?", "what does ← mean?"),
    ("what does := mean?", "what does = mean?"),
    ("what does && mean?", "what does || mean?"),
    ("what does ! mean?", "what does ? mean?"),
    ("what does [] mean?", "what does {} mean?"),
    ('what does ";" mean?', 'what does ":" mean?'),
    ("what does `;` mean?", "what does `,` mean?"),
    ("what is © for?", "what is ® for?"),
    ("what is ,", "what is ;"),
    ("what does , mean?", "what does . mean?"),
    ("what is (?", "what is )?"),
    ("difference between , and ;", "difference between . and ;"),
    ("what is ~", "what is -"),
    ("что значит ;", "что значит :"),
    ("was ist /", "was ist ;"),
    ("?", "!"),
    ("...", "!!!"),
    # emoji and smileys
    ("how do I get the 🔵 role?", "how do I get the 🔴 role?"),
    ("how do I get 🔵", "how do I get 🔴"),
    ("what does :) mean?", "what does :( mean?"),
    ("what is :)", "what is :("),
    ("what's 👍", "what's 🙏"),
    ("what is 👍 :)", "what is 🙏 :)"),
    ("что такое 😂", "что такое 😭"),
    ("the meaning of <3", "the meaning of :D"),
    ("what does :D mean?", "what does :P mean?"),
    ("what does <3 mean?", "what does 3 mean?"),
    ("what is 😂?", "what is 😭?"),
    ("what is ❓", "what is ❗"),
    ("is it 👍?", "is it 👎?"),
    ("the ❤ role", "the 💙 role"),
    (":)", ":("),
    ("🔵", "🔴"),
    ("👍", "👎"),
    ("🇫🇷", "🇩🇪"),
    ("where is 🇫🇷?", "where is 🇩🇪?"),
    ("👨‍👩‍👧", "👨‍👩‍👦"),
    ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"),
    ("what is 1️⃣?", "what is 1?"),
    ("what is <:cat:1>?", "what is <:dog:1>?"),
    ("where is <#1>?", "who is <@1>?"),
    ("what is :cat:?", "what is cat?"),
    # letters and marks of scripts
    ("दिन कब है?", "दान कब है?"),
    ("কি খবর", "কা খবর"),
    ("ਕਿ ਹੈ", "ਕੀ ਹੈ"),
    ("કિ છે", "કી છે"),
    ("ପିତା", "ପାତା"),
    ("பால்", "பல்"),
    ("పాలు", "పిలు"),
    ("ಹಾಲು", "ಹಲು"),
    ("പാല്", "പല്"),
    ("අපි", "අපූ"),
    ("ปูอยู่ไหน", "ปีอยู่ไหน"),
    ("ປາຢູ່ໃສ", "ປີຢູ່ໃສ"),
    ("မြို့", "မြိ"),
    ("ទី", "ទុ"),
    ("བོད", "བད"),
    ("ދިވެހި", "ދަވެހި"),
    ("በላ", "ቢላ"),
    ("かき", "がき"),
    ("ハハ", "パパ"),
    ("가요", "기요"),
    ("שלום", "שלים"),
    ("كتب", "كتاب"),
    ("замо́к", "за́мок"),
    ("ελιά", "ελια"),
    ("kır", "kir"),
    ("Maße", "Masse"),
    ("were you there", "we're you there"),
    ("പിന്\u200dനിലാവ്", "പിന്നിലാവ്"),
]

EQUAL = [
    ("Hello, WORLD!", "hello world"),
    ("hello!!! :)", "hello"),
    ("hi 👋", "hi"),
    ("hi 👋🏽!", "Hi"),
    ("thanks ❤️", "thanks"),
    ("hello :D", "hello"),
    ("ok :-)))", "ok"),
    ("привет)))", "Привет"),
    ("love you <3", "love you"),
    ("who are you :)", "who are you"),
    ("what is it 😂", "what is it"),
    ("что это :)", "что это"),
    ("what is :) 😂", "what is :)"),
    ("hello , world", "hello world"),
    ("what is (C++)", "what is C++"),
    ("hi~", "hi"),
    ("what does :-) mean", "what does :) mean"),
    ("what does :))) mean", "what does :) mean"),
    ("where do we discuss c++", "Where do we discuss C++?!"),
    ("(C++)", "c++"),
    ('what is "C++"?', "what is C++"),
    ("what is `C++`?", "what is C++"),
    ("**what** is *it*?", "what is it"),
    ("what is ||it||, ~~that~~?", "what is it that"),
    ("well-known", "well known"),
    ("well—known", "well known"),
    ("Rust - what is it?", "rust what is it"),
    ("yes/no", "yes / no"),
    ("don't", "don’t"),
    ("don't", "don´t"),
    ("п'ять", "пʼять"),
    ("7 + 2", "7+2"),
    ("7 - 2", "7\N{MINUS SIGN}2"),
    ("x = 3", "x=3"),
    ("2019 – 2020", "2019-2020"),
    ("5 €", "5€"),
    ("$ 5", "$5"),
    ("100 %", "100%"),
    ("7 + 2 = ?", "7+2=?"),
    ("what is 10²?", "what is 10^2"),
    ("1½ cups", "1 1/2 cups"),
    ("H₂O", "h2o"),
    ("what is C++❓", "what is C++?"),
    ("hello❗️❗️", "hello!!"),
    ("node.js", "node js"),
    ("hello.how are you", "hello. how are you"),
    ("e.g. this", "e g this"),
    ("Ｃ＋＋？", "c++"),
    ("ﬁne", "fine"),
    ("Ёлка!", "елка"),
    ("İzmir", "izmir"),
    ("❤", "❤️"),
    ("👍🏻", "👍🏿"),
    ("🔵🔴", "🔵 🔴"),
    ("soft\u00adhyphen", "softhyphen"),
    ("zero\u200bwidth\ufeff", "zerowidth"),
    ("\u200fשלום\u200e", "שלום"),
    ("שָׁלוֹם", "שלום"),
    ("كَتَبَ", "كتب"),
    ("شكراً", "شكرا"),
    ("كـــتب", "كتب"),
    ("می\u200cخواهم", "می خواهم"),
    ("من أنت؟", "من أنت"),
    ("Τι είναι;", "τι είναι"),
    ("¿Qué es?", "qué es"),
    ("¡Hola!", "hola"),
    ("Bonjour ! Ça va ?", "bonjour ça va"),
    ("« Bonjour »", "bonjour"),
    ("你好。", "你好"),
    ("你好，世界！", "你好 世界"),
    ("これは何ですか？", "これは何ですか"),
    ("「はい」", "はい"),
    ("क्या है।", "क्या है"),
    ("Ինչպե՞ս ես", "ինչպես ես"),
    ("ሰላም።", "ሰላም"),
    ("ᄀ\u1161요", "가요"),
    ("cafe\u0301", "café"),
    ("<@!1> hi", "<@1> hi"),
    ("<a:cat:1>", "<:cat:1>"),
    ("<https://a.b>", "https://a.b"),
    ("one\ntwo", "one two"),
    ("one\x07two", "one two"),
]

HOSTILE = [
    *(
        "a",
        " ",
        "-",
        "a-",
        "1-",
        "1.",
        ".",
        "?",
        "? ",
        " ?",
        "<",
        "<@",
        "<:a",
        "*a ",
        "**",
        "* ",
        "|| a",
        "~~a",
        '"',
        ' "a',
        "'",
        "`;",
    ),
    *(
        ":",
        ":)",
        ":a",
        ":aa",
        ":(((",
        "((",
        "[]",
        "🔵",
        "👍🏽",
        "👨\u200d",
        "🇫",
        "🏴󠁧",
        "\u200c\u200d",
        "\u0300\u0316",
        "\u064b\u0640",
    ),
    *(
        "े",
        "क्\u200d",
        "❤ ",
        "=",
        "= ",
        "1 + ",
        "1 / ",
        "$ ",
        "5 % ",
        "/",
        "a / ",
        "~",
        "\ufdfa",
        "՞",
        "i\u0307",
        "\ud800",
        "\0",
        "1'",
        "😂 ? ",
    ),
]

TEXTS = strategies.one_of(
    strategies.text(max_size=40),
    strategies.text(
        "aБ1२i 'ё\"-–—+*/=<>:;.,!?()[]{}#@&%$€~^_|`\\😂🔵👍🏽\u200d\ufe0f🇫🇷❤\u0300\u064bت\u0640דּ\u0307क्\u200c՞Ա©⃣",
        max_size=16,
    ),
    strategies.lists(
        strategies.sampled_from([*(each for pair in (*DISTINCT, *EQUAL) for each in pair), *HOSTILE]), max_size=4
    ).map("".join),
)


@pytest.mark.parametrize(("one", "other"), DISTINCT)
def test_a_sign_makes_another_prompt(one: str, other: str) -> None:
    assert text.normalise(one) != text.normalise(other)


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_the_look_of_a_text_does_not(one: str, other: str) -> None:
    assert text.normalise(one) == text.normalise(other)


@pytest.mark.parametrize("text_", sorted({each for pair in (*DISTINCT, *EQUAL) for each in pair}))
@pytest.mark.parametrize("change", [str.upper, lambda each: f"  {each} ", lambda each: each.replace(" ", "  ")])
def test_case_and_blanks_do_not_count(text_: str, change: Callable[[str], str]) -> None:
    if "ı" not in text_ and "ß" not in text_:  # their capitals are other letters'
        assert text.normalise(change(text_)) == text.normalise(text_)


@hypothesis.given(TEXTS)
@hypothesis.settings(max_examples=500)
def test_a_normal_form_is_its_own(each: str) -> None:
    normal = text.normalise(each)
    assert text.normalise(normal) == normal
    assert normal == " ".join(normal.split())


@hypothesis.given(TEXTS)
def test_what_is_not_blank_is_never_nothing(each: str) -> None:
    assert bool(text.normalise(each)) == bool(each.strip())


@pytest.mark.parametrize("end", ["", "="])
@pytest.mark.parametrize("unit", HOSTILE)
def test_hostile_texts_take_linear_time(unit: str, end: str) -> None:
    def seconds(length: int) -> float:
        hostile = (unit * length)[:length] + end
        began = time.thread_time()
        text.normalise(hostile)
        return time.thread_time() - began

    # Four times as long: in linear time four times the time, in the square of it sixteen.
    most = 9 * 0.02
    assert seconds(32_768) < most or seconds(32_768) < 9 * seconds(8_192)


PAIRS = [
    ("C++", "C#"),
    ("A+", "A-"),
    ("🔵", "🔴"),
    ("7+2", "7-2"),
    ("$5", "€5"),
    ("#rules", "@rules"),
    ("1.2", "1.3"),
    ("->", "<-"),
]
NEAR = [
    ("where do we talk about {}?", "so where do we talk about {} here?"),
    ("who is in charge of {}?", "please tell me who is in charge of {}"),
    ("is {} allowed here?", "is {} allowed in here?"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize(("wording", "near"), NEAR)
@pytest.mark.parametrize("corrected", [False, True])
async def test_near_questions_go_to_their_own_sign(
    one: str, other: str, wording: str, near: str, *, corrected: bool
) -> None:
    async with engine.ReplyEngine.open(engine.EngineOptions(encoder="none")) as replies:
        lessons = [
            engine.IndexedExample(1, wording.format(one), 1),
            engine.IndexedExample(2, wording.format(other), 2, correction=corrected),
            *([engine.IndexedExample(3, wording.format(other), 1, positive=False)] if corrected else []),
        ]
        records = await replies.features([lesson.prompt for lesson in lessons])
        await replies.change(1, add=list(zip(lessons, records, strict=True)))
        for sign, answer in ((one, 1), (other, 2)):
            for asked, exact in ((wording.format(sign), True), (near.format(sign), False)):
                verdict = await replies.match(1, asked)
                assert (verdict.candidates[0].answer, verdict.exact) == (answer, exact)


def test_words_are_counted_without_signs() -> None:
    assert [signs.words(text.normalise(each)) for each in ("C++", "what is C++?", "10:30", "🔵", ":)")] == [
        1,
        3,
        2,
        1,
        1,
    ]


def test_signs_are_words_of_their_own_to_the_features() -> None:
    assert signs.apart(text.normalise("is 7+2 in C++ or #math?")) == "is 7 + 2 in c ++ or # math"
