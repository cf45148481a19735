"""Addresses in a model's text: shown with their target, without a preview, and no invitation to another server among them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib import parse

__all__ = ("OMITTED", "SLASHES", "WEB", "is_invited", "shown_address", "without_sentence")

OMITTED: Final = "…"
"""Stands where something was left out."""
LONGEST_ADDRESS: Final = 600
"""Characters of an address that is shown; of a longer one its host."""
INVITED: Final = 64
"""Characters before an invitation's code that can belong to it."""
SLASHES: Final = "/\\\\⁄∕⧸╱⟋／＼"
"""Signs that a person reads as the slash of an address; for a character class."""

WEB: Final = re.compile(r"https?://[^\s<>\"`|\\^{}\[\]«»“”„‘’「」『』【】（）、。，！？；]+", re.IGNORECASE)
"""An address as Discord makes a link of it, inside of any word."""
_PARTS: Final = re.compile(r"(?P<scheme>https?)://(?P<authority>[^/?#]*)(?P<path>.*)", re.IGNORECASE | re.DOTALL)
_HOST: Final = re.compile(r"(?P<name>[^\W_][\w.-]{0,252})(?::\d{1,5})?")
_NUMBER: Final = re.compile(r"0x[0-9a-f]*|\d+", re.IGNORECASE)
_AFTER: Final = ".,:;!?'*_~…‘’\""
_SECRET_PATH: Final = re.compile(r"/(?:webhooks|interactions)/\d+/[\w-]{20}", re.IGNORECASE)

_CALL: Final = re.compile("@(?=everyone|here)", re.IGNORECASE)

_INVITATION: Final = re.compile(
    r"(?:dsc|(?:discord|invite)(?:app)?)dotgg/+"
    r"|discord(?:app)?dotcom/+(?:api/+)?(?:invite|tempiate|gifts?|oauth2)(?:/+|\Z)"
    r"|disboarddotorg/+(?:[a-z-]{2,5}/+)?server/+join/+"
    r"|discord:/+"
)
"""What stands before the code of an invitation, in the form of `_plain`."""
_SHORT: Final = re.compile(r"(?<!\w)discord\.(?:me|io|ii|iink|gift|new)/+|(?<![\w.])\.gg ?/+")
"""The same where a space in it means that it is none."""
_DOTS: Final = re.compile(r"(?:[.,;·•∙]|dot|точка)+")
_NOISE: Final = re.compile(r"[*_~|`\[\](){}<>\"'!?#-]+")
_ALIKE: Final = str.maketrans(
    {
        **{chr(0x1F1E6 + place): chr(ord("a") + place) for place in range(26)},
        **{
            alike: letter
            for letter, others in {
                "a": "4а",
                "c": "сϲ",
                "d": "ԁ",
                "e": "3еєё",
                "g": "ɡɢ",
                "i": "1lіӏıι",
                "m": "м",
                "o": "0оο",
                "r": "г",
                "s": "5ѕ$",
                "t": "т",
                "v": "ѵν",
                ".": "。․",
                "/": "⁄∕⧸╱⟋\\",
            }.items()
            for alike in others
        },
    }
)
"""Letters and signs that look like another one."""


def is_invited(before: str) -> bool:
    """Tell whether a text that ends with a slash leads to the code of an invitation."""
    plain = _plain(before[-INVITED:])
    return _ends(_SHORT, plain) or _ends(_INVITATION, _DOTS.sub("dot", plain.replace(" ", "")))


def _ends(pattern: re.Pattern[str], text: str) -> bool:
    return any(found.end() == len(text) for found in pattern.finditer(text))


def _plain(text: str) -> str:
    """Return a text in which letters that look alike are the same one, without marks and signs that can stand between them."""
    text = unicodedata.normalize("NFKD", text).casefold().translate(_ALIKE)
    return _NOISE.sub("", "".join(sign for sign in text if not unicodedata.combining(sign))).replace("\t", " ")


def shown_address(address: str) -> str:
    """Return how an address that was found with `WEB` is shown.

    It is a link without a preview; in code, which is no link, if it is made to look like another one; and only what is left of it if it is
    an invitation, or a secret by which anybody could write.
    """
    plain = _plain(parse.unquote(parse.unquote(address)))
    if _SHORT.search(plain) or _INVITATION.search(_DOTS.sub("dot", plain)) or _SECRET_PATH.search(address):
        return OMITTED
    parts = _PARTS.fullmatch(address)
    host = _HOST.fullmatch(parts["authority"]) if parts else None
    if parts is None or host is None or _is_disguised(host["name"]):
        return f"`{address.replace('@', '＠')}`" if len(address) <= LONGEST_ADDRESS else OMITTED
    if len(address) > LONGEST_ADDRESS:
        return f"`{parts['authority']}/{OMITTED}`"
    path = "".join(parse.quote(sign) if _turns(sign) else sign for sign in _CALL.sub("%40", parts["path"]))
    return f"<{parts['scheme'].lower()}://{parts['authority']}{path}>"


def without_sentence(address: str) -> str:
    """Return an address without the signs at its end that belong to the sentence around it."""
    shorter = address
    while True:
        shorter = shorter.rstrip(_AFTER)
        if not shorter.endswith(")") or shorter.count("(") >= shorter.count(")"):
            return shorter
        shorter = shorter[:-1]


def _is_disguised(host: str) -> bool:
    """Tell whether a host's name is made to look like another one: letters of two scripts in a word, or a number in place of a name."""
    if host.isascii():
        return _NUMBER.fullmatch(host) is not None
    last = host.rstrip(".").rpartition(".")[2]
    return any(
        (not label.isascii() and re.search(r"[A-Za-z]", label) is not None)
        or (not label.isascii() and last.isascii() and _plain(label).isascii())
        for label in unicodedata.normalize("NFKC", host).split(".")
    ) or not unicodedata.is_normalized("NFKC", host)


def _turns(sign: str) -> bool:
    return unicodedata.bidirectional(sign) in {"R", "AL", "AN"}
