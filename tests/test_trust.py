"""The table of figures in RELIABILITY.md, and who measures them."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from tests.trust import Figure
from tests.trust import __main__ as trust

FOLDER = Path(trust.__file__).parent


def test_every_area_measures() -> None:
    helpers = {"__init__", "__main__", "corpora"}
    assert {path.stem for path in FOLDER.glob("*.py")} - helpers == {*trust.AREAS}
    assert len(trust.AREAS) == len({*trust.AREAS})


@pytest.mark.parametrize("area", trust.AREAS)
def test_an_area_can_be_asked(area: str) -> None:
    assert callable(importlib.import_module(f"tests.trust.{area}").measure)


def test_only_what_was_measured_again_is_renewed() -> None:
    kept = trust.row(Figure("Old", "a/b", "0", "0", met=True), "kills")
    gone = trust.row(Figure("Old", "c", "0", "1", met=False), "races")
    text = f"Words\n{trust.BEGIN}{trust.HEAD}{kept}\n{gone}\n{trust.END}More\n"
    fresh = [trust.row(Figure("New", "d", "0", "1|2", met=False), "races")]
    assert trust.renewed(text, {"races": fresh}) == (
        f"Words\n{trust.BEGIN}{trust.HEAD}{kept}\n"
        "| New | d | 0 | **1/2** | `make trust ARGS=races` |\n"
        f"{trust.END}More\n"
    )


def test_the_document_holds_a_table_for_the_figures() -> None:
    text = trust.DOCUMENT.read_text("utf-8")
    assert trust.renewed(text, {}) == text
