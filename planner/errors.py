"""What can keep a command from running at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.texts import T


class PlannerError(Exception):
    """A command cannot run: wrong usage, broken configuration, no content folder.

    Findings about content are values, never exceptions.
    """

    def __init__(self, text: T) -> None:
        """Keep the sentence for the person."""
        super().__init__(text.to("en"))
        self.text = text
