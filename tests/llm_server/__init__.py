"""A loopback server that speaks OpenAI's protocol, strictly, with faults on demand.

::

    async with llm_server.running() as server:
        server.script = lambda asked: f"You said: {asked.text}"   # or a `ServedAnswer`, or `raise llm_server.rate_limited(20)`
        ...                                                       # talk to `server.url`; `server.options()` are settings of `[llm]`
        assert server.chats[0].system == "..."                    # what was sent

What breaks a rule of the interface is refused as the real service refuses it. The shapes are those of the installed `openai` library
and of https://platform.openai.com/docs/api-reference; the real service was not at hand.
"""

from __future__ import annotations

from tests.llm_server.answers import LlmFault, ServedAnswer
from tests.llm_server.asked import ServedRequest
from tests.llm_server.refusals import (
    RefusalError,
    extra_forbidden,
    failing,
    invalid,
    no_quota,
    no_such_model,
    rate_limited,
    too_long,
    unsupported,
    wrong_key,
)
from tests.llm_server.server import MODEL, LlmServer, Script, running
from tests.llm_server.training_files import FEWEST_EXAMPLES
from tests.llm_server.tuning import TuningJob

__all__ = (
    "FEWEST_EXAMPLES",
    "MODEL",
    "LlmFault",
    "LlmServer",
    "RefusalError",
    "Script",
    "ServedAnswer",
    "ServedRequest",
    "TuningJob",
    "extra_forbidden",
    "failing",
    "invalid",
    "no_quota",
    "no_such_model",
    "rate_limited",
    "running",
    "too_long",
    "unsupported",
    "wrong_key",
)
