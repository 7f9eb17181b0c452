"""The scene that every export is written from: the organisation, its people, its past and the seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from valuereport.sample.activity import Actors, actors_of
from valuereport.sample.careers import Careers, draw_careers
from valuereport.sample.chance import stream
from valuereport.sample.organisation import SampleOrganisation, draw_organisation
from valuereport.sample.terms import Terms, terms_of

_BUSY_FROM: Final = 1000
_BUSY: Final = 4.5
"""An organisation of a thousand members or more logs this many times the visits to its member area: about fifty
engagements a member in all, against about fifteen in a small one, so that 10,000 members bring some 500,000 rows."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The organisation, everybody who acts or once was in it, and the seed of the random numbers."""

    organisation: SampleOrganisation
    actors: Actors
    careers: Careers
    terms: Terms
    seed: int
    member_area: float  # multiplies the visits to the member area

    def stream(self, part: str) -> np.random.Generator:
        """Return the random numbers of one export."""
        return stream(self.seed, part)


@dataclass(frozen=True, slots=True)
class Written:
    """The size of one export: rows of engagements of the period and shortly before, and files."""

    engagements: int
    files: int = 1
    earlier: int = 0  # rows of engagements of the years before


def draw_scene(members: int, seed: int) -> Scene:
    """Return the scene of an organisation of `members` members."""
    organisation = draw_organisation(members, seed)
    careers = draw_careers(organisation, seed)
    return Scene(
        organisation=organisation,
        actors=actors_of(organisation),
        careers=careers,
        terms=terms_of(careers, seed),
        seed=seed,
        member_area=_BUSY if members >= _BUSY_FROM else 1.0,
    )
