"""A post's text as each channel gets it, how it counts there, and how it looks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from planner.channels import Fact, Facts, Limit, Unit, facts_of, length
from planner.outgoing import distinct_hashtags, is_markdown, kind_of, outgoing
from planner.site.markup import markdown, plain_text
from planner.site.media import Picture
from planner.site.views.desk import Mark
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from planner.model import Post
    from planner.site.views.desk import Desk

RATIOS = {
    "4:5": "portrait",
    "1.91:1": "landscape",
    "16:9": "wide",
    "9:16": "tall",
    "2:3": "pin",
    "4:3": "photo",
}
"""The shapes of a picture that the style sheet knows."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a limit makes of a text."""

    words: str
    over: Mark | None
    """That it is more than the limit, and by how much."""


@dataclass(frozen=True, slots=True)
class Known:
    """A fact of a channel, with where and when it was seen."""

    words: str
    source: str
    seen: str


@dataclass(frozen=True, slots=True)
class Copy:
    """The text of a post as one channel gets it."""

    id: str
    channel: str
    clock: str
    """Its own time there; nothing where it is the post's."""
    subject: str
    """The title of a letter; channels without one have none."""
    text: Markup
    markdown: bool
    """Whether it is Markdown, which not every tool takes."""
    source: str
    counted: tuple[Counted, ...]
    known: tuple[Known, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a picture stands in a post."""

    kind: str
    """Its shape, for the style sheet; nothing where it is not known."""
    shape: str
    picture: Picture | None
    name: str
    words: str
    """What is there instead of a picture."""
    alt: str
    untold: bool
    """Whether the picture still has to be told in words."""


@dataclass(frozen=True, slots=True)
class Preview:
    """How a post looks on its own channel."""

    channel: str
    subject: str
    place: Place | None
    shown: str
    rest: str
    """What a reader sees only after “more”."""
    marked: Markup | None
    """Markdown as it looks; None where text stays as it is written."""
    known: tuple[Known, ...]


class Copies:
    """Makes the texts of one desk's posts; knows each channel's facts once."""

    def __init__(self, desk: Desk) -> None:
        """Look up what the plan's channels take."""
        self._desk = desk
        self._facts = {name: facts_of(it) for name, it in desk.plan.channels.items()}
        self._known = lru_cache(maxsize=256)(self._seen)

    def copies(self, post: Post) -> Iterator[Copy]:
        """Yield the text for the post's own channel, then those of its variants."""
        channels = (post.channel, *(name for name in post.variants if name != post.channel))
        for number, channel in enumerate(channels):
            text = outgoing(self._desk.plan, post, channel)
            if text or not number:
                yield self._copy(post, channel, text, f"text-{number}")

    def _copy(self, post: Post, channel: str, text: str, name: str) -> Copy:
        facts = self._facts.get(channel, _NOTHING)
        told = post.variants.get(channel) if channel != post.channel else None
        return Copy(
            name,
            self._desk.channel(channel),
            self._desk.tongue.clock(told.time) if told and told.time else "",
            self._subject(post, channel),
            plain_text(text),
            is_markdown(self._desk.plan, channel),
            text,
            tuple(self._counted(post, channel, facts, text)),
            tuple(self._all_known(post, facts)),
        )

    def _subject(self, post: Post, channel: str) -> str:
        return post.title if kind_of(self._desk.plan, channel) == "newsletter" else ""

    # Counting

    def _counted(self, post: Post, channel: str, facts: Facts, text: str) -> Iterator[Counted]:
        limits = facts.limits(post.format)
        link = facts.link.value if facts.link else None
        for limit in limits:
            count = length(text, limit.unit, link)
            yield Counted(self._of(_LENGTHS[limit.unit], count, limit), self._over(count, limit))
        if not limits:
            yield Counted(
                self._desk.say(
                    N(
                        "{shown} character",
                        "{shown} characters",
                        len(text),
                        shown=self._n(len(text)),
                    )
                ),
                None,
            )
        yield from self._hashtags(post, channel, facts)

    def _hashtags(self, post: Post, channel: str, facts: Facts) -> Iterator[Counted]:
        if not (facts.hashtags or facts.hashtags_max):
            return
        variant = post.variants.get(channel) if channel != post.channel else None
        listed = (variant and variant.hashtags) or post.hashtags
        count = len(distinct_hashtags(listed, (variant and variant.text) or post.body))
        if facts.hashtags:
            yield Counted(
                self._of(_ADVISED, count, facts.hashtags),
                self._over(count, facts.hashtags, advised=True),
            )
        if facts.hashtags_max:
            yield Counted(
                self._of(_HASHTAGS, count, facts.hashtags_max),
                self._over(count, facts.hashtags_max),
            )

    def _of(self, words: str, count: int, limit: Fact[int]) -> str:
        return self._desk.say(T(words, count=self._n(count), limit=self._n(limit.value)))

    def _over(self, count: int, limit: Fact[int], *, advised: bool = False) -> Mark | None:
        more = count - limit.value
        if more <= 0:
            return None
        shown = self._n(more)
        if advised:
            return Mark("partly", "!", self._desk.say(T("{n} more than advised", n=shown)))
        if not limit.verified:
            return Mark("partly", "!", self._desk.say(T("perhaps {n} too many", n=shown)))
        return Mark("missing", "✗", self._desk.say(T("{n} too many", n=shown)))

    def _n(self, number: int) -> str:
        return self._desk.tongue.number(number)

    # Where the limits come from

    def _all_known(self, post: Post, facts: Facts) -> Iterator[Known]:
        for limit in facts.limits(post.format):
            yield self._known(_MOST[limit.unit], limit)
        for words, fact in (
            (_LINK, facts.link),
            (_FEW, facts.hashtags),
            (_TAKEN, facts.hashtags_max),
        ):
            if fact:
                yield self._known(words, fact)

    def _seen(self, words: str, fact: Fact[int] | Fact[str] | Limit) -> Known:
        value = self._n(fact.value) if isinstance(fact.value, int) else fact.value
        seen = self._desk.tongue.seen(fact.checked) if fact.checked else ""
        doubt = "" if fact.verified else self._desk.say(T("not confirmed"))
        return Known(
            self._desk.say(T(words, n=value)),
            fact.source,
            ", ".join(part for part in (seen, doubt) if part),
        )

    # The look

    def preview(self, post: Post, text: str) -> Preview | None:
        """Return how a post looks on its own channel; None while it has no text.

        Args:
            post: The post.
            text: What goes out there.
        """
        desk, channel = self._desk, post.channel
        if not text:
            return None
        facts = self._facts.get(channel, _NOTHING)
        place = self._place(post, facts)
        marked = is_markdown(desk.plan, channel)
        shown, rest = ("", "") if marked else _cut(text, facts.cut.value if facts.cut else 0)
        return Preview(
            desk.channel(channel),
            self._subject(post, channel),
            place,
            shown,
            rest,
            markdown(text, prefix="preview", below=3).html if marked else None,
            tuple(self._looks_known(post, facts, place, rest)),
        )

    def _looks_known(
        self, post: Post, facts: Facts, place: Place | None, rest: str
    ) -> Iterator[Known]:
        if facts.cut and rest:
            yield self._known(_BEFORE_MORE, facts.cut)
        shape = facts.shape(post.format) if place else None
        if shape:
            yield self._known(_SHAPE, shape)

    def _place(self, post: Post, facts: Facts) -> Place | None:
        word = self._desk.plan.word("format", post.format)
        seen = word is not None and word.facts.get("picture") is True and post.format != "audio"
        if not (post.media or seen):
            return None
        shape = facts.shape(post.format)
        name, found = self._first(post)
        picture = found if isinstance(found, Picture) else None
        told = bool(post.alt_text) or (facts.alt_text is not None and not facts.alt_text.value)
        return Place(
            RATIOS.get(shape.value, "") if shape else "",
            shape.value if shape else "",
            picture,
            name,
            "" if picture else self._instead(post, found, name),
            post.alt_text,
            picture is not None and not told,
        )

    def _first(self, post: Post) -> tuple[str, Picture | T | None]:
        """Return the first picture of a post, else what is said of its first file."""
        names = (*post.media, *((post.video.thumbnail,) if post.video else ()))
        found = [(name, self._desk.media.picture(name)) for name in names if name]
        shown = next((it for it in found if isinstance(it[1], Picture)), None)
        return shown or (found[0] if found else ("", None))

    def _instead(self, post: Post, found: Picture | T | None, name: str) -> str:
        if isinstance(found, T):
            return self._desk.say(found)
        if name:
            return self._desk.say(T("A video; it is not shown here."))
        if post.format in _FILMED:
            return self._desk.say(T("The video stands here."))
        if post.status in ("published", "reviewed"):
            return self._desk.say(T("The plan does not hold its picture."))
        return self._desk.say(
            T("No picture yet. Write its name into the post: “media: [media/….jpg]”.")
        )


_NOTHING = Facts()
_FILMED = frozenset({"live", "short-video", "video", "webinar"})
_LENGTHS = {
    Unit.CHARACTERS: T("{count} of {limit} characters").msgid,
    Unit.WEIGHTED: T("{count} of {limit} characters, as X counts them").msgid,
    Unit.GRAPHEMES: T("{count} of {limit} characters, an emoji is one").msgid,
    Unit.BYTES: T("{count} of {limit} bytes; ä and ö take two, an emoji more").msgid,
}
_ADVISED = T("{count} hashtags, at most {limit} advised").msgid
_HASHTAGS = T("{count} of at most {limit} hashtags").msgid
_LINK = T("A link counts as {n}, however long it is").msgid
_FEW = T("At most {n} hashtags are advised").msgid
_TAKEN = T("At most {n} hashtags are taken").msgid
_BEFORE_MORE = T("About {n} characters are seen before “more”").msgid
_SHAPE = T("The picture is shown in the shape {n}").msgid
_MOST = {
    Unit.CHARACTERS: T("At most {n} characters").msgid,
    Unit.WEIGHTED: T("At most {n} characters; most letters are one, an emoji is two").msgid,
    Unit.GRAPHEMES: T("At most {n} characters, however an emoji is put together").msgid,
    Unit.BYTES: T("At most {n} bytes").msgid,
}


def _cut(text: str, most: int) -> tuple[str, str]:
    """Return what is seen of a text at once, and the rest; no word is cut in two."""
    if not most or len(text) <= most:
        return text, ""
    head = text[:most]
    space = max(head.rfind(" "), head.rfind("\n"))
    at = space if space > most // 2 else most
    return text[:at], text[at:].lstrip()
