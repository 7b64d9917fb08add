"""The formulas, each in one place: what people say of their figures is worked out here.

Shares are numbers from 0 to 1; whoever shows one takes it times 100. ``None`` says that a
formula has no answer, such as a share of nothing.
"""

from __future__ import annotations

from math import erfc, floor, prod, sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ENGAGEMENT = ("reactions", "comments", "shares", "saves")
"""What counts as engagement; clicks do not."""
SURE = 1.96
"""So many standard errors apart, two shares differ by more than chance in 19 of 20 cases."""
FEWEST = 5
"""Each group of an A/B test has at least so many, else the test does not hold."""
FURTHEST = 1e6
"""Figures so many times apart have one among them that is a slip of the pen."""


def share(part: float, whole: float) -> float | None:
    """Return a part of a whole: engagement by reach or views, clicks by views or opens,
    orders by clicks, opens by letters delivered.

    The whole is always said with it, and never changed for another one.
    """  # noqa: D205 - one sentence
    return part / whole if whole else None


def per_cent(value: float) -> int:
    """Return a share in whole per cent; a half goes up, as people round."""
    return floor(100 * value + 0.5)


def change(old: float, new: float) -> float | None:
    """Return a change as a share of where it started; None from zero or from below it.

    The change itself is ``new - old`` (S0:37).
    """
    return (new - old) / old if old > 0 else None


def progress(baseline: float, latest: float, target: float) -> float | None:
    """Return how much of the way to a goal is behind (S0:37).

    0 at the start, 1 at the target; it may lie beyond both ends, and holds for a goal that is to
    fall as well. None where the target is the start, or the figures lie too far apart.
    """
    return ratio(latest - baseline, target - baseline)


def ratio(part: float, whole: float) -> float | None:
    """Return how many times a figure holds another; None where one is a slip of the pen."""
    return part / whole if whole and abs(part) <= FURTHEST * abs(whole) else None


def z_of(a: float, a_of: float, b: float, b_of: float) -> float | None:
    """Return how far two shares lie apart, in standard errors of their difference.

    The two-proportion z-test, with both shares taken together. Positive where B's is larger.

    Returns:
        None where one of the four groups (acted and did not act, A and B) has fewer than five:
        the test does not hold for so few.
    """
    if min(a, a_of - a, b, b_of - b) < FEWEST:
        return None
    whole = (a + b) / (a_of + b_of)
    return (b / b_of - a / a_of) / sqrt(whole * (1 - whole) * (1 / a_of + 1 / b_of))


def chance(z: float) -> float:
    """Return how likely chance alone makes two shares differ so much, from 0 to 1 (both sides)."""
    return erfc(abs(z) / sqrt(2))


def nps(promoters: float, passives: float, detractors: float) -> float | None:
    """Return the willingness to recommend, from -100 to +100 (S2:45; Reichheld 2003).

    It is a difference, not a share: promoters (answers of 9 and 10) less detractors (0 to 6), of a
    hundred answers. Net Promoter is a registered trademark.
    """
    answers = promoters + passives + detractors
    return 100 * (promoters - detractors) / answers if answers else None


def csat(satisfied: float, answers: float) -> float | None:
    """Return the satisfied answers as a share of all (S2:57); on a scale to 5 those are 4 and 5."""
    return share(satisfied, answers)


def effort(answers: Sequence[float]) -> float | None:
    """Return the mean of answers on effort (S1:76; Dixon, Freeman, Toman 2010), 1 to 5: low is good.

    In the version of 2013 the scale is 1 to 7 and high is good; version and scale are always said.
    """
    return sum(answers) / len(answers) if answers else None


def growth(factors: Sequence[float]) -> float:
    """Return by how much sales grow where each of the three levers grows by its factor, as a share.

    Sales = customers × average purchase × purchases per customer (S4:58; Abraham 2000), so the
    factors are multiplied: 1.10 × 1.10 × 1.05 gives 0.2705, and not 0.25.
    """
    return prod(factors) - 1


def lifetime_value(purchase: float, times_a_year: float, years: float, margin: float = 1) -> float:
    """Return what a customer brings over the years (S4:58), in the unit of ``purchase``.

    Args:
        purchase: An average purchase.
        times_a_year: How many a customer makes in a year.
        years: How long a customer stays.
        margin: What is left of a sale, from 0 to 1; 1 gives the sales themselves.
    """
    return purchase * times_a_year * years * margin


def moment(people: float, share_of_them: float, value: float, times: float, days: float) -> float:
    """Return what a quiet moment would bring if each were alike and full (S1:60): an upper bound.

    Args:
        people: How many wait in it.
        share_of_them: Which share of them buys, from 0 to 1.
        value: An average purchase.
        times: How many such moments a day has.
        days: How many days; said with the result, since 360 and 365 give different sums.
    """
    return people * share_of_them * value * times * days


def per_result(spent: float, results: float) -> float | None:
    """Return the minutes or the money that one result took; None without results."""
    return spent / results if results > 0 else None
