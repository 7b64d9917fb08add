"""Tracking: which figures wait to be noted, and whether posts were noticed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from planner.diagnostics import Kind
from planner.lines import Filled, Key, Line
from planner.meaning import ENOUGH, due_posts, in_time, more_is_better, own_figures
from planner.model import Figure, PostFigures
from planner.site.addresses import posts_with
from planner.site.charts import sparkline
from planner.site.page import Heading
from planner.site.views.condition import condition
from planner.site.views.desk import Link, Mark
from planner.site.views.results import results
from planner.site.views.series import signed
from planner.site.views.tables import Cell, Table
from planner.spreadsheets import as_csv, harmless_cell
from planner.texts import N, T

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from markupsafe import Markup

    from planner.meaning import Beside
    from planner.model import Channel, Post
    from planner.site.views.condition import Condition
    from planner.site.views.desk import Desk
    from planner.site.views.results import Results

CSV = "figures.csv"
_SHOWN = 40
"""So many posts are shown, the newest first; the file has all figures."""
_LINE = 30
"""So many figures make a small line."""


@dataclass(frozen=True, slots=True)
class ToNote:
    """A post whose figures are due and not there, or not as they should be."""

    post: Link
    mark: Mark
    what: str
    until: str
    read_from: str
    place: Link
    command: str


@dataclass(frozen=True, slots=True)
class Trail:
    """The figures of a channel's posts in order of time, as a small line."""

    channel: Link
    metric: str
    line: Markup
    words: str
    note: str


@dataclass(frozen=True, slots=True)
class Tracking:
    """The whole page."""

    condition: Condition
    to_note: tuple[ToNote, ...]
    to_note_count: int
    more_to_note: Link | None
    line: str
    """How figures are written into a post's file."""
    nothing: str
    due: Table
    more: Link | None
    results: Results
    paid: Table
    trails: tuple[Trail, ...]
    followers: Table
    how_followers: str
    csv: str
    headings: tuple[Heading, ...]


def tracking(desk: Desk) -> Tracking:
    """Return what is noted of posts and what is still to be noted."""
    due = due_posts(desk.schedule)
    waiting = tuple(_waiting(desk))
    figures = desk.compared
    newest = due[::-1][:_SHOWN]
    return Tracking(
        condition(desk, "noticed"),
        waiting[:_SHOWN],
        len(waiting),
        _more(desk, len(waiting), posts_with(open="noticed")),
        _line(desk).to(desk.language),
        desk.say(T("All figures are noted. Well kept.") if due else _none_due(desk)),
        _due_table(desk, newest, figures),
        _rest(desk, len(due)),
        results(desk),
        _paid_table(desk),
        tuple(_trails(desk, due, figures)),
        _followers(desk),
        _how_followers(desk),
        CSV,
        tuple(
            Heading(name, desk.say(title))
            for name, title in (
                ("to-note", T("To note now")),
                ("noted", T("Was it noticed?")),
                ("lessons", T("What works best")),
                ("trails", T("From post to post")),
                ("followers-of-channels", T("Followers")),
                ("all-figures", T("All figures")),
            )
        ),
    )


def _more(desk: Desk, count: int, to: str) -> Link | None:
    more = count - _SHOWN
    return Link(desk.say(T("{n} more", n=more)), to) if more > 0 else None


def _rest(desk: Desk, count: int) -> Link | None:
    said = N("{n} more post in the file", "{n} more posts in the file", count - _SHOWN)
    return Link(desk.say(said), CSV) if count > _SHOWN else None


# To note


def _none_due(desk: Desk) -> T:
    days = desk.schedule.measure_after.days
    return N(
        "No figures are due yet. They are noted {n} day after a post went out.",
        "No figures are due yet. They are noted {n} days after a post went out.",
        days,
    )


def _line(desk: Desk) -> Line:
    noted = (("checked_on", desk.as_of), (desk.plan.word("metric", "reach"), "…"))
    return Line(Key(Kind.POST, ("metrics",)), Filled(PostFigures, noted))


def _waiting(desk: Desk) -> Iterator[ToNote]:
    """Yield what is to be noted; the oldest wait longest and come first."""
    for asked in desk.waiting.values():
        post = desk.plan.posts.get(asked.id) if asked.kind is Kind.POST else None
        if post and asked.metrics:
            seen = desk.schedule.attention(post)
            mark = _how_late(desk, post)
            if seen and not any(in_time(desk.schedule, post, figure) for figure in seen):
                word = T("noted too early") if seen[0].checked_on else T("day missing")
                mark = Mark("partly", "◐", desk.say(word))
            yield _to_note(desk, post, mark, asked.metrics)


