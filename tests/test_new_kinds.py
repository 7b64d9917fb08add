"""planner new audience, goal, channel, offer, campaign, review: forms that a person fills in."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import unicodedata
from collections.abc import Callable
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner import blanks, cli, loader, sheets, suppressions, values
from planner.checker import check
from planner.diagnostics import Kind
from planner.errors import PlannerError
from planner.lines import model_of
from planner.model import row_of

if TYPE_CHECKING:
    from planner.diagnostics import Diagnostic

ROOT = Path(__file__).parents[1]
PLAN = """---
title: Plan
timezone: Europe/Helsinki
period: {start: 2026-05-26, end: 2026-06-21}
---
"""
DAY = dt.date(2026, 6, 7)
KINDS = (Kind.AUDIENCE, Kind.GOAL, Kind.CHANNEL, Kind.OFFER, Kind.CAMPAIGN)
New = Callable[..., Path]


@pytest.fixture(autouse=True)
def at_a_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def new(new_file: New) -> New:
    """Make a file, and return it."""
    return new_file


@pytest.fixture
def refusal(no_new_file: Callable[..., str]) -> Callable[..., str]:
    """Ask for what cannot be made, and return the one sentence that is said."""

    def ask(*arguments: str) -> str:
        said = no_new_file(*arguments)
        assert said.count("\n") == 1
        return said

    return ask


def speak(plan: Path, language: str) -> None:
    if language == "fi":
        shutil.rmtree(plan)
        shutil.copytree(ROOT / "examples" / "fi" / "content", plan)


def empty(plan: Path) -> None:
    shutil.rmtree(plan)
    plan.mkdir()
    (plan / "plan.md").write_text(PLAN, "utf-8")


def everything(folder: Path) -> list[tuple[Path, bytes]]:
    paths = sorted(path for path in folder.rglob("*") if ".planner" not in path.parts)
    return [(path, path.read_bytes() if path.is_file() else b"") for path in paths]


def told(plan: Path) -> list[Diagnostic]:
    """Return what the check says of a plan."""
    return list(check(loader.load(plan), DAY).diagnostics)


@cache
def told_before(language: str) -> list[Diagnostic]:
    return told(ROOT / ("content" if language == "en" else "examples/fi/content"))


# What the check says of a new file: what its remarks ask for, and nothing else

WARNING, INFO = "warning", "info"
_AUDIENCE = {
    "audience-undescribed": (WARNING, "needs"),
    "channel-assumed": (WARNING, "channels"),
    "interests-thin": (WARNING, "interests"),
    "audience-unused": (INFO, ""),
}
_GOAL = {
    "baseline-missing": (WARNING, "baseline"),
    "observation-stale": (WARNING, "observations"),
}
_CHANNEL = {
    "channel-without-windows": (WARNING, "windows"),
    "reading-place-missing": (WARNING, "read_from"),
    "channel-unused": (INFO, ""),
}
_MEASURED = ("--metric", "visits", "--lever", "trust", "--target", "60", "--by", "2026-07-19")
EXPECTED: tuple[tuple[tuple[str, ...], dict[str, tuple[str, str]]], ...] = (
    (("audience", "--title", "Hevosväki"), _AUDIENCE),
    (
        ("goal", "--title", "Enemmän käyntejä"),
        {**_GOAL, "goal-unmeasurable": (WARNING, "metric"), "goal-unused": (INFO, "")},
    ),
    (
        ("goal", "--title", "Enemmän käyntejä", *_MEASURED),
        {**_GOAL, "goal-unused": (WARNING, "")},
    ),
    (("channel", "--kind", "tiktok"), _CHANNEL),
    (
        ("channel", "--title", "Ilmoitustaulu"),
        {**_CHANNEL, "attention-metric-missing": (WARNING, "attention_metrics")},
    ),
    (("offer", "--title", "Hay ride"), {"offer-incomplete": (WARNING, "promise")}),
    (("campaign", "--title", "Juhannus", "--start", "2026-06-06"), {}),
    (("campaign", "--anchor", "juhannus"), {}),
)


@pytest.mark.parametrize("language", ["en", "fi"])
@pytest.mark.parametrize(("arguments", "expected"), EXPECTED)
def test_the_check_finds_what_the_remarks_ask_for(
    plan: Path,
    new: New,
    arguments: tuple[str, ...],
    expected: dict[str, tuple[str, str]],
    language: str,
) -> None:
    speak(plan, language)
    made = new(*arguments)
    path = made.relative_to(plan).as_posix()
    after = told(plan)
    own = {it.rule.slug: it.severity.value for it in after if it.path == path}
    assert own == {slug: severity for slug, (severity, _) in expected.items()}
    assert [it for it in after if it.path != path] == told_before(language)
    model, text = model_of(Kind(arguments[0])), made.read_text("utf-8")
    for _, key in expected.values():
        row = row_of(model, key)
        name = (row.fi[0] if language == "fi" else row.name) if row else ""
        asked = rf"^(?:# )?{name}:" if name else f"planner new post --{arguments[0]} {made.stem}\n"
        assert re.search(asked, text, re.MULTILINE), key


@pytest.mark.parametrize("kind", ["audience", "goal", "channel", "offer", "campaign"])
def test_an_empty_plan_gets_each_of_them(plan: Path, new: New, kind: str) -> None:
    empty(plan)
    made = new(kind)
    assert made.name == f"{kind}.md"
    assert f"title: {kind.title()}\n" in made.read_text("utf-8")
    assert loader.load(plan).findings == ()


def test_the_first_ones_in_an_empty_plan_make_one_that_has_them(plan: Path, new: New) -> None:
    empty(plan)
    cures = {it.rule.slug: it.help.to("en") for it in told(plan)}
    for kind in ("audience", "goal", "channel"):
        assert f"“planner new {kind}” begins one." in cures[f"{kind}-missing"]
        new(kind)
        assert f"{kind}-missing" not in {it.rule.slug for it in told(plan)}


# What is in it


def test_a_goal_as_it_is_made(new: New) -> None:
    made = new("goal", "--title", "Ten more: now", "--target", "10", "--lever", "Trust")
    assert made.name == "ten-more-now.md"
    assert made.read_text("utf-8") == (
        "---\n"
        'title: "Ten more: now"\n'
        "lever: trust\n"
        "\n"
        "# Write after the colon. Where a line begins with “# ”, take that away and keep what suits.\n"
        "\n"
        "# What is counted. Your own words will do, too.\n"
        "# metric: customers, orders, revenue, average-purchase, purchase-frequency, inquiries, signups, recommendations, returned-customers\n"
        "\n"
        "# The unit of the figure.\n"
        "unit:\n"
        "\n"
        "# Where it started. Without it nobody sees what has changed.\n"
        "# baseline: {value: …, date: 2026-06-07}\n"
        "\n"
        "# What is to be reached, and by when.\n"
        "target: {value: 10, by: }\n"
        "\n"
        "# The figure as time goes on. A line each time you look, every other week.\n"
        "observations:\n"
        "#  - {date: 2026-06-07, value: …}\n"
        "\n"
        "# Once this is filled in, plan a post: planner new post --goal ten-more-now\n"
        "# Notes of your own may go below the hyphens.\n"
        "---\n"
        "\n"
    )


def test_a_finnish_channel_as_it_is_made(plan: Path, new: New) -> None:
    speak(plan, "fi")
    lines = new("channel", "--title", "TikTok").read_text("utf-8").splitlines()
    assert lines[1:4] == ["otsikko: TikTok", "laji: TikTok", "huomion mittarit: [katselukerrat]"]
    assert "# otolliset ajat: [ma-to 18-20]" in lines
    assert "# julkaisutahti: 14" in lines
    assert "luvut löytyvät:" in lines
    assert not [line for line in lines if "Write" in line or " the " in line]


def test_a_file_speaks_the_plans_language_whatever_is_said(new: New) -> None:
    made = new("channel", "--kind", "WhatsApp-kanava", "--lang", "fi")
    assert made.name == "whatsapp-channel.md"
    assert made.read_text("utf-8").splitlines()[1:4] == [
        *("title: WhatsApp channel", "kind: whatsapp", "attention_metrics: [views]"),
    ]


def test_an_audience_names_the_channels_as_assumptions(plan: Path, new: New) -> None:
    resting = plan / "channels" / "linkedin.md"
    resting.write_text(
        resting.read_text("utf-8").replace("---\n", "---\nstatus: resting\n", 1), "utf-8"
    )
    text = new("audience", "--title", "X").read_text("utf-8")
    assert re.findall(r"^#  - (.*)$", text, re.MULTILINE) == [
        *(
            f"{{id: {name}, evidence: assumption}}"
            for name in ("facebook", "instagram", "newsletter", "youtube")
        ),
        "{id: short-name, title: …, evidence: assumption}",
    ]
    assert "An assumption is not knowledge yet" in text


def test_what_the_plan_has_already_is_not_offered_again(plan: Path, new: New) -> None:
    goal = new("goal").read_text("utf-8")
    assert (
        "# lever: awareness, trust, retention, win-back, customer-understanding, service\n" in goal
    )
    channel = new("channel").read_text("utf-8")
    (kinds,) = re.findall("^# kind: (.*)$", channel, re.MULTILINE)
    assert kinds.split(", ")[:2] == ["x", "tiktok"]
    assert kinds.endswith(", …")
    for number, lever in enumerate(loader.load(plan).plan.reading.list("lever")):
        new("goal", "--title", f"G{number}", "--lever", lever)
    assert "# lever: more-customers, bigger-purchases" in new("goal").read_text("utf-8")


def test_figures_of_the_plans_own_are_offered_first(plan: Path, new: New) -> None:
    empty(plan)
    own = "words: {metrics: [{id: tastings}]}\ntitle:"
    (plan / "plan.md").write_text(PLAN.replace("title:", own), "utf-8")
    assert "# metric: tastings, customers, orders" in new("goal").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("--target", "60", "--by", "19.7."), "target: {value: 60, by: 2026-07-19}"),
        (("--target", "0"), "target: {value: 0, by: }"),
        (("--by", "2026-07-01"), "target: {value: , by: 2026-07-01}"),
        (("--target", "2,5"), "target: {value: 2.5, by: }"),
        ((), "# target: {value: …, by: 2026-07-19}"),
    ],
)
def test_a_target_waits_for_what_is_not_known(
    plan: Path, new: New, arguments: tuple[str, ...], line: str
) -> None:
    made = new("goal", *arguments)
    assert f"\n{line}\n" in made.read_text("utf-8")
    content = loader.load(plan)
    assert content.findings == ()
    target = content.plan.goals["goal"].target
    known = line.partition(": {")[2]
    assert bool(target and target.value is not None) == known.startswith(
        ("value: 6", "value: 0", "value: 2")
    )
    assert bool(target and target.by) == ("by: 2026" in known and line[0] != "#")


def test_an_offer_asks_the_eight_questions_then_the_three_layers(new: New) -> None:
    text = new("offer", "--audience", "home-cooks", "--audience", "restaurants").read_text("utf-8")
    keys = re.findall(r"^([a-z_]+):", text, re.MULTILINE)
    assert keys == [
        *("title", "audience", "promise", "content", "why", "how_and_where", "who"),
        *("where_to_buy", "duration_and_price", "core", "extended", "exceeding"),
    ]
    assert "audience: [home-cooks, restaurants]\n" in text
    layers = "# The three layers of the experience; they can wait until the rest is done.\n"
    assert text.index("duration_and_price") < text.index(layers) < text.index("core:")


def test_a_campaign_says_what_is_required_and_what_falls_in_its_time(plan: Path, new: New) -> None:
    made = new("campaign", "--anchor", "Pihapaiva", "--goal", "fill-open-day")
    text = made.read_text("utf-8")
    assert made.name == "open-yard-day-2.md"
    assert text.splitlines()[1:7] == [
        "# A campaign description. What is marked * is required; the rest may wait.",
        "# * The campaign's name.",
        "title: Open-yard day",
        "start: 2026-05-30",
        "end: 2026-06-20",
        "goal: fill-open-day",
    ]
    read = loader.load(plan).plan
    there = {
        post.id
        for post in read.posts.values()
        if post.day and dt.date(2026, 5, 30) <= post.day <= dt.date(2026, 6, 20)
    }
    (named,) = re.findall("^# In its time there are already: (.*) more. Those", text, re.MULTILINE)
    shown = re.findall(r"\bp\d\d\b", named)
    assert len(shown) == 9
    assert set(shown) < there
    assert named.endswith(f", {len(there) - 9}")
    assert f"the line “campaign: {made.stem}”." in text


def test_a_campaign_keeps_to_the_period_and_to_what_is_given(plan: Path, new: New) -> None:
    text = new("campaign", "--anchor", "vappu", "--title", "Vappu!").read_text("utf-8")
    assert "title: Vappu!\nstart: 2026-04-27\nend: 2026-05-08\n" in text
    text = new("campaign", "--anchor", "vappu", "--end", "1.5.").read_text("utf-8")
    assert "title: May Day\nstart: 2026-04-27\nend: 2026-05-01\n" in text
    empty(plan)
    anchors = "anchors: [{id: far, date: 2027-01-10}, {id: never}]\ntitle:"
    (plan / "plan.md").write_text(PLAN.replace("title:", anchors), "utf-8")
    text = new("campaign", "--anchor", "far").read_text("utf-8")
    assert "title: far\nstart: 2026-12-27\nend: 2027-01-17\n" in text
    text = new("campaign", "--anchor", "never", "--today", "2026-06-07").read_text("utf-8")
    assert "# start: 2026-06-07\n" in text
    assert "# end: 2026-06-21\n" in text
    assert "# A post that belongs to it gets the line" in text


@pytest.mark.parametrize("sample", ["content", "examples/fi/content"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_line_that_is_offered_can_be_taken(
    plan: Path, new: New, sample: str, kind: Kind
) -> None:
    shutil.rmtree(plan)
    shutil.copytree(ROOT / sample, plan)
    made = new(kind.value)
    model, text = model_of(kind), made.read_text("utf-8")
    offered = [line for line in text.splitlines() if line.startswith("#  - ")]
    for line in text.splitlines():
        key = line.removeprefix("# ").partition(": ")[0]
        if line.startswith("# ") and row_of(model, key) and "…" not in line:
            offered.append(line)
    assert kind is Kind.OFFER or len(offered) >= 2
    for line in offered:
        if line.startswith("#  - ") and "…}" in line:
            continue  # a figure that nobody knows yet
        key, _, choices = line.removeprefix("# ").partition(": ")
        several = choices[:1] in ("[", "{") or line.startswith("#  - ")
        for choice in [choices] if several else choices.removesuffix(", …").split(", "):
            taken = line.removeprefix("# ") if several else f"{key}: {choice}"
            made.write_text(text.replace(line, taken), "utf-8")
            found = loader.load(plan).findings
            assert [it.message.to("en") for it in found] == []


def test_filled_in_it_is_what_the_check_wants(plan: Path, new: New) -> None:
    made = new("audience", "--title", "Horse people")
    text = made.read_text("utf-8")
    for old, fresh in (
        ("description:", "description: They keep a horse or two and want to buy hay nearby."),
        ("needs: []", "needs: [dry hay, a fair price]"),
        (
            "#  - {id: facebook, evidence: assumption}",
            " - {id: facebook, evidence: asked, checked_on: 2026-06-07}",
        ),
        (
            "#  - {id: short-name, title: …, evidence: assumption}",
            " - {id: hay, evidence: asked}\n - {id: price, evidence: asked}\n - {id: trails}",
        ),
    ):
        assert text.count(f"\n{old}") == 1
        text = text.replace(f"\n{old}", f"\n{fresh}")
    made.write_text(text, "utf-8")
    own = [it for it in told(plan) if it.path.endswith(made.name)]
    assert [(it.rule.slug, it.severity.value) for it in own] == [("audience-unused", WARNING)]


# Its name


def test_names_are_taken_among_the_same_kind_only(plan: Path, new: New) -> None:
    assert new("offer", "--title", "Sell boxes").name == "sell-boxes.md"
    assert new("goal", "--title", "Sell boxes").name == "sell-boxes-2.md"
    (plan / "audiences" / "broken.md").write_text("---\ntitle: [\n---\n", "utf-8")
    assert new("audience", "--title", "Bröken").name == "broken-2.md"
    assert new("offer", "--title", "Bröken").name == "broken.md"
    assert new("audience", "--title", "2026-06-07 market").name == "2026-06-07-market.md"
    assert new("channel", "--kind", "Facebook").name == "facebook-2.md"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Äidit & isät, Öljy", "aidit-isat-oljy"),
        ('"Quoted": it\'s', "quoted-it-s"),
        ("a: b # c", "a-b-c"),
        ("😀", "audience"),
        ("CON", "con-2"),
        ("aux.md", "aux-md"),
        ("../../.ssh/id", "ssh-id"),
        ("index", "index"),
        (" \t", "audience"),
        ("word " * 39, "-".join(["word"] * 16)),
    ],
)
def test_awkward_titles_give_plain_names_and_stay_as_they_are(
    plan: Path, new: New, title: str, name: str
) -> None:
    made = new("audience", "--title", title)
    assert made.stem == name
    content = loader.load(plan)
    assert content.findings == ()
    assert content.plan.audiences[name].title == (title.strip() or "Audience")


def test_a_title_of_300_characters_is_refused(refusal: Callable[..., str]) -> None:
    for kind in KINDS:
        said = refusal(kind.value, "--title", "x" * 300)
        assert said == "The title is too long: it can have 200 characters at most.\n"


def test_nothing_that_is_there_is_overwritten(plan: Path, new: New) -> None:
    (plan / "goals" / "goal.md").symlink_to(plan / "plan.md")
    (plan / "goals" / "goal-2.md").mkdir()
    before = (plan / "plan.md").read_bytes()
    made = new("goal")
    assert made.name == "goal-3.md"
    assert "--goal goal-3\n" in made.read_text("utf-8")
    assert (plan / "plan.md").read_bytes() == before


TITLES = st.text(max_size=220) | st.from_regex(r"[ -~äöÅ'\"#:~]{0,30}", fullmatch=True)


@settings(max_examples=60)
@given(title=TITLES, kind=st.sampled_from(KINDS), language=st.sampled_from(["en", "fi"]))
@example(title="null", kind=Kind.OFFER, language="en")
@example(title="# planner: ignore-file no-such", kind=Kind.GOAL, language="fi")
@example(title="<<<<<<< HEAD", kind=Kind.CAMPAIGN, language="en")
@example(title="\udcff\u200b\U000e0041\ufffe", kind=Kind.AUDIENCE, language="fi")
@example(title="각" * 90, kind=Kind.CHANNEL, language="en")
def test_any_title_gives_a_file_that_reads_back(title: str, kind: Kind, language: str) -> None:
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "plan.md").write_text(PLAN, "utf-8")
        plan = loader.load(folder).plan
        too_long = len(blanks.cleaned(title)) > 200
        with pytest.raises(PlannerError) if too_long else nullcontext():
            entity = blanks.entity_of(plan, model_of(kind), {"title": title}, language)
            name = next(blanks.names(plan, entity, language))
            assert values.an_id(name) == name
            assert len(f"{name}.md".encode()) <= 255
            named = entity.model_copy(update={"id": name})
            path = f"{blanks.folder_of(kind)}/{name}.md"
            (folder / path).parent.mkdir()
            (folder / path).write_text(sheets.text_of(plan, named, DAY, language), "utf-8")
            content = loader.load(folder)
            assert content.findings == ()
            assert suppressions.find(content.sources[path], {}) == ((), ())
            read = getattr(content.plan.entities(kind)[name], "title", "")
            assert read == blanks.title_of(plan, entity, language)
            if title.isprintable() and not re.search(r"\s\s|^\s|\s$|^$", title):
                assert read == unicodedata.normalize("NFC", title)


# What is refused, said and taken back


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("goal", "--lever", "trsut"), "--lever: “trsut” is not a word that “lever” knows. Did you mean “trust”?\n"),
        (("goal", "--target", "many"), "--target: "),
        (("goal", "--by", "31.6."), "--by: there is no day “31.6.”. "),
        (("channel", "--kind", "facebok"), "--kind: “facebok” is not a word that “kind” knows. Did you mean “Facebook”?\n"),
        (("offer", "--audience", "everyone"), "--audience: there is no audience “everyone”. "),
        (("offer", "--audience", "restaurant"), "--audience: there is no audience “restaurant”. Did you mean “restaurants”?\n"),
        (("campaign", "--goal", "sell-box"), "--goal: there is no goal “sell-box”. Did you mean “sell-boxes”?\n"),
        (("campaign", "--anchor", "juhanus"), "--anchor: there is no anchor “juhanus”. Did you mean “juhannus”?\n"),
        (("campaign", "--start", "soon"), "--start: "),
        (("audience", "--title", "Everyone"), "“Everyone” is not an audience: speak to all and no one feels addressed. Name the group you most want to stop and look.\n"),
        (("audience", "--title", "kaikki"), "“kaikki” is not an audience"),
    ],
)  # fmt: skip
def test_what_the_plan_does_not_know_is_one_sentence(
    refusal: Callable[..., str], arguments: tuple[str, ...], said: str
) -> None:
    assert refusal(*arguments).startswith(said)


@pytest.mark.parametrize("kind", [*(kind.value for kind in KINDS), "review"])
def test_in_ci_nothing_is_made_unless_it_is_meant(
    new: New, refusal: Callable[..., str], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("CI", "true")
    assert refusal(kind) == "In CI no file is made: use --write if you mean it.\n"
    assert new(kind, "--write", "--today", "2026-06-14").is_file()


@pytest.mark.parametrize("kind", [*(kind.value for kind in KINDS), "review"])
def test_undo_takes_it_away(plan: Path, new: New, kind: str) -> None:
    before = everything(plan)
    assert new(kind, "--today", "2026-06-14").is_file()
    assert cli.run(["undo"]) == 0
    assert everything(plan) == before


def test_what_comes_next_is_said(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["new", "goal"]) == 0
    captured = capsys.readouterr()
    assert captured.out == "content/goals/goal.md\n"
    assert captured.err.splitlines() == [
        "Open the file and fill in what you know; the rest may wait.",
        "planner check says what it still lacks.",
    ]
    speak(plan, "fi")
    assert cli.run(["--quiet", "new", "goal"]) == 0
    assert capsys.readouterr() == ("content/goals/tavoite.md\n", "")


def test_new_review_is_review(plan: Path, new: New, capsys: pytest.CaptureFixture[str]) -> None:
    made = new("review", "--today", "2026-06-14")
    first = made.read_bytes()
    made.unlink()
    assert cli.run(["review", "--today", "2026-06-14"]) == 0
    assert capsys.readouterr().out == "content/reviews/2026-06-14.md\n"
    assert made.read_bytes() == first
    assert cli.run(["new", "review", "--today", "2026-06-14"]) == 2
    assert "begun already" in capsys.readouterr().err
    assert plan.is_dir()
