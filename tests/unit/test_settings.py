"""Settings: which source wins, and what a person is told about a wrong one."""

from __future__ import annotations

import functools
import pathlib
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot import errors, redaction, settings

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the clone's own config folder or .env."""
    monkeypatch.chdir(tmp_path)


def written(tmp_path: pathlib.Path, text: str) -> pathlib.Path:
    file = tmp_path / "my.toml"
    file.write_text(text, encoding="utf-8")
    return file


def problem(
    file: pathlib.Path | None = None,
    environment: Mapping[str, str] | None = None,
    arguments: Mapping[str, Any] | None = None,
) -> str:
    with pytest.raises(errors.SettingsError) as raised:
        settings.load(file, environment=environment or {}, arguments=arguments)
    return str(raised.value)


def test_without_any_source_the_defaults_hold() -> None:
    loaded = settings.load(environment={})
    assert loaded.settings.discord.token is None
    assert loaded.settings.database_url == "sqlite+aiosqlite:///data/chatterbot.sqlite3"
    assert set(loaded.sources) == {leaf.name for leaf in settings.leaves()}
    assert {source for name, source in loaded.sources.items() if name != "files.config"} == {"default"}


def test_arguments_win_over_the_environment_and_that_over_the_file(tmp_path: pathlib.Path) -> None:
    file = written(tmp_path, 'language = "ru"\n[log]\nlevel = "ERROR"\n[playground]\nport = 1\n')
    environment = {"CHATTERBOT_LOG__LEVEL": "debug", "CHATTERBOT_PLAYGROUND__PORT": "2"}
    loaded = settings.load(file, environment=environment, arguments={"playground.port": "3"})
    assert loaded.settings.language == "ru"
    assert loaded.settings.log.level is settings.LogLevel.DEBUG
    assert loaded.settings.playground.port == 3
    assert loaded.sources["language"] == str(file)
    assert loaded.sources["log.level"] == "environment: CHATTERBOT_LOG__LEVEL"
    assert loaded.sources["playground.port"] == "argument playground.port"


def test_the_process_environment_wins_over_env_files(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / ".env").write_text("CHATTERBOT_LANGUAGE=ru\nCHATTERBOT_MODE=production\n")
    (tmp_path / ".env").write_text("CHATTERBOT_LANGUAGE=de\nCHATTERBOT_DISCORD__PREFIX='$?'\n")
    monkeypatch.setenv("CHATTERBOT_LANGUAGE", "fr")
    loaded = settings.load()
    assert loaded.settings.language == "fr"
    assert loaded.settings.mode is settings.RunMode.PRODUCTION
    assert loaded.settings.discord.prefix == "$?"
    assert loaded.sources["discord.prefix"] == ".env: CHATTERBOT_DISCORD__PREFIX"


def test_an_empty_variable_is_an_unset_one() -> None:
    assert settings.load(environment={"CHATTERBOT_DISCORD__TOKEN": ""}).settings.discord.token is None


def test_a_given_environment_replaces_the_processs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHATTERBOT_LANGUAGE", "ru")
    assert settings.load(environment={}).settings.language == "en"


def test_items_with_spaces_are_written_as_in_the_file() -> None:
    text = """["ru=RHVoice-test -p anna -o -", "de=say '-v' x"]"""
    by_variable = settings.load(environment={"CHATTERBOT_SPEECH__PROGRAMS": text})
    by_argument = settings.load(environment={}, arguments={"speech.programs": text})
    for found in (by_variable, by_argument):
        assert found.settings.speech.programs == ("ru=RHVoice-test -p anna -o -", "de=say '-v' x")


@pytest.mark.parametrize("text", ["1,2", "1 2", "[1, 2]"])
def test_lists_in_variables_and_arguments_are_split(text: str) -> None:
    by_variable = settings.load(environment={"CHATTERBOT_DISCORD__DEV_GUILDS": text})
    by_argument = settings.load(environment={}, arguments={"discord.dev_guilds": text})
    assert by_variable.settings.discord.dev_guilds == by_argument.settings.discord.dev_guilds == (1, 2)


def test_sizes_may_be_written_with_units() -> None:
    loaded = settings.load(environment={"CHATTERBOT_FILES__MAX_UPLOAD": "2 MiB"})
    assert loaded.settings.files.max_upload == 2 * 1024 * 1024


