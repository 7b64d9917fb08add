"""What the eight conditions decide: the sample, one fault at a time, and many at once."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from copy import deepcopy
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple

import pytest

from planner.checker import check
from planner.loader import load
from planner.schedule import Schedule
from planner.scorecard import score
from tests import oracle
from tests.mutations import FIRST, LAST, Folder, change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner.diagnostics import Diagnostic
    from planner.loader import Content
    from planner.model import Plan

ROOT = Path(__file__).parents[1]
ENGLISH = ROOT / "content"
FINNISH = ROOT / "examples/fi/content"
PINNED = date(2026, 6, 7)
POSTS = [f"p{number:02}" for number in range(1, 37)]

Result = dict[str, tuple[str, dict[str, str]]]
Said = tuple[str, str, str]


def decided(plan: Plan, as_of: date) -> tuple[Result, str]:
    """Give the program's verdicts: of each condition and its posts, and of the whole."""
    card = score(Schedule(plan, as_of))
    result = {
        each.id: (each.verdict.value, {id_: found.value for id_, found in each.posts.items()})
        for each in card.scores
    }
    return result, card.overall.value


# The sample, on three days


def posts(named: str) -> list[str]:
    """Read a list of posts: ``p04 p16-p18``."""
    found: list[str] = []
    for part in named.split():
        first, _, last = part.partition("-")
        found += POSTS[POSTS.index(first) : POSTS.index(last or first) + 1]
    return found


ASSUMED = "p04 p11 p16 p23 p29"
# On each day: the plan's verdict, and the posts that are other than met.
SAMPLE = {
    date(2026, 4, 26): {
        "who": ("met", {}),
        "why": ("met", {}),
        "where": ("partly", {"partly": ASSUMED}),
        "what": ("met", {}),
        "when": ("met", {}),
        "noticed": ("met", {"not-yet": "p01-p18"}),
        "analysed": ("met", {"not-yet": "p01-p18"}),
        "changed": ("met", {"not-yet": "p01-p18"}),
    },
    PINNED: {
        "who": ("met", {}),
        "why": ("met", {}),
        "where": ("partly", {"partly": ASSUMED}),
        "what": ("met", {}),
        "when": ("met", {}),
        "noticed": ("partly", {"partly": "p15", "not-yet": "p16-p18"}),
        "analysed": ("partly", {"partly": "p13 p15", "not-yet": "p16-p18"}),
        "changed": ("met", {"not-yet": "p16-p18"}),
    },
    date(2026, 7, 20): {
        "who": ("met", {}),
        "why": ("met", {}),
        "where": ("partly", {"partly": f"{ASSUMED} p06 p15 p19 p21 p22 p30 p33"}),
        "what": ("met", {}),
        "when": ("partly", {"missing": "p19-p36"}),
        "noticed": ("partly", {"missing": "p15-p18"}),
        "analysed": ("partly", {"partly": "p13", "missing": "p15-p18"}),
        "changed": ("partly", {}),
    },
}


@pytest.mark.parametrize("folder", [ENGLISH, FINNISH], ids=["en", "fi"])
@pytest.mark.parametrize("day", SAMPLE, ids=str)
def test_the_sample(folder: Path, day: date) -> None:
    result, overall = decided(load(folder).plan, day)
    expected = {}
    for name, (verdict, other) in SAMPLE[day].items():
        of_posts = dict.fromkeys(POSTS, "met")
        for found, named in other.items():
            of_posts |= dict.fromkeys(posts(named), found)
        expected[name] = (verdict, of_posts)
    assert result == expected
    assert overall == "partly"


@pytest.mark.parametrize(
    ("day", "number", "counts"),
    [
        (date(2026, 4, 26), 6, (18, 0, 0, 18)),
        (PINNED, 1, (36, 0, 0, 0)),
        (PINNED, 3, (31, 5, 0, 0)),
        (PINNED, 6, (32, 1, 0, 3)),
        (PINNED, 7, (31, 2, 0, 3)),
        (PINNED, 8, (33, 0, 0, 3)),
        (date(2026, 7, 20), 3, (24, 12, 0, 0)),
        (date(2026, 7, 20), 5, (18, 0, 18, 0)),
        (date(2026, 7, 20), 7, (31, 1, 4, 0)),
    ],
)
def test_counts(day: date, number: int, counts: tuple[int, ...]) -> None:
    found = score(Schedule(load(ENGLISH).plan, day)).scores[number - 1]
    assert tuple(found.counts.values()) == counts


