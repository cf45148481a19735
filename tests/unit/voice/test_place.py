"""The two dispatches that make a connection's address, in any order."""

from __future__ import annotations

import pytest

from chatterbot.voice import place

pytestmark = pytest.mark.unit

INFO = place.ConnectionInfo(1, 20, 300, "session", "secret", "wss://a")


@pytest.fixture
def here() -> place.Place:
    made = place.Place(INFO)
    made.used()
    return made


def test_the_token_is_in_no_representation() -> None:
    assert "secret" not in repr(INFO)


def test_repeated_news_change_nothing(here: place.Place) -> None:
    here.state(20, "session")
    here.server("wss://a", "secret")
    assert here.info() == INFO


@pytest.mark.parametrize("order", ["state first", "server first"])
def test_a_move(here: place.Place, order: str) -> None:
    if order == "server first":
        here.server("wss://b", "t")
        here.state(99, "session")
    else:
        here.state(99, "session")
        assert here.info() is None
        here.server("wss://b", "t")
    assert here.info() == place.ConnectionInfo(1, 99, 300, "session", "t", "wss://b")


def test_a_server_named_for_the_last_move_is_none_for_the_next(here: place.Place) -> None:
    here.state(99, "session")
    here.server("wss://b", "t")
    here.used()
    here.state(20, "session")
    assert here.info() is None


def test_a_server_may_be_taken_away(here: place.Place) -> None:
    here.server(None, "void")
    assert (here.info(), here.gone, here.channel_id) == (None, False, 20)
    here.server("wss://c", "t")
    assert here.info() == place.ConnectionInfo(1, 20, 300, "session", "t", "wss://c")


def test_out_is_out_unless_we_are_about_to_come_back(here: place.Place) -> None:
    here.rejoining()
    assert here.info() is None
    here.state(None, "session")
    assert not here.gone
    here.state(20, "again")
    here.server("wss://a", "t")
    assert here.info() == place.ConnectionInfo(1, 20, 300, "again", "t", "wss://a")
    here.used()
    here.state(None, "again")
    assert here.gone


async def test_waiting_for_news(here: place.Place) -> None:
    assert not await here.until(lambda: here.gone, 0.01)
    here.state(None, "session")
    assert await here.until(lambda: here.gone, 0.01)
