"""Word files (DOCX), by way of HTML."""

from __future__ import annotations

import io
import re
from typing import Any, Final

from chatterbot.documents import limits, values
from chatterbot.documents.formats import packed, tree
from chatterbot.documents.formats.refusals import DocumentRefusal
from chatterbot.documents.html import nodes, pages

__all__ = ("blocks",)

_STYLES: Final = "\n".join(
    (
        "p[style-name='Title'] => h1:fresh",
        "p[style-name='Subtitle'] => p:fresh",
        "p[style-name='Quote'] => blockquote > p:fresh",
        "p[style-name='Intense Quote'] => blockquote > p:fresh",
        *(f"p[style-name='toc {level}'] => !" for level in range(1, 10)),
        "p[style-name='TOC Heading'] => !",
        "p[style-name='header'] => !",
        "p[style-name='footer'] => !",
    )
)
"""What Word's styles are, beside what mammoth knows; tables of contents are left out."""
_TITLE: Final = re.compile(r"<dc:title>(?P<title>[^<]{1,300})</dc:title>")


def blocks(data: bytes, parse_limits: limits.ParseLimits) -> tuple[str, list[tree.Block]]:
    """Return the title and the blocks of a Word file.

    Raises
    ------
    DocumentRefusal
        As `packed.checked` and `nodes.blocks_of`.
    """
    import mammoth  # noqa: PLC0415 - optional: the extra `documents`
    import mammoth.images  # noqa: PLC0415

    title = ""
    for name, content in packed.members(data, parse_limits):
        if name == "docProps/core.xml" and (found := _TITLE.search(content.decode("utf-8", "replace"))) is not None:
            title = pages.parsed(found["title"]).body.text(deep=True).strip()[: values.LONGEST_TITLE]
    try:
        result: Any = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            include_embedded_style_map=False,  # the file's own one could rename everything
            external_file_access=False,
            convert_image=mammoth.images.img_element(_no_image),
        )
    except RecursionError as error:
        raise DocumentRefusal("error-document-too-nested", limit=parse_limits.max_depth) from error
    except MemoryError:
        raise
    except Exception as error:  # the library raises KeyError, IOError, ExpatError, ... for broken files
        raise DocumentRefusal("error-document-broken") from error
    return title, nodes.blocks_of(pages.parsed(result.value).body, parse_limits, page=False)


def _no_image(_image: Any) -> dict[str, str]:
    return {}
