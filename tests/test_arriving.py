"""planner fetch and planner import: what is surely a post's is noted, what may be is asked."""

from __future__ import annotations

import csv
import datetime as dt
import os
import re
import shlex
import threading
import tracemalloc
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import cli, following, loader, results, scorecard
from planner.cli import output, receiving
from planner.matching import Matches, matched
from planner.results import Arrival
from planner.schedule import Schedule
from planner.texts import T
from planner.tracking.feeds import Feed
from planner.tracking.sightings import Sighting
from planner.values import Moment

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planner.model import Plan, Post

    Run = Callable[..., tuple[int, str, str]]

TODAY = ("--today", "2026-06-07")
NOON = dt.datetime(2026, 6, 7, 12, tzinfo=dt.UTC).timestamp()
INSTAGRAM = [
    "Post ID",
    "Account ID",
    "Account username",
    "Account name",
    "Description",
    "Duration (sec)",
    "Publish time",
    "Permalink",
    "Post type",
    "Data comment",
    "Date",
    "Views",
    "Reach",
    "Likes",
    "Shares",
    "Follows",
    "Comments",
    "Saves",
]
VIDEO = """<entry><id>yt:video:{id}</id><yt:videoId>{id}</yt:videoId><title>{title}</title>
<link rel="alternate" href="https://www.youtube.com/watch?v={id}"/><published>{day}T{clock}:00+03:00</published>
<media:group><media:description>{text}</media:description><media:community>
<media:starRating count="{likes}" average="5.00" min="1" max="5"/><media:statistics views="{views}"/>
</media:community></media:group></entry>"""
CHANNEL = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">
<title>Kaskisuvanto</title>{entries}</feed>"""


@pytest.fixture(autouse=True)
def at_a_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def run(plan: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a copy of the sample; return the exit code and what was said."""
    assert plan.is_dir()

    def command(*arguments: str, today: str = "2026-06-07") -> tuple[int, str, str]:
        code = cli.run([arguments[0], "--today", today, *arguments[1:]])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def read(plan: Path) -> Plan:
    return loader.load(plan).plan


def ledger(plan: Path) -> list[str]:
    path = plan / "tracking/2026.csv"
    return path.read_text("utf-8").splitlines()[1:] if path.exists() else []


def texts(plan: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in (plan / "posts").glob("*.md")}


def entry(post: Post, **other: object) -> dict[str, object]:
    """Return a post as an entry of a feed has it."""
    usual = {
        "id": f"video{post.id}xxx",
        "title": post.title,
        "text": post.body,
        "day": post.published_on,
        "clock": "19:00",
        "likes": 12,
        "views": 340,
    }
    return usual | other


def feed(path: Path, *entries: dict[str, object]) -> str:
    told = (VIDEO.format(**{k: escape(str(it)) for k, it in one.items()}) for one in entries)
    path.write_text(CHANNEL.format(entries="".join(told)), "utf-8")
    return str(path)


def instagram(path: Path, *rows: dict[str, object], saved: float = NOON) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, INSTAGRAM)
        table.writeheader()
        table.writerows(rows)
    os.utime(path, (saved, saved))
    return str(path)


def row(post: Post, **other: object) -> dict[str, object]:
    """Return a post as a row of Instagram's table has it."""
    usual = {
        "Post ID": f"1797000000{post.id[1:]}",
        "Account username": "kaskisuvanto",
        "Description": post.body,
        "Publish time": f"{post.published_on:%m/%d/%Y} 10:00",
        "Permalink": f"https://www.instagram.com/p/AAA{post.id}/",
        "Date": "Lifetime",
        "Views": 1310,
        "Reach": 990,
        "Likes": 41,
        "Comments": 6,
    }
    return usual | other


def numbers(found: Sequence[str]) -> set[tuple[str, str]]:
    """Return the metrics and values of rows."""
    return {(cells[2], cells[3]) for cells in (line.split(",") for line in found)}


def waiting(plan: Path, name: str, status: str = "scheduled") -> None:
    """Let a post of the sample still wait to go out, without figures and words."""
    path = plan / f"posts/{name}.md"
    text = re.sub(r"status: \w+", f"status: {status}", path.read_text("utf-8"), count=1)
    path.write_text(
        re.sub(r"^(metrics|analysis):\n(?:  .*\n)+", "", text, flags=re.MULTILINE), "utf-8"
    )


# Feeds


def test_a_feed_notes_what_is_surely_a_post_and_says_where_it_is(plan: Path, run: Run) -> None:
    post, before = read(plan).posts["p07"], texts(plan)
    code, out, err = run("fetch", "youtube", "--file", feed(plan.parent / "f.xml", entry(post)))
    assert code == 0
    assert ledger(plan) == [
        "post:p07,2026-06-07,views,340,feed,false",
        "post:p07,2026-06-07,reactions,12,feed,false",
    ]
    assert "p07: views 340, reactions 12 (2026-06-07)\n" in out
    assert "changed: content/posts/p07.md\n" in out
    assert "2 figures noted." in err
    after = texts(plan)
    line = "post_url: https://www.youtube.com/watch?v=videop07xxx\n"
    assert after["p07.md"].replace(line, "") == before.pop("p07.md")
    assert {name: after[name] for name in before} == before


