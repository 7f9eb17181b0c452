"""acquisition.csv: rows a channel and time; what cannot be read is said, and never taken for nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tests.workspaces import edited, worked_example
from valuereport.combine.acquisition import acquisition_of
from valuereport.errors import SettingsError
from valuereport.loaders.acquisition import read_acquisition
from valuereport.settings import Settings, load_settings

HEAD = "Channel,year,from,until,spend,hours,rewards,currency\n".lower()


def settings_with(folder: Path, content: str) -> Settings:
    path = worked_example(folder)
    (folder / "acquisition.csv").write_text(content)
    return load_settings(path)


def test_a_year_or_two_days_and_amounts(tmp_path: Path) -> None:
    rows = "Fair,2026,,,1200.50,12,,\nReferral,,2025-10-01,2026-09-30,0,,300,GBP\n"
    settings = settings_with(tmp_path, HEAD + rows)
    found, problems, sha256 = read_acquisition(settings)
    assert not problems
    assert list(sha256) == ["acquisition.csv"]
    assert [(one.channel, one.starts, one.ends) for one in found] == [
        ("Fair", date(2026, 1, 1), date(2027, 1, 1)),
        ("Referral", date(2025, 10, 1), date(2026, 10, 1)),
    ]
    frame, problems_of_rates = acquisition_of(found, settings)
    assert not problems_of_rates
    assert frame[["spend", "hours", "rewards"]].to_numpy().tolist() == [[0.0, 0.0, 300.0], [1200.5, 12.0, 0.0]]
    assert read_acquisition(load_settings(worked_example(tmp_path / "other"))) == ((), (), {})


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (",2026,,,5,,,", "channel", "empty: where new members heard of the organisation"),
        ("Fair,,,,5,,,", "from", "empty: a row needs a year, or from and until"),
        ("Fair,26,,,5,,,", "year", "not a year such as 2026"),
        ("Fair,2026,2026-01-01,,5,,,", "year", "a year beside from and until"),
        ("Fair,,2026-05-01,2026-04-30,5,,,", "until", "before the first day"),
        ("Fair,,01.05.2026,2026-05-30,5,,,", "from", "not a date such as 2026-11-30"),
    ],
)
def test_a_row_without_channel_or_time_is_not_used(tmp_path: Path, row: str, column: str, reason: str) -> None:
    found, problems, _ = read_acquisition(settings_with(tmp_path, f"{HEAD}{row}\n"))
    assert not found
    assert (problems[0].column, problems[0].row, problems[0].action) == (column, 2, "the row is not used")
    assert problems[0].reason.startswith(reason)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("Fair,2026,,,about 5,,,", "spend"),
        ("Fair,2026,,,-5,,,", "spend"),
        ("Fair,2026,,,5,many,,", "hours"),
        ("Fair,2026,,,5,,1e99,", "rewards"),
        ("Fair,2026,,,5,,,pounds", "currency"),
    ],
)
def test_an_amount_that_cannot_be_read_is_not_known(tmp_path: Path, row: str, column: str) -> None:
    settings = settings_with(tmp_path, f"{HEAD}{row}\n")
    found, problems, _ = read_acquisition(settings)
    assert [(one.column, one.severity) for one in problems] == [(column, "error")]
    assert np.isnan(acquisition_of(found, settings)[0]["spend"].iloc[0])


def test_an_empty_spend_is_not_known_and_a_currency_needs_a_rate(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, f"{HEAD}Fair,2026,,,,5,,\nPress,2026,,,10,,,CHF\n")
    found, problems, _ = read_acquisition(settings)
    assert not problems
    frame, of_rates = acquisition_of(found, settings)
    assert np.isnan(frame["spend"]).all()
    assert [(one.column, one.value, one.row) for one in of_rates] == [("currency", "CHF", 3)]


def test_a_file_that_is_no_such_table_or_is_named_and_missing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="its headings"):
        read_acquisition(settings_with(tmp_path, "source,cost\nFair,5\n"))
    path = edited(worked_example(tmp_path / "b"), "[period]", '[files]\nacquisition = "costs.csv"\n\n[period]')
    with pytest.raises(SettingsError, match="a file that is there"):
        read_acquisition(load_settings(path))
