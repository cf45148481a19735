"""The command line in terminals and pipes of every encoding, and with streams that are closed: never a traceback."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys

import pytest

pytestmark = [
    pytest.mark.protocol,
    pytest.mark.skipif(sys.platform == "win32", reason="a POSIX shell closes the streams"),
]

LIMIT_S = 60
"""Longest any of these may take on a busy machine."""
ANSWER = "Hello 🙂 — привет"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A folder whose bot knows an answer that few encodings can show."""
    found = tmp_path_factory.mktemp("console")
    row = json.dumps({"prompt": "hi", "reply": ANSWER}, ensure_ascii=False)
    (found / "faq.jsonl").write_text(f"{row}\n", encoding="utf-8")
    assert run(found, "train faq.jsonl").returncode == 0
    return found


def run(folder: pathlib.Path, line: str, said: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of the shell in which ``chatterbot`` stands first."""
    kept = {key: value for key, value in os.environ.items() if not key.upper().startswith("CHATTERBOT_")}
    quiet = {"CHATTERBOT_ENGINE__ENCODER": "none", "CHATTERBOT_TEACHING__STARTER": "false"}
    done = subprocess.run(
        ["/bin/sh", "-c", f'"$PYTHON" -m chatterbot {line}'],
        cwd=folder,
        env={**kept, **quiet, "PYTHON": sys.executable, "PYTHONWARNINGS": "error", **more},
        input=said,
        capture_output=True,
        timeout=LIMIT_S,
        check=False,
    )
    told = done.stderr.replace(b"\0", b"")
    assert b"Traceback" not in told
    assert b"Exception ignored" not in told
    return done


@pytest.mark.parametrize("encoding", ["cp1252", "cp866", "ascii", "latin-1", "utf-16", "utf-8:strict"])
def test_chat_answers_in_any_output_encoding(folder: pathlib.Path, encoding: str) -> None:
    done = run(folder, "chat", b"hi\n", PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    name = encoding.partition(":")[0]
    assert done.stdout.decode(name).strip() == ANSWER.encode(name, "backslashreplace").decode(name)


def test_chat_answers_in_the_c_locale(folder: pathlib.Path) -> None:
    plain = {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = run(folder, "chat", "hi\nhi\n".encode("utf-16"), **plain)
    assert done.stdout.count(b"Hello \\U0001f642") == 2


def test_chat_names_the_line_it_cannot_read_and_goes_on(folder: pathlib.Path) -> None:
    done = run(folder, "chat", b"caf\xe9\nhi\n", PYTHONIOENCODING="utf-8")
    assert done.stderr.startswith(b"chatterbot: line 1: not UTF-8")
    assert done.stdout.decode().strip() == ANSWER
    assert done.returncode == 2


@pytest.mark.parametrize(
    "closed", ["chat <&-", "chat >&-", "chat 2>&-", "chat <&- >&- 2>&-", "check >&-", "export >&-"]
)
def test_a_closed_stream_is_no_error(folder: pathlib.Path, closed: str) -> None:
    assert run(folder, closed, b"hi\n").returncode == 0


def test_commands_of_the_chat_end_at_any_white_space(folder: pathlib.Path) -> None:
    said = "/teach\twhat?\t=>\tThat.\n\ufeff/TEACH\u00a0who? => Ann.\nwhat?\nwho?\n"
    done = run(folder, "chat", said.encode(), PYTHONIOENCODING="utf-8")
    assert done.stdout.decode().splitlines() == ["Learned: what? => That.", "Learned: who? => Ann.", "That.", "Ann."]


def test_what_is_printed_never_lands_in_a_file_of_the_bot(folder: pathlib.Path) -> None:
    run(folder, "chat >&- 2>&-", b"hi\n" * 5)
    assert run(folder, "chat", b"hi\n", PYTHONIOENCODING="utf-8").stdout.decode().strip() == ANSWER


def test_a_reader_that_takes_one_line_ends_the_chat_quietly(folder: pathlib.Path) -> None:
    done = run(folder, "chat | head -1", b"hi\n" * 300, PYTHONIOENCODING="utf-8")
    assert done.stdout.decode().strip() == ANSWER
    assert done.stderr == b""


def test_a_full_disk_is_told_in_a_sentence(folder: pathlib.Path) -> None:
    if not pathlib.Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    done = run(folder, "chat > /dev/full", b"hi\n")
    assert done.returncode == 1
    assert done.stderr.startswith(b"chatterbot: no space left on device")


@pytest.mark.parametrize(
    "line",
    [
        "train --skip-bad \"$(printf 'no caf\\351.jsonl')\"",
        "transcribe \"$(printf 'caf\\351.mp3')\"",
        "speak \"$(printf 'caf\\351')\" --out a.wav",
        "frobnicate \"$(printf 'caf\\351')\"",
    ],
)
def test_an_argument_that_is_not_utf_8_is_told_without_traceback(folder: pathlib.Path, line: str) -> None:
    assert run(folder, line, PYTHONIOENCODING="cp1252").returncode == 2


def test_a_file_whose_name_is_not_utf_8_can_be_taught(folder: pathlib.Path) -> None:
    made = run(
        folder, '--version; cp faq.jsonl "$(printf \'caf\\351.jsonl\')"; exec "$PYTHON" -m chatterbot train caf*.jsonl'
    )
    assert made.returncode == 0
    assert b"1 of 1 files" in made.stdout
