"""Assumptions that are money: their currency, their price level, how long they hold; other settings of the model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.calculator.organisations import Use, organisation, valuation, worth
from tests.workspaces import edited, worked_example
from valuereport.errors import SettingsError
from valuereport.settings import Assumption, Settings, load_settings

EUR = '[[rate]]\ncurrency = "EUR"\nrate = {rate}\ndate = {day}\nsource = "a bank"\n\n'
INDEX = '[[price_index]]\nyear = {year}\nindex = {index}\nsource = "the office of statistics"\n\n'


def settings_with(folder: Path, hour: str, before: str = "", rates: str = "") -> Settings:
    """Return the worked example's settings with more keys of the assumption of an hour (40 GBP, exact)."""
    path = worked_example(folder)
    file = edited(folder / "assumptions.toml", 'unit = "GBP per hour"\nvalue = 40\n', hour)
    file.write_text(before + file.read_text(encoding="utf-8"), encoding="utf-8")
    edited(path, "[period]", f"{rates}[period]")
    return load_settings(path)


def hour_of(settings: Settings) -> Assumption:
    return settings.judgement.assumptions["hour"]


def test_money_of_another_currency_is_converted(tmp_path: Path) -> None:
    hour = 'unit = "EUR per hour"\nlow = 30\ncentral = 40\nhigh = 60\ncurrency = "EUR"\n'
    rates = EUR.format(rate=0.9, day="2020-01-01") + EUR.format(rate=0.8, day="2026-06-01")
    rates += EUR.format(rate=0.5, day="2027-03-01")  # after the period
    settings = settings_with(tmp_path, hour, rates=rates)
    found = hour_of(settings)
    assert (found.low, found.central, found.high) == pytest.approx((24, 32, 48))
    assert found.unit == "GBP per hour"
    assert settings.judgement.adjustments["hour"] == "EUR at 0.8 GBP (a bank, 2026-06-01)"


