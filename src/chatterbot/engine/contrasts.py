"""English and Russian words that decide what a question asks: word lists for `differences`.

The lists are short and general on purpose: words of which a school grammar or a dictionary of antonyms would say the same. A word with
``*`` is a beginning. Sides of one group exclude each other; both languages stand in one side, so that questions across languages can be
compared, too.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

__all__ = ("CHOICES", "OPPOSITES", "WordGroups")

_START: Final = 2
"""Letters by which beginnings are found; none is shorter."""

_OPPOSITES: Final = """
open* откры* откро* | close* closing shut закры* закро*
start* begin* began начал* начин* начн* | end ends ended ending finish* stop* конч* конец законч* заканч* останов* прекра*
on enabl* activat* включ* вруб* | off disabl* deactivat* выключ* отключ* выруб*
add adds added adding добав* | remov* delet* eras* удали* удаля* убрать убери* убира*
increas* raise* raising bigger larger more увелич* повыс* повыш* больше | decreas* reduc* lower* smaller less fewer уменьш* пониз* пониж* снизи* сниж* меньше
buy* bought purchas* купи* купл* покуп* приобре* | sell* sold прода*
win wins winning won winner* выигр* побед* побежд* | lose* losing lost проигр* пораж*
show* display* покаж* показ* | hide* hidden hiding скры* спрят* прят*
join* вступ* присоедин* | leave* leaving left quit* покин* уйти уход* ушел ушла
come comes coming arriv* прие* прид* прибы* | go goes going depart* уех* уезж* отбы*
enter* inside вход* войти внутр* зайти | exit* outside выход* выйти выйд* снаруж* выбра*
send* sent отправ* послать | receiv* получ* приня* приним*
give* gave given дать даю дал* отда* | take* took taken взять беру возьм* забра* забир*
lend* lent одолжить | borrow* занять
import* upload* залить загруз* | export* download* скача* выгруз*
upgrad* updat* обнов* | downgrad* rollback откат*
allow* permit* разреш* можно | forbid* forbidden prohibit* banned запре* нельзя
accept* approv* приня* одобр* | reject* declin* refus* откло* отказ*
lock* block* запер* запира* заблок* | unlock* unblock* разблок* отпер*
deposit* пополн* внести | withdraw* вывест* вывод*
before перед до | after после
last past previous former* used прошл* предыдущ* прежн* раньше | next future coming upcoming now следующ* будущ* сейчас теперь
first earliest перв* ранн* | last latest final* последн* поздн*
early earlier рано раньше | late later поздно позже
up upstairs вверх наверх поднять* | down downstairs вниз спуст*
left слева влево левый левая | right справа вправо правый правая
above выше сверху | below under ниже снизу
over exceed* свыше более | under within менее
high higher highest tall* высок* выше | low lower lowest short* низк* ниже
hot hotter hottest warm* жара жарк* тепло теплый теплая | cold* cool* холод* прохлад*
big bigger biggest large* huge больш* огромн* | small* little tiny маленьк* мелк*
heavy heavier heaviest тяжел* | light lighter lightest легк* легч*
long longer longest длинн* долг* | short* корот*
fast* quick* быстр* | slow* медлен*
loud* громк* громч* | quiet* silent* тих* тише
bright* ярк* ярч* | dark* dim dimmer dimmest темн* тускл*
cheap* дешев* | expensive pricey дорог* дорож*
easy easier easiest simple* легк* простой простая простые | hard harder hardest difficult сложн* трудн*
old older oldest старый старая старое старые старше | new newer newest young* новый новая новое новые молод* младш*
good better best хорош* лучш* | bad worse worst плох* худш*
most самый | least наименее
full fully полн* | empty пуст*
minimum minimal* min least миним* | maximum maximal* max most максим*
one single один одна одну одного одно | all every* everyone entire whole both все весь всю всех всего кажд* цел*
anyone anybody everyone любой все | only just solely только лишь
some часть partial* | all full* entire* целиком полн* весь все
always всегда | never никогда
already уже | still еще
almost nearly почти | completely totally fully entirely совсем полностью
public* | private* личн* приватн*
online онлайн | offline офлайн оффлайн
single* solo alone один одиночк* | group* together team* вместе команд*
with с со | without без
if если | unless
until till | once since
male man men мужчин* мальчик* мужск* | female woman women женщин* девоч* женск*
buyer* customer* покупател* | seller* shop продавц* продавец магазин
succeed* success* pass passed passes сдал сдала сдали успешн* | fail* провал*
rain rains raining rainy дожд* | dry sun sunny сух* солн*
rise* rising grow* растет растут | fall* drop* падает падают
"""
"""Words of opposite meaning: one group a line."""

_CHOICES: Final = """
monday* понедельник* | tuesday* вторник* | wednesday* среда среду средам | thursday* четверг* | friday* пятниц* | saturday* суббот* | sunday* воскресен*
january январ* | february феврал* | april апрел* | june июн* | july июл* | august август* | september сентябр* | october октябр* | november ноябр* | december декабр*
morning* утро утром утра утрам | afternoon* day daytime днем дня днев* | evening* вечер* | night* ноч*
spring весн* | summer* летом лето летн* | autumn осен* | winter* зим*
yesterday* вчера | today* tonight сегодня | tomorrow* завтра
weekday* будн* | weekend* выходн*
seconds секунд* | minute* минут* | hour* час часа часов часы | day days дней дня сутк* | week* недел* | month* месяц* | year* annual* год года годов*
cm centimet* сантиметр* см | meter* metre* метр* | km kilomet* километр* км | mile* миль мили миля | foot feet ft фут футах футов | inch* дюйм*
gram* g грам* гр | kg kilo* кило* кг | pound* lb lbs фунт* | ounce* oz унци* | ton tons tonne* тонн*
kb kilobyte* килобайт* | mb megabyte* мегабайт* мб | gb gigabyte* гигабайт* гб | tb terabyte* терабайт* тб
second* секунд* minute* минут* hour* час часа часов часы day days дней week* недел* month* месяц* | mile* миль мили километр* kilomet* метр* meter* metre* | gram* kilo* pound* ounce* грам* килограм* | liter* litre* cup cups литр* стакан* | piece* box boxes crate* bag bags штук* ящик* пачк* мешк*
celsius цельси* | fahrenheit фаренгейт*
dollar* usd доллар* бакс* | euro euros eur евро | rouble* ruble* rub рубл* | gbp фунт*
liter* litre* литр* | ml миллилитр* | cup cups стакан* | spoon* ложк*
word* слово слова слов | page* страниц* | line* строк* строч* | letter* буква букв буквы
piece* item* штук* | box boxes crate* ящик* короб* | pack packs bag bags пачк* мешк* мешок
windows винд* | linux линукс* ubuntu убунт* | mac macos мак макос* | android андроид* | ios iphone* айфон*
red красн* | blue синий синяя синие голуб* | green зелен* | yellow желт* | black черный черная черные | white белый белая белые | orange оранжев* | purple фиолетов*
north* север* | south* юг юга южн* | east eastern восток* восточн* | west western запад*
english английск* | russian русск* | german немецк* | french французск* | spanish испанск* | italian итальянск* | japanese японск* | chinese китайск*
breakfast* завтрак* | lunch* обед* | dinner* supper ужин*
account* аккаунт* | message* сообщен* | channel* канал* | role roles роль роли ролей | server* сервер* | thread* ветк* тред* | emoji* эмодз* | nick nickname* ник ника никнейм* | avatar* аватар* | banner* баннер* | password* парол*
"""
"""Things of one kind, of which a question is about one: one kind a line."""


@dataclasses.dataclass(frozen=True, slots=True)
class WordGroups:
    """Groups of words with sides that exclude each other."""

    whole: Mapping[str, Sequence[tuple[int, int]]]
    """Word: groups and sides."""
    beginnings: Mapping[str, Mapping[str, Sequence[tuple[int, int]]]]
    """First two letters: beginning, longest first: groups and sides."""

    @classmethod
    def of(cls, written: str) -> WordGroups:
        """Read groups: one a line, its sides separated by ``|``, its words by blanks; ``*`` ends a beginning."""
        tables: tuple[dict[str, list[tuple[int, int]]], ...] = ({}, {})
        for group, line in enumerate(written.split("\n")):
            for side, words in enumerate(line.split("|")):
                for word in words.split():
                    tables[word.endswith("*")].setdefault(word.removesuffix("*"), []).append((group, side))
        whole, beginnings = tables
        by_start: dict[str, dict[str, list[tuple[int, int]]]] = {}
        for word in sorted(beginnings, key=len, reverse=True):
            by_start.setdefault(word[:_START], {})[word] = beginnings[word]
        return cls(whole, by_start)

    def sides(self, words: Iterable[str]) -> frozenset[tuple[int, int]]:
        """Return the groups and sides that words belong to; of beginnings the longest counts."""
        found: set[tuple[int, int]] = set()
        for word in words:
            found.update(self.whole.get(word, ()))
            for beginning, sides in self.beginnings.get(word[:_START], {}).items():
                if word.startswith(beginning):
                    found.update(sides)
                    break
        return frozenset(found)


OPPOSITES: Final = WordGroups.of(_OPPOSITES)
CHOICES: Final = WordGroups.of(_CHOICES)
