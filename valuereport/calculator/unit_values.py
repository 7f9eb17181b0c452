"""Benefit lines: what one unit of each is worth, as a formula of the assumptions.

A line has one or more terms, `weight x unit value`; the weights are a member's (hours, times, recorded money), the unit
values are the organisation's. The same formula serves the simulation (with draws) and `explain` (with central figures).

    benefit      variant       weight of each term                    unit value of each term
    time_saved   own           uses x the member's own hourly value   hours_saved
                 assumed       uses                                   hours_saved x hourly_value
    cpd          recorded      list price - price paid                1
                 price-paid    hours; - price paid                    nonmember_price; 1
                 assumed       hours                                  max(0, nonmember_price - member_price)
    leads        recorded      deal amount                            margin
                 assumed       referrals                              sale x margin x close_rate
    savings      recorded      list price - price paid                1
                 assumed       uses                                   unit_saving
    policy       worth         exposure x part of the year, by year   worth x (1 - drop_off)^years_since

    net = gross x (1 - deadweight) x (1 - displacement) x (1 - attribution)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from valuereport.calculator.draws import Figures, FloatArray
from valuereport.model.valuation import GRADES, Benefit, Grade
from valuereport.settings import Activity, Assumption, Judgement, PolicyWin

Variant = Literal["own", "assumed", "recorded", "price-paid", "worth"]
DISCOUNTS: Final = ("deadweight", "displacement", "attribution")


@dataclass(frozen=True, slots=True)
class UnitValue:
    """One benefit line: which assumption plays which role in its formula."""

    benefit: Benefit
    name: str  # the activity's or the policy win's id
    variant: Variant
    roles: Mapping[str, str]  # role -> assumption id
    discounts: Mapping[str, str]
    grade: Grade
    years: tuple[int, ...] = ()  # policy: years since the win came into force, one a term

    def gross(self, figures: Figures) -> tuple[FloatArray, ...]:
        """Return the unit value of each term before discounts."""
        if self.benefit == "policy":
            worth = figures(self.roles["worth"])
            yearly = 1 - figures(self.roles["drop_off"]) if "drop_off" in self.roles else np.ones_like(worth)
            return tuple(worth * yearly**year for year in self.years)
        return _FORMULAS[self.benefit, self.variant](lambda role: figures(self.roles[role]))

    def net_share(self, figures: Figures) -> FloatArray:
        """Return the share that is left after deadweight, displacement and attribution."""
        share = np.ones(1)
        for name in self.discounts.values():
            share = share * (1 - figures(name))
        return share


_ONE = np.ones(1)
_FORMULAS: Final[Mapping[tuple[Benefit, Variant], Callable[[Figures], tuple[FloatArray, ...]]]] = {
    ("time_saved", "own"): lambda role: (role("hours_saved"),),
    ("time_saved", "assumed"): lambda role: (role("hours_saved") * role("hourly_value"),),
    ("cpd", "recorded"): lambda role: (_ONE,),
    ("cpd", "price-paid"): lambda role: (role("nonmember_price"), _ONE),
    ("cpd", "assumed"): lambda role: (np.maximum(0, role("nonmember_price") - role("member_price")),),
    ("leads", "recorded"): lambda role: (role("margin"),),
    ("leads", "assumed"): lambda role: (role("sale") * role("margin") * role("close_rate"),),
    ("savings", "recorded"): lambda role: (_ONE,),
    ("savings", "assumed"): lambda role: (role("unit_saving"),),
}
_ROLES: Final[Mapping[tuple[Benefit, Variant], tuple[str, ...]]] = {
    ("time_saved", "own"): ("hours_saved",),
    ("cpd", "recorded"): (),
    ("cpd", "price-paid"): ("nonmember_price",),
    ("cpd", "assumed"): ("nonmember_price", "member_price"),
    ("leads", "recorded"): ("margin",),
    ("leads", "assumed"): ("sale", "margin", "close_rate"),
    ("savings", "recorded"): (),
    ("savings", "assumed"): ("unit_saving",),
}


def lines_of_activity(activity: Activity, judgement: Judgement) -> tuple[UnitValue, ...]:
    """Return the lines of an activity: one for each variant whose assumptions the taxonomy names.

    For time_saved: the member's own hourly value, then a line for each hourly assumption, the default first.
    """
    assumptions = judgement.assumptions
    discounts = {role: str(name) for role in DISCOUNTS if (name := getattr(activity, role))}

    def line(variant: Variant, roles: Mapping[str, str], best: Grade) -> UnitValue:
        grade = weakest_grade(best, roles.values(), assumptions)
        return UnitValue(activity.benefit, activity.id, variant, roles, discounts, grade)

    if activity.benefit == "time_saved":
        with_own_value = line("own", {"hours_saved": activity.hours_saved}, "reported")
        with_assumption = (
            line("assumed", {"hours_saved": activity.hours_saved, "hourly_value": name}, "recorded")
            for name in hourly_assumptions(judgement)
        )
        return (with_own_value, *with_assumption)
    lines: list[UnitValue] = []
    for (benefit, variant), roles in _ROLES.items():
        if benefit == activity.benefit and all(getattr(activity, role) for role in roles):
            lines.append(line(variant, {role: getattr(activity, role) for role in roles}, "recorded"))
    return tuple(lines)


def hourly_assumptions(judgement: Judgement) -> tuple[str, ...]:
    """Return the ids of the assumptions for an hour of time, the default first."""
    hourly = judgement.taxonomy.hourly_value
    return tuple(dict.fromkeys((hourly.default, *hourly.grade.values())))


def line_of_win(win: PolicyWin, years: tuple[int, ...], judgement: Judgement) -> UnitValue:
    """Return the line of a policy win, with a term for each year since it came into force."""
    roles = {"worth": win.worth} | ({"drop_off": str(win.drop_off)} if win.drop_off else {})
    discounts = {role: str(name) for role in DISCOUNTS if (name := getattr(win, role))}
    grade = weakest_grade("recorded", (win.worth,), judgement.assumptions)
    return UnitValue("policy", win.id, "worth", roles, discounts, grade, years)


def weakest_grade(best: Grade, names: Iterable[str], assumptions: Mapping[str, Assumption]) -> Grade:
    """Return the weakest evidence grade among the named assumptions, at best `best`."""
    return max((best, *(assumptions[name].grade for name in names)), key=GRADES.index)
