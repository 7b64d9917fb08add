"""The table of pages: what each shows, from which template, and where it stands."""

from __future__ import annotations

from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import escape

from planner.site.markup import markdown, plain
from planner.site.page import Heading, PageKind, SiteFile, SitePage
from planner.site.templates import templates_folder
from planner.site.views import calendar
from planner.site.views.about import about
from planner.site.views.desk import CALENDAR, FINDINGS, POSTS, Link
from planner.site.views.entries import Timeline
from planner.site.views.findings import findings
from planner.site.views.home import home
from planner.site.views.post import post_page
from planner.site.views.posts import posts_csv, table
from planner.texts import T, translations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markupsafe import Markup

    from planner.site.views.desk import Desk

STYLE = "assets/planner/planner.css"
SCRIPT = "assets/planner/planner.js"
CSV = "posts.csv"
PLAN = "plan.html"
_MOST_IN_NAVIGATION = 12
"""So many pages of the author's own stand in the navigation; further ones on the first page."""


@cache
def _environment(language: str) -> Environment:
    """Return the templates of a language; they are compiled once."""
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FileSystemLoader(templates_folder() / "pages"),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )

    @cache
    def said(text: str) -> Markup:
        return escape(translations(language).gettext(text))

    environment.globals["_"] = said
    return environment


@cache
def _href(up: str) -> Callable[[str], str]:
    """Return what makes a link from a page that lies so far down to another page."""

    @lru_cache(maxsize=1 << 14)
    def href(target: str) -> str:
        page, mark, fragment = target.partition("#")
        return f"{up}{quote(page)}{mark}{fragment}"

    return href


class Pages:
    """Makes the pages of one plan in one language."""

    def __init__(self, desk: Desk) -> None:
        """Make ready what several pages share."""
        self.desk = desk
        self.environment = _environment(desk.language)
        self.timeline = Timeline(desk)
        self.months = calendar.months(desk, self.timeline)

    def __iter__(self) -> Iterator[SitePage]:
        """Yield all pages; the hubs in the order of the navigation."""
        yield self._home()
        yield self._calendar()
        yield self._posts()
        yield self._findings()
        yield self._about()
        yield from self._own()
        yield from self._months()
        yield from self._each_post()

    def files(self) -> Iterator[SiteFile]:
        """Yield the files beside the pages."""
        assets = templates_folder() / "assets"
        for path in (STYLE, SCRIPT):
            yield SiteFile(path, (assets / path.rpartition("/")[2]).read_bytes())
        yield SiteFile(CSV, posts_csv(self.desk))

    def _body(self, template: str, path: str, **shown: object) -> str:
        found = self.environment.get_template(template)
        return found.render(href=_href("../" * path.count("/")), stamp=self.desk.stamp, **shown)

    def _hub(self, path: str, title: T, template: str, **shown: Any) -> SitePage:  # noqa: ANN401 - any view
        said = self.desk.say(title)
        return SitePage(
            path,
            said,
            self._body(template, path, title=said, **shown),
            PageKind.HUB,
            description=self._description(said),
        )

    def _description(self, said: str) -> str:
        return f"{said} – {self.desk.title}. {self.desk.stamp}."

    def _home(self) -> SitePage:
        shown = home(self.desk, self.timeline, tuple(self._own_links))
        return self._hub("index.html", T("Home"), "home.html", home=shown, plan=self.desk.title)

    def _calendar(self) -> SitePage:
        desk, first = self.desk, calendar.current(self.desk, self.months)
        shown = (
            calendar.month(desk, self.timeline, self.months, self.months.index(first))
            if first
            else None
        )
        links = calendar.month_links(desk, self.timeline, self.months)
        return self._hub(
            CALENDAR,
            T("Calendar"),
            "calendar.html",
            month=shown,
            months=links,
            ideas=calendar.ideas(desk),
        )

    def _months(self) -> Iterator[SitePage]:
        for number, _ in enumerate(self.months):
            shown = calendar.month(self.desk, self.timeline, self.months, number)
            title = self.desk.say(T("Calendar: {month}", month=shown.title))
            body = self._body("month.html", shown.path, month=shown, title=title, calendar=CALENDAR)
            yield SitePage(shown.path, title, body, description=self._description(title))

    def _posts(self) -> SitePage:
        return self._hub(POSTS, T("Posts"), "posts.html", table=table(self.desk), csv=CSV)

    def _findings(self) -> SitePage:
        shown = findings(self.desk)
        return self._hub(FINDINGS, T("Findings"), "findings.html", findings=shown)

    def _about(self) -> SitePage:
        shown = about(self.desk)
        title = self.desk.say(T("The plan"))
        return SitePage(
            PLAN,
            title,
            self._body("plan.html", PLAN, about=shown, title=title, plan=self.desk.title),
            PageKind.HUB,
            self._section,
            self._description(title),
            shown.words.headings,
            plain(self.desk.plan.file.body),
        )

    @cached_property
    def _section(self) -> str:
        return self.desk.say(T("About this plan"))

    @cached_property
    def _own_links(self) -> list[Link]:
        pages = self.desk.plan.pages.values()
        return [Link(page.title, self.desk.own_page(page)) for page in pages]

    def _own(self) -> Iterator[SitePage]:
        for number, page in enumerate(self.desk.plan.pages.values()):
            path = self.desk.own_page(page)
            words = markdown(page.body, title=page.title)
            yield SitePage(
                path,
                page.title,
                self._body("own.html", path, title=page.title, words=words),
                PageKind.HUB if number < _MOST_IN_NAVIGATION else PageKind.LIST,
                self._section,
                self._description(page.title),
                words.headings,
                plain(page.body),
            )

    def _each_post(self) -> Iterator[SitePage]:
        desk = self.desk
        headings = tuple(
            Heading(name, desk.say(title))
            for name, title in (
                ("text", T("The text")),
                ("facts", T("Facts")),
                ("conditions", T("The eight conditions")),
                ("figures", T("Figures and what was learned")),
                ("path", T("Before and after")),
                ("findings", T("Findings")),
            )
        )
        titles = {heading.id: heading.title for heading in headings}
        for post in desk.posts:
            path = desk.post_page(post.id)
            body = self._body(
                "post.html", path, post=post_page(desk, post), titles=titles, posts=POSTS
            )
            yield SitePage(
                path,
                desk.head(post),
                body,
                PageKind.STAMPED,
                headings=headings,
                search_text=desk.search_words(post),
            )
