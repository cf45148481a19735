"""What is given to the reader of documents, and what it returns."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from typing import Final

__all__ = (
    "DocumentKind",
    "DocumentNote",
    "DocumentPlace",
    "FoundPair",
    "FoundPassage",
    "ParsedDocument",
    "SourceFile",
)

LONGEST_TITLE: Final = 200
"""Characters of a title or heading that are kept: an embed's title has 256."""


class DocumentKind(enum.StrEnum):
    """The format of a document, or the bot that an export comes from."""

    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"
    TEXT = "text"
    TABLE = "table"
    """CSV or TSV, also with semicolons or bars between the cells."""
    SPREADSHEET = "spreadsheet"
    """XLSX, XLSM, XLSB, XLS or ODS."""
    DATASET = "dataset"
    """JSONL, JSON or YAML with examples, as `datasets` reads them."""
    CHAT = "chat"
    """A channel's messages that DiscordChatExporter saved, as JSON or HTML."""
    RED = "red-customcom"
    """Custom commands of Red's cog CustomCom."""
    NADEKO = "nadeko"
    """Expressions of NadekoBot (YAML)."""
    RASA = "rasa"
    """A Rasa project: intents, responses, rules and stories."""
    CHATTERBOT = "chatterbot"
    """A corpus (YAML) or a database (SQLite) of the Python library ChatterBot."""
    DIALOGFLOW = "dialogflow"
    """An agent that Dialogflow ES exported (zip)."""
    BOTPRESS = "botpress"
    """Questions and answers (module QnA) that Botpress 12 exported (JSON)."""

    @property
    def is_bot(self) -> bool:
        """Whether it is what another bot knows, not a document."""
        return self in _BOTS


_BOTS: Final = frozenset(
    {
        DocumentKind.RED,
        DocumentKind.NADEKO,
        DocumentKind.RASA,
        DocumentKind.CHATTERBOT,
        DocumentKind.DIALOGFLOW,
        DocumentKind.BOTPRESS,
    }
)


@dataclasses.dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was sent, read or fetched."""

    name: str
    """Its name with the ending, for errors and to tell the format; a path below the folder where a folder is read."""
    data: bytes = dataclasses.field(repr=False)
    media_type: str = ""
    """What the server says it is (``text/html``); empty: nobody said."""
    charset: str = ""
    """The encoding that the server says; empty: nobody said."""
    address: str = ""
    """The address it was fetched from, after all redirects; empty for a file."""


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentPlace:
    """Where something stands in a document."""

    anchor: str = ""
    """What follows ``#`` in a link to it: a heading's id, ``page=3`` in a PDF file; empty: there is none."""
    page: int | None = None
    """The page, counted from 1; `None`: the document has no pages."""
    line: int | None = None
    """The line or row, counted from 1; `None`: not known."""
    part: str = ""
    """The file of several, the sheet of a spreadsheet; empty: there is only one."""

    def link(self, address: str) -> str:
        """Return the address of this place, if the whole document has this address; empty if it has none."""
        if not address or not self.anchor:
            return address
        return f"{address.partition('#')[0]}#{self.anchor}"


@dataclasses.dataclass(frozen=True, slots=True)
class FoundPair:
    """A question with its answer. Nothing is taught by finding it."""

    questions: tuple[str, ...]
    """The wordings of the question, at least one, each of at most `models.LONGEST_PROMPT` characters."""
    answer: str
    """In Discord's Markdown."""
    place: DocumentPlace = DocumentPlace()
    headings: tuple[str, ...] = ()
    """The headings it stands below, outermost first; its own question is not among them."""
    further_answers: tuple[str, ...] = ()
    """Other answers to the same question, where a bot chose one of several."""
    label: str = ""
    """The name of the intent in the bot it comes from; empty: it has none."""
    keyword: bool = False
    """Whether the questions are the names of commands, not sentences that a person says."""
    credited_id: int | None = None
    """The Discord user whose words the answer is."""
    origin: str = ""
    """The link of the message that the answer is; empty: it is none."""


@dataclasses.dataclass(frozen=True, slots=True)
class FoundPassage:
    """A part of a document that can be read alone: whole sentences, about 80 to 200 words."""

    headings: tuple[str, ...]
    """The headings it stands below, outermost first, without the document's title."""
    text: str
    """In Discord's Markdown."""
    place: DocumentPlace = DocumentPlace()


@dataclasses.dataclass(frozen=True, slots=True)
class DocumentNote:
    """Something a person should know about how a document was read, such as what was left out."""

    key: str
    """Message id in the catalogue (``document-note-...``)."""
    params: Mapping[str, object] = dataclasses.field(default_factory=dict[str, object])


@dataclasses.dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document that was read."""

    title: str
    """What it calls itself, else its file's name without the ending."""
    kind: DocumentKind
    examples: tuple[FoundPair, ...]
    """Question-answer pairs in the document's order."""
    passages: tuple[FoundPassage, ...]
    """Everything else in the document's order; nothing is in both."""
    pages: int | None = None
    """Number of pages; `None`: it has no pages."""
    address: str = ""
    """As `SourceFile.address`."""
    notes: tuple[DocumentNote, ...] = ()
