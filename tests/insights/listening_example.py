"""What members say and how they bring others, for tests: features of every class, one of which has drifted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from tests.insights.shares import share
from valuereport.insights.surveys.evaluation import standing
from valuereport.model.flywheel import (
    ASKS,
    TIERS,
    Acquisition,
    Advocates,
    ChannelCost,
    Churn,
    ContributionGroup,
    ContributionIndex,
    ContributionPart,
    ContributionYear,
    Conversion,
    Flywheel,
    HourValue,
    Referrals,
    Reuse,
    Step,
    TierCount,
)
from valuereport.model.insight import Figure, Group, Label, View, Withheld
from valuereport.model.listening import (
    LETTERS,
    Adoption,
    Fatigue,
    Feature,
    FeatureKano,
    FreeText,
    KanoDrift,
    NetPromoter,
    Priorities,
    Priority,
    PriorityHint,
    Satisfaction,
    StaffGuess,
    Surveys,
    TextCode,
    WaveKind,
    WaveQuality,
)

_NAMES = {
    "data-privacy": ("Data privacy", "Datenschutz", "خصوصية البيانات"),
    "directory": ("Member directory", "Mitgliederverzeichnis", "دليل الأعضاء"),
    "cpd": ("CPD quality", "Qualität der Fortbildung", "جودة التطوير المهني"),
    "support": ("Support", "Unterstützung", "الدعم"),
    "mentorship": ("Mentorship", "Mentoring", "الإرشاد"),
    "job-matching": ("Job matching", "Stellenvermittlung", "مطابقة الوظائف"),
    "minutes": ("Committee minutes", "Ausschussprotokolle", "محاضر اللجان"),
    "promotions": ("Outside promotions", "Werbung Dritter", "عروض الجهات الخارجية"),
    "keynotes": ("Keynotes", "Hauptvorträge", "الكلمات الرئيسية"),
    "drafts": ("Early policy drafts", "Frühe Entwürfe", "مسودات مبكرة"),
}
_COUNTS = {  # A, O, M, I, R, Q, of the newest wave
    "data-privacy": (30, 70, 240, 46, 4, 10),
    "directory": (28, 66, 215, 75, 6, 10),
    "cpd": (70, 210, 60, 45, 5, 10),
    "support": (64, 196, 76, 52, 4, 8),
    "mentorship": (120, 70, 132, 60, 6, 12),
    "job-matching": (230, 50, 24, 80, 6, 10),
    "minutes": (32, 18, 22, 300, 18, 10),
    "promotions": (10, 8, 6, 120, 240, 16),
    "keynotes": (16, 5, 4, 12, 1, 2),
}


def surveys() -> Surveys:
    """Return what 400 members said in 2026, what 380 said a year before, and what 12 of the staff guessed."""
    newest = tuple(_kano(name, counts) for name, counts in _COUNTS.items())
    by_name = {each.feature: each for each in newest}
    guess = _kano("mentorship", (7, 2, 1, 2, 0, 0), wave="workshop", kind="staff-guess")
    hidden = Figure(None, verdict="too_few")
    return Surveys(
        features=tuple(
            Feature(
                *(name, Label(name, dict(zip(("en", "de", "ar"), texts, strict=True))), ""),
                *("proposed" if name in ("job-matching", "drafts") else "live", date(2026, 2, 1)),
                *(12_000.0 if name == "minutes" else None, "Member services" if name == "cpd" else ""),
            )
            for name, texts in _NAMES.items()
        ),
        waves=(
            _wave("2025", date(2025, 10, 6), 380, share(380, 2380)),
            replace(_wave("workshop", None, 12, Figure(None)), kind="staff-guess", invited=None, doubles=0, joined=0),
            replace(
                _wave("2026", date(2026, 10, 5), 400, share(400, 2400)),
                responded=(
                    View(
                        "grade",
                        (Group("Fellow", share(120, 455), None), Group("Associate", share(230, 1215), None)),
                        *((), ""),
                    ),
                ),
            ),
        ),
        kano=(
            _kano("mentorship", (236, 40, 24, 62, 4, 12), wave="2025"),
            guess,
            *newest,
            _few("drafts"),
            replace(_kano("cpd", (20, 60, 12, 14, 2, 3)), by="grade", group="Fellow"),
            replace(_kano("cpd", (12, 9, 8, 7, 0, 1)), by="grade", group="Associate"),
        ),
        drifts=(
            KanoDrift(
                *("members", "mentorship", "2025", "2026", "attractive", "mixed"),
                *(_change(-0.251, 0.072, 382), _change(-0.35, 0.065, 382), "more_expected", 0.003),
            ),
            KanoDrift(
                *("members", "cpd", "2025", "2026", "performance", "performance"),
                *(_change(0.02, 0.06, 385), _change(-0.01, 0.07, 385), "", 0.011),
            ),
        ),
        guesses=(
            StaffGuess(
                *("mentorship", "workshop", "2026", "too_few", by_name["mentorship"].kano_class, "A"),
                *(_change(0.251, 0.203, 12), _change(0.281, 0.243, 12)),
            ),
        ),
        hints=(
            PriorityHint("short", "2026", "members", "support", share(150, 210), share(180, 210), "keep"),
            PriorityHint("short", "2026", "members", "minutes", share(80, 210), share(30, 210), "stop_candidate"),
        ),
        satisfaction=(
            _satisfied("data-privacy", share(300, 390, ">= 0.90", "missed"), share(310, 372)),
            _satisfied("directory", share(362, 390, ">= 0.90", "met"), share(330, 372)),
            _satisfied("cpd", share(288, 390, "change >= 0.05", "too_few", 1400), share(260, 372)),
        ),
        promoters=(
            _promoters("2025", (205, 105, 70), Figure(35.5, 27.7, 43.4, 380, ">= 50", "missed"), None),
            _promoters(
                *("2026", (232, 110, 58), Figure(43.5, 36.1, 50.9, 400, ">= 50", "too_few", 1900)),
                Figure(8.0, -2.8, 18.8, 400, ">= 10", "too_few", 640),
            ),
            replace(
                _promoters("2026", (44, 10, 6), Figure(63.3, 46.0, 80.7, 60), None),
                by="grade",
                group="Fellow",
                interval="wald",
            ),
        ),
        adoption=(
            Adoption(
                *("mentorship", date(2026, 2, 1), 182, True, share(25, 100, ">= 0.25", "too_few", 320)),
                *(Figure(3.4, 2.6, 4.2, 25), share(17, 21, ">= 0.75", "too_few", 90)),
            ),
            Adoption(
                *("keynotes", date(2026, 8, 1), 182, False, Figure(0.14, 0.1, 0.2, 2380, verdict="not_due")),
                *(hidden, Figure(None, verdict="too_few")),
            ),
        ),
        texts=(
            FreeText(
                *("members", "2026", "members", "else", 140, {"en": 96, "de": 30, "": 14}, 40, 22, 6, 72),
                *((TextCode("Q1", 18, 4), TextCode("Q2", 12, 6)), Figure(0.61, 0.48, 0.74, 60)),
            ),
        ),
        fatigue=Fatigue(3, 14, 5),
    )


def few_responses() -> Surveys:
    """Return what twenty members said once, without being asked anything else."""
    hidden = Figure(None, n=6, target=">= 50", verdict="too_few")
    whole = surveys()
    return Surveys(
        features=whole.features,
        waves=(replace(_wave("2026", None, 20, Figure(None)), invited=None, anonymous=True, joined=0),),
        kano=(_kano("mentorship", (9, 2, 3, 4, 1, 1)),),
        promoters=(_promoters("2026", (0, 0, 0), hidden, None),),
    )


def priorities() -> Priorities:
    """Return what to do first by what these members said."""
    found = surveys()
    kano = {each.feature: each for each in found.kano if each.wave == "2026" and not each.by}
    satisfied = {each.feature: each.figure for each in found.satisfaction}
    rows = (
        *(("data-privacy", "fix"), ("cpd", "invest"), ("support", "invest"), ("job-matching", "pilot")),
        *(
            ("minutes", "stop"),
            ("promotions", "stop"),
            ("directory", "keep"),
            ("mentorship", "ask"),
            ("keynotes", "ask"),
        ),
    )
    return Priorities(
        tuple(
            Priority(
                place=place,
                feature=name,
                action=action,  # type: ignore[arg-type]
                kano_class=kano[name].kano_class,
                score=0.5,
                better=kano[name].better,
                worse=kano[name].worse,
                importance=kano[name].importance,
                satisfied=satisfied.get(name, Figure(None)),
                use=share(840, 2400) if name in ("cpd", "minutes") else Figure(None),
                cost=12_000.0 if name == "minutes" else None,
                cost_per_user=14.29 if name == "minutes" else None,
                others=("keep",) if name == "data-privacy" else (),
                place_low=max(1, place - 1),
                place_high=place + (5 if name == "data-privacy" else 1),
                survey=kano[name].survey,
                wave=kano[name].wave,
            )
            for place, (name, action) in enumerate(rows, 1)
        ),
        ">= 0.90",
    )


def flywheel() -> Flywheel:
    """Return how 688 who joined went on, and what the others cost."""
    unknown = Withheld("no_spend")
    return Flywheel(
        conversions=(
            Conversion("", "", tuple(_steps(1260, 760, 260, 42)), 120, share(52, 90), "advocate"),
            Conversion("cohort", "2024", tuple(_steps(612, 390, 150, 28)), 0, share(30, 48), "advocate"),
            Conversion(
                *("cohort", "2025", tuple(_steps(648, 370, 110, 14)), 120, Withheld("no_responses"), "advocate"),
                *("delight", Figure(-0.087, -0.15, -0.02, 760)),
            ),
            Conversion("grade", "Fellow", tuple(_steps(120, 80, 40, 12)), 10, share(9, 14), "advocate"),
            Conversion("grade", "", tuple(_few_steps()), None, Withheld("too_few", 10), "", ""),
        ),
        delighters=("cpd-webinar",),
        referrals=Referrals(
            *(120, 14, 76, 30, share(14, 120), share(44, 120)),
            Figure(14 / 120, 0.071, 0.456, 120, ">= 0.15", "too_few"),
            *(share(11, 112), Figure(0.0058, 0.0032, 0.0245, 14), 0.0183, Figure(1.0058, 1.0032, 1.0251, 14)),
            *(Figure(410.0, n=14), 2, 2400.0),
        ),
        acquisition=Acquisition(
            ChannelCost(
                *("", 118, share(118, 118), 14_000.0, 220.0, 8_800.0, 700.0, 23_500.0),
                *(
                    Figure(199.2, 150.0, 262.0, 118, "change <= -0.05", "too_few", 900),
                    Figure(214.0, 170.0, 270.0, 110),
                ),
            ),
            (
                ChannelCost(
                    *("referral", 14, share(14, 118), 0.0, 10.0, 400.0, 700.0, 1_100.0),
                    Figure(78.6, 45.0, 150.0, 14),
                ),
                ChannelCost(
                    "Event", 60, share(60, 118), 9_000.0, None, None, None, 9_000.0, Figure(150.0, 118.0, 196.0, 60)
                ),
                ChannelCost("Web search", 14, share(14, 118), None, None, None, None, None, unknown),
                ChannelCost("unknown", None, Figure(None), None, None, None, None, None, Withheld("too_few", 10)),
            ),
            HourValue("staff-hour", 30.0, 40.0, 55.0, "Pay scale 2026"),
        ),
        churn=Churn(
            *(share(370, 2000, "change <= -0.05", "missed"), share(280, 2000), 9_800, share(60, 520), share(210, 900)),
            Figure(-0.094, -0.14, -0.05, 1420),
        ),
        contribution=ContributionIndex(
            "2024",
            (ContributionPart("committee-meeting", 0.6, 6.0), ContributionPart("helpline", 0.4, 12.0)),
            (
                ContributionYear(
                    "2025", 2380, share(310, 2380), Figure(6.1, 5.6, 6.6, 2380), Figure(5.2, 4.8, 5.6, 2380)
                ),
                ContributionYear(
                    *("2026", 2400, share(352, 2400), Figure(6.9, 6.4, 7.4, 2400)),
                    Figure(5.9, 5.5, 6.3, 2400, "change >= 0.10", "too_few", 9000),
                ),
            ),
            (
                ContributionGroup("grade", "Fellow", 455, 12.1, 10.4, 1, 1, 2),
                ContributionGroup("grade", "Associate", 1215, 5.0, 4.4, 2, 1, 2),
            ),
            ("regional-meeting",),
        ),
        reuse=(Reuse("committee-meeting", ("template-download",), 24, share(15, 24), 410, 190),),
        nps=Figure(43.5, 36.1, 50.9, 400, ">= 50", "too_few", 1900),
    )


def advocates() -> Advocates:
    """Return 2,388 members by tier."""
    members = (1400, 520, 340, 80, None)
    return Advocates(
        tuple(
            TierCount(tier, count, Figure(None) if count is None else share(count, 2388), ASKS[tier])
            for tier, count in zip(TIERS, members, strict=True)
        ),
        *(64, 31, 12, 12, date(2025, 11, 1)),
    )


def _kano(name: str, counts: tuple[int, ...], wave: str = "2026", kind: WaveKind = "members") -> FeatureKano:
    every, heard = sum(counts), sum(counts[:4])
    found = standing(np.array(counts))
    better = share(counts[0] + counts[1], heard)
    lost = share(counts[1] + counts[2], heard)
    assert lost.value is not None
    assert lost.low is not None
    assert lost.high is not None
    return FeatureKano(
        survey="members",
        wave=wave,
        kind=kind,
        feature=name,
        by="",
        group="",
        counts=dict(zip(LETTERS, counts, strict=True)),
        shares={letter: share(count, every) for letter, count in zip(LETTERS, counts, strict=True)},
        n=every - counts[5],
        better=better,
        worse=Figure(-lost.value, -lost.high, -lost.low, lost.n),
        total_strength=share(sum(counts[:3]), every),
        category_strength=found.strength,
        top=found.top,
        second=found.second,
        fong_difference=found.fong_difference,
        fong_limit=found.fong_limit,
        p=found.p,
        kano_class=found.kano_class,
        functional=Figure(3.2, 3.0, 3.4, every),
        dysfunctional=Figure(2.0, 1.8, 2.2, every),
        functional_sd=1.398,
        dysfunctional_sd=2.108,
        importance=Figure(6.4, 6.2, 6.6, every),
        day={"2025": date(2025, 10, 6), "2026": date(2026, 10, 5)}.get(wave),
    )


def _few(name: str) -> FeatureKano:
    """Return what is told where too few have answered: nothing but how many."""
    full, hidden = _kano(name, (3, 1, 1, 1, 0, 0)), Figure(None, verdict="too_few")
    return replace(
        full,
        counts={},
        shares={},
        better=hidden,
        worse=hidden,
        total_strength=hidden,
        category_strength=None,
        top=None,
        second=None,
        p=None,
        functional=hidden,
        dysfunctional=hidden,
        importance=hidden,
    )


def _wave(name: str, day: date | None, respondents: int, rate: Figure) -> WaveQuality:
    return WaveQuality(
        survey="members",
        wave=name,
        kind="members",
        label=Label("members", {"en": "Survey", "de": "Mitgliederbefragung", "ar": "استطلاع الأعضاء"}),
        anonymous=False,
        day=day,
        last=day,
        respondents=respondents,
        invited=2400,
        response_rate=rate,
        doubles=3,
        straight_liners=7,
        pairs=9 * respondents,
        contradictions=share(88, 9 * respondents),
        unread=2,
        joined=respondents - 20,
    )


def _change(value: float, half: float, n: int) -> Figure:
    return Figure(value, value - half, value + half, n)


def _satisfied(feature: str, figure: Figure, previous: Figure) -> Satisfaction:
    return Satisfaction("members", "2026", "members", feature, "", "", figure, previous, 4.1, 5)


def _promoters(wave: str, counts: tuple[int, int, int], figure: Figure, change: Figure | None) -> NetPromoter:
    return NetPromoter("members", wave, "members", "", "", *counts, figure, "wald", None, change)


def _steps(*members: int) -> Iterator[Step]:
    stages = ("attract", "engage", "delight", "advocate")
    yield Step("attract", members[0], Figure(None))
    for stage, before, count in zip(stages[1:], members, members[1:], strict=False):
        yield Step(stage, count, share(count, before), 8)  # type: ignore[arg-type]


def _few_steps() -> Iterator[Step]:
    yield Step("attract", None, Figure(None))
    for stage in ("engage", "delight", "advocate"):
        yield Step(stage, None, Figure(None), None, Withheld("too_few", 10))  # type: ignore[arg-type]
