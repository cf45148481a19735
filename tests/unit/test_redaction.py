"""Secrets and people's words are removed from what is written to the log or a terminal."""

from __future__ import annotations

import time

import pytest
import sqlalchemy.exc as sa_exc

from chatterbot import errors, redaction

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("http://ann:s3cret@host:8000/v1", "http://ann:********@host:8000/v1"),
        ("https://s3cret@host/v1", "https://********@host/v1"),
        ("socks5h://ann:s3cret@proxy:1080", "socks5h://ann:********@proxy:1080"),
        ("proxy http://:s3cret@proxy, then", "proxy http://:********@proxy, then"),
        ("https://host/v1?model=a&api_key=s3cret&x=1", "https://host/v1?model=a&api_key=********&x=1"),
        ("https://host/v1?ACCESS_TOKEN=s3cret#x", "https://host/v1?ACCESS_TOKEN=********#x"),
        ("postgresql+asyncpg://ann:s3cret/with@at@host/db", "postgresql+asyncpg://ann:********@host/db"),
        ("postgresql+asyncpg://ann@host/db?password=s3cret", "postgresql+asyncpg://ann@host/db?password=********"),
        ("at 12:30 ask ann@host, or http://host/a:b", "at 12:30 ask ann@host, or http://host/a:b"),
    ],
)
def test_an_address_is_shown_without_its_secrets(text: str, shown: str) -> None:
    assert redaction.address(text) == shown
    assert all("s3cret" in secret for secret in redaction.passwords(text))
    assert any(redaction.passwords(text)) == (text != shown)


def test_a_password_is_returned_as_written_and_as_decoded() -> None:
    assert set(redaction.passwords("http://ann:a%20b@host/")) == {"a%20b", "a b"}


@pytest.mark.parametrize(
    "secret",
    [
        "https://cdn.example/attachments/1/2/party.png?ex=1&is=2&hm=3",
        "https://cdn.example/ephemeral-attachments/1/2/party.png",
        "Bearer abcdefghijklmnopqrstuvwxyz",
        "https://discord.example/api/webhooks/12/aW50ZXJhY3Rpb246MTIzOmFiYw/messages",
    ],
)
def test_a_text_with_the_shape_of_a_secret_is_masked(secret: str) -> None:
    told = redaction.without_secrets(f"GET {secret} failed")
    assert redaction.MASK in told
    assert not [part for part in ("party", "abcdefgh", "aW50", "hm=3") if part in told]


@pytest.mark.parametrize("piece", ["://", "a://", "http://", "http://a:", "?token=", "'", "/attachments/1", "&a"])
def test_a_long_text_is_masked_in_linear_time(piece: str) -> None:
    began = time.thread_time()
    redaction.without_quotes(redaction.without_secrets(piece * 20_000))
    assert time.thread_time() - began < 3


class _PostgresError(Exception):
    sqlstate = "23505"


_PostgresError.__module__ = "asyncpg.exceptions"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (KeyError("xyzzy"), "'...'"),
        (
            ValueError("invalid literal for int() with base 10: 'xyz\\'zy'"),
            "invalid literal for int() with base 10: '...'",
        ),
        (FileNotFoundError(2, "No such file or directory", "xyzzy.txt"), "No such file or directory"),
        (FileNotFoundError(2, "No such file", "/data/guilds/1/xyzzy.txt"), "No such file"),
        (PermissionError(13, "Permission denied", "/data/running.lock"), "Permission denied: /data/running.lock"),
        (errors.NotFoundError("error-path-missing", path="xyzzy"), "error-path-missing"),
        (errors.StoreError("the database refused: locked"), "the database refused: locked"),
        (_PostgresError("Key (name)=(xyzzy) already exists"), "(SQLSTATE 23505)"),
        (sa_exc.IntegrityError("INSERT", {"name": "xyzzy"}, _PostgresError("(xyzzy)")), "(SQLSTATE 23505)"),
        (RuntimeError("locked"), "locked"),
    ],
)
def test_an_error_is_described_without_what_people_wrote(error: Exception, said: str) -> None:
    assert redaction.describe(error) == said
    assert "xyzzy" not in f"{redaction.DescribedError(error)} {redaction.DescribedError(error)!r}"
