"""A post's own page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from planner.agenda import is_live
from planner.diagnostics import Kind
from planner.site.addresses import findings_with
from planner.site.page import Heading
from planner.site.views.copies import Copies
from planner.site.views.desk import Leaf, Link
from planner.site.views.live import live_steps, video_steps
from planner.site.views.post_facts import Facts
from planner.site.views.post_figures import effort, figures, rates, trial
from planner.site.views.rules import paragraph
from planner.site.views.runsheet import sheet_of
from planner.site.views.tracking import CSV
from planner.texts import T

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from planner.model import Post
    from planner.site.views.copies import Copy, Preview
    from planner.site.views.desk import Desk, Fact, Mark, Note
    from planner.site.views.live import Step
    from planner.site.views.post_figures import Noted


_MOST = 20
"""So many findings are shown with a post; the rest stands on their own page."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One condition, as this post meets it."""

    number: int
    mark: Mark
    statement: str


@dataclass(frozen=True, slots=True)
class Way:
    """A step of the path before or after a post."""

    how: str
    posts: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """A finding, and what its rule is about where that has not been said before."""

    note: Note
    about: str


@dataclass(frozen=True, slots=True)
class Script:
    """Something that is read out or kept at hand: a title and the words."""

    title: str
    words: str


@dataclass(frozen=True, slots=True)
class PostPage:
    """The whole page."""

    id: str
    title: str
    lead: str
    status: Mark
    verdict: Mark
    draft: bool
    message: str
    copies: tuple[Copy, ...]
    preview: Preview | None
    call: str
    facts: tuple[Fact, ...]
    judged: tuple[Judged, ...]
    not_counted: str
    checklist: tuple[Step, ...]
    checklist_title: str
    outline: tuple[str, ...]
    scripts: tuple[Script, ...]
    figures: tuple[Noted, ...]
    figures_csv: str
    over_time: bool
    """Whether a figure was noted more than once."""
    rates: tuple[str, ...]
    """Shares of what was noted, each with its whole, and the work for one result."""
    trial: tuple[str, ...]
    """Two versions tried side by side, and how each did."""
    no_figures: str
    learned: str
    next: str
    path: tuple[Way, ...]
    notes: tuple[Explained, ...]
    more_notes: Link | None
    file: Link | None
    edit: str
    run_sheet: str
    """Where its run sheet stands, if it is a live broadcast."""


def post_pages(desk: Desk) -> Iterator[Leaf]:
    """Yield the page of every post."""
    headings = tuple(
        Heading(name, desk.say(title))
        for name, title in (
            ("text", T("The text")),
            ("facts", T("Facts")),
            ("conditions", T("The eight conditions")),
            ("figures", T("Figures and what was learned")),
            ("path", T("Before and after")),
            ("findings", T("Findings")),
        )
    )
    copies, facts = Copies(desk), Facts(desk)
    for post in desk.posts:
        yield Leaf(
            desk.addresses.posts[post.id],
            desk.head(post),
            partial(post_page, desk, post, copies, facts),
            headings,
            desk.search_words(post),
            desk.edit_url(Kind.POST, post.id),
        )


def post_page(
    desk: Desk, post: Post, copies: Copies | None = None, facts: Facts | None = None
) -> PostPage:
    """Return what a post's page shows.

    Args:
        desk: The plan on the desk.
        post: The post.
        copies: What makes the texts of this desk's posts, if it is at hand.
        facts: What tells their facts, likewise.
    """
    copies, facts = copies or Copies(desk), facts or Facts(desk)
    texts = tuple(copies.copies(post))
    noted = figures(desk, post)
    live = is_live(post)
    path = desk.content.paths.get((Kind.POST, post.id), "")
    found = desk.notes_by_post.get(post.id, ())
    return PostPage(
        post.id,
        desk.head(post),
        _lead(desk, post),
        desk.status(post),
        desk.mark(post),
        post.status in ("draft", "idea"),
        post.message,
        texts,
        copies.preview(post, texts[0].source),
        _call(desk, post),
        facts.of(post),
        tuple(_judged(desk, post)),
        _not_counted(desk, post),
        _checklist(desk, post),
        desk.say(T("The live broadcast") if live else T("The video")),
        post.live.outline if post.live else (),
        tuple(_scripts(desk, post)),
        noted,
        CSV,
        any(it.line for it in noted),
        tuple(filter(None, (*rates(desk, post), effort(desk, post)))),
        tuple(trial(desk, post)),
        _no_figures(desk, post),
        post.analysis.learned if post.analysis else "",
        desk.word("next", post.analysis.next) if post.analysis else "",
        tuple(way for way in _path(desk, post) if way.posts),
        tuple(_explained(desk, found[:_MOST])),
        _rest(desk, found),
        Link(path, desk.source(path), outside=True) if path else None,
        desk.edit_url(Kind.POST, post.id),
        sheet_of(desk, post),
    )


