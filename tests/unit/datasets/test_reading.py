"""Whole files: formats, limits, tests, export, folders, and the data the engine was measured on."""

from __future__ import annotations

import asyncio
import pathlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot import datasets, errors, files, models
from chatterbot.texts import is_blank

pytestmark = pytest.mark.unit

DATA = pathlib.Path(__file__).parents[4] / "shared" / "data" / "engine"


def refused(data: bytes, name: str, limits: datasets.DatasetLimits | None = None) -> errors.InvalidInputError:
    with pytest.raises(errors.InvalidInputError) as caught:
        datasets.read(data, name, limits=limits)
    return caught.value


def test_an_unknown_ending_names_the_known_ones() -> None:
    error = refused(b"q => a", "x.docx")
    assert error.key == "error-dataset-format"
    assert error.params == {"file": "x.docx", "formats": "jsonl, ndjson, json, csv, tsv, yaml, yml, txt"}


@pytest.mark.parametrize("name", ["x.jsonl", "x.json", "x.csv", "x.yml", "x.txt", ""])
@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"[]"])
def test_nothing_to_learn_is_said(name: str, data: bytes) -> None:
    if data == b"[]" and name in {"x.csv", "x.txt"}:
        return
    if name == "x.json" and data != b"[]":
        assert refused(data, name).params["expected"] == "value"
    elif name == "x.jsonl" and data == b"[]":
        assert [line.reason_key for line in datasets.read(data, name).refused] == ["error-row-columns"]
    else:
        assert refused(data, name).key == "error-dataset-empty"


@pytest.mark.parametrize("name", ["message.txt", "faq.json.txt", "", "faq.md"])
@pytest.mark.parametrize(
    "text",
    [
        '{"q": "When?", "a": "At 9"}\n{"q": "Where?", "a": "Here"}\n',
        ' [\n{"q": "When?", "a": "At 9"}, {"q": "Where?", "a": "Here"}]',
        '[["When?", "At 9"], ["Where?", "Here"]]',
        "When?\tAt 9\n\nWhere?\tHere\n",
        'Question\tAnswer\tNote\nWhen?\t"At 9"\t\nWhere?\tHere\tx\n',
    ],
)
def test_what_is_pasted_or_saved_as_text_is_read_as_what_it_is(name: str, text: str) -> None:
    expected = (models.NewExample("When?", "At 9"), models.NewExample("Where?", "Here"))
    assert datasets.read(text.encode("utf-16"), name) == datasets.ParsedDataset(expected, ())


@pytest.mark.parametrize("text", ["{name} => Bob", "[10:00] => Tea", "a\tb => c", "[x] -> y"])
def test_brackets_and_tabs_in_a_text_stay_there(text: str) -> None:
    assert len(datasets.read(text.encode(), "x.txt").examples) == 1


def test_limits_of_size_and_number() -> None:
    limits = datasets.DatasetLimits(max_bytes=100, max_examples=3)
    assert refused(b"x" * 101, "x.txt", limits=limits).params == {"path": "x.txt", "size": 101, "limit": 100}
    assert len(datasets.read(b"q => a\n" * 3, "x.txt", limits=limits).examples) == 3
    limits = datasets.DatasetLimits(max_examples=3, max_lines=4)
    assert refused(b"\n" * 5, "x.txt", limits=limits).key == "error-dataset-too-complex"
    error = refused(b"q => a\nbad\n" * 2, "x.txt", limits=limits)
    assert (error.key, error.params) == ("error-dataset-too-many", {"file": "x.txt", "limit": 3})


texts = (
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=50)
    .map(str.strip)
    .filter(lambda text: not is_blank(text))
)
labels = texts.filter(lambda text: text.casefold() != "oos")


@st.composite
def new_examples(draw: st.DrawFn) -> models.NewExample:
    reply, label = draw(st.none() | texts), draw(st.none() | labels)
    positive = (reply is None and label is None) or draw(st.booleans())
    return models.NewExample(draw(texts), reply, label, positive, draw(st.none() | texts))


@given(st.lists(new_examples(), min_size=1, max_size=10))
def test_what_is_exported_is_read_back(examples: list[models.NewExample]) -> None:
    parsed = datasets.read(datasets.write_jsonl(examples), "export.jsonl")
    assert parsed == datasets.ParsedDataset(tuple(examples), ())


