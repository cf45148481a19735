"""Words that mean something of their own: whoever says one of them is not mispronouncing the bot's name.

Not a dictionary: the commonest words, and those after which bots, pets and people are called.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ("WORDS",)

_WORDS: Final[Mapping[str, str]] = {
    "en": (
        "the be to of and a in that have i it for not on with he as you do at this but his by from they we say her she or an will my one "
        "all would there their what so up out if about who get which go me when make can like time no just him know take people into year "
        "your good some could them see other than then now look only come its over think also back after use two how our work first well "
        "way even new want because any these give day most us is are was were been has had did does said very more much many where why "
        "here thing things man men woman child life world hand part place case week company system program question number night point "
        "home water room mother father area money story fact month lot right study book eye job word business issue side kind head house "
        "service friend friends power hour game line end member law car city community name president team minute idea body information "
        "face others level office door health person art war history party result change morning reason research girl guy moment air "
        "teacher force education help helper assistant robot robots bot bots machine computer buddy pal mate bro dude boss chief master "
        "captain major doctor professor teacher sir lady lord king queen prince princess angel hero star sun moon sky rain snow storm "
        "thunder shadow ghost spirit dragon wolf fox bear cat dog bird eagle raven tiger lion panda mouse rabbit fish shark echo nova "
        "pixel sage hope faith grace joy rose lily daisy ruby amber pearl jade ivy violet iris olive honey ginger pepper coco cookie "
        "candy sugar butter bean oracle genie wizard guru guide butler jester joker ace scout ranger hunter archer rover rusty lucky "
        "happy sunny chip chat chatter talk talker speaker voice box bill mark frank will art jack bob pat dean grant drew miles mason "
        "carter parker taylor baker cooper chase ray max service travel alarm alert series serious sirius seri sorry center martin marine "
        "mobile table tables about above available battle better butter cater chapter chatting cheater chester clutter matter platter "
        "scatter shatter twitter letter later latter water open turn close switch set play start call show tell ask answer light lights "
        "lamp kitchen bedroom living garage please can could may might must shall should need let try keep put leave stop wait card cards "
        "bought bottle bottom whale wheel while wall wallet great group ground growth vendor account bank payment cash transfer top charge fee visa allies balance exchange rate refund pin app"
    ),
    "ru": (
        "и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой ты от так о же как все для вы бы такой его "
        "мочь год себя один или уже до время если сказать сам когда другой говорить наш мой знать стать при чтобы дело жизнь кто первый "
        "очень два день её новый рука даже во со раз где там под можно ну какой после их работа без самый потом надо хотеть ли слово "
        "идти большой должен место иметь ничего сейчас тут лицо друг друзья нет теперь ни глаз тоже тот каждый вопрос через куда человек "
        "зачем тогда нужно хорошо плохо почему сколько чей какая какое какие где здесь туда домой дома дом город страна мир война вода "
        "земля небо солнце луна звезда звёздочка ветер снег дождь гром тень дух дракон волк лис лиса медведь мишка кот котик кошка пёс "
        "собака птица орёл ворон тигр лев панда мышь заяц рыба акула робот робота бот бота машина компьютер помощник помощница ассистент "
        "приятель дружище брат братан брательник сестра мать мама отец папа дед дедушка баба бабушка дядя тётя шеф босс начальник "
        "командир капитан майор доктор профессор учитель мастер хозяин господин король королева принц принцесса ангел герой вера надежда "
        "любовь роза лилия майя искра заря весна лето осень зима мир слава свет света лада рада рая воля радость душа мудрец волшебник "
        "маг шут джин оракул голос чат чаты беседа болтун болтушка попугай ворона сорока умник включи выключи включить выключить открой "
        "закрой поставь покажи скажи расскажи сделай дай лампа лампы лампу кухня кухне комната спальня дверь окно музыка громкость темно "
        "четыре четвёртый чайник чайка чашка чистота чат бота боты работа работать вас нас вам нам вами нами меня тебя тебе мне ему ей "
        "марс марса марсе марсу алло мало много мир марина мария марк роман"
    ),
}


WORDS: Final = frozenset(word.replace("ё", "е") for listed in _WORDS.values() for word in listed.split())
"""Folded, as `words.folded` does."""
