"""Whatever people write stays text, and what is not for readers stays where it is."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from planner.exporters import EXPORTS
from planner.exporters.orders import Order
from planner.model import ENTITIES
from tests.hostile import (
    CANARY,
    DAY,
    EARLY,
    NOWHERE,
    WORDS,
    Pen,
    differing,
    files,
    found_in,
    leaves,
    lost,
    made,
    parsed,
    shape,
    site_for,
    squeezed,
    written,
)

if TYPE_CHECKING:
    from pathlib import Path

    from planner.model import Plan
    from tests.hostile import Built

TAME, EVIL = True, False


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Built]:
    """The same plan with hostile words and with harmless ones."""
    projects = {tame: tmp_path_factory.mktemp("project") for tame in (EVIL, TAME)}
    return {tame: made(project, Pen(WORDS, tame)) for tame, project in projects.items()}


@pytest.fixture(scope="module")
def bodies(both: dict[bool, Built]) -> dict[bool, dict[str, str]]:
    """The pages of both in Finnish, without what stands around them."""
    return {
        tame: {page.path: page.body for page in site_for(built.content, built.plan, "fi").pages}
        for tame, built in both.items()
    }


# Words in every field


def test_there_are_hostile_words_in_every_field_that_takes_words(both: dict[bool, Built]) -> None:
    taking = {name for it in ENTITIES for name, kind, _ in leaves(it) if kind in ("free", "naming")}
    assert len(taking) > 90
    assert taking <= both[EVIL].pen.places


@pytest.mark.no_cover
def test_hostile_words_change_no_element_of_any_page(bodies: dict[bool, dict[str, str]]) -> None:
    plain, evil = bodies[TAME], bodies[EVIL]
    assert plain.keys() == evil.keys()
    assert sum(plain[path] != evil[path] for path in plain) > 100
    assert differing(plain.items(), evil) == []


@pytest.mark.no_cover
def test_hostile_words_change_no_element_of_what_stands_around_a_page(
    both: dict[bool, Built],
) -> None:
    plain, evil = (
        {path: page.decode() for path, page in files(both[tame].site, "*.html").items()}
        for tame in (TAME, EVIL)
    )
    assert plain.keys() == evil.keys()
    # Pages of a folder are stamped from one frame.
    seldom = {path.rpartition("/")[0]: path for path in plain if "zz" not in path}
    chosen = [path for path in plain if "/" not in path or path in seldom.values()]
    assert len(chosen) > 25
    assert differing(((path, plain[path]) for path in chosen), evil) == []


@pytest.mark.no_cover
def test_hostile_words_are_shown_as_they_were_written(
    both: dict[bool, Built], bodies: dict[bool, dict[str, str]]
) -> None:
    text = "\n".join(parsed(body).text for body in bodies[EVIL].values() if "z" in body)
    assert lost(both[EVIL].pen, text) == NOWHERE


# What stands beside the pages


def test_the_search_knows_words_as_text_alone(both: dict[bool, Built]) -> None:
    plain, evil = (
        json.loads((both[tame].site / "search/search_index.json").read_bytes())["docs"]
        for tame in (TAME, EVIL)
    )
    assert [it["location"].partition("?")[0] for it in evil] != []
    assert len(plain) == len(evil)
    said = "\n".join(it[part] for it in evil for part in ("title", "text"))
    assert parsed(said, part=True).outline == []
    assert all(squeezed(it) in squeezed(parsed(said, part=True).text) for it in WORDS)
    script = (both[EVIL].site / "search/search_index.js").read_bytes()
    assert script.startswith(b"var __index = {")
    assert b"<" not in script


def test_files_beside_the_pages_are_built_alike_whatever_people_write(
    both: dict[bool, Built],
) -> None:
    plain, evil = (files(both[tame].site) for tame in (TAME, EVIL))
    assert plain.keys() == evil.keys()
    looked = [name for name in plain if name.endswith((".csv", ".ics"))]
    assert len(looked) > 100
    for name in looked:
        assert same(shape(name, plain[name]), shape(name, evil[name])), name


@pytest.mark.parametrize("form", EXPORTS)
def test_exports_are_built_alike_whatever_people_write(form: str, both: dict[bool, Built]) -> None:
    name = f"x{EXPORTS[form].suffix}"
    plain, evil = (exported(both[tame].plan, form) for tame in (TAME, EVIL))
    assert same(shape(name, plain), shape(name, evil))
    assert len(evil) > 300


def same(one: object, other: object) -> bool:
    """Whether two are equal; pytest would take a minute to show how long ones differ."""
    return one == other


def exported(plan: Plan, form: str, *, drafts: bool = True) -> bytes:
    one = {"sprout": "linkedin", **dict.fromkeys(("buffer", "publer", "socialbee"), "facebook")}
    channel = one.get(form, "")  # they take one alone
    return EXPORTS[form].make(Order(plan, DAY, "en", channel=channel, drafts=drafts)).content


def test_no_cell_of_any_table_is_taken_for_a_formula(both: dict[bool, Built]) -> None:
    words = ('=HYPERLINK("//evil.example")', "+1", "-1", "@x", "\t=1", "\r=1", "'=1")
    plan = written(both[TAME].content.plan, Pen(words, before=True))
    cells = [
        cell
        for file in site_for(both[TAME].content, plan, "en").files
        if file.path.endswith(".csv")
        for row in csv.reader(io.StringIO(file.content.decode("utf-8-sig"), newline=""))
        for cell in row
    ]
    assert sum(cell.startswith("'=HYPERLINK") for cell in cells) > 20  # else it tests nothing
    harmful = [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell]
    assert [cell for cell in harmful if not cell.removeprefix("-").replace(".", "").isdigit()] == []


# What nobody outside may see


def test_nothing_secret_is_anywhere_in_the_site(
    both: dict[bool, Built], bodies: dict[bool, dict[str, str]]
) -> None:
    built = both[EVIL]
    assert secret(built.site.parent / "content") > 50  # else it tests nothing
    everything = {
        **files(built.site),
        **{path: body.encode() for path, body in bodies[EVIL].items()},
    }
    assert len(everything) > 300
    assert [name for name, content in everything.items() if found_in(content, CANARY)] == []
    assert [name for name in everything if CANARY in name.lower()] == []
    here = str(built.site.parent).lower()
    assert [name for name, content in everything.items() if found_in(content, here)] == []


def secret(folder: Path) -> int:
    return sum(found_in(content, CANARY) for content in files(folder).values())


@pytest.mark.parametrize("form", EXPORTS)
def test_nothing_secret_is_in_an_export(form: str, both: dict[bool, Built]) -> None:
    assert not found_in(exported(both[EVIL].plan, form), CANARY)


def test_the_calendars_of_the_site_hold_nothing_that_does_not_go_out(
    both: dict[bool, Built],
) -> None:
    site = both[EVIL].site
    holding = [name for name, content in files(site).items() if found_in(content, EARLY)]
    assert "board.html" in holding  # the site is for those who make the plan
    assert [name for name in holding if name.endswith(".ics")] == []


@pytest.mark.parametrize("form", [form for form in EXPORTS if form not in ("json", "csv")])
def test_an_export_holds_drafts_only_where_they_are_asked_for(
    form: str, both: dict[bool, Built]
) -> None:
    plan = both[EVIL].plan
    sound = {name: post for name, post in plan.posts.items() if "zz" not in name}
    assert not found_in(exported(replace(plan, posts=sound), form, drafts=False), EARLY)


LINK = {
    *("CallToAction.url", "Post.link_id", "Post.campaign", "Campaign.utm_campaign"),
    *("Business.name", "Post.channel", "a name"),
}
"""What a link is built of."""
GOING_OUT = LINK | {
    *("Post.title", "Post.body", "Post.hashtags", "Post.post_url"),
    *("Variant.text", "Variant.hashtags", "Channel.title"),
}
"""What goes out of a plan with its posts."""
WHO = {"Post.owner", "Live.host", "Live.moderator", "Role.title"}
CALENDAR = {"PlanFile.title", "Anchor.title", "Pillar.title", "Campaign.title"}
ALLOWED = {
    "ics": GOING_OUT | WHO | CALENDAR,
    "atom": GOING_OUT | {"PlanFile.title"},
    "links": LINK,
}


@pytest.mark.parametrize("form", [form for form in EXPORTS if form not in ("json", "csv")])
def test_an_export_holds_no_field_but_those_that_go_out(form: str, both: dict[bool, Built]) -> None:
    pen = both[EVIL].pen
    content = exported(both[EVIL].plan, form).decode().replace("\r\n ", "")
    held = {place for mark, place in pen.homes.items() if mark in content}
    assert held - ALLOWED.get(form, GOING_OUT | {"Post.media", "Post.alt_text"}) == set()
    assert held


def test_the_calendars_of_the_site_hold_no_field_but_those_that_go_out(
    both: dict[bool, Built],
) -> None:
    pen = both[EVIL].pen
    for content in files(both[EVIL].site, "*.ics").values():
        text = content.decode().replace("\r\n ", "")
        held = {place for mark, place in pen.homes.items() if mark in text}
        assert held - ALLOWED["ics"] == set()
