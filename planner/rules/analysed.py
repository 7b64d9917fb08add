"""Condition 7: you analyse the action that arose (S0:37)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from planner.diagnostics import Finding, Kind, Rule, Severity, Verdict
from planner.model import PUBLISHED
from planner.outgoing import utm, web_parts
from planner.rules.base import MISSING, PARTLY, say
from planner.texts import T
from planner.values import slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planner.model import Post
    from planner.schedule import Schedule

CALL_TO_ACTION_MISSING = Rule(
    "call-to-action-missing", "ACT701", Severity.WARNING, 7, source="S1:105"
)
ACTION_METRIC_MISSING = Rule("action-metric-missing", "ACT702", Severity.WARNING, 7, source="S0:37")
LEARNING_MISSING = Rule("learning-missing", "ACT703", Severity.WARNING, 7, source="S4:56")
ACTION_FIGURE_MISSING = Rule("action-figure-missing", "ACT704", Severity.WARNING, 7, source="S4:56")
REVIEW_LATE = Rule("review-late", "ACT705", Severity.WARNING, 7, source="S4:56")
REVIEW_WITHOUT_DECISION = Rule(
    "review-without-decision", "ACT706", Severity.WARNING, 7, source="S1:76"
)
PURPOSE_METRIC_MISMATCH = Rule(
    "purpose-metric-mismatch", "ACT707", Severity.WARNING, 7, source="S4:70"
)
LINK_WITHOUT_ADDRESS = Rule("link-without-address", "ACT708", Severity.ERROR, 7, source="S4:42")
LINK_WITHOUT_ID = Rule("link-without-id", "ACT709", Severity.WARNING, 7, source="S4:42")
COMMENTS_UNANSWERED = Rule("comments-unanswered", "ACT710", Severity.WARNING, 7, source="S0:54")
BROKEN_LINK = Rule("broken-link", "ACT711", Severity.WARNING, 7, source="S4:42")
RULES = (
    CALL_TO_ACTION_MISSING,
    ACTION_METRIC_MISSING,
    LEARNING_MISSING,
    ACTION_FIGURE_MISSING,
    REVIEW_LATE,
    REVIEW_WITHOUT_DECISION,
    PURPOSE_METRIC_MISMATCH,
    LINK_WITHOUT_ADDRESS,
    LINK_WITHOUT_ID,
    COMMENTS_UNANSWERED,
    BROKEN_LINK,
)

_NO_PAGE = ("mailto:", "tel:", "sms:")
_UNFIT = re.compile("[^a-z0-9._-]")


def posts(schedule: Schedule) -> Iterator[Finding]:
    """Judge each post: an invitation before it goes out, figure and words once it is due."""
    for post in schedule.judged:
        if post.status not in PUBLISHED:
            yield from _before(post)
        elif schedule.due(post):
            yield from _due(post, schedule)


def _before(post: Post) -> Iterator[Finding]:
    lacks = (post.cta_type is None, post.action_metric is None)
    grade = MISSING if all(lacks) else PARTLY
    if lacks[0]:
        yield say(
            CALL_TO_ACTION_MISSING,
            post,
            T("post {post} does not say what the reader is to do", post=post.id),
            T(
                "What do you hope the reader does? Add a line such as “cta: {{type: comment, text: Ask in the comments}}”."
            ),
            ("cta",),
            grade=grade,
            told=not post.misread_at("cta"),
        )
    if lacks[1]:
        yield _no_metric(post, grade)


def _no_metric(post: Post, grade: Verdict) -> Finding:
    return say(
        ACTION_METRIC_MISSING,
        post,
        T("post {post} does not say which figure shows what people did", post=post.id),
        T("Add a line such as “action_metric: comments”, or saves, signups or orders."),
        ("action_metric",),
        grade=grade,
        told=not post.misread_at("action_metric"),
    )


def _due(post: Post, schedule: Schedule) -> Iterator[Finding]:
    figure = schedule.latest(post, post.action_metric) if post.action_metric else None
    said = _learned(post, schedule)
    if figure and said:
        return
    grade = PARTLY if figure or said or schedule.in_grace(post) else MISSING
    if post.action_metric is None:
        yield _no_metric(post, grade)
    elif figure is None and said:
        yield _no_figure(post, grade, schedule)
    if not said:
        yield _no_words(post, grade, told=not _waiting(post, schedule))


def _learned(post: Post, schedule: Schedule) -> bool:
    words = post.analysis
    enough = schedule.thresholds.learned_min
    return bool(words and len(words.learned.strip()) >= enough and words.next)


def _waiting(post: Post, schedule: Schedule) -> bool:
    """Whether condition 6 already asks for this post's figures: then the rest comes later."""
    channel = schedule.channel(post)
    return bool(channel and channel.attention_metrics) and not schedule.attention(post)


