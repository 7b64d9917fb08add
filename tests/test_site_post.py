"""A post's page: its texts counted, its look, its pictures, its figures, the way to its file."""

from __future__ import annotations

import datetime as dt
import re
import struct
import zlib
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError

import bootstrap
from planner.checker import check
from planner.errors import PlannerError
from planner.loader import load
from planner.mkdocs_plugin import PlannerPlugin
from planner.schedule import Schedule
from planner.scorecard import score
from planner.site import media, render
from planner.site.appearance import read_appearance
from planner.site.forge import forge_of
from planner.site.media import Media, Picture
from planner.site.views.desk import Desk
from planner.site.views.post import post_page
from planner.texts import T
from tests.plans import write_plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planner.site.forge import Forge
    from planner.site.page import Site
    from planner.site.views.copies import Copy, Preview
    from planner.site.views.post import PostPage

DAY = dt.date(2026, 6, 7)
HOSTILE = '</title><script>alert(1)</script>"><img src=x onerror=alert(1)>'
PLAN = """\
---
title: Small plan
timezone: Europe/Helsinki
period: {start: 2026-05-04, end: 2026-06-28}
---
"""


def write(folder: Path, **files: str) -> Path:
    """Write a content folder; ``__`` in a name stands for ``/``."""
    for name, text in {"plan": PLAN, **files}.items():
        path = folder / "content" / f"{name.replace('__', '/')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "content"


def post(body: str = "Spinach.", **fields: object) -> str:
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ntitle: Pancakes\nstatus: draft\n{lines}---\n{body}\n"


def desk_of(content: Path, forge: Forge | None = None, language: str = "en") -> Desk:
    read = load(content)
    schedule = Schedule(read.plan, DAY)
    return Desk(read, check(read, DAY), score(schedule), schedule, language, forge)


def shown(content: Path, name: str = "p1") -> PostPage:
    desk = desk_of(content)
    return post_page(desk, desk.plan.posts[name])


def only(
    tmp_path: Path, channel: str, body: str = "Spinach.", limits: str = "{}", **fields: object
) -> PostPage:
    """Return the page of one post on a channel with its name as its kind."""
    file = f"---\ntitle: There\nlimits: {limits}\n---\n"
    text = post(body, channel=channel, **fields)
    return shown(write(tmp_path, **{f"channels__{channel}": file, "posts__p1": text}))


def counted(copy: Copy) -> list[tuple[str, str]]:
    return [(it.words, f"{it.over.sign} {it.over.word}" if it.over else "") for it in copy.counted]


def preview(page: PostPage) -> Preview:
    assert page.preview
    return page.preview


def html(site: Site, path: str) -> str:
    return next(page.body for page in site.pages if page.path == path)


