"""What the loopback server answers: a text in pieces, and what goes wrong on the way."""

from __future__ import annotations

import dataclasses
import enum
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

__all__ = ("LlmFault", "ServedAnswer", "counted", "pieces_of")

CHARACTERS_A_TOKEN: Final = 4
"""About as many characters make a token in English."""
_WORDS: Final = re.compile(r"\s*\S+|\s+$")


class LlmFault(enum.Enum):
    """What goes wrong with an answer."""

    NO_RESPONSE = "nothing comes, not even headers, until `LlmServer.go_on` is set"
    SLOW_FIRST = "headers, and no word until `LlmServer.go_on` is set"
    ONLY_COMMENTS = "comments that keep the connection alive, and no word until `LlmServer.go_on` is set"
    STALL = "some pieces, and no more until `LlmServer.go_on` is set"
    CUT = "some pieces, and the connection breaks"
    CUT_AT_ONCE = "the connection breaks before anything is sent"
    ENDS_EARLY = "some pieces, and the body ends in order: no reason, no [DONE] (a proxy gave up)"
    MALFORMED = "some pieces, and a chunk that is not JSON"
    WRONG_SHAPE = "some pieces, and a chunk that is JSON, but no chunk"
    ERROR_CHUNK = "some pieces, and a chunk with an error in place of choices"
    NOT_SSE = "a page of HTML with status 200"
    NOT_UTF8 = "some pieces, and bytes that are no UTF-8"
    NO_DONE = "the whole answer, but no [DONE]"
    NO_FINISH = "the whole answer and [DONE], but no reason why it ended"
    LINGERS = "the whole answer and [DONE], and the connection stays open until `LlmServer.go_on` is set"
    NO_USAGE = "no tokens are counted, though that was asked for"
    COMMENTS = "comments and empty chunks between the pieces"
    CRLF = "lines end with CR LF, and many chunks come in one packet, cut anywhere"
    HUGE = "one chunk of a million characters"
    ENDLESS_LINE = "a line that never ends"
    REDIRECT = "307 to `LlmServer.redirect_to`"


@dataclasses.dataclass(frozen=True)
class ServedAnswer:
    """An answer to a chat."""

    text: str = ""
    pieces: Sequence[str] | None = None
    """The tokens in which it is sent; `None`: its words."""
    reasoning: str = ""
    """What the model thinks before: ``reasoning_content`` of the first chunks."""
    refusal: str = ""
    """What it says in place of an answer."""
    finish: str = "stop"
    usage: tuple[int, int] | None = None
    """Tokens of the question and of the answer; `None`: counted."""
    fault: LlmFault | None = None
    after: int = 1
    """After how many pieces the fault comes."""
    word_s: float | None = None
    """Seconds before each piece; `None`: `LlmServer.word_s`."""
    extra: Mapping[str, Any] = dataclasses.field(default_factory=dict[str, Any])
    """Further fields of each delta, such as ``tool_calls``."""


def pieces_of(answer: ServedAnswer) -> Sequence[str]:
    """Return the pieces in which an answer is sent."""
    return _WORDS.findall(answer.text) if answer.pieces is None else answer.pieces


def counted(text: str) -> int:
    """Return about how many tokens a text has."""
    return -(-len(text) // CHARACTERS_A_TOKEN)
