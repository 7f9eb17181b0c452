"""Ways of changing an organisation of which the effect on its figures is known beforehand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

from tests.independent.cells import amount_in
from tests.independent.facts import Assumption, Fee, Member, Organisation, Use

NEWCOMER = "Z9"


def permuted(organisation: Organisation, seed: int = 1) -> Organisation:
    """Return the organisation with the rows of every export, and the assumptions, in another order."""
    random = Random(seed)  # noqa: S311 - an order, no secret
    members, fees, uses = list(organisation.members), list(organisation.fees), list(organisation.uses)
    for rows in (members, fees, uses):
        random.shuffle(rows)
    assumptions = dict(reversed(list(organisation.assumptions.items())))
    return replace(organisation, members=tuple(members), fees=tuple(fees), uses=tuple(uses), assumptions=assumptions)


def split(organisation: Organisation) -> Organisation:
    """Return the organisation with each file divided in two: every other member's rows stand in the second."""
    second = {member.id for member in organisation.members[1::2]}

    def file(row: Fee | Use) -> str:
        return row.file.replace(".csv", "-b.csv" if row.member in second else "-a.csv")

    return replace(
        organisation,
        fees=tuple(replace(row, file=file(row)) for row in organisation.fees),
        uses=tuple(replace(row, file=file(row)) for row in organisation.uses),
    )


def renamed(organisation: Organisation) -> Organisation:
    """Return the organisation with other names of sources and files, which sort the other way round."""
    names = sorted({row.source for row in organisation.fees} | {row.source for row in organisation.uses})
    new = {name: f"export-{chr(ord('z') - place)}" for place, name in enumerate(names)}
    return replace(
        organisation,
        fees=tuple(
            replace(row, source=new[row.source], file=f"x-{new[row.source]}-{row.file}") for row in organisation.fees
        ),
        uses=tuple(
            replace(row, source=new[row.source], file=f"x-{new[row.source]}-{row.file}") for row in organisation.uses
        ),
        vat={new.get(name, name): vat for name, vat in organisation.vat.items()},
    )


def with_newcomer(organisation: Organisation) -> Organisation:
    """Return the organisation with a member of another grade, sector, region and country, who does a lot."""
    other = Member(NEWCOMER, organisation.currency, "Student", "Maritime", "Islands", "NO", joined=date(2011, 11, 11))
    paid = replace(organisation.fees[0], member=NEWCOMER, amount="777.00", reference="z9")
    day = max(organisation.start, date(2026, 3, 3))
    uses = tuple(
        Use(NEWCOMER, activity.id, day.replace(day=4 + place), "7", title="Something else")
        for place, activity in enumerate(organisation.activities)
    )
    return replace(
        organisation,
        members=(*organisation.members, other),
        fees=(*organisation.fees, paid),
        uses=(*organisation.uses, *uses),
    )


def with_money_times(organisation: Organisation, factor: int) -> Organisation:
    """Return the organisation with all money, recorded or assumed, so many times as large."""

    def times(cell: str) -> str:
        return _scaled(cell, Fraction(factor))

    return replace(
        organisation,
        members=tuple(
            replace(each, hourly_value=times(each.hourly_value), fee=times(each.fee)) for each in organisation.members
        ),
        fees=tuple(replace(row, amount=times(row.amount)) for row in organisation.fees),
        uses=tuple(_use_scaled(row, Fraction(factor)) for row in organisation.uses),
        assumptions={name: _money_scaled(each, Fraction(factor)) for name, each in organisation.assumptions.items()},
        confirmed=tuple(replace(each, amount=times(each.amount)) for each in organisation.confirmed),
    )


def with_rates_halved(organisation: Organisation) -> Organisation:
    """Return the organisation with every other currency worth half."""
    return replace(
        organisation, rates=tuple(replace(each, rate=_plain(Fraction(each.rate) / 2)) for each in organisation.rates)
    )


def with_foreign_money_halved(organisation: Organisation) -> Organisation:
    """Return what halved rates do to members of the organisation's own currency: money of other currencies halved."""
    return _scaled_where(organisation, lambda currency: currency != organisation.currency, Fraction(1, 2))


def with_own_money_doubled(organisation: Organisation) -> Organisation:
    """Return what halved rates do to members of one other currency: money of the organisation's own doubled."""
    return _scaled_where(organisation, lambda currency: currency == organisation.currency, Fraction(2))


def with_quantities_doubled(organisation: Organisation) -> Organisation:
    """Return the organisation with twice as much of every use."""
    return replace(
        organisation,
        uses=tuple(replace(row, quantity=_plain(2 * Fraction(row.quantity or "1"))) for row in organisation.uses),
    )


def assumed_only(organisation: Organisation) -> Organisation:
    """Return the organisation without recorded money, caps and policy wins, so that quantities alone decide."""
    uses = tuple(row for row in organisation.uses if not (row.amount or row.list_price or row.price_paid))
    activities = tuple(replace(each, cap_per_year="") for each in organisation.activities)
    return replace(organisation, uses=uses, activities=activities, wins=())


def only(organisation: Organisation, keep: Callable[[Member], bool]) -> Organisation:
    """Return the organisation with some of its members."""
    members = tuple(each for each in organisation.members if keep(each))
    ids = {each.id for each in members}
    return replace(
        organisation,
        members=members,
        fees=tuple(row for row in organisation.fees if row.member in ids),
        uses=tuple(row for row in organisation.uses if row.member in ids),
    )


def _scaled_where(organisation: Organisation, chosen: Callable[[str], bool], factor: Fraction) -> Organisation:
    def scaled(row: Fee) -> Fee:
        currency = amount_in(row.amount)[1] or row.currency or organisation.currency
        return replace(row, amount=_scaled(row.amount, factor)) if chosen(currency) else row

    def use(row: Use) -> Use:
        cells = {name: getattr(row, name) for name in ("amount", "list_price", "price_paid")}
        for name, cell in cells.items():
            if cell and chosen(amount_in(cell)[1] or row.currency or organisation.currency):
                cells[name] = _scaled(cell, factor)
        return replace(row, **cells)

    return replace(
        organisation,
        fees=tuple(map(scaled, organisation.fees)),
        uses=tuple(map(use, organisation.uses)),
        assumptions={
            name: _money_scaled(each, factor) if chosen(each.currency or organisation.currency) else each
            for name, each in organisation.assumptions.items()
        },
    )


def _use_scaled(row: Use, factor: Fraction) -> Use:
    return replace(
        row,
        amount=_scaled(row.amount, factor),
        list_price=_scaled(row.list_price, factor),
        price_paid=_scaled(row.price_paid, factor),
    )


def _money_scaled(assumption: Assumption, factor: Fraction) -> Assumption:
    if assumption.unit in {"share", "hours"}:
        return assumption
    return replace(
        assumption,
        low=_plain(Fraction(assumption.low) * factor),
        central=_plain(Fraction(assumption.central) * factor),
        high=_plain(Fraction(assumption.high) * factor),
    )


def _scaled(cell: str, factor: Fraction) -> str:
    if not cell:
        return cell
    amount, currency = amount_in(cell)
    return f"{_plain(amount * factor)} {currency}".strip()


def _plain(number: Fraction) -> str:
    """Return a number with as many decimals as it needs."""
    text = f"{float(number):.10f}".rstrip("0").rstrip(".")
    if Fraction(text) != number:
        raise ValueError(f"{number} has no short decimal fraction")
    return text
