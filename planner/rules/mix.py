"""The mix: advice beside the eight conditions, on the plan as a whole and on its formats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planner.diagnostics import BODY, Finding, KeyPath, Kind, Rule, Severity
from planner.lines import Key, Shape
from planner.model import PUBLISHED
from planner.outgoing import without_remarks
from planner.rules.base import say, soon
from planner.schedule import Week
from planner.texts import N, T

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from planner.model import Live, Offer, Post
    from planner.schedule import Schedule
    from planner.vocabulary import Word

OFFER_SHARE_HIGH = Rule("offer-share-high", "MIX901", Severity.INFO, source="S4:18")
STAGE_EMPTY = Rule("stage-empty", "MIX902", Severity.WARNING, source="S2:79")
CONTENT_TYPE_OFF_STAGE = Rule("content-type-off-stage", "MIX903", Severity.WARNING, source="S2:83")
VIDEO_RARE = Rule("video-rare", "MIX904", Severity.INFO, source="S0:46")
LIVE_ABSENT = Rule("live-absent", "MIX905", Severity.INFO, source="S0:46")
VIDEO_NOT_PHONE_READY = Rule("video-not-phone-ready", "MIX906", Severity.INFO, source="S0:46")
LIVE_UNPREPARED = Rule("live-unprepared", "MIX907", Severity.WARNING, source="S0:46")
LIVE_WITHOUT_CLIPS = Rule("live-without-clips", "MIX908", Severity.INFO, source="S4:552")
NOBODY_NAMED = Rule("nobody-named", "MIX909", Severity.INFO, source="S0:50")
CONSENT_MISSING = Rule("consent-missing", "MIX910", Severity.WARNING, source="S0:31")
PRESENT_CUSTOMERS_FORGOTTEN = Rule(
    "present-customers-forgotten", "MIX911", Severity.WARNING, source="S4:36"
)
OVER_TIME_BUDGET = Rule("over-time-budget", "MIX912", Severity.INFO, source="S3:57")
PLAN_UNTOUCHED = Rule("plan-untouched", "MIX913", Severity.WARNING, source="S4:56")
SAME_MESSAGE_SAME_DAY = Rule("same-message-same-day", "MIX914", Severity.INFO, source="S1:74")
VIDEO_DETAILS_MISSING = Rule("video-details-missing", "MIX915", Severity.ERROR, source="S0:46")
OFFER_INCOMPLETE = Rule("offer-incomplete", "MIX916", Severity.WARNING, source="S0:29")
TEXT_UNFINISHED = Rule("text-unfinished", "MIX917", Severity.WARNING)
RULES = (
    OFFER_SHARE_HIGH,
    STAGE_EMPTY,
    CONTENT_TYPE_OFF_STAGE,
    VIDEO_RARE,
    LIVE_ABSENT,
    VIDEO_NOT_PHONE_READY,
    LIVE_UNPREPARED,
    LIVE_WITHOUT_CLIPS,
    NOBODY_NAMED,
    CONSENT_MISSING,
    PRESENT_CUSTOMERS_FORGOTTEN,
    OVER_TIME_BUDGET,
    PLAN_UNTOUCHED,
    SAME_MESSAGE_SAME_DAY,
    VIDEO_DETAILS_MISSING,
    OFFER_INCOMPLETE,
    TEXT_UNFINISHED,
)

_GAP = re.compile(r"\[(?=[^\[\]\n]{0,98}[^\W\d_]{2})[^\[\]\n]{3,100}\](?![(\[:])")
"""Words in brackets; those of a link in Markdown, which have its address behind them, are none."""
_PRESENT = ("customers", "advocates")
_STAGE_OF_PRESENT = "activation"
_SHOWN = 4


def _softly(rule: Rule, post: Post, schedule: Schedule) -> Severity:
    """Return how much a finding weighs: a draft fails nothing, and a distant one only hears of it."""
    if post.status != "draft":
        return rule.severity
    if rule.severity is Severity.ERROR:
        return Severity.WARNING
    return rule.severity if soon(post, schedule) else Severity.INFO


def _hidden(schedule: Schedule, *fields: str) -> bool:
    """Whether what is looked for may stand where something could not be read."""
    return any(kind is Kind.POST for kind, _ in schedule.plan.unread) or any(
        post.misread_at(field) for post in schedule.counted if post.misread for field in fields
    )


# Single posts


def posts(schedule: Schedule) -> Iterator[Finding]:
    """Look at each post: its text, what suits its stage, its format, who is in the picture."""
    for post in schedule.counted:
        yield from _unfinished(post)
        yield from _off_stage(post, schedule)
        yield from _details(post, schedule)
        yield from _consent(post, schedule)


def _unfinished(post: Post) -> Iterator[Finding]:
    """Find a place in brackets, as starters have them, in a text that is about to go out."""
    if post.status not in ("ready", "scheduled"):
        return
    told = ((("variants", name, "text"), it.text) for name, it in post.variants.items())
    for at, text in ((BODY, post.body), *told):
        gap = _GAP.search(text)
        if gap:
            yield say(
                TEXT_UNFINISHED,
                post,
                T("the text still has a place to fill in: {gap}", gap=gap[0]),
                T("Write your own words there, or take it out with its brackets."),
                at,
            )


def _off_stage(post: Post, schedule: Schedule) -> Iterator[Finding]:
    content = schedule.plan.word("content-type", post.content_type)
    stage = schedule.plan.word("stage", post.stage)
    stages = content.facts.get("stages", ()) if content else ()
    if stage and stages and stage.id not in stages:
        yield say(
            CONTENT_TYPE_OFF_STAGE,
            post,
            T(
                "the content type “{type}” does not belong to the purchase stage “{stage}”",
                type=content,
                stage=stage,
            ),
            T(
                "It belongs to: {stages}. Change the stage, or choose content that suits it: {choices}.",
                stages=[schedule.plan.word("stage", name) for name in stages],
                choices=_suiting(schedule, stage.id),
            ),
            ("content_type",),
            severity=_softly(CONTENT_TYPE_OFF_STAGE, post, schedule),
        )


def _suiting(schedule: Schedule, stage: str) -> list[Word]:
    """Return some content types of a purchase stage, in the method's order."""
    types = schedule.plan.reading.list("content-type").values()
    return [word for word in types if stage in word.facts.get("stages", ())][:_SHOWN]


