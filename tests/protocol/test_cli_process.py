"""The command line as people and machines run it: real processes, their output and exit status."""

from __future__ import annotations

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
from typing import Any

import pytest

from chatterbot import lock

pytestmark = pytest.mark.protocol

SHARED = pathlib.Path(__file__).parents[3] / "shared" / "data" / "engine"
LIMIT_S = 50
"""Longest any of these may take on a busy machine."""
FAST = ("--set", "engine.encoder=none", "--set", "speech.hear=false", "--set", "speech.speak=false")
"""Words only: what is shown here does not depend on the encoder."""


def environment(**more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.upper().startswith("CHATTERBOT_")}
    return {**kept, "PYTHONWARNINGS": "error", "PYTHONIOENCODING": "utf-8", **more}


def run(folder: pathlib.Path, *words: str, said: str | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chatterbot", *words],
        cwd=folder,
        env=environment(**more),
        input=said,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )


def rows(file: pathlib.Path, *values: dict[str, Any]) -> pathlib.Path:
    file.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values), encoding="utf-8")
    return file


def test_version_and_help(tmp_path: pathlib.Path) -> None:
    assert run(tmp_path, "--version").stdout.startswith("chatterbot ")
    assert run(tmp_path, "--help").returncode == 0


def test_run_without_a_token_says_what_to_do(tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, "run")
    assert done.returncode == 2
    assert "CHATTERBOT_DISCORD__TOKEN" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_told_without_traceback(tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, "run", CHATTERBOT_LOG__LEVEL="loud")
    assert done.returncode == 2
    assert done.stderr.startswith('chatterbot: log.level: "loud" cannot be used')
    assert "CHATTERBOT_LOG__LEVEL" in done.stderr
    assert "Traceback" not in done.stderr
    done = run(tmp_path, "check", "--set", "discord.prefx=?")
    assert done.returncode == 2
    assert "did you mean discord.prefix?" in done.stderr


