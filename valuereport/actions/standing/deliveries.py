"""How the deliveries of a period stand, and what is left to be delivered of a run."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, get_args

from valuereport.batch import read_corrections
from valuereport.deliver.ledger import Ledger
from valuereport.errors import RunError, SettingsError, SourceError
from valuereport.files import cell_as_given
from valuereport.loaders.own_tables import read_own_table
from valuereport.model.correction import COLUMNS
from valuereport.model.delivery import WAITING, Channel, Delivery, State
from valuereport.model.run import FinishedRun
from valuereport.model.season import ChannelCounts, Delivered
from valuereport.settings import Settings

_UNCERTAIN: Final[tuple[State, ...]] = ("uncertain", "sending")
_RETURNED: Final[tuple[State, ...]] = ("rejected", "bounced")
_COMPARED: Final = ("what", "field", "value", "activity", "title", "reference", "by", "on", "why")
"""What a run writes of a correction as the person wrote it: not the member's id, and not the zeros of a number."""
_SHEETS: Final = "print-sheets.csv"
_POSTAL: Final = frozenset({"street", "postcode", "city"})
"""A member of whom none of these is known gets no letter."""

Last = Mapping[tuple[Channel, str], Delivery]
"""The delivery of the highest issue, by channel and member."""


def delivered_of(run: FinishedRun, made: date, ledger: Ledger | None, settings: Settings) -> Delivered:
    """Return what became of a run's statements. `made`: the day on which it was begun. Raises LedgerError."""
    last = _last(run, ledger)
    members = [row.member_id for row in run.rows if row.status == "rendered"]
    reached = [one for one in members if _state(last, "email", one) == "sent" or _state(last, "print", one) == "sent"]
    uses_email = sends_email(settings)
    to_email = [one for one in members if uses_email and _state(last, "email", one) in (None, *WAITING)]
    prints_all = not uses_email or (
        settings.workspace.print.members == "everyone" and any(channel == "print" for channel, _ in last)
    )
    may_print = members if _knows_where_members_live(settings) else []
    to_print = [one for one in may_print if _needs_letter(last, one) or (prints_all and _has_no_letter(last, one))]
    in_file = _in_print_file(run.folder)
    return Delivered(
        tuple(_counts(channel, last) for channel in get_args(Channel)),
        len(reached),
        len(to_email),
        len(to_print),
        sum((one, last["print", one].sha256) in in_file for one in to_print if ("print", one) in last),
        _corrected(run, made, last, settings),
    )


def _last(run: FinishedRun, ledger: Ledger | None) -> Last:
    if ledger is None:
        return {}
    periods = frozenset(run.periods)
    found = ledger.deliveries(period=run.periods[0]) if len(periods) == 1 else ledger.deliveries()
    return {(one.channel, one.member_id): one for one in found if one.period in periods}


def _state(last: Last, channel: Channel, member_id: str) -> State | None:
    found = last.get((channel, member_id))
    return found.state if found else None


def sends_email(settings: Settings) -> bool:
    """Return whether mail can be sent at all: the settings say how a member stops it."""
    return bool(settings.workspace.email.unsubscribe_page or settings.workspace.email.unsubscribe_email)


def _knows_where_members_live(settings: Settings) -> bool:
    """Return whether an export or a correction can name a postal address; without one nobody gets a letter."""
    mapped = any(one.table == "members" and one.columns.keys() & _POSTAL for one in settings.workspace.source)
    return mapped or any(row["field"] in _POSTAL for row in _corrections(settings))


def _corrections(settings: Settings) -> Sequence[Mapping[str, str]]:
    """Return what people wrote into the file of corrections; nothing where it is wrong: a check says so."""
    try:
        return [row for _, row in read_own_table(settings, "corrections", COLUMNS, COLUMNS[:1]).rows]
    except (SettingsError, SourceError):
        return ()


def _has_no_letter(last: Last, member_id: str) -> bool:
    """Return whether no letter is printed, or one waits to be handed over."""
    return _state(last, "print", member_id) in (None, *WAITING)


def _needs_letter(last: Last, member_id: str) -> bool:
    """Return whether a member has no letter, and no email either."""
    return _has_no_letter(last, member_id) and _state(last, "email", member_id) in ("skipped", *_RETURNED)


def _counts(channel: Channel, last: Last) -> ChannelCounts:
    states = Counter(one.state for (by, _), one in last.items() if by == channel)
    return ChannelCounts(
        channel,
        states["sent"],
        _sum(states, WAITING),
        _sum(states, _RETURNED),
        _sum(states, _UNCERTAIN),
        states["skipped"],
    )


def _sum(states: Counter[State], some: Iterable[State]) -> int:
    return sum(states[one] for one in some)


def _in_print_file(folder: Path) -> frozenset[tuple[str, str]]:
    """Return the letters in a run's print file: the member and the hash of the statement."""
    try:
        with (folder / _SHEETS).open(encoding="utf-8-sig", newline="") as stream:
            return frozenset((cell_as_given(row["member_id"]), row["sha256"]) for row in csv.DictReader(stream))
    except (OSError, KeyError, ValueError, csv.Error):
        return frozenset()


def _corrected(run: FinishedRun, made: date, last: Last, settings: Settings) -> int:
    """Return how many corrections were signed since a run was made, of members without a newer statement."""
    try:
        used = Counter(_compared(one.cells) for one in read_corrections(run))
    except RunError:
        return 0
    new = 0
    for row in _corrections(settings):
        if used[key := _compared(row)]:
            used[key] -= 1
        elif row["on"] >= made.isoformat():
            new += not _has_newer(run, row["member"], row["on"], last)
    return new


def _compared(cells: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(str(cells[name]) for name in _COMPARED)


def _has_newer(run: FinishedRun, member_id: str, on: str, last: Last) -> bool:
    found = [one for (_, member), one in last.items() if member == member_id]
    return any(one.run != run.name and one.planned_at.date().isoformat() >= on for one in found)
