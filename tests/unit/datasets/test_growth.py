"""A file of twice the size takes about twice the time, whatever is repeated in it, and other work goes on meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import time

import pytest

from chatterbot import datasets, errors

pytestmark = pytest.mark.unit

SIZE = 1 << 14
"""Bytes of the smaller file (16 KiB): what takes the square of its size takes seconds at twice this one."""
LARGEST = 8 << 20
"""The largest file that is read at all."""
NOISE_S = 0.05
"""What takes less proves nothing about growth."""

UNITS = (
    *(b"a", b" ", b"\t", b"\n", b"\r", b"\x1b", b"0", b"9", b"1e", b"?", b"!", b"%", b"\\", b"\\u", b"'", b"| ", b"> "),
    *(
        b"\xe9",
        b"a\xe9",
        b"\xc3\xa9",
        b"\xff",
        b"\x8e",
        b"\xd0\xb0\xff",
        b"\xe9\n",
        b"a\xe9b\n",
        b"e\xcc\x81",
        b"\xd7\x90",
    ),
    *(b"\xe2\x80\xa8", b"\xe3\x80\x80", b"'a\xe2\x80\x99", b"\xb0\xa1", b"\xc1\xe1"),
    *(b"#", b"# ", b"## ", b"# a?\n", b"```\n", b"*", b"**", b"_", b"- ", b"- a\n", b"1. "),
    *(b"Q", b"Q:", b"Q: ", b" A: ", b" A", b"Q1. ", b"Q: a\n", b"A: a\n", b"Q: a\n\nb\n", b"A" * 9 + b" A:"),
    *(b"=", b"=>", b"<=>", b"->", b" -> ", b"-->", b"\xe2\x86\x92", b"a=>"),
    *(b'"', b'""', b'="', b'="a"', b",", b";", b'",', b'"\n', b"a,b\n", b"frage,", b'"|\n'),
    *(b"[", b"{", b'{"a":', b'{"a":1,', b'"a":1,', b"[[],"),
    *(b"a: ", b"a: b\n", b"a: #\n", b"a #\n", b"- a #b\n", b"- #\n", b": ", b"? ", b"|\n ", b"&a ", b"---\n"),
)
OPENED = {
    "x.jsonl": b'{"prompt": "',
    "x.json": b"[",
    "x.csv": b'question,answer\n"',
    "x.yml": b"- - 'a",
    "x.txt": b"Q: a",
}
"""What leaves each format open, so that it looks for an end."""


def seconds(data: bytes, name: str) -> float:
    begun = time.thread_time()
    with contextlib.suppress(errors.InvalidInputError):
        datasets.read(data, name)
    return time.thread_time() - begun


def grows(before: bytes, unit: bytes, name: str, size: int) -> float:
    twice = seconds(before + unit * (2 * size // len(unit)), name)
    return 0.0 if twice < NOISE_S else twice / max(seconds(before + unit * (size // len(unit)), name), NOISE_S / 10)


@pytest.mark.parametrize("name", OPENED)
@pytest.mark.parametrize("opened", [False, True])
def test_time_grows_as_the_file(name: str, opened: bool) -> None:
    before = OPENED[name] if opened else b""
    for unit in UNITS:
        # The best of three, as other programs take their time, too; and a size below which no limit is reached yet.
        assert any(grows(before, unit, name, SIZE // 2**turn) < 3 for turn in range(3)), (before, unit)


@pytest.mark.parametrize("name", OPENED)
@pytest.mark.parametrize(
    "data", [b"a" * 65_536 + b"\n\xe9 => x\n", b"a" * (LARGEST - 9) + b"\n\xe9 => x\n", b"<=>" * (LARGEST // 3)]
)
def test_letters_of_another_code_page_take_no_time(name: str, data: bytes) -> None:
    """The first of these once stopped everything for half a minute."""
    assert seconds(data, name) < 5


@pytest.mark.parametrize("name", OPENED)
@pytest.mark.parametrize("unit", [b"a", b"\xe9", b"\x8e", b"Q: ", b'="', b"q => a\n", b"- a #b\n"])
async def test_the_loop_goes_on_while_the_largest_file_is_read(name: str, unit: bytes) -> None:
    longest, read = 0.0, asyncio.create_task(asyncio.to_thread(seconds, unit * (LARGEST // len(unit)), name))
    while not read.done():
        begun, worked = time.monotonic(), time.process_time()
        await asyncio.wait([read], timeout=0.005)
        # What counts is the time that the reading took from the loop, not that of other programs on a busy machine.
        longest = max(longest, min(time.monotonic() - begun - 0.005, time.process_time() - worked))
    await read
    assert longest < 1.5  # 0.2 s on a quiet machine
