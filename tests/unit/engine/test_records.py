"""Feature records that were kept for long: the whole ones are told from the damaged ones."""

from __future__ import annotations

import random

import numpy as np
import pytest

from chatterbot.engine import features

pytestmark = pytest.mark.unit

TEXTS = ("where is the tea", "где чай", "x", "", "how do i reset my password " * 50)


def records(dimensions: int) -> list[bytes]:
    vectors = np.random.default_rng(1).normal(size=(len(TEXTS), dimensions)).astype(np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return features.make(TEXTS, vectors)[0].records()


@pytest.mark.parametrize("dimensions", [0, 384])
def test_records_just_made_are_whole(dimensions: int) -> None:
    assert features.are_whole(records(dimensions), dimensions).all()
    assert features.are_whole([], dimensions).tolist() == []


@pytest.mark.parametrize("dimensions", [0, 384])
def test_a_damaged_record_is_found_among_whole_ones(dimensions: int) -> None:
    whole = records(dimensions)[0]
    noise = random.Random(1)
    damaged = [b"", b"1234567", whole[:-1], whole[:-2], whole + b"ab", bytes(len(whole)), b"\xff" * len(whole)]
    damaged += [noise.randbytes(len(whole)) for _ in range(20)]
    for one in damaged:
        assert features.are_whole([whole, one, whole], dimensions).tolist() == [True, False, True]
    assert not features.are_whole(records(384 - dimensions), dimensions)[0]  # another encoder's
