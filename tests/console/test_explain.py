"""`explain` prints sums that a person can work out: their results are the printed figures, and these add up."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.calculator.every_formula import MEMBERS, every_formula
from tests.calculator.organisations import Use, organisation, valuation
from tests.commands import said
from tests.workspaces import worked_example
from valuereport.console.explain import explain_text
from valuereport.model.benefits import FORMULAS
from valuereport.pipeline.calculated import CalculatedMembers

_OPERATORS: Final[dict[type[ast.AST], Callable[[float, float], float]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_SUM = re.compile(r"^    at the means: (.+) = ([A-Z]{3}) (-?[\d,.]+)$")
_HEADING = re.compile(r"^(\w+) / [\w-]+ \(([\w-]+), evidence: \w+\): [A-Z]{3} ([\d,.]+)")


def worked_out(text: str) -> float:
    """Return the result of a printed sum, as whoever types it into a calculator finds it."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"(?<=[\d.]) [a-z_][a-z_0-9]*", "", text.replace(" x ", " * ").replace("^", "**"))
    return _result(ast.parse(text, mode="eval").body)


def _result(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return float(node.value)
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_result(node.left), _result(node.right))
    raise AssertionError(f"no arithmetic: {ast.dump(node)}")


def amount(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def explained(valued: CalculatedMembers, row: int) -> list[str]:
    period = valued.settings.workspace.period
    return explain_text(valued.roster[row], valuation(valued, row), period, 0.0).splitlines()


def test_sums_are_read_as_they_are_printed() -> None:
    assert worked_out("6 times x 1.5 hours_saved x (1 - 0.2 deadweight)") == pytest.approx(7.2)
    assert worked_out("1,200 sale x (1 - 0.5 drop_off)^2 / 0.86 rate") == pytest.approx(1200 * 0.25 / 0.86)
    assert worked_out("(0.5 in_force x 90 worth + 0.1 in_force_year_2 x 90 worth) x 1e-05 margin") == 54 * 1e-05


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_every_printed_sum_is_the_printed_figure(tmp_path: Path, seed: int) -> None:
    valued = every_formula(tmp_path, seed)
    for row, member in enumerate(MEMBERS):
        currency = str(member.get("currency", "GBP"))
        seen, heading = set(), None
        for text in explained(valued, row):
            heading = _HEADING.match(text) or heading
            if (found := _SUM.match(text)) is None:
                continue
            assert heading is not None
            benefit, variant, shown = heading.groups()
            seen.add((benefit, variant))
            assert found[2] == currency
            assert amount(found[3]) == amount(shown)
            assert abs(worked_out(found[1]) - float(amount(found[3]))) <= 0.005001, text
        own = "own" if "hourly_value" in member else "assumed"
        other = {"own", "assumed"} - {own}
        assert seen == {*FORMULAS, ("policy", "worth")} - {("time_saved", other.pop())}


def total_lines(valued: CalculatedMembers, row: int) -> dict[str, Decimal]:
    found = (re.match(r"^([A-Z][a-z ]+): +[A-Z]{3} ([\d,.]+)", text) for text in explained(valued, row))
    return {one[1]: amount(one[2]) for one in found if one}


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), policy=st.sampled_from(["included", "apart"]))
def test_lines_and_subtotals_add_up(tmp_path: Path, seed: int, policy: str) -> None:
    valued = every_formula(tmp_path, seed, policy=policy)
    for row in range(len(MEMBERS)):
        found = valuation(valued, row)
        lines = [line for line in found.lines if policy == "included" or line.benefit != "policy"]
        assert sum(line.value.central for line in lines) == pytest.approx(found.total.central)
        parts = [*((name, part) for name, part in found.benefits.items() if name != "policy" or policy == "included")]
        assert sum(part.central for _, part in parts) == pytest.approx(found.total.central)
        assert found.recorded.central + found.estimated.central == pytest.approx(found.total.central)
        recorded = [line for line in lines if line.variant == "recorded" and line.benefit in ("cpd", "savings")]
        only_list = [line for line in lines if (line.benefit, line.variant) == ("savings", "list-price")]
        assert found.recorded.central == pytest.approx(sum(line.value.central for line in [*recorded, *only_list]))
        for line in found.lines:
            assert sum(one.value for one in line.evidence) == pytest.approx(line.value.central)
            assert 0 <= line.value.low <= line.value.central <= line.value.high
        shown = total_lines(valued, row)
        penny = Decimal("0.01")
        parts_shown = shown["From recorded prices and payments"] + shown["From estimates"]
        assert abs(parts_shown - shown["Total"]) <= penny
        assert ("Without policy wins" in shown) == (policy == "included")
        stands_apart = "Policy wins stand apart: they are in none of these sums and in no ratio."
        assert (stands_apart in explained(valued, row)) == (policy == "apart")