def test_reasons_name_the_goals_that_ended() -> None:
    changed = score(Schedule(load(ENGLISH).plan, date(2026, 7, 20))).scores[7]
    ended = {(reason.slug, reason.id) for reason in changed.reasons}
    goals = (ENGLISH / "goals").glob("*.md")
    assert ended == {("final-figure-missing", path.stem) for path in goals}


# One fault at a time


class Fault(NamedTuple):
    """A small edit of the sample, and all that it changes on the pinned day."""

    name: str
    file: str
    old: str
    """The text that goes; ``…`` stands for the rest of a line."""
    new: str
    """The new text, after ``…`` that of a new file."""
    verdicts: str = ""
    """Posts that change: ``who missing p31, where partly p31``."""
    plan: str = ""
    """Conditions that change: ``who partly, what partly``."""
    says: tuple[str, ...] = ()
    """New findings: slug, file and the text that they point at.

    No text is the opening of the file, ``*`` any place in it.
    """
    unsaid: tuple[str, ...] = ()
    """Findings that go away: slug and file."""
    gone: str = ""
    """Posts that count no more."""


P21, P23, P31 = "posts/p21.md", "posts/p23.md", "posts/p31.md"
HOME_COOKS = "p01 p03 p07-p10 p12 p14 p18 p20 p24-p27 p31 p32 p35 p36"
ONLY_COOKS = HOME_COOKS.replace(" p32", "")
FAMILIES = "p02 p05 p06 p13 p15 p17 p19 p21 p22 p28 p30 p33 p34"
RESTAURANTS = "p04 p11 p16 p23 p29 p32"
BASKETS = "p05 p24 p26 p28 p30"
NO_AUDIENCE = "who missing p31, where partly p31, what partly p31"
NO_CHANNEL = "where missing p31, when partly p31, noticed missing p31"
TOURISTS = """---
title: Tourists
description: They drive past the farm on their way north and stop once.
needs: [a toilet]
channels: [{id: facebook, evidence: asked, checked_on: 2026-05-01}]
interests:
  - {id: ice-cream, title: Ice cream, evidence: asked}
  - {id: lambs, title: Lambs, evidence: asked}
  - {id: way-north, title: The way north, evidence: asked}
"""
TIKTOK = """---
title: TikTok
windows: [Mon-Sun 18:00-20:00]
attention_metrics: [views]
read_from: The app
"""
YARD = """---
title: A new goal
metric: eggs
baseline: {value: 0, date: 2026-05-30}
target: {value: 6, by: 2026-07-19}
observations: [{date: 2026-06-01, value: 1}]
---
"""
LEDGER = "subject,checked_on,metric,value,source,paid\n"
NO_COLON = "title: a colon: here"

