"""planner new post of a live broadcast: with its announcement, its clip and its checklist."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import blanks, broadcasts, cli, loader
from planner.checker import check
from planner.model import Post

if TYPE_CHECKING:
    from planner.model import Plan

ROOT = Path(__file__).parents[1]
DAY = dt.date(2026, 6, 7)
PLAN = """---
title: Plan
timezone: Europe/Helsinki
period: {start: 2026-05-26, end: 2026-06-21}
---
"""
Live = Callable[..., tuple[Post, Post, Post]]


@pytest.fixture(autouse=True)
def at_a_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def new(plan: Path, capsys: pytest.CaptureFixture[str]) -> Live:
    """Make a live broadcast, and return it with its announcement and its clip, read again."""

    def make(*arguments: str, form: str = "live") -> tuple[Post, Post, Post]:
        assert cli.run(["new", "post", "--format", form, *arguments]) == 0
        paths = capsys.readouterr().out.splitlines()
        posts = loader.load(plan).plan.posts
        live, before, after = (posts[Path(path).stem] for path in paths)
        return live, before, after

    return make


def joined(live: Post, before: Post, after: Post) -> bool:
    return bool(
        live.live
        and live.live.announced_by == before.id
        and before.next_post == live.id
        and after.source_posts == (live.id,)
        and after.format == "short-video"
        and {live.status, before.status, after.status} == {"idea"}
    )


def folder(plan: Path) -> list[str]:
    return sorted(path.name for path in (plan / "posts").rglob("*"))


def text(plan: Path, post: Post) -> str:
    return (plan / "posts" / f"{post.id}.md").read_text("utf-8")


# What is made


@pytest.mark.parametrize("language", ["en", "fi"])
def test_a_live_brings_its_announcement_and_its_clip(plan: Path, new: Live, language: str) -> None:
    if language == "fi":
        shutil.rmtree(plan)
        shutil.copytree(ROOT / "examples" / "fi" / "content", plan)
    told = check(loader.load(plan), DAY).diagnostics
    given_ = ("--date", "2026-06-24", "--channel", "facebook", "--audience", "home-cooks")
    live, before, after = new("--title", "Ask us: hay?", "--goal", "sell-boxes", *given_)
    assert joined(live, before, after)
    soon, clip = ("Coming soon", "Clip") if language == "en" else ("Tulossa", "Pätkä")
    assert [it.title for it in (live, before, after)] == [
        *("Ask us: hay?", f"{soon}: Ask us: hay?", f"{clip}: Ask us: hay?"),
    ]
    assert {it.audience for it in (live, before, after)} == {("home-cooks",)}
    assert {(it.channel, it.goal) for it in (live, before, after)} == {("facebook", "sell-boxes")}
    assert before.purpose == "invite"
    assert check(loader.load(plan), DAY).diagnostics == told


def test_the_checklist_stands_in_remarks(plan: Path, new: Live) -> None:
    live, before, after = new("--title", "Barn", "--date", "2026-06-24")
    lines = text(plan, live).splitlines()
    assert lines[lines.index("live:") - 1 : -4] == [
        "# What a live broadcast needs.",
        "live:",
        "  # Length in minutes.",
        "  # length_min: …",
        "  # The role that hosts.",
        "  # host: partner, owner, summer-helper",
        "  # The role that answers the comments. Somebody other than the host: nobody can do both at once.",
        "  # moderator: summer-helper, owner, partner",
        "  # The post that announces it. It goes out at least a day before.",
        f"  announced_by: {before.id}",
        "  # Whether the connection was tested. Try it in the very place, with the very phone.",
        "  # connection_tested: yes",
        "  # What is done if it fails.",
        "  # fallback: …",
        "  # Keep, trim or discard. If it is kept, it gives a clip for the next post.",
        "  # recording: keep, trim, discard",
    ]
    assert f"# Its clip is {after.id}: within 14 days, so that" in text(plan, live)
    assert re.findall(r"^  # (\w+): ", text(plan, after), re.MULTILINE) == [
        *("length_s", "vertical", "captions", "works_muted", "thumbnail", "script"),
    ]


def test_with_its_remarks_filled_in_nothing_is_unprepared(plan: Path, new: Live) -> None:
    made = new(
        *("--title", "Barn", "--date", "2026-06-13", "--channel", "facebook"),
        *("--audience", "home-cooks", "--goal", "sell-boxes"),
    )
    for post in made:
        path = plan / "posts" / f"{post.id}.md"
        taken = re.sub(
            r"^  # (\w+): ([^,\n]*).*$", r"  \1: \2", text(plan, post), flags=re.MULTILINE
        )
        for name, value in (("length_min", "20"), ("length_s", "50"), ("thumbnail", '""')):
            taken = taken.replace(f"  {name}: …", f"  {name}: {value}")
        path.write_text(taken.replace("status: idea", "status: draft") + "Text.\n", "utf-8")
    content = loader.load(plan)
    assert content.findings == ()
    names = {f"posts/{post.id}.md" for post in made}
    slugs = {it.rule.slug for it in check(content, DAY).diagnostics if it.path in names}
    assert "outside-window" not in slugs
    assert not {it for it in slugs if it.startswith(("live", "video"))}


def test_without_a_date_they_are_joined_likewise(plan: Path, new: Live) -> None:
    made = new("--audience", "restaurants", form="webinaari")
    assert joined(*made)
    assert [it.day for it in made] == [None, None, None]
    assert [it.id for it in made] == [
        "restaurants",
        "coming-soon-lunch-cafes-and-restaurants-within-40-km",
        "clip-lunch-cafes-and-restaurants-within-40-km",
    ]
    assert made[0].format == "webinar"
    assert [it.title for it in new()] == [
        *("Live broadcast", "Coming soon: Live broadcast", "Clip: Live broadcast"),
    ]
    assert plan.is_dir()


def test_a_video_has_its_details_in_remarks(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["new", "post", "--format", "video"]) == 0
    path = plan.parent / capsys.readouterr().out.strip()
    assert path.name == "video.md"
    assert "\n# What a video needs.\nvideo:\n  # Length in seconds.\n  # length_s: …\n" in (
        path.read_text("utf-8")
    )
    assert loader.load(plan).plan.posts["video"].video is None


# Its days


def around(
    plan: Plan, date: str, channel: str = "", *, as_of: dt.date = DAY, clip_days: int = 14
) -> list[Post]:
    given_ = {"title": "Live", "format": "live", "date": date}
    live = blanks.post_of(plan, given_ | ({"channel": channel} if channel else {}), "en")
    return list(broadcasts.around(plan, live, as_of, clip_days, "en"))


def open_at(plan: Plan, post: Post) -> bool:
    channel = plan.channels[post.channel]
    return bool(post.at) and any(it.holds(post.at) for it in channel.windows if post.at)


SAMPLE = loader.load(ROOT / "content").plan


@settings(max_examples=60)
@given(
    st.dates(dt.date(2026, 5, 1), dt.date(2026, 7, 30)),
    st.dates(dt.date(2026, 4, 20), dt.date(2026, 7, 30)),
    st.sampled_from(["facebook", "instagram", "linkedin", "newsletter", "youtube", ""]),
    st.integers(1, 20),
)
def test_the_days_are_before_and_after_and_in_good_hours(
    day: dt.date, as_of: dt.date, channel: str, clip_days: int
) -> None:
    before, after = around(SAMPLE, as_of=as_of, clip_days=clip_days, date=str(day), channel=channel)
    if before.day is None:
        assert as_of >= day
    else:
        assert max(as_of, day - dt.timedelta(7)) <= before.day < day
    if after.day is None:
        assert as_of > day + dt.timedelta(clip_days)
    else:
        assert max(as_of, day + dt.timedelta(1)) <= after.day <= day + dt.timedelta(clip_days)
    for post in (before, after):
        assert post.clock is None or open_at(SAMPLE, post)


def test_the_days_fit_the_windows_and_are_free(plan: Path) -> None:
    file = plan / "channels" / "facebook.md"
    text_ = re.sub("windows: .*", "windows: [Tue 18:00-20:00, Fri 8-9]", file.read_text("utf-8"))
    file.write_text(text_, "utf-8")
    for post in (plan / "posts").iterdir():
        post.unlink()
    thursday = ("2026-06-18", "facebook")
    before, after = around(loader.load(plan).plan, *thursday)
    assert (str(before.at), str(after.at)) == ("2026-06-16 18:00:00", "2026-06-23 18:00:00")
    for name, day, clock in (("a", "2026-06-16", "19:30"), ("b", "2026-06-23", "19:30")):
        (plan / "posts" / f"{name}.md").write_text(
            f"---\ntitle: A\nchannel: facebook\ndate: {day}\ntime: {clock}\n---\n", "utf-8"
        )
    before, after = around(loader.load(plan).plan, *thursday)
    assert (str(before.at), str(after.at)) == ("2026-06-12 08:00:00", "2026-06-26 08:00:00")
    before, after = around(loader.load(plan).plan, *thursday, as_of=dt.date(2026, 6, 14))
    assert str(before.at) == "2026-06-16 19:30:00"  # no other day is left, and that is its hour


def test_the_days_keep_to_the_period_where_they_can(plan: Path) -> None:
    shutil.rmtree(plan)
    plan.mkdir()
    (plan / "plan.md").write_text(PLAN, "utf-8")
    read = loader.load(plan).plan
    before, after = around(read, "2026-05-27", as_of=dt.date(2026, 5, 20))
    assert (before.day, after.day) == (dt.date(2026, 5, 26), dt.date(2026, 5, 29))
    _, after = around(read, "2026-06-20")
    assert after.day == dt.date(2026, 6, 21)
    _, after = around(read, "2026-06-21")
    assert after.day == dt.date(2026, 6, 23)
    assert around(read, "2026-06-07")[0].day is None


def test_the_clip_comes_within_the_days_of_the_settings(plan: Path, new: Live) -> None:
    (plan.parent / "planner.toml").write_text("[thresholds]\nclip_days = 1\n", "utf-8")
    live, _, after = new("--date", "2026-06-24")
    assert live.day
    assert after.day == live.day + dt.timedelta(1)
    assert "within 1 day, so that" in text(plan, live)


# Its names


def test_names_that_are_taken_get_a_number_and_the_links_follow(plan: Path, new: Live) -> None:
    arguments = ("--title", "Barn", "--date", "2026-06-24")
    assert joined(*new(*arguments))
    (plan / "posts" / "2026-06-24-barn-2.md").mkdir()
    again = new(*arguments)
    assert joined(*again)
    assert [it.id for it in again] == [
        *("2026-06-24-barn-3", "2026-06-21-coming-soon-barn-2", "2026-06-26-clip-barn-2"),
    ]


@pytest.mark.parametrize(
    "title",
    ["CON", 'Kysy "meiltä": häät #1', "😀", "x" * 200, "öö " * 60, "Clip " * 39, "Clip: Barn", "~"],
)
def test_awkward_titles_are_joined_too(plan: Path, new: Live, title: str) -> None:
    live, before, after = new("--title", title)
    assert joined(live, before, after)
    assert live.title == title.strip()
    assert len(before.title) <= 200
    assert loader.load(plan).findings == ()


# What is said, refused and taken back


def test_what_was_made_and_why_is_said(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["new", "post", "--format", "live", "--title", "Barn", "--date", "24.6."]) == 0
    captured = capsys.readouterr()
    assert captured.out.splitlines() == [
        "content/posts/2026-06-24-barn.md",
        "content/posts/2026-06-21-coming-soon-barn.md",
        "content/posts/2026-06-26-clip-barn.md",
    ]
    assert captured.err.splitlines()[:3] == [
        "Two more ideas were made with it; planner undo takes all three away.",
        "Announced by 2026-06-21-coming-soon-barn: at least a day before, so that people know to come.",
        "Its clip is 2026-06-26-clip-barn: within 14 days, so that those who were not there see it, too.",
    ]
    assert cli.run(["undo"]) == 0
    assert not [name for name in folder(plan) if "barn" in name]


def test_in_ci_none_of_them_is_made(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    before = folder(plan)
    assert cli.run(["new", "post", "--format", "live"]) == 2
    assert folder(plan) == before
    assert cli.run(["new", "post", "--format", "live", "--write"]) == 0
    assert len(folder(plan)) == len(before) + 3


@pytest.mark.parametrize("name", ["live-broadcast.md", "clip-live-broadcast.md"])
def test_what_comes_meanwhile_is_not_overwritten(
    plan: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before, theirs = folder(plan), plan / "posts" / name
    real = os.path.lexists

    def looked(path: Path) -> bool:
        found = real(path)
        if Path(path).name == name and not found:
            theirs.write_text("theirs", "utf-8")  # just after the look
        return found

    monkeypatch.setattr(os.path, "lexists", looked)
    assert cli.run(["new", "post", "--format", "live"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    said = captured.err.splitlines()
    assert said[-1] == f"posts/{name} was not made: there is already something of that name"
    monkeypatch.undo()
    if len(said) > 1:
        assert said[0] == "planner undo takes away what was made before that."
        assert cli.run(["undo", "--content", str(plan), "--write"]) == 0
    assert folder(plan) == sorted([*before, name])
    assert theirs.read_text("utf-8") == "theirs"