def _how_late(desk: Desk, post: Post) -> Mark:
    if desk.schedule.in_grace(post):
        return Mark("partly", "◐", desk.say(T("due")))
    return Mark("missing", "✗", desk.say(T("late")))


def _to_note(desk: Desk, post: Post, mark: Mark, wanted: Sequence[str]) -> ToNote:
    channel = desk.schedule.channel(post)
    names = dict.fromkeys(desk.word("metric", metric) for metric in wanted)
    return ToNote(
        desk.post_link(post.id),
        mark,
        ", ".join(names),
        desk.say(_until(desk, post)),
        channel.read_from if channel else "",
        desk.where(desk.content.where(Kind.POST, post.id, "metrics")),
        desk.track_command(Kind.POST, post.id),
    )


def _until(desk: Desk, post: Post) -> T:
    due_on = desk.schedule.due_on(post) or desk.as_of
    last = due_on + desk.schedule.rhythm
    days = (desk.as_of - due_on).days
    if last >= desk.as_of:
        return T("by {day} at the latest", day=desk.tongue.day(last))
    return N("waiting for {n} day", "waiting for {n} days", days)


# Noted


def _due_table(desk: Desk, due: Iterable[Post], figures: Mapping[str, Sequence[Beside]]) -> Table:
    heads = (
        T("Post"),
        T("Channel"),
        T("Format"),
        T("Figures"),
        T("Noted"),
        T("Beside earlier posts"),
    )
    return Table(
        "noticed",
        desk.say(T("Posts whose figures are due, the newest first")),
        tuple(map(desk.say, heads)),
        tuple(_row(desk, post, figures.get(post.id, [])) for post in due),
    )


def _row(desk: Desk, post: Post, figures: Sequence[Beside]) -> tuple[Cell, ...]:
    format_ = desk.word("format", post.format)
    out = post.published_on
    head = (
        Cell((desk.post_link(post.id),), note=desk.tongue.day(out) if out else ""),
        Cell((Link(desk.channel(post.channel), posts_with(channel=post.channel)),)),
        Cell((Link(format_, posts_with(format=post.format or "")),) if format_ else ()),
    )
    if not figures:
        return (
            *head,
            Cell((Link(desk.say(T("no figure"))),), _how_late(desk, post)),
            Cell(),
            Cell(),
        )
    return (
        *head,
        Cell(tuple(Link(_named(desk, seen, _value(desk, seen.figure))) for seen in figures)),
        _noted_on(desk, figures),
        Cell(tuple(map(Link, _all_beside(desk, figures)))),
    )


def _named(desk: Desk, seen: Beside, words: str) -> str:
    return f"{desk.word('metric', seen.metric)}: {words}"


def _value(desk: Desk, figure: Figure) -> str:
    word = desk.plan.word("metric", figure.metric)
    unit = str(word.facts.get("unit", "")) if word else ""
    return f"{desk.tongue.number(figure.value)} {unit}".strip()


def _noted_on(desk: Desk, figures: Sequence[Beside]) -> Cell:
    """Return when figures were noted, and whether that was in time."""
    days = dict.fromkeys(seen.figure.checked_on for seen in figures)
    ages = dict.fromkeys(desk.say(_age(seen)) for seen in figures if seen.figure.checked_on)
    return Cell(
        tuple(Link(desk.tongue.day(day) if day else desk.say(T("no day"))) for day in days),
        _in_time_or_not(desk, figures),
        ", ".join(ages),
    )


def _age(seen: Beside) -> T:
    noted, out = seen.figure.checked_on, seen.post.published_on
    days = (noted - out).days if noted and out else 0
    return N("after {n} day", "after {n} days", days)


def _in_time_or_not(desk: Desk, figures: Sequence[Beside]) -> Mark | None:
    if any(seen.early for seen in figures):
        return Mark("partly", "◐", desk.say(T("too early")))
    last = desk.schedule.rhythm
    for seen in figures:
        due_on = desk.schedule.due_on(seen.post)
        if due_on and seen.figure.checked_on and seen.figure.checked_on > due_on + last:
            return Mark("late", "…", desk.say(T("late")))
    return None


