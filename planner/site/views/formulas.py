"""The formulas: how each figure is worked out, with an example that is worked out here."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from babel.numbers import format_decimal

from planner.site import addresses
from planner.site.page import Heading
from planner.site.views.desk import Leaf, Link
from planner.site.views.rules import sourced
from planner.texts import T, say
from planner.tracking import formulas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from planner.site.views.desk import Desk
    from planner.texts import Sayable

PAPERS: Mapping[str, Sayable | str] = {
    "reichheld": "Frederick F. Reichheld: “The One Number You Need to Grow”, Harvard Business Review 12/2003",
    "dixon": "Matthew Dixon, Karen Freeman, Nicholas Toman: “Stop Trying to Delight Your Customers”, Harvard Business Review 7–8/2010",
    "z-test": T("The test of two shares (z-test), as every textbook of statistics has it"),
    "abraham": "Jay Abraham: “Getting Everything You Can Out of All You’ve Got”, 2000",
}
"""What formulas rest on beside the documents of the method."""
_LOCALES = {"en": "en_GB", "fi": "fi"}
_MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, slots=True)
class Said:
    """Writes figures as a language does."""

    language: str

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number with so many decimals: *1,720*, *1 720*."""
        form = "#,##0" + ("." + "0" * decimals if decimals else "")
        said: str = format_decimal(value, form, _LOCALES[self.language])
        return said.replace("-", _MINUS)

    def percent(self, value: float, decimals: int = 0) -> str:
        """Return a share: *15.3%*, *15,3 %*."""
        return T("{n}%", n=self.number(value, decimals)).to(self.language)

    def share(self, value: float | None, decimals: int = 0) -> str:
        """Return a share that is a number from 0 to 1; see :meth:`percent`."""
        return self.percent(100 * (value or 0), decimals)

    def euros(self, value: float, decimals: int = 0) -> str:
        """Return a sum of money: *€100*, *100 €*."""
        return T("€{n}", n=self.number(value, decimals)).to(self.language)


@dataclass(frozen=True, slots=True)
class Kept:
    """A formula as it is kept: texts, and an example that is worked out when it is shown."""

    name: str
    title: T
    formula: T
    example: Callable[[Said], str]
    about: T
    """What the example is, or what the result means."""
    unless: T
    """When it is not shown, or what must be said with it."""
    source: str = ""
    paper: str = ""


def _engagement(said: Said, base: int) -> str:
    parts = (140, 11, 24, 88)
    above = " + ".join(said.number(part) for part in parts)
    return (
        f"({above}) / {said.number(base)} × 100 = {said.share(formulas.share(sum(parts), base), 1)}"
    )


def _share(said: Said, part: int, whole: int, decimals: int = 1) -> str:
    share = said.share(formulas.share(part, whole), decimals)
    return f"{said.number(part)} / {said.number(whole)} × 100 = {share}"


def _change(said: Said) -> str:
    old, new = 1240, 1302
    n, by = said.number, new - old
    share = said.share(formulas.change(old, new), 1)
    return f"{n(new)} {_MINUS} {n(old)} = {n(by)}; {n(by)} / {n(old)} × 100 = {share}"


def _progress(said: Said) -> str:
    baseline, latest, target = 22, 45, 60
    n, share = said.number, said.share(formulas.progress(baseline, latest, target), 1)
    above, below = f"({n(latest)} {_MINUS} {n(baseline)})", f"({n(target)} {_MINUS} {n(baseline)})"
    return f"{above} / {below} × 100 = {share}"


def _median(said: Said) -> str:
    earlier, value = (40, 52, 61), 88
    n, middle = said.number, median(earlier)
    listed = "; ".join(map(n, earlier))
    times = n(formulas.ratio(value, middle) or 0, 1)
    return f"{listed} → {n(middle)}; {n(value)} / {n(middle)} = {times}"


def _best(said: Said) -> str:
    videos, pictures = (310, 300, 325), (105, 90, 140)
    n = said.number
    sides = (f"{'; '.join(map(n, side))} → {n(median(side))}" for side in (videos, pictures))
    return " > ".join(sides)


def _per_result(said: Said) -> str:
    minutes, orders = (30, 45, 60), 9
    n, each = said.number, formulas.per_result(sum(minutes), orders) or 0
    return f"({' + '.join(map(n, minutes))}) / {n(orders)} = {n(each)}"


def _ab(said: Said) -> str:
    a, b, of = 115, 126, 205
    n, z = said.number, formulas.z_of(a, of, b, of) or 0
    first, second = f"{n(a)} / {n(of)}", f"{n(b)} / {n(of)}"
    shares = f"{said.share(formulas.share(a, of), 1)}; {said.share(formulas.share(b, of), 1)}"
    return f"{first}; {second} → {shares}; z = {n(z, 2)}"


def _nps(said: Said) -> str:
    promoters, detractors, answers = 60, 15, 100
    n = said.number
    result = formulas.nps(promoters, answers - promoters - detractors, detractors) or 0
    return f"({n(promoters)} {_MINUS} {n(detractors)}) / {n(answers)} × 100 = {n(result)}"


