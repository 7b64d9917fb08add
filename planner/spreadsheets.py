"""Rows as a file that spreadsheets open, in which no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")


def as_csv(rows: Iterable[Iterable[str]], delimiter: str = ",") -> bytes:
    """Return rows of harmless cells as a file that spreadsheets open."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def harmless_cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    Whoever reads it back takes away one apostrophe before such a sign, or before more
    apostrophes and such a sign.
    """
    return f"'{text}" if _FORMULA.match(text) else text
