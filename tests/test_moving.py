"""Another day for a post: written as its file is, with what hangs together, and what it means."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from planner import writing
from planner.cli import shifting
from tests.homes import FRAME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.homes import Home


def answering(*lines: str | None) -> Iterator[str | None]:
    yield from lines


# Each way in which a day can be written


@pytest.mark.parametrize(
    ("before", "arguments", "after"),
    [
        ("date: 2026-05-11 # why\n", ["2026-05-18"], "date: 2026-05-18 # why\n"),
        ("date: 2026-5-11\n", ["+7"], "date: 2026-5-18\n"),
        ("date: 2026-05-11\ntime: 18:00\n", ["-2"], "date: 2026-05-09\ntime: 18:00\n"),
        (
            "date: 2026-05-11\ntime: 18:00\n",
            ["+7", "--time", "9.15"],
            "date: 2026-05-18\ntime: 09:15\n",
        ),
        ("date: 2026-05-11\n", ["+7", "--time", "9.15"], "date: 2026-05-18\ntime: 09:15\n"),
        ("date: 2026-05-11 18:00\n", ["+7"], "date: 2026-05-18 18:00\n"),
        ("date: 2026-05-11T18:00\n", ["+7", "--time", "8"], "date: 2026-05-18T08:00\n"),
        ("publish_at: 2026-05-11 18:00\n", ["18.5.2026"], "publish_at: 2026-05-18 18:00\n"),
        ("publish_at: 2026-05-11\n", ["+7", "--time", "8"], "publish_at: 2026-05-18 08:00\n"),
        (
            "publish_at: 2026-05-11\ntime: 9\n",
            ["+7", "--time", "8"],
            "publish_at: 2026-05-18\ntime: 8\n",
        ),
        (
            "date: 2026-05-11\npublish_at: 2026-05-11 18:00\n",
            ["+7", "--time", "19"],
            "date: 2026-05-18\npublish_at: 2026-05-18 19:00\n",
        ),
        ('date: "11.5.2026"\n', ["+7"], "date: 18.5.2026\n"),
        ("päivä: 11.5.2026\nkello: 18.00\n", ["+7"], "päivä: 18.5.2026\nkello: 18.00\n"),
        ("päivä: 11.05.2026\n", ["1.6."], "päivä: 01.06.2026\n"),
        ("päivä: 11. 5. 2026\n", ["1.6."], "päivä: 1. 6. 2026\n"),
        ("päivä: 11.5.\n", ["1.6."], "päivä: 1.6.\n"),
        ("päivä: 11.5.\n", ["2027-06-01"], "päivä: 1.6.2027\n"),
        (
            "päivä: 11.5. klo 18.30\n",
            ["1.6.", "--time", "9:05"],
            "päivä: 1.6. klo 9.05\n",
        ),
        ("julkaisuaika: 11.5.2026 klo 18\n", ["1.6."], "julkaisuaika: 1.6.2026 klo 18\n"),
        ("otsikko: O\ntila: luonnos\n", ["1.6."], "otsikko: O\ntila: luonnos\npäivä: 1.6.2026\n"),
        (
            "otsikko: O\ntila: luonnos\n",
            ["1.6.", "--time", "18.30"],
            "otsikko: O\ntila: luonnos\npäivä: 1.6.2026\nkello: 18.30\n",
        ),
        ("date:\nstatus: draft\n", ["2026-05-18"], "date: 2026-05-18\nstatus: draft\n"),
        ("date: soon\n", ["2026-05-18", "--time", "8"], "date: 2026-05-18\ntime: 08:00\n"),
        ("date: soon\ntime: 8\n", ["2026-05-18"], "date: 2026-05-18\ntime: 8\n"),
        (
            "julkaisuaika: ti 19.5. klo 18.00\n",
            ["1.6.", "--time", "18"],
            "julkaisuaika: 1.6.2026 18.00\n",
        ),
        ("{title: A, date: 2026-05-11}\n", ["+7"], "{title: A, date: 2026-05-18}\n"),
    ],
)
def test_the_way_of_writing_stays(
    home: Home, before: str, arguments: list[str], after: str
) -> None:
    home.post("p", before)
    home.run("move", "p", *arguments)
    assert home.read("p") == f"---\n{after}---\nText\n"


def test_a_day_that_stands_in_the_name_alone_is_written_into_the_file(home: Home) -> None:
    home.post("2026-05-11-x", "title: A\nstatus: draft\n")
    out, _ = home.run("move", "2026-05-11-x", "+7")
    assert out == "2026-05-11-x: 2026-05-11 → 2026-05-18\n"
    assert "date: 2026-05-18\n" in home.read("2026-05-11-x")


def test_the_mark_and_the_line_ends_stay_and_undo_gives_the_same_bytes(home: Home) -> None:
    home.write("posts/p.md", "\ufeff---\r\ntitle: Ä\r\ndate: 2026-05-11\r\n---\r\nA\r\nB")
    before = home.state()
    home.run("move", "p", "+7", "--time", "8")
    assert home.read("p") == (
        "\ufeff---\r\ntitle: Ä\r\ndate: 2026-05-18\r\ntime: 08:00\r\n---\r\nA\r\nB"
    )
    home.run("undo")
    assert home.state() == before


# What is refused


@pytest.mark.parametrize(
    ("matter", "arguments", "code", "said"),
    [
        ("date: 2026-04-28\nstatus: published\n", ["p", "+7"], 2, "planner copy p +7"),
        ("date: 2026-04-28\nstatus: reviewed\n", ["p", "+7"], 2, "went out on 2026-04-28"),
        ("date: 2026-05-11\npublished_at: 2026-05-12\n", ["p", "+7"], 2, "2026-05-12"),
        ("title: A\n", ["p", "+7"], 2, "has no day yet"),
        ("date: 2026-05-11\n", ["p", "friday"], 2, "“friday” is not a day"),
        ("date: 2026-05-11\n", ["p", "+99999"], 2, "“+99999” is not a day"),
        ("date: 2026-05-11\n", ["p", "+7", "--time", "late"], 2, "“late” is not a time of day"),
        ("date: 2026-05-11\n", ["q", "+7"], 2, "There is nothing called “q”"),
        ("date: 2026-05-11\n", ["p", "+7", "--alone", "--with-chain"], 2, "Choose one"),
        ("date: 2026-05-11\ndate: 2026-05-12\n", ["p", "+7"], 1, "“date: 2026-05-18”"),
        ("title: [a\n", ["p", "+7"], 2, "planner check says why"),
        ("date: 2026-05-11\npäivä: 2026-05-12\n", ["p", "+7"], 1, "“date: 2026-05-18”"),
        (
            "päivä: to 14.5.2026\n",
            ["p", "+7"],
            2,
            "The day of p cannot be read, so there is none to count from: “to 14.5.2026”.",
        ),
        ("publish_at: 14.05.26\n", ["p", "+7"], 2, "“14.05.26”. Name the day itself."),
        (
            "julkaisuaika: ti 19.5. klo 18.00\n",
            ["p", "1.6."],
            1,
            "content/posts/p.md is left as it is: “ti 19.5. klo 18.00” cannot be read, and a time that it may hold would be lost. Give the time too with --time, or write by hand: “julkaisuaika: 1.6.2026”",
        ),
        (
            "title: A\ndate: 2026-05-12\npublish_at: 2026-05-14 18:00\n",
            ["p", "+7"],
            1,
            "content/posts/p.md is left as it is: “publish_at” says 2026-05-14, and “date” says 2026-05-12 (lines 3 and 4). Keep the right one and delete the other; until then 2026-05-12 counts.",
        ),
        ("päivä: x\ndate: 2026-05-12\n", ["p", "2026-05-18"], 1, "“date: 2026-05-18”"),
    ],
)
def test_what_cannot_be_moved_is_said(
    home: Home, matter: str, arguments: list[str], code: int, said: str
) -> None:
    home.post("p", matter)
    before = home.state()
    _, err = home.run("move", *arguments, code=code)
    assert said in err
    assert (home.state() == before) is (code != 0)


def test_a_post_that_is_there_already_stays(home: Home) -> None:
    home.post("p", "date: 2026-05-11\ntime: 18:00\n")
    before = home.state()
    _, err = home.run("move", "p", "2026-05-11", "--time", "18")
    assert "on that day already" in err
    assert home.state() == before


def test_a_day_that_would_still_be_read_otherwise_is_left_to_the_person(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from planner import moving

    home.post("p", "date: 2026-05-11\n")
    before = home.state()
    monkeypatch.setattr(moving, "dated", lambda *_: {("title",): "x"})
    _, err = home.run("move", "p", "+7", code=2)
    assert "write it by hand in content/posts/p.md" in err
    assert home.state() == before


def test_in_ci_nothing_is_moved_unless_it_is_meant(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    home.post("p", "date: 2026-05-11\n")
    home.run("move", "p", "+7", code=2)
    home.run("copy", "p", "+7", code=2)
    out, _ = home.run("move", "p", "+7", "--diff")
    assert "+date: 2026-05-18" in out
    assert "2026-05-11" in home.read("p")
    home.run("move", "p", "+7", "--write")
    assert "2026-05-18" in home.read("p")


def test_a_file_that_somebody_saves_meanwhile_is_theirs(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home.post("p", "date: 2026-05-11\n")
    real = writing.original

    def save(file: Path, root: Path) -> writing.Original:
        path.write_text("---\ntitle: Theirs\n---\n", "utf-8")
        return real(file, root)

    monkeypatch.setattr(writing, "original", save)
    _, err = home.run("move", "p", "+7", code=1)
    assert "saved meanwhile" in err
    assert home.read("p") == "---\ntitle: Theirs\n---\n"


def test_a_file_that_was_saved_since_the_plan_was_read_is_theirs(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home.post("p", "date: 2026-05-11\n")
    agreed = shifting._Moving.move  # noqa: SLF001 - the moment between

    def save(self: shifting._Moving, *, chain: bool | None) -> None:
        path.write_text("---\ntitle: Theirs\n---\n", "utf-8")
        agreed(self, chain=chain)

    monkeypatch.setattr(shifting._Moving, "move", save)  # noqa: SLF001 - as above
    _, err = home.run("move", "p", "+7", code=1)
    assert "saved meanwhile" in err
    assert home.read("p") == "---\ntitle: Theirs\n---\n"


def test_a_file_that_is_gone_or_no_text_any_more_is_said(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = home.post("p", "date: 2026-05-11\n")
    move = shifting._Moving.move  # noqa: SLF001 - the moment between

    def remove(self: shifting._Moving, *, chain: bool | None) -> None:
        path.write_bytes(b"\xff\xfe")
        move(self, chain=chain)

    monkeypatch.setattr(shifting._Moving, "move", remove)  # noqa: SLF001 - as above
    _, err = home.run("move", "p", "+7", code=1)
    assert "content/posts/p.md is left as it is" in err
    assert os.path.getsize(path) == 2  # noqa: PTH202 - nothing written


# What hangs together


@pytest.fixture
def live(home: Home) -> Home:
    home.post("ad", "date: 2026-05-18\nstatus: draft\n")
    home.post(
        "live",
        "date: 2026-05-20\nstatus: ready\nlive: {announced_by: ad, rehearsal_on: 2026-05-19}\nnext_post: thanks\n",
    )
    home.post("clip", "date: 2026-05-22\nsource_posts: [live, old]\nstatus: draft\n")
    home.post("thanks", "date: 2026-05-25\nstatus: draft\n")
    home.post("old", "date: 2026-04-28\nstatus: published\n")
    home.post("other", "date: 2026-05-23\nsource_posts: [old]\nseries: s\n")
    home.post("gone", "date: 2026-05-24\nsource_posts: [live]\nstatus: cancelled\n")
    return home


def days(home: Home) -> dict[str, str]:
    lines = {path.stem: path.read_text("utf-8") for path in (home.content / "posts").glob("*.md")}
    return {name: text.split("date: ")[1][8:10] for name, text in lines.items()}


BEFORE = {
    "ad": "18",
    "live": "20",
    "clip": "22",
    "thanks": "25",
    "old": "28",
    "other": "23",
    "gone": "24",
}
ALL = {**BEFORE, "ad": "25", "live": "27", "clip": "29", "thanks": "01"}
ONE = {**BEFORE, "live": "27"}


def test_without_a_word_off_a_terminal_one_is_moved_and_the_others_are_named(live: Home) -> None:
    out, err = live.run("move", "live", "+7")
    assert out == "live: 2026-05-20 → 2026-05-27\n"
    assert days(live) == ONE
    for line in (
        "ad (2026-05-18): planner move ad 2026-05-25 --alone",
        "clip (2026-05-22): planner move clip 2026-05-29 --alone",
        "thanks (2026-05-25): planner move thanks 2026-06-01 --alone",
        "its rehearsal (2026-05-19): write the new day into content/posts/live.md",
        "clip builds on live and would come before it",
        "thanks is to follow live and would come before it",
    ):
        assert f"  {line}\n" in err
    assert "other" not in err
    assert "gone" not in err


def test_with_the_chain_all_of_it_moves_and_what_has_happened_stays(live: Home) -> None:
    before = live.state()
    out, err = live.run("move", "live", "+7", "--with-chain")
    assert days(live) == ALL
    assert "rehearsal_on: 2026-05-26}" in live.read("live")
    assert "live, rehearsal: 2026-05-19 → 2026-05-26\n" in out
    assert "The order" not in err
    assert "stays" not in err
    live.run("undo")
    assert live.state() == before


def test_alone_nothing_is_asked_and_only_a_wrong_order_is_said(live: Home) -> None:
    _, err = live.run("move", "live", "-4", "--alone")
    assert days(live) == {**BEFORE, "live": "16"}
    assert "ad announces live and would come after it" in err
    assert "the rehearsal of live on 2026-05-19 would come after it" in err
    assert "--alone" not in err


@pytest.mark.parametrize(
    ("answers", "wanted"),
    [(["y"], ALL), (["what?", "K"], ALL), ([""], ONE), (["n"], ONE)],
)
def test_on_a_terminal_it_is_asked_once(
    live: Home, monkeypatch: pytest.MonkeyPatch, answers: list[str | None], wanted: dict[str, str]
) -> None:
    waiting, asked = answering(*answers), []

    def ask(question: str) -> str | None:
        asked.append(question)
        return next(waiting)

    monkeypatch.setattr(shifting, "ask", ask)
    monkeypatch.setattr(shifting, "somebody_is_there", lambda: True)
    _, err = live.run("move", "live", "+7")
    assert days(live) == wanted
    assert asked[0] == (
        "4 more things belong to it: its rehearsal (2026-05-19), ad (2026-05-18), "
        "clip (2026-05-22), thanks (2026-05-25). "
        "Move them by as many days too? y = yes, Enter = no: "
    )
    assert "stays where it is" not in err
    live.run("move", "live", "+7", "--diff")
    assert len(asked) == len(answers)


def test_whoever_ends_it_at_the_question_moves_nothing(
    live: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = live.state()
    monkeypatch.setattr(shifting, "ask", lambda _: None)
    monkeypatch.setattr(shifting, "somebody_is_there", lambda: True)
    out, err = live.run("move", "live", "+7", code=2)
    assert (out, err) == ("", "\nNothing was changed.\n")
    assert live.state() == before


def test_a_rehearsal_that_was_held_stays_and_a_new_hour_tears_nothing(live: Home) -> None:
    _, err = live.run("move", "live", "2026-05-20", "--time", "12")
    assert "belongs" not in err
    out, err = live.run("move", "live", "+1", "--with-chain", "--today", "2026-05-20")
    assert "rehearsal" not in out + err
    assert "rehearsal_on: 2026-05-19}" in live.read("live")


def test_two_of_one_day_are_in_order_by_their_hours(home: Home) -> None:
    home.post("a", "date: 2026-05-20\ntime: 9\nnext_post: b\n")
    home.post("b", "date: 2026-05-21\ntime: 8\n")
    _, err = home.run("move", "b", "-1", "--alone")
    assert "b is to follow a and would come before it" in err
    _, err = home.run("move", "b", "2026-05-20", "--time", "10", "--alone")
    assert "The order" not in err


# What it means


def test_the_new_place_is_told_by_what_changes(sample: Home) -> None:
    out, err = sample.run("move", "p24", "20.6.2026", "--alone")
    assert out == "p24: 2026-06-18 09:00 → 2026-06-20 09:00\n"
    assert "p24: 2026-06-20 is a holiday, Midsummer Day." in err
    assert "anchor juhannus has no post before it" in err
    assert "planner undo takes all of this back" in err
    sample.run("undo")
    _, err = sample.run("move", "p36", "2026-07-25", "--alone")
    assert "p36" in err
    assert "not in the period" in err or "outside" in err
    out, err = sample.run("move", "p36", "2026-07-25", "--alone", "--quiet", "--diff")
    assert (out, err) == ("", "")


def test_what_a_rule_says_in_other_words_is_told_once(home: Home) -> None:
    home.post("p", "date: 2026-05-12\nstatus: ready\n")
    _, err = home.run("move", "p", "+7")
    assert err == (
        "The check then says, and did not before:\n"
        "  plan.md: weeks 18–20 are empty, 3 in a row from 2026-04-27\n"
        "  plan.md: weeks 22–29 are empty, 8 in a row from 2026-05-25\n"
        "planner undo takes all of this back.\n"
    )


def test_what_cannot_be_read_in_another_file_is_said_before_and_after(home: Home) -> None:
    home.write("channels/facebook.md", "---\ntitle: F\nwindows: [mo 9-10]\n---\n")
    home.post("p", "date: 2026-05-12\ntime: 18:00\nchannel: facebook\nstatus: ready\n")
    _, err = home.run("move", "p", "+1")
    assert "The check finds nothing new." in err


def test_a_plan_without_posts_says_so(home: Home) -> None:
    _, err = home.run("move", "p", "+1", code=2)
    assert err == "There is nothing called “p”. The plan has no posts yet.\n"


def test_nothing_new_is_said_so(home: Home) -> None:
    home.post("p", "date: 2026-05-11\nstatus: idea\n")
    _, err = home.run("move", "p", "+7")
    assert "The check finds nothing new." in err


def test_in_finnish_everything_is(home: Home) -> None:
    home.write("plan.md", FRAME.format(language="fi"))
    home.post("p", "otsikko: O\npäivä: 11.5.2026\nkello: 9.00\ntila: luonnos\n")
    out, err = home.run("move", "p", "14.5.")
    assert out == "p: 11.5.2026 9.00 → 14.5.2026 9.00\n"
    assert "p: 14.5.2026 on pyhäpäivä, Helatorstai." in err
    assert "Komento planner undo peruu kaiken tämän." in err
    _, err = home.run("move", "p", "joskus", code=2)
    assert "”joskus” ei ole päivä" in err


def test_what_the_settings_say_of_links_holds_after_the_move_too(home: Home) -> None:
    (home.content.parent / "planner.toml").write_text('[links]\nseparator = "_"\n', "utf-8")
    home.write("campaigns/yard-day.md", "---\ntitle: Yard day\n---\n")
    home.write("channels/facebook.md", "---\ntitle: Page\n---\n")
    home.post(
        "p",
        "title: A\nstatus: ready\nchannel: facebook\ndate: 2026-05-11\ncampaign: yard-day\nlink_id: p\n"
        "cta: {type: link, url: 'https://x.example/?utm_campaign=yard_day'}\n",
    )
    _, err = home.run("move", "p", "+1")
    assert "utm_campaign" not in err
