"""The command that says what to plan next: suggest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from planner.cli.beginning import place, plan_folder
from planner.cli.help import option
from planner.cli.options import CANNOT, CLEAN, command
from planner.cli.output import painter, show, tell, terminal_width
from planner.cli.session import Session
from planner.errors import PlannerError
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.cli.options import Options
    from planner.suggesting import Reason, Suggested, Suggestion

_MOST_WEEKS = 26
_BOLD = "1"


@command(
    *("content", "today"),
    text=T(
        "Suggest the posts that would close the gaps of the coming weeks.\n\n"
        "Each has its day and hour, channel, audience, goal, interest, purchase stage and content type, and says which finding it closes. A suggestion keeps to what your plan says: the good hours and the rhythm of a channel, where an audience is known to be, your time. With --write each becomes a file: an idea, which changes no verdict until you say that it is a draft."
    ),
    codes=(T("Here are the suggestions, or nothing is missing."),),
)
@option(
    "--weeks",
    type=click.IntRange(1, _MOST_WEEKS),
    default=4,
    metavar=T("N"),
    text=T("For how many weeks from tomorrow on, 26 at most. Default: 4."),
)
@option("--write", is_flag=True, text=T("Make a file for each suggestion, also in CI."))
def suggest(*, weeks: int, write: bool, options: Options) -> int:
    """Suggest posts."""
    from planner import suggesting
    from planner.schedule import Schedule
    from planner.site.holidays import holidays_on

    session = Session(options)
    try:
        plan_folder(session)
        schedule = Schedule(session.content.plan, session.day, session.config.thresholds)
        zone = session.content.plan.file.timezone
        found = suggesting.suggest(
            schedule, weeks, lambda day: bool(holidays_on(zone, session.language, day))
        )
        for line in _told(found, session):
            show(f"{line}\n")
        for note in found.notes:
            session.say(note)
        if not found.posts and not found.hindered:
            session.say(T("Nothing else is missing in these weeks."))
        unread = len(session.content.plan.unread)
        if unread:
            session.say(
                N(
                    "{n} file cannot be read; planner check says why.",
                    "{n} files cannot be read; planner check says why.",
                    unread,
                )
            )
        if write:
            for name in _written(found.posts, session):
                show(f"{name}\n")
        elif found.posts:
            session.say(T("With --write each of them becomes an idea in the folder posts."))
    except PlannerError as error:
        tell(error.text.to(session.language))
        return CANNOT
    return CLEAN


def _told(found: Suggested, session: Session) -> Iterator[str]:
    """Yield the suggestions, week by week."""
    from planner.schedule import Week

    paint, week = painter(session.options), None
    for it in found.posts:
        if Week.of(it.at.date()) != week:
            week = Week.of(it.at.date())
            minutes = sum(one.minutes for one in found.posts if Week.of(one.at.date()) == week)
            head = T("Week {week}, about {minutes} min", week=week.number, minutes=round(minutes))
            yield paint(head.to(session.language), _BOLD)
        yield from _lines(it, session)


def _lines(it: Suggestion, session: Session) -> Iterator[str]:
    from planner.formats.columns import wrapped

    plan, language = session.content.plan, session.language
    word = plan.word
    head = T(
        "{weekday} {when}  {channel}: {interest} – {type}",
        weekday=_weekday(it.at.weekday(), language),
        when=it.at,
        channel=it.channel.title or it.channel.id,
        interest=it.interest.title or it.interest.id,
        type=word("content-type", it.content_type),
    )
    whom = T(
        "{audience}; {goal}; {stage}; {format}",
        audience=it.audience.title or it.audience.id,
        goal=it.goal.title or it.goal.id,
        stage=word("stage", it.stage),
        format=word("format", it.format),
    )
    room = terminal_width()
    yield from wrapped(head.to(language), room, "  ")
    yield from wrapped(whom.to(language), room, "    ")
    for reason in it.reasons:
        yield from wrapped(f"→ {_why(reason).to(language)}", room, "    ")


def _why(reason: Reason) -> T:
    """Return a reason with the finding that it closes; an empty cell is no finding."""
    if reason.rule is None:
        return reason.text
    return T("{why} [{rule}]", why=reason.text, rule=reason.rule.slug)


def _weekday(number: int, language: str) -> str:
    from planner.vocabulary import words

    word = list(words("weekday").values())[number]
    return str(word.facts.get(f"short_{language}") or word.label(language))


def _written(posts: Sequence[Suggestion], session: Session) -> list[str]:
    """Make a file for each suggestion, and return their names from here."""
    from planner import blanks, today, writing

    plan, language = session.content.plan, session.own_language
    folder = plan_folder(session)
    ideas = [
        (it, blanks.post_of(plan, {"title": _title(it, session), **it.values}, language))
        for it in posts
    ]
    with writing.writer(folder.parent, today.stamp()) as pen:
        made = [place(pen, folder, idea, session, it.at.date(), _remarks(it)) for it, idea in ideas]
    session.say(
        N(
            "{n} idea made; planner undo takes it away.",
            "{n} ideas made; planner undo takes them away.",
            len(made),
        )
    )
    session.say(T("An idea closes a gap once it is a draft: fill it in, and change its status."))
    return made


def _title(it: Suggestion, session: Session) -> str:
    from planner.blanks import LONGEST_TITLE

    plan = session.content.plan
    label = plan.word("content-type", it.content_type).label(session.own_language)
    anchor = next((each.title for each in plan.file.anchors if each.id == it.anchor), "")
    what = ", ".join(filter(None, (anchor, it.interest.title or it.interest.id)))
    return f"{what[: LONGEST_TITLE // 2].strip()}: {label[: LONGEST_TITLE // 3]}"


def _remarks(it: Suggestion) -> list[T]:
    return [T("Suggested: {why}", why=_why(reason)) for reason in it.reasons]