def test_a_further_fetch_is_a_further_sample_and_a_second_one_that_day_counts_anew(
    plan: Path, run: Run
) -> None:
    post = read(plan).posts["p07"]
    for day, views in (("06-07", 340), ("06-08", 340), ("06-08", 352)):
        file = feed(plan.parent / "f.xml", entry(post, views=views))
        assert run("fetch", "youtube", "--file", file, today=f"2026-{day}")[0] == 0
    sampled = [line.split(",")[1:4] for line in ledger(plan) if ",views," in line]
    assert sampled == [
        ["2026-06-07", "views", "340"],
        ["2026-06-08", "views", "340"],
        ["2026-06-08", "views", "352"],
    ]
    content = loader.load(plan)
    assert [it.rule.slug for it in content.findings] == []
    newest = Schedule(content.plan, dt.date(2026, 6, 9)).latest(content.plan.posts["p07"], "views")
    assert newest
    assert newest.value == 352


def test_what_went_out_is_published_from_then_on(plan: Path, run: Run) -> None:
    waiting(plan, "p07")
    post, before = read(plan).posts["p07"], texts(plan)
    a_day_later = entry(post, day=post.day + dt.timedelta(1) if post.day else None, clock="20:15")
    assert run("fetch", "youtube", "--file", feed(plan.parent / "f.xml", a_day_later))[0] == 0
    after = read(plan).posts["p07"]
    assert after.status == "published"
    assert after.published_at == Moment(dt.date(2026, 5, 13), dt.time(20, 15))
    assert cli.run(["undo"]) == 0
    assert texts(plan) == before


@pytest.mark.payload("R11")
def test_what_is_dated_in_the_future_has_no_day(plan: Path, run: Run) -> None:
    post = read(plan).posts["p07"]
    file = feed(plan.parent / "f.xml", entry(post, title="Soon", text="", day="2026-06-20"))
    _, out, _ = run("fetch", "youtube", "--file", file)
    assert "  on an unknown day: “Soon”\n" in out


def test_a_finnish_plan_is_written_in_finnish(plan: Path, run: Run) -> None:
    (plan / "plan.md").write_text(
        (plan / "plan.md").read_text("utf-8").replace("language: en", "language: fi"), "utf-8"
    )
    path = plan / "posts/p07.md"
    path.write_text(path.read_text("utf-8").replace("status: reviewed", "tila: ajastettu"), "utf-8")
    code, out, err = run(
        "fetch", "youtube", "--file", feed(plan.parent / "f.xml", entry(read(plan).posts["p07"]))
    )
    assert code == 0
    assert "tila: julkaistu\n" in path.read_text("utf-8")
    assert "julkaisun osoite: https://www.youtube.com/watch?v=videop07xxx\n" in path.read_text(
        "utf-8"
    )
    assert "p07: katselukerrat 340, tykkäykset 12 (7.6.2026)" in out
    assert "Kirjattiin 2 lukua." in err


def test_what_is_no_post_and_what_did_not_show_is_told(plan: Path, run: Run) -> None:
    waiting(plan, "p07")
    post = read(plan).posts["p07"]
    others = (
        entry(
            post,
            id="unplanned01",
            title="Nettles are picked with gloves",
            text="",
            day="2026-05-10",
        ),
        entry(post, id="before00001", title="Merry Christmas to all", text="", day="2025-12-24"),
    )
    code, out, err = run("fetch", "youtube", "--file", feed(plan.parent / "f.xml", *others))
    assert code == 0
    assert ledger(plan) == []
    assert "beside the plan:\n  2026-05-10 19:00: “Nettles are picked with gloves”\n" in out
    assert "Perhaps they went out on another day:\n  p07 From seed to box" in out
    assert "1 thing went out before or after the plan's period." in err


def test_what_may_be_a_post_is_listed_with_the_command_that_says_so(plan: Path, run: Run) -> None:
    post = read(plan).posts["p07"]
    own = list(dict.fromkeys(re.findall(r"[a-z]{3,}", post.body)))[:15]
    like = entry(post, title="A", text=" ".join([*own, *map(str, range(2000, 2005))]))
    path = feed(plan.parent / "f.xml", like)
    code, out, _ = run("fetch", "youtube", "--file", path)
    assert (code, ledger(plan)) == (0, [])
    command = re.search(r"may be p07, .*once more: (planner track p07 --url .*)\n", out)
    assert command
    assert cli.run([*shlex.split(command[1])[1:], *TODAY]) == 0
    run("fetch", "youtube", "--file", path)
    assert numbers(ledger(plan)) == {("views", "340"), ("reactions", "12")}


@pytest.mark.parametrize(
    ("answer", "noted"),
    [("y", 2), ("k", 2), ("joo", 2), ("YES", 2), ("", 0), ("ei", 0), ("q", 0), (None, 0)],
)
def test_at_a_terminal_what_may_be_a_post_is_asked(
    plan: Path, run: Run, monkeypatch: pytest.MonkeyPatch, answer: str | None, noted: int
) -> None:
    asked: list[str] = []

    def ask(question: str) -> str | None:
        asked.append(question)
        return answer

    monkeypatch.setattr(receiving, "somebody_is_there", lambda: True)
    monkeypatch.setattr(receiving, "ask", ask)
    post = read(plan).posts["p07"]
    like = entry(post, title=" ".join(post.title.split()[:3]), text="")
    assert run("fetch", "youtube", "--file", feed(plan.parent / "f.xml", like))[0] == 0
    assert len(asked) == 1
    assert (
        "Is it p07, From seed to box: how a vegetable box is made (planned 2026-05-12)?" in asked[0]
    )
    assert len(ledger(plan)) == noted