def _details(post: Post, schedule: Schedule) -> Iterator[Finding]:
    block = schedule.block(post)
    if not block:
        return
    if getattr(post, block) is None:
        yield say(
            VIDEO_DETAILS_MISSING,
            post,
            T(
                "the format of {post} is “{format}”, and its details are missing",
                post=post.id,
                format=schedule.plan.word("format", post.format),
            ),
            T("Add them in a line such as “{shape}”.", shape=Shape(Kind.POST, (block,))),
            ("format",),
            severity=_softly(VIDEO_DETAILS_MISSING, post, schedule),
            told=not post.misread_at(block),
        )
    elif block == "video":
        yield from _phone(post)


_ON_A_PHONE = {
    "vertical": T("an upright picture"),
    "captions": T("captions"),
    "works_muted": T("sense without sound"),
}


def _phone(post: Post) -> Iterator[Finding]:
    asked = _ON_A_PHONE if post.format == "short-video" else ("captions",)
    lacking = [
        name
        for name in asked
        if not getattr(post.video, name) and not post.misread_at(f"video.{name}")
    ]
    if lacking:
        yield say(
            VIDEO_NOT_PHONE_READY,
            post,
            T(
                "on a phone, the video of {post} lacks: {lacking}",
                post=post.id,
                lacking=[_ON_A_PHONE[name] for name in lacking],
            ),
            T(
                "Most people watch on a phone, often without sound. When it is done, write under “video:”: {lines}.",
                lines=[T("“{key}: yes”", key=Key(Kind.POST, ("video", name))) for name in lacking],
            ),
            ("video", lacking[0]),
        )


