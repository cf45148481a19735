"""What listeners say while another person talks ("mhm"), and words after which a person has not finished.

The tables are put together: a transcript's language is a guess, and people mix languages. A word stands in a table only if it means
nothing else in the other languages (the German "die" is an English verb).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from typing import Final

from chatterbot.dialogue import tokens

__all__ = ("is_backchannel", "trails_off")

MOST_WORDS: Final = 4
"""Phrases of a backchannel at most, repetitions not counted: "yeah okay I see" has three, and more is a sentence."""

_BACKCHANNELS: Final[Mapping[str, str]] = {
    "en": (
        "yes, yeah, yep, yup, ya, yea, ok, okay, k, right, alright, all right, sure, true, exactly, indeed, totally, absolutely, "
        "i see, got it, gotcha, i know, i get it, i understand, understood, makes sense, of course, fair enough, good, great, "
        "nice, cool, wow, really, oh really, interesting, uh huh, oh my, you, i, i'm, so"
    ),
    "ru": (
        "да, ага, угу, ну да, так, так так, понятно, понял, поняла, поняли, ясно, ясненько, понятненько, хорошо, ладно, окей, ок, "
        "конечно, точно, верно, именно, вот именно, правильно, здорово, класс, круто, ого, ничего себе, интересно, вот как, "
        "вот оно что, я понял, я поняла, всё понятно, всё ясно, логично, разумеется, действительно, правда, надо же, ну, ну ну, "
        "вау, о как, вот это да, ишь, ух ты, дада, нуда, aga, ugu, uhu, ogo, da, nu da"
    ),
    "uk": "так, ага, угу, зрозуміло, зрозумів, зрозуміла, ясно, добре, гаразд, звісно, точно, правильно, ну так, цікаво, ого",
    "be": "так, ага, зразумела, ясна, добра",
    "de": "ja, jaja, genau, stimmt, richtig, klar, aha, achso, ach so, alles klar, verstehe, ich verstehe, gut, okay, na gut, eben",
    "fr": "oui, ouais, d'accord, ok, je vois, bien sûr, exactement, voilà, ah bon, ah oui, c'est vrai, super",
    "es": "sí, vale, claro, ya, ya veo, entiendo, de acuerdo, exacto, bueno, ajá, ah sí, ah ya",
    "it": "sì, già, certo, va bene, capisco, ho capito, esatto, giusto, ah sì, okay",
    "pt": "sim, tá, certo, claro, entendi, tá bom, pois é, exato, aham",
    "nl": "ja, oké, precies, klopt, begrijp ik, ik snap het, goed",
    "pl": "tak, no tak, aha, jasne, rozumiem, dobrze, dobra, okej, właśnie, racja",
    "cs": "ano, jo, jasně, aha, rozumím, dobře, přesně",
    "tr": "evet, tamam, anladım, doğru, tabii, peki, hı hı",
    "ja": "はい, うん, ええ, そう, そうですね, なるほど, へえ, そうか, うんうん, そうそう",
    "ko": "네, 예, 응, 그래, 그렇구나, 아하, 맞아",
    "zh": "嗯, 嗯嗯, 对, 对对, 好, 好的, 是, 是的, 哦, 啊, 明白",
}
"""Phrases by which a listener says "go on", with commas between them; "you" and "I" are what Whisper makes of noise.

