"""The independent calculation gives every figure that the method states."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from tests.independent import pert
from tests.independent.calendar_days import anniversary, days_by_year_since
from tests.independent.cells import amount_in
from tests.independent.draws import draw, signs
from tests.independent.facts import Assumption, Fee, Member, Rate, Win
from tests.independent.fees import fee_of
from tests.independent.money import money_on_paper, ratio_on_paper, rounded, rounded_ratio
from tests.independent.organisations.kit import ACTIVITIES, CPD, EXACT, RANGED, cpd, exact, fees, organisation, template
from tests.independent.organisations.worked import ORGANISATIONS as WORKED
from tests.independent.reference import accounts, tornado

MEMBER = Member("M1")
FEE = Fee("M1", "100.00", date(2026, 2, 1))


def test_worked_example_to_the_penny() -> None:
    """Lines, total, ratio, roi and what stands on paper."""
    account = accounts(WORKED[0])["W1"]
    assert {line[1]: rounded(each.central) for line, each in account.lines.items()} == {
        "template-download": Decimal("259.20"),
        "cpd-webinar": Decimal("150.00"),
        "referral": Decimal("720.00"),
        "late-payment": Decimal("18.05"),
    }
    total = account.total.central
    assert account.total.low.exact
    assert account.total.low.lowest == total == account.total.high.highest
    assert f"{float(total):.4f}" == "1147.2493"
    assert account.ratio
    assert account.ratio_without_policy
    assert (rounded(total), float(account.fee), account.fee_basis, account.edition) == (
        Decimal("1147.25"),
        325,
        "paid",
        "standard",
    )
    assert rounded_ratio(account.ratio.lowest) == Decimal("3.53")
    assert rounded_ratio((total - account.fee) / account.fee) == Decimal("2.53")
    assert (money_on_paper(total), ratio_on_paper(account.ratio.lowest)) == (Decimal(1147), Decimal("3.5"))
    without = account.without_policy.central
    assert (money_on_paper(without), ratio_on_paper(account.ratio_without_policy.lowest)) == (
        Decimal(1129),
        Decimal("3.4"),
    )


def _fee(*rows: Fee, **more: object) -> tuple[float, str]:
    found = fee_of(organisation("fees", "", MEMBER, fees=rows, **more), MEMBER)
    assert found
    return float(found.amount), found.basis


@pytest.mark.parametrize(
    ("cells", "fee"),
    [
        (("+120", "-120", "+120"), (120, "paid")),
        (("200", "(50.00)"), (150, "paid")),
        (("100.00", "100.00-"), (0, "none")),
    ],
)
def test_refunds_of_the_further_figures(cells: tuple[str, ...], fee: tuple[float, str]) -> None:
    """Refunds are taken off however they are written."""
    assert _fee(*(replace(FEE, amount=cell, paid=date(2026, 2, 1 + i)) for i, cell in enumerate(cells))) == fee


def test_two_rows_of_one_day_with_references() -> None:
    """Both count; and a row that stands in two files counts once."""
    rows = (replace(FEE, reference="A"), replace(FEE, reference="B"))
    assert _fee(*rows) == (200, "paid")
    assert _fee(*rows, replace(rows[1], file="fees-2.csv")) == (200, "paid")


def test_rate_of_the_day() -> None:
    """A fee of February goes by the rate of February, not by that of the year after."""
    rates = (Rate("EUR", "0.86", date(2025, 1, 1)), Rate("EUR", "0.50", date(2027, 1, 1)))
    assert _fee(replace(FEE, currency="EUR"), rates=rates) == (86, "paid")
    assert _fee(replace(FEE, amount="€100.00"), rates=rates) == (86, "paid")


def test_half_a_year_of_a_yearly_worth() -> None:
    """90 x 181/365 x 0.5 = 22.32."""
    half = organisation(
        "half",
        "",
        MEMBER,
        fees=(FEE,),
        end=date(2026, 7, 1),
        assumptions=EXACT | {"others-policy": exact("0.5", "share")},
        wins=(Win("win", date(2020, 1, 1), "worth", {"attribution": "others-policy"}, duration_years=20),),
    )
    account = accounts(half)["M1"]
    assert rounded(account.total.central) == Decimal("22.32")
    assert account.without_policy.central == 0


def test_list_price_of_zero() -> None:
    """What costs nothing is worth nothing to anybody."""
    free = organisation(
        "free",
        "",
        MEMBER,
        fees=(FEE,),
        uses=(cpd("M1", date(2026, 3, 3), "1", list_price="0"),),
        assumptions=EXACT | {"price-hour": exact("180"), "member-price-hour": exact("0")},
    )
    assert accounts(free)["M1"].total.central == 0


def test_cells() -> None:
    """Signs, brackets, separators and currencies."""
    for cell, value in {
        "1,200.50": (Fraction("1200.5"), ""),
        "(50.00)": (Fraction(-50), ""),
        "100.00-": (Fraction(-100), ""),
        "-120": (Fraction(-120), ""),
        "€100.00": (Fraction(100), "EUR"),
        "100.00 USD": (Fraction(100), "USD"),
        "-€5": (Fraction(-5), "EUR"),
    }.items():
        assert amount_in(cell) == value


def test_anniversaries() -> None:
    """That of 29 February is 28 February, and in a leap year the day itself."""
    leap = date(2024, 2, 29)
    assert (anniversary(leap, 1), anniversary(leap, 4)) == (date(2025, 2, 28), date(2028, 2, 29))
    assert list(days_by_year_since(leap, 5, date(2026, 1, 1), date(2027, 1, 1))) == [(1, 58), (2, 307)]
    assert list(days_by_year_since(leap, 2, date(2026, 1, 1), date(2027, 1, 1))) == [(1, 58)]


@pytest.mark.parametrize(
    ("low", "central", "high"), [(0.0, 1.0, 3.0), (2.0, 2.0, 7.0), (1.0, 9.0, 9.0), (0.1, 0.2, 0.45)]
)
def test_pert(low: float, central: float, high: float) -> None:
    """The table agrees with the incomplete beta function, and draws with the closed forms."""
    a, b = pert.shapes(low, central, high)
    for z in (-3.0, -1.2816, -0.3, 0.0, 0.7, 1.2816, 3.2):
        value = float(pert.quantiles(low, central, high, np.array([z]))[0])
        share = pert.incomplete_beta(a, b, (value - low) / (high - low))
        assert math.isclose(share, 0.5 * math.erfc(-z / math.sqrt(2)), rel_tol=2e-3, abs_tol=1e-6)
    drawn = pert.quantiles(low, central, high, np.random.default_rng(1).standard_normal(400_000))
    assert math.isclose(drawn.mean(), pert.mean(low, central, high), rel_tol=3e-3)
    assert math.isclose(drawn.var(), pert.variance(low, central, high), rel_tol=1e-2)


def test_incomplete_beta() -> None:
    """Known values: uniform, symmetric, and a polynomial."""
    assert math.isclose(pert.incomplete_beta(1, 1, 0.3), 0.3)
    assert math.isclose(pert.incomplete_beta(3, 3, 0.5), 0.5)
    assert math.isclose(pert.incomplete_beta(5, 1, 0.7), 0.7**5)
    assert math.isclose(pert.incomplete_beta(1, 5, 0.2), 1 - 0.8**5)


def test_independent_draws_have_the_closed_form() -> None:
    """At correlation 0 the mean is the product of means, and variances multiply as those of independent factors."""
    ranges = organisation(
        "independent", "", MEMBER, fees=(FEE,), uses=(template("M1", date(2026, 2, 2), "6"),), assumptions=RANGED
    )
    ranges = replace(ranges, correlation="0")
    drawn = draw(ranges)
    value = 6 * drawn["template-hours"] * drawn["hour"] * (1 - drawn["dead-templates"]) * 0.9
    mean, square = 1.0, 1.0
    for name in ("template-hours", "hour", "dead-templates"):
        low, central, high = (float(getattr(RANGED[name], end)) for end in ("low", "central", "high"))
        middle, spread = pert.mean(low, central, high), pert.variance(low, central, high)
        middle = 1 - middle if name.startswith("dead") else middle
        mean *= middle
        square *= middle**2 + spread
    assert math.isclose(value.mean(), 5.4 * mean, rel_tol=5e-3)
    assert math.isclose(value.var(), 5.4**2 * (square - mean**2), rel_tol=2e-2)
    assert math.isclose(float(accounts(ranges)["M1"].total.central), 5.4 * mean)


def test_common_factor() -> None:
    """Half of the variance is common; discounts move against gains; recorded and two-faced ones stand alone."""
    both = replace(CPD, roles=CPD.roles | {"attribution": "margin"})
    assumptions = dict(RANGED)
    assumptions["sale"] = replace(RANGED["sale"], grade="recorded")
    two_faced = organisation(
        "factor", "", MEMBER, activities=(ACTIVITIES[0], both, *ACTIVITIES[2:]), assumptions=assumptions
    )
    assert {name: signs(two_faced)[name] for name in ("hour", "dead-cpd", "member-price-hour", "margin")} == {
        "hour": 1,
        "dead-cpd": -1,
        "member-price-hour": -1,
        "margin": 0,
    }
    drawn = draw(two_faced)

    def together(one: str, two: str) -> float:
        ranks = [np.argsort(np.argsort(drawn[name])).astype(np.float64) for name in (one, two)]
        return float(np.corrcoef(ranks[0], ranks[1])[0, 1])

    spearman = 6 / math.pi * math.asin(0.25)
    assert math.isclose(together("hour", "saving"), spearman, abs_tol=0.01)
    assert math.isclose(together("hour", "dead-cpd"), -spearman, abs_tol=0.01)
    for alone in ("margin", "sale"):
        assert math.isclose(together("hour", alone), 0, abs_tol=0.01)


def test_low_is_never_below_zero_nor_above_central() -> None:
    """Draws may be negative where the means are not; what is printed may not."""
    wide = organisation(
        "wide",
        "",
        MEMBER,
        fees=fees(M1="10"),
        uses=(cpd("M1", date(2026, 2, 2), "1"),),
        assumptions=RANGED
        | {"price-hour": Assumption("5", "30", "60"), "member-price-hour": Assumption("10", "28", "60")},
    )
    account = accounts(wide)["M1"]
    assert account.total.central == (Fraction(185, 6) - Fraction(182, 6)) * (1 - (Fraction("1.6") / 6))
    assert account.total.low.highest == 0


def test_tornado_moves_one_assumption_at_a_time() -> None:
    """Six templates at 1.5 hours: an hour worth 30 to 52 instead of its mean of 39."""
    one = organisation(
        "tornado",
        "",
        MEMBER,
        fees=(FEE,),
        uses=(template("M1", date(2026, 2, 2), "6"),),
        assumptions=EXACT | {"hour": RANGED["hour"]},
    )
    assert accounts(one)["M1"].total.central == 6 * Fraction("1.5") * 39 * Fraction("0.72")
    low, high = tornado(one)["hour"]
    assert (low, high) == (9 * 30 * Fraction("0.72"), 9 * 52 * Fraction("0.72"))
