"""Money, abbreviations, addresses and words that look like emoticons are spoken correctly."""

from __future__ import annotations

import time

import pytest

from chatterbot.speech.tts import text_normalization

pytestmark = pytest.mark.unit

ENGLISH = {
    # comparisons, powers, fractions
    "≥ 4 players, <= 3, x != 5, ±2": "at least 4 players, at most 3, x not 5, plus or minus 2",
    "level >= 10 or 2^10 points": "level at least 10 or 2 to the power of 10 points",
    "a < 5 and b > 6, I love you <3": "a less than 5 and b more than 6, I love you",
    "> 5 people\n> said": "5 people. said",
    "<@1> 5 people -> 6": "5 people, 6",
    "½ cup, 1½ cups": "one half cup, 1 and one half cups",
    "|a|b|\n|-|-|\n|1|2|": "a, b. 1, 2",
    # money with a scale
    "They raised $1.5 million.": "They raised 1.5 million dollars.",
    "It costs $5 billion a year.": "It costs 5 billion dollars a year.",
    "$1.5M, $2.5k, $7B and $5m": "1.5 million dollars, 2.5 thousand dollars, 7 billion dollars and 5 million dollars",
    "€3bn and £2 trillion": "3 billion euros and 2 trillion pounds",
    "$1 million, $1": "1 million dollars, 1 dollar",
    "10k $ or 3 million €": "10 thousand dollars or 3 million euros",
    # currencies
    "The fee is US$5.": "The fee is 5 US dollars.",
    "US$5.50 and C$3": "5 US dollars and 50 cents and 3 Canadian dollars",
    "100 USD, 1 EUR, RUB 500, 5 GBP": "100 US dollars, 1 euro, 500 rubles, 5 pounds",
    "1 USD = 90 RUB": "1 US dollar = 90 rubles",
    "EUR/USD is at 1.05, USD/EUR 5%": "EUR/USD is at 1.05, USD/EUR 5 percent",
    "$1,234.56 and $3.00!": "1,234 dollars and 56 cents and 3 dollars!",
    # ranges
    "A ticket is $5-10.": "A ticket is 5 to 10 dollars.",
    "$5–$10 million": "5 to 10 million dollars",
    "$5k-10k, $500k-1M": "5 thousand to 10 thousand dollars, 500 thousand to 1 million dollars",
    "$5.00-$10.00 and $5.50-6.50": "5 to 10 dollars and 5.50 to 6.50 dollars",
    # grouped digits, hundredths, negative amounts
    "€1.234,56, 1 000 000 ₽, 1.234.567 €": "1,234 euros and 56 cents, 1,000,000 rubles, 1,234,567 euros",
    "CHF 1'234.50": "1,234 Swiss francs and 50 centimes",
    "in 2024 500 ₽": "in 2024 500 rubles",
    "$0.99, £0.50 and 10¢": "99 cents, 50 pence and 10 cents",
    "-$5, $-5, −5 €": "-5 dollars, -5 dollars, −5 euros",
    # more currencies, and signs with a code
    "₿0.5, 0.05 BTC, R$50, 50 zł": "0.5 bitcoins, 0.05 bitcoins, 50 reais, 50 zlotys",
    "A$5m, $5 CAD, 5USD": "5 million Australian dollars, 5 Canadian dollars, 5 US dollars",
    # rates
    "From $10 to $20/month.": "From 10 dollars to 20 dollars per month.",
    "~$5, ≈ 5 €, US $5, 5¢/kWh": "about 5 dollars, about 5 euros, 5 US dollars, 5 cents per kWh",
    "$5/user/mo, 5$/h, $2.5k/yr": "5 dollars per user per month, 5 dollars per hour, 2.5 thousand dollars per year",
    # what is no money
    "$HOME, $1.2345678, 1.2.3$, 5M users": "$HOME, $1.2345678, 1.2.3$, 5M users",
    # abbreviations in mid-sentence
    "A 5 min. walk, 6 ft. tall. Then go.": "A 5 minutes walk, 6 feet tall. Then go.",
    "It is 10%. then": "It is 10 percent. then",
    "e.g. cats, i.e. pets, etc. Then": "for example cats, that is pets, et cetera. Then",
    "cats, dogs, etc.": "cats, dogs, et cetera.",
    "approx. 5 km vs. 6 km": "approximately 5 kilometers versus 6 kilometers",
    "cats vs dogs, VS Code": "cats versus dogs, VS Code",
    "Dr. Lee, Prof. Kim, 5 Main Dr.": "Doctor Lee, Professor Kim, 5 Main Dr.",
    "No. 5 people came. See no. 5, p. 6, fig. 3": "No. 5 people came. See number 5, page 6, figure 3",
    "No. of people, approx 5": "Number of people, approximately 5",
    "max. 5, min. 18 players": "maximum 5, minimum 18 players",
    "100 m², 50 sq. ft.": "100 square meters, 50 square feet.",
    # addresses
    "Write to help@example.com, please.": "Write to help at example.com, please.",
    "<john.doe_x+y@mail.example.org>": "john dot doe underscore x plus y at mail.example.org",
    "ann.lee+news42@mail2.example.co.uk!": "ann dot lee plus news42 at mail2.example.co.uk!",
    "ping @ann or a@b": "ping ann or a b",
    # words and emoticons
    "You get 50 XP at x3 on Windows XP": "You get 50 XP at x3 on Windows XP",
    "XP! The XO team, xoxo": "XP! The XO team, xoxo",
    "Press X) or see section x) and y)": "Press X) or see section x) and y)",
    "(see option x)": "(see option x)",
    "Draw it in Adobe XD": "Draw it in Adobe XD",
    "XD is a program": "XD is a program",
    "that was good XD": "that was good",
    "so xD funny xDDD x-D :3 <3": "so funny",
    "x64 and x3 </3 o_O ^^ ^.^ >:( :c (: UwU": "x64 and x3 UwU",
    "haha x)": "haha",
    "lol XD!": "lol!",
    "XD": "",
}
RUSSIAN = {
    # comparisons, fractions, centuries
    "≥ 4 игроков, <= 3, 2^10": "не меньше 4 игроков, не больше 3, 2 в степени 10",
    "3/4 пиццы, дом 5/2, ½ стакана": "3 дробь 4 пиццы, дом 5 дробь 2, одна вторая стакана",
    "XXI век, в XX веке, конец XIX века, к V веку": "21-й век, в 20-м веке, конец 19-го века, к 5-му веку",
    "группа X, Пётр I": "группа X, Пётр I",
    # plural forms
    "1 руб., 2 руб., 5 руб., 11 руб., 21 руб., 22 руб.": "1 рубль, 2 рубля, 5 рублей, 11 рублей, 21 рубль, 22 рубля.",
    "1,5 руб. и 0,5 кг": "1,5 рубля и 0,5 килограмма",
    "1 млн ₽, 2 млн ₽, 5 млн ₽": "1 миллион рублей, 2 миллиона рублей, 5 миллионов рублей",
    "$1,5 млн": "1,5 миллиона долларов",
    # money with a scale
    "Приз - $5 млн.": "Приз - 5 миллионов долларов.",
    "Бюджет 3 млн ₽.": "Бюджет 3 миллиона рублей.",
    "Бюджет 100 тыс. руб.": "Бюджет 100 тысяч рублей.",
    "2 тыс. руб. и 3 млрд руб. в год": "2 тысячи рублей и 3 миллиарда рублей в год",
    "$5 million, $5k, 5к руб": "5 миллионов долларов, 5 тысяч долларов, 5 тысяч рублей",
    "до 5 млн. долларов": "до 5 миллионов долларов",
    "100 тыс. подписчиков": "100 тысяч подписчиков",
    # currencies
    "100 USD, 5 EUR, 7 RUB, 300 грн": "100 долларов США, 5 евро, 7 рублей, 300 гривен",
    "2 долл. и 500 р. за штуку": "2 доллара и 500 рублей за штуку",
    "$5–10 млн, 5-10 руб.": "5–10 миллионов долларов, 5-10 рублей.",
    "5-10 тыс. руб. и 50 т. р. в год": "5-10 тысяч рублей и 50 тысяч рублей в год",
    "US$5, A$2, ₿0,5, 2 BTC, 10¢": "5 долларов США, 2 австралийских доллара, 0,5 биткоина, 2 биткоина, 10 центов",
    "€1.234,56 и 1,000,000 $": "1 234 евро 56 центов и 1 000 000 долларов",
    "0,99 $, 0,50 ₽, -5 руб. тут": "99 центов, 50 копеек, -5 рублей тут",
    "500р, 500р. тут, 500 р, 2р в неделю": "500 рублей, 500 рублей тут, 500 р, 2р в неделю",
    "100 у.е. за 50 кв. м и 100 г муки": "100 условных единиц за 50 квадратных метров и 100 граммов муки",
    # rates
    "500 руб./мес., $20/мес, 5 $/ч": "500 рублей в месяц, 20 долларов в месяц, 5 долларов в час",
    "Цена в руб./мес. тут": "Цена в рублях в месяц тут",
    # abbreviations in mid-sentence, and at the end of one
    "Стоит 500 руб. в месяц.": "Стоит 500 рублей в месяц.",
    "Стоит 500 руб. Потом": "Стоит 500 рублей. Потом",
    "(500 руб.) 5 руб. 50 коп.": "(500 рублей) 5 рублей 50 копеек.",
    "Займёт 5 мин. пешком, 3 ч. езды": "Займёт 5 минут пешком, 3 часа езды",
    "5 ч. 30 мин.": "5 часов 30 минут.",
    "5 кг. муки, 150 стр. текста": "5 килограммов муки, 150 страниц текста",
    "на стр. 5, до стр. 7, стр. 8": "на странице 5, до страницы 7, страница 8",
    "т. е. так, т.к. надо": "то есть так, так как надо",
    "яблоки, груши и т. д. и т. п.": "яблоки, груши и так далее и тому подобное.",
    "И т. д. Потом": "И так далее. Потом",
    "в 2020 г. мы, с 2021 г. Он": "в 2020 году мы, с 2021 года. Он",
    "ул. им. Пушкина, кв. 5": "улица имени Пушкина, квартира 5",
    "в г. Москве на ул. Ленина, д. 5": "в городе Москве на улице Ленина, дом 5",
    "по ул. Мира в г. Пермь": "по улице Мира в городе Пермь",
    "Ул. мира, Г. Иванов, в 2020 г. Москва": "Улица мира, Г. Иванов, в 2020 году. Москва",
    "с 1.01.2020 г. и в 2010–2015 гг. мы": "с 1 января 2020 года и в 2010–2015 годах мы",
    "2000 г. Он, 2000 г муки": "2000 года. Он, 2000 г муки",
    "см. рис. 3, на рис. 4, см. стр. 5": "смотри рисунок 3, на рисунке 4, смотри страницу 5",
    "5 см. ткани до н. э.": "5 сантиметров ткани до нашей эры.",
    "коты и др. звери, в др. городе": "коты и другие звери, в др. городе",
    "5 млн. чел., ~2 тыс. км": "5 миллионов человек, примерно 2 тысячи километров",
    "в 90-х гг. и 60-е гг. в XX в. тут": "в 90-х годах и 60-е годы в 20-м веке тут",
    "глава V в книге, с. Ивановка на р. Волге": "глава V в книге, село Ивановка на реке Волге",
    "макс. 5 чел., мин. 2": "максимум 5 человек, минимум 2",
    "Через 2 мес. и 7 чел. в команде": "Через 2 месяца и 7 человек в команде",
    # addresses
    "Пиши на help@example.com, да": "Пиши на help собака example точка com, да",
    "ivan_petrov@mail.ru": "ivan подчёркивание petrov собака mail точка ru",
    "a+b42@mail2.ru, @ann": "a плюс b42 собака mail2 точка ru, ann",
    # words and emoticons
    "Нужно 500 XP для уровня :)": "Нужно 500 XP для уровня",
    "ахах xD, хД ХДДД хд. Ну :)!": "ахах. Ну!",
}
OTHER = {"Schreib an help@example.com": "Schreib an help example.com", "3 Mio. €, $1.5 Mio": "3 Mio. €, $1.5 Mio"}


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        *((text, "en", said) for text, said in ENGLISH.items()),
        *((text, "ru", said) for text, said in RUSSIAN.items()),
        *((text, "de", said) for text, said in OTHER.items()),
    ],
)
def test_what_is_read_aloud(text: str, language: str, said: str) -> None:
    assert text_normalization.speakable(text, language) == said


