"""One member's valuation: each line with its dated evidence and every number that it was multiplied by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.calculator.draws import FloatArray, at_central
from valuereport.calculator.unit_values import UnitValue
from valuereport.calculator.valuations import Valuations
from valuereport.model.valuation import PRICED, Evidence, Factor, Line, Range, Unit, Valuation

_MEMBER_COLUMNS: Final = ("member_id", "currency", "fee", "hourly_value", "joined")
_EVIDENCE_COLUMNS: Final = ("member", "title", "quantity", "source", "file", "row", "contact", "activity")


@dataclass(frozen=True, slots=True)
class _Own:
    """What belongs to one member: its row, its slice of the engagements, and its lines."""

    row: int
    member_id: str
    currency: str
    fee: float
    rate: float  # organisation's currency for one of the member's
    hourly_value: float
    joined: np.datetime64
    first: int
    last: int


class Explainer:
    """Builds one member's valuation after another; holds the history's columns as plain arrays, quick to cut."""

    def __init__(self, valuations: Valuations) -> None:
        self._valuations = valuations
        history, judgement = valuations.history, valuations.settings.judgement
        engagements = history.engagements
        self._members = {name: history.members[name].to_numpy() for name in _MEMBER_COLUMNS}
        self._columns = {name: engagements[name].to_numpy() for name in _EVIDENCE_COLUMNS}
        self._dates = engagements["date"].to_numpy().astype("datetime64[D]")
        self._contacts = history.contacts["name"].to_numpy()
        self._central = at_central(judgement.assumptions)
        self._activities = judgement.taxonomy.activity
        self._wins = {win.id: win for win in judgement.policy_wins}
        lines = valuations.lines
        of_term = valuations.line_of_term
        self._terms_of_line = np.arange(len(lines))[:, None] == of_term
        benefits = np.array([line.benefit for line in lines], dtype=object)[of_term]
        recorded = np.array([line.grade == "recorded" for line in lines], dtype=bool)[of_term]
        self._terms_of_sums = np.stack([*(benefits == benefit for benefit in PRICED), recorded, ~recorded])

    def valuation(self, row: int) -> Valuation:
        """Return the valuation of the member in one row of the history; its currency must have a rate."""
        valuations, own = self._valuations, self._own(row)
        line_of = valuations.engagement_line[own.first : own.last]
        weights = valuations.weights[row]
        active = self._terms_of_line[:, weights != 0].any(axis=1)
        active[line_of[line_of >= 0]] = True
        numbers: list[int] = np.flatnonzero(active).tolist()
        ranges = valuations.parts(row, np.concatenate([self._terms_of_line[numbers], self._terms_of_sums]))
        lines = [
            self._line(own, valuations.lines[number], weights[self._terms_of_line[number]], value, line_of == number)
            for number, value in zip(numbers, ranges, strict=False)
        ]
        lines.sort(key=lambda line: (-line.value.central, line.benefit, line.activity, line.variant))
        *benefits, recorded, estimated = ranges[len(numbers) :]
        edition = valuations.editions[row]
        return Valuation(
            member_id=own.member_id,
            currency=own.currency,
            fee=own.fee,
            edition=edition,
            lines=tuple(lines),
            community=self._community(own),
            benefits=dict(zip(PRICED, benefits, strict=True)),
            recorded=recorded,
            estimated=estimated,
            total=valuations.total(row),
            engagements=own.last - own.first,
            first_meaningful_days=self._first_meaningful(own) if edition == "first-year" else None,
            suggestions=valuations.peers.suggestions(row, [activity.id for activity in self._activities]),
            peer_group=valuations.peers.shared[row],
        )

    def _own(self, row: int) -> _Own:
        member = {name: column[row] for name, column in self._members.items()}
        first, last = np.searchsorted(self._columns["member"], [row, row + 1]).tolist()
        return _Own(
            row=row,
            member_id=str(member["member_id"]),
            currency=str(member["currency"]),
            fee=float(member["fee"]),
            rate=float(self._valuations.rate[row]),
            hourly_value=float(member["hourly_value"]),
            joined=member["joined"].astype("datetime64[D]"),
            first=first,
            last=last,
        )

    def _line(
        self, own: _Own, unit_value: UnitValue, weight: FloatArray, value: Range, here: NDArray[np.bool_]
    ) -> Line:
        units = np.array([float(gross[0]) for gross in unit_value.gross(self._central)])
        gross = float(weight @ units) / own.rate
        if unit_value.benefit == "policy":
            evidence: tuple[Evidence, ...] = (self._win_evidence(unit_value.name, value),)
            quantity = counted = float(weight.sum())
            unit: Unit = "year"
        else:
            evidence = self._evidence(np.flatnonzero(here) + own.first, units, value)
            quantity = sum(found.quantity for found in evidence)
            counted = sum(found.counted for found in evidence)
            unit = next(found.unit for found in self._activities if found.id == unit_value.name)
        return Line(
            benefit=unit_value.benefit,
            activity=unit_value.name,
            variant=unit_value.variant,
            quantity=quantity,
            counted=counted,
            unit=unit,
            evidence=evidence,
            factors=tuple(self._factors(own, unit_value, weight)),
            grade=unit_value.grade,
            gross=gross,
            at_central=gross * float(unit_value.kept(self._central)[0]),
            value=value,
        )

    def _evidence(self, rows: NDArray[np.intp], units: FloatArray, value: Range) -> tuple[Evidence, ...]:
        """Return the engagements behind a line, each with its part of the line's value at the central figures."""
        worth = self._valuations.engagement_weight[rows, : len(units)] @ units
        total = float(worth.sum())
        values = worth * (value.central / total) if total else np.zeros(len(rows))
        columns = self._columns
        return tuple(
            Evidence(date, title, quantity, counted, part, source, file, row, self._contact(contact))
            for date, title, quantity, counted, part, source, file, row, contact in zip(
                self._dates[rows].tolist(),
                columns["title"][rows].tolist(),
                columns["quantity"][rows].tolist(),
                self._valuations.engagement_counted[rows].tolist(),
                values.tolist(),
                columns["source"][rows].tolist(),
                columns["file"][rows].tolist(),
                columns["row"][rows].tolist(),
                columns["contact"][rows].tolist(),
                strict=True,
            )
        )

    def _contact(self, number: int) -> str:
        return str(self._contacts[number]) if number >= 0 else ""

    def _win_evidence(self, name: str, value: Range) -> Evidence:
        workspace, win = self._valuations.settings.workspace, self._wins[name]
        language = workspace.organisation.locale.split("-")[0]
        title = win.title.get(language) or next(iter(win.title.values()))
        return Evidence(win.in_force, title, 1.0, 1.0, value.central, "policy wins", workspace.files.policy_wins, None)

    def _factors(self, own: _Own, unit_value: UnitValue, weight: FloatArray) -> list[Factor]:
        """Return every number that the line was multiplied by, in the order of the formula."""
        workspace = self._valuations.settings.workspace
        factors = []
        if unit_value.benefit == "policy":
            days = "exposure x days in force while a member / days of the period"
            for year, part in zip(unit_value.years, weight.tolist(), strict=True):
                factors.append(_exact("in_force" if year == 0 else f"in_force_year_{year + 1}", part, "years", days))
        records = "the organisation's own records"
        if unit_value.variant == "recorded":
            factors.append(_exact("recorded", float(weight[0]) / own.rate, own.currency, records))
        if unit_value.variant == "price-paid":
            factors.append(_exact("price_paid", float(-weight[1]) / own.rate, own.currency, records))
        if unit_value.variant == "own":
            factors.append(_exact("hourly_value", own.hourly_value, own.currency, "the member's record"))
        factors += [
            self._assumed(role, name) for role, name in (*unit_value.roles.items(), *unit_value.discounts.items())
        ]
        converted = unit_value.variant in ("assumed", "price-paid", "worth")
        if converted and own.currency != workspace.organisation.currency:
            dated = workspace.rates[own.currency]
            unit = f"{workspace.organisation.currency} for one {own.currency}"
            factors.append(_exact("rate", own.rate, unit, f"{dated.source}, {dated.date.isoformat()}"))
        return factors

    def _assumed(self, role: str, name: str) -> Factor:
        found = self._valuations.settings.judgement.assumptions[name]
        source = f"{found.source} ({found.year})" + (f", {found.url}" if found.url else " [own estimate]")
        return Factor(role, found.low, found.central, found.high, found.unit, source, name, found.grade)

    def _community(self, own: _Own) -> tuple[tuple[str, float, int], ...]:
        """Return (activity, quantity, engagements) of what is counted and never priced."""
        activity = self._columns["activity"][own.first : own.last]
        quantity = self._columns["quantity"][own.first : own.last]
        return tuple(
            (found.id, float(quantity[activity == number].sum()), int((activity == number).sum()))
            for number, found in enumerate(self._activities)
            if found.benefit == "community" and (activity == number).any()
        )

    def _first_meaningful(self, own: _Own) -> int | None:
        """Return the days from joining to the first meaningful engagement."""
        meaningful = np.array([found.meaningful for found in self._activities])
        dates = self._dates[own.first : own.last][meaningful[self._columns["activity"][own.first : own.last]]]
        return int((dates.min() - own.joined).astype(int)) if len(dates) else None


def _exact(role: str, figure: float, unit: str, source: str) -> Factor:
    return Factor(role, figure, figure, figure, unit, source)
