"""Histories -> the flywheel: each of its parts, or why it cannot be had."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from valuereport.errors import Problem
from valuereport.insights.facts import Facts, Year
from valuereport.insights.flywheel.acquisition import acquisition, spellings
from valuereport.insights.flywheel.answers import answers_to
from valuereport.insights.flywheel.churn import churn
from valuereport.insights.flywheel.contribution import contribution
from valuereport.insights.flywheel.conversion import conversions
from valuereport.insights.flywheel.referrals import referrals
from valuereport.insights.flywheel.reuse import reuse
from valuereport.insights.flywheel.sources import sources
from valuereport.insights.renewals import Renewals
from valuereport.insights.windows import windows
from valuereport.model.flywheel import Flywheel, HourValue
from valuereport.model.histories import Histories
from valuereport.model.insight import Figure, Withheld
from valuereport.settings.flywheel import FlywheelRules
from valuereport.settings.insights import InsightRules
from valuereport.settings.judgement import Assumption
from valuereport.settings.surveys import Surveys

_SEGMENT = "grade"


def flywheel(
    histories: Histories,
    renewals: Renewals,
    rules: InsightRules,
    own: FlywheelRules,
    surveys: Surveys,
    *,
    attractive: Collection[str] = (),
    assumptions: Mapping[str, Assumption] | None = None,
    meaningful: Collection[str] = (),
    by: Sequence[str] = (),
    nps: Figure | Withheld = Withheld("no_surveys"),  # noqa: B008 - frozen
) -> tuple[Flywheel, tuple[Problem, ...]] | Withheld:
    """Return the flywheel of the run's period, and what is wrong with who brought whom.

    `rules`: with the activities of contribution named (settings.insight_checks.with_contribution). `attractive`: ids of
    features that members find attractive (Kano). `meaningful`: ids of activities, none for all. `by`: fields of members
    by which the table and the index are divided, besides the grade. `nps`: the newest, as the surveys say it.
    """
    if renewals.terms.empty:
        return Withheld("no_memberships")
    facts = Facts(histories, renewals, rules, meaningful)
    now, before = (Year(facts, window) for window in windows(histories))
    channels = spellings(histories.acquisition)
    come_from = sources(histories, renewals.terms, own, surveys, channels)
    fields = (_SEGMENT, *rules.by, *by)
    delighters = delighting(surveys, attractive)
    targets = surveys.targets
    return Flywheel(
        conversions=conversions(facts, own, come_from, answers_to(histories, surveys, "nps"), delighters, fields),
        delighters=delighters,
        referrals=referrals(now, before, come_from, targets.referrals),
        acquisition=acquisition(now, before, come_from, hour_value(own, assumptions or {}), targets.cost_per_member),
        churn=churn(now, before, delighters, targets.churn),
        contribution=contribution(facts, now, own, fields, targets.contribution),
        reuse=reuse(histories, own, rules.smallest),
        nps=nps,
    ), come_from.problems


def delighting(surveys: Surveys, attractive: Collection[str]) -> tuple[str, ...]:
    """Return the activities of attractive features."""
    return tuple(dict.fromkeys(each for one in surveys.feature if one.id in attractive for each in one.activities))


def hour_value(own: FlywheelRules, assumptions: Mapping[str, Assumption]) -> HourValue | None:
    """Return what an hour of staff's time is taken for, None where nothing says so."""
    found = assumptions.get(own.staff_hour)
    return None if found is None else HourValue(own.staff_hour, found.low, found.central, found.high, found.source)
