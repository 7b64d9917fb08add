from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import sys
import time
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from jinja2 import Environment, FileSystemLoader
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError

import planner.site
from planner import writing
from planner.errors import PlannerError
from planner.mkdocs_plugin import PlannerPlugin, build_site
from planner.site import templates
from planner.site.appearance import Appearance, read_appearance
from planner.site.page import Heading, PageKind, Pile, Site, SiteFile, SitePage, Twin
from planner.site.stamp import Markers, Part
from planner.site.target import BuildRefusedError
from planner.texts import T
from tests.browsing import Visit, faults_of_access, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Route

HOSTILE = '</title><script>alert(1)</script>{{ 7*7 }}"><img src=x onerror=alert(2)>'
OUTSIDE = "https://example.org/edit/p1.md?a=1&b=2"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
TWINS = {"en": Twin("fi", "Suomeksi", "fi/"), "fi": Twin("en", "In English", "../")}


def post(number: int, words: str) -> SitePage:
    return SitePage(
        path=f"posts/p{number:05}.html",
        title=f"Post {number} {words}",
        body=f'<h1>Post</h1><h2 id="text">Text</h2><p>body {number} <a href="../index.html">x</a>',
        kind=PageKind.STAMPED,
        description=words,
        headings=(Heading("text", f"Text {words}"),),
        search_text=f"findme{number} {words}",
        edit_url=OUTSIDE if number % 2 else "",
    )


def make_site(language: str = "en", *, words: str = "plain", posts: int = 3) -> Site:
    headings = (Heading("a", words), Heading("b", "B", 3), Heading("c", "C"))
    home = '<h1>Start</h1><h2 id="a">A</h2><h3 id="b">B</h3><h2 id="c">C</h2><a href="posts/p00001.html">p</a>'
    pages = (
        SitePage(
            "index.html", "Start", home, PageKind.HUB, headings=headings, search_text="homeward"
        ),
        SitePage(
            "calendar.html", f"Calendar {words}", "<h1>Calendar</h1>", PageKind.HUB, section="When"
        ),
        SitePage("goals.html", "Goals", "<h1>Goals</h1>", PageKind.HUB, section=f"Why {words}"),
        SitePage("weeks.html", "Weeks", "<h1>Weeks</h1>", PageKind.HUB, section="When"),
        SitePage(
            "calendar/2026-11.html", f"November {words}", "<h1>November</h1>", search_text="hidden"
        ),
        *(post(number, words) for number in range(posts)),
    )
    return Site(
        language=language,
        title=f"Plan {words}",
        as_of="2026-11-22",
        pages=Pile(pages),
        files=(SiteFile("assets/s.css", b"p{margin:1em}"), SiteFile("assets/s.js", b"var s = 1")),
        styles=("assets/s.css",),
        scripts=("assets/s.js",),
        twins=(TWINS[language],),
    )


def both(words: str = "plain", posts: int = 3) -> list[tuple[str, Site]]:
    fi = make_site("fi", words=words, posts=posts)
    return [("", make_site("en", words=words, posts=posts)), ("fi/", fi)]


