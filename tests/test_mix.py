"""The mix: where each piece of advice begins, and when it holds its tongue."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from planner.diagnostics import Finding, Kind
from planner.model import Audience, Goal, Offer, Plan, PlanFile, Post, Review
from planner.rules import mix
from planner.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Mapping

TODAY = date(2026, 6, 7)
PERIOD = {"start": "2026-05-04", "end": "2026-06-28"}
LIVE = {
    "length_min": "20",
    "host": "anna",
    "moderator": "ben",
    "announced_by": "first",
    "connection_tested": "yes",
    "fallback": "We go on tomorrow",
    "recording": "discard",
}
UPRIGHT = {"vertical": "yes", "captions": "yes", "works_muted": "yes"}


def a_post(name: str = "p", **fields: object) -> Post:
    return Post.model_validate(
        {"id": name, "title": name, "status": "ready", "date": "2026-06-20", **fields}
    )


def several(n: int, name: str, **fields: object) -> list[Post]:
    return [a_post(f"{name}{number}", **fields) for number in range(n)]


def a_plan(*posts: Post, file: Mapping[str, object] | None = None) -> Plan:
    about = PlanFile.model_validate({"title": "T", "period": PERIOD, **(file or {})})
    return Plan(about, posts={post.id: post for post in posts})


def findings(plan: Plan, today: date = TODAY) -> list[Finding]:
    schedule = Schedule(plan, today)
    return [found for check in mix.CHECKS for found in check(schedule) if found.told]


def said(plan: Plan, today: date = TODAY) -> set[str]:
    return {found.rule.slug for found in findings(plan, today)}


def one(plan: Plan, slug: str, today: date = TODAY) -> Finding:
    (found,) = [found for found in findings(plan, today) if found.rule.slug == slug]
    return found


# Shares of the whole


@pytest.mark.parametrize(
    "selling",
    [{"purpose": "sell"}, {"content_type": "offer"}, {"content_type": "product-comparison"}],
)
def test_two_offers_in_five_are_fine_and_more_are_not(selling: dict[str, str]) -> None:
    others = several(3, "other", purpose="teach")
    assert "offer-share-high" not in said(a_plan(*others, *several(2, "offer", **selling)))
    plan = a_plan(*others, *several(3, "offer", **selling))
    found = one(plan, "offer-share-high")
    assert found.message.to("en") == "3 of 6 posts sell something"
    assert found.subject.kind is Kind.PLAN


def test_one_video_in_five_is_enough() -> None:
    video = a_post("video", format="video", video={"captions": "yes"})
    assert "video-rare" not in said(a_plan(video, *several(4, "text", format="text")))
    assert "video-rare" in said(a_plan(video, *several(5, "text", format="text")))


@pytest.mark.parametrize("status", ["idea", "cancelled"])
def test_ideas_and_cancelled_posts_count_on_neither_side(status: str) -> None:
    calm = several(3, "calm", purpose="teach")
    ideas = several(9, "idea", purpose="sell", format="live", status=status)
    assert not said(a_plan(*ideas))
    assert {"offer-share-high"} & said(a_plan(*calm, *ideas)) == set()
    assert {"video-rare", "live-absent"} <= said(a_plan(*calm, *ideas))


def test_an_empty_plan_is_left_in_peace() -> None:
    assert not said(a_plan())
    assert not said(a_plan(a_post(date="2026-12-01", purpose="sell")))


def test_a_webinar_is_a_live_and_its_host_is_somebody() -> None:
    webinar = a_post(format="webinar", live={"host": "anna"})
    assert not {"video-rare", "live-absent", "nobody-named"} & said(a_plan(webinar))
    assert "nobody-named" in said(a_plan(a_post(format="webinar", live={"length_min": "9"})))
    assert "nobody-named" not in said(a_plan(a_post(face="Anna")))


# Purchase stages


def staged(*stages: str) -> Plan:
    return a_plan(*(a_post(stage, stage=stage) for stage in stages))


def test_empty_stages_are_named_together() -> None:
    found = one(staged("need-formation", "activation"), "stage-empty")
    assert found.message.to("en") == "purchase stages without posts: evaluation, decision"
    assert "stage-empty" not in said(
        staged("need-formation", "evaluation", "decision", "activation")
    )


def test_forgotten_customers_are_said_once() -> None:
    without = said(staged("need-formation", "evaluation", "decision"))
    assert "present-customers-forgotten" in without
    assert "stage-empty" not in without
    both = staged("need-formation", "evaluation")
    assert one(both, "stage-empty").message.to("en") == "purchase stage without posts: decision"
    assert "present-customers-forgotten" in said(both)


def test_a_post_for_customers_may_stand_at_any_stage() -> None:
    others = [a_post(name, stage=name) for name in ("need-formation", "evaluation")]
    for_them = a_post("c", stage="decision", journey="advocates")
    found = findings(a_plan(*others, for_them))
    assert [it.message.to("en") for it in found if it.rule is mix.STAGE_EMPTY] == [
        "purchase stage without posts: activation"
    ]
    assert "present-customers-forgotten" not in {it.rule.slug for it in found}
    leavers = a_post("a", stage="activation", journey="leavers")
    assert "present-customers-forgotten" in said(a_plan(leavers))


def test_what_cannot_be_read_is_not_missed() -> None:
    misread = a_post("m", misread=frozenset({"stage", "format", "face"}))
    assert not {"stage-empty", "present-customers-forgotten", "video-rare", "live-absent"} & said(
        a_plan(misread)
    )
    broken = replace(a_plan(a_post()), unread=frozenset({(Kind.POST, "broken")}))
    assert not said(broken)


def test_a_content_type_belongs_to_its_stages() -> None:
    def off(stage: str, kind: str, status: str = "ready") -> list[str]:
        plan = a_plan(a_post(stage=stage, content_type=kind, status=status))
        return [
            (it.severity or it.rule.severity).value
            for it in findings(plan)
            if it.rule is mix.CONTENT_TYPE_OFF_STAGE
        ]

    assert off("decision", "general-tips") == ["warning"]
    assert off("decision", "general-tips", "draft") == ["info"]
    assert not off("need-formation", "general-tips")
    assert not off("decision", "faq")  # suits every stage


# Formats


@pytest.mark.parametrize(
    ("status", "severity"), [("draft", "warning"), ("ready", "error"), ("published", "error")]
)
def test_a_video_needs_its_details(status: str, severity: str) -> None:
    found = one(a_plan(a_post(format="video", status=status)), "video-details-missing")
    assert found.severity == severity
    assert found.at == ("format",)
    live = a_post(format="live", live={"host": "anna"})
    assert "video-details-missing" not in said(a_plan(live))
    assert "video-details-missing" not in said(a_plan(a_post(format="image")))


def test_a_phone_asks_more_of_a_short_video_than_of_a_long_one() -> None:
    lying = {**UPRIGHT, "vertical": "no", "works_muted": "no"}
    found = one(a_plan(a_post(format="short-video", video=lying)), "video-not-phone-ready")
    assert found.at == ("video", "vertical")
    assert "an upright picture, sense without sound" in found.message.to("en")
    assert "video-not-phone-ready" not in said(a_plan(a_post(format="video", video=lying)))
    assert "video-not-phone-ready" in said(a_plan(a_post(format="video", video={})))


@pytest.mark.parametrize(
    ("days", "status", "expected"),
    [(-1, "ready", 0), (0, "ready", 1), (7, "draft", 1), (8, "ready", 0), (0, "published", 0)],
)
def test_a_live_is_to_be_ready_a_week_before(days: int, status: str, expected: int) -> None:
    day = str(TODAY + timedelta(days=days))
    live = a_post("live", date=day, status=status, format="live", live={})
    found = [it for it in findings(a_plan(live)) if it.rule is mix.LIVE_UNPREPARED]
    assert len(found) == expected
    assert all((it.severity or it.rule.severity) == "warning" for it in found)


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({}, ""),
        ({"host": ""}, "a host"),
        ({"moderator": ""}, "somebody to look after the discussion"),
        ({"moderator": "anna"}, "somebody other than the host"),
        ({"announced_by": ""}, "a post that announces it"),
        ({"announced_by": "same-day"}, "a post that announces it"),
        ({"announced_by": "only-an-idea"}, "a post that announces it"),
        ({"announced_by": "nowhere"}, ""),  # an unknown reference is told elsewhere
        ({"connection_tested": "no"}, "a tested connection"),
        ({"fallback": ""}, "a plan in case it fails"),
        ({"length_min": "0"}, "its length"),
        ({"recording": None}, "a decision on the recording"),
    ],
)
def test_what_a_live_needs(change: dict[str, object], lacks: str) -> None:
    live = a_post("live", date="2026-06-10", format="live", live={**LIVE, **change})
    first = a_post("first", date="2026-06-09")
    same_day = a_post("same-day", date="2026-06-10")
    idea = a_post("only-an-idea", date="2026-06-09", status="idea")
    found = findings(a_plan(live, first, same_day, idea))
    messages = [it.message.to("en") for it in found if it.rule is mix.LIVE_UNPREPARED]
    assert len(messages) == bool(lacks)
    assert all(message.partition("lacks: ")[2].startswith(lacks) for message in messages)


@pytest.mark.parametrize(
    ("days", "status", "expected"),
    [(0, "draft", 0), (14, "draft", 0), (15, "ready", 1), (-1, "ready", 1), (3, "idea", 1)],
)
def test_a_clip_comes_within_a_fortnight(days: int, status: str, expected: int) -> None:
    day = date(2026, 6, 20)
    kept = a_post("live", date=str(day), format="live", live={**LIVE, "recording": "keep"})
    clip = a_post(
        "clip", date=str(day + timedelta(days=days)), status=status, source_posts=["live"]
    )
    found = [it for it in findings(a_plan(kept, clip)) if it.rule is mix.LIVE_WITHOUT_CLIPS]
    assert len(found) == expected


@pytest.mark.parametrize(
    ("status", "consent", "expected"),
    [
        ("ready", {"needed": "yes"}, False),
        ("scheduled", {"needed": "yes"}, True),
        ("reviewed", {"needed": "yes"}, True),
        ("published", {"needed": "yes", "given_on": "2026-06-01"}, False),
        ("published", {"needed": "no"}, False),
    ],
)
def test_consent_is_asked_before_the_post_goes_out(
    status: str, consent: dict[str, str], *, expected: bool
) -> None:
    plan = a_plan(a_post(status=status, people_consent=consent))
    assert ("consent-missing" in said(plan)) is expected


# The same twice


def twins(**second: object) -> Plan:
    first = a_post("a", channel="facebook", time="9:00", message="Peas are here", body="Long text")
    fields = {"channel": "instagram", "time": "10:00", "message": "Peas  are\nhere", **second}
    return a_plan(first, a_post("b", **fields))


def test_the_same_message_on_one_day_is_told_at_the_later_post() -> None:
    found = one(twins(), "same-message-same-day")
    assert (found.subject.id, found.at) == ("b", ("message",))
    assert "the same as a " in found.message.to("en")
    assert "same-message-same-day" in said(twins(message="", body=" Long\ntext "))


@pytest.mark.parametrize(
    "change",
    [
        {"date": "2026-06-21"},
        {"channel": "facebook"},
        {"message": "Peas are gone"},
        {"message": "", "body": ""},
        {"variants": {"newsletter": {"text": "Peas!"}}},
        {"status": "idea"},
    ],
)
def test_what_is_not_the_same_twice(change: dict[str, object]) -> None:
    assert "same-message-same-day" not in said(twins(**change))


# Time


def test_a_week_may_be_full_but_not_fuller() -> None:
    file = {"time_budget": {"hours_per_week": "2"}}
    monday, sunday = "2026-06-08", "2026-06-14"
    full = [a_post("a", date=monday, minutes="90"), a_post("b", date=sunday, minutes="30")]
    assert "over-time-budget" not in said(a_plan(*full, file=file))
    more = a_post("c", date=sunday, minutes="1")
    found = one(a_plan(*full, more, file=file), "over-time-budget")
    assert "week 24 take 121 minutes" in found.message.to("en")
    later = a_post("d", date="2026-06-15", minutes="300")
    found = one(a_plan(*full, more, later, file=file), "over-time-budget")
    assert "the posts of 2 weeks" in found.message.to("en")
    assert "week 25: 300 minutes of 120" in found.message.to("en")
    assert "over-time-budget" not in said(a_plan(*full, more, later))
    assert "week 24" in one(plan := a_plan(*full, more, file=file), "over-time-budget").message.to(
        "en"
    )
    assert "over-time-budget" in said(plan, date(2026, 6, 14))
    assert "over-time-budget" not in said(plan, date(2026, 6, 15)), "a week that is over"


def untouched(plan: Plan, today: date = TODAY) -> bool:
    return "plan-untouched" in said(plan, today)


def test_a_plan_is_looked_at_every_second_rhythm() -> None:
    last = date(2026, 5, 10)
    review = Review.model_validate({"id": "r", "date": str(last)})
    bare = a_plan(a_post())
    reviewed = replace(bare, reviews={"r": review})
    assert not untouched(reviewed, last + timedelta(days=28))
    assert untouched(reviewed, last + timedelta(days=29))
    assert not untouched(reviewed, date(2026, 6, 29))  # the period is over
    assert not untouched(bare, date(2026, 6, 1))  # it has run for 28 days
    assert untouched(bare, date(2026, 6, 2))


@pytest.mark.parametrize(
    ("post", "touches"),
    [
        ({"status": "published", "date": "2026-06-01"}, True),
        ({"status": "ready", "date": "2026-06-01"}, False),  # planned is not done
        ({"metrics": {"checked_on": "2026-06-01"}}, True),
        ({"people_consent": {"given_on": "2026-06-01"}}, True),
        ({"status": "published", "published_at": "2026-06-09"}, False),  # still ahead
    ],
)
def test_what_touches_a_plan(post: dict[str, object], *, touches: bool) -> None:
    assert untouched(a_plan(a_post(), a_post("x", **post))) is not touches


def test_what_is_noted_of_goals_and_audiences_touches_a_plan() -> None:
    goal = Goal.model_validate({"id": "g", "observations": [{"date": "2026-06-01", "value": "3"}]})
    audience = Audience.model_validate(
        {"id": "a", "channels": [{"id": "facebook", "checked_on": "2026-06-01"}]}
    )
    plan = a_plan(a_post())
    assert untouched(plan)
    assert not untouched(replace(plan, goals={"g": goal}))
    assert not untouched(replace(plan, audiences={"a": audience}))


# Offers


def test_an_offer_names_the_questions_it_leaves_open() -> None:
    answers = dict.fromkeys(
        ("promise", "content", "why", "how_and_where", "who", "where_to_buy"), "Something"
    )
    offer = Offer.model_validate({"id": "box", "title": "Box", **answers})
    found = one(replace(a_plan(), offers={"box": offer}), "offer-incomplete")
    assert found.message.to("en") == (
        "the offer box does not say yet: whom it is for, how long it takes and what it costs"
    )
    assert "“audience:”, “duration_and_price:”" in found.help.to("en")
    whole = offer.model_copy(update={"audience": ("a",), "duration_and_price": "29 €"})
    assert not said(replace(a_plan(), offers={"box": whole}))