def _consent(post: Post, schedule: Schedule) -> Iterator[Finding]:
    consent = post.people_consent
    given = consent and consent.given_on and consent.given_on <= schedule.as_of
    if consent and consent.needed and not given and post.status in _GOING_OUT:
        yield say(
            CONSENT_MISSING,
            post,
            T("{post} shows people, and it is not noted that they agreed", post=post.id),
            T(
                "Ask those who are seen, and note the day under “people_consent:”, such as “given_on: {date}”.",
                date=schedule.as_of,
            ),
            ("people_consent", "given_on"),
            told=not post.misread_at("people_consent.given_on"),
        )


_GOING_OUT = ("scheduled", *PUBLISHED)


def same_day(schedule: Schedule) -> Iterator[Finding]:
    """Find posts that say the same on one day on several channels, with no variant."""
    first: dict[tuple[dt.date | None, str, str], Post] = {}
    for post in schedule.dated:
        if post.variants or post.misread_at("variants") or not post.channel:
            continue
        said = {"message": _plain(post.message), "body": _plain(without_remarks(post.body))}
        keys = [(post.day, part, text) for part, text in said.items() if text]
        others = ((key, first.setdefault(key, post)) for key in keys)
        twin = next(((key, it) for key, it in others if it.channel != post.channel), None)
        if twin:
            yield _same(post, twin[1], ("message",) if twin[0][1] == "message" else ())


def _plain(text: str) -> str:
    return " ".join(text.split())


def _same(post: Post, other: Post, at: KeyPath) -> Finding:
    return say(
        SAME_MESSAGE_SAME_DAY,
        post,
        T(
            "{post} says on the same day the same as {other} on another channel",
            post=post.id,
            other=other.id,
        ),
        T(
            "Whoever follows both sees it twice. Tell it in each channel's own way, as one post with “variants:”, or move one of them to another day."
        ),
        at,
    )


# Live broadcasts


def lives(schedule: Schedule) -> Iterator[Finding]:
    """Look at each live broadcast: ready when its day is near, and put to use afterwards."""
    hidden = _hidden(schedule, "source_posts")
    for post in schedule.lives:
        if post.live:
            yield from _unprepared(post, post.live, schedule)
            if not hidden:
                yield from _unclipped(post, post.live, schedule)


def _unprepared(post: Post, live: Live, schedule: Schedule) -> Iterator[Finding]:
    days = (post.day - schedule.as_of).days if post.day else -1
    if post.status in PUBLISHED or not 0 <= days <= schedule.thresholds.soon_days:
        return
    lacking = {
        name: words
        for name, words in _lacking(post, live, schedule)
        if not post.misread_at(f"live.{name}")
    }
    if lacking:
        yield say(
            LIVE_UNPREPARED,
            post,
            T(
                "the live {post} is on {date} and still lacks: {lacking}",
                post=post.id,
                date=post.day,
                lacking=[*lacking.values()],
            ),
            T(
                "Take them one at a time, and note each under “live:” ({keys}).",
                keys=[Key(Kind.POST, ("live", name)) for name in lacking],
            ),
            ("live", next(iter(lacking))),
        )


def _lacking(post: Post, live: Live, schedule: Schedule) -> Iterator[tuple[str, T]]:
    if not live.host:
        yield "host", T("a host")
    if not live.moderator:
        yield "moderator", T("somebody to look after the discussion")
    elif live.moderator == live.host:
        yield "moderator", T("somebody other than the host to look after the discussion")
    if not _announced(post, live, schedule):
        yield "announced_by", T("a post that announces it at least a day before")
    if not live.connection_tested:
        yield "connection_tested", T("a tested connection")
    if not live.fallback:
        yield "fallback", T("a plan in case it fails")
    if not live.length_min:
        yield "length_min", T("its length")
    if not live.recording:
        yield "recording", T("a decision on the recording")


