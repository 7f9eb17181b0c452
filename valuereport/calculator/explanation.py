"""The explanation of one member's valuation: each line with its dated evidence and all factors of its formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from valuereport.calculator.branches import branches_of
from valuereport.calculator.draws import FloatArray, mean_figures
from valuereport.calculator.entitlements import entitlements_of
from valuereport.calculator.peers import SUGGESTIONS
from valuereport.calculator.unit_values import UnitValue
from valuereport.calculator.valuations import Valuations
from valuereport.model.benefits import MONEY_ON_RECORD, PRICED, Term, roles_of
from valuereport.model.correction import CORRECTIONS
from valuereport.model.valuation import (
    GRADES,
    BenefitLine,
    Evidence,
    Factor,
    FeeBasis,
    Grade,
    Range,
    Swing,
    Unit,
    Unpriced,
    Valuation,
)

_MEMBER_COLUMNS: Final = ("member_id", "currency", "fee", "fee_basis", "fee_source", "hourly_value", "joined")
_EVIDENCE_COLUMNS: Final = ("title", "quantity", "source", "file", "row", "contact")
_SIDES: Final[tuple[Literal["left"], Literal["right"]]] = ("left", "right")
_RECORDS: Final = "the organisation's own records"
_SWINGS: Final = 4


@dataclass(frozen=True, slots=True)
class _MemberData:
    """The data of one member: its columns, its slice of the engagements, and its weights in the lines' terms."""

    row: int
    member_id: str
    currency: str
    fee: float
    fee_basis: FeeBasis
    fee_source: str
    rate: float  # organisation's currency for one of the member's
    hourly_value: float
    joined: np.datetime64
    first: int
    last: int
    weights: FloatArray


@dataclass(frozen=True, slots=True)
class _LineTemplate:
    """The part of a benefit line that is the same for every member."""

    unit_value: UnitValue
    terms: slice
    gross: FloatArray  # unit value of each term at the means, before discounts
    unit: Unit
    factors: tuple[Factor, ...]
    win: Evidence | None  # of a policy win, without its value


