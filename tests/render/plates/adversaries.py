"""Members made to break plates: long, empty and equal values, look-alikes of marks, very many and very large ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final

from tests.render.test_plate import CASES
from tests.sheets import COMPANY, MEMBER, company_example, of_the_sample
from tests.valuations import ranged_example
from valuereport.model.member import Contact, Member
from valuereport.model.valuation import BenefitLine, Evidence, Range, Valuation

Adversary = tuple[Member, Valuation]

_WORD: Final = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
_WORDS: Final = "The Worshipful Company of Hydrographic Surveyors and Cartographers of the Northern Coast and Isles"
_NAMES: Final[Mapping[str, str]] = {
    "a word of 60": (_WORD * 2)[:60],
    "a word of 80": _WORD[:80],
    "a word of 120": (_WORD * 2)[:120],
    "words of 60": _WORDS[:60].strip(),
    "words of 75": _WORDS[:75].strip(),
    "words of 97": _WORDS,
    "words of 120": f"{_WORDS}, incorporated (2026)",
    "names joined by hyphens": "Szczepańska Brückner O’Connor Llewelyn Thießen Okafor Le Goff".replace(" ", "-"),
    "names joined by slashes": "Surveyors Cartographers Hydrographers Geodesists Mariners Pilots".replace(" ", "/"),
    "no space but points": "surveyors.cartographers.hydrographers.geodesists.mariners.pilots.and.all.others.example",
    "no-break spaces": "\u00a0".join(_WORDS.split()[:10]),
    "capitals": _WORDS.upper()[:88].strip(),
    "narrow letters": "illi " * 18 + "illi",
    "wide letters": ("WMWM " * 14).strip(),
    "letters that join": "office affluent fjord fficial " * 3 + "ffi",
    "a letter": "Q",
    "digits": "1234567",
    "many digits": "123456789012345678901234567890123456789012345678901234567890",
    "a number like a stand-in": "00",
    "stand-ins": "T00. T01. T02.",
    "a stand-in": "T03.",
    "a slot's id": "slot-0-1-cut",
    "a slot as mark-up": '<b id="room-0">T00.</b> id="slot-0-1-cut"',
    "a room's id": "room-1",
    "a mark": "Amara \ue000 Okafor",
    "marks of an attribute": "\ue0010\ue002",
    "marks of a part": "\ue0030.0\ue004",
    "places of a form": "%d %b %% %s 100% {0} {{ 7*7 }}",
    "operators of a PDF": "BT [<0041>] TJ ET (a) \\) ]>>",
    "mark-up": "Amara &amp; Okafor <b>&lt;</b> \"'",
    "combining letters": "Ame\u0301lie Z\u0323\u0304a\u035f Nguye\u0302\u0303n",
    "an ellipsis": "Amara… Okafor…",
    "spaces": "  Amara   Okafor ",
    "a soft hyphen": "Ama\u00adra Oka\u00adfor",
    "no width": "Ama\u200bra Oka\u200dfor \u2060",
    "another direction": "Amara \u202eOkafor",
    "from right to left": "عمارة Okafor",
    "another alphabet": "Амара Окафор",
    "a picture": "Amara 🙂 Okafor",
    "lines": "Amara\nOkafor",
    "a tab": "Amara\tOkafor",
    "an accent of its own": "´Amara` ¨Okafor˛",
    "fractions and marks": "½ ¾ № ™ ® © ° º ª § ¶",
}  # fmt: skip
_TEXTS: Final = (
    *("name", "salutation", "grade", "sector", "region", "job_title"),
    *("street", "street2", "city", "region_line"),
)


def _person(member: Member = MEMBER) -> Adversary:
    return member, of_the_sample(ranged_example(member))


def _firm(member: Member = COMPANY) -> Adversary:
    return member, company_example(member)


def _called(name: str) -> Adversary:
    return _person(replace(MEMBER, name=name, salutation=name))


def _contacts_called(name: str) -> Adversary:
    return _firm(replace(COMPANY, contacts=(Contact(name, "", ""), Contact(f"{name} II", "", ""))))


def _everything_is(text: str) -> Adversary:
    member = replace(MEMBER, **dict.fromkeys((*_TEXTS, "member_id"), text))
    case = of_the_sample(ranged_example(member))
    return member, _with_evidence(case, lambda one: one._replace(title=text))


def _with_evidence(case: Valuation, changed: Callable[[Evidence], Evidence]) -> Valuation:
    lines = tuple(replace(line, evidence=tuple(map(changed, line.evidence))) for line in case.lines)
    return replace(case, lines=lines)


def _nothing_known() -> Adversary:
    member = replace(MEMBER, **dict.fromkeys((*_TEXTS, "postcode", "country", "email"), ""), joined=None, renewal=None)
    case = of_the_sample(ranged_example(member))
    return member, _with_evidence(case, lambda one: one._replace(title=""))


def _busy(engagements: int) -> Adversary:
    """Return a member whose every line has so many engagements between them."""
    member, case = _person()
    each = engagements // len(case.lines)

    def fuller(line: BenefitLine) -> BenefitLine:
        first = line.evidence[0]
        told = tuple(
            first._replace(date=first.date + timedelta(days=at % 200), title=f"{first.title} {at}", row=at + 2)
            for at in range(each)
        )
        return replace(line, evidence=told)

    lines = tuple(line if line.benefit == "policy" else fuller(line) for line in case.lines)
    return member, replace(case, lines=lines, engagements=engagements)


def _rich(times: float, make: Callable[[], Adversary] = _person) -> Adversary:
    member, case = make()

    def more(figures: Range) -> Range:
        return Range(figures.low * times, figures.central * times, figures.high * times)

    lines = tuple(
        replace(
            line,
            value=more(line.value),
            evidence=tuple(one._replace(value=one.value * times) for one in line.evidence),
        )
        for line in case.lines
    )
    return member, replace(
        case,
        fee=case.fee * times,
        lines=lines,
        total=more(case.total),
        recorded=more(case.recorded),
        estimated=more(case.estimated),
        benefits={name: more(figures) for name, figures in case.benefits.items()},
    )


def _of_edition(edition: str) -> Adversary:
    member, make = CASES[edition]
    member = replace(member, name=_WORDS, salutation=_WORDS)
    return member, make(member)


_LONG: Final = ("a word of 60", "a word of 80", "a word of 120", "words of 60", "words of 75", "words of 97")

ADVERSARIES: Final[Mapping[str, Callable[[], Adversary]]] = {
    **{f"name: {kind}": partial(_called, name) for kind, name in _NAMES.items()},
    **{f"contacts: {kind}": partial(_contacts_called, _NAMES[kind]) for kind in _LONG},
    **{
        f"everything: {kind}": partial(_everything_is, _NAMES[kind])
        for kind in ("a letter", "stand-ins", "digits", "words of 97", "a word of 120")
    },
    "everything: nothing": _nothing_known,
    "300 engagements": partial(_busy, 300),
    "nine figures": partial(_rich, 400_000),
    "nine figures, a firm": partial(_rich, 400_000, _firm),
    "twelve figures": partial(_rich, 400_000_000),
    "pence": partial(_rich, 0.0005),
    "first-year: words of 97": partial(_of_edition, "first-year"),
    "light-use: words of 97": partial(_of_edition, "light-use"),
}
"""What is odd about a member, and the member with its year."""
