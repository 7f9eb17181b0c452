"""A statement filled into plates is the statement that is laid out for itself: the proof.

A few documents that touch every edition and locale here, and some members made to break plates; with `--whole` every
sample member in every locale, and all adversaries in every locale of Latin letters:

    scripts/test tests/render/plates/test_equal.py --whole -rP
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.checkers import checked
from tests.render.plates.adversaries import ADVERSARIES
from tests.render.plates.equality import differences
from tests.render.plates.press import Plating
from tests.render.test_plate import CASES
from tests.sheets import LOCALES, Desk
from valuereport.calculator import Explainer
from valuereport.compose import compose
from valuereport.model.listening import KanoClass
from valuereport.model.statement import Document
from valuereport.model.statement_order import BY_VALUE, ActivityClass, StatementOrder
from valuereport.pipeline.calculation import load_and_calculate, member_of
from valuereport.pipeline.plan import Scope, plan
from valuereport.settings import load_settings
from valuereport.settings.period import year_before

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


def test_details_of_two_lines_by_plate_as_directly(plating: Plating, tmp_path: Path) -> None:
    member, make = CASES["standard"]
    member = replace(member, email="a.long.name.of.somebody@an-institute-of-some-length.example")
    made = plating.desk.compose(member, make(member))
    (by_plate,) = plating.printed([made])
    assert isinstance(by_plate, bytes), by_plate
    assert differences(plating.desk.renderer.render(made).pdf, by_plate, tmp_path) == []


@pytest.mark.parametrize("case", ["standard", "light-use"])
def test_members_own_years_share_their_plates(case: str, plating: Plating, tmp_path: Path) -> None:
    """The days of the year are the member's own: thirty years in a run are no thirty times as many plates."""
    member, make = CASES[case]
    made = [
        compose(member, make(member), plating.desk.settings.of(year_before(renewal)))[0]
        for renewal in (date(2027, 2, 1), date(2027, 10, 1))
    ]
    printed = plating.printed(made)
    keys = [parameterised.keys for each in made if (parameterised := plating.parameterised(each))]
    assert keys[0] == keys[1]
    for each, by_plate in zip(made, printed, strict=True):
        assert isinstance(by_plate, bytes), by_plate
        assert differences(plating.desk.renderer.render(each).pdf, by_plate, tmp_path) == []


@pytest.mark.parametrize(("case", "locale"), [("standard", "de-DE"), ("light-use", "en-GB")])
def test_in_another_order_by_plate_as_directly(case: str, locale: str, plating: Plating, tmp_path: Path) -> None:
    """Both orders in one run of plates: what an order changes that is no member's own is another plate."""
    member, make = CASES[case]
    member = replace(member, locale=locale)
    classes: dict[str, KanoClass] = {"cpd-webinar": "performance", "referral": "basic", "template-download": "reverse"}
    order = StatementOrder("kano", {name: ActivityClass(kano, name, "s", "w") for name, kano in classes.items()})
    made = [compose(member, make(member), plating.desk.settings, order=one)[0] for one in (BY_VALUE, order)]
    assert made[0] != made[1]
    for each, by_plate in zip(made, plating.printed(made), strict=True):
        assert isinstance(by_plate, bytes), by_plate
        assert differences(plating.desk.renderer.render(each).pdf, by_plate, tmp_path) == []


def test_the_rows_of_a_table_share_their_plates_however_many_there_are(plating: Plating, tmp_path: Path) -> None:
    (whole,) = document(plating.desk, "firm", "en-GB")
    assert len(whole.counted.rows) > 3
    assert whole.contacts
    assert len(whole.contacts.rows) > 2
    fewer = replace(
        whole,
        counted=replace(whole.counted, rows=whole.counted.rows[:2], shorter=()),
        contacts=replace(whole.contacts, rows=whole.contacts.rows[:2]),
    )
    for made, by_plate in zip((whole, fewer), plating.printed([(whole,), (fewer,)]), strict=True):
        assert isinstance(by_plate, bytes), by_plate
        assert differences(plating.desk.renderer.render((made,)).pdf, by_plate, tmp_path) == []
    keys = [set(each.keys) for made in (whole, fewer) if (each := plating.parameterised((made,)))]
    assert keys[1] == keys[0]


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
    assert plating.printed([document(plating.desk, "standard", locale)]) == ["not parameterised"]


def test_the_checkers_find_nothing(plating: Plating, tmp_path: Path) -> None:
    (by_plate,) = plating.printed([document(plating.desk, "firm", "de-DE")])
    assert isinstance(by_plate, bytes)
    file = tmp_path / "statement.pdf"
    file.write_bytes(by_plate)
    assert checked([file]) == []


def adversary(plating: Plating, kind: str, locale: str) -> Document:
    member, case = ADVERSARIES[kind]()
    made, _ = compose(replace(member, locale=locale), case, plating.desk.settings)
    return made


def unequal(plating: Plating, made: Document, folder: Path) -> tuple[str, list[str]]:
    """Return which way a document goes, and in what its plate differs from what is laid out directly."""
    (by_plate,) = plating.printed([made])
    if isinstance(by_plate, str):
        return by_plate, []
    return "plate", differences(plating.desk.renderer.render(made).pdf, by_plate, folder)


# What is odd about a member -> whether plates can be filled for it.
SOME = {
    "name: words of 60": False,
    "name: words of 120": False,
    "name: a word of 80": False,
    "name: stand-ins": True,
    "name: places of a form": True,
    "name: marks of an attribute": False,
    "name: combining letters": False,
    "name: digits": True,
    "everything: a letter": True,
    "everything: nothing": True,
    "300 engagements": True,
    "nine figures": True,
}


@pytest.mark.parametrize(("kind", "locale"), [*zip(SOME, [*LATIN, *LATIN], strict=False)])
def test_an_adversary_by_plate_as_directly_or_not_at_all(
    kind: str, locale: str, plating: Plating, tmp_path: Path
) -> None:
    way, found = unequal(plating, adversary(plating, kind, locale), tmp_path)
    assert found == []
    assert (way == "plate") is SOME[kind], way


@pytest.mark.parametrize("locale", LATIN)
def test_every_adversary_in_every_locale_of_latin_letters(
    locale: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    if not request.config.getoption("--whole"):
        pytest.skip("takes minutes: --whole")
    plating = Plating()
    found = {kind: unequal(plating, adversary(plating, kind, locale), tmp_path) for kind in ADVERSARIES}
    print(locale, {kind: way for kind, (way, _) in found.items()})  # noqa: T201 - pytest -rP shows it
    assert {kind: odd for kind, (_, odd) in found.items() if odd} == {}
    assert sum(way == "plate" for way, _ in found.values()) > 0.4 * len(found)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sample_member_in_every_locale(locale: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if not request.config.getoption("--whole"):
        pytest.skip("takes many minutes: --whole")
    valued = load_and_calculate(load_settings(SAMPLE))
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
