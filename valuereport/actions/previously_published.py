"""What was published of a period before, from any of its runs, and who was in it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from valuereport.batch import Membership, StoryMembers, membership_key, read_contributions, read_story_members
from valuereport.errors import RunError
from valuereport.model.contributions import Contributions
from valuereport.model.dimensions import DIMENSIONS
from valuereport.model.story import Published
from valuereport.stories.aggregates import member_amounts
from valuereport.stories.disclosure import EarlierRelease
from valuereport.stories.published import published_of_period

_BITS: Final = 53  # of a number: so many that no two are alike, and not more than every reader of JSON keeps


@dataclass(frozen=True, slots=True)
class PreviouslyPublished:
    """The run's members with their numbers, and all that was published of its period."""

    frame: pd.DataFrame  # a row a member of the run: number, dimensions and sums
    members: StoryMembers  # of the run, with those of this output
    membership: str  # the key of these
    earlier: tuple[EarlierRelease, ...]
    of_unknown_members: Mapping[str, tuple[Published, ...]]  # by run: figures of which nobody knows who was in them


def previously_published(folder: Path, stories: str, contributions: Contributions) -> PreviouslyPublished:
    """Return what stories of a run are judged with; `stories`: the folder of them in a run. Raises RunError."""
    outputs = published_of_period(folder, stories, (contributions.start, contributions.end))
    known = {run: read_story_members(run) for run in dict.fromkeys([folder, *(run for run, _ in outputs)])}
    numbers: dict[str, int] = {}
    for each in known.values():
        numbers = each.numbers | numbers
    ids = contributions.members["member_id"].tolist()
    ours = {name: numbers.get(name) or secrets.randbits(_BITS) for name in ids}
    numbers |= ours
    frame = member_amounts(contributions, DIMENSIONS).assign(number=[ours[name] for name in ids])
    amounts = {run: _amounts(run, numbers, frame) for run in known}
    earlier: list[EarlierRelease] = []
    of_unknown_members: dict[str, tuple[Published, ...]] = {}
    for run, issued in outputs:
        membership = known[run].memberships.get(issued.membership)
        if membership is None or issued.currency != contributions.currency:
            of_unknown_members[issued.run] = (*of_unknown_members.get(issued.run, ()), *issued.cells)
        else:
            members = _members(membership, _numbers_here(known[run], numbers))
            earlier.append(EarlierRelease(issued.cells, members.join(amounts[run])))
    membership = _membership(frame)
    return PreviouslyPublished(
        frame, known[folder].adding(ours, membership), membership_key(membership), tuple(earlier), of_unknown_members
    )


def _numbers_here(known: StoryMembers, numbers: Mapping[str, int]) -> dict[int, int]:
    """Return the number of each member here by their number in a run, where two runs drew different ones."""
    return {number: numbers[name] for name, number in known.numbers.items()}


def _members(membership: Membership, numbers_here: Mapping[int, int]) -> pd.DataFrame:
    rows = [(numbers_here.get(number, number), *words) for words, of in membership for number in of]
    return pd.DataFrame(rows, columns=["number", *DIMENSIONS]).set_index("number")


def _amounts(run: Path, numbers: Mapping[str, int], frame: pd.DataFrame) -> pd.DataFrame:
    """Return what each member added to the sums of a run, by number; as in this run where that one does not tell."""
    here = frame.set_index("number").drop(columns=[*DIMENSIONS])
    try:
        contributions = read_contributions(run)
    except RunError:  # its stories were published all the same, and count
        return here
    ids = contributions.members["member_id"]
    there = member_amounts(contributions, ()).assign(number=[numbers.get(name, -1) for name in ids]).set_index("number")
    return there[there.index >= 0].combine_first(here)


def _membership(frame: pd.DataFrame) -> Membership:
    found: dict[tuple[str, ...], list[int]] = {}
    for number, *words in frame[["number", *DIMENSIONS]].itertuples(index=False):
        found.setdefault(tuple(map(str, words)), []).append(int(number))
    return tuple((words, tuple(sorted(of))) for words, of in sorted(found.items()))
