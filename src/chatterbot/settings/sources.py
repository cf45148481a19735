"""Reads settings from all their sources, and remembers which source set each value.

`pydantic-settings` was considered: it adds 0.09 s to the start and does not say which source set a value, so that each of its sources would
need a wrapper; secrets in files, unknown variables and lists in plain text would stay here, too.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import pathlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import dotenv
import pydantic

from chatterbot import errors, redaction
from chatterbot.settings import problems, schema

__all__ = ("Sourced", "load")

ENVIRONMENT_PREFIX: Final = "CHATTERBOT_"
NESTING: Final = "__"
FILE_SUFFIX: Final = "_FILE"
"""``CHATTERBOT_DISCORD__TOKEN_FILE=/run/secrets/token``: Docker and systemd pass secrets as files."""
DEFAULT_FILE: Final = pathlib.Path("config/chatterbot.toml")
ENV_FILES: Final = (pathlib.Path("config/.env"), pathlib.Path(".env"))
"""Values of the second file win over the first; the process environment wins over both."""


@dataclasses.dataclass(frozen=True, slots=True)
class Sourced:
    """The settings, and the source of each value."""

    settings: schema.Settings
    sources: Mapping[str, str]
    """The source of each setting in words (``default``, a file, a variable, an argument), by the setting's dotted name (``discord.prefix``)."""
    warnings: tuple[str, ...] = ()
    """Messages about unknown environment variables: they are ignored, because Kubernetes and Docker links set some by themselves."""
    secret_files: tuple[pathlib.Path, ...] = ()
    """The files that contain a token, key or password: nobody else should be able to read them."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Value:
    raw: Any
    source: problems.Source
    file: pathlib.Path | None = None
    """The file it was read from."""


def load(
    file: pathlib.Path | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    arguments: Mapping[str, Any] | None = None,
) -> Sourced:
    """Read the settings from all sources: file, ``.env`` files, environment, arguments; later ones win.

    Parameters
    ----------
    file
        The TOML file; `None`: ``config/chatterbot.toml`` if it exists.
    environment
        Used in place of the process environment and the ``.env`` files; for tests.
    arguments
        Values from the command line by dotted names. Lists may be text: ``1,2``.

    Raises
    ------
    errors.SettingsError
        If a source cannot be read or a value is wrong. For each wrong value the message has the setting's name, the value (unless it is
        secret), the reason, the source and the remedy.
    """
    known = {leaf.name: leaf for leaf in schema.leaves()}
    found: dict[str, _Value] = {}
    warnings: list[str] = []
    secret_files: dict[pathlib.Path, None] = {}

    def take(values: Iterator[tuple[str, _Value]]) -> None:
        for name, value in values:
            found[name] = value
            if value.file is not None and _is_secret(known.get(name), value.raw):
                secret_files[value.file] = None

    if file is not None or DEFAULT_FILE.is_file():
        take(_from_toml(file or DEFAULT_FILE))
    take(_from_environment(environment, known, warnings))
    for name, raw in (arguments or {}).items():
        found[name] = _Value(raw, problems.Source(problems.SourceKind.ARGUMENT, name))

    nested: dict[str, Any] = {}
    for name, value in found.items():
        leaf = known.get(name)
        raw = (
            _listed(value.raw) if leaf is not None and leaf.kind is tuple and isinstance(value.raw, str) else value.raw
        )
        _put(nested, name.split("."), raw)
    try:
        settings = schema.Settings.model_validate(nested)
    except pydantic.ValidationError as error:
        sources = {name: value.source for name, value in found.items()}
        raise errors.SettingsError(problems.explain(error, known, sources)) from None
    sources = {name: str(found[name].source) if name in found else "default" for name in known}
    if "files.config" not in found and not settings.files.config.is_dir():
        shipped = settings.files.model_copy(update={"config": schema.shipped_config()})
        settings = settings.model_copy(update={"files": shipped})
        sources["files.config"] = "default: as shipped"
    return Sourced(settings, sources, tuple(warnings), tuple(secret_files))


def _is_secret(leaf: schema.SettingField | None, raw: Any) -> bool:
    """Tell whether a value is a secret, or an address with one in it."""
    if leaf is None:
        return False
    texts = raw if isinstance(raw, list) else [raw]
    return bool(raw) if leaf.secret else any(any(redaction.passwords(str(text))) for text in texts)


def _from_toml(file: pathlib.Path) -> Iterator[tuple[str, _Value]]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise errors.SettingsError(
            f"{file}: there is no such file. `chatterbot init DIR` writes one that explains every setting."
        ) from None
    except OSError as error:
        raise errors.SettingsError(f"{file}: cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise errors.SettingsError(f"{file}: is not UTF-8 text (at byte {error.start}). Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise errors.SettingsError(
            f"{file}: is not TOML: {error}. Text needs quotes, as in prefix = \"!\"; on Windows, write paths in 'single quotes'."
        ) from None
    source = problems.Source(problems.SourceKind.FILE, str(file))
    return ((name, _Value(value, source, file)) for name, value in _flat(content))


def _from_environment(
    given: Mapping[str, str] | None, known: Mapping[str, schema.SettingField], warnings: list[str]
) -> Iterator[tuple[str, _Value]]:
    layers: list[tuple[Mapping[str, str | None], str | None]] = []
    if given is None:
        layers += [(_env_file(file), str(file)) for file in ENV_FILES if file.is_file()]
        given = os.environ
    layers.append((given, None))
    for variables, file in layers:
        for variable, text in variables.items():
            if not variable.upper().startswith(ENVIRONMENT_PREFIX) or not text:
                continue  # an empty variable counts as not set: Docker Compose passes on unset ones as empty
            source = problems.Source(problems.SourceKind.VARIABLE, variable, file)
            name = variable[len(ENVIRONMENT_PREFIX) :].lower().replace(NESTING, ".")
            if name in known:
                yield name, _Value(text, source, None if file is None else pathlib.Path(file))
            elif (target := name.removesuffix(FILE_SUFFIX.lower())) in known and known[target].secret:
                yield target, _Value(_secret_in(pathlib.Path(text), source), source, pathlib.Path(text))
            else:
                warnings.append(problems.unknown_variable(variable, known.values(), file))


def _env_file(file: pathlib.Path) -> Mapping[str, str | None]:
    try:
        return dotenv.dotenv_values(file, interpolate=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.SettingsError(f"{file}: cannot be read: {error}.") from None


def _secret_in(file: pathlib.Path, source: problems.Source) -> str:
    try:
        return file.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise errors.SettingsError(
            f"{source}: the file it names, {file}, cannot be read: {reason}. Correct the path or the file's permissions."
        ) from None


def _listed(text: str) -> list[str]:
    """Return the items of a list written as text: in brackets as in TOML (quoted items may contain spaces), or separated by commas or spaces."""
    if text.lstrip().startswith("["):
        with contextlib.suppress(tomllib.TOMLDecodeError):
            return [str(item) for item in tomllib.loads(f"items = {text}")["items"]]
    return [item for item in re.split(r"[\s,\[\]]+", text) if item]


def _put(target: dict[str, Any], path: list[str], value: Any) -> None:
    for key in path[:-1]:
        inner = target.setdefault(key, {})
        if not isinstance(inner, dict):
            inner = target[key] = {}
        target = inner
    target[path[-1]] = value


def _flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, f"{prefix}{key}.")
        elif not isinstance(value, dict):
            yield prefix + key, value
