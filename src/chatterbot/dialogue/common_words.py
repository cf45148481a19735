"""Words that mean something of their own: a person who says one of them is not mispronouncing the bot's name.

Not a dictionary. Where the words come from stands below each group: the most frequent ones from two published frequency lists, all others
chosen by hand for this program. The package `wordfreq` would do worse: its 1,000 most frequent words hold only half of these, and its
10,000 hold many good names for bots, which would then have to be heard exactly. It also weighs 57 MB, and its data are under CC BY-SA.
"""

from __future__ import annotations

from typing import Final

from chatterbot import folding

__all__ = ("WORDS",)

_ENGLISH: Final = (
    "the be to of and a in that have i it for not on with he as you do at this but his by from they we say her she or "
    "an will my one all would there their what so up out if about who get which go me when make can like time no just "
    "him know take people into year your good some could them see other than then now look only come its over think "
    "also back after use two how our work first well way even new want because any these give day most us is are was "
    "were been has had did does said very more much many where why here thing things man men woman child life world "
    "hand part place case week company system program question number night point home water room mother father area "
    "money story fact month lot right study book eye job word business issue side kind head house service friend "
    "friends power hour game line end member law car city community name president team minute idea body information "
    "face others level office door health person art war history party result change morning reason research girl guy "
    "moment air"
)
"""Everyday English. From "the" to "us": the hundred most frequent words of the Oxford English Corpus; the others chosen by hand."""

_ENGLISH_CHARACTERS: Final = (
    "teacher force education help helper assistant robot robots bot bots machine computer buddy pal mate bro dude "
    "boss chief master captain major doctor professor sir lady lord king queen prince princess angel hero star sun "
    "moon sky rain snow storm thunder shadow ghost spirit dragon wolf fox bear cat dog bird eagle raven tiger lion "
    "panda mouse rabbit fish shark echo nova pixel sage hope faith grace joy rose lily daisy ruby amber pearl jade "
    "ivy violet iris olive honey ginger pepper coco cookie candy sugar butter bean oracle genie wizard guru guide "
    "butler jester joker ace scout ranger hunter archer rover rusty lucky happy sunny chip chat chatter talk talker "
    "speaker voice box"
)
"""Words after which English-speaking people name bots, pets and characters. Chosen by hand."""

_ENGLISH_FIRST_NAMES: Final = (
    "bill mark frank jack bob pat dean grant drew miles mason carter parker taylor baker cooper chase ray max"
)
"""First names of people, many of which are words too. Chosen by hand."""

_ENGLISH_SOUND_ALIKES: Final = (
    "travel alarm alert series serious sirius seri sorry center martin marine mobile table tables above available "
    "battle better cater chapter chatting cheater chester clutter matter platter scatter shatter twitter letter later "
    "latter bought bottle bottom whale wheel while wall wallet great group ground growth"
)
"""Words that sound like names of bots such as Siri, Marvin, Chatterbot or Wally. Chosen by hand."""

_ENGLISH_REQUESTS: Final = (
    "open turn close switch set play start call show tell ask answer light lights lamp kitchen bedroom living garage "
    "please may might must shall should need let try keep put leave stop wait card cards"
)
"""Words of requests to a home assistant. Chosen by hand."""

_ENGLISH_BANKING: Final = (
    "vendor account bank payment cash transfer top charge fee visa allies balance exchange rate refund pin app"
)
"""Words at the end of questions to a bank: a name is looked for at the end of a sentence, too. Chosen by hand."""

_RUSSIAN: Final = (
    "и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой ты от так о же как все для "
    "вы бы такой его мочь год себя один или уже до время если сказать сам когда другой говорить наш мой знать стать "
    "при чтобы дело жизнь кто первый очень два день её новый рука даже во со раз где там под можно ну какой после их "
    "работа без самый потом надо хотеть ли слово идти большой должен место иметь ничего сейчас тут лицо друг друзья "
    "нет теперь ни глаз тоже тот каждый вопрос через куда человек зачем тогда нужно хорошо плохо почему сколько чей "
    "какая какое какие здесь туда домой дома дом город страна мир война вода земля небо"
)
"""Everyday Russian. From "и" to "ничего": the most frequent words in the frequency dictionary of Lyashevskaya and Sharov (2009); the others
chosen by hand."""

_RUSSIAN_CHARACTERS: Final = (
    "солнце луна звезда звёздочка ветер снег дождь гром тень дух дракон волк лис лиса медведь мишка кот котик кошка "
    "пёс собака птица орёл ворон тигр лев панда мышь заяц рыба акула робот робота бот бота машина компьютер помощник "
    "помощница ассистент приятель дружище брат братан брательник сестра мать мама отец папа дед дедушка баба бабушка "
    "дядя тётя шеф босс начальник командир капитан майор доктор профессор учитель мастер хозяин господин король "
    "королева принц принцесса ангел герой вера надежда любовь роза лилия майя искра заря весна лето осень зима слава "
    "свет света лада рада рая воля радость душа мудрец волшебник маг шут джин оракул голос чат чаты беседа болтун "
    "болтушка попугай ворона сорока умник"
)
"""Words after which Russian-speaking people name bots, pets and characters; relatives, titles, first names. Chosen by hand."""

_RUSSIAN_REQUESTS: Final = (
    "включи выключи включить выключить открой закрой поставь покажи скажи расскажи сделай дай лампа лампы лампу кухня "
    "кухне комната спальня дверь окно музыка громкость темно"
)
"""Words of requests to a home assistant. Chosen by hand."""

_RUSSIAN_SOUND_ALIKES: Final = (
    "четыре четвёртый чайник чайка чашка чистота боты работать вас нас вам нам вами нами меня тебя тебе мне ему ей "
    "марс марса марсе марсу алло мало много марина мария марк роман"
)
"""Words that sound like names of bots such as Чат, Марс, Вася or Маша. Chosen by hand."""

WORDS: Final = frozenset(
    folding.fold(word)
    for group in (
        _ENGLISH,
        _ENGLISH_CHARACTERS,
        _ENGLISH_FIRST_NAMES,
        _ENGLISH_SOUND_ALIKES,
        _ENGLISH_REQUESTS,
        _ENGLISH_BANKING,
        _RUSSIAN,
        _RUSSIAN_CHARACTERS,
        _RUSSIAN_REQUESTS,
        _RUSSIAN_SOUND_ALIKES,
    )
    for word in group.split()
)
"""Folded, as `tokens.folded` does."""
