"""The disclosure scenario: the population, what was published of it before, and the rules of the organisation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from valuereport.model.story import Cell, Published
from valuereport.settings.stories import StoriesRules
from valuereport.stories.disclosure.earlier_figures import EarlierFigure, earlier_figures
from valuereport.stories.disclosure.groups import Groups, Indexes, SegmentKey, key_of
from valuereport.stories.disclosure.population import EarlierRelease, Population

Figure = tuple[str, SegmentKey]
"""A measure and a segment."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What figures are protected against: an attacker who knows the population, earlier figures and the rules."""

    population: Population
    groups_of: Mapping[SegmentKey, Indexes]  # the groups that make up each segment in the run
    earlier_figures: tuple[EarlierFigure, ...]
    rules: StoriesRules

    @property
    def groups(self) -> Groups:
        """Return the groups of the population."""
        return self.population.groups

    def members_of(self, segment: SegmentKey) -> int:
        """Return the number of members in a segment."""
        return int(self.groups.sizes[self.groups_of[segment]].sum())


def scenario(
    cells: Sequence[Cell],
    population: Population,
    rules: StoriesRules,
    before: Sequence[Sequence[Published]],
    earlier: Sequence[EarlierRelease],
) -> Scenario:
    """Return the scenario for `cells`; `before`: earlier outputs of the same members, `earlier`: of others, too."""
    groups = population.groups
    known: list[EarlierFigure] = []
    for output in before:
        known += earlier_figures(output, groups.in_segments(_segments(output)))
    for number, release in enumerate(earlier):
        groups_then = groups.in_earlier_segments(number, _segments(release.cells))
        known += earlier_figures(release.cells, groups_then, number)
    segments = dict.fromkeys([*(key_of(cell.segment) for cell in cells), *(figure.segment for figure in known)])
    return Scenario(population, groups.in_segments(segments), tuple(known), rules)


def _segments(cells: Iterable[Published]) -> set[SegmentKey]:
    return {key_of(cell.segment) for cell in cells}
