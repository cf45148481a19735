"""Files in code pages: read with the right letters, or refused in words, never with wrong ones."""

from __future__ import annotations

import pytest

from chatterbot import datasets, errors

pytestmark = pytest.mark.unit

TEXTS = {
    "cp1250 cp852": (
        "Gdzie się spotykamy?;W świetlicy, wejście od ogródka",
        "Kto ma klucze?;Pan Józef, dozorca szkoły",
        "Ile kosztuje wstęp?;Członkowie nie płacą, goście dają pięć złotych",
    ),
    "cp1250": (
        "Kde se scházíme?;V klubovně, vchod ze zahrady",
        "Můžu přijít se psem?;Samozřejmě, ale ať je na vodítku",
        "Kdy bude příští turnaj?;První sobotu v říjnu",
    ),
    "cp1250 iso8859-2": (
        "Kinél van a kulcs?;A gondnoknál, Kovács úrnál",
        "Mennyibe kerül a belépő?;A tagoknak ingyenes, a vendégek ötszáz forintot fizetnek",
        "Mikor lesz a következő verseny?;Október első szombatján, délelőtt tízkor",
    ),
    "cp1251 koi8-r cp866 mac_cyrillic": (
        "Где мы встречаемся?;В клубе, вход со двора",
        "Можно прийти с собакой?;Конечно, если она на поводке",
        "Сколько стоит вход?;Для своих бесплатно, гости платят сто рублей",
    ),
    "cp1251 koi8-u": (
        "Де ми зустрічаємося?;У клубі, вхід із двору",
        "Чи можна прийти з собакою?;Звичайно, якщо вона на повідку",
    ),
    "cp1252 mac_roman cp850": (
        "Où est-ce qu'on se retrouve ?;Au café, près de la bibliothèque",
        "Puis-je venir avec mon chien ?;Bien sûr, s'il est tenu en laisse",
        "Combien coûte l'entrée ?;Les membres ne paient pas, les invités donnent cinq euros",
    ),
    "cp1252 mac_roman": (
        "Wer hat die Schlüssel?;Der Hausmeister, Herr Müller",
        "Darf ich meinen Hund mitbringen?;Natürlich, wenn er draußen bleibt",
        "Was kostet der Eintritt?;Für Mitglieder nichts, Gäste zahlen fünf Euro",
    ),
    "cp1252": (
        "¿Dónde nos reunimos?;En el salón, junto al jardín",
        "¿Cuánto cuesta la entrada?;Los socios no pagan, los demás dan cinco euros",
        "¿Cuándo es el próximo torneo?;El primer sábado, mañana en ocho",
    ),
    "cp1253": (
        "Ποιος έχει τα κλειδιά;Ο φύλακας, ο κύριος Γιώργος",
        "Πόσο κοστίζει η είσοδος;Για τα μέλη είναι δωρεάν, οι άλλοι δίνουν πέντε ευρώ",
    ),
    "cp1254": (
        "Toplantı ne zaman?;Şubat ayında, öğleden sonra",
        "Anahtarlar kimde?;Kapıcıda, Yılmaz Bey'de",
        "Giriş ücreti ne kadar?;Üyeler ödemez, misafirler beş lira verir",
    ),
    "cp1255": ("מתי אנחנו נפגשים?;ביום שישי בשבע בערב", "כמה עולה הכניסה?;לחברים חינם, אורחים משלמים עשרה שקלים"),
    "cp1256": ("متى نلتقي؟;يوم الجمعة في السابعة مساء", "كم سعر الدخول؟;مجانا للأعضاء وخمسة دراهم للضيوف"),
    "cp1257": (
        "Kas turi raktus?;Sargas, ponas Žukauskas",
        "Kiek kainuoja įėjimas?;Nariams nemokamai, svečiai moka du eurus",
    ),
    "gb18030 utf-16-le utf-16-be": (
        "我们什么时候见面?;星期五晚上七点",
        "谁有钥匙?;学校的看门人",
        "门票多少钱?;客人付五元",
    ),
    "big5": ("我們什麼時候見面?;星期五晚上七點", "誰有鑰匙?;學校的管理員"),
    "shift_jis euc_jp": (
        "いつ会いますか?;金曜日の夜七時です",
        "鍵は誰が持っていますか?;学校の用務員さんです",
        "入場料はいくらですか?;会員は無料、お客様は五百円です",
    ),
    "euc_kr utf-16-le": ("언제 만나나요?;금요일 저녁 일곱 시에 만나요", "입장료는 얼마인가요?;회원은 무료입니다"),
}
"""Encodings, and a table in them."""
FILES = [(encoding, rows) for encodings, rows in TEXTS.items() for encoding in encodings.split()]
FAR = ("cp775", "cp855", "cp857", "cp862", "iso8859-4", "iso8859-6", "mac_greek", "mac_turkish", "iso8859-1", "cp1258")
"""Encodings few files are in."""


