"""Files made to break the reader: nothing but a person's error comes out, in bounded time and memory."""

from __future__ import annotations

import contextlib
import time
import tracemalloc
from collections.abc import Generator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatterbot import datasets, errors

pytestmark = pytest.mark.unit

NAMES = (*(f"x.{ending}" for ending in datasets.FORMATS), "", "x", "x.exe")
FRAGMENTS = (
    *(
        '{"prompt"',
        ': "q"',
        ', "reply": "a"}',
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        '"',
        "'",
        "\\",
        "\\u",
        "\\ud800",
        "null",
        "NaN",
        "1e999",
    ),
    *(
        "- ",
        "- - ",
        "\n",
        "\r",
        "\t",
        "  ",
        "? ",
        "|",
        ">",
        "&a",
        "*a",
        "!!python/name:os.system",
        "<<: *a",
        "---",
        "...",
        "%YAML 9.9",
        "#",
    ),
    *(
        "prompt,reply",
        "sep=;\n",
        '""',
        ";",
        "q => a",
        "Q:",
        "A:",
        "=>",
        "messages",
        "role",
        "user",
        "assistant",
        "content",
        "positive",
    ),
    *("\ufeff", "\u2028", "\x85", "\x7f", "é", "я", "😀"),
)
soups = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=5), max_size=40).map("".join)
encoded = st.tuples(soups, st.sampled_from(("utf-8", "utf-16", "utf-16-le", "utf-8-sig"))).map(
    lambda pair: pair[0].encode(pair[1], "surrogatepass")
)


def only_ours(data: bytes, name: str) -> None:
    try:
        parsed = datasets.read(data, name)
    except errors.InvalidInputError:
        return
    lines = data.count(b"\n") + data.count(b"\r") + 2
    assert parsed.examples or parsed.refused
    assert all(1 <= refused.line <= lines for refused in parsed.refused)
    # What was taken can be stored, exported and taken again.
    if parsed.examples:
        assert datasets.read(datasets.write_jsonl(parsed.examples), "x.jsonl").examples == parsed.examples


@settings(max_examples=800, deadline=None)
@given(data=st.binary(max_size=200) | encoded, name=st.sampled_from(NAMES))
def test_any_bytes_give_examples_or_a_persons_error(data: bytes, name: str) -> None:
    only_ours(data, name)


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=200) | encoded, name=st.sampled_from(NAMES))
def test_any_bytes_as_tests(data: bytes, name: str) -> None:
    try:
        assert datasets.read_tests(data, name)
    except errors.InvalidInputError:
        return


@pytest.fixture
def bounded() -> Generator[None]:
    """At most 10 s of processor time (a slow machine; the worst takes 3 s on a good one)."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < 10


@contextlib.contextmanager
def memory(limit: int) -> Generator[None]:
    """At most `limit` bytes allocated inside; ten times slower than without."""
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < limit


SIZE = 8 << 20
"""The largest file that is read at all."""


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("name", ["x.jsonl", "x.json", "x.csv", "x.yml", "x.txt"])
@pytest.mark.parametrize(
    "unit",
    [
        *(b"[", b"{", b'{"a":', b"[[],", b"[1.5,", b'"', b"'", b"\\", b"a", b"\n", b",", b"- ", b"? ", b"\x20", b"!"),
        *(b"q => a\n", b'{"prompt":"q","reply":"a"}\n', b"- [q, a]\n", b"&a ", b"%", b"\xd1\x8f", b"\xff"),
        b"Q: q\n",
    ],
)
def test_eight_mebibytes_of_anything(name: str, unit: bytes) -> None:
    try:
        parsed = datasets.read(unit * (SIZE // len(unit)), name)
    except errors.InvalidInputError:
        return
    assert len(parsed.examples) + len(parsed.refused) <= 50_000


@pytest.mark.usefixtures("bounded")
def test_a_line_of_fifty_megabytes_is_refused_by_its_size() -> None:
    data = b"x" * 50_000_000
    with memory(1_000_000), pytest.raises(errors.InvalidInputError) as caught:  # no copy of it, nor a part
        datasets.read(data, "x.jsonl")
    assert caught.value.key == "error-file-too-large"


@pytest.mark.parametrize(
    ("name", "unit", "count"),
    [
        ("x.json", b"[[],", 500_000),  # just as many marks as are allowed
        ("x.json", b'["",', 500_000),
        ("x.csv", b",", (1 << 20) - 1),  # the longest line
    ],
)
def test_what_is_just_allowed_fits_into_memory(name: str, unit: bytes, count: int) -> None:
    with memory(200 << 20):
        only_ours(unit * count, name)


@pytest.mark.usefixtures("bounded")
def test_a_million_rows_stop_at_the_limit() -> None:
    for name, row in {
        "x.txt": b"q=>a\n",
        "x.csv": b"q,a\n",
        "x.yml": b"- q\n",
        "x.jsonl": b"1\n",
        "x.json": b"1,\n",
    }.items():
        data = (b"[" if name == "x.json" else b"") + row * 1_000_000
        with pytest.raises(errors.InvalidInputError) as caught:
            datasets.read(data, name)
        assert caught.value.key == "error-dataset-too-complex", name
        fewer = (b"[" if name == "x.json" else b"") + row * 60_000
        with pytest.raises(errors.InvalidInputError) as caught:
            datasets.read(fewer, name)
        assert caught.value.key == "error-dataset-too-many", name


@pytest.mark.usefixtures("bounded")
def test_the_billion_laughs_are_not_laughed() -> None:
    lines = ["a0: &a0 [lol]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    with pytest.raises(errors.InvalidInputError) as caught:
        datasets.read("\n".join(lines).encode(), "x.yml")
    assert caught.value.params["expected"] == "no-alias"


@pytest.mark.usefixtures("bounded")
@pytest.mark.parametrize("name", ["x.json", "x.jsonl", "x.yml"])
def test_deep_nesting_that_is_closed_properly(name: str) -> None:
    for depth in (40, 900, 5000, 100_000):
        try:
            parsed = datasets.read(b"[" * depth + b"]" * depth, name)
        except errors.InvalidInputError as error:
            assert error.key == "error-dataset-malformed"  # noqa: PT017 - either way is right
        else:
            assert parsed.examples == ()
