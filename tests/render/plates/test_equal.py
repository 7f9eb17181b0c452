"""A statement filled into plates is the statement that is laid out for itself: the proof.

A few documents that touch every edition and locale here; every sample member in every locale with `--whole`:

    scripts/test tests/render/plates/test_equal.py --whole -rP
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.checkers import checked
from tests.render.plates.equality import differences
from tests.render.plates.press import Plating
from tests.render.test_plate import CASES
from tests.sheets import LOCALES, Desk
from valuereport.calculator import Explainer
from valuereport.compose import compose
from valuereport.model.statement import Document
from valuereport.pipeline import Scope, plan, value
from valuereport.pipeline.valuing import member_of
from valuereport.settings import load_settings

LATIN = [locale for locale in LOCALES if locale.partition("-")[0] not in ("ar", "ja", "zh")]
SAMPLE = Path(__file__).parent.parent.parent.parent / "sample_data" / "valuereport.toml"


def document(desk: Desk, case: str, locale: str) -> Document:
    member, make = CASES[case]
    member = replace(member, locale=locale)
    return desk.compose(member, make(member))


@pytest.fixture(scope="module")
def plating() -> Plating:
    return Plating()


@pytest.mark.parametrize(
    ("locale", "case"), [(locale, list(CASES)[at % len(CASES)]) for at, locale in enumerate(LATIN)]
)
def test_by_plate_as_directly(locale: str, case: str, plating: Plating, tmp_path: Path) -> None:
    made = document(plating.desk, case, locale)
    (by_plate,) = plating.printed([made])
    assert isinstance(by_plate, bytes), by_plate
    assert differences(plating.desk.renderer.render(made).pdf, by_plate, tmp_path) == []


@pytest.mark.parametrize("case", ["standard", "firm"])
def test_on_letter_with_fold_marks_and_another_window(case: str, tmp_path: Path) -> None:
    desk = Desk(paper="letter", window="us", fold_marks=True)
    plating = Plating(desk)
    made = document(desk, case, "en-US")
    (by_plate,) = plating.printed([made])
    assert isinstance(by_plate, bytes), by_plate
    assert differences(desk.renderer.render(made).pdf, by_plate, tmp_path) == []


def test_two_languages_on_two_sheets(plating: Plating, tmp_path: Path) -> None:
    member, make = CASES["standard"]
    member = replace(member, locale="cy-GB+en-GB")
    both = plating.desk.compose(member, make(member))
    assert len(both) == 2
    (by_plate,) = plating.printed([both])
    assert isinstance(by_plate, bytes), by_plate
    assert differences(plating.desk.renderer.render(both).pdf, by_plate, tmp_path) == []


@pytest.mark.parametrize("locale", ["ar-EG", "ja-JP", "zh-CN"])
def test_other_scripts_and_directions_go_the_direct_way(locale: str, plating: Plating) -> None:
    assert plating.printed([document(plating.desk, "standard", locale)]) == ["not marked"]


def test_the_checkers_find_nothing(plating: Plating, tmp_path: Path) -> None:
    (by_plate,) = plating.printed([document(plating.desk, "firm", "de-DE")])
    assert isinstance(by_plate, bytes)
    file = tmp_path / "statement.pdf"
    file.write_bytes(by_plate)
    assert checked([file]) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sample_member_in_every_locale(locale: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if not request.config.getoption("--whole"):
        pytest.skip("takes many minutes: --whole")
    valued = value(load_settings(SAMPLE))
    planned, _ = plan(valued, Scope())
    explainer = Explainer(valued.valuations)
    plating = Plating()
    odd, ways = [], []
    for one in planned:
        if one.reason:
            continue
        member, valuation = member_of(valued, one), explainer.valuation(one.row)
        made, _ = compose(replace(member, locale=locale), valuation, plating.desk.settings, None)
        (by_plate,) = plating.printed([made])
        ways.append(by_plate if isinstance(by_plate, str) else "plate")
        if isinstance(by_plate, bytes):
            found = differences(plating.desk.renderer.render(made).pdf, by_plate, tmp_path)
            odd += [(one.member_id, each) for each in found]
    assert odd == []
    told = {way: ways.count(way) for way in sorted(set(ways))}
    print(locale, told)  # noqa: T201 - pytest -rP shows it
    assert locale not in LATIN or ways.count("plate") > 0.95 * len(ways), told
