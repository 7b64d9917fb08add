"""Random changes to a plan in plain data, and the folder that holds the changed plan."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.oracle import FOLLOW_UPS, INVITATIONS, KNOWING, PURPOSES, STATUSES, Data, rows, table

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

FIRST = date(2026, 4, 1)
LAST = date(2026, 9, 1)
COLUMNS = ("subject", "checked_on", "metric", "value", "source", "paid")
FIGURES = ("reach", "views", "opens", "comments", "saves", "orders", "link-clicks", "inquiries")
KEYS = ("audience", "goal", "channel", "interest", "pillar", "date", "time", "cta", "metrics")
UNREADABLE = "---\ntitle: no: way\n---\n"


class Folder:
    """A content folder on disk that follows a plan in plain data."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.held: dict[str, str] = {}

    def hold(self, data: Data) -> Path:
        """Write what differs from what is there."""
        wanted = dict(files(data))
        for name in self.held.keys() - wanted.keys():
            (self.path / name).unlink()
        for name, text in wanted.items():
            if self.held.get(name) != text:
                (self.path / name).parent.mkdir(parents=True, exist_ok=True)
                (self.path / name).write_text(text, "utf-8")
        self.held = wanted
        return self.path


def files(data: Data) -> list[tuple[str, str]]:
    """Give the files that say what the data say."""
    found = [("plan.md", front(data["plan"]))]
    for kind in ("audiences", "goals", "channels", "posts", "reviews"):
        found += [(f"{kind}/{id_}.md", front(entry)) for id_, entry in data[kind].items()]
    if data["ledger"]:
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(data["ledger"])
        found.append(("tracking/2026.csv", text.getvalue()))
    return found


def front(entry: Data | None) -> str:
    if entry is None:
        return UNREADABLE
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in entry.items()]
    return f"---\n{''.join(lines)}---\n"


def a_day(chance: Random) -> str:
    return str(FIRST + timedelta(chance.randrange((LAST - FIRST).days + 1)))


def put(entry: Data, key: str, value: object) -> None:
    """Set a key, or take it away where there is nothing to set."""
    if value is None:
        entry.pop(key, None)
    else:
        entry[key] = value


def one(chance: Random, *choices: object) -> object:
    return chance.choice(choices)


def entries(data: Data, kind: str) -> list[Data]:
    return [entry for entry in data[kind].values() if entry is not None]


def an_entry(chance: Random, data: Data, kind: str) -> Data:
    return chance.choice(entries(data, kind) or [{}])


def an_id(chance: Random, data: Data, kind: str) -> str:
    return str(chance.choice([*data[kind], *data[kind], "nowhere"]))


# Posts


def status(chance: Random, data: Data, post: Data) -> None:
    del data
    put(post, "status", one(chance, *STATUSES, *STATUSES, "sheduled", None))


def day(chance: Random, data: Data, post: Data) -> None:
    other = an_entry(chance, data, "posts").get("date")
    put(post, "date", one(chance, a_day(chance), a_day(chance), other, "2026-02-30", None))


def clock(chance: Random, data: Data, post: Data) -> None:
    hour, minute = chance.randrange(24), chance.choice(("00", "29", "30", "59"))
    other = an_entry(chance, data, "posts").get("time")
    put(post, "time", one(chance, f"{hour}:{minute}", other, "19:59", "20:00", "25:00", None))


def twin(chance: Random, data: Data, post: Data) -> None:
    """Put a post near another one of a channel."""
    other = an_entry(chance, data, "posts")
    for key in ("channel", "date"):
        put(post, key, other.get(key))
    put(post, "time", one(chance, other.get("time"), "18:00", "19:59", "20:00", "17:59"))


def published_at(chance: Random, data: Data, post: Data) -> None:
    del data
    when = a_day(chance)
    put(post, "published_at", one(chance, when, f"{when} 18:31", "2026-05-32", None))


def reference(chance: Random, data: Data, post: Data) -> None:
    key, kind = chance.choice((("channel", "channels"), ("goal", "goals")))
    put(post, key, one(chance, an_id(chance, data, kind), an_id(chance, data, kind), None))


def audience(chance: Random, data: Data, post: Data) -> None:
    names = [*data["audiences"], "nobody", "everyone"]
    put(post, "audience", chance.sample(names, k=min(len(names), chance.randrange(4))))


