"""Links: what they say of their origin, what breaks them, and the list of all of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from planner import checker
from planner.config import Config
from planner.exporters import links as links_form
from planner.exporters.orders import Order
from planner.loader import load
from planner.model import CallToAction, Campaign, Channel, Plan, PlanFile, Variant
from planner.outgoing import utm
from tests.homes import FRAME
from tests.test_calendars import post
from tests.test_schedulers import DAY, order, sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Ran = tuple[int, str, str]


# What a link says of its origin


@pytest.mark.parametrize(
    ("written", "campaign", "separator", "said"),
    [
        ("", "", "-", "kesa-plan-2026"),
        ("", "", "_", "kesa_plan_2026"),
        ("", "yard-day", ".", "yard.day"),
        ("Open Yard  2026", "yard-day", "_", "open_yard_2026"),
        ("open-yard", "yard-day", "_", "open-yard"),
    ],
)
def test_names_are_small_and_the_sign_between_words_is_a_setting(
    written: str, campaign: str, separator: str, said: str
) -> None:
    plan = Plan(
        PlanFile.model_construct(title="Kesä plan 2026"),
        channels={"sivu-äänekoski": Channel.model_construct(id="sivu-äänekoski", type="facebook")},
        campaigns={"yard-day": Campaign.model_construct(id="yard-day", utm_campaign=written)},
        link_separator=separator,
    )
    going = post(campaign=campaign, link_id="own_name-1")
    assert utm(plan, going, "sivu-äänekoski") == {
        "utm_source": f"sivu{separator}aanekoski",
        "utm_medium": "social",
        "utm_campaign": said,
        "utm_content": "own_name-1",
    }


# What breaks a link


def broken(folder: Path, matter: str) -> list[tuple[str, str, str, int]]:
    """Return what is said of the links of a post, beside a plan's other findings."""
    content = folder / "content"
    (content / "posts").mkdir(parents=True)
    (content / "channels").mkdir()
    (content / "plan.md").write_text(FRAME.format(language="en"), "utf-8")
    (content / "channels" / "facebook.md").write_text("---\ntitle: Page\n---\n", "utf-8")
    (content / "posts" / "p1.md").write_text(
        f"---\ntitle: A\nstatus: ready\nchannel: facebook\n{matter}---\nText\n", "utf-8"
    )
    report = checker.check(load(content), dt.date(2026, 5, 1), Config(select=("broken-link",)))
    return [
        (str(it.severity.value), it.message.to("en"), it.help.to("en"), it.place.line)
        for it in report.diagnostics
    ]


WHOLE = "Write it in full, without spaces: “url: https://…”."


@pytest.mark.parametrize(
    ("matter", "said"),
    [
        ("cta: {type: link, url: https://farm.example/box}\n", []),
        ("cta: {type: link, url: 'https://farm.example/box?a=1#b'}\nlink_id: p1-box_2\n", []),
        ("cta: {type: contact, url: 'tel:+358401234567'}\n", []),
        ("cta: {type: contact, url: 'MAILTO:farm@farm.example'}\n", []),
        ("cta: {type: link, text: Look}\nlink_id: kevät\n", []),
        ("link_id: kevät\n", []),
        (
            "cta: {type: link, url: 'https://farm.example/the box'}\n",
            [("error", "the address “https://farm.example/the box” cannot be followed", WHOLE, 5)],
        ),
        (
            "cta: {type: link, url: farm.example}\n",
            [("error", "the address “farm.example” cannot be followed", WHOLE, 5)],
        ),
        (
            "cta: {type: link, url: 'https://me:secret@farm.example/box'}\n",
            [
                (
                    "error",
                    "the address holds a user name or a password, which all who see it can read",
                    "Take out what stands between // and @.",
                    5,
                )
            ],
        ),
        (
            "cta: {type: link, url: 'http://farm.example'}\n",
            [
                (
                    "warning",
                    "the address “http://farm.example” begins with http, and browsers warn of such pages",
                    "Try the page with https:// in front; if it opens, write the address so.",
                    5,
                )
            ],
        ),
        (
            "cta: {type: link, url: 'https://farm.example/?utm_source=Facebook&utm_campaign=own'}\nlink_id: a\n",
            [
                (
                    "warning",
                    "the address says utm_source=Facebook, and by the plan it is facebook",
                    "Take utm_source out of the address; it is added by itself.",
                    5,
                )
            ],
        ),
        ("cta: {type: link, url: 'https://farm.example/?utm_source=facebook'}\nlink_id: a\n", []),
        ("cta: {type: link, url: 'https://farm.example/?utm_source=own'}\n", []),  # no link_id yet
        (
            "cta: {type: link, url: 'https://farm.example/?utm_campaign=own'}\nlink_id: a\ncampaign: yard\n",
            [
                (
                    "warning",
                    "the address says utm_campaign=own, and by the plan it is yard",
                    "Take utm_campaign out of the address; it is added by itself.",
                    5,
                )
            ],
        ),
        (
            "cta: {type: link, url: https://farm.example}\nlink_id: Kevät & kesä\n",
            [
                (
                    "warning",
                    "the link's name “kevät & kesä” looks different in an address",
                    "Only the letters a to z, digits and hyphens stay as they are: “link_id: kevat-kesa”.",
                    6,
                )
            ],
        ),
        ("cta: {type: link, url: https://farm.example}\nlink_id: P1-Box\n", []),  # read as p1-box
    ],
)
def test_what_breaks_a_link_is_said(
    tmp_path: Path, matter: str, said: list[tuple[str, str, str, int]]
) -> None:
    assert broken(tmp_path, matter) == said


# The list of all of them


def test_the_links_are_listed_as_each_channel_gets_them(
    exporting: Callable[..., Ran],
) -> None:
    told = {"instagram": Variant.model_construct(text="", time=None)}
    cta = CallToAction.model_construct(url="https://farm.example/?a=1#box")
    off = post("off", status="cancelled", cta=cta)
    listed = order(
        post(cta=cta, link_id="p01-box", variants=told), post("none"), off, language="fi"
    )
    found = sheet(links_form.export(listed), ";")
    assert [tuple(it) for it in found] == [("tunniste", "kanava", "osoite")] * 2
    address = "https://farm.example/?a=1&utm_source={}&utm_medium=social&utm_campaign=summer&utm_content=p01-box#box"
    assert [(it["kanava"], it["osoite"]) for it in found] == [
        ("facebook", address.format("facebook")),
        ("instagram", address.format("instagram")),
    ]
    one = sheet(links_form.export(Order(listed.plan, DAY, "en", channel="instagram")))
    assert [it["channel"] for it in one] == ["instagram"]
    assert exporting("links")[0] == 0
    code, out, err = exporting("links", "--person", "summer-helper", "--channel", "youtube")
    assert (code, out) == (2, "")
    assert err.startswith("There is nothing to export")


def test_names_in_links_are_small_and_parted_as_the_settings_say(
    exporting: Callable[..., Ran], plan: Path
) -> None:
    settings = plan.parent / "planner.toml"
    settings.write_text('[links]\nseparator = "_"\n', "utf-8")
    out = exporting("links")[1]
    assert "utm_campaign=kaskisuvanto_organic_farm_2026&" in out
    assert "utm_content=p03-newsletter" in out  # a name that somebody gave stays
    for broken in ('[links]\nseparator = "/"\n', "[links]\nseparator = 1\n", '[links]\nx = "_"\n'):
        settings.write_text(broken, "utf-8")
        code, out, err = exporting("links")
        assert (code, out) == (2, "")
        assert "planner.toml" in err
