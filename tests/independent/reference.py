"""The value of membership, member by member, from plain data: the method's arithmetic and nothing else.

`accounts` gives each member's figures. Means are exact fractions; ranges come from plain random draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median
from typing import Any, Literal

import numpy as np

from tests.independent.calendar_days import days_by_year_since, last_day, twelve_months_from, years_of
from tests.independent.cells import amount_in
from tests.independent.draws import Band, by_name, draw, mean_of, quantile_band
from tests.independent.facts import Activity, Confirmation, Member, Organisation, Use, Win
from tests.independent.fees import FeeBasis, fee_of
from tests.independent.money import converted, rate_of_last_day
from tests.independent.pert import Floats

Edition = Literal["first-year", "light-use", "below-fee", "standard"]
Line = tuple[str, str]
_PRICED = {"time_saved", "cpd", "leads", "savings"}
_EXTREME = Fraction(50)


class Values:
    """Assumptions as numbers: all at their means (exact), or all as draws."""

    def __init__(self, found: Mapping[str, Any], number: Callable[[Fraction], Any]) -> None:
        """Take values by name, and how an exact number is written among them."""
        self._found = found
        self.number = number

    def of(self, name: str) -> Any:
        """Return an assumption in the organisation's currency; nothing written is zero."""
        if name not in self._found:
            return self.number(Fraction(name or "0"))
        return self._found[name]


Formula = Callable[[Values], Any]


@dataclass(frozen=True)
class Term:
    """A part of a member's value that one row or one year of a win gives."""

    line: Line
    net: Formula
    recorded: bool = False


@dataclass(frozen=True)
class Figures:
    """A sum at the means, and where its P10 and P90 may lie."""

    low: Band
    central: Fraction
    high: Band


@dataclass(frozen=True)
class Account:
    """One member's figures; ratios are nothing where there is no fee."""

    member: str
    fee: Fraction
    fee_basis: FeeBasis
    edition: Edition
    engagements: int
    total: Figures
    without_policy: Figures
    recorded: Figures
    estimates: Figures
    lines: dict[Line, Figures]
    ratio: Band | None
    ratio_without_policy: Band | None


def accounts(organisation: Organisation) -> dict[str, Account]:
    """Return the figures of every member who gets a statement."""
    means, drawn = _means(organisation), _drawn(organisation)
    found = {}
    for member in organisation.members:
        account = _account(organisation, member, means, drawn)
        if account:
            found[member.id] = account
    return found


def tornado(organisation: Organisation) -> dict[str, tuple[Fraction, Fraction]]:
    """Return the best estimates of all members, added up, with each assumption at its low and at its high."""
    factors = _factors(organisation)
    moved = {}
    for name, assumption in organisation.assumptions.items():
        ends = []
        for end in (assumption.low, assumption.high):
            values = {each: mean_of(one) * factors[each] for each, one in organisation.assumptions.items()}
            values[name] = Fraction(end) * factors[name]
            ends.append(_whole(organisation, Values(values, lambda number: number)))
        moved[name] = (ends[0], ends[1])
    return moved


def _whole(organisation: Organisation, values: Values) -> Fraction:
    means = _means(organisation)
    total = Fraction(0)
    for member in organisation.members:
        if _gets_statement(organisation, member):
            terms, _ = _terms(organisation, member, means)
            total += sum((each.net(values) for each in terms if _in_total(organisation, each)), Fraction(0))
    return total


def _factors(organisation: Organisation) -> dict[str, Fraction]:
    """Return by what each assumption is multiplied: its currency's rate of the last day, and its prices' index."""
    index = {year: Fraction(value) for year, value in organisation.price_index}
    latest = max((year for year in index if year <= organisation.start.year), default=0)
    factors = {}
    for name, each in organisation.assumptions.items():
        factor = rate_of_last_day(organisation, each.currency or organisation.currency)
        if each.price_year in index and latest > (each.price_year or 0):
            factor *= index[latest] / index[each.price_year or 0]
        factors[name] = factor
    return factors


