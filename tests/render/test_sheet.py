"""What stands on a sheet: all of it where it has room, else the most welcome; and never more than has room."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.render.test_heights import CASES, tables_of
from tests.sheets import LOCALES, SHIPPED, Desk
from valuereport.model.statement import Method, Statement
from valuereport.render.heights import height_of
from valuereport.render.letters import letters_of
from valuereport.render.sheet import SIDES, Flow, SheetPlan, Side, flows_of, overflows, plan_of

PAPERS = ("a4", "letter")
ENGLISH = letters_of("en-GB", None)


@cache
def statement_of(case: str, locale: str = "en-GB") -> Statement:
    member, figures = CASES[case]
    (found,) = Desk().compose(replace(member, locale=locale), figures)
    return found


def room_of(paper: str, flow: str) -> float:
    """Return the height of a flow, as the paper's style sheet has it."""
    style = (SHIPPED / f"{paper}.css").read_text(encoding="utf-8")
    (height,) = re.findall(rf"\.{flow} {{[^}}]*height: ([\d.]+)mm", style)
    return float(height)


def height(side: Side, plan: SheetPlan, statement: Statement) -> float:
    """Return how high the regions of a side are that follow one another, with what is between them."""
    letters, tables = letters_of(statement.locale, None), tables_of(plan, statement)
    regions = sum(height_of(region, statement, letters, tables) for region in side.following)
    return regions + side.gap * (len(side.following) - 1)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("case", CASES)
def test_what_follows_one_another_has_room_and_stands_apart(case: str, paper: str) -> None:
    for locale in LOCALES:
        statement = statement_of(case, locale)
        plan = plan_of(statement, paper, letters_of(locale, None))
        for side in (plan.front, plan.back):
            assert height(side, plan, statement) <= room_of(paper, side.flow), locale
            assert 1.0 <= side.gap <= 7.0


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("case", CASES)
def test_each_part_of_a_statement_stands_on_one_side_and_no_other_does(case: str, paper: str) -> None:
    statement = statement_of(case)
    plan = plan_of(statement, paper, ENGLISH)
    optional = ("year", "chart", "highlight", "left", "contacts", "branches", "policy")
    there = ["thanks", "details", *(name for name in optional if getattr(statement, name) is not None)]
    there += ["counted"] if statement.counted.rows else []
    there += ["method"] if statement.method.paragraphs else []
    assert sorted((*plan.front.following, *plan.back.following)) == sorted(there)
    assert plan.front.before[0] == "letterhead"
    assert plan.front.after == ("next", "signature")
    assert ("policy" in plan.front.following) is (case == "light use")
    assert len({plan.front.flow, plan.back.flow}) == SIDES


def with_thanks(case: str, lines: int) -> Statement:
    """Return a statement whose thanks take so many lines more."""
    statement = statement_of(case)
    return replace(statement, thanks=f"{statement.thanks} {'W' * 45 * lines}")


@pytest.mark.parametrize(("case", "leave"), [("standard", ["left", "year"]), ("light use", ["policy", "left", "year"])])
def test_where_the_front_has_no_room_the_least_welcome_leaves_it_first(case: str, leave: list[str]) -> None:
    """A policy win then stands on the back; the rest is left out."""
    whole = plan_of(statement_of(case), "letter", ENGLISH).front.following
    gone: list[str] = []
    for lines in range(30):
        statement = with_thanks(case, lines)
        plan = plan_of(statement, "letter", ENGLISH)
        gone += [name for name in whole if name not in (*plan.front.following, *gone)]
        assert set(plan.front.following) == set(whole) - set(gone)  # and none comes back
        assert plan.back.following[-1] == "details"
        if "policy" in gone:
            assert plan.back.following[-2] == "policy"
        if gone != leave:
            assert height(plan.front, plan, statement) <= room_of("letter", "front")
        assert plan.front.gap >= 1.0
    assert gone == leave


def with_method(case: str, lines: int) -> Statement:
    """Return a statement whose method takes so many lines more."""
    statement = statement_of(case)
    first, *others = statement.method.paragraphs
    longer = Method((f"{first} {'W' * 25 * lines}", *others), statement.method.bases)
    return replace(statement, method=longer)


@pytest.mark.parametrize("case", ["standard", "forty activities", "a firm"])
def test_where_the_back_has_no_room_its_tables_say_less_in_turn(case: str) -> None:
    """First no second lines; then an assumption less; then fewer activities; then fewer assumptions."""
    seen: list[tuple[bool, int, int]] = []
    for lines in range(120):
        statement = with_method(case, lines)
        plan = plan_of(statement, "letter", ENGLISH)
        shown = plan.two_lines, len(plan.rows), plan.bases
        if not seen or shown != seen[-1]:
            seen.append(shown)
        if seen[-1] != least(statement):
            assert height(plan.back, plan, statement) <= room_of("letter", "back")
    assert all(is_less(after, before) for before, after in pairwise(seen))
    assert seen[-1] == least(statement_of(case))


def least(statement: Statement) -> tuple[bool, int, int]:
    shorter = statement.counted.shorter
    return False, len(shorter[-1].rows if shorter else statement.counted.rows), 1


def is_less(after: tuple[bool, int, int], before: tuple[bool, int, int]) -> bool:
    return all(one <= other for one, other in zip(after, before, strict=True)) and after != before


def test_a_shorter_table_has_the_notes_that_belong_to_it() -> None:
    statement = statement_of("forty activities")
    shorter = tuple(replace(each, notes=(f"of {len(each.rows)}",)) for each in statement.counted.shorter)
    told = replace(statement, counted=replace(statement.counted, shorter=shorter, notes=("of all",)))
    method = Method((f"{told.method.paragraphs[0]} {'W' * 1100}",), told.method.bases)
    assert plan_of(told, "a4", ENGLISH).notes == ("of all",)
    plan = plan_of(replace(told, method=method), "a4", ENGLISH)
    assert len(plan.rows) < len(statement.counted.rows)
    assert plan.notes == (f"of {len(plan.rows)}",)


class Page:
    """A page as WeasyPrint has it: the place of every element with an id."""

    def __init__(self, **anchors: tuple[float, float]) -> None:
        self.anchors = {name.replace("_", "-"): (0.0, top, 100.0, bottom) for name, (top, bottom) in anchors.items()}


@given(st.floats(0, 20), st.floats(0, 20))
def test_what_runs_over_is_told_once_with_the_most_of_it(one: float, other: float) -> None:
    pages = [Page(front_1=(10, 90), front_1_content=(10, 90 + over), thanks_1=(10, 20)) for over in (one, other)]
    most = max(one, other)
    assert overflows(pages) == ({"front": pytest.approx(most)} if most > 0.75 + 1e-9 else {}) or 0.74 < most < 0.76


def test_the_flows_of_a_page_are_found_by_their_names() -> None:
    page = Page(front_1=(10, 90), front_1_content=(10, 70), next_1=(95, 99), next_1_content=(95, 99))
    assert list(flows_of(page.anchors)) == [Flow("front-1", 0.0, 60.0, 80.0)]
