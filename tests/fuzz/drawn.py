"""Values drawn from bytes: the choices first, a byte each; the texts after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

PARTED = b"\x1f"
"""What parts the texts."""


class Drawn:
    """The choices and the texts in an input; where there are no more, the first one and nothing."""

    def __init__(self, content: bytes) -> None:
        """Take an input apart: choices up to the first sign that parts, then texts."""
        choices, _, rest = content.partition(PARTED)
        self._choices = list(reversed(choices))
        self._texts = [it.decode("utf-8", "replace") for it in reversed(rest.split(PARTED))]

    def number(self, below: int) -> int:
        """Return a number."""
        return self._choices.pop() % below if self._choices else 0

    def one_of(self, choices: Sequence[T]) -> T:
        """Return one of some things."""
        return choices[self.number(len(choices))]

    def text(self) -> str:
        """Return a text."""
        return self._texts.pop() if self._texts else ""


def packed(choices: Sequence[int], *texts: str) -> bytes:
    """Return the input that these choices and texts are drawn from."""
    return PARTED.join((bytes(choices), *(text.encode() for text in texts)))
