"""The guide to the first evening: what it shows is what happens, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import planner
from planner.site.views.guide import text_of
from tests import guide
from tests.browsing import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_follows_the_guide_sees_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    kinds = list(guide.walk(language, tmp_path, monkeypatch))
    assert {"console", "yaml"} <= set(kinds)


def test_both_languages_show_the_same_steps() -> None:
    shapes = [re.findall(r"^(?:##? |```\w*|!)", text_of(it), re.MULTILINE) for it in LANGUAGES]
    assert shapes[0] == shapes[1]
    assert shapes[0].count("!") > 1


def test_each_picture_is_there_and_light_and_no_other() -> None:
    folder = Path(planner.__file__).parent / "data/guide"
    shown = {name for it in LANGUAGES for name in re.findall(r"\((\S+\.png)\)", text_of(it))}
    assert {path.name for path in folder.glob("*.png")} == shown
    for name in shown:
        content = (folder / name).read_bytes()
        assert content.startswith(b"\x89PNG")
        assert len(content) < 100_000, "every site carries it"
