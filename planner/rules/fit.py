"""Condition 3, beside its verdict: does a post fit the channel it goes out on (S0:55)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner import channels
from planner.channels import Facts, Unit
from planner.diagnostics import BODY, Finding, Rule, Severity
from planner.outgoing import added_at_most, distinct_hashtags, outgoing
from planner.rules.base import say
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.channels import Fact, Limit
    from planner.diagnostics import KeyPath
    from planner.model import Channel, Plan, Post, Variant
    from planner.schedule import Schedule

TEXT_TOO_LONG = Rule("text-too-long", "CHN306", Severity.ERROR, 3)
TOO_MANY_HASHTAGS = Rule("too-many-hashtags", "CHN307", Severity.WARNING, 3)
MEDIA_REQUIRED = Rule("media-required", "CHN308", Severity.ERROR, 3)
FORMAT_NOT_ON_CHANNEL = Rule("format-not-on-channel", "CHN309", Severity.WARNING, 3, source="S0:55")
ALT_TEXT_MISSING = Rule("alt-text-missing", "CHN310", Severity.WARNING, 3)
RULES = (
    TEXT_TOO_LONG,
    TOO_MANY_HASHTAGS,
    MEDIA_REQUIRED,
    FORMAT_NOT_ON_CHANNEL,
    ALT_TEXT_MISSING,
)

_PICTURES = (
    ".avif", ".bmp", ".gif", ".heic", ".heif", ".jpeg", ".jpg", ".png", ".svg", ".tif", ".tiff", ".webp",
)  # fmt: skip
_BETWEEN = 4
"""The blank lines between the text, the link and the hashtags."""


@dataclass(frozen=True, slots=True)
class _Telling:
    """A post as it goes out on one channel: its own, or that of a variant."""

    post: Post
    channel: Channel
    facts: Facts
    variant: Variant | None = None

    @property
    def text(self) -> str:
        return (self.variant and self.variant.text) or self.post.body

    @property
    def hashtags(self) -> tuple[str, ...]:
        return (self.variant and self.variant.hashtags) or self.post.hashtags

    @property
    def at_text(self) -> KeyPath:
        own = self.variant and self.variant.text
        return ("variants", self.channel.id, "text") if own else BODY

    @property
    def at_hashtags(self) -> KeyPath:
        if self.variant and self.variant.hashtags:
            return ("variants", self.channel.id, "hashtags")
        return ("hashtags",) if self.post.hashtags else self.at_text

    def at(self, key: str) -> KeyPath:
        """Return where something stands that a variant has from its post."""
        return ("variants", self.channel.id) if self.variant else (key,)


def posts(schedule: Schedule) -> Iterator[Finding]:
    """Measure each post against what its channel takes, and each variant against its own."""
    for telling in _tellings(schedule, schedule.judged):
        yield from _text(telling, schedule)
        yield from _hashtags(telling)
        yield from _media(telling, schedule)
        yield from _format(telling, schedule)


def _tellings(schedule: Schedule, posts: Iterable[Post]) -> Iterator[_Telling]:
    known = {
        name: (channel, channels.facts_of(channel))
        for name, channel in schedule.plan.channels.items()
        if not (channel.misread_at("type") or channel.misread_at("limits"))
    }
    for post in posts:
        if post.channel in known:
            yield _Telling(post, *known[post.channel])
        for name, variant in post.variants.items():
            if name in known and name != post.channel:
                yield _Telling(post, *known[name], variant)


def _text(telling: _Telling, schedule: Schedule) -> Iterator[Finding]:
    for limit in telling.facts.limits(telling.post.format):
        if not _surely_fits(telling, limit, schedule.plan):
            text = outgoing(schedule.plan, telling.post, telling.channel.id)
            count = channels.length(text, limit.unit, _link(telling))
            if count > limit.value:
                yield _too_long(telling, limit, count)
                return


def _link(telling: _Telling) -> int | None:
    return telling.facts.link.value if telling.facts.link else None


def _surely_fits(telling: _Telling, limit: Limit, plan: Plan) -> bool:
    """Whether a text is so short that nobody has to put it together and count it."""
    post = telling.post
    url = post.cta.url if post.cta else ""
    pieces = (telling.text, url, *(f" #{tag}" for tag in telling.hashtags))
    longest = sum(channels.at_most(piece, limit.unit, _link(telling)) for piece in pieces if piece)
    if url and post.link_id:  # the link grows by what it tells of its origin
        longest += added_at_most(plan, post, telling.channel.id)
    return longest + _BETWEEN <= limit.value


def _too_long(telling: _Telling, limit: Limit, count: int) -> Finding:
    channel, most = telling.channel.id, limit.value
    if limit.unit is Unit.BYTES:
        message = T(
            "the text is too long for {channel}: {count} bytes, at most {limit} allowed",
            channel=channel,
            count=count,
            limit=most,
        )
        cure = N(
            "Cut {n} byte; ä and ö take two each, an emoji more.",
            "Cut {n} bytes; ä and ö take two each, an emoji more.",
            count - most,
        )
    else:
        message = T(
            "the text is too long for {channel}: {count} characters, at most {limit} allowed",
            channel=channel,
            count=count,
            limit=most,
        )
        cure = N(
            "Cut {n} character; the link and the hashtags count too.",
            "Cut {n} characters; the link and the hashtags count too.",
            count - most,
        )
    return say(
        TEXT_TOO_LONG, telling.post, message, cure, telling.at_text, severity=_doubted(limit)
    )


def _doubted(fact: Fact[int] | Fact[str] | Fact[bool]) -> Severity | None:
    """Return how much a finding weighs that rests on what nobody could confirm."""
    return None if fact.verified else Severity.INFO


def _hashtags(telling: _Telling) -> Iterator[Finding]:
    advised, most = telling.facts.hashtags, telling.facts.hashtags_max
    least = advised or most
    if least is None:
        return
    text = telling.text
    if len(telling.hashtags) <= least.value and "#" not in text:
        return
    count = len(distinct_hashtags(telling.hashtags, text))
    broken = next((fact for fact in (most, advised) if fact and count > fact.value), None)
    if broken is None:
        return
    severity = Severity.ERROR if broken is most else Severity.WARNING
    yield say(
        TOO_MANY_HASHTAGS,
        telling.post,
        T(
            "too many hashtags for {channel}: {count}, at most {limit} allowed",
            count=count,
            channel=telling.channel.id,
            limit=broken.value,
        )
        if broken is most
        else T(
            "many hashtags for {channel}: {count}, {limit} advised",
            count=count,
            channel=telling.channel.id,
            limit=broken.value,
        ),
        T("Leave out {n}; those in the text count too.", n=count - broken.value),
        telling.at_hashtags,
        severity=_doubted(broken) or severity,
    )


def _media(telling: _Telling, schedule: Schedule) -> Iterator[Finding]:
    post, needed = telling.post, telling.facts.media
    if needed is None or not lacks_media(schedule.plan, post, telling.facts):
        return
    yield say(
        MEDIA_REQUIRED,
        post,
        T("{channel} takes no post without a picture or a video", channel=telling.channel.id),
        T("Add the picture: “media: [media/….jpg]”, or choose another channel."),
        telling.at("media"),
        severity=_doubted(needed),
    )


def lacks_media(plan: Plan, post: Post, facts: Facts) -> bool:
    """Whether a post without a picture or a video is for a channel that takes none such."""
    if not (facts.media and facts.media.value) or post.media or post.misread_at("media"):
        return False
    word = plan.word("format", post.format)
    return word is not None and word.facts.get("picture") is False


def _format(telling: _Telling, schedule: Schedule) -> Iterator[Finding]:
    chosen = telling.post.format
    refused: Fact[str] | Fact[bool] | None = next(
        (fact for fact in telling.facts.refuses if fact.value == chosen), None
    )
    if chosen == "live" and telling.facts.live and not telling.facts.live.value:
        refused = refused or telling.facts.live
    if refused is None:
        return
    yield say(
        FORMAT_NOT_ON_CHANNEL,
        telling.post,
        T(
            "{channel} does not take this format: {format}",
            channel=telling.channel.id,
            format=schedule.plan.word("format", chosen),
        ),
        T(
            "This is not certain. If it works there, write “limits: {{live: yes}}” in the channel's file."
        )
        if not refused.verified and refused is telling.facts.live
        else T("Choose another format or another channel."),
        telling.at("format"),
        severity=_doubted(refused),
    )


def pictures(schedule: Schedule) -> Iterator[Finding]:
    """Judge each post with a picture: it is told in words too, where the channel takes them."""
    untold = [
        post
        for post in schedule.judged
        if post.media and not post.alt_text and not post.misread_at("alt_text")
    ]
    taking = {
        telling.post.id
        for telling in _tellings(schedule, untold)
        if telling.facts.alt_text is None or telling.facts.alt_text.value
    }
    for post in untold:
        picture = next((name for name in post.media if name.lower().endswith(_PICTURES)), None)
        if picture and post.id in taking:
            yield say(
                ALT_TEXT_MISSING,
                post,
                T("the picture “{name}” is not described in words", name=picture),
                T(
                    "Add a line “alt_text:” that says what the picture shows; it is read out to those who cannot see it."
                ),
                ("media", picture),
            )


CHECKS = (posts, pictures)