# fmt: off
FAULTS = (
    # 1 whom
    Fault("no audience", P31, "audience: [home-cooks]\n", "", NO_AUDIENCE,
          "who partly, what partly", ("audience-missing posts/p31.md",)),
    Fault("unknown audience", P31, "[home-cooks]", "[nobody]", NO_AUDIENCE,
          "who partly, what partly", ("unknown-reference posts/p31.md nobody",)),
    Fault("mistyped key", P31, "audience:", "audiance:", NO_AUDIENCE,
          "who partly, what partly", ("unknown-field posts/p31.md audiance",)),
    Fault("an unknown audience's interest", P31,
          "[home-cooks]\ngoal: …\npurpose: …\ninterest: box-practicalities",
          "[home-chefs]\ngoal: more-recommendations\npurpose: serve\ninterest: nothing",
          NO_AUDIENCE, "who partly, what partly",
          ("unknown-reference posts/p31.md home-chefs",)),
    Fault("everyone", P31, "[home-cooks]", "Everyone", NO_AUDIENCE,
          "who partly, what partly", ("audience-everyone posts/p31.md Everyone",)),
    Fault("an unknown beside a known audience", P31, "[home-cooks]", "[home-cooks, nobody]",
          "who partly p31, where partly p31", "who partly",
          ("unknown-reference posts/p31.md nobody",)),
    Fault("three audiences", P31, "[home-cooks]", "[home-cooks, local-families, restaurants]",
          "who partly p31", "who partly",
          ("too-many-audiences posts/p31.md [home-cooks, local-families, restaurants]",)),
    Fault("audience that is a name only", "audiences/restaurants.md",
          "description: …", "description: Kitchens", f"who partly {RESTAURANTS}", "who partly",
          ("audience-undescribed audiences/restaurants.md Kitchens",)),
    Fault("audience without needs", "audiences/local-families.md",
          "needs: …\n", "",
          f"who partly {FAMILIES}", "who partly",
          ("audience-undescribed audiences/local-families.md",)),
    Fault("audience nobody posts for", "audiences/tourists.md", "", f"…{TOURISTS}---\n", "",
          "who partly, what partly",
          ("audience-unused audiences/tourists.md",)),
    Fault("waiting audience", "audiences/tourists.md", "", f"…{TOURISTS}status: waiting\n---\n"),
    Fault("unreadable audience", "audiences/home-cooks.md",
          "title: …", NO_COLON,
          f"who partly {HOME_COOKS}, where partly {HOME_COOKS}, what partly {ONLY_COOKS}",
          "who partly, what partly", ("yaml-syntax audiences/home-cooks.md *",)),
    # 2 why
    Fault("no goal", P31, "goal: more-recommendations\n", "", "why missing p31, changed missing p31",
          "why partly, changed partly", ("goal-missing posts/p31.md",)),
    Fault("unknown goal", P31, "goal: more-recommendations", "goal: fame",
          "why missing p31, changed missing p31", "why partly, changed partly",
          ("unknown-reference posts/p31.md fame",)),
    Fault("no purpose", P31, "purpose: serve\n", "", "why partly p31", "why partly",
          ("purpose-missing posts/p31.md",)),
    Fault("unknown purpose", P31, "purpose: serve", "purpose: rule", "why partly p31",
          "why partly", ("unknown-word posts/p31.md rule",)),
    Fault("goal without an end", "goals/bigger-baskets.md", ", by: 2026-07-19", "",
          f"why partly {BASKETS}", "why partly",
          ("goal-unmeasurable goals/bigger-baskets.md {value: 22.00}",)),
    Fault("goal whose end is no date", "goals/bigger-baskets.md", "2026-07-19", "2026-06-31",
          f"why partly {BASKETS}", "why partly",
          ("impossible-date goals/bigger-baskets.md 2026-06-31",)),
    Fault("goal without a metric", "goals/bigger-baskets.md", "metric: average-purchase\n", "",
          f"why partly {BASKETS}", "why partly", ("goal-unmeasurable goals/bigger-baskets.md",)),
    Fault("post after its goal", "goals/bigger-baskets.md", "2026-07-19", "2026-07-03",
          "why partly p30", "why partly", ("post-after-goal posts/p30.md bigger-baskets",)),
    Fault("post on the goal's last day", "goals/bigger-baskets.md", "2026-07-19", "2026-07-04"),
    Fault("goal nobody serves", "goals/eggs.md", "", f"…{YARD}", "", "why partly",
          ("goal-unused goals/eggs.md",)),
    Fault("unreadable goal", "goals/bigger-baskets.md",
          "title: …", NO_COLON,
          f"why partly {BASKETS}, changed missing {BASKETS}", "why partly, changed partly",
          ("yaml-syntax goals/bigger-baskets.md *",)),
    Fault("no vision", "plan.md",
          "vision: …\n", "", says=("vision-missing plan.md",)),
    # 3 where
    Fault("no channel", P31, "channel: instagram\n", "", NO_CHANNEL, "when partly",
          ("channel-missing posts/p31.md",)),
    Fault("unknown channel", P31, "channel: instagram", "channel: nowhere", NO_CHANNEL,
          "when partly", ("unknown-reference posts/p31.md nowhere",)),
    Fault("channel the audience is not on", "audiences/home-cooks.md", "id: youtube",
          "id: linkedin", "where partly p07 p27",
          says=("channel-not-audiences posts/p07.md youtube",
                "channel-not-audiences posts/p27.md youtube")),
    Fault("channel only assumed", "audiences/home-cooks.md",
          "asked\n    note: 9…", "assumption", "where partly p07 p27",
          says=("channel-assumed audiences/home-cooks.md assumption",)),
    Fault("unknown evidence", "audiences/home-cooks.md",
          "asked\n    note: 9…", "hearsay", "where partly p07 p27",
          says=("unknown-word audiences/home-cooks.md hearsay",)),
    Fault("evidence of 366 days", "audiences/home-cooks.md", "2026-03-30", "2025-06-06",
          "where partly p07 p27", says=("evidence-old audiences/home-cooks.md 2025-06-06",)),
    Fault("evidence of 365 days", "audiences/home-cooks.md", "2026-03-30", "2025-06-07"),
    Fault("evidence without a day", "audiences/home-cooks.md",
          "\n    checked_on: 2026-03-30", "", "where partly p07 p27",
          says=("evidence-old audiences/home-cooks.md *",)),
    Fault("idle channel", "channels/tiktok.md", "", f"…{TIKTOK}---\n",
          says=("channel-unused channels/tiktok.md",)),
    Fault("channel on trial", "channels/tiktok.md", "", f"…{TIKTOK}status: trial\n---\n"),
    Fault("unreadable channel", "channels/youtube.md", "title: …", NO_COLON,
          "when partly p07 p27 p34, noticed missing p07 p27 p34", "when partly",
          ("yaml-syntax channels/youtube.md *",)),
    # 4 what interests them
    Fault("a theme only", P31, "interest: box-practicalities\n", "", "what partly p31",
          "what partly", ("interest-missing posts/p31.md",)),
    Fault("neither interest nor theme", P31, "interest: box-practicalities\npillar: cook\n", "",
          "what missing p31", "what partly", ("interest-missing posts/p31.md",)),
    Fault("another group's interest", P31, "box-practicalities", "easy-weekday-food",
          "what partly p31", "what partly",
          ("interest-of-other-audience posts/p31.md easy-weekday-food",)),
    Fault("unknown interest", P31, "box-practicalities", "quantum-physics", "what partly p31",
          "what partly", ("unknown-reference posts/p31.md quantum-physics",)),
    Fault("assumed interest", "audiences/home-cooks.md",
          "{id: season-recipes…", "{id: season-recipes, evidence: assumption}",
          "what partly p24 p26", "what partly",
          ("interest-assumed audiences/home-cooks.md assumption",)),
    Fault("unused interest", "posts/p04.md", "season-calendar", "reliable-supply", "",
          "what partly", ("interest-unused audiences/restaurants.md season-calendar",)),
    Fault("little is known", "audiences/restaurants.md",
          "{id: season-calendar…\n  - {id: origin-story…",
          "{id: season-calendar}\n  - {id: origin-story}",
          "what partly p04 p23 p32", "what partly",
          ("interests-thin audiences/restaurants.md *",
           "interest-assumed audiences/restaurants.md *",
           "interest-assumed audiences/restaurants.md *")),
    # 5 when
    Fault("undated draft", P31, "date: 2026-07-07\n", "", gone="p31",
          says=("date-missing posts/p31.md",)),
    Fault("draft with an impossible date", P31, "2026-07-07", "2026-02-30", gone="p31",
          says=("impossible-date posts/p31.md 2026-02-30",)),
    Fault("undated and ready", P21, "date: 2026-06-13\n", "", "when missing p21", "when partly",
          ("date-missing posts/p21.md",)),
    Fault("ready with an impossible date", P21, "date: 2026-06-13", "date: 2026-06-31",
          "when missing p21", "when partly", ("impossible-date posts/p21.md 2026-06-31",)),
    Fault("outside the period", P31, "2026-07-07", "2026-07-20", gone="p31",
          says=("outside-period posts/p31.md 2026-07-20",)),
    Fault("no time", P31, "time: 18:00\n", "", "when partly p31", "when partly",
          ("time-missing posts/p31.md",)),
    Fault("impossible time", P31, "18:00", "25:00", "when partly p31", "when partly",
          ("invalid-value posts/p31.md 25:00",)),
    Fault("outside the good hours", P31, "18:00", "20:31", "when partly p31", "when partly",
          ("outside-window posts/p31.md 20:31",)),
    Fault("the end of the good hours", P31, "18:00", "20:30"),
    Fault("at an odd hour with a reason", P31, "18:00", "07:00\ntiming_reason: The cow calved"),
    Fault("an odd hour's reason taken away", "posts/p10.md",
          "timing_reason: …\n", "",
          "when partly p10", "when partly", ("outside-window posts/p10.md 21:15",)),
    Fault("within two hours", P31, "2026-07-07\ntime: 18:00", "2026-07-09\ntime: 20:29",
          "when partly p31 p32", "when partly", ("same-time-collision posts/p31.md 20:29",)),
    Fault("two hours apart", P31, "2026-07-07\ntime: 18:00", "2026-07-09\ntime: 20:30"),
    Fault("slipped", "posts/p19.md", "2026-06-08", "2026-06-06", "when missing p19",
          "when partly", ("date-passed posts/p19.md 2026-06-06",)),
    Fault("today", "posts/p19.md", "2026-06-08", "2026-06-07"),
    Fault("cancelled", P31, "status: draft", "status: cancelled", gone="p31"),
    Fault("unknown status", P31, "status: draft", "status: nearly", gone="p31",
          says=("unknown-word posts/p31.md nearly",)),
    Fault("channel without good hours", "channels/youtube.md",
          "windows: [Tue-Wed 17:00-20:00, Sun 16:00-20:00]\n", "", "", "when partly",
          ("channel-without-windows channels/youtube.md",)),
    Fault("one bad window", "channels/instagram.md", "Sat 09:00-12:00", "now and then",
          says=("invalid-value channels/instagram.md now and then",)),
    Fault("no good window", "channels/linkedin.md", "Tue-Wed 08:00-10:00", "mornings", "",
          "when partly", ("invalid-value channels/linkedin.md mornings",)),
    Fault("gaps", "channels/youtube.md", "every_days: 49", "every_days: 40", "", "when partly",
          ("channel-gap channels/youtube.md 40",)),
    Fault("empty week", "plan.md", "end: 2026-07-19", "end: 2026-07-20", "", "when partly",
          ("empty-week plan.md {start: 2026-04-27, end: 2026-07-20}",)),
    # 6 noticed
    Fault("nothing counted", "channels/youtube.md", "attention_metrics: [views, watch-minutes]\n",
          "", "noticed missing p07 p27 p34",
          says=("attention-metric-missing channels/youtube.md",)),
    Fault("nowhere to read", "channels/youtube.md", "read_from: YouTube Studio\n", "",
          says=("reading-place-missing channels/youtube.md",)),
    Fault("noted a day early", "posts/p14.md", "checked_on: 2026-06-03", "checked_on: 2026-06-02",
          "noticed partly p14", says=("figures-early posts/p14.md 2026-06-02",)),
    Fault("noted without a day", "posts/p14.md", "  checked_on: 2026-06-03\n", "",
          "noticed partly p14", says=("figures-early posts/p14.md *",)),
    Fault("noted tomorrow", "posts/p14.md", "checked_on: 2026-06-03", "checked_on: 2026-06-08",
          "noticed partly p14, analysed partly p14", says=("figures-due posts/p14.md *",)),
    Fault("noted on no day", "posts/p14.md", "checked_on: 2026-06-03", "checked_on: 2026-06-31",
          "noticed partly p14", says=("impossible-date posts/p14.md 2026-06-31",)),
    Fault("figure in the ledger", "tracking/2026.csv", "",
          f"…{LEDGER}post:p15,2026-06-06,reach,900,hand,false\n", "noticed met p15",
          "noticed met", ("learning-missing posts/p15.md",), ("figures-due posts/p15.md",)),
    Fault("early figure in the ledger", "tracking/2026.csv", "",
          f"…{LEDGER}post:p15,2026-06-05,reach,900,hand,false\n", "", "",
          ("figures-early tracking/2026.csv post:p15,2026-06-05,reach,900,hand,false",
           "learning-missing posts/p15.md"), ("figures-due posts/p15.md",)),
    Fault("paid figure", "tracking/2026.csv", "",
          f"…{LEDGER}post:p15,2026-06-06,reach,900,hand,true\n"),
    # 7 analysed
    Fault("no call", P23, "cta:\n  type: contact\n  text: …\n", "", "analysed partly p23",
          says=("call-to-action-missing posts/p23.md",)),
    Fault("no call on a draft", P31, "cta:\n  type: comment\n  text: …\n", "",
          "analysed partly p31"),
    Fault("unknown call", P23, "type: contact", "type: shout", "analysed partly p23",
          says=("unknown-word posts/p23.md shout",)),
    Fault("no figure for the action", P23, "action_metric: …\n", "", "analysed partly p23",
          says=("action-metric-missing posts/p23.md",)),
    Fault("neither call nor figure", P23,
          "cta:\n  type: contact\n  text: …\naction_metric: …\n", "", "analysed missing p23",
          says=("call-to-action-missing posts/p23.md", "action-metric-missing posts/p23.md")),
    Fault("nothing learned", "posts/p01.md",
          "analysis:\n  learned: …\n  next: …\n", "", "analysed partly p01", says=("learning-missing posts/p01.md",)),
    Fault("little learned", "posts/p01.md",
          "learned: …", "learned: Not much, really...",
          "analysed partly p01", says=("learning-missing posts/p01.md Not much, really...",)),
    Fault("no next step", "posts/p01.md", "\n  next: reuse", "", "analysed partly p01",
          says=("learning-missing posts/p01.md *",)),
    Fault("mistyped figure", "posts/p01.md", "  comments: 22", "  commments: 22",
          "analysed partly p01", says=("unknown-field posts/p01.md commments",)),
    Fault("unknown next step", "posts/p01.md", "next: reuse", "next: nap", "analysed partly p01",
          says=("unknown-word posts/p01.md nap",)),
    Fault("words only", "posts/p01.md", "\n  comments: 22", "", "analysed partly p01",
          says=("action-figure-missing posts/p01.md *",)),
    Fault("no decision", "reviews/2026-05-24.md",
          "decisions:\n  - …\n  - …\n", "",
          says=("review-without-decision reviews/2026-05-24.md",)),
    Fault("a review in between taken away", "reviews/2026-05-24.md", "date: 2026-05-24",
          "date: 2026-05-11", says=("review-late plan.md 14",)),
    Fault("unreadable review", "reviews/2026-05-24.md", "noticed: …", "noticed: a colon: here",
          says=("yaml-syntax reviews/2026-05-24.md *",)),
    Fault("review on no day", "reviews/2026-05-24.md", "date: 2026-05-24", "date: 2026-05-34",
          says=("impossible-date reviews/2026-05-24.md 2026-05-34",)),
    # 8 changed
    Fault("no start", "goals/bigger-baskets.md", "baseline: {value: 18.50, date: 2026-04-26}\n",
          "", f"changed missing {BASKETS}", "changed partly",
          ("baseline-missing goals/bigger-baskets.md",)),
    Fault("a start without a day", "goals/bigger-baskets.md", "{value: 18.50, date: 2026-04-26}",
          "{value: 18.50}", f"changed missing {BASKETS}", "changed partly",
          ("baseline-missing goals/bigger-baskets.md {value: 18.50}",)),
    Fault("stale", "goals/win-restaurants.md",
          "  - {date: 2026-05-24, value: 3}\n  - {date: 2026-06-07, value: 3}\n", "",
          "changed partly p11", "changed partly", ("observation-stale goals/win-restaurants.md *",)),
    Fault("fresh enough", "goals/win-restaurants.md", "  - {date: 2026-06-07, value: 3}\n", ""),
    # the plan's own numbers
    Fault("no number of days", "plan.md", "measure_after_days: 7", "measure_after_days: a week",
          says=("invalid-value plan.md a week",)),
    Fault("a period that begins on no day", "plan.md", "2026-04-27", "2026-04-31",
          says=("impossible-date plan.md 2026-04-31",)),
    Fault("unreadable plan", "plan.md", "title: …", NO_COLON, says=("yaml-syntax plan.md *",)),
    Fault("unreadable post", P31, "title: …", NO_COLON, gone="p31", says=("yaml-syntax posts/p31.md *",)),
)
# fmt: on


