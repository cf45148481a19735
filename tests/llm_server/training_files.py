"""Files for fine-tuning, checked as the real service checks them before a job runs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

__all__ = ("FEWEST_EXAMPLES", "problem_of")

FEWEST_EXAMPLES: Final = 10
ROLES: Final = frozenset({"system", "developer", "user", "assistant", "tool", "function"})
MESSAGE_KEYS: Final = frozenset({"role", "content", "name", "weight", "refusal", "tool_calls", "tool_call_id"})
SUPERVISED_KEYS: Final = frozenset({"messages", "tools", "functions", "parallel_tool_calls"})
PREFERENCE_KEYS: Final = frozenset({"input", "preferred_output", "non_preferred_output"})


def problem_of(data: bytes, method: str, *, fewest: int = FEWEST_EXAMPLES) -> str | None:
    """Return what is wrong with a file of examples for a method (``supervised``, ``dpo``); `None`: nothing."""
    try:
        lines = [line for line in data.decode("utf-8").splitlines() if line.strip()]
    except UnicodeDecodeError:
        return "The file is not valid UTF-8."
    check = _preference if method == "dpo" else _supervised
    for number, line in enumerate(lines, start=1):
        try:
            example = json.loads(line)
        except ValueError:
            return f"Line {number} is not valid JSON."
        if not isinstance(example, dict):
            return f"Line {number} is not a JSON object."
        if found := next(check(example), None):
            return f"The job failed due to an invalid training file. Example {number}: {found}"
    if len(lines) < fewest:
        return f"Training file has {len(lines)} example(s), but must have at least {fewest} examples"
    return None


def _supervised(example: Mapping[str, Any]) -> Iterator[str]:
    if extra := sorted(example.keys() - SUPERVISED_KEYS):
        yield f"unexpected key `{extra[0]}`"
    messages = example.get("messages")
    yield from _messages(messages)
    if isinstance(messages, list) and messages[-1].get("role") != "assistant":
        yield "last message must be from the assistant"


def _preference(example: Mapping[str, Any]) -> Iterator[str]:
    if extra := sorted(example.keys() - PREFERENCE_KEYS):
        yield f"unexpected key `{extra[0]}`"
    given = example.get("input")
    if not isinstance(given, dict):
        yield "missing key `input`"
        return
    if extra := sorted(given.keys() - {"messages", "tools", "parallel_tool_calls"}):
        yield f"unexpected key `input.{extra[0]}`"
    yield from _messages(given.get("messages"))
    if given["messages"][-1]["role"] == "assistant":
        yield "the input must not end with a message of the assistant"
    for name in ("preferred_output", "non_preferred_output"):
        output = example.get(name)
        if not isinstance(output, list) or not output:
            yield f"missing key `{name}`"
            return
        yield from _messages(output)
        if len(output) != 1 or output[0]["role"] != "assistant":
            yield f"`{name}` must be one message of the assistant"


def _messages(messages: Any) -> Iterator[str]:
    if not isinstance(messages, list) or not messages:
        yield "missing key `messages`"
        return
    for message in messages:
        if not isinstance(message, dict) or message.get("role") not in ROLES:
            yield "unexpected role"
        elif extra := sorted(message.keys() - MESSAGE_KEYS):
            yield f"unexpected key `{extra[0]}` of a message"
        elif not isinstance(message.get("content"), str) or not message["content"]:
            yield "missing key `content`"
        elif message.get("weight", 1) not in (0, 1):
            yield "`weight` must be 0 or 1"