def _all_beside(desk: Desk, figures: Sequence[Beside]) -> Iterator[str]:
    """Yield what each figure is beside earlier ones; once where the same is to be said of all."""
    said = [(seen, desk.say(beside(desk, seen))) for seen in figures]
    if len({text for _, text in said}) == 1:
        yield said[0][1]
    else:
        yield from (_named(desk, seen, text) for seen, text in said)


def beside(desk: Desk, seen: Beside) -> T:
    """Return what a figure is beside those of earlier posts, or why it is not compared."""
    if seen.post.paid:
        return T("not compared: paid")
    if not seen.tells:
        return T("not compared: more is not always better")
    if seen.early:
        return T("not compared: noted too early")
    if seen.times is None:
        return _too_few(seen)
    text = T(
        "{times} × the median of {n} earlier posts ({usual})",
        n=seen.earlier,
        times=desk.tongue.number(round(seen.times, 1)),
        usual=desk.tongue.number(seen.usual),
    )
    if min(seen.figure.value, seen.usual) < desk.schedule.thresholds.percent_base:
        return T("{compared}; small figures, so it may be chance", compared=text)
    return text


def _too_few(seen: Beside) -> T:
    if seen.earlier >= ENOUGH:
        return T("not compared: the median of the earlier posts is 0")
    if not seen.earlier:
        return T("no earlier post to compare with")
    return N(
        "{n} earlier post, too few to compare",
        "{n} earlier posts, too few to compare",
        seen.earlier,
    )


# Paid


def _paid_table(desk: Desk) -> Table:
    heads = (T("Post"), T("What was counted"), T("Figure"), T("Noted"))
    found = [
        (post, figure)
        for post in desk.posts
        for figure in _until_today(desk, desk.plan.figures.get(f"post:{post.id}", ()))
        if figure.paid
    ]
    return Table(
        "paid",
        desk.say(T("Paid figures; they decide nothing")),
        tuple(map(desk.say, heads)),
        tuple(_paid_row(desk, *pair) for pair in found[::-1][:_SHOWN]),
    )


def _paid_row(desk: Desk, post: Post, figure: Figure) -> tuple[Cell, ...]:
    day = desk.tongue.day(figure.checked_on) if figure.checked_on else desk.say(T("no day"))
    return (
        Cell((desk.post_link(post.id),)),
        Cell((Link(desk.word("metric", figure.metric)),)),
        Cell((Link(_value(desk, figure)),), number=f"{figure.value:.12g}"),
        Cell((Link(day),)),
    )


def _until_today(desk: Desk, figures: Iterable[Figure]) -> Iterator[Figure]:
    return (it for it in figures if not it.checked_on or it.checked_on <= desk.as_of)


# From post to post


def _trails(
    desk: Desk, due: list[Post], figures: Mapping[str, Sequence[Beside]]
) -> Iterator[Trail]:
    posts: dict[str, list[Post]] = defaultdict(list)
    for post in due:
        if not post.paid:
            posts[post.channel].append(post)
    for channel in desk.plan.channels.values():
        latest = posts[channel.id][-_LINE:]
        for metric in channel.attention_metrics:
            values = [_noted(figures.get(post.id, ()), metric) for post in latest]
            if any(value is not None for value in values):
                yield _trail(desk, channel, metric, values)
        if len(known := _known_followers(desk, channel)[-_LINE:]) > 1:
            yield _followed(desk, channel, known)


def _noted(seen: Iterable[Beside], metric: str) -> float | None:
    found = (it.figure.value for it in seen if it.metric == metric and not it.early)
    return next(found, None)


def _trail(desk: Desk, channel: Channel, metric: str, values: Sequence[float | None]) -> Trail:
    known = [value for value in values if value is not None]
    name = desk.word("metric", metric)
    said = desk.say(_course(desk, known))
    missing = len(values) - len(known)
    notes = []
    if missing:
        notes.append(N("{n} post without the figure", "{n} posts without the figure", missing))
    if not more_is_better(desk.schedule, metric):
        notes.append(T("more is not always better here"))
    return Trail(
        Link(desk.channel(channel.id), posts_with(channel=channel.id)),
        name,
        sparkline(f"{desk.channel(channel.id)}, {name}: {said}", values),
        said,
        ", ".join(map(desk.say, notes)),
    )


