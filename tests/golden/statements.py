"""The statements whose looks, words and tags are kept as files: of each edition, kind of member, paper and window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from tests.pictures import as_png, pages
from tests.sheets import COMPANY, MEMBER, Desk, company_example, of_the_sample, text_of
from tests.tags import outline
from tests.valuations import (
    below_fee_example,
    empty_example,
    first_year_example,
    light_use_example,
    ranged_example,
    worked_example,
)
from valuereport.model.member import Member
from valuereport.model.valuation import Earlier, Valuation

FOLDER = Path(__file__).parent / "statements"
_LETTER = Desk("letter", "us", logo=False)
_GERMAN = Desk(window="din-5008-b", fold_marks=True)


def _in(locale: str, member: Member = MEMBER, **changed: str) -> Member:
    return replace(member, locale=locale, **changed)


def _year_before(member: Member) -> Earlier:
    assert member.joined
    assert member.renewal
    return Earlier(member.joined.replace(2025, 1, 1), member.renewal.replace(2026), member.currency, 1020.5)


CASES: Mapping[str, tuple[Desk, Member, Callable[[Member], Valuation]]] = {
    "standard-en-GB": (Desk(), MEMBER, ranged_example),
    "worked-en-US-letter": (_LETTER, _in("en-US", currency="USD"), lambda _: replace(worked_example(), currency="USD")),
    "standard-de-DE-window-and-folds": (_GERMAN, _in("de-DE"), ranged_example),
    "firm-fr-FR": (Desk(), _in("fr-FR", COMPANY, currency="EUR"), company_example),
    "firm-pt-BR-letter": (Desk("letter", "us"), _in("pt-BR", COMPANY), company_example),
    "first-year-en-GB": (Desk(), MEMBER, first_year_example),
    "first-year-ja-JP": (Desk(logo=False), _in("ja-JP", name="佐藤 花子", salutation="佐藤 花子"), first_year_example),
    "below-fee-en-GB": (Desk(), MEMBER, below_fee_example),
    "light-use-en-GB": (Desk(), MEMBER, light_use_example),
    "light-use-pl-PL-letter": (_LETTER, _in("pl-PL"), light_use_example),
    "standard-ar-EG": (Desk(), _in("ar-EG", name="ليلى Haddad", salutation="ليلى Haddad"), ranged_example),
    "light-use-zh-CN": (Desk(), _in("zh-CN"), light_use_example),
    "nothing-nl-NL": (Desk(window="din-5008-b", logo=False), _in("nl-NL"), empty_example),
    "standard-cy-GB-and-en-GB": (Desk(), _in("cy-GB+en-GB"), ranged_example),
    "standard-it-IT-with-the-year-before": (Desk(), _in("it-IT"), ranged_example),
}


def made(name: str) -> dict[str, bytes]:
    """Return the files of a case by their endings: a picture, the text, the tag tree."""
    desk, member, make = CASES[name]
    earlier = _year_before(member) if name.endswith("year-before") else None
    pdf = desk.render(member, of_the_sample(make(member)), earlier).pdf
    return {
        ".png": as_png(pages(pdf)),
        ".txt": (text_of(pdf) + "\n").encode(),
        ".tags.txt": outline(pdf).encode(),
    }
