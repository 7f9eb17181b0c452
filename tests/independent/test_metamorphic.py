"""Changes that must leave figures as they are, and changes of which the effect is known."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.commands import run
from tests.independent.answers import explained, explained_each
from tests.independent.changes import (
    NEWCOMER,
    assumed_only,
    only,
    permuted,
    renamed,
    split,
    with_foreign_money_halved,
    with_money_times,
    with_newcomer,
    with_own_money_doubled,
    with_quantities_doubled,
    with_rates_halved,
)
from tests.independent.expected import expected
from tests.independent.facts import Organisation
from tests.independent.organisations import BY_NAME
from tests.independent.workspace import write

Answers = dict[str, dict[str, Any]]
Change = Callable[[Organisation], Organisation]

_OF_MEMBER = (
    "fee",
    "fee_basis",
    "edition",
    "low",
    "central",
    "high",
    "benefit_cost_ratio",
    "low_without_policy",
    "ratio_without_policy",
    "currency",
    "community",
)
_OF_LINE = ("benefit", "activity", "variant", "quantity", "counted", "gross", "low", "central", "high", "grade")
_OF_ROW = ("date", "title", "contact", "quantity", "counted", "value")
_MONEY = ("low", "central", "high")
_CENT = Decimal("0.01")

_UNTOUCHED = (
    "worked-example",
    "ranges-together",
    "cap-of-a-year",
    "rows-in-two-files",
    "equal-rows",
    "rates-of-the-day",
    "same-title-across-sources",
    "same-reference",
    "extreme-prices-and-a-factor-of-its-own",
    "drop-off-with-ranges",
)
_HARMLESS: dict[str, Change] = {
    "permuted": permuted,
    "permuted-again": partial(permuted, seed=2),
    "split": split,
    "renamed": renamed,
    "newcomer": with_newcomer,
}


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Answers]:
    """Return the software's answers about an organisation as it is, made once."""
    known: dict[str, Answers] = {}

    def answers(name: str) -> Answers:
        if name not in known:
            known[name] = _answers(BY_NAME[name], tmp_path_factory.mktemp("before"))
        return known[name]

    return answers


def _answers(organisation: Organisation, folder: Path) -> Answers:
    path = write(organisation, folder)
    members = [each.id for each in organisation.members if each.id in expected(organisation.name)]
    return explained_each(path, members)


def _figures(answer: dict[str, Any]) -> dict[str, Any]:
    """Return what an answer says but for names of sources, files and rows."""
    lines = [
        {key: line[key] for key in _OF_LINE}
        | {"evidence": sorted(str([row[key] for key in _OF_ROW]) for row in line["evidence"])}
        for line in answer["lines"]
    ]
    return {key: answer[key] for key in (*_OF_MEMBER, "recorded", "estimated")} | {
        "lines": sorted(lines, key=lambda line: str([line[key] for key in _OF_LINE]))
    }


@pytest.mark.parametrize("change", _HARMLESS)
@pytest.mark.parametrize("name", _UNTOUCHED)
def test_what_changes_no_figure(name: str, change: str, before: Callable[[str], Answers], tmp_path: Path) -> None:
    """Rows in another order, files in two, sources by other names, and a member who has nothing to do with it."""
    after = _answers(_HARMLESS[change](BY_NAME[name]), tmp_path)
    assert {member: _figures(answer) for member, answer in after.items()} == {
        member: _figures(answer) for member, answer in before(name).items()
    }


@pytest.mark.parametrize("change", ["permuted", "split", "renamed"])
def test_bytes_of_statements(change: str, tmp_path: Path) -> None:
    """Statements name no row and no file: their bytes stay."""
    organisation = BY_NAME["worked-example"]
    made = []
    for label, each in (("before", organisation), ("after", _HARMLESS[change](organisation))):
        path = write(each, tmp_path / label)
        done = run("batch", "--config", path, "--output", tmp_path / label / "out", "--run", "r", "--workers", "1")
        assert done.returncode in {0, 1}, done.stderr
        pages = sorted((tmp_path / label / "out" / "r" / "statements").rglob("*.pdf"))
        made.append({page.name: page.read_bytes() for page in pages})
    assert len(made[0]) == 2
    assert made[0] == made[1]