@pytest.fixture(scope="module")
def before() -> tuple[Result, Counter[Said]]:
    content = load(ENGLISH)
    return decided(content.plan, PINNED)[0], Counter(map(said, shown(content)))


def shown(content: Content) -> list[Diagnostic]:
    """Give the findings on the eight conditions and on the files, advice left out."""
    found = check(content, PINNED).diagnostics
    return [each for each in found if not each.rule.code.startswith(("MIX", "TIM509"))]


def said(found: Diagnostic) -> Said:
    return found.rule.slug, found.path, found.message.to("en")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(ENGLISH, tmp_path_factory.mktemp("fault") / "content"))


@pytest.fixture(params=FAULTS, ids=lambda fault: fault.name)
def fault(request: pytest.FixtureRequest, copy: Path) -> Iterator[Fault]:
    """Break the copy, and mend it again."""
    fault: Fault = request.param
    path = copy / fault.file
    text = path.read_text("utf-8") if path.exists() else None
    if text is None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(fault.new.removeprefix("…"), "utf-8")
    else:
        pattern = re.escape(fault.old).replace("…", ".*")
        edited, number = re.subn(pattern, lambda _: fault.new, text, count=1)
        assert number == 1
        path.write_text(edited, "utf-8")
    yield fault
    if text is None:
        path.unlink()
    else:
        path.write_text(text, "utf-8")