class TestCounting:
    @pytest.mark.parametrize(
        ("channel", "body", "expected"),
        [
            ("linkedin", "ä" * 1120, [("1,120 of 3,000 characters", "")]),
            ("x", "の" * 141, [("282 of 280 characters, as X counts them", "✗ 2 too many")]),
            (
                "bluesky",
                "👨‍👩‍👧‍👦" * 121,  # 121 signs of 25 bytes
                [
                    ("121 of 300 characters, an emoji is one", ""),
                    (
                        "3,025 of 3,000 bytes; ä and ö take two, an emoji more",
                        "✗ 25 too many",
                    ),
                ],
            ),
            ("mastodon", "https://t.fi", [("23 of 500 characters, an emoji is one", "")]),
            ("newsletter", "a" * 5000, [("5,000 characters", "")]),
        ],
    )
    def test_each_channel_counts_in_its_own_unit(
        self, tmp_path: Path, channel: str, body: str, expected: list[tuple[str, str]]
    ) -> None:
        (copy,) = only(tmp_path, channel, body).copies
        assert counted(copy) == expected

    def test_the_link_and_the_hashtags_that_go_out_count_too(self, tmp_path: Path) -> None:
        page = only(tmp_path, "threads", "a" * 10, hashtags="[spinach]")
        assert page.copies[0].source == "aaaaaaaaaa\n\n#spinach"
        assert counted(page.copies[0])[0] == ("20 of 500 characters", "")

    def test_hashtags_are_counted_against_the_advice_and_the_limit(self, tmp_path: Path) -> None:
        six = f"[{', '.join('abcdef')}]"
        (copy,) = only(tmp_path, "instagram", "Again #A", format="image", hashtags=six).copies
        assert counted(copy)[1:] == [
            ("6 hashtags, at most 5 advised", "! 1 more than advised"),
            ("6 of at most 30 hashtags", ""),
        ]

    def test_a_limit_holds_for_its_formats(self, tmp_path: Path) -> None:
        image = only(tmp_path / "1", "telegram", format="image")
        text = only(tmp_path / "2", "telegram", format="text")
        assert [words for words, _ in counted(image.copies[0])] == [
            "8 of 4,096 characters",
            "8 of 1,024 characters",
        ]
        assert [words for words, _ in counted(text.copies[0])] == ["8 of 4,096 characters"]

    def test_the_plan_says_its_own_limits(self, tmp_path: Path) -> None:
        (copy,) = only(tmp_path, "x", "abcdef", "{text: 5, hashtags: 0}", hashtags="[a]").copies
        assert counted(copy) == [
            ("10 of 5 characters, as X counts them", "✗ 5 too many"),
            ("1 of at most 0 hashtags", "✗ 1 too many"),
        ]
        assert {it.source for it in copy.known if "hashtags" in it.words} == {"channels/x.md"}

    def test_each_limit_names_its_source_and_its_day(self, tmp_path: Path) -> None:
        (copy,) = only(tmp_path, "tiktok", format="video").copies
        assert [(it.words, it.seen) for it in copy.known] == [
            ("At most 2,200 characters", "November 2026"),
            ("At most 5 hashtags are advised", "22 November 2026, not confirmed"),
        ]
        assert copy.known[0].source.startswith("https://www.ayrshare.com/")

    def test_each_variant_is_counted_on_its_own_channel(self, tmp_path: Path) -> None:
        text = post("a" * 600, channel="facebook", variants="{threads: {text: bbb}}")
        channels = {
            f"channels__{name}": f"---\ntitle: {name}\n---\n" for name in ("facebook", "threads")
        }
        page = shown(write(tmp_path, **channels, posts__p1=text))
        assert [copy.channel for copy in page.copies] == ["facebook", "threads"]
        assert [counted(copy)[0][0] for copy in page.copies] == [
            "600 of 63,206 characters",
            "3 of 500 characters",
        ]

    def test_a_letter_has_its_title_for_a_subject(self, tmp_path: Path) -> None:
        assert only(tmp_path / "1", "newsletter").copies[0].subject == "Pancakes"
        assert only(tmp_path / "2", "facebook").copies[0].subject == ""


