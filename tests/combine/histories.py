"""Small histories of the worked example with other fees, settings and engagements."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.workspaces import edited, worked_example
from valuereport.combine import combine
from valuereport.errors import Problem
from valuereport.loaders import load
from valuereport.model.history import History
from valuereport.settings import load_settings

MEMBERS_HEAD = "Member,Name,Email,Locale,Currency,Grade,Joined,Renewal,Street,City,Postcode,Country\n"
COLUMNS = 'member = "Member"\namount = "Amount"\ncurrency = "Currency"\npaid = "Paid"\n'
RATES = """
[[rate]]
currency = "EUR"
rate = 0.86
date = 2025-01-01
source = "budget"

[[rate]]
currency = "EUR"
rate = 0.50
date = 2027-01-01
source = "budget"
"""


def member(member_id: str, currency: str = "GBP", grade: str = "Member", joined: str = "2015-03-01") -> str:
    return f"{member_id},Name of {member_id},{member_id}@guild.example,en-GB,{currency},{grade},{joined},,,,,GB\n"


def fees_of(
    folder: Path,
    fees: str,
    *,
    columns: str = "",
    members: str = "",
    settings: str = "",
    source: str = "",
    history: str = "",
    files: Mapping[str, str] | None = None,
) -> History:
    """Combine fees. `fees`: the file with its heading; `columns`: mappings beside the usual ones of the headings."""
    path = worked_example(
        folder,
        members_csv=MEMBERS_HEAD + (members or member("M1") + member("M2") + member("M3")),
        fees_csv=fees,
        history_csv="Member,Activity,Date,Title,Quantity,Amount,Reference,Paid,List,Currency\n" + history,
    )
    headings = fees.partition("\n")[0].split(",")
    kept = "".join(f"{line}\n" for line in COLUMNS.splitlines() if line.split('"')[1] in headings)
    edited(path, COLUMNS, kept + columns)
    edited(path, 'file = "fees.csv"', 'file = "fees*.csv"\n' + source)
    edited(
        path,
        'reference = "Reference"\n',
        'reference = "Reference"\nprice_paid = "Paid"\nlist_price = "List"\ncurrency = "Currency"\n',
    )
    path.write_text(path.read_text() + settings)
    for name, content in (files or {}).items():
        (folder / name).write_text(content)
    return combined(path)


def combined(path: Path) -> History:
    """Load and combine a workspace."""
    settings = load_settings(path)
    return combine(load(settings), settings)


def fee(history: History, member_id: str = "M1") -> tuple[float, str, str]:
    """Return a member's fee, its basis, and the obstacle."""
    found = history.members.set_index("member_id").loc[member_id]
    return float(found["fee"]), str(found["fee_basis"]), str(found["obstacle"])


def reasons(history: History, member_id: str = "M1") -> list[str]:
    """Return the reasons of the problems of a member."""
    return [one.reason for one in history.problems if one.member_id == member_id]


def only(history: History, words: str) -> Problem:
    """Return the one problem with these words in its reason."""
    found = [one for one in history.problems if words in one.reason]
    assert len(found) == 1, [one.reason for one in history.problems]
    return found[0]
