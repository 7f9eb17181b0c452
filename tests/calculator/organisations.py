"""Small organisations for tests of the calculator: real files, loaded and combined like any other workspace."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.workspaces import edited, worked_example
from valuereport.calculator import Explainer
from valuereport.model.valuation import BenefitLine, Valuation
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.settings import load_settings

Figure = float | tuple[float, float, float]
"""An assumption: one exact number, or low, central and high."""

_MEMBER_COLUMNS = {
    "member_id": "Member",
    "name": "Name",
    "currency": "Currency",
    "grade": "Grade",
    "sector": "Sector",
    "region": "Region",
    "joined": "Joined",
    "renewal": "Renewal",
    "hourly_value": "Hourly",
    "size": "Size",
}
_USE_COLUMNS = {
    "member": "Member",
    "activity": "Activity",
    "date": "Date",
    "title": "Title",
    "quantity": "Quantity",
    "price_paid": "Paid",
    "list_price": "List",
    "amount": "Amount",
    "reference": "Reference",
}
_RATE = '[[rate]]\ncurrency = "EUR"\nrate = 0.86\ndate = 2020-01-01\nsource = "a test"\n'
_SOURCE = """
[[source]]
name = "{name}"
table = "{table}"
format = "csv"
file = "{file}"
[source.columns]
{columns}
"""


@dataclass(frozen=True)
class Use:
    """A row of an export: what the member M1 did, unless said otherwise."""

    activity: str
    quantity: float = 1
    date: str = "2026-03-02"
    member: str = "M1"
    title: str = ""
    reference: str = ""
    paid: float | None = None
    list: float | None = None
    amount: float | None = None
    source: str = "uses"

    def cells(self) -> dict[str, object]:
        """Return the row by heading."""
        return {
            "Member": self.member,
            "Activity": self.activity,
            "Date": self.date,
            "Title": self.title,
            "Quantity": self.quantity,
            "Paid": self.paid,
            "List": self.list,
            "Amount": self.amount,
            "Reference": self.reference,
        }


def organisation(
    folder: Path,
    assumptions: Mapping[str, Figure | Mapping[str, Any]],
    activities: Mapping[str, Mapping[str, Any]],
    uses: Sequence[Use] = (),
    *,
    wins: Sequence[Mapping[str, Any]] = (),
    members: Sequence[Mapping[str, Any]] = ({},),
    hourly: Mapping[str, Any] | None = None,
    calculation: Mapping[str, Any] | None = None,
    period: tuple[str, str] | None = ("2026-01-01", "2027-01-01"),
    fee: float = 100,
    rates: str = _RATE,
) -> CalculatedMembers:
    """Write a workspace and calculate it."""
    path = workspace(
        folder,
        assumptions,
        activities,
        uses,
        wins=wins,
        members=members,
        hourly=hourly,
        calculation=calculation,
        period=period,
        fee=fee,
        rates=rates,
    )
    return load_and_calculate(load_settings(path))


def workspace(
    folder: Path,
    assumptions: Mapping[str, Figure | Mapping[str, Any]],
    activities: Mapping[str, Mapping[str, Any]],
    uses: Sequence[Use] = (),
    *,
    wins: Sequence[Mapping[str, Any]] = (),
    members: Sequence[Mapping[str, Any]] = ({},),
    hourly: Mapping[str, Any] | None = None,
    calculation: Mapping[str, Any] | None = None,
    period: tuple[str, str] | None = ("2026-01-01", "2027-01-01"),
    fee: float = 100,
    rates: str = _RATE,
) -> Path:
    """Write a workspace, and return the path of its settings.

    `assumptions`: by id; estimated, unless a mapping says more. `members`: columns that differ from those of a plain
    member M1, M2, ...; a column `fee` is what it paid, `paid` the day. `period`: None: each has its
    own year. Rates: EUR 0.86.
    """
    first_day = period[0] if period else "2026-06-01"
    people = [{"member_id": f"M{number}", "name": "Somebody", **one} for number, one in enumerate(members, 1)]
    sources = sorted({use.source for use in uses} | {"uses"})
    mapped = [("members", "members", "members.csv", _MEMBER_COLUMNS)]
    mapped.append(("fees", "fees", "fees.csv", {"member": "Member", "amount": "Amount", "paid": "Paid"}))
    mapped += [(name, "engagements", f"{name}.csv", _USE_COLUMNS) for name in sources]
    taxonomy = "".join(_activity(name, keys) for name, keys in activities.items())
    default = {"default": next(iter(assumptions))}
    path = worked_example(
        folder,
        assumptions_toml="".join(_assumption(name, found) for name, found in assumptions.items()),
        taxonomy_toml=f"hourly_value = {_toml(hourly or default)}\n{taxonomy}",
        policy_wins_toml="".join(_win(keys) for keys in wins),
        members_csv=_csv(
            _MEMBER_COLUMNS.values(),
            (
                {_MEMBER_COLUMNS[key]: found for key, found in one.items() if key not in ("fee", "paid")}
                for one in people
            ),
        ),
        fees_csv=_csv(
            ("Member", "Amount", "Paid"),
            (
                {"Member": one["member_id"], "Amount": one.get("fee", fee), "Paid": one.get("paid", first_day)}
                for one in people
            ),
        ),
        **{
            f"{name}_csv": _csv(_USE_COLUMNS.values(), (use.cells() for use in uses if use.source == name))
            for name in sources
        },
    )
    text = path.read_text(encoding="utf-8").partition("[[source]]")[0]
    for name, table, file, columns in mapped:
        lines = "\n".join(f'{key} = "{heading}"' for key, heading in columns.items())
        text += _SOURCE.format(name=name, table=table, file=file, columns=lines)
    path.write_text(text, encoding="utf-8")
    days = f"start = {period[0]}\nend = {period[1]}" if period else 'kind = "member-year"'
    edited(path, "start = 2026-01-01\nend = 2027-01-01", days)
    keys = {"draws": 256, "correlation": 0, **(calculation or {})}
    settings = "".join(f"{key} = {_toml(found)}\n" for key, found in keys.items())
    edited(path, "[period]", f"[calculation]\n{settings}\n{rates}\n[period]")
    return path


def valuation(valued: CalculatedMembers, row: int = 0) -> Valuation:
    """Return one member's valuation."""
    return Explainer(valued.valuations).valuation(row)


