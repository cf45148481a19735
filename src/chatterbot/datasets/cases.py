"""Test files: the same formats, read as questions with the answer that is right."""

from __future__ import annotations

from chatterbot import errors
from chatterbot.datasets import reading, values

__all__ = ("read_tests",)


def read_tests(
    data: bytes, filename: str, *, limits: values.DatasetLimits | None = None
) -> tuple[values.TestCase, ...]:
    """Read test cases: rows as in a dataset, for instance ``{"input": ..., "expected": ...}`` or ``{"text": ..., "label": ...}``.

    A row with a label is judged by the label (any of its replies is right), else by the reply's text; with neither (null or
    ``oos``) the right behaviour is not to answer.

    Raises
    ------
    InvalidInputError
        As `read`; and, because a test that silently leaves out rows proves nothing, the first bad row:
        ``error-dataset-row(file, line, reason, ...)`` with the row's reason key and its parameters.
    """
    cases: list[values.TestCase] = []
    for item in reading.located(data, filename, limits or values.DatasetLimits()):
        refused = item if isinstance(item, values.RefusedLine) else None
        if not isinstance(item, values.RefusedLine):
            line, example = item
            if example.positive:
                by_label = example.label is not None
                expected = example.label if by_label else example.reply
                cases.append(values.TestCase(f"{filename}:{line}", example.prompt, expected, by_label=by_label))
                continue
            refused = values.RefusedLine(line, "error-row-negative-test", {})
        if refused is not None:
            raise errors.InvalidInputError(
                "error-dataset-row",
                **{**refused.params, "file": filename, "line": refused.line, "reason": refused.reason_key},
            )
    return tuple(cases)
