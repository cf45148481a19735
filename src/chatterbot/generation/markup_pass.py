"""`MarkupPass`: one pass over a text, which leaves of Discord's markup what is harmless.

What was decided about a place depends only on what stands before it and on a construct that is whole, so that a text that grows never
changes what was shown of it. A construct that is not whole at the end of a line is plain text, with its marks escaped.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Final

from chatterbot.generation.addresses import OMITTED, SLASHES, WEB, is_invited, shown_address, without_sentence

__all__ = ("OWN_SIGNS", "MarkupPass")

OWN_SIGNS: Final = "📚📄"
"""Signs with which lines of this program begin; a line of a model's text does not."""
RESERVE: Final = 24
"""Characters of a text kept free for what closes it: "…", and the marks of everything that can be open at once."""
LONGEST_HEADING: Final = 300
LONGEST_LINK: Final = 1_000
"""Characters of a link with its label: so far away its end is waited for."""

_IN_TEXT: Final = re.compile(
    rf"\n|`+|\\|>{{3}}|[<>\[\]@]|\*{{2,}}|_{{2,}}|~{{2,}}|\|{{2,}}|-#(?=\s)|(?<!\w)#{{1,3}}(?=\s)|https?://|(?:discord|steam):(?=//)|[{SLASHES}]|[{OWN_SIGNS}]",
    re.IGNORECASE,
)
_IN_CODE: Final = re.compile(rf"\n|`{{3,}}|[>@]|[{SLASHES}]")
_LEADING: Final = " \t\n>*+-#"
_PREFIX: Final = re.compile(r"[^\S\n]*(?:(?:>+|[-*+•]|\d{1,9}[.)])[^\S\n]+)*")
_QUOTES: Final = re.compile(r">{2,}")
_SUBTEXT: Final = re.compile(r"(?:-#|>{3})(?:[^\S\n]+|(?=\n)|\Z)")
_HEADING: Final = re.compile(r"#{1,60}(?:[^\S\n]+|(?=\n)|\Z)")
_OPENING: Final = re.compile(r"`{3,}(?:(?P<language>[A-Za-z0-9_+\-.#]{1,20})?[^\S\n]*(?P<line>\n))?\n*")
_AFTER_SIGN: Final = re.compile("\ufe0f?[^\\S\n]*")
_LANGUAGE_BEGINS: Final = re.compile(r"`{3,}[A-Za-z0-9_+\-.#]{0,20}[^\S\n]*\Z")
_LINK: Final = re.compile(
    r"\[(?P<label>[^\[\]\n]{1,300})\]\([^\S\n]*"
    r"(?P<target><https?://[^\s<>]{1,600}>|https?://(?:[^\s<>()]|\([^\s<>()]{0,300}\)){1,600})"
    r"(?:[^\S\n]+(?:\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'|\([^()\n]{0,200}\)))?[^\S\n]{0,20}\)",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(r"\[[^\[\]\n]{0,300}(?P<end>\](?:\([^\S\n]*<?https?:|\(?[^\S\n]*\Z))?", re.IGNORECASE)
_ANGLE: Final = re.compile(r"<(?P<address>https?://[^\s<>]{1,1000})>", re.IGNORECASE)
_KEPT_TAG: Final = re.compile(r"<(?:#\d{15,21}|t:-?\d{1,13}(?::[tTdDfFR])?)>")
"""A link to a channel, which pings nobody and shows its name to those only who can see it; and a moment."""
_EMOJI: Final = re.compile(r"<a?(?P<name>:\w{1,32}:)\d{1,21}>")
_COMMAND: Final = re.compile(r"<(?P<name>/[^<>\n:]{1,100}):\d{1,21}>")
_OPEN_TAG: Final = re.compile(r"<[@#:/!&a-z][^<>\n]{0,150}", re.IGNORECASE)
_TAG: Final = re.compile(
    r"<(?:@[!&]?\d+|#\d+|a?:\w+:\d+|/[^<>\n]+:\d+|id:\w+|sound:[^<>\n]+|t:[^<>\n]+|discord:[^<>\n]+)\Z", re.IGNORECASE
)
"""What Discord makes something of when ">" follows: looked for before every ">" that is shown, whatever it came from."""
_EVERYBODY: Final = re.compile("everyone|here", re.IGNORECASE)
_AFTER_AT: Final = re.compile(r"\w|\s|\Z")
_TAIL: Final = 200
"""Characters at the end of what is shown that decide about what follows."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Ending:
    """Where something ends that has begun: what stands there in the text, and what is shown in its place."""

    length: int
    closing: str
    target: str = ""
    """What is shown only when the place is reached: where a link leads."""


class MarkupPass:
    """One pass over a text.

    Parameters
    ----------
    final
        Whether nothing more comes; otherwise what may still become another thing is held back.
    limit
        Most characters of the result.
    cut
        Whether the text was cut off already.
    """

    def __init__(self, text: str, *, final: bool, limit: int, cut: bool) -> None:
        self._text, self._final, self._cut = text, final, cut
        self._room = limit - RESERVE
        self._at = 0
        self._pieces: list[str] = []
        self._tail = ""
        """The end of what is shown."""
        self._stopped = False
        """Whether the rest is held back, or too long."""
        self._line_begins = True
        self._line_end = -1
        self._heading = False
        self._fenced = self._coded = False
        """Whether the place is in a code block, or in code within a line."""
        self._masking = False
        """Whether the code of an invitation follows."""
        self._escapes = False
        """Whether a backslash was shown that would escape a sign after it."""
        self._endings: dict[int, _Ending] = {}
        self._unpaired: set[str] = set()
        """Marks that have no partner in the rest of the line."""

    def result(self) -> str:
        """Return what is shown."""
        while self._at < len(self._text) and not self._stopped:
            self._step()
        closing = "".join(ending.closing for _, ending in sorted(self._endings.items()))
        if self._fenced:
            closing += "\n```"
        shown = "".join(self._pieces).rstrip()
        if self._escapes:
            shown = shown.removesuffix("\\")
        if not self._fenced:
            words = len(shown.rstrip(_LEADING))
            line = shown.find("\n", words)
            shown = shown[:line] if line >= 0 else shown if words else ""  # what only begins a line says nothing yet
        return shown + (f" {OMITTED}" if self._cut else "") + closing

    def _step(self) -> None:
        if ending := self._endings.pop(self._at, None):
            self._end(ending)
        elif self._masking:
            self._mask()
        elif self._line_begins and not self._fenced:
            self._begin_line()
        else:
            until = min(self._endings, default=len(self._text))
            found = (_IN_CODE if self._fenced or self._coded else _IN_TEXT).search(self._text, self._at, until)
            start = found.start() if found else until
            self._show(self._text[self._at : start], start)
            if found and not self._stopped:
                self._handle(found[0])

    def _handle(self, sign: str) -> None:
        """Show what begins with a sign at the present place."""
        match sign[0]:
            case "\n":
                self._show("\n", self._at + 1)
                self._line_begins, self._heading = True, False
                self._unpaired.clear()
            case "`" if self._fenced:
                self._show("```", self._at + len(sign))
                self._fenced = False
            case "`":
                self._backticks(len(sign))
            case "\\" if self._text[self._at + 1 : self._at + 2] in {*"\\*_~|#-"}:
                self._show(self._text[self._at : self._at + 2], self._at + 2)
            case "\\" if self._text.startswith("`", self._at + 1):
                self._at += 1
                self._literal(self._run("`"))
            case "@":
                self._at_sign()
            case ">" if _TAG.search(self._tail):
                self._show(" >", self._at + 1)
            case "<":
                self._angle()
            case "[":
                self._bracket()
            case "*" | "_" | "~" | "|":
                self._mark(sign)
            case "h" | "H":
                self._address()
            case "d" | "D" | "s" | "S":
                self._show(f"{sign} ", self._at + len(sign))
            case "-" | "#":
                self._show(f"\\{sign}", self._at + len(sign))
            case first if first in OWN_SIGNS:
                if any(map(str.isalnum, self._tail.rpartition("\n")[2])):
                    self._show(sign, self._at + 1)
                else:
                    self._at += 1
                    self._skip(_AFTER_SIGN)
            case first:
                self._show("\\>>>" if sign == ">>>" else sign, self._at + len(sign))
                self._escapes = sign == "\\"
                if first in SLASHES and is_invited(self._tail):
                    self._show(OMITTED, self._at)
                    self._masking = True

    def _begin_line(self) -> None:
        """Show what stands before the words of a line; a heading becomes bold, and small print ordinary print."""
        prefix = _PREFIX.match(self._text, self._at)
        self._line_end = -1
        if prefix and prefix[0]:
            self._show(_QUOTES.sub(">", prefix[0]), prefix.end())
        elif small := _SUBTEXT.match(self._text, self._at):
            self._at = small.end()
        elif heading := _HEADING.match(self._text, self._at):
            end = self._end_of_line()
            if end < 0:
                self._stopped = True
                return
            self._at = heading.end()
            self._line_begins = False
            if self._text[self._at : end].strip() and end - self._at <= LONGEST_HEADING:
                self._show("**", self._at)
                self._heading = True
                self._endings[end] = _Ending(0, "**")
        else:
            self._line_begins = False

    def _end_of_line(self) -> int:
        """Return where the present line ends; -1 if more of it may come."""
        if self._line_end < self._at:
            end = self._text.find("\n", self._at)
            self._line_end = end if end >= 0 else len(self._text) if self._final else -1
        return self._line_end

    def _end(self, ending: _Ending) -> None:
        self._coded = self._coded and not ending.closing.startswith("`")
        self._show(ending.closing + ending.target, self._at + ending.length, whole=True)

    def _mask(self) -> None:
        """Leave out the code of an invitation: the next word, wherever a mark or a space stands before it."""
        until = min(self._endings, default=len(self._text))
        end = self._at
        while end < until and not self._text[end].isspace() and not (self._fenced and self._text[end] == "`"):
            end += 1
        word = self._text[self._at : end]
        self._at = end
        if any(map(str.isalnum, word)):
            self._masking = False
        elif end < until:
            self._masking = self._text[end] in " \t"
            self._at += self._masking

    def _backticks(self, count: int) -> None:
        if count > 2:
            self._block()
            return
        run = "`" * count
        end = self._partner(run)
        if end is None:
            return
        if end < 0 or "```" in self._text[self._at + count : end]:
            self._literal(run)
            return
        self._overtake(end)
        self._endings[end] = _Ending(count, run)
        self._show(run, self._at + count, whole=True)
        self._coded = True

    def _block(self) -> None:
        opening = _OPENING.match(self._text, self._at)
        if opening is None:
            raise AssertionError("three backticks are no beginning of a code block")
        if opening.end() == len(self._text) or (not self._final and _LANGUAGE_BEGINS.match(self._text, self._at)):
            self._stopped = True  # nothing in it yet
        elif self._text.startswith("```", opening.end()):
            self._at = opening.end() + len(self._run("`", opening.end()))
        else:
            self._overtake(len(self._text))
            whole = opening["line"] is not None
            language = (opening["language"] or "") + "\n" if whole else ""
            after = opening.end() if whole else self._at + len(self._run("`"))
            self._show(f"```{language}", after, whole=True)
            self._fenced = not self._stopped

    def _mark(self, run: str) -> None:
        if self._heading and run[0] == "*":
            self._at += len(run)
            return
        after = self._text[self._at + len(run) : self._at + len(run) + 1]
        if len(run) > (3 if run[0] == "*" else 2) or not after.strip():
            self._literal(run)
            return
        end = self._partner(run)
        if end is None:
            return
        if end < 0 or end in self._endings:
            self._literal(run)
            return
        self._endings[end] = _Ending(len(run), run)
        self._show(run, self._at + len(run), whole=True)

    def _partner(self, run: str) -> int | None:
        """Return where the same mark stands again in the line, -1 if nowhere; `None`, and stop, if it may still come."""
        if run in self._unpaired:
            return -1
        end = self._end_of_line()
        sign = re.escape(run[0])
        spaced = "" if run[0] == "`" else r"(?<=\S)"
        again = re.compile(rf"(?<!{sign}){spaced}{sign}{{{len(run)}}}(?!{sign})")
        found = again.search(self._text, self._at + len(run) + 1, end if end >= 0 else len(self._text))
        if found:
            return found.start()
        if end < 0:
            self._stopped = True
            return None
        self._unpaired.add(run)
        return -1

    def _literal(self, run: str) -> None:
        self._show("".join(f"\\{sign}" for sign in run), self._at + len(run), whole=True)

    def _run(self, sign: str, start: int | None = None) -> str:
        start = end = self._at if start is None else start
        while self._text.startswith(sign, end):
            end += 1
        return self._text[start:end]

    def _skip(self, pattern: re.Pattern[str]) -> None:
        if found := pattern.match(self._text, self._at, min(self._endings, default=len(self._text))):
            self._at = found.end()

    def _at_sign(self) -> None:
        """Show the sign in another width where it would call somebody, or where what follows is not certain."""
        after = self._at + 1
        calls = _EVERYBODY.match(self._text, after) or self._tail.endswith("<")
        calls = calls or (not (self._fenced or self._coded) and not _AFTER_AT.match(self._text, after))
        self._show("＠" if calls else "@", after)

    def _angle(self) -> None:
        text, at = self._text, self._at
        if found := _ANGLE.match(text, at):
            self._overtake(found.end())
            self._show(shown_address(found["address"]), found.end(), whole=True)
        elif found := _KEPT_TAG.match(text, at):
            self._show(found[0], found.end(), whole=True)
        elif found := _EMOJI.match(text, at) or _COMMAND.match(text, at):
            self._show(found["name"], found.end(), whole=True)
        elif not self._final and (found := _OPEN_TAG.match(text, at)) and found.end() == len(text):
            self._stopped = True
        else:
            self._show("<", at + 1)

    def _bracket(self) -> None:
        found = _LINK.match(self._text, self._at)
        if found is None:
            label = _LABEL.match(self._text, self._at)
            open_ended = label is not None and (
                label.end() == len(self._text) or (label["end"] or "").lower().endswith((":", "("))
            )
            near = label is not None and len(self._text) - label.end() <= LONGEST_LINK
            if open_ended and near and self._end_of_line() < 0:
                self._stopped = True
            else:
                self._show("[", self._at + 1)
            return
        label, target = found["label"].strip(), found["target"].strip("<>")
        link = shown_address(target)
        if not label or ("." in label and label in target):
            self._overtake(found.end())
            self._show(link, found.end(), whole=True)
        else:
            end = found.end("label")
            if end not in self._endings:
                self._endings[end] = _Ending(found.end() - end, "", f" ({link})")
            self._at += 1

    def _address(self) -> None:
        found = WEB.match(self._text, self._at, min(self._endings, default=len(self._text)))
        address = without_sentence(found[0]) if found else ""
        end = self._at + len(address)
        if found and found.end() == len(self._text) and not self._final:
            self._stopped = True
        elif not address or (address.endswith("/") and address.count("/") == 2):
            length = len("https:") if self._text[self._at + 4] in "sS" else len("http:")
            self._show(self._text[self._at : self._at + length] + " ", self._at + length)
        else:
            self._show(shown_address(address), end, whole=True)

    def _overtake(self, end: int) -> None:
        """Close what was to be closed before a place that is about to be passed over."""
        for place in sorted(place for place in self._endings if place < end):
            self._show(self._endings.pop(place).closing, self._at, whole=True)

    def _show(self, piece: str, after: int, *, whole: bool = False) -> None:
        """Show a piece and go on at `after`; if there is no room, show what fits (nothing, if it has to be whole) and end."""
        if self._tail.endswith("`") and piece.startswith("`"):
            piece = f" {piece}"  # two pieces of code
        if self._tail.endswith("]") and piece.startswith("(") and not (self._fenced or self._coded):
            piece = f" {piece}"  # no link with a label
        if self._escapes and piece:
            if not (piece[0].isalnum() or piece[0].isspace()):
                piece = f"\\{piece}"
            self._escapes = False
        if len(piece) > self._room:
            self._stopped = self._cut = True
            piece = "" if whole else piece[: max(0, self._room)]
        self._at = after
        self._room -= len(piece)
        self._pieces.append(piece)
        self._tail = (self._tail + piece)[-_TAIL:]
