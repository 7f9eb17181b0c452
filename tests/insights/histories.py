"""Small histories for tests: a few members, their membership terms and engagements, written as a person would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from valuereport.model.histories import FIELDS, RESPONSES, Histories

_TEXTS = (
    *("member_id", "name", "kind", "grade", "sector", "region", "country", "status", "referred_by", "heard_from"),
    *("edition", *FIELDS),
)
_DAYS = ("joined", "renewal", "paid", *(f"{name}_checked" for name in FIELDS))
_NUMBERS = ("fee", "low", "central", "high")


def responses_of(
    found: Sequence[tuple[int, int, str]], survey: str = "members", wave: str = "2026", day: str = "2026-05-01"
) -> pd.DataFrame:
    """Return answers to one question. `found`: (member's number, questionnaire, answer); `day`: "" where unknown."""
    date = np.datetime64(day or "NaT", "s")
    rows = [
        (member, respondent, survey, wave, "forum-csat", answer, answer, date, "s.csv", at)
        for at, (member, respondent, answer) in enumerate(found, 2)
    ]
    return pd.DataFrame(rows, columns=[*RESPONSES]).astype(dict(RESPONSES))


def histories_of(
    members: Sequence[Mapping[str, Any]],
    memberships: Sequence[tuple[Any, ...]] = (),
    engagements: Sequence[tuple[str, str, str] | tuple[str, str, str, float]] = (),
    *,
    as_at: date = date(2027, 1, 1),
    activities: Sequence[str] = ("cpd-webinar", "template-download"),
) -> Histories:
    """Return histories of a run of 2026.

    `members`: columns by name, "member_id" at least. `memberships`: (member id, first day, last day or "", and as a
    fourth a mapping of further columns). `engagements`: (member id, activity, day, and as a fourth the quantity).
    """
    at = {one["member_id"]: row for row, one in enumerate(members)}
    frame = pd.DataFrame({name: pd.array([one.get(name, "") for one in members], dtype="str") for name in _TEXTS})
    for name in _DAYS:
        frame[name] = np.array([one.get(name) or "NaT" for one in members], dtype="datetime64[s]")
    for name in _NUMBERS:
        frame[name] = np.array([one.get(name, np.nan) for one in members], dtype=float)
    frame["current"] = np.array([one.get("current", True) for one in members], dtype=bool)
    frame["no_scoring"] = np.array([one.get("no_scoring", False) for one in members], dtype=bool)
    more = [dict(one[3]) if len(one) > 3 else {} for one in memberships]
    last = np.array([one[2] or "NaT" for one in memberships], dtype="datetime64[D]")
    terms = pd.DataFrame(
        {
            "member": np.array([at[one[0]] for one in memberships], dtype=np.int64),
            "starts": np.array([one[1] for one in memberships], dtype="datetime64[s]"),
            "ends": (last + np.timedelta64(1, "D")).astype("datetime64[s]"),
            "fee": np.array([one.get("fee", np.nan) for one in more], dtype=float),
            **{
                name: pd.array([one.get(name, "") for one in more], dtype="str")
                for name in ("status", "grade", "payment", "reason")
            },
            "origin": pd.array(["memberships"] * len(more), dtype="str"),
            "file": pd.array(["log.csv"] * len(more), dtype="str"),
            "row": np.arange(2, len(more) + 2),
        }
    ).sort_values(["member", "starts"], kind="stable", ignore_index=True)
    uses = pd.DataFrame(
        {
            "member": np.array([at[one[0]] for one in engagements], dtype=np.int32),
            "activity": np.array([activities.index(one[1]) for one in engagements], dtype=np.int16),
            "date": np.array([one[2] for one in engagements], dtype="datetime64[s]"),
            "quantity": np.array([one[3] if len(one) > 3 else 1.0 for one in engagements], dtype=float),
        }
    ).sort_values(["member", "date"], kind="stable", ignore_index=True)
    return Histories(
        run="2026",
        start=date(2026, 1, 1),
        end=date(2027, 1, 1),
        as_at=as_at,
        currency="GBP",
        members=frame,
        memberships=terms,
        engagements=uses,
        activities=tuple(activities),
    )
