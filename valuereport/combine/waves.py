"""How much was read of each wave of each survey."""

from __future__ import annotations

import pandas as pd

from valuereport.model.history import WaveTally
from valuereport.settings.surveys import FEELINGS, NUMBERS, YES_NO, Surveys


def wave_tallies(responses: pd.DataFrame, surveys: Surveys) -> tuple[WaveTally, ...]:
    """Return a tally for each wave that has responses or stands in surveys.toml, in the order of survey and wave."""
    on_scale = {one.id for one in surveys.question if one.asks in {*FEELINGS, *NUMBERS, YES_NO}}
    some = responses[["survey", "wave", "respondent", "member"]].assign(
        empty=(responses["answer"] == "") & responses["question"].isin(on_scale)
    )
    listed = {(one.survey, one.id): one.kind for one in surveys.wave}
    found: dict[tuple[str, str], WaveTally] = {}
    for key, rows in some.groupby(["survey", "wave"]):
        survey, wave = map(str, key) if isinstance(key, tuple) else ("", "")
        found[survey, wave] = WaveTally(
            survey=survey,
            wave=wave,
            kind=listed.get((survey, wave), "members"),
            questionnaires=rows["respondent"].nunique(),
            answers=len(rows),
            empty=int(rows["empty"].sum()),
            unknown=rows.loc[rows["member"] < 0, "respondent"].nunique(),
            listed=(survey, wave) in listed,
            anonymous=surveys.is_anonymous(survey, wave),
        )
    for (survey, wave), kind in listed.items():
        none = WaveTally(survey, wave, kind, 0, 0, 0, 0, True, surveys.is_anonymous(survey, wave))
        found.setdefault((survey, wave), none)
    return tuple(found[key] for key in sorted(found))