def _lead(desk: Desk, post: Post) -> str:
    parts = (desk.channel(post.channel), desk.tongue.when(post.day, post.clock))
    return " · ".join(part for part in parts if part)


def _call(desk: Desk, post: Post) -> str:
    if not post.cta:
        return ""
    return post.cta.text or desk.word("cta", post.cta.type)


# What came of it


def _judged(desk: Desk, post: Post) -> Iterator[Judged]:
    for score in desk.card.scores:
        verdict = score.posts.get(post.id)
        if verdict:
            yield Judged(score.number, desk.verdict(verdict), desk.condition(score))


def _not_counted(desk: Desk, post: Post) -> str:
    if post.id in desk.schedule.counted_ids:
        return ""
    if post.status == "idea":
        return desk.say(
            T(
                "An idea does not count yet. Give it an audience, a goal and a channel, and write “status: draft”."
            )
        )
    if post.status == "cancelled":
        return desk.say(T("A cancelled post does not count."))
    if post.day is None:
        return desk.say(T("It counts once it has a day. Add a line such as “date: 2026-05-12”."))
    return desk.say(T("Its day is outside the plan's period, so it does not count."))


def _checklist(desk: Desk, post: Post) -> tuple[Step, ...]:
    if is_live(post):
        return live_steps(desk, post)
    short = post.format == "short-video"
    return video_steps(desk, post.video, short=short) if post.video else ()


def _no_figures(desk: Desk, post: Post) -> str:
    due = desk.schedule.due_on(post)
    if post.status not in ("published", "reviewed"):
        return desk.say(T("Figures come once the post is out."))
    if due and due > desk.as_of:
        return desk.say(T("No figures are expected before {day}.", day=desk.tongue.day(due)))
    channel = desk.schedule.channel(post)
    if channel and channel.read_from:
        return desk.say(
            T("The figures can be noted now. You find them in: {place}.", place=channel.read_from)
        )
    return desk.say(T("The figures can be noted now: add “metrics:” to the post."))


def _scripts(desk: Desk, post: Post) -> Iterator[Script]:
    video, live = post.video, post.live
    for title, words in (
        (T("Script"), video.script if video else ""),
        (T("Notes for the host"), live.crib if live else ""),
        (T("If something fails"), live.fallback if live else ""),
    ):
        if words:
            yield Script(desk.say(title), words)


def _explained(desk: Desk, notes: Iterable[Note]) -> Iterator[Explained]:
    """Yield findings; what a rule is about is said with the first of them."""
    said: set[str] = set()
    for note in notes:
        is_new = bool(note.slug) and note.slug not in said
        said.add(note.slug)
        yield Explained(note, paragraph(note.slug, desk.language) if is_new else "")


def _rest(desk: Desk, notes: Sequence[Note]) -> Link | None:
    more = len(notes) - _MOST
    if more <= 0:
        return None
    return Link(desk.say(T("{n} more", n=more)), findings_with(file=notes[0].path))


def _path(desk: Desk, post: Post) -> Iterator[Way]:
    links = desk.post_link
    live = post.live.announced_by if post.live else ""
    ways: tuple[tuple[T, Iterable[str]], ...] = (
        (T("Builds on"), post.source_posts),
        (T("Announced by"), (live,) if live else ()),
        (T("Comes after"), desk.comes_from.get(post.id, ())),
        (T("Announces"), desk.announces.get(post.id, ())),
        (T("Next post"), (post.next_post,) if post.next_post else ()),
        (T("Posts that build on this one"), desk.builds_on.get(post.id, ())),
    )
    for how, names in ways:
        yield Way(desk.say(how), tuple(links(name) for name in names))
