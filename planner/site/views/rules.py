"""What pages say of a rule: its title in words, what it is for, and where it comes from."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from planner import manual
from planner.rules import INTERNAL_ERROR, RULES
from planner.site.addresses import rule_page, source_place
from planner.site.markup import plain
from planner.site.views.desk import Link
from planner.texts import T
from planner.vocabulary import sources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.diagnostics import Rule
    from planner.site.views.desk import Desk

SHOWN = tuple(rule for rule in RULES if rule is not INTERNAL_ERROR)
"""The rules that have a manual page; a fault of the program has none."""

TITLES: Mapping[str, T] = {
    "unreadable-file": T("A file cannot be read"),
    "not-utf8": T("The file is not UTF-8"),
    "front-matter-missing": T("The facts at the top are missing"),
    "front-matter-unclosed": T("The facts at the top have no end"),
    "yaml-syntax": T("A line cannot be read"),
    "duplicate-key": T("The same key twice"),
    "yaml-feature-refused": T("A sign that is a command"),
    "hidden-character": T("An invisible character"),
    "unused-suppression": T("A remark that is not needed any more"),
    "nesting-too-deep": T("Lists too deep inside one another"),
    "unknown-suppression": T("A remark on an unknown rule"),
    "misplaced-file": T("A file in the wrong folder"),
    "unknown-field": T("An unknown key"),
    "missing-field": T("A key is missing"),
    "invalid-value": T("A value in the wrong form"),
    "unknown-word": T("A word that is not on the list"),
    "impossible-date": T("A day that does not exist"),
    "ambiguous-time": T("A time that comes twice"),
    "duplicate-field": T("The same key in two languages"),
    "invalid-row": T("A row of figures cannot be read"),
    "figures-contradict": T("Two figures contradict one another"),
    "unknown-reference": T("A name that the plan does not have"),
    "duplicate-id": T("Two things with one id"),
    "duplicate-link-id": T("Two posts with one link id"),
    "chain-loop": T("A chain of posts goes round"),
    "media-missing": T("A picture or video is not there"),
    "audience-missing": T("The audience is missing"),
    "audience-everyone": T("The audience is everyone"),
    "audience-undescribed": T("An audience is only a name"),
    "too-many-audiences": T("Too many audiences at once"),
    "audience-unused": T("An audience without posts"),
    "goal-missing": T("The goal is missing"),
    "goal-unmeasurable": T("A goal that cannot be measured"),
    "purpose-missing": T("The purpose is missing"),
    "post-after-goal": T("The post comes after the goal's last day"),
    "goal-unused": T("A goal without posts"),
    "vision-missing": T("The vision is missing"),
    "channel-missing": T("The channel is missing"),
    "channel-not-audiences": T("The audience is not on this channel"),
    "channel-assumed": T("The channel is only assumed"),
    "evidence-old": T("What is known is old"),
    "channel-unused": T("A channel without posts"),
    "text-too-long": T("The text is too long"),
    "too-many-hashtags": T("Too many hashtags"),
    "media-required": T("The channel wants a picture or a video"),
    "format-not-on-channel": T("The format does not fit the channel"),
    "alt-text-missing": T("The picture has no description in words"),
    "interest-missing": T("The interest is missing"),
    "interest-of-other-audience": T("An interest of another audience"),
    "interest-assumed": T("The interest is only assumed"),
    "interests-thin": T("Little is known of the interests"),
    "interest-unused": T("An interest without posts"),
    "date-missing": T("The day is missing"),
    "time-missing": T("The time is missing"),
    "date-passed": T("The day has passed"),
    "outside-window": T("Outside the good hours"),
    "same-time-collision": T("Two posts at the same time"),
    "channel-gap": T("Too long a pause on a channel"),
    "empty-week": T("An empty week"),
    "channel-without-windows": T("A channel without good hours"),
    "anchor-incomplete": T("A fixed day without its before and after"),
    "outside-period": T("A post outside the period"),
    "attention-metric-missing": T("What tells of attention is missing"),
    "figures-due": T("Figures can be noted now"),
    "figures-late": T("Figures are late"),
    "figures-early": T("Figures were noted too early"),
    "reading-place-missing": T("Where figures are read is missing"),
    "call-to-action-missing": T("The invitation is missing"),
    "action-metric-missing": T("What tells of action is missing"),
    "learning-missing": T("What was learned is missing"),
    "action-figure-missing": T("The figure for the action is missing"),
    "review-late": T("A review is late"),
    "review-without-decision": T("A review without a decision"),
    "purpose-metric-mismatch": T("Purpose and figure do not match"),
    "link-without-address": T("A link without an address"),
    "link-without-id": T("A link without an id"),
    "comments-unanswered": T("Nobody answers the comments"),
    "baseline-missing": T("The starting figure is missing"),
    "observation-missing": T("The goal has no figure after the post"),
    "observation-stale": T("The goal's latest figure is old"),
    "final-figure-missing": T("The final figure is missing"),
    "offer-share-high": T("Many posts sell"),
    "stage-empty": T("A purchase stage without posts"),
    "content-type-off-stage": T("The content type belongs to another stage"),
    "video-rare": T("Few videos"),
    "live-absent": T("No live broadcast"),
    "video-not-phone-ready": T("A video that is not ready for phones"),
    "live-unprepared": T("A live broadcast is not ready yet"),
    "live-without-clips": T("A recording without clips"),
    "nobody-named": T("Nobody is seen or named"),
    "consent-missing": T("The consent is missing"),
    "present-customers-forgotten": T("Nothing for present customers"),
    "over-time-budget": T("A week takes too much time"),
    "plan-untouched": T("The plan has been left alone"),
    "same-message-same-day": T("The same message on the same day"),
    "video-details-missing": T("The details of the video are missing"),
    "offer-incomplete": T("An offer leaves questions open"),
    "text-unfinished": T("The text has places to fill in"),
    "broken-link": T("A link breaks"),
}

_EXAMPLES = re.compile(r"^### ", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")
_STAND_IN = "\ue000"
"""What waits in the place of code, whose signs are no Markdown, while text becomes plain."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ])")