def _means(organisation: Organisation) -> Values:
    factors = _factors(organisation)
    found = {name: mean_of(each) * factors[name] for name, each in organisation.assumptions.items()}
    return Values(found, lambda number: number)


def _drawn(organisation: Organisation) -> Values:
    factors = _factors(organisation)
    found: dict[str, Any] = {
        name: float(mean_of(each) * factors[name]) for name, each in organisation.assumptions.items()
    }
    return Values(found | by_name(factors, draw(organisation)), float)


def _gets_statement(organisation: Organisation, member: Member) -> bool:
    return member.joined < last_day(organisation.end) and fee_of(organisation, member) is not None


def _in_total(organisation: Organisation, term: Term) -> bool:
    return organisation.policy != "apart" or term.line[0] != "policy"


def _account(organisation: Organisation, member: Member, means: Values, drawn: Values) -> Account | None:
    fee = fee_of(organisation, member)
    if fee is None or not _gets_statement(organisation, member):
        return None
    terms, engagements = _terms(organisation, member, means)

    def figures(chosen: Iterable[Term]) -> Figures:
        return _figures(list(chosen), means, drawn)

    counted = [each for each in terms if _in_total(organisation, each)]
    total = figures(counted)
    without = figures(each for each in terms if each.line[0] != "policy")
    edition = _edition(organisation, member, engagements, total.low, fee.amount)
    ratio, ratio_without = _ratio(total.low, fee.amount), _ratio(without.low, fee.amount)
    return Account(
        member=member.id,
        fee=fee.amount,
        fee_basis=fee.basis,
        edition=edition,
        engagements=engagements,
        total=total,
        without_policy=without,
        recorded=figures(each for each in counted if each.recorded),
        estimates=figures(each for each in counted if not each.recorded),
        lines={
            line: figures(each for each in terms if each.line == line)
            for line in dict.fromkeys(each.line for each in terms)
        },
        ratio=ratio,
        ratio_without_policy=ratio_without,
    )


def _edition(organisation: Organisation, member: Member, engagements: int, low: Band, fee: Fraction) -> Edition:
    """Return the first edition that applies; a low that may lie on either side of the fee decides nothing."""
    if organisation.start <= member.joined < organisation.end:
        return "first-year"
    reached = {fee > 0 and each >= fee for each in (low.lowest, low.highest)}
    if len(reached) > 1:
        raise ValueError(f"{organisation.name}, {member.id}: the draws leave open whether the low reaches the fee")
    if engagements < organisation.light_use_below and reached == {False}:
        return "light-use"
    return "below-fee" if low.lowest < fee else "standard"


def _ratio(low: Band, fee: Fraction) -> Band | None:
    if not fee:
        return None
    if low.exact:
        return Band(Fraction(low.lowest) / fee, Fraction(low.highest) / fee)
    return Band(float(low.lowest) / float(fee), float(low.highest) / float(fee))


def _figures(terms: list[Term], means: Values, drawn: Values) -> Figures:
    central = sum((Fraction(each.net(means)) for each in terms), Fraction(0))
    total: Floats | float = sum((each.net(drawn) for each in terms), 0.0)
    if not isinstance(total, np.ndarray):
        only = Band(max(central, Fraction(0)), max(central, Fraction(0)))
        return Figures(only, central, Band(central, central))
    low, high, at = quantile_band(total, 0.1), quantile_band(total, 0.9), float(central)
    return Figures(
        Band(max(min(low.lowest, at), 0.0), max(min(low.highest, at), 0.0)),
        central,
        Band(max(high.lowest, at), max(high.highest, at)),
    )


# ---- What a member did -------------------------------------------------------------------------------------


