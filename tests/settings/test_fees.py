"""What the settings say of fees: a wrong value names the file, the key and what is allowed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from tests.workspaces import edited, worked_example
from valuereport.errors import SettingsError
from valuereport.settings import Settings, load_settings

FEES = '[source.columns]\nmember = "Member"\namount'


def settings(
    folder: Path, fees: str = "", source: str = "", calculation: str = "", second: str | None = None
) -> Settings:
    """Load a workspace. `source`: keys of the source of fees; `second`: those of another source of fees."""
    path = edited(worked_example(folder), FEES, f"{source}\n{FEES}")
    edited(path, "[period]", f"[fees]\n{fees}\n\n[calculation]\n{calculation}\n\n[period]")
    if second is not None:
        more = '\n[[source]]\nname = "bank"\ntable = "fees"\nformat = "csv"\nfile = "fees.csv"\n'
        columns = '\n[source.columns]\nmember = "Member"\namount = "Amount"\npaid = "Paid"\n'
        path.write_text(path.read_text() + more + second + columns)
    return load_settings(path)


@pytest.mark.parametrize(
    ("keys", "key", "allowed"),
    [
        ({"fees": 'basis = "gross"'}, "fees.basis", "'included' or 'excluded'"),
        ({"fees": 'paid_from = "soon"'}, "fees.paid_from", "day"),
        ({"fees": "paid_from = 2026-05-01\npaid_until = 2026-04-30"}, "fees.paid_until", "on or after paid_from"),
        ({"fees": "paid_from = 2027-01-01"}, "fees.paid_from", "on or after paid_from"),
        ({"fees": "window = 3"}, "fees.window", ""),
        ({"source": 'vat = "with"'}, "source.fees.vat", "'included' or 'excluded'"),
        ({"source": 'vat = "included"\nvat_rate = 20'}, "source.fees.vat_rate", "1 or less"),
        ({"source": "vat_rate = 0.2"}, "source.fees", 'vat = "included" or "excluded" where vat_rate is set'),
        ({"fees": 'basis = "included"'}, "source.fees.vat", 'because fees.basis is "included"'),
        ({"fees": 'basis = "included"', "source": 'vat = "excluded"'}, "source.fees.vat_rate", "a share such as 0.2"),
        ({"source": 'vat = "included"', "second": ""}, "source.bank.vat", 'another source of fees says "included"'),
        (
            {"source": 'vat = "included"\nvat_rate = 0.2', "second": 'vat = "excluded"\nvat_rate = 0.2'},
            "fees.basis",
            "some sources of fees include VAT and others do not",
        ),
        ({"calculation": "extreme = 0"}, "calculation.extreme", "a number above 0"),
        ({"calculation": 'extreme = "much"'}, "calculation.extreme", "number"),
    ],
)
def test_a_wrong_value(tmp_path: Path, keys: dict[str, str], key: str, allowed: str) -> None:
    with pytest.raises(SettingsError, match=rf"valuereport\.toml: {re.escape(key)}: found .*{re.escape(allowed)}"):
        settings(tmp_path, **keys)


def test_vat_is_of_sources_of_fees(tmp_path: Path) -> None:
    path = edited(worked_example(tmp_path), 'file = "history.csv"\n', 'file = "history.csv"\nvat = "included"\n')
    with pytest.raises(SettingsError, match=r"source\.history: .*vat where a source feeds fees"):
        load_settings(path)


def test_a_source_of_fees_says_which_period_they_are_for(tmp_path: Path) -> None:
    path = edited(worked_example(tmp_path), 'paid = "Paid"\n', "")
    with pytest.raises(SettingsError, match=r"source\.fees: .*one of from, year, paid"):
        load_settings(path)


@pytest.mark.parametrize("basis", ["included", "excluded"])
def test_the_basis_of_all_fees(tmp_path: Path, basis: str) -> None:
    assert settings(tmp_path).workspace.fee_basis is None
    assert settings(tmp_path / "two", source=f'vat = "{basis}"').workspace.fee_basis == basis
    whole = settings(tmp_path / "three", f'basis = "{basis}"', 'vat = "included"\nvat_rate = 0.25').workspace
    assert whole.fee_basis == basis
    assert whole.source[1].vat_factor(whole.fee_basis) == {"included": 1.0, "excluded": 0.8}[basis]


def test_the_window_is_the_period_where_nothing_else_is_said(tmp_path: Path) -> None:
    assert settings(tmp_path).workspace.fee_window == (date(2026, 1, 1), date(2026, 12, 31))
    until = settings(tmp_path / "two", "paid_until = 2026-11-30").workspace.fee_window
    assert until == (date(2026, 1, 1), date(2026, 11, 30))
