"""The detection of a text's language, as far as choosing a voice needs it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chatterbot.speech.tts import language_detection

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "likely", "language"),
    [
        ("Hello, how are you?", ["ru"], "en"),
        ("Привет, как дела?", ["en"], "ru"),
        ("Дякую, у мене все добре, а в тебе?", ["ru"], "uk"),
        ("Прывітанне, я не ведаю, што гэта", [], "be"),
        ("Ово је моја кућа, хвала", [], "sr"),
        ("Мен сені жақсы көремін", [], "kk"),
        ("Das ist nicht gut, danke.", ["en"], "de"),
        ("Merci beaucoup, c'est très gentil", ["en"], "fr"),
        ("Hola amigo, ¿qué tal?", ["en"], "es"),
        ("Olá, você está bem? Obrigado", [], "pt"),
        ("Cześć, jak się masz? Dziękuję", [], "pl"),
        ("Ciao, come stai? Non lo so", [], "it"),
        ("Merhaba, nasılsın? Çok teşekkürler", [], "tr"),
        ("Xin chào, tôi không biết", [], "vi"),
        ("こんにちは世界", ["ru"], "ja"),
        ("日本語の文章です", ["zh"], "ja"),
        ("你好，世界", ["ru"], "zh"),
        ("你好，世界", ["ja"], "ja"),  # Han alone is written in both
        ("안녕하세요", [], "ko"),
        ("שלום", [], "he"),
        ("سلام، چطوری؟", [], "fa"),
        ("مرحبا كيف حالك", [], "ar"),
        ("Γειά σου", [], "el"),
        ("สวัสดี", [], "th"),
        ("नमस्ते", ["en"], "hi"),
        ("ok", ["ru"], "en"),
        ("ок", ["en"], "ru"),
        ("Pizza!", ["it", "en"], "it"),
        ("Pizza!", ["en", "it"], "en"),
        ("Pizza!", ["pt-BR"], "pt"),
        ("42", ["ru"], "ru"),
        ("42", [], None),
        ("Смотри: the API", ["en"], "ru"),
    ],
)
def test_the_language_is_detected_by_script_letters_and_words(
    text: str, likely: list[str], language: str | None
) -> None:
    assert language_detection.detect_language(text, likely) == language


@given(text=st.text(max_size=200), likely=st.lists(st.text(max_size=5), max_size=3))
def test_any_text_gives_a_language_or_none(text: str, likely: list[str]) -> None:
    detect_language = language_detection.detect_language(text, likely)
    assert detect_language is None or isinstance(detect_language, str)
