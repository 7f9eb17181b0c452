"""How a member answers, and what became of suggestions: they stand where there is room, in any language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from tests.checkers import checked
from tests.render.plates.equality import differences
from tests.render.plates.press import Plating
from tests.render.test_heights import CASES, LEAST, MOST, heights
from tests.render.test_regions import HARD, check, planned
from tests.sheets import LOCALES, MEMBER, TOKEN, Desk, of_the_sample
from tests.valuations import ranged_example

DESK, LETTER = Desk(feedback=True), Desk("letter", "us", feedback=True)


@pytest.mark.parametrize("locale", LOCALES)
def test_it_is_as_high_as_it_is_said_to_be_and_nothing_runs_over(locale: str) -> None:
    case = list(CASES)[LOCALES.index(locale) % len(CASES)]
    desk = (DESK, LETTER)[LOCALES.index(locale) % 2]
    member, figures = CASES[case]
    found = list(heights(desk, replace(member, locale=locale), figures))
    assert {"feedback", "you_said"} & {region for region, _, _ in found}
    away = {region: round(said - real, 2) for region, said, real in found}
    assert {region: by for region, by in away.items() if not LEAST <= by <= MOST} == {}


@pytest.mark.parametrize("case", ["forty activities of a firm", "seven policy wins", "nine figures of a firm"])
def test_where_there_is_no_room_it_gives_way(case: str) -> None:
    check(LETTER, *HARD[case])


def test_it_costs_no_region_but_rows_of_the_tables() -> None:
    member, figures = CASES["forty activities"]
    plans = [planned(desk, desk.compose(member, figures)[0]) for desk in (DESK, Desk())]
    with_it, without = (plan.back.following for plan in plans)
    assert with_it == (*without, "you_said", "feedback")
    assert plans[0].front == plans[1].front


def test_by_plate_as_directly(tmp_path: Path) -> None:
    plating = Plating(DESK)
    made = DESK.compose(replace(MEMBER, locale="de-DE"), of_the_sample(ranged_example()))
    (by_plate,) = plating.printed([made])
    assert isinstance(by_plate, bytes), by_plate
    assert differences(DESK.renderer.render(made).pdf, by_plate, tmp_path) == []


def test_it_is_accessible_and_leads_to_the_answer(tmp_path: Path) -> None:
    rendered = DESK.render(replace(MEMBER, locale="ar-EG"), of_the_sample(ranged_example()))
    assert rendered.problems == ()
    file = tmp_path / "statement.pdf"
    file.write_bytes(rendered.pdf)
    assert checked([file]) == []
    page = f"https://www.our.example/answer/ar?token={TOKEN}"
    with pymupdf.open(file) as document:
        links = [one["uri"] for one in document[1].get_links() if "answer" in one.get("uri", "")]
    assert links == [f"{page}#correct-yes", f"{page}#correct-no", page]
