"""Every error of this program, in one tree.

::

    ChatterbotError
      x SettingsError                  bad configuration; raised before anything starts; exit code 2, no traceback
      x UserError(key, **params)       the person can fix it; shown to them in the words of the catalogue; not logged as an error
        + NotFoundError                what was named does not exist (message, example, job, dataset, file)
        + RefusedError                 not allowed here, or not to this person
        + InvalidInputError            the input is malformed; `params` say where and why
      x ServiceError(retryable)        something outside the program failed; a short sentence to the person, a warning in the log
        + StoreError                   the database
        + EncoderError                 the text encoder
        + SpeechToTextError            speech recognition: there is no model, or it failed
        + TextToSpeechError            no voice could speak
        + ModelError(fault)            the language model's server
      x VoiceError                     the connection to a voice channel broke and could not be restored
        + VoiceGatewayError(code)      the voice gateway closed the socket for good
        + HandshakeTimeoutError(stage) a step of connecting was not answered in time
        + EncryptionError              no cipher that both sides know; packets that cannot be decrypted are counted, no error is raised

Exceptions of libraries are turned into these where they arise; `discord.error_messages` is the one place that words them for people.
"""

from __future__ import annotations

import enum

__all__ = (
    "ChatterbotError",
    "EncoderError",
    "EncryptionError",
    "HandshakeTimeoutError",
    "InvalidInputError",
    "ModelError",
    "ModelFault",
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
    """The base of every error this program raises on purpose."""


class SettingsError(ChatterbotError):
    """The configuration cannot be used; the message names the setting, the reason and the remedy."""


class UserError(ChatterbotError):
    """Something that the person can correct.

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
    """What the person named does not exist, or they may not see it; the message does not say which of the two."""


class RefusedError(UserError):
    """The person may not do this, or not in this place."""


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
    """The database refused or cannot be reached; nothing of the attempted change was kept."""


class EncoderError(ServiceError):
    """The text encoder cannot be loaded, or failed on a text."""


class SpeechToTextError(ServiceError):
    """Speech cannot be recognised: the model cannot be loaded, or failed."""


class TextToSpeechError(ServiceError):
    """A voice cannot speak: its service failed, or its model or program is missing."""


class ModelFault(enum.Enum):
    """How the language model's server failed."""

    MISSING = "missing"
    """The client's library is not installed, or no model is configured."""
    UNREACHABLE = "unreachable"
    """No connection, or it broke."""
    TIMEOUT = "timeout"
    """No word came in time."""
    RATE_LIMITED = "rate limited"
    """The server asks to wait (429)."""
    QUOTA = "quota"
    """The account has no credit left (429 with the code ``insufficient_quota``)."""
    SERVER = "server"
    """It failed (5xx)."""
    MALFORMED = "malformed"
    """It sent something that is not of the protocol."""
    EMPTY = "empty"
    """It answered nothing."""
    REFUSED = "refused"
    """It will not answer this: a refusal, or a filter."""
    TOO_LONG = "too long"
    """The chat has more tokens than the model can take."""
    KEY = "key"
    """The key is missing, wrong or not allowed to do this (401, 403)."""
    MODEL = "model"
    """There is no such model (404)."""
    REQUEST = "request"
    """The server does not take the request (other 4xx)."""
    PAUSED = "paused"
    """It failed so often lately that it is not asked for a while."""


class ModelError(ServiceError):
    """The language model's server failed.

    Parameters
    ----------
    message
        For the log: never a prompt, an answer or a key.
    fault
        How.
    retry_after_s
        After how many seconds the server wants to be asked again; `None`: it did not say.
    """

    def __init__(self, message: str, fault: ModelFault, *, retry_after_s: float | None = None) -> None:
        super().__init__(message, retryable=fault in _RETRYABLE)
        self.fault = fault
        self.retry_after_s = retry_after_s


_RETRYABLE = frozenset(
    {
        ModelFault.UNREACHABLE,
        ModelFault.TIMEOUT,
        ModelFault.RATE_LIMITED,
        ModelFault.SERVER,
        ModelFault.MALFORMED,
        ModelFault.EMPTY,
        ModelFault.PAUSED,
    }
)


class VoiceError(ChatterbotError):
    """The connection to a voice channel broke and could not be restored."""


class VoiceGatewayError(VoiceError):
    """The voice gateway closed the websocket, and connecting again did not help.

    Parameters
    ----------
    code
        The close code (RFC 6455; Discord's own from 4000 on); `None` if the network failed and no code was received.
    can_resume
        Whether Discord allows to resume after this code; it was tried, and failed too often.
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
        How long the answer was waited for, in seconds.
    """

    def __init__(self, stage: str, timeout_s: float) -> None:
        super().__init__(f"no answer at the step `{stage}` within {timeout_s:g} s")
        self.stage = stage
        self.timeout_s = timeout_s


class EncryptionError(VoiceError):
    """The bot and the voice server share no cipher, or a key has the wrong size."""