def _no_words(post: Post, grade: Verdict, *, told: bool) -> Finding:
    words = post.analysis
    undecided = bool(words and words.learned and not words.next)
    message = (
        T("post {post} does not yet say what comes next", post=post.id)
        if undecided
        else T("post {post} does not yet say in a sentence what was learned from it", post=post.id)
    )
    cure = (
        T("What next? Add “next:” under “analysis:”: repeat, improve, stop, boost or reuse.")
        if undecided
        else _sentence(post)
    )
    return say(
        LEARNING_MISSING,
        post,
        message,
        cure,
        ("analysis", "next" if undecided else "learned"),
        grade=grade,
        told=told and not post.misread_at("analysis"),
    )


def _sentence(post: Post) -> T:
    if post.analysis:
        return T(
            "One more sentence under “analysis:”: what did you learn from {post}, and what next?",
            post=post.id,
        )
    return T(
        "What did you learn from {post}, and what next? Add a line such as “analysis: {{learned: …, next: repeat}}”.",
        post=post.id,
    )


def _no_figure(post: Post, grade: Verdict, schedule: Schedule) -> Finding:
    metric = schedule.plan.word("metric", post.action_metric)
    return say(
        ACTION_FIGURE_MISSING,
        post,
        T(
            "the figure that tells what {post} led to is still missing: {metric}",
            post=post.id,
            metric=metric,
        ),
        T(
            "A good remark on {post}. Add the figure under “metrics:”: {metric}.",
            post=post.id,
            metric=metric,
        ),
        ("metrics", post.action_metric or ""),
        grade=grade,
        told=not (post.misread_at("metrics") or _waiting(post, schedule)),
    )


def reviews(schedule: Schedule) -> Iterator[Finding]:
    """Judge the plan's reviews: often enough, and each with a decision."""
    last = schedule.reviews[-1].date if schedule.reviews else None
    hidden = any(kind is Kind.REVIEW for kind, _ in schedule.plan.unread)
    for before, after in schedule.review_gaps():
        days = (after - before).days
        message = (
            T("{n} days since the last review", n=days)
            if before == last
            else T(
                "{n} days without a review, from {start} to {end}", n=days, start=before, end=after
            )
        )
        yield say(
            REVIEW_LATE,
            schedule.plan.file,
            message,
            T(
                "Five minutes: what was noticed, what happened, what changed, what do we decide? Write it into the file {path}.",
                path=f"reviews/{schedule.as_of}.md",
            ),
            ("review_rhythm_days",),
            grade=PARTLY,
            told=not hidden,
        )
    for review in schedule.reviews:
        if not review.decisions:
            yield say(
                REVIEW_WITHOUT_DECISION,
                review,
                T("the review of {date} has no decision yet", date=review.date),
                T(
                    "What do you decide to do, or to leave undone? Add a line such as “decisions: [{{what: A live broadcast about pests}}]”."
                ),
                ("decisions",),
                grade=PARTLY,
                told=not review.misread_at("decisions"),
            )


def beside(schedule: Schedule) -> Iterator[Finding]:
    """Say what stands beside the verdict: figures that do not fit, links, unanswered comments."""
    hidden = (Kind.PLAN, "") in schedule.plan.unread
    answered = hidden or any("reply" in role.does for role in schedule.plan.file.roles)
    for post in schedule.counted:
        yield from _mismatch(post, schedule)
        yield from _link(post)
        yield from _broken(post, schedule)
        if not answered:
            yield from _unanswered(post, schedule)


