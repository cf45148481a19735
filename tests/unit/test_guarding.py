"""What is shown of a model's text: nothing that harms, everything that people need, and never something else than a moment ago."""

from __future__ import annotations

import random
import time

import pytest
from tests.attacks import read_attacks
from tests.harmless import MARKS_AT_THE_END, problems

from chatterbot.discord.splitting import split
from chatterbot.generation.guarding import guarded

pytestmark = pytest.mark.unit

LIMIT = 4_000
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4" + ".GabcDe." + "abcdefghijklmnopqrstuvwxyz0123456789AB"
ENGLAND = "🏴" + "".join(chr(0xE0000 + ord(letter)) for letter in "gbeng") + "\U000e007f"


def whole(text: str, limit: int = LIMIT) -> str:
    return guarded(text, final=True, limit=limit)


@pytest.mark.parametrize(
    "text",
    [
        "Yes. The wiki has a page about it, and the pinned post in <#123456789012345678> explains the rest.",
        "Да, конечно: ключ лежит у вахтёра. «Как взять?» — спросите Анну; это займёт 5 минут…",
        "نعم، يمكنك الانضمام يوم الجمعة. قرأتُ الكِتابَ.",
        "می‌خواهم بروم؛ کتاب‌ها را می‌خوانم.",
        "כן, המפגש ביום שני בשעה 18:00. שָׁלוֹם!",
        "हाँ, क्लब सोमवार को मिलता है। क्‍षमा करें, हिन्दी में लिखिए।",
        "はい、毎週月曜日に集まります。詳しくはお知らせをご覧ください！",
        "ครับ ชมรมพบกันทุกวันจันทร์ ที่นี่ น้ำ เก้าอี้",
        "བོད་སྐད་ བརྒྱད་",
        "🎉 Great! 👨‍👩‍👧 👍🏽 ❤️ 1️⃣ 🇷🇺 🏳️‍🌈 ☎️ 🫨 " + ENGLAND,
        "- one\n- two\n  - nested\n\n1. first\n2. second\n\n> a quotation\n> of two lines",
        "| day | hour |\n|---|---|\n| Monday | 18:00 |",
        "**Bold**, *italic*, ***both***, __underlined__, ~~struck~~, ||hidden||, `code` and ``co`de``.",
        "```python\n@property\ndef area(self) -> list[int]:\n    return self.sizes[0](1) ** 2  # https://example.com\n```\nDone.",
        "```\n$ git log --oneline | head -5 > out.txt\n```",
        "x < 3 and y > 4, List<int>, a <b>word</b>, C# and F#, 5 * 3 = 15, snake_case_name, me@example.com, ¯\\_(ツ)_/¯",
        "It starts <t:1790000000:F>, that is <t:1790000000:R>.",
        "Use `docker run -v ./data:/data`, then open /etc/hosts; on Windows C:\\Windows\\win.ini.",
        "See [1] and [2][3]; f(x) = a[i] + 1 (or so).",
        "Tiếng Việt: phở, nước. Zażółć gęślą jaźń. Ünïcödé e\u0301.",
    ],
)
def test_an_ordinary_answer_stays_as_it_is(text: str) -> None:
    assert whole(text) == text
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Read https://example.com/a_(b), please.", "Read <https://example.com/a_(b)>, please."),
        ("Read <https://example.com>.", "Read <https://example.com>."),
        ("Смотри https://ru.wikipedia.org/wiki/Дом.", "Смотри <https://ru.wikipedia.org/wiki/Дом>."),
        ("詳しくはhttps://例え.jp/道をご覧ください。", "詳しくは<https://例え.jp/道をご覧ください>。"),
        ("[the *docs*](https://a.b/c)", "the *docs* (<https://a.b/c>)"),
        ('[x](<https://evil.example> "https://good.example")', "x (<https://evil.example>)"),
        ("[https://good.example](https://evil.example)", "<https://good.example> (<https://evil.example>)"),
        ("[evil.example](https://evil.example/a)", "<https://evil.example/a>"),
        ("[a [b]](javascript:x)", "[a [b]] (javascript:x)"),
        ("[a]\u200b(https://evil.example)", "a (<https://evil.example>)"),
        ("https://good.example@evil.example/", "`https://good.example＠evil.example/`"),
        ("https://gооgle.com/", "`https://gооgle.com/`"),
        ("http://2130706433/", "`http://2130706433/`"),
        ("@everyone and @HERE, <@123> <@!123> <@&5>", "＠everyone and ＠HERE, <＠123> <＠!123> <＠&5>"),
        ("@ev\u200beryone @[here](https://a.b)", "＠everyone ＠here (<https://a.b>)"),
        ("<:kek:123456789012345678> <a:x1:123456789012345678> </ban:123> <id:guide>", ":kek: :x1: /ban <id:guide >"),
        ("<a<:b1:5>5>", "<a:b1:5 >"),
        ("come to discord.gg/abc now", "come to discord.gg/… now"),
        ("https://discord.com/invite/abc now", "… now"),
        ("D i s c o r d . g g / abc", "D i s c o r d . g g /…"),
        ("dіscord。gg⁄abc, ｄｉｓｃｏｒｄ．ｇｇ／ａｂｃ", "dіscord。gg⁄… ｄｉｓｃｏｒｄ．ｇｇ／…"),
        ("https://go.example/?to=discord%252Egg%252Fabc", "…"),
        ("discord dot gg / abc", "discord dot gg /…"),
        ("**discord.gg/**abc**", "**discord.gg/…**"),
        (f"The token is {TOKEN}.", "The token is …."),
        ("# Title\n### Sub **title**\ntext", "**Title**\n**Sub title**\ntext"),
        ("-# 📚 From what Ann taught\nok", "From what Ann taught\nok"),
        ("> -# 📄 Rules\n>>> swallow", "> Rules\n> swallow"),
        (">>> 📚>>> all", "> \\>>> all"),
        ("text -# small # big", "text \\-# small \\# big"),
        ("```py\nprint(1)", "```py\nprint(1)\n```"),
        ("open `code and **bold and ||spoiler", "open \\`code and \\*\\*bold and \\|\\|spoiler"),
        ("\\[a](https://evil.example) \\<https://b.example>", "\\a (<https://evil.example>) \\\\<https://b.example>"),
        ("z\u0335\u0336\u0337\u0338\u0339a" + "!" * 500, "z\u0335\u0336\u0337a" + "!" * 60),
        ("a\u202eb\u2066c\u200bd\U000e0041e\ufe00f\x07g\ue000h", "abcdefgh"),
        ("", ""),
        ("\u200b\n ", ""),
    ],
)
def test_what_harms_is_taken_out_and_the_rest_stays(text: str, shown: str) -> None:
    assert whole(text) == shown
    assert problems(whole(text)) == []


