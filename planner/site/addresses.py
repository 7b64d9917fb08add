"""Where each page of the site stands, and where on a page a thing has its place."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from planner.agenda import roles
from planner.diagnostics import Kind
from planner.loader import slug
from planner.site.markup import unused
from planner.values import NOT_ON_WINDOWS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from planner.model import Plan

HOME = "index.html"
NOW = "now.html"
CALENDAR = "calendar.html"
HOURS = "calendar/hours.html"
ARCHIVE = "calendar/archive.html"
WHOLE_CALENDAR = "calendar/plan.ics"
BOARD = "board.html"
POSTS = "posts.html"
FORMATS = "formats.html"
CAMPAIGNS = "campaigns.html"
SERIES = "series.html"
LINKS = "links.html"
AUDIENCES = "audiences.html"
GOALS = "goals.html"
CHANNELS = "channels.html"
INTERESTS = "interests.html"
STAGES = "stages.html"
PATH = "path.html"
OFFERS = "offers.html"
TRACKING = "tracking.html"
CHANGE = "change.html"
REVIEWS = "reviews.html"
TRENDS = "trends.html"
FINDINGS = "findings.html"
PLAN = "plan.html"
METHOD = "method.html"
GUIDE = "method/first-evening.html"
VOCABULARY = "method/vocabulary.html"
FIELDS = "method/keys.html"
FORMULAS = "method/formulas.html"
SOURCES = "method/sources.html"

EVIDENCE = {
    "who": AUDIENCES,
    "why": GOALS,
    "where": CHANNELS,
    "what": INTERESTS,
    "when": CALENDAR,
    "noticed": TRACKING,
    "analysed": REVIEWS,
    "changed": CHANGE,
}
"""The page that shows what each condition rests on."""

_PAGES = {
    Kind.AUDIENCE: AUDIENCES,
    Kind.GOAL: GOALS,
    Kind.CHANNEL: CHANNELS,
    Kind.OFFER: OFFERS,
    Kind.CAMPAIGN: CAMPAIGNS,
    Kind.REVIEW: REVIEWS,
}


def month_page(day: dt.date) -> str:
    """Return where a day's month stands."""
    return f"calendar/{day:%Y-%m}.html"


def week_page(year: int, week: int) -> str:
    """Return where an ISO week's sheet stands."""
    return f"calendar/{year:04}-w{week:02}.html"


def year_page(year: int) -> str:
    """Return where a year stands."""
    return f"calendar/{year:04}.html"


def rule_page(name: str) -> str:
    """Return where a rule's manual page stands, by its slug."""
    return f"rules/{name}.html"


def word_list(name: str) -> str:
    """Return where the words of a fixed list stand."""
    return f"{VOCABULARY}#list-{name}"


def keys_of(kind: Kind) -> str:
    """Return where the keys of a kind of file stand."""
    return f"{FIELDS}#keys-{kind.value}"


def formula_place(name: str) -> str:
    """Return where a formula stands."""
    return f"{FORMULAS}#formula-{name}"


def source_place(document: str) -> str:
    """Return where a document behind the method stands, by its short name: ``S0``."""
    return f"{SOURCES}#{document}"


@lru_cache(maxsize=1 << 12)
def posts_with(**chosen: str) -> str:
    """Return the address of the posts' table with a choice made."""
    return f"{POSTS}#{urlencode(chosen)}"


def counted_with(**chosen: str) -> str:
    """Return the address of the posts' table with a choice made among those that count."""
    return posts_with(**chosen, verdict="counted")


def findings_with(**chosen: str) -> str:
    """Return the address of the findings with a choice made."""
    return f"{FINDINGS}#{urlencode(chosen)}"


class Addresses:
    """The addresses of everything a plan names; no two are the same, whatever the case."""

    def __init__(self, plan: Plan) -> None:
        """Give addresses to the things of ``plan``."""
        self._plan = plan
        self._anchors: dict[Kind, Mapping[str, str]] = {}

    @cached_property
    def posts(self) -> Mapping[str, str]:
        """The page of each post."""
        return _pages("posts", self._plan.posts, "post")

    @cached_property
    def run_sheets(self) -> Mapping[str, str]:
        """The run sheet of each post, for those that are live broadcasts."""
        return {name: f"live/{page.partition('/')[2]}" for name, page in self.posts.items()}

    @cached_property
    def descriptions(self) -> Mapping[str, str]:
        """The sheet that describes each campaign."""
        return _pages("campaigns", self._plan.campaigns, "campaign")

    @cached_property
    def series(self) -> Mapping[str, str]:
        """The place of each series on the page of series."""
        named = (post.series_id for post in self._plan.posts.values() if post.series_id)
        return _names("series", dict.fromkeys(named))

    @cached_property
    def moments(self) -> tuple[str, ...]:
        """The place of each quiet moment on the page of hours, in the plan's order."""
        taken: set[str] = set()
        known = enumerate(self._plan.file.moments, 1)
        return tuple(unused(f"moment-{slug(it.id) or n}", taken) for n, it in known)

    def moment(self, name: str) -> str:
        """Return where a quiet moment is shown; nothing if the plan has it not."""
        places = zip(self._plan.file.moments, self.moments, strict=True)
        return next((f"{HOURS}#{place}" for it, place in places if it.id == name), "")

    @cached_property
    def own(self) -> Mapping[str, str]:
        """The page of each page in the author's own words."""
        return _pages("pages", self._plan.pages, "page")

    @cached_property
    def roles(self) -> Mapping[str, str]:
        """The calendar of each person, for programs that subscribe to it."""
        return {name: _calendar(it) for name, it in _names("person", roles(self._plan)).items()}

    def calendar(self, kind: Kind, name: str) -> str:
        """Return where the calendar of a channel or a campaign stands, for such programs."""
        return _calendar(self.anchor(kind, name))

    def anchor(self, kind: Kind, name: str) -> str:
        """Return the id of a thing's place on the page of its kind."""
        if kind not in self._anchors:
            self._anchors[kind] = _names(kind.value, self._plan.entities(kind))
        return self._anchors[kind][name]

    def of(self, kind: Kind, name: str) -> str:
        """Return where a thing of the plan is shown; nothing if the plan has it not."""
        if name not in self._plan.entities(kind):
            return ""
        return (
            self.posts[name] if kind is Kind.POST else f"{_PAGES[kind]}#{self.anchor(kind, name)}"
        )


def _calendar(name: str) -> str:
    return f"calendar/{name}.ics"


def _pages(folder: str, names: Iterable[str], fallback: str) -> dict[str, str]:
    taken: set[str] = set()
    return {name: f"{folder}/{unused(_page(name) or fallback, taken)}.html" for name in names}


def _page(name: str) -> str:
    """Return a name as every system can hold it: on Windows con.html would be the console."""
    found = slug(name)
    return f"{found}-" if NOT_ON_WINDOWS.search(found) else found


def _names(prefix: str, names: Iterable[str]) -> dict[str, str]:
    taken: set[str] = set()
    return {name: unused(f"{prefix}-{slug(name) or len(taken) + 1}", taken) for name in names}