def test_check_masks_secrets_and_names_sources(tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, "check", *FAST, CHATTERBOT_DISCORD__TOKEN="very.secret.token", CHATTERBOT_OOPS="1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "very.secret" not in done.stdout + done.stderr
    assert "(environment: CHATTERBOT_DISCORD__TOKEN)" in done.stdout
    assert '"none"' in done.stdout
    assert "argument engine.encoder" in done.stdout
    assert "ok   database" in done.stdout
    assert "CHATTERBOT_OOPS" in done.stderr


def test_check_calls_off_what_is_off_and_ends_well(tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, "check", *FAST)
    assert done.returncode == 0, done.stdout + done.stderr
    words = {
        line.split(":")[0].split(maxsplit=1)[-1]: line.split()[0]
        for line in done.stdout.partition("\n\n")[2].splitlines()
    }
    assert words["database"] == words["encoder"] == "ok"
    assert words["speech recognition"] == words["voices"] == words["discord"] == "off"


def test_check_finds_what_is_broken(tmp_path: pathlib.Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    done = run(tmp_path, "check", *FAST)
    assert done.returncode == 1
    assert "FAIL data folder" in done.stdout
    assert "FAIL database" in done.stdout
    assert "ok   encoder" in done.stdout


def test_check_finds_a_damaged_database(tmp_path: pathlib.Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "chatterbot.sqlite3").write_bytes(b"this is no database, but it is long enough to be one" * 99)
    done = run(tmp_path, "check", *FAST)
    assert done.returncode == 1
    assert "FAIL database" in done.stdout
    assert "Traceback" not in done.stderr


def test_init_writes_what_start_reads_and_never_overwrites(tmp_path: pathlib.Path) -> None:
    assert run(tmp_path, "init", "home").returncode == 0
    config = tmp_path / "home" / "config"
    assert {file.name for file in config.iterdir()} == {
        "chatterbot.toml",
        "bot_instruction.md",
        "bot_instruction.ru.md",
        "starter.jsonl",
        ".env.example",
    }
    (config / "chatterbot.toml").write_text('mode = "production"\n')
    again = run(tmp_path, "init", "home")
    assert again.returncode == 2
    assert "chatterbot.toml" in again.stderr
    assert (config / "chatterbot.toml").read_text() == 'mode = "production"\n'
    assert "config/chatterbot.toml)" in run(tmp_path / "home", "check", *FAST).stdout
    assert run(tmp_path, "init", "home", "--force").returncode == 0
    assert "[discord]" in (config / "chatterbot.toml").read_text()


def test_init_without_a_folder_writes_into_the_current_one(tmp_path: pathlib.Path) -> None:
    done = run(tmp_path, "init")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "config" / "chatterbot.toml").is_file()
    assert "Next: run `chatterbot start`" in done.stdout


def test_train_export_and_chat_share_what_is_taught(tmp_path: pathlib.Path) -> None:
    rows(tmp_path / "faq.jsonl", {"prompt": "when do you meet?", "reply": "По пятницам."}, {"prompt": "no answer"})
    done = run(tmp_path, "train", "faq.jsonl", *FAST, "--skip-bad", "--json")
    assert done.returncode == 0, done.stderr
    assert "faq.jsonl:2: it has no answer" in done.stderr
    receipt = json.loads(done.stdout)
    assert (receipt["added"], receipt["refused"], receipt["files"]) == (1, 1, 1)
    said = (
        "when do you meet?\n/why\n/correct On Saturdays.\nwhen do you meet?\n/undo\nwhen do you meet?\n/quit\nnever\n"
    )
    done = run(tmp_path, "chat", *FAST, said=said)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0] == "По пятницам."
    assert "faq.jsonl" in lines[2]
    assert lines[-3:] == ["On Saturdays.", "Taken back: 2 removed, 1 restored.", "По пятницам."]
    exported = run(tmp_path, "export", *FAST, "--out", "taught.jsonl")
    assert exported.returncode == 0, exported.stderr
    taught = [json.loads(line) for line in (tmp_path / "taught.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {"prompt": "when do you meet?", "reply": "По пятницам."} in taught


def test_answers_that_differ_are_told_and_a_choice_is_taken(tmp_path: pathlib.Path) -> None:
    (tmp_path / "faq.csv").write_text("Questions,Answers\nWhen do we meet?,Friday\nwhen do we meet,Saturday\n")
    kept = run(tmp_path, "train", "faq.csv", *FAST)
    assert kept.returncode == 0, kept.stderr
    assert "2 examples added" in kept.stdout
    assert "faq.csv: 1 question has answers that differ; all are kept, and the one taught last is given" in kept.stderr
    assert '  "When do we meet?": "Friday" | "Saturday"' in kept.stderr
    (tmp_path / "new.csv").write_text("q,a\nWhen do we meet?,Sunday\n")
    left = run(tmp_path, "train", "new.csv", *FAST, "--conflicts", "leave", "--json")
    receipt = json.loads(left.stdout)
    assert (receipt["added"], receipt["conflicts"], receipt["replaced"], receipt["left"]) == (0, 1, 0, 1)
    replaced = run(tmp_path, "train", "new.csv", *FAST, "--conflicts", "replace")
    assert "2 known examples replaced, 0 rows left out, as answers differ" in replaced.stdout
    exported = [json.loads(line) for line in run(tmp_path, "export", *FAST).stdout.splitlines()]
    assert [row["reply"] for row in exported if "we meet" in row["prompt"]] == ["Sunday"]
    assert run(tmp_path, "train", "new.csv", *FAST, "--conflicts", "guess").returncode == 2


def test_files_before_a_bad_one_stay_taught(tmp_path: pathlib.Path) -> None:
    (tmp_path / "both").mkdir()
    rows(tmp_path / "both" / "a_good.jsonl", {"prompt": "a", "reply": "b"})
    rows(tmp_path / "both" / "b_bad.jsonl", {"prompt": "a2", "reply": "b2"}, {"prompt": "c"})
    done = run(tmp_path, "train", "both", *FAST)
    assert done.returncode == 2
    assert "b_bad.jsonl:2: it has no answer" in done.stderr
    assert "1 examples added" in done.stdout
    assert "1 of 2 files" in done.stdout


def test_test_prints_one_json_object_and_keeps_nothing(tmp_path: pathlib.Path) -> None:
    taught = [
        {"text": text, "label": label}
        for label, texts in {
            "lamp_on": ["turn on the lamp", "lamp on please", "switch the lamp on", "light the lamp"],
            "door_open": ["open the door", "please open the door", "door open", "unlock the door"],
        }.items()
        for text in texts
    ]
    rows(tmp_path / "taught.jsonl", *taught)
    rows(
        tmp_path / "asked.jsonl",
        {"text": "turn the lamp on", "label": "lamp_on"},
        {"text": "open door", "label": "door_open"},
        {"text": "zwölf boxkämpfer jagen", "label": None},
        {"text": "quizzical jabberwocky", "label": "oos"},
    )
    done = run(tmp_path, "test", "--examples", "taught.jsonl", "--data", "asked.jsonl", "--json", *FAST)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["rows"] == 4
    assert found["accuracy"] == found["oos_recall"] == found["auroc"] == 1.0
    assert found["answered_right"] + found["answered_wrong"] + found["abstained"] == pytest.approx(1)
    assert set(found) >= {"oos_precision", "threshold", "seconds_to_learn", "p50_ms", "p99_ms"}
    assert 0 < found["p50_ms"] <= found["p99_ms"]
    assert sorted(file.name for file in tmp_path.iterdir() if file.name != "data") == ["asked.jsonl", "taught.jsonl"]
    assert not list(tmp_path.rglob("*.sqlite3"))


def test_test_judges_replies_too_and_prints_a_table(tmp_path: pathlib.Path) -> None:
    taught = [{"prompt": "what is love?", "reply": "Patience."}, {"prompt": "who are you?", "reply": "A bot."}]
    rows(tmp_path / "taught.jsonl", *taught)
    rows(tmp_path / "asked.jsonl", *taught, {"prompt": "who are you?", "reply": "Never taught."})
    done = run(tmp_path, "test", "--examples", "taught.jsonl", "--data", "asked.jsonl", *FAST)
    assert done.returncode == 0, done.stderr
    assert "66.7%  accuracy" in done.stdout
    assert "(never taught)  ->  A bot." in done.stdout
    assert "With 3 questions, one of them changes a share by 33.3 points or more." in done.stdout


def test_test_counts_other_wordings_as_right(tmp_path: pathlib.Path) -> None:
    taught = [{"prompt": "what is love?", "reply": reply} for reply in ("Patience.", "A river.")]
    rows(tmp_path / "taught.jsonl", *taught)
    rows(tmp_path / "asked.jsonl", *taught, {"prompt": "what is love", "reply": "a river"})
    done = run(tmp_path, "test", "--examples", "taught.jsonl", "--data", "asked.jsonl", "--json", *FAST)
    assert json.loads(done.stdout)["accuracy"] == 1.0


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/engine is not there")
def test_russian_smart_home_commands_are_told_apart(tmp_path: pathlib.Path) -> None:
    done = run(
        tmp_path,
        "test",
        "--json",
        "--examples",
        str(SHARED / "hass_ru_train.jsonl"),
        "--data",
        str(SHARED / "hass_ru_test.jsonl"),
        *FAST,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["rows"] == 76
    assert found["accuracy"] > 0.88  # words only; with the encoder it is 0.96


def test_a_reader_that_leaves_early_is_no_error(tmp_path: pathlib.Path) -> None:
    rows(
        tmp_path / "many.jsonl", *({"prompt": f"question {n} {'x' * 900}", "reply": f"answer {n}"} for n in range(200))
    )
    assert run(tmp_path, "train", "many.jsonl", *FAST).returncode == 0
    export = subprocess.Popen(
        [sys.executable, "-m", "chatterbot", "export", *FAST],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert export.stdout is not None
    assert export.stderr is not None
    with export:
        export.stdout.readline()
        export.stdout.close()
        assert export.stderr.read() == ""
    assert export.returncode == 0


@pytest.mark.parametrize("command", ["playground", "start"])
def test_the_playground_refuses_a_folder_in_use_before_it_prints_a_link(tmp_path: pathlib.Path, command: str) -> None:
    folder = tmp_path / "data" / "playground"
    folder.mkdir(parents=True)
    with lock.held(folder):
        done = run(tmp_path, command, "--port", "0", *FAST)
    assert done.returncode == 2
    assert f"is in use by another chatterbot (process {os.getpid()})" in done.stderr
    assert "http" not in done.stdout.replace("https://discord.com/developers", "")


def test_a_playground_that_is_still_starting_has_its_folder_already(tmp_path: pathlib.Path) -> None:
    words = [sys.executable, "-m", "chatterbot", "playground", "--no-browser", "--port", "0", *FAST]
    with subprocess.Popen(words, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline().startswith("Playground: http")
        second = run(tmp_path, *words[3:])
        first.terminate()
    assert first.returncode == 0
    assert (second.returncode, second.stdout) == (2, "")
    assert f"is in use by another chatterbot (process {first.pid})" in second.stderr


def test_the_playgrounds_page_is_there_before_the_bot_is_loaded(tmp_path: pathlib.Path) -> None:
    playground = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "chatterbot", "playground", "--port", "0", "--no-browser", *FAST],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # in one order with the log of imports
        text=True,
    )
    assert playground.stdout is not None
    with playground:
        before: list[str] = []
        for line in playground.stdout:
            before.append(line)
            if "http://127.0.0.1:" in line:
                break
        after = ""
        for line in playground.stdout:
            after += line
            if "ready as" in line:
                break
        playground.terminate()
        playground.stdout.read()
    assert not [line for line in before if re.search(r"\| +(?:hikari|sqlalchemy)$", line)]
    assert re.search(r"\| +hikari$", after, re.MULTILINE)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_playground_in_order(tmp_path: pathlib.Path, number: signal.Signals) -> None:
    playground = subprocess.Popen(
        [sys.executable, "-m", "chatterbot", "start", "--port", "0", "--no-browser", *FAST],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert playground.stdout is not None
    with playground:
        said = playground.stdout.readline()
        assert "playground" in said
        assert "CHATTERBOT_DISCORD__TOKEN" in said
        for line in playground.stdout:
            said += line
            if "ready" in line:
                break
        playground.send_signal(number)
        said += playground.stdout.read()
    assert playground.returncode == 0, said
    assert "Traceback" not in said
    assert "http://127.0.0.1:" in said
    assert (tmp_path / "data" / "playground" / "chatterbot.sqlite3").is_file()
    assert not list((tmp_path / "data").rglob("*-wal"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
def test_a_signal_ends_a_chat_in_order(tmp_path: pathlib.Path) -> None:
    chat = subprocess.Popen(
        [sys.executable, "-m", "chatterbot", "chat", *FAST],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert chat.stdin is not None
    assert chat.stdout is not None
    assert chat.stderr is not None
    with chat:
        chat.stdin.write("/help\n")
        chat.stdin.flush()
        assert chat.stdout.readline().startswith("Say something")
        chat.send_signal(signal.SIGTERM)
        chat.stdout.read()
        assert "Traceback" not in chat.stderr.read()
    assert chat.returncode == 0
