"""Who is admitted to scarce work, in which order, and who is refused."""

from __future__ import annotations

import asyncio
import collections
import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatterbot import errors
from chatterbot.admission import MOST_PASSED_OVER, Admission, AdmissionLimits, AdmissionRefusals, Requester, Slot

pytestmark = pytest.mark.unit

REFUSALS = AdmissionRefusals(person="error-person", scope="error-scope", process="error-process")
WIDE = AdmissionLimits(running=2, open=1000, open_by_scope=1000, open_by_person=1000, long_cost=10)
ANN, BOB, CAT = 7, 8, 9
TOWN, CITY = 100, 200


def admission(**changes: int | float | None) -> Admission:
    return Admission(dataclasses.replace(WIDE, **changes), REFUSALS)


def direct(person_id: int) -> Requester:
    return Requester(person_id, person_id)


def names(places: dict[str, Slot]) -> list[str]:
    return [name for name, place in places.items() if place.is_granted]


def finish(work: Admission, places: dict[str, Slot]) -> list[str]:
    """End one piece of work after the other, the first that began first; return the order in which all of them began."""
    order = names(places)
    done: set[str] = set()
    while running := [name for name in order if name not in done]:
        places[running[0]].release()
        done.add(running[0])
        order += [name for name in names(places) if name not in order]
    assert (work.open, work.running) == (0, 0)
    return order


async def test_as_much_runs_as_the_limit_allows_and_the_rest_waits() -> None:
    work = admission()
    places = {name: work.request(Requester(TOWN, ANN)) for name in "abcd"}
    assert names(places) == ["a", "b"]
    places["a"].release()
    places["a"].release()  # a second time changes nothing
    assert names(places) == ["a", "b", "c"]
    assert (work.running, work.open) == (2, 3)


async def test_scopes_take_turns() -> None:
    work = admission(running=1)
    places = {f"town {number}": work.request(Requester(TOWN, ANN)) for number in range(4)}
    places |= {f"city {number}": work.request(Requester(CITY, BOB)) for number in range(2)}
    assert finish(work, places) == ["town 0", "city 0", "town 1", "city 1", "town 2", "town 3"]


async def test_people_of_one_scope_take_turns() -> None:
    work = admission(running=1)
    places = {f"ann {number}": work.request(Requester(TOWN, ANN)) for number in range(4)}
    places["bob"] = work.request(Requester(TOWN, BOB))
    assert finish(work, places) == ["ann 0", "bob", "ann 1", "ann 2", "ann 3"]


async def test_a_scope_that_comes_back_does_not_overtake_those_that_wait() -> None:
    work = admission(running=1)
    first = work.request(Requester(TOWN, ANN))
    waiting = work.request(Requester(CITY, BOB))
    again = work.request(Requester(TOWN, ANN))
    first.release()
    assert (waiting.is_granted, again.is_granted) == (True, False)


async def test_short_work_is_before_long_work_and_servers_before_direct_messages() -> None:
    work = admission(running=1)
    running = work.request(Requester(TOWN, ANN))
    places = {
        "long direct": work.request(direct(CAT), cost=11),
        "long": work.request(Requester(CITY, BOB), cost=11),
        "short direct": work.request(direct(BOB), cost=10),
        "short": work.request(Requester(TOWN, BOB), cost=10),
    }
    running.release()
    assert finish(work, places) == ["short", "short direct", "long", "long direct"]


async def test_long_work_leaves_a_place_to_short_work() -> None:
    work = admission()
    places = {name: work.request(Requester(TOWN + number, ANN), cost=11) for number, name in enumerate("abc")}
    assert names(places) == ["a"]
    assert work.request(Requester(CITY, BOB), cost=1).is_granted


async def test_direct_messages_leave_a_place_to_servers() -> None:
    work = admission()
    places = [work.request(direct(person)) for person in (ANN, BOB, CAT)]
    assert [place.is_granted for place in places] == [True, False, False]
    assert work.request(Requester(TOWN, ANN)).is_granted


