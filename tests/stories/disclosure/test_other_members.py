"""Outputs of one period, but of other members: who left, was forgotten, came or moved is not told by the difference."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.stories.disclosure.attacker import reading
from tests.stories.disclosure.organisations import PARTS, cells_of, organisation, within
from valuereport.model.story import Published
from valuereport.settings.stories import StoriesRules
from valuereport.stories.disclosure import EarlierRelease, protect

CLOSELY = 0.15
SEGMENTS = ("sector", "region")


@dataclass(frozen=True)
class Output:
    """What was published, and who was where: the rows of all members ever, those who were not in it marked."""

    cells: Sequence[Published]
    figures: int
    where: pd.DataFrame
    inside: np.ndarray


@dataclass(frozen=True)
class Knowledge:
    """What all outputs together say of the amounts of one kind, as sums of members' amounts with a limit each."""

    everybody: pd.DataFrame
    part: str
    parts: Sequence[str]
    rows: np.ndarray | None
    limits: Sequence[float]

    @classmethod
    def of(cls, everybody: pd.DataFrame, outputs: Sequence[Output], part: str) -> Knowledge:
        """Read the outputs once, for every member who is attacked."""
        parts = PARTS if part in ("value", *PARTS) and PARTS[0] in everybody else (part,)
        rows: list[np.ndarray] = []
        right: list[float] = []
        for output in outputs:
            members = cache(lambda segment, of=output: (within(of.where, segment) & of.inside).astype(float))
            for cell in output.cells:
                of = parts if cell.measure == "value" and part != "hours_saved" else (cell.measure,)
                if cell.value is None or not set(of) <= set(parts):
                    continue
                row = np.concatenate([members(cell.segment) * float(one in of) for one in parts])
                low, high = reading(cell.value, output.figures)
                rows += [row, -row]
                right += [high * (1 + 1e-9), -low * (1 - 1e-9)]
        return cls(everybody, part, parts, np.array(rows) if rows else None, right)

    def most(self, member: int, insider: int | None) -> float:
        """Return the largest amount of one member that fits all, for somebody who may know another's amounts."""
        number = len(self.everybody)
        goal = [(np.arange(number) == member) * float(self.part in (one, "value")) for one in self.parts]
        bounds: list[tuple[float, float | None]] = [(0.0, None)] * (number * len(self.parts))
        if insider is not None:
            for at, one in enumerate(self.parts):
                own = float(self.everybody[one].iloc[insider])
                bounds[at * number + insider] = own, own
        weights = -np.concatenate(goal)
        found = linprog(weights, A_ub=self.rows, b_ub=self.limits or None, bounds=bounds, method="highs")
        assert found.status in (0, 3), found.message
        return float("inf") if found.status == 3 else float(-found.fun)


def judged(
    everybody: pd.DataFrame, members: Sequence[tuple[np.ndarray, pd.DataFrame]], forgotten: Sequence[int], figures: int
) -> list[Output]:
    """Publish each time of some of the members, who stand in these segments; the forgotten have no amounts by then."""
    outputs: list[Output] = []
    for inside, where in members:
        now = everybody.assign(**{name: where[name] for name in SEGMENTS}, number=everybody.index)[inside]
        earlier = [EarlierRelease(tuple(one.cells), _known(everybody, one, forgotten)) for one in outputs]
        now = now.reset_index(drop=True)
        shown = protect(cells_of(now), now, StoriesRules(figures=figures), earlier=earlier).cells
        outputs.append(Output(shown, figures, where, inside))
    return outputs


def _known(everybody: pd.DataFrame, output: Output, forgotten: Sequence[int]) -> pd.DataFrame:
    found = everybody.assign(**{name: output.where[name] for name in SEGMENTS})
    amounts = [name for name in found if name not in (*SEGMENTS, "grade")]
    found.loc[list(forgotten), amounts] = np.nan
    return found[output.inside]


def withstand(
    everybody: pd.DataFrame, outputs: Sequence[Output], watched: Sequence[int], random: np.random.Generator
) -> None:
    """Assert that nobody, and nobody beside them, can tell a watched member's amounts from all outputs together."""
    for part in [name for name in ("value", *PARTS, "hours_saved") if name in everybody]:
        known = Knowledge.of(everybody, outputs, part)
        for member in watched:
            true = float(everybody[part].iloc[member])
            others = [one for one in watched if one != member]
            for insider in (None, *others[:1], *random.permutation(np.delete(everybody.index, member))[:2].tolist()):
                assert known.most(member, insider) >= (1 + CLOSELY) * true * (1 - 1e-4), (part, member)


