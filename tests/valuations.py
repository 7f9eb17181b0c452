"""Valuations and members made by hand, as the calculator would make them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from valuereport.model.benefits import PRICED, Benefit
from valuereport.model.member import Contact, Member
from valuereport.model.valuation import (
    BenefitLine,
    Edition,
    Evidence,
    Factor,
    Range,
    Suggestion,
    Swing,
    Unpriced,
    Valuation,
)

WORKSPACE = Path(__file__).parent / "compose" / "workspace" / "valuereport.toml"

AMARA = Member(
    member_id="M-0117",
    kind="person",
    name="Amara Okafor",
    salutation="Amara",
    email="amara.okafor@surveys.example",
    locale="en-GB",
    currency="GBP",
    grade="Chartered",
    sector="Ports",
    region="South West",
    country="GB",
    job_title="Hydrographic surveyor",
    street="17 Ropewalk Row",
    street2="",
    city="Bristol",
    region_line="",
    postcode="BS1 6UX",
    status="active",
    joined=date(2014, 3, 3),
    renewal=date(2027, 1, 1),
    no_email=False,
    no_post=False,
)
ANNELIESE = replace(
    AMARA,
    member_id="M-0204",
    name="Anneliese Brückner-Thießen",
    salutation="Frau Brückner-Thießen",
    email="a.brueckner@vermessung.example",
    locale="de-DE",
    currency="EUR",
    grade="Ordentliches Mitglied",
    sector="Wasserstraßen",
    region="Schleswig-Holstein",
    country="DE",
    street="Am Fördeufer 12",
    city="Kiel",
    postcode="24103",
)
FIRM = replace(
    AMARA,
    member_id="F-0012",
    kind="organisation",
    name="Kervadec & Associés Hydrographie",
    salutation="",
    email="contact@kervadec.example",
    locale="fr-FR",
    currency="EUR",
    grade="Cabinet",
    sector="Voies navigables",
    region="Bretagne",
    country="FR",
    street="8, quai de la Douane",
    street2="Bâtiment C",
    city="Brest",
    postcode="29200",
    contacts=(
        Contact("Yann Kervadec", "yann@kervadec.example", "Gérant"),
        Contact("Maëlle Le Goff", "maelle@kervadec.example", "Hydrographe"),
        Contact("Ronan Tanguy", "ronan@kervadec.example", "Géomètre"),
    ),
)

_LABELS: dict[Benefit, str] = {"time_saved": "template", "leads": "enquiry", "cpd": "webinar"}


def exact(figure: float) -> Range:
    """Return a range without width."""
    return Range(figure, figure, figure)


def factor(
    role: str, central: float, unit: str, assumption: str = "", spread: float = 0, source: str = "", grade: Any = None
) -> Factor:
    """Return a factor whose low and high lie `spread` of it away."""
    low, high = central * (1 - spread), central * (1 + spread)
    return Factor(role, low, central, high, central, unit, source, assumption, grade)


def evidence(titles: Sequence[str], first: date, every: int, quantity: float, value: float) -> tuple[Evidence, ...]:
    """Return one engagement a title, `every` days apart; `quantity` and `value` are of each."""
    return tuple(
        Evidence(
            first + timedelta(days=every * place), title, quantity, quantity, value, "events", "events.csv", place + 2
        )
        for place, title in enumerate(titles)
    )


def line(
    benefit: Benefit, activity: str, quantity: float, central: float, spread: float = 0, **fields: Any
) -> BenefitLine:
    """Return a line of one engagement, unless fields say otherwise."""
    unit: Any = "hours" if benefit == "cpd" else "year" if benefit == "policy" else "times"
    given = {
        "variant": "assumed",
        "counted": quantity,
        "unit": unit,
        "evidence": evidence([f"A {_LABELS.get(benefit, 'thing')}"], date(2026, 5, 4), 1, quantity, central),
        "factors": (),
        "grade": "estimated",
        "gross": central,
        "value": Range(central * (1 - spread), central, central * (1 + spread)),
    } | fields
    return BenefitLine(benefit=benefit, activity=activity, quantity=quantity, **given)


def unpriced(activity: str, times: int, quantity: float) -> Unpriced:
    """Return community engagements of one activity, a month apart."""
    titles = [f"A {activity}"] * times
    return Unpriced("community", activity, quantity, "times", evidence(titles, date(2026, 1, 8), 30, 1, 0.0))


def valuation(
    lines: Sequence[BenefitLine],
    *,
    member: Member = AMARA,
    fee: float = 325.0,
    edition: Edition = "standard",
    total: Range | None = None,
    **fields: Any,
) -> Valuation:
    """Return the valuation of lines whose ranges simply add up, unless a total is given."""
    by_benefit = {name: _sum([each for each in lines if each.benefit == name]) for name in PRICED}
    given: dict[str, Any] = {
        "fee_basis": "paid" if fee > 0 else "none",
        "fee_source": "payments",
        "community": (),
        "benefits": by_benefit,
        "recorded": _sum([each for each in lines if each.from_records]),
        "estimated": _sum([each for each in lines if not each.from_records]),
        "total": total or _sum(lines),
        "without_policy": _without(total or _sum(lines), by_benefit["policy"]),
        "swings": _swings(lines),
        "engagements": sum(len(each.evidence) for each in lines if each.benefit != "policy"),
        "monthly": _monthly(lines),
        "first_meaningful_days": None,
        "suggestions": (),
        "peer_group": (),
    } | fields
    return Valuation(
        member_id=member.member_id, currency=member.currency, fee=fee, edition=edition, lines=tuple(lines), **given
    )


def _monthly(lines: Sequence[BenefitLine]) -> tuple[int, ...]:
    """Return the uses in each calendar month of a year that begins in January."""
    days = [one.date for each in lines if each.benefit != "policy" for one in each.evidence]
    return tuple(sum(day.month == month for day in days) for month in range(1, 13))


def _sum(lines: Sequence[BenefitLine]) -> Range:
    return Range(
        sum(each.value.low for each in lines),
        sum(each.value.central for each in lines),
        sum(each.value.high for each in lines),
    )


def _without(total: Range, policy: Range) -> Range:
    """Return what is left of a total without its policy wins."""
    return Range(*(max(0.0, whole - part) for whole, part in zip(total, policy, strict=True)))


def _swings(lines: Sequence[BenefitLine]) -> tuple[Swing, ...]:
    """Return the assumptions with a range, the one in the most valuable line first."""
    ordered = sorted(lines, key=lambda each: -each.value.central)
    ranged = (each for found in ordered for each in found.factors if each.assumption and each.low < each.high)
    return tuple(Swing(name, 0.0, 0.0) for name in list(dict.fromkeys(each.assumption for each in ranged))[:4])


TEMPLATES = ["Port dues checklist", "Model contract, short form", "Tide table sheet", "Risk register"]
WEBINARS = ["Multibeam in shallow water", "Claims and evidence", "New datum, old charts", "Ethics in practice"]


def worked_lines(spread: float = 0) -> list[BenefitLine]:
    """Return the lines of the worked example in value-model.md, with or without a range."""
    hour = factor(
        "hourly_value", 40, "GBP an hour", "hour-of-time", spread, "Office for National Statistics", "estimated"
    )
    own = "Our own estimate"
    return [
        line(
            *("time_saved", "template-download", 6, 259.20, spread),
            evidence=evidence([*TEMPLATES, *TEMPLATES[:2]], date(2026, 1, 19), 47, 1, 43.2),
            gross=360.0,
            factors=(
                factor(
                    "hours_saved", 1.5, "hours", "template-hours", spread, "Member survey of March 2026", "reported"
                ),
                hour,
                factor("deadweight", 0.2, "share", "anyway", spread, own, "estimated"),
                factor("attribution", 0.1, "share", "others", 0, own, "estimated"),
            ),
        ),
        line(
            *("cpd", "cpd-webinar", 10, 150.0),
            variant="recorded",
            evidence=evidence(WEBINARS, date(2026, 2, 11), 61, 2.5, 37.5),
            gross=200.0,
            grade="recorded",
            factors=(
                factor("recorded", 200, "GBP", "", 0, "the organisation's own records"),
                factor("deadweight", 0.25, "share", "anyway-cpd", 0, own, "estimated"),
            ),
        ),
        line(
            *("leads", "referral", 2, 120.0, spread),
            evidence=evidence(["Survey of a slipway", "Enquiry on a marina"], date(2026, 4, 2), 80, 1, 60.0),
            gross=240.0,
            factors=(
                factor("sale", 1200, "GBP", "sale", spread, "Members' answers on referrals", "reported"),
                factor("margin", 0.4, "share", "margin", spread, own, "estimated"),
                factor("close_rate", 0.25, "share", "close-rate", spread, own, "estimated"),
                factor("attribution", 0.5, "share", "others-leads", 0, own, "estimated"),
            ),
        ),
        line(
            *("leads", "referral", 1, 600.0, spread),
            variant="recorded",
            evidence=evidence(["Quay wall inspection, Avonmouth"], date(2026, 9, 14), 1, 1, 600.0),
            gross=1200.0,
            grade="estimated",
            factors=(
                factor("amount", 3000, "GBP", "", 0, "HubSpot deals", "recorded"),
                factor("margin", 0.4, "share", "margin", spread, own, "estimated"),
                factor("attribution", 0.5, "share", "others-leads", 0, own, "estimated"),
            ),
        ),
        line(
            *("policy", "dredging", 1, 90 * 183 / 365 * 0.4, spread),
            evidence=evidence(["Dredging licences"], date(2026, 7, 2), 1, 1, 90 * 183 / 365 * 0.4),
            gross=90 * 183 / 365,
            factors=(
                factor("worth", 90, "GBP a year", "dredging-worth", spread, "Impact assessment", "estimated"),
                factor("in_force", 183 / 365, "share", "", 0, ""),
                factor("attribution", 0.6, "share", "others-policy", 0, own, "estimated"),
            ),
        ),
    ]


def worked_example() -> Valuation:
    """Return the worked example: total GBP 1,147.25, benefit-cost ratio 3.53."""
    return valuation(worked_lines())


def ranged_example(member: Member = AMARA) -> Valuation:
    """Return the worked example with ranges, community engagements and a total of its own draws."""
    return valuation(
        worked_lines(0.3),
        member=member,
        total=Range(902.4471, 1147.2493, 1421.0638),
        community=(("committee", 4.0, 4), ("mentoring", 6.5, 3)),
        unpriced=(unpriced("committee", 4, 4.0), unpriced("mentoring", 3, 6.5)),
        engagements=20,
    )


def first_year_example(member: Member = AMARA) -> Valuation:
    """Return a first membership year."""
    return valuation(
        worked_lines(0.2)[:2],
        member=member,
        edition="first-year",
        fee=250.0,
        total=Range(341.2, 409.2, 480.6),
        first_meaningful_days=12,
    )


def light_use_example(member: Member = AMARA) -> Valuation:
    """Return a member who used little: one webinar, one policy win, and three suggestions."""
    webinar = line(
        *("cpd", "cpd-webinar", 1.5, 22.5),
        evidence=evidence(WEBINARS[:1], date(2026, 10, 6), 1, 1.5, 22.5),
        grade="recorded",
        factors=worked_lines()[1].factors,
    )
    return valuation(
        [webinar, worked_lines(0.3)[4]],
        member=member,
        edition="light-use",
        suggestions=(
            Suggestion("template-download", 7, 12),
            Suggestion("referral", 5, 12),
            Suggestion("committee", 1, 12),
        ),
        peer_group=("grade", "sector"),
    )


def below_fee_example(member: Member = AMARA) -> Valuation:
    """Return a member whose cautious estimate is below the fee: ten hours of webinars, a policy win, suggestions."""
    return replace(
        light_use_example(member),
        **{
            field: getattr(valuation([worked_lines()[1], worked_lines(0.3)[4]], member=member), field)
            for field in (
                "lines",
                "benefits",
                "recorded",
                "estimated",
                "total",
                "without_policy",
                "engagements",
                "monthly",
            )
        },
        edition="below-fee",
    )


def empty_example(member: Member = AMARA) -> Valuation:
    """Return a member about whom nothing at all is recorded, not even a fee."""
    return valuation([], member=member, fee=0.0, edition="light-use")
