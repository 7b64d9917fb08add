"""A second reading of the eight conditions, in plain data and plain Python.

It shares nothing with the program: it reads an English plan with ISO dates straight from its files
and decides from the written conditions alone, so that two readings meet in the tests.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def several(names: str) -> tuple[str, ...]:
    return tuple(names.split())


Data = dict[str, Any]
MET, PARTLY, MISSING, NOT_YET = "met", "partly", "missing", "not-yet"
WEAKEST = (MISSING, PARTLY, MET)
BEFORE = ("draft", "ready", "scheduled")
AFTER = ("published", "reviewed")
STATUSES = ("idea", "cancelled", *BEFORE, *AFTER)
EVERYONE = ("kaikki", "kaikille", "suuri-yleisö", "everyone", "general-public")
KNOWING = several("observed asked feedback own-statistics pilot mystery-shopping study")
PURPOSES = several(
    "teach inform inspire engage invite build-trust sell serve collect-leads ask-feedback thank"
    " win-back"
)
INVITATIONS = several(
    "comment ask vote save share follow link download sign-up contact visit order review reply"
)
FOLLOW_UPS = several("repeat improve stop boost reuse")
METRICS = several(
    "reach views impressions watch-minutes avg-watch-s peak-viewers opens open-rate visits"
    " followers reactions comments shares saves votes follows link-clicks downloads signups"
    " inquiries orders revenue code-uses recommendations reply-time survey-answers"
    " returned-customers nps csat ces average-purchase purchase-frequency customers lifetime-value"
    " delivered conversations ratings"
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Verdicts(NamedTuple):
    """What is decided of one condition."""

    verdict: str
    posts: dict[str, str]

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(self.posts.values())
        return {word: found[word] for word in (MET, PARTLY, MISSING, NOT_YET)}


# Reading: whatever cannot be understood is absent.


def text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def word(value: object) -> str:
    return re.sub(r"[\s_-]+", "-", text(value).casefold())


def of(value: object, *allowed: str) -> str:
    return word(value) if word(value) in allowed else ""


def table(value: object) -> Data:
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[Data]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def words(value: object) -> list[str]:
    return [word(item) for item in (value if isinstance(value, list) else [value]) if word(item)]


def number(value: object) -> float | None:
    return float(text(value)) if re.fullmatch(r"-?\d+(\.\d+)?", text(value)) else None


def number_or(value: object, default: float) -> float:
    found = number(value)
    return default if found is None or found < 0 else found


def day(value: object) -> date | None:
    try:
        return date.fromisoformat(text(value)[:10])
    except ValueError:
        return None


def clock(value: object) -> time | None:
    found = re.fullmatch(r"(?:.*[T ])?(\d?\d)[:.](\d\d)", text(value))
    try:
        return time(int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


def read_file(path: Path) -> Data | None:
    """Give the front matter, or None where it cannot be read."""
    try:
        _, head, _ = re.split(r"^---$\n?", path.read_text("utf-8"), maxsplit=2, flags=re.MULTILINE)
        # The base loader makes nothing but text, lists and tables.
        front = yaml.load(head, Loader=yaml.CBaseLoader)  # noqa: S506
    except (ValueError, yaml.YAMLError):
        return None
    return front if isinstance(front, dict) else None


def read(folder: Path) -> Data:
    """Read a content folder: the plan, each kind by id, and the ledger's rows."""
    plan: Data = {"plan": read_file(folder / "plan.md") or {}, "ledger": []}
    for kind in ("audiences", "goals", "channels", "posts", "reviews"):
        files = sorted((folder / kind).rglob("*.md"))
        plan[kind] = {path.stem.casefold(): read_file(path) for path in files}
    for path in sorted(folder.glob("tracking/*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            plan["ledger"] += csv.DictReader(lines)
    return plan


# Deciding.


def worst(verdicts: Iterable[str]) -> str:
    return min(verdicts, key=WEAKEST.index, default=MET)


class Oracle:
    """One plan on one day."""

    def __init__(self, data: Data, as_of: date) -> None:
        self.data, self.as_of, self.plan = data, as_of, data["plan"]
        self.delay = timedelta(number_or(self.plan.get("measure_after_days"), 7))
        self.rhythm = timedelta(number_or(self.plan.get("review_rhythm_days"), 14))
        self.tolerance = self.rhythm + timedelta(3)
        period = table(self.plan.get("period"))
        self.start, self.end = day(period.get("start")), day(period.get("end"))
        own = table(self.plan.get("words"))
        self.metrics = (*METRICS, *(word(row.get("id")) for row in rows(own.get("metrics"))))
        self.purposes = (*PURPOSES, *(word(row.get("id")) for row in rows(own.get("purposes"))))
        self.posts = {id_: post for id_, post in data["posts"].items() if self.counts(post)}

    # What the plan holds; a file that cannot be read makes no demands but keeps its id.

    def known(self, kind: str, value: object) -> str:
        return word(value) if word(value) in self.data[kind] else ""

    def entry(self, kind: str, value: object) -> Data:
        return self.data[kind].get(word(value)) or {}

    def unreadable(self, kind: str, value: object) -> bool:
        return word(value) in self.data[kind] and self.data[kind][word(value)] is None

    def asked_of(self, kind: str, left_out: str) -> dict[str, Data]:
        entries = {id_: entry for id_, entry in self.data[kind].items() if entry is not None}
        return {id_: e for id_, e in entries.items() if word(e.get("status")) != left_out}

    def named(self, key: str) -> set[str]:
        return {id_ for post in self.posts.values() for id_ in words(post.get(key))}

    # Posts.

    def planned(self, post: Data) -> date | None:
        return day(post.get("date")) or day(post.get("publish_at"))

    def hour(self, post: Data) -> time | None:
        given = (clock(post.get("time")), clock(post.get("date")), clock(post.get("publish_at")))
        return next((value for value in given if value), None)

    def status(self, post: Data) -> str:
        return of(post.get("status"), *STATUSES) or "idea"

    def counts(self, post: Data | None) -> bool:
        if post is None or self.status(post) in ("idea", "cancelled"):
            return False
        when = self.planned(post)
        if when is None:
            return self.status(post) != "draft"
        return (self.start or when) <= when <= (self.end or when)

    def due_day(self, post: Data) -> date | None:
        published = day(post.get("published_at")) or self.planned(post)
        return published + self.delay if published else None

    def stage(self, post: Data) -> str:
        """Say how far a post is: before, not-yet, grace or late."""
        if self.status(post) in BEFORE:
            return "before"
        due = self.due_day(post)
        if due is None or due > self.as_of:
            return NOT_YET
        return "grace" if self.as_of <= due + self.rhythm else "late"

    # The conditions, one post at a time.

    def described(self, audience: Data) -> bool:
        return len(text(audience.get("description"))) >= 40 and bool(words(audience.get("needs")))

    def who(self, post: Data) -> str:
        named = words(post.get("audience"))
        known = [id_ for id_ in named if self.known("audiences", id_)]
        if not known:
            return MISSING
        clear = all(self.described(self.entry("audiences", id_)) for id_ in known)
        return MET if known == named and len(set(named)) <= 2 and clear else PARTLY

    def measurable(self, goal: Data) -> bool:
        target = table(goal.get("target"))
        whole = text(goal.get("metric")) and day(target.get("by"))
        return bool(whole) and number(target.get("value")) is not None

    def why(self, post: Data) -> str:
        if not self.known("goals", post.get("goal")):
            return MISSING
        goal = self.entry("goals", post.get("goal"))
        when, end = self.planned(post), day(table(goal.get("target")).get("by"))
        in_time = not (when and end and when > end)
        purpose = of(post.get("purpose"), *self.purposes)
        return MET if self.measurable(goal) and purpose and in_time else PARTLY

    def knows(self, row: Data) -> bool:
        return bool(of(row.get("evidence"), *KNOWING))

    def found_there(self, audience: Data, channel: str) -> bool:
        listed = (row for row in rows(audience.get("channels")) if word(row.get("id")) == channel)
        row: Data = next(listed, {})
        checked = day(row.get("checked_on"))
        fresh = checked is not None and self.as_of - checked <= timedelta(365)
        return self.knows(row) and fresh

    def where(self, post: Data) -> str:
        channel = self.known("channels", post.get("channel"))
        if not channel:
            return MISSING
        named = [self.entry("audiences", id_) for id_ in words(post.get("audience"))]
        there = [self.found_there(audience, channel) for audience in named]
        return MET if there and all(there) else PARTLY

    def what(self, post: Data) -> str:
        interest, owners = word(post.get("interest")), words(post.get("audience"))
        pillars = [word(row.get("id")) for row in rows(self.plan.get("pillars"))]
        found = self.interests(interest) if interest else []
        if any(id_ in owners and self.knows(row) for id_, row in found):
            return MET
        # What an unreadable file says of its audience's interests is not known.
        hidden = interest and any(self.unreadable("audiences", id_) for id_ in owners)
        return PARTLY if found or hidden or word(post.get("pillar")) in pillars else MISSING

    def interests(self, interest: str) -> list[tuple[str, Data]]:
        return [
            (id_, row)
            for id_ in self.data["audiences"]
            for row in rows(self.entry("audiences", id_).get("interests"))
            if word(row.get("id")) == interest
        ]

    def windows(self, channel: Data) -> Iterator[tuple[set[int], time, time]]:
        given = channel.get("windows")
        for window in given if isinstance(given, list) else [given]:
            found = re.fullmatch(r"(\w{3})(?:-(\w{3}))? (\S+)-(\S+)", text(window).casefold())
            opens, closes = (clock(found[3]), clock(found[4])) if found else (None, None)
            if found and opens and closes and {found[1], found[2] or found[1]} <= set(DAYS):
                first, last = DAYS.index(found[1]), DAYS.index(found[2] or found[1])
                yield set(range(first, last + 1)), opens, closes

    def collides(self, post: Data) -> bool:
        channel, when, at = word(post.get("channel")), self.planned(post), self.hour(post)
        if not (self.known("channels", channel) and when and at):
            return False
        moments = [
            datetime.combine(day_, time_)
            for other in self.posts.values()
            if other is not post and word(other.get("channel")) == channel
            if (day_ := self.planned(other)) and (time_ := self.hour(other))
        ]
        here = datetime.combine(when, at)
        return any(abs(moment - here) < timedelta(hours=2) for moment in moments)

    def when(self, post: Data) -> str:
        when, at = self.planned(post), self.hour(post)
        if when is None or (when < self.as_of and self.status(post) in BEFORE):
            return MISSING
        if at is None or self.collides(post):
            return PARTLY
        anchors = [word(row.get("id")) for row in rows(self.plan.get("anchors"))]
        if text(post.get("timing_reason")) or word(post.get("anchor")) in anchors:
            return MET
        channel = self.known("channels", post.get("channel"))
        windows = list(self.windows(self.entry("channels", channel)))
        inside = any(when.weekday() in days and a <= at <= b for days, a, b in windows)
        free = channel and not windows and not self.unreadable("channels", channel)
        return MET if inside or free else PARTLY

    def attention(self, channel: Data) -> list[str]:
        return [id_ for id_ in words(channel.get("attention_metrics")) if id_ in self.metrics]

    def figures(self, post: Data, metrics: Iterable[str]) -> Iterator[date | None]:
        """Give the day of each figure of a post, None where it was noted without one."""
        noted, wanted = table(post.get("metrics")), set(metrics)
        own = next(id_ for id_, other in self.posts.items() if other is post)
        for name, value in noted.items():
            if word(name) in wanted and number_or(value, -1) >= 0:
                yield day(noted.get("checked_on"))
        for row in self.data["ledger"]:
            mine = word(row["subject"]) == f"post:{own}" and word(row["metric"]) in wanted
            if mine and number_or(row["value"], -1) >= 0 and word(row["paid"]) != "true":
                yield day(row["checked_on"])

    def past(self, days: Iterable[date | None]) -> list[date | None]:
        return [noted for noted in days if noted is None or noted <= self.as_of]

    def noticed(self, post: Data) -> str:
        stage, channel = self.stage(post), self.entry("channels", post.get("channel"))
        metrics = self.attention(channel)
        if stage == "before":
            return MET if metrics else MISSING
        if stage == NOT_YET:
            return NOT_YET
        figures, due = self.past(self.figures(post, metrics)), self.due_day(post)
        if any(noted and due and noted >= due for noted in figures):
            return MET
        return PARTLY if figures or stage == "grace" else MISSING

    def analysed(self, post: Data) -> str:
        stage, metric = self.stage(post), of(post.get("action_metric"), *self.metrics)
        if stage == NOT_YET:
            return NOT_YET
        if stage == "before":
            both = (bool(of(table(post.get("cta")).get("type"), *INVITATIONS)), bool(metric))
        else:
            analysis = table(post.get("analysis"))
            learned = len(text(analysis.get("learned"))) >= 20
            both = (
                bool(self.past(self.figures(post, [metric]))),
                learned and bool(of(analysis.get("next"), *FOLLOW_UPS)),
            )
        return MET if all(both) else PARTLY if any(both) or stage == "grace" else MISSING

    def based(self, goal: Data) -> bool:
        baseline = table(goal.get("baseline"))
        return number(baseline.get("value")) is not None and day(baseline.get("date")) is not None

    def observed(self, id_: str) -> list[date]:
        goal = self.entry("goals", id_)
        seen = [(row.get("date"), row.get("value")) for row in rows(goal.get("observations"))]
        seen += [
            (row["checked_on"], row["value"])
            for row in self.data["ledger"]
            if word(row["subject"]) == f"goal:{id_}" and word(row["paid"]) != "true"
            if word(row["metric"]) == word(goal.get("metric"))
        ]
        days = (day(when) for when, value in seen if number(value) is not None)
        return sorted(when for when in days if when and when <= self.as_of)

    def changed(self, post: Data) -> str:
        goal, stage = self.known("goals", post.get("goal")), self.stage(post)
        if not self.based(self.entry("goals", goal)):
            return MISSING
        published = day(post.get("published_at")) or self.planned(post)
        later = [when for when in self.observed(goal) if published and when > published]
        return stage if stage == NOT_YET else MET if stage == "before" or later else PARTLY

    # The conditions, the whole plan: what it must have, and whether its base is there at all.

    def who_plan(self) -> tuple[bool, bool]:
        asked, used = self.asked_of("audiences", "waiting"), self.named("audience")
        described = [self.described(entry) for entry in asked.values()]
        return all(described) and set(asked) <= used, any(described)

    def why_plan(self) -> tuple[bool, bool]:
        goals, used = self.asked_of("goals", "-"), self.named("goal")
        whole = all(self.measurable(goal) and id_ in used for id_, goal in goals.items())
        return whole, bool(goals)

    def variants(self, post: Data) -> list[str]:
        return [word(name) for name in table(post.get("variants"))]

    def where_plan(self) -> tuple[bool, bool]:
        used = self.named("channel").union(*map(self.variants, self.posts.values()))
        demanded = self.asked_of("channels", "resting")
        in_use = [id_ for id_, e in demanded.items() if word(e.get("status")) != "trial"]
        reached = all(
            any(self.knows(row) and self.known("channels", row.get("id")) for row in rows(places))
            for places in (
                e.get("channels") for e in self.asked_of("audiences", "waiting").values()
            )
        )
        return reached and set(in_use) <= used, bool(demanded)

    def what_plan(self) -> tuple[bool, bool]:
        asked = {
            id_: rows(entry.get("interests"))
            for id_, entry in self.asked_of("audiences", "waiting").items()
        }
        enough = all(len(own) >= 3 and sum(map(self.knows, own)) >= 2 for own in asked.values())
        noted = {(id_, word(row.get("id"))) for id_, own in asked.items() for row in own}
        return enough and noted <= self.used_interests(), any(asked.values())

    def used_interests(self) -> set[tuple[str, str]]:
        """Give whose interests posts name: their own audience's, or else another's."""
        used = set()
        for post in self.posts.values():
            interest, owners = word(post.get("interest")), words(post.get("audience"))
            found = [id_ for id_, _ in self.interests(interest)]
            used |= {(id_, interest) for id_ in set(found) & set(owners) or found}
        return used

    def kept_rhythm(self, id_: str, channel: Data) -> bool:
        most = number(channel.get("at_least_every_days"))
        posts = (
            p for p in self.posts.values() if id_ in (word(p.get("channel")), *self.variants(p))
        )
        days = sorted(when for when in map(self.planned, posts) if when)
        kept = all((later - earlier).days <= (most or 0) for earlier, later in pairwise(days))
        return most is None or word(channel.get("status")) == "trial" or kept

    def when_plan(self) -> tuple[bool, bool]:
        channels = self.asked_of("channels", "resting")
        windows = all(any(self.windows(channel)) for channel in channels.values())
        rhythm = all(self.kept_rhythm(id_, channel) for id_, channel in channels.items())
        dated = [when for when in map(self.planned, self.posts.values()) if when]
        weeks = set()
        if self.start and self.end:
            length = (self.end - self.start).days + 1
            weeks = {(self.start + timedelta(n)).isocalendar()[:2] for n in range(length)}
        full = weeks <= {when.isocalendar()[:2] for when in dated}
        return windows and rhythm and full, bool(dated)

    def noticed_plan(self) -> tuple[bool, bool]:
        asked = self.asked_of("channels", "resting").values()
        whole = all(self.attention(entry) and text(entry.get("read_from")) for entry in asked)
        return whole, any(map(self.attention, asked))

    def analysed_plan(self) -> tuple[bool, bool]:
        reviews = {
            when: review
            for id_, review in self.data["reviews"].items()
            if review is not None and (when := day(review.get("date")) or day(id_))
            if when <= self.as_of
        }
        decided = all(rows(review.get("decisions")) for review in reviews.values())
        if self.start is None:
            return decided, True
        held = sorted(when for when in reviews if when >= self.start)
        days = [self.start, *held, min(self.as_of, self.end or self.as_of)]
        return decided and all(b - a <= self.tolerance for a, b in pairwise(days)), True

    def followed(self, id_: str, goal: Data) -> bool:
        seen, end = self.observed(id_), day(table(goal.get("target")).get("by"))
        if end and end < self.as_of:
            return bool(seen) and seen[-1] >= end
        begun = self.start is None or self.as_of >= self.start + self.tolerance
        return not begun or (bool(seen) and self.as_of - seen[-1] <= self.tolerance)

    def changed_plan(self) -> tuple[bool, bool]:
        goals = self.asked_of("goals", "-")
        based = [self.based(goal) for goal in goals.values()]
        whole = all(based) and all(self.followed(id_, goal) for id_, goal in goals.items())
        return whole, bool(goals) and 2 * sum(based) >= len(goals)

    def judge(self, name: str) -> Verdicts:
        posts = {id_: getattr(self, name)(post) for id_, post in self.posts.items()}
        whole, base = getattr(self, f"{name}_plan")()
        judged = [verdict for verdict in posts.values() if verdict != NOT_YET]
        groups = [judged]
        if name in ("noticed", "analysed"):
            late = ("grace", "late")
            groups.append([v for id_, v in posts.items() if self.stage(self.posts[id_]) in late])
        if not base or any(2 * group.count(MISSING) > len(group) for group in groups):
            return Verdicts(MISSING, posts)
        return Verdicts(MET if whole and worst(judged) == MET else PARTLY, posts)


NAMES = ("who", "why", "where", "what", "when", "noticed", "analysed", "changed")


def judge(data: Data, as_of: date) -> tuple[dict[str, Verdicts], str]:
    """Decide the eight conditions and the whole."""
    oracle = Oracle(data, as_of)
    found = {name: oracle.judge(name) for name in NAMES}
    return found, worst(each.verdict for each in found.values())
