"""A small output of stories with a figure, hidden ones, a claim, a trend, a portrait and a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from valuereport.model.story import Claim, Consent, Disclosure, Portrait, Published, Stories, Trend

PERIOD = (date(2026, 1, 1), date(2027, 1, 1))
CASE = Consent(
    "M1004",
    "Aoife Ní Bhriain",
    "The helpline answered within the hour.",
    frozenset({"web", "print"}),
    date(2026, 3, 2),
    date(2027, 3, 1),
    None,
)
CELLS = (
    Published("hours_saved", (), 210, 12400.0, 9800.0, 15000.0, "hours", ""),
    Published("share_above_fee", (), 210, 0.85, None, None, "share", ""),
    Published("hours_saved", (("sector", "Housing"),), None, None, None, None, "hours", "threshold"),
    Published("hours_saved", (("sector", "=Energy"),), 40, 0.5, 0.25, 1.0, "hours", ""),
    Published("hours_saved", (("sector", "Housing"), ("region", "")), None, None, None, None, "hours", "secondary"),
)
STORIES = Stories(
    run="2026-autumn",
    organisation="Institute of Surveyors",
    period=PERIOD,
    currency="GBP",
    draft=False,
    by=("sector", "region"),
    cells=CELLS,
    disclosures=(
        Disclosure("hours_saved", (("sector", "Housing"),), "threshold", "fewer than 10 members"),
        Disclosure("hours_saved", (("sector", "Housing"), ("region", "")), "secondary", "it would follow from totals"),
    ),
    claims=(Claim("hours_saved", 210, PERIOD, ("template-hours", "-deadweight"), "reported"),),
    trends=(Trend("members", "members", ((date(2025, 1, 1), None), (date(2026, 1, 1), 210.0))),),
    portraits=(Portrait((("sector", "Housing"),), 40, {"hours_saved": 12.0}),),
    cases=(CASE,),
    wins=((date(2026, 4, 1), "levy-relief"),),
    distribution=((0.0, 500.0, 60), (500.0, 1000.0, 150)),
)


def stories(**changes: object) -> Stories:
    """Return the specimen with some fields changed."""
    return replace(STORIES, **changes)  # type: ignore[arg-type]
