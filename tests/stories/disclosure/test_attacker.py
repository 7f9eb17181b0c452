"""No hidden figure and no member can be worked out from what is published: tried on 200 random organisations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
import pytest

from tests.stories.disclosure.attacker import Attacker, count_width
from tests.stories.disclosure.organisations import cells_of, organisation, within
from valuereport.model.story import Cell, Published
from valuereport.settings.stories import StoriesRules
from valuereport.stories.disclosure import protect

RULES = StoriesRules()
CLOSELY = 0.15
MONEY = ("value", "savings", "time_value", "lead_value", "cpd_value", "policy_value")


@pytest.mark.parametrize("batch", range(20))
def test_nothing_hidden_can_be_worked_out(batch: int) -> None:
    published = 0
    for seed in range(10 * batch, 10 * batch + 10):
        random = np.random.default_rng(seed)
        values = (int(random.integers(2, 6)), int(random.integers(2, 5)))
        frame = organisation(seed, int(random.integers(30, 121)), values, parts=seed % 5 == 0)
        cells = cells_of(frame)
        shown = protect(cells, frame, RULES).cells
        published += sum(1 for cell in shown if not cell.rule)
        withstands(frame, cells, [(shown, RULES.figures)], random)
        hidden = [cell.segment for cell in shown if cell.measure == "members" and cell.rule]
        for segment in hidden:
            assert count_width(frame, shown, segment, RULES.smallest_group, RULES.round_members) >= 5 - 1e-6
    assert published > 100


def withstands(
    frame: pd.DataFrame,
    cells: Sequence[Cell],
    outputs: Sequence[tuple[Sequence[Published], int]],
    random: np.random.Generator,
) -> None:
    """Assert that the outputs of one run together give away no hidden figure and no member."""
    for measure in ("value", "hours_saved"):
        attacker = Attacker(frame, outputs, measure)
        for cell, *shown in zip(cells, *(output for output, _ in outputs), strict=True):
            if cell.measure in (*attacker.parts, measure) and cell.members and all(each.rule for each in shown):
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
            if group[part].loc[order[0]] == 0 or random.random() < 0.4:
                continue
            near = frame.index[within(frame, (("sector", group["sector"].iloc[0]),))].difference([order[0]])
            insiders = [None, *order[1:2], *random.permutation(near)[:2], *random.permutation(len(frame))[:1]]
            yield from ((int(order[0]), part, insider) for insider in insiders if insider != order[0])
