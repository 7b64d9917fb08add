"""What somebody meant: keys under another name, and a plain value where keys are expected.

Nothing here is accepted in a file; it only tells people what to write. It is asked when
something is wrong already.
"""

from __future__ import annotations

import datetime as dt
import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from planner import values
from planner.lines import Filled, days_of, holds, is_listed
from planner.model import accepted, fields, row_of
from planner.vocabulary import normalise, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from planner.diagnostics import KeyPath
    from planner.model import Part, Reading
    from planner.vocabulary import Word

_OTHER_WORDS = {
    "title": "nimi name aihe topic subject headline nimike otsake",
    "name": "title otsikko yritys",
    "description": "esittely selite ketkä keitä who about desc",
    "date": "pvm päivämäärä paivays julkaisupäivä day publish_date milloin when koska",
    "time": "klo aika kellonaika clock hour tunti julkaisuaika",
    "status": "vaihe state tilanne",
    "channel": "missä where some somekanava platform alusta",
    "channels": "missä where some somekanavat platforms alustat",
    "audience": "kohde ryhmä kenelle asiakasryhmä kohderyhmät target target_group group who to",
    "goal": "miksi why päämäärä objective aim",
    "purpose": "tavoitteena intent",
    "format": "tyyppi formaatti type kind laji",
    "media": "kuva kuvat image images picture pictures photo photos video_file liite liitteet tiedosto",
    "alt_text": "alt kuvateksti vaihtoehtoinen_teksti",
    "cta": "linkki link url osoite toimintakutsu kutsu call_to_action",
    "hashtags": "tägit tagit tags tag hashtagit häshtägit risuaidat avainsanat keywords",
    "action_metric": "mittari mittarit metric kpi",
    "attention_metrics": "mittari mittarit metrics kpi",
    "metric": "mittarit kpi mitataan",
    "owner": "vastuu tekijä vastaava author responsible kuka who",
    "metrics": "tulokset tilastot results numbers figures",
    "analysis": "opittua opit learnings johtopäätökset",
    "observations": "toteuma lukemat figures results",
    "baseline": "lähtötilanne lähtötaso alkuluku start nyt now",
    "target": "tavoite tavoitearvo goal määrä",
    "value": "arvo määrä lukema number amount figure",
    "by": "määräaika deadline mennessä päivä pvm date loppu",
    "needs": "tarve need toiveet",
    "interests": "kiinnostaa kiinnostuksen_kohteet aiheet interest",
    "windows": "aika ajat kellonajat milloin when hours parhaat_ajat",
    "reply_within_hours": "vastausaika response_time",
    "at_least_every_days": "tahti rytmi frequency",
    "read_from": "mistä luvut source lähde",
    "period": "aika ajanjakso jakso ajalta dates kesto",
    "timezone": "aikaalue tz time_zone",
    "language": "lang",
    "pillars": "pilarit teemat themes topics",
    "roles": "tekijät tiimi team people henkilöt",
    "anchors": "juhlapäivät tapahtumat tärkeät_päivät events",
    "start": "alkaa alkaen alkupäivä begin begins from",
    "end": "päättyy loppuu asti loppupäivä ends to until",
    "duration_and_price": "hinta kesto price duration",
    "content": "mitä what kuvaus description",
    "promise": "iskulause slogan",
    "where_to_buy": "ostopaikka verkkokauppa shop linkki link url osoite",
    "decisions": "päätetään päätetty decided",
    "noticed": "huomio huomiot",
    "covers": "kausi jakso period ajanjakso",
    "campaign": "kampanjat",
    "minutes": "aika kesto time duration",
    "what": "päätös tehtävä task title otsikko",
    "id": "nimi name kanava channel avain key",
    "evidence": "lähde peruste source todiste",
    "checked_on": "pvm päivä date tarkastettu",
    "url": "linkki link",
    "type": "tapa kind laji",
    "text": "sisältö content kuvaus",
    "learned": "opit oppi opittu",
    "next": "seuraavaksi seuraava",
    "needed": "tarvitaanko tarve",
}
"""The fields, and other words that people use for them; the first field that fits counts."""

