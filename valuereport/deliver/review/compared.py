"""This run beside an earlier one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from valuereport.deliver.review.totals import SHOWN
from valuereport.model.review import Change, Compared
from valuereport.model.run import FinishedRun, ManifestRow


def changes(run: FinishedRun, earlier: FinishedRun) -> tuple[Change, ...]:
    """Return the change of every member who has a statement in both, in one currency; in the order of the run."""
    before = _having(earlier)
    found = []
    for row in _having(run).values():
        old = before.get(row.member_id)
        if old and old.currency == row.currency and old.central is not None and row.central is not None:
            share = float((row.central - old.central) / old.central) if old.central else None
            found.append(Change(row, old.central, row.central, share))
    return tuple(found)


def compared(run: FinishedRun, earlier: FinishedRun, changed: Sequence[Change]) -> Compared:
    """Return the counts, and the largest changes in percent."""
    now, before = _having(run), _having(earlier)
    both = now.keys() & before.keys()
    moved = sorted((one for one in changed if one.share), key=lambda one: (-abs(one.share or 0), one.row.member_id))
    return Compared(
        earlier.name,
        earlier.start,
        earlier.end,
        len(both),
        len(now.keys() - both),
        len(before.keys() - both),
        sum(now[member].currency != before[member].currency for member in both),
        tuple(moved[:SHOWN]),
    )


def _having(run: FinishedRun) -> Mapping[str, ManifestRow]:
    return {row.member_id: row for row in run.rows if row.status == "rendered"}
