"""The two dispatches that make a connection's address, in either order."""

from __future__ import annotations

import pytest

from chatterbot.voice import place

pytestmark = pytest.mark.unit

INFO = place.ConnectionInfo(1, 20, 300, "session", "secret", "wss://a")


@pytest.fixture
def here() -> place.Place:
    made = place.Place(INFO)
    made.mark_used()
    return made


def test_the_repr_hides_the_token() -> None:
    assert "secret" not in repr(INFO)


def test_repeated_dispatches_change_nothing(here: place.Place) -> None:
    here.on_voice_state(20, "session")
    here.on_voice_server("wss://a", "secret")
    assert here.info() == INFO


@pytest.mark.parametrize("order", ["state first", "server first"])
def test_after_a_move_the_new_server_is_used(here: place.Place, order: str) -> None:
    if order == "server first":
        here.on_voice_server("wss://b", "t")
        here.on_voice_state(99, "session")
    else:
        here.on_voice_state(99, "session")
        assert here.info() is None
        here.on_voice_server("wss://b", "t")
    assert here.info() == place.ConnectionInfo(1, 99, 300, "session", "t", "wss://b")


def test_the_server_of_a_move_is_not_used_for_the_next_move(here: place.Place) -> None:
    here.on_voice_state(99, "session")
    here.on_voice_server("wss://b", "t")
    here.mark_used()
    here.on_voice_state(20, "session")
    assert here.info() is None


def test_a_null_endpoint_invalidates_the_server(here: place.Place) -> None:
    here.on_voice_server(None, "void")
    assert (here.info(), here.left, here.channel_id) == (None, False, 20)
    here.on_voice_server("wss://c", "t")
    assert here.info() == place.ConnectionInfo(1, 20, 300, "session", "t", "wss://c")


def test_a_voice_state_without_a_channel_is_a_leave_unless_a_rejoin_is_expected(here: place.Place) -> None:
    here.expect_rejoin()
    assert here.info() is None
    here.on_voice_state(None, "session")
    assert not here.left
    here.on_voice_state(20, "again")
    here.on_voice_server("wss://a", "t")
    assert here.info() == place.ConnectionInfo(1, 20, 300, "again", "t", "wss://a")
    here.mark_used()
    here.on_voice_state(None, "again")
    assert here.left


async def test_waiting_ends_when_the_condition_is_true(here: place.Place) -> None:
    assert not await here.until(lambda: here.left, 0.01)
    here.on_voice_state(None, "session")
    assert await here.until(lambda: here.left, 0.01)
