"""What most of the organisations share: a price list of assumptions, five activities, and fees on one day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.independent.facts import Activity, Assumption, Fee, Member, Organisation, Use

PAID = date(2026, 1, 5)


def exact(value: str, unit: str = "GBP", **more: Any) -> Assumption:
    """Return an assumption without a range."""
    return Assumption(value, value, value, unit, **more)


def between(low: str, central: str, high: str, unit: str = "GBP", **more: Any) -> Assumption:
    """Return an assumption with a range."""
    return Assumption(low, central, high, unit, **more)


def share(value: str, **more: Any) -> Assumption:
    """Return an exact share."""
    return exact(value, "share", **more)


EXACT: dict[str, Assumption] = {
    "hour": exact("40", "GBP an hour"),
    "template-hours": exact("1.5", "hours"),
    "dead-templates": share("0.2"),
    "others-templates": share("0.1"),
    "price-hour": exact("55", "GBP an hour"),
    "member-price-hour": exact("35", "GBP an hour"),
    "dead-cpd": share("0.25"),
    "sale": exact("1200"),
    "margin": share("0.4"),
    "close-rate": share("0.25"),
    "others-referrals": share("0.5"),
    "saving": exact("12"),
    "dead-shop": share("0.3"),
    "worth": exact("90", "GBP a year"),
    "others-policy": share("0.6"),
}

RANGED: dict[str, Assumption] = {
    "hour": between("30", "38", "52", "GBP an hour"),
    "template-hours": between("0.5", "1.25", "3", "hours", grade="reported"),
    "dead-templates": between("0.1", "0.2", "0.45", "share"),
    "others-templates": share("0.1"),
    "price-hour": between("50", "55", "66", "GBP an hour"),
    "member-price-hour": between("25", "30", "38", "GBP an hour"),
    "dead-cpd": between("0.1", "0.25", "0.5", "share"),
    "sale": between("800", "1200", "2000"),
    "margin": between("0.25", "0.4", "0.5", "share", grade="reported"),
    "close-rate": between("0.1", "0.25", "0.35", "share"),
    "others-referrals": between("0.35", "0.5", "0.6", "share"),
    "saving": between("6", "12", "15"),
    "dead-shop": between("0.2", "0.3", "0.5", "share"),
    "worth": between("60", "90", "150", "GBP a year"),
    "others-policy": between("0.4", "0.6", "0.7", "share"),
}

TEMPLATES = Activity(
    "template-download",
    "time_saved",
    roles={
        "hours_saved": "template-hours",
        "deadweight": "dead-templates",
        "attribution": "others-templates",
    },
)
CPD = Activity(
    "cpd-webinar",
    "cpd",
    unit="hours",
    roles={
        "nonmember_price": "price-hour",
        "member_price": "member-price-hour",
        "deadweight": "dead-cpd",
    },
)
REFERRALS = Activity(
    "referral",
    "leads",
    roles={
        "sale": "sale",
        "margin": "margin",
        "close_rate": "close-rate",
        "attribution": "others-referrals",
    },
)
SHOP = Activity("partner-shop", "savings", roles={"unit_saving": "saving", "deadweight": "dead-shop"})
EVENINGS = Activity("regional-evening", "community")
ACTIVITIES = (TEMPLATES, CPD, REFERRALS, SHOP, EVENINGS)


def template(member: str, day: date, quantity: str = "1", **more: Any) -> Use:
    """Return a use of templates."""
    return Use(member, "template-download", day, quantity, **more)


def cpd(member: str, day: date, hours: str, **more: Any) -> Use:
    """Return hours of CPD."""
    return Use(member, "cpd-webinar", day, hours, **more)


def referral(member: str, day: date, amount: str = "", **more: Any) -> Use:
    """Return a referral, with the amount of the deal where it is recorded."""
    return Use(member, "referral", day, "1", amount=amount, **more)


def shop(member: str, day: date, list_price: str = "", price_paid: str = "", **more: Any) -> Use:
    """Return a purchase at a partner's."""
    return Use(member, "partner-shop", day, list_price=list_price, price_paid=price_paid, **more)


def evening(member: str, day: date, **more: Any) -> Use:
    """Return an evening of the region: counted, never priced."""
    return Use(member, "regional-evening", day, **more)


def templates(member: str, count: int, first: date = date(2026, 2, 2)) -> tuple[Use, ...]:
    """Return so many uses of templates in one month, a day each."""
    return tuple(template(member, first.replace(day=first.day + each)) for each in range(count))


def fees(**amounts: str) -> tuple[Fee, ...]:
    """Return a payment of each member, by id."""
    return tuple(Fee(member, amount, PAID) for member, amount in amounts.items())


def organisation(name: str, shows: str, *members: Member, **more: Any) -> Organisation:
    """Return an organisation with exact assumptions and the five activities, where not said otherwise."""
    base = Organisation(
        name=name,
        shows=tuple(shows.split()),
        members=members,
        fees=(),
        uses=(),
        assumptions=EXACT,
        activities=ACTIVITIES,
    )
    return replace(base, **more)
