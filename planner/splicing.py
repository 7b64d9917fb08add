"""A file's text as it lies on the disk: where a place of it is, and how its lines end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.diagnostics import Place

BOM = "\ufeff"
LINE_END = re.compile(r"\r\n|\r|\n")


class Raw:
    """The text of a file with its mark in front and its own line ends."""

    def __init__(self, content: bytes) -> None:
        """Decode a file; raises :class:`UnicodeDecodeError` where it is not UTF-8."""
        self.text = content.decode("utf-8")
        ends = (end.end() for end in LINE_END.finditer(self.text))
        self._starts = [1 if self.text.startswith(BOM) else 0, *ends]

    def span(self, place: Place) -> tuple[int, int]:
        """Return where a place begins and ends in the text."""
        return (
            self._starts[place.line - 1] + place.column - 1,
            self._starts[place.end_line - 1] + place.end_column - 1,
        )

    def ended(self, text: str, near: int) -> str:
        r"""Return a text with the file's own line ends, as they are near a spot, for each ``\n``."""
        if "\n" not in text:
            return text
        found = LINE_END.search(self.text, near) or LINE_END.search(self.text)
        return text.replace("\n", found.group() if found else "\n")