def interest(chance: Random, data: Data, post: Data) -> None:
    noted = rows(an_entry(chance, data, "audiences").get("interests"))
    names = [row["id"] for row in noted if "id" in row]
    put(post, "interest", one(chance, *names, *names, "nothing", None))
    put(post, "pillar", one(chance, post.get("pillar"), "cook", "nothing", None))


def reason(chance: Random, data: Data, post: Data) -> None:
    del data
    key = chance.choice(("timing_reason", "anchor"))
    put(post, key, one(chance, "juhannus", "nothing", "vappu", None))


def intent(chance: Random, data: Data, post: Data) -> None:
    del data
    call = one(chance, *INVITATIONS[:3], "shout", None)
    put(post, "cta", None if call is None else {"type": call, "text": "Do it"})
    put(post, "action_metric", one(chance, post.get("action_metric"), *FIGURES, "smiles", None))
    put(post, "purpose", one(chance, post.get("purpose"), *PURPOSES[:2], "rule", None))


def figures(chance: Random, data: Data, post: Data) -> None:
    del data
    value = one(chance, "0", "12", "many", "-1")
    noted = {"checked_on": a_day(chance), "views": value, "comments": one(chance, "3", "few")}
    noted |= {chance.choice(FIGURES): "7"} if chance.random() < 1 / 2 else {}
    if chance.random() < 1 / 4:
        noted["checked_on"] = "2026-13-01"
    if chance.random() < 1 / 4:
        del noted["checked_on"]
    put(post, "metrics", one(chance, noted, noted, None))


def checked(chance: Random, data: Data, post: Data) -> None:
    """Note the figures around the day on which they are due."""
    noted = post.get("metrics")
    del data
    try:
        due = date.fromisoformat(str(post.get("date"))) + timedelta(7)
    except ValueError:
        return
    if noted:
        noted["checked_on"] = str(due + timedelta(chance.randrange(-2, 3)))


def words(chance: Random, data: Data, post: Data) -> None:
    del data
    learned = one(chance, "x" * 19, "x" * 20, "  " + "x" * 18 + "  ", "Long enough to be a lesson")
    said = {"learned": learned, "next": one(chance, *FOLLOW_UPS, "rest")}
    put(post, "analysis", one(chance, said, said, {"learned": learned}, None))


def variants(chance: Random, data: Data, post: Data) -> None:
    post["variants"] = {an_id(chance, data, "channels"): {"text": "The same, told differently"}}


POSTS = (status, day, clock, twin, published_at, reference, audience, interest, reason, intent)
AFTERWARDS = (figures, checked, words, variants, status, published_at)


def a_post(chance: Random, data: Data) -> None:
    chance.choice((*POSTS, *AFTERWARDS))(chance, data, an_entry(chance, data, "posts"))


def many_posts(chance: Random, data: Data) -> None:
    change, share = chance.choice((*POSTS, *AFTERWARDS)), chance.random()
    for post in entries(data, "posts"):
        if chance.random() < share:
            change(chance, data, post)


def without(chance: Random, data: Data) -> None:
    """Take one key away from many posts."""
    key = chance.choice(KEYS)
    share = chance.random()
    for post in entries(data, "posts"):
        if chance.random() < share:
            post.pop(key, None)


# The other files


