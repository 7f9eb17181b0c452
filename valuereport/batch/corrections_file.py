"""corrections.csv of a run: what people signed, and the run's statements rest on."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from typing import Final

from valuereport.batch.manifest import rows_of
from valuereport.errors import Remedy, RunError
from valuereport.files import csv_table
from valuereport.model.correction import COLUMNS, Correction
from valuereport.model.run import FinishedRun

FILE: Final = "corrections.csv"
_COLUMNS: Final = ("member_id", *COLUMNS[1:], "row")


def corrections_csv(corrections: Iterable[Correction]) -> bytes:
    """Return the corrections as a table; nothing where there are none."""
    rows = [{**one.cells, "member_id": one.member, "row": one.row} for one in corrections]
    table = ({name: row[name] for name in _COLUMNS} for row in rows)
    return csv_table(_COLUMNS, table) if rows else b""


def read_corrections(run: FinishedRun) -> tuple[Correction, ...]:
    """Read the corrections that a finished run rests on; none where it has no such file. Raises RunError."""
    file = run.folder / FILE
    try:
        rows = list(rows_of(file.read_bytes(), "member_id"))
        return tuple(
            Correction(
                member=row["member_id"],
                what=row["what"],  # type: ignore[arg-type] # as it was written
                by=row["by"],
                on=date.fromisoformat(row["on"]),
                why=row["why"],
                day=date.fromisoformat(row["date"]) if row["date"] else None,
                quantity=float(row["quantity"]) if row["quantity"] else None,
                amount=float(row["amount"]) if row["amount"] else None,
                **{name: row[name] for name in ("field", "value", "was", "activity", "title", "currency", "reference")},
                file=FILE,
                row=int(row["row"]),
            )
            for row in rows
        )
    except FileNotFoundError:
        return ()
    except (OSError, KeyError, ValueError, csv.Error):
        again = Remedy("batch", run=run.folder.name)
        raise RunError(f"{file} is not as a run leaves it; name another run, or make it again", again) from None
