"""Frozen pulls: what was fetched from a system's API, as it lies on disk; a leaf.

    pulls/capsule/                       one folder a connection
      20261129T101500Z/                  one folder a pull, named by when it began (UTC)
        pull.json                        what was asked for, the state, hashes, the pull that it adds to
        parties.pages.jsonl.gz           each answer as it came: request without secrets, time, status, hash, body
        parties.jsonl.gz                 what was made of them: one row a record, which loaders read
        parties.keys.jsonl.gz            the ids of all records that are still there, where the API was asked for them

Whatever reads a pull reads these files alone, so that the same pull always gives the same rows.
"""

from valuereport.pulls.folder import (
    FINISHED,
    UNDER_WAY,
    Frozen,
    frozen_pull,
    newest,
    pull_name,
    pulls_of,
    read_about,
    started_at,
    write_about,
)
from valuereport.pulls.keeping import remove_old
from valuereport.pulls.records import MERGED_IDS, Records, named_by, read_records
from valuereport.pulls.rows import Row, read_rows, rows_file, write_rows

__all__ = [
    "FINISHED",
    "MERGED_IDS",
    "UNDER_WAY",
    "Frozen",
    "Records",
    "Row",
    "frozen_pull",
    "named_by",
    "newest",
    "pull_name",
    "pulls_of",
    "read_about",
    "read_records",
    "read_rows",
    "remove_old",
    "rows_file",
    "started_at",
    "write_about",
    "write_rows",
]