_BODY = {"teksti", "text", "body", "sisältö", "content", "julkaisuteksti", "caption", "leipäteksti"}
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?!\d)|(?<![\d.])\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4})?(?!\d)")
_CLOCK = re.compile(r"(?<![\d.,])\d{1,2}(?:[.:]\d{2})?(?![\d.,:])")
_FIGURE = re.compile(r"-?\d+(?:[.,]\d{1,2})?(?!\d)")
_SECONDS = {"s": 1, "min": 60, "h": 3600, "t": 3600, "pv": 86400, "d": 86400, "v": 604800}
_UNITS = re.compile(
    r"(?P<s>s|sek\w*|sec\w*)\b|(?P<min>min\w*)|(?P<h>h|hrs?|hour\w*|t|tun\w*)\b"
    r"|(?P<d>d|pv\w*|päiv\w*|days?)\b|(?P<v>vk\w*|vko\w*|viik\w*|weeks?)\b",
    re.IGNORECASE,
)
_MONTHS = (
    ("jan", "tammi"), ("feb", "helmi"), ("mar", "maalis"), ("apr", "huhti"), ("may", "touko"),
    ("jun", "kesä"), ("jul", "heinä"), ("aug", "elo"), ("sep", "syys"), ("oct", "loka"),
    ("nov", "marras"), ("dec", "joulu"),
)  # fmt: skip
_MONTH = rf"(?:{'|'.join(name for names in _MONTHS for name in names)})"
_SPELLED = re.compile(
    rf"(?:(?P<first>\b\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?P<after>{_MONTH})\w*"
    rf"|\b(?P<before>{_MONTH})\w*\s+(?P<last>\d{{1,2}})\b)\.?,?(?:\s+(?P<year>20\d\d)\b)?",
    re.IGNORECASE,
)
_UNKNOWN = "…"
"""What only the person who writes the plan can fill in."""
_EARLY = 3
"""A plain value is one of the first keys of a part, or nobody can tell which."""
LONGEST = 200
"""A longer text is no slip of the pen."""
_YEAR = "2026"
"""The year of an example where nothing tells another."""