def test_unknown_variables_are_named_and_ignored() -> None:
    loaded = settings.load(environment={"CHATTERBOT_DISCORD__TOKN": "x", "CHATTERBOT_PORT_80_TCP": "tcp://10.0.0.1:80"})
    assert any("CHATTERBOT_DISCORD__TOKN" in w and "CHATTERBOT_DISCORD__TOKEN?" in w for w in loaded.warnings)
    assert any("CHATTERBOT_PORT_80_TCP" in warning for warning in loaded.warnings)


def test_a_secret_may_be_in_a_file(tmp_path: pathlib.Path) -> None:
    (tmp_path / "token").write_text("abc.def.ghi\n")
    loaded = settings.load(environment={"CHATTERBOT_DISCORD__TOKEN_FILE": str(tmp_path / "token")})
    assert loaded.settings.discord.token is not None
    assert loaded.settings.discord.token.get_secret_value() == "abc.def.ghi"
    assert "CHATTERBOT_DISCORD__TOKEN_FILE" in loaded.sources["discord.token"]


def test_a_secrets_file_that_is_missing_is_explained() -> None:
    told = problem(environment={"CHATTERBOT_DISCORD__TOKEN_FILE": "nowhere"})
    assert "CHATTERBOT_DISCORD__TOKEN_FILE" in told
    assert "nowhere" in told


def test_a_wrong_value_is_explained_with_name_value_reason_source_and_remedy(tmp_path: pathlib.Path) -> None:
    file = written(tmp_path, "[privacy]\nturns_kept = 0\n")
    told = problem(file)
    assert told.startswith("privacy.turns_kept: 0 cannot be used: must be at least 1")
    assert f"source: the file {file}" in told
    assert "remedy: change `turns_kept` in the section [privacy]" in told
    assert "Days a question and its reply are kept" in told


def test_the_exact_variable_is_named() -> None:
    told = problem(environment={"chatterbot_Log__Level": "loud"})
    assert 'log.level: "loud" cannot be used: must be one of "DEBUG", "INFO", "WARNING", "ERROR"' in told
    assert "environment variable chatterbot_Log__Level" in told


def test_all_wrong_values_are_explained_at_once(tmp_path: pathlib.Path) -> None:
    file = written(tmp_path, 'mode = "prod"\n[playground]\nport = "x"\n[engine]\nstrictness = 0.9\n')
    told = problem(file, arguments={"discord.prefix": "toolong"})
    for name in ("mode", "playground.port", "engine.strictness", "discord.prefix"):
        assert f"{name}: " in told
    assert "command line" in told


def test_an_unknown_setting_in_a_file_is_refused_with_the_likely_one(tmp_path: pathlib.Path) -> None:
    told = problem(written(tmp_path, '[discord]\nprefx = "?"\n'))
    assert "discord.prefx: there is no such setting; did you mean discord.prefix?" in told


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[discord\n", "is not TOML"),
        ("discord = 3\n", "is a section, written [discord]"),
        ("[nothing]\nx = 1\n", "nothing: there is no such setting"),
        ("discord = []\n", "is a section"),
    ],
)
def test_a_broken_file_is_explained(tmp_path: pathlib.Path, text: str, part: str) -> None:
    assert part in problem(written(tmp_path, text))


def test_a_file_that_is_missing_or_not_text_is_explained(tmp_path: pathlib.Path) -> None:
    assert "chatterbot init" in problem(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in problem(tmp_path / "bytes.toml")
    assert "cannot be read" in problem(tmp_path)


@pytest.mark.parametrize("token", ["Bot abc.def.ghi", "two words", "tab\tbed", "ключ"])
def test_a_wrong_token_is_never_repeated(token: str) -> None:
    told = problem(environment={"CHATTERBOT_DISCORD__TOKEN": token})
    assert "discord.token" in told
    assert "CHATTERBOT_DISCORD__TOKEN" in told
    assert token not in told
    assert token.rsplit(maxsplit=1)[-1] not in told


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+asyncpg://ann:s3cret@host/db",
        "postgresql+asyncpg://ann:s3cret/with@at@host/db",
        "postgresql+asyncpg://host/db?password=s3cret&x=1",
    ],
)
def test_a_databases_password_is_masked(url: str) -> None:
    loaded = settings.load(environment={"CHATTERBOT_DATABASE__URL": url})
    leaf = next(leaf for leaf in settings.leaves() if leaf.name == "database.url")
    assert "s3cret" not in leaf.shown(url)
    assert "host/db" in leaf.shown(url)
    assert "s3cret" not in repr(loaded.settings)
    assert any(secret.startswith("s3cret") for secret in loaded.settings.secrets())


