"""The command that follows the channels' public feeds: fetch."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner.cli.beginning import plan_folder
from planner.cli.fixing import may_write
from planner.cli.help import argument, option
from planner.cli.options import CANNOT, CLEAN, FAILED, command
from planner.cli.output import tell
from planner.cli.receiving import Receiver
from planner.cli.session import Session
from planner.errors import PlannerError
from planner.texts import N, T

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.cli.options import Options
    from planner.following import Followed, Trouble
    from planner.model import Channel
    from planner.results import Arrival


@command(
    *("content", "today"),
    text=T(
        "Follow the public feeds of your channels: what went out, and how it was seen.\n\n"
        "A channel has a feed where its file says so: “feed:” with the address of the feed or of your profile. Facebook, Instagram, LinkedIn, X, TikTok and Threads have none: planner import reads what they export. What is surely a post of yours is noted, with its address in the post's file; what may be one is asked. Nothing is fetched anywhere else, and nothing but public addresses is asked."
    ),
    codes=(
        T("The feeds were read, or are out of order for the time being."),
        T("A feed cannot be used, or a file could not be changed."),
    ),
)
@argument("channels", nargs=-1, metavar=T("[CHANNEL]..."))
@option(
    "--file",
    metavar=T("FILE"),
    text=T("Read a feed that was saved as a file, of the one CHANNEL; nothing is fetched."),
)
@option("--network", is_flag=True, text=T("Fetch even in CI, where otherwise nothing is fetched."))
@option("--diff", is_flag=True, text=T("Print what would be written, and write nothing."))
@option("--write", is_flag=True, text=T("Write even in CI, where otherwise nothing is changed."))
def fetch(
    channels: tuple[str, ...],
    file: str | None,
    *,
    network: bool,
    diff: bool,
    write: bool,
    options: Options,
) -> int:
    """Follow the channels' public feeds."""
    if os.environ.get("CI") and not (network or file):
        raise PlannerError(
            T("In CI nothing is fetched: use --network, with --write or --diff, if you mean it.")
        )
    may_write(diff=diff, write=write)
    session = Session(options)
    try:
        plan_folder(session)
        follower = Follower(session, diff=diff)
        return follower.from_file(Path(file), channels) if file else follower.follow(channels)
    except PlannerError as error:
        tell(error.text.to(session.language))
        return CANNOT


class Follower(Receiver):
    """Follows feeds."""

    def follow(self, channels: Sequence[str]) -> int:
        """Fetch the feeds of some channels, or of all."""
        from planner import following
        from planner.tracking.fetching import Fetcher

        known = following.followed(self.plan)
        names = [self.channel(text).id for text in channels] or list(known)
        for name in names:
            if name not in known:
                raise PlannerError(_no_feed(name))
        if not names:
            raise PlannerError(
                T(
                    "No channel of the plan has a feed. Write its address, or that of your profile, into the channel's file: feed: https://…"
                )
            )
        home = Path(os.path.realpath(self.session.folder)).parent
        memory = None if self.diff else following.Memory(home)
        code = CLEAN

        def told(done: int, of: int) -> None:
            self.progress.say(T("Fetching: {done} of {of}", done=done, of=of))

        with self.progress(T("Fetching …")):
            found = following.follow(self.plan, names, Fetcher(), memory, self.zone, told)
        for one in found:
            for trouble in one.troubles:
                self._trouble(one.channel, trouble)
                code = code if trouble.passing else FAILED
            for remark in one.remarks:
                self.session.say(T("{channel}: {why}", channel=one.channel.id, why=remark))
        arrivals = [self._arrived(one) for one in found if one.read]
        return max(code, self.receive(arrivals)) if arrivals else code

    def _trouble(self, channel: Channel, trouble: Trouble) -> None:
        text = T(
            "{channel}: {why} ({address})",
            channel=channel.id,
            why=trouble.text,
            address=trouble.address,
        )
        tell(self.say(text))

    def from_file(self, path: Path, channels: Sequence[str]) -> int:
        """Read a feed from a file."""
        from planner import following, reader
        from planner.diagnostics import Kind, Subject
        from planner.tracking import feeds
        from planner.tracking.fetching import MAX_BYTES, Document

        known = following.followed(self.plan)
        names = [self.channel(text).id for text in channels] or list(known)
        if len(names) != 1:
            raise PlannerError(
                T("Which channel is it of? Name one: planner fetch CHANNEL --file …")
            )
        channel = self.plan.channels[names[0]]
        try:
            content = reader.read_bytes(path, Subject(Kind.FIGURES), MAX_BYTES)
            address = known.get(channel.id, ("",))[0]
            with self.progress(T("Reading …")):
                feed = feeds.read(Document(address, content), self.zone)
        except reader.Refused as refused:
            raise PlannerError(
                T("{file}: {why}.", file=str(path), why=refused.findings[0].message)
            ) from None
        except feeds.NotRead as error:
            tell(self.say(T("{file}: {why}", file=path.name, why=error.text)))
            return FAILED
        if isinstance(feed, str):
            tell(
                self.say(
                    T(
                        "{file}: it is a web page; its feed is at {address}",
                        file=path.name,
                        address=feed,
                    )
                )
            )
            return FAILED
        for remark in feed.remarks:
            self.session.say(T("{file}: {why}", file=path.name, why=remark))
        one = following.Followed(channel, feeds.together([feed]), since=feed.since)
        code = self.receive([self._arrived(one)])
        return FAILED if feed.broken else code

    def _arrived(self, one: Followed) -> Arrival:
        from planner.outgoing import kind_of
        from planner.results import Arrival
        from planner.tracking.sightings import is_of

        channel, day = one.channel, self.session.day
        n, title = len(one.entries), channel.title or channel.id
        self.list([N("{channel}: {n} entry", "{channel}: {n} entries", n, channel=title)])
        seen = []
        for entry in one.entries:
            # What is still to come did not go out, and what lies elsewhere is not the channel's.
            when = None if entry.when and entry.when.day > day else entry.when
            at_home = is_of(kind_of(self.plan, channel.id), entry.address)
            seen.append(replace(entry, when=when, address=entry.address if at_home else ""))
        return Arrival(
            "feed",
            (channel.id,),
            day,
            tuple(seen),
            exact=True,
            samples=not one.unchanged,
            since=one.since,
        )


def _no_feed(name: str) -> T:
    return T(
        "The channel {channel} has no feed that is known. Write its address, or that of your profile, into its file: feed: https://…",
        channel=name,
    )