def after(before: Result, fault: Fault) -> Result:
    """Give the verdicts that a fault should lead to, all others as they were."""
    result = {
        name: (verdict, {id_: v for id_, v in of.items() if id_ not in posts(fault.gone)})
        for name, (verdict, of) in before.items()
    }
    for clause in filter(None, fault.verdicts.split(", ")):
        name, verdict, named = clause.split(maxsplit=2)
        result[name][1].update(dict.fromkeys(posts(named), verdict))
    for clause in filter(None, fault.plan.split(", ")):
        name, verdict = clause.split()
        result[name] = (verdict, result[name][1])
    return result


def test_one_fault(fault: Fault, copy: Path, before: tuple[Result, Counter[Said]]) -> None:
    content = load(copy)
    assert decided(content.plan, PINNED)[0] == after(before[0], fault)
    found = shown(content)
    old, now = before[1], Counter(map(said, found))
    assert sorted(f"{slug} {path}" for slug, path, _ in old - now) == sorted(fault.unsaid)
    new = [f"{each.rule.slug} {each.path}" for each in found if said(each) in now - old]
    assert sorted(new) == sorted(" ".join(each.split()[:2]) for each in fault.says)
    where = {(f"{each.rule.slug} {each.path}", span(each)) for each in found}
    for each in fault.says:
        slug, path, *text = each.split(maxsplit=2)
        assert text == ["*"] or (f"{slug} {path}", expected_span(copy / path, text)) in where


