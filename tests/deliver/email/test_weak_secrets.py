"""A secret that others know, or that a computer finds, is called weak; and it is never repeated."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sheets import LOCALES
from valuereport.deliver.email.weak_secrets import A_DATE, SAID, SHORT, SHORTEST, weakness

BORN = st.dates(date(1905, 1, 1), date(2020, 12, 31))
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
SLOW_AT_FIRST = settings(deadline=None)  # the names of the months are read
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@SLOW_AT_FIRST
@given(
    BORN,
    st.permutations(["d", "m", "y"]),
    st.sampled_from(["", " ", ".", "-", "/", ". ", "\u2013", "_", ","]),
    st.booleans(),
    st.booleans(),
    st.sampled_from([None, ARABIC, WIDE]),
)
def test_a_date_in_numbers(
    born: date, order: list[str], between: str, whole: bool, padded: bool, script: dict[int, str] | None
) -> None:
    width = 2 if padded or not between else 1
    parts = {"d": f"{born.day:0{width}}", "m": f"{born.month:0{width}}", "y": f"{born.year}"[0 if whole else 2 :]}
    if order[1] == "y" and not between:
        return  # nobody writes the year between the others without a sign
    secret = between.join(parts[part] for part in order)
    assert weakness(secret.translate(script) if script else secret) == A_DATE


@SLOW_AT_FIRST
@given(
    BORN, st.sampled_from(sorted({locale.partition("+")[0] for locale in LOCALES})), st.sampled_from(["medium", "long"])
)
def test_a_date_in_words(born: date, locale: str, width: str) -> None:
    assert weakness(format_date(born, width, locale=locale.replace("-", "_"))) == A_DATE  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "secret",
    [
        *("1980-12-31 00:00:00", "1980-12-31T00:00:00Z", "31/12/1980 0:00"),  # as spreadsheets export them
        *("December 31st, 1980", "31st of December 1980", "31dec80", "DOB31121980", " 31121980 ", "昭和55年12月31日"),
    ],
)
def test_other_notations(secret: str) -> None:
    assert weakness(secret) == A_DATE


@pytest.mark.parametrize(
    "secret",
    ["Tulip-River-42", "20191234", "99999999", "Xk3-Pq12-Zt80", "31-13-1980x", "30021980", "may flowers 31 80"],
)
def test_others_are_not_called_weak(secret: str) -> None:
    assert weakness(secret) == ""


@SLOW_AT_FIRST
@given(st.text(max_size=SHORTEST - 1))
def test_short_ones(secret: str) -> None:
    assert weakness(secret) in {A_DATE, SHORT}


def test_what_the_message_says_is_no_secret() -> None:
    assert weakness("gb-0000-1234", ("GB-0000-1234", "ada@members.example")) == SAID


@SLOW_AT_FIRST
@given(st.text(min_size=1, max_size=40))
def test_the_reason_is_one_of_three_and_says_nothing_of_the_secret(secret: str) -> None:
    assert weakness(secret) in {"", A_DATE, SHORT}
