"""Spoken commands: stop, repeat, leave, forget, and "no, the answer is ...".

A command is the whole utterance: "stop by at noon" is none. To support another language, add its lines to the tables.
"""

from __future__ import annotations

import dataclasses
import enum
import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Final

from chatterbot import folding
from chatterbot.dialogue import tokens

__all__ = ("Act", "Command", "understand")

MOST_WORDS: Final = 12
"""Words of a command (other than a correction) at most, all its politeness included; repetitions count once."""


class Act(enum.Enum):
    """What the bot is told to do."""

    STOP = "stop"
    REPEAT = "repeat"
    LEAVE = "leave"
    FORGET = "forget"
    CORRECT = "correct"


@dataclasses.dataclass(frozen=True, slots=True)
class Command:
    """A command to the bot.

    Parameters
    ----------
    act
        What to do.
    better
        The right answer in the person's own words; for `Act.CORRECT` only.
    """

    act: Act
    better: str = ""


_POLITE: Final[Mapping[str, str]] = {
    "en": (
        "please, kindly, hey, ok, okay, well, oh, now, just, thanks, thank you, sorry, excuse me, all right, alright, right now, for me, "
        "can you, could you, would you, will you, you can, would you mind, can you please, now please, dear, man, dude, bot, and, then"
    ),
    "ru": (
        "пожалуйста, плиз, пожалста, ну, а, так, всё, ладно, слушай, давай, ка, уже, сейчас, немедленно, эй, ой, окей, ок, спасибо, "
        "извини, извините, прошу, прошу тебя, можешь, можете, можно, ты можешь, не мог бы ты, мог бы ты, будь добр, будь добра, "
        "будьте добры, бот, и, мне, нам, тогда, просто, всё всё"
    ),
    "uk": "будь ласка, ну, та, вже, дякую, можеш, прошу",
    "de": "bitte, jetzt, mal, danke, kannst du, könntest du, hey, okay, doch",
    "fr": "s'il te plaît, s'il vous plaît, merci, maintenant, peux tu, tu peux, hé",
    "es": "por favor, gracias, ahora, puedes, oye, ya, podrías",
    "it": "per favore, grazie, adesso, puoi, potresti, ehi",
    "pt": "por favor, obrigado, obrigada, agora, você pode, pode",
    "pl": "proszę, dzięki, teraz, czy możesz, możesz, już",
}
"""Words that may stand before and after a command, and mean nothing."""

