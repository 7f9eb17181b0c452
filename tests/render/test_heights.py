"""How high a region is, is known before it is laid out: never too little, and not much too much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from tests.sheets import COMPANY, MEMBER, Desk, company_example, of_the_sample
from tests.valuations import (
    below_fee_example,
    empty_example,
    first_year_example,
    light_use_example,
    line,
    ranged_example,
    valuation,
    worked_lines,
)
from valuereport.model.member import Member
from valuereport.model.statement import Statement
from valuereport.model.valuation import Branch, EntitlementLeft, Valuation
from valuereport.render.heights import Tables, height_of
from valuereport.render.letters import Letters, letters_of
from valuereport.render.look import look_of
from valuereport.render.sheet import SheetPlan, plan_of

MILLIMETRE = 96 / 25.4
LEAST, MOST = -0.35, 9.0  # millimetres that a region may be said to be higher than it is
MANY = [line("savings", "partner-discount", 1, 1234.5 + number, spread=0.2) for number in range(40)]
LEFT = (
    EntitlementLeft(0, "helpline-answer", 4.0, 1.0, 3.0, date(2026, 12, 31)),
    EntitlementLeft(2, "cpd-webinar", 8.0, 1.5, 6.5, date(2026, 12, 31)),
)
BRANCHES = tuple(Branch(f"B{number}", f"Kervadec Quai {number}", number, 90.5 * number) for number in range(6))
WINS = ("one-handover-file", "recognition-of-certificates", "training-contribution", "hospital-access")
CASES: dict[str, tuple[Member, Valuation]] = {
    "standard": (MEMBER, replace(of_the_sample(ranged_example()), entitlements=LEFT)),
    "first year": (MEMBER, of_the_sample(first_year_example())),
    "light use": (MEMBER, replace(of_the_sample(light_use_example()), entitlements=LEFT)),
    "below the fee": (MEMBER, of_the_sample(below_fee_example())),
    "nothing": (MEMBER, empty_example()),
    "forty activities": (MEMBER, valuation([*MANY, *of_the_sample(ranged_example()).lines])),
    "policy wins": (
        replace(MEMBER, job_title="Head of building aftercare and of the works of the northern region " * 2),
        of_the_sample(
            valuation([*worked_lines(0.3)[:1], *(line("policy", win, 1, 4321.0, spread=0.4) for win in WINS)])
        ),
    ),
    "a firm": (COMPANY, replace(company_example(), branches=BRANCHES)),
}


def tables_of(plan: SheetPlan, statement: Statement) -> Tables:
    """Return how much of the tables a plan shows."""
    whole = [statement.counted.rows, *(each.rows for each in statement.counted.shorter)]
    return Tables(whole.index(plan.rows), two_lines=plan.two_lines, bases=plan.bases)


def heights(desk: Desk, member: Member, case: Valuation) -> Iterator[tuple[str, float, float]]:
    """Yield each region that follows others, how high it is said to be, and how high it is, in millimetres."""
    document = desk.compose(member, case)
    anchors = {
        name: box for page in desk.renderer._laid_out(document).document.pages for name, box in page.anchors.items()
    }
    look = look_of(desk.settings)
    for number, statement in enumerate(document, 1):
        letters: Letters = letters_of(statement.locale, look.family)
        plan = plan_of(statement, desk.paper, letters)
        tables = tables_of(plan, statement)
        for region in (*plan.front.following, *plan.back.following):
            _, top, _, bottom = anchors[f"{region}-{number}"]
            yield region, height_of(region, statement, letters, tables), (bottom - top) / MILLIMETRE


ELSEWHERE = ("de-DE", "letter"), ("pl-PL", "a4"), ("ar-EG", "letter"), ("ja-JP", "a4")


@pytest.mark.parametrize(
    ("case", "locale", "paper"),
    [
        *((case, "en-GB", "a4") for case in CASES),
        *((case, *place) for place in ELSEWHERE for case in ("standard", "light use", "a firm")),
    ],
)
def test_a_region_is_as_high_as_it_is_said_to_be(case: str, locale: str, paper: str) -> None:
    member, figures = CASES[case]
    found = list(heights(Desk(paper, "us" if paper == "letter" else "uk"), replace(member, locale=locale), figures))
    away = {region: round(said - real, 2) for region, said, real in found}
    assert away
    assert {region: by for region, by in away.items() if not LEAST <= by <= MOST} == {}