def _followed(desk: Desk, channel: Channel, known: Sequence[tuple[dt.date, float]]) -> Trail:
    name = desk.word("metric", "followers")
    first, last = (
        T("{value} on {day}", value=desk.tongue.number(value), day=desk.tongue.plain_day(day))
        for day, value in (known[0], known[-1])
    )
    said = desk.say(T("from {first} to {latest}", first=first, latest=last))
    line = sparkline(f"{desk.channel(channel.id)}, {name}: {said}", [value for _, value in known])
    return Trail(desk.link(Kind.CHANNEL, channel.id), name, line, said, "")


def _course(desk: Desk, known: list[float]) -> T:
    if len(known) == 1:
        return T("{value}, one post so far", value=desk.tongue.number(known[0]))
    return N(
        "from {first} to {latest} in {n} post, median {usual}",
        "from {first} to {latest} in {n} posts, median {usual}",
        len(known),
        first=desk.tongue.number(known[0]),
        latest=desk.tongue.number(known[-1]),
        usual=desk.tongue.number(median(known)),
    )


# Followers


def _followers(desk: Desk) -> Table:
    heads = (T("Channel"), T("Day"), T("Followers"), T("Change"))
    rows = (row for channel in desk.plan.channels.values() for row in _counts(desk, channel))
    return Table(
        "followers",
        desk.say(T("Followers of each channel, by day")),
        tuple(map(desk.say, heads)),
        tuple(rows),
    )


def _counts(desk: Desk, channel: Channel) -> Iterator[tuple[Cell, ...]]:
    before: float | None = None
    for day, value in _known_followers(desk, channel)[-_LINE:]:
        change = Cell() if before is None else _change(desk, value - before)
        before = value
        yield (
            Cell((desk.link(Kind.CHANNEL, channel.id),)),
            Cell((Link(desk.tongue.plain_day(day)),)),
            Cell((Link(desk.tongue.number(value)),), number=f"{value:.12g}"),
            change,
        )


def _change(desk: Desk, by: float) -> Cell:
    return Cell((Link(signed(desk, by)),), number=f"{by:.12g}")


def _known_followers(desk: Desk, channel: Channel) -> list[tuple[dt.date, float]]:
    """Return how many followed a channel on which day: its own figure, and the ledger's."""
    own = channel.followers
    found: dict[dt.date, float] = {}
    if own and own.date and own.value is not None and own.date <= desk.as_of:
        found[own.date] = own.value
    for figure in desk.schedule.figures(Kind.CHANNEL, channel.id):
        if figure.metric == "followers" and figure.checked_on:
            found[figure.checked_on] = figure.value
    return sorted(found.items())


def _how_followers(desk: Desk) -> str:
    name = next(iter(desk.plan.channels), "")
    command = f"planner track {name} followers=…"
    said = T("Note them again now and then, such as: {command}", command=command)
    return desk.say(said) if name else ""


# The file


def figures_csv(desk: Desk) -> bytes:
    """Return every figure up to today for a spreadsheet, the paid ones marked."""
    heads = (
        T("Subject"), T("Name"), T("Day"), T("Figure"), T("Value"), T("Paid"), T("Source"),
    )  # fmt: skip
    subjects = (
        *(f"channel:{name}" for name in desk.plan.channels),
        *(f"goal:{name}" for name in desk.plan.goals),
    )
    every = (
        *((subject, it) for subject in subjects for it in own_figures(desk.plan, subject)),
        *((subject, it) for subject, figures in desk.plan.figures.items() for it in figures),
    )
    rows = (
        _line_of(desk, subject, figure)
        for subject, figure in sorted(every, key=_place)
        if not figure.checked_on or figure.checked_on <= desk.as_of
    )
    return as_csv([map(desk.say, heads), *rows])


def _place(line: tuple[str, Figure]) -> tuple[str, str, str]:
    subject, figure = line
    return subject, figure.metric, str(figure.checked_on or "")


def _line_of(desk: Desk, subject: str, figure: Figure) -> tuple[str, ...]:
    kind, _, name = subject.partition(":")
    return (
        harmless_cell(subject),
        harmless_cell(desk.link(Kind(kind), name).text),
        figure.checked_on.isoformat() if figure.checked_on else "",
        harmless_cell(desk.word("metric", figure.metric)),
        f"{figure.value:.12g}",
        desk.say(T("yes") if figure.paid else T("no")),
        harmless_cell(figure.source),
    )
