"""What people are told: one cause, one message, and the line to write where it can be shown."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from planner import checker
from planner.loader import load
from planner.texts import T

if TYPE_CHECKING:
    from pathlib import Path

PLAN = """---
title: Plan
timezone: Europe/Helsinki
period: {start: 2026-05-26, end: 2026-06-21}
vision: Every table
---
"""
AUDIENCE = "---\ntitle: Lapsiperheet\n---\n"
Told = list[tuple[str, str]]


def told(folder: Path, language: str = "en", **files: str) -> Told:
    """Return slug and help of what is said of files; ``__`` in a name stands for ``/``."""
    contents = {"plan": PLAN, **files}
    for name, text in contents.items():
        path = folder / (name.replace("__", "/") + ".md")
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, "utf-8")
    return [(it.rule.slug, it.help.to(language)) for it in load(folder).findings]


def post(*lines: str) -> str:
    return "\n".join(["---", "title: T", "status: idea", *lines, "---", "b"])


def audience(*lines: str) -> str:
    return "\n".join(["---", "title: Families", *lines, "---", ""])


def one_cure(folder: Path, line: str, language: str = "en") -> str:
    """Return the help on a post with one wrong line: one message, not two."""
    ((_, cure),) = told(folder, language, posts__p=post(line))
    return cure


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("kehote: kommentoi", "kehote: {tyyppi: kommentoi}"),
        ("kehote: Kysy meiltä!", "kehote: {teksti: Kysy meiltä!}"),
        ("kehote: https://a.fi", "kehote: {tyyppi: lue lisää, osoite: https://a.fi}"),
        ("linkki: https://a.fi", "kehote: {tyyppi: lue lisää, osoite: https://a.fi}"),
        ("osoite: https://a.fi", "kehote: {tyyppi: lue lisää, osoite: https://a.fi}"),
        ("tyyppi: kommentoi", "kehote: {tyyppi: kommentoi}"),
        ("havainnot: hyvin meni", "havainnot: {opittua: hyvin meni}"),
        ("luvut: 120 tykkäystä", "luvut: {kirjattu: …, tykkäykset: 120}"),
        ("kuvauslupa: saatu", "kuvauslupa: {tarvitaan: kyllä, saatu: …}"),
        ("video: 58 s", "video: {kesto s: 58}"),
        ("live: klo 18", "live: {kesto min: …, juontaja: …}"),
        ("versiot: {instagram: Hei}", "instagram: {teksti: Hei}"),
    ],
)
def test_a_plain_value_is_shown_where_it_belongs(tmp_path: Path, line: str, shown: str) -> None:
    (tmp_path / "channels").mkdir()
    (tmp_path / "channels/instagram.md").write_text("---\ntitle: I\n---\n", "utf-8")
    assert one_cure(tmp_path, line, "fi").endswith(f": {shown}")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("period: 26.5. - 21.6.2026", "period: {start: 2026-05-26, end: 2026-06-21}"),
        ("business: Mäkelä, farm", 'business: {name: "Mäkelä, farm"}'),
        ("time_budget: 3 hours a week", "time_budget: {hours_per_week: 3}"),
        ("pillars: Season, Our people", "[{id: season, title: Season}, {id: our-people, title: Our people}]"),
        ("anchors: {Midsummer: 20.6.}", "[{id: midsummer, title: Midsummer, date: 2026-06-20}]"),
        ("anchors: [Midsummer: 20.6.2026]", ": {id: midsummer, title: Midsummer, date: 2026-06-20}"),
        ("roles: [anna, ben]", ": {id: anna}"),
        ("roles: {id: anna}", "roles: [{id: anna}]"),
    ],
)  # fmt: skip
def test_so_it_is_in_the_plan(tmp_path: Path, line: str, shown: str) -> None:
    kept = [it for it in PLAN.splitlines()[1:-1] if not it.startswith(line[:6])]
    ((slug, cure),) = told(tmp_path, plan="\n".join(["---", *kept, line, "---", ""]))
    assert slug == "invalid-value"
    assert cure.endswith(shown)


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("nimi: T", "otsikko"),
        ("pvm: 1.6.", "päivä"),
        ("paiva: 1.6.", "päivä"),
        ("klo: 18", "kello"),
        ("kellonaika: 18", "kello"),
        ("kuvat: a.jpg", "aineisto"),
        ("tägit: a", "aihetunnisteet"),
        ("Hashtagit: a", "aihetunnisteet"),
        ("kohde: x", "kohderyhmä"),
        ("kohderyhma: x", "kohderyhmä"),
        ("mittarit: a", "toiminnan mittari"),
        ("tavoita: x", "tavoite"),
    ],
)
def test_another_word_for_a_key_is_understood_and_not_accepted(
    tmp_path: Path, line: str, meant: str
) -> None:
    text = f"---\n{line}\nstatus: idea\n---\n"
    if meant != "otsikko":
        text = text.replace("status:", "title: T\nstatus:")
    assert told(tmp_path, "fi", posts__p=text) == [
        ("unknown-field", T("Did you mean “{near}”?", near=meant).to("fi"))
    ]
    assert load(tmp_path).plan.posts["p"].misread


def test_a_key_of_another_file_and_the_text_of_a_post(tmp_path: Path) -> None:
    assert "plan.md" in one_cure(tmp_path, "vision: Every table")
    assert "channels/" in one_cure(tmp_path, "handle: farm")
    assert "below the closing ---" in one_cure(tmp_path, "teksti: Hei")


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("date: next Monday", "date: 2026-06-01"),
        ("date: ensi maanantaina", "date: 2026-06-01"),
        ("date: huomenna", "date: 2026-05-26"),
        ("date: 1.6.–3.6.2026", "date: 2026-06-01"),
        ("date: 3rd June", "date: 2026-06-03"),
        ("date: 5. kesäkuuta", "date: 2026-06-05"),
        ("date: 9.6.26", "date: 9.6.2026"),
        ("date: 31.6.2026", "2026-06-30."),
        ("date: 1.6.2026 klo 25", "date: 2026-06-01 18:30"),
        ("publish_at: 2 June 2026 18:00", "publish_at: 2026-06-02 18:00"),
        ("time: klo 18 jälkeen", "time: 18:00"),
        ("time: 17.30–19", "time: 17:30"),
        ("time: illalla", "time: 18:30"),
        ("minutes: 1 h", "minutes: 60"),
        ("minutes: 20 min", "minutes: 20"),
        ("cost: 20e", "cost: 20"),
        ("metrics: {likes: 12 kpl}", "reactions: 12"),
        ("channel: [x]", "channel: x"),
        ("message: {Note: today}", 'message: "Note: today"'),
        ("hashtags: #organic #local", "hashtags: [organic, local]"),
    ],
)
def test_a_bad_value_is_answered_with_the_line_to_write(
    tmp_path: Path, line: str, shown: str
) -> None:
    assert one_cure(tmp_path, line).endswith(shown)


def test_a_mistyped_key_is_not_missing_as_well(tmp_path: Path) -> None:
    text = post("content_type: offer", "format: text", "owner: owner", "stag: evaluation")
    ((slug, _),) = told(tmp_path, posts__p=text.replace("idea", "ready"))
    assert slug == "unknown-field"


def test_what_is_missing_is_shown_as_a_line(tmp_path: Path) -> None:
    plan = PLAN.replace("vision:", "roles: [{id: anna}]\nvision:")
    cures = told(tmp_path, "fi", plan=plan, posts__p="---\nstatus: ready\nstage: decision\n---\n")
    shown = ("otsikko: ", "sisältötyyppi: tuotevertailu", "muoto: teksti", "vastuuhenkilö: anna")
    assert [(slug, line in cure) for (slug, cure), line in zip(cures, shown, strict=True)] == [
        ("missing-field", True)
    ] * 4
    cures = told(tmp_path, plan="---\nvision: x\n---\n")
    assert any("period: {start: 2026-04-27, end: 2026-07-19}" in cure for _, cure in cures)


def test_a_title_leads_to_its_id(tmp_path: Path) -> None:
    files = {"audiences__lapsiperheet-kyla": AUDIENCE, "audiences__lapsiperhe": audience()}
    ((slug, cure),) = told(tmp_path, **files, posts__p=post("audience: Lapsiperheet"))
    assert (slug, cure) == (
        "unknown-reference",
        "Write its id instead of its title: lapsiperheet-kyla",
    )


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("audience: families, cafes", "audience: [families, cafes]"),
        ("audience: families and cafes", "audience: [families, cafes]"),
        ("audience: families-in-town", "Did you mean “families”?"),
        ("audience: famlies", "Did you mean “families”?"),
        ("owner: yrittäjä", "title: owner"),
        ("campaign: summer", "campaigns/summer.md, or correct the name."),
    ],
)
def test_a_name_that_nothing_has_is_answered(tmp_path: Path, line: str, shown: str) -> None:
    cures = told(tmp_path, audiences__families=audience(), posts__p=post(line))
    assert cures[0][1].endswith(shown)


def test_the_picture_of_the_same_name_is_meant(tmp_path: Path) -> None:
    for name in ("a/tomato.jpg", "b/tomato.png", "b/tomatoes.jpg", "sign.jpg"):
        (tmp_path / "media" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "media" / name).touch()
    assert one_cure(tmp_path, "media: media/b/tomato.jpg") == "Did you mean “media/b/tomato.png”?"
    assert one_cure(tmp_path, "media: Tomato.jpg") == "Did you mean “media/a/tomato.jpg”?"
    assert "media/" not in one_cure(tmp_path, "media: media/hens.jpg")


@pytest.mark.parametrize(
    ("lines", "counts"),
    [
        (("date: 1.6.2026", "publish_at: 3.6.2026 18:00"), "2026-06-01 counts."),
        (("date: 1.6.2026", "time: 17", "publish_at: 1.6.2026 18:00"), "17:00 counts."),
        (("date: 1.6.2026 18:00", "time: 17:00"), "17:00 counts."),
    ],
)
def test_two_days_or_times_are_one_finding(
    tmp_path: Path, lines: tuple[str, ...], counts: str
) -> None:
    ((slug, cure),) = told(tmp_path, posts__p=post(*lines))
    assert slug == "invalid-value"
    assert cure.endswith(counts)
    same = ("date: 1.6.2026", "time: 18:00", "publish_at: 1.6.2026 18:00")
    assert not told(tmp_path, posts__p=post(*same))


def test_two_versions_for_one_channel_are_named(tmp_path: Path) -> None:
    lines = ("variants:", "  instagram: {text: a}", "  Instagram: {text: b}")
    told(tmp_path, channels__instagram="---\ntitle: I\n---\n", posts__p=post(*lines))
    content = load(tmp_path)
    (found,) = content.findings
    assert (found.rule.slug, content.place(found).line) == ("duplicate-id", 6)


def test_one_key_written_twice_is_not_called_two_languages(tmp_path: Path) -> None:
    told(tmp_path, posts__p=post("Status: draft"))
    (found,) = load(tmp_path).findings
    assert found.message.to("en") == "“status” and “Status” are the same key"


def test_a_bad_entry_leaves_the_others_their_findings_and_places(tmp_path: Path) -> None:
    lines = (
        "description: Families within 30 km who want to know where food comes from.",
        "needs: [dinner]",
        "channels:",
        "  - facebook",
        "  - {id: instagram, evidence: guess}",
        "  - {note: who knows}",
        "  - {id: blog, evidence: rumour}",
    )
    channel = "---\ntitle: C\n---\n"
    full = ("channel: {}", "audience: families", "status: ready")
    posts = {
        f"posts__{name}": "\n".join(["---", "title: T", *full, "---", "b"]).format(name)
        for name in ("instagram", "blog")
    }
    channels = {f"channels__{name}": channel for name in ("instagram", "blog", "facebook")}
    told(tmp_path, audiences__families=audience(*lines), **posts, **channels)
    report = checker.check(load(tmp_path), dt.date(2026, 5, 26))
    found = [
        (it.rule.slug, it.place.line)
        for it in report.diagnostics
        if it.path == "audiences/families.md" and it.rule.slug[:8] != "interest"
    ]
    assert found == [
        ("invalid-value", 6),
        ("channel-assumed", 7),
        ("missing-field", 8),
        ("unknown-word", 9),
    ]