@pytest.mark.parametrize(("scope", "person", "is_direct"), [(ANN, ANN, True), (TOWN, ANN, False), (0, 0, False)])
def test_a_scope_that_is_the_person_is_a_direct_message_but_not_on_the_command_line(
    scope: int, person: int, *, is_direct: bool
) -> None:
    assert Requester(scope, person).is_direct is is_direct


async def test_short_work_of_direct_messages_runs_beside_their_long_work() -> None:
    work = admission(running=3)
    places = [work.request(direct(person), cost=cost) for person, cost in ((ANN, 11), (BOB, 11), (CAT, 1))]
    assert [place.is_granted for place in places] == [True, False, True]
    assert work.request(Requester(TOWN, ANN), cost=11).is_granted


async def test_a_low_rank_that_was_passed_over_often_is_next() -> None:
    work = admission(running=1)
    running = work.request(Requester(TOWN, ANN))
    places = {"direct": work.request(direct(CAT))}
    places |= {str(number): work.request(Requester(TOWN, ANN)) for number in range(10)}
    running.release()
    assert finish(work, places).index("direct") == MOST_PASSED_OVER


@pytest.mark.parametrize(
    ("changes", "requester", "key"),
    [
        ({"open_by_person": 2}, Requester(TOWN, ANN), "error-person"),
        ({"open_by_scope": 2}, Requester(TOWN, BOB), "error-scope"),
        ({"open": 2}, Requester(CITY, BOB), "error-process"),
    ],
)
async def test_too_much_is_refused_with_the_reason(changes: dict[str, int], requester: Requester, key: str) -> None:
    work = admission(**changes)
    places = [work.request(Requester(TOWN, ANN)) for _ in range(2)]
    with pytest.raises(errors.RefusedError) as refused:
        work.request(requester)
    assert (refused.value.key, refused.value.params) == (key, {"waiting": 2})
    places[1].release()
    assert work.request(requester).is_granted


async def test_direct_messages_of_many_people_cannot_take_all_that_may_wait() -> None:
    work = admission(open=10, open_by_direct=1)
    for person in range(1, 6):
        work.request(direct(person))
    with pytest.raises(errors.RefusedError, match="error-process"):
        work.request(direct(6))
    work.request(Requester(TOWN, ANN))
    with pytest.raises(errors.RefusedError, match="error-person"):
        work.request(direct(1))


async def test_one_scope_and_one_person_run_no_more_than_their_share() -> None:
    work = admission(running=4, running_by_scope=2, running_by_person=1)
    places = {
        "ann": work.request(Requester(TOWN, ANN)),
        "ann elsewhere": work.request(Requester(CITY, ANN)),
        "bob": work.request(Requester(TOWN, BOB)),
        "cat": work.request(Requester(TOWN, CAT)),
        "cat elsewhere": work.request(Requester(CITY, CAT)),
    }
    assert names(places) == ["ann", "bob", "cat elsewhere"]


async def test_amounts_add_up_to_the_limit_and_nothing_overtakes_a_large_one() -> None:
    work = admission(running=4, amount=10)
    places = {
        "six": work.request(Requester(TOWN, ANN), amount=6),
        "eleven": work.request(Requester(TOWN, ANN), amount=11),
        "two": work.request(Requester(TOWN, ANN), amount=2),
    }
    assert names(places) == ["six"]
    places["six"].release()
    assert names(places) == ["six", "eleven"]  # larger than the limit: alone
    places["eleven"].release()
    assert names(places) == ["six", "eleven", "two"]


async def test_a_cancelled_wait_gives_its_place_back() -> None:
    work = admission(running=1)
    running = work.request(Requester(TOWN, ANN))
    began: list[str] = []

    async def do(name: str) -> None:
        async with work.request(Requester(TOWN, ANN)):
            began.append(name)

    first, second = (asyncio.create_task(do(name)) for name in ("first", "second"))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first])
    running.release()
    await second
    assert (began, work.open) == (["second"], 0)


