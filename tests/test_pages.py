"""`planner pages`: the site as files for another engine, which must come out as the same site."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

import markdown
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from justhtml import JustHTML
from mkdocs.commands.build import build as mkdocs
from mkdocs.config import load_config

from planner.errors import PlannerError
from planner.site import render
from planner.site.appearance import Appearance
from planner.site.page import Heading, PageKind, Pile, Shortcut, Site, SiteFile, SitePage, Twin
from planner.site.project import markdown_of, one_line, write_project
from tests.browsing import DAY, only
from tests.trust.engines import body_of, dead_links, tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.homes import Home

HOSTILE = "---\n</title><script>alert(1)</script>{{ 7*7 }}{% raw %}\"'><img src=x onerror=alert(2)>"
LINES = (
    *("```", "~~~ js", "    code", "# Heading", "---", "***", "1. one", "- [ ] task", "> said"),
    *(
        "| a | b |",
        "|---|---|",
        "[x]: http://e.example",
        "[x](javascript:1)",
        "*[CSS]: x",
        "[^1]: n",
    ),
    *("{{ config }}", "{% include 'x' %}", "{# no #}", "{: onclick=x }", '--8<-- "mkdocs.yml"'),
    *(
        "</div>",
        "<div markdown='1'>",
        "<!-- a",
        "-->",
        "]]>",
        "<?php",
        "<![CDATA[",
        "&lt;",
        "&#10;",
    ),
    *("_a_ *b* `c` ~~d~~ ==e== :smile: (c) H~2~O", "wzxhzdk:0", "!!! note", "??? x", "=== 'tab'"),
    *("\t", "  ", "", "\r", "\x02wzxhzdk:0\x03", "\x0b\x0c", "\u2028", "\x85", "\u202e", "::: x"),
)
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(LINES), st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
    ),
    max_size=6,
).flatmap(lambda lines: st.sampled_from(["\n", "\n\n", "\r\n", " "]).map(lambda by: by.join(lines)))
EXTENSIONS = (
    *("abbr", "admonition", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html"),
    *("meta", "nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks", "pymdownx.arithmatex"),
    *(
        "pymdownx.b64",
        "pymdownx.blocks.html",
        "pymdownx.caret",
        "pymdownx.critic",
        "pymdownx.details",
    ),
    *("pymdownx.emoji", "pymdownx.inlinehilite", "pymdownx.keys", "pymdownx.magiclink"),
    *("pymdownx.mark", "pymdownx.smartsymbols", "pymdownx.snippets", "pymdownx.superfences"),
    *("pymdownx.tabbed", "pymdownx.tasklist", "pymdownx.tilde"),
)
BUILT_IN = ("toc", "tables", "fenced_code")
"""What MkDocs and ProperDocs add to the settings, which have none."""


def a_body(one: str, two: str, three: str) -> str:
    """Return a body as the templates make it, of three texts."""
    one, two, three = (escape(text) for text in (one, two, three))
    return (
        f'<h1 id="a">{one}</h1>\n\n\n<p\n   class="x"\n   title="{two}">{three}<br>{one}\n'
        f"<ul><li>{two}\n\n<pre>{three}</pre>\n<code>{one}</code></li></ul>"
        f'<svg viewBox="0 0 1 1"><title>{two}</title><path fill="none" d="M0 0"/></svg>\n'
        f'<input value="{three}" disabled>\n    <details open><summary>{one}</summary>{two}</details>'
    )


@settings(max_examples=40)
@pytest.mark.no_cover
@given(TEXTS, TEXTS, TEXTS, st.sampled_from([BUILT_IN, (), EXTENSIONS]))
@example("\n\n```\n{{ x }}\n```\n", '\n---\n"', "\n\n    a\n\n[b]: c\n", EXTENSIONS)
def test_a_body_passes_through_any_markdown_as_it_is(
    one: str, two: str, three: str, extensions: tuple[str, ...]
) -> None:
    body = a_body(one, two, three)
    text = f"<div>{one_line(body)}</div>\n"
    assert "{" not in text
    assert len(text.splitlines()) == 1 or "\x85" in text or "\u2028" in text or "\u2029" in text
    made = markdown.markdown(text, extensions=[*extensions])
    assert tree(made) == tree(f"<div>{body}</div>")


@settings(max_examples=40)
@pytest.mark.no_cover
@given(TEXTS, TEXTS)
@example("\x85\u2028---\r\n'", "a\n---\n{{ x }}: [")
def test_no_text_of_a_person_ends_the_front_matter_or_adds_to_it(title: str, heading: str) -> None:
    page = SitePage("a/b.html", title, "<h1>x</h1>", headings=(Heading("x", heading),))
    site = Site("en", title, "2026-06-07", Pile([page]))
    plain = SitePage("a/b.html", "x", "<h1>x</h1>", headings=(Heading("x", "x"),))
    found, expected = (front_of(markdown_of(site, it, it.body)) for it in (page, plain))
    assert [*found] == [*expected]
    assert tree(found["title"]) == tree(escape(title))
    assert tree(found["toc"][0]["name"]) == tree(escape(heading))
    assert found["policy"] == expected["policy"]


def front_of(text: str) -> dict[str, Any]:
    matter = re.match(r"---\n(.*?\n)---\n\n<div>", text, re.DOTALL)
    assert matter
    assert not re.search(r"^(---|\.\.\.)", matter[1], re.MULTILINE)
    found: dict[str, Any] = yaml.safe_load(matter[1])
    return found


def a_site(words: str, language: str = "en") -> Site:
    twin = Twin("fi", words, "fi/") if language == "en" else Twin("en", words, "../")
    body = f'<h1 id="x">{escape(words)}</h1><pre>{escape(words)}</pre><a href="posts/p1.html">x</a>'
    heading = Heading("x", words)
    post = SitePage("posts/p1.html", words, "<h1>P</h1>", PageKind.STAMPED, description=words)
    pages = (
        SitePage("index.html", words, body, PageKind.HUB, headings=(heading,), search_text=words),
        SitePage("calendar.html", words, body, PageKind.HUB, section=f"When {words}"),
        SitePage("list.html", words, body, edit_url=f"https://example.org/?{words}"),
        post,
    )
    return Site(
        language,
        f"Plan {words}",
        "2026-06-07",
        Pile(pages),
        files=(SiteFile("assets/s.css", b"p{margin:1em}"), SiteFile("assets/s.js", b"var s = 1")),
        styles=("assets/s.css",),
        scripts=("assets/s.js",),
        twins=(twin,),
        shortcuts=(Shortcut("index.html", words),),
        shortcuts_label=words,
    )


def write_small(words: str, folder: Path) -> None:
    """Write the pages of a small site in two languages, with these words wherever a text is."""
    look = Appearance(site_name=f"Name {words}", copyright=words)
    write_project([("", a_site(words)), ("fi/", a_site(words, "fi"))], folder, appearance=look)


def built(words: str, folder: Path) -> Path:
    write_small(words, folder)
    for file in ("mkdocs.yml", "mkdocs.fi.yml"):
        build(folder / file)
    return folder / "site"


def build(file: Path) -> None:
    config = load_config(str(file), strict=True)
    config.plugins.on_startup(command="build", dirty=False)
    mkdocs(config)
    config.plugins.on_shutdown()


def elements(path: Path) -> list[tuple[str, ...]]:
    """Return the elements of a page, each with the names of its attributes."""
    found = JustHTML(path.read_text("utf-8"), sanitize=False).query("*")
    return [(each.name, *sorted(each.attrs or {})) for each in found]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("plain", tmp_path_factory.mktemp("plain") / "p")


def test_hostile_words_change_no_element_of_any_page(plain: Path, tmp_path: Path) -> None:
    hostile = built(HOSTILE, tmp_path / "hostile ä")
    pages = [path.relative_to(plain) for path in plain.rglob("*.html") if path.stem != "404"]
    assert len(pages) == 8
    for path in pages:
        assert elements(hostile / path) == elements(plain / path), path
    for path in hostile.parent.glob("[ef]?/**/*.md"):
        assert "{" not in path.read_text("utf-8")
    assert dead_links(hostile) == []
    index = (hostile / "search/search_index.json").read_text("utf-8")
    assert "<script" not in index
    assert "list.html" not in index


def test_a_page_has_what_its_engine_has_to_know(plain: Path) -> None:
    site = plain
    post = (site / "fi/posts/p1.html").read_text("utf-8")
    assert '<html lang="fi"' in post
    assert "<title>plain – Name plain</title>" in post
    for part in (
        '<meta name="robots" content="noindex">',
        '<meta name="description" content="plain">',
        'href="../../posts/p1.html" hreflang="en"',
        'href="../assets/s.css"',
        'src="../assets/s.js"',
        "default-src 'none'; script-src 'self' 'unsafe-inline'",
    ):
        assert part in post
    assert "fonts.g" not in post
    assert "canonical" not in post
    assert "site_url" not in (site.parent / "mkdocs.yml").read_text("utf-8")
    home = (site / "index.html").read_text("utf-8")
    assert '<a href="#x" class="md-nav__link">' in home
    assert 'aria-current="page"' in home
    assert 'rel="edit noopener"' not in home
    assert 'href="https://example.org/?plain"' in (site / "list.html").read_text("utf-8")
    assert (site / "robots.txt").read_bytes().endswith(b"Disallow: /\n")
    assert not (site / "fi/robots.txt").exists()


@pytest.fixture
def few() -> Iterator[None]:
    with only("home.html", "post.html"):
        yield


@pytest.mark.usefixtures("few")
def test_mkdocs_makes_of_the_pages_what_planner_build_makes(sample: Home, tmp_path: Path) -> None:
    out, err = sample.run("pages", "made", "--today", str(DAY))
    assert out == ""
    assert err.splitlines()[-2:] == [
        "  mkdocs build -f mkdocs.yml",
        "  mkdocs build -f mkdocs.fi.yml",
    ]
    made = tmp_path / "made"
    for file in ("mkdocs.yml", "mkdocs.fi.yml"):
        build(made / file)
    for language, folder in (("en", ""), ("fi", "fi/")):
        site = render(sample.content, as_of=DAY, language=language)
        for page in site.pages:
            found = (made / "site" / folder / page.path).read_text("utf-8")
            assert body_of(found) == tree(f"<div>{page.body}</div>"), page.path
        for extra in site.files:
            assert (made / "site" / folder / extra.path).read_bytes() == extra.content


@pytest.mark.usefixtures("few")
def test_pages_are_the_same_each_time_and_replace_none_but_their_own(
    sample: Home, tmp_path: Path
) -> None:
    sample.run("pages", "one", "--lang", "fi")
    (tmp_path / "one/left-over.md").write_text("old", "utf-8")
    sample.run("pages", "one", "--lang", "fi")
    sample.run("pages", "deep/two", "--lang", "fi")
    files = [
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (tmp_path / "one", tmp_path / "deep/two")
    ]
    assert files[0] == files[1]
    assert {path.name for path in (tmp_path / "one").iterdir()} == {
        *(".planner-site", "fi", "mkdocs.yml", "theme")
    }
    before = sample.state()
    for folder in ("content", ".", "content/plan.md", "content/pages/new", "one/../content/new"):
        sample.run("pages", folder, code=2)
        sample.run("build", "--output", folder, code=2)
    assert sample.state() == before
    assert {path.name for path in tmp_path.iterdir()} == {"content", "one", "deep"}


@pytest.mark.parametrize("path", ["../x.html", "/x.html", "index.html"])
def test_no_page_is_written_outside_or_over_another(tmp_path: Path, path: str) -> None:
    home = SitePage("index.html", "x", "x", PageKind.HUB)
    site = Site("en", "x", "2026-06-07", Pile([home, SitePage(path, "x", "x")]))
    with pytest.raises(PlannerError, match="taken, or outside"):
        write_project([("", site)], tmp_path / "made", appearance=Appearance())
    assert not list(tmp_path.iterdir())


def test_pages_can_be_asked_for_in_finnish(sample: Home) -> None:
    assert "Kirjoita sivuston sivut" in sample.run("pages", "--help", "--lang", "fi")[0]
