"""Plans of any size for tests and measurements: realistic, and the same each time."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

START = date(2026, 1, 5)  # a Monday
WEEKS = 52  # a plan grows denser until it has this many weeks, and longer after that
WORKDAYS = 5
HOURS = (18, 12, 8, 16, 10, 14, 20, 6)  # two hours apart, so that nothing collides
MEASURE_AFTER = 7
REVIEW_RHYTHM = 14
SPECIAL = frozenset(":,#[]{}\"'&*!|>%@`")


class Kind(NamedTuple):
    """What a post is for, and how its success shows."""

    stage: str
    content_type: str
    purpose: str
    call: str
    metric: str
    goal: str


KINDS = (
    Kind("need-formation", "general-tips", "teach", "save", "saves", "be-found"),
    Kind("evaluation", "benefit-highlight", "inform", "link", "link-clicks", "sell-boxes"),
    Kind("activation", "tips-best-practices", "serve", "comment", "comments", "keep-customers"),
    Kind("need-formation", "behind-the-scenes", "engage", "comment", "comments", "be-found"),
    Kind("decision", "reference", "build-trust", "contact", "inquiries", "serve-kitchens"),
    Kind("evaluation", "comparison-report", "inform", "link", "link-clicks", "sell-boxes"),
    Kind("decision", "trial", "invite", "sign-up", "signups", "fill-open-day"),
)


class Channel(NamedTuple):
    """A place to publish, and what is counted there."""

    title: str
    format: str
    attention: str
    read_from: str


CHANNELS = {
    "facebook": Channel("Facebook page", "image", "reach", "Meta Business Suite"),
    "instagram": Channel("Instagram account", "short-video", "views", "Meta Business Suite"),
    "linkedin": Channel("LinkedIn page", "text", "views", "The page's statistics"),
    "newsletter": Channel("Monthly letter", "newsletter", "opens", "The mailing program"),
    "blog": Channel("Blog of the garden", "blog-post", "visits", "The site's statistics"),
}

GOALS = {
    "sell-boxes": ("Sell 300 herb boxes", "more-customers", "box-subscriptions", "pcs", 40, 300),
    "fill-open-day": ("Fill the open days", "awareness", "visitors", "people", 60, 400),
    "keep-customers": ("Keep our customers", "retention", "renewals", "pcs", 25, 90),
    "serve-kitchens": ("Serve 20 kitchens", "trust", "kitchens", "pcs", 4, 20),
    "be-found": ("Be found when herbs are looked for", "awareness", "visits", "visits", 300, 2400),
}


class Audience(NamedTuple):
    """A group, where it is met and what it wants to hear about."""

    title: str
    description: str
    needs: list[str]
    journey: list[str]
    channels: tuple[str, ...]
    interests: tuple[str, ...]


AUDIENCES = {
    "home-cooks": Audience(
        "People who cook at home",
        "They cook for four on weekdays, want taste without fuss and decide in the shop.",
        ["quick ideas for supper", "herbs that keep"],
        ["strangers-and-visitors", "leads-and-triers", "customers"],
        ("facebook", "instagram", "newsletter", "blog"),
        ("quick-suppers", "keeping-herbs", "own-balcony", "clean-ingredients"),
    ),
    "kitchens": Audience(
        "Kitchens and lunch cafés within 40 km",
        "Kitchens that change the menu weekly and need dependable delivery; the cook decides.",
        ["dependable delivery", "knowing the coming harvest"],
        ["leads-and-triers", "customers"],
        ("linkedin", "newsletter", "blog"),
        ("harvest-calendar", "delivery-and-price", "menu-ideas"),
    ),
    "weekend-guests": Audience(
        "Weekend guests of the lake district",
        "Families and couples who look for something to do on a Saturday and come by car.",
        ["easy arrival", "something for children"],
        ["strangers-and-visitors", "leads-and-triers"],
        ("facebook", "instagram", "linkedin"),
        ("what-to-do", "animals", "behind-the-scenes"),
    ),
}

SUBJECTS = (
    "Basil in the window", "Mint for the whole street", "First thyme of the year",
    "How we dry sage", "Dill and new potatoes", "Chives for breakfast", "Soil under the nails",
    "A morning in the greenhouse", "Why we water at dawn", "Parsley twice a summer",
)  # fmt: skip
SENTENCES = (
    "We pick in the morning, when the leaves are still cool and full of scent.",
    "A jar, a little water and a place away from the sun keep a bunch fresh for a week.",
    "Last summer a neighbour asked how we do it, and this is what we answered.",
    "Cut above the second pair of leaves and two new stems will grow where one was.",
    "The greenhouse smells best after rain, so bring the children then.",
    "Nothing is sprayed here; the ladybirds of the hedge do that work for us.",
    "Salt draws the water out, and what is left is taste that lasts until spring.",
    "Our soil is heavy, so every bed gets a bucket of sand and last year's leaves.",
    "On Thursdays the van leaves at six and is at the last kitchen before nine.",
    "If the stems turn woody, do not throw them away: they belong in the soup.",
    "Tell us which one you would plant first, and we will save you a seedling.",
    "Pöllö, our cat, has inspected every pot and found no fault in any of them.",
)
LEARNED = (
    "Questions were about keeping; a short film on that is next.",
    "People saved it instead of commenting, so it is worth telling again.",
    "The picture with hands in it stopped more people than the one without.",
)


@dataclass(frozen=True)
class Calendar:
    """When the posts of a plan go out, and how far the plan has come."""

    posts: int

    @property
    def per_week(self) -> int:
        densest = WORKDAYS * len(CHANNELS) * len(HOURS)
        return min(max(WORKDAYS, -(-self.posts // WEEKS)), densest)

    @property
    def end(self) -> date:
        weeks = max(1, -(-self.posts // self.per_week))
        return START + timedelta(days=7 * weeks - 1)

    @property
    def as_of(self) -> date:
        return START + (self.end - START) * 0.6

    def every(self, days: int, first: int) -> list[date]:
        """Return each ``days``-th day up to the day of the check, the ``first`` one on."""
        whole = (self.as_of - START).days
        return [START + timedelta(days=passed) for passed in range(first, whole + 1, days)]

    def slot(self, number: int) -> tuple[datetime, str]:
        """Return the time and the channel of a post: no two of a week fall together."""
        week, place = divmod(number, self.per_week)
        round_, weekday = divmod(place, WORKDAYS)
        hour, turn = divmod(round_, len(CHANNELS))
        day = START + timedelta(weeks=week, days=weekday)
        channel = tuple(CHANNELS)[(weekday + turn) % len(CHANNELS)]
        return datetime.combine(day, time(HOURS[hour], 30)), channel

    def name(self, number: int) -> str:
        """Return the id of a post."""
        return f"{self.slot(number)[0].date()}-post-{number:05}"

    def status(self, day: date) -> str:
        """Return how far a post of this day has come."""
        ahead = (day - self.as_of).days
        steps = ((-MEASURE_AFTER, "reviewed"), (0, "published"), (14, "scheduled"), (42, "ready"))
        return next((status for until, status in steps if ahead <= until), "draft")


def write_plan(folder: Path, posts: int, *, seed: int = 0) -> Path:
    """Write a plan of ``posts`` posts below ``folder``; return its content folder."""
    content = folder / "content"
    calendar = Calendar(posts)
    chance = random.Random(seed)  # noqa: S311 - the same plan each time, no secret
    save(content / "plan.md", plan(calendar), "Grown by hand, told by hand.")
    for name, audience in AUDIENCES.items():
        save(content / "audiences" / f"{name}.md", about_audience(audience, calendar))
    for name in GOALS:
        save(content / "goals" / f"{name}.md", about_goal(name, calendar))
    for name, channel in CHANNELS.items():
        save(content / "channels" / f"{name}.md", about_channel(channel, calendar))
    for day in calendar.every(REVIEW_RHYTHM, REVIEW_RHYTHM - 1):
        save(content / "reviews" / f"{day}.md", review(day, calendar))
    for number in range(posts):
        day = calendar.slot(number)[0].date()
        path = content / "posts" / str(day.year) / f"{calendar.name(number)}.md"
        save(path, post(number, calendar, chance), body(chance))
    return content


def plan(calendar: Calendar) -> dict[str, object]:
    return {
        "title": f"Kivirinne herb garden, {calendar.posts} posts",
        "language": "en",
        "timezone": "Europe/Helsinki",
        "period": {"start": START, "end": calendar.end},
        "as_of": calendar.as_of,
        "measure_after_days": MEASURE_AFTER,
        "review_rhythm_days": REVIEW_RHYTHM,
        "time_budget": {"hours_per_week": calendar.per_week // 2 + 1, "review_minutes": 20},
        "business": {"name": "Kivirinne", "what": "herbs and open days", "where": "Kangasniemi"},
        "vision": "Every third kitchen by the lake cooks with our herbs",
        "promise": "Picked in the morning, on the table at noon",
        "pillars": [
            {"id": "season", "title": "Season in the garden"},
            {"id": "learn", "title": "Learn with us"},
        ],
        "anchors": [{"id": "open-day", "title": "Open day", "date": START + timedelta(days=5)}],
        "roles": [
            {"id": "owner", "title": "Gardener", "does": ["plan", "publish", "live-host"]},
            {"id": "daughter", "title": "Daughter", "does": ["live-moderator", "reply"]},
        ],
    }


def about_audience(audience: Audience, calendar: Calendar) -> dict[str, object]:
    checked = calendar.as_of - timedelta(days=30)
    return {
        "title": audience.title,
        "description": audience.description,
        "needs": audience.needs,
        "value": "benefit",
        "journey": audience.journey,
        "channels": [
            {"id": channel, "evidence": "asked", "note": "Asked ten", "checked_on": checked}
            for channel in audience.channels
        ],
        "interests": [
            {"id": interest, "title": interest.replace("-", " ").capitalize(), "evidence": "asked"}
            for interest in audience.interests
        ],
        "size": 40,
    }


def about_goal(name: str, calendar: Calendar) -> dict[str, object]:
    title, lever, metric, unit, low, high = GOALS[name]
    days = (calendar.end - START).days
    return {
        "title": title,
        "lever": lever,
        "metric": metric,
        "unit": unit,
        "baseline": {"value": low, "date": START - timedelta(days=1)},
        "target": {"value": high, "by": calendar.end},
        "observations": [
            {"date": day, "value": low + (high - low) * (day - START).days // days}
            for day in calendar.every(MEASURE_AFTER, 1)
        ],
    }


def about_channel(channel: Channel, calendar: Calendar) -> dict[str, object]:
    return {
        "title": channel.title,
        "windows": ["Mon-Fri 6:00-21:00", "Sat 9-13"],
        "at_least_every_days": 14,
        "attention_metrics": [channel.attention],
        "read_from": channel.read_from,
        "reply_within_hours": 12,
        "followers": {"value": 1240, "date": calendar.as_of - timedelta(days=30)},
    }


def review(day: date, calendar: Calendar) -> dict[str, object]:
    coming = min(calendar.per_week * ((day - START).days // 7 + 1), calendar.posts - 1)
    return {
        "date": day,
        "covers": {"from": day - timedelta(days=REVIEW_RHYTHM - 1), "to": day},
        "minutes": 20,
        "noticed": "Films were seen by more people than pictures.",
        "happened": "Two kitchens wrote and four families booked.",
        "changed": "Boxes grew a little, visits grew more.",
        "decisions": [{"what": "One more about keeping", "post": calendar.name(coming)}],
    }


def post(number: int, calendar: Calendar, chance: random.Random) -> dict[str, object]:
    when, channel = calendar.slot(number)
    kind = KINDS[number % len(KINDS)]
    names = [name for name, audience in AUDIENCES.items() if channel in audience.channels]
    name = names[number // len(CHANNELS) % len(names)]
    interests = AUDIENCES[name].interests
    subject = chance.choice(SUBJECTS)
    status = calendar.status(when.date())
    return {
        "title": f"{subject} – part {number + 1}",
        "status": status,
        "channel": channel,
        "audience": [name],
        "goal": kind.goal,
        "purpose": kind.purpose,
        "interest": interests[number // len(KINDS) % len(interests)],
        "pillar": ("season", "learn")[number % 2],
        "date": when.date(),
        "time": when.time(),
        "stage": kind.stage,
        "content_type": kind.content_type,
        **form(number, channel, calendar),
        "message": f"{subject} is easier than you think ({number + 1})",
        "cta": {"type": kind.call, "text": "Tell us how it went.", **link(kind, number)},
        **({"link_id": f"p{number:05}"} if link(kind, number) else {}),
        "action_metric": kind.metric,
        "owner": "owner",
        "face": "The gardener",
        "hashtags": ["herbs", "kivirinne"],
        "minutes": 25,
        **outcome(status, kind, when, channel, chance),
    }


def form(number: int, channel: str, calendar: Calendar) -> dict[str, object]:
    """Return the format with its block; every tenth Facebook post is a live broadcast."""
    chosen = CHANNELS[channel].format
    announced = number - calendar.per_week
    if channel == "facebook" and announced >= 0 and number // len(CHANNELS) % 10 == 9:
        live = {
            "length_min": 30,
            "host": "owner",
            "moderator": "daughter",
            "announced_by": calendar.name(announced),
            "connection_tested": True,
            "outline": ["Welcome", "Three questions", "What grows next"],
            "fallback": "A film of the greenhouse is ready",
            "recording": "discard",
        }
        return {"format": "live", "live": live}
    if chosen == "short-video":
        film = {"length_s": 40, "vertical": True, "captions": True, "works_muted": True}
        return {"format": chosen, "video": film}
    return {"format": chosen}


def link(kind: Kind, number: int) -> dict[str, str]:
    if kind.call not in ("link", "sign-up"):
        return {}
    return {"url": f"https://kivirinne.example/{kind.goal}/{number}"}


def outcome(
    status: str, kind: Kind, when: datetime, channel: str, chance: random.Random
) -> dict[str, object]:
    """Return what is known of a post once it is out."""
    if status not in ("published", "reviewed"):
        return {}
    known: dict[str, object] = {
        "post_url": f"https://{channel}.example/kivirinne/{when:%Y%m%d%H}",
        "published_at": f"{when + timedelta(minutes=1):%Y-%m-%d %H:%M}",
    }
    if status == "reviewed":
        known["metrics"] = {
            "checked_on": when.date() + timedelta(days=MEASURE_AFTER),
            CHANNELS[channel].attention: chance.randrange(200, 3000),
            kind.metric: chance.randrange(60),
        }
        follow_up = chance.choice(("repeat", "improve", "reuse"))
        known["analysis"] = {"learned": chance.choice(LEARNED), "next": follow_up}
    return known


def body(chance: random.Random) -> str:
    """Return two paragraphs of 60 to 120 words together."""
    told = chance.sample(SENTENCES, chance.randrange(5, 8))
    return f"{' '.join(told[:3])}\n\n{' '.join(told[3:])}"


def save(path: Path, fields: Mapping[str, object], text: str = "") -> None:
    """Write a file as a person would: a key a line, long lists a line each."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["---", *front_matter(fields), "---", *([text] if text else []), ""]
    path.write_text("\n".join(lines), "utf-8", newline="\n")


def front_matter(fields: Mapping[str, object]) -> Iterable[str]:
    for key, value in fields.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{key}:"
            yield from (f"  - {flow(item)}" for item in value)
        else:
            yield f"{key}: {flow(value)}"


def flow(value: object) -> str:
    match value:
        case dict():
            return f"{{{', '.join(f'{key}: {flow(item)}' for key, item in value.items())}}}"
        case list():
            return f"[{', '.join(map(flow, value))}]"
        case bool():
            return str(value).lower()
        case time():
            return f"{value:%H:%M}"
        case str() if SPECIAL & set(value):
            return json.dumps(value, ensure_ascii=False)
    return str(value)