A plain "no" or "thanks" is none: it may mean "stop".
"""

_HESITATIONS: Final = r"u+h+m*|u+m+|e+r+m*|h+m+|m+|э+м*|м+|хм+|гм+|ы+|e+u+h+|ä+h*m*|え+|うーん|んー"
"""Sounds with which people fill a pause while they think, in any length."""
_SOUNDS: Final = (
    rf"{_HESITATIONS}|a+h*|o+h+|e+h+|h+u+h+|m+h+m+|u+g+h+|a+h+a+|o+h+o+|a+h+e+m+|a?(?:ha|he|hi|ho){{2,}}h?|h+a+|h+e+h+|lo+l|"
    r"p+f+t*|p+h+e+w+|t+s+k+|w+h+o+a+|oops|ach|"
    r"а+х*|о+х*|у+х*|эх+|у+г+у+|а+г+а+|м+г+у*|м+х+м+|а?(?:ха|хе|хи|хо|ах|ех){2,}х?|ха|хе|к+х+[еэа]*|к+х+м+|фу+х*|пф+|апчхи|ой+|ай+|"
    r"あ+|ん+|ふふ+|はは+"
)
"""The same, and hums, laughs and coughs. A "shh" is none: it asks for silence."""
_HESITATION: Final = re.compile(_HESITATIONS)
_SOUND: Final = re.compile(_SOUNDS)
_DESCRIBED: Final = re.compile(r"\[[^\[\]]{0,60}\]|\([^()]{0,60}\)|\*[^*]{1,60}\*|[♪♫♬🎵🎶#]")
"""Whisper's descriptions of sounds: ``[coughs]``, ``(laughs)``, ``*sigh*``, and its notes."""
_CAPTION: Final = re.compile(
    r"\W*(?:(?:СМЕХ|КАШЕЛЬ|КАШЛЯЕТ|ВЗДОХ|ВЗДЫХАЕТ|СТУК|ШУМ|ТИШИНА|ВЗРЫВ|ВЫСТРЕЛЫ?|АПЛОДИСМЕНТЫ|КРИК|ПЛАЧ|СВИСТ|ЗВОНОК|ГУДОК|[А-Я]+АЯ МУЗЫКА|"
    r"МУЗЫКА|LAUGHTER|COUGHS?|COUGHING|SIGHS?|MUSIC|APPLAUSE|SILENCE|BLANK_AUDIO|SNIFFS?|GASPS?|EXPLOSION)\W*)+"
)
"""Such descriptions without brackets: they are written in capitals."""

_FILLERS: Final[Mapping[str, str]] = {
    "en": "you know, i mean, sort of, kind of, let me see, let me think, let's see, and so, and then",
    "ru": (
        "ну, типа, как бы, это самое, как его, как её, то есть, в общем, так сказать, скажем, допустим, как это, значит так, "
        "ну это, и это, дай подумать"
    ),
    "uk": "ну, типу, тобто, як його, наче",
    "de": "sozusagen, na ja",
    "fr": "bah, ben, du coup, c'est à dire",
    "es": "pues, o sea, es que",
    "it": "cioè, ehm, insomma",
    "pt": "quer dizer",
    "pl": "znaczy, yyy, eee",
    "ja": "えーと, えっと, あの, その, まあ",
    "zh": "那个, 这个, 就是",
}
"""Words that people say while they think, with commas between them."""

_GOES_ON: Final[Mapping[str, str]] = {
    "en": (
        "and, or, but, because, if, unless, whether, although, than, the, a, my, your, our, their, of, into, onto, very, every, "
        "i'm, it's, you're, we're, they're, i'd, i'll, i've, let's, gonna, wanna, gotta, what's, where's, who's, how's, that's, "
        "there's, which, whose, so that, such as, can you, could you, would you, will you, should i, can i, could i, do you, did you, "
        "how do i, how can i, how do you, how does, where do i, where do we, where can i, when do, when does, what does, who does"
    ),
    "ru": (
        "и, а, но, или, либо, да и, чтобы, чтоб, потому что, так как, поскольку, если, хотя, зато, так что, что если, "
        "в, во, на, с, со, к, ко, о, об, обо, от, ото, до, из, изо, у, по, под, подо, над, при, про, без, для, через, между, "
        "перед, из за, за, не, ни, ли, который, которая, которое, которые, которого, которой, которых, каждый, каждая, самый, "
        "самая, кто такой, кто такая, кто такие, что такое, какой у, какая у, ответ это, как мне"
    ),
    "uk": "і, й, та, але, або, чи, щоб, тому що, бо, якщо, у, в, на, з, із, до, від, за, про, для, без, при, не, який, яка, які",
    "be": "і, але, або, каб, таму што, калі, у, на, з, да, ад, пра, для, без, не",
    "de": (
        "und, oder, aber, weil, dass, denn, wenn, ob, sondern, für, von, zum, zur, vom, beim, ohne, gegen, eine, einen, einem, "
        "einer, mein, dein, sehr, was ist, wer ist, wo ist, ich bin"
    ),
    "fr": (
        "et, ou, mais, parce que, parce, que, qui, le, les, un, une, des, du, de, à, au, aux, chez, sans, mon, très, "
        "qu'est ce que, est ce que, je suis"
    ),
    "es": "y, pero, porque, que, el, los, las, un, una, de, del, al, con, sin, por, mi, muy, qué es, cuál es, dónde está",
    "it": "ma, perché, che, il, gli, un, una, di, del, della, con, per, mio, molto, cos'è, dov'è",
    "pt": "mas, porque, que, um, uma, de, dos, com, sem, meu, minha, muito, o que é, onde fica",
    "nl": "en, maar, omdat, dat, als, het, een, van, voor, met, zonder, mijn, jouw, wat is, waar is",
    "pl": "a, ale, albo, lub, bo, ponieważ, że, żeby, jeśli, w, we, z, ze, od, dla, bez, przez, pod, nad, nie, co to jest",
    "cs": "a, ale, nebo, protože, že, aby, když, v, ve, z, ze, od, pro, bez, pod, nad, můj",
    "tr": "ve, veya, ama, çünkü, ile, için, bir",
}
"""Words that cannot end a sentence, with commas between them: conjunctions, articles, prepositions. English particles ("on", "off") and German ones
("zu", "auf") can; so can the Polish "i" and "do", in English."""

