"""Every edition in every language, over both papers: accessible by two independent checkers, and one sheet each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.checkers import checked
from tests.sheets import COMPANY, LOCALES, MEMBER, Desk, company_example, of_the_sample
from tests.valuations import first_year_example, light_use_example, ranged_example
from valuereport.model.valuation import Earlier

PAPERS = {"a4": Desk(), "letter": Desk("letter", "us", logo=False)}
TOGETHER = 3  # languages: the checkers take as long to start as to check four files


@pytest.mark.parametrize("locales", [LOCALES[at : at + TOGETHER] for at in range(0, len(LOCALES), TOGETHER)])
def test_every_edition_is_accessible_and_one_sheet(
    locales: tuple[str, ...], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Of each language one edition on each paper, another one in the next language; with --whole all of them."""
    whole = pytestconfig.getoption("--whole")
    pairs = [(locale, paper) for locale in locales for paper in PAPERS]
    assert checked([file for locale, paper in pairs for file in written(locale, paper, tmp_path, whole=whole)]) == []


def written(locale: str, paper: str, folder: Path, *, whole: bool) -> list[Path]:
    """Write one of the editions in a language on a paper, or all of them; each is one sheet."""
    member, firm = replace(MEMBER, locale=locale), replace(COMPANY, locale=locale)
    earlier = Earlier(member.joined, member.renewal, "GBP", 1000.0)  # type: ignore[arg-type]
    every = {
        "standard": (member, ranged_example(), earlier),
        "first-year": (member, first_year_example(), None),
        "light-use": (member, light_use_example(), None),
        "firm": (firm, company_example(firm), None),
    }
    # In twelve languages each edition comes three times on each paper.
    one = (LOCALES.index(locale) + 2 * (paper == "letter")) % len(every)
    files = []
    for name, (of, case, before) in list(every.items()) if whole else list(every.items())[one : one + 1]:
        found = PAPERS[paper].render(of, of_the_sample(case), before)
        assert (found.pages, found.problems) == (2, ()), (locale, paper, name)
        files.append(folder / f"{locale}-{paper}-{name}.pdf")
        files[-1].write_bytes(found.pdf)
    return files


def test_two_languages_are_accessible_and_a_sheet_each(tmp_path: Path) -> None:
    files = []
    for locales in ("cy-GB+en-GB", "ar-EG+en-GB", "fr-CA+en-CA"):
        found = Desk().render(replace(MEMBER, locale=locales), of_the_sample(ranged_example()))
        assert (found.pages, found.problems) == (4, ()), locales
        files.append(tmp_path / f"{locales}.pdf")
        files[-1].write_bytes(found.pdf)
    assert checked(files) == []
