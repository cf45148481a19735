"""The online voices with a strict stand-in of their service: the result of every fault."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import aiohttp
import pytest
from tests import edge_wire
from tests.edge_service import EdgeFault, EdgeService

from chatterbot.speech.tts import edge, voices

pytest.importorskip("edge_tts", reason="the extra `speech` is not installed")
pytestmark = pytest.mark.protocol

ENGLISH = voices.edge_voice("en-US-EmmaMultilingualNeural", "en-US", "Female")
TEXT = 'Good evening, ladies and gentlemen & <all> the "others", welcome to the show that never ends.'
QUICK = edge.EdgeOptions(first_s=0.3, next_s=0.3)
PATIENT = edge.EdgeOptions(first_s=20, next_s=20)
"""Where a busy machine must not look like a slow service."""


@pytest.fixture
async def service(tmp_path: Path) -> AsyncGenerator[EdgeService]:
    async with EdgeService.open(tmp_path) as service:
        yield service
        await service.idle()
        assert service.violations == []


@contextlib.asynccontextmanager
async def opened(
    connector: aiohttp.BaseConnector, settings: edge.EdgeOptions = PATIENT
) -> AsyncGenerator[edge.EdgeVoices]:
    with ThreadPoolExecutor(1) as executor:
        async with edge.EdgeVoices.open(settings, executor, connector=connector) as found:
            yield found


async def said(found: edge.EdgeVoices, text: str = TEXT, voice: voices.VoiceInfo = ENGLISH, rate: float = 1.0) -> float:
    """Speak; return the seconds of sound."""
    return sum([frame.duration_s async for frame in found.speak(text, voice, rate)])


async def fails(service: EdgeService, settings: edge.EdgeOptions = PATIENT) -> tuple[float, voices.SynthesisError]:
    """Speak until it fails; return the seconds of sound before, and the error."""
    heard = 0.0
    async with opened(service.connector, settings) as found:
        try:
            async for frame in found.speak(TEXT, ENGLISH, 1.0):
                heard += frame.duration_s
        except voices.SynthesisError as error:
            return heard, error
    pytest.fail(f"it did not fail, and gave {heard} s of sound")


async def test_a_text_becomes_sound(service: EdgeService) -> None:
    async with opened(service.connector) as found:
        assert await said(found) > 2
    assert [spoken.text for spoken in service.spoken] == [TEXT]
    assert service.spoken[0].voice == "Microsoft Server Speech Text to Speech Voice (en-US, EmmaMultilingualNeural)"


async def test_the_first_sound_is_yielded_before_the_last_is_sent(service: EdgeService) -> None:
    service.fault = EdgeFault.STALL
    async with opened(service.connector) as found, contextlib.aclosing(found.speak(TEXT, ENGLISH, 1.0)) as sound:
        assert len(await anext(sound))
        service.go_on.set()
        assert sum([frame.duration_s async for frame in sound]) > 2


async def test_the_rate_is_sent_to_the_service(service: EdgeService) -> None:
    async with opened(service.connector) as found:
        await said(found, "Faster.", rate=1.25)
        await said(found, "Slower.", rate=0.8)
    assert [spoken.rate for spoken in service.spoken] == ["+25%", "-20%"]


async def test_one_connector_serves_many_pieces_and_long_texts(service: EdgeService) -> None:
    """The library closes a connector that was lent to it, after which a second request would fail."""
    async with opened(service.connector) as found:
        await said(found, "One.")
        await said(found, f"Two.{' ' * 4_200}Three.")  # more than the 4096 bytes of one request
        await said(found, "Four.")
    assert len(service.spoken) == 4


async def test_a_wrong_clock_is_corrected_once(service: EdgeService) -> None:
    service.skew_s = 3_600
    async with opened(service.connector) as found:
        assert await said(found) > 2


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (EdgeFault.DOWN, "cannot be reached"),
        (EdgeFault.FORBIDDEN, "HTTP 403"),
        (EdgeFault.UNAUTHORIZED, "HTTP 401"),
        (EdgeFault.OVERLOADED, "HTTP 503"),
        (EdgeFault.GARBAGE, "not understood"),
    ],
)
async def test_a_failing_service_is_a_synthesis_error(service: EdgeService, fault: EdgeFault, words: str) -> None:
    service.fault = fault
    heard, error = await fails(service)
    assert (heard, error.fault) == (0, voices.SynthesisFault.SERVICE)
    assert words in str(error)


async def test_sound_that_cannot_be_decoded_is_a_synthesis_error(service: EdgeService) -> None:
    service.fault = EdgeFault.NO_MP3
    heard, _ = await fails(service)
    assert heard == 0


async def test_an_unknown_voice_is_a_fault_of_the_voice(service: EdgeService) -> None:
    gone = voices.edge_voice("en-US-GoneNeural", "en-US", "Male")
    async with opened(service.connector) as found:
        with pytest.raises(voices.SynthesisError) as raised:
            await said(found, voice=gone)
    assert raised.value.fault is voices.SynthesisFault.VOICE


@pytest.mark.parametrize("name", ["nonsense", "ru-RU-'/><break/>Neural"])
async def test_an_impossible_voice_name_is_a_fault_of_the_voice(service: EdgeService, name: str) -> None:
    odd = voices.VoiceInfo(f"edge/{name}", "Odd", "en", voices.Gender.UNKNOWN, "edge")
    async with opened(service.connector) as found:
        with pytest.raises(voices.SynthesisError):
            await said(found, voice=odd)
    service.violations.clear()


async def test_a_missing_first_sound_is_a_slow_service(service: EdgeService) -> None:
    """The library's own limit does not fire: it would wait for ever."""
    service.fault = EdgeFault.SLOW
    heard, error = await fails(service, QUICK)
    assert (heard, error.fault) == (0, voices.SynthesisFault.SLOW)


