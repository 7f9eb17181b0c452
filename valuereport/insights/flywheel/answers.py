"""What members answered to questions of some kind; a workshop's guesses are nobody's answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from valuereport.model.histories import Histories
from valuereport.settings.surveys import Asks, Surveys


@dataclass(frozen=True, slots=True)
class Answers:
    """Rows of answers: member, date (NaT where unknown), number (NaN where it is none), said (a text)."""

    frame: pd.DataFrame

    @property
    def latest(self) -> Mapping[str, NDArray[Any]]:
        """Return the columns with the newest answer of each member; of those without a date the last one."""
        ordered = self.frame.sort_values(["member", "date"], kind="stable", na_position="first")
        kept = ordered[~ordered["member"].duplicated(keep="last")]
        return {name: kept[name].to_numpy() for name in kept.columns}


def answers_to(histories: Histories, surveys: Surveys, *asks: Asks) -> Answers:
    """Return the answers of members whose number is known, to all questions of these kinds.

    A run may know the members of a wave that was declared anonymous later: they count as unknown.
    """
    responses = histories.responses
    wanted = {(one.survey, one.id) for one in surveys.question if one.asks in asks}
    waves = responses[["survey", "wave"]].drop_duplicates().itertuples(index=False, name=None)
    nobodys = {one for one in waves if surveys.is_anonymous(*one)}
    nobodys |= {(one.survey, one.id) for one in surveys.wave if one.kind == "staff-guess"}
    kept = (responses["member"].to_numpy() >= 0) & _among(responses, "question", wanted)
    kept &= ~_among(responses, "wave", nobodys)
    rows = responses[kept]
    answer, value = (rows[name].to_numpy(dtype=object) for name in ("answer", "value"))
    frame = pd.DataFrame(
        {
            "member": rows["member"].to_numpy(dtype=np.int64),
            "date": rows["date"].to_numpy().astype("datetime64[s]"),
            "number": pd.to_numeric(pd.Series(answer, dtype="str"), errors="coerce").to_numpy(dtype=float),
            "said": np.where(answer == "", value, answer),
        }
    )
    return Answers(frame[frame["said"].to_numpy(dtype=object) != ""].reset_index(drop=True))


def _among(responses: pd.DataFrame, column: str, wanted: Collection[tuple[str, str]]) -> NDArray[np.bool_]:
    found = np.zeros(len(responses), np.bool_)
    for survey, name in wanted:
        found |= ((responses["survey"] == survey) & (responses[column] == name)).to_numpy(dtype=np.bool_)
    return found
