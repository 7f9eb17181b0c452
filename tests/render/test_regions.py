"""A sheet's regions stand where a4.css and letter.css put them, or one after the other, and hold what is in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import combinations
from typing import Any

import pymupdf
import pytest

from tests.sheets import COMPANY, LOCALES, MEMBER, SHIPPED, Desk, company_example, of_the_sample
from tests.valuations import (
    below_fee_example,
    empty_example,
    first_year_example,
    light_use_example,
    line,
    ranged_example,
    valuation,
    worked_lines,
)
from valuereport.model.member import Contact, Member
from valuereport.model.statement import Statement
from valuereport.model.valuation import Earlier, Suggestion, Valuation
from valuereport.render.letters import SMALLEST, letters_of
from valuereport.render.sheet import SheetPlan, plan_of

Box = tuple[float, float, float, float]  # left, top, right, bottom in millimetres from the paper's corner
_MILLIMETRE = 96 / 25.4
_RULE = re.compile(r"^([^{}\n]+?)\s*\{([^}]*)\}", re.MULTILINE)
_LENGTH = re.compile(r"(top|left|width|height):\s*(-?[\d.]+)(?:mm)?")
SHEETS = [Desk(paper, window) for paper in ("a4", "letter") for window in ("uk", "din-5008-b", "us")]

LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh "
MANY = [line("savings", "partner-discount", 1, 1234.5 + number, spread=0.2) for number in range(40)]

TOO_LONG = ("longest of everything", "a firm with forty people")


def grown(case: Valuation, times: float) -> Valuation:
    """Return a valuation with every amount so many times as large."""

    def more(figures: Any) -> Any:
        return figures._replace(low=figures.low * times, central=figures.central * times, high=figures.high * times)

    lines = tuple(
        replace(
            each, value=more(each.value), evidence=tuple(one._replace(value=one.value * times) for one in each.evidence)
        )
        for each in case.lines
    )
    return replace(
        case,
        lines=lines,
        total=more(case.total),
        without_policy=more(case.without_policy),
        recorded=more(case.recorded),
        estimated=more(case.estimated),
        benefits={name: more(figures) for name, figures in case.benefits.items()},
    )


HARD: dict[str, tuple[Member, Valuation]] = {
    "longest of everything": (
        replace(
            MEMBER,
            name=LONG * 3,
            salutation=LONG * 3,
            street=LONG * 3,
            street2=LONG * 3,
            city=LONG * 3,
            region_line=LONG * 3,
            email="z" * 90 + "@example.org",
            job_title="Head of " * 38,
            member_id="M" * 60,
        ),
        of_the_sample(ranged_example()),
    ),
    "a firm with forty people": (
        replace(
            COMPANY,
            name=LONG * 3,
            contacts=tuple(Contact(f"{LONG}{number}", "a@example.org", "") for number in range(40)),
        ),
        company_example(replace(COMPANY, contacts=tuple(Contact(f"{LONG}{n}", "", "") for n in range(40)))),
    ),
    "forty activities": (MEMBER, valuation([*MANY, *of_the_sample(ranged_example()).lines], member=MEMBER)),
    "forty activities of a firm": (COMPANY, valuation(MANY, member=COMPANY)),
    "no policy wins": (MEMBER, of_the_sample(valuation(worked_lines(0.3)[:4]))),
    "seven policy wins": (
        MEMBER,
        valuation(
            [
                line("policy", name, 1, 4321.0, spread=0.4)
                for name in (
                    *("one-handover-file", "recognition-of-certificates", "training-contribution"),
                    *("shorter-inspection-report", "maintenance-certificate", "hospital-access", "no-fee-for-paper"),
                )
            ]
        ),
    ),
    "one benefit alone": (MEMBER, valuation([line("savings", "partner-discount", 1, 12.5)])),
    "nine figures": (MEMBER, grown(of_the_sample(ranged_example()), 876_543.21)),
    "nine figures of a firm": (COMPANY, grown(company_example(), 876_543.21)),
    "only emoji": (
        replace(MEMBER, name="🎉🦄", salutation="🎉🦄", street="🏠" * 40, job_title="💼" * 300),
        of_the_sample(ranged_example()),
    ),
    "two scripts in a name": (
        replace(MEMBER, name="Layla ليلى Haddad حداد", salutation="ليلى Haddad"),
        of_the_sample(ranged_example()),
    ),
    "nothing at all": (
        replace(
            MEMBER,
            **dict.fromkeys(("name", "salutation", "street", "city", "postcode", "email", "job_title"), ""),
            **dict.fromkeys(("grade", "sector", "region", "country"), ""),
            joined=None,
            renewal=None,
        ),
        empty_example(),
    ),
    "a first year": (MEMBER, of_the_sample(first_year_example())),
    "a light user": (
        MEMBER,
        replace(
            of_the_sample(light_use_example()),
            suggestions=tuple(Suggestion(name, 11, 12) for name in ("referral", "job-advert", "indemnity-insurance")),
            peer_group=("grade", "sector", "region"),
        ),
    ),
}


@cache
def placed(paper: str) -> list[tuple[str, dict[str, float]]]:
    """Return what a paper's style sheet, and then the one for right-to-left, says of places: selectors in order."""
    text = "".join((SHIPPED / name).read_text(encoding="utf-8") for name in (f"{paper}.css", "rtl.css"))
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return [
        (rule[1].strip(), {name: float(value) for name, value in _LENGTH.findall(rule[2])})
        for rule in _RULE.finditer(text)
    ]


