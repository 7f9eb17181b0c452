"""The software's figures are those of the independent calculation: to the penny, or inside the band of the draws."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.commands import manifest, run
from tests.independent.answers import explained_each, planned, written
from tests.independent.draws import Band, mean_of
from tests.independent.expected import expected
from tests.independent.facts import Organisation
from tests.independent.money import rounded, rounded_ratio
from tests.independent.organisations import BY_NAME, ORGANISATIONS
from tests.independent.reference import Account, Figures, tornado

_HALF_A_PENNY = Decimal("0.005")
_MOVED = ("ranges-together", "worked-example", "drop-off-with-ranges", "one-assumption-in-many-places")
_FEWER = (  # statements than members
    *("joining-during-the-period", "joined-on-the-last-day-of-half-a-year", "first-day-of-what-is-paid-for"),
    *("window-of-payment", "invoices", "fee-of-zero"),
)
_BATCHED = ("fee-of-zero", "policy-apart", "invoices", "joining-during-the-period", "ranges-together")


@pytest.mark.parametrize("organisation", ORGANISATIONS, ids=lambda each: each.name)
def test_figures_of_every_member(organisation: Organisation, tmp_path: Path) -> None:
    """All differences of an organisation are told at once."""
    path = written(organisation, tmp_path)
    currencies = {member.id: member.currency for member in organisation.members}
    differences = []
    accounts = expected(organisation.name)
    assert (len(accounts) < len(organisation.members)) is (organisation.name in _FEWER)
    for member, answer in explained_each(path, accounts).items():
        differences += [f"{member}: {each}" for each in _differences(accounts[member], answer, currencies[member])]
    assert not differences, "\n".join(differences)


@pytest.mark.parametrize("name", _FEWER)
def test_who_gets_no_statement(name: str, tmp_path: Path) -> None:
    """Nothing recorded, or joined on the last day or later."""
    assert planned(written(BY_NAME[name], tmp_path)) == set(expected(name))


@pytest.mark.parametrize("name", _MOVED)
def test_what_an_assumption_moves(name: str, tmp_path: Path) -> None:
    """All members' best estimates with an assumption at its low and at its high, the others at their means."""
    organisation = BY_NAME[name]
    done = run("assumptions", "--json", "--config", written(organisation, tmp_path))
    assert done.returncode in {0, 1}, done.stderr
    found = {each["id"]: each for each in json.loads(done.stdout, parse_float=Decimal)["assumptions"]}
    for id_, ends in tornado(organisation).items():
        assumption = organisation.assumptions[id_]
        if id_ not in found and ends[0] == ends[1]:
            continue  # in use by nobody
        told = [Decimal(found[id_][key]) for key in ("total_at_low", "total_at_high")]
        assert told == [rounded(each) for each in ends], id_
        assert abs(Fraction(found[id_]["mean"]) - mean_of(assumption)) < Fraction(1, 10**4), id_


@pytest.mark.parametrize(
    "organisation", [each for each in ORGANISATIONS if each.name in _BATCHED], ids=lambda each: each.name
)
def test_manifest(organisation: Organisation, tmp_path: Path) -> None:
    """The columns of a run's manifest; a ratio stands there wherever there is a fee."""
    path = written(organisation, tmp_path)
    done = run("batch", "--config", path, "--output", tmp_path / "out", "--run", "r", "--workers", "1")
    assert done.returncode in {0, 1}, done.stderr
    found = {row["member_id"]: row for row in manifest(tmp_path / "out" / "r") if row["status"] == "rendered"}
    figures = expected(organisation.name)
    assert set(found) == set(figures)
    differences = []
    for member, account in figures.items():
        row = {key: Decimal(value) if _is_number(value) else value or None for key, value in found[member].items()}
        period = (str(organisation.start), str(organisation.end))
        if (row["period_start"], row["period_end"]) != period:
            differences.append(f"period {row['period_start']} to {row['period_end']}")
        differences += [f"{member}: {each}" for each in _columns(account, row, "GBP")]
    assert not differences, "\n".join(differences)


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).replace("-", "", 1).isdigit()


def _differences(account: Account, answer: dict[str, Any], currency: str) -> list[str]:
    found = _columns(account, answer, currency)
    if account.ratio and account.ratio.exact:
        roi = rounded_ratio(account.ratio.lowest - 1)
        found += [f"roi {answer['roi']} instead of {roi}"] if answer["roi"] != roi else []
    for name, figures in (("recorded", account.recorded), ("estimated", account.estimates)):
        found += _of_figures(name, figures, answer[name], currency)
    lines = Counter((line["benefit"], line["activity"]) for line in answer["lines"])
    for key in dict.fromkeys([*account.lines, *lines]):
        printed = [line for line in answer["lines"] if (line["benefit"], line["activity"]) == key]
        expected = account.lines.get(key)
        total = sum((Decimal(line["central"]) for line in printed), Decimal(0))
        central = rounded(expected.central, currency) if expected else Decimal(0)
        if abs(total - central) > (len(printed) + 1) * _HALF_A_PENNY * (len(printed) > 1):
            found.append(f"line {key}: {total} instead of {central}")
        if expected and len(printed) == 1:
            found += _of_figures(f"line {key}", expected, printed[0], currency)
    return found


def _columns(account: Account, row: dict[str, Any], currency: str) -> list[str]:
    found = [
        f"{name} {row.get(name)} instead of {value}"
        for name, value in (
            ("fee", rounded(account.fee, currency)),
            ("fee_basis", account.fee_basis),
            ("edition", account.edition),
        )
        if row.get(name) != value
    ]
    found += _of_figures("total", account.total, row, currency)
    if not _inside(row.get("low_without_policy"), account.without_policy.low, currency):
        found.append(f"low_without_policy {row.get('low_without_policy')} instead of {account.without_policy.low}")
    for name, ratio in (("benefit_cost_ratio", account.ratio), ("ratio_without_policy", account.ratio_without_policy)):
        printed = row.get(name)
        if ratio is None:
            right = printed is None
        else:
            right = printed is not None and rounded_ratio(ratio.lowest) <= printed <= rounded_ratio(ratio.highest)
        if not right:
            found.append(f"{name} {printed} instead of {ratio}")
    return found


def _of_figures(name: str, figures: Figures, printed: dict[str, Any], currency: str) -> list[str]:
    found = []
    if Decimal(printed["central"]) != rounded(figures.central, currency):
        found.append(f"{name} central {printed['central']} instead of {float(figures.central):.4f}")
    for end, band in (("low", figures.low), ("high", figures.high)):
        if not _inside(printed[end], band, currency):
            found.append(f"{name} {end} {printed[end]} instead of {_told(band)}")
    return found


def _inside(printed: Any, band: Band, currency: str) -> bool:
    if printed is None:
        return False
    return rounded(band.lowest, currency) <= Decimal(printed) <= rounded(band.highest, currency)


def _told(band: Band) -> str:
    lowest, highest = Fraction(band.lowest), Fraction(band.highest)
    return f"{float(lowest):.4f}" if band.exact else f"{float(lowest):.2f} to {float(highest):.2f}"
