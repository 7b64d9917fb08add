"""What goes out: a post's text as a channel gets it, with its link and its hashtags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from planner.loader import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from planner.model import Plan, Post

_MARKDOWN = frozenset({"blog", "newsletter", "website"})
_MEDIUMS = {"newsletter": "email", "text-message": "sms", "blog": "referral", "website": "referral"}
_NOT_SOCIAL = frozenset({"chat", "event", "podcast"})
_LONGEST_NAME = 40
_REMARK = re.compile(r"<!--\s*planner:", re.IGNORECASE)
_LONGEST_REMARK = 1000
_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")
_HASHTAG = re.compile(r"(?<![\w&/#])#(\w*[^\W\d_]\w*)")


def outgoing(plan: Plan, post: Post, channel_id: str | None = None) -> str:
    """Return a post's text as it goes out: the text, the link, the hashtags.

    Args:
        plan: The plan that the post belongs to.
        post: The post.
        channel_id: The channel of a variant; the post's own unless given.
    """
    channel = channel_id or post.channel
    variant = post.variants.get(channel) if channel != post.channel else None
    text = without_remarks((variant and variant.text) or post.body)
    link = built_link(plan, post, channel)
    hashtags = (variant and variant.hashtags) or post.hashtags
    parts = (text, "" if link in text else link, " ".join(map(_hashtag, hashtags)))
    return "\n\n".join(part for part in parts if part)


def remarks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the remarks in a text that are meant for this program.

    Yields:
        Where it begins, where it ends, and what stands between ``<!-- planner:`` and ``-->``.
    """
    if "<!--" not in text:
        return
    end = 0
    while found := _REMARK.search(text, end):
        close = text.find("-->", found.end(), found.end() + _LONGEST_REMARK)
        end = found.end() if close < 0 else close + 3
        if close >= 0:
            yield found.start(), end, text[found.end() : close]


def without_remarks(text: str) -> str:
    """Return a text without the remarks that are meant for this program, and without blank ends."""
    pieces, last = [], 0
    for start, end, _ in remarks(text):
        before = text[last:start]
        after = text[end:].partition("\n")[0]
        alone = not before.rpartition("\n")[2].strip() and not after.strip()
        pieces.append(before.rstrip(" \t") if alone else before)
        last = end + len(after) + 1 if alone else end
    text = "".join((*pieces, text[last:])).rstrip()
    return _BLANK_LINES.sub("", text) if text[:1].isspace() else text


def _hashtag(word: str) -> str:
    return "#" + re.sub(r"[\s#]+", "", word)


def distinct_hashtags(listed: Iterable[str], text: str) -> set[str]:
    """Return the hashtags of a post: those it lists and those in its text, each once."""
    named = (_hashtag(word)[1:] for word in listed)
    inside = _HASHTAG.findall(without_remarks(text)) if "#" in text else []
    return {tag.casefold() for tag in (*named, *inside) if tag}


def built_link(plan: Plan, post: Post, channel_id: str | None = None) -> str:
    """Return the address that a post leads to, with the parts that tell where a visitor came from.

    The parts are added to a post with a ``link_id``, where the address does not have them
    yet. What is no web address is no link, and nothing is returned.
    """
    url = post.cta.url.strip() if post.cta else ""
    parts = web_parts(url)
    if not parts:
        return ""
    if not post.link_id:
        return url
    given = {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    wanted = utm(plan, post, channel_id or post.channel)
    added = urlencode(
        {name: value for name, value in wanted.items() if value and name not in given},
        quote_via=quote,
    )
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, added)))))


_QUOTED = len("%F0%9F%8C%B1")
"""The longest that a sign becomes in an address."""


def added_at_most(plan: Plan, post: Post, channel_id: str) -> int:
    """Return a length that what a link tells of its origin does not exceed, without building it."""
    told = utm(plan, post, channel_id)
    return sum(len(f"&{name}=") + _QUOTED * len(value) for name, value in told.items())


def web_parts(address: str) -> SplitResult | None:
    """Return the parts of a web address; None for a text that is none."""
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return None
    return parts if usable and not re.search(r"\s", address) else None


def utm(plan: Plan, post: Post, channel: str) -> dict[str, str]:
    """Return what a link says of itself, in small letters: statistics part Spring from spring."""
    campaign = plan.campaigns.get(post.campaign)
    written = campaign.utm_campaign if campaign else ""
    between = plan.link_separator
    return {
        "utm_source": slug(channel).replace("-", between),
        "utm_medium": _medium(kind_of(plan, channel)),
        "utm_campaign": between.join(written.lower().split())
        or slug(post.campaign or plan_name(plan)).replace("-", between),
        "utm_content": post.link_id,
    }


def plan_name(plan: Plan) -> str:
    """Return a short name for a plan's links: whose it is, and the year it begins."""
    words = slug(plan.file.business.name or plan.file.title)
    name = words if len(words) <= _LONGEST_NAME else words[:_LONGEST_NAME].rpartition("-")[0]
    period = plan.file.period
    year = str(period.start.year) if period and period.start else ""
    return "-".join(part for part in (name, year) if part)


def _medium(kind: str) -> str:
    return _MEDIUMS.get(kind) or ("referral" if kind in _NOT_SOCIAL else "social")


def kind_of(plan: Plan, channel_id: str) -> str:
    """Return the shipped kind of a channel; its id unless it names another."""
    channel = plan.channels.get(channel_id)
    return (channel and channel.type) or channel_id


def is_markdown(plan: Plan, channel_id: str) -> bool:
    """Whether text for a channel is Markdown; everywhere else it is taken as it is written."""
    return kind_of(plan, channel_id) in _MARKDOWN