class TestPreview:
    def test_a_missing_picture_is_asked_for_only_while_the_post_can_still_have_it(
        self, tmp_path: Path
    ) -> None:
        for status, said in (("ready", "No picture yet."), ("published", "The plan does not hold")):
            text = post(channel="instagram", format="image").replace("draft", status)
            page = shown(write(tmp_path / status, posts__p1=text))
            place = preview(page).place
            assert place
            assert place.words.startswith(said)

    def test_a_text_is_cut_between_words_and_nothing_is_lost(self, tmp_path: Path) -> None:
        body = "abcd " * 40  # a word ends at 124, the cut is at 125
        look = preview(only(tmp_path, "instagram", body.strip(), format="image"))
        assert look.shown == ("abcd " * 25).strip()
        assert f"{look.shown} {look.rest}" == body.strip()
        assert "About 125 characters" in look.known[0].words
        assert "help.instagram.com" in look.known[0].source

    def test_a_short_text_and_a_channel_that_does_not_cut_show_it_whole(
        self, tmp_path: Path
    ) -> None:
        assert preview(only(tmp_path / "1", "instagram", "a b" * 30)).rest == ""
        assert preview(only(tmp_path / "2", "mastodon", "a b" * 160)).rest == ""

    def test_a_picture_has_the_shape_of_its_format(self, tmp_path: Path) -> None:
        for number, (channel, form, kind) in enumerate(
            (
                ("instagram", "image", "portrait"),
                ("instagram", "short-video", "tall"),
                ("linkedin", "image", "landscape"),
                ("pinterest", "image", "pin"),
                ("mastodon", "image", ""),
            )
        ):
            place = preview(only(tmp_path / str(number), channel, format=form)).place
            assert place
            assert place.kind == kind, (channel, form)

    def test_a_text_alone_has_no_picture(self, tmp_path: Path) -> None:
        assert preview(only(tmp_path / "1", "facebook", format="text")).place is None
        assert preview(only(tmp_path / "2", "facebook")).place is None

    def test_markdown_is_shown_as_it_looks(self, tmp_path: Path) -> None:
        look = preview(only(tmp_path, "newsletter", "## Now\n\n*Spinach*"))
        assert look.marked is not None
        assert "<em>Spinach</em>" in look.marked
        assert "<h4" in look.marked

    def test_without_a_text_there_is_no_preview(self, tmp_path: Path) -> None:
        assert only(tmp_path, "facebook", "").preview is None

    def test_hostile_text_stays_text(self, tmp_path: Path) -> None:
        quoted = "'" + HOSTILE.replace("'", "''") + "'"
        more = (
            "live: {crib: X, fallback: X, outline: [X]}\nvideo: {script: X}\nmedia: [X]\nalt_text: X"
        ).replace("X", quoted)
        head = f"title: {quoted}\nstatus: draft\nchannel: newsletter\nformat: image\n{more}"
        text = f"---\n{head}\n---\n{HOSTILE}\n"
        content = write(tmp_path, posts__p1=text, channels__newsletter="---\ntitle: There\n---\n")
        site = render(content, as_of=DAY, language="en")
        page = html(site, "posts/p1.html")
        assert "<script" not in page
        assert "<img" not in page
        assert page.count("&lt;script&gt;") >= 8


