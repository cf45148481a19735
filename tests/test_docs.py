"""The documents say what the program does: its settings, commands and help."""

from __future__ import annotations

import ast
import json
import pathlib
import re
import tomllib
from typing import Any

import pytest
from tests.source import the_source

from chatterbot import catalogue, datasets, settings
from chatterbot.cli import init, parser

pytestmark = pytest.mark.unit

ROOT = pathlib.Path(__file__).parents[1]
TOML = ROOT / "config" / "chatterbot.toml"


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def settings_table() -> str:
    """What docs/settings.md has to contain; to mend the document, paste what the failing test prints."""
    rows = ["| setting | default | variable | what |", "|---|---|---|---|"]
    for leaf in settings.leaves():
        default = "" if leaf.default is None else leaf.shown(leaf.default)
        what = leaf.description.replace("|", "\\|").replace("<", "&lt;")
        rows.append(f"| `{leaf.name}` | {f'`{default}`' if default else ''} | `{leaf.variable}` | {what} |")
    return "\n".join(rows)


def command_names(words: catalogue.Catalogue) -> set[str]:
    return {
        words.text(language, key)
        for language in words.languages
        for key in words.keys(language)
        if re.fullmatch(r"command-[a-z_]+", key)
    }


def test_the_shipped_file_has_every_setting_with_its_default() -> None:
    given = tomllib.loads(TOML.read_text(encoding="utf-8"))
    for leaf in settings.leaves():
        if leaf.secret:
            assert re.search(rf"^# {leaf.name.split('.')[-1]} = \"\"$", text("config/chatterbot.toml"), re.MULTILINE)
            continue
        value: Any = given
        for part in leaf.name.split("."):
            assert part in value, f"{leaf.name} is missing"
            value = value[part]
        written = settings.load(TOML, environment={}).settings
        default: Any = settings.Settings()
        for part in leaf.name.split("."):
            written, default = getattr(written, part), getattr(default, part)
        assert written == default, f"{leaf.name} differs from its default"


def test_the_shipped_file_explains_every_setting() -> None:
    told = " ".join(line.removeprefix("#").strip() for line in text("config/chatterbot.toml").splitlines())
    for leaf in settings.leaves():
        assert leaf.description in told, f"{leaf.name}: {leaf.description}"


def test_every_setting_has_a_description() -> None:
    for leaf in settings.leaves():
        assert leaf.description.endswith("."), leaf.name


def test_the_settings_document_is_the_table() -> None:
    assert settings_table() in text("docs/settings.md"), settings_table()


def test_the_help_in_the_document_is_the_programs() -> None:
    assert parser.build().format_help().strip() in text("docs/running.md")


def test_every_command_of_the_command_line_is_explained() -> None:
    told = text("docs/running.md")
    for name in re.findall(r"^    ([a-z]+)\s", parser.build().format_help(), re.MULTILINE):
        assert f"| `{name}" in told, name


def test_every_command_of_discord_is_in_the_readme() -> None:
    words = catalogue.Catalogue.load()
    told = text("README.md")
    for key in words.keys("en"):
        if re.fullmatch(r"command-[a-z_]+", key):
            assert re.search(rf"`/{re.escape(words.text('en', key))}\b", told), f"/{words.text('en', key)} ({key})"
        elif re.fullmatch(r"menu-[a-z_]+", key):
            assert f"**{words.text('en', key)}**" in told, key


@pytest.mark.parametrize(("language", "file"), [("en", "bot_instruction.md"), ("ru", "bot_instruction.ru.md")])
def test_the_instruction_names_only_commands_there_are(language: str, file: str) -> None:
    words = catalogue.Catalogue.load()
    told = text(f"config/{file}")
    named = set(re.findall(r"`{1,3}\n?/(\w+)", told))
    assert named <= command_names(words)
    assert {words.text(language, f"command-{name}") for name in ("train", "correct", "privacy", "help")} <= named
    for key in ("menu-correct", "menu-why"):
        assert words.text(language, key).rstrip("?") in told


def test_the_instruction_fits_discords_messages() -> None:
    for file in (ROOT / "config").glob("bot_instruction*.md"):
        longest = max(len(part) for part in re.split(r"\n(?=## )", file.read_text(encoding="utf-8")))
        assert longest <= 2000, f"{file.name}: a section of {longest} characters does not fit into one message"


def test_the_starter_examples_are_good_ones() -> None:
    raw = (ROOT / "config" / "starter.jsonl").read_bytes()
    parsed = datasets.read(raw, "starter.jsonl")
    assert not parsed.refused
    assert 60 <= len(parsed.examples) <= 80
    prompts = [example.prompt.casefold() for example in parsed.examples]
    assert len(set(prompts)) == len(prompts)
    assert "what is love?" in prompts
    russian = [prompt for prompt in prompts if re.search("[а-я]", prompt)]
    assert 0.4 < len(russian) / len(prompts) < 0.6
    for line in raw.decode().splitlines():
        assert set(json.loads(line)) <= {"prompt", "reply", "label"}
    there = command_names(catalogue.Catalogue.load())
    for example in parsed.examples:
        assert set(re.findall(r"`/(\w+)", example.reply or "")) <= there


def test_secrets_have_a_place_and_no_value() -> None:
    told = text("config/.env.example")
    for leaf in settings.leaves():
        if leaf.secret:
            assert re.search(rf"^{leaf.variable}=$", told, re.MULTILINE), leaf.variable


def test_the_package_carries_what_init_writes_and_no_secrets() -> None:
    """A folder in place of the files would carry the operator's own config/.env into the wheel."""
    wheel = tomllib.loads(text("pyproject.toml"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"] == {f"config/{name}": f"chatterbot/_config/{name}" for name in init.FILES}
    assert all((ROOT / "config" / name).is_file() for name in init.FILES)


def test_the_example_of_a_command_is_the_command() -> None:
    section = text("CONTRIBUTING.md").partition("## How to add a command\n")[2].partition("\n## ")[0]
    file, compared = "", set[str]()
    for named, block in re.findall(r"`([\w/]+\.(?:py|ftl|md))`(?=[^\n]*:\n)|```\w+\n(.*?)```", section, re.DOTALL):
        file = named or file
        if block:
            assert block in text(file), f"{file} has no such lines:\n{block}"
            compared.add(file)
    assert len(compared) == 5


def test_the_table_of_new_names_leads_to_what_is_there() -> None:
    sources = {module.name.removeprefix("chatterbot."): module for module in the_source()}
    modules, _, classes = text("docs/renamed.md").partition("## Classes and functions")
    moved = re.findall(r"^\| `([\w.]+)` \| `([\w.]+)` \|$", modules, re.MULTILINE)
    assert len(moved) > 100
    assert [new for _, new in moved if new not in sources] == []
    renamed = re.findall(r"^\| `([\w.]+)` \| `\w+` \| `(\w+)` \|$", classes, re.MULTILINE)
    assert len(renamed) > 100
    defined = {
        (name, node.name)
        for name, module in sources.items()
        for node in module.tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert [pair for pair in renamed if pair not in defined] == []
