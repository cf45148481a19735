"""`chatterbot import` as people run it: files, folders, exports of other bots, and what cannot be read."""

from __future__ import annotations

import json
import pathlib

import pytest
from tests.protocol.test_cli_process import FAST, run

pytestmark = pytest.mark.protocol

HANDBOOK = """# Club handbook

## Workshop

The workshop behind the boathouse is open on Thursdays from six to nine. Tools are free for members.

## Do I need a helmet?

Yes, always.
"""


def test_a_folder_is_imported_updated_and_quoted(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "club" / "more"
    folder.mkdir(parents=True)
    (tmp_path / "club" / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    (folder / "вопросы.csv").write_text("Question,Answer\nГде столовая?,На втором этаже.\n", encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    done = run(tmp_path, "import", "club", *FAST, "--json")
    assert done.returncode == 0, done.stderr
    total = json.loads(done.stdout)
    assert (total["documents"], total["examples"], total["passages"], total["refused"]) == (2, 2, 1, 0)
    assert len(total["changes"]) == 2
    (tmp_path / "club" / "handbook.md").write_text(HANDBOOK.replace("Thursdays", "Mondays"), encoding="utf-8")
    again = run(tmp_path, "import", "club", *FAST)
    assert again.returncode == 0, again.stderr
    assert "1 document imported: 0 questions with answers and 1 passage added" in again.stdout
    assert "0 questions and 1 passage no longer there" in again.stdout
    assert "1 document unchanged" in again.stdout
    said = "is the workshop open on Mondays from six?\n/why\nГде столовая?\n/quit\n"
    chat = run(tmp_path, "chat", *FAST, said=said)
    lines = chat.stdout.splitlines()
    assert lines[0].startswith("> The workshop behind the boathouse is open on Mondays")
    assert "Passage 2 of Club handbook" in chat.stdout
    assert lines[-1] == "На втором этаже."


def test_what_was_found_can_be_reviewed_first(tmp_path: pathlib.Path) -> None:
    (tmp_path / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    done = run(tmp_path, "import", "handbook.md", "--review", "found.jsonl", *FAST)
    assert done.returncode == 0, done.stderr
    assert "1 question with its answer of 1 document written to found.jsonl" in done.stdout
    (row,) = (tmp_path / "found.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(row) == {"prompt": "Do I need a helmet?", "reply": "Yes, always."}
    assert run(tmp_path, "train", "found.jsonl", *FAST).returncode == 0
    assert "Yes, always." in run(tmp_path, "chat", *FAST, said="Do I need a helmet?\nis the workshop open?\n").stdout


def test_another_bots_export_and_what_cannot_be_read(tmp_path: pathlib.Path) -> None:
    red = {"414589031223512": {"GUILD": {"1": {"commands": {"rules": {"response": "Be kind.", "command": "rules"}}}}}}
    (tmp_path / "settings.json").write_text(json.dumps(red), encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 but broken")
    done = run(tmp_path, "import", "settings.json", "broken.pdf", "missing.md", "--from", "red-customcom", *FAST)
    assert done.returncode == 2
    assert "missing.md: there is no such file" in done.stderr
    assert "Traceback" not in done.stderr
    assert run(tmp_path, "import", "x.md", "--from", "mee6", *FAST).returncode == 2
    private = run(tmp_path, "import", "http://127.0.0.1/x", *FAST)
    assert private.returncode == 2
    assert "not a public address" in private.stderr


def test_files_of_rasa_belong_together_and_what_is_left_out_is_told(tmp_path: pathlib.Path) -> None:
    (tmp_path / "nlu.yml").write_text('version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n    - hi\n    - hello\n')
    steps = "  - intent: greet\n  - action: utter_greet\n"
    (tmp_path / "domain.yml").write_text(
        f'version: "3.1"\nresponses:\n  utter_greet:\n  - text: Hey!\nrules:\n- rule: greet\n  steps:\n{steps}'
    )
    done = run(tmp_path, "import", "--from", "rasa", "nlu.yml", "domain.yml", *FAST)
    assert done.returncode == 0, done.stderr
    assert "1 document imported: 2 questions with answers" in done.stdout
    commands = {"age": {"response": ["{author} is old", "I am three"], "command": "age"}}
    (tmp_path / "red.json").write_text(json.dumps({"414589031223512": {"GUILD": {"1": {"commands": commands}}}}))
    told = run(tmp_path, "import", "red.json", *FAST)
    assert told.returncode == 0, told.stderr
    assert "red.json: 1 answer was left out, because it has a placeholder" in told.stderr
