"""What a pull brought, against the pull before it."""

from __future__ import annotations

from pathlib import Path

from valuereport.answers.pull import Changes
from valuereport.errors import ValuereportError
from valuereport.pulls import Records, read_records


def changes_of(folder: Path, records: str, before: str, name: str) -> Changes:
    """Return what a pull brought of some records; `before`: the pull before it, empty where there is none.

    Raises SourceError.
    """
    now = read_records(folder, records, name)
    old = _records_or_nothing(folder, records, before)
    gone = tuple(key for key in old.rows if key not in now.rows) if old else ()
    merged = {key: into for key, into in now.merged.items() if not old or old.merged.get(key) != into}
    new = sum(1 for key in now.rows if key not in old.rows) if old else len(now.rows)
    return Changes(records, len(now.rows), new, gone, merged)


def _records_or_nothing(folder: Path, records: str, name: str) -> Records | None:
    try:
        return read_records(folder, records, name) if name else None
    except ValuereportError:
        return None
