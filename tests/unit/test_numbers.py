"""A quantile is the nearest rank: one of the values, and the smallest that is not exceeded by the share."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.numbers import quantile

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(("share", "value"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_a_quantile_of_a_hundred_values_is_the_value_of_that_rank(share: float, value: float) -> None:
    assert quantile([float(n) for n in range(100, 0, -1)], share) == value


@pytest.mark.parametrize("rank", range(1, 101))
def test_a_share_in_whole_percents_has_its_own_rank_despite_rounding(rank: int) -> None:
    assert quantile(range(1, 101), rank / 100) == rank


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_quantile_of_one_value_is_that_value(share: float) -> None:
    assert quantile([7.0], share) == 7.0


def test_a_quantile_of_few_values_rounds_the_rank_up() -> None:
    assert [quantile([1.0, 2.0, 3.0], share) for share in (0.33, 0.34, 0.66, 0.67, 0.95)] == [1.0, 2.0, 2.0, 3.0, 3.0]


def test_a_quantile_of_nothing_is_none() -> None:
    assert quantile([], 0.5) is None


@pytest.mark.parametrize("values", [[], [1.0]])
@pytest.mark.parametrize("share", [-0.1, 1.1, math.nan])
def test_a_share_outside_of_0_and_1_is_refused(share: float, values: list[float]) -> None:
    with pytest.raises(ValueError, match="share"):
        quantile(values, share)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=50), st.floats(0, 1))
def test_the_share_of_values_that_a_quantile_promises_does_not_exceed_it(values: list[float], share: float) -> None:
    found = quantile(iter(values), share)
    assert found is not None
    assert found in values
    assert sum(one <= found for one in values) >= share * len(values) - 1e-6
    assert sum(one < found for one in values) <= share * len(values) + 1e-6
