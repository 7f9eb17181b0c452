"""Taking one member out of a finished run: the statement, the figures, and the rows that tell of the member."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from valuereport.batch.finished import read_run
from valuereport.batch.valuations_file import forget_contributions
from valuereport.errors import RunError
from valuereport.files import remove_folder, write_atomically


def forget_in_run(folder: Path, member_id: str) -> tuple[str, str] | None:
    """Remove a member from a finished run; return the run's digest before and after, or None where it has none.

    A run of this member alone is removed wholly, for its name tells of the member; the digest after it is empty.
    Raises RunError.
    """
    before = read_run(folder)
    row = next((row for row in before.rows if row.member_id == member_id), None)
    if row is None:
        return None
    try:
        if len(before.rows) == 1:
            remove_folder(folder)
            return before.digest, ""
        if row.file:
            (folder / row.file).unlink(missing_ok=True)
        forget_contributions(folder, member_id)
        for name in ("problems.csv", "manifest.csv"):  # the manifest last: until then the member is found again
            write_atomically(folder / name, _without((folder / name).read_bytes(), member_id))
    except OSError as error:
        raise RunError(f"{folder}: member {member_id} could not be removed: {error.strerror}; try again") from None
    return before.digest, read_run(folder).digest


def _without(data: bytes, member_id: str) -> bytes:
    """Return a CSV file without a member's rows; every other byte stays."""
    stream = io.StringIO(data.decode("utf-8-sig"), newline="")
    reader = csv.reader(stream)
    column = next(reader).index("member_id")
    kept = io.StringIO(newline="")
    writer = csv.writer(kept, lineterminator="\r\n")
    stream.seek(0)
    writer.writerows(row for row in csv.reader(stream) if row[column] != member_id)
    return kept.getvalue().encode("utf-8-sig")