def expected(desk: Desk, statement: Statement, region: str) -> Box:
    """Return where the style sheets put a region."""
    of = {
        f".{region}": 0,
        f".{region}.{statement.kind}": 1,
        f".{region}.{statement.edition}": 1,
        f".window-{desk.window} .{region}": 1,
    }
    if statement.direction == "rtl":
        of[f".rtl .{region}"] = 1
    found: dict[str, float] = {}
    for weight in (0, 1):
        for selector, lengths in placed(desk.paper):
            if of.get(selector) == weight:
                found |= lengths
    margin = {"a4": 20.0, "letter": 22.95}[desk.paper]
    left, top = margin + found["left"], found["top"]
    return left, top, left + found["width"], top + found["height"]


def boxes(laid_out: Any) -> Iterator[tuple[int, str, Box]]:
    for number, page in enumerate(laid_out.document.pages):
        for name, box in page.anchors.items():
            yield number, name, tuple(side / _MILLIMETRE for side in box)  # type: ignore[misc]


# Regions whose border is drawn outside of their width or height.
_BORDERS: Mapping[str, Box] = {"letterhead": (0, 0, 0, 0.45)}


def planned(desk: Desk, statement: Statement) -> SheetPlan:
    return plan_of(statement, desk.paper, letters_of(statement.locale, None))


def check(desk: Desk, member: Member, case: Valuation, may_be_cut: Set[str] = frozenset()) -> None:
    """Lay a statement out and hold each region's box against the style sheet, and its content against its box."""
    document = desk.compose(member, case)
    laid_out = desk.renderer._laid_out(document)
    assert set(laid_out.over) <= may_be_cut
    assert laid_out.unfit == 0
    assert len(laid_out.document.pages) == 2 * len(document)
    found = {name: (number, box) for number, name, box in boxes(laid_out)}
    for place, statement in enumerate(document):
        plan = planned(desk, statement)
        for side, regions in enumerate((plan.front, plan.back)):
            for region in (*regions.before, *regions.after, regions.flow):
                number, box = found[f"{region}-{place + 1}"]
                assert number == 2 * place + side
                wanted, border = expected(desk, statement, region), _BORDERS.get(region, (0, 0, 0, 0))
                for name, is_, shall, more in zip(("left", "top", "right", "bottom"), box, wanted, border, strict=True):
                    assert is_ == pytest.approx(shall + more, abs=0.03), (region, name)
                _, content = found[f"{region}-{place + 1}-content"]
                assert region in may_be_cut or content[3] <= box[3] + 0.2, region
            _, (_, ends, _, _) = found[f"{regions.flow}-{place + 1}"]
            for region in regions.following:
                number, (_, top, _, bottom) = found[f"{region}-{place + 1}"]
                assert number == 2 * place + side
                assert top - ends == pytest.approx(0 if region == regions.following[0] else regions.gap, abs=0.03)
                ends = bottom


@pytest.mark.parametrize("desk", [SHEETS[0], SHEETS[-1]], ids=["A4, UK", "Letter, US"])
@pytest.mark.parametrize("case", [name for name in HARD if name not in TOO_LONG])
def test_no_region_moves_or_overflows_in_a_hard_case(case: str, desk: Desk) -> None:
    check(desk, *HARD[case])


@pytest.mark.parametrize("desk", SHEETS, ids=lambda desk: f"{desk.paper}, {desk.window}")
def test_an_address_that_no_window_holds_is_told_and_moves_nothing(desk: Desk) -> None:
    for case in TOO_LONG:
        check(desk, *HARD[case], may_be_cut={"address"})
    found = desk.render(*HARD[TOO_LONG[0]])
    (told,) = found.problems
    assert (told.member_id, told.reason.rpartition(" ")[2], told.action) == (
        *("M" * 60, "address"),
        "cut at the region's end",
    )


