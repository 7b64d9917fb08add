"""The two tables of pages: what each shows, from which template, and where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from planner.site import addresses
from planner.site.page import PageKind, Shortcut, SiteFile, SitePage
from planner.site.search import hits
from planner.site.templates import compiled_templates, templates_folder
from planner.site.views import (
    about,
    audiences,
    board,
    calendar,
    campaigns,
    change,
    channels,
    customer_path,
    description,
    findings,
    formats,
    formulas,
    goals,
    guide,
    home,
    interests,
    links,
    method,
    now,
    offers,
    post,
    posts,
    reviews,
    runsheet,
    serials,
    sources,
    stages,
    tracking,
    trends,
    vocabulary,
)
from planner.site.views.tables import tables_in
from planner.texts import T, translations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from planner.site.views.desk import Desk, Leaf
    from planner.site.views.tables import Table

STYLE = "assets/planner/planner.css"
SCRIPT = "assets/planner/planner.js"
WHOLE = "assets/planner/whole.css"
"""For long tables where no script runs."""
STYLES = (
    "base",
    "home",
    "calendar",
    "tables",
    "board",
    "post",
    "findings",
    "charts",
    "plan",
    "condition",
    "outcome",
    "whom",
    "mix",
    "method",
    "small",
    "print",
)
"""The parts of the style sheet, in order; what comes later wins."""
SCRIPTS = ("paging", "filters", "copy")
"""The parts of the script, in order: paging listens to what filters say first."""


_SOURCE = re.compile(r"\b(S\d):\d+(?:–\d+)?")


def _everywhere(_desk: Desk) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Hub:
    """A page of the navigation."""

    path: str
    title: T
    template: str
    view: Callable[[Desk], object]
    wanted: Callable[[Desk], bool] = _everywhere
    """Whether a plan has use for it."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the navigation; the first has no title."""

    title: T | None
    hubs: tuple[Hub, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Pages of one template that the navigation does not name: months, posts, rules."""

    template: str
    leaves: Callable[[Desk], Iterable[Leaf]]
    kind: PageKind = PageKind.LIST
    section: T | None = None
    """Where those stand that are hubs."""
    tables: bool = True
    """Whether its tables are files too; of thousands of posts nobody would read them."""


_POST = "post.html"
_PAGE = ".html"
SECTIONS = (
    Section(
        None,
        (
            Hub(addresses.HOME, T("Home"), "home.html", home.home),
            Hub(addresses.NOW, T("Do now"), "now.html", now.now),
        ),
    ),
    Section(
        T("What and when"),
        (
            Hub(addresses.CALENDAR, T("Calendar"), "calendar.html", calendar.calendar_page),
            Hub(addresses.BOARD, T("Stages of work"), "board.html", board.board),
            Hub(addresses.POSTS, T("Posts"), "posts.html", posts.table),
            Hub(addresses.FORMATS, T("Formats and live"), "formats.html", formats.formats),
            Hub(
                addresses.CAMPAIGNS,
                T("Campaigns"),
                "campaigns.html",
                campaigns.campaigns,
                campaigns.has_campaigns,
            ),
            Hub(
                addresses.SERIES,
                T("Series of posts"),
                "series.html",
                serials.serials,
                serials.has_series,
            ),
            Hub(addresses.LINKS, T("Links"), "links.html", links.links),
        ),
    ),
    Section(
        T("Whom and why"),
        (
            Hub(addresses.AUDIENCES, T("Audiences"), "audiences.html", audiences.audiences),
            Hub(addresses.GOALS, T("Goals"), "goals.html", goals.goals),
            Hub(addresses.CHANNELS, T("Channels"), "channels.html", channels.channels),
            Hub(addresses.INTERESTS, T("Interests"), "interests.html", interests.interests),
            Hub(addresses.STAGES, T("Purchase stages"), "stages.html", stages.stages),
            Hub(addresses.PATH, T("Customer path"), "path.html", customer_path.path),
            Hub(addresses.OFFERS, T("Offers"), "offers.html", offers.offers, offers.has_offers),
        ),
    ),
    Section(
        T("What came of it"),
        (
            Hub(addresses.TRACKING, T("Tracking"), "tracking.html", tracking.tracking),
            Hub(addresses.CHANGE, T("Change"), "change.html", change.change),
            Hub(addresses.REVIEWS, T("Reviews and learned"), "reviews.html", reviews.reviews),
            Hub(addresses.TRENDS, T("Trends"), "trends.html", trends.trends),
        ),
    ),
    Section(
        T("About this plan"),
        (
            Hub(addresses.FINDINGS, T("Findings"), "findings.html", findings.findings),
            Hub(addresses.PLAN, T("The plan"), "plan.html", about.about),
            Hub(addresses.METHOD, T("Method"), "method.html", method.method),
        ),
    ),
)
FAMILIES = (
    Family("own.html", about.own_pages, PageKind.HUB, T("About this plan")),
    Family("month.html", calendar.month_pages, tables=False),
    Family("week.html", calendar.week_pages, tables=False),
    Family("year.html", calendar.year_pages),
    Family("hours.html", calendar.hours_page),
    Family("archive.html", calendar.archive_page),
    Family("runsheet.html", runsheet.run_sheets),
    Family("guide.html", guide.guide_page, PageKind.STAMPED, tables=False),
    Family("description.html", description.descriptions, tables=False),
    Family("vocabulary.html", vocabulary.vocabulary_pages, PageKind.STAMPED),
    Family("formulas.html", formulas.formula_page, PageKind.STAMPED),
    Family("sources.html", sources.source_page, PageKind.STAMPED),
    Family("rule.html", method.rule_pages, PageKind.STAMPED, tables=False),
    Family(_POST, post.post_pages, PageKind.STAMPED, tables=False),
)
SHORTCUTS = (addresses.HOME, addresses.NOW, addresses.CALENDAR, addresses.POSTS)
FILES: tuple[tuple[str, Callable[[Desk], bytes]], ...] = (
    (posts.CSV, posts.posts_csv),
    (links.CSV, links.links_csv),
    (tracking.CSV, tracking.figures_csv),
)
"""The files for spreadsheets whose rows no page shows as a plain table."""


class _Context(Context):
    """Calls without asking first who wants the context: every macro does, no function of ours."""

    def call(self, what: Callable[..., object], /, *given: object, **named: object) -> object:
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return what(*((self.eval_ctx,) if isinstance(what, Macro) else ()), *given, **named)


class _Templates(Environment):
    """The templates of the site; a page of a post makes a hundred calls."""

    context_class = _Context


@cache
def _environment(language: str) -> Environment:
    """Return the templates of a language."""
    environment = _Templates(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FileSystemLoader(templates_folder() / "pages"),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=compiled_templates(),
    )

    @cache
    def said(text: str) -> Markup:
        return escape(translations(language).gettext(text))

    environment.globals["_"] = said
    environment.globals["cited"] = _cited
    environment.globals["to"] = {
        name.lower(): path for name, path in vars(addresses).items() if name.isupper()
    }
    alike = environment.get_template("_alike.html").module
    for name in ("mark", "status", "fact"):
        environment.globals[name] = lru_cache(maxsize=1 << 12)(getattr(alike, name))
    return environment


@cache
def _href(up: str) -> Callable[[str], str]:
    """Return what makes a link from a page that lies so far down to another page."""

    @lru_cache(maxsize=1 << 14)
    def href(target: str) -> str:
        page, mark, fragment = target.partition("#")
        return f"{up}{quote(page)}{mark}{fragment}"

    return href


def _cited(text: str, href: Callable[[str], str]) -> Markup:
    """Return a text in which each source such as *S4:18* leads to its document."""
    link = Markup('<a href="{}">{}</a>')
    pieces, end = [], 0
    for found in _SOURCE.finditer(text):
        pieces += [escape(text[end : found.start()])]
        pieces += [link.format(href(addresses.source_place(found[1])), found[0])]
        end = found.end()
    return Markup("").join([*pieces, escape(text[end:])])


@dataclass(frozen=True, slots=True)
class Draft:
    """A page that is not written out yet."""

    head: SitePage
    """The page without its body."""
    write: Callable[[], str]

    def page(self) -> SitePage:
        """Return the finished page."""
        return replace(self.head, body=self.write())


class Pages:
    """Makes the pages of one plan in one language."""

    def __init__(self, desk: Desk) -> None:
        """Make ready what several pages share."""
        self.desk = desk
        self.environment = _environment(desk.language)
        self._tables: dict[str, Table] = {}
        self._found: dict[str, Draft] = {}
        """The hubs that somebody looked for."""
        self._known: dict[str, Mapping[str, Leaf]] = {}
        """The leaves of the families in which somebody looked for one, by their places."""

    def drafts(self) -> Iterator[Draft]:
        """Yield all pages: the hubs in the order of the navigation, and the posts at the end."""
        yield from self._others()
        yield from self._posts()

    def _others(self) -> Iterator[Draft]:
        for hub, section in self._hubs.values():
            yield self._found.get(hub.path) or self._hub(hub, section)
        for family in FAMILIES:
            if family.template != _POST:
                yield from (self._leaf(family, leaf) for leaf in self._leaves_of(family))

    def _posts(self) -> Iterator[Draft]:
        for family in FAMILIES:
            if family.template == _POST:
                yield from (self._leaf(family, leaf) for leaf in self._leaves_of(family))

    def _leaves_of(self, family: Family) -> Iterable[Leaf]:
        """Return a family's leaves; they are kept where single ones are looked for."""
        return self._leaves(family).values() if self._found else family.leaves(self.desk)

    def _leaves(self, family: Family) -> Mapping[str, Leaf]:
        known = self._known.get(family.template)
        if known is None:
            known = {leaf.path: leaf for leaf in family.leaves(self.desk)}
            self._known[family.template] = known
        return known

    def posts(self) -> Iterator[SitePage | SiteFile]:
        """Yield the posts' pages, and then the pictures on them; nobody else shows others."""
        yield from (draft.page() for draft in self._posts())
        yield from self.desk.media.files()

    def others(self) -> Iterator[SitePage | SiteFile]:
        """Yield all other pages, and then the files."""
        yield from (draft.page() for draft in self._others())
        yield from self.files()

    def find(self, path: str) -> Draft | None:
        """Return the page at a place, if there is one."""
        if path in self._found:
            return self._found[path]
        if path in self._hubs:
            return self._found.setdefault(path, self._hub(*self._hubs[path]))
        if path.endswith(_PAGE):
            for family in reversed(FAMILIES):  # a post is what somebody is writing
                leaf = self._leaves(family).get(path)
                if leaf:
                    return self._leaf(family, leaf)
        return None

    @cached_property
    def _hubs(self) -> Mapping[str, tuple[Hub, T | None]]:
        """The hubs of the plan and the titles of their sections, by their places."""
        every = ((hub, section.title) for section in SECTIONS for hub in section.hubs)
        return {hub.path: (hub, title) for hub, title in every if hub.wanted(self.desk)}

    def navigation(self) -> list[tuple[str, str, str]]:
        """Return the place, the title and the section of each page that the navigation names."""
        say = self.desk.say
        hubs = ((hub.path, hub.title, section) for hub, section in self._hubs.values())
        named = [
            (path, say(title), say(section) if section else "") for path, title, section in hubs
        ]
        for family in FAMILIES:
            if family.kind is PageKind.HUB:
                section = say(family.section) if family.section else ""
                named += [
                    (it.path, it.title, section) for it in family.leaves(self.desk) if not it.aside
                ]
        return named

    def shortcuts(self) -> Iterator[Shortcut]:
        """Yield the pages that a phone always shows the way to."""
        for section in SECTIONS:
            for hub in section.hubs:
                if hub.path in SHORTCUTS:
                    yield Shortcut(hub.path, self.desk.say(hub.title))

    def assets(self) -> Iterator[SiteFile]:
        """Yield the files that pages show or run, whatever the plan says."""
        assets = templates_folder() / "assets"
        every = ((STYLE, STYLES, "css"), (SCRIPT, SCRIPTS, "js"), (WHOLE, ("whole",), "css"))
        for path, parts, suffix in every:
            texts = ((assets / f"{part}.{suffix}").read_bytes() for part in parts)
            yield SiteFile(path, b"\n".join(texts))
        yield from guide.pictures(self.desk)

    def files(self) -> Iterator[SiteFile]:
        """Yield the files beside the pages, pictures left out, once the pages with tables are made."""
        yield from self.assets()
        for path, content in FILES:
            yield SiteFile(path, content(self.desk))
        yield from calendar.calendar_files(self.desk)
        for table in self._tables.values():
            yield SiteFile(table.file, table.csv())

    def _hub(self, hub: Hub, section: T | None) -> Draft:
        title, shown = self.desk.say(hub.title), hub.view(self.desk)
        self._tables |= {table.name: table for table in tables_in(shown)}
        head = SitePage(
            hub.path,
            title,
            "",
            PageKind.HUB,
            self.desk.say(section) if section else "",
            description=self._description(title),
            headings=getattr(shown, "headings", ()),
            search_text=getattr(shown, "search_text", ""),
            hits=hits(self.desk, hub.path),
        )
        return Draft(head, lambda: self._body(hub.template, hub.path, title, shown))

    def _leaf(self, family: Family, leaf: Leaf) -> Draft:
        if family.tables:
            self._tables |= {table.name: table for table in tables_in(leaf.shown())}
        head = SitePage(
            leaf.path,
            leaf.title,
            "",
            PageKind.LIST if leaf.aside else family.kind,
            self.desk.say(family.section) if family.section else "",
            "" if family.kind is PageKind.STAMPED else self._description(leaf.title),
            leaf.headings,
            leaf.search_text,
            leaf.edit_url,
        )
        return Draft(head, lambda: self._body(family.template, leaf.path, leaf.title, leaf.shown()))

    def _body(self, template: str, path: str, title: str, view: object) -> str:
        found = self.environment.get_template(template)
        href = _href("../" * path.count("/"))
        return found.render(
            href=href,
            stamp=self.desk.stamp,
            first_steps=self.desk.first_steps,
            title=title,
            view=view,
        )

    def _description(self, title: str) -> str:
        return f"{title} – {self.desk.title}. {self.desk.stamp.day}."
