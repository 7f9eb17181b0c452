"""The mail in a real browser, as wide as a phone and as a screen: axe-core finds nothing, and nothing runs over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.browser import axe, browser, examined
from tests.cover_notes import notes_for, rendered
from tests.valuations import ranged_example
from valuereport.model.valuation import Range

PHONE, SCREEN = 360, 1280


@pytest.fixture(scope="module")
def script(pytestconfig: pytest.Config) -> str:
    """Return axe-core; where there is no browser or no network the tests that need it are skipped and say why."""
    browser()
    cache = pytestconfig.cache
    assert cache is not None
    return axe(Path(cache.mkdir("axe")))


@pytest.mark.parametrize(("locale", "width"), [("cy-GB+en-GB", PHONE), ("cy-GB+en-GB", SCREEN), ("ar-EG", PHONE)])
def test_axe_finds_nothing(locale: str, width: int, script: str, tmp_path: Path) -> None:
    found = examined(rendered(*notes_for(ranged_example(), locale)).html, width, script, tmp_path)
    assert found["violations"] == []
    assert found["wide"] == width


def test_the_longest_figures_do_not_widen_a_phone(script: str, tmp_path: Path) -> None:
    case = replace(ranged_example(), currency="PLN", fee=123_456_789.25, total=Range(505_092_455_000, 6e11, 7e11))
    found = examined(rendered(*notes_for(case, "pl-PL")).html, PHONE, script, tmp_path)
    assert (found["violations"], found["wide"]) == ([], PHONE)
