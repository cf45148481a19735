"""What is written to a bot and asks nothing: greetings, thanks, laughter, single emoji, "ok"."""

from __future__ import annotations

import re
from typing import Final

from chatterbot import folding

__all__ = ("is_noise",)

MOST_WORDS: Final = 4
"""Most words of noise: "hey there, good morning" has four, and more is a sentence."""

_MARKUP: Final = re.compile(r"<(?:a?:\w{2,32}:\d{1,20}|[@#][!&]?\d{1,20}|/[^<>]{1,100}|t:[^<>]{1,40})>|https?://\S+")
"""Emoji of a server, mentions, times, links."""
_LAUGHTER: Final = re.compile(
    r"(?:[aа]?(?:ha|he|hi|xa|xd|ха|хе|хи|ах|кек|lo)+[hlх]?|lo+l|l+o+l+|lmf?ao+|rofl|хд+|к+х+|ы+|м+|h+m+|u+h+|[wх]о+w+)"
)
_ENGLISH: Final = """
    hi hii hiii hey heya heyy hello helo hallo yo sup wassup hiya howdy morning evening night good gm gn bye cya cu later welcome back there
    ok okay okey k kk alright sure yes yeah yep yup no nope nah thanks thank you thx ty tysm tnx np please pls plz nice cool great wow lol
    test testing bot u me good bot bad gg wp ez f rip same this true right so well oh ah um uh hmm guys everyone all friend bro dude
"""
_RUSSIAN: Final = """
    привет приветы приветик приветствую здравствуй здравствуйте здарова здаров дарова хай ку куку салют доброе добрый доброй утро утра день дня
    вечер вечера ночи спокойной пока бб покеда досвидания до свидания ок окей окэй ага угу да нет неа ладно хорошо ясно понятно понял поняла
    спасибо спс пасиб пасибо благодарю пожалуйста пж плиз круто класс супер норм вау лол кек тест проверка бот ботик всем всех ребята народ
    друзья ну э эм хм бро чел
"""
_OTHERS: Final = """
    hola buenas gracias adios ciao grazie salut bonjour merci danke moin servus tschüss cześć dzięki oi olá obrigado merhaba selam teşekkürler
    вітаю привіт дякую
"""
_GREETINGS: Final = frozenset(f"{_ENGLISH} {_RUSSIAN} {_OTHERS}".split())
"""Greetings, thanks, yes and no, and words that go along with them."""


def is_noise(text: str) -> bool:
    """Tell whether a text asks nothing that could be taught; it is listed after all that does."""
    words = folding.words(_MARKUP.sub(" ", text))
    if sum(len(word) for word in words) < 2:
        return True
    if len(words) > MOST_WORDS or ("?" in text and len(words) > 2):
        return False
    return all(word in _GREETINGS or _LAUGHTER.fullmatch(word) for word in words)
