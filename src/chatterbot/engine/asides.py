"""What is written beside a question and is not asked: how it is put politely, whom it is for, emoji and addresses."""

from __future__ import annotations

from typing import Final

import regex

__all__ = ("without",)

_REQUESTS: Final = regex.compile(
    r"""(?: ^ | (?<=[ ]) ) (?:
        (?: can | could | would | will | may | might )[ ](?: you | u | someone | somebody | anyone | anybody | i | we )
            (?: [ ]please )?[ ](?: tell | explain | help | show | ask | say )(?: [ ](?: to[ ] )? (?: me | us ) )?
        | (?: tell | show | give | let | help | gimme )[ ](?: me | us ) | i[ ](?: want | need | would[ ]like | d[ ]like )[ ]to[ ]know
        | (?: подскажи | скажи | объясни | расскажи | помоги )(?:те)?+(?: [ ](?: мне | нам ) )?(?: [ ]пожалуйста )?
        | не[ ](?: подскажете | скажете | знаете | могли[ ]бы[ ]вы | затруднит )
        | мне[ ](?: нужно | надо )[ ]узнать
    ) (?= [ ] | $ )""",
    regex.VERSION1 | regex.VERBOSE,
)
"""How a question begins when it is put politely: says nothing of what is asked."""
_FOR_SOMEBODY: Final = regex.compile(
    r"""(?<! \S ) (?:
        @ \S++ | [#] \p{Nd}{15,}+ | : \w++ : (?: [ ] \p{Nd}{15,}+ )? | <t[ ] \p{Nd}++ (?: [ ] \p{L} )? >
        | https?[ ]// \S++ (?: [ ](?: com | org | net | io | gg | ru | de | fr )(?! \p{L} ) \S*+ )?
    )""",
    regex.VERSION1 | regex.VERBOSE,
)
"""Mentions, custom emoji, times and addresses in a normal form: their numbers and signs are not what is asked."""


def without(normal: str) -> str:
    """Return a normal form without these; as it is, if nothing else is in it."""
    plain = _FOR_SOMEBODY.sub(" ", normal).strip() or normal
    return _REQUESTS.sub(" ", plain).strip() or plain