def test_the_worked_example_to_the_penny(tmp_path: Path) -> None:
    text = said(worked_example(tmp_path), "explain", "W1")
    for line in (
        "Fee paid: GBP 325.00",
        "6 times x 1.5 hours_saved x 40 hourly_value x (1 - 0.2 deadweight) x (1 - 0.1 attribution) = GBP 259.20",
        "10 hours x (55 nonmember_price - 35 member_price) x (1 - 0.25 deadweight) = GBP 150.00",
        "2 times x 1,200 sale x 0.4 margin x 0.25 close_rate x (1 - 0.5 attribution) = GBP 120.00",
        "3,000 recorded x 0.4 margin x (1 - 0.5 attribution) = GBP 600.00",
        "0.501369863014 in_force x 90 worth x (1 - 0.6 attribution) = GBP 18.05",
        "From recorded prices and payments: GBP 0.00\n",
        "From estimates:                    GBP 1,147.25\n",
        "Total:                             GBP 1,147.25\n",
        "Without policy wins:               GBP 1,129.20\n",
        "Benefit-cost ratio (cautious estimate / fee): 3.53; roi ((cautious estimate - fee) / fee): 2.53\n",
        "Benefit-cost ratio without policy wins: 3.47\n",
        "would differ by about GBP 0.00.",
    ):
        assert line in text, line
    assert "mattered most" not in text  # no assumption is a range
    for old in ("at least", "most likely figure", "may not add up", "changed hands"):
        assert old not in text


def test_ranges_the_cap_and_what_mattered_are_shown(tmp_path: Path) -> None:
    assumptions = {"hour": (30.0, 40.0, 80.0), "hours": (1.0, 1.0, 4.0)}
    activity = {"benefit": "time_saved", "hours_saved": "hours", "cap_per_year": 3}
    uses = [Use("template", 2), Use("template", 2, date="2026-03-03")]
    valued = organisation(tmp_path, assumptions, {"template": activity}, uses)
    text = "\n".join(explained(valued, 0))
    # Means: (30 + 160 + 80) / 6 = 45 and (1 + 4 + 4) / 6 = 1.5.
    assert "hourly_value = 45 (mean of 30 to 80, most likely 40) GBP (hour, estimated)" in text
    assert "at the means: 3 times x 1.5 hours_saved x 45 hourly_value = GBP 202.50" in text
    assert "not all counts: 4 times in all, 3 counted" in text
    assert "(no title): 2 (1 counted), GBP 67.50" in text
    # The hours from 1 to 4 move the total from 3 x 45 to 3 x 4 x 45, the hour from 30 to 80 from 135 to 360.
    assert "    hours: GBP 135.00, GBP 540.00\n    hour: GBP 135.00, GBP 360.00" in text


def test_a_fee_that_was_not_paid_is_not_called_paid(tmp_path: Path) -> None:
    path = worked_example(tmp_path, fees_csv="Member,Amount,Currency,Paid\n")
    members = (tmp_path / "members.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "members.csv").write_text(f"{members[0]},Fee\n{members[1]},325\n", encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace('country = "Country"\n', 'country = "Country"\nfee = "Fee"\n')
    path.write_text(text, encoding="utf-8")
    text = said(path, "explain", "W1")
    assert "Fee (invoiced, or as the members' export has it): GBP 325.00" in text
    assert "Fee paid" not in text


def test_without_a_fee_there_is_no_ratio(tmp_path: Path) -> None:
    path = worked_example(tmp_path, fees_csv="Member,Amount,Currency,Paid\nW1,0,GBP,2026-01-05\n")
    assert said(path, "explain", "W1").endswith("There is no fee, so there is no ratio.\n")
