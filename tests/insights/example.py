"""Insights for tests: an association of 2,400 members, one of which nothing can be said, and one that is too small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tests.insights.listening_example import advocates, few_responses, flywheel, priorities, surveys
from tests.insights.shares import share
from valuereport.model.insight import (
    AlertCount,
    Cohort,
    Cohorts,
    Contribution,
    Decay,
    Edge,
    FieldDecay,
    Figure,
    FirstActivity,
    FirstValue,
    Group,
    Health,
    HealthBand,
    HealthPart,
    Influence,
    Influences,
    Label,
    Node,
    Renewal,
    SurvivalPoint,
    Tree,
    Unit,
    Verdict,
    View,
    Withheld,
    YearChange,
)
from valuereport.model.insights import SECTIONS, ActiveMeaning, Insights, LostWord

_ACTIVITIES = {
    "cpd-webinar": {"en": "CPD webinar", "de": "Online-Fortbildung", "ar": "ندوة تدريبية عبر الإنترنت"},
    "template-download": {"en": "Template download", "de": "Vorlage heruntergeladen", "ar": "تنزيل نموذج"},
    "helpline": {"en": "Helpline call", "de": "Anruf bei der Beratung", "ar": "مكالمة إلى خط المساعدة"},
    "regional-meeting": {"en": "Regional meeting", "de": "Regionaltreffen", "ar": "اجتماع إقليمي"},
    "committee-meeting": {"en": "Committee meeting", "de": "Ausschusssitzung", "ar": "اجتماع لجنة"},
}


def _difference(value: float, half: float, n: int) -> Figure:
    return Figure(value, value - half, value + half, n)


def _node(
    name: str,
    unit: Unit,
    figure: Figure,
    before: float | Figure | None,
    contributions: Sequence[Contribution] = (),
    views: Sequence[View] = (),
    formula: str = "",
    **other: object,
) -> Node:
    previous = Figure(before) if isinstance(before, float | int) else before
    change = figure.value - previous.value if previous and previous.value and figure.value is not None else None
    found = Node(
        id=name,
        label=Label(name),
        unit=unit,
        owner="Membership",
        source="memberships",
        formula=formula,
        figure=figure,
        previous=previous,
        change=change,
        contributions=tuple(contributions),
        views=tuple(views),
        complete=0.98,
        newest=date(2026, 10, 31),
    )
    return replace(found, **other)  # type: ignore[arg-type]


def _parts(**values: float) -> tuple[Contribution, ...]:
    return tuple(Contribution(name, "", value) for name, value in values.items())


_TENURE = View(
    "tenure",
    (
        Group("1", share(720, 1000), share(280, 400)),
        Group("2-3", share(446, 490), share(738, 820)),
        Group("4-6", share(282, 310), share(468, 520)),
        Group("7+", share(182, 200), share(234, 260)),
    ),
    (
        Contribution("1", "rate", 0.0070),
        Contribution("1", "mix", -0.0383),
        Contribution("2-3", "rate", 0.0032),
        Contribution("2-3", "mix", -0.0101),
        Contribution("4-6", "rate", 0.0020),
        Contribution("4-6", "mix", -0.0064),
        Contribution("7+", "rate", 0.0013),
        Contribution("7+", "mix", -0.0037),
    ),
    "mix",
)
_GRADE = View(
    "grade",
    (
        Group("Fellow", share(402, 455), share(396, 440)),
        Group("Associate", share(980, 1215), share(1012, 1190)),
        Group("Student", share(205, 283), share(267, 322)),
        Group("other", share(43, 47), share(45, 48)),
    ),
    (
        Contribution("Fellow", "rate", -0.004),
        Contribution("Associate", "rate", -0.026),
        Contribution("Student", "rate", -0.015),
        Contribution("other", "rate", -0.0),
    ),
    "",
)


def tree() -> Tree:
    """Return the default driver tree with the figures of two years: F3 of the facts is in it."""
    renewal = share(1630, 2000, ">= 0.85", "missed")
    count = Figure
    nodes = (
        _node(
            *("dues", "money", Figure(742_300.0, target="change >= 0.02", verdict="missed"), 748_100.0),
            _parts(dues_renewing=-31_400, dues_new=24_900, dues_rejoined=700),
            formula="dues_renewing + dues_new + dues_rejoined",
        ),
        _node(
            *("dues_renewing", "money", count(521_600.0), 553_000.0),
            _parts(due=-4_100, renewal_rate=-29_600, fee_renewing=2_300),
            formula="due * renewal_rate * fee_renewing",
        ),
        _node("due", "count", count(2000.0), 2015.0),
        _node("renewal_rate", "share", renewal, share(1720, 2000), views=(_TENURE, _GRADE), formula="renewed / due"),
        _node("fee_renewing", "money", count(320.0), 318.6),
        _node("dues_new", "money", count(206_400.0), 181_500.0, _parts(joined=22_000, fee_new=2_900)),
        _node("joined", "count", count(688.0), 612.0),
        _node("fee_new", "money", count(300.0), 296.5),
        _node("dues_rejoined", "money", count(14_300.0), 13_600.0),
        _node("active_30", "share", share(402, 688, ">= 0.60", "close"), share(331, 612), owner="Engagement"),
        _node("share_active", "share", share(1608, 2400, ">= 0.65", "met"), share(1530, 2380), owner="Engagement"),
        _node(
            *("uses", "count", count(11_930.0, target="change >= 0.10", verdict="missed"), 11_210.0),
            _parts(members_active=580, activities_each=-90, uses_each=230),
            formula="members_active * activities_each * uses_each",
        ),
        _node("members_active", "count", count(1608.0), 1530.0, _parts(members=13, share_active=65)),
        _node("members", "count", count(2400.0), 2380.0),
        _node("activities_each", "times", count(2.12), 2.14),
        _node("uses_each", "times", count(3.5), 3.42),
        _node("uses:cpd-webinar", "count", count(5_410.0), 4_900.0, source="webinars", vanity=True),
        _node(
            *("satisfaction", "points", Figure(None), None),
            complete=None,
            newest=None,
            source="",
            withheld=Withheld("no_surveys"),  # type: ignore[arg-type]
        ),
    )
    arithmetic = {
        "dues": ("dues_renewing", "dues_new", "dues_rejoined"),
        "dues_renewing": ("due", "renewal_rate", "fee_renewing"),
        "dues_new": ("joined", "fee_new"),
        "uses": ("members_active", "activities_each", "uses_each"),
        "members_active": ("members", "share_active"),
    }
    edges = [Edge(each, to, "arithmetic") for to, sources in arithmetic.items() for each in sources]
    edges.append(Edge("active_30", "renewal_rate", "influence", "association", "Research of 2024"))
    edges.append(Edge("uses", "renewal_rate", "influence", "association"))
    edges += [Edge(each, "renewal_rate", "influence", "hypothesis") for each in ("satisfaction", "share_active")]
    return Tree(("dues",), nodes, tuple(edges))


def _influence(activity: str, users: tuple[int, int], others: tuple[int, int], value: float, half: float) -> Influence:
    difference = _difference(value, half, users[1] + others[1])
    p = 0.0004 if value > half else 0.41
    return Influence(activity, share(*users), share(*others), difference, p, min(1.0, 5 * p))


def _cohort(year: int, members: int, renewals: Sequence[tuple[int, int]], target: str = ">= 0.85") -> Cohort:
    verdicts: Sequence[Verdict] = ("missed", "close", "met")
    found = [
        Renewal(number, share(done, due, target, verdicts[min(number, 3) - 1]), done, 0)
        for number, (done, due) in enumerate(renewals, 1)
    ]
    waiting = renewals[-1][0] if renewals else members
    found.append(Renewal(len(found) + 1, Figure(None, n=0, target=target, verdict="not_due"), 0, waiting))
    return Cohort(str(year), members, tuple(found), ())


_CURVE = ((3, 0.93), (5, 0.88), (9, 0.74), (14, 0.58), (20, 0.49), (30, 0.42), (45, 0.36), (90, 0.27), (180, 0.21))


def insights() -> Insights:
    """Return insights in which nearly everything is known, of a year in which the mix changed."""
    return Insights(
        run="2026-autumn",
        organisation="Institute of Building Aftercare",
        start=date(2025, 11, 1),
        end=date(2026, 11, 1),
        as_at=date(2026, 11, 15),
        currency="GBP",
        members=2400,
        smallest=10,
        active=ActiveMeaning(("cpd-webinar", "helpline", "committee-meeting"), 2, 365),
        lost_words=(LostWord("zoom.csv", "Events", "Lunch & Learn", 214), LostWord("crm.csv", "", "Misc", 37)),
        activity_labels=_ACTIVITIES,
        tree=tree(),
        influence=Influences(
            first_days=(
                _influence("cpd-webinar", (255, 310), (245, 370), 0.141, 0.066),
                _influence("helpline", (60, 75), (440, 605), 0.051, 0.098),
            ),
            year=(
                _influence("cpd-webinar", (840, 960), (790, 1040), 0.092, 0.033),
                _influence("regional-meeting", (410, 480), (1220, 1520), 0.021, 0.037),
            ),
            too_few=("committee-meeting",),
        ),
        cohorts=Cohorts(
            kind="year",
            cohorts=(
                _cohort(2022, 540, ((394, 530), (345, 390), (318, 342), (297, 315))),
                _cohort(2023, 575, ((413, 566), (363, 410), (340, 361))),
                _cohort(2024, 612, ((441, 600), (386, 438))),
                _cohort(2025, 688, ((495, 688),)),
                _cohort(2026, 120, ()),
            ),
            survival=tuple(
                SurvivalPoint(number, share(count, 2300), risk, "log-log")
                for number, (count, risk) in enumerate(((1690, 2384), (1495, 1238), (1386, 703), (1307, 315)), 1)
            ),
            years=(
                YearChange(
                    *("2025", share(1720, 2000), share(1707, 1990), -0.001, 0.003, "", share(280, 400)),
                    share(1440, 1600),
                ),
                YearChange(
                    *("2026", share(1630, 2000), share(1720, 2000), -0.0585, 0.0135, "mix", share(720, 1000)),
                    share(910, 1000),
                ),
            ),
            folded=6,
        ),
        first_value=FirstValue(
            median=Figure(19.0, 17.0, 22.0, 688, "<= 14", "missed"),
            by_day_14=replace(share(289, 688), target=">= 0.5", verdict="missed"),
            by_day_30=share(399, 688),
            curve=_CURVE,
            waiting=142,
            activities=(
                FirstActivity("cpd-webinar", share(260, 546)),
                FirstActivity("template-download", share(190, 546)),
                FirstActivity("helpline", share(96, 546)),
            ),
            renewal_with=share(310, 380),
            renewal_without=share(190, 300),
            difference=_difference(0.182, 0.068, 680),
        ),
        health=Health(
            parts=(
                HealthPart("recency", 30, 90),
                HealthPart("breadth", 20, 4),
                HealthPart("depth", 25, 12),
                HealthPart("contribution", 10, 4),
                HealthPart("relationship", 15, 5),
            ),
            bands=(
                HealthBand(0, 20, 640, share(380, 610)),
                HealthBand(20, 40, 510, share(420, 520)),
                HealthBand(40, 60, 560, share(470, 540)),
                HealthBand(60, 80, 450, share(385, 420)),
                HealthBand(80, 100, 228, share(215, 222)),
            ),
            zeros=511,
            ties=690,
            months=tuple((f"2026-{month:02d}", 38.0 + month % 5) for month in range(1, 11)),
            opted_out=12,
            stable=0.83,
        ),
        decay=Decay(
            fields=(
                FieldDecay("email", 2377, 2204, 31.4, "measured", 0.81, 452.0),
                FieldDecay("phone", 1960, 1340, 48.0, "assumed", 0.72, 549.0),
                FieldDecay("address", 2310, 2290, 84.0, "assumed", 0.9, 231.0),
                FieldDecay("job_title", 1507, 0, 30.0, "assumed", None, 0.0),
            ),
            queue=312,
            first=50,
            expected_errors=31.4,
        ),
        surveys=surveys(),
        priorities=priorities(),
        flywheel=flywheel(),
        advocates=advocates(),
        alerts=(
            AlertCount("renewal-below-80", "director@iba.example", "node", 1, 1, 0, 0, {"renewal_rate": "<= 0.80"}),
            AlertCount(
                *("quiet-before-renewal", "Membership", "members", 14, 41, 6, 118),
                {"days_since_use": ">= 180", "days_to_renewal": "<= 90"},
            ),
        ),
        alert_members=37,
        withheld={
            "risk": Withheld("too_few", 488, 210),
        },
    )


_LISTENING = ("surveys", "priorities", "flywheel", "advocates")


def nothing() -> Insights:
    """Return insights of which every part is withheld."""
    reasons = (
        *("no_memberships", "no_engagements", "one_year", "no_payments", "no_scoring_basis", "no_dates", "no_surveys"),
        *("no_segment", "none_due"),
    )
    withheld = {name: Withheld(reasons[place % len(reasons)]) for place, name in enumerate(SECTIONS)}  # type: ignore[arg-type]
    empty = dict.fromkeys(("tree", "influence", "cohorts", "first_value", "health", "decay", *_LISTENING))
    return replace(insights(), **empty, alerts=(), lost_words=(), active=ActiveMeaning((), 1, 1), withheld=withheld)  # type: ignore[arg-type]


def too_few() -> Insights:
    """Return insights of 60 members, in which no verdict can be given."""
    full = insights()
    rate = share(14, 17, ">= 0.85", "too_few", 7180)
    node = _node("renewal_rate", "share", rate, share(11, 13))
    assert full.first_value is not None
    return replace(
        full,
        members=60,
        tree=Tree(("renewal_rate",), (node,), ()),
        influence=Influences((), (), tuple(_ACTIVITIES)),
        cohorts=Cohorts(
            *("year", (Cohort("2025", 17, (Renewal(1, rate, 14, 3),), ()),), (), ()),
            folded=1,
        ),
        first_value=replace(
            full.first_value,
            median=Figure(None, n=17, target="<= 14", verdict="not_reached"),
            by_day_14=share(4, 17, ">= 0.5", "too_few", 14),
            curve=(),
            activities=(),
        ),
        health=None,
        decay=None,
        surveys=few_responses(),
        priorities=None,
        flywheel=None,
        advocates=None,
        alerts=(),
        withheld={"health": Withheld("no_scoring_basis"), "risk": Withheld("too_few", 488, 14)},
    )