def read(rows: tuple[str, ...], encoding: str) -> list[tuple[str, str | None]]:
    parsed = datasets.read(("question;answer\r\n" + "\r\n".join(rows)).encode(encoding), "faq.csv")
    assert parsed.refused == ()
    return [(example.prompt, example.reply) for example in parsed.examples]


def meant(rows: tuple[str, ...]) -> list[tuple[str, str | None]]:
    return [(question, answer) for row in rows for question, _, answer in [row.partition(";")]]


@pytest.mark.parametrize(("encoding", "rows"), FILES, ids=[f"{encoding}-{rows[0][:12]}" for encoding, rows in FILES])
def test_a_table_in_an_everyday_code_page_is_read(encoding: str, rows: tuple[str, ...]) -> None:
    assert read(rows, encoding) == meant(rows)


@pytest.mark.parametrize("rows", TEXTS.values(), ids=TEXTS)
def test_a_single_row_is_never_read_with_wrong_letters(rows: tuple[str, ...]) -> None:
    # Not the Baltic page: in it, a Polish row looks Icelandic.
    several = {"cp1257", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "utf-16-le", "utf-16-be"}
    pages = [*{encoding for encoding, _ in FILES} - several, "mac_latin2", "iso8859-5", "cp437"]
    told = 0
    for row in rows:
        for encoding in (*pages, *(encoding for encoding, other in FILES if other is rows and encoding in several)):
            try:
                data = row.encode(encoding)
            except UnicodeEncodeError:
                continue
            try:
                parsed = datasets.read(data, "x.csv")
            except errors.InvalidInputError as error:
                assert error.key in {"error-dataset-code-page", "error-dataset-not-text"}, (row, encoding)  # noqa: PT017
                continue
            told += 1
            assert [(example.prompt, example.reply) for example in parsed.examples] == meant((row,)), (row, encoding)
    assert told


@pytest.mark.parametrize("encoding", FAR)
def test_a_table_in_a_rare_code_page_is_read_rightly_or_refused(encoding: str) -> None:
    for rows in TEXTS.values():
        try:
            data = ("question;answer\r\n" + "\r\n".join(rows)).encode(encoding)
        except UnicodeEncodeError:
            continue
        try:
            parsed = datasets.read(data, "x.csv")
        except errors.InvalidInputError as error:
            assert error.key in {"error-dataset-code-page", "error-dataset-columns"}  # noqa: PT017
        else:
            assert [(example.prompt, example.reply) for example in parsed.examples] == meant(rows)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Oui, à midi, à la gare, à pied", "cp1252"),  # one letter tells nothing: it is Cyrillic's "а" as well
        ("Vamos a París", "mac_roman"),  # in Windows, the letter is an apostrophe
        ("It costs 5 Ł", "cp1250"),
        ("Я", "cp1251"),
        ("你好", "gb18030"),  # two letters tell nothing, and in the code page of Thai they are four
    ],
)
def test_too_little_to_tell_is_refused(text: str, encoding: str) -> None:
    with pytest.raises(errors.InvalidInputError) as caught:
        datasets.read(f"q => {text}".encode(encoding), "x.txt")
    assert (caught.value.key, caught.value.params) == ("error-dataset-code-page", {"file": "x.txt"})


@pytest.mark.parametrize("text", ["She doesn’t know => “Ask Bob”, I said", "We’re at the café => Don’t be late…"])
def test_what_word_processors_put_into_english_is_read(text: str) -> None:
    question, answer = text.split(" => ")
    parsed = datasets.read(text.encode("cp1252"), "x.txt")
    assert [(example.prompt, example.reply) for example in parsed.examples] == [(question, answer)]


@pytest.mark.parametrize("encoding", ["cp1251", "gb18030", "shift_jis", "cp1252"])
def test_letters_far_behind_in_a_large_file_are_found(encoding: str) -> None:
    rows = next(rows for page, rows in FILES if page == encoding)
    text = "how are you? => fine\n" * 20_000 + "\n".join(row.replace(";", " => ", 1) for row in rows)
    assert datasets.read(text.encode(encoding), "x.txt").examples[-1].reply == rows[-1].partition(";")[2]


def test_an_endless_line_of_two_byte_letters_is_not_cut_into_others() -> None:
    text = "谁有钥匙学校的看门人" * 90
    parsed = datasets.read(f"{text} => {text}".encode("gb18030"), "x.txt")
    assert [(example.prompt, example.reply) for example in parsed.examples] == [(text, text)]
