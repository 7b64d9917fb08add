"""The command that judges the plan: score."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import planner
from planner.cli.checking import chosen_form
from planner.cli.help import option
from planner.cli.options import CLEAN, FAILED, command
from planner.cli.output import painter, result, tell
from planner.cli.session import Session
from planner.errors import PlannerError
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.cli.options import Options
    from planner.diagnostics import Verdict
    from planner.loader import Content
    from planner.scorecard import Scorecard

_FORMS = ("text", "json", "markdown", "svg")
_COMPARED = ("text", "json", "markdown")


@command(
    *("content", "today", "format", "output"),
    text=T(
        "Judge the plan by the eight conditions of success.\n\n"
        "The whole is as good as the weakest of them.\n\n"
        "--format is text, json, markdown or svg, which is a badge; with --compare text, json or markdown."
    ),
    codes=(
        T("The plan is judged, and reaches what --require asks for."),
        T("The plan does not yet reach what --require asks for."),
    ),
)
@option(
    "--require",
    metavar=T("VERDICT"),
    text=T("What the plan has to reach: met, partly, or who=met,when=partly. Default: anything."),
)
@option(
    "--compare",
    metavar=T("FOLDER|REVISION"),
    text=T(
        "Tell what has changed since another plan, by its folder, or since a git revision of this one."
    ),
)
def score(require: str | None, compare: str | None, options: Options) -> int:
    """Judge the plan by the eight conditions."""
    from planner import completeness

    if require is not None and compare is not None:
        raise PlannerError(T("--require and --compare are two questions: ask one at a time."))
    wanted = completeness.requirements(require) if require is not None else {}
    form = chosen_form(options, _FORMS if compare is None else _COMPARED, "text")
    session = Session(options)
    card = _judged(session, session.content)
    if compare is None:
        result(_shown(card, form, session), options)
    else:
        result(_compared(compare, card, form, session), options)
    return _required(card, wanted, session)


def _judged(session: Session, content: Content) -> Scorecard:
    return planner.score(content, session.day, session.config)


def _shown(card: Scorecard, form: str, session: Session) -> str:
    from planner import formats

    language = session.language
    match form:
        case "json":
            return formats.json_score(card) + "\n"
        case "markdown":
            return formats.score_markdown(card, language)
        case "svg":
            return formats.badge(card, language)
    return formats.joined(formats.score_lines(card, language, painter(session.options)))


def _compared(given: str, card: Scorecard, form: str, session: Session) -> str:
    import tempfile

    from planner import comparison, formats, loader

    with tempfile.TemporaryDirectory(prefix="planner-") as folder:
        then = loader.load(comparison.earlier(given, session.folder, Path(folder)))
        found = comparison.compare(_judged(session, then), card)
    match form:
        case "json":
            return formats.json_comparison(found) + "\n"
        case "markdown":
            return formats.comparison_markdown(found, session.language)
    paint = painter(session.options)
    return formats.joined(formats.comparison_lines(found, session.language, paint))


def _required(card: Scorecard, wanted: Mapping[str, Verdict], session: Session) -> int:
    from planner import completeness, formats

    lacking = completeness.lacking(card, wanted)
    for line in formats.shortfall(lacking, wanted, session.language):
        tell(line)
    return FAILED if lacking else CLEAN
