"""Words for a wrong setting: its name, its value, the reason, the source, and what to do."""

from __future__ import annotations

import dataclasses
import difflib
import enum
from collections.abc import Iterable, Mapping
from typing import Any

import pydantic

from chatterbot import redaction, texts
from chatterbot.settings import schema

__all__ = ("Source", "SourceKind", "explain", "unknown_variable")

LONGEST_SHOWN = 80
"""Most characters of a wrong value in the message: enough to recognise it."""


class SourceKind(enum.Enum):
    """The kinds of places a value comes from."""

    FILE = enum.auto()
    VARIABLE = enum.auto()
    ARGUMENT = enum.auto()


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """Where one value came from."""

    kind: SourceKind
    name: str
    """The file, the variable as it is spelt, or the setting's dotted name."""
    file: str | None = None
    """The ``.env`` file that holds the variable; `None`: the process environment."""

    def __str__(self) -> str:
        if self.kind is SourceKind.FILE:
            return self.name
        if self.kind is SourceKind.ARGUMENT:
            return f"argument {self.name}"
        return f"{self.file}: {self.name}" if self.file else f"environment: {self.name}"

    @property
    def sentence(self) -> str:
        """The source as part of a sentence."""
        if self.kind is SourceKind.FILE:
            return f"the file {self.name}"
        if self.kind is SourceKind.ARGUMENT:
            return f"the command line, {self.name}"
        return (
            f"the variable {self.name} in the file {self.file}"
            if self.file
            else f"the environment variable {self.name}"
        )

    def remedy(self, name: str, *, unknown: bool) -> str:
        """Return what a person can do about the setting `name` in this source, as part of a sentence."""
        if unknown:
            return (
                f"remove it from {self.sentence}, or correct its name"
                if self.kind is SourceKind.FILE
                else "correct its name"
            )
        if self.kind is SourceKind.FILE:
            section, _, key = name.rpartition(".")
            place = f"`{key}` in the section [{section}]" if section else f"`{key}` before the first section"
            return f"change {place} of {self.name}, or remove the line to use the default"
        if self.kind is SourceKind.ARGUMENT:
            return f"write another value: --set {name}=VALUE"
        place = f" in {self.file}" if self.file else ""
        return f"set {self.name}{place} to another value, or unset it to use the default"


def explain(
    error: pydantic.ValidationError, known: Mapping[str, schema.SettingField], sources: Mapping[str, Source]
) -> str:
    """Return a message about every problem of `error`; `sources` has the source of each value by the setting's dotted name."""
    told: dict[str, str] = {}
    for problem in error.errors(include_url=False):
        path = [str(part) for part in problem["loc"]]
        # An item of a list is named by the list, an unknown setting by what was written.
        name = next((n for n in _shorter(path) if n in known or n in sources), ".".join(path))
        if name in told:
            continue
        leaf = known.get(name)
        source = sources.get(name) or next((s for n, s in sources.items() if n.startswith(name + ".")), None)
        lines = [_headline(name, leaf, problem, known)]
        if source is not None:
            lines.append(f"  source: {source.sentence}")
            lines.append(f"  remedy: {source.remedy(name, unknown=leaf is None)}")
        if leaf is not None:
            lines.append(f"  about:  {leaf.description}")
        told[name] = "\n".join(lines)
    return "\n".join(told.values())


def unknown_variable(variable: str, known: Iterable[schema.SettingField], file: str | None) -> str:
    """Return a message that an environment variable is unknown, with the one that may have been meant."""
    close = difflib.get_close_matches(variable.upper(), [leaf.variable for leaf in known], n=1, cutoff=0.75)
    meant = f" Did you mean {close[0]}?" if close else ""
    return f"{f'{file}: ' if file else ''}{variable} is not a setting and is ignored.{meant}"


def _shorter(path: list[str]) -> list[str]:
    return [".".join(path[:length]) for length in range(len(path), 0, -1)]


def _headline(
    name: str, leaf: schema.SettingField | None, problem: Any, known: Mapping[str, schema.SettingField]
) -> str:
    if leaf is None:
        sections = {known_name.rpartition(".")[0] for known_name in known}
        if name in sections and problem["type"] != "extra_forbidden":
            return f"{name}: is a section, written [{name}] with its settings below"
        close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
        hint = f"; did you mean {close[0]}?" if close else ""
        return f"{name}: there is no such setting{hint}"
    if leaf.secret:
        shown = "its value (not shown: it is secret)"
    else:
        value = problem["input"]
        text = leaf.shown(value) if isinstance(value, (str, bool)) else redaction.address(str(value))
        shown = texts.clip(text, LONGEST_SHOWN)
    return f"{name}: {shown} cannot be used: {_reason(leaf, problem)}"


def _reason(leaf: schema.SettingField, problem: Any) -> str:
    kind: str = problem["type"]
    limits: Mapping[str, Any] = problem.get("ctx", {})
    if kind == "value_error":
        return str(limits["error"])
    if leaf.choices:
        return "must be one of " + ", ".join(f'"{choice}"' for choice in leaf.choices)
    if kind in {"greater_than_equal", "greater_than", "less_than_equal", "less_than"}:
        words = {
            "greater_than_equal": ("ge", "at least"),
            "greater_than": ("gt", "more than"),
            "less_than_equal": ("le", "at most"),
            "less_than": ("lt", "less than"),
        }
        key, phrase = words[kind]
        return f"must be {phrase} {limits[key]}"
    if kind == "string_too_long":
        return f"must have at most {limits['max_length']} characters"
    if kind.startswith("byte_size"):
        return 'must be a number of bytes, or a size such as "8 MiB"'
    wanted = {
        bool: "must be true or false",
        int: "must be a whole number",
        float: "must be a number",
        str: "must be text",
        tuple: "must be a list, as in [1, 2]; in a variable: 1,2",
    }
    return wanted.get(leaf.kind, "must be a path" if "path" in kind else str(problem["msg"]).lower())
