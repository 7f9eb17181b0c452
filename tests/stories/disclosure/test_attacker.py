"""No hidden figure and no member can be worked out from what is published: tried on 200 random organisations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.stories.disclosure.attacker import Attacker, count_width
from tests.stories.disclosure.organisations import PARTS, cells_of, organisation, within
from tests.stories.organisations import run_of, sample
from valuereport.batch import read_contributions
from valuereport.model.story import Cell, Published
from valuereport.settings.stories import StoriesRules
from valuereport.stories import aggregates
from valuereport.stories.disclosure import protect
from valuereport.stories.distribution import distribution

CLOSELY = 0.15


@pytest.mark.parametrize("batch", range(2))
def test_nothing_hidden_can_be_worked_out(batch: int) -> None:
    attack(batch)


@pytest.mark.parametrize("batch", range(2, 20))
def test_nothing_hidden_can_be_worked_out_of_two_hundred_organisations(whole: None, batch: int) -> None:
    attack(batch)


def attack(batch: int) -> None:
    """Attack the stories of ten organisations."""
    published = 0
    for seed in range(10 * batch, 10 * batch + 10):
        random = np.random.default_rng(seed)
        values = (int(random.integers(2, 6)), int(random.integers(2, 5)))
        frame = organisation(seed, int(random.integers(30, 121)), values, parts=seed % 5 == 0)
        cells = cells_of(frame)
        # Finer figures than by default: there is more to work out.
        rules = StoriesRules(figures=(2, 4, 6)[seed % 3])
        shown = protect(cells, frame, rules).cells
        published += sum(1 for cell in shown if not cell.rule)
        withstands(frame, cells, [(shown, rules.figures)], random)
        if seed % 10 == 1:
            bins = distribution(frame["value"].to_numpy(), shown, rules)
            withstands(frame, cells, [(shown, rules.figures)], random, ["value"], bins)
        hidden = [cell.segment for cell in shown if cell.measure == "members" and cell.rule]
        for at in random.permutation(len(hidden))[:2]:
            assert count_width(frame, shown, hidden[at], rules.smallest_group, rules.round_members) >= 5 - 1e-6
    assert published > 100


def withstands(
    frame: pd.DataFrame,
    cells: Sequence[Cell],
    outputs: Sequence[tuple[Sequence[Published], int]],
    random: np.random.Generator,
    measures: Sequence[str] = ("value", "hours_saved"),
    bins: Sequence[tuple[float, float | None, int]] | None = None,
) -> None:
    """Assert that the outputs of one run together give away no hidden figure and no member."""
    for measure in measures:
        attacker = Attacker(frame, outputs, measure, bins)
        hidden = [
            cell
            for cell, *shown in zip(cells, *(output for output, _ in outputs), strict=True)
            if cell.measure in (*attacker.parts, measure) and cell.members and all(each.rule for each in shown)
        ]
        for at in random.permutation(len(hidden))[:8]:
            cell = hidden[at]
            width = attacker.width(cell.measure, cell.segment)
            assert width >= max(CLOSELY * cell.value, 1e-3) * (1 - 1e-4), (cell.measure, cell.segment)
        for member, part, insider in _likeliest(attacker, random):
            true = float(frame[part].iloc[member])
            assert attacker.most(attacker.one(part, member), insider) >= (1 + CLOSELY) * true * (1 - 1e-4), part


def _likeliest(attacker: Attacker, random: np.random.Generator) -> Iterator[tuple[int, str, int | None]]:
    """Yield members who are large among their like, and insiders: nobody, the next largest, and some others."""
    frame = attacker.frame
    for part in dict.fromkeys((attacker.measure, *attacker.parts)):
        for _, group in frame.groupby(["sector", "region"]):
            order = group[part].sort_values(ascending=False).index
            if group[part].loc[order[0]] == 0 or random.random() < 0.5 + 0.35 * (len(attacker.parts) > 1):
                continue
            near = frame.index[within(frame, (("sector", group["sector"].iloc[0]),))].difference([order[0]])
            insiders = [None, *order[1:2], *random.permutation(near)[:1]]
            yield from ((int(order[0]), part, insider) for insider in insiders if insider != order[0])


def test_the_sample_gives_nobody_away(tmp_path: Path) -> None:
    run_of(sample(), tmp_path)
    cells, frame = aggregates.cells(read_contributions(tmp_path), ("sector", "region"))
    shown = protect(cells, frame, StoriesRules()).cells
    hidden = [(cell.measure, cell.rule) for cell in shown if not cell.segment and cell.rule]
    assert hidden in ([], [("median_leads", "zero")])
    assert sum(1 for cell in shown if len(cell.segment) == 1 and not cell.rule) > 200
    random = np.random.default_rng(0)
    # Central figures of the benefits add up to about the value only: each is attacked by itself.
    for measure in ("value", *PARTS, "hours_saved", "leads", "cpd_hours"):
        alone = frame[["sector", "region", measure]]
        withstands(alone, cells, [(shown, 2)], random, [measure])


def test_a_member_alone_in_a_cell_does_not_learn_of_the_other_alone_beside_them() -> None:
    small = {("a", "x"): [1000.0], ("a", "y"): [1000.0], ("a", "w"): [1.0] * 8, ("b", "w"): [1.0] * 12}
    frame = crowd({**small, ("a", "z"): [100.0] * 20, ("b", "z"): [100.0] * 20})
    shown = protect(cells_of(frame), frame, StoriesRules(figures=6)).cells
    attacker = Attacker(frame, [(shown, 6)], "value")
    assert attacker.most(attacker.one("value", 0), insider=1) >= 1150
    assert attacker.most(attacker.one("value", 1), insider=0) >= 1150


def test_what_one_output_hides_another_of_the_same_run_does_not_tell() -> None:
    for seed in range(6):
        frame = organisation(seed, 90, (3, 3, 3), parts=False)
        fine, coarse = StoriesRules(figures=5, smallest_group=5), StoriesRules(smallest_group=15)
        first = protect(cells_of(frame), frame, fine).cells
        again = protect(cells_of(frame), frame, coarse, before=[first]).cells
        by_grade = protect(cells_of(frame, ("sector", "grade")), frame, fine, before=[first, again]).cells
        attacker = Attacker(frame, [(first, 5), (again, 2), (by_grade, 5)], "value")
        shown = {(cell.measure, cell.segment) for cell in (*first, *again, *by_grade) if not cell.rule}
        for cell in by_grade:
            members = within(frame, cell.segment)
            if cell.measure == "value" and cell.rule and members.any() and ("value", cell.segment) not in shown:
                true = float(frame["value"][members].sum())
                assert attacker.width("value", cell.segment) >= CLOSELY * true * (1 - 1e-4), (seed, cell.segment)


def test_two_runs_a_year_apart_tell_no_more_than_each() -> None:
    for seed in range(3):
        frame = organisation(seed, 100, parts=False)
        later = frame.drop(index=range(5)).reset_index(drop=True)
        later["value"] *= np.random.default_rng(seed).uniform(0.5, 1.5, len(later))
        years = [(of, protect(cells_of(of), of, StoriesRules()).cells) for of in (frame, later)]
        for of, shown in years:
            withstands(of, cells_of(of), [(shown, 2)], np.random.default_rng(seed))


def test_the_attacker_would_see_through_bins_that_say_too_much() -> None:
    frame = crowd({("a", "x"): [105.0] * 30 + [12_000.0]})
    shown = [cell for cell in protect(cells_of(frame, ()), frame, StoriesRules()).cells if cell.measure == "members"]
    total = Published("value", (), 30, 15_000.0, None, None, "money", "")  # as if it were shown
    telling = [(0.0, 100.0, 0), (100.0, None, 31)]
    assert Attacker(frame, [([*shown, total], 2)], "value").most(np.eye(31)[30]) > 15_000
    assert Attacker(frame, [([*shown, total], 2)], "value", telling).most(np.eye(31)[30]) < 1.15 * 12_000


def crowd(amounts: dict[tuple[str, str], list[float]]) -> pd.DataFrame:
    """Return members of sectors and regions with these values."""
    rows = [(sector, region, value) for (sector, region), values in amounts.items() for value in values]
    return pd.DataFrame(rows, columns=["sector", "region", "value"]).assign(members=1.0)
