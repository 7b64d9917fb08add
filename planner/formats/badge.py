"""A badge for a README: how many of the eight conditions are met."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from planner.diagnostics import Verdict
from planner.formats.scores import overall
from planner.texts import T

if TYPE_CHECKING:
    from planner.scorecard import Scorecard

# White text is read easily on each of them.
_NAME = "#474747"
_COLOURS = {Verdict.MET: "#1a6e2e", Verdict.PARTLY: "#8a5300", Verdict.MISSING: "#b3261e"}
_LETTER = 6.5
"""The width of a letter; the text is fitted to it, whatever font the reader has."""
_SPACE = 7
_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="20" role="img" \
lang="{language}" aria-label="{name}: {said}">
  <title>{name}: {said}</title>
  <rect width="{width}" height="20" rx="3" fill="{colour}"/>
  <path d="M3 0h{turn}v20H3a3 3 0 0 1-3-3V3a3 3 0 0 1 3-3z" fill="{name_colour}"/>
  <g fill="#fff" font-family="Verdana, DejaVu Sans, sans-serif" font-size="11" aria-hidden="true">
    <text x="{space}" y="14" textLength="{name_length}" \
lengthAdjust="spacingAndGlyphs">{name}</text>
    <text x="{said_at}" y="14" textLength="{said_length}" \
lengthAdjust="spacingAndGlyphs">{said}</text>
  </g>
</svg>
"""


def badge(card: Scorecard, language: str) -> str:
    """Return an SVG that says ``plan 5/8 met, 3 partly``; it fetches nothing."""
    name, said = T("plan").to(language), overall(card).to(language)
    name_length, said_length = (round(len(text) * _LETTER) for text in (name, said))
    said_at = name_length + 3 * _SPACE
    return _SVG.format(
        language=language,
        name=escape(name),
        said=escape(said),
        colour=_COLOURS[card.overall],
        name_colour=_NAME,
        name_length=name_length,
        said_length=said_length,
        space=_SPACE,
        said_at=said_at,
        turn=said_at - _SPACE - 3,
        width=said_at + said_length + _SPACE,
    )
