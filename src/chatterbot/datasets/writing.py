"""Examples to JSON Lines, the format that loses nothing."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping

from chatterbot import models

__all__ = ("write_jsonl",)


def write_jsonl(
    examples: Iterable[models.NewExample | models.Example], beside: Mapping[int, str] | None = None
) -> bytes:
    """Write examples as JSON Lines in UTF-8; `read` gives the same examples back.

    Only what is set is written; ``"reply": null`` says "do not answer this". A negative without reply and label says
    nothing, cannot be read, and is left out.

    Parameters
    ----------
    beside
        The replies with which those of some examples are given in turn, by the examples' ids.
    """
    lines: list[str] = []
    for example in examples:
        row: dict[str, object] = {"prompt": example.prompt}
        if example.reply is not None or example.label is None:
            row["reply"] = example.reply
        if example.label is not None:
            row["label"] = example.label
        if not example.positive:
            if example.reply is None and example.label is None:
                continue
            row["positive"] = False
        if example.previous is not None:
            row["previous"] = example.previous
        if example.extras is not None:
            row |= {name: each for name, each in dataclasses.asdict(example.extras).items() if each is not None}
            if example.extras.colour is not None:
                row["colour"] = f"#{example.extras.colour:06X}"
        if example.language is not None:
            row["language"] = example.language
        other = (beside or {}).get(example.id) if isinstance(example, models.Example) else None
        if isinstance(example, models.NewAlternative):
            other = example.beside
        if other:
            row["alternative_to"] = other
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    # A lone surrogate has no UTF-8, but \udXXX is valid JSON for it.
    return "".join(lines).encode("utf-8", "backslashreplace")