def _csat(said: Said) -> str:
    satisfied, answers = 74, 107
    n = said.number
    return f"{n(satisfied)} / {n(answers)} × 100 = {said.share(formulas.csat(satisfied, answers))}"


def _ces(said: Said) -> str:
    answers = (1, 2, 2, 3, 2)
    n = said.number
    above = " + ".join(map(n, answers))
    return f"({above}) / {n(len(answers))} = {n(formulas.effort(answers) or 0, 1)}"


def _levers(said: Said) -> str:
    factors = (1.10, 1.10, 1.05)
    n, more = said.number, formulas.growth(factors)
    product = " × ".join(n(factor, 2) for factor in factors)
    return f"{product} = {n(1 + more, 4)} → +{said.share(more)}"


def _lifetime(said: Said) -> str:
    purchase, times, years, margin = 20, 12, 5, 40
    n, sales = said.number, formulas.lifetime_value(purchase, times, years)
    left = formulas.lifetime_value(purchase, times, years, margin / 100)
    kept = f"{said.euros(sales)} × {said.percent(margin)} = {said.euros(left)}"
    return f"{said.euros(purchase)} × {n(times)} × {n(years)} = {said.euros(sales)}; {kept}"


def _moment(said: Said) -> str:
    people, share, value, times, days = 40, 12.5, 20, 13, 360
    n, once = said.number, formulas.moment(people, share / 100, value, 1, 1)
    first = f"{n(people)} × {said.percent(share, 1)} × {said.euros(value)} = {said.euros(once)}"
    year = said.euros(formulas.moment(people, share / 100, value, times, days))
    return f"{first}; {said.euros(once)} × {n(times)} × {n(days)} = {year}"


