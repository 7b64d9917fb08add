"""The documents behind the method: what it has from each, and what rests on which line."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel import Locale

from planner.site.addresses import METHOD, SOURCES, formula_place, word_list
from planner.site.page import PageKind
from planner.site.views.desk import Fact, Leaf, Link
from planner.site.views.formulas import FORMULAS, PAPERS
from planner.site.views.method import ADVICE, WEAKEST
from planner.site.views.rules import SHOWN, titled
from planner.site.views.tables import Cell, Table
from planner.site.views.vocabulary import list_title
from planner.texts import T
from planner.vocabulary import lists, sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from planner.site.page import Heading
    from planner.site.views.desk import Desk
    from planner.vocabulary import Source
