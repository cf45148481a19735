"""What the bot is taught for `human_speech`: orders in a coffee shop in other words than those that were recorded, and paraphrases."""

from __future__ import annotations

import random
from typing import Final

__all__ = ("DRINKS", "NAMES", "NEARBY", "lessons", "orders", "paraphrased")

DRINKS: Final = {
    "coffee": "One coffee, coming up.",
    "house coffee": "One house coffee, of course.",
    "iced coffee": "One iced coffee with plenty of ice.",
    "drip coffee": "One drip coffee, please wait a moment.",
    "americano": "One americano, right away.",
    "cappuccino": "One cappuccino with foam.",
    "espresso": "One espresso, short and strong.",
    "latte": "One latte, enjoy it.",
    "mocha": "One mocha with chocolate.",
    "iced mocha": "One iced mocha, nice and cold.",
}
"""The answer to an order of each drink."""
OPENINGS: Final = (
    "could you make me", "i'll take", "one", "please prepare", "let me have", "i need", "we'd like", "could i order", "i'll have",
    "please bring me", "i feel like having", "would you get me",
)  # fmt: skip
"""How the taught orders begin: none of the recorded ones does."""
SIZES: Final = ("", "small", "medium", "large", "twelve ounce", "sixteen ounce", "twenty ounce", "eight ounce")
SHOTS: Final = ("", "single shot", "double shot", "triple shot")
ROASTS: Final = ("", "light roast", "medium roast", "dark roast")
EXTRAS: Final = (
    "", "", "with cream", "with almond milk", "with soy milk", "with brown sugar", "with sugar and whole milk", "with some sweetener",
    "with skim milk", "with a bit of honey", "to go", "without sugar",
)  # fmt: skip
EACH: Final = 12
"""Orders taught for each drink."""
NAMES: Final = ("Chatterbot", "Firefox", "Stella")
"""A list of names, as a server may have given them to the bot."""

NEARBY: Final = (
    "What tea do you have?", "Do you sell cake?", "Where is the restroom?", "When do you close tonight?", "Can I pay by card?",
)  # fmt: skip
"""Further questions, with an answer each: a coffee shop is asked more than orders."""

PARAPHRASES: Final = {
    # what was recorded: another way to ask or say it, and the answer
    "what time is it": ("Tell me the time, please.", "It is noon."),
    "drop the two when you add the figures": ("Leave out the two while adding up the figures.", "The two is dropped."),
    "we are sure that one war is enough": ("One war is enough, we are certain of it.", "One is more than enough."),
    "tear a thin sheet from the yellow pad": ("Rip one thin sheet off the yellow pad.", "The sheet is torn off."),
    "a thin stripe runs down the middle": ("There is a thin stripe down the middle.", "Yes, a thin stripe."),
    "four queen of clubs": ("The four and the queen of clubs.", "Two cards of clubs."),
    "ask not what your country can do for you": (
        "Do not ask what your country does for you.",
        "Ask what you can do for it.",
    ),
    "Вас только что удалили из конференции.": ("Вас сейчас исключили из конференции.", "Вернитесь по приглашению."),
    "Эта конференция закрыта.": ("Конференция сейчас закрыта для входа.", "Подождите, пока её откроют."),
    "Конференция записывается": ("Идёт запись конференции.", "Запись будет у организатора."),
    "Нашу телефонную систему съели совы": ("Совы съели всю нашу телефонию.", "Совы сыты."),
    "Больше сообщений нет.": ("Сообщений больше не осталось.", "Ящик пуст."),
    "Сообщение восстановлено.": ("Сообщение вернули из удалённых.", "Оно снова на месте."),
    "Сменить на какую директорию?": ("На какую директорию нужно сменить?", "На домашнюю."),
    "Голосовая почта. Номер абонента?": ("Это голосовая почта, какой номер абонента?", "Назовите номер."),
    "Пустых конференций не существует.": ("Не бывает пустых конференций.", "В каждой кто-то есть."),
    "До свидания": ("Всего доброго, до свидания!", "До встречи!"),
    "Добро пожаловать в директорию": ("Приветствуем вас в директории.", "Спасибо!"),
    "зашел в конференцию": ("Он вошёл в конференцию.", "Вижу его в списке."),
}


def orders(drink: str) -> list[str]:
    """Return the taught orders of one drink: always the same ones."""
    chance = random.Random(f"orders of {drink}")
    made: dict[str, None] = {}
    while len(made) < EACH:
        details = [chance.choice(SIZES), chance.choice(SHOTS), chance.choice(ROASTS)]
        chance.shuffle(details)
        kept = [detail for detail in details if detail][: chance.choice((0, 1, 1, 2))]
        opening = OPENINGS[len(made) % len(OPENINGS)]
        article = "" if opening == "one" else "an" if (kept or [drink])[0][0] in "aeiou" else "a"
        made[" ".join(" ".join((opening, article, *kept, drink, chance.choice(EXTRAS))).split())] = None
    return list(made)


def lessons() -> list[tuple[str, str]]:
    """Return everything that is taught: a question and its answer each."""
    taught = [(order, answer) for drink, answer in DRINKS.items() for order in orders(drink)]
    taught += [(question, f"Please ask at the counter ({number}).") for number, question in enumerate(NEARBY, 1)]
    return taught + list(PARAPHRASES.values())


def paraphrased(text: str) -> str | None:
    """Return the answer to a recorded text that was taught in other words; `None`: it was not taught."""
    found = PARAPHRASES.get(text)
    return None if found is None else found[1]
