"""[stories]: what may be published of the figures of a run, and how coarsely."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from valuereport.model.dimensions import Dimension
from valuereport.settings.fields import Strict


class StoriesRules(Strict):
    """The rules of disclosure control; the defaults are those of official statistics."""

    smallest_group: Annotated[int, Field(ge=3, le=1000)] = 10  # members behind a figure (ONS, CMS: 10)
    largest_share: Annotated[float, Field(gt=0, le=1)] = 0.5  # of a sum of money, that one member may have: (1, k)
    p_percent: Annotated[float, Field(ge=0, le=100)] = 15  # how closely a member's money may be estimated by another
    round_members: Annotated[int, Field(ge=1, le=100)] = 5  # members are rounded to a multiple of this
    figures: Annotated[int, Field(ge=1, le=6)] = 2  # that money and other quantities are rounded to
    by: tuple[Dimension, ...] = ("sector", "region")  # where the command names none
    consents: str = "consents.csv"  # who may be named or quoted: a file beside the settings, where there is one