def _terms(organisation: Organisation, member: Member, means: Values) -> tuple[list[Term], int]:
    """Return what gives a member value, and the number of engagements."""
    rows = _uses(organisation, member)
    terms = []
    by_id = {each.id: each for each in organisation.activities}
    priced = [use for use in rows if by_id[use.activity].benefit in _PRICED]
    worth = {index: _net(organisation, member, use, by_id[use.activity], means) for index, use in enumerate(priced)}
    dropped = _counted_twice(organisation, priced, {i: Fraction(each.net(means)) for i, each in worth.items()})
    kept = [(index, use) for index, use in enumerate(priced) if index not in dropped]
    for activity in organisation.activities:
        own = [(index, use) for index, use in kept if use.activity == activity.id]
        for index, share in _capped(organisation, activity, own):
            terms.append(_times(worth[index], share))
    for win in organisation.wins:
        terms += _policy(organisation, member, win)
    return terms, len(rows)


def _times(term: Term, share: Fraction) -> Term:
    return replace(term, net=lambda values: term.net(values) * values.number(share))


def _uses(organisation: Organisation, member: Member) -> list[Use]:
    """Return a member's engagements of the period: equal rows once, none of quantity zero or less."""
    known = {each.id for each in organisation.activities}
    once = dict.fromkeys(replace(use, file="") for use in organisation.uses if use.member == member.id)
    first = max(organisation.start, member.joined)
    return [use for use in once if use.activity in known and first <= use.day < organisation.end and _quantity(use) > 0]


def _quantity(use: Use) -> Fraction:
    return Fraction(use.quantity or "1")


def _capped(organisation: Organisation, activity: Activity, own: list[tuple[int, Use]]) -> list[tuple[int, Fraction]]:
    """Return which share of each row counts under the activity's cap, the earliest first."""
    shares = []
    left = Fraction(activity.cap_per_year or "1000000000") * years_of(organisation.start, organisation.end)
    for index, use in sorted(own, key=lambda each: each[1].day):
        counted = min(_quantity(use), left)
        left -= counted
        shares.append((index, counted / _quantity(use)))
    return shares


def _counted_twice(organisation: Organisation, uses: list[Use], worth: Mapping[int, Fraction]) -> set[int]:
    """Return the rows that another row of the same occasion makes void."""
    order = {each.id: place for place, each in enumerate(organisation.activities)}
    beside = {frozenset((each.id, other)) for each in organisation.activities for other in each.beside}
    dropped = set()
    for one, first in enumerate(uses):
        for two, second in enumerate(uses[:one]):
            if not _one_occasion(first, second) or frozenset((first.activity, second.activity)) in beside:
                continue
            if first.activity == second.activity:
                dropped.add(one if worth[one] > worth[two] else two)
            else:
                dropped.add(max(one, two, key=lambda index: order[uses[index].activity]))
    return dropped


def _one_occasion(first: Use, second: Use) -> bool:
    if (first.day, first.contact) != (second.day, second.contact):
        return False
    if first.source == second.source:
        return first.reference != "" and first.reference == second.reference
    return first.title != "" and first.title == second.title


# ---- What it is worth --------------------------------------------------------------------------------------


def _net(organisation: Organisation, member: Member, use: Use, activity: Activity, means: Values) -> Term:
    gross, recorded = _gross(organisation, member, use, activity)
    nothing = _waits(organisation, member, use) or gross(means) <= 0
    line = (activity.benefit, activity.id)
    if nothing:
        return Term(line, lambda values: values.number(Fraction(0)), recorded)
    return Term(line, _discounted(gross, activity.roles), recorded)


def _discounted(gross: Formula, roles: Mapping[str, str]) -> Formula:
    def net(values: Values) -> Any:
        value = gross(values)
        for share in ("deadweight", "displacement", "attribution"):
            value = value * (values.number(Fraction(1)) - values.of(roles.get(share, "")))
        return value

    return net


