"""[insights] and [[alert]] held against the taxonomy, the sources, the members' columns and the driver tree."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from valuereport.errors import Problem, SettingsError
from valuereport.settings.drivers import BY
from valuereport.settings.flywheel import FlywheelRules
from valuereport.settings.insights import AlertRule, InsightRules
from valuereport.settings.judgement import Activity
from valuereport.settings.known_keys import did_you_mean


def check_insights(path: str, rules: InsightRules, activities: Collection[str]) -> None:
    """Check names that [insights] uses. Raises SettingsError. `activities`: ids of the taxonomy."""
    of_taxonomy = "an id from the taxonomy"
    _check(path, "insights.active.activities", rules.active.activities, activities, of_taxonomy)
    _check(path, "insights.contribution", rules.contribution, activities, of_taxonomy)
    _check(path, "insights.by", rules.by, BY, "what a figure is divided by")


def check_alert_nodes(path: str, alerts: Iterable[AlertRule], nodes: Collection[str]) -> None:
    """Check that alerts are about nodes that the driver tree has. Raises SettingsError. `nodes`: their ids."""
    for one in alerts:
        if one.node:
            _check(path, f"alert.{one.id}.node", (one.node,), nodes, "a node of the driver tree")


def check_flywheel(
    path: str, rules: FlywheelRules, activities: Collection[str], contributed: Collection[str], known: Collection[str]
) -> None:
    """Check names that [flywheel] uses. Raises SettingsError.

    `contributed`: the activities by which members give to others; `known`: ids of assumptions.
    """
    if rules.staff_hour:
        _check(path, "flywheel.staff_hour", (rules.staff_hour,), known, "an id from the assumptions file")
    gives = "an activity by which members give to others ([insights] contribution; else those of community)"
    _check(path, "flywheel.weights", rules.weights, contributed, gives)
    _check(path, "flywheel.reused", rules.reused, contributed, gives)
    for name, uses in rules.reused.items():
        _check(path, f"flywheel.reused.{name}", uses, activities, "an id from the taxonomy")


def owner_problems(path: Path, rules: InsightRules, sources: Collection[str]) -> tuple[Problem, ...]:
    """Return a warning for each owner of a source that is not there: it may come with the next exports.

    `sources`: the names of all [[source]].
    """
    reason = "the owner of a source that no [[source]] has"
    return tuple(
        Problem(
            *("load", "warning", reason, f"nobody is asked about its words{did_you_mean(name, sources)}", path.name),
            column="insights.owners",
            value=name,
        )
        for name in rules.owners
        if name not in sources
    )


def with_contribution(rules: InsightRules, taxonomy: Iterable[Activity]) -> InsightRules:
    """Return the rules with the activities by which members give to others: those of community, unless named."""
    if rules.contribution:
        return rules
    return rules.model_copy(update={"contribution": tuple(one.id for one in taxonomy if one.benefit == "community")})


def _check(path: str, key: str, found: Iterable[str], known: Collection[str], what: str) -> None:
    for name in found:
        if name not in known:
            raise SettingsError(path, key, name, f"{what}: {', '.join(known)}{did_you_mean(name, known)}")