def png(*more: bytes, width: int = 3, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check_sum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check_sum

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    lines = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    parts = (chunk(b"IHDR", head), *more, chunk(b"IDAT", lines), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def note(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def camera(turn: int, secret: bytes = b"GPS 62.3 27.1") -> bytes:
    tiff = struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, 0x0112, 3, 1, turn, 0, 0)
    return segment(0xE1, b"Exif\0\0" + tiff + secret)


def jpeg(*more: bytes, after: bytes = b"") -> bytes:
    frame = segment(0xC0, struct.pack(">BHHB", 8, 20, 30, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + b"".join(more) + frame + scan + b"\xff\xd9" + after


def webp(*more: tuple[bytes, bytes], flags: int = 0x0C) -> bytes:
    head = bytes([flags, 0, 0, 0]) + (29).to_bytes(3, "little") + (19).to_bytes(3, "little")
    chunks = ((b"VP8X", head), (b"VP8L", b"\x2f1234"), *more)
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
        for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


GIF = b"GIF89a" + struct.pack("<HH", 30, 20) + b"\0\0\0;"
AVIF = b"\0\0\0\x1cftypavif" + b"\0" * 20


def looked(tmp_path: Path, name: str, content: bytes) -> tuple[Picture | T | None, bytes]:
    """Return what becomes of a file of a plan, and what is copied."""
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(content)
    found = Media(tmp_path, {name})
    picture = found.picture(name)
    return picture, b"".join(file.content for file in found.files())


class TestMedia:
    @pytest.mark.parametrize(
        ("name", "content", "size"),
        [
            ("media/a.png", png(), (3, 2)),
            ("media/a.JPG", jpeg(), (30, 20)),
            ("media/a.webp", webp(flags=0), (30, 20)),
            ("media/a.gif", GIF, (30, 20)),
            ("media/a.avif", AVIF, None),
        ],
    )
    def test_a_picture_is_copied_under_a_name_of_ours(
        self, tmp_path: Path, name: str, content: bytes, size: tuple[int, int] | None
    ) -> None:
        picture, copied = looked(tmp_path, name, content)
        assert isinstance(picture, Picture)
        assert picture.size == size
        assert re.fullmatch(
            r"assets/planner/media/[0-9a-f]{16}\.(png|jpg|webp|gif|avif)", picture.path
        )
        assert copied == content

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            (
                "media/a.png",
                png(note(b"eXIf", b"GPS"), note(b"iTXt", b"GPS"), note(b"tEXt", b"GPS")),
            ),
            ("media/a.png", png() + b"<script>GPS</script>"),
            ("media/a.jpg", jpeg(camera(1, b"GPS"), segment(0xE1, b"http://ns.adobe GPS"))),
            ("media/a.jpg", jpeg(segment(0xED, b"GPS"), segment(0xFE, b"GPS"), after=b"film GPS")),
            ("media/a.webp", webp((b"EXIF", b"GPS"), (b"XMP ", b"GPS"))),
        ],
    )
    def test_where_it_was_taken_stays_behind(
        self, tmp_path: Path, name: str, content: bytes
    ) -> None:
        assert b"GPS" in content
        picture, copied = looked(tmp_path, name, content)
        assert isinstance(picture, Picture)
        plain = {"png": png(), "jpg": jpeg(), "webp": webp(flags=0)}
        assert copied == plain[name.rpartition(".")[2]]

    def test_a_turned_picture_stays_turned(self, tmp_path: Path) -> None:
        picture, copied = looked(tmp_path, "media/a.jpg", jpeg(camera(6, b"GPS")))
        assert isinstance(picture, Picture)
        assert picture.size == (20, 30)
        assert b"GPS" not in copied
        assert copied[2:].startswith(b"\xff\xe1\x00\x22Exif\0\0MM")
        again, _ = looked(tmp_path / "again", "media/a.jpg", copied)
        assert isinstance(again, Picture)
        assert again == picture

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("media/a.png", b"<html><script>alert(1)</script>"),
            ("media/a.png", jpeg()),
            ("media/a.png", png()[:-20]),
            ("media/a.jpg", jpeg()[:-2]),
            ("media/a.jpg", b"\xff\xd8\xff"),
            ("media/a.jpg", b"\xff\xd8" + segment(0xFE, b"") * 30_000),
            ("media/a.jpg", b"\xff\xd8" + b"\xff" * 100_000),
            ("media/a.webp", b"RIFF\0\0\0\0WEBP"),
            ("media/a.gif", GIF + b"XMP DataXMP"),
            ("media/a.avif", AVIF + b"Exif"),
            ("media/a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            ("media/a.html", b"<html>"),
            ("media/a.png", b""),
        ],
    )
    def test_what_is_not_what_it_says_is_left_out_with_a_reason(
        self, tmp_path: Path, name: str, content: bytes
    ) -> None:
        reason, copied = looked(tmp_path, name, content)
        assert isinstance(reason, T)
        assert copied == b""

    def test_no_link_is_followed_and_nothing_outside_is_read(self, tmp_path: Path) -> None:
        (tmp_path / "outside.png").write_bytes(png())
        folder = tmp_path / "content"
        (folder / "media").mkdir(parents=True)
        (folder / "media/link.png").symlink_to(tmp_path / "outside.png")
        (folder / "linked").symlink_to(tmp_path, target_is_directory=True)
        names = {"media/link.png", "linked/outside.png", "../outside.png", "media/none.png"}
        found = Media(folder, names)
        for name in (*names, str(tmp_path / "outside.png")):
            assert isinstance(found.picture(name), T), name
        assert not list(found.files())

    def test_large_ones_and_too_many_are_left_out(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(media, "LARGEST", 10)
        assert isinstance(looked(tmp_path, "media/a.png", png())[0], T)
        monkeypatch.setattr(media, "LARGEST", 1 << 20)
        monkeypatch.setattr(media, "ALTOGETHER", len(png()) + 5)
        for name, width in (("a", 3), ("b", 3), ("c", 4)):
            (tmp_path / f"media/{name}.png").write_bytes(png(width=width))
        found = Media(tmp_path, {f"media/{name}.png" for name in "abc"})
        shown = [isinstance(found.picture(f"media/{name}.png"), Picture) for name in "abc"]
        assert shown == [True, True, False]  # the same picture twice is one file
        assert len(list(found.files())) == 1

    def test_a_page_shows_the_picture_and_names_the_film(self, tmp_path: Path) -> None:
        text = post(
            channel="facebook",
            format="image",
            media="[media/film.mp4, media/field.png]",
            alt_text="A field in May",
        )
        content = write(tmp_path, posts__p1=text, channels__facebook="---\ntitle: There\n---\n")
        (content / "media").mkdir()
        (content / "media/field.png").write_bytes(png())
        (content / "media/film.mp4").write_bytes(b"film")
        site = render(content, as_of=DAY, language="en")
        page = html(site, "posts/p1.html")
        (file,) = [file for file in site.files if "/media/" in file.path]
        assert (
            f'<img class="pl-shape" src="../{file.path}" alt="A field in May" loading="lazy" '
            'width="3" height="2">'
        ) in page
        assert f'<a href="../{file.path}">media/field.png</a>' in page
        assert "media/film.mp4" in page
        assert not any(file.path.endswith(".mp4") for file in site.files)

    def test_a_picture_without_words_is_said_to_lack_them(self, tmp_path: Path) -> None:
        text = post(channel="facebook", media="[media/field.png]")
        content = write(tmp_path, posts__p1=text, channels__facebook="---\ntitle: There\n---\n")
        (content / "media").mkdir()
        (content / "media/field.png").write_bytes(png())
        place = preview(shown(content)).place
        assert place
        assert place.untold


class TestFigures:
    def test_a_figure_noted_twice_has_its_line(self, tmp_path: Path) -> None:
        content = write(
            tmp_path,
            channels__facebook="---\ntitle: There\n---\n",
            posts__p1=post(
                channel="facebook",
                date="2026-05-10",
                metrics="{checked_on: 2026-05-17, reach: 400, comments: 10, shares: 6}",
            ).replace("draft", "reviewed"),
        )
        (content / "tracking").mkdir()
        (content / "tracking/may.csv").write_text(
            "subject,checked_on,metric,value,source,paid\n"
            "post:p1,2026-05-12,reach,150,hand,false\n"
            "post:p1,2026-06-20,reach,900,hand,false\n"  # after the check date
            "post:p1,2026-05-12,reach,70,hand,true\n",
            encoding="utf-8",
        )
        page = shown(content)
        rows = [(it.metric, it.value, it.day, it.paid, it.series) for it in page.figures]
        assert rows == [
            ("reach", "400", "17 May 2026", False, "150 (12 May) → 400 (17 May)"),
            ("reach", "70", "12 May 2026", True, ""),
            ("comments", "10", "17 May 2026", False, ""),
            ("shares", "6", "17 May 2026", False, ""),
        ]
        line = page.figures[0].line
        assert line is not None
        assert 'aria-label="reach: 150 (12 May) → 400 (17 May)"' in line
        assert page.rates == (
            "Engagement by reach: 4% (16 of 400, reach); counted are comments, shares",
        )

    def test_without_reach_nothing_is_said_of_engagement(self, tmp_path: Path) -> None:
        page = only(tmp_path, "facebook", metrics="{checked_on: 2026-05-17, comments: 10}")
        assert page.rates == ()
        assert not page.over_time


class TestFindings:
    def test_a_rule_is_explained_once_and_the_rest_is_linked(self, tmp_path: Path) -> None:
        missing = ", ".join(f"media/{number}.png" for number in range(30))
        page = only(tmp_path, "facebook", media=f"[{missing}]")
        about = [it.about for it in page.notes if it.note.slug == "media-missing"]
        assert about[0].startswith("The post names a picture, a video or a document that is not in")
        assert not any(about[1:])
        assert len(page.notes) == 20
        assert page.more_notes
        assert page.more_notes.to == "findings.html#file=posts%2Fp1.md"

    def test_script_crib_and_fallback_are_shown(self, tmp_path: Path) -> None:
        page = only(
            tmp_path,
            "facebook",
            format="live",
            live="{crib: Bring water, fallback: Call Aino}",
            video="{script: Walk to the field}",
        )
        assert [(it.title, it.words) for it in page.scripts] == [
            ("Script", "Walk to the field"),
            ("Notes for the host", "Bring water"),
            ("If something fails", "Call Aino"),
        ]


FORGES = {
    "https://github.com/name/plan": (
        "https://github.com/name/plan/blob/main/content/posts/a%20b.md?plain=1#L7",
        "https://github.com/name/plan/edit/main/content/posts/a%20b.md",
        "https://github.com/name/plan/new/main?filename=content%2Fposts%2Fnew.md&value=a%26b%0A",
    ),
    "https://gitlab.example.org/group/sub/plan/": (
        "https://gitlab.example.org/group/sub/plan/-/blob/main/content/posts/a%20b.md?plain=1#L7",
        "https://gitlab.example.org/group/sub/plan/-/edit/main/content/posts/a%20b.md",
        "https://gitlab.example.org/group/sub/plan/-/new/main?file_name=content%2Fposts%2Fnew.md",
    ),
    "https://codeberg.org/name/plan.git": (
        "https://codeberg.org/name/plan/src/branch/main/content/posts/a%20b.md?display=source#L7",
        "https://codeberg.org/name/plan/_edit/main/content/posts/a%20b.md",
        "https://codeberg.org/name/plan/_new/main/?filename=content%2Fposts%2Fnew.md&value=a%26b%0A",
    ),
}


class TestForge:
    @pytest.mark.parametrize("repository", FORGES)
    def test_files_are_seen_edited_and_begun(self, tmp_path: Path, repository: str) -> None:
        forge = forge_of(repository, "", tmp_path / "content")
        assert forge
        view, edit, new = FORGES[repository]
        assert forge.view("posts/a b.md", 7) == view
        assert forge.edit("posts/a b.md") == edit
        assert forge.add("posts/new.md", "a&b\n").replace("%20", "+") == new

    @pytest.mark.parametrize(
        ("top", "content", "below"),
        [
            ("repo", "repo/content", "content/"),
            ("repo", "repo/farm/plan", "farm/plan/"),
            ("repo", "repo", ""),
            ("", "elsewhere/plan", "plan/"),
        ],
    )
    def test_the_plan_may_lie_anywhere_in_its_repository(
        self, tmp_path: Path, top: str, content: str, below: str
    ) -> None:
        (tmp_path / content).mkdir(parents=True)
        if top:
            (tmp_path / top / ".git").write_text("gitdir: elsewhere", "utf-8")
        forge = forge_of("https://github.com/name/plan", "plan/2026", tmp_path / content)
        assert forge
        assert forge.folder == below
        assert forge.view("plan.md").endswith(f"/blob/plan/2026/{below}plan.md")

    @pytest.mark.parametrize(
        "repository",
        [
            "javascript:alert(1)//a/b",
            "ftp://github.com/name/plan",
            "//github.com/name/plan",
            "github.com/name/plan",
            "https://",
            "https://github.com",
            "https://github.com/name",
            "https://name:secret@github.com/name/plan",
            "https://github.com/name/plan?x=1",
            "https://github.com/name/plan#x",
            "https://github.com/name/../plan",
            "https://github.com/name//plan",
            'https://github.com/name/"><script>',
            "https://github.com/name/pl an",
            "https://github.com:x/name/plan",
            "https://[github.com/name/plan",
            "git@github.com:name/plan.git",
        ],
    )
    def test_what_is_no_address_of_a_repository_is_refused(
        self, tmp_path: Path, repository: str
    ) -> None:
        with pytest.raises(PlannerError, match="repository"):
            forge_of(repository, "", tmp_path)

    @pytest.mark.parametrize("branch", ["a b", "../x", "-x", "/x", 'x"', "x\ny", "a..b", "a?b"])
    def test_what_is_no_branch_is_refused(self, tmp_path: Path, branch: str) -> None:
        with pytest.raises(PlannerError, match="branch"):
            forge_of("https://github.com/name/plan", branch, tmp_path)

    def test_it_is_an_option_of_the_plugin(self, tmp_path: Path) -> None:
        file = tmp_path / "mkdocs.yml"
        file.write_text(
            "plugins:\n  - planner: {repository: https://x.org/a/b, branch: b}\n", "utf-8"
        )
        options = read_appearance(file).options
        assert (options["repository"], options["branch"]) == ("https://x.org/a/b", "b")

    def test_the_plugin_takes_it_and_refuses_what_is_none(self, tmp_path: Path) -> None:
        content = write(tmp_path, posts__p1=post())
        file = tmp_path / "mkdocs.yml"
        file.write_text("site_name: Plan\ndocs_dir: content\ntheme: {name: material}\n", "utf-8")
        for repository in ("https://github.com/name/plan", "javascript:alert(1)"):
            config, plugin = load_config(str(file)), PlannerPlugin()
            asked = {"repository": repository, "branch": "2026"}
            assert plugin.load_config(asked, str(file)) == ([], [])
            if repository.startswith("https"):
                plugin.on_config(config)
                page = html(plugin.site, "posts/p1.html")
                assert f"{repository}/edit/2026/{content.name}/posts/p1.md" in page
            else:
                with pytest.raises(PluginError, match="“repository” must be the address"):
                    plugin.on_config(config)
            plugin.on_shutdown()

    def test_findings_pages_and_posts_lead_there(self, tmp_path: Path) -> None:
        text = post(channel="nowhere")
        content = write(tmp_path, posts__p1=text, about="# About\n\nUs.\n")
        forge = forge_of("https://github.com/name/plan", "", content)
        site = render(content, as_of=DAY, language="en", forge=forge)
        top = "https://github.com/name/plan"
        edits = {page.path: page.edit_url for page in site.pages if page.edit_url}
        assert edits == {
            "posts/p1.html": f"{top}/edit/main/content/posts/p1.md",
            "pages/about.html": f"{top}/edit/main/content/about.md",
        }
        line = f'href="{top}/blob/main/content/posts/p1.md?plain=1#L4"'
        assert line in html(site, "posts/p1.html")
        assert line in html(site, "findings.html")
        for path in ("posts.html", "calendar.html"):
            (new,) = re.findall(rf'href="({top}/new/[^"]+)"[^>]*>Add a post<', html(site, path))
            asked = parse_qs(urlsplit(new.replace("&amp;", "&")).query)
            assert asked["filename"] == ["content/posts/new.md"]
            assert asked["value"] == ["---\ntitle: \nstatus: idea\n---\n"]

    def test_without_it_nothing_leads_outside(self) -> None:
        site = render(bootstrap.ROOT / "content", as_of=DAY, language="en")
        assert not any(page.edit_url for page in site.pages)
        assert "Add a post" not in html(site, "posts.html")
        assert "github" not in html(site, "findings.html")


def sizes(site: Site) -> Iterator[int]:
    return (len(page.body.encode()) for page in site.pages if page.path.startswith("posts/"))


@pytest.mark.no_cover
def test_pages_and_rows_stay_small(tmp_path: Path) -> None:
    site = render(write_plan(tmp_path, 300), as_of=None, language="en")
    assert max(sizes(site)) < 20_000
    assert len(html(site, "posts.html").encode()) / 300 < 1100
    sample = render(bootstrap.ROOT / "content", as_of=DAY, language="en")
    assert max(sizes(sample)) < 25_000


def test_an_empty_plan_and_one_full_of_faults_have_their_pages(tmp_path: Path) -> None:
    empty = render(write(tmp_path / "empty"), as_of=DAY, language="en")
    assert "The plan has no posts yet." in html(empty, "posts.html")
    broken = write(
        tmp_path / "broken",
        posts__p1=post(channel="[a, b]", format="nothing", media="{a: b}", video="x", variants="5"),
        posts__p2="---\ntitle: [\n---\n",
        channels__x="---\nlimits: many\n---\n",
        posts__p3=post(channel="x", format="text", variants="{x: {}, none: {text: There}}"),
    )
    site = render(broken, as_of=DAY, language="en")
    assert {"posts/p1.html", "posts/p3.html"} <= {page.path for page in site.pages}
