"""The method: the rules with their manual pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from planner import manual
from planner.rules import INTERNAL_ERROR, RULES
from planner.site.addresses import rule_page
from planner.site.markup import markdown
from planner.site.views.desk import Leaf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from planner.site.markup import Rendered
    from planner.site.views.desk import Desk, Mark


@dataclass(frozen=True, slots=True)
class RulePage:
    """A rule's manual page."""

    code: str
    severity: Mark
    words: Rendered


@cache
def explanation(slug: str, language: str) -> Markup:
    """Return the first paragraph of a rule's manual page."""
    return markdown(manual.page(slug, language).strip().split("\n\n")[0]).html


def rule_pages(desk: Desk) -> Iterator[Leaf]:
    """Yield the manual page of every rule."""
    for rule in RULES:
        if rule is INTERNAL_ERROR:  # a fault of the program has no manual
            continue
        text = manual.page(rule.slug, desk.language)
        shown = RulePage(rule.code, desk.severity(rule.severity), markdown(text))
        yield Leaf(rule_page(rule.slug), rule.slug, shown, search_text=text)