def _mismatch(post: Post, schedule: Schedule) -> Iterator[Finding]:
    purpose = schedule.plan.word("purpose", post.purpose)
    fitting = purpose.facts.get("metrics", ()) if purpose else ()
    if fitting and post.action_metric and post.action_metric not in fitting:
        metric = schedule.plan.word("metric", post.action_metric)
        names = [schedule.plan.word("metric", name) for name in fitting]
        yield say(
            PURPOSE_METRIC_MISMATCH,
            post,
            T(
                "the figure “{metric}” does not tell whether the purpose “{purpose}” was met",
                metric=metric,
                purpose=purpose,
            ),
            T("For this purpose choose one of: {choices}.", choices=names),
            ("action_metric",),
        )


def _link(post: Post) -> Iterator[Finding]:
    cta = post.cta
    if not cta:
        return
    if cta.type in ("link", "download") and not cta.url:
        yield say(
            LINK_WITHOUT_ADDRESS,
            post,
            T(
                "the invitation of {post} asks to follow a link, and there is no address",
                post=post.id,
            ),
            T("Add the address to the invitation: “url: https://…”."),
            ("cta", "url"),
            told=not post.misread_at("cta.url"),
        )
    if cta.url and not post.link_id:
        yield say(
            LINK_WITHOUT_ID,
            post,
            T(
                "the link of {post} has no name of its own, so nobody sees which post brought the visitor",
                post=post.id,
            ),
            T(
                "Give the link a name, such as “link_id: {example}”.",
                example=f"{post.id}-{post.channel or 'web'}",
            ),
            ("link_id",),
            told=not post.misread_at("link_id"),
        )


def _broken(post: Post, schedule: Schedule) -> Iterator[Finding]:
    url = post.cta.url.strip() if post.cta else ""
    if not url or url.lower().startswith(_NO_PAGE):
        return
    parts = web_parts(url)
    if parts is None:
        yield say(
            BROKEN_LINK,
            post,
            T("the address “{url}” cannot be followed", url=url),
            T("Write it in full, without spaces: “url: https://…”."),
            ("cta", "url"),
            severity=Severity.ERROR,
        )
    elif parts.username is not None:
        yield say(
            BROKEN_LINK,
            post,
            T("the address holds a user name or a password, which all who see it can read"),
            T("Take out what stands between // and @."),
            ("cta", "url"),
            severity=Severity.ERROR,
        )
    elif parts.scheme == "http":
        yield say(
            BROKEN_LINK,
            post,
            T("the address “{url}” begins with http, and browsers warn of such pages", url=url),
            T("Try the page with https:// in front; if it opens, write the address so."),
            ("cta", "url"),
        )
    if parts and parts.query and post.link_id:
        yield from _contradicted(post, schedule, dict(parse_qsl(parts.query)))
    if _UNFIT.search(post.link_id):
        yield say(
            BROKEN_LINK,
            post,
            T("the link's name “{name}” looks different in an address", name=post.link_id),
            T(
                "Only the letters a to z, digits and hyphens stay as they are: “link_id: {example}”.",
                example=slug(post.link_id) or post.id,
            ),
            ("link_id",),
        )


def _contradicted(post: Post, schedule: Schedule, given: Mapping[str, str]) -> Iterator[Finding]:
    """Find what an address says of its origin and the plan says otherwise."""
    for name, planned in utm(schedule.plan, post, post.channel).items():
        made_up = name == "utm_campaign" and not post.campaign
        if name in given and given[name] != planned and not made_up:
            yield say(
                BROKEN_LINK,
                post,
                T(
                    "the address says {name}={given}, and by the plan it is {planned}",
                    name=name,
                    given=given[name],
                    planned=planned,
                ),
                T("Take {name} out of the address; it is added by itself.", name=name),
                ("cta", "url"),
            )


def _unanswered(post: Post, schedule: Schedule) -> Iterator[Finding]:
    channel = schedule.channel(post)
    if post.cta_type in ("comment", "ask") and channel and not channel.reply_within_hours:
        yield say(
            COMMENTS_UNANSWERED,
            post,
            T("{post} invites comments, and nobody is named to answer them", post=post.id),
            T(
                "How soon do you answer? Add a line such as “reply_within_hours: 24” to the channel {channel}.",
                channel=channel.id,
            ),
            ("cta", "type"),
            told=not (
                schedule.plan.file.misread_at("roles") or channel.misread_at("reply_within_hours")
            ),
        )


CHECKS = (posts, reviews, beside)