_COMMANDS: Final[Mapping[Act, Mapping[str, str]]] = {
    Act.STOP: {
        "en": (
            "stop, stop it, stop that, stop talking, stop speaking, stop there, be quiet, quiet, shut up, silence, be silent, hush, shush, "
            "enough, that's enough, that is enough, it's enough, stop please, no stop, wait stop, shh, sh, ssh, keep quiet, cut it out"
        ),
        "ru": (
            "стоп, хватит, хватит говорить, хватит болтать, замолчи, замолчите, молчи, молчать, помолчи, помолчите, тихо, тише, тсс, тс, ш, "
            "шш, перестань, перестань говорить, прекрати, прекрати говорить, остановись, остановитесь, заткнись, замолкни, достаточно, "
            "довольно, стой, не говори, не надо больше, больше не надо, нет стоп, нет хватит, умолкни, цыц, этого хватит, мне хватит"
        ),
        "uk": "стоп, досить, годі, замовкни, мовчи, тихо, зупинись, припини",
        "de": "stopp, stop, halt, halt an, hör auf, sei still, sei leise, sei ruhig, ruhe, schluss, genug, das reicht, halt den mund",
        "fr": "stop, arrête, arrêtez, arrête toi, tais toi, silence, ça suffit, assez",
        "es": "para, alto, basta, cállate, silencio, detente, ya basta, es suficiente",
        "it": "fermati, basta, smettila, zitto, silenzio, stai zitto, stop",
        "pt": "pare, para, chega, cala a boca, silêncio, basta, fique quieto",
        "pl": "stop, dość, przestań, cicho, cisza, zamknij się, wystarczy",
        "tr": "dur, yeter, sus",
        "ja": "ストップ, やめて, 止まって, 静かにして",
        "ko": "그만, 멈춰, 조용히 해",
        "zh": "停, 停下, 停止, 别说了, 安静, 闭嘴",
    },
    Act.REPEAT: {
        "en": (
            "repeat, repeat that, repeat it, repeat this, repeat the answer, repeat your answer, repeat that again, repeat again, "
            "repeat yourself, repeat what you said, say that again, say it again, say again, again, once again, once more, one more time, "
            "come again, say that once more, say that one more time, say it once more, pardon, pardon me, beg your pardon, "
            "i beg your pardon, what did you say, what did you just say, what was that, i didn't hear you, i didn't hear that, "
            "i didn't catch that, didn't catch that, i did not hear you, i couldn't hear you, i missed that, tell me again"
        ),
        "ru": (
            "повтори, повторите, повтори это, повтори ещё раз, повтори ответ, повтори что сказал, повтори что ты сказал, ещё раз, ещё разок, "
            "скажи ещё раз, скажи это ещё раз, повторить, повторить ещё раз, ещё раз скажи, ещё раз повтори, что ты сказал, "
            "что ты сказала, что вы сказали, что что ты сказал, как ты сказал, не расслышал, не расслышала, я не расслышал, "
            "я не расслышала, не услышал, не услышала, я не услышал, я не услышала, повтори последнее, по новой, заново, сначала"
        ),
        "uk": "повтори, повтори це, ще раз, скажи ще раз, що ти сказав, що ти сказала, не почув, не почула",
        "de": (
            "wiederhole, wiederhole das, wiederholen, noch einmal, nochmal, sag das noch einmal, sag das nochmal, wie bitte, "
            "was hast du gesagt, das wiederholen"
        ),
        "fr": "répète, répétez, répéter, encore une fois, redis le, redis ça, qu'est ce que tu as dit, pardon",
        "es": "repite, repítelo, repetir, repite eso, otra vez, dilo otra vez, qué dijiste, qué has dicho, una vez más",
        "it": "ripeti, ripetilo, ripetere, ancora una volta, dillo ancora, cosa hai detto, di nuovo",
        "pt": "repita, repete, repetir, outra vez, de novo, mais uma vez, o que você disse, diga de novo",
        "pl": "powtórz, powtórz to, powtórzyć, jeszcze raz, co powiedziałeś, powiedz jeszcze raz",
        "tr": "tekrarla, tekrar et, bir daha söyle, ne dedin",
        "ja": "もう一度, もう一回, もう一度言って, 繰り返して",
        "ko": "다시, 다시 말해, 다시 말해 줘",
        "zh": "再说一遍, 再说一次, 重复, 重复一遍",
    },
    Act.LEAVE: {
        "en": (
            "leave, leave us, leave now, leave the channel, leave this channel, leave the voice channel, leave the call, leave the room, "
            "go away, get out, get out of here, get lost, disconnect, hang up, go home, you can leave, you may leave, you can go, you may go"
        ),
        "ru": (
            "выйди, выйдите, выйди из канала, выйди из голосового канала, выйди отсюда, выходи, выходи из канала, уходи, уходите, уйди, "
            "уходи отсюда, уйди отсюда, уходи из канала, покинь канал, покинь нас, покинь голосовой канал, отключись, отключайся, "
            "отсоединись, проваливай, иди домой, положи трубку, можешь идти, можешь уходить, иди отсюда"
        ),
        "uk": "вийди, йди, йди звідси, іди геть, вийди з каналу, від'єднайся",
        "de": "geh, geh weg, geh raus, verlasse den kanal, leg auf, verschwinde",
        "fr": "va t'en, pars, sors, quitte le salon, raccroche, déconnecte toi",
        "es": "vete, sal de aquí, sal del canal, desconéctate, cuelga, lárgate",
        "it": "vai via, esci, esci dal canale, vattene, disconnettiti",
        "pt": "vai embora, saia, sai, saia do canal, desconecte",
        "pl": "wyjdź, idź sobie, wyjdź z kanału, rozłącz się, odejdź",
        "tr": "çık, kanaldan çık",
        "ja": "出て行って, 退出して",
        "ko": "나가, 나가 줘",
        "zh": "离开, 退出, 走开",
    },
    Act.FORGET: {
        "en": (
            "forget that, forget this, forget what i said, forget what i just said, forget what i told you, forget that one, forget the last one, "
            "forget what you heard, forget what you just heard, delete that, erase that, forget my last question, forget my question, forget everything i said"
        ),
        "ru": (
            "забудь это, забудь об этом, забудь про это, забудьте это, забудь что я сказал, забудь что я сказала, забудь то что я сказал, "
            "забудь то что я сказала, забудь мой вопрос, забудь последнее, забудь то что слышал, забудь мои слова, забудь последний вопрос, "
            "сотри это, удали это, забудь всё что я сказал, забудь всё что я сказала"
        ),
        "uk": "забудь це, забудь про це, забудь що я сказав, забудь що я сказала, видали це",
        "de": "vergiss das, vergiss es, vergiss was ich gesagt habe, lösch das",
        "fr": "oublie ça, oublie cela, oublie ce que j'ai dit, efface ça",
        "es": "olvida eso, olvida esto, olvídalo, olvida lo que dije, borra eso",
        "it": "dimenticalo, dimentica quello che ho detto, dimentica questo, cancella questo",
        "pt": "esqueça isso, esquece isso, esqueça o que eu disse, apague isso",
        "pl": "zapomnij o tym, zapomnij to, zapomnij co powiedziałem, zapomnij co powiedziałam, usuń to",
        "tr": "bunu unut, unut bunu",
        "ja": "忘れて, 今のは忘れて",
        "ko": "잊어 줘, 잊어버려",
        "zh": "忘了吧, 忘掉它, 忘记它",
    },
}
"""Whole utterances by what they tell to do, parted by commas; plain "forget it" and "забудь" mean "never mind" and are none."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Correcting:
    """How a language says "no, the right answer is X": a denial, then one of the ways to introduce the answer.

    Parameters
    ----------
    denials
        What must come first, once or more often.
    fillers
        What may stand between the two.
    introductions
        After which the answer follows; word by word a choice, parted by "/", where "-" stands for nothing.
    linked
        The same, where a word of `links` or a mark (colon, dash) must follow: without one the sentence may mean something else.
    links
        Words that lead from the introduction to the answer.
    """

    denials: str
    fillers: str
    introductions: tuple[str, ...]
    linked: tuple[str, ...]
    links: str


_CORRECTING: Final[Mapping[str, _Correcting]] = {
    "en": _Correcting(
        "no, nope, nah, wrong, incorrect, false, that's wrong, that is wrong, it's wrong, you're wrong, you are wrong, this is wrong, "
        "that's incorrect, that's not right, that is not right, that's not correct, that is not correct, that's not true, not correct, "
        "not right, not true, not quite, wrong answer, that's the wrong answer, that is the wrong answer",
        "but, actually, well, sorry, because, i think",
        (
            "the/a/- right/correct/proper/real/actual/true/better/good answer/reply/response is/was",
            "the/a/- right/correct/proper/real/actual/true/better/good answer/reply/response would/should/must be",
            "the answer/reply/response is/was",
            "the answer/reply/response should/would/must be",
            "you should/must answer/reply/respond with",
            "you should/must have answered/replied/said with/-",
        ),
        ("the/- right/correct/proper/real/actual/true/- answer/reply/response",),
        "is, it's, it is, that's",
    ),
    "ru": _Correcting(
        "нет, неа, неправильно, неверно, неправда, ошибка, ошибаешься, ты ошибаешься, ты ошибся, ты ошиблась, не правильно, не верно, "
        "не так, это не так, это неправильно, это неверно, это не правильно, это не верно, неправильный ответ, неверный ответ, "
        "это неправильный ответ, это неверный ответ, не то, это не то",
        "а, но, же, ведь, вообще то, на самом деле, потому что, извини",
        (
            "правильный/верный/настоящий/точный/лучший/нужный ответ это/есть/будет/такой/звучит/- так/такой/-",
            "правильным/верным ответом будет/является",
            "ответ правильный/верный это/-",
            "надо/нужно/следовало было/- было/- отвечать/ответить/сказать так",
            "надо/нужно/следовало/должен/должна был/была/было ответить/отвечать/сказать",
            "правильно/верно будет/говорить так/-",
        ),
        ("правильный/верный/- ответ", "правильно", "верно", "отвечай", "ответь", "надо/нужно отвечать/ответить"),
        "это, будет, такой, должен быть, звучит так, есть",
    ),
    "uk": _Correcting(
        "ні, неправильно, невірно, це неправильно, помилка",
        "а, але, насправді",
        ("правильна/вірна відповідь це/буде/така/-", "відповідай так/-"),
        ("правильна/вірна/- відповідь",),
        "це, буде, така",
    ),
    "de": _Correcting(
        "nein, falsch, das ist falsch, das stimmt nicht, stimmt nicht, nicht richtig, das ist nicht richtig",
        "sondern, aber, eigentlich",
        ("die richtige/korrekte antwort ist/lautet/wäre", "richtig ist/wäre", "die antwort ist/lautet/wäre"),
        ("die/- richtige/korrekte/- antwort",),
        "ist, lautet",
    ),
    "fr": _Correcting(
        "non, faux, c'est faux, ce n'est pas ça, c'est pas ça, incorrect, mauvaise réponse",
        "mais, en fait",
        ("la bonne/vraie réponse est/c'est", "la réponse correcte/exacte/- est/c'est"),
        ("la/- bonne/vraie/- réponse",),
        "est, c'est",
    ),
    "es": _Correcting(
        "no, mal, falso, incorrecto, eso está mal, está mal, eso no es correcto, no es correcto, no es cierto",
        "pero, en realidad",
        ("la respuesta correcta/verdadera/buena/- es/sería",),
        ("la/- respuesta correcta/-",),
        "es",
    ),
    "it": _Correcting(
        "no, sbagliato, è sbagliato, falso, non è giusto, non è vero",
        "ma, in realtà",
        ("la risposta giusta/corretta/esatta/- è/sarebbe",),
        ("la/- risposta giusta/corretta/-",),
        "è",
    ),
    "pt": _Correcting(
        "não, errado, está errado, falso, não está certo",
        "mas, na verdade",
        ("a resposta certa/correta/- é/seria",),
        ("a/- resposta certa/correta/-",),
        "é",
    ),
    "pl": _Correcting(
        "nie, źle, to źle, błąd, nieprawda, to nieprawda, niepoprawnie",
        "ale, właściwie",
        ("prawidłowa/poprawna/właściwa odpowiedź to/brzmi/-", "odpowiedź to/brzmi"),
        ("prawidłowa/poprawna/- odpowiedź",),
        "to, brzmi",
    ),
}
"""Corrections by language; the first denial of each, a plain "no", is the weakest."""

_NOUNS: Final = frozenset({"answer", "ответ", "відповідь", "réponse"})
"""A denial that ends in one of these introduces the answer itself: "wrong answer, it's Paris"."""
_PLAIN: Final = tokens.phrases("no, nope, nah, нет, неа, ні, nein, non, não, nie")
"""Denials that may begin a sentence about anything."""
_MARK: Final = re.compile(r"[:：=\-‐-―]")
_AROUND: Final = " \t\n,;:：=-‐‑‒–—―"
_STOP: Final = re.compile(r"[.!?…。！？]")


def _ways(patterns: Sequence[str]) -> frozenset[tokens.Phrase]:
    """Return every phrase that the patterns allow."""
    return frozenset(
        tuple(word for word in way if word != "-")
        for pattern in patterns
        for way in itertools.product(*(folding.fold(choice).split("/") for choice in pattern.split()))
    )


_POLITENESS: Final = tokens.phrases(*_POLITE.values())
_ORDERS: Final[Mapping[Act, frozenset[tokens.Phrase]]] = {
    act: tokens.phrases(*lists.values()) for act, lists in _COMMANDS.items()
}
_TELLING: Final[Sequence[tuple[Act, frozenset[tokens.Phrase]]]] = (
    *_ORDERS.items(),
    *((act, _ORDERS[act] | _ORDERS[Act.STOP]) for act in (Act.LEAVE, Act.FORGET)),
)
"""Each command, and its phrases. "Stop, leave the channel" means the latter, which stops the bot anyway; "stop it again" does not mean to
say it again."""
_DENIALS: Final = tokens.phrases(*(language.denials for language in _CORRECTING.values()))
_FILLERS: Final = tokens.phrases(*(language.fillers for language in _CORRECTING.values()))
_LINKS: Final = tokens.phrases(*(language.links for language in _CORRECTING.values()))
_INTRODUCTIONS: Final = _ways([way for language in _CORRECTING.values() for way in language.introductions])
_LINKED: Final = _ways([way for language in _CORRECTING.values() for way in language.linked])


def understand(text: str) -> Command | None:
    """Return the command that a transcript is; `None` if it is something else.

    Parameters
    ----------
    text
        Of one utterance, without the name by which the bot was called.
    """
    text = text[: tokens.MAX_LETTERS]
    found = tokens.words(text)
    said = [word for word, _ in itertools.groupby(word.text for word in found)]
    if len(said) <= MOST_WORDS:
        for act, orders in _TELLING:
            if _is_order(said, orders):
                return Command(act)
    better = _better(text, found)
    return Command(Act.CORRECT, better) if better else None


def _is_order(said: Sequence[str], orders: frozenset[tokens.Phrase]) -> bool:
    """Tell whether the words are only orders and politeness, and at least one is an order."""
    begun = _reached(said, {0}, _POLITENESS)
    ordered = {end for start in begun for end in _ends(said, start, orders)}
    return len(said) in _reached(said, ordered, orders | _POLITENESS)


def _reached(said: Sequence[str], starts: set[int], known: frozenset[tokens.Phrase]) -> set[int]:
    """Return every place that known phrases, one after the other, lead to from the starts."""
    reached: set[int] = set()
    waiting = starts
    while waiting:
        reached = reached | waiting
        waiting = {end for start in waiting for end in _ends(said, start, known)} - reached
    return reached


def _ends(said: Sequence[str], start: int, known: frozenset[tokens.Phrase]) -> list[int]:
    return [end for end in range(start + 1, len(said) + 1) if tuple(said[start:end]) in known]


def _better(text: str, found: Sequence[tokens.Token]) -> str:
    """Return the answer after "no, the right answer is"; empty if the text is no correction."""
    said = [word.text for word in found]
    place = _skip(said, 0, _POLITENESS - _DENIALS)
    denied = firm = named = False
    while length := tokens.longest(said, place, _DENIALS):
        denial = tuple(said[place : place + length])
        denied, firm, named = True, firm or denial not in _PLAIN, named or denial[-1] in _NOUNS
        place += length
    if not denied:
        return ""
    place = _skip(said, place, _FILLERS)
    introduced = place + tokens.longest(said, place, _INTRODUCTIONS)
    linked = place + tokens.longest(said, place, _LINKED)
    begins = [introduced] if introduced > place else []
    if (linked > place or named) and linked < len(found):
        marked = _MARK.search(text[found[linked - 1].end : found[linked].start])
        link = tokens.longest(said, linked, _LINKS)
        if link or marked or (firm and linked > place):
            begins.append(linked + link)
    return _answer(text, found, max(begins)) if begins else ""


def _skip(said: Sequence[str], place: int, known: frozenset[tokens.Phrase]) -> int:
    while length := tokens.longest(said, place, known):
        place += length
    return place


def _answer(text: str, found: Sequence[tokens.Token], place: int) -> str:
    """Return the rest of a text from a word on, as it was written; one sentence loses the full stop that the recogniser added."""
    if place >= len(found):
        return ""
    # What stands before the first word belongs to it if it is a quotation mark, a bracket or a sign.
    answer = text[found[place - 1].end :].lstrip(f"{_AROUND}.!?").rstrip()
    within = answer.rstrip(".。,;")
    return answer if _STOP.search(within) else within