KINDS = ("left", "forgotten", "two forgotten", "two left", "moved", "came", "moved and another forgotten")


def two_outputs(seed: int, kind: str) -> tuple[pd.DataFrame, list[Output], list[int]]:
    """Return members, what was published before and after a change, and whom it was about."""
    random = np.random.default_rng(seed)
    everybody = organisation(seed, int(random.integers(30, 90)), (2, 2), parts=seed % 4 == 0)
    changed = random.choice(len(everybody), 2, replace=False)[: 1 + ("two" in kind or "and" in kind)].tolist()
    first = second = np.ones(len(everybody), dtype=bool)
    where = everybody
    gone = changed[1:] if "moved" in kind else changed
    if "moved" in kind:
        where = everybody.copy()
        where.loc[changed[0], "sector"] = random.choice(everybody["sector"].unique())
        where.loc[changed[0], "region"] = random.choice(everybody["region"].unique())
    if kind == "came":
        first = ~np.isin(everybody.index, changed)
    elif gone:
        second = ~np.isin(everybody.index, gone)
    forgotten = gone if "forgotten" in kind else ()
    figures = (2, 3, 4)[seed % 3]
    return everybody, judged(everybody, [(first, everybody), (second, where)], forgotten, figures), changed


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=settings.default.max_examples // 20, deadline=None)  # 2 of the 40 that are quick
@given(st.integers(0, 10**6))
def test_whoever_changed_between_two_outputs_is_not_told_by_their_difference(kind: str, seed: int) -> None:
    everybody, outputs, changed = two_outputs(seed, kind)
    random = np.random.default_rng(seed)
    withstand(everybody, outputs, [*changed, *random.permutation(everybody.index)[:2].tolist()], random)


def test_two_outputs_that_do_not_know_of_each_other_tell_who_is_missing() -> None:
    """The attacker of these tests would succeed."""
    everybody = organisation(8, 60, (2, 2), parts=False)
    member = int(everybody["value"].argsort().iloc[30])
    true = float(everybody["value"].iloc[member])
    inside = [np.ones(60, dtype=bool), everybody.index.to_numpy() != member]
    apart = [judged(everybody, [(of, everybody)], (), 4)[0] for of in inside]
    assert Knowledge.of(everybody, apart, "value").most(member, None) < 1.1 * true
    together = judged(everybody, [(of, everybody) for of in inside], (), 4)
    assert Knowledge.of(everybody, together, "value").most(member, None) >= (1 + CLOSELY) * true * (1 - 1e-4)


def test_the_same_members_are_told_the_same_again() -> None:
    everybody = organisation(3, 90, (2, 2))
    same = np.ones(90, dtype=bool)
    first, again = judged(everybody, [(same, everybody)] * 2, (), 3)
    assert first.cells == again.cells


def test_a_median_that_one_member_has_moved_is_hidden() -> None:
    values = [100.0 + 10 * at for at in range(31)]
    everybody = pd.DataFrame({"sector": "a", "region": "x", "value": values, "members": 1.0})
    inside = [np.ones(31, dtype=bool), np.arange(31) != 30]
    for times, rule in ((inside, "secondary"), (inside[:1] * 2, "")):
        *_, last = judged(everybody, [(of, everybody) for of in times], (), 3)
        assert [one.rule for one in last.cells if one.measure == "median_value" and not one.segment] == [rule]


def test_of_a_member_who_came_and_left_again_three_outputs_tell_nothing() -> None:
    everybody = organisation(5, 70, (2, 2), parts=False)
    without = everybody.index.to_numpy() != 7
    outputs = judged(everybody, [(of, everybody) for of in (without, np.ones(70, dtype=bool), without)], (7,), 4)
    withstand(everybody, outputs, [7], np.random.default_rng(0))


def test_where_too_many_have_moved_only_what_was_told_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["valuereport.stories.disclosure.protect"], "_MAX_FORMER_GROUPS", 0)
    everybody = organisation(4, 80, (2, 2), parts=False)
    inside = [np.ones(80, dtype=bool), everybody.index.to_numpy() != 7]
    first, then = judged(everybody, [(of, everybody) for of in inside], (), 3)
    assert {cell for cell in then.cells if not cell.rule} <= {cell for cell in first.cells if not cell.rule}
