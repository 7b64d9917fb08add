"""A handler for python-frontmatter, so that other programs read plans as this one does.

``frontmatter.loads(text, handler=PlanHandler())`` refuses what the guarded reader refuses,
and gives every value as the text that was written.
"""

from __future__ import annotations

from typing import Any

from frontmatter.default_handlers import BaseHandler

from planner import source
from planner.diagnostics import Kind, Subject
from planner.reader import Refused

_SUBJECT = Subject(Kind.PAGE)


class RefusedFrontMatter(Exception):
    """The front matter cannot be used; the text says why, in English."""


class PlanHandler(BaseHandler):
    """Reads and writes front matter through :mod:`planner.source`."""

    FM_BOUNDARY = source.FENCE
    START_DELIMITER = END_DELIMITER = "---"

    def split(self, text: str) -> tuple[str, str]:
        """Return the front matter and the body; ValueError where there is none."""
        try:
            return source.split(text, _SUBJECT)
        except Refused as refused:
            raise ValueError(_why(refused)) from None

    def load(self, fm: str) -> dict[str, Any]:
        """Return the data; raise RefusedFrontMatter where it cannot be used."""
        try:
            return source.load(fm, _SUBJECT)[0]
        except Refused as refused:
            raise RefusedFrontMatter(_why(refused)) from None

    def export(self, metadata: dict[str, object], **_: object) -> str:
        """Return data as front matter that reads back the same."""
        return source.dump(metadata)


def _why(refused: Refused) -> str:
    return "; ".join(finding.message.to("en") for finding in refused.findings)