def test_the_export_writes_only_what_is_set() -> None:
    rows = [models.NewExample("я", "b"), models.NewExample("q"), models.NewExample("q", label="l", positive=False)]
    assert datasets.write_jsonl(rows).decode() == (
        '{"prompt": "я", "reply": "b"}\n{"prompt": "q", "reply": null}\n{"prompt": "q", "label": "l", "positive": false}\n'
    )
    assert datasets.write_jsonl([models.NewExample("q", positive=False)]) == b""
    assert datasets.write_jsonl([models.NewExample("\ud800", "b")]) == b'{"prompt": "\\ud800", "reply": "b"}\n'


def test_files_of_tests_are_read_with_their_places() -> None:
    data = (
        b'{"input": "a", "expected": "b"}\n\n{"text": "c", "label": "l", "reply": "r"}\n{"text": "d", "label": null}\n'
    )
    assert datasets.read_tests(data, "t.jsonl") == (
        datasets.TestCase("t.jsonl:1", "a", "b", by_label=False),
        datasets.TestCase("t.jsonl:3", "c", "l", by_label=True),
        datasets.TestCase("t.jsonl:4", "d", None, by_label=False),
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b'{"input": "", "expected": "b"}', {"reason": "error-row-empty", "field": "input"}),
        (b'{"input": "a"}', {"reason": "error-row-no-reply", "found": "input"}),
        (b'{"input": "a", "output": "b", "positive": false}', {"reason": "error-row-negative-test"}),
        (b"nope", {"reason": "error-row-not-json", "column": 1, "expected": "value"}),
    ],
)
def test_a_test_file_with_a_bad_row_proves_nothing(row: bytes, reason: dict[str, object]) -> None:
    with pytest.raises(errors.InvalidInputError) as caught:
        datasets.read_tests(b'{"input": "a", "expected": "b"}\n' + row, "t.jsonl")
    assert caught.value.key == "error-dataset-row"
    assert caught.value.params == {"file": "t.jsonl", "line": 2, **reason}


async def test_a_folder_is_read_as_one(tmp_path: pathlib.Path) -> None:
    mine = files.DataFolder(tmp_path).guild(1)
    await mine.write("d/a.txt", b"q => a\nbad\n")
    await mine.write("d/sub/b.jsonl", b'{"prompt": "p", "reply": "r"}\n')
    await mine.write("d/broken.json", b"[\n{]")
    await mine.write("d/picture.txt", b"\x89PNG\0")
    await mine.write("d/README.md", b"# about")
    parsed = await datasets.read_folder(mine, "d")
    assert parsed.examples == (models.NewExample("q", "a"), models.NewExample("p", "r"))
    assert [(line.file, line.line, line.reason_key) for line in parsed.refused] == [
        ("d/a.txt", 2, "error-row-no-arrow"),
        ("d/broken.json", 2, "error-dataset-malformed"),
        ("d/picture.txt", 0, "error-dataset-not-text"),
    ]
    negative = await datasets.read_folder(mine, "d", positive=False)
    assert not any(example.positive for example in negative.examples)


async def test_a_folder_has_limits_too(tmp_path: pathlib.Path) -> None:
    mine = files.DataFolder(tmp_path).guild(1)
    await asyncio.gather(*(mine.write(f"d/{number}.txt", b"q => a\nq => b\n") for number in range(3)))
    limits = datasets.DatasetLimits(max_folder_examples=5)
    parsed = await datasets.read_folder(mine, "d", limits=limits)
    assert len(parsed.examples) == 4
    assert [(line.file, line.reason_key) for line in parsed.refused] == [("d/2.txt", "error-dataset-too-many")]
    small = await datasets.read_folder(mine, "d", limits=datasets.DatasetLimits(max_bytes=5))
    assert {line.reason_key for line in small.refused} == {"error-file-too-large"}


async def test_a_folder_without_datasets_is_said(tmp_path: pathlib.Path) -> None:
    mine = files.DataFolder(tmp_path).guild(1)
    await mine.write("d/README.md", b"# about")
    for path, key in {"d": "error-folder-no-datasets", "e": "error-path-missing", "../2": "error-path-outside"}.items():
        with pytest.raises(errors.UserError) as caught:
            await datasets.read_folder(mine, path)
        assert caught.value.key == key


@pytest.mark.skipif(not DATA.is_dir(), reason="the evaluation data is not part of the repository")
def test_the_engines_data_is_read_whole() -> None:
    for path in sorted(DATA.glob("*.jsonl")):
        data = path.read_bytes()
        parsed = datasets.read(data, path.name)
        assert len(parsed.examples) + len(parsed.refused) == data.count(b"\n"), path.name
        # ChatterBot's English corpus has a few empty sides; everything else is clean.
        assert {line.reason_key for line in parsed.refused} <= {"error-row-empty"}, path.name
        assert len(parsed.refused) < 0.02 * len(parsed.examples), path.name
