"""Pairs of a preferred and a rejected answer, in the format of OpenAI's files for direct preference optimisation."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Final, cast

from chatterbot import models
from chatterbot.datasets import chats, rows, values

__all__ = ("examples_of", "is_pair")

_ASKED: Final = "input"
_PREFERRED: Final = "preferred_output"
_REJECTED: Final = "non_preferred_output"


def is_pair(value: Mapping[object, object]) -> bool:
    """Tell whether a row holds a preferred and a rejected answer."""
    return _PREFERRED in value and _REJECTED in value


def examples_of(value: Mapping[object, object], limits: values.DatasetLimits) -> Iterator[models.NewExample]:
    """Turn a row into two examples: the answer to give, and the one that must never be given.

    Raises
    ------
    rows.RowError
        It has no question, an answer is missing, or a text is not right.
    """
    asked = value.get(_ASKED)
    if isinstance(asked, Mapping):
        asked = cast("Mapping[object, object]", asked).get("messages")
    turns = chats.said(asked, _ASKED, limits)
    if not turns or turns[-1][0] != "user":
        raise rows.RowError("error-row-no-exchange")
    previous = turns[-2][1] if len(turns) > 1 else None
    for name in (_PREFERRED, _REJECTED):
        output = chats.said(value[name], name, limits)
        if len(output) != 1 or output[0][0] != "assistant":
            raise rows.RowError("error-row-no-exchange")
        example = rows.pair(turns[-1][1], output[0][1], limits, previous)
        yield example if name == _PREFERRED else dataclasses.replace(example, positive=False)
