"""Grouping by meaning: average links, exact against a plain implementation, the same result each time, bounded."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt
import pytest

from chatterbot.engine import features, grouping, text

pytestmark = pytest.mark.unit

Vectors = npt.NDArray[np.float32]


def batch(texts: list[str], vectors: Vectors | None = None) -> features.FeatureBatch:
    rows = np.zeros((len(texts), 0), np.float32) if vectors is None else vectors
    return features.make([text.normalise(each) for each in texts], rows)[0]


def unit(rows: Vectors) -> Vectors:
    return (rows / np.linalg.norm(rows, axis=1)[:, None]).astype(np.float32)


def about(topics: list[int], spread: float, seed: int = 0, dimensions: int = 48) -> Vectors:
    """Unit vectors around one random direction for each topic."""
    chance = np.random.default_rng(seed)
    centres = unit(chance.normal(size=(max(topics) + 1, dimensions)).astype(np.float32))
    noise = chance.normal(0, spread / dimensions**0.5, (len(topics), dimensions)).astype(np.float32)
    return unit(centres[topics] + noise)


def plain_average_link(similar: Vectors, cut: float) -> list[int]:
    """Join the two most similar groups again and again, by the definition."""
    groups = [[place] for place in range(len(similar))]
    while len(groups) > 1:
        best, one, other = max(
            (float(np.mean(similar[np.ix_(a, b)])), -i, -j)
            for (i, a), (j, b) in itertools.combinations(enumerate(groups), 2)
        )
        if best < cut:
            break
        groups[-one] += groups.pop(-other)
    found = [0] * len(similar)
    for members in groups:
        for place in members:
            found[place] = min(members)
    order = list(dict.fromkeys(found))
    return [order.index(each) for each in found]


@pytest.mark.parametrize("seed", range(3))
def test_the_groups_are_those_of_average_link_clustering_by_its_definition(seed: int) -> None:
    chance = np.random.default_rng(seed)
    topics = chance.integers(7, size=32).tolist()
    made = batch([f"wording {number} of {topic}" for number, topic in enumerate(topics)], about(topics, 1.1, seed))
    vectors = grouping.vectors(made)
    for cut in (0.35, 0.6):
        assert grouping.group(made, cut=cut).tolist() == plain_average_link(vectors @ vectors.T, cut)


def test_what_means_the_same_is_one_group_and_a_chain_of_neighbours_is_not() -> None:
    angles = np.linspace(0, np.pi / 2, 10)  # each is near the next, the first and the last have nothing in common
    chain = np.zeros((10, 8), np.float32)
    chain[:, 0], chain[:, 1] = np.cos(angles), np.sin(angles)
    groups = grouping.group(batch([chr(97 + place) * 4 for place in range(10)], chain), cut=0.75)
    assert groups[0] != groups[-1]
    assert groups[0] == groups[1]
    assert sorted(groups.tolist()) == groups.tolist()


def test_groups_are_numbered_as_they_appear_and_are_the_same_each_time() -> None:
    topics = [3, 0, 3, 2, 0, 1, 2, 3]
    made = batch([f"text {number}" for number in range(8)], about(topics, 0.1))
    assert grouping.group(made).tolist() == [0, 1, 0, 2, 1, 3, 2, 0]
    assert grouping.group(made).tolist() == grouping.group(made).tolist()


def test_equal_wordings_are_one_group_whatever_the_cut() -> None:
    made = batch(["How do I reset it?", "how do i  reset it", "HOW DO I RESET IT?", "other"], about([0, 1, 2, 3], 0.1))
    assert grouping.group(made, cut=2.0).tolist() == [0, 0, 0, 1]


def test_texts_without_words_are_alone() -> None:
    made = batch(["", "  ", "\u200b"])
    assert grouping.group(made).tolist() == [0, 1, 2]
    assert grouping.group(batch([])).tolist() == []


def test_a_question_in_two_scripts_is_one_group_but_never_two_of_one_script_by_that_way() -> None:
    vectors = about([0, 0, 0, 1], 0.05)
    texts = ["как сбросить пароль", "how do I reset it", "сбросить", "где правила"]
    found = grouping.group(batch(texts, vectors), cut=2.0)
    assert found[0] == found[1]  # the nearest of the two Russian ones joins the English one
    assert found[2] not in found[:2].tolist()
    assert found[3] not in found[:3].tolist()


def test_numbers_and_signs_are_joined_with_no_script() -> None:
    found = grouping.group(batch(["12345", "привет всем", "hello all"], about([0, 0, 0], 0.01)), cut=2.0)
    assert found.tolist() == [0, 1, 1]


def test_words_alone_group_without_an_encoder() -> None:
    found = grouping.group(batch(["where is the server map", "where is the server map now", "refund please"]))
    assert found.tolist() == [0, 0, 1]


def test_equal_vectors_of_different_texts_come_to_an_end() -> None:
    made = batch([f"{number:04d}" for number in range(50)], np.tile(about([0], 0.0), (50, 1)))
    assert len(set(grouping.group(made, cut=0.5).tolist())) == 1


def test_the_work_can_be_stopped_and_too_many_texts_are_refused() -> None:
    class Stop(Exception):  # noqa: N818 - not an error: the work is to end
        pass

    def stop() -> None:
        raise Stop

    made = batch(["one", "two"])
    with pytest.raises(Stop):
        grouping.group(made, pause=stop)
    with pytest.raises(ValueError, match="10001 texts"):
        grouping.group(features.from_records(batch(["x"]).records() * (grouping.MOST_TEXTS + 1), 0))