async def test_a_service_that_stops_sending_is_a_synthesis_error(service: EdgeService) -> None:
    service.fault = EdgeFault.STALL
    heard, error = await fails(service, edge.EdgeOptions(first_s=20, next_s=0.3))
    assert heard > 0.3
    assert error.fault is voices.SynthesisFault.SERVICE


async def test_a_broken_connection_is_a_synthesis_error(service: EdgeService) -> None:
    """The library ends normally then, as if everything had been sent."""
    service.fault = EdgeFault.CUT
    heard, error = await fails(service)
    assert heard > 0.3
    assert "broke" in str(error)


async def test_closing_the_sound_closes_the_connection(service: EdgeService) -> None:
    service.fault = EdgeFault.STALL
    async with opened(service.connector) as found:
        sound = found.speak(TEXT, ENGLISH, 1.0)
        assert len(await anext(sound))
        await sound.aclose()
        await service.idle()


async def test_cancelling_closes_the_connection(service: EdgeService) -> None:
    service.fault = EdgeFault.SLOW
    async with opened(service.connector) as found:
        speaking = asyncio.create_task(said(found))
        await service.asked(1)
        speaking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await speaking
        await service.idle()


async def test_the_services_list_replaces_the_shipped_list(service: EdgeService) -> None:
    async with opened(service.connector) as found:
        shipped = found.voices()
        await found.refresh()
        listed = {voice.id for voice in found.voices()}
    assert "edge/en-US-NovaNeural" in listed
    assert "edge/en-US-NovaNeural" not in {voice.id for voice in shipped}
    assert found.voices()[0].language == "de"  # in the shipped order, which says who is taken when nobody chose


async def test_a_list_that_cannot_be_loaded_changes_nothing(service: EdgeService) -> None:
    service.fault = EdgeFault.DOWN
    async with opened(service.connector) as found:
        with pytest.raises(voices.SynthesisError):
            await found.refresh()
        assert found.voices() == voices.shipped_edge_voices()


async def test_a_list_that_takes_too_long_changes_nothing(service: EdgeService) -> None:
    service.fault = EdgeFault.SLOW
    async with opened(service.connector, edge.EdgeOptions(list_s=0.2)) as found:
        with pytest.raises(voices.SynthesisError, match="list of voices"):
            await found.refresh()
        assert found.voices() == voices.shipped_edge_voices()
    service.go_on.set()


async def test_the_stand_in_refuses_a_client_without_the_right_token(service: EdgeService) -> None:
    """Without the token a request is refused, and without the stand-in's authority its certificate is not trusted."""
    url = f"https://{edge_wire.HOST}/consumer/speech/synthesize/readaloud/voices/list"
    async with aiohttp.ClientSession(connector=service.connector) as session:
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await session.get(url)
        async with session.get(url, ssl=False) as answer:
            assert answer.status == 403