@pytest.mark.parametrize(
    "name",
    [
        "worked-example",
        "ranges-together",
        "ranges-independent",
        "own-hour-and-the-hour-of-a-grade",
        "extreme-prices-and-a-factor-of-its-own",
        "members-of-another-currency",
        "invoices",
        "policy-apart",
    ],
)
def test_money_times_four(name: str, before: Callable[[str], Answers], tmp_path: Path) -> None:
    """All money is four times as much: so is every figure in money; ratios and editions stay."""
    after = _answers(with_money_times(BY_NAME[name], 4), tmp_path)
    for member, old in before(name).items():
        new = after[member]
        assert _same(old, new, ("edition", "fee_basis", "benefit_cost_ratio", "ratio_without_policy", "community"))
        assert abs(new["fee"] - 4 * old["fee"]) <= Decimal("0.025")
        for was, now in _money(old, new):
            assert abs(now - 4 * was) <= Decimal("0.025"), (member, was, now)


@pytest.mark.parametrize(
    ("name", "foreign", "same"),
    [
        ("fee-in-another-currency", False, with_foreign_money_halved),
        ("amounts-that-name-their-currency", False, with_foreign_money_halved),
        ("rates-of-the-day", False, with_foreign_money_halved),
        ("assumptions-in-another-currency", False, with_foreign_money_halved),
        ("assumptions-in-another-currency-with-ranges", False, with_foreign_money_halved),
        ("rates-of-the-day", True, with_own_money_doubled),
        ("members-of-another-currency", True, with_own_money_doubled),
        ("before-the-first-rate-of-purchases", True, with_own_money_doubled),
    ],
)
def test_rates_halved(name: str, foreign: bool, same: Change, tmp_path: Path) -> None:
    """Halved rates are halved money of other currencies, or seen from there doubled money of the organisation's own."""
    chosen = only(BY_NAME[name], lambda member: (member.currency != BY_NAME[name].currency) == foreign)
    halved = _answers(with_rates_halved(chosen), tmp_path / "halved")
    scaled = _answers(same(chosen), tmp_path / "scaled")
    assert halved
    for member, answer in halved.items():
        other = scaled[member]
        assert _same(answer, other, (*_OF_MEMBER, "recorded", "estimated"))
        assert [[line[key] for key in (*_MONEY, "activity")] for line in answer["lines"]] == [
            [line[key] for key in (*_MONEY, "activity")] for line in other["lines"]
        ]


@pytest.mark.parametrize(
    "name", ["ranges-together", "recorded-beside-estimated", "floors-once-a-row", "caps-of-deals-and-purchases"]
)
def test_quantities_doubled(name: str, tmp_path: Path) -> None:
    """Twice as much of everything that is priced by assumptions is worth twice as much."""
    base = assumed_only(BY_NAME[name])
    once, twice = _answers(base, tmp_path / "once"), _answers(with_quantities_doubled(base), tmp_path / "twice")
    for member, old in once.items():
        assert twice[member]["fee"] == old["fee"]
        for was, now in _money(old, twice[member]):
            assert abs(now - 2 * was) <= Decimal("0.015"), (member, was, now)


@pytest.mark.parametrize("name", ["ranges-together", "worked-example"])
def test_newcomer_has_figures(name: str, tmp_path: Path) -> None:
    """The unrelated member is there, and is worth something."""
    path = write(with_newcomer(BY_NAME[name]), tmp_path)
    assert explained(path, NEWCOMER)["central"] > 0


def _same(old: dict[str, Any], new: dict[str, Any], keys: tuple[str, ...] | list[str]) -> bool:
    assert {key: old[key] for key in keys} == {key: new[key] for key in keys}
    return True


def _money(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[Decimal, Decimal]]:
    """Return every figure in money before and after."""
    pairs = [(old[key], new[key]) for key in (*_MONEY, "low_without_policy")]
    for part in ("recorded", "estimated"):
        pairs += [(old[part][key], new[part][key]) for key in _MONEY]
    assert len(old["lines"]) == len(new["lines"])
    lines = [sorted(answer["lines"], key=lambda line: (line["activity"], line["variant"])) for answer in (old, new)]
    for one, other in zip(*lines, strict=True):
        pairs += [(one[key], other[key]) for key in (*_MONEY, "gross")]
    return [(Decimal(was), Decimal(now)) for was, now in pairs]
