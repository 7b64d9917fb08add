"""What to survive: bad inputs as files and command lines, with what has to become of them.

The table of bad inputs has rows by id (F files, Y front matter, H words on pages and in logs,
C tables, R feeds, I calendars), each with several inputs. An input is an entry here, or a test of
its own that is marked with the id.
"""

from __future__ import annotations

from tests.payloads import calendars, feeds, front_matter, odd_files, shown, tables
from tests.payloads.base import Payload

PAYLOADS: tuple[Payload, ...] = (
    *odd_files.all_of_them(),
    *front_matter.all_of_them(),
    *shown.all_of_them(),
    *tables.all_of_them(),
    *feeds.all_of_them(),
    *calendars.all_of_them(),
)

__all__ = ["PAYLOADS", "Payload"]
