"""All analyses of a run's histories, in their order: what cannot be had says why, and the others still come."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from valuereport.errors import Problem
from valuereport.events import SILENT, Events, step
from valuereport.insights.alerts import crossings
from valuereport.insights.cohorts import cohorts
from valuereport.insights.decay import decay
from valuereport.insights.first_value import first_value
from valuereport.insights.flywheel.advocates import advocates
from valuereport.insights.flywheel.lists import Contacts
from valuereport.insights.flywheel.wheel import flywheel
from valuereport.insights.health import health, health_scores
from valuereport.insights.influence import influence
from valuereport.insights.member_measures import member_measures
from valuereport.insights.renewals import Renewals, renewals
from valuereport.insights.scoring import in_force, who_is_scored
from valuereport.insights.surveys.analysis import surveys
from valuereport.insights.surveys.answers import answers
from valuereport.insights.surveys.fatigue import NOT_TO_ASK
from valuereport.insights.surveys.kano import classes
from valuereport.insights.surveys.priorities import priorities
from valuereport.insights.surveys.ratings import ratings
from valuereport.insights.tree import driver_tree
from valuereport.model.alert import RuleResult
from valuereport.model.flywheel import Flywheel
from valuereport.model.histories import Histories
from valuereport.model.insight import Figure, MemberList, Tree, Withheld
from valuereport.model.insights import ActiveMeaning, Insights, LostWord
from valuereport.model.listening import Coding, Word
from valuereport.model.listening import Surveys as Listening
from valuereport.settings import AlertRule, Drivers, InsightRules, Judgement, Scoring, Settings
from valuereport.settings.flywheel import FlywheelRules
from valuereport.settings.insight_checks import with_contribution
from valuereport.settings.surveys import Surveys

_STEPS: Final = (
    *("renewals", "influence", "surveys", "tree", "cohorts", "first_value", "health", "decay", "flywheel", "alerts"),
)
_RENEWAL: Final = "renewal_rate"  # the node whose target is that of cohorts


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """What the ledger knows of members: who objects to being scored, and whose address came back for good.

    `half_lives`: months by field, where enough bounces say so. `contacts`: whom not to ask, and who gave a consent.
    """

    objected: Collection[str] = ()
    bounced: Collection[str] = ()
    half_lives: Mapping[str, float] = field(default_factory=dict)
    contacts: Contacts = field(default_factory=Contacts)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings say of insights."""

    organisation: str
    insights: InsightRules
    drivers: Drivers
    scoring: Scoring
    alerts: Sequence[AlertRule]
    judgement: Judgement
    surveys: Surveys = field(default_factory=Surveys)
    flywheel: FlywheelRules = field(default_factory=FlywheelRules)
    words: Sequence[Word] = ()  # of the workspace's list, and what they weigh in answers in own words
    codings: Sequence[Coding] = ()  # what raters made of such answers


def rules_of(settings: Settings) -> Rules:
    """Return what the settings of a workspace say of insights."""
    workspace = settings.workspace
    return Rules(
        organisation=workspace.organisation.name,
        insights=workspace.insights,
        drivers=settings.drivers,
        scoring=workspace.scoring,
        alerts=workspace.alert,
        judgement=settings.judgement,
        surveys=settings.surveys,
        flywheel=workspace.flywheel,
    )


@dataclass(frozen=True, slots=True)
class Analysed:
    """The insights but for alerts, what a person should look at, and what came of each rule of alerts."""

    found: Insights
    problems: tuple[Problem, ...]
    of_alerts: tuple[RuleResult, ...]


