"""Who may use the bot, and how much in a minute."""

from __future__ import annotations

import pytest

from chatterbot import errors
from chatterbot.discord.entrance import Entrance, EntranceRules
from chatterbot.discord.request_rate import MOST_REMEMBERED, RequestRate

pytestmark = pytest.mark.unit

ANN, BEN, HOME, ELSEWHERE = 1, 2, 10, 20


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_some_at_once_and_then_one_after_the_other(clock: Clock) -> None:
    pace = RequestRate(6, 60, 3, clock)
    assert [pace.take("a") for _ in range(3)] == [0, 0, 0]
    assert pace.take("a") == pytest.approx(10)
    assert pace.take("b") == 0
    clock.now += 9.9
    assert pace.take("a") == pytest.approx(0.1)
    clock.now += 0.1
    assert pace.take("a") == 0
    assert pace.take("a") == pytest.approx(10)
    clock.now += 1000  # what was not used is not saved up beyond what may come at once
    assert [pace.take("a") for _ in range(4)] == [0, 0, 0, pytest.approx(10)]


def test_a_refused_piece_costs_nothing_and_a_large_one_goes_alone(clock: Clock) -> None:
    pace = RequestRate(60, 60, 10, clock)
    assert pace.take("a", 4) == 0
    assert pace.take("a", 10) == pytest.approx(4)
    assert pace.take("a", 6) == 0
    clock.now += 10
    assert pace.take("a", 25) == 0
    assert pace.take("a", 1) == pytest.approx(16)


def test_it_remembers_a_bounded_number_of_places(clock: Clock) -> None:
    pace = RequestRate(1, 60, 1, clock)
    for place in range(MOST_REMEMBERED + 1):
        assert pace.take(place) == 0
    assert pace.take(1) > 0
    assert pace.take(0) == 0


def refused(entrance: Entrance, person: int, guild: int | None, **options: int) -> tuple[str, dict[str, object]]:
    with pytest.raises(errors.RefusedError) as caught:
        entrance.check(person, guild, **options)
    return caught.value.key, caught.value.params


def test_people_and_servers_have_limits_of_their_own(clock: Clock) -> None:
    entrance = Entrance(EntranceRules(requests_person=4, requests_guild=6), clock)
    for _ in range(2):
        entrance.check(ANN, HOME)
    assert refused(entrance, ANN, ELSEWHERE) == ("error-too-fast", {"limit": 4, "seconds": 15.0})
    assert refused(entrance, ANN, None) == ("error-too-fast", {"limit": 4, "seconds": 15.0})
    entrance.check(BEN, HOME)
    assert refused(entrance, BEN, HOME) == ("error-too-fast-here", {"limit": 6, "seconds": 10.0})
    entrance.check(3, None)


def test_bytes_are_counted_by_server_and_by_person_in_direct_messages(clock: Clock) -> None:
    entrance = Entrance(EntranceRules(downloads_guild=3600), clock)
    entrance.check(ANN, HOME, download=3000)
    assert refused(entrance, BEN, HOME, download=700) == ("error-too-many-files", {"limit": 3600, "seconds": 100.0})
    entrance.check(ANN, None, download=3600)
    assert refused(entrance, ANN, None, download=1)[0] == "error-too-many-files"
    entrance.check(BEN, None, download=1)
    entrance.check(BEN, HOME)


def test_whom_the_operator_does_not_serve(clock: Clock) -> None:
    entrance = Entrance(EntranceRules(denied_people=frozenset({ANN}), denied_guilds=frozenset({HOME})), clock)
    assert refused(entrance, ANN, ELSEWHERE) == ("error-denied-person", {})
    assert refused(entrance, BEN, HOME) == ("error-denied-server", {})
    entrance.check(BEN, ELSEWHERE)
    entrance.check(BEN, None)
    assert [entrance.denies(person, guild) for person in (ANN, BEN) for guild in (HOME, None)] == [
        *(True, True),
        *(True, False),
    ]


def test_a_refusal_is_written_once_a_minute(clock: Clock) -> None:
    entrance = Entrance(EntranceRules(), clock)
    assert entrance.tells(ANN)
    assert not entrance.tells(ANN)
    assert entrance.tells(BEN)
    clock.now += 60
    assert entrance.tells(ANN)
