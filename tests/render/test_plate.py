"""Whatever is a member's own stands in a slot: without what is in the slots, two members' pages are the same.

Issue 6 lays a page out once for many members, and relies on this.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest

from tests.sheets import COMPANY, MEMBER, Desk, company_example, of_the_sample
from tests.valuations import first_year_example, light_use_example, ranged_example
from valuereport.model.member import Contact, Member
from valuereport.model.valuation import BenefitLine, Evidence, Range, Suggestion, Valuation

_GAP = re.compile(r"height: [\d.]+mm")
_VOID = ("meta", "img")
_MORE = 1.04  # every figure differs; the axis has as many marks, and the rows add up as well as before


class Plate(HTMLParser):
    """A page without what is in its slots; of pictures drawn from figures only the class is left."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.kept: list[str] = []
        self.slots: list[str] = []
        self._depth = 0  # of elements inside a slot
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth:
            self._depth += tag not in _VOID
            return
        given = dict(attrs)
        classes = str(given.get("class") or "").split()
        slot = "slot" in classes or tag == "title"
        if slot:
            given.pop("dir", None)
            self.slots.append("")
            self._depth = 1
        if tag == "img":
            given = {"class": given.get("class")}
        if _GAP.fullmatch(given.get("style") or ""):
            return  # how far regions stand apart is a number that a plate is filled with
        self.kept.append(f"<{tag} {given}>")

    def handle_endtag(self, tag: str) -> None:
        if self._depth:
            self._depth -= 1
        if not self._depth:
            self.kept.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.slots[-1] += data
        else:
            self.kept.append(data)


def somebody_else(member: Member) -> Member:
    """Return a member of the same kind, none of whose texts is the same."""
    return replace(
        member,
        member_id="X-987654321",
        name="حليمة O’Connor-Szczepańska <b>",
        salutation="Dr. Zoë {{ 7*7 }}",
        email="zoe@elsewhere.example",
        grade="Associate",
        sector="Education",
        region="Leinster",
        job_title="Bauleiterin",
        street="Nordwall 3",
        city="Køge",
        postcode="4600",
        joined=date(2026, 2, 7),
        renewal=date(2027, 3, 31),
        contacts=tuple(Contact(f"Nobody {place}", "", "") for place, _ in enumerate(member.contacts)),
    )


def another_year(case: Valuation, contacts: dict[str, str]) -> Valuation:
    """Return as many lines of the same activities with other figures, days and titles; plural forms stay."""

    def more(figures: Range) -> Range:
        return Range(figures.low * _MORE, figures.central * _MORE, figures.high * _MORE)

    def other(one: Evidence) -> Evidence:
        return one._replace(
            date=one.date + timedelta(days=9),
            title=one.title[::-1],
            value=one.value * _MORE,
            contact=contacts.get(one.contact, ""),
        )

    def changed(line: BenefitLine) -> BenefitLine:
        policy = line.benefit == "policy"
        return replace(
            line,
            evidence=line.evidence if policy else tuple(map(other, line.evidence)),
            value=more(line.value),
        )

    return replace(
        case,
        fee=case.fee * _MORE,
        lines=tuple(map(changed, case.lines)),
        total=more(case.total),
        without_policy=more(case.without_policy),
        recorded=more(case.recorded),
        estimated=more(case.estimated),
        benefits={name: more(figures) for name, figures in case.benefits.items()},
        community=tuple((name, quantity + 3, times) for name, quantity, times in case.community),
        suggestions=tuple(Suggestion(each.activity, each.users + 1, each.peers + 2) for each in case.suggestions),
        engagements=case.engagements + 1,
        first_meaningful_days=None if case.first_meaningful_days is None else case.first_meaningful_days + 3,
    )


def light_use(member: Member) -> Valuation:
    return replace(of_the_sample(light_use_example(member)), engagements=2)


CASES: dict[str, tuple[Member, Callable[[Member], Valuation]]] = {
    "standard": (MEMBER, lambda member: of_the_sample(ranged_example(member))),
    "first-year": (MEMBER, lambda member: of_the_sample(first_year_example(member))),
    "light-use": (MEMBER, light_use),
    "firm": (COMPANY, company_example),
}


@pytest.mark.parametrize("locale", ["en-GB", "pl-PL", "ar-EG", "ja-JP"])
@pytest.mark.parametrize("case", CASES)
def test_two_members_differ_in_their_slots_alone(case: str, locale: str) -> None:
    member, make = CASES[case]
    one = replace(member, locale=locale)
    other = somebody_else(one)
    contacts = {a.name: b.name for a, b in zip(one.contacts, other.contacts, strict=True)}
    first = Plate(Desk().html(one, make(one)))
    second = Plate(Desk().html(other, another_year(make(one), contacts)))
    assert first.kept == second.kept
    assert len(first.slots) == len(second.slots) > 30
    # What the organisation, the period and the assumptions give is the same; all the rest is other.
    assert sum(a == b for a, b in zip(first.slots, second.slots, strict=True)) < 0.62 * len(first.slots)


def test_no_text_of_a_member_is_outside_a_slot() -> None:
    other = somebody_else(MEMBER)
    plate = Plate(Desk().html(other, of_the_sample(ranged_example(other))))
    outside, inside = "".join(plate.kept), "\n".join(plate.slots)
    for text in ("X-987654321", "O’Connor", "Zoë", "zoe@", "Bauleiterin", "Nordwall", "Køge", "902", "1,147", "£"):
        assert text in inside
        assert text not in outside


def test_a_page_of_another_kind_is_another_plate() -> None:
    plates = [Plate(Desk().html(member, make(member))).kept for member, make in CASES.values()]
    assert all(plates.count(plate) == 1 for plate in plates)
