"""One occasion gives value once: rows of several exports, or of one, that may tell of the same thing.

A webinar stands in the ticket shop and in the attendance report. Rows of the same member, contact and day are one
occasion where they have the same reference inside a source, or the same title in several sources.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from valuereport.calculator.draws import FloatArray
from valuereport.errors import Problem
from valuereport.settings import Activity, Settings


@dataclass(frozen=True, slots=True)
class CountedTwice:
    """Which engagements give no value because another one tells of the same occasion, and a problem for each."""

    rows: NDArray[np.bool_]
    problems: tuple[Problem, ...]


def counted_twice(
    members: pd.DataFrame, engagements: pd.DataFrame, priced: NDArray[np.bool_], worth: FloatArray, settings: Settings
) -> CountedTwice:
    """Return the engagements that give no value. `priced`: those that have a price; `worth`: at the means."""
    beside = _beside(settings.judgement.taxonomy.activity)
    some = _on_one_day(engagements, np.flatnonzero(priced)).assign(worth=lambda rows: worth[rows.index])
    if some.empty:
        return CountedTwice(np.zeros(len(engagements), dtype=bool), ())
    referenced = some[some["reference"] != ""]
    repeated = referenced[referenced.duplicated(["person_and_day", "source", "reference"], keep=False)]
    occasion = repeated.groupby(["person_and_day", "source", "reference"], sort=False).ngroup()
    left_out = _left_out(repeated.assign(occasion=occasion, visit=repeated.index), beside)
    rest = some.assign(occasion=_occasions(some), visit=some["source"])[~some.index.isin(left_out.index)]
    several = rest[rest.groupby("occasion")["source"].transform("nunique") > 1]
    left_out = pd.concat([left_out, _left_out(several, beside)])
    twice = np.zeros(len(engagements), dtype=bool)
    twice[left_out.index] = True
    return CountedTwice(twice, tuple(_problem(members, engagements, *pair) for pair in left_out.sort_index().items()))


def _on_one_day(engagements: pd.DataFrame, rows: NDArray[np.intp]) -> pd.DataFrame:
    """Return those of some engagements that share their day with another one of the same person."""
    people = engagements[["member", "contact", "date"]].iloc[rows]
    day = people["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    member, contact = people["member"].to_numpy().astype(np.int64), people["contact"].to_numpy().astype(np.int64) + 1
    members = member.max(initial=0) + 1
    code = (day * (contact.max(initial=0) + 1) + contact) * members + member
    shared = pd.Series(code).duplicated(keep=False).to_numpy()
    found = engagements[["source", "title", "reference", "activity"]].iloc[rows[shared]]
    return pd.DataFrame(
        {
            "person_and_day": code[shared],
            "activity": found["activity"].to_numpy(),
            "source": found["source"].astype(str).to_numpy(),
            "reference": found["reference"].astype(str).to_numpy(),
            "title": found["title"].astype(str).str.strip().str.casefold().to_numpy(),
        },
        index=rows[shared],
    )


def _occasions(rows: pd.DataFrame) -> NDArray[np.intp]:
    """Return a code of the occasion of each row: rows of one title belong together, and rows of one reference."""
    links = []
    for columns in (["person_and_day", "title"], ["person_and_day", "source", "reference"]):
        code = rows.groupby(columns, sort=False).ngroup().to_numpy()
        alone = (rows[columns[-1]] == "").to_numpy()
        links.append(np.where(alone, np.arange(len(rows)) + len(rows), code))
    titles, references = links
    size = 2 * len(rows)
    graph = coo_array((np.ones(len(rows)), (titles, references + size)), shape=(2 * size, 2 * size))
    return np.asarray(connected_components(graph, directed=False)[1][titles], dtype=np.intp)


def _beside(activities: tuple[Activity, ...]) -> NDArray[np.bool_]:
    """Return which activities may give value beside which on one occasion: activities x activities."""
    found = np.array([[other.id in one.beside for other in activities] for one in activities], dtype=bool)
    return np.asarray(found | found.T)


def _left_out(rows: pd.DataFrame, beside: NDArray[np.bool_]) -> pd.Series:
    """Return the engagements that give no value, each with one that does.

    `rows`: the engagements of several occasions, each of several visits. Of an occasion the first activity in the
    taxonomy's order counts, and those that may stand beside it; of one activity the visit of the smaller value.
    """
    if rows.empty:
        return pd.Series([], index=pd.Index([], dtype=np.intp), dtype=np.intp)
    occasion = pd.factorize(rows["occasion"])[0]
    kept = np.zeros((occasion.max() + 1, len(beside)), dtype=bool)
    activity = rows["activity"].to_numpy()
    for number in np.unique(activity).tolist():
        having = np.unique(occasion[activity == number])
        kept[having, number] = ~(kept[having] & ~beside[number]).any(axis=1)
    worth = rows.assign(occasion=occasion).groupby(["occasion", "activity", "visit"], sort=True)["worth"].sum()
    least = worth.sort_values(kind="stable").reset_index().drop_duplicates(["occasion", "activity"])
    visits = pd.MultiIndex.from_frame(least[["occasion", "activity", "visit"]])
    here = pd.MultiIndex.from_arrays([occasion, activity, rows["visit"]])
    counts = kept[occasion, activity] & here.isin(visits)
    first = pd.Series(rows.index[counts], index=occasion[counts]).groupby(level=0).first()
    return pd.Series(first.loc[occasion[~counts]].to_numpy(), index=rows.index[~counts])


def _problem(members: pd.DataFrame, engagements: pd.DataFrame, position: int, kept: int) -> Problem:
    found, other = engagements.iloc[position], engagements.iloc[kept]
    return Problem(
        "calculate",
        "warning",
        f"may be counted twice: the same occasion as {other['file']} row {other['row']}",
        "it gives no value; where both are worth something, name the one activity in the other's beside",
        str(found["file"]),
        int(found["row"]),
        "title",
        str(found["title"]),
        str(members["member_id"].iloc[int(found["member"])]),
    )
