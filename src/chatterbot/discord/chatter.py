"""What a message that does not address the bot is: a question, a command for another bot, or people talking among themselves."""

from __future__ import annotations

import re
from typing import Final

__all__ = ("is_for_another_bot", "is_question")

_NOT_SAID: Final = re.compile(
    r"""
    ```.*?```                      # a code block: "a ? b : c"
    | `[^`\n]*`                    # code in a line
    | ^>>>[ ].*                    # a quotation up to the end of the message
    | ^>[ ][^\n]*                  # a quoted line
    | https?://\S+                 # a link
    | <(?:a?:\w{2,32}:|t:|id:|/)[^<>\n]*>    # an emoji of a server, a time, a link to a place or a command: their names are no words
    """,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE | re.DOTALL,
)
"""What in a message is not its author's own words: a question mark there asks nothing."""
_QUESTION: Final = re.compile(r"[?？؟¿՞፧⁇⁈‽\u037e]")
"""Question marks of the scripts that have one; U+037E is the Greek one."""
_WORD: Final = re.compile(r"[^\W\d_]")
"""A letter: a question has words, and "???" has none."""
_COMMAND: Final = re.compile(
    r"""
    (?: [!?.,$&+~>/\\-] | !! | \?\? | ;; | >> | --    # signs that bots take as their prefix: !play, ?rank, ;;skip, >ping
      | [a-z]{1,3}[!?$%~>]                           # letters and a sign: m!play, pls~help
    )
    [^\W\d_]                                         # at once a letter: "> quoted", "-5" and "... what" are no commands
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Not ":", ";" and "=", which begin smileys such as ":D"; and no "." or "-" behind letters, as in "e.g." and "e-mail"."""


def is_question(text: str) -> bool:
    """Tell whether a message asks something: it has a question mark beside words, outside of links, code and quotations."""
    written = _NOT_SAID.sub(" ", text)
    return bool(_QUESTION.search(written) and _WORD.search(written))


def is_for_another_bot(text: str) -> bool:
    """Tell whether a message begins as a text command of some other bot, such as ``!play`` or ``m!help``.

    What begins with this bot's own prefix and names one of its commands never gets here.
    """
    return bool(_COMMAND.match(text))
