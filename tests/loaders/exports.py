"""Loads one source out of a small workspace: the worked example's judgement, one member, and the export under test."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests.workspaces import GOLDEN, worked_example
from valuereport.errors import Problem
from valuereport.loaders import load
from valuereport.model.history import Loaded, Tally
from valuereport.settings import Settings, load_settings

HEAD = (GOLDEN / "worked_example" / "valuereport.toml").read_text(encoding="utf-8").partition("[[source]]")[0]
MEMBERS = """
[[source]]
name = "members"
table = "members"
format = "csv"
file = "members.csv"
[source.columns]
member_id = "Member"
name = "Name"
"""
HISTORY = """
[source.columns]
member = "Member"
activity = "Activity"
date = "Date"
title = "Title"
quantity = "Hours"
amount = "Amount"
"""
HISTORY_HEADINGS = "Member,Activity,Date,Title,Hours,Amount"


def settings_for(folder: Path, keys: str, columns: str = HISTORY, table: str = "engagements") -> Settings:
    """Write a workspace with one source `it` in `folder`; `keys` are its TOML keys, `columns` its mapping."""
    path = worked_example(folder)
    source = f'[[source]]\nname = "it"\ntable = "{table}"\n{keys}\n{columns}'
    path.write_text(f"{HEAD}{source if table == 'members' else MEMBERS + source}", encoding="utf-8")
    return load_settings(path)


def load_it(folder: Path, keys: str, columns: str = HISTORY, table: str = "engagements") -> Loaded:
    """Load that workspace."""
    return load(settings_for(folder, keys, columns, table))


def load_csv(
    folder: Path, content: str | bytes, more: str = "", columns: str = HISTORY, table: str = "engagements"
) -> Loaded:
    """Load `content` as the CSV file of the source."""
    data = content.encode() if isinstance(content, str) else content
    (folder / "it.csv").write_bytes(data)
    return load_it(folder, f'format = "csv"\nfile = "it.csv"\n{more}', columns, table)


def history(loaded: Loaded) -> pd.DataFrame:
    """Return the engagements."""
    return loaded.frames["engagements"]


def tally(loaded: Loaded) -> Tally:
    """Return the tally of the source under test, after seeing that it adds up."""
    found = next(each for each in loaded.tallies if each.source == "it")
    frame = loaded.frames[found.table]
    assert found.read == int((frame["source"] == "it").sum()) + found.filtered + found.footers + found.rejected
    return found


def only_problem(loaded: Loaded) -> Problem:
    """Return the one problem that there is."""
    assert len(loaded.problems) == 1, loaded.problems
    return loaded.problems[0]
