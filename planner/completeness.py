"""What a team requires of a plan in CI, and which conditions fall short of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.diagnostics import Verdict
from planner.errors import PlannerError
from planner.scorecard import weakest
from planner.texts import T
from planner.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.scorecard import Score, Scorecard

_CHOICES = (Verdict.MET.value, Verdict.PARTLY.value)


def requirements(text: str) -> Mapping[str, Verdict]:
    """Read what ``--require`` asks for.

    Args:
        text: A verdict for every condition, ``met`` or ``partly``, or conditions with their
            verdicts, ``who=met,when=partly``; both together: ``partly,who=met``.

    Returns:
        The verdict that each named condition must at least have.

    Raises:
        PlannerError: If the text names no condition or verdict.
    """
    everywhere: dict[str, Verdict] = {}
    named: dict[str, Verdict] = {}
    for part in text.split(","):
        name, sign, word = part.rpartition("=")
        if sign:
            named[_condition(name)] = _verdict(word)
        else:
            everywhere = dict.fromkeys(words("condition"), _verdict(word))
    return everywhere | named


def lacking(card: Scorecard, wanted: Mapping[str, Verdict]) -> tuple[Score, ...]:
    """Return the conditions with a verdict below the one that is asked of them, in order."""
    return tuple(
        score
        for score in card.scores
        if score.id in wanted and weakest([score.verdict, wanted[score.id]]) is not wanted[score.id]
    )


def _condition(text: str) -> str:
    conditions = words("condition")
    found = conditions.find(text.strip())
    if found is None:
        raise PlannerError(
            T(
                "--require knows the conditions {choices}, not “{name}”.",
                choices=tuple(conditions),
                name=text.strip(),
            )
        )
    return found


def _verdict(text: str) -> Verdict:
    found = words("verdict").find(text.strip())
    if found not in _CHOICES:
        raise PlannerError(
            T(
                "--require asks for {choices}, not “{word}”: write met, or who=met,when=partly.",
                choices=_CHOICES,
                word=text.strip(),
            )
        )
    return Verdict(found)
