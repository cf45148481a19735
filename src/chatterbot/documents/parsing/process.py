"""The process that parses one untrusted document and ends, because security holes in the libraries must be expected.

It is started by `reading.DocumentReader`, reads one request from stdin and writes one answer to stdout. A request is the length of a
JSON header (four bytes, big-endian), the header ``{"files": [{"name", "media_type", "charset", "address", "size"}], "kind", "limits"}``,
and the files. An answer is the length of a JSON header, the header ``{"size"}``, ``{"refused", "params"}`` or ``{"missing"}``, and in the
first case the document (`answers.encoded`).

It limits its memory and its processor time, and gives up writing files and starting processes, before it reads a byte; then it looks at
the beginning of the document, imports the library that such a document needs, and gives up opening files, too, before that library
sees a byte.
"""

from __future__ import annotations

import codecs
import contextlib
import importlib
import io
import json
import os
import select
import sys
import zipfile
from typing import Any, BinaryIO, Final

from chatterbot import datasets, errors
from chatterbot.documents import kinds, limits, values
from chatterbot.documents.formats.refusals import DocumentRefusal
from chatterbot.documents.parsing import answers, parse

__all__ = ("main",)

IDLE_S: Final = 60.0
"""Seconds to wait for a document before the process ends by itself."""
_RECURSION: Final = 6_000
"""Calls inside one another: the libraries take some ten for each level of nesting, and refuse more levels only afterwards."""
_SAMPLES: Final = {
    values.DocumentKind.MARKDOWN: b"# a\n\n- b\n\n|a|b|\n|-|-|\n|c|d|\n",
    values.DocumentKind.TEXT: b"# a\n\n```\nb\n```\n",
    values.DocumentKind.HTML: b"<html><body><p>a",
    values.DocumentKind.TABLE: b"a,b\nc,d\n",
    values.DocumentKind.DATASET: b'[{"prompt": "a", "reply": "b"}]',
    values.DocumentKind.CHAT: b'<div class="chatlog"></div>',
    values.DocumentKind.PDF: (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R"
        b"/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj 4 0 obj<</Length 27>>stream\nBT/F 9 Tf 9 9 Td(Abcdef)Tj ET"
        b"\nendstream endobj 5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    ),
}
"""Tiny documents: parsing one imports what is imported late."""
_CORPUS: Final = b"conversations:\n- - a\n  - b\n"
_CODECS: Final = (
    *(
        f"cp{page}"
        for page in (
            874,
            932,
            949,
            950,
            1125,
            *range(1250, 1259),
            437,
            737,
            775,
            850,
            852,
            855,
            857,
            *range(860, 867),
            869,
        )
    ),
    *(f"iso8859-{part}" for part in (*range(1, 12), 13, 14, 15, 16)),
    *(
        "koi8-r",
        "koi8-u",
        "mac-roman",
        "mac-cyrillic",
        "mac-greek",
        "mac-iceland",
        "mac-latin2",
        "mac-turkish",
        "utf-16-le",
        "utf-16-be",
    ),
    *("big5", "big5hkscs", "euc_jp", "euc_kr", "euc_jis_2004", "gb18030", "shift_jis", "iso2022_jp"),
)
"""Encodings that a text may have: Python imports each when it is first used."""


def main(source: BinaryIO, sink: BinaryIO) -> None:
    """Read one request from `source` and write its answer to `sink`."""
    if os.name == "posix" and not select.select([source], [], [], IDLE_S)[0]:
        return
    header = source.read(4)
    if len(header) < 4:
        return  # the bot ended
    request: dict[str, Any] = json.loads(source.read(int.from_bytes(header, "big")))
    parse_limits = limits.ParseLimits(**request["limits"])
    sys.setrecursionlimit(_RECURSION)
    _limit(
        {
            "RLIMIT_AS": parse_limits.address_space,
            "RLIMIT_CPU": max(1, round(parse_limits.cpu_s + sum(os.times()[:2]))),  # the kernel kills the process
            "RLIMIT_FSIZE": 0,
            "RLIMIT_NPROC": 0,
            "RLIMIT_CORE": 0,
        }
    )
    files = [
        values.SourceFile(one["name"], source.read(one["size"]), one["media_type"], one["charset"], one["address"])
        for one in request["files"]
    ]
    if sum(len(file.data) for file in files) < sum(one["size"] for one in request["files"]):
        return
    answer, body = _answer(files, values.DocumentKind(request["kind"]) if request["kind"] else None, parse_limits)
    head = json.dumps(answer).encode()
    sink.write(len(head).to_bytes(4, "big") + head)
    sink.write(body)
    sink.flush()


def _answer(
    files: list[values.SourceFile], kind: values.DocumentKind | None, parse_limits: limits.ParseLimits
) -> tuple[dict[str, object], bytes]:
    try:
        kind = kind or kinds.kind_of(files[0])
        _preload(kind, files, parse_limits)
        _limit({"RLIMIT_NOFILE": 0})
        body = answers.encoded(parse.parse(files, kind, parse_limits))
    except DocumentRefusal as refusal:
        return {"refused": refusal.key, "params": refusal.params}, b""
    except errors.InvalidInputError as error:
        return {"refused": error.key, "params": {name: _short(value) for name, value in error.params.items()}}, b""
    except ImportError as error:
        return {"missing": error.name or "a library"}, b""
    except RecursionError:
        return {"refused": "error-document-too-nested", "params": {"limit": parse_limits.max_depth}}, b""
    except MemoryError:
        return {"refused": "error-document-too-complex", "params": {}}, b""
    return {"size": len(body)}, body


def _short(value: object) -> object:
    return value if isinstance(value, int | float) else str(value)[:200]


def _preload(kind: values.DocumentKind, files: list[values.SourceFile], parse_limits: limits.ParseLimits) -> None:
    """Parse a tiny document of this kind, so that everything is imported that this needs, while files can still be opened."""
    sample = _tiny_docx() if kind is values.DocumentKind.DOCX else _SAMPLES.get(kind, _CORPUS)
    with contextlib.suppress(DocumentRefusal, errors.InvalidInputError):
        parse.parse([values.SourceFile("a", sample)], kind, parse_limits)
    if kind is values.DocumentKind.DATASET:  # JSON so far
        with contextlib.suppress(DocumentRefusal, errors.InvalidInputError):
            parse.parse([values.SourceFile("a.yml", _CORPUS)], kind, parse_limits)
    if kind is values.DocumentKind.CHATTERBOT:
        importlib.import_module("sqlite3")
    for file in files:
        try:
            file.data.decode("utf-8")
        except UnicodeDecodeError:
            with contextlib.suppress(errors.InvalidInputError):
                datasets.decode("Привет, как дела?".encode("cp1251"), "")
            for name in _CODECS:
                codecs.lookup(name)
            return


def _tiny_docx() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "word/document.xml",
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>a</w:t></w:r></w:p>'
            "</w:body></w:document>",
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Target="word/document.xml"'
            ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>',
        )
    return packed.getvalue()


def _limit(wanted: dict[str, int]) -> None:
    """Set limits of the process. Windows has none."""
    try:
        import resource  # noqa: PLC0415 - POSIX only
    except ImportError:
        return
    for name, value in wanted.items():
        kind = getattr(resource, name, None)
        if kind is not None:
            with contextlib.suppress(ValueError, OSError):  # macOS refuses some; a limit that is already lower stays
                resource.setrlimit(kind, (value, value))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