def test_a_text_that_repeats_itself_ends() -> None:
    shown = whole("I am sorry. " * 300)
    assert len(shown) < 700
    assert shown.endswith("…")


@pytest.mark.parametrize("limit", [100, 101, 150, 500, 2_000])
@pytest.mark.parametrize(
    "unit", ["word ", "日本", "**bold** ", "`code` ", "https://example.com/x ", "||a **b __c `d` e__ f** g|| ", "\n- x"]
)
def test_no_more_than_the_limit(limit: int, unit: str) -> None:
    text = "".join(f"{unit}{number}" for number in range(1_000))
    shown = whole("```\n" + text if unit == "word " else text, limit)
    assert limit / 2 < len(shown) <= limit
    assert "…" in shown[-10:]
    assert problems(shown, limit) == []


PARTS = (
    *(
        "@",
        "everyone",
        "here",
        "<",
        "<@",
        "<@&",
        "123456789012345678",
        ">",
        "<a:",
        "x:",
        "</",
        "id:",
        "[",
        "]",
        "(",
        ")",
        "](",
    ),
    *(
        "https://",
        "http://evil.example",
        "https://discord.gg/",
        "discord",
        ".",
        "gg",
        "/",
        "abc",
        "`",
        "``",
        "```",
        "````",
    ),
    *(
        "\n",
        "\n",
        "\n",
        " ",
        " ",
        " ",
        "-#",
        "- ",
        "# ",
        "## ",
        ">>> ",
        "> ",
        "\\",
        "*",
        "**",
        "***",
        "__",
        "~~",
        "||",
        "|",
        "📚",
    ),
    *(
        "\u200b",
        "\u202e",
        "\u200d",
        "😀",
        "👨‍👩‍👧",
        "\u0301" * 4,
        "a",
        "b c",
        "Привет",
        "日本",
        "\U000e0041",
        "\ufe0f",
        "1️⃣",
        "🇷🇺",
    ),
    *(
        "dsc.gg/x",
        "\ud83d",
        "\ude00",
        "\r\n",
        "\t",
        "text ",
        "end. ",
        "python\n",
        "discord://",
        "<t:1:R>",
        '"t"',
        "<https://ok.example>",
    ),
)


def test_a_text_that_grows_never_changes_what_was_shown() -> None:
    chance = random.Random(7)
    for _ in range(60):
        text = "".join(chance.choice(PARTS) for _ in range(chance.randint(5, 30)))
        before = ""
        for end in range(len(text) + 1):
            shown = guarded(text[:end], final=end == len(text), limit=LIMIT)
            assert problems(shown) == [], text[:end]
            assert shown.startswith(MARKS_AT_THE_END.sub("", before).rstrip()), text[:end]
            before = shown


def test_each_message_of_a_long_answer_is_harmless() -> None:
    for attack in read_attacks():
        for room in (1_985, 1_992, 1_998):
            before = "word " * ((room - len(attack.say) % 40) // 5)
            for message in split(whole(f"{before}{attack.say} {attack.say}\n{attack.say}"), 2_000):
                assert problems(message) == [], attack


def test_what_is_not_whole_is_held_back() -> None:
    for text, shown in (
        ("See [the docs](https://exa", "See"),
        ("Hi <@12", "Hi"),
        ("Look: https://example.com/a", "Look:"),
        ("Yes! 👨\u200d👩", "Yes!"),
        ("A **bold word", "A"),
        ("```py\nprint(1) ", "```py\nprint(1)\n```"),
    ):
        assert guarded(text, final=False, limit=LIMIT) == shown


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "](",
        "<",
        "<@",
        "`a",
        "``",
        "**a",
        "||",
        "@",
        "/a",
        "discord.gg/",
        "https://a.b ",
        "> ",
        "-# ",
        "# a\n",
        "[a](https://",
        "\u0301",
        "\\",
        "a ",
        ").",
    ],
)
def test_it_takes_linear_time(unit: str) -> None:
    def seconds(count: int) -> float:
        text = "".join(f"{unit}{place}" if place % 7 == 0 else unit for place in range(count))[:count]
        times: list[float] = []
        for final in (False, True, True):
            began = time.thread_time()
            guarded(text, final=final, limit=count * 2)
            times.append(time.thread_time() - began)
        return times[0] + min(times[1:])

    assert seconds(24_000) < 24 * max(seconds(3_000), 0.002)
