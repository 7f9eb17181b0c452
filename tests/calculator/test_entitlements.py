"""What is left of an entitlement: by grade, never below zero, the most valuable first, and in no sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.calculator.organisations import Use, organisation, valuation
from tests.commands import run
from tests.workspaces import edited, worked_example
from valuereport.calculator import Explainer
from valuereport.calculator.entitlements import entitlements_of
from valuereport.errors import SettingsError
from valuereport.model.valuation import EntitlementLeft
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.settings import Entitlement, load_settings

ASSUMPTIONS = {"hour": 20, "saved": 2, "room": 90}
ACTIVITIES = {
    "answer": {"benefit": "time_saved", "hours_saved": "saved", "cap_per_year": 3},  # worth 40
    "room": {"benefit": "savings", "unit_saving": "room"},  # worth 90
    "conference": {"benefit": "cpd", "unit": "hours"},  # worth nothing without a recorded price
    "evening": {"benefit": "community"},
}
MEMBERS = ({"grade": "Fellow"}, {"grade": "Associate"}, {})
PLACE = "https://our.example/rooms"
LAST_DAY = date(2026, 12, 31)


@pytest.fixture(scope="module")
def valued(tmp_path_factory: pytest.TempPathFactory) -> CalculatedMembers:
    uses = [
        *[Use("answer", date=f"2026-03-0{day}", title=f"No. {day}") for day in range(1, 6)],  # three count
        Use("room", 2),
        Use("conference", 2.5, member="M2"),
        Use("room", 9, member="M2"),
        Use("room", 3, member="M3", date="2025-12-31"),  # the year before
    ]
    folder = tmp_path_factory.mktemp("entitled")
    return organisation(folder, ASSUMPTIONS, ACTIVITIES, uses, members=MEMBERS, hourly={"default": "hour"})


def left(valued: CalculatedMembers, entries: Sequence[Entitlement], row: int = 0) -> list[tuple[str, float, float]]:
    """Return (activity, used, left) of a member where the organisation has these entitlements."""
    judgement = valued.settings.judgement.model_copy(update={"entitlements": tuple(entries)})
    settings = valued.settings.model_copy(update={"judgement": judgement})
    found = Explainer(replace(valued.valuations, settings=settings)).valuation(row).entitlements
    return [(one.activity, one.used, one.left) for one in found]


def entry(activity: str, quantity: float, *grade: str, until: date | None = None) -> Entitlement:
    return Entitlement(activity=activity, quantity=quantity, grade=grade, where=PLACE, until=until)


def test_all_use_in_the_period_counts_also_above_the_cap(valued: CalculatedMembers) -> None:
    assert left(valued, [entry("answer", 6)]) == [("answer", 5, 1)]
    assert left(valued, [entry("answer", 5)]) == []
    assert left(valued, [entry("answer", 2)]) == []  # never below zero
    assert left(valued, [entry("room", 4)], row=2) == [("room", 0, 4)]


def test_an_entry_without_a_grade_is_for_those_that_no_other_names(valued: CalculatedMembers) -> None:
    entries = [entry("room", 20), entry("room", 4, "Fellow"), entry("evening", 1, "Associate", "Fellow")]
    assert left(valued, entries, 0) == [("room", 2, 2), ("evening", 0, 1)]
    assert left(valued, entries, 1) == [("room", 9, 11), ("evening", 0, 1)]
    assert left(valued, entries, 2) == [("room", 0, 20)]


def test_the_most_valuable_comes_first_and_what_has_no_price_last_as_in_the_file(valued: CalculatedMembers) -> None:
    entries = [entry("evening", 9), entry("conference", 8), entry("answer", 8), entry("room", 4)]
    assert [name for name, _, _ in left(valued, entries)] == ["room", "answer", "evening", "conference"]
    entries[2] = entry("answer", 10)  # 5 x 40 are more than 2 x 90
    assert [name for name, _, _ in left(valued, entries)] == ["answer", "room", "evening", "conference"]


def test_what_ends_before_the_period_is_not_promised(valued: CalculatedMembers) -> None:
    assert left(valued, [entry("room", 4, until=date(2026, 12, 30))]) == []
    assert left(valued, [entry("room", 4, until=LAST_DAY)]) == [("room", 2, 2)]
    assert left(valued, [entry("conference", 2.54)], row=1) == []  # a statement would say 0 hours


def test_it_is_in_no_sum_and_says_its_last_day(tmp_path: Path) -> None:
    (tmp_path / "entitlements.toml").write_text(
        f'[[entitlement]]\nactivity = "room"\nquantity = 4\nwhere = "{PLACE}"\nuntil = 2027-03-31\n', encoding="utf-8"
    )
    told = organisation(tmp_path, ASSUMPTIONS, ACTIVITIES, [Use("room", 2)], hourly={"default": "hour"})
    found = valuation(told)
    assert found.entitlements == (EntitlementLeft(0, "room", 4, 2, 2, date(2027, 3, 31)),)
    assert found.total.central == pytest.approx(180)
    said = run("explain", "M1", "--config", told.settings.path)
    assert "entitlement / room: 2 of 4 until 2027-03-31" in said.stdout


@given(st.lists(st.floats(0.1, 50).map(lambda quantity: round(quantity, 1)), max_size=4), st.integers(0, 2))
def test_used_and_left_make_up_the_quantity(valued: CalculatedMembers, quantities: Sequence[float], row: int) -> None:
    names = ("conference", "answer", "room", "evening")
    entries = [entry(name, quantity) for name, quantity in zip(names, quantities, strict=False)]
    judgement = valued.settings.judgement.model_copy(update={"entitlements": tuple(entries)})
    settings = valued.settings.model_copy(update={"judgement": judgement})
    for one in entitlements_of(replace(valued.valuations, settings=settings)).of(row):
        assert one.left > 0
        assert one.used + one.left == pytest.approx(one.quantity)


REFUSED = {
    "an activity that is none": (
        'activity = "rooom"\nquantity = 1',
        ["entitlement 1: activity: ", "did you mean room?"],
    ),
    "nothing": ('activity = "room"\nquantity = 0', ["entitlement.1.quantity: ", "a number above 0"]),
    "half a use": ('activity = "room"\nquantity = 1.5', ["entitlement 1: quantity: ", "a whole number"]),
    "a key that is none": ('activity = "room"\nquantity = 1\ngrades = "A"', ["entitlement.1.grades: ", "grade (did"]),
    "twice": (
        f'activity = "room"\nquantity = 1\nwhere = "{PLACE}"\n[[entitlement]]\nactivity = "room"\nquantity = 2',
        ["entitlement 2: grade: ", "one entry of room for each grade"],
    ),
    "a page that is none": (
        'activity = "room"\nquantity = 1\nwhere = "ftp://x"',
        ["entitlement.1.where: ", "https://"],
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_entry_that_nobody_can_use(valued: CalculatedMembers, case: str) -> None:
    entry_text, words = REFUSED[case]
    file = valued.settings.folder / "entitlements.toml"
    where = "" if "ftp" in entry_text else f'where = "{PLACE}"'
    file.write_text(f"[[entitlement]]\n{entry_text}\n{where}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        load_settings(valued.settings.path)
    file.unlink()
    said = str(raised.value)
    assert said.startswith(f"{file}: ")
    for word in words:
        assert word in said


def test_the_file_may_be_missing_unless_the_settings_name_it(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    assert load_settings(path).judgement.entitlements == ()
    edited(path, "[period]", '[files]\nentitlements = "rights.toml"\n\n[period]')
    with pytest.raises(SettingsError, match=r"rights\.toml: the file"):
        load_settings(path)
