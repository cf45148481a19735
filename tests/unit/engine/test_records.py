"""Damaged feature records are told from undamaged ones."""

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
def test_new_records_are_whole(dimensions: int) -> None:
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


@pytest.mark.parametrize("dimensions", [0, 384])
def test_a_damaged_record_of_the_former_layout_is_found(dimensions: int) -> None:
    former = [record[:148] + record[152:] for record in records(dimensions)]  # without the column `signs`
    assert features.are_whole(former, dimensions, former=True).all()
    damaged = [b"", former[0][:-1], former[0][:40]]
    if dimensions:
        damaged += [former[0][:148] + b"\x7f" * dimensions, former[0][:136] + b"\xff" * 8 + former[0][144:]]
    for one in damaged:
        assert features.are_whole([former[0], one], dimensions, former=True).tolist() == [True, False]