def _announced(post: Post, live: Live, schedule: Schedule) -> bool:
    """Whether another post goes out before; a name that nothing has is told elsewhere."""
    first = schedule.plan.posts.get(live.announced_by)
    if first is None:
        return bool(live.announced_by)
    if first.status in ("idea", "cancelled"):
        return False
    return bool(post.day and first.published_on and first.published_on < post.day)


def _unclipped(post: Post, live: Live, schedule: Schedule) -> Iterator[Finding]:
    day = post.published_on
    if live.recording not in ("keep", "trim") or day is None:
        return
    limit = schedule.thresholds.clip_days
    later = (it.published_on for it in schedule.reuses.get(post.id, ()))
    if not any(it and 0 <= (it - day).days <= limit for it in later):
        yield say(
            LIVE_WITHOUT_CLIPS,
            post,
            T("the recording of {post} is kept, and no clip of it is planned", post=post.id),
            T(
                "Take a minute of it for a post within {days} days, with the line “source_posts: [{post}]”.",
                days=limit,
                post=post.id,
            ),
            ("live", "recording"),
        )


# The plan as a whole


def plan(schedule: Schedule) -> Iterator[Finding]:
    """Look at the mix as a whole; a plan without posts has nothing to mix."""
    if schedule.counted:
        yield from _selling(schedule)
        yield from _stages(schedule)
        yield from _filmed(schedule)
        yield from _nobody(schedule)
        yield from _budget(schedule)
        yield from _untouched(schedule)


def _selling(schedule: Schedule) -> Iterator[Finding]:
    n, total, most = len(schedule.selling), len(schedule.counted), schedule.thresholds.offer_share
    if 100 * n > most * total:
        yield say(
            OFFER_SHARE_HIGH,
            schedule.plan.file,
            T("{n} of {total} posts sell something", n=n, total=total),
            T(
                "Few readers are buying today. Make one of these posts a piece of advice, a story or an answer; at most {share} per cent may sell.",
                share=most,
            ),
        )


def _stages(schedule: Schedule) -> Iterator[Finding]:
    forgotten = not any(schedule.journey(post) in _PRESENT for post in schedule.counted)
    if forgotten and not _hidden(schedule, "stage", "journey"):
        yield say(
            PRESENT_CUSTOMERS_FORGOTTEN,
            schedule.plan.file,
            T("no post is for those who are customers already"),
            T(
                "Plan one for them, such as {examples}: keeping a customer is easier than finding a new one.",
                examples=_suiting(schedule, _STAGE_OF_PRESENT),
            ),
        )
    empty = [
        stage
        for stage in schedule.plan.reading.list("stage").values()
        if stage.id not in schedule.by_stage and not (forgotten and stage.id == _STAGE_OF_PRESENT)
    ]
    if empty and not _hidden(schedule, "stage"):
        yield _empty(schedule, empty)


def _empty(schedule: Schedule, stages: list[Word]) -> Finding:
    return say(
        STAGE_EMPTY,
        schedule.plan.file,
        N(
            "purchase stage without posts: {stages}",
            "purchase stages without posts: {stages}",
            len(stages),
            stages=stages,
        ),
        T(
            "Plan a post for “{stage}”, such as {examples}.",
            stage=stages[0],
            examples=_suiting(schedule, stages[0].id),
        ),
    )


