"""Countries as exports write them: codes and names in any case, in the languages of the members."""

from __future__ import annotations

from pathlib import Path

import babel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sheets import LOCALES
from tests.workspaces import edited, worked_example
from valuereport.errors import SettingsError
from valuereport.notation.countries import codes, country_code
from valuereport.settings import load_settings

CODES = st.sampled_from(sorted(codes()))
LANGUAGES = st.sampled_from(sorted({locale.partition("-")[0] for locale in LOCALES}))


@settings(deadline=None)
@given(CODES, LANGUAGES)
def test_every_country_is_known_by_its_code_and_by_its_name_in_every_language_of_the_statements(
    code: str, language: str
) -> None:
    name = str(babel.Locale(language).territories.get(code, code))  # Sark has no name in some languages
    for written in (code, code.lower(), f" {code} ", name, name.upper(), name.casefold(), f" {name}\u00a0"):
        assert country_code(written) == code, written


@pytest.mark.parametrize(
    ("written", "code"),
    [
        *(
            ("UK", "GB"),
            ("U.K.", "GB"),
            ("England", "GB"),
            ("SCOTLAND", "GB"),
            ("Cymru", "GB"),
            ("Great-Britain", "GB"),
        ),
        *(("GBR", "GB"), ("deu", "DE"), ("826", "GB"), ("ＧＢ", "GB"), ("Holland", "NL"), ("The Netherlands", "NL")),
        *(("USA", "US"), ("U.S.A.", "US"), ("United States of America", "US"), ("Turkey", "TR"), ("Eire", "IE")),
        *(("Cote d'Ivoire", "CI"), ("Ivory Coast", "CI"), ("Bosnia and Herzegovina", "BA"), ("Osterreich", "AT")),
        *(("Korea (the Republic of)", "KR"), ("Hong Kong", "HK"), ("Czech Republic", "CZ"), ("ROYAUME-UNI", "GB")),
        *(("Sverige", "SE"), ("Suomi", "FI"), ("Ελλάδα", "GR"), ("ישראל", "IL"), ("대한민국", "KR"), ("TÜRKİYE", "TR")),
    ],
)
def test_what_people_write(written: str, code: str) -> None:
    assert country_code(written) == code


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "-",
        "XX",
        "ZZ",
        "EU",
        "001",
        "150",
        "N/A",
        "n.a.",
        "?",
        "Atlantis",
        "unknown",
        "Yugoslavia",
        "SU",
        "EMEA",
    ],
)
def test_what_is_no_country(written: str) -> None:
    assert country_code(written) == ""


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_a_country_or_none(text: str) -> None:
    found = country_code(text)
    assert not found or found in codes()
    assert country_code(found) == found


WIN = """[[win]]
id = "a-win"
title = { en = "A win" }
text = { en = "It was won." }
in_force = 2026-01-01
worth = "hour"
segment = { country = ["uk", "Ireland", "DEU"] }
"""


def test_countries_of_a_policy_win_are_read_as_those_of_members(tmp_path: Path) -> None:
    file = worked_example(tmp_path, policy_wins_toml=WIN)
    assert load_settings(file).judgement.policy_wins[0].segment == {"country": ("GB", "IE", "DE")}
    edited(tmp_path / "policy_wins.toml", '"Ireland"', '"Atlantis"')
    with pytest.raises(SettingsError, match="Atlantis"):
        load_settings(file)