_FEW = T("Not in per cent where the whole is under {base}: among few, chance is too large.")
FORMULAS = (
    Kept(
        "engagement-by-reach",
        T("Engagement by reach"),
        T("(reactions + comments + shares + saves) / reach × 100"),
        lambda said: _engagement(said, 1720),
        T("How many of those reached did something. Clicks are not in it."),
        T(
            "Always said with its whole: by reach and by views are never compared with one another. Not in per cent where the whole is under {base}."
        ),
    ),
    Kept(
        "engagement-by-views",
        T("Engagement by views"),
        T("(reactions + comments + shares + saves) / views × 100"),
        lambda said: _engagement(said, 2890),
        T("The same post by its views: the same actions, a larger whole."),
        T(
            "Where the channel gives views and no reach. Not in per cent where the whole is under {base}."
        ),
    ),
    Kept(
        "click-through",
        T("Click-through"),
        T("link clicks / views × 100, in a newsletter link clicks / opens × 100"),
        lambda said: _share(said, 74, 241),
        T("A newsletter that was opened 241 times and clicked 74 times."),
        T("Needs a link id, else nobody knows where the clicks came from. {few}", few=_FEW),
    ),
    Kept(
        "conversion",
        T("From clicks to orders"),
        T("orders / link clicks × 100"),
        lambda said: _share(said, 6, 74),
        T("Of 74 that clicked six ordered."),
        _FEW,
    ),
    Kept(
        "open-rate",
        T("Open rate"),
        T("opens / delivered × 100"),
        lambda said: _share(said, 241, 410),
        T("A letter delivered to 410 and opened by 241."),
        T("Mail programs inflate it: compared only with your own earlier letters. {few}", few=_FEW),
    ),
    Kept(
        "share-of-posts",
        T("Share of posts: offers, videos"),
        T("such posts / counted posts × 100"),
        lambda said: _share(said, 9, 36),
        T("Nine posts out of 36 sell."),
        T("Only posts that count: no ideas, none cancelled, none outside the period."),
        "S4:18, S0:46",
    ),
    Kept(
        "change",
        T("Change"),
        T("new − old; in per cent (new − old) / old × 100"),
        _change,
        T("Followers from 1,240 to 1,302."),
        T(
            "From zero no per cent can be reckoned, and from under {base} none is given: then only the change itself. A change does not prove its cause."
        ),
        "S0:37, S4:60",
    ),
    Kept(
        "goal-progress",
        T("Progress of a goal"),
        T("(latest − starting figure) / (target − starting figure) × 100"),
        _progress,
        T("From 22 boxes towards 60, now 45. It is right for goals that go down, too."),
        T("Not without a starting figure, or where the target is the same as the start."),
        "S0:37",
    ),
    Kept(
        "median",
        T("Compared with earlier posts"),
        T("value / the middle one (median) of earlier posts of the same channel and format"),
        _median,
        T("Saves: 88, and earlier 40, 52 and 61. So 1.7 times as many as usual."),
        T("Only with three earlier posts or more, and never across channels or formats."),
    ),
    Kept(
        "works-best",
        T("What works best"),
        T("the format, or the part of the week, whose posts have the largest median"),
        _best,
        T("Two formats on one channel, three posts each: the short video does better."),
        T(
            "Only from your own figures, noted in time, with three posts or more in each of two groups; paid posts stay out. Close medians may be chance."
        ),
    ),
    Kept(
        "per-result",
        T("What one result took"),
        T("minutes or cost of the posts / what people did"),
        _per_result,
        T("Three posts of 30, 45 and 60 minutes brought nine orders."),
        T(
            "Only posts that have both, and by channel and sort of result: orders and comments are never added up."
        ),
    ),
    Kept(
        "a-b",
        T("Two versions side by side (A/B)"),
        T("z = (share B − share A) / √(p × (1 − p) × (1/n of A + 1/n of B)), p = both together"),
        _ab,
        T(
            "Opens of 205 letters each. Below 1.96 the difference may be chance, as it is here: one in twenty would be larger by chance alone."
        ),
        T("Not for fewer than five in any of the four groups: acted and did not act, A and B."),
        paper="z-test",
    ),
    Kept(
        "nps",
        T("Willingness to recommend (NPS)"),
        T("(promoters − detractors) / answers × 100"),
        _nps,
        T(
            "“Would you recommend us?” from 0 to 10: promoters say 9 or 10, detractors 0 to 6. It is no share but a difference, from −100 to +100. Net Promoter is a registered trademark."
        ),
        T(
            "Always with the number of answers and the day; not from under {base} answers. The document prints the 100 below the line; it belongs above."
        ),
        "S2:45",
        "reichheld",
    ),
    Kept(
        "csat",
        T("Satisfaction (CSAT)"),
        T("satisfied answers / all answers × 100"),
        _csat,
        T("On a scale from 1 to 5 the answers 4 and 5 are satisfied."),
        T(
            "On any other scale the plan says from which answer on people are satisfied. The document leaves the 100 out. {few}",
            few=_FEW,
        ),
        "S2:57",
    ),
    Kept(
        "ces",
        T("Effortlessness (CES), of 2010"),
        T("sum of the answers / number of answers"),
        _ces,
        T("“How much effort did it take you?” from 1 to 5: low is good."),
        T("Always with version and scale: in the later version high is good."),
        "S1:76",
        "dixon",
    ),
    Kept(
        "ces-2",
        T("Effortlessness (CES 2.0), of 2013"),
        T("answers of 5, 6 and 7 / all answers × 100"),
        lambda said: _share(said, 31, 40),
        T("“They made it easy for me” from 1 to 7: high is good. The mean will do as well."),
        T(
            "Always with version and scale, and never compared with the version of 2010. {few}",
            few=_FEW,
        ),
        "S1:76",
    ),
    Kept(
        "three-levers",
        T("Growth by three levers"),
        T("customers × average purchase × purchases of each: the factors are multiplied"),
        _levers,
        T("Ten, ten and five per cent more. Added up it would be 25%, which is wrong."),
        T("Not a lifetime value, though the document calls it so."),
        "S4:58",
        "abraham",
    ),
    Kept(
        "lifetime-value",
        T("Lifetime value"),
        T("average purchase × purchases a year × years, and × margin where it is known"),
        _lifetime,
        T("Twenty euros a month for five years, then with a margin of 40 per cent."),
        T("Always said whether the margin is in it."),
        "S4:58",
    ),
    Kept(
        "moment",
        T("What a quiet moment is worth"),
        T("people × share of them that buy × value of a purchase × times a day × days"),
        _moment,
        T("Waiting for the bus: 13 departures a day on 360 days of the year."),
        T(
            "An upper bound: as if every moment were alike and full. The days are always shown, since 365 would give another sum."
        ),
        "S1:60",
    ),
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as the page shows it."""

    id: str
    title: str
    formula: str
    example: str
    about: str
    unless: str
    source: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Formulas:
    """The whole page."""

    formulas: tuple[Formula, ...]


def formula_page(desk: Desk) -> Iterator[Leaf]:
    """Yield the page of the formulas."""
    view = Formulas(tuple(_formula(desk, kept) for kept in FORMULAS))
    headings = tuple(Heading(it.id, it.title) for it in view.formulas)
    words = "\n".join(f"{it.title}: {it.formula}" for it in view.formulas)
    yield Leaf(addresses.FORMULAS, desk.say(T("Formulas")), view, headings, words)


def _formula(desk: Desk, kept: Kept) -> Formula:
    base = desk.schedule.thresholds.percent_base
    unless = T(kept.unless.msgid, base=base, **_inner(kept.unless, base))
    return Formula(
        addresses.formula_place(kept.name).partition("#")[2],
        desk.say(kept.title),
        desk.say(kept.formula),
        kept.example(Said(desk.language)),
        desk.say(kept.about),
        desk.say(unless),
        _sources(desk, kept),
    )


def _inner(text: T, base: float) -> dict[str, T]:
    """Return the texts inside a text, told from how many on a share is given."""
    return {name: T(it.msgid, base=base) for name, it in text.values.items() if isinstance(it, T)}


def _sources(desk: Desk, kept: Kept) -> tuple[Link, ...]:
    paper = (
        (Link(say(PAPERS[kept.paper], desk.language), f"{addresses.SOURCES}#papers"),)
        if kept.paper
        else ()
    )
    own = (Link(desk.say(T("Planner's own definition, the same everywhere"))),)
    return (*paper, *sourced(desk, kept.source)) or own