@pytest.mark.parametrize("locale", LOCALES)
def test_no_region_moves_or_overflows_in_any_language(locale: str, pytestconfig: pytest.Config) -> None:
    """Two cases on two papers, the other two in the next language; with --whole all four."""
    member, whole = replace(MEMBER, locale=locale), pytestconfig.getoption("--whole")
    if whole or LOCALES.index(locale) % 2:
        check(Desk(), member, HARD["forty activities"][1])
        check(Desk("letter", "us"), member, of_the_sample(first_year_example()))
    if whole or not LOCALES.index(locale) % 2:
        check(Desk("letter", "us"), replace(COMPANY, locale=locale), company_example())
        check(Desk(), member, HARD["a light user"][1])


@pytest.mark.parametrize("locale", LOCALES)
def test_the_headline_has_room_for_its_words_in_any_language(locale: str) -> None:
    member = replace(MEMBER, locale=locale)
    earlier = Earlier(date(2024, 7, 1), date(2025, 7, 1), member.currency, 1020.5)
    for case in (ranged_example(), below_fee_example(), first_year_example()):
        document = Desk().compose(member, of_the_sample(case), earlier)
        spans = spans_in(Desk().renderer.render(document).pdf, expected(Desk(), document[0], "headline"))
        assert "…" not in "".join(span["text"] for span in spans)
        assert min(span["size"] for span in spans) > SMALLEST - 0.05
        lines = sorted({round(span["origin"][1]) for span in spans if abs(span["size"] - 9.5) < 0.1})
        assert len(lines) <= 2  # of the labels: the note stands below them


def test_what_the_other_wins_are_worth_stands_beside_their_number() -> None:
    pdf = Desk().render(*HARD["seven policy wins"]).pdf
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        (words,), (worth,) = (document[1].search_for(text) for text in ("and 4 other wins, worth", "17,284.00"))
    assert words.y1 == pytest.approx(worth.y1, abs=0.1)
    assert words.x1 < worth.x0


def spans_in(pdf: bytes, box: Box) -> list[dict[str, Any]]:
    """Return the pieces of text of the first page inside a box, as MuPDF finds them."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        clip = pymupdf.Rect(*(side * 72 / 25.4 for side in box))
        blocks = document[0].get_text("dict", clip=clip)["blocks"]
    return [span for block in blocks for line in block.get("lines", ()) for span in line["spans"]]


def test_no_region_moves_in_two_languages() -> None:
    check(Desk(), replace(MEMBER, locale="cy-GB+en-GB"), of_the_sample(ranged_example()))


@pytest.mark.parametrize("desk", SHEETS, ids=lambda desk: f"{desk.paper}, {desk.window}")
@pytest.mark.parametrize("locale", ["en-GB", "ar-EG"])
def test_no_two_regions_overlap_and_all_are_on_the_paper(desk: Desk, locale: str) -> None:
    """The signature stands on the tinted field at the end, beside the next step's words."""
    member = replace(MEMBER, locale=locale)
    (statement,) = desk.compose(member, empty_example(member))
    width, height = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}[desk.paper]
    plan = planned(desk, statement)
    for side in (plan.front, plan.back):
        placed_ = {region: expected(desk, statement, region) for region in (*side.before, side.flow, *side.after)}
        for left, top, right, bottom in placed_.values():
            assert 0 <= left < right <= width
            assert 0 <= top < bottom <= height
        for (one, a), (other, b) in combinations(placed_.items(), 2):
            apart = a[2] <= b[0] + 0.01 or b[2] <= a[0] + 0.01 or a[3] <= b[1] + 0.01 or b[3] <= a[1] + 0.01
            assert apart or {one, other} == {"next", "signature"}, (one, other)


# The part of the paper that an envelope's window shows, with the play that the sheet has in its envelope.
WINDOWS = {
    "uk": (20.0, 54.0, 105.0, 88.0),
    "din-5008-b": (20.0, 57.7, 105.0, 90.0),
    "us": (22.2, 53.0, 117.2, 88.0),
}


@pytest.mark.parametrize("desk", SHEETS, ids=lambda desk: f"{desk.paper}, {desk.window}")
@pytest.mark.parametrize("locale", ["en-GB", "ar-EG"])
def test_the_address_stands_in_the_window_in_every_direction(desk: Desk, locale: str) -> None:
    (statement,) = desk.compose(replace(MEMBER, locale=locale), of_the_sample(ranged_example()))
    left, top, right, bottom = expected(desk, statement, "address")
    window = WINDOWS[desk.window]
    assert left >= window[0] - 0.01
    assert top >= window[1] - 1.01
    assert right <= window[2] + 0.01
    assert bottom <= window[3] + 0.01
