"""Formats: their mix, whether videos suit a phone, and the live broadcasts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.agenda import is_live
from planner.rules.mix import LIVE_ABSENT, VIDEO_RARE
from planner.site.addresses import counted_with
from planner.site.charts import Bar
from planner.site.views.desk import Link, Mark
from planner.site.views.live import live_steps, open_steps
from planner.site.views.mix import capital, further, listed, long, notes_of, of_all, share
from planner.site.views.tables import Cell, Table
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.model import Post
    from planner.site.views.desk import Desk, Note
    from planner.site.views.live import Step
    from planner.site.views.mix import Listed, Long

_MOST_VIDEOS = 30
_MOST_LIVES = 12


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A live broadcast as a card."""

    post: Link
    when: str
    channel: str
    status: Mark
    remark: str
    """How much of its checklist is open, or that its day has passed."""
    steps: tuple[Step, ...]
    sheet: Link
    clips: tuple[Link, ...]
    no_clips: str


@dataclass(frozen=True, slots=True)
class Formats:
    """The whole page."""

    has_posts: bool
    sentence: str
    next_live: str
    notes: tuple[Note, ...]
    bars: tuple[Bar, ...]
    without: Listed | None
    filmed: str
    filmed_bar: tuple[Bar, ...]
    videos: Long
    coming: tuple[Broadcast, ...]
    more_coming: str
    past: tuple[Broadcast, ...]
    more_past: str


def formats(desk: Desk) -> Formats:
    """Return what the page of formats and live broadcasts shows."""
    coming = [post for post in broadcasts(desk) if desk.upcoming(post)]
    past = [post for post in reversed(broadcasts(desk)) if not desk.upcoming(post)]
    cards = tuple(_broadcast(desk, post) for post in coming[:_MOST_LIVES])
    without = [p for p in desk.posts if p.id in desk.schedule.counted_ids and not p.format]
    return Formats(
        bool(desk.schedule.counted),
        _sentence(desk),
        _next_live(desk, coming, cards),
        _notes(desk),
        tuple(_bars(desk)),
        listed(
            desk,
            N("{n} post without a format", "{n} posts without a format", len(without)),
            without,
        ),
        _filmed(desk),
        _filmed_bar(desk),
        long(desk, _videos(desk), _MOST_VIDEOS),
        cards,
        further(desk, len(coming), _MOST_LIVES),
        tuple(_broadcast(desk, post) for post in past[:_MOST_LIVES]),
        further(desk, len(past), _MOST_LIVES),
    )


def broadcasts(desk: Desk) -> tuple[Post, ...]:
    """Return the counted live broadcasts by time."""
    ids = desk.schedule.counted_ids
    return tuple(post for post in desk.posts if post.id in ids and is_live(post))


# What matters first


def _sentence(desk: Desk) -> str:
    n, total = len(desk.schedule.filmed), len(desk.schedule.counted)
    if not total:
        return desk.say(T("No post has a format yet."))
    said = T("{n} of {all} posts are videos or live broadcasts.", n=n, all=total)
    return desk.say(said)


def _next_live(desk: Desk, coming: Sequence[Post], cards: Sequence[Broadcast]) -> str:
    ahead = next((it for it in coming if it.day and it.day >= desk.as_of), None)
    if ahead is None:
        return desk.say(T("No live broadcast is coming."))
    card = next((c for c, post in zip(cards, coming, strict=False) if post is ahead), None)
    open_ = card.remark if card else ""
    said = T(
        "The next live broadcast: {when}, {title} ({open}).",
        when=desk.tongue.when(ahead.day, ahead.clock),
        title=desk.head(ahead),
        open=open_,
    )
    return desk.say(said)


def _notes(desk: Desk) -> tuple[Note, ...]:
    """Return the findings on the whole; those on one post stand on its card or in its row."""
    return notes_of(desk, VIDEO_RARE, LIVE_ABSENT)


# The mix


def _bars(desk: Desk) -> Iterator[Bar]:
    counted = desk.schedule.counted
    counts = Counter(post.format for post in counted if post.format)
    for format_, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield Bar(
            capital(desk.word("format", format_)),
            of_all(desk, n, len(counted)),
            n / len(counted),
            to=counted_with(format=format_),
        )


