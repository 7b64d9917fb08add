"""How far a plan reaches: which audience gets something at which purchase stage."""

from __future__ import annotations

import shlex
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planner.model import Audience, Plan, Post
    from planner.schedule import Schedule
    from planner.vocabulary import Word


def stage_of(plan: Plan, journey: str) -> str:
    """Return the purchase stage that serves a place on the customer path: the last not beyond it."""
    here = plan.reading.list("journey").get(journey)
    order = int(here.facts["order"]) if here else 0
    found = ""
    for stage in plan.reading.list("stage").values():
        reached = plan.word("journey", str(stage.facts["journey"]))
        found = stage.id if int(reached.facts["order"]) <= order else found
    return found


def new_post(**options: str) -> str:
    """Return the command that makes a post; what a shell might misread is quoted."""
    return " ".join(("planner new post", *(_option(*each) for each in options.items())))


def _option(name: str, value: str) -> str:
    between = "=" if value.startswith("-") else " "  # else it would be taken for an option
    return f"--{name.replace('_', '-')}{between}{shlex.quote(value)}"


class Coverage:
    """The counted posts by stage, content type and audience."""

    def __init__(self, schedule: Schedule) -> None:
        """Count them."""
        self.schedule = schedule
        self.stages: Mapping[str, Word] = schedule.plan.reading.list("stage")
        self.counts: Counter[tuple[str, str, str]] = Counter()
        """By stage, content type and audience; empty words stand for all."""
        for post in schedule.counted:
            self.counts.update(_places(post))

    @cached_property
    def audiences(self) -> tuple[str, ...]:
        """Those that the plan is held to, and whoever else counted posts name."""
        held = [audience.id for audience in self.schedule.audiences]
        named = {name for post in self.schedule.counted for name in post.audience}
        return (*held, *sorted(named - set(held)))

    def count(self, stage: str, audience: str) -> int:
        """Return how many posts an audience gets at a stage; empty words stand for all."""
        return self.counts[stage, "", audience]

    def holes(self) -> Iterator[tuple[Audience, Word]]:
        """Yield where an audience gets nothing at a stage where it is."""
        if not self.schedule.counted:
            return
        for audience in self.schedule.audiences:
            for stage in self.stages.values():
                if self.is_hole(audience, stage.id):
                    yield audience, stage

    def is_hole(self, audience: Audience, stage: str) -> bool:
        """Whether nothing is there for an audience where it says that it is; unsaid, it is everywhere."""
        if self.count(stage, audience.id):
            return False
        return not audience.journey or stage in self._stages_of(audience)

    def _stages_of(self, audience: Audience) -> set[str]:
        return {stage_of(self.schedule.plan, journey) for journey in audience.journey}


def _places(post: Post) -> Iterator[tuple[str, str, str]]:
    """Yield each place where a post counts: by what it says, and by all that it leaves open."""
    for stage in {"", post.stage or ""}:
        for type_ in {"", post.content_type or ""}:
            for audience in {"", *post.audience}:
                yield stage, type_, audience
