"""What the figures teach: what works best, what results took, and two versions side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.meaning import ENOUGH, best_formats, best_times, efforts, trial
from planner.site.addresses import posts_with
from planner.site.views.desk import Link, Mark
from planner.site.views.mix import capital
from planner.site.views.tables import Cell, Table
from planner.texts import N, T
from planner.tracking import formulas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.meaning import Best, Effort, Trial
    from planner.model import AbTest, Post
    from planner.site.views.desk import Desk

_TIMES = {
    "weekday-night": T("on weekdays before five in the morning"),
    "weekday-morning": T("on weekdays before ten"),
    "weekday-day": T("on weekdays between ten and two"),
    "weekday-afternoon": T("on weekdays between two and six"),
    "weekday-evening": T("on weekdays from six on"),
    "weekend-night": T("at the weekend before five in the morning"),
    "weekend-morning": T("at the weekend before ten"),
    "weekend-day": T("at the weekend between ten and two"),
    "weekend-afternoon": T("at the weekend between two and six"),
    "weekend-evening": T("at the weekend from six on"),
}


_SHOWN = 40
"""So many trials are shown, the newest first."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What works best on a channel, with the figures that say so."""

    channel: Link
    words: str
    figures: str
    note: str
    """That it may be chance; or nothing."""


@dataclass(frozen=True, slots=True)
class Results:
    """What the figures teach."""

    lessons: tuple[Lesson, ...]
    no_lessons: str
    """What is still needed before anything can be said."""
    effort: Table
    trials: Table


def results(desk: Desk) -> Results:
    """Return what can be learned from the plan's own figures."""
    said = T(
        "Nothing can be said yet. It takes {n} posts each of two formats, or of two parts of the week, on the same channel.",
        n=ENOUGH,
    )
    lessons = tuple(_lessons(desk))
    return Results(lessons, "" if lessons else desk.say(said), _effort(desk), _trials(desk))


# What works best


def _lessons(desk: Desk) -> Iterator[Lesson]:
    for best in best_formats(desk.schedule):
        words = T("{format} is noticed most", format=capital(desk.word("format", best.best.name)))
        yield _lesson(desk, best, desk.say(words), desk.word("format", best.next.name))
    for best in best_times(desk.schedule):
        words = T("Noticed most {when}", when=_TIMES[best.best.name])
        yield _lesson(desk, best, desk.say(words), desk.say(_TIMES[best.next.name]))


def _lesson(desk: Desk, best: Best, words: str, other: str) -> Lesson:
    number = desk.tongue.number
    figures = T(
        "{metric}: median {usual} of {posts}; the next, {other}: {less} of {others}",
        metric=desk.word("metric", best.metric),
        usual=number(best.best.usual),
        posts=N("{n} post", "{n} posts", best.best.posts),
        other=other,
        less=number(best.next.usual),
        others=N("{n} post", "{n} posts", best.next.posts),
    )
    few = best.next.usual < desk.schedule.thresholds.percent_base or best.times < _CLOSE
    note = desk.say(T("The two are close, so it may be chance.")) if few else ""
    link = Link(desk.channel(best.channel), posts_with(channel=best.channel))
    return Lesson(link, words, desk.say(figures), note)


_CLOSE = 1.2
"""A median that is not even a fifth larger says little about so few posts."""


# What it took


def _effort(desk: Desk) -> Table:
    heads = (
        T("Channel"), T("What people did"), T("Posts"), T("Results"), T("Minutes for one"),
        T("Cost of one"),
    )  # fmt: skip
    caption = T("What one result took; minutes and cost come from the posts where they are known")
    rows = tuple(_effort_row(desk, it) for it in efforts(desk.schedule))
    return Table("effort", desk.say(caption), tuple(map(desk.say, heads)), rows)


def _effort_row(desk: Desk, it: Effort) -> tuple[Cell, ...]:
    return (
        Cell((Link(desk.channel(it.channel), posts_with(channel=it.channel)),)),
        Cell((Link(desk.word("metric", it.metric)),)),
        _number(desk, it.posts),
        _number(desk, it.results),
        _each(desk, it.minutes),
        _each(desk, it.cost),
    )


def _number(desk: Desk, value: float) -> Cell:
    return Cell((Link(desk.tongue.number(value)),), number=f"{value:.12g}")


def _each(desk: Desk, value: float | None) -> Cell:
    return Cell() if value is None else _number(desk, round(value, 1))


# Two versions


def _trials(desk: Desk) -> Table:
    heads = (T("Post"), T("What differs"), T("A"), T("B"), T("What it says"))
    held = [(post, post.ab_test) for post in desk.posts if post.ab_test]
    rows = tuple(_trial_row(desk, *each) for each in held[::-1][:_SHOWN])
    caption = desk.say(T("Two versions tried side by side"))
    return Table("trials", caption, tuple(map(desk.say, heads)), rows)


def _trial_row(desk: Desk, post: Post, test: AbTest) -> tuple[Cell, ...]:
    a, b = _version(desk, test, "a"), _version(desk, test, "b")
    said, mark = said_of(desk, test)
    return (
        Cell((desk.post_link(post.id),)),
        Cell((Link(test.variable),), note=desk.word("metric", test.metric)),
        Cell((Link(a[0]),), note=a[1]),
        Cell((Link(b[0]),), note=b[1]),
        Cell((Link(said),), mark),
    )


def _version(desk: Desk, test: AbTest, name: str) -> tuple[str, str]:
    """Return a version in words, and how it did."""
    words = getattr(test, name)
    count, of = getattr(test, f"{name}_count"), getattr(test, f"{name}_of")
    if count is None or of is None:
        return words, ""
    number = desk.tongue.number
    said = T("{n} of {all}", n=number(count), all=number(of))
    share = formulas.share(count, of)
    if share is None or of < desk.schedule.thresholds.percent_base:
        return words, desk.say(said)
    per_cent = T("{n}%", n=number(round(100 * share, 1)))
    return words, f"{desk.say(said)}, {desk.say(per_cent)}"


def said_of(desk: Desk, test: AbTest) -> tuple[str, Mark | None]:
    """Return in words how a trial came out, and whether it may be chance."""
    found = trial(test)
    if found is None and None in (test.a_of, test.a_count, test.b_of, test.b_count):
        return desk.say(T("Note how many got each version, and how many of them acted.")), None
    if found is None:
        return desk.say(T("One figure cannot be right: more acted than got the version.")), None
    if found.z is None:
        return desk.say(T("Too few to tell: five are needed in each of the four groups.")), None
    if not found.sure:
        said = T(
            "The difference may be chance: without any, one as large comes in {n} of 100 trials.",
            n=max(round(100 * formulas.chance(found.z)), 1),
        )
        return desk.say(said), Mark("not-counted", "≈", desk.say(T("open")))
    return desk.say(_winner(found)), Mark("met", "✓", desk.say(T("clear")))


def _winner(found: Trial) -> T:
    name = "B" if found.b > found.a else "A"
    return T("{name} did better, by more than chance makes in 19 of 20 trials.", name=name)
