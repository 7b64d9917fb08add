"""The formulas, each with an example that was published or reckoned by hand."""

from __future__ import annotations

from datetime import date

import pytest

from planner import meaning
from planner.model import AbTest, Channel, Figure, Goal, Observation, Plan, PlanFile, Post
from planner.schedule import Schedule
from planner.tracking import formulas

TODAY = date(2026, 6, 30)


def test_a_share_and_no_share_of_nothing() -> None:
    assert formulas.share(263, 1720) == pytest.approx(0.15291, abs=1e-5)
    assert formulas.share(5, 0) is None


def test_change_is_not_reckoned_from_zero_or_from_below() -> None:
    assert formulas.change(1240, 1302) == pytest.approx(0.05)
    assert formulas.change(0, 5) is None
    assert formulas.change(-3, 5) is None


@pytest.mark.parametrize(
    ("baseline", "latest", "target", "way"),
    [
        (22, 45, 60, 23 / 38),
        (20, 15, 10, 0.5),  # a goal that is to fall
        (20, 25, 10, -0.5),  # and that has risen
        (0, 12, 10, 1.2),
        (5, 7, 5, None),
        (0, 1e9, 1, None),  # a slip of the pen
    ],
)
def test_progress(baseline: float, latest: float, target: float, way: float | None) -> None:
    assert formulas.progress(baseline, latest, target) == (
        way if way is None else pytest.approx(way)
    )


def test_two_shares_and_their_chance() -> None:
    z = formulas.z_of(115, 205, 126, 205)
    assert z == pytest.approx(1.10, abs=0.005)
    # The table of the normal distribution has 0.8643 below 1.10: 2 × (1 − 0.8643) = 0.271.
    assert formulas.chance(1.10) == pytest.approx(0.271, abs=0.001)
    assert formulas.chance(formulas.SURE) == pytest.approx(0.05, abs=0.0001)
    assert formulas.z_of(126, 205, 115, 205) == pytest.approx(-1.10, abs=0.005)
    assert formulas.z_of(4, 205, 126, 205) is None
    assert formulas.z_of(115, 118, 126, 205) is None


def test_what_people_answered() -> None:
    assert formulas.nps(60, 25, 15) == 45
    assert formulas.nps(0, 0, 10) == -100
    assert formulas.nps(0, 0, 0) is None
    assert formulas.csat(74, 107) == pytest.approx(0.6916, abs=1e-4)  # Delighted says 69 %
    assert formulas.effort((1, 2, 2, 3, 2)) == 2
    assert formulas.effort(()) is None


def test_levers_multiply() -> None:
    assert formulas.growth((1.10, 1.10, 1.05)) == pytest.approx(0.2705)


def test_lifetime_value_with_and_without_margin() -> None:
    assert formulas.lifetime_value(20, 12, 5) == 1200
    assert formulas.lifetime_value(20, 12, 5, 0.4) == pytest.approx(480)


def test_a_quiet_moment_with_its_days() -> None:
    # Forty people, five of whom spend 20 euros, 13 times a day: 1,300 euros a day.
    assert formulas.moment(40, 0.125, 20, 13, 1) == 1300
    assert formulas.moment(40, 0.125, 20, 13, 360) == 468_000
    assert formulas.moment(40, 0.125, 20, 13, 365) == 474_500


def test_what_a_result_took() -> None:
    assert formulas.per_result(90, 6) == 15
    assert formulas.per_result(90, 0) is None


# What they say of a plan


def trial(**figures: float) -> meaning.Trial | None:
    given = {"a_of": 205, "a_count": 115, "b_of": 205, "b_count": 126} | figures
    return meaning.trial(AbTest.model_validate({name: str(it) for name, it in given.items()}))


def test_a_trial_says_whether_it_may_be_chance() -> None:
    close, far = trial(), trial(b_count=150)
    assert close
    assert far
    assert not close.sure
    assert far.sure
    assert trial(b_count=206) is None
    assert trial(a_of=0) is None
    assert meaning.trial(AbTest.model_validate({"a_of": "205"})) is None


def test_answers_in_three_counts_give_the_willingness_to_recommend() -> None:
    seen = Observation.model_validate({"promoters": "60", "passives": "25", "detractors": "15"})
    assert meaning.answered(Goal.model_validate({"id": "g", "metric": "nps"}), seen) == 45
    assert meaning.answered(Goal.model_validate({"id": "g", "metric": "csat"}), seen) is None
    assert (
        meaning.answered(Goal.model_validate({"id": "g", "metric": "nps"}), Observation()) is None
    )


def a_plan(*posts: tuple[str, str, str, float], paid: tuple[str, ...] = ()) -> Schedule:
    """Return a plan whose posts have a day and time, a format and a reach."""
    made = {
        f"p{number}": Post.model_validate(
            {
                "id": f"p{number}",
                "title": "P",
                "status": "published",
                "channel": "facebook",
                "date": day,
                "time": clock,
                "format": form,
                "paid": "yes" if f"p{number}" in paid else "no",
                "action_metric": "orders",
                "minutes": "30",
            }
        )
        for number, (day, clock, form, _) in enumerate(posts)
    }
    figures = {
        f"post:p{number}": (
            Figure("reach", reach, date(2026, 6, 20)),
            Figure("orders", number, date(2026, 6, 20)),
        )
        for number, (*_, reach) in enumerate(posts)
    }
    channel = Channel.model_validate({"id": "facebook", "attention_metrics": ["reach"]})
    about = PlanFile.model_validate(
        {"title": "T", "period": {"start": "2026-05-01", "end": "2026-06-30"}}
    )
    return Schedule(Plan(about, channels={"facebook": channel}, posts=made, figures=figures), TODAY)


EVENINGS = [(f"2026-05-{day:02}", "18:00", "image", 100 + day) for day in (4, 5, 6)]
MORNINGS = [(f"2026-05-{day:02}", "09:00", "video", 300 + day) for day in (9, 10, 16)]


def test_the_best_format_and_time_need_three_posts_of_each_of_two() -> None:
    (form,) = meaning.best_formats(a_plan(*EVENINGS, *MORNINGS))
    assert (form.best.name, form.best.posts, form.best.usual) == ("video", 3, 310)
    assert (form.next.name, form.next.usual) == ("image", 105)
    assert form.times == pytest.approx(310 / 105)
    (time,) = meaning.best_times(a_plan(*EVENINGS, *MORNINGS))
    assert (time.best.name, time.next.name) == ("weekend-morning", "weekday-evening")
    assert not list(meaning.best_formats(a_plan(*EVENINGS, *MORNINGS[:2])))
    assert not list(meaning.best_formats(a_plan(*EVENINGS, *MORNINGS, paid=("p3",))))


def test_a_post_is_compared_with_earlier_ones_of_its_channel_and_format() -> None:
    later = ("2026-05-20", "18:00", "image", 210)
    found = meaning.compared(a_plan(*EVENINGS, *MORNINGS, later))
    last = next(it for it in found["p6"] if it.metric == "reach")
    assert (last.earlier, last.usual, last.times) == (3, 105, 2)
    first = found["p0"][0]
    assert (first.earlier, first.times) == (0, None)
    bought = meaning.compared(a_plan(*EVENINGS, later, paid=("p3",)))["p3"][0]
    assert bought.times is None


def test_effort_is_told_by_channel_and_sort_of_result() -> None:
    (it,) = meaning.efforts(a_plan(*EVENINGS))
    assert (it.channel, it.metric, it.posts, it.results) == ("facebook", "orders", 3, 3)
    assert it.minutes == 30, "90 minutes for the three orders"
    assert it.cost is None
