"""What must never stand in a message that a language model wrote, read by the rules of Discord's client and server, not by those of the guard."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

__all__ = ("MARKS_AT_THE_END", "problems")

PINGS = re.compile(r"@(?:everyone|here)|<@[!&]?\d+>", re.IGNORECASE)
"""The server looks for them in the raw content, whatever stands around them."""
INSERTS = re.compile(r"<(?:a?:\w+:\d+|/[^<>\n]+:\d+|id:\w+|sound:\d+:\d+)>|discord://", re.IGNORECASE)
"""Emoji of any server, commands, pages of the server, sounds, addresses of the program itself."""
CODE_BLOCK = re.compile(r"```(?:([a-z0-9_+\-.#]+?)\n)?\n*([^\n][\s\S]*?)\n*```", re.IGNORECASE)
INLINE_CODE = re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")
MASKED = re.compile(r"\[(?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\])){0,400}?\]\(\s*<?[^\n]*?>?[^\n]*?\)")
QUIET_LINK = re.compile(r"<[a-z]+://[^\s<>]+>", re.IGNORECASE)
LINK = re.compile(r"(?:https?|steam|discord)://[^\s<]+", re.IGNORECASE)
INVITES = re.compile(
    r"(?:discord(?:app)?|dsc|invite)\.gg/+\w|discord(?:app)?\.com/+(?:invite|template|gifts?|oauth2)/+\w|discord\.(?:me|io|li|link|gift|new)/+\w"
)
LOUD = re.compile(r"^\s*(?:(?:[>*+-]|\d+[.)])\s+)*(?:-#|#{1,3}|>>>)(?:\s|$)", re.MULTILINE)
OWN = re.compile(r"^[\s>*+-]*(?:📚|📄)", re.MULTILINE)
TOKEN = re.compile(r"\b[\w-]{23,28}\.[\w-]{6}\.[\w-]{27,}|\bsk-[\w-]{20,}")
MARKS_AT_THE_END = re.compile(r"(?: ?…)?(?:\*{2,3}|__|~~|\|\||`{1,2}(?!`))*(?:\n?```)?\Z")
FLOOD = re.compile(r"(.)\1{60,}", re.DOTALL)
FLAGS = re.compile(
    "🏴\U000e0067\U000e0062[\U000e0065\U000e0073\U000e0077][\U000e006e\U000e0063\U000e006c][\U000e0067\U000e0074\U000e0073]\U000e007f"
)
"""Those of England, Scotland and Wales are made of tags."""
SEEN = "\n\t\u200c\u200d"


def problems(text: str, limit: int = 2_000) -> list[str]:
    """Return everything in a message that must not be there; empty: it is harmless."""
    return [*_problems(text, limit)]


def _problems(text: str, limit: int) -> Iterator[str]:
    if len(text) > limit:
        yield f"{len(text)} characters"
    plain, code_free = _without_code(text)
    for name, pattern, where in (
        ("ping", PINGS, text),
        ("insert", INSERTS, plain),
        ("invite", INVITES, re.sub(r"[\s*_~|`\\]", "", unicodedata.normalize("NFKC", text)).lower()),
        ("token", TOKEN, text),
        ("loud", LOUD, code_free),
        ("own sign", OWN, code_free),
        ("flood", FLOOD, text),
    ):
        if found := pattern.search(where):
            yield f"{name}: {found[0]!r}"
    for link in _open_links(plain):
        yield f"link: {link!r}"
    for character in set(FLAGS.sub("", text)):
        category = unicodedata.category(character)
        if character not in SEEN and (category in {"Cc", "Cf", "Co", "Cs"} or _is_selector(character)):
            yield f"hidden: U+{ord(character):04X}"
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in {"Mn", "Me"} else 0
        if marks > 8:
            yield "marks"
            break
    if text.count("```") % 2:
        yield "open code block"


def _is_selector(character: str) -> bool:
    return 0xFE00 <= ord(character) <= 0xFE0D or ord(character) >= 0xE0000


def _without_code(text: str) -> tuple[str, str]:
    """Return a text without code and escaped signs, and without code blocks alone, as Discord's client finds them."""
    plain: list[str] = []
    blocks_out: list[str] = []
    place = 0
    while place < len(text):
        if found := re.compile(r"\\[^0-9A-Za-z\s]").match(text, place):
            blocks_out.append(found[0])
            plain.append("\0")
        elif found := CODE_BLOCK.match(text, place):
            blocks_out.append("\0")
            plain.append("\0")
        elif found := INLINE_CODE.match(text, place):
            blocks_out.append(found[0])
            plain.append("\0")
        else:
            plain.append(text[place])
            blocks_out.append(text[place])
            place += 1
            continue
        place = found.end()
    return "".join(plain), "".join(blocks_out)


def _open_links(plain: str) -> Iterator[str]:
    place = 0
    while place < len(plain):
        if found := QUIET_LINK.match(plain, place):
            place = found.end()
        elif found := MASKED.match(plain, place) or LINK.match(plain, place):
            yield found[0]
            place = found.end()
        else:
            place += 1