@pytest.mark.parametrize(
    ("hour", "key", "allowed"),
    [
        ('unit = "EUR per hour"\nvalue = 40\ncurrency = "EUR"\n', "assumption.hour.currency", "[[rate]]"),
        ('unit = "hours"\nvalue = 40\nprice_year = 2020\n', "assumption.hour.price_year", "money"),
    ],
)
def test_money_that_nobody_can_convert_is_refused(tmp_path: Path, hour: str, key: str, allowed: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings_with(tmp_path, hour)
    assert key in str(refused.value)
    assert allowed in str(refused.value)


@pytest.mark.parametrize(
    ("hour", "mean", "taken"),
    [
        (
            'unit = "EUR per hour"\nvalue = 40\n',
            40,
            "the organisation's currency",
        ),
        ('unit = "GBP per hour"\nvalue = 40\ncurrency = "EUR"\n', 32, "its currency"),
    ],
)
def test_a_unit_that_names_another_currency_is_a_warning(tmp_path: Path, hour: str, mean: float, taken: str) -> None:
    settings = settings_with(tmp_path, hour, rates=EUR.format(rate=0.8, day="2020-01-01"))
    assert hour_of(settings).mean == pytest.approx(mean)
    (problem,) = settings.problems
    assert taken in problem.reason
    assert problem.value == hour.partition('"')[2].partition('"')[0]


def test_a_currency_that_is_the_organisations_own_changes_nothing(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, 'unit = "GBP per hour"\nvalue = 40\ncurrency = "GBP"\n')
    assert (hour_of(settings).mean, settings.judgement.adjustments, settings.problems) == (40, {}, ())


@pytest.mark.parametrize(
    ("price_year", "years", "expected"),
    [
        (2020, {2020: 100, 2023: 110, 2026: 121}, 40 * 1.21),
        (2020, {2020: 100, 2025: 121}, 40 * 1.21),  # the latest year up to the period's start
        (2020, {2020: 100, 2025: 121, 2027: 200}, 40 * 1.21),
        (2026, {2020: 100, 2026: 121}, 40),
        (2026, {2020: 100, 2025: 121}, 40),
    ],
)
def test_money_is_brought_to_the_latest_price_level(
    tmp_path: Path, price_year: int, years: dict[int, float], expected: float
) -> None:
    index = "".join(INDEX.format(year=year, index=level) for year, level in years.items())
    hour = f'unit = "GBP per hour"\nvalue = 40\nprice_year = {price_year}\n'
    settings = settings_with(tmp_path, hour, index)
    assert hour_of(settings).mean == pytest.approx(expected)
    assert ("hour" in settings.judgement.adjustments) == (expected != 40)
    assert settings.problems == ()


def test_price_level_and_currency_are_both_adjusted(tmp_path: Path) -> None:
    index = INDEX.format(year=2020, index=100) + INDEX.format(year=2025, index=121)
    hour = 'unit = "EUR per hour"\nvalue = 40\ncurrency = "EUR"\nprice_year = 2020\n'
    settings = settings_with(tmp_path, hour, index, EUR.format(rate=0.8, day="2026-01-01"))
    assert hour_of(settings).mean == pytest.approx(40 * 1.21 * 0.8)
    text = settings.judgement.adjustments["hour"]
    assert text.startswith("prices of 2020 brought to 2025, x 1.21 (the office of statistics); EUR at 0.8 GBP")


@pytest.mark.parametrize("index", ["", INDEX.format(year=2027, index=100)])
def test_old_prices_without_an_index_are_a_warning(tmp_path: Path, index: str) -> None:
    settings = settings_with(tmp_path, 'unit = "GBP per hour"\nvalue = 40\nprice_year = 2025\n', index)
    assert hour_of(settings).mean == 40
    (problem,) = settings.problems
    assert (problem.severity, problem.column, problem.value) == ("warning", "price_year", "2025")
    assert "hour is money of 2025" in problem.reason


def test_a_price_year_that_the_index_lacks_is_refused(tmp_path: Path) -> None:
    index = INDEX.format(year=2020, index=100) + INDEX.format(year=2025, index=121)
    with pytest.raises(SettingsError, match="2020, 2025"):
        settings_with(tmp_path, 'unit = "GBP per hour"\nvalue = 40\nprice_year = 2021\n', index)


@pytest.mark.parametrize(("day", "expired"), [("2026-12-30", True), ("2026-12-31", False), ("2030-01-01", False)])
def test_an_assumption_that_does_not_hold_to_the_periods_last_day_is_expired(
    tmp_path: Path, day: str, expired: bool
) -> None:
    hour = f'unit = "GBP per hour"\nvalue = 40\nvalid_until = {day}\nsigned_by = "A. Nown"\nsigned_on = 2026-01-02\n'
    settings = settings_with(tmp_path, hour)
    assert [problem.column for problem in settings.problems] == ["valid_until"] * expired
    assert all("hour was valid until" in problem.reason for problem in settings.problems)
    assert (hour_of(settings).mean, hour_of(settings).signed_by) == (40, "A. Nown")


def test_an_adjusted_assumption_is_the_one_that_is_calculated_with(tmp_path: Path) -> None:
    hour = {"unit": "EUR per hour", "value": 50, "currency": "EUR"}
    activity = {"benefit": "time_saved", "hours_saved": "hours"}
    valued = organisation(tmp_path, {"hour": hour, "hours": 2}, {"template": activity}, [Use("template", 3)])
    assert worth(valued) == pytest.approx(3 * 2 * 50 * 0.86)
    factor = next(one for one in valuation(valued).lines[0].factors if one.role == "hourly_value")
    assert (factor.mean, factor.unit) == (pytest.approx(43), "GBP per hour")


@pytest.mark.parametrize("other", ["webinars", "referral"])
def test_an_activity_beside_one_that_is_not_there_is_refused(tmp_path: Path, other: str) -> None:
    path = worked_example(tmp_path)
    edited(tmp_path / "taxonomy.toml", 'sale = "sale"', f'beside = ["{other}"]\nsale = "sale"')
    with pytest.raises(SettingsError, match=r"activity referral: beside.*ids of other activities: template-download"):
        load_settings(path)


@pytest.mark.parametrize(
    ("draws", "nearest"),
    [(2000, 2048), (100, 128), (4095, 4096), (4097, 4096), (6143, 4096), (6145, 8192), (130_000, 131_072)],
)
def test_draws_that_are_no_power_of_two_are_refused_with_the_nearest(tmp_path: Path, draws: int, nearest: int) -> None:
    with pytest.raises(SettingsError) as refused:
        calculation(tmp_path, f"draws = {draws}")
    assert "calculation.draws" in str(refused.value)
    assert str(nearest) in str(refused.value)


@pytest.mark.parametrize("line", ["draws = 64", "draws = 262144", "correlation = 1", "correlation = -0.1"])
def test_what_cannot_be_drawn_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(SettingsError, match=rf"calculation\.{line.split()[0]}"):
        calculation(tmp_path, line)


def test_a_policy_that_is_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"calculation\.policy"):
        calculation(tmp_path, 'policy = "beside"')


def test_the_model_is_that_of_the_second_edition_unless_said_otherwise(tmp_path: Path) -> None:
    found = calculation(tmp_path, "seed = 5")
    assert (found.draws, found.correlation, found.policy, found.light_use_below) == (4096, 0.5, "included", 3)
    assert calculation(tmp_path, "draws = 128").draws == 128


def calculation(folder: Path, line: str) -> Any:
    """Return the settings of the calculation with one more line."""
    path = edited(worked_example(folder), "[period]", f"[calculation]\n{line}\n\n[period]")
    return load_settings(path).workspace.calculation