def tree(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def pages_of(root: Path) -> list[Path]:
    return sorted(root.rglob("*.html"))


class Elements(HTMLParser):
    """The elements of a page, with the names of their attributes, and its addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, ...]] = []
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, *(name for name, _ in attrs)))
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]
        self.ids |= {value or "" for name, value in attrs if name == "id"}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("plain") / "site"
    build_site(both(), target, appearance=Appearance())
    return target


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("hostile") / "a folder ä" / "site"
    look = Appearance(site_name=f"Name {HOSTILE}", copyright=HOSTILE)
    build_site(both(HOSTILE), target, appearance=look)
    return target


@pytest.mark.parametrize("language", ["", "fi/"])
def test_of_the_search_there_is_what_our_languages_need(plain: Path, language: str) -> None:
    words = plain / language / "assets/javascripts/lunr"
    found = {path.relative_to(words).as_posix() for path in words.rglob("*.js")}
    assert found == {"min/lunr.stemmer.support.min.js", "min/lunr.fi.min.js"}


def test_every_page_and_file_is_there_and_nothing_else_of_ours(plain: Path) -> None:
    english = {page.path for page in make_site().pages}
    made = {path.relative_to(plain).as_posix() for path in pages_of(plain)}
    assert made == english | {f"fi/{path}" for path in english}
    assert (plain / "assets/s.css").read_bytes() == b"p{margin:1em}"
    robots = RobotFileParser()
    robots.parse((plain / "robots.txt").read_text("utf-8").splitlines())
    assert not robots.can_fetch("Googlebot", "/plan.ics")
    assert robots.can_fetch("Google-Calendar-Importer", "/calendar/plan.ics")
    assert not list(plain.rglob("sitemap*"))


def test_navigation_keeps_the_order_and_gathers_sections(plain: Path) -> None:
    page = (plain / "goals.html").read_text("utf-8")
    page = page[page.index('class="md-nav md-nav--primary"') :]
    order = ["index.html", ">\nWhen", "calendar.html", "weeks.html", "Why plain", "goals.html"]
    places = [page.index(each) for each in order]
    assert places == sorted(places)
    assert "posts/" not in page[: page.index("<article")]


def test_a_page_has_its_title_body_contents_and_edit_link(plain: Path) -> None:
    odd, even = ((plain / f"posts/p0000{number}.html").read_text("utf-8") for number in (1, 2))
    assert "<title>Post 1 plain – Plan plain</title>" in odd
    assert '<meta name="description" content="plain">' in odd
    assert "<p>body 1 " in odd
    assert '<a href="#text" class="md-nav__link">' in odd
    assert 'href="https://example.org/edit/p1.md?a=1&amp;b=2"' in odd
    assert "example.org" not in even
    assert odd.count("<h1") == 1
    assert "<h1>Weeks</h1>" in (plain / "weeks.html").read_text("utf-8")


def test_every_page_is_kept_from_search_engines(plain: Path) -> None:
    for path in pages_of(plain):
        assert '<meta name="robots" content="noindex">' in path.read_text("utf-8")


def test_twins_link_to_each_other(plain: Path) -> None:
    for path in pages_of(plain):
        head = path.read_text("utf-8").split("planner-twin")[1].split(">")[0]
        href = head.split('href="')[1].split('"')[0]
        twin = (path.parent / href).resolve()
        assert twin.is_file()
        assert twin.name == path.name
        assert twin != path.resolve()


def test_every_link_leads_somewhere_and_none_leaves(plain: Path) -> None:
    for path in pages_of(plain):
        found = Elements(path.read_text("utf-8"))
        for address in found.addresses:
            if address == OUTSIDE:
                continue
            parts = urlsplit(address)
            assert not parts.scheme, address
            assert not parts.netloc, address
            target = path.parent / unquote(parts.path) if parts.path else path
            assert target.is_file(), (path, address)
            if parts.fragment:
                assert parts.fragment in Elements(target.read_text("utf-8")).ids


def test_hostile_words_change_no_element_of_any_page(plain: Path, hostile: Path) -> None:
    for path in pages_of(plain):
        other = hostile / path.relative_to(plain)
        expected, found = Elements(path.read_text("utf-8")), Elements(other.read_text("utf-8"))
        without_footer = [e for e in found.elements if e != ("div", "class")]
        assert without_footer == [e for e in expected.elements if e != ("div", "class")]
        assert "{{ 7*7 }}" in other.read_text("utf-8")


def test_search_knows_hubs_and_posts_and_shows_their_words_as_text(hostile: Path) -> None:
    content = (hostile / "fi/search/search_index.json").read_text("utf-8")
    docs = {doc["location"]: doc for doc in json.loads(content)["docs"]}
    assert set(docs) == {"index.html", *(f"posts/p0000{number}.html" for number in range(3))}
    assert docs["posts/p00001.html"]["title"].startswith("Post 1 &lt;/title&gt;&lt;script&gt;")
    assert "<" not in docs["posts/p00001.html"]["text"]
    script = (hostile / "fi/search/search_index.js").read_text("utf-8")
    assert script == f"var __index = {content}"


def test_no_marker_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.site.stamp.secrets.token_hex", lambda _: "unguessable")
    build_site(both(), tmp_path / "site", appearance=Appearance(site_url="https://example.org/x"))
    for name, content in tree(tmp_path / "site").items():
        assert "unguessable" not in name
        assert b"unguessable" not in content


def test_a_lost_marker_is_noticed() -> None:
    markers = Markers()
    with pytest.raises(ValueError, match="marker"):
        markers.cut("<p>nothing here</p>")
    with pytest.raises(ValueError, match="marker"):
        markers.cut(f"{markers.of(Part.BODY)} {markers.word}")


def test_builds_are_identical_and_silent(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.chdir(tmp_path)
    build_site(iter(both()), Path("here/site"), appearance=Appearance())
    assert tree(tmp_path / "here/site") == tree(plain)
    assert capfd.readouterr() == ("", "")
    assert [path.name for path in (tmp_path / "here").iterdir()] == ["site"]


def test_a_failed_build_leaves_the_old_site(plain: Path, tmp_path: Path) -> None:
    target = tmp_path / "site"
    shutil.copytree(plain, target)
    twice = make_site()
    broken = replace(twice, pages=Pile((*twice.pages, twice.pages[0])))
    with pytest.raises(PlannerError, match=r"taken, or outside it: index\.html"):
        build_site([("", make_site()), ("fi/", broken)], target, appearance=Appearance())
    assert tree(target) == tree(plain)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.payload("F14")
@pytest.mark.parametrize("path", ["../x.html", "/x.html", "a/../../x.html"])
def test_nothing_is_written_outside(tmp_path: Path, path: str) -> None:
    site = make_site()
    for broken in (
        replace(site, pages=Pile((*site.pages, SitePage(path, "X", "x")))),
        replace(site, files=(SiteFile(path, b"x"),)),
    ):
        with pytest.raises(PlannerError, match="outside"):
            build_site([("", broken)], tmp_path / "site", appearance=Appearance())
    assert not list(tmp_path.iterdir())


def test_a_new_site_replaces_the_old_one_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "site"
    target.mkdir()
    build_site([("", make_site(posts=3))], target, appearance=Appearance())
    build_site([("", make_site(posts=1))], target, appearance=Appearance())
    assert len(list((target / "posts").iterdir())) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows the step")
def test_there_is_no_moment_without_a_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "site"
    build_site([("", make_site(posts=3))], target, appearance=Appearance())
    monkeypatch.setattr(Path, "rename", None)
    build_site([("", make_site(posts=1))], target, appearance=Appearance())
    assert len(list((target / "posts").iterdir())) == 1
    assert [it.name for it in tmp_path.iterdir()] == ["site"]


def test_a_system_without_that_step_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "swap", lambda *_: False)
    for posts in (3, 1):
        build_site([("", make_site(posts=posts))], tmp_path / "site", appearance=Appearance())
    assert len(list((tmp_path / "site/posts").iterdir())) == 1


def test_what_a_build_left_behind_that_was_cut_short_goes(tmp_path: Path) -> None:
    for name in ("dead", "alive"):
        (tmp_path / f".planner-new-{name}" / "old").mkdir(parents=True)
    file = os.open(tmp_path / ".planner-new-alive", os.O_RDONLY)
    fcntl.flock(file, fcntl.LOCK_EX)
    build_site([("", make_site())], tmp_path / "site", appearance=Appearance())
    os.close(file)
    assert sorted(it.name for it in tmp_path.iterdir()) == [".planner-new-alive", "site"]


def test_a_place_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    foreign, file, link = tmp_path / "foreign", tmp_path / "file", tmp_path / "link"
    foreign.mkdir()
    (foreign / "precious.txt").write_text("keep", "utf-8")
    file.write_text("keep", "utf-8")
    link.symlink_to(tmp_path / "elsewhere")
    for target in (foreign, file, link, file / "below"):
        with pytest.raises(BuildRefusedError):
            build_site([("", make_site())], target, appearance=Appearance())
    assert tree(tmp_path) == {"foreign/precious.txt": b"keep", "file": b"keep"}


def test_a_site_under_version_control_is_refused(plain: Path, tmp_path: Path) -> None:
    shutil.copytree(plain, tmp_path / "site")
    (tmp_path / "site/.git").mkdir()
    with pytest.raises(BuildRefusedError):
        build_site([("", make_site())], tmp_path / "site", appearance=Appearance())


def test_compiled_templates_are_kept_beside_them_where_python_keeps_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templates, "templates_folder", lambda: tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "a.html").write_text("{{ 1 + 1 }} is {{ it }}", "utf-8")
    for _ in range(2):
        kept = templates.compiled_templates()
        rooms = Environment(loader=FileSystemLoader(tmp_path), bytecode_cache=kept)  # noqa: S701
        assert rooms.get_template("a.html").render(it="two") == "2 is two"
        assert len(list((tmp_path / "__pycache__").iterdir())) == 1
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert templates.compiled_templates() is None
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr("planner.site.templates.os.access", lambda *_: False)
    assert templates.compiled_templates() is None


@pytest.mark.no_cover
def test_five_thousand_posts(tmp_path: Path) -> None:
    start = time.perf_counter()
    build_site([("", make_site(posts=5000))], tmp_path / "site", appearance=Appearance())
    seconds = time.perf_counter() - start
    print(f"5,000 stamped pages: {seconds:.1f} s")  # noqa: T201 - a figure to look at
    assert len(list((tmp_path / "site/posts").iterdir())) == 5000
    assert seconds < 60


# What is taken from mkdocs.yml


def settings(folder: Path, text: str) -> Appearance:
    (folder / "mkdocs.yml").write_text(text, encoding="utf-8")
    return read_appearance(folder / "mkdocs.yml")


def test_no_file_means_no_wishes(tmp_path: Path) -> None:
    assert read_appearance(tmp_path / "mkdocs.yml") == Appearance()
    assert settings(tmp_path, "") == Appearance()
    assert settings(tmp_path, "- a\n- b\n") == Appearance()


@pytest.mark.payload("H10")
def test_appearance_is_read_and_nothing_runs(tmp_path: Path) -> None:
    (tmp_path / "hook.py").write_text("open('ran', 'w').close()", "utf-8")
    (tmp_path / "content").mkdir()
    (tmp_path / "content/logo.png").write_bytes(PNG)
    (tmp_path / "extra.css").write_text("a { color: red }", "utf-8")
    look = settings(
        tmp_path,
        """
site_name: Launch & more
site_url: https://example.org/plan/
site_dir: public
copyright: "&copy; 2026 <b>Us</b>"
repo_url: !ENV SECRET
site_description: !!python/object/apply:os.system ["touch ran"]
theme:
  name: material
  custom_dir: overrides
  logo: logo.png
  palette:
    - scheme: default
      primary: teal
      toggle: {icon: material/brightness-7, name: Dark "please"}
    - {scheme: slate, media: "(prefers-color-scheme: dark)"}
  icon: {edit: material/pencil, admonition: {note: x/y}}
extra_css: [extra.css]
hooks: [hook.py]
plugins:
  - search
  - macros
  - planner: {content: content, today: 2026-11-22}
""",
    )
    assert look.site_name == "Launch & more"
    assert (look.site_dir, look.copyright) == ("public", "© 2026 <b>Us</b>")
    assert [option.get("primary") for option in look.palette] == ["teal", None]
    assert look.icons == {"edit": "material/pencil"}
    assert look.options == {"content": "content", "today": "2026-11-22"}
    assert [file.path for file in look.files()] == [
        "assets/planner/logo.png",
        "assets/planner/extra0.css",
    ]
    build_site([("", make_site())], tmp_path / "site", appearance=look)
    page = (tmp_path / "site/index.html").read_text("utf-8")
    assert "Launch &amp; more" in page
    assert "© 2026 &lt;b&gt;Us&lt;/b&gt;" in page
    assert 'title="Dark &#34;please&#34;"' in page
    assert 'data-md-color-primary="teal"' in page
    assert '<img src="assets/planner/logo.png" alt="logo">' in page
    assert (tmp_path / "site/assets/planner/extra0.css").read_text("utf-8") == "a { color: red }"
    assert not (tmp_path / "ran").exists()


@pytest.mark.payload("H10")
def test_a_tagged_value_counts_as_none(tmp_path: Path) -> None:
    assert settings(tmp_path, "site_name: !ENV HOME\n").site_name == ""
    assert settings(tmp_path, "site_name: &a x\nsite_url: *a\n").site_url == ""
    assert settings(tmp_path, "theme: material\nplugins:\n  planner: {path: p}\n").options == {
        "path": "p"
    }


@pytest.mark.parametrize(
    "text",
    [
        "site_url: javascript:alert(1)",
        "site_url: 'https://x.org/\"><script>'",
        "site_url: http://[",
        "site_dir: ../elsewhere",
        "site_dir: /etc",
        "theme: {palette: {primary: 'x\" onload=y'}}",
        "theme: {palette: [{scheme: slate, toggle: {icon: ../../x, name: n}}]}",
        "theme: {icon: {logo: '../../../etc/passwd'}}",
        "theme: {logo: logo.svg}",
        "theme: {logo: https://example.org/logo.png}",
        "theme: {logo: missing.png}",
        "theme: {logo: ../logo.png}",
        "theme: {logo: liar.png}",
        "theme: {favicon: link.png}",
        "theme: {favicon: linked/real.png}",
        "theme: {favicon: pipe.png}",
        "theme: {logo: huge.png}",
        "extra_css: [https://example.org/x.css]",
        "extra_css: [reaches.css]",
        "theme: {logo: loop.png}",
        "extra_css: [liar.png]",
        "extra_css: [bytes.css]",
        "a: " + "[" * 60000,
        "a: " + "[" * 40 + "]" * 40,
        "a: b: c",
        "site_name: 'x",
        "# " + "x" * 70000,
    ],
)
def test_a_bad_value_is_one_sentence(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "project"
    (folder / "real").mkdir(parents=True)
    (tmp_path / "logo.png").write_bytes(PNG)
    (folder / "liar.png").write_text("<html>", "utf-8")
    (folder / "real/real.png").write_bytes(PNG)
    (folder / "huge.png").write_bytes(PNG + b"\0" * (1 << 20))
    (folder / "link.png").symlink_to(tmp_path / "logo.png")
    (folder / "linked").symlink_to(folder / "real")
    (folder / "loop.png").symlink_to("loop.png")
    (folder / "reaches.css").write_text("a { background: url(https://example.org/x.png) }", "utf-8")
    (folder / "bytes.css").write_bytes(b"\xff\xfe")
    os.mkfifo(folder / "pipe.png")
    with pytest.raises(PlannerError) as error:
        settings(folder, text)
    assert "\n" not in str(error.value)
    assert str(error.value) == error.value.text.to("en")


def test_an_icon_that_is_not_there_is_refused(tmp_path: Path) -> None:
    look = settings(tmp_path, "theme: {icon: {edit: material/no-such-icon}}")
    with pytest.raises(PlannerError, match="no such icon"):
        build_site([("", make_site())], tmp_path / "site", appearance=look)
    assert not (tmp_path / "site").exists()


# The plugin in a build of somebody else's


def _foreign(folder: Path, docs: str = "docs", more: str = "") -> Path:
    (folder / docs).mkdir(parents=True, exist_ok=True)
    (folder / docs / "index.md").write_text("# Welcome\n\n[about](about.md)\n", "utf-8")
    (folder / docs / "about.md").write_text("# About\n\nwords of theirs\n", "utf-8")
    (folder / "mkdocs.yml").write_text(
        f"site_name: Theirs\nsite_url: https://example.org/\ndocs_dir: {docs}\n"
        f"theme: {{name: material, font: false}}\n{more}",
        "utf-8",
    )
    return folder / "mkdocs.yml"


def build_foreign(file: Path, monkeypatch: pytest.MonkeyPatch, **options: object) -> Path:
    seen: list[tuple[Path, date | None, str | None]] = []

    def render(
        content: Path,
        *,
        as_of: date | None,
        language: str | None,
        twins: tuple[Twin, ...] = (),
        forge: object = None,  # noqa: ARG001 - what a render takes
    ) -> Site:
        seen.append((content, as_of, language))
        return replace(make_site("fi", words=HOSTILE), twins=twins)

    monkeypatch.setattr(planner.site, "render", render, raising=False)
    config = load_config(str(file))
    plugin = PlannerPlugin()
    assert plugin.load_config(options, str(file)) == ([], [])
    config.plugins["planner"] = plugin
    config.plugins.on_startup(command="build", dirty=False)
    try:
        build(config)
    finally:
        config.plugins.on_shutdown()
    assert seen[0][0] == file.parent / "content"
    return Path(config.site_dir)


def test_pages_are_added_to_a_site_of_somebody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = build_foreign(_foreign(tmp_path), monkeypatch, today=date(2026, 11, 22))
    assert (site / "about/index.html").is_file()
    theirs, ours = (
        (site / "about/index.html").read_text("utf-8"),
        (site / "plan/index.html").read_text("utf-8"),
    )
    assert "words of theirs" in theirs
    assert "assets/s.css" not in theirs
    assert 'href="../plan/calendar.html"' in theirs
    assert '<div lang="fi">' in ours
    assert '<link rel="stylesheet" href="assets/s.css">' in ours
    assert "Content-Security-Policy" not in ours
    assert (site / "plan/posts/p00002.html").is_file()
    sitemap = (site / "sitemap.xml").read_text("utf-8")
    assert "about/" in sitemap
    assert "plan/" not in sitemap
    for path in pages_of(site):
        text = path.read_text("utf-8")
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        for address in Elements(text).addresses:
            target = urljoin("/" + path.relative_to(site).as_posix(), urlsplit(address).path)
            if "//" not in address and path.name != "404.html":
                found = site / unquote(target).lstrip("/")
                assert found.is_file() or (found / "index.html").is_file(), (path, address)
    docs = json.loads((site / "search/search_index.json").read_text("utf-8"))["docs"]
    assert {"about/", "plan/posts/p00001.html"} <= {doc["location"] for doc in docs}


def test_the_plans_own_folder_is_never_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _foreign(tmp_path, "content", "nav: [index.md]\n")
    os.mkfifo(tmp_path / "content/pipe.md")
    (tmp_path / "content/out.md").symlink_to("/etc/passwd")
    (tmp_path / "content/root").symlink_to("/")
    site = build_foreign(file, monkeypatch, today="2026-11-22")
    assert (site / "index.html").read_text("utf-8").count("Theirs")
    assert not (site / "about").exists()
    assert (site / "posts/p00001.html").is_file()
    assert '<html lang="fi"' in (site / "posts/p00001.html").read_text("utf-8")


def test_a_template_of_theirs_cannot_undo_the_escaping(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _foreign(tmp_path)
    text = file.read_text("utf-8").replace("font: false", "font: false, custom_dir: overrides")
    file.write_text(text, "utf-8")
    (tmp_path / "overrides").mkdir()
    (tmp_path / "overrides/main.html").write_text(
        '{% extends "base.html" %}{% block announce %}theirs{% endblock %}', "utf-8"
    )
    page = (build_foreign(file, monkeypatch) / "plan/posts/p00001.html").read_text("utf-8")
    assert "theirs" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("docs", "options", "message"),
    [
        ("content/inner", {}, "inside one another"),
        ("docs", {"path": "../x"}, "folder below"),
        ("docs", {"today": "22.11.2026"}, "such as 2026-11-22"),
    ],
)
def test_options_that_cannot_work(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    docs: str,
    options: dict[str, str],
    message: str,
) -> None:
    with pytest.raises((PluginError, Abort)) as error:
        build_foreign(_foreign(tmp_path, docs), monkeypatch, **options)
    assert message in str(error.value.__context__ or error.value)


def test_another_theme_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _foreign(tmp_path)
    file.write_text(
        file.read_text("utf-8").replace("name: material, font: false", "name: mkdocs"), "utf-8"
    )
    with pytest.raises(Abort) as error:
        build_foreign(file, monkeypatch)
    assert "theme material" in str(error.value.__context__)


def test_what_the_core_refuses_stops_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(*_: object, **__: object) -> Site:
        raise PlannerError(T("there is no plan"))

    monkeypatch.setattr(planner.site, "render", render, raising=False)
    config = load_config(str(_foreign(tmp_path)))
    plugin = PlannerPlugin()
    plugin.load_config({}, config.config_file_path)
    config.plugins["planner"] = plugin
    with pytest.raises(Abort) as error:
        build(config)
    assert str(error.value.__context__) == "there is no plan"


# In a browser


@pytest.fixture(scope="module")
def served(hostile: Path) -> Iterator[str]:
    with serving(hostile) as address:
        yield address


@pytest.fixture(params=["http", "file"])
def base(request: pytest.FixtureRequest, hostile: Path, served: str) -> str:
    return served if request.param == "http" else hostile.as_uri()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["", "fi/"])
def test_search_finds_a_post(chromium: Browser, base: str, language: str, scheme: str) -> None:
    with Visit(chromium, base, color_scheme=scheme) as visit:
        page = visit.page
        page.goto(f"{base}/{language}posts/p00001.html")
        page.locator(".md-search__input").click()
        page.keyboard.type("findme2")
        link = page.locator(".md-search-result__link").first
        link.wait_for()
        assert link.get_attribute("href") == f"{base}/{language}posts/p00002.html"
        assert HOSTILE in (link.locator("h1").text_content() or "")
        page.wait_for_timeout(500)
        assert not faults_of_access(page)
        link.click()
        page.wait_for_url("**/p00002.html")
        assert not visit.faults


MANY = 250
"""More pages than the theme's search is given at a time."""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Give the addresses of a site of many posts, which tell of tomatoes, one of apples too."""
    target = tmp_path_factory.mktemp("many") / "site"
    apples = "omenapuu <b>kaski.fi</b> findme7 omenat tomaatit"
    sites = [
        (prefix, replace(site, pages=Pile(_with_apples(site, apples))))
        for prefix, site in both("tomaatit & kurkut", posts=MANY)
    ]
    build_site(sites, target, appearance=Appearance())
    with serving(target) as address:
        yield {"http": address, "file": target.as_uri()}


def _with_apples(site: Site, words: str) -> Iterator[SitePage]:
    for page in site.pages:
        yield replace(page, search_text=words) if page.path == "goals.html" else page


@pytest.mark.browser
@pytest.mark.parametrize("base", ["http", "file"])
@pytest.mark.parametrize(
    ("asked", "count", "first"),
    [
        pytest.param("tomaatit", 251, "Post 0", id="all of very many are counted"),
        pytest.param("findme249", 1, "Post 249", id="the last of all is found"),
        pytest.param("findme7 omena", 12, "Goals", id="what has both words comes first"),
        pytest.param("findme7 -omenat", 11, "Post 7", id="a word that must not be there"),
        pytest.param("findme7 -oma", 12, "", id="the beginning of one may be there"),
        pytest.param("-omenat", 251, "", id="nothing but a word that must not be there"),
        pytest.param("o'kurkut", 250, "Post", id="one letter of several tells nothing"),
        pytest.param("findme7-omena", 1, "Goals", id="words that belong together"),
        pytest.param("tomaat*", 251, "", id="the theme's own signs"),
        pytest.param("(", 0, "", id="no word at all"),
        pytest.param("+findme7 +omena", 1, "Goals", id="words that have to be there"),
        pytest.param('"findme7 omenat"', 1, "Goals", id="words together"),
        pytest.param("omenoita", 1, "Goals", id="another form of a word"),
        pytest.param("tomaattien", 251, "Post 0", id="another form, and very many of it"),
        pytest.param("findme7 omenoita", 12, "Goals", id="another form beside a word"),
        pytest.param("+findme7 +omenoita", 1, "Goals", id="another form that has to be there"),
        pytest.param("kaski", 1, "Goals", id="a word behind a sign"),
        pytest.param("maatit", 0, "", id="the end of a word is none"),
        pytest.param("amp", 0, "", id="how a sign is written in HTML is no word"),
    ],
)
def test_search_finds_words_and_their_forms(
    chromium: Browser, many: dict[str, str], base: str, asked: str, count: int, first: str
) -> None:
    with Visit(chromium, many[base]) as visit:
        page = visit.page
        page.goto(f"{many[base]}/fi/index.html")
        page.locator(".md-search__input").click()
        page.keyboard.type(asked, delay=5)  # each letter asks anew
        number = str(count) if count else "Ei"
        told = page.locator(".md-search-result__meta")
        told.filter(has_text=re.compile(rf"^\s*{number}\s")).wait_for()
        first_title = page.locator(".md-search-result__item h1").nth(0)
        if count:
            first_title.filter(has_text=re.compile(rf"^{first}")).wait_for()
        else:
            assert not first_title.count()
        assert not visit.faults


@pytest.mark.browser
@pytest.mark.parametrize("base", ["http", "file"])
def test_search_shows_nothing_where_nothing_is_asked(
    chromium: Browser, many: dict[str, str], base: str
) -> None:
    with Visit(chromium, many[base]) as visit:
        page = visit.page
        page.goto(f"{many[base]}/index.html")
        page.locator(".md-search__input").click()
        told = page.locator(".md-search-result__meta")
        found = page.locator(".md-search-result__item")
        for words in ("", " ", " -", " - +"):
            page.locator(".md-search__input").press("Control+a")
            page.keyboard.type(words)
            told.filter(has_text=re.compile(r"^\s*(Type|No)\b")).wait_for()
            assert not found.count()
        page.locator(".md-search__input").press("Control+a")
        page.keyboard.type("findme42")
        told.filter(has_text=re.compile(r"^\s*1\s")).wait_for()
        page.locator(".md-search__input").press("Control+a")
        page.keyboard.press("Backspace")
        told.filter(has_text=re.compile(r"^\s*Type\b")).wait_for()
        assert not found.count()
        assert not visit.faults


@pytest.mark.browser
def test_search_goes_on_where_its_script_fails_to_come_once(
    chromium: Browser, many: dict[str, str]
) -> None:
    with Visit(chromium, many["http"]) as visit:
        page = visit.page
        asked: list[str] = []

        def second_fails(route: Route) -> None:
            asked.append(route.request.url)
            if len(asked) == 2:
                route.abort()
            else:
                route.continue_()

        page.route("**/workers/search*.js", second_fails)
        page.goto(f"{many['http']}/index.html")
        field = page.locator(".md-search__input")
        field.click()
        told = page.locator(".md-search-result__meta")
        for words, number in (("findme7", 12), ("findme8", 11), ("findme90", 1)):
            field.press("Control+a")
            page.keyboard.type(words)
            told.filter(has_text=re.compile(rf"^\s*{number}\s")).wait_for()
        assert len(asked) > 3


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_frame_is_accessible(chromium: Browser, served: str, width: int, scheme: str) -> None:
    base = served
    look = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with Visit(chromium, base, **look) as visit:
        for path in ("index.html", "calendar/2026-11.html", "fi/posts/p00001.html"):
            visit.page.goto(f"{base}/{path}")
            assert not faults_of_access(visit.page)
            assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        visit.page.locator(".planner-twin").click()
        assert visit.page.url == f"{base}/posts/p00001.html"
        assert not visit.faults


@pytest.mark.browser
def test_the_policy_stops_what_gets_into_a_body(
    chromium: Browser, hostile: Path, base: str, tmp_path: Path
) -> None:
    evil = '<script>document.title="evil"</script><img src="x" onerror=\'document.title="evil"\'>'
    site = Site("en", "Plan", "2026-11-22", Pile([SitePage("bad.html", "Bad", evil, PageKind.HUB)]))
    build_site([("", site)], tmp_path / "site", appearance=Appearance())
    shutil.copy(tmp_path / "site/bad.html", hostile)
    with Visit(chromium, base) as visit:
        visit.page.goto(f"{base}/bad.html")
        visit.page.wait_for_timeout(200)
        assert visit.page.title() == "Bad – Plan"
        assert sum("Content Security Policy" in fault for fault in visit.faults) == 2
    (hostile / "bad.html").unlink()