def _filmed(desk: Desk) -> str:
    wanted = desk.tongue.number(desk.schedule.thresholds.video_share)
    said = T(
        "At least {share} per cent is a good share: people stop at what moves, and they look at it on a phone (S0:46).",
        share=wanted,
    )
    return desk.say(said)


def _filmed_bar(desk: Desk) -> tuple[Bar, ...]:
    total = len(desk.schedule.counted)
    if not total:
        return ()
    n = len(desk.schedule.filmed)
    per_cent = share(desk, n, total)
    said = T("{n} of {all}", n=n, all=total)
    words = ", ".join(filter(None, (desk.say(said), per_cent)))
    wanted = desk.schedule.thresholds.video_share
    return (
        Bar(desk.say(T("Videos and live broadcasts")), words, n / total),
        Bar(
            desk.say(T("At least")), desk.say(T("{n}%", n=desk.tongue.number(wanted))), wanted / 100
        ),
    )


# Videos


def _videos(desk: Desk) -> Table:
    films = [
        post for post in desk.posts if post.id in desk.schedule.counted_ids and _is_film(desk, post)
    ]
    films.sort(key=lambda post: not desk.upcoming(post))
    heads = (
        T("Video"), T("When"), T("Channel"), T("Length"), T("Upright"), T("Captions"),
        T("Works without sound"),
    )  # fmt: skip
    return Table(
        "videos",
        desk.say(T("Videos and what a phone asks of them, the coming ones first")),
        tuple(map(desk.say, heads)),
        tuple(_video(desk, post) for post in films),
    )


def _is_film(desk: Desk, post: Post) -> bool:
    return desk.schedule.block(post) == "video"


def _video(desk: Desk, post: Post) -> tuple[Cell, ...]:
    video, short = post.video, post.format == "short-video"
    length = video.length_s if video else None
    words = desk.say(T("{n} s", n=desk.tongue.number(length))) if length else ""
    return (
        Cell((desk.post_link(post.id),)),
        Cell((Link(desk.tongue.day(post.day) if post.day else ""),)),
        Cell((Link(desk.channel(post.channel)),)),
        Cell((Link(words),), number=f"{length:g}" if length else ""),
        Cell(mark=_ready(desk, done=bool(video and video.vertical), asked=short)),
        Cell(mark=_ready(desk, done=bool(video and video.captions), asked=True)),
        Cell(mark=_ready(desk, done=bool(video and video.works_muted), asked=short)),
    )


def _ready(desk: Desk, *, done: bool, asked: bool) -> Mark:
    """Return whether a video has something; a long one need not be upright, nor work muted."""
    if done:
        return Mark("met", "✓", desk.say(T("yes")))
    if asked:
        return Mark("partly", "✗", desk.say(T("not yet")))
    return Mark("not-counted", "–", desk.say(T("not needed")))


# Live broadcasts


def _broadcast(desk: Desk, post: Post) -> Broadcast:
    steps = live_steps(desk, post)
    clips = clips_of(desk, post)
    return Broadcast(
        desk.post_link(post.id),
        desk.tongue.when(post.day, post.clock) or desk.say(T("no day yet")),
        desk.channel(post.channel) or desk.say(T("no channel yet")),
        desk.status(post),
        desk.say(_remark(desk, post, open_steps(steps))),
        steps,
        Link(desk.say(T("Run sheet to print")), desk.addresses.run_sheets[post.id]),
        clips,
        "" if clips else desk.say(no_clips(post)),
    )


def _remark(desk: Desk, post: Post, left: int) -> T:
    if not desk.upcoming(post):
        return T("The broadcast is over")
    if desk.schedule.slipped(post):
        return T("its day has passed: did it go out?")
    return (
        N("{n} thing is still open", "{n} things are still open", left)
        if left
        else T("everything is ready")
    )


def clips_of(desk: Desk, post: Post) -> tuple[Link, ...]:
    """Return the posts that make use of a recording."""
    names = desk.builds_on.get(post.id, ())
    return tuple(desk.post_link(n) for n in names if desk.plan.posts[n].status != "cancelled")


def no_clips(post: Post) -> T:
    """Return what to do with a recording that no post uses yet."""
    if post.live and post.live.recording == "discard":
        return T("The recording is not kept.")
    return T(
        "No post uses the recording yet. Take a minute of it for one with the line “source_posts: [{post}]”.",
        post=post.id,
    )