def nearest(text: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that somebody most likely meant, if one is near enough."""
    some = [name for name in candidates if abs(len(name) - len(text)) <= 3][:500]  # noqa: PLR2004 - near in length
    return next(iter(get_close_matches(text, some, n=1, cutoff=0.7)), None)


def plain(text: str) -> str:
    """Return a name in lower case without dots over its letters: ä→a."""
    return normalise(text).translate(str.maketrans("äöåé", "aoae"))


def meant(
    part: type[Part], key: str, value: object, reading: Reading, more: Iterable[str] = ()
) -> KeyPath | None:
    """Return the field that somebody meant by a key: its name, or the two names to it.

    Args:
        part: What the key stands in.
        key: The key as somebody wrote it.
        value: Its value.
        reading: How values are read.
        more: Words that are keys here too.
    """
    wanted = plain(key)
    if len(wanted) > LONGEST:
        return None
    known = {plain(word): name for word, name in accepted(part).items()}
    known |= {plain(word): word for word in more}
    if wanted in known:
        return (known[wanted],)
    inside = _inner(part, key)
    if inside and isinstance(value, str) and _suits(part, inside, value, reading):
        return inside
    for name, others in _OTHER_WORDS.items():
        if name in fields(part) and wanted in {plain(word) for word in others.split()}:
            return (name,)
    near = None if inside else nearest(wanted, known)
    return inside or ((known[near],) if near else None)


def _inner(part: type[Part], key: str) -> KeyPath | None:
    """Return the way to a key that belongs into another one."""
    for row in fields(part).values():
        if row.part and not row.by_name and not is_listed(part, row.attribute):
            found = row_of(row.part, key)
            if found:
                return (row.name, found.name)
    return None


def _suits(part: type[Part], path: KeyPath, value: str, reading: Reading) -> bool:
    """Whether a value is a word of the list that a key inside another one knows."""
    inner = fields(part)[str(path[0])].part
    of = holds_words(inner, str(path[1])) if inner else ""
    return bool(of and reading.list(of).find(value))


def is_body(key: str) -> bool:
    """Whether somebody wrote the text of a post into a key of its own."""
    return normalise(key) in _BODY


def filled(part: type[Part], text: str, reading: Reading) -> Filled | None:
    """Return what a plain value says in the keys of a part, as far as that can be told."""
    if len(text) > LONGEST:
        return None
    if "given_on" in fields(part):
        given = (("needed", words("boolean")["true"]), ("given_on", _UNKNOWN))
        return Filled(part, given)
    name, colon, rest = text.partition(":")
    if colon and "id" in fields(part) and rest.strip():
        of_it = {it: value for it, value in _values(part, rest, reading).items() if it != "id"}
        pairs = _named(part, name.strip()) | of_it
    else:
        pairs = _values(part, text, reading)
    if not pairs:
        return None
    found = pairs | _completed(part, pairs)
    order = list(fields(part))
    known = sorted(found, key=lambda name: order.index(name) if name in order else len(order))
    return Filled(part, tuple((name, found[name]) for name in known))


def _values(part: type[Part], text: str, reading: Reading) -> dict[str | Word, object]:
    text = text.strip()
    return _address(part, text) or _word(part, text, reading) or _pieces(part, text, reading)


def _address(part: type[Part], text: str) -> dict[str | Word, object]:
    found = _ADDRESS.fullmatch(text)
    name = next((name for name in ("url", "website") if name in fields(part)), None)
    if not found or not name:
        return {}
    kind: dict[str | Word, object] = (
        {"type": words("cta")["link"]} if holds_words(part, "type") == "cta" else {}
    )
    return {**kind, name: text}


def holds_words(part: type[Part], name: str) -> str:
    """Return the name of the list whose words a field holds, if it holds any."""
    row = fields(part).get(name)
    kind = holds(part, row.attribute) if row else ""
    return kind if isinstance(kind, str) else ""


def _word(part: type[Part], text: str, reading: Reading) -> dict[str | Word, object]:
    """Return the field whose list has the value as a word."""
    for name in fields(part):
        of = holds_words(part, name)
        found = reading.list(of).find(text) if of else None
        if found and not (part.others and of == part.others[1]):
            return {name: text}
    return {}


def _pieces(part: type[Part], text: str, reading: Reading) -> dict[str | Word, object]:
    """Take days, figures and words out of a value."""
    found: dict[str | Word, object] = dict(
        zip(days_of(part), days(text, reading.period), strict=False)
    )
    rest = " ".join(_DAY.sub(" ", in_figures(text)).split())
    if part.others:
        return found | _figures(rest, reading) if _figures(rest, reading) else {}
    rows = fields(part).values()
    number = next((row.name for row in rows if holds(part, row.attribute) is float), "")
    if number and _FIGURE.search(rest) and not re.search(r"\bklo\b|\d:\d\d", rest):
        found[number] = in_unit_of(number, rest)
    elif not found or "id" in fields(part):
        found |= _named(part, rest.strip(" :,;-–"))
    return found


def _figures(text: str, reading: Reading) -> dict[str | Word, object]:
    """Return what was counted, with its metric: 120 likes."""
    known = reading.list("metric")
    found: dict[str | Word, object] = {}
    for number, word in re.findall(r"(\d{1,18})\s+([^\W\d]+)", text):
        name = known.find(word) or next(iter(known.alike(word)), None)
        if name:
            found[known[name]] = int(number)
    return found


def _named(part: type[Part], text: str) -> dict[str | Word, object]:
    """Return a value as the id and the title of something, or as its first text."""
    rows = fields(part)
    if not text or values.normal(text) in ("kyllä", "ei", "yes", "no", "true", "false", "on", "x"):
        return {}
    if "id" in rows:
        name = "-".join(re.findall(r"[^\W_]+", values.normal(text)))[:80].rstrip("-")
        titled = "title" in rows and name != text
        return {"id": name, "title": text} if titled else {"id": name} if name else {}
    early = [*rows.values()][:_EARLY]
    texts = [row for row in early if holds(part, row.attribute) is str and not row.to]
    first = next((row for row in texts if row.always), texts[0] if texts else None)
    return {first.name: text} if first else {}


def _completed(part: type[Part], pairs: Mapping[str | Word, object]) -> dict[str | Word, object]:
    """Return the days that the keys of a figure, or of an anchor, need besides."""
    lacking = [name for name in days_of(part) if name not in pairs]
    needed = [
        name for name in lacking if fields(part)[name].always or part.others or "value" in pairs
    ]
    return dict.fromkeys(needed, _UNKNOWN)


def first_day(reading: Reading) -> dt.date:
    """Return a day to show as an example: the plan's first."""
    return reading.period[0] if reading.period else dt.date(int(_YEAR), 4, 27)


def days(text: str, period: values.Period) -> list[dt.date]:
    """Return the days that are named in a text; the year of one helps the others."""
    found = _DAY.findall(in_figures(text)) if len(text) <= LONGEST else []
    named = re.search(r"(?<!\d)20\d\d(?!\d)", text)
    year = named[0] if named else "" if period else _YEAR
    good = []
    for day in found:
        whole = f"{day}{year}" if day[-1] == "." else day
        try:
            good.append(values.a_day(whole, period))
        except values.BadValue:
            continue
    return good


def in_figures(text: str) -> str:
    """Return a text with the days of a spelled month in figures: 1 June is 1.6."""

    def day(found: re.Match[str]) -> str:
        name = (found["after"] or found["before"]).lower()
        month = 1 + next(n for n, names in enumerate(_MONTHS) if name.startswith(names))
        return f"{found['first'] or found['last']}.{month}.{found['year'] or ''}"

    return _SPELLED.sub(day, text)


def clock(text: str) -> dt.time | None:
    """Return the first time of day that is named in a text."""
    for found in _CLOCK.findall(_DAY.sub(" ", in_figures(text[:LONGEST]))):
        try:
            return values.a_time(found)
        except values.BadValue:
            continue
    return None


def weekday(text: str, period: values.Period) -> dt.date | None:
    """Return the period's first Monday for “on Monday”, if a weekday is meant."""
    known = words("weekday")
    stem = values.normal(text).split()[-1:] or [""]
    for name in (stem[0], stem[0].removesuffix("na"), stem[0].removesuffix("nä")):
        found = known.find(name)
        if found and period:
            ahead = (list(known).index(found) - period[0].weekday()) % 7
            return period[0] + dt.timedelta(days=ahead)
    return None


def in_unit_of(field: str, text: str) -> float | None:
    """Return the figure in a text, in the unit that a field counts in: “1 h” is 60 minutes."""
    figure = _FIGURE.search(text)
    if not figure:
        return None
    value = float(figure[0].replace(",", "."))
    given = _UNITS.match(text[figure.end() :].strip())
    own = next((unit for word, unit in _COUNTED_IN.items() if word in field), None)
    if given and own and given.lastgroup:
        value = value * _SECONDS[given.lastgroup] / _SECONDS[own]
    return value


_COUNTED_IN = {"minutes": "min", "_min": "min", "hours": "h", "days": "d", "length_s": "s"}
