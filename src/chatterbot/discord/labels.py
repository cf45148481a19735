"""Labels around the fields of forms (component type 18), which hikari 2.6 can neither build nor read.

Discord recommends them over the older rows since September 2025. What a person submits is read by hikari after each label is turned into a row
around the same field, so the rest of the bot reads `hikari.ModalInteraction` as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, Final

import hikari
from hikari.impl.entity_factory import EntityFactoryImpl

__all__ = ("LabelBuilder", "LabelReadingBot", "rows_for_labels")

LABEL: Final = 18
"""The component's type: https://discord.com/developers/docs/components/reference#label."""


class LabelBuilder(hikari.api.ComponentBuilder):
    """Builds a label with one text field in it.

    Parameters
    ----------
    text
        What stands above the field, at most 45 characters.
    field
        The text field; the label it has of its own is not sent, since Discord takes only one.
    """

    def __init__(self, text: str, field: hikari.api.TextInputBuilder) -> None:
        self._text = text
        self._field = field

    @property
    def type(self) -> int:
        """The component's type."""
        return LABEL

    @property
    def id(self) -> hikari.UndefinedOr[int]:
        """The component's number, which Discord sets."""
        return hikari.UNDEFINED

    def build(self) -> tuple[MutableMapping[str, Any], Sequence[hikari.files.Resource[hikari.files.AsyncReader]]]:
        """Return the component as JSON, and no files."""
        field, files = self._field.build()
        field.pop("label", None)
        return {"type": LABEL, "label": self._text, "component": field}, files


def rows_for_labels(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the payload of a submitted form with a row in the place of each label."""
    parts: list[Any] = [
        {"type": int(hikari.ComponentType.ACTION_ROW), "id": part["id"], "components": [part["component"]]}
        if part["type"] == LABEL
        else part
        for part in payload["data"]["components"]
    ]
    return {**payload, "data": {**payload["data"], "components": parts}}


class _LabelReader(EntityFactoryImpl):
    """Reads submitted forms with labels."""

    def deserialize_modal_interaction(self, payload: Any) -> hikari.ModalInteraction:
        """Return the submitted form."""
        return super().deserialize_modal_interaction(rows_for_labels(payload))


class LabelReadingBot(hikari.GatewayBot):
    """A bot of hikari that reads forms with labels. hikari's events are read by what `entity_factory` returns."""

    def __init__(self, token: str, **options: Any) -> None:
        super().__init__(token, **options)
        self._label_reader = _LabelReader(self)

    @property
    def entity_factory(self) -> hikari.api.EntityFactory:
        """What reads the payloads of gateway events."""
        return self._label_reader