def _filmed(schedule: Schedule) -> Iterator[Finding]:
    if _hidden(schedule, "format"):
        return
    n, total = len(schedule.filmed), len(schedule.counted)
    if 100 * n < schedule.thresholds.video_share * total:
        yield say(
            VIDEO_RARE,
            schedule.plan.file,
            T("{n} of {total} posts are videos or live broadcasts", n=n, total=total),
            T(
                "A minute filmed with the phone will do: show what your hands do, or answer a question you often hear."
            ),
        )
    if not schedule.lives:
        yield say(
            LIVE_ABSENT,
            schedule.plan.file,
            T("there is no live broadcast in the period"),
            T(
                "Try one: twenty minutes of answering questions, with somebody beside you to read them out. It may be rough."
            ),
        )


def _nobody(schedule: Schedule) -> Iterator[Finding]:
    seen = any(post.face or (post.live and post.live.host) for post in schedule.counted)
    if not seen and not _hidden(schedule, "face", "live"):
        yield say(
            NOBODY_NAMED,
            schedule.plan.file,
            T("nobody is seen or named in any post"),
            T("People trust people. Write into a post who is seen in it: “face: Anna”."),
        )


def _budget(schedule: Schedule) -> Iterator[Finding]:
    hours = schedule.plan.file.time_budget.hours_per_week
    budget = None if hours is None else hours * 60
    weeks = schedule.minutes_by_week
    now = Week.of(schedule.as_of)
    ahead = () if budget is None else (week for week in weeks if week >= now)
    over = [week for week in ahead if weeks[week] > (budget or 0)]
    if over:
        worst = max(over, key=lambda week: weeks[week])
        yield say(
            OVER_TIME_BUDGET,
            schedule.plan.file,
            N(
                "the posts of week {week} take {minutes} minutes, and there are {budget} in a week",
                "the posts of {n} weeks take more time than there is; most in week {week}: {minutes} minutes of {budget}",
                len(over),
                week=worst.number,
                minutes=weeks[worst],
                budget=budget,
            ),
            T(
                "Drop the post that nobody waits for, move one to a quieter week, or make one simpler."
            ),
            ("time_budget", "hours_per_week"),
        )


def _untouched(schedule: Schedule) -> Iterator[Finding]:
    start, end, as_of = schedule.start, schedule.end, schedule.as_of
    long = 2 * schedule.rhythm
    if not start or not end or not start <= as_of <= end or as_of - start <= long:
        return
    last = schedule.last_touched
    if (last and as_of - last <= long) or schedule.plan.unread:
        return
    message = (
        T("nothing has been done or noted in the plan since {date}", date=last)
        if last
        else T("nothing has been done or noted in the plan yet; it began on {date}", date=start)
    )
    yield say(
        PLAN_UNTOUCHED,
        schedule.plan.file,
        message,
        T("Five minutes will do: mark what has gone out, note a figure, or write a short review."),
        ("review_rhythm_days",),
    )


# Offers

_QUESTIONS = {
    "promise": T("what it promises"),
    "content": T("what it is"),
    "audience": T("whom it is for"),
    "why": T("why one should buy it"),
    "how_and_where": T("how and where it is made"),
    "who": T("who makes it"),
    "where_to_buy": T("where it is bought"),
    "duration_and_price": T("how long it takes and what it costs"),
}


def offers(schedule: Schedule) -> Iterator[Finding]:
    """Say which of the eight questions of the service description test an offer leaves open."""
    for offer in schedule.plan.offers.values():
        lacking = [
            name for name in _QUESTIONS if not getattr(offer, name) and not offer.misread_at(name)
        ]
        if lacking:
            yield _open(offer, lacking)


def _open(offer: Offer, lacking: list[str]) -> Finding:
    return say(
        OFFER_INCOMPLETE,
        offer,
        T(
            "the offer {offer} does not say yet: {questions}",
            offer=offer.id,
            questions=[_QUESTIONS[name] for name in lacking],
        ),
        T(
            "A sentence for each will do. Add: {keys}.",
            keys=[T("“{key}:”", key=Key(Kind.OFFER, (name,))) for name in lacking],
        ),
    )


CHECKS = (posts, same_day, lives, plan, offers)