def test_the_oracle_on_one_fault(
    fault: Fault, copy: Path, before: tuple[Result, Counter[Said]]
) -> None:
    found, _ = oracle.judge(oracle.read(copy), PINNED)
    assert {name: tuple(each) for name, each in found.items()} == after(before[0], fault)


def span(found: Diagnostic) -> tuple[int, int, int, int]:
    place = found.place
    return (place.line, place.column, place.end_line, place.end_column)


def expected_span(path: Path, text: list[str]) -> tuple[int, int, int, int]:
    """Find the text that a finding points at."""
    if not text:
        return (1, 1, 1, 4)
    lines = path.read_text("utf-8").split("\n")
    line = next(number for number, content in enumerate(lines, 1) if text[0] in content)
    column = lines[line - 1].index(text[0]) + 1
    return (line, column, line, column + len(text[0]))


# Many changes at once, judged twice

SEED = int(os.environ.get("PLANNER_TEST_SEED", "0"))
PLANS = int(os.environ.get("PLANNER_TEST_PLANS", "100"))
DAYS_EACH = 3


@pytest.fixture(scope="module")
def sample() -> oracle.Data:
    return oracle.read(ENGLISH)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("changed"))


@pytest.mark.no_cover
@pytest.mark.parametrize("start", range(0, PLANS, 10))
def test_two_readings_agree(start: int, sample: oracle.Data, folder: Folder) -> None:
    for seed in range(SEED + start, SEED + start + min(10, PLANS - start)):
        chance = Random(seed)  # noqa: S311 - the same plans each time, no secret
        data = deepcopy(sample)
        changes = change(chance, data)
        plan = load(folder.hold(data)).plan
        for _ in range(DAYS_EACH):
            as_of = FIRST + timedelta(chance.randrange((LAST - FIRST).days + 1))
            found, overall = oracle.judge(data, as_of)
            expected = {name: tuple(each) for name, each in found.items()}
            assert decided(plan, as_of) == (expected, overall), (seed, as_of, changes)
