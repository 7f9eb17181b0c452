"""How satisfied each questionnaire of members is: what the driver tree counts as satisfaction."""

from __future__ import annotations

from valuereport.insights.facts import Ratings
from valuereport.insights.surveys.answers import Answers
from valuereport.insights.surveys.satisfaction import satisfied


def ratings(found: Answers) -> Ratings:
    """Return of each questionnaire of members with a CSAT answer its newest day, and its share of satisfied answers."""
    rated = found.asking("csat")
    of_members = {at for at, wave in enumerate(found.waves) if wave.kind == "members"}
    rated = rated[rated["wave"].isin(of_members)]
    happy = satisfied(rated["meaning"].to_numpy(), rated["question"].to_numpy(), found.questions)
    each = rated.assign(happy=happy.astype(float)).groupby("person", sort=True).agg({"happy": "mean", "date": "max"})
    return Ratings(each["date"].to_numpy().astype("datetime64[D]"), each["happy"].to_numpy(dtype=float))
