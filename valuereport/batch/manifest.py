"""manifest.csv and problems.csv: the tables of a run for other programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from valuereport.errors import Problem
from valuereport.files import cell_as_given, csv_table
from valuereport.model.money import rounded, rounded_ratio
from valuereport.model.run import Planned, Result
from valuereport.model.valuation import FeeBasis, Range

_MANIFEST = (
    *("member_id", "status", "locale", "edition", "file", "pages", "bytes", "sha256", "way"),
    *("currency", "fee", "low", "central", "high", "benefit_cost_ratio", "problem"),
    *("low_without_policy", "ratio_without_policy", "fee_basis", "period_start", "period_end"),
    "engagements",
)
_PROBLEMS = ("stage", "severity", "file", "row", "column", "value", "reason", "action", "member_id", "rows")


@dataclass(frozen=True, slots=True)
class Figures:
    """A member's figures as the manifest shows them; `total` is None where there can be no figure."""

    currency: str
    fee: float
    total: Range | None
    low_without_policy: float
    fee_basis: FeeBasis
    start: date | None  # of the period; None where nobody knows the member's own
    end: date | None
    engagements: int | None = None  # in the period

    def cells(self) -> dict[str, str]:
        """Return the cells of the figures, half-even to the minor unit; ratios to two decimals."""
        days = {"period_start": self.start, "period_end": self.end}
        known = {name: day.isoformat() if day else "" for name, day in days.items()}
        known |= {} if self.engagements is None else {"engagements": str(self.engagements)}
        if self.total is None:
            return {"currency": self.currency, **known}
        low, central, high = self.total
        money = {"fee": self.fee, "low": low, "central": central, "high": high}
        money |= {"low_without_policy": self.low_without_policy}
        ratios = {"benefit_cost_ratio": low, "ratio_without_policy": self.low_without_policy}
        return {
            "currency": self.currency,
            "fee_basis": self.fee_basis,
            **{name: str(rounded(amount, self.currency)) for name, amount in money.items()},
            **{name: str(rounded_ratio(amount / self.fee)) for name, amount in ratios.items() if self.fee > 0},
            **known,
        }


def manifest_csv(rows: Iterable[tuple[Planned, Result, Figures]]) -> bytes:
    """Return the manifest: one row a planned member, in the order of the plan."""
    return csv_table(_MANIFEST, (_row(*row) for row in rows))


def _row(planned: Planned, result: Result, figures: Figures) -> dict[str, object]:
    rendered = result.status == "rendered"
    statement = {
        "file": planned.file,
        "pages": result.pages,
        "bytes": result.bytes,
        "sha256": result.sha256,
        "way": result.way,
    }
    return {
        "member_id": planned.member_id,
        "status": result.status,
        "locale": planned.locale,
        "edition": planned.edition,
        "problem": result.problem,
        **(statement if rendered else {}),
        **figures.cells(),
    }


def problems_csv(problems: Iterable[Problem]) -> bytes:
    """Return the problems in the order given."""
    return csv_table(_PROBLEMS, ({name: getattr(problem, name) for name in _PROBLEMS} for problem in problems))


def read_results(manifest: bytes, problems: bytes) -> tuple[Result, ...]:
    """Return the results in the two files of a finished run."""
    by_member: dict[str, list[Problem]] = {}
    for problem in problems_of(problems):
        if problem.stage in ("compose", "render"):
            by_member.setdefault(problem.member_id, []).append(problem)
    return tuple(
        Result(
            row["member_id"],
            row["status"],  # type: ignore[arg-type]
            int(row["pages"] or 0),
            int(row["bytes"] or 0),
            row["sha256"],
            row["problem"],
            tuple(by_member.get(row["member_id"], ())),
            way="plate" if row["way"] == "plate" else "direct",
        )
        for row in rows_of(manifest, "member_id")
    )


def problems_of(data: bytes) -> Iterator[Problem]:
    """Yield the problems in a problems.csv. Raises KeyError, ValueError and csv.Error."""
    for cells in rows_of(data, "reason"):
        texts = {name: cells[name] for name in _PROBLEMS if name not in ("row", "rows")}
        row, rows = (int(cells[name]) if cells.get(name) else None for name in ("row", "rows"))
        yield Problem(**texts, row=row, rows=rows or 1)  # type: ignore[arg-type] # as written; older ones have no rows


def rows_of(data: bytes, needed: str) -> Iterator[Mapping[str, str]]:
    """Yield each row of a table by heading. Raises KeyError where `needed` is no heading, ValueError and csv.Error."""
    lines = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    headings = next(lines, [])
    if needed not in headings:
        raise KeyError(needed)
    for number, cells in enumerate(lines, 2):
        if len(cells) != len(headings):
            raise ValueError(f"row {number} has {len(cells)} cells and not {len(headings)}")
        yield dict(zip(headings, map(cell_as_given, cells), strict=True))
