"""One member's valuation: each line with its dated evidence and every number that it was multiplied by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from valuereport.calculator.draws import FloatArray, at_central
from valuereport.calculator.unit_values import UnitValue
from valuereport.calculator.valuations import Valuations
from valuereport.model.valuation import PRICED, BenefitLine, Evidence, Factor, Range, Unit, Valuation

_MEMBER_COLUMNS: Final = ("member_id", "currency", "fee", "hourly_value", "joined")
_EVIDENCE_COLUMNS: Final = ("title", "quantity", "source", "file", "row", "contact")
_SIDES: Final[tuple[Literal["left"], Literal["right"]]] = ("left", "right")
_RECORDS: Final = "the organisation's own records"


@dataclass(frozen=True, slots=True)
class _Own:
    """What belongs to one member: its row, its slice of the engagements, and its weights in the lines' terms."""

    row: int
    member_id: str
    currency: str
    fee: float
    rate: float  # organisation's currency for one of the member's
    hourly_value: float
    joined: np.datetime64
    first: int
    last: int
    weights: FloatArray


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a line is like whosever it is."""

    unit_value: UnitValue
    terms: slice
    central: FloatArray  # unit value of each term at the central figures
    kept: float  # what the discounts leave of it
    unit: Unit
    factors: tuple[Factor, ...]
    win: Evidence | None  # of a policy win, still without its value


class Explainer:
    """Builds one member's valuation after another; holds the history's columns as plain arrays, quick to cut.

    The engagements stand in the order of member and line, so that those behind one line are next to one another.
    """

    def __init__(self, valuations: Valuations) -> None:
        self._valuations = valuations
        history, judgement = valuations.history, valuations.settings.judgement
        engagements, self._activities = history.engagements, judgement.taxonomy.activity
        self._names = [activity.id for activity in self._activities]
        self._rates = valuations.settings.workspace.rates
        self._members = {name: history.members[name].to_numpy() for name in _MEMBER_COLUMNS}
        member = engagements["member"].to_numpy()
        order = np.lexsort((valuations.engagement_line, member))  # stable: the days of a line stay in their order
        self._bounds = np.searchsorted(member, np.arange(len(history.members) + 1)).tolist()
        self._line_of = valuations.engagement_line[order]
        self._activity = engagements["activity"].to_numpy()[order]
        columns = {name: engagements[name].to_numpy()[order] for name in _EVIDENCE_COLUMNS}
        self._quantity = columns["quantity"]
        self._columns = (
            engagements["date"].to_numpy().astype("datetime64[D]")[order],
            columns["title"],
            columns["quantity"],
            valuations.engagement_counted[order],
            columns["source"],
            columns["file"],
            columns["row"],
            columns["contact"],
        )
        self._weight = valuations.engagement_weight[order]
        self._contacts = [str(name) for name in history.contacts["name"].tolist()] + [""]  # -1 is the member itself
        self._meaningful = np.array([found.meaningful for found in self._activities])
        self._kinds = self._kinds_of_lines()
        of_term = valuations.line_of_term
        self._terms_of_line = np.arange(len(self._kinds))[:, None] == of_term
        benefits = np.array([line.benefit for line in valuations.lines], dtype=object)[of_term]
        recorded = np.array([line.grade == "recorded" for line in valuations.lines], dtype=bool)[of_term]
        self._terms_of_sums = np.stack([*(benefits == benefit for benefit in PRICED), recorded, ~recorded])

    def valuation(self, row: int) -> Valuation:
        """Return the valuation of the member in one row of the history; its currency must have a rate."""
        valuations, own = self._valuations, self._own(row)
        here = self._line_of[own.first : own.last]
        active = self._terms_of_line[:, own.weights != 0].any(axis=1)
        active[here[here >= 0]] = True
        numbers: list[int] = np.flatnonzero(active).tolist()
        ranges = valuations.parts(row, np.concatenate([self._terms_of_line[numbers], self._terms_of_sums]))
        columns = [column[own.first : own.last].tolist() for column in self._columns]
        starts, ends = (np.searchsorted(here, numbers, side).tolist() for side in _SIDES)
        lines = [
            self._line(own, self._kinds[number], value, slice(start, end), columns)
            for number, value, start, end in zip(numbers, ranges, starts, ends, strict=False)
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
            suggestions=valuations.peers.suggestions(row, self._names),
            peer_group=valuations.peers.shared[row],
        )

    def _own(self, row: int) -> _Own:
        member = {name: column[row] for name, column in self._members.items()}
        return _Own(
            row=row,
            member_id=str(member["member_id"]),
            currency=str(member["currency"]),
            fee=float(member["fee"]),
            rate=float(self._valuations.rate[row]),
            hourly_value=float(member["hourly_value"]),
            joined=member["joined"].astype("datetime64[D]"),
            first=self._bounds[row],
            last=self._bounds[row + 1],
            weights=self._valuations.weights[row],
        )

    def _line(self, own: _Own, kind: _Kind, value: Range, here: slice, columns: Sequence[Sequence[Any]]) -> BenefitLine:
        """Return a line; `here` says which of the member's engagements, in `columns`, are behind it."""
        unit_value, weight = kind.unit_value, own.weights[kind.terms]
        gross = float(weight @ kind.central) / own.rate
        if kind.win:
            evidence: tuple[Evidence, ...] = (kind.win._replace(value=value.central),)
            quantity = counted = float(weight.sum())
        else:
            parts = self._parts(slice(own.first + here.start, own.first + here.stop), kind.central, value)
            dates, titles, quantities, counts, sources, files, rows, contacts = (column[here] for column in columns)
            names = [self._contacts[contact] for contact in contacts]
            evidence = tuple(map(Evidence, dates, titles, quantities, counts, parts, sources, files, rows, names))
            quantity, counted = sum(quantities), sum(counts)
        return BenefitLine(
            benefit=unit_value.benefit,
            activity=unit_value.name,
            variant=unit_value.variant,
            quantity=quantity,
            counted=counted,
            unit=kind.unit,
            evidence=evidence,
            factors=self._factors(own, kind, weight),
            grade=unit_value.grade,
            gross=gross,
            at_central=gross * kind.kept,
            value=value,
        )

    def _parts(self, here: slice, central: FloatArray, value: Range) -> list[float]:
        """Return each engagement's part of its line's value, by its worth at the central figures."""
        worth = self._weight[here, : len(central)] @ central
        total = float(worth.sum())
        parts: list[float] = (worth * (value.central / total) if total else np.zeros(len(worth))).tolist()
        return parts

    def _factors(self, own: _Own, kind: _Kind, weight: FloatArray) -> tuple[Factor, ...]:
        """Return every number that the line was multiplied by, in the order of the formula."""
        unit_value, home = kind.unit_value, self._valuations.settings.workspace.organisation.currency
        factors = []
        if unit_value.benefit == "policy":
            days = "exposure x days in force while a member / days of the period"
            for year, part in zip(unit_value.years, weight.tolist(), strict=True):
                factors.append(_exact("in_force" if year == 0 else f"in_force_year_{year + 1}", part, "years", days))
        if unit_value.variant == "recorded":
            factors.append(_exact("recorded", float(weight[0]) / own.rate, own.currency, _RECORDS))
        if unit_value.variant == "price-paid":
            factors.append(_exact("price_paid", float(-weight[1]) / own.rate, own.currency, _RECORDS))
        if unit_value.variant == "own":
            factors.append(_exact("hourly_value", own.hourly_value, own.currency, "the member's record"))
        factors += kind.factors
        if own.currency != home and unit_value.variant in ("assumed", "price-paid", "worth"):
            dated = self._rates[own.currency]
            source = f"{dated.source}, {dated.date.isoformat()}"
            factors.append(_exact("rate", own.rate, f"{home} for one {own.currency}", source))
        return tuple(factors)

    def _kinds_of_lines(self) -> list[_Kind]:
        valuations = self._valuations
        figures = at_central(valuations.settings.judgement.assumptions)
        units = {activity.id: activity.unit for activity in self._activities}
        kinds, start = [], 0
        for line, width in zip(valuations.lines, np.bincount(valuations.line_of_term).tolist(), strict=True):
            policy, named = line.benefit == "policy", (*line.roles.items(), *line.discounts.items())
            kind = _Kind(
                unit_value=line,
                terms=slice(start, start + width),
                central=np.array([float(gross[0]) for gross in line.gross(figures)]),
                kept=float(line.kept(figures)[0]),
                unit="year" if policy else units[line.name],
                factors=tuple(self._assumed(role, name) for role, name in named),
                win=self._win_evidence(line.name) if policy else None,
            )
            kinds.append(kind)
            start += width
        return kinds

    def _win_evidence(self, name: str) -> Evidence:
        settings = self._valuations.settings
        win = next(win for win in settings.judgement.policy_wins if win.id == name)
        language = settings.workspace.organisation.locale.split("-")[0]
        title = win.title.get(language) or next(iter(win.title.values()))
        file = settings.workspace.files.policy_wins
        return Evidence(win.in_force, title, 1.0, 1.0, 0.0, "policy wins", file, None)

    def _assumed(self, role: str, name: str) -> Factor:
        found = self._valuations.settings.judgement.assumptions[name]
        source = f"{found.source} ({found.year})" + (f", {found.url}" if found.url else " [own estimate]")
        return Factor(role, found.low, found.central, found.high, found.unit, source, name, found.grade)

    def _community(self, own: _Own) -> tuple[tuple[str, float, int], ...]:
        """Return (activity, quantity, engagements) of what is counted and never priced."""
        activity, quantity = self._activity[own.first : own.last], self._quantity[own.first : own.last]
        return tuple(
            (found.id, float(quantity[activity == number].sum()), int((activity == number).sum()))
            for number, found in enumerate(self._activities)
            if found.benefit == "community" and (activity == number).any()
        )

    def _first_meaningful(self, own: _Own) -> int | None:
        """Return the days from joining to the first meaningful engagement."""
        dates = self._columns[0][own.first : own.last][self._meaningful[self._activity[own.first : own.last]]]
        return int((dates.min() - own.joined).astype(int)) if len(dates) else None


def _exact(role: str, figure: float, unit: str, source: str) -> Factor:
    return Factor(role, figure, figure, figure, unit, source)
