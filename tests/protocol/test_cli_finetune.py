"""``chatterbot finetune`` and ``export --format`` on a real database; the model's server follows a script."""

from __future__ import annotations

import contextlib
import functools
import json
import pathlib
import signal

import pytest
from tests.llm_server.training_files import problem_of
from tests.training_model import TrainingModel

from chatterbot import errors, services, settings
from chatterbot.cli import export, finetune, parser, process, train
from chatterbot.finetuning import following
from chatterbot.llm import FineTuneEvent, FineTuneMethod, FineTuneState

pytestmark = pytest.mark.protocol


class Terminal:
    """A data folder, a model, and the commands that use them."""

    def __init__(self, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.model = TrainingModel()
        self.base = "base-model"
        self._monkeypatch = monkeypatch

    def run(self, *words: str) -> int:
        given = settings.Settings.model_validate(
            {
                "files": {"data": self.folder / "data"},
                "engine": {"encoder": "none"},
                "teaching": {"starter": False},
                "llm": {"fine_tune_model": self.base},
            }
        )
        opened = functools.partial(services.services, model=self.model)
        arguments = parser.build().parse_args(words)
        command = {"finetune": finetune.finetune, "train": train.train, "export": export.export}[words[0]]
        with self._monkeypatch.context() as patched:
            patched.setattr(services, "services", opened)
            for name in ("FIRST_S", "MOST_S", "FAILED_S"):
                patched.setattr(following, name, 0.01)
            return command(arguments, settings.Sourced(given, {}))

    def teach(self, count: int = 30) -> None:
        rows = [{"prompt": f"question {n}", "reply": f"answer {n}"} for n in range(count)]
        rows += [{"prompt": f"question {n}", "reply": f"wrong {n}", "positive": False} for n in range(12)]
        file = self.folder / "taught.jsonl"
        file.write_text("".join(json.dumps(row) + "\n" for row in [*rows, {"prompt": "spam", "reply": None}]))
        assert self.run("train", str(file)) == process.OK


@pytest.fixture
def terminal(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    made = Terminal(tmp_path, monkeypatch)
    made.teach()
    return made


def test_a_job_is_ordered_and_followed_to_its_model(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    assert terminal.run("finetune") == process.OK
    said = capsys.readouterr()
    assert "Fine-tuning job 1 from base-model: 2" in said.out
    assert "The new model: ft:base:town:1" in said.out
    assert "goes on" not in said.err
    assert terminal.run("finetune", "--follow", "1", "--json") == process.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["model"], told["problem"]) == ("succeeded", "ft:base:town:1", None)
    assert len(terminal.model.orders) == 1


def test_pairs_and_a_failure_with_what_the_server_says(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    terminal.model.states, terminal.model.problem = (FineTuneState.FAILED,), "no\x1b[31m luck"
    assert terminal.run("finetune", "--format", "preference") == process.FAILED
    assert "Why: no [31m luck" in capsys.readouterr().out
    assert terminal.model.orders[0].method is FineTuneMethod.PREFERENCE


def test_ctrl_c_leaves_the_job_running_and_says_how_to_follow_it(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(TrainingModel):
        """Presses Ctrl-C when the job's events are asked for."""

        async def fine_tune_events(self, job_id: str, most: int = 20) -> list[FineTuneEvent]:
            signal.raise_signal(signal.SIGINT)
            return await super().fine_tune_events(job_id, most)

    terminal.model = Interrupted(states=(FineTuneState.RUNNING,))
    with contextlib.suppress(
        Exception
    ):  # what ends the command is private to `process`, which turns it into the status 130
        terminal.run("finetune")
    assert "`chatterbot finetune --follow 1` follows it again" in capsys.readouterr().err
    terminal.model.ways["ftjob-1"] = [FineTuneState.SUCCEEDED]
    assert terminal.run("finetune", "--follow", "1") == process.OK
    assert terminal.model.cancelled == []
    assert len(terminal.model.orders) == 1


def test_a_dry_run_writes_and_checks_and_sends_nothing(terminal: Terminal, capsys: pytest.CaptureFixture[str]) -> None:
    out = terminal.folder / "out"
    assert terminal.run("finetune", "--dry-run", "--out", str(out), "--json") == process.OK
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told["rows"] + told["held_out"] == 30
    assert "12 examples left out: their answers must never be given" in said.err
    assert "1 examples left out: their questions must not be answered" in said.err
    assert problem_of((out / "training.jsonl").read_bytes(), "supervised") is None
    assert (out / "held-out.jsonl").read_bytes()
    assert terminal.model.calls == {}


def test_what_cannot_be_done_is_said(terminal: Terminal) -> None:
    with pytest.raises(errors.SettingsError, match="There is no dataset named"):
        terminal.run("finetune", "--dataset", "nonsense")
    with pytest.raises(errors.SettingsError, match="no such job"):
        terminal.run("finetune", "--follow", "17")
    terminal.base = ""
    with pytest.raises(errors.SettingsError, match=r"llm\.fine_tune_model"):
        terminal.run("finetune")
    (terminal.folder / "file").write_text("")
    with pytest.raises(errors.SettingsError, match="cannot be written"):
        terminal.run("finetune", "--dry-run", "--out", str(terminal.folder / "file"))
    assert terminal.model.calls == {}


def test_exports_are_taught_again_as_the_same_examples(
    terminal: Terminal, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    chats, pairs = tmp_path / "chats.jsonl", tmp_path / "pairs.jsonl"
    assert terminal.run("export", "--format", "chat", "--out", str(chats)) == process.OK
    assert "12 examples left out" in capsys.readouterr().err
    assert terminal.run("export", "--format", "preference", "--out", str(pairs)) == process.OK
    assert len(chats.read_bytes().splitlines()) == 30
    assert len(pairs.read_bytes().splitlines()) == 12
    (tmp_path / "other").mkdir()
    other = Terminal(tmp_path / "other", monkeypatch)
    assert other.run("train", str(chats), str(pairs)) == process.OK
    assert "42 examples added, 12 known already, 0 rows refused" in capsys.readouterr().out
