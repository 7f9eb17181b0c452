"""Peers share what is recorded of them, and a benefit is liked only where enough of them used it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.calculator.organisations import Use, organisation, valuation
from valuereport.answers.explanation import explanation_data
from valuereport.console.explain import explain_text
from valuereport.model.valuation import Suggestion

ACTIVITIES = {
    "shop": {"benefit": "savings", "unit_saving": "saving"},
    "webinar": {"benefit": "savings", "unit_saving": "saving"},
}
ALIKE = {"grade": "Fellow", "sector": "Housing", "region": "Munster"}


def peers(folder: Path, members: list[dict[str, str]], users: int = 0) -> tuple[tuple[str, ...], list[Suggestion]]:
    """Return what the first member shares with its peers, and what they use, where the last `users` use the shop."""
    rows = [Use("shop", member=f"M{number}") for number in range(len(members) - users + 1, len(members) + 1)]
    found = valuation(organisation(folder, {"saving": 1}, ACTIVITIES, rows, members=members))
    return found.peer_group, list(found.suggestions)


@pytest.mark.parametrize(
    ("others", "shared"),
    [
        ([ALIKE] * 10, ("grade", "sector", "region")),
        ([ALIKE] * 9 + [ALIKE | {"region": "Ulster"}], ("grade", "sector")),
        ([ALIKE] * 9 + [ALIKE | {"sector": "Rail"}], ("grade",)),
        ([ALIKE] * 9 + [ALIKE | {"grade": "Member"}], ()),
        ([ALIKE] * 9, ()),
    ],
)
def test_peers_are_widened_until_there_are_ten(
    tmp_path: Path, others: list[dict[str, str]], shared: tuple[str, ...]
) -> None:
    assert peers(tmp_path, [ALIKE, *others])[0] == shared


@pytest.mark.parametrize(
    ("unrecorded", "shared"),
    [
        ({"region": ""}, ("grade", "sector")),
        ({"sector": ""}, ("grade",)),
        ({"grade": ""}, ()),
        ({"grade": "n/a", "sector": "Unknown", "region": "-"}, ()),
    ],
)
def test_what_is_not_recorded_is_no_likeness(
    tmp_path: Path, unrecorded: dict[str, str], shared: tuple[str, ...]
) -> None:
    assert peers(tmp_path, [ALIKE | unrecorded] * 11)[0] == shared


@pytest.mark.parametrize(
    ("others", "users", "liked"),
    [
        (10, 3, True),
        (10, 2, False),  # a fifth of ten, but fewer than three
        (15, 3, True),
        (16, 3, False),  # three, but less than a fifth
        (16, 4, True),
        (9, 9, False),  # nobody has so few peers
    ],
)
def test_a_benefit_is_liked_where_three_and_a_fifth_used_it(
    tmp_path: Path, others: int, users: int, liked: bool
) -> None:
    _, suggestions = peers(tmp_path, [ALIKE] * (others + 1), users)
    assert suggestions == ([Suggestion("shop", users, others)] if liked else [])


def test_what_the_member_uses_is_not_suggested(tmp_path: Path) -> None:
    assert peers(tmp_path, [ALIKE] * 11, 11)[1] == []


def test_what_has_no_price_stays_listed_and_others_are_suggested(tmp_path: Path) -> None:
    """A conference without a price is in no line; it was used all the same, and is not suggested."""
    activities = {**ACTIVITIES, "conference": {"benefit": "cpd", "unit": "hours"}, "circle": {"benefit": "community"}}
    uses = [Use(name, 6, member=f"M{number}") for name in ("conference", "shop") for number in range(2, 12)]
    uses += [
        Use("circle", date="2026-03-01"),
        Use("conference", 5, title="Leeds", date="2026-06-02"),
        Use("conference", 2, title="York", date="2026-05-01"),
    ]
    valued = organisation(tmp_path, {"saving": 1}, activities, uses, members=[ALIKE] * 11)
    found = valuation(valued)
    assert (found.lines, found.engagements) == ((), 3)
    told = [(one.benefit, one.activity, one.quantity, one.unit) for one in found.unpriced]
    assert told == [("cpd", "conference", 7.0, "hours"), ("community", "circle", 1.0, "times")]
    assert [(one.title, one.counted, one.value) for one in found.unpriced[0].evidence] == [
        ("York", 2, 0),
        ("Leeds", 5, 0),
    ]
    assert found.community == (("circle", 1.0, 1),)
    assert [one.activity for one in found.suggestions] == ["shop"]
    data: Any = explanation_data(found, valued.settings.workspace.period)
    assert [(one["activity"], one["evidence"][0]["date"]) for one in data["unpriced"]] == [
        ("conference", "2026-05-01"),
        ("circle", "2026-03-01"),
    ]
    text = explain_text(valued.roster[0], found, valued.settings.workspace.period, None)
    assert "cpd / conference: no price is known, so it is counted and not priced" in text
