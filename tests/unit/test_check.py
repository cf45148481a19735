"""`chatterbot check` warns of files with secrets that other users can read."""

from __future__ import annotations

import os
import pathlib

import pytest

from chatterbot import settings
from chatterbot.cli import check

pytestmark = pytest.mark.unit


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
@pytest.mark.parametrize(("mode", "warns"), [(0o600, False), (0o400, False), (0o640, True), (0o644, True)])
def test_a_file_with_a_secret_that_others_can_read_is_named(tmp_path: pathlib.Path, mode: int, warns: bool) -> None:
    file = tmp_path / "the token"
    file.write_text("abc.def.ghi")
    file.chmod(mode)
    found = check._secret_files(settings.Sourced(settings.Settings(), {}, secret_files=(file,)))
    assert found.ok
    assert found.warning is warns
    assert (f"chmod 600 '{file}'" in str(found)) is warns


def test_without_secret_files_there_is_no_warning() -> None:
    assert str(check._secret_files(settings.Sourced(settings.Settings(), {}))).startswith("ok ")