def an_audience(chance: Random, data: Data) -> None:
    found = an_entry(chance, data, "audiences")
    noted = chance.choice(rows(found.get("channels")) or [{}])
    liked = chance.choice(rows(found.get("interests")) or [{}])
    change = chance.randrange(9)
    if change == 0:
        put(found, "status", one(chance, "waiting", "active", "asleep"))
    elif change == 1:
        put(found, "description", one(chance, "x" * 39, "x" * 40, " " + "x" * 39, None))
    elif change == 2:
        put(found, "needs", one(chance, [], ["rest"], "rest", None))
    elif change == 3:
        put(noted, "evidence", one(chance, *KNOWING, "assumption", "hearsay", None))
    elif change == 4:
        put(noted, "checked_on", one(chance, a_day(chance).replace("2026", "2025"), "x", None))
    elif change == 5:
        put(noted, "id", an_id(chance, data, "channels"))
    elif change == 6:
        put(liked, "evidence", one(chance, *KNOWING, "assumption", "hearsay", None))
    elif change == 7:
        other = chance.choice(rows(an_entry(chance, data, "audiences").get("interests")) or [{}])
        put(liked, "id", other.get("id", "season"))
    else:
        key = chance.choice(("channels", "interests"))
        found[key] = chance.sample(rows(found.get(key)), k=len(rows(found.get(key))) // 2)


def a_goal(chance: Random, data: Data) -> None:
    found = an_entry(chance, data, "goals")
    change = chance.randrange(5)
    if change == 0:
        base: Data = {"value": one(chance, "0", "none", "4.5"), "date": a_day(chance)}
        put(found, "baseline", one(chance, base, {"value": "3"}, {"date": "2026-04-26"}, None))
    elif change == 1:
        target: Data = {"value": one(chance, "9", "all"), "by": one(chance, a_day(chance), "soon")}
        put(found, "target", one(chance, target, {"value": "9"}, {"by": a_day(chance)}, None))
    elif change == 2:
        put(found, "metric", one(chance, "boxes", None))
    else:
        noted = [{"date": a_day(chance), "value": "5"} for _ in range(chance.randrange(4))]
        noted += [{"date": "2026-05-31", "value": "lots"}, {"value": "3"}, {"date": "2026-05-30"}]
        found["observations"] = chance.sample(noted, k=chance.randrange(len(noted)))


def a_channel(chance: Random, data: Data) -> None:
    found = an_entry(chance, data, "channels")
    change = chance.randrange(5)
    if change == 0:
        put(found, "status", one(chance, "trial", "resting", "active", "asleep"))
    elif change == 1:
        hours = ["Mon-Sun 06:00-22:00", "Tue 08:30-10:00", "now and then"]
        put(found, "windows", one(chance, chance.sample(hours, k=2), hours[2:], None))
    elif change == 2:
        put(found, "at_least_every_days", one(chance, "5", "21", "often", "0", None))
    elif change == 3:
        names = [*FIGURES[:4], "smiles"]
        put(found, "attention_metrics", one(chance, chance.sample(names, k=2), names[4:], None))
    else:
        put(found, "read_from", one(chance, "The page", None))


def the_plan(chance: Random, data: Data) -> None:
    change = chance.randrange(5)
    plan, period = data["plan"], table(data["plan"].get("period"))
    if change == 0:
        put(plan, "measure_after_days", one(chance, "0", "3", "7", "30", "a week", None))
    elif change == 1:
        put(plan, "review_rhythm_days", one(chance, "0", "3", "7", "30", "often", None))
    elif change in (2, 3):
        put(period, ("start", "end")[change - 2], a_day(chance))
    else:
        plan[chance.choice(("anchors", "pillars"))] = []


def a_review(chance: Random, data: Data) -> None:
    found = an_entry(chance, data, "reviews")
    change = chance.randrange(4)
    if change == 0:
        put(found, "date", one(chance, a_day(chance), "2026-05-40", None))
    elif change == 1:
        put(found, "decisions", one(chance, [], None))
    else:
        when = a_day(chance)
        data["reviews"][when] = {"date": when, "decisions": [{"what": "Go on"}]}


def a_figure(chance: Random, data: Data) -> None:
    kind = chance.choice(("posts", "posts", "posts", "goals"))
    id_ = chance.choice([*data[kind], "nowhere"])
    goal = str((data["goals"].get(id_) or {}).get("metric", "boxes"))
    row = (
        f"{kind[:-1]}:{id_}",
        a_day(chance),
        goal if kind == "goals" else chance.choice(FIGURES),
        chance.choice(("0", "17", "2.5")),
        "hand",
        chance.choice(("true", "false", "false")),
    )
    data["ledger"].append(dict(zip(COLUMNS, row, strict=True)))


def many_figures(chance: Random, data: Data) -> None:
    for _ in range(chance.randrange(40)):
        a_figure(chance, data)


def gone(chance: Random, data: Data) -> None:
    kind = chance.choice(("audiences", "goals", "channels", "posts", "reviews"))
    ids = list(data[kind])
    for id_ in chance.sample(ids, k=min(len(ids), chance.choice((1, 1, 1, 2, 5)))):
        del data[kind][id_]


def broken(chance: Random, data: Data) -> None:
    kind = chance.choice(("audiences", "goals", "channels", "posts", "reviews"))
    if data[kind]:
        data[kind][chance.choice(list(data[kind]))] = None


CHANGES = (
    *(a_post,) * 6,
    *(many_posts, without, an_audience, an_audience, a_goal, a_goal, a_channel, a_channel),
    *(the_plan, a_review, a_review, a_figure, many_figures, gone, broken),
)


def change(chance: Random, data: Data) -> list[str]:
    """Change a plan in a few ways, and say which."""
    chosen = chance.choices(CHANGES, k=chance.randrange(1, 9))
    for step in chosen:
        step(chance, data)
    return [step.__name__ for step in chosen]
