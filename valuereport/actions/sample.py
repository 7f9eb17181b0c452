"""A fictional organisation of any size, with messy exports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from valuereport.actions.init import new_folder
from valuereport.actions.rights import needs
from valuereport.model.person import Person
from valuereport.sample import SampleCounts, write_sample


@dataclass(frozen=True, slots=True)
class SampleRequest:
    """Where the organisation shall be, how many members it has, and the seed that it is drawn with."""

    folder: Path
    members: int
    seed: int


@needs("operator")
def sample(person: Person, request: SampleRequest) -> SampleCounts:
    """Write an organisation to a folder that is new or empty; the same seed gives the same bytes. Raises RunError."""
    with new_folder(request.folder) as folder:
        return write_sample(folder, request.members, request.seed)
