"""Which member a person means: by an id in any case that is clear, a former id, or any address."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from valuereport.actions.workspace import Workspace, ledger_if_there
from valuereport.batch import read_delivered, read_run
from valuereport.combine import combine
from valuereport.errors import RunError, SettingsError, SourceError
from valuereport.loaders import load
from valuereport.model.history import History
from valuereport.model.run import FinishedRun
from valuereport.model.tables import KEY_SEPARATOR
from valuereport.notation.ids import closest
from valuereport.pipeline.member_lookup import find_member, matching_rows, suggestions
from valuereport.settings import Settings

if TYPE_CHECKING:  # explaining a figure needs no ledger
    from valuereport.deliver.ledger import Ledger


def resolve_member(workspace: Workspace, history: History, wanted: str) -> str:
    """Return the id of the member that is meant; a ledger that is there already may know a former id or address.

    Raises RunError with near names.
    """
    rows = matching_rows(history, wanted)
    if len(rows) == 1:
        return str(history.members["member_id"].iloc[rows[0]])
    if rows:
        return current_id(history, wanted, None)
    with ledger_if_there(workspace) as ledger:
        return current_id(history, wanted, ledger)


def all_ids(
    ledger: Ledger | None,
    settings: Settings,
    wanted: str,
    others: Collection[str] = (),
    history: History | None = None,
) -> tuple[str, ...]:
    """Return every id of the member that is meant, that of today first. Raises RunError with near names.

    The exports are asked first (`history` where they have just been read), then the ledger, then `others`: ids that are
    known besides, such as a run's. Exports that cannot be read are an error only where they alone could know.
    """
    unreadable: SourceError | SettingsError | None = None
    if history is None:
        try:
            history = _members_of(settings)
        except (SourceError, SettingsError) as error:
            unreadable = error  # the ledger may know enough
    ids: list[str] = []
    if history is not None and (rows := matching_rows(history, wanted)):
        row = _one([str(history.members["member_id"].iloc[each]) for each in rows], wanted)
        ids = [row, *(one.old_id for one in history.aliases if one.new_id == row)]
    elif found := _remembered(ledger, wanted.strip(), others):
        ids = [_one(found, wanted)]
    if not ids:
        if unreadable:
            raise unreadable
        near = suggestions(history, wanted) if history is not None else ""
        if not near:
            known = {*others, *(ledger.ids() if ledger else ())}
            near = "; near it: " + ", ".join(alike) if (alike := get_close_matches(wanted, known, n=3)) else ""
        raise RunError(f"no member has the id or address {wanted!r}, in the exports or in the ledger{near}")
    if ledger:
        ids += [each for one in tuple(ids) for each in ledger.ids_of(one)]
    return tuple(dict.fromkeys(ids))


def current_id(history: History, wanted: str, ledger: Ledger | None) -> str:
    """Return the id that the exports now have of the member that is meant; the ledger may know a former one.

    Raises RunError with near names.
    """
    own = history.members["member_id"]
    if ledger and not matching_rows(history, wanted):
        today = set(own)
        for one in _remembered(ledger, wanted.strip(), ()):
            if mine := [each for each in ledger.ids_of(one) if each in today]:
                return mine[0]
    return str(own.iloc[find_member(history, wanted)])


def ids_in_run(
    run: FinishedRun,
    ledger: Ledger | None,
    settings: Settings,
    members: Sequence[str],
    history: History | None = None,
) -> tuple[str, ...]:
    """Return under which ids a run has the members that are meant. Raises RunError."""
    rows = {row.member_id for row in run.rows}
    found = []
    for wanted in members:
        ids = all_ids(ledger, settings, wanted, rows, history)
        mine = [one for one in ids if one in rows]
        if not mine:
            raise RunError(f"the run {run.name} has no member {wanted} ({', '.join(ids)})")
        found.append(mine[0])
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Known:
    """What the exports have of a member besides: addresses, and ids in other systems, which are no other member's."""

    addresses: frozenset[str] = frozenset()
    other_ids: frozenset[str] = frozenset()


def known_of(settings: Settings, ids: Collection[str]) -> Known:
    """Return every address and other id that the exports have of a member; nothing where they cannot be read."""
    try:
        members = _members_of(settings).members
    except (SourceError, SettingsError):
        return Known()
    mine = members[members["member_id"].isin(list(ids))]
    addresses, others = (
        {key for keys in mine[column].tolist() for key in keys.split(KEY_SEPARATOR) if key}
        for column in ("emails", "other_ids")
    )
    return Known(frozenset(addresses), frozenset(others - set(members["member_id"])))


def ids_in_runs(output: Path) -> frozenset[str]:
    """Return every member id that a finished run in the output folder lists."""
    found: set[str] = set()
    for manifest in output.glob("*/manifest.csv"):
        try:
            run = read_run(manifest.parent)
            found |= {row.member_id for row in run.rows} | {one.member_id for one in read_delivered(run.folder)}
        except RunError:
            continue  # whoever needs this run itself is told
    return frozenset(found - {""})


def _members_of(settings: Settings) -> History:
    """Return the members and contacts of the exports, and no engagements. Raises SourceError, SettingsError."""
    few = tuple(one for one in settings.workspace.source if one.table in ("members", "contacts"))
    these = settings.model_copy(update={"workspace": settings.workspace.model_copy(update={"source": few})})
    return combine(load(these), these)


def _remembered(ledger: Ledger | None, wanted: str, others: Collection[str]) -> Sequence[str]:
    """Return whom the ledger and the runs mean by an id, an address, or by the name of a forgotten member."""
    known = {*others, *(ledger.ids() if ledger else ())}
    if found := closest(known)(wanted):
        return found
    if ledger is None:
        return ()
    if "@" in wanted:
        return sorted(ledger.at_address(wanted))
    return (wanted,) if ledger.deliveries(member_id=wanted) else ()


def _one(ids: Sequence[str], wanted: str) -> str:
    if len(set(ids)) > 1:
        raise RunError(f"{wanted!r} can mean several members: {', '.join(sorted(set(ids)))}")
    return ids[0]