def title(desk: Desk, rule: Rule) -> str:
    """Return what a rule is called in words; its slug where it has no other name."""
    found = TITLES.get(rule.slug)
    return desk.say(found) if found else rule.slug


def titled(desk: Desk, rule: Rule) -> Link:
    """Return a link to a rule's manual page, by its title in words."""
    page = "" if rule is INTERNAL_ERROR else rule_page(rule.slug)
    return Link(title(desk, rule), page)


@cache
def prose(slug: str, language: str) -> str:
    """Return what the manual says of a rule before its examples, as Markdown."""
    return _EXAMPLES.split(manual.page(slug, language), maxsplit=1)[0].strip()


def paragraph(slug: str, language: str) -> str:
    """Return the first paragraph of a rule's manual page, in plain words."""
    text = prose(slug, language).partition("\n\n")[0]
    codes = iter(_CODE.findall(text))
    opening = "”" if language == "fi" else "“"
    return re.sub(
        _STAND_IN, lambda _: f"{opening}{next(codes)}”", plain(_CODE.sub(_STAND_IN, text))
    )


def purpose(slug: str, language: str) -> str:
    """Return the first sentence of a rule's manual page, in plain words."""
    return _SENTENCE.split(paragraph(slug, language), maxsplit=1)[0]


def sourced(desk: Desk, source: str) -> tuple[Link, ...]:
    """Return links to the documents behind something, such as ``S4:326, S0:55``."""
    return tuple(_place(desk, place) for place in source.split(", ")) if source else ()


def _place(desk: Desk, place: str) -> Link:
    document, _, line = place.partition(":")
    said = sources()[document].title
    if line:
        said = desk.say(T("{title}, line {line}", title=said, line=line))
    return Link(said, source_place(document))
