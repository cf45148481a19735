"""Tests of the command line's parser, and of those parts of the commands that need no process of their own."""

from __future__ import annotations

import argparse
import io
import pathlib
import subprocess
import sys

import pytest

from chatterbot import errors, logs, models, settings
from chatterbot.cli import main, parser, process, progress, reading, serve, test, transcribe, words

pytestmark = pytest.mark.unit


def parsed(*words_: str) -> argparse.Namespace:
    return parser.build().parse_args(words_)


def test_no_command_prints_the_help_and_returns_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "commands:" in capsys.readouterr().err


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "run --set novalue",
        "run --log-level LOUD",
        "train",
        "test --examples a.jsonl",
        "playground --port x",
        "init one two",
        "export --data",
    ],
)
def test_wrong_usage_exits_with_2(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(line.split())
    assert ended.value.code == 2
    assert "usage: chatterbot" in capsys.readouterr().err


def test_every_command_takes_settings_and_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("start", "run", "playground", "chat", "train", "test", "export", "check"):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0
        told = capsys.readouterr().out
        assert "--config FILE" in told
        assert "--set NAME=VALUE" in told
        assert max(map(len, told.splitlines())) <= parser.WIDTH


def test_set_may_be_repeated_and_may_contain_equals_signs() -> None:
    arguments = parsed("run", "--set", "discord.prefix==", "--set", "log.level=DEBUG")
    assert arguments.assignments == [("discord.prefix", "="), ("log.level", "DEBUG")]


def test_data_of_the_test_command_is_the_file_of_questions() -> None:
    arguments = parsed("test", "--examples", "a.jsonl", "--data", "b.jsonl")
    assert arguments.questions == pathlib.Path("b.jsonl")
    assert not hasattr(arguments, "data")


def test_help_imports_no_slow_module() -> None:
    code = (
        "import sys; from chatterbot import cli; cli.parser.build().format_help(); "
        "print([m for m in ('pydantic', 'asyncio', 'numpy', 'hikari', 'aiohttp', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_playground_settings_use_their_own_data_and_no_token() -> None:
    given = settings.load(
        environment={
            "CHATTERBOT_DISCORD__TOKEN": "a.b.c",
            "CHATTERBOT_DATABASE__URL": "postgresql+asyncpg://ann@host/real",
            "CHATTERBOT_FILES__DATA": "kept",
        }
    ).settings
    apart = serve.playground_settings(given, own_folder=True)
    assert apart.discord.token is None
    assert apart.database_url == "sqlite+aiosqlite:///kept/playground/chatterbot.sqlite3"
    assert apart.encoder_cache == given.encoder_cache.absolute()
    assert serve.playground_settings(given, own_folder=False).files.data == pathlib.Path("kept")


def test_a_folder_yields_its_dataset_files_sorted(tmp_path: pathlib.Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/two.yml", "a.jsonl", "photo.png"):
        (tmp_path / name).write_text("x")
    assert [file.name for file in reading.dataset_files([tmp_path])] == ["a.jsonl", "two.yml"]
    (tmp_path / "c").mkdir()
    with pytest.raises(errors.SettingsError, match="holds no file of a known format"):
        list(reading.dataset_files([tmp_path / "c"]))


def test_refused_rows_are_listed_by_line_and_the_rest_counted(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "bad.jsonl"
    with pytest.raises(errors.SettingsError) as raised:
        reading.refuse_bad(reading.dataset(file, b'{"prompt": "x"}\n' * 13), file)
    told = str(raised.value)
    assert told.startswith(f"{file}: 13 rows cannot be used:\n{file}:1: it has no answer")
    assert told.endswith("... and 3 more")


def test_examples_with_the_same_label_share_one_key() -> None:
    answers = test.AnswerKeys(
        [
            models.NewExample("a", "yes!", "agree"),
            models.NewExample("b", None, "agree"),
            models.NewExample("c", "no"),
            models.NewExample("d"),
        ]
    )
    assert answers.of("yes!", "agree") == answers.of(None, "agree") == answers.of("yes!", None)
    assert answers.of("no", None) != answers.of("yes!", None)
    assert answers.of(None, None) is None
    assert answers.words(answers.of("no", None)) == "no"
    assert answers.words(answers.of(None, "agree")) == "agree"
    assert answers.words(None) == "(no answer)"


@pytest.mark.parametrize("name", ["missing.jsonl", "folder", "empty.jsonl", "binary.jsonl", "no_answer.jsonl"])
@pytest.mark.parametrize("side", ["examples", "questions"])
def test_a_file_that_cannot_be_used_is_named_in_the_error(tmp_path: pathlib.Path, name: str, side: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.jsonl").write_bytes(b"")
    (tmp_path / "binary.jsonl").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "no_answer.jsonl").write_text('{"prompt": "why"}\n')
    good = tmp_path / "good.jsonl"
    good.write_text('{"prompt": "a", "reply": "b"}\n')
    arguments = argparse.Namespace(**{"examples": good, "questions": good, "json": True, side: tmp_path / name})
    with pytest.raises(errors.SettingsError) as raised:
        test.test(arguments, settings.load(environment={}))
    assert str(tmp_path / name) in str(raised.value)
    assert "error-" not in str(raised.value)


def test_each_kind_of_error_has_its_exit_status(caplog: pytest.LogCaptureFixture) -> None:
    def status(error: BaseException, *, service: bool = False) -> int:
        return process._status(process._cause(error), logs.Redactor(), service=service)

    assert status(errors.SettingsError("s")) == 2
    assert status(ExceptionGroup("group", [ExceptionGroup("group", [errors.SettingsError("s")])])) == 2
    assert status(errors.StoreError("s")) == 1
    assert status(KeyboardInterrupt()) == 130
    assert status(KeyboardInterrupt(), service=True) == 0
    assert status(ZeroDivisionError()) == status(ExceptionGroup("two", [ValueError(), ValueError()])) == 1
    assert [record.exc_info is not None for record in caplog.records if record.levelname == "ERROR"] == [True, True]


@pytest.mark.parametrize(("seconds", "told"), [(0.0123, "12 ms"), (2.44, "2.4 s"), (200, "3 min 20 s")])
def test_duration_is_written_in_a_readable_unit(seconds: float, told: str) -> None:
    assert words.duration(seconds) == told


def test_explain_returns_the_text_of_the_catalogue_or_of_the_error() -> None:
    assert "no answer" in words.explain(errors.InvalidInputError("error-row-no-reply", found="prompt"))
    assert words.explain(errors.SettingsError("as it is")) == "as it is"
    assert "error-nobody-worded" in words.explain(errors.UserError("error-nobody-worded", x=1))


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_drawn_on_terminals_only_and_removed_at_the_end() -> None:
    terminal, file = _Terminal(), io.StringIO()
    for stream in (terminal, file):
        with progress.TerminalProgress.shown(stream) as shown:
            shown.show("learning", 5, 10)
            shown.show("learning", 10, 10)
    assert "learning" in terminal.getvalue()
    assert "10/10" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert file.getvalue() == ""


@pytest.mark.skipif(not pathlib.Path("/dev/zero").exists(), reason="needs /dev/zero, an endless file")
def test_an_endless_file_is_read_only_up_to_the_limit() -> None:
    with pytest.raises(errors.InvalidInputError, match="error-audio-too-large"):
        transcribe._read(pathlib.Path("/dev/zero"), 1_000)