def analysed(
    histories: Histories, rules: Rules, facts: LedgerFacts, by: Sequence[str] = (), events: Events = SILENT
) -> Analysed:
    """Return all insights of some histories. `by`: fields of members by which figures of the tree are divided, too."""

    def next_step(name: str) -> None:
        step(events, "insights", _STEPS.index(name), len(_STEPS))

    own = with_contribution(rules.insights, rules.judgement.taxonomy.activity)
    meaningful = [one.id for one in rules.judgement.taxonomy.activity if one.meaningful]
    next_step("renewals")
    terms = renewals(histories, own)
    next_step("influence")
    influences = influence(histories, terms, own)
    found_influences = None if isinstance(influences, Withheld) else influences
    next_step("surveys")
    said, of_surveys, survey_problems = surveys(histories, rules.surveys, own, terms, rules.words, rules.codings)
    first_to_do = priorities(histories, said, rules.surveys, own)
    rated = None if isinstance(said, Withheld) else ratings(answers(histories, rules.surveys)[0])
    next_step("tree")
    tree, of_tree = driver_tree(histories, terms, rules.drivers, own, by, found_influences, meaningful, rated)
    next_step("cohorts")
    of_cohorts = cohorts(terms, own, _target(rules.drivers, _RENEWAL))
    next_step("first_value")
    first = first_value(
        histories, terms, meaningful, smallest=own.smallest, renewal_target=_target(rules.drivers, _RENEWAL)
    )
    next_step("health")
    scoring = in_force(histories, rules.scoring)
    scored = who_is_scored(histories, scoring, facts.objected)
    healths = health(histories, terms, own, scored)
    scores = None if isinstance(scored, Withheld) else health_scores(histories, terms, own, scored)
    next_step("decay")
    stale = decay(histories, terms, own, facts.half_lives, facts.bounced)
    next_step("flywheel")
    wheel = _flywheel(histories, terms, rules, own, said, meaningful, by)
    contacts = replace(facts.contacts, too_often=(*facts.contacts.too_often, *_not_to_ask(of_surveys)))
    tiers, of_tiers = advocates(histories, terms, own, rules.flywheel, rules.surveys, scored, contacts)
    next_step("alerts")
    results, of_alerts = _alerts(histories, rules, own, scoring, tree, scored, scores)
    step(events, "insights", len(_STEPS), len(_STEPS))
    found = Insights(
        run=histories.run,
        organisation=rules.organisation,
        start=histories.start,
        end=histories.end,
        as_at=histories.as_at,
        currency=histories.currency,
        members=int(histories.members["current"].sum()),
        smallest=own.smallest,
        active=ActiveMeaning(own.active.activities, own.active.uses, own.active.days),
        lost_words=tuple(
            LostWord(one.source, own.owners.get(one.source, ""), one.word, one.uses)
            for one in sorted(histories.unknown_words, key=lambda one: (-one.uses, one.source, one.word))
        ),
        activity_labels={one.id: one.label for one in rules.judgement.taxonomy.activity},
        tree=tree,
        influence=found_influences,
        cohorts=None if isinstance(of_cohorts, Withheld) else of_cohorts,
        first_value=None if isinstance(first, Withheld) else first,
        health=None if isinstance(healths, Withheld) else healths[0],
        decay=None if isinstance(stale, Withheld) else stale[0],
        surveys=None if isinstance(said, Withheld) else said,
        priorities=None if isinstance(first_to_do, Withheld) else first_to_do,
        flywheel=None if isinstance(wheel, Withheld) else wheel[0],
        advocates=None if isinstance(tiers, Withheld) else tiers,
        withheld=dict(
            _withheld(
                influence=influences,
                cohorts=of_cohorts,
                first_value=first,
                health=healths,
                decay=stale,
                surveys=said,
                priorities=first_to_do,
                flywheel=wheel,
                advocates=tiers,
            )
        ),
        lists=(*(one[1] for one in (healths, stale) if not isinstance(one, Withheld)), *of_surveys, *of_tiers),
    )
    of_wheel = () if isinstance(wheel, Withheld) else wheel[1]
    return Analysed(found, (*terms.problems, *survey_problems, *of_tree, *of_wheel, *of_alerts), results)


def _flywheel(
    histories: Histories,
    terms: Renewals,
    rules: Rules,
    own: InsightRules,
    said: Listening | Withheld,
    meaningful: Sequence[str],
    by: Sequence[str],
) -> tuple[Flywheel, tuple[Problem, ...]] | Withheld:
    """Return the flywheel, with what surveys say: which features delight, and the newest net promoter score."""
    attractive: list[str] = []
    nps: Figure | Withheld = Withheld("no_surveys")
    if not isinstance(said, Withheld):
        attractive = [name for name, one in classes(said.kano).items() if one == "attractive"]
        scores = [one.figure for one in said.promoters if one.kind == "members" and not one.by]
        nps = scores[-1] if scores else nps
    return flywheel(
        *(histories, terms, own, rules.flywheel, rules.surveys),
        attractive=attractive,
        assumptions=rules.judgement.assumptions,
        meaningful=meaningful,
        by=by,
        nps=nps,
    )


def _not_to_ask(lists: Sequence[MemberList]) -> Iterator[str]:
    """Yield the ids of members who were asked too often."""
    for one in lists:
        if one.name == NOT_TO_ASK:
            place = one.columns.index("member_id")
            yield from (str(row[place]) for row in one.rows)


def _target(drivers: Drivers, node: str) -> str:
    return next((one.target for one in drivers.node if one.id == node), "")


def _alerts(
    histories: Histories,
    rules: Rules,
    own: InsightRules,
    scoring: Scoring,
    tree: Tree,
    scored: NDArray[np.bool_] | Withheld,
    scores: NDArray[np.float64] | None,
) -> tuple[tuple[RuleResult, ...], tuple[Problem, ...]]:
    if not isinstance(scored, Withheld):  # who objects may be known to the ledger alone
        histories = replace(histories, members=histories.members.assign(no_scoring=~scored))
    members = member_measures(histories, own.active, scores)
    nodes = {one.id: one for one in tree.nodes}
    return crossings(rules.alerts, nodes, members, scoring, histories.as_at)


def _withheld(**parts: object) -> Iterator[tuple[str, Withheld]]:
    """Yield the parts that cannot be had, and why."""
    for name, part in parts.items():
        if isinstance(part, Withheld):
            yield name, part
