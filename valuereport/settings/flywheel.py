"""[flywheel]: what an hour of staff's time is worth, which words mean a referral, and how contributions are weighed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Field

from valuereport.settings.fields import Strict

REFERRAL_WORDS: Final = (
    *("Referral", "Member referral", "Referred by a member", "A member", "Colleague", "A colleague", "Word of mouth"),
    *("Recommendation", "Friend or colleague"),
)


class FlywheelRules(Strict):
    """[flywheel]."""

    staff_hour: str = ""  # the assumption for an hour of staff's time
    referral_words: tuple[str, ...] = REFERRAL_WORDS  # of where a member heard of us: a member, whoever it was
    weights: Mapping[str, Annotated[float, Field(ge=0, le=1e6)]] = {}  # of contributed activities; 1 where not given
    base_year: Annotated[int, Field(ge=1990, le=2100)] | None = None  # in which it begins; else the first on record
    reused: Mapping[str, tuple[str, ...]] = {}  # contributed activity -> activities by which others use its items
    answers_count_days: Annotated[int, Field(ge=30, le=3660)] = 730  # so long an answer says what somebody thinks
    join_page: str = ""  # of the organisation: referral links lead there, with ?by=TOKEN
