"""Every error of this program, in one tree.

::

    ChatterbotError
      x SettingsError                  bad configuration; raised before anything starts; exit code 2, no traceback
      x UserError(key, **params)       the person can fix it; worded by the catalogue and shown to them; not logged as an error
        + NotFoundError                what was named is not there (message, example, job, dataset, file)
        + RefusedError                 not allowed here, or not to this person
        + InvalidInputError            the input is malformed; `params` say where and why
      x ServiceError(retryable)        something outside failed; a calm sentence to the person, a warning in the log
        + StoreError                   the database
        + EncoderError                 the text encoder
        + SpeechToTextError            the recogniser: no model, or it failed
        + TextToSpeechError            no voice could speak
      x VoiceError                     Discord's voice wire broke and was not mended
        + VoiceGatewayError(code)      the voice gateway closed the socket for good
        + HandshakeTimeoutError(stage) a step of connecting was not answered in time
        + EncryptionError              no cipher that both sides know; packets that do not open are counted, never raised

Foreign exceptions are translated at the edge where they arise and turned into words in one place, `plugins.problems`.
"""

from __future__ import annotations

__all__ = (
    "ChatterbotError",
    "EncoderError",
    "EncryptionError",
    "HandshakeTimeoutError",
    "InvalidInputError",
    "NotFoundError",
    "RefusedError",
    "ServiceError",
    "SettingsError",
    "SpeechToTextError",
    "StoreError",
    "TextToSpeechError",
    "UserError",
    "VoiceError",
    "VoiceGatewayError",
)


class ChatterbotError(Exception):
    """Anything this program raises on purpose."""


class SettingsError(ChatterbotError):
    """The configuration cannot be used; the message names the field, the reason and the remedy."""


class UserError(ChatterbotError):
    """Something the person can put right.

    Parameters
    ----------
    key
        Message id in the catalogue (``error-...``).
    params
        Values for the message's placeholders: text, numbers, dates; never secrets.
    """

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(f"{key} {params}" if params else key)
        self.key = key
        self.params = params


class NotFoundError(UserError):
    """What the person named does not exist, or is not theirs to see (the two are told apart nowhere)."""


class RefusedError(UserError):
    """The person, or the place, is not allowed to do this."""


class InvalidInputError(UserError):
    """The input is malformed; the parameters say where (line, field) and why."""


class ServiceError(ChatterbotError):
    """Something this program depends on failed.

    Parameters
    ----------
    message
        For the log, not for people.
    retryable
        Whether the same call may succeed later without anyone changing anything.
    """

    def __init__(self, message: str, *, retryable: bool = True) -> None:
        super().__init__(message)
        self.retryable = retryable


class StoreError(ServiceError):
    """The database refused or is out of reach; nothing of the attempted change was kept."""


class EncoderError(ServiceError):
    """The text encoder cannot be loaded or failed on a text."""


class SpeechToTextError(ServiceError):
    """Speech cannot be recognised: the model cannot be had, or failed."""


class TextToSpeechError(ServiceError):
    """A voice cannot speak: its service fails, its model or program is missing."""


class VoiceError(ChatterbotError):
    """Discord's voice wire broke in a way that was not mended."""


class VoiceGatewayError(VoiceError):
    """The voice gateway closed the websocket, and no remedy is left.

    Parameters
    ----------
    code
        The close code (RFC 6455, Discord's 4000 and up); `None` where the network failed and no code was received.
    can_resume
        Whether a resume could have mended it, had it not failed too often.
    why
        What happened, for the log.
    """

    def __init__(self, code: int | None, *, can_resume: bool = False, why: str = "") -> None:
        super().__init__(f"voice gateway closed with {code}" + (f": {why}" if why else ""))
        self.code = code
        self.can_resume = can_resume


class HandshakeTimeoutError(VoiceError):
    """Discord did not answer a step of connecting.

    Parameters
    ----------
    stage
        Which step: ``voice state``, ``hello``, ``ready``, ``ip discovery``, ``session description``, ``resumed``.
    timeout_s
        How long it was waited for, in seconds.
    """

    def __init__(self, stage: str, timeout_s: float) -> None:
        super().__init__(f"no answer at the step `{stage}` within {timeout_s:g} s")
        self.stage = stage
        self.timeout_s = timeout_s


class EncryptionError(VoiceError):
    """Client and server share no cipher, or a key has the wrong size."""
