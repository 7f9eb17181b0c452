"""A story for tests: a year of a made-up institute as disclosure control leaves it, with shown and hidden figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache, partial

from tests.sheets import SHIPPED, Desk
from valuereport.compose.story import compose_story
from valuereport.model.story import (
    Claim,
    Consent,
    Disclosure,
    Portrait,
    Published,
    Segment,
    Stories,
    Trend,
    Unit,
)
from valuereport.model.story_page import StoryPage
from valuereport.render.look import look_of
from valuereport.render.story import DrawnPicture, StoryRenderer
from valuereport.render.web_page import RenderedPage
from valuereport.wording import translations_for

_SECTORS = {"Housing": (85, 130_000, 1500), "Education": (60, 95_000, 1600), "Healthcare": (45, 52_000, 1100)}
_REGIONS = {
    "London and South East": (60, 110_000, 1700),
    "Midlands and Wales": (45, 60_000, 1300),
    "Scotland and Northern Ireland": (30, 41_000, 1400),
    "Munster": (25, 30_000, 1200),
    "Île-de-France": (15, 16_000, 980),
}
_HIDDEN_SECTOR, _HIDDEN_REGION = "Public estate", "Connacht and Ulster"
_EVERYBODY: tuple[tuple[str, float, float | None, float | None, Unit], ...] = (
    ("members", 240, None, None, "members"),
    ("value", 420_000, 340_000, 510_000, "money"),
    ("hours_saved", 12_400, 9_800, 15_000, "hours"),
    ("leads", 310, None, None, "leads"),
    ("lead_value", 96_000, 70_000, 130_000, "money"),
    ("cpd_hours", 2_900, None, None, "hours"),
    ("cpd_value", 58_000, 49_000, 66_000, "money"),
    ("time_value", 210_000, 170_000, 250_000, "money"),
    ("savings", 31_000, None, None, "money"),
    ("policy_members", 215, None, None, "members"),
    ("median_value", 1_400, 1_100, 1_700, "money"),
    ("quartile_low", 620, None, None, "money"),
    ("quartile_high", 2_600, None, None, "money"),
    ("ratio_median", 3.2, None, None, "ratio"),
    ("share_above_fee", 0.74, None, None, "share"),
    ("median_per_fee", 4.1, None, None, "ratio"),
)


def stories(*, draft: bool = False) -> Stories:
    """Return the figures of a year; the value of policy wins, a sector, a region and some cross cells are hidden."""
    cells = [Published(name, (), 240, value, low, high, unit, "") for name, value, low, high, unit in _EVERYBODY]
    cells.append(_hidden("policy_value", ()))
    for name, (members, value, median) in _SECTORS.items():
        cells += _segment((("sector", name),), members, value, median)
    for name, (members, value, median) in _REGIONS.items():
        cells += _segment((("region", name),), members, value, median)
    cells += [_hidden(measure, (("sector", _HIDDEN_SECTOR),)) for measure in ("members", "value", "median_value")]
    cells += [_hidden(measure, (("region", _HIDDEN_REGION),)) for measure in ("members", "value", "median_value")]
    for sector in (*_SECTORS, _HIDDEN_SECTOR):
        for region in (*_REGIONS, _HIDDEN_REGION):
            both: Segment = (("sector", sector), ("region", region))
            shown = sector == "Housing" and region in ("Munster", "Midlands and Wales")
            cells += _segment(both, 15, 21_000, 1250) if shown else [_hidden("value", both)]
    period = (date(2026, 1, 1), date(2027, 1, 1))
    rests = ("hour-of-work", "deadweight-templates")
    return Stories(
        run="2026",
        organisation="Institute of Building Aftercare",
        period=period,
        currency="GBP",
        draft=draft,
        by=("sector", "region"),
        cells=tuple(cells),
        disclosures=(Disclosure("value", (("sector", _HIDDEN_SECTOR),), "threshold", "fewer than 10 members"),),
        claims=(
            Claim("value", 240, period, rests, "estimated"),
            Claim("median_value", 240, period, rests, "estimated"),
            Claim("hours_saved", 240, period, rests[1:], "estimated"),
            Claim("savings", 240, period, (), "recorded"),
        ),
        trends=(
            Trend(
                "value", "money", ((date(2024, 1, 1), 350_000), (date(2025, 1, 1), None), (date(2026, 1, 1), 420_000))
            ),
            Trend("hours_saved", "hours", ((date(2025, 1, 1), 11_000), (date(2026, 1, 1), 12_400))),
        ),
        portraits=(
            Portrait(
                (("sector", "Housing"), ("region", "Midlands and Wales")),
                40,
                {"value": 1300, "hours_saved": 31, "cpd_hours": 12, "ratio_median": 3.1},
            ),
        ),
        cases=(
            Consent(
                *("IBA-1001", "Maëlle Le Goff", "The helpline answered in an hour, & my client <stayed>."),
                *(frozenset({"web", "print"}), date(2026, 3, 2), None, None),
            ),
        ),
        wins=((date(2026, 4, 1), "one-handover-file"), (date(2025, 1, 1), "recognition-of-certificates")),
        distribution=tuple((low, low + 500.0 if low < _BINS[-1][0] else None, members) for low, members in _BINS),
    )


_BINS = ((0.0, 35), (500.0, 55), (1000.0, 60), (1500.0, 35), (2000.0, 25), (2500.0, 15), (3000.0, 10), (3500.0, 5))


def everything_hidden() -> Stories:
    """Return a year of so few members that nothing may be said."""
    full = stories()
    return replace(
        full,
        cells=tuple(
            replace(cell, members=None, value=None, low=None, high=None, rule="threshold") for cell in full.cells
        ),
        claims=(),
        trends=(),
        portraits=(),
        cases=(),
        wins=(),
        distribution=(),
    )


def _segment(segment: Segment, members: int, value: float, median: float) -> list[Published]:
    return [
        Published("members", segment, members, members, None, None, "members", ""),
        Published("value", segment, members, value, value * 0.8, value * 1.2, "money", ""),
        Published("median_value", segment, members, median, median * 0.8, median * 1.25, "money", ""),
        Published("hours_saved", segment, members, members * 50, None, None, "hours", ""),
        Published("ratio_median", segment, members, 2.9, None, None, "ratio", ""),
        Published("median_per_fee", segment, members, 3.6, None, None, "ratio", ""),
        Published("share_above_fee", segment, members, 0.71, None, None, "share", ""),
    ]


def _hidden(measure: str, segment: Segment) -> Published:
    return Published(
        measure, segment, None, None, None, None, "members" if measure == "members" else "money", "threshold"
    )


@cache
def renderer() -> StoryRenderer:
    settings = Desk().settings
    return StoryRenderer([SHIPPED], partial(translations_for, folder=settings.catalogues), look_of(settings))


def page(locale: str = "en-GB", *, draft: bool = False) -> StoryPage:
    return compose_story(stories(draft=draft), Desk().settings, locale)


@cache
def rendered(locale: str = "en-GB", *, draft: bool = False) -> RenderedPage:
    """Return the page in a locale."""
    return renderer().page(page(locale, draft=draft))


@cache
def drawn(locale: str = "en-GB", *, draft: bool = False) -> tuple[DrawnPicture, ...]:
    """Return the pictures in a locale."""
    return renderer().pictures(page(locale, draft=draft))