async def test_a_wait_that_is_cancelled_while_it_is_granted_gives_its_place_back() -> None:
    work = admission(running=1)
    running = work.request(Requester(TOWN, ANN))

    async def do() -> None:
        async with work.request(Requester(TOWN, ANN)):
            raise AssertionError

    task = asyncio.create_task(do())
    await asyncio.sleep(0)
    running.release()
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    assert work.open == 0


async def test_work_that_fails_gives_its_place_back() -> None:
    work = admission(running=1)
    with pytest.raises(ValueError, match="broken"):
        async with work.request(Requester(TOWN, ANN)):
            raise ValueError("broken")
    assert work.open == 0


async def test_work_gives_way_to_a_higher_rank_only_and_goes_on_before_its_own_rank() -> None:
    work = admission(running=1)
    long = work.request(direct(ANN), cost=11)
    other = work.request(direct(BOB), cost=11)
    assert not await long.give_way()
    server = work.request(Requester(TOWN, CAT), cost=1)
    assert not server.is_granted
    way = asyncio.create_task(long.give_way())
    await asyncio.sleep(0)
    assert (server.is_granted, long.is_granted, other.is_granted) == (True, False, False)
    server.release()
    assert await way
    assert (long.is_granted, other.is_granted) == (True, False)


async def test_work_that_gave_way_and_is_cancelled_leaves_nothing_behind() -> None:
    work = admission(running=1)

    async def do() -> None:
        async with work.request(direct(ANN), cost=11) as place:
            server = work.request(Requester(TOWN, CAT))
            try:
                await place.give_way()
            finally:
                server.release()

    task = asyncio.create_task(do())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    assert (task.cancelled(), work.open) == (True, 0)


ARRIVALS = st.lists(
    st.tuples(st.sampled_from([TOWN, CITY, ANN, BOB]), st.sampled_from([ANN, BOB, CAT]), st.sampled_from([1, 50])),
    max_size=40,
)


@given(ARRIVALS, st.integers(1, 4), st.integers(1, 3))
@settings(max_examples=200, deadline=None)
def test_whatever_comes_everything_runs_within_the_limits(
    arrivals: list[tuple[int, int, int]], running: int, by_scope: int
) -> None:
    async def story() -> None:
        work = admission(running=running, running_by_scope=by_scope)
        places = [
            work.request(Requester(scope, scope if scope in (ANN, BOB) else person), cost=cost)
            for scope, person, cost in arrivals
        ]
        ended: set[int] = set()
        while len(ended) < len(places):
            now = [place for place in places if place.is_granted and place.number not in ended]
            assert now, "something waits, and nothing runs"
            scopes = collections.Counter(place.requester.scope_id for place in now)
            assert len(now) <= running
            assert max(scopes.values()) <= by_scope
            assert sum(place.is_long for place in now) <= max(1, running - 1)
            ended.add(now[0].number)
            now[0].release()
        assert work.open == 0

    asyncio.run(story())


@given(st.lists(st.integers(0, 5), min_size=1, max_size=60))
@settings(max_examples=200, deadline=None)
def test_a_scope_waits_for_each_other_scope_at_most_once_before_its_next_turn(arrivals: list[int]) -> None:
    async def story() -> None:
        work = admission(running=1)
        blocking = work.request(Requester(999, ANN))
        places = {f"{index}": work.request(Requester(1000 + scope, ANN)) for index, scope in enumerate(arrivals)}
        blocking.release()
        order = [arrivals[int(name)] for name in finish(work, places)]
        left = collections.Counter(arrivals)
        since: dict[int, collections.Counter[int]] = {scope: collections.Counter() for scope in left}
        for scope in order:
            assert all(count <= 1 for count in since[scope].values())
            since[scope].clear()
            left[scope] -= 1
            for other, counts in since.items():
                if other != scope and left[other]:
                    counts[scope] += 1

    asyncio.run(story())