REPEATED = (
    *("$1.5", "$5-", "5-5", "1-1-", "$", "$ ", "5$ ", "5 $", "USD ", "5 USD ", "1 000 ", "1,", "1.", "5 к", "5k-"),
    *("5 руб. ", "5 мин. ", "т. ", "т. е. ", "стр. ", "в ", "в стр. ", "2000 г. ", "г.", "5 тыс. "),
    *("1.234,", "1.234.", "1'234", "$5/", "$5/a/", "5 руб./мес", "т. р. ", "в руб./", "5т.р.", "-$", "$-5 ", "BTC "),
    *(
        "e.g. ",
        "e. g",
        "etc.",
        "No. 5 ",
        "Dr. ",
        "см. ",
        "смотри стр. ",
        "ул. ",
        "г. М",
        "в г. ",
        "2010-2015 гг. ",
        "1.01.",
        "sq. ",
        "XX в. ",
        "90-х гг. ",
        "~5",
        "≈ ",
        "тысяч чел. ",
        "no. of ",
    ),
    *("a@", "a@a.", "a.", "a+", "a-.", "@", "a@a-", "_a@"),
    *("xD ", "XD ", "XD\n", "x)\n", "x) ", "(", "x( ", ":(", ";-)))"),
)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("part", REPEATED)
def test_no_repeated_text_takes_long(part: str, language: str) -> None:
    text = (part * 4_000)[:4_000]
    before = time.process_time()
    text_normalization.speakable(text, language)
    assert time.process_time() - before < 0.3