class Explainer:
    """Builds the valuations of single members from arrays of the history's columns, which are fast to slice.

    The engagements are sorted by member and line, so that those of one line are a slice.
    """

    def __init__(self, valuations: Valuations, suggestions: int | None = SUGGESTIONS) -> None:
        """`suggestions`: how many of them a valuation has at most, None for all."""
        self._valuations, self._suggestions = valuations, suggestions
        history, judgement = valuations.history, valuations.settings.judgement
        engagements, self._activities = history.engagements, judgement.taxonomy.activity
        self._names = [activity.id for activity in self._activities]
        self._rates = valuations.settings.workspace.dated_rates
        self._rate_days = valuations.periods.rate_days
        self._members = {name: history.members[name].to_numpy() for name in _MEMBER_COLUMNS}
        member = engagements["member"].to_numpy()
        order = np.lexsort((valuations.engagement_line, member))  # stable: those of a line stay in the order of dates
        self._bounds = np.searchsorted(member, np.arange(len(history.members) + 1)).tolist()
        self._engagement_lines = valuations.engagement_line[order]
        self._activity = engagements["activity"].to_numpy()[order]
        columns = {name: engagements[name].to_numpy()[order] for name in _EVIDENCE_COLUMNS}
        self._quantity = columns["quantity"]
        self._evidence_columns = (
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
        first = valuations.periods.starts.astype("datetime64[M]")
        last = valuations.periods.days(lambda period: period.last_day).astype("datetime64[M]")
        self._months = (last - first).astype(int) + 1
        self._month = (self._evidence_columns[0].astype("datetime64[M]") - first[member]).astype(int)
        self._contacts = [str(name) for name in history.contacts["name"].tolist()] + [""]  # -1: the member itself
        self._meaningful = np.array([found.meaningful for found in self._activities])
        self._branches, self._entitlements = branches_of(valuations), entitlements_of(valuations)
        self._templates = self._line_templates()
        of_term = valuations.line_of_term
        self._terms_of_line = np.arange(len(self._templates))[:, None] == of_term
        benefits = np.array([line.benefit for line in valuations.lines], dtype=object)[of_term]
        recorded = np.array([not roles_of(line.formula) for line in valuations.lines], dtype=bool)[of_term]
        subtotals = (recorded & valuations.counts, ~recorded & valuations.counts)
        self._terms_of_sums = np.stack([*(benefits == benefit for benefit in PRICED), *subtotals])

    def valuation(self, row: int) -> Valuation:
        """Return the valuation of the member in one row of the history; its currency must have a rate."""
        valuations, member = self._valuations, self._member_data(row)
        line_of = self._engagement_lines[member.first : member.last]
        active = self._terms_of_line[:, member.weights != 0].any(axis=1)
        active[line_of[line_of >= 0]] = True
        numbers: list[int] = np.flatnonzero(active).tolist()
        ranges = valuations.sum_ranges(row, np.concatenate([self._terms_of_line[numbers], self._terms_of_sums]))
        columns = [column[member.first : member.last].tolist() for column in self._evidence_columns]
        starts, ends = (np.searchsorted(line_of, numbers, side).tolist() for side in _SIDES)
        lines = [
            self._line(member, self._templates[number], value, slice(start, end), columns)
            for number, value, start, end in zip(numbers, ranges, starts, ends, strict=False)
        ]
        unpriced = int(np.searchsorted(line_of, 0))  # they come first
        lines.sort(key=lambda line: (-line.value.central, line.benefit, line.activity, line.variant))
        *benefits, recorded, estimated = ranges[len(numbers) :]
        edition = valuations.editions[row]
        return Valuation(
            member_id=member.member_id,
            currency=member.currency,
            fee=member.fee,
            fee_basis=member.fee_basis,
            fee_source=member.fee_source,
            edition=edition,
            lines=tuple(lines),
            community=self._community(member),
            benefits=dict(zip(PRICED, benefits, strict=True)),
            recorded=recorded,
            estimated=estimated,
            total=valuations.total(row),
            without_policy=valuations.total_without_policy(row),
            swings=self._swings(member),
            engagements=member.last - member.first,
            monthly=self._monthly(member),
            first_meaningful_days=self._first_meaningful(member) if edition == "first-year" else None,
            suggestions=valuations.peers.suggestions(row, self._names, self._suggestions),
            peer_group=valuations.peers.shared[row],
            unpriced=self._unpriced(member, unpriced, columns),
            branches=self._branches.get(row, ()),
            entitlements=self._entitlements.of(row),
        )

    def _swings(self, member: _MemberData) -> tuple[Swing, ...]:
        weights = member.weights * self._valuations.counts
        found = self._valuations.swings.largest(weights, _SWINGS)
        return tuple(Swing(name, low / member.rate, high / member.rate) for name, low, high in found)

    def _member_data(self, row: int) -> _MemberData:
        columns = {name: column[row] for name, column in self._members.items()}
        return _MemberData(
            row=row,
            member_id=str(columns["member_id"]),
            currency=str(columns["currency"]),
            fee=float(columns["fee"]),
            fee_basis=columns["fee_basis"],
            fee_source=str(columns["fee_source"]),
            rate=float(self._valuations.rate[row]),
            hourly_value=float(columns["hourly_value"]),
            joined=columns["joined"].astype("datetime64[D]"),
            first=self._bounds[row],
            last=self._bounds[row + 1],
            weights=self._valuations.weights[row],
        )

    def _line(
        self,
        member: _MemberData,
        template: _LineTemplate,
        value: Range,
        engagements: slice,
        columns: Sequence[Sequence[Any]],
    ) -> BenefitLine:
        """Return a line; `engagements`: the part of the member's `columns` that is its evidence."""
        unit_value, weight = template.unit_value, member.weights[template.terms]
        gross = float(weight @ template.gross) / member.rate
        if template.win:
            evidence: tuple[Evidence, ...] = (template.win._replace(value=value.central),)
            quantity = counted = float(weight.sum())
        else:
            rows = slice(member.first + engagements.start, member.first + engagements.stop)
            values = self._evidence_values(rows, template.gross, value)
            dates, titles, quantities, counts, sources, files, numbers, contacts = (
                column[engagements] for column in columns
            )
            names = [self._contacts[contact] for contact in contacts]
            evidence = tuple(map(Evidence, dates, titles, quantities, counts, values, sources, files, numbers, names))
            quantity, counted = sum(quantities), sum(counts)
        return BenefitLine(
            benefit=unit_value.benefit,
            activity=unit_value.name,
            variant=unit_value.variant,
            quantity=quantity,
            counted=counted,
            unit=template.unit,
            evidence=evidence,
            factors=self._factors(member, template, weight),
            grade=_weakest(unit_value.grade, evidence),
            gross=gross,
            value=value,
        )

    def _evidence_values(self, rows: slice, gross: FloatArray, value: Range) -> list[float]:
        """Return each engagement's part of the line's best estimate, in proportion to its worth at the means."""
        worth = self._weight[rows, : len(gross)] @ gross
        total = float(worth.sum())
        values: list[float] = (worth * (value.central / total) if total else np.zeros(len(worth))).tolist()
        return values

    def _factors(self, member: _MemberData, template: _LineTemplate, weight: FloatArray) -> tuple[Factor, ...]:
        """Return every number that the line was multiplied by, in the order of the formula."""
        unit_value, recorded = template.unit_value, list[Factor]()
        home = self._valuations.settings.workspace.organisation.currency
        for term, amount in zip(unit_value.formula, weight.tolist(), strict=True):
            recorded += self._records(member, unit_value, term, amount)
        factors = [*dict.fromkeys(recorded), *template.factors]
        converted = member.currency != home and not all(term.money_on_record for term in unit_value.formula)
        dated = self._rates.on(member.currency, self._rate_days[member.row].item())
        if converted and dated:
            source = f"{dated.source}, {dated.date.isoformat()}"
            factors.append(_exact_factor("rate", member.rate, f"{home} for one {member.currency}", source))
        return tuple(factors)

    def _records(self, member: _MemberData, line: UnitValue, term: Term, weight: float) -> Iterator[Factor]:
        """Yield the numbers on record behind the weight of a term, other than the counted quantity."""
        if line.benefit == "policy":
            days = "exposure x days in force while a member / days of a year"
            yield _exact_factor(term.records[0], weight, "years", days)
        for record in term.records:
            if record == "hourly_value":
                yield _exact_factor(record, member.hourly_value, member.currency, "the member's record")
            elif record in MONEY_ON_RECORD:
                yield _exact_factor(record, weight / member.rate, member.currency, _RECORDS)

    def _line_templates(self) -> list[_LineTemplate]:
        valuations = self._valuations
        figures = mean_figures(valuations.settings.judgement.assumptions)
        units = {activity.id: activity.unit for activity in self._activities}
        templates, start = [], 0
        for line, width in zip(valuations.lines, np.bincount(valuations.line_of_term).tolist(), strict=True):
            policy, roles = line.benefit == "policy", (*line.roles.items(), *line.discounts.items())
            template = _LineTemplate(
                unit_value=line,
                terms=slice(start, start + width),
                gross=np.array([float(gross[0]) for gross in line.gross(figures)]),
                unit="year" if policy else units[line.name],
                factors=tuple(self._assumption_factor(role, name) for role, name in roles),
                win=self._win_evidence(line.name) if policy else None,
            )
            templates.append(template)
            start += width
        return templates

    def _win_evidence(self, name: str) -> Evidence:
        settings = self._valuations.settings
        win = next(win for win in settings.judgement.policy_wins if win.id == name)
        language = settings.workspace.organisation.locale.split("-")[0]
        title = win.title.get(language) or next(iter(win.title.values()))
        file = settings.workspace.files.policy_wins
        return Evidence(win.in_force, title, 1.0, 1.0, 0.0, "policy wins", file, None)

    def _assumption_factor(self, role: str, name: str) -> Factor:
        found = self._valuations.settings.judgement.assumptions[name]
        source = f"{found.source} ({found.year})" + (f", {found.url}" if found.url else " [own estimate]")
        return Factor(role, found.low, found.central, found.high, found.mean, found.unit, source, name, found.grade)

    def _monthly(self, member: _MemberData) -> tuple[int, ...]:
        """Return how many engagements the member has in each calendar month of the period."""
        counted = np.bincount(self._month[member.first : member.last], minlength=int(self._months[member.row]))
        return tuple(counted.tolist())

    def _unpriced(self, member: _MemberData, number: int, columns: Sequence[Sequence[Any]]) -> tuple[Unpriced, ...]:
        """Return what has no price: the first `number` engagements of the member, by activity."""
        activities: list[int] = self._activity[member.first : member.first + number].tolist()
        by_activity: dict[int, list[Evidence]] = {activity: [] for activity in sorted({*activities})}
        for at, activity in enumerate(activities):
            date, title, quantity, _, source, file, row, contact = (column[at] for column in columns)
            found = Evidence(date, title, quantity, quantity, 0.0, source, file, row, self._contacts[contact])
            by_activity[activity].append(found)
        return tuple(
            Unpriced(known.benefit, known.id, sum(one.quantity for one in evidence), known.unit, tuple(evidence))
            for known, evidence in ((self._activities[number], each) for number, each in by_activity.items())
        )

    def _community(self, member: _MemberData) -> tuple[tuple[str, float, int], ...]:
        """Return (activity, quantity, engagements) of what is counted without a price."""
        activity, quantity = self._activity[member.first : member.last], self._quantity[member.first : member.last]
        return tuple(
            (found.id, float(quantity[activity == number].sum()), int((activity == number).sum()))
            for number, found in enumerate(self._activities)
            if found.benefit == "community" and (activity == number).any()
        )

    def _first_meaningful(self, member: _MemberData) -> int | None:
        """Return the days from joining to the first meaningful engagement."""
        dates = self._evidence_columns[0][member.first : member.last][
            self._meaningful[self._activity[member.first : member.last]]
        ]
        return int((dates.min() - member.joined).astype(int)) if len(dates) else None


def _weakest(grade: Grade, evidence: Sequence[Evidence]) -> Grade:
    """Return the grade of a line: what people state in corrections is reported at best."""
    stated = any(one.source == CORRECTIONS for one in evidence)
    return max(grade, "reported", key=GRADES.index) if stated else grade


def _exact_factor(role: str, figure: float, unit: str, source: str) -> Factor:
    return Factor(role, figure, figure, figure, figure, unit, source)