def _gross(organisation: Organisation, member: Member, use: Use, activity: Activity) -> tuple[Formula, bool]:
    """Return what a row is worth before discounts, in the member's currency, and whether it holds no assumption."""
    roles, quantity = activity.roles, _quantity(use)
    rate = rate_of_last_day(organisation, member.currency)

    def assumed(role: str) -> Formula:
        return lambda values: values.of(roles[role]) / values.number(rate)

    if activity.benefit == "time_saved":
        own = member.hourly_value
        name = organisation.hourly_value_of_grade.get(member.grade, organisation.hourly_value)

        def time_saved(values: Values) -> Any:
            hour = values.number(Fraction(own)) if own else values.of(name) / values.number(rate)
            return values.number(quantity) * values.of(roles["hours_saved"]) * hour

        return time_saved, False
    if activity.benefit == "leads":
        if use.amount:
            deal = _recorded(organisation, member, use, use.amount)
            return lambda values: values.number(deal) * values.of(roles["margin"]), False
        sale = assumed("sale")
        return (
            lambda values: (
                values.number(quantity) * sale(values) * values.of(roles["margin"]) * values.of(roles["close_rate"])
            ),
            False,
        )
    listed = _recorded(organisation, member, use, use.list_price) if use.list_price else None
    paid = _recorded(organisation, member, use, use.price_paid) if use.price_paid else None
    if listed == 0:
        return lambda values: values.number(Fraction(0)), True
    if listed is not None and paid is not None:
        difference = listed - paid
        return lambda values: values.number(difference), True
    if activity.benefit == "savings":
        saving = assumed("unit_saving")
        return lambda values: values.number(quantity) * saving(values), False

    def price(recorded: Fraction | None, role: str) -> Formula:
        if recorded is not None:
            return lambda values: values.number(recorded)
        an_hour = assumed(role)
        return lambda values: values.number(quantity) * an_hour(values)

    others, own_price = price(listed, "nonmember_price"), price(paid, "member_price")
    return lambda values: others(values) - own_price(values), False


def _recorded(organisation: Organisation, member: Member, use: Use, cell: str) -> Fraction:
    amount, named = amount_in(cell)
    currency = named or use.currency or organisation.currency
    return converted(organisation, amount, currency, member.currency, use.day)


def _waits(organisation: Organisation, member: Member, use: Use) -> bool:
    """Return whether an amount of a row is extreme, and nobody has confirmed it."""
    limit = Fraction(organisation.extreme or _EXTREME) * _usual_fee(organisation, member)
    cells = [cell for cell in (use.amount, use.list_price, use.price_paid) if cell]
    extreme = [cell for cell in cells if _recorded(organisation, member, use, cell) > limit]
    return any(not any(_confirms(each, use, cell) for each in organisation.confirmed) for cell in extreme)


def _confirms(confirmation: Confirmation, use: Use, cell: str) -> bool:
    return (
        confirmation.member == use.member
        and confirmation.activity == use.activity
        and confirmation.day == use.day
        and amount_in(confirmation.amount)[0] == amount_in(cell)[0]
        and confirmation.reference == use.reference
    )


def _usual_fee(organisation: Organisation, member: Member) -> Fraction:
    own = fee_of(organisation, member)
    if own and own.amount > 0:
        return own.amount
    grade = [fee_of(organisation, each) for each in organisation.members if each.grade == member.grade]
    return Fraction(median(each.amount for each in grade if each))


def _policy(organisation: Organisation, member: Member, win: Win) -> list[Term]:
    recorded = {
        "grade": member.grade,
        "sector": member.sector,
        "region": member.region,
        "country": member.country,
        "kind": member.kind,
    }
    if any(recorded[key] not in words for key, words in win.segment.items()):
        return []
    exposure = Fraction(member.size or "0") if win.exposure == "size" else Fraction(1)
    if not exposure:
        return []
    rate = rate_of_last_day(organisation, member.currency)
    first = max(organisation.start, member.joined)

    def term(since: int, days: int) -> Term:
        part = exposure * Fraction(days, twelve_months_from(organisation.start)) / rate

        def gross(values: Values) -> Any:
            kept = values.number(Fraction(1)) - values.of(win.roles.get("drop_off", ""))
            return values.number(part) * values.of(win.worth) * kept**since

        return Term(("policy", win.id), _discounted(gross, win.roles))

    return [
        term(since, days)
        for since, days in days_by_year_since(win.in_force, win.duration_years, first, organisation.end)
    ]