_STRANDED: Final = frozenset({"to", "for", "from", "with", "about", "at", "like"})
"""They cannot end a sentence unless it asks for the word that would follow them ("where are you from")."""
_COPULAS: Final = frozenset({"is", "are", "was", "were"})
"""They end a sentence only in a question that is part of another sentence ("I know where home is"), or after a pronoun ("yes it is")."""
_PRONOUNS: Final = frozenset(
    {"it", "he", "she", "that", "this", "they", "we", "you", "i", "there", "here", "those", "these"}
)
_ASKING: Final = frozenset({"what", "what's", "who", "who's", "whom", "which", "where", "when", "how", "how's", "why"})
_COMPLETED: Final = tokens.phrases(
    "mm hmm, mm hm, mhm hmm, do you know, did you know, would you know, as you know, what i mean, now and then, "
    "тот самый, тот же самый, этот самый, та самая, та же самая, эта самая, какого типа, такого типа, этого типа, того типа, "
    "это что такое, ты кто такой, ты кто такая, вы кто такие, он кто такой, она кто такая, это кто такой, они кто такие, ну и не"
)
"""Endings that look unfinished and are not."""

_GO_ON: Final = tokens.phrases(*_GOES_ON.values(), *_FILLERS.values())
_PHRASES: Final = tokens.phrases(*_BACKCHANNELS.values())


def is_backchannel(text: str) -> bool:
    """Tell whether a transcript says no more than "I am listening", is a cough or a laugh, or is empty.

    "Mhm", "yeah, right", "угу, понятно", "ха-ха-ха", "[coughs]".
    """
    if len(text) > tokens.MAX_LETTERS:
        return False
    if _CAPTION.fullmatch(text):
        return True
    found = [word for word, _ in itertools.groupby(tokens.folded(_DESCRIBED.sub(" ", text)))]
    place = counted = 0
    while place < len(found):
        phrase = tokens.longest(found, place, _PHRASES)
        if not phrase:
            phrase = 1 if _SOUND.fullmatch(found[place]) else 0
        if not phrase:
            return False
        place += phrase
        counted += 1
    return counted <= MOST_WORDS


def trails_off(text: str) -> bool:
    """Tell whether a transcript ends where no sentence ends: in a filler, a conjunction, a preposition, an article.

    Punctuation is ignored: the recogniser sets it as it likes.
    """
    found = tokens.folded(_DESCRIBED.sub(" ", text[-tokens.MAX_LETTERS :]))
    if not found:
        return False
    if _ends_with(found, _COMPLETED):
        return False
    if _ends_with(found, _GO_ON):
        return True
    last, before = found[-1], found[:-1]
    if _HESITATION.fullmatch(last):
        return True
    asked = any(word in _ASKING for word in before)
    if last in _STRANDED:
        return not asked
    if last not in _COPULAS:
        return False
    return not before or before[-1] in _ASKING or not (asked or before[-1] in _PRONOUNS)


def _ends_with(found: Sequence[str], known: frozenset[tokens.Phrase]) -> bool:
    return any(tuple(found[-length:]) in known for length in range(1, min(4, len(found)) + 1))
