"""A preset knows its own heading row and no other."""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.model.tables import MADE_BY_LOADERS, REQUIRED, TABLES
from valuereport.notation.headings import plain
from valuereport.presets import ASKS, columns_in, presets, recognised

ROWS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("headings.toml").read_text(encoding="utf-8"))
OF_NO_SYSTEM = ROWS.pop("unknown")
BY_PRESET = [(name, row) for name, rows in ROWS.items() for row in rows]
UNKNOWN = {"memberpress", "transpond"}
"""Presets without a heading row that is documented anywhere."""
OTHER_TABLES = {
    "opt_outs": {"email", "domain"},
    "responses": {"survey", "wave", "member", "respondent", "question", "value", "date"},
}


def cells(row: str) -> list[str]:
    return re.split("[,;]", row)


@pytest.mark.parametrize(("name", "row"), BY_PRESET)
def test_each_export_is_recognised_as_itself_alone(name: str, row: str) -> None:
    found = recognised(cells(row))
    assert found is not None
    assert found.name == name
    assert recognised([cell.upper() for cell in cells(row)]) == found


CUSTOM = st.lists(st.sampled_from(["Member No", "Newsletter", "Notes", "Grade", "Chapter", "Status", "Amount", "Due"]))


@given(st.sampled_from([pair for pair in BY_PRESET if not pair[1].startswith(",")]), CUSTOM, st.randoms())
def test_columns_in_another_order_and_further_ones_change_nothing(
    pair: tuple[str, str], custom: list[str], random: random.Random
) -> None:
    name, row = pair
    headings = [*cells(row), *custom]
    random.shuffle(headings)
    found = recognised(headings)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("row", OF_NO_SYSTEM)
def test_a_list_of_no_system_is_recognised_by_none(row: str) -> None:
    assert recognised(cells(row)) is None


def test_every_preset_has_a_row_or_says_that_none_is_known() -> None:
    with_headings_of_another = {one.instead for one in presets().values() if one.instead}
    of_apis = {name for name, one in presets().items() if one.records}
    assert presets().keys() == ROWS.keys() | UNKNOWN | with_headings_of_another | of_apis
    for name in UNKNOWN:
        preset = presets()[name]
        assert not preset.signature
        assert preset.asks
        assert "not known" in preset.holds
        assert "documented" in preset.source


def _needed(table: str | None) -> set[str]:
    """Return the columns that a preset has to say or to ask for; what a survey asks stands in headings of its own."""
    if table == "responses":
        return {"survey", "wave"}
    return {*next((columns for name, columns in REQUIRED.items() if name == table), ())}


@pytest.mark.parametrize("name", presets())
def test_each_preset_fits_its_table(name: str) -> None:
    preset = presets()[name]
    kinds = TABLES.get(preset.table) if preset.table else None  # type: ignore[call-overload]
    allowed = kinds.keys() - MADE_BY_LOADERS if kinds else OTHER_TABLES.get(preset.table or "", set())
    assert preset.columns.keys() <= allowed
    assert set(preset.asks) <= ASKS.keys()
    for column, origins in preset.columns.items():
        for origin in origins:
            assert sum((bool(origin.column), origin.value is not None, origin.above is not None)) == 1
            joined = not kinds or column == "member" or kinds[column] in ("text", "keys", "flag")
            assert len(origin.column) < 2 or joined, column
    if kinds:
        assert _needed(preset.table) <= preset.columns.keys() | {*preset.asks}


@pytest.mark.parametrize(("name", "row"), BY_PRESET)
def test_what_is_needed_is_found_in_the_row(name: str, row: str) -> None:
    preset = presets()[name]
    found = columns_in(preset, cells(row))
    assert _needed(preset.table) <= found.keys() | {*preset.asks}
    there = {plain(cell) for cell in cells(row)} | {
        plain(one) for one in (preset.unpivot.names if preset.unpivot else ())
    }
    assert not preset.where or {plain(one) for one in preset.where} & there, (
        "what it reads depends on a heading that is there"
    )


@pytest.mark.parametrize("name", presets())
def test_what_must_not_be_mapped_is_mapped_to_nothing_by_the_preset(name: str) -> None:
    preset = presets()[name]
    mapped = {plain(heading) for origins in preset.columns.values() for one in origins for heading in one.column}
    assert not mapped & {plain(heading) for heading in preset.never}


def test_consent_is_about_mail_or_post_and_never_about_the_other() -> None:
    civicrm = presets()["civicrm-contacts"].columns
    assert civicrm["no_email"][0].column == ("Do Not Email", "No Bulk Emails (User Opt Out)")
    assert civicrm["no_post"][0].column == ("Do Not Mail",)
    assert presets()["ghost"].columns["no_email"][0].map == {"true": "no", "false": "yes"}