HOSTILE = "\x1b]0;x\x07 ::error file=a::x $(touch /tmp/x) `id` '; rm -rf ~ #"


@pytest.mark.payload("R10", "H11")
def test_text_from_outside_is_text_wherever_it_is_shown(plan: Path, run: Run) -> None:
    post = read(plan).posts["p07"]
    title = HOSTILE.replace("\x1b", "&#x9b;").replace("\x07", "")
    bad = entry(
        post, id="a'b;$(id)&amp;c", title=f"{title} {' '.join(post.title.split()[:3])}", text=""
    )
    path = Path(feed(plan.parent / "f.xml", bad))
    path.write_text(path.read_text("utf-8").replace("&amp;#x9b;", "&#x9b;"), "utf-8")
    _, out, err = run("fetch", "youtube", "--file", str(path))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", out + err)
    assert not re.search(r"^\s*::", out + err, re.MULTILINE)
    for line in out.splitlines():
        command = line.partition("If it is: ")[2]
        assert not command or len(shlex.split(command)) == 5


def test_a_feed_that_is_none_is_told_and_changes_nothing(plan: Path, run: Run) -> None:
    path = plan.parent / "f.xml"
    for content, why in (
        (b"<html><body>Sign in</body></html>", "it is a web page, and the page names no feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "it is no feed (RSS or Atom)"),
        (b"", "it is no feed (RSS or Atom)"),
    ):
        path.write_bytes(content)
        code, out, err = run("fetch", "youtube", "--file", str(path))
        assert (code, out) == (1, "")
        assert err == f"f.xml: {why}\n" or "damaged" in err
    assert ledger(plan) == []
    path.write_text(
        '<html><link rel="alternate" type="application/rss+xml" href="https://b.example/feed">',
        "utf-8",
    )
    assert (
        run("fetch", "youtube", "--file", str(path))[2]
        == "f.xml: it is a web page; its feed is at https://b.example/feed\n"
    )
    assert run("fetch", "youtube", "--file", "none.xml")[0] == 2


def test_a_damaged_feed_is_read_as_far_as_it_goes_and_fails(plan: Path, run: Run) -> None:
    post = read(plan).posts["p07"]
    path = Path(feed(plan.parent / "f.xml", entry(post)))
    path.write_text(path.read_text("utf-8").replace("</feed>", "<entry><title>Half"), "utf-8")
    code, _, err = run("fetch", "youtube", "--file", str(path))
    assert code == 1
    assert "what could be read counts" in err
    assert len(ledger(plan)) == 2


def test_which_channel_it_is_has_to_be_clear(plan: Path, run: Run) -> None:
    file = feed(plan.parent / "f.xml")
    assert "Which channel is it of?" in run("fetch", "--file", file)[2]
    assert "nothing called “instragram”" in run("fetch", "instragram", "--file", file)[2]
    assert run("fetch")[0] == 2
    assert "The channel youtube has no feed that is known" in run("fetch", "youtube")[2]


def test_in_ci_nothing_is_fetched_and_nothing_changed_unless_asked(
    plan: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    file = feed(plan.parent / "f.xml", entry(read(plan).posts["p07"]))
    assert run("fetch") == (
        2,
        "",
        "In CI nothing is fetched: use --network, with --write or --diff, if you mean it.\n",
    )
    assert run("fetch", "youtube", "--file", file)[0] == 2
    assert "In CI nothing is changed" in run("fetch", "--network")[2]
    assert run("fetch", "youtube", "--file", file, "--diff")[0] == 0
    assert ledger(plan) == []
    assert run("fetch", "youtube", "--file", file, "--write")[0] == 0
    assert len(ledger(plan)) == 2


def test_channels_are_followed_and_their_troubles_told(
    plan: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = plan / "channels/youtube.md"
    path.write_text(
        path.read_text("utf-8").replace("---\n", "---\nfeed: https://v.example/feed\n", 1), "utf-8"
    )
    path = plan / "channels/newsletter.md"
    path.write_text(
        path.read_text("utf-8").replace("---\n", "---\nfeed: https://n.example/feed\n", 1), "utf-8"
    )
    post = read(plan).posts["p07"]
    seen = Sighting(
        1,
        "https://v.example/p/7",
        Moment(post.day or dt.date.min),
        f"{post.title} {post.body}",
        figures={"views": 7},
    )
    outage = [False]

    def got(address: str, *_: object) -> Feed | following.Trouble:
        if "n.example" in address:
            return following.Trouble(address, T("it takes too long"), passing=outage[0])
        return Feed("Farm", (seen,), (T("it breaks off"),))

    monkeypatch.setattr(following, "_got", got)
    code, out, err = run("fetch")
    assert code == 1
    assert err.startswith("newsletter: it takes too long (https://n.example/feed)\n")
    assert "youtube: it breaks off\n" in err
    assert "p07: views 7 (2026-06-07)" in out
    outage[0] = True
    assert run("fetch")[0] == 0
    assert run("fetch", "newsletter")[0] == 0


# Exports


@pytest.mark.payload("C10")
def test_an_export_is_noted_once_whatever_the_day(plan: Path, run: Run) -> None:
    posts = read(plan).posts
    rows = [row(posts[name]) for name in ("p02", "p05", "p08")]
    file = instagram(plan.parent / "export.csv", *rows)
    code, out, err = run("import", file)
    assert code == 0
    assert "Instagram posts, Meta Business Suite, exported on 2026-06-07\n" in out
    assert "p02: views 1310, reach 990, reactions 41, comments 6 (2026-06-07)\n" in out
    assert "3 rows read.\nYours: 3. To be confirmed: 0. Others: 0.\n12 figures noted.\n" in err
    assert "  p02 The greenhouse wakes: a minute of spring ← “" in out
    noted, files = ledger(plan), texts(plan)
    assert all("meta-instagram" in line for line in noted)
    for day, saved in (("06-07", NOON), ("06-08", NOON), ("06-20", NOON + 9 * 86400)):
        os.utime(file, (saved, saved))
        code, out, err = run("import", file, today=f"2026-{day}")
        assert code == 0
        assert "12 figures were noted already." in err
    assert (ledger(plan), texts(plan)) == (noted, files)


def test_a_newer_export_brings_totals_up_to_date(plan: Path, run: Run) -> None:
    post = read(plan).posts["p05"]
    run("import", instagram(plan.parent / "a.csv", row(post)))
    later = instagram(plan.parent / "b.csv", row(post, Views=1400), saved=NOON + 7 * 86400)
    _, out, err = run("import", later, today="2026-06-14")
    assert "p05: views 1400 (2026-06-14)" in out
    assert "1 of them is newer than one that was there." in err
    assert "3 figures were noted already." in err


def test_a_total_that_came_too_early_is_confirmed_later(plan: Path, run: Run) -> None:
    post = read(plan).posts["p17"]  # out on 4 June
    run("import", instagram(plan.parent / "a.csv", row(post)))
    again = instagram(plan.parent / "a.csv", row(post), saved=NOON + 7 * 86400)
    run("import", again, today="2026-06-14")
    assert sum(",views,1310," in line for line in ledger(plan)) == 2


def test_what_somebody_noted_by_hand_stays(plan: Path, run: Run) -> None:
    post = read(plan).posts["p17"]
    run("track", "p17", "reach=1000", "views=1310")
    _, out, err = run("import", instagram(plan.parent / "a.csv", row(post)))
    assert "yours stay:\n  p17: reach 1000, and not 990\n" in out
    assert "1 figure was noted already." in err
    assert [it.rule.slug for it in loader.load(plan).findings] == []


@pytest.mark.payload("C5")
def test_one_row_that_cannot_be_understood_holds_up_the_file(plan: Path, run: Run) -> None:
    posts, before = read(plan).posts, texts(plan)
    rows = [
        row(posts["p02"]),
        row(posts["p05"], Views="12a"),
        row(posts["p08"], **{"Publish time": "31/31/2026"}),
    ]
    code, out, err = run("import", instagram(plan.parent / "a.csv", *rows))
    assert code == 1
    assert re.findall(r"^a\.csv:(\d+): “(.+)” is", out, re.MULTILINE)[0][1] == "12a"
    assert "“31/31/2026” is not a day as this table writes them\n" in out
    assert err == "Nothing was noted: 2 rows cannot be understood.\n"
    assert (ledger(plan), texts(plan)) == ([], before)


def test_two_rows_of_one_post_may_not_contradict(plan: Path, run: Run) -> None:
    post = read(plan).posts["p02"]
    run("track", "p02", "--url", "https://www.instagram.com/p/AAAp02/")
    twice = instagram(plan.parent / "a.csv", row(post), row(post))
    assert run("import", twice)[0] == 0
    other = instagram(plan.parent / "a.csv", row(post, Views=1), row(post, Views=2))
    code, out, _ = run("import", other)
    assert code == 1
    assert "a.csv:13: the same post as in row 2, with other figures\n" in out


def test_many_faults_are_counted_not_listed(plan: Path, run: Run) -> None:
    post = read(plan).posts["p02"]
    code, out, _ = run("import", instagram(plan.parent / "a.csv", *[row(post, Views="x")] * 30))
    assert code == 1
    assert len(out.splitlines()) == 21
    assert out.endswith("… and 10 more\n")


def test_a_file_that_cannot_be_changed_keeps_no_figure_back(plan: Path, run: Run) -> None:
    post = read(plan).posts["p05"]
    path = plan / "posts/p05.md"
    path.write_text(
        path.read_text("utf-8").replace("---\n", "---\nfoo bar: 1\nfoo bar: 2\n", 1), "utf-8"
    )
    broken = path.read_text("utf-8")
    _, out, err = run("import", instagram(plan.parent / "a.csv", row(post)))
    if "p05" in read(plan).posts:
        assert "content/posts/p05.md is left as it is" in err
        assert "p05: views 1310" in out
    assert path.read_text("utf-8") == broken


def test_a_preview_writes_nothing(plan: Path, run: Run) -> None:
    before = texts(plan)
    code, out, _ = run(
        "import", instagram(plan.parent / "a.csv", row(read(plan).posts["p05"])), "--diff"
    )
    assert code == 0
    assert "+post:p05,2026-06-07,views,1310,meta-instagram,false\n" in out
    assert "+post_url: https://www.instagram.com/p/AAAp05/\n" in out
    assert (ledger(plan), texts(plan)) == ([], before)
    assert not (plan.parent / ".planner").exists()


def test_the_day_of_the_export_may_be_told(plan: Path, run: Run) -> None:
    file = instagram(plan.parent / "a.csv", row(read(plan).posts["p05"]))
    assert run("import", file, "--on", "5.6.2026")[0] == 0
    assert all(line.split(",")[1] == "2026-06-05" for line in ledger(plan))
    assert run("import", file, "--on", "8.6.2026")[0] == 2


def test_a_file_from_the_future_was_exported_today_at_the_latest(plan: Path, run: Run) -> None:
    file = instagram(plan.parent / "a.csv", row(read(plan).posts["p05"]), saved=NOON + 10**8)
    run("import", file)
    assert all(line.split(",")[1] == "2026-06-07" for line in ledger(plan))


DAILY = '"Date","Primary"\r\n"2026-06-01T00:00:00","20"\r\n"2026-06-02T00:00:00","31"\r\n'


def daily(path: Path, heading: str) -> str:
    path.write_bytes(f'sep=,\r\n"{heading}"\r\n{DAILY}'.encode("utf-16"))
    return str(path)


def test_the_days_of_a_channel_are_its_figures(plan: Path, run: Run) -> None:
    code, out, _ = run("import", daily(plan.parent / "Follows.csv", "Facebook follows"))
    assert code == 0
    assert ledger(plan) == [
        "channel:facebook,2026-06-01,follows,20,meta-daily,false",
        "channel:facebook,2026-06-02,follows,31,meta-daily,false",
    ]
    assert "facebook: 2 figures, 2026-06-01 – 2026-06-02\n" in out


def test_a_table_that_does_not_say_its_channel_is_asked_for_it(plan: Path, run: Run) -> None:
    file = daily(plan.parent / "Views.csv", "Views")
    code, _, err = run("import", file)
    assert code == 2
    assert err.startswith("The table does not say which channel it tells of. Name it: --channel ID")
    assert run("import", file, "--channel", "instagram")[0] == 0
    assert all(line.startswith("channel:instagram,") for line in ledger(plan))


def test_a_channel_that_the_plan_lacks_is_said(plan: Path, run: Run) -> None:
    path = plan.parent / "x.csv"
    path.write_text("Post id,Date,Post text,Post Link,Impressions\n", "utf-8")
    code, _, err = run("import", str(path))
    assert code == 2
    assert "The table tells of X (Twitter), and the plan has no such channel." in err
    assert err.endswith("first: planner new channel --kind x\n")


def test_a_table_without_figures_of_posts_says_what_to_do(plan: Path, run: Run) -> None:
    path = plan.parent / "Chart data.csv"
    path.write_text("Date,Content,Video title,Video publish time,Views\n", "utf-8")
    code, _, err = run("import", str(path))
    assert code == 2
    assert "Take “Table data.csv” of the same download." in err
    assert run("import", str(path), "--lang", "fi")[2].endswith(
        "Ota samasta latauksesta ”Table data.csv”.\n"
    )


def test_an_unknown_table_says_its_columns_and_where_to_go_on(plan: Path, run: Run) -> None:
    path = plan.parent / "letters.csv"
    path.write_text("Subject;Sent;Opens\nHello;1.6.2026;12\n", "utf-8")
    code, _, err = run("import", str(path))
    assert code == 2
    assert "Its columns: Subject, Sent, Opens." in err
    path.write_text('"Post ID,""Account ID"",Description,Views,Reach"\n"1,""2"",x,3,4"\n', "utf-8")
    assert "has put whole rows into one cell" in run("import", str(path))[2]


LETTERS = """[exports.letters]
channel = "newsletter"
when = "Sent"
text = "Subject"
dates = "dmy"
decimal = ","
figures = {opens = "Unique opens", link-clicks = "Clicks"}
[headers]
"Lähetetty" = "Sent"
"""


def test_a_table_of_ones_own_is_described_in_the_settings(plan: Path, run: Run) -> None:
    (plan.parent / "planner.toml").write_text(LETTERS, "utf-8")
    posts = read(plan).posts
    letter = next(
        it
        for it in posts.values()
        if it.channel == "newsletter" and it.published_on and it.published_on < dt.date(2026, 6, 1)
    )
    path = plan.parent / "letters.csv"
    opening = " ".join(letter.title.split())
    path.write_text(
        f"Lähetetty;Subject;Unique opens;Clicks\n{letter.published_on:%d.%m.%Y};{opening};1.204;33\n",
        "utf-8",
    )
    os.utime(path, (NOON, NOON))
    code, out, _ = run("import", str(path))
    assert code == 0
    assert f"{letter.id}: opens 1204, link clicks 33 (2026-06-07)" in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[exports.a]\nwhen = "Sent"', "[exports.a]: “figures” should be a table"),
        ("[exports.a]\nfigures = {opens = 3}", "“opens” should be a list of texts"),
        (
            '[exports.a]\nfigures = {opens = "O"}\ndates = "ddmm"',
            "“dates” should be dmy, mdy or ymd",
        ),
        ('[exports.a]\nfigures = {opens = "O"}\nfoo = "x"', "there is no setting “foo”"),
        ('[exports.a]\nfigures = {joy = "O"}', "“joy” is not a figure that the plan knows"),
        ("[exports]\na = 1", "“a” should be a table"),
        ("[headers]\na = 1", "“a” should be a text"),
    ],
)
def test_a_wrong_description_is_said(plan: Path, run: Run, text: str, said: str) -> None:
    (plan.parent / "planner.toml").write_text(text, "utf-8")
    (plan.parent / "a.csv").write_text("Subject,O\n", "utf-8")
    code, _, err = run("import", "a.csv")
    assert code == 2
    assert said in err


def test_visits_by_link_are_the_posts_that_lead_there(plan: Path, run: Run) -> None:
    linked = [
        post
        for post in read(plan).posts.values()
        if post.link_id and post.published_on and post.published_on < dt.date(2026, 6, 1)
    ]
    path = plan.parent / "links.csv"
    lines = [f"{post.link_id},/a,{n}\n{post.link_id},/b,2" for n, post in enumerate(linked, 3)]
    path.write_text(
        "\n".join(
            ["# Start date: 20260501", "Session manual ad content,Landing page,Sessions", *lines]
        ),
        "utf-8",
    )
    os.utime(path, (NOON, NOON))
    assert run("import", str(path))[0] == 0
    noted = {line.split(",")[0]: line.split(",")[3] for line in ledger(plan)}
    assert noted == {f"post:{post.id}": str(n + 2) for n, post in enumerate(linked, 3)}
    assert len(noted) > 1


def test_a_version_on_another_channel_leaves_the_posts_figures_alone(plan: Path, run: Run) -> None:
    post = read(plan).posts["p15"]
    path = plan / "posts/p15.md"
    text = path.read_text("utf-8")
    if "variants:" not in text:
        path.write_text(
            text.replace("---\n", '---\nvariants: {instagram: {time: "17:30"}}\n', 1), "utf-8"
        )
    _, out, err = run("import", instagram(plan.parent / "a.csv", row(post)))
    assert ledger(plan) == []
    assert "4 figures of versions on instagram were left out" in err
    assert "not in the plan" not in out


def test_in_ci_an_import_writes_only_where_asked(
    plan: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    file = instagram(plan.parent / "a.csv", row(read(plan).posts["p05"]))
    assert run("import", file)[0] == 2
    assert run("import", file, "--write")[0] == 0


def test_what_came_in_by_itself_meets_the_second_half_of_the_checklist(
    plan: Path, run: Run
) -> None:
    for name in ("p05", "p07"):
        path = plan / f"posts/{name}.md"
        path.write_text(re.sub(r"metrics:\n(?:  .*\n)+", "", path.read_text("utf-8")), "utf-8")

    def verdicts(name: str) -> list[str]:
        schedule = Schedule(read(plan), dt.date(2026, 6, 7))
        return [it.posts[name].value for it in scorecard.score(schedule).scores[5:]]

    assert verdicts("p05")[:2] == verdicts("p07")[:2] == ["missing", "partly"]
    posts = read(plan).posts
    assert (posts["p05"].action_metric, posts["p07"].action_metric) == ("saves", "link-clicks")
    run("fetch", "youtube", "--file", feed(plan.parent / "f.xml", entry(posts["p07"])))
    run("import", instagram(plan.parent / "a.csv", row(posts["p05"], Saves=17)))
    links = plan.parent / "links.csv"
    links.write_text(
        f"Session manual ad content,Sessions\n{posts['p07'].link_id},21\n(not set),900\n", "utf-8"
    )
    os.utime(links, (NOON, NOON))
    assert run("import", str(links))[0] == 0
    assert verdicts("p05") == verdicts("p07") == ["met", "met", "met"]


# Matching


def sighting(post: Post, **other: object) -> Sighting:
    when = Moment(post.published_on) if post.published_on else None
    usual: dict[str, object] = {"place": 1, "when": when, "text": f"{post.title} {post.body}"}
    return Sighting(**(usual | other))  # type: ignore[arg-type]


def seen_on(day: str, text: str, clock: str = "", place: int = 1) -> Sighting:
    at = dt.time.fromisoformat(clock) if clock else None
    return Sighting(place, when=Moment(dt.date.fromisoformat(day), at), text=text)


def new(plan: Path, name: str, body: str, title: str, **other: str) -> None:
    """Make a post of Facebook that waits to go out."""
    facts = {
        "status": "ready",
        "channel": "facebook",
        "date": "2026-06-02",
        "time": "18:00",
    } | other
    lines = "".join(f"{key}: {value}\n" for key, value in facts.items())
    (plan / f"posts/{name}.md").write_text(f"---\ntitle: {title!r}\n{lines}---\n{body}\n", "utf-8")


def kinds(plan: Path, *seen: Sighting, channel: str = "facebook") -> list[tuple[str, str]]:
    """Return what becomes of sightings: how sure it is, and which post."""
    got = matched(read(plan), [channel], seen)
    return [
        *(("sure", match.post.id) for match in got.sure),
        *(("likely", match.post.id) for match in got.likely),
        *(("unknown", str(it.place)) for it in got.unknown),
    ]


def test_an_address_is_known_however_it_is_written(plan: Path, run: Run) -> None:
    run("track", "p07", "--url", "https://youtu.be/videop07xxx?si=abc")
    seen = Sighting(1, "https://www.youtube.com/watch?v=videop07xxx&t=9")
    (match,) = matched(read(plan), ["youtube"], [seen]).sure
    assert (match.post.id, match.known) == ("p07", True)


def test_an_address_of_another_channel_gives_that_channels_post_nothing(
    plan: Path, run: Run
) -> None:
    run("track", "p14", "--url", "https://www.facebook.com/kaski/posts/14")
    seen = Sighting(1, "https://www.facebook.com/kaski/posts/14", figures={"views": 999999})
    assert matched(read(plan), ["youtube"], [seen]).unknown == [seen]
    assert matched(read(plan), ["facebook"], [seen]).sure


def test_a_post_that_is_known_elsewhere_on_the_service_is_no_candidate(
    plan: Path, run: Run
) -> None:
    run("track", "p07", "--url", "https://youtu.be/other000001")
    post = read(plan).posts["p07"]
    seen = sighting(post, address="https://www.youtube.com/watch?v=videop07xxx")
    assert matched(read(plan), ["youtube"], [seen]).unknown == [seen]


@pytest.mark.parametrize(
    ("days", "kind"),
    [(0, "sure"), (1, "sure"), (3, "sure"), (-3, "sure"), (4, "likely"), (40, "likely")],
)
def test_the_same_words_are_sure_near_the_day_and_likely_elsewhere(
    plan: Path, days: int, kind: str
) -> None:
    post = read(plan).posts["p07"]
    assert post.published_on
    text = post.body  # begins alike, so that it is found on any day
    seen = sighting(post, when=Moment(post.published_on + dt.timedelta(days)), text=text)
    assert kinds(plan, seen, channel="youtube") == [(kind, "p07")]


def test_a_text_that_was_cut_off_is_known(plan: Path) -> None:
    post = read(plan).posts["p14"]
    seen = sighting(post, text=" ".join(post.body.split()[:14]) + "…")
    assert ("sure", "p14") in kinds(plan, seen)


def test_a_few_words_are_a_post_only_where_they_are_its_title_or_its_text(plan: Path) -> None:
    found = read(plan)
    post = found.posts["p07"]
    words = post.title.split()
    for text, kind in (
        (post.title, "sure"),
        (" ".join(words[:-2]), "likely"),
        (" ".join(words[:1]), "unknown"),
        (" ".join(sorted(re.findall(r"[a-z]{4,}", post.body))[:5]), "unknown"),  # scattered ones
    ):
        seen = sighting(post, text=text)
        assert len(getattr(matched(found, ["youtube"], [seen]), kind)) == 1, text


LONG = "Rain all morning, so we sorted potatoes in the shed, drank coffee, mended two nets and then the new tractor tyre came at last."
TAGS = "#kaskisuvanto #luomu #lähiruoka #satolaatikko #maatila #kesä #Pohjois-Karjala"
LINK = "https://kaskisuvanto.example/tilaa?utm_source=facebook&utm_medium=social&utm_campaign=kesa-2026&utm_content="


def test_a_short_plan_does_not_take_whatever_has_its_words(plan: Path) -> None:
    new(plan, "q1", "New potatoes!", "New potatoes")
    new(plan, "q2", "", "Sheep", status="draft")
    assert ("sure", "q1") not in kinds(plan, seen_on("2026-06-02", LONG))
    text = "The sheep went to the forest pasture today, all twelve of them, and one looked back."
    assert not {("sure", "q2"), ("likely", "q2")} & {*kinds(plan, seen_on("2026-06-02", text))}


def test_an_idea_and_a_cancelled_post_are_asked_for(plan: Path) -> None:
    for status in ("idea", "cancelled"):
        new(plan, "q1", LONG, "Rain", status=status)
        assert ("likely", "q1") in kinds(plan, seen_on("2026-06-02", LONG))


def test_links_and_hashtags_alone_make_nobody_sure(plan: Path) -> None:
    new(plan, "q1", f"Order a box in three minutes. {LINK}q1 {TAGS}", "Three minutes")
    for text in (f"Vielä ehtii! {LINK}q1", f"Sade. {TAGS}", TAGS, f"{LINK}q1"):
        assert ("sure", "q1") not in kinds(plan, seen_on("2026-06-02", text)), text


def test_what_ends_every_post_says_little(plan: Path) -> None:
    ending = (
        "Order your own box for the whole summer from our shop before Sunday evening, thank you!"
    )
    for n in range(12):
        new(
            plan,
            f"q{n}",
            f"Story {'abcdefghijkl'[n] * 5} of the farm. {ending}",
            f"Story {n}",
            date=f"2026-05-{n + 10}",
        )
    new(plan, "q99", f"How lambs are shorn with old scissors in the yard. {ending}", "Lambs")
    text = f"Hail broke the greenhouse roof last night, nobody got hurt. {ending}"
    assert ("sure", "q99") not in kinds(plan, seen_on("2026-06-02", text))


def test_other_numbers_are_another_thing(plan: Path) -> None:
    new(
        plan,
        "q3",
        "Only 3 days until the boxes open for everybody in the village!",
        "3 days",
        date="2026-06-03",
    )
    text = "Only 4 days until the boxes open for everybody in the village!"
    assert ("sure", "q3") not in kinds(plan, seen_on("2026-06-02", text))
    assert ("sure", "q3") in kinds(plan, seen_on("2026-06-03", text.replace("4", "3")))


def test_a_text_of_another_week_is_not_this_weeks_post(plan: Path) -> None:
    week = "This week in the box: {}, radishes, lettuce and a recipe for everybody at home. Enjoy your meals!"
    new(plan, "w1", week.format("spinach, chives"), "Box", date="2026-05-26")
    new(plan, "w2", week.format("kale, dill"), "Box", date="2026-06-02")
    got = kinds(plan, seen_on("2026-06-02", week.format("spinach, chives")))
    assert ("sure", "w2") not in got
    assert ("sure", "w2") in kinds(plan, seen_on("2026-06-02", week.format("kale, dill")))


def test_two_sightings_that_are_like_one_post_are_both_asked(plan: Path) -> None:
    new(plan, "q1", LONG, "Rain")
    boosted = seen_on("2026-06-02", LONG, "09:00")
    real = seen_on("2026-06-02", LONG, "18:00", 2)
    assert kinds(plan, boosted, real) == [("likely", "q1"), ("likely", "q1")]
    first = matched(read(plan), ["facebook"], [boosted, real]).likely[0]
    assert first.sighting.place == 2  # the hour decides which is asked first


def test_a_greeting_is_never_sure(plan: Path) -> None:
    new(plan, "q1", "Hyvää viikonloppua!", "Hyvää viikonloppua", date="2026-06-05", time="08:00")
    assert ("sure", "q1") not in kinds(
        plan, seen_on("2026-06-06", "Hyvää viikonloppua! ☀️", "20:05")
    )


def test_of_two_posts_alike_the_nearer_day_decides(plan: Path) -> None:
    text = (plan / "posts/p07.md").read_text("utf-8")
    (plan / "posts/p07b.md").write_text(
        text.replace("date: 2026-05-12", "date: 2026-05-14"), "utf-8"
    )
    found = read(plan)
    first, second = found.posts["p07"], found.posts["p07b"]
    got = kinds(plan, sighting(second, place=2), sighting(first), channel="youtube")
    assert sorted(got) == [("sure", "p07"), ("sure", "p07b")]


def test_nothing_but_the_hour_makes_it_likely(plan: Path) -> None:
    post = read(plan).posts["p07"]
    assert post.at
    for hours, count in ((1, 1), (5, 0)):
        at = post.at + dt.timedelta(hours=hours)
        seen = sighting(post, text="", when=Moment(at.date(), at.time()))
        assert len(matched(read(plan), ["youtube"], [seen]).likely) == count


def test_another_channels_post_is_no_candidate(plan: Path) -> None:
    assert kinds(plan, sighting(read(plan).posts["p07"])) == [("unknown", "1")]


NAMES = st.sampled_from(["p02", "p05", "p07", "p08"])


@cache
def sample() -> Plan:
    return read(Path(__file__).parents[1] / "content")


@given(st.lists(st.tuples(NAMES, st.integers(-5, 5), st.text(max_size=30)), max_size=8))
def test_every_sighting_lands_in_one_list_and_every_sure_post_once(
    seen: list[tuple[str, int, str]],
) -> None:
    found = sample()
    sightings = []
    for place, (name, days, text) in enumerate(seen, 1):
        post = found.posts[name]
        day = (post.published_on or dt.date(2026, 5, 1)) + dt.timedelta(days)
        sightings.append(Sighting(place, when=Moment(day), text=f"{post.title} {text}"))
    got = matched(found, ["instagram", "youtube"], sightings)
    places = [it.place for it in (*(m.sighting for m in (*got.sure, *got.likely)), *got.unknown)]
    assert sorted(places) == list(range(1, len(seen) + 1))
    posts = [(match.post.id, match.channel) for match in got.sure]
    assert len(posts) == len(set(posts))


def test_many_posts_of_one_day_are_matched_in_steady_time(plan: Path) -> None:
    text = (plan / "posts/p07.md").read_text("utf-8")
    for n in range(400):
        (plan / f"posts/q{n}.md").write_text(text, "utf-8")
    found = read(plan)
    seen = [sighting(found.posts["p07"], place=n) for n in range(400)]
    tracemalloc.start()
    matched(found, ["youtube"], seen)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40 << 20  # 160,000 pairs would take more


def test_what_is_not_over_or_known_does_not_count_as_missing(plan: Path) -> None:
    for name in ("p10", "p13"):
        waiting(plan, name)
    new(plan, "q1", "", "Tonight", channel="instagram", date="2026-06-07")
    found = read(plan)
    post = found.posts["p08"]
    arrival = Arrival("feed", ("instagram",), dt.date(2026, 6, 7), (sighting(post),))
    missed = results.unseen(found, arrival, matched(found, ["instagram"], arrival.sightings))
    assert [it.id for it in missed] == ["p10", "p13", "p17"]
    later = replace(arrival, since=dt.date(2026, 5, 25))
    missed = results.unseen(found, later, matched(found, ["instagram"], arrival.sightings))
    assert [it.id for it in missed] == ["p13", "p17"]
    nothing = Arrival("feed", ("instagram",), dt.date(2026, 6, 7))
    assert results.unseen(found, nothing, Matches()) == []


# Progress


class Terminal:
    """Keeps what is written to it, and says when there is something."""

    def __init__(self) -> None:
        self.said = ""
        self.told = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.said += text
        self.told.set()

    def flush(self) -> None:
        """Nothing waits."""


def test_progress_shows_after_a_second_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, now = Terminal(), [0.0]
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    progress = output.Progress("en")
    progress.say(T("Reading …"))
    progress.done()
    assert terminal.said == ""
    now[0] = 1.5
    progress.say(T("Reading …"))
    assert terminal.said == "\r\x1b[KReading …"
    progress.done()
    assert terminal.said.endswith("\r\x1b[K")


def test_progress_shows_also_where_nothing_more_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, now = Terminal(), [0.0]
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    progress = output.Progress("en")
    now[0] = 0.99
    progress.say(T("Reading …"))
    assert terminal.told.wait(10)
    progress.done()
    assert terminal.said == "\r\x1b[KReading …\r\x1b[K"
