"""[flywheel]: what an hour of staff's time is worth, which words mean a referral, and how contributions are weighed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Field

from valuereport.settings.delivery import SecureAddress
from valuereport.settings.fields import Strict

REFERRAL_WORDS: Final = (
    *("Referral", "Member referral", "Referred by a member", "A member", "Colleague", "A colleague", "Word of mouth"),
    *("Recommendation", "Friend or colleague"),
)


_TOKEN: Final = "{token}"  # noqa: S105 - a placeholder


class FlywheelRules(Strict):
    """[flywheel]."""

    staff_hour: str = ""  # the assumption for an hour of staff's time
    referral_words: tuple[str, ...] = REFERRAL_WORDS  # of where a member heard of us: a member, whoever it was
    weights: Mapping[str, Annotated[float, Field(ge=0, le=1e6)]] = {}  # of contributed activities; 1 where not given
    base_year: Annotated[int, Field(ge=1990, le=2100)] | None = None  # in which it begins; else the first on record
    reused: Mapping[str, tuple[str, ...]] = {}  # contributed activity -> activities by which others use its items
    contributor_from: Annotated[float, Field(gt=0, le=1e6)] = (
        3  # weight x uses in evidence_days that make a contributor
    )
    evidence_days: Annotated[int, Field(ge=30, le=3660)] = 365  # so long an answer or an act counts as evidence
    interviews: Annotated[int, Field(ge=1, le=1000)] = 20  # how many members the list for interviews holds
    candidates: Annotated[int, Field(ge=1, le=1000)] = 50  # how many the list for stories holds
    join_page: SecureAddress = ""  # of the organisation: referral links lead there; {token} may stand in it

    def weight_of(self, activity: str) -> float:
        """Return what an activity by which members give to others weighs."""
        return self.weights.get(activity, 1.0)

    def link_of(self, token: str) -> str:
        """Return the referral link with a member's token."""
        if _TOKEN in self.join_page:
            return self.join_page.replace(_TOKEN, token)
        return f"{self.join_page}{'&' if '?' in self.join_page else '?'}by={token}"
