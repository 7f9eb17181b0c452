"""The tables of insights as CSV: one a part of insights.json, a row for each thing that it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from valuereport.files import csv_table
from valuereport.model.insight import MemberList

Row = Mapping[str, Any]

_LISTS: Final = ("contributions", "views", "groups", "renewals", "survival", "responded", "steps", "codes")
"""Parts of a row that are tables of their own."""


def insight_tables(data: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the CSV tables by their names. `data`: the content of insights.json."""
    tables = {
        "nodes": data["tree"] and data["tree"]["nodes"],
        "edges": data["tree"] and data["tree"]["edges"],
        "contributions": [*_inside(data["tree"] and data["tree"]["nodes"], "node", "id", "contributions")],
        "groups": [*_groups(data["tree"] and data["tree"]["nodes"])],
        "influence_year": data["influence"] and data["influence"]["year"],
        "influence_first_days": data["influence"] and data["influence"]["first_days"],
        "cohorts": [*_inside(data["cohorts"] and data["cohorts"]["cohorts"], "cohort", "label", "renewals")],
        "survival": data["cohorts"] and data["cohorts"]["survival"],
        "years": data["cohorts"] and data["cohorts"]["years"],
        "first_activities": data["first_value"] and data["first_value"]["activities"],
        "health": data["health"] and data["health"]["bands"],
        "decay": data["decay"] and data["decay"]["fields"],
        **_of_surveys(data["surveys"] or {}),
        "priorities": data["priorities"] and data["priorities"]["rows"],
        **_of_flywheel(data["flywheel"] or {}),
        "advocates": data["advocates"] and data["advocates"]["tiers"],
        "alerts": data["alerts"],
        "lost_words": data["lost_words"],
    }
    return {f"{name}.csv": _table([*map(_flat, rows)]) for name, rows in tables.items() if rows}


_SURVEY_TABLES: Final = (
    *("features", "waves", "kano", "drifts", "hints", "satisfaction", "promoters", "adoption", "texts"),
)


def _of_surveys(data: Mapping[str, Any]) -> dict[str, Sequence[Row]]:
    """Return the tables of what members say."""
    waves: Sequence[Row] = data.get("waves", ())
    responded = [
        {"survey": wave["survey"], "wave": wave["wave"], "by": view["by"], **group}
        for wave in waves
        for view in wave["responded"]
        for group in view["groups"]
    ]
    codes = [
        {name: text[name] for name in ("survey", "wave", "kind", "question")} | code
        for text in data.get("texts", ())
        for code in text["codes"]
    ]
    return {
        **{name: data.get(name, ()) for name in _SURVEY_TABLES},
        "staff_guesses": data.get("guesses", ()),
        "response_rates": responded,
        "text_codes": codes,
    }


def _of_flywheel(data: Mapping[str, Any]) -> dict[str, Sequence[Row]]:
    """Return the tables of the flywheel; a part that is withheld is a text, and has none."""
    parts = {name: part for name, part in data.items() if not isinstance(part, str)}
    cost, index = parts.get("acquisition"), parts.get("contribution")
    return {
        "conversions": [
            {"by": each["by"], "label": each["label"], **step, "loses": each["loses"] == step["stage"]}
            for each in parts.get("conversions", ())
            for step in each["steps"]
        ],
        "referrals": [parts["referrals"]] if "referrals" in parts else [],
        "acquisition": [cost["whole"], *cost["channels"]] if cost else [],
        "churn": [parts["churn"]] if "churn" in parts else [],
        **{f"contribution_{name}": index[name] if index else [] for name in ("years", "parts", "groups")},
        "reuse": parts.get("reuse", ()),
    }


def member_list(found: MemberList) -> bytes:
    """Return a list of members for staff as CSV."""
    return csv_table(found.columns, (dict(zip(found.columns, row, strict=True)) for row in found.rows))


def _table(rows: Sequence[Row]) -> bytes:
    columns = dict.fromkeys(name for row in rows for name in row)
    return csv_table([*columns], ({name: row.get(name, "") for name in columns} for row in rows))


def _flat(row: Row) -> Row:
    """Return a row whose cells are no tables: `figure` becomes figure_value, figure_low ..."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            found |= {f"{name}_{key}": each for key, each in _flat(value).items()}
        elif name not in _LISTS:
            found[name] = "; ".join(map(str, value)) if isinstance(value, list) else value
    return {name: "" if value is None else value for name, value in found.items()}


def _inside(rows: Sequence[Row] | None, name: str, key: str, part: str) -> Iterator[Row]:
    """Yield the rows of a part of each row, with the row's name before them."""
    for row in rows or ():
        for one in row[part]:
            yield {name: row[key], **one}


def _groups(nodes: Sequence[Row] | None) -> Iterator[Row]:
    """Yield a node divided by a field, a group a row, with what the group's mix and rate contribute."""
    for view in _inside(nodes, "node", "id", "views"):
        parts = {(one["driver"], one["part"]): one["value"] for one in view["contributions"]}
        for group in view["groups"]:
            of_group = {f"of_{part or 'change'}": parts.get((group["label"], part)) for part in ("mix", "rate", "")}
            yield {"node": view["node"], "by": view["by"], **group, **of_group}
