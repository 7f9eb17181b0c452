"""What changed between two waves of members, and what staff guessed beside what members say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from valuereport.insights.statistics.proportions import newcombe
from valuereport.insights.statistics.two_intervals import chance_of_both
from valuereport.insights.surveys.answers import AskedWave
from valuereport.model.insight import Figure
from valuereport.model.kano_in_force import in_force
from valuereport.model.listening import Direction, FeatureKano, KanoDrift, Letter, StaffGuess

_HEARD: Final[tuple[Letter, ...]] = ("A", "O", "M", "I")


def drifts(told: Sequence[FeatureKano], waves: Sequence[AskedWave]) -> Iterator[KanoDrift]:
    """Yield the change of each feature between two waves of a survey that follow one another.

    A feature drifts where better and worse both move, each with a 95 % interval (Newcombe) that excludes zero. The
    number of features does not change that rule; `chance` says what it may come to. A wave without a date is compared
    with none. Members who answer in both waves make the intervals wider than they need be.
    """
    dated = {(one.survey, one.id) for one in waves if one.day}
    chains: dict[tuple[str, str], list[FeatureKano]] = {}
    for one in told:
        if one.kind == "members" and not one.by and (one.survey, one.wave) in dated:
            chains.setdefault((one.survey, one.feature), []).append(one)
    for (survey, feature), chain in chains.items():
        for earlier, later in pairwise(chain):
            better, worse = differences(later, earlier)
            yield KanoDrift(
                survey=survey,
                feature=feature,
                earlier=earlier.wave,
                later=later.wave,
                earlier_class=earlier.kano_class,
                later_class=later.kano_class,
                better=better,
                worse=worse,
                direction=_direction(_sign(better), _sign(worse)),
                chance=_chance(earlier, later),
            )


def guesses(told: Sequence[FeatureKano]) -> Iterator[StaffGuess]:
    """Yield the newest guess of staff about each feature, beside the wave of members that says its class."""
    by_staff = {one.feature: one for one in told if one.kind == "staff-guess" and not one.by}
    by_members = in_force(told)
    for feature, guess in by_staff.items():
        if (members := by_members.get(feature)) is not None:
            better, worse = differences(guess, members)
            yield StaffGuess(
                feature=feature,
                guess_wave=guess.wave,
                members_wave=members.wave,
                guess=guess.kano_class,
                members=members.kano_class,
                top=guess.top,
                better=better,
                worse=worse,
            )


def differences(one: FeatureKano, other: FeatureKano) -> tuple[Figure, Figure]:
    """Return better and worse of the one - those of the other, with 95 % intervals (Newcombe)."""
    hidden = Figure(None, verdict="too_few")
    if not (one.counts and other.counts and one.better.n and other.better.n):
        return hidden, hidden
    (a, o, m, n), (other_a, other_o, other_m, other_n) = (
        (each.counts["A"], each.counts["O"], each.counts["M"], sum(each.counts[letter] for letter in _HEARD))
        for each in (one, other)
    )
    better, low, high = newcombe(a + o, n, other_a + other_o, other_n)
    fewer, fewer_low, fewer_high = newcombe(o + m, n, other_o + other_m, other_n)
    least = min(n, other_n)
    return (
        Figure(float(better), float(low), float(high), least),
        Figure(0.0 - float(fewer), 0.0 - float(fewer_high), 0.0 - float(fewer_low), least),
    )


def _chance(one: FeatureKano, other: FeatureKano) -> float:
    """Return the chance that a feature is told to drift which has not changed; 0 where nothing can be compared."""
    if not (one.counts and other.counts and one.better.n and other.better.n):
        return 0.0
    a, o, m, i = (one.counts[letter] + other.counts[letter] for letter in _HEARD)
    n = a + o + m + i
    return chance_of_both((a + o) / n, (o + m) / n, o / n)


def _sign(figure: Figure) -> int:
    """Return whether a change is more (1) or less (-1) than chance may make of none."""
    if figure.low is None or figure.high is None:
        return 0
    return int(figure.low > 0) - int(figure.high < 0)


def _direction(better: int, worse: int) -> Direction:
    """Return where a feature drifts; worse that falls (is farther under zero) means that its absence is felt more."""
    found: dict[tuple[int, int], Direction] = {
        (-1, -1): "more_expected",
        (1, 1): "less_expected",
        (1, -1): "matters_more",
        (-1, 1): "matters_less",
    }
    return found.get((better, worse), "")