def line_of(valued: CalculatedMembers, row: int = 0) -> BenefitLine:
    """Return the only line of a member's valuation."""
    (line,) = valuation(valued, row).lines
    return line


def worth(valued: CalculatedMembers, row: int = 0) -> float:
    """Return a member's best estimate."""
    return valued.valuations.total(row).central


def reasons(valued: CalculatedMembers) -> list[str]:
    """Return the reasons of the calculator's problems."""
    return [problem.reason for problem in valued.valuations.problems]


def _assumption(name: str, found: Figure | Mapping[str, Any]) -> str:
    if isinstance(found, Mapping):
        given = dict(found)
    elif isinstance(found, tuple):
        given = dict(zip(("low", "central", "high"), found, strict=True))
    else:
        given = {"value": found}
    keys = {"unit": "GBP", "grade": "estimated", "source": "a test", "year": 2026, **given}
    return _section(f"[assumption.{name}]", keys)


def _activity(name: str, keys: Mapping[str, Any]) -> str:
    return _section("[[activity]]", {"id": name, "label": {"en": name}, **keys})


def _win(keys: Mapping[str, Any]) -> str:
    return _section("[[win]]", {"id": "win", "title": {"en": "A win"}, "text": {"en": "A text."}, **keys})


def _section(heading: str, keys: Mapping[str, Any]) -> str:
    return "\n".join([heading, *(f"{key} = {_toml(found)}" for key, found in keys.items()), "", ""])


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        is_day = len(value) == 10 and value[4:8:3] == "--"
        return value if is_day else f'"{value}"'
    return repr(value)


def _csv(headings: Any, rows: Any) -> str:
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, tuple(headings), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
