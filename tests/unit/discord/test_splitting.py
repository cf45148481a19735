"""Long answers in pieces."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.discord.splitting import split

pytestmark = pytest.mark.unit

LIMIT = 100


def bare(text: str) -> str:
    """Without blanks and code fences: what has to survive."""
    return "".join(re.sub(r"^```[\w+-]*", "", text, flags=re.MULTILINE).replace("```", "").split())


@given(st.text(alphabet=st.sampled_from("ab.! \n`é"), max_size=600))
def test_nothing_is_lost_and_every_piece_fits(text: str) -> None:
    pieces = split(text, LIMIT)
    assert all(0 < len(piece) <= LIMIT for piece in pieces)
    assert bare("".join(pieces)) == bare(text)


def test_a_short_text_stays_whole() -> None:
    assert split("  hello\n", LIMIT) == ["hello"]
    assert split("   ", LIMIT) == []


def test_the_nicest_place_wins() -> None:
    first, second = "A sentence. Another one.", "b" * 80
    assert split(f"{first}{' c' * 15}\n\n{second}", LIMIT) == [f"{first}{' c' * 15}", second]
    assert split(f"{'a' * 50}. {'b' * 60}", LIMIT) == [f"{'a' * 50}.", "b" * 60]
    assert split(f"{'a' * 50} {'b' * 60}", LIMIT) == ["a" * 50, "b" * 60]
    assert split("a" * 150, LIMIT) == ["a" * 96, "a" * 54]


def test_a_cut_code_block_is_closed_and_opened_again() -> None:
    code = "\n".join(f"line {number} of code" for number in range(12))
    pieces = split(f"Look:\n```python\n{code}\n```\nDone.", LIMIT)
    assert len(pieces) > 2
    assert all(piece.count("```") % 2 == 0 for piece in pieces)
    assert all(piece.startswith("```python\n") for piece in pieces[1:-1])


@pytest.mark.timeout(10)
@pytest.mark.parametrize("language", ["a" * 1_990, "a" * 700, "a" * 3_000])
def test_a_code_block_whose_language_fills_a_message_comes_to_an_end(language: str) -> None:
    pieces = split(f"```{language}\n{'x' * 2_000}", 2_000)
    assert all(0 < len(piece) <= 2_000 for piece in pieces)
    assert len(pieces) < 5
    assert "".join(pieces).count("x") == 2_000


# -- each part is shown as that part of the whole ----------------------------------------------------------------------

RULES = (
    # Discord's own pattern of a code block, and those of what else is in the texts below
    ("code", re.compile(r"```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```", re.IGNORECASE)),
    ("inline", re.compile(r"`()([^`]+)`")),
    ("link", re.compile(r"\[()([^\]]+\]\([^)\s]+)\)")),
    ("bold", re.compile(r"\*\*()((?:\\.|[^\\])+?)\*\*(?!\*)")),
    ("italic", re.compile(r"\*()(?=\S)((?:\*\*|\s+(?:[^*\s]|\*\*)|[^\s*])+?)\*(?!\*)")),
    ("spoiler", re.compile(r"\|\|()([\s\S]+?)\|\|")),
)


def shown(text: str, style: frozenset[str] = frozenset(), *, start: bool = True) -> list[tuple[str, frozenset[str]]]:
    """Every visible character with how it is shown, by a small reader of Discord's Markdown that is no part of the bot."""
    found: list[tuple[str, frozenset[str]]] = []
    place, quote = 0, style
    while place < len(text):
        if start and "code" not in style:
            quote = style
            if text.startswith(">>> ", place):
                return found + shown(text[place + 4 :], style | {"quote"}, start=False)
            for prefix, name in (("> ", "quote"), ("# ", "heading"), ("-# ", "small")):
                if text.startswith(prefix, place):
                    place, quote = place + len(prefix), style | {name}
                    break
        start = False
        for name, rule in RULES:
            if "code" not in quote and (match := rule.match(text, place)):
                inner = quote | {f"{name} {match[1] or ''}"}
                if name in {"code", "inline", "link"}:
                    found += [(sign, inner) for sign in match[2] if not sign.isspace()]
                else:
                    found += shown(match[2], inner, start=False)
                place = match.end()
                break
        else:
            if place < len(text):
                if not text[place].isspace():
                    found.append((text[place], quote))
                start = text[place] == "\n"
                place += 1
    return found


WORDS = st.lists(
    st.sampled_from(
        [
            "when",
            "we",
            "meet:",
            "on",
            "Friday,",
            "at",
            "six.",
            "Yes!",
            "äöü",
            "🙂",
            "привет",
            "7+2",
            "snake_case",
            "2 * 3",
        ]
    ),
    min_size=1,
)
PLAIN = WORDS.map(" ".join)
CODE = (
    st.lists(
        st.sampled_from(["/give item_1 1", "  indented", "x = y ** 2", "", "> not a quote", "# no heading"]), min_size=1
    )
    .map("\n".join)
    .filter(str.strip)
)
PARTS = st.one_of(
    PLAIN,
    st.tuples(PLAIN, PLAIN).map(lambda two: f"{two[0]} **{two[1]}**"),
    PLAIN.map(lambda text: f"||{text}||"),
    PLAIN.map(lambda text: f"> {text}"),
    PLAIN.map(lambda text: f"# {text}"),
    st.lists(PLAIN, min_size=1).map(lambda items: "\n".join(f"- {item}" for item in items)),
    st.lists(PLAIN, min_size=1).map(lambda rows: "\n".join(f"| {row} | 1 |" for row in rows)),
    PLAIN.map(lambda text: f"{text} [the rules](https://example.org/rules?page=2#top) and `some code`"),
    CODE.map(lambda code: f"```\n{code}\n```"),
    CODE.map(lambda code: f"```py\n{code}```"),
    st.tuples(PLAIN, CODE).map(lambda two: f"{two[0]} ```{two[1]}\n``` {two[0]}"),
)


@given(st.lists(PARTS, min_size=1, max_size=8).map("\n".join), st.integers(150, 400))
def test_each_piece_shows_its_part_as_the_whole_does(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(0 < len(piece) <= limit for piece in pieces)
    assert [sign for piece in pieces for sign in shown(piece)] == shown(text.strip())


def test_a_code_block_that_fits_into_a_message_is_not_cut() -> None:
    block = "```\n" + "\n".join(f"line {number}" for number in range(8)) + "```"
    first, second = split(f"{'Some words before it. ' * 3}\n{block}", LIMIT)
    assert "```" not in first
    assert second == block


def test_a_quote_to_the_end_goes_on_as_a_quote() -> None:
    assert split(f">>> {'word ' * 30}", LIMIT)[1].startswith(">>> word")


def test_a_link_a_mention_and_an_emoji_of_several_characters_stay_whole() -> None:
    for whole in (
        "[the rules](https://example.org/rules)",
        "<:party_parrot:123456789012345678>",
        "👩‍👩‍👧‍👦",
        "`a b c`",
    ):
        for before in range(80, 100):
            assert any(whole in piece for piece in split(f"{'x' * before}{whole}{'y' * 30}", LIMIT)), (whole, before)


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "unit", ["```", "`", "*", "_a", "[", "[a](", "> \n", "||", "<@", "\\", "``` ", "**a", "\n", "a\u200d"]
)
def test_hostile_repeats_take_linear_time(unit: str) -> None:
    pieces = split(unit * (20_000 // len(unit)), 2_000)
    assert all(len(piece) <= 2_000 for piece in pieces)