def test_a_wrong_database_address_is_told_without_its_password() -> None:
    told = problem(environment={"CHATTERBOT_DATABASE__URL": "mysql://ann:s3cret@host/db"})
    assert "database.url" in told
    assert "s3cret" not in told


def test_the_token_is_in_no_representation() -> None:
    loaded = settings.load(environment={"CHATTERBOT_DISCORD__TOKEN": "abc.def.ghi"})
    assert "abc.def" not in repr(loaded)
    assert "abc.def" not in str(loaded.settings)


def test_the_shipped_config_serves_where_there_is_none(tmp_path: pathlib.Path) -> None:
    loaded = settings.load(environment={})
    assert loaded.settings.files.config == settings.shipped_config()
    assert loaded.sources["files.config"] == "default: as shipped"
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "starter.jsonl").write_text("")
    own = settings.load(environment={}).settings
    assert own.config_file("starter.jsonl") == pathlib.Path("config/starter.jsonl")
    assert own.config_file("bot_instruction.md") == settings.shipped_config() / "bot_instruction.md"
    assert own.config_file("bot_instruction.md").is_file()


def test_encoders_are_kept_in_the_data_folder() -> None:
    loaded = settings.load(environment={}, arguments={"files.data": "elsewhere"})
    assert loaded.settings.encoder_cache == pathlib.Path("elsewhere/models")


@given(st.dictionaries(st.sampled_from([leaf.variable for leaf in settings.leaves()]), st.text(max_size=20)))
def test_whatever_the_environment_says_it_loads_or_is_explained(environment: Mapping[str, str]) -> None:
    told = ""
    try:
        settings.load(environment=environment)
    except errors.SettingsError as error:
        told = str(error)
    assert not told or any(f"{leaf.name}: " in told and leaf.variable in told for leaf in settings.leaves())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("speech.server", "http://ann:s3cret@127.0.0.1:1/v1"),
        ("speech.server", "https://127.0.0.1/v1?key=s3cret"),
        ("speech.server", "https://s3cret@127.0.0.1/v1"),
        ("discord.rest_url", "https://127.0.0.1/api?token=s3cret"),
        ("speech.programs", "en=speak --from http://ann:s3cret@host/x"),
        ("engine.encoder", "onnx:https://ann:s3cret@host/x"),
    ],
)
def test_a_password_in_any_address_is_masked(name: str, value: str) -> None:
    loaded = settings.load(environment={}, arguments={name: [value] if name == "speech.programs" else value})
    leaf = next(leaf for leaf in settings.leaves() if leaf.name == name)
    assert redaction.MASK in leaf.shown(functools.reduce(getattr, name.split("."), loaded.settings))
    assert "s3cret" not in leaf.shown(functools.reduce(getattr, name.split("."), loaded.settings))
    assert "s3cret" in loaded.settings.secrets()


@pytest.mark.parametrize("name", ["speech.server", "speech.voices", "discord.rest_url", "files.max_upload", "mode"])
def test_a_refused_value_is_shown_without_its_password(name: str) -> None:
    told = problem(arguments={name: "ftp://ann:s3cret@host"})
    assert name in told
    assert "s3cret" not in told


def test_files_with_a_secret_are_listed(tmp_path: pathlib.Path) -> None:
    file = written(tmp_path, '[database]\nurl = "postgresql+asyncpg://ann:s3cret@host/db"\n')
    key = tmp_path / "key"
    key.write_text("sesame")
    (tmp_path / ".env").write_text("CHATTERBOT_DISCORD__TOKEN=abc.def.ghi\n")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / ".env").write_text("CHATTERBOT_DISCORD__PREFIX=?\n")
    loaded = settings.load(file, environment={"CHATTERBOT_SPEECH__SERVER_KEY_FILE": str(key)})
    assert loaded.secret_files == (file, key)
    assert settings.load(written(tmp_path, 'mode = "dev"\n')).secret_files == (pathlib.Path(".env"),)
